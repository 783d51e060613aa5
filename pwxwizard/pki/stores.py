"""The forms certificates and keys are handed over in: PEM files, DER, PKCS #7, PKCS #12."""

from collections.abc import Sequence
from enum import StrEnum

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)
from cryptography.hazmat.primitives.serialization import (
    pkcs7 as cms,
)
from cryptography.hazmat.primitives.serialization import (
    pkcs12 as package,
)

from pwxwizard.errors import RefusedError, UsageError
from pwxwizard.finding import Finding, Where
from pwxwizard.pki import issuing_rules
from pwxwizard.pki.keys import PrivateKey, key_pem, passphrase_bytes, same_key
from pwxwizard.pki.reading import Contents, SigningKey, read

_LEGACY_ROUNDS = 20_000
_MODERN_ROUNDS = 100_000


class Pkcs12Form(StrEnum):
    """How a PKCS #12 package is protected."""

    MODERN = "modern"
    """AES-256 with PBKDF2 and an HMAC of SHA-256, as OpenSSL 3 writes it."""
    LEGACY = "legacy"
    """Triple DES with SHA-1 key derivation and an HMAC of SHA-1."""


def personal_pem(
    leaf: x509.Certificate,
    intermediates: Sequence[x509.Certificate],
    key: PrivateKey,
    passphrase: str,
) -> bytes:
    """Return a personal PEM file: leaf, intermediates in their order, PKCS #8 key encrypted.

    Raises:
        RefusedError: the passphrase is empty, or key and certificate do not belong together.
    """
    _check_pair(leaf, key)
    return ca_list_pem((leaf, *intermediates)) + key_pem(key, passphrase)


def ca_list_pem(certificates: Sequence[x509.Certificate]) -> bytes:
    """Return certificates as PEM, in their order, without repetition."""
    return b"".join(
        certificate.public_bytes(Encoding.PEM) for certificate in dict.fromkeys(certificates)
    )


def der(certificate: x509.Certificate) -> bytes:
    """Return a certificate in DER."""
    return certificate.public_bytes(Encoding.DER)


def pkcs7(certificates: Sequence[x509.Certificate], encoding: str) -> bytes:
    """Return a PKCS #7 package of certificates; `encoding` is `pem` or `der`.

    Raises:
        UsageError: no certificate, or another encoding.
    """
    forms = {"pem": Encoding.PEM, "der": Encoding.DER}
    if encoding not in forms or not certificates:
        raise UsageError(
            "A PKCS #7 package needs certificates and an encoding.",
            fix="Give at least one certificate, and pem or der.",
        )
    return cms.serialize_certificates(list(dict.fromkeys(certificates)), forms[encoding])


class Wrapping(StrEnum):
    """How certificates are wrapped without a key."""

    PEM = "pem"
    """One after the other, as text."""
    DER = "der"
    """The first one alone."""
    P7B = "p7b"
    """All of them in a PKCS #7 package, in DER."""
    P7B_PEM = "p7b-pem"
    """The same as text."""


def wrapped(certificates: Sequence[x509.Certificate], form: Wrapping | str) -> bytes:
    """Return certificates in another wrapping, read back and compared.

    Raises:
        UsageError: there is no certificate.
        RefusedError: what was made does not read back as it should.
    """
    if not certificates:
        raise UsageError(
            "There is no certificate to be wrapped.",
            fix="Name a file that holds one; a key is never written this way.",
        )
    match Wrapping(form):
        case Wrapping.PEM:
            data, held = ca_list_pem(certificates), list(dict.fromkeys(certificates))
        case Wrapping.DER:
            data, held = der(certificates[0]), [certificates[0]]
        case packed:
            encoding = "der" if packed is Wrapping.P7B else "pem"
            data, held = pkcs7(certificates, encoding), list(dict.fromkeys(certificates))
    # PKCS #7 holds a set, which has no order
    if set(read(data).certificates) != set(held):
        raise RefusedError(
            "What was made does not hold the same certificates.",
            fix="Report this with the version of the program; nothing was written.",
        )
    return data


