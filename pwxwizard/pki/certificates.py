"""Issuing certificates: CAs and personal certificates, every extension decided here."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Protocol, TypeVar

from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from pwxwizard.errors import RefusedError, UsageError
from pwxwizard.finding import Finding, Severity, Where
from pwxwizard.pki import issuing_rules, rules
from pwxwizard.pki.keys import IssuerPublicKey, PrivateKey, key_kind, same_key, signature_hash
from pwxwizard.pki.names import alternative_names

_Signed_co = TypeVar("_Signed_co", covariant=True)

BACKDATE = timedelta(hours=1)
"""How far before now a certificate begins, because the machines' clocks differ."""
SERIAL_BITS = 128
"""The class of random serial numbers: RFC 5280 allows 159 bits, 64 are the least."""
CA_DAYS_LIMIT = 7305
PERSONAL_DAYS_LIMIT = 825

_KEY_USAGES = (
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


@dataclass(frozen=True, slots=True)
class CaProfile:
    """What a CA certificate shall be."""

    subject: x509.Name
    days: int = 3650
    path_length: int | None = None
    """How many CAs may stand between it and a personal certificate; `None` sets no limit."""
    crl_urls: tuple[str, ...] = ()
    """Where its issuer's revocation list can be fetched; only for an issuing CA."""


@dataclass(frozen=True, slots=True)
class PersonalProfile:
    """What a machine's personal certificate shall be."""

    subject: x509.Name
    hosts: tuple[str, ...]
    """DNS names and IPv4 or IPv6 addresses."""
    days: int = 825
    crl_urls: tuple[str, ...] = ()


def random_serial() -> int:
    """Return a random serial number of the 128-bit class from the library's random source."""
    return x509.random_serial_number() >> 32 | 1 << SERIAL_BITS - 2


def check_serial(serial: int, *, where: Where | None = None) -> tuple[Finding, ...]:
    """Return what speaks against a serial number: not positive, over 20 octets, or guessable."""
    if serial > 0 and 64 <= serial.bit_length() <= 159:
        return ()
    message = (
        f"The serial number has {serial.bit_length()} bits{' and a sign' if serial < 0 else ''}."
    )
    return (issuing_rules.SERIAL_POOR.at(where or Where(), message),)


def check_days(
    days: int, now: datetime, *, ca: bool, where: Where | None = None
) -> tuple[Finding, ...]:
    """Return what speaks against a lifetime in days, counted from `now`."""
    place = where or Where()
    try:
        end = now + timedelta(days=days)
    except OverflowError:
        end = None
    if days < 1 or end is None:
        return (issuing_rules.DAYS_ODD.at(place, f"The lifetime is {days} days."),)
    limit = CA_DAYS_LIMIT if ca else PERSONAL_DAYS_LIMIT
    if days > limit:
        message = f"The lifetime is {days} days; the usual upper limit is {limit}."
        return (issuing_rules.DAYS_LONG.at(place, message),)
    return ()


def validity(
    days: int, now: datetime, issuer: x509.Certificate | None = None
) -> tuple[datetime, datetime, tuple[Finding, ...]]:
    """Return begin and end of a certificate made now, never outside its issuer's.

    Raises:
        RefusedError: the issuer has expired or is not valid yet, or the days cannot be.
    """
    now = now.replace(microsecond=0)
    if faults := [f for f in check_days(days, now, ca=True) if f.severity is Severity.ERROR]:
        raise RefusedError(faults[0].message, fix=faults[0].fix)
    begin, end = now - BACKDATE, now + timedelta(days=days)
    if issuer is None:
        return begin, end, ()
    if now > issuer.not_valid_after_utc:
        raise RefusedError(
            f"The CA certificate expired on {issuer.not_valid_after_utc:%Y-%m-%d %H:%M} UTC.",
            fix="Renew the CA first.",
        )
    if now < issuer.not_valid_before_utc:
        raise RefusedError(
            f"The CA certificate is not valid before {issuer.not_valid_before_utc:%Y-%m-%d %H:%M}"
            f" UTC, and this machine's clock says {now:%Y-%m-%d %H:%M}.",
            fix="Set the clock right, or wait.",
        )
    findings: tuple[Finding, ...] = ()
    if end > issuer.not_valid_after_utc:
        end = issuer.not_valid_after_utc
        message = f"{days} days would end after the CA; it ends on {end:%Y-%m-%d} like the CA."
        findings = (issuing_rules.VALIDITY_CUT.at(Where(), message),)
    return max(begin, issuer.not_valid_before_utc), end, findings


def key_usage(*allowed: str) -> x509.KeyUsage:
    """Return a key usage extension that allows exactly the named bits."""
    return x509.KeyUsage(**{name: name in allowed for name in _KEY_USAGES})


def self_signed_ca(
    key: PrivateKey, profile: CaProfile, serial: int, now: datetime
) -> x509.Certificate:
    """Return a root CA certificate for a key.

    Raises:
        RefusedError: a serial number out of policy, or a lifetime that cannot be.
        UsageError: a negative path length.
    """
    begin, end, _ = validity(profile.days, now)
    identifier = x509.SubjectKeyIdentifier.from_public_key(key.public_key())
    builder = _ca_builder(key.public_key(), profile, serial, begin, end).issuer_name(
        profile.subject
    )
    return signed(builder.add_extension(_authority(identifier), critical=False), key)


def issuing_ca(  # what, by whom, when: the order of every issuing function
    public_key: IssuerPublicKey,
    profile: CaProfile,
    issuer: x509.Certificate,
    issuer_key: PrivateKey,
    serial: int,
    now: datetime,
) -> x509.Certificate:
    """Return the certificate of a CA below another one.

    Raises:
        RefusedError: the issuer may not do so (not a CA, its path length used up, expired, not its
            key), or a serial number out of policy.
        UsageError: a negative path length.
    """
    _check_issuer(issuer, issuer_key)
    allowed = issuer.extensions.get_extension_for_class(x509.BasicConstraints).value.path_length
    wanted = profile.path_length
    if allowed is not None:
        if allowed < 1 or (wanted is not None and wanted >= allowed):
            raise RefusedError(
                f"The CA above allows a path length of {allowed}.",
                fix=issuing_rules.PATH_LENGTH_POOR.fix,
            )
        wanted = allowed - 1 if wanted is None else wanted
    begin, end, _ = validity(profile.days, now, issuer)
    limited = CaProfile(profile.subject, profile.days, wanted, profile.crl_urls)
    builder = _ca_builder(public_key, limited, serial, begin, end).issuer_name(issuer.subject)
    builder = builder.add_extension(_authority(_identifier(issuer)), critical=False)
    return signed(_with_crl(builder, profile.crl_urls), issuer_key)


def personal_certificate(  # what, by whom, when: as above
    public_key: IssuerPublicKey,
    profile: PersonalProfile,
    issuer: x509.Certificate,
    issuer_key: PrivateKey,
    serial: int,
    now: datetime,
) -> x509.Certificate:
    """Return a machine's certificate for TLS server and client, never a CA.

    It begins an hour before `now` and ends after the profile's days, but never outside the
    issuer's own dates.

    Raises:
        RefusedError: the issuer may not sign (not a CA, expired, not yet valid, not its key), or a
            serial number out of policy.
        UsageError: no host, or one that is neither a name nor an address.
    """
    _check_issuer(issuer, issuer_key)
    begin, end, _ = validity(profile.days, now, issuer)
    usages = ["digital_signature"]
    if isinstance(public_key, rsa.RSAPublicKey):
        # suites with RSA key exchange, still the only common ones of some z/OS policies
        usages.append("key_encipherment")
    builder = (
        _builder(public_key, profile.subject, serial, begin, end)
        .issuer_name(issuer.subject)
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(key_usage(*usages), critical=True)
        .add_extension(
            x509.ExtendedKeyUsage(
                [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
            ),
            critical=False,
        )
        .add_extension(alternative_names(profile.hosts), critical=not profile.subject.rdns)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
        .add_extension(_authority(_identifier(issuer)), critical=False)
    )
    return signed(_with_crl(builder, profile.crl_urls), issuer_key)


def _ca_builder(
    public_key: IssuerPublicKey, profile: CaProfile, serial: int, begin: datetime, end: datetime
) -> x509.CertificateBuilder:
    if not profile.subject.rdns:
        raise UsageError("A CA needs a name.", fix=rules.NAME_SYNTAX.fix)
    if profile.path_length is not None and profile.path_length < 0:
        raise UsageError("A path length is 0 or more.", fix=issuing_rules.PATH_LENGTH_POOR.fix)
    return (
        _builder(public_key, profile.subject, serial, begin, end)
        .add_extension(
            x509.BasicConstraints(ca=True, path_length=profile.path_length), critical=True
        )
        .add_extension(key_usage("key_cert_sign", "crl_sign"), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public_key), critical=False)
    )


def _builder(
    public_key: IssuerPublicKey, subject: x509.Name, serial: int, begin: datetime, end: datetime
) -> x509.CertificateBuilder:
    if faults := check_serial(serial):
        raise RefusedError(faults[0].message, fix=faults[0].fix)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .public_key(public_key)
        .serial_number(serial)
        .not_valid_before(begin)
        .not_valid_after(end)
    )


