"""Who issued whom: names compared by RFC 5280, signatures checked, paths found."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from itertools import islice
from typing import TypeAlias

from cryptography import x509
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed448, ed25519, padding, rsa

from pwxwizard.pki.attempt import Unreadable, attempt
from pwxwizard.pki.extensions import extension
from pwxwizard.pki.keys import PublicKey
from pwxwizard.pki.names import dn_text

NameKey: TypeAlias = tuple[frozenset[tuple[str, str | bytes]], ...]
"""A name in the form in which two names are equal when RFC 5280, 7.1 says so."""

Signed = x509.Certificate | x509.CertificateSigningRequest | x509.CertificateRevocationList

_LONGEST_PATH = 12
_MOST_PATHS = 64


def name_key(name: x509.Name) -> NameKey:
    """Return a name's comparable form: case, blanks and string types do not matter."""
    return tuple(
        frozenset((part.oid.dotted_string, _prepared(part.value)) for part in parts)
        for parts in name.rdns
    )


def _prepared(value: str | bytes) -> str | bytes:
    if isinstance(value, bytes):
        return value
    return " ".join(unicodedata.normalize("NFKC", value).casefold().split())


@lru_cache(maxsize=8192)
def subject_key(certificate: x509.Certificate) -> NameKey | None:
    """Return the comparable form of the subject; `None` when it cannot be read."""
    key = attempt(lambda: name_key(certificate.subject))
    return None if isinstance(key, Unreadable) else key


@lru_cache(maxsize=8192)
def issuer_key(certificate: x509.Certificate) -> NameKey | None:
    """Return the comparable form of the issuer; `None` when it cannot be read."""
    key = attempt(lambda: name_key(certificate.issuer))
    return None if isinstance(key, Unreadable) else key


def self_issued(certificate: x509.Certificate) -> bool:
    """Tell whether subject and issuer are the same name."""
    return subject_key(certificate) is not None and (
        subject_key(certificate) == issuer_key(certificate)
    )


@lru_cache(maxsize=8192)
def self_signed(certificate: x509.Certificate) -> bool:
    """Tell whether a certificate was signed with its own key."""
    return self_issued(certificate) and signed_by(certificate, certificate)


@lru_cache(maxsize=16384)
def signed_by(certificate: x509.Certificate, issuer: x509.Certificate) -> bool:
    """Tell whether a certificate's signature was made with the issuer's key; names do not count."""
    key = attempt(issuer.public_key)
    return not isinstance(key, Unreadable) and signature_right(certificate, key)


def signature_right(signed: Signed, key: PublicKey) -> bool:
    """Tell whether a signature is right; `False` also for kinds of signature that are not known."""
    return attempt(lambda: _verified(signed, key)) is True


def _verified(signed: Signed, key: PublicKey) -> bool:
    if isinstance(signed, x509.Certificate):
        content = signed.tbs_certificate_bytes
    elif isinstance(signed, x509.CertificateSigningRequest):
        content = signed.tbs_certrequest_bytes
    else:
        content = signed.tbs_certlist_bytes
    signature, parameters = signed.signature, signed.signature_algorithm_parameters
    digest = signed.signature_hash_algorithm
    try:
        if isinstance(key, rsa.RSAPublicKey):
            if digest is None or not isinstance(parameters, padding.PKCS1v15 | padding.PSS):
                return False
            key.verify(signature, content, parameters, digest)
        elif isinstance(key, ec.EllipticCurvePublicKey):
            if not isinstance(parameters, ec.ECDSA):
                return False
            key.verify(signature, content, parameters)
        elif isinstance(key, dsa.DSAPublicKey):
            if digest is None:
                return False
            key.verify(signature, content, digest)
        elif isinstance(key, ed25519.Ed25519PublicKey | ed448.Ed448PublicKey):
            key.verify(signature, content)
        else:
            return False
    except InvalidSignature:
        return False
    return True


def shown(certificate: x509.Certificate) -> str:
    """Return how a certificate is called in a sentence: its subject, or its serial number."""
    text = attempt(lambda: dn_text(certificate.subject))
    if isinstance(text, str) and text:
        return text
    number = attempt(lambda: f"{certificate.serial_number:x}")
    return "a certificate without a name" if isinstance(number, Unreadable) else f"number {number}"


def issuers(
    certificate: x509.Certificate, pool: Iterable[x509.Certificate]
) -> tuple[x509.Certificate, ...]:
    """Return who may have issued a certificate, by name, best first.

    A matching key identifier counts most, then a right signature, then the later end.
    """
    wanted = issuer_key(certificate)
    if wanted is None:
        return ()
    named = tuple(one for one in pool if subject_key(one) == wanted)
    if len(named) < 2:
        return named
    authority = extension(certificate, x509.AuthorityKeyIdentifier)
    identifier = authority.key_identifier if authority is not None else None

    def rank(candidate: x509.Certificate) -> tuple[bool, bool, float]:
        own = extension(candidate, x509.SubjectKeyIdentifier)
        other = identifier is not None and own is not None and own.digest != identifier
        end = candidate.not_valid_after_utc.timestamp()
        return not signed_by(certificate, candidate), other, -end

    return tuple(sorted(named, key=rank))


def paths(
    leaf: x509.Certificate,
    anchors: Sequence[x509.Certificate],
    intermediates: Sequence[x509.Certificate],
) -> Iterator[tuple[x509.Certificate, ...]]:
    """Yield paths from a leaf up to an anchor, likeliest first; at most 64, 12 long."""
    if leaf in anchors:
        yield (leaf,)
    pool = tuple(dict.fromkeys((*anchors, *intermediates)))
    ends = frozenset(anchors)
    yield from islice(_climb((leaf,), pool, ends), _MOST_PATHS)


def _climb(
    path: tuple[x509.Certificate, ...],
    pool: tuple[x509.Certificate, ...],
    ends: frozenset[x509.Certificate],
) -> Iterator[tuple[x509.Certificate, ...]]:
    if len(path) >= _LONGEST_PATH:
        return
    candidates = issuers(path[-1], pool)
    for candidate in candidates:
        if candidate in ends and candidate not in path:
            yield (*path, candidate)
    for candidate in candidates:
        if candidate not in ends and candidate not in path:
            yield from _climb((*path, candidate), pool, ends)


def built(
    leaf: x509.Certificate, pool: Iterable[x509.Certificate]
) -> tuple[tuple[x509.Certificate, ...], bool]:
    """Return the chain above a leaf, leaf first, and whether it reaches a self-signed end.

    Only issuers whose signature is right are taken.
    """
    chain = [leaf]
    candidates = tuple(pool)
    while not self_signed(chain[-1]):
        above = [
            one
            for one in issuers(chain[-1], candidates)
            if one not in chain and signed_by(chain[-1], one)
        ]
        if not above or len(chain) >= _LONGEST_PATH:
            return tuple(chain), False
        chain.append(above[0])
    return tuple(chain), True
