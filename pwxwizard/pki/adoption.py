"""Taking in what already exists: a CA or a personal certificate with or without its key."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cryptography import x509

from pwxwizard.errors import UnreadableError
from pwxwizard.finding import Finding, Severity, Where
from pwxwizard.pki import issuing_rules, rules
from pwxwizard.pki.attempt import Unreadable, attempt
from pwxwizard.pki.certificates import may_sign_certificates
from pwxwizard.pki.chains import built, shown
from pwxwizard.pki.checks.catalogue import CA
from pwxwizard.pki.keys import load_key, same_key
from pwxwizard.pki.linting import lint
from pwxwizard.pki.reading import Contents, SigningKey, read


@dataclass(frozen=True, slots=True)
class Adopted:
    """An existing certificate as the project takes it over."""

    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    """The certificates above it that came along, its issuer first."""
    key: SigningKey | None = field(repr=False)
    """`None` when no key came along."""
    findings: tuple[Finding, ...]
    """What reading and the checks say; an error means that it should not be used so."""


def load_certificates(
    data: bytes, passphrase: str | None = None, *, file: str = ""
) -> tuple[x509.Certificate, ...]:
    """Return the certificates of a file in any form, in its order, at least one.

    Raises:
        UnreadableError: there is none; the message names what the file holds instead.
    """
    return _certificates(read(data, passphrase, file=file), file)


def _certificates(contents: Contents, file: str) -> tuple[x509.Certificate, ...]:
    if contents.certificates:
        return contents.certificates
    telling = [one for one in contents.findings if one.severity is Severity.ERROR] or [
        one
        for one in contents.findings
        if one.code == rules.NEEDS_PASSPHRASE.code and not contents.items
    ]
    if telling and not contents.keys:
        raise UnreadableError(telling[0].message, fix=telling[0].fix, where=file)
    kinds = sorted({item.kind.value for item in contents.items}) or ["nothing known"]
    raise UnreadableError(
        f"A certificate is expected, but this holds: {', '.join(kinds)}.",
        fix="Give the file that holds the certificate (PEM, DER, PKCS #7 or PKCS #12).",
        where=file,
    )


def adopt(
    data: bytes,
    role: str,
    passphrase: str | None = None,
    *,
    at: datetime,
    key_data: bytes = b"",
    hosts: Sequence[str] = (),
    platform: str | None = None,
    file: str = "",
) -> Adopted:
    """Take in an existing CA or personal certificate.

    Args:
        data: PEM, DER, PKCS #7 or PKCS #12, with or without the key and the chain.
        role: `ca` or `personal`.
        passphrase: of the package or the key.
        at: the moment to judge dates for, aware.
        key_data: the key's own file, when it is not in `data`.
        hosts: names and addresses the machine is called by.
        platform: where it will be used.
        file: the name to show in findings.

    Raises:
        UnreadableError: no certificate in it, or `key_data` cannot be opened.
    """
    contents = read(data, passphrase, file=file)
    certificates = tuple(dict.fromkeys(_certificates(contents, file)))
    key = load_key(key_data, passphrase) if key_data else next(iter(contents.keys), None)
    findings = list(contents.findings)
    own = [one for one in certificates if key is not None and _holds(one, key)]
    if key is not None and not own:
        message = f"The key belongs to none of: {'; '.join(shown(one) for one in certificates)}."
        findings.append(issuing_rules.ISSUER_MISMATCH.at(Where(file=file), message))
    certificate = own[0] if own else _lowest(certificates, role)
    path, _complete = built(certificate, certificates)
    issuer = path[1] if len(path) > 1 else None
    findings += lint(certificate, role, platform, issuer=issuer, at=at, hosts=hosts, file=file)
    return Adopted(certificate, path[1:], key if own else None, tuple(findings))


def _holds(certificate: x509.Certificate, key: SigningKey) -> bool:
    held = attempt(certificate.public_key)
    return not isinstance(held, Unreadable) and same_key(held, key.public_key())


def _lowest(certificates: Sequence[x509.Certificate], role: str) -> x509.Certificate:
    """Return the certificate the others stand above: the longest chain of the wanted role."""
    fitting = [one for one in certificates if may_sign_certificates(one) is (role == CA)]
    return max(fitting or certificates, key=lambda one: len(built(one, certificates)[0]))