def pkcs12(  # the parts of a package in their order
    leaf: x509.Certificate,
    key: PrivateKey,
    chain: Sequence[x509.Certificate],
    friendly_name: str,
    passphrase: str,
    form: Pkcs12Form | str = Pkcs12Form.MODERN,
) -> bytes:
    """Return a PKCS #12 package of key, leaf and chain.

    Raises:
        RefusedError: the passphrase or the friendly name is empty, or key and certificate do not
            belong together.
    """
    _check_pair(leaf, key)
    if not friendly_name:
        raise RefusedError(
            "A PKCS #12 package needs a friendly name.",
            fix="Give the label the certificate shall have; System SSL fails without one.",
        )
    if not isinstance(key, SigningKey):
        raise RefusedError(
            "PKCS #12 cannot hold a key of this kind.", fix="Use an RSA or elliptic curve key."
        )
    builder = PrivateFormat.PKCS12.encryption_builder()
    if Pkcs12Form(form) is Pkcs12Form.LEGACY:
        builder = (
            builder.kdf_rounds(_LEGACY_ROUNDS)
            .key_cert_algorithm(package.PBES.PBESv1SHA1And3KeyTripleDESCBC)
            .hmac_hash(hashes.SHA1())  # noqa: S303  # what the old readers understand
        )
    else:
        builder = (
            builder.kdf_rounds(_MODERN_ROUNDS)
            .key_cert_algorithm(package.PBES.PBESv2SHA256AndAES256CBC)
            .hmac_hash(hashes.SHA256())
        )
    return package.serialize_key_and_certificates(
        friendly_name.encode(),
        key,
        leaf,
        [one for one in dict.fromkeys(chain) if one != leaf],
        builder.build(passphrase_bytes(passphrase)),
    )


def _check_pair(leaf: x509.Certificate, key: PrivateKey) -> None:
    if not same_key(leaf.public_key(), key.public_key()):
        raise RefusedError(
            "The private key does not belong to the certificate.",
            fix=issuing_rules.ISSUER_MISMATCH.fix,
        )


def read_back(
    data: bytes,
    *,
    certificates: Sequence[x509.Certificate] = (),
    signed: x509.CertificateSigningRequest | x509.CertificateRevocationList | None = None,
    key: PrivateKey | None = None,
    passphrase: str | None = None,
    file: str = "",
) -> tuple[Finding, ...]:
    """Compare a written file with what it was to hold; no findings means that it is right.

    `signed` is a request or a revocation list. Certificates are compared in order, the key number
    by number; a key that was not expected is a finding, too.
    """
    where = Where(file=file)
    contents = read(data, passphrase, file=file, own=True)
    findings = list(contents.findings)
    expected = list(dict.fromkeys(certificates))
    if list(contents.certificates) != expected:
        message = _certificates_differ(contents, expected)
        findings.append(issuing_rules.DIFFERENT.at(where, message))
    if [*contents.requests, *contents.crls] != ([] if signed is None else [signed]):
        message = "It holds another request or revocation list."
        findings.append(issuing_rules.DIFFERENT.at(where, message))
    wanted = 0 if key is None else 1
    if len(contents.keys) != wanted:
        message = f"It holds {len(contents.keys)} private keys that open instead of {wanted}."
        findings.append(issuing_rules.DIFFERENT.at(where, message))
    elif key is not None and _octets(contents.keys[0]) != _octets(key):
        findings.append(issuing_rules.DIFFERENT.at(where, "It holds another private key."))
    return tuple(findings)


def _octets(key: PrivateKey) -> bytes:
    return key.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())


def _certificates_differ(contents: Contents, expected: Sequence[x509.Certificate]) -> str:
    found = contents.certificates
    if len(found) != len(expected):
        return f"It holds {len(found)} certificates instead of {len(expected)}."
    if set(found) == set(expected):
        return "Its certificates are in another order."
    return "It holds other certificates."
