"""What one end makes of the other end's certificate, as a list of reasons against it."""

from collections.abc import Callable, Iterator
from datetime import datetime
from functools import lru_cache, wraps
from typing import TypeVar, TypeVarTuple

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa

from pwxwizard.finding import Finding, FindingRule, Severity, Where
from pwxwizard.pki import validation_rules as pki_rules
from pwxwizard.pki.attempt import Unreadable, attempt, quiet
from pwxwizard.pki.chains import self_signed, shown
from pwxwizard.pki.extensions import extension, extension_fields
from pwxwizard.pki.validation import speaks_for, verify
from pwxwizard.trust import rules

T = TypeVar("T")
Ts = TypeVarTuple("Ts")

_RULES: dict[str, FindingRule] = {
    pki_rules.NO_ISSUER.code: rules.UNTRUSTED,
    pki_rules.NO_ANCHOR.code: rules.UNTRUSTED,
    pki_rules.NO_TRUST.code: rules.UNTRUSTED,
    pki_rules.SIGNATURE.code: rules.UNTRUSTED,
    pki_rules.EXPIRED.code: rules.EXPIRED,
    pki_rules.NOT_YET.code: rules.NOT_YET,
    pki_rules.USAGE_SERVER.code: rules.UNFIT,
    pki_rules.USAGE_CLIENT.code: rules.UNFIT,
    pki_rules.USAGE_CA.code: rules.UNFIT,
    pki_rules.KEY_USAGE.code: rules.UNFIT,
    pki_rules.MALFORMED.code: rules.MALFORMED,
}

_ORDER = (
    rules.MALFORMED,
    rules.SELF_SIGNED,
    rules.UNTRUSTED,
    rules.EXPIRED,
    rules.NOT_YET,
    rules.UNFIT,
    rules.KEY_WEAK,
    rules.INVALID,
)
"""Of several reasons against a certificate, the one to mend first comes first."""


_MOST = 16384
"""Answers that are remembered by identity at one time."""


def _by_identity(function: Callable[[*Ts], T]) -> Callable[[*Ts], T]:
    """Remember answers by the very objects asked about, in front of a cache by value.

    Hashing a certificate reads all of it, and a large matrix asks about each of them time and again.
    """
    # what was asked about is kept beside the answer, so that its identity is not given out anew
    known: dict[tuple[int, ...], tuple[tuple[*Ts], T]] = {}

    @wraps(function)
    def remembered(*asked: *Ts) -> T:
        key = tuple(map(id, asked))
        found = known.get(key)
        if found is None:
            if len(known) >= _MOST:
                known.clear()
            found = known[key] = (asked, function(*asked))
        return found[1]

    return remembered


@lru_cache(maxsize=8192)
def key_kind(certificate: x509.Certificate) -> str:
    """Return `rsa`, `ec` or `dsa`, as suites ask for it; empty for a key of another kind."""
    key = attempt(certificate.public_key)
    if isinstance(key, rsa.RSAPublicKey):
        return "rsa"
    if isinstance(key, ec.EllipticCurvePublicKey):
        return "ec"
    return "dsa" if isinstance(key, dsa.DSAPublicKey) else ""


@_by_identity
@lru_cache(maxsize=8192)
def malformed(certificate: x509.Certificate) -> str:
    """Return what about a certificate cannot be read, as a phrase; empty for a good one."""
    if isinstance(attempt(certificate.public_key), Unreadable):
        return "its public key"
    if isinstance(attempt(lambda: (certificate.subject, certificate.issuer)), Unreadable):
        return "its names"
    if any(isinstance(one.value, Unreadable) for one in extension_fields(certificate)):
        return "an extension"
    return ""


@lru_cache(maxsize=32768)
def names(certificate: x509.Certificate, host: str) -> bool:
    """Tell whether a certificate names a host."""
    return speaks_for(certificate, host)


@lru_cache(maxsize=8192)
def may_sign(certificate: x509.Certificate) -> bool:
    """Tell whether the key usage, if there is one, allows signatures in handshakes."""
    usage = extension(certificate, x509.KeyUsage)
    return usage is None or usage.digital_signature


@_by_identity
@lru_cache(maxsize=8192)
def weakness(certificate: x509.Certificate) -> str:
    """Return what is below 112 bits of strength about a certificate, as a phrase."""
    key = attempt(certificate.public_key)
    if isinstance(key, rsa.RSAPublicKey | dsa.DSAPublicKey) and key.key_size < 2048:
        return f"a key of {key.key_size} bits"
    if isinstance(key, ec.EllipticCurvePublicKey) and key.key_size < 224:
        return f"a key of {key.key_size} bits"
    if not self_signed(certificate):
        digest = attempt(lambda: certificate.signature_hash_algorithm)
        if isinstance(digest, hashes.SHA1 | hashes.MD5):
            return f"a signature with {digest.name.upper()}"
    return ""


@_by_identity
@lru_cache(maxsize=16384)
def objections(
    certificate: x509.Certificate,
    trusted: tuple[x509.Certificate, ...],
    chain: tuple[x509.Certificate, ...],
    purpose: str,
    at: datetime,
    level: int,
    allow_self_signed: bool | None,
) -> tuple[Finding, ...]:
    """Return why an end that validates refuses a certificate; nothing when it takes it.

    Args:
        certificate: what the other end sent.
        trusted: the validating end's CA certificates.
        chain: what came with the certificate.
        purpose: `server` or `client`, the use the certificate is put to.
        at: the moment of the handshake.
        level: the validating end's OpenSSL security level.
        allow_self_signed: the self-signed switch; `None` where there is none, so that a self-signed
            certificate is judged like any other.
    """
    with quiet():
        found = list(
            _objections(certificate, trusted, chain, purpose, at, level, allow_self_signed)
        )
    unique = {finding.message: finding for finding in found}
    return tuple(sorted(unique.values(), key=_rank))


def _objections(
    certificate: x509.Certificate,
    trusted: tuple[x509.Certificate, ...],
    chain: tuple[x509.Certificate, ...],
    purpose: str,
    at: datetime,
    level: int,
    allow_self_signed: bool | None,
) -> Iterator[Finding]:
    where = Where()
    broken = malformed(certificate)
    if broken:
        message = f"Of {shown(certificate)}, {broken} cannot be read."
        yield rules.MALFORMED.at(where, message)
        return
    own = self_signed(certificate)
    if own and allow_self_signed is False:
        message = f"{shown(certificate)} is self-signed, which the client does not allow."
        yield rules.SELF_SIGNED.at(where, message)
    taken = (certificate,) if own and allow_self_signed else trusted
    verdict = verify(certificate, taken, chain, at=at, purpose=purpose)
    for reason in verdict.reasons:
        if reason.severity is Severity.ERROR:
            yield _RULES.get(reason.code, rules.INVALID).at(where, reason.message)
    if purpose == "client" and verdict.ok and not _client_use(certificate):
        message = f"The key usage of {shown(certificate)} does not allow a client's signature."
        yield rules.UNFIT.at(where, message)
    if level >= 2:
        for one in verdict.path:
            if weak := weakness(one):
                yield rules.KEY_WEAK.at(where, f"{shown(one)} has {weak}.")


def _client_use(certificate: x509.Certificate) -> bool:
    """Tell whether the key usage lets a client in, as OpenSSL's check of purposes has it."""
    usage = extension(certificate, x509.KeyUsage)
    return usage is None or usage.digital_signature or usage.key_agreement


def _rank(finding: Finding) -> int:
    codes = [rule.code for rule in _ORDER]
    return codes.index(finding.code) if finding.code in codes else len(codes)
