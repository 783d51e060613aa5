"""Checks of basic constraints, key usage, extended key usage and key identifiers."""

from collections.abc import Iterator

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from pwxwizard.finding import Severity
from pwxwizard.pki.attempt import Unreadable, attempt
from pwxwizard.pki.chains import self_issued
from pwxwizard.pki.checks.catalogue import CA, PERSONAL, Catalogue, CertificateSubject
from pwxwizard.pki.extensions import extension, extension_fields, is_critical
from pwxwizard.pki.plain import extension_name, key_usage, purpose_name
from pwxwizard.pki.validation import UNDERSTOOD

CHECKS: Catalogue[CertificateSubject] = Catalogue()
_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO
_SERVER, _CLIENT = ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH
_ANY = ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE


def _basic(subject: CertificateSubject) -> x509.BasicConstraints | None:
    return extension(subject.certificate, x509.BasicConstraints)


def _bits(subject: CertificateSubject) -> list[str] | None:
    usage = extension(subject.certificate, x509.KeyUsage)
    return None if usage is None else key_usage(usage)


def _purposes(subject: CertificateSubject) -> list[x509.ObjectIdentifier] | None:
    usages = extension(subject.certificate, x509.ExtendedKeyUsage)
    return None if usages is None else list(usages)


@CHECKS.check(
    "PKI240",
    _E,
    "Personal certificate that is a CA",
    why="Its key, on an ordinary machine, can issue certificates that everybody trusts.",
    fix="Issue it again with basic constraints CA:FALSE.",
    source="RFC 5280, 4.2.1.9",
    roles=(PERSONAL,),
)
def personal_is_ca(subject: CertificateSubject) -> Iterator[str]:
    """Find CA bits on machines."""
    basic = _basic(subject)
    if basic is not None and basic.ca:
        yield "The personal certificate has the CA bit."


@CHECKS.check(
    "PKI241",
    _E,
    "CA certificate without the CA bit",
    why="Nothing it issued is accepted.",
    fix="Make the CA certificate again with basic constraints CA:TRUE.",
    source="RFC 5280, 4.2.1.9",
    roles=(CA,),
)
def ca_without_bit(subject: CertificateSubject) -> Iterator[str]:
    """Find CAs that do not say so."""
    basic = _basic(subject)
    if basic is None or not basic.ca:
        yield "The certificate is not marked as a CA."


@CHECKS.check(
    "PKI242",
    _W,
    "Basic constraints of a CA not critical",
    why="A reader that does not know the extension could take the CA for an ordinary certificate.",
    fix="Make the CA certificate again with critical basic constraints.",
    source="RFC 5280, 4.2.1.9",
    roles=(CA,),
)
def basic_not_critical(subject: CertificateSubject) -> Iterator[str]:
    """Find the missing flag."""
    if is_critical(subject.certificate, x509.BasicConstraints) is False:
        yield "Basic constraints are not critical."


@CHECKS.check(
    "PKI243",
    _I,
    "Issuing CA without a path length",
    why="It could create further CAs below itself.",
    fix="Give an issuing CA the path length 0.",
    source="RFC 5280, 4.2.1.9; common practice",
    roles=(CA,),
)
def no_path_length(subject: CertificateSubject) -> Iterator[str]:
    """Find issuing CAs without a limit."""
    basic = _basic(subject)
    below = not self_issued(subject.certificate)
    if basic is not None and basic.ca and basic.path_length is None and below:
        yield "The issuing CA has no path length."


@CHECKS.check(
    "PKI244",
    _E,
    "CA below a CA that allows none",
    why="Every path through it is refused.",
    fix="Issue personal certificates by the upper CA, or make a root with a larger path length.",
    source="RFC 5280, 6.1.4 (l), (m)",
    roles=(CA,),
)
def path_length_used_up(subject: CertificateSubject) -> Iterator[str]:
    """Compare path lengths with the issuer at hand."""
    if subject.issuer is None or self_issued(subject.certificate):
        return
    basic = extension(subject.issuer, x509.BasicConstraints)
    if basic is not None and basic.path_length == 0:
        yield "The CA above has the path length 0."


