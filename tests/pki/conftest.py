"""One small PKI for the certificate tests: a root, an issuing CA, a machine's certificate."""

from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from pwxwizard import pki
from pwxwizard.pki.reading import SigningKey
from tests.keys import known_key

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
PASSPHRASE = "plum-orbit-candle-93"
HOSTS = ("zos1.example.com", "10.1.2.3", "2001:db8::7")


@dataclass(frozen=True)
class Authority:
    """A CA certificate and its key."""

    certificate: x509.Certificate
    key: SigningKey


@dataclass(frozen=True)
class Estate:
    """Root, issuing CA and a machine's certificate with its key."""

    root: Authority
    issuing: Authority
    leaf: x509.Certificate
    leaf_key: SigningKey


def p256(number: int = 1) -> ec.EllipticCurvePrivateKey:
    """Return the same P-256 key for the same number."""
    key = known_key("p-256", number)
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return key


def serial(number: int) -> int:
    """Return a serial number of the 128-bit class."""
    return (1 << 126) + number


def root_authority(name: str = "CN=PWX Internal CA,O=Example", number: int = 1) -> Authority:
    """Return a root CA made at `NOW`."""
    key = p256(number)
    profile = pki.CaProfile(pki.parse_dn(name))
    return Authority(pki.self_signed_ca(key, profile, serial(number), NOW), key)


def issuing_authority(root: Authority, number: int = 2) -> Authority:
    """Return a CA below a root."""
    key = p256(number)
    profile = pki.CaProfile(pki.parse_dn("CN=PWX Issuing CA,O=Example"), 1825, 0)
    certificate = pki.issuing_ca(
        key.public_key(), profile, root.certificate, root.key, serial(number), NOW
    )
    return Authority(certificate, key)


def machine_certificate(
    issuer: Authority, number: int = 3, hosts: tuple[str, ...] = HOSTS, days: int = 365
) -> x509.Certificate:
    """Return a personal certificate for `p256(number)`."""
    profile = pki.PersonalProfile(pki.parse_dn("CN=zos1.example.com,O=Example"), hosts, days)
    return pki.personal_certificate(
        p256(number).public_key(), profile, issuer.certificate, issuer.key, serial(number), NOW
    )


@pytest.fixture(scope="session")
def estate() -> Estate:
    root = root_authority()
    issuing = issuing_authority(root)
    return Estate(root, issuing, machine_certificate(issuing), p256(3))


@pytest.fixture(scope="session")
def rsa_key() -> rsa.RSAPrivateKey:
    key = known_key("rsa-2048")
    assert isinstance(key, rsa.RSAPrivateKey)
    return key
