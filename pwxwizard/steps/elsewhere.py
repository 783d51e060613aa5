"""Certificates that come from elsewhere: what the files that were named say, with their issuers."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pwxwizard import pki
from pwxwizard.finding import Finding, Severity, Where, has_errors
from pwxwizard.steps.rules import RULES, no_file
from pwxwizard.world import Reader

if TYPE_CHECKING:
    from cryptography import x509


@dataclass(frozen=True, slots=True)
class Taken:
    """What files from elsewhere hold of one certificate."""

    leaf: "x509.Certificate | None" = None
    """The certificate itself, be it a machine's or a CA's."""
    above: "tuple[x509.Certificate, ...]" = ()
    """Its issuers, from the nearest to the root."""
    findings: tuple[Finding, ...] = ()
    locked: bool = False
    """Nothing of it can be read without its passphrase."""
    key: pki.SigningKey | None = field(default=None, repr=False)
    """The private key, when it was asked for and could be opened."""
    encrypted: bool = False
    """Its private key is under a passphrase."""

    @property
    def whole(self) -> "tuple[x509.Certificate, ...]":
        """Return the certificate and its issuers."""
        return (self.leaf, *self.above) if self.leaf is not None else ()

    @property
    def shown(self) -> "tuple[x509.Certificate, ...]":
        """Return what a peer is shown in a handshake: all but the root."""
        return tuple(one for one in self.whole if one is self.leaf or not pki.self_signed(one))


def missing(path: str, reader: Reader, item: str, key: str) -> tuple[Finding, ...]:
    """Return the finding that a named file is not there or cannot be read."""
    found = reader.look(path)
    if not path or found.state == "file":
        return ()
    return (no_file(Where(item=item, key=key), path, found),)


def answered(
    answer: str,
    others: str,
    request: "x509.CertificateSigningRequest",
    reader: Reader,
    known: "Sequence[x509.Certificate]" = (),
) -> Taken:
    """Return what an outside CA answered to a request.

    Args:
        answer: path of the answer.
        others: path of a file with the issuers' certificates; may be empty.
        request: what was sent.
        reader: where the files are read.
        known: CA certificates that are here already.
    """
    pool = (*_certificates(others, reader), *known)
    match = pki.match_answer(reader.look(answer).data, request, known=pool, file=answer)
    above = (*match.chain, *((match.root,) if match.root is not None else ()))
    return Taken(match.leaf, above, match.findings)


def issuers(path: str, reader: Reader) -> "tuple[x509.Certificate, ...]":
    """Return the CA certificates that a file holds."""
    return tuple(one for one in _certificates(path, reader) if pki.may_sign_certificates(one))


def _certificates(path: str, reader: Reader) -> "tuple[x509.Certificate, ...]":
    return pki.read(reader.look(path).data, file=path).certificates if path else ()


def adopted(
    file: str,
    key_file: str,
    others: str,
    reader: Reader,
    *,
    ca: bool,
    passphrase: str | None = None,
    hosts: Sequence[str] = (),
    known: "Sequence[x509.Certificate]" = (),
) -> Taken:
    """Return the certificate that a file from elsewhere holds, and its key where there is one.

    Args:
        file: path of the certificate in any form, perhaps with key and issuers.
        key_file: path of the key, when it stands alone; may be empty.
        others: path of a file with the issuers' certificates; may be empty.
        reader: where the files are read.
        ca: a CA's certificate is looked for, otherwise a machine's.
        passphrase: opens PKCS #12 and keys; `None` while nobody was asked.
        hosts: the machine's names and addresses, to tell its certificate among several.
        known: CA certificates that are here already.
    """
    where = Where(file=file)
    contents = pki.read(reader.look(file).data, passphrase, file=file)
    keys = pki.read(reader.look(key_file).data, passphrase, file=key_file) if key_file else contents
    # a key without a passphrase is remarked on by `check` of the files that are written
    findings = tuple(
        finding
        for finding in (*contents.findings, *(keys.findings if key_file else ()))
        if passphrase is not None or finding.code != "PKI018"
    )
    if contents.store and not contents.items and passphrase is None:
        return Taken(locked=True, findings=findings, encrypted=True)
    encrypted = any(item.kind is pki.Kind.ENCRYPTED_KEY for item in keys.items)
    key = keys.keys[0] if len(keys.keys) == 1 else None
    unique = tuple(dict.fromkeys(contents.certificates))
    leaf = _chosen(unique, key, hosts, ca=ca)
    if leaf is None:
        kinds = ", ".join(sorted({entry.kind.value for entry in contents.items})) or "nothing known"
        wanted = "CA certificate" if ca else "personal certificate"
        if not has_errors(findings):
            message = f"A {wanted} is expected in {file}, which holds: {kinds}."
            findings += (RULES["CER004"].at(where, message),)
        return Taken(findings=findings, encrypted=encrypted)
    path, complete = pki.built(leaf, (*unique, *_certificates(others, reader), *known))
    if not complete:
        findings += (_issuer_missing(path[-1], where),)
    return Taken(leaf, path[1:], findings, key=key, encrypted=encrypted)


def _issuer_missing(last: "x509.Certificate", where: Where) -> Finding:
    message = f"The certificate of {pki.dn_text(last.issuer)} is missing."
    return pki.FINDINGS["PKI072"].at(where, message)


def _chosen(
    certificates: "Sequence[x509.Certificate]",
    key: pki.SigningKey | None,
    hosts: Sequence[str],
    *,
    ca: bool,
) -> "x509.Certificate | None":
    """Return the certificate that is meant: the key's, or the one of the right sort."""
    if key is not None:
        own = [one for one in certificates if pki.same_key(one.public_key(), key.public_key())]
        if own:
            return max(own, key=lambda one: one.not_valid_before_utc)
    sort = [one for one in certificates if pki.may_sign_certificates(one) is ca]
    if ca:
        # the lowest: it has not issued any of the others
        sort = [
            one
            for one in sort
            if not any(other is not one and pki.signed_by(other, one) for other in sort)
        ] or sort
    named = [one for one in sort if any(pki.speaks_for(one, host) for host in hosts)]
    return next(iter((*named, *sort)), None)


def key_problem(taken: Taken, file: str) -> tuple[Finding, ...]:
    """Return why an opened file's key cannot be used with its certificate; nothing when it can."""
    where = Where(file=file)
    if taken.key is None:
        errors = tuple(one for one in taken.findings if one.severity is Severity.ERROR)
        return errors or (RULES["CER004"].at(where, "There is no private key that opens in it."),)
    if taken.leaf is None or not pki.same_key(taken.leaf.public_key(), taken.key.public_key()):
        message = "Its private key does not belong to its certificate."
        return (pki.FINDINGS["PKI070"].at(where, message),)
    return ()