@CHECKS.check(
    "PKI245",
    _W,
    "No key usage",
    why="Nothing limits what the key may be used for.",
    fix="Issue it again with key usage.",
    source="RFC 5280, 4.2.1.3",
)
def no_key_usage(subject: CertificateSubject) -> Iterator[str]:
    """Find certificates without key usage."""
    if is_critical(subject.certificate, x509.KeyUsage) is None:
        yield "There is no key usage."


@CHECKS.check(
    "PKI246",
    _W,
    "Key usage not critical",
    why="Readers may pass over it.",
    fix="Issue it again with critical key usage.",
    source="RFC 5280, 4.2.1.3",
)
def key_usage_not_critical(subject: CertificateSubject) -> Iterator[str]:
    """Find the missing flag."""
    if is_critical(subject.certificate, x509.KeyUsage) is False:
        yield "Key usage is not critical."


@CHECKS.check(
    "PKI247",
    _E,
    "CA that may not sign certificates",
    why="Nothing it issued is accepted.",
    fix="Make the CA certificate again with key usage certificate signing.",
    source="RFC 5280, 4.2.1.3",
    roles=(CA,),
)
def ca_cannot_sign(subject: CertificateSubject) -> Iterator[str]:
    """Find CAs whose key usage forbids issuing."""
    bits = _bits(subject)
    if bits is not None and "keyCertSign" not in bits:
        yield "The key usage lacks certificate signing."


@CHECKS.check(
    "PKI248",
    _W,
    "CA that may not sign revocation lists",
    why="Its certificates can never be withdrawn by a list.",
    fix="Make the CA certificate again with key usage CRL signing.",
    source="RFC 5280, 4.2.1.3",
    roles=(CA,),
)
def ca_cannot_revoke(subject: CertificateSubject) -> Iterator[str]:
    """Find CAs that cannot publish lists."""
    bits = _bits(subject)
    if bits is not None and "cRLSign" not in bits:
        yield "The key usage lacks CRL signing."


@CHECKS.check(
    "PKI249",
    _E,
    "Personal certificate with a CA's key usage",
    why="Strict readers refuse certificate signing without the CA bit.",
    fix="Issue it again with digital signature only.",
    source="RFC 5280, 4.2.1.3",
    roles=(PERSONAL,),
)
def personal_signs(subject: CertificateSubject) -> Iterator[str]:
    """Find CA bits in key usage."""
    extra = [bit for bit in ("keyCertSign", "cRLSign") if bit in (_bits(subject) or ())]
    if extra:
        yield f"The key usage holds {', '.join(extra)}."


@CHECKS.check(
    "PKI250",
    _E,
    "Personal certificate that may not sign",
    why="TLS 1.3 and all suites with ephemeral keys need a signature.",
    fix="Issue it again with key usage digital signature.",
    source="RFC 8446, 4.4.2.2; RFC 5246, 7.4.2",
    roles=(PERSONAL,),
)
def no_digital_signature(subject: CertificateSubject) -> Iterator[str]:
    """Find leaves without digital signature."""
    bits = _bits(subject)
    if bits is not None and "digitalSignature" not in bits:
        yield "The key usage lacks digital signature."


@CHECKS.check(
    "PKI251",
    _I,
    "RSA certificate without key encipherment",
    why="Suites with RSA key exchange (TLS_RSA_...) cannot be used with it.",
    fix="Nothing to do if the policy lists ephemeral suites, as it should.",
    source="RFC 5246, 7.4.2",
    roles=(PERSONAL,),
)
def no_key_encipherment(subject: CertificateSubject) -> Iterator[str]:
    """Remark RSA leaves without key encipherment."""
    key = attempt(subject.certificate.public_key)
    bits = _bits(subject)
    if isinstance(key, rsa.RSAPublicKey) and bits is not None and "keyEncipherment" not in bits:
        yield "The key usage lacks key encipherment."


@CHECKS.check(
    "PKI252",
    _W,
    "Elliptic curve certificate with key encipherment",
    why="Such a key cannot encipher; strict readers refuse the combination.",
    fix="Issue it again with digital signature only.",
    source="RFC 5480, 3; RFC 8813",
    roles=(PERSONAL,),
)
def curve_enciphers(subject: CertificateSubject) -> Iterator[str]:
    """Find an impossible usage."""
    key = attempt(subject.certificate.public_key)
    if isinstance(key, ec.EllipticCurvePublicKey) and {
        *("keyEncipherment", "dataEncipherment")
    } & set(_bits(subject) or ()):
        yield "The key usage names encipherment for an elliptic curve key."


