"""Certificates with deliberate faults, for the verifier and the lint."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from pwxwizard import pki
from pwxwizard.pki.attempt import attempt
from pwxwizard.pki.certificates import key_usage
from pwxwizard.pki.reading import SigningKey
from tests.pki.conftest import NOW, Authority, p256, root_authority, serial

SERVER, CLIENT = ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH
HOST = "zos1.example.com"


@dataclass
class Recipe:
    """A good certificate below an issuer; each field can be spoilt by itself."""

    issuer: Authority = field(default_factory=root_authority)
    ca: bool = False
    key: object = field(default_factory=lambda: p256(3))
    """A private key, or a public key."""
    subject: str = f"CN={HOST},O=Example"
    issuer_name: x509.Name | None = None
    number: int = serial(3)
    begin: datetime = NOW
    days: int = 300
    extensions: dict[type[x509.ExtensionType], tuple[x509.ExtensionType, bool] | None] = field(
        default_factory=dict
    )
    """Replaces an extension and its critical flag; `None` leaves it out."""
    digest: hashes.HashAlgorithm = field(default_factory=hashes.SHA256)
    pss: bool = False

    def make(self) -> x509.Certificate:
        """Return the certificate."""
        private = isinstance(self.key, SigningKey)
        public = self.key.public_key() if isinstance(self.key, SigningKey) else self.key
        assert private or hasattr(public, "public_bytes")
        name = pki.parse_dn(self.subject) if self.subject else x509.Name([])
        builder = (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(self.issuer_name or self.issuer.certificate.subject)
            .public_key(public)  # type: ignore[arg-type]  # odd kinds of key are the point
            .not_valid_before(self.begin)
            .not_valid_after(self.begin + timedelta(days=self.days))
        )
        builder._serial_number = self.number
        for kind, entry in (self._usual(public) | self.extensions).items():
            if entry is not None:
                assert kind is x509.UnrecognizedExtension or isinstance(entry[0], kind)
                builder = builder.add_extension(entry[0], critical=entry[1])
        key = self.issuer.key
        if isinstance(key, rsa.RSAPrivateKey):
            scheme = padding.PSS(padding.MGF1(self.digest), 32) if self.pss else None
            return builder.sign(key, self.digest, rsa_padding=scheme)  # type: ignore[arg-type]
        return builder.sign(key, self.digest)  # type: ignore[arg-type]  # weak digests on purpose

    def _usual(
        self, public: object
    ) -> dict[type[x509.ExtensionType], tuple[x509.ExtensionType, bool] | None]:
        bits = ["key_cert_sign", "crl_sign"] if self.ca else ["digital_signature"]
        if isinstance(public, rsa.RSAPublicKey) and not self.ca:
            bits.append("key_encipherment")
        own = attempt(lambda: x509.SubjectKeyIdentifier.from_public_key(public))  # type: ignore[arg-type]
        above = self.issuer.certificate.extensions.get_extension_for_class(
            x509.SubjectKeyIdentifier
        ).value
        usual: dict[type[x509.ExtensionType], tuple[x509.ExtensionType, bool] | None] = {
            x509.BasicConstraints: (
                x509.BasicConstraints(self.ca, 0 if self.ca else None),
                True,
            ),
            x509.KeyUsage: (key_usage(*bits), True),
            x509.AuthorityKeyIdentifier: (
                x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(above),
                False,
            ),
        }
        if isinstance(own, x509.SubjectKeyIdentifier):
            usual[x509.SubjectKeyIdentifier] = (own, False)
        if not self.ca:
            usual[x509.ExtendedKeyUsage] = (x509.ExtendedKeyUsage([SERVER, CLIENT]), False)
            usual[x509.SubjectAlternativeName] = (pki.alternative_names((HOST,)), False)
        return usual


def names(*values: str) -> x509.SubjectAlternativeName:
    """Return DNS names as they stand, right or wrong."""
    return x509.SubjectAlternativeName([x509.DNSName(value) for value in values])