def _with_crl(builder: x509.CertificateBuilder, urls: tuple[str, ...]) -> x509.CertificateBuilder:
    if not urls:
        return builder
    names = [x509.UniformResourceIdentifier(url) for url in urls]
    points = x509.CRLDistributionPoints([x509.DistributionPoint(names, None, None, None)])
    return builder.add_extension(points, critical=False)


def _identifier(issuer: x509.Certificate) -> x509.SubjectKeyIdentifier:
    try:
        return issuer.extensions.get_extension_for_class(x509.SubjectKeyIdentifier).value
    except x509.ExtensionNotFound:
        return x509.SubjectKeyIdentifier.from_public_key(issuer.public_key())


def _authority(identifier: x509.SubjectKeyIdentifier) -> x509.AuthorityKeyIdentifier:
    return x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(identifier)


def _check_issuer(issuer: x509.Certificate, issuer_key: PrivateKey) -> None:
    if not may_sign_certificates(issuer):
        raise RefusedError(
            "The issuer's certificate is not a CA certificate.",
            fix="Choose a certificate with basic constraints CA and key usage certificate signing.",
        )
    if not same_key(issuer.public_key(), issuer_key.public_key()):
        raise RefusedError(
            f"The CA certificate and the {key_kind(issuer_key)} key do not belong together.",
            fix="Give the key the CA certificate was made with.",
        )