@CHECKS.check(
    "PKI255",
    _E,
    "Extended key usage without server use",
    why="Clients refuse it from a listener; System SSL with code 440.",
    fix="Issue it again with serverAuth and clientAuth.",
    source="RFC 5280, 4.2.1.12; IBM APAR OA68554",
    roles=(PERSONAL,),
)
def no_server_use(subject: CertificateSubject) -> Iterator[str]:
    """Find leaves that are not for servers."""
    purposes = _purposes(subject)
    if purposes is not None and _SERVER not in purposes and _ANY not in purposes:
        yield "The extended key usage lacks serverAuth."


@CHECKS.check(
    "PKI256",
    _W,
    "Extended key usage without client use",
    why="A listener that asks for client certificates refuses it; System SSL with code 440.",
    fix="Issue it again with serverAuth and clientAuth, unless the machine never calls.",
    source="RFC 5280, 4.2.1.12; IBM APAR OA68554",
    roles=(PERSONAL,),
)
def no_client_use(subject: CertificateSubject) -> Iterator[str]:
    """Find leaves that are not for clients."""
    purposes = _purposes(subject)
    if purposes is not None and _CLIENT not in purposes and _ANY not in purposes:
        yield "The extended key usage lacks clientAuth."


@CHECKS.check(
    "PKI257",
    _W,
    "Extended key usage for anything",
    why="Some validating sides do not take it for TLS use.",
    fix="Issue it again with serverAuth and clientAuth.",
    source="RFC 5280, 4.2.1.12",
    roles=(PERSONAL,),
)
def any_use(subject: CertificateSubject) -> Iterator[str]:
    """Find anyExtendedKeyUsage."""
    if _ANY in (_purposes(subject) or ()):
        yield "The extended key usage holds anyExtendedKeyUsage."


@CHECKS.check(
    "PKI258",
    _W,
    "Extended key usage for more than TLS",
    why="A key on a server should not also sign code, mail or time stamps.",
    fix="Issue it again with serverAuth and clientAuth only.",
    source="RFC 5280, 4.2.1.12; common practice",
    roles=(PERSONAL,),
)
def more_uses(subject: CertificateSubject) -> Iterator[str]:
    """Find other purposes."""
    extra = [one for one in _purposes(subject) or () if one not in (_SERVER, _CLIENT, _ANY)]
    if extra:
        yield f"It may also be used for {', '.join(purpose_name(one) for one in extra)}."


@CHECKS.check(
    "PKI259",
    _E,
    "CA limited to other purposes than TLS",
    why="OpenSSL applies a CA's extended key usage to everything below it.",
    fix="Make the CA certificate again without extended key usage.",
    source="OpenSSL 3 manual, openssl-verification-options",
    roles=(CA,),
)
def ca_for_others(subject: CertificateSubject) -> Iterator[str]:
    """Find CAs whose purposes exclude TLS."""
    purposes = _purposes(subject)
    if purposes is not None and not {_SERVER, _CLIENT, _ANY} & set(purposes):
        yield "The extended key usage of the CA holds no TLS purpose."


@CHECKS.check(
    "PKI262",
    _W,
    "CA without subject key identifier",
    why="Paths are harder to build, and strict checks refuse it.",
    fix="Make the CA certificate again with a subject key identifier.",
    source="RFC 5280, 4.2.1.2; OpenSSL -x509_strict",
    roles=(CA,),
)
def no_subject_identifier(subject: CertificateSubject) -> Iterator[str]:
    """Find CAs without a key identifier."""
    if extension(subject.certificate, x509.SubjectKeyIdentifier) is None:
        yield "There is no subject key identifier."


@CHECKS.check(
    "PKI263",
    _W,
    "No authority key identifier",
    why="When a CA is renewed with another key, readers cannot tell its certificates apart.",
    fix="Issue it again with an authority key identifier.",
    source="RFC 5280, 4.2.1.1; OpenSSL -x509_strict",
)
def no_authority_identifier(subject: CertificateSubject) -> Iterator[str]:
    """Find certificates that do not point at their issuer's key."""
    one = subject.certificate
    if not self_issued(one) and extension(one, x509.AuthorityKeyIdentifier) is None:
        yield "There is no authority key identifier."


