"""Private keys: kinds, making, encrypted PEM, loading, and the judgement of passphrases."""

from enum import StrEnum
from itertools import pairwise
from typing import TypeAlias

from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import (
    CertificateIssuerPrivateKeyTypes,
    CertificateIssuerPublicKeyTypes,
    CertificatePublicKeyTypes,
)

from pwxwizard.errors import RefusedError, UnreadableError
from pwxwizard.finding import Finding, Severity, Where
from pwxwizard.pki import rules
from pwxwizard.pki.reading import SigningKey, read

PrivateKey: TypeAlias = CertificateIssuerPrivateKeyTypes
"""A private key that can sign certificates."""
PublicKey: TypeAlias = CertificatePublicKeyTypes
IssuerPublicKey: TypeAlias = CertificateIssuerPublicKeyTypes


class KeyKind(StrEnum):
    """The kinds of key the wizard offers; every PowerExchange platform can use RSA."""

    RSA_2048 = "rsa-2048"
    RSA_3072 = "rsa-3072"
    RSA_4096 = "rsa-4096"
    P_256 = "p-256"
    P_384 = "p-384"


_CURVES: dict[KeyKind, type[ec.EllipticCurve]] = {
    KeyKind.P_256: ec.SECP256R1,
    KeyKind.P_384: ec.SECP384R1,
}


def make_key(kind: KeyKind | str) -> PrivateKey:
    """Make a new private key with the library's random source; RSA may take up to a second."""
    kind = KeyKind(kind)
    curve = _CURVES.get(kind)
    if curve is not None:
        return ec.generate_private_key(curve())
    return rsa.generate_private_key(65537, int(kind.removeprefix("rsa-")))


def key_kind(key: PrivateKey | PublicKey) -> str:
    """Return a key's kind as shown to people, such as `rsa-3072`, `p-256` or `ed25519`."""
    if isinstance(key, rsa.RSAPrivateKey | rsa.RSAPublicKey):
        return f"rsa-{key.key_size}"
    if isinstance(key, ec.EllipticCurvePrivateKey | ec.EllipticCurvePublicKey):
        return {"secp256r1": "p-256", "secp384r1": "p-384", "secp521r1": "p-521"}.get(
            key.curve.name, key.curve.name
        )
    name = type(key).__name__.lower().lstrip("_")
    return name.removesuffix("privatekey").removesuffix("publickey")


def public_der(key: PublicKey) -> bytes:
    """Return a public key as SubjectPublicKeyInfo, the form in which two keys are compared."""
    return key.public_bytes(
        serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo
    )


def same_key(one: PublicKey, other: PublicKey) -> bool:
    """Tell whether two public keys are the same key."""
    return public_der(one) == public_der(other)


def key_pem(key: PrivateKey, passphrase: str) -> bytes:
    """Return the key as PKCS #8 PEM encrypted with AES-256.

    Raises:
        RefusedError: the passphrase is empty.
    """
    return key.private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.BestAvailableEncryption(passphrase_bytes(passphrase)),
    )


def passphrase_bytes(passphrase: str) -> bytes:
    """Return a passphrase's octets; raises `RefusedError` when it is empty or absurdly long."""
    if not passphrase:
        raise RefusedError(
            "A private key is never written without a passphrase.",
            fix=rules.PASSPHRASE_EMPTY.fix,
        )
    data = passphrase.encode()
    if len(data) > 1023:
        raise RefusedError(
            "The passphrase has more than 1,023 octets.", fix="Choose a shorter passphrase."
        )
    return data


