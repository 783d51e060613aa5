"""Certificates good and bad, made once, for tests of trust and proof."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from pwxwizard.pki import PrivateKey

NOW = datetime(2030, 6, 1, 12, tzinfo=UTC)
"""The moment that all tests judge at."""
DAY = timedelta(days=1)
SANE = ("good", "via-intermediate", "no-extensions")
BAD = (
    "expired",
    "not-yet",
    "untrusted",
    "self-signed",
    "expired-self-signed",
    "server-only",
    "client-only",
    "email-only",
    "signs-certificates-only",
    "agreement-only",
    "encipherment-only",
    "malformed",
    "missing-intermediate",
    "same-name-other-key",
    "weak",
)
KINDS = (*SANE, *BAD)


@dataclass(frozen=True)
class Made:
    """A certificate with its chain and key."""

    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    key: PrivateKey


@dataclass(frozen=True)
class Shape:
    """What is particular about a personal certificate."""

    issuer: Callable[[], "Made"] | None
    begin: datetime = NOW - 100 * DAY
    end: datetime = NOW + 100 * DAY
    usage: x509.KeyUsage | None = None
    extended: tuple[x509.ObjectIdentifier, ...] = ()
    extra: x509.ExtensionType | None = None
    named: bool = False


def name(common_name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common_name)])


@cache
def key(kind: str, number: int = 0) -> PrivateKey:
    """Return a key by kind; each number is another key."""
    if kind == "rsa":
        return rsa.generate_private_key(65537, 2048)
    if kind == "rsa-1024":
        return rsa.generate_private_key(65537, 1024)  # noqa: S505 - weak on purpose
    return ec.generate_private_key(ec.SECP256R1())


def certificate(
    subject: str,
    own: PrivateKey,
    issuer: "Made | None" = None,
    *,
    ca: bool = False,
    begin: datetime = NOW - 100 * DAY,
    end: datetime = NOW + 100 * DAY,
    usage: x509.KeyUsage | None = None,
    extended: tuple[x509.ObjectIdentifier, ...] = (),
    hosts: tuple[str, ...] = (),
    extra: x509.ExtensionType | None = None,
) -> x509.Certificate:
    builder = (
        x509.CertificateBuilder()
        .subject_name(name(subject))
        .issuer_name(issuer.certificate.subject if issuer else name(subject))
        .public_key(own.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(end)
    )
    if ca:
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
    if usage is not None:
        builder = builder.add_extension(usage, True)
    if extended:
        builder = builder.add_extension(x509.ExtendedKeyUsage(extended), False)
    if hosts:
        names = x509.SubjectAlternativeName([x509.DNSName(host) for host in hosts])
        builder = builder.add_extension(names, False)
    if extra is not None:
        builder = builder.add_extension(extra, False)
    signer = issuer.key if issuer else own
    assert isinstance(signer, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey)
    return builder.sign(signer, hashes.SHA256())


def key_usage(*granted: str) -> x509.KeyUsage:
    fields = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    )
    return x509.KeyUsage(**{field: field in granted for field in fields})


@cache
def root(number: int = 0, title: str = "") -> Made:
    """Return a CA; each number is another one."""
    own = key("ec", 100 + number)
    made = certificate(title or f"Test CA {number}", own, ca=True, end=NOW + 1000 * DAY)
    return Made(made, (), own)


@cache
def intermediate() -> Made:
    own = key("ec", 200)
    made = certificate("Test Intermediate", own, root(), ca=True, end=NOW + 500 * DAY)
    return Made(made, (), own)


_MAIL = (ExtendedKeyUsageOID.EMAIL_PROTECTION,)
_GARBLED = x509.UnrecognizedExtension(x509.ObjectIdentifier("2.5.29.17"), b"\x30\x05garb")
_SHAPES: dict[str, Shape] = {
    "good": Shape(
        root,
        usage=key_usage("digital_signature", "key_encipherment"),
        extended=(ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH),
        named=True,
    ),
    "no-extensions": Shape(root),
    "via-intermediate": Shape(intermediate, named=True),
    "missing-intermediate": Shape(intermediate, named=True),
    "expired": Shape(root, end=NOW - DAY),
    "not-yet": Shape(root, begin=NOW + DAY),
    "untrusted": Shape(lambda: root(1)),
    "same-name-other-key": Shape(lambda: root(2, "Test CA 0")),
    "self-signed": Shape(None),
    "expired-self-signed": Shape(None, end=NOW - DAY),
    "server-only": Shape(root, extended=(ExtendedKeyUsageOID.SERVER_AUTH,)),
    "client-only": Shape(root, extended=(ExtendedKeyUsageOID.CLIENT_AUTH,)),
    "email-only": Shape(root, extended=_MAIL),
    "signs-certificates-only": Shape(root, usage=key_usage("key_cert_sign")),
    "agreement-only": Shape(root, usage=key_usage("key_agreement")),
    "encipherment-only": Shape(root, usage=key_usage("key_encipherment")),
    "malformed": Shape(root, extra=_GARBLED),
    "weak": Shape(root),
}


@cache
def leaf(kind: str, key_kind: str = "ec", side: str = "server") -> Made:
    """Return a personal certificate, good or bad in exactly one way."""
    shape = _SHAPES[kind]
    own = key("rsa-1024" if kind == "weak" else key_kind, 1 if side == "server" else 2)
    made = certificate(
        f"{side} {kind}",
        own,
        shape.issuer() if shape.issuer else None,
        begin=shape.begin,
        end=shape.end,
        usage=shape.usage,
        extended=shape.extended,
        hosts=(f"{side}.example.com",) if shape.named else (),
        extra=shape.extra,
    )
    chain = (intermediate().certificate,) if kind == "via-intermediate" else ()
    return Made(made, chain, own)
