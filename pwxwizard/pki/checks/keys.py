"""Checks of keys, signatures and serial numbers."""

from collections.abc import Iterator
from math import gcd, prod

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import dsa, ec, rsa
from cryptography.x509.oid import SignatureAlgorithmOID

from pwxwizard.finding import Severity
from pwxwizard.pki.attempt import Unreadable, attempt
from pwxwizard.pki.chains import self_signed, signed_by
from pwxwizard.pki.checks.catalogue import PERSONAL, Catalogue, CertificateSubject
from pwxwizard.pki.keys import PublicKey, key_kind

CHECKS: Catalogue[CertificateSubject] = Catalogue()
_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO
_SMALL_PRIMES = prod(
    n for n in range(3, 752) if all(n % divisor for divisor in range(2, int(n**0.5) + 1))
)


def _key(subject: CertificateSubject) -> PublicKey | None:
    key = attempt(subject.certificate.public_key)
    return None if isinstance(key, Unreadable) else key


@CHECKS.check(
    "PKI200",
    _E,
    "RSA key below 2048 bits",
    why="OpenSSL at security level 2 refuses it, and it can be broken.",
    fix="Make a new key with RSA of 3072 bits or P-256.",
    source="NIST SP 800-131A; OpenSSL 3 manual, SSL_CTX_set_security_level",
)
def rsa_too_small(subject: CertificateSubject) -> Iterator[str]:
    """Find small RSA keys."""
    key = _key(subject)
    if isinstance(key, rsa.RSAPublicKey) and key.key_size < 2048:
        yield f"The RSA key has {key.key_size} bits."


@CHECKS.check(
    "PKI201",
    _W,
    "RSA key above 4096 bits",
    why="System SSL and several security managers stop at 4096 bits, and handshakes get slow.",
    fix="Use RSA of 3072 or 4096 bits, or P-384.",
    source="assumed from experience with System SSL; check your level's manual",
)
def rsa_too_large(subject: CertificateSubject) -> Iterator[str]:
    """Find RSA keys that z/OS cannot take."""
    key = _key(subject)
    if isinstance(key, rsa.RSAPublicKey) and key.key_size > 4096:
        yield f"The RSA key has {key.key_size} bits."


@CHECKS.check(
    "PKI202",
    _W,
    "RSA exponent other than 65537",
    why="Small exponents are fragile; large ones are not accepted by some hardware.",
    fix="Make a new key; every current tool uses 65537.",
    source="NIST FIPS 186-5, A.1.1",
)
def rsa_exponent(subject: CertificateSubject) -> Iterator[str]:
    """Find unusual public exponents."""
    key = _key(subject)
    if isinstance(key, rsa.RSAPublicKey) and key.public_numbers().e != 65537:
        yield f"The RSA public exponent is {key.public_numbers().e}."


@CHECKS.check(
    "PKI203",
    _E,
    "RSA modulus with a small factor",
    why="The key was damaged or badly made, and is broken at once.",
    fix="Make a new key.",
    source="NIST SP 800-89, 5.3.3",
)
def rsa_small_factor(subject: CertificateSubject) -> Iterator[str]:
    """Find moduli that are even or divisible by a prime below 752."""
    key = _key(subject)
    if isinstance(key, rsa.RSAPublicKey):
        modulus = key.public_numbers().n
        if modulus % 2 == 0 or gcd(modulus, _SMALL_PRIMES) != 1:
            yield "The RSA modulus has a small factor."


@CHECKS.check(
    "PKI204",
    _W,
    "RSA size out of the ordinary",
    why="Some security managers take only 1024, 2048, 3072 and 4096 bits.",
    fix="Make a new key of 2048, 3072 or 4096 bits.",
    source="assumed from experience with RACDCERT SIZE; check your level's manual",
)
def rsa_odd_size(subject: CertificateSubject) -> Iterator[str]:
    """Find sizes between the usual ones."""
    key = _key(subject)
    if isinstance(key, rsa.RSAPublicKey) and 2048 < key.key_size < 4096 and key.key_size != 3072:
        yield f"The RSA key has {key.key_size} bits."


@CHECKS.check(
    "PKI205",
    _E,
    "Curve that is not a NIST curve for TLS",
    why="TLS peers agree on P-256, P-384 or P-521; another curve is refused by z/OS and others.",
    fix="Make a new key with P-256 or P-384.",
    source="RFC 8422, 5.1.1; RFC 8446, 4.2.3",
)
def curve(subject: CertificateSubject) -> Iterator[str]:
    """Find unusual curves."""
    key = _key(subject)
    if isinstance(key, ec.EllipticCurvePublicKey) and key.curve.name not in (
        *("secp256r1", "secp384r1", "secp521r1"),
    ):
        yield f"The key is on the curve {key.curve.name}."


@CHECKS.check(
    "PKI206",
    _E,
    "DSA key",
    why="TLS 1.3 has no DSA, and OpenSSL switched it off for TLS.",
    fix="Make a new key with RSA or P-256.",
    source="RFC 8446, 4.2.3",
)
def dsa_key(subject: CertificateSubject) -> Iterator[str]:
    """Find DSA keys."""
    if isinstance(_key(subject), dsa.DSAPublicKey):
        yield "The key is a DSA key."


@CHECKS.check(
    "PKI207",
    _W,
    "Key of a kind that not all platforms know",
    why="RSA and the NIST curves are the only kinds that z/OS, IBM i and LUW share.",
    fix="Make a new key with RSA of 3072 bits or P-256.",
    source="RFC 8446, 4.2.3; assumed for z/OS and IBM i",
)
def key_of_rare_kind(subject: CertificateSubject) -> Iterator[str]:
    """Find Edwards curves, key agreement keys and keys that cannot be read."""
    key = _key(subject)
    if key is None:
        yield "The kind of the public key is not known."
    elif not isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey | dsa.DSAPublicKey):
        yield f"The key is of the kind {key_kind(key)}."