@CHECKS.check(
    "PKI264",
    _E,
    "Authority key identifier of another CA key",
    why="OpenSSL does not take the CA certificate as the issuer.",
    fix="Take the CA certificate with the right key, or issue it again.",
    source="RFC 5280, 4.2.1.1",
)
def other_authority_identifier(subject: CertificateSubject) -> Iterator[str]:
    """Compare identifiers with the issuer at hand."""
    authority = extension(subject.certificate, x509.AuthorityKeyIdentifier)
    if subject.issuer is None or authority is None or authority.key_identifier is None:
        return
    own = extension(subject.issuer, x509.SubjectKeyIdentifier)
    if own is not None and own.digest != authority.key_identifier:
        yield "The authority key identifier is not the issuer's subject key identifier."


@CHECKS.check(
    "PKI265",
    _W,
    "Authority key identifier with issuer and serial number",
    why="After the CA certificate is renewed with the same key, OpenSSL no longer takes it.",
    fix="Let the CA write the key identifier only.",
    source="RFC 5280, 4.2.1.1; OpenSSL manual, X509_check_issued",
)
def authority_serial(subject: CertificateSubject) -> Iterator[str]:
    """Find identifiers that tie a leaf to one CA certificate."""
    authority = extension(subject.certificate, x509.AuthorityKeyIdentifier)
    if authority is not None and authority.authority_cert_serial_number is not None:
        yield "The authority key identifier names the issuer's serial number."


@CHECKS.check(
    "PKI266",
    _W,
    "Key identifier marked critical",
    why="The standard forbids it, and strict checks refuse the certificate.",
    fix="Issue it again with key identifiers that are not critical.",
    source="RFC 5280, 4.2.1.1 and 4.2.1.2",
)
def critical_identifier(subject: CertificateSubject) -> Iterator[str]:
    """Find critical identifiers."""
    for kind in (x509.SubjectKeyIdentifier, x509.AuthorityKeyIdentifier):
        if is_critical(subject.certificate, kind):
            yield f"{extension_name(kind.oid.dotted_string)} is critical."


@CHECKS.check(
    "PKI280",
    _E,
    "Critical extension that TLS peers do not know",
    why="A validating side must refuse what it does not understand.",
    fix="Issue it again without the extension, or not critical.",
    source="RFC 5280, 4.2",
)
def unknown_critical(subject: CertificateSubject) -> Iterator[str]:
    """Find critical extensions out of the ordinary."""
    for one in extension_fields(subject.certificate):
        if one.critical and one.oid and one.oid not in UNDERSTOOD:
            yield f"The extension {one.oid} is critical."


@CHECKS.check(
    "PKI281",
    _E,
    "Malformed extension",
    why="Strict readers refuse the whole certificate.",
    fix="Ask the issuer for a well-formed certificate.",
    source="RFC 5280, 4.2",
)
def malformed_extension(subject: CertificateSubject) -> Iterator[str]:
    """Find extensions that cannot be read."""
    for one in extension_fields(subject.certificate):
        if isinstance(one.value, Unreadable):
            yield f"{extension_name(one.oid) or 'The extension list'}: {one.value.reason}."


_NETSCAPE = "2.16.840.1.113730.1."


@CHECKS.check(
    "PKI282",
    _W,
    "Netscape extension",
    why="It has no meaning any more, but OpenSSL still lets it limit the certificate's use.",
    fix="Issue it again without it.",
    source="OpenSSL 3 manual, x509v3_config",
)
def netscape(subject: CertificateSubject) -> Iterator[str]:
    """Find extensions of former times."""
    for one in extension_fields(subject.certificate):
        if one.oid.startswith(_NETSCAPE):
            yield f"The extension {one.oid} is Netscape's."


@CHECKS.check(
    "PKI283",
    _W,
    "Name constraints not critical",
    why="A reader that does not know them would let the CA certify any name.",
    fix="Make the CA certificate again with critical name constraints.",
    source="RFC 5280, 4.2.1.10",
    roles=(CA,),
)
def constraints_not_critical(subject: CertificateSubject) -> Iterator[str]:
    """Find the missing flag."""
    if is_critical(subject.certificate, x509.NameConstraints) is False:
        yield "Name constraints are not critical."