def may_sign_certificates(certificate: x509.Certificate) -> bool:
    """Tell whether a certificate is a CA's: basic constraints say so, key usage does not forbid."""
    try:
        extensions = certificate.extensions
        if not extensions.get_extension_for_class(x509.BasicConstraints).value.ca:
            return False
        return extensions.get_extension_for_class(x509.KeyUsage).value.key_cert_sign
    except x509.ExtensionNotFound as missing:
        return missing.oid == x509.OID_KEY_USAGE
    except (ValueError, x509.DuplicateExtension, x509.UnsupportedGeneralNameType):
        return False


class _Signable(Protocol[_Signed_co]):
    """A builder of certificates, requests or revocation lists."""

    def sign(
        self,
        private_key: PrivateKey,
        algorithm: hashes.SHA256 | hashes.SHA384 | hashes.SHA512 | None,
        *,
        ecdsa_deterministic: bool | None = None,
    ) -> _Signed_co: ...


def signed(builder: _Signable[_Signed_co], key: PrivateKey) -> _Signed_co:
    """Return what a builder makes, signed; the same inputs give the same bytes where possible."""
    algorithm = signature_hash(key)
    if isinstance(key, ec.EllipticCurvePrivateKey):
        try:
            return builder.sign(key, algorithm, ecdsa_deterministic=True)
        except UnsupportedAlgorithm:
            # an OpenSSL below 3.2: the signature is as good, but differs each time
            return builder.sign(key, algorithm)
    return builder.sign(key, algorithm)