@CHECKS.check(
    "PKI208",
    _I,
    "Elliptic curve key on z/OS",
    why="System SSL needs ICSF active for elliptic curves; without it the handshake fails.",
    fix="Make sure that ICSF starts before the TLS groups, or use RSA.",
    source="experience reports on AT-TLS return code 428 and elliptic curves",
    roles=(PERSONAL,),
)
def elliptic_curve_on_zos(subject: CertificateSubject) -> Iterator[str]:
    """Remark elliptic curve keys on z/OS."""
    if subject.platform == "zos" and isinstance(_key(subject), ec.EllipticCurvePublicKey):
        yield "The key is an elliptic curve key."


@CHECKS.check(
    "PKI210",
    _E,
    "Signature with a broken digest",
    why="Certificates with MD5 or MD2 can be forged, and no current program takes them.",
    fix="Issue the certificate again with SHA-256.",
    source="RFC 6151",
)
def broken_digest(subject: CertificateSubject) -> Iterator[str]:
    """Find MD5 and unknown signature digests."""
    digest = attempt(lambda: subject.certificate.signature_hash_algorithm)
    if isinstance(digest, hashes.MD5):
        yield "The certificate is signed with MD5."
    elif isinstance(digest, Unreadable):
        yield "The certificate is signed with a digest that is not supported."


@CHECKS.check(
    "PKI211",
    _E,
    "Signature with SHA-1",
    why="OpenSSL 3 refuses it at its usual security level; z/OS follows.",
    fix="Issue the certificate again with SHA-256.",
    source="OpenSSL 3 manual, SSL_CTX_set_security_level; NIST SP 800-131A",
)
def sha1(subject: CertificateSubject) -> Iterator[str]:
    """Find SHA-1, except on a root, whose own signature nobody checks."""
    digest = attempt(lambda: subject.certificate.signature_hash_algorithm)
    if isinstance(digest, hashes.SHA1) and not self_signed(subject.certificate):
        yield "The certificate is signed with SHA-1."


@CHECKS.check(
    "PKI212",
    _W,
    "Signature of the RSA-PSS kind",
    why="Older levels of System SSL and the security managers cannot check it.",
    fix="Issue the certificate again with the usual RSA signature (PKCS #1 v1.5).",
    source="assumed from experience with System SSL; check your level's manual",
)
def pss(subject: CertificateSubject) -> Iterator[str]:
    """Find RSA-PSS signatures."""
    if subject.certificate.signature_algorithm_oid == SignatureAlgorithmOID.RSASSA_PSS:
        yield "The certificate is signed with RSA-PSS."


@CHECKS.check(
    "PKI213",
    _E,
    "Signature that does not fit the issuer's key",
    why="No peer accepts the certificate.",
    fix="Take the CA certificate that really issued it, or issue it again.",
    source="RFC 5280, 6.1.3 (a)(1)",
)
def wrong_signature(subject: CertificateSubject) -> Iterator[str]:
    """Compare the signature with the issuer at hand."""
    if subject.issuer is not None and not signed_by(subject.certificate, subject.issuer):
        yield "The signature was not made with the issuer's key."


def _serial(subject: CertificateSubject) -> int | None:
    number = attempt(lambda: subject.certificate.serial_number)
    return None if isinstance(number, Unreadable) else number


@CHECKS.check(
    "PKI215",
    _E,
    "Serial number not positive",
    why="Libraries refuse zero and negative serial numbers.",
    fix="Issue the certificate again with a positive serial number.",
    source="RFC 5280, 4.1.2.2",
)
def serial_sign(subject: CertificateSubject) -> Iterator[str]:
    """Find zero and negative serial numbers."""
    number = _serial(subject)
    if number is not None and number <= 0:
        yield "The serial number is zero or negative."


@CHECKS.check(
    "PKI216",
    _E,
    "Serial number over 20 octets",
    why="Readers need not accept longer ones.",
    fix="Issue the certificate again with a serial number of 20 octets or fewer.",
    source="RFC 5280, 4.1.2.2",
)
def serial_length(subject: CertificateSubject) -> Iterator[str]:
    """Find overlong serial numbers."""
    number = _serial(subject)
    if number is not None and number.bit_length() > 159:
        yield f"The serial number has {number.bit_length()} bits."


@CHECKS.check(
    "PKI217",
    _W,
    "Serial number easy to guess",
    why="A random number of 64 bits or more keeps a forger from preparing a collision.",
    fix="Let the CA use random serial numbers of the 128-bit class.",
    source="CA/Browser Forum Baseline Requirements 7.1; common practice",
    roles=(PERSONAL,),
)
def serial_guessable(subject: CertificateSubject) -> Iterator[str]:
    """Find short serial numbers."""
    number = _serial(subject)
    if number is not None and number > 0 and number.bit_length() < 64:
        yield f"The serial number has {number.bit_length()} bits."


@CHECKS.check(
    "PKI218",
    _E,
    "Certificate not of version 3",
    why="Without extensions it cannot say whether it is a CA, nor which machine it is for.",
    fix="Issue the certificate again as version 3.",
    source="RFC 5280, 4.1.2.1",
)
def version(subject: CertificateSubject) -> Iterator[str]:
    """Find old versions."""
    if attempt(lambda: subject.certificate.version) is not x509.Version.v3:
        yield "The certificate is not of version 3."