def load_key(data: bytes, passphrase: str | None = None, *, file: str = "") -> SigningKey:
    """Return the private key of a file in PEM, DER, PKCS #8, traditional or PKCS #12 form.

    A passphrase that turns out not to be needed is ignored.

    Raises:
        UnreadableError: no key, several keys, a wrong or missing passphrase, another kind of file.
    """
    contents = read(data, passphrase, file=file)
    if len(contents.keys) == 1:
        return contents.keys[0]
    if len(contents.keys) > 1:
        raise UnreadableError(
            f"There are {len(contents.keys)} private keys in it; exactly one is expected.",
            fix="Give a file with one private key.",
            where=file,
        )
    telling = [f for f in contents.findings if f.severity is Severity.ERROR] or [
        f for f in contents.findings if f.code == rules.NEEDS_PASSPHRASE.code
    ]
    if telling:
        raise UnreadableError(telling[0].message, fix=telling[0].fix, where=file)
    kinds = sorted({item.kind.value for item in contents.items}) or ["nothing known"]
    raise UnreadableError(
        f"A private key is expected, but this holds: {', '.join(kinds)}.",
        fix=rules.KEY_EXPECTED.fix,
        where=file,
    )


def signature_hash(key: PrivateKey) -> hashes.SHA256 | hashes.SHA384 | hashes.SHA512 | None:
    """Return the digest to sign with: as strong as the key, and none where the key has its own."""
    if isinstance(key, ec.EllipticCurvePrivateKey):
        if key.key_size > 384:
            return hashes.SHA512()
        return hashes.SHA384() if key.key_size > 256 else hashes.SHA256()
    return hashes.SHA256() if isinstance(key, rsa.RSAPrivateKey) else None


_WELL_KNOWN = (
    *("password", "passphrase", "passwort", "changeit", "secret", "welcome", "letmein"),
    *("powerexchange", "informatica", "qwerty", "qwertz", "admin", "12345", "abcdef"),
)
# differ between the Latin EBCDIC code pages, so a terminal's page decides what arrives
_EBCDIC_VARIANT = frozenset('!#$@[]\\^`{|}~"')
PASSPHRASE_LEAST, PASSPHRASE_SAFE = 8, 12
"""Characters below which a passphrase is refused, and from which on it is not remarked on."""


def strength(passphrase: str, *, where: Where | None = None) -> tuple[Finding, ...]:
    """Return what speaks against a passphrase; the passphrase itself is in no message."""
    place = where or Where()
    if not passphrase:
        return (rules.PASSPHRASE_EMPTY.at(place, "There is no passphrase."),)
    findings: list[Finding] = []
    length = len(passphrase)
    if length < PASSPHRASE_LEAST:
        findings.append(
            rules.PASSPHRASE_SHORT.at(place, f"It has fewer than {PASSPHRASE_LEAST} characters.")
        )
    elif length < PASSPHRASE_SAFE:
        findings.append(
            rules.PASSPHRASE_MODEST.at(place, f"It has fewer than {PASSPHRASE_SAFE} characters.")
        )
    if _simple(passphrase):
        message = "It is mostly repeated, running or well-known characters."
        findings.append(rules.PASSPHRASE_SIMPLE.at(place, message))
    if not passphrase.isascii():
        message = "It has characters outside ASCII."
        findings.append(rules.PASSPHRASE_NOT_ASCII.at(place, message))
    if passphrase != passphrase.strip():
        message = "There is a blank at its beginning or end."
        findings.append(rules.PASSPHRASE_BLANKS.at(place, message))
    if _EBCDIC_VARIANT & set(passphrase):
        message = "It has characters whose EBCDIC code depends on the code page."
        findings.append(rules.PASSPHRASE_VARIANT.at(place, message))
    if "'" in passphrase or "&" in passphrase:
        message = "It has an apostrophe or an ampersand."
        findings.append(rules.PASSPHRASE_QUOTE.at(place, message))
    return tuple(findings)


def _simple(passphrase: str) -> bool:
    folded = passphrase.casefold()
    if len(set(folded)) <= max(3, len(folded) // 4):
        return True
    rest = folded
    for word in _WELL_KNOWN:
        rest = rest.replace(word, "")
    if len(rest) <= len(folded) // 2:
        return True
    steps = [ord(b) - ord(a) for a, b in pairwise(folded)]
    return sum(step in (-1, 0, 1) for step in steps) > 0.7 * len(steps)
