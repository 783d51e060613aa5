"""Checks of subjects, issuers and alternative names."""

import re
from collections.abc import Iterator
from ipaddress import ip_address

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from pwxwizard.finding import Severity
from pwxwizard.pki import asn1
from pwxwizard.pki.attempt import Unreadable, attempt
from pwxwizard.pki.chains import issuer_key, self_signed, subject_key
from pwxwizard.pki.checks.catalogue import CA, PERSONAL, Catalogue, CertificateSubject
from pwxwizard.pki.extensions import extension, is_critical
from pwxwizard.pki.names import check_host, dn_text
from pwxwizard.pki.validation import speaks_for

CHECKS: Catalogue[CertificateSubject] = Catalogue()
_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO
_DIGTCERT_LIMIT = 246


def _subject(subject: CertificateSubject) -> x509.Name | None:
    name = attempt(lambda: subject.certificate.subject)
    return None if isinstance(name, Unreadable) else name


def _dns(subject: CertificateSubject) -> list[str]:
    names = extension(subject.certificate, x509.SubjectAlternativeName)
    return [] if names is None else names.get_values_for_type(x509.DNSName)


def _common_name(subject: CertificateSubject) -> str:
    name = _subject(subject)
    found = name.get_attributes_for_oid(NameOID.COMMON_NAME) if name is not None else []
    return str(found[-1].value) if found else ""


def _is_address(text: str) -> bool:
    return not isinstance(attempt(lambda: ip_address(text)), Unreadable)


@CHECKS.check(
    "PKI220",
    _E,
    "CA without a subject",
    why="Certificates are tied to their issuer by its name.",
    fix="Make the CA certificate again with a name.",
    source="RFC 5280, 4.1.2.6",
    roles=(CA,),
)
def ca_without_name(subject: CertificateSubject) -> Iterator[str]:
    """Find CAs without a name."""
    name = _subject(subject)
    if name is None or not name.rdns:
        yield "The CA certificate has no subject that can be read."


@CHECKS.check(
    "PKI221",
    _W,
    "Subject without a common name",
    why="Lists of security managers show certificates by their common name.",
    fix="Add CN=... to the subject.",
    source="RFC 5280, 4.1.2.6; common practice",
)
def no_common_name(subject: CertificateSubject) -> Iterator[str]:
    """Find subjects without CN."""
    if not _common_name(subject):
        yield "The subject has no common name."


@CHECKS.check(
    "PKI222",
    _W,
    "Common name not among the alternative names",
    why="Clients that check names look at the alternative names only.",
    fix="Add the host name to the alternative names.",
    source="RFC 6125, 6.4.4; RFC 9525",
    roles=(PERSONAL,),
)
def common_name_missing_below(subject: CertificateSubject) -> Iterator[str]:
    """Find host names in CN that are nowhere else."""
    name = _common_name(subject)
    looks_like_host = "." in name and not check_host(name)
    if looks_like_host and not speaks_for(subject.certificate, name):
        yield f"{name} is the common name but no alternative name."


@CHECKS.check(
    "PKI223",
    _E,
    "No alternative name",
    why="Clients that check names refuse a certificate without subject alternative names.",
    fix="Issue it again with the machine's host names and addresses.",
    source="RFC 6125, 6.4; RFC 9525",
    roles=(PERSONAL,),
)
def no_alternative_name(subject: CertificateSubject) -> Iterator[str]:
    """Find certificates without subject alternative names."""
    if not extension(subject.certificate, x509.SubjectAlternativeName):
        yield "There is no subject alternative name."


@CHECKS.check(
    "PKI224",
    _W,
    "Wildcard name",
    why="One stolen key then speaks for every machine of the domain.",
    fix="List the machines' names one by one.",
    source="RFC 6125, 7.2",
    roles=(PERSONAL,),
)
def wildcard(subject: CertificateSubject) -> Iterator[str]:
    """Find stars in names."""
    for name in _dns(subject):
        if "*" in name:
            yield f"{name} stands for many machines."


@CHECKS.check(
    "PKI225",
    _E,
    "Alternative name that is no host name",
    why="It can never match, and strict readers refuse the certificate.",
    fix="Issue it again with a host name only: no protocol, port, path or blank.",
    source="RFC 5280, 4.2.1.6; RFC 1123",
    roles=(PERSONAL,),
)
def malformed_host(subject: CertificateSubject) -> Iterator[str]:
    """Find DNS names that are not host names."""
    for name in _dns(subject):
        wrong = any(finding.severity is _E for finding in check_host(name))
        if wrong and not _is_address(name):
            yield f'"{name}" is not a host name.'


@CHECKS.check(
    "PKI226",
    _E,
    "Address written as a DNS name",
    why="Clients compare addresses with address entries only, so that it never matches.",
    fix="Issue it again with the address as an IP entry.",
    source="RFC 5280, 4.2.1.6; RFC 6125, B.2",
    roles=(PERSONAL,),
)
def address_as_name(subject: CertificateSubject) -> Iterator[str]:
    """Find addresses in the wrong kind of entry."""
    for name in _dns(subject):
        if _is_address(name):
            yield f"{name} is an address in a DNS entry."


@CHECKS.check(
    "PKI227",
    _W,
    "Alternative name repeated",
    why="Nothing is gained, and comparisons become confusing.",
    fix="Issue it again with each name once.",
    source="RFC 5280, 4.2.1.6",
    roles=(PERSONAL,),
)
def repeated_name(subject: CertificateSubject) -> Iterator[str]:
    """Find names that appear twice."""
    names = [name.lower() for name in _dns(subject)]
    for name in dict.fromkeys(names):
        if names.count(name) > 1:
            yield f"{name} appears {names.count(name)} times."


@CHECKS.check(
    "PKI228",
    _E,
    "Alternative names not critical beside an empty subject",
    why="Without a subject the alternative names are the identity, and must be marked critical.",
    fix="Issue it again with a subject, or with critical alternative names.",
    source="RFC 5280, 4.2.1.6",
    roles=(PERSONAL,),
)
def names_should_be_critical(subject: CertificateSubject) -> Iterator[str]:
    """Find empty subjects with non-critical names."""
    name = _subject(subject)
    flag = is_critical(subject.certificate, x509.SubjectAlternativeName)
    if name is not None and not name.rdns and flag is False:
        yield "The subject is empty and the alternative names are not critical."


@CHECKS.check(
    "PKI229",
    _E,
    "Machine's name not in the certificate",
    why="A client that calls the machine by this name and checks it refuses the certificate.",
    fix="Issue it again with all names and addresses of the machine.",
    source="RFC 6125, 6",
    roles=(PERSONAL,),
)
def host_not_covered(subject: CertificateSubject) -> Iterator[str]:
    """Compare the names with those the machine is called by."""
    for host in subject.hosts:
        if not speaks_for(subject.certificate, host):
            yield f"The certificate does not speak for {host}."


@CHECKS.check(
    "PKI230",
    _E,
    "Serial number and issuer too long for RACF",
    why="RACF names the certificate's profile by both, in at most 246 characters.",
    fix="Use a CA with a shorter name, or a shorter serial number.",
    source="z/OS Security Server RACF Command Language Reference, RACDCERT ADD",
)
def digtcert_profile(subject: CertificateSubject) -> Iterator[str]:
    """Find certificates that RACF cannot file."""
    if subject.platform not in ("", "zos"):
        return
    one = subject.certificate
    name = attempt(lambda: f"{one.serial_number:X}.{dn_text(one.issuer)}")
    if isinstance(name, str) and len(name) > _DIGTCERT_LIMIT:
        yield f"Serial number and issuer have {len(name)} characters."


@CHECKS.check(
    "PKI231",
    _E,
    "Personal certificate with its issuer's name",
    why="Path building takes it for a self-signed certificate and stops.",
    fix="Issue it again with a subject of its own.",
    source="RFC 5280, 4.1.2.6 and 6.1",
    roles=(PERSONAL,),
)
def named_like_issuer(subject: CertificateSubject) -> Iterator[str]:
    """Find leaves that carry their issuer's name."""
    one = subject.certificate
    same = subject_key(one) is not None and subject_key(one) == issuer_key(one)
    if same and not self_signed(one):
        yield "Subject and issuer are the same name, but it is not self-signed."


@CHECKS.check(
    "PKI232",
    _W,
    "Self-signed personal certificate",
    why="Every peer must trust it one by one, and each renewal touches all of them.",
    fix="Issue personal certificates by a CA.",
    source="PowerExchange documentation, ALLOW_SELF_SIGNED",
    roles=(PERSONAL,),
)
def self_signed_leaf(subject: CertificateSubject) -> Iterator[str]:
    """Find self-signed leaves."""
    if self_signed(subject.certificate):
        yield "The certificate is self-signed."


@CHECKS.check(
    "PKI233",
    _W,
    "Country that is not two letters",
    why="Strict readers refuse the name.",
    fix="Use the two-letter code, such as DE or US.",
    source="RFC 5280, appendix A; ISO 3166",
)
def country(subject: CertificateSubject) -> Iterator[str]:
    """Find malformed countries."""
    name = _subject(subject)
    for part in name.get_attributes_for_oid(NameOID.COUNTRY_NAME) if name is not None else ():
        if not re.fullmatch("[A-Za-z]{2}", str(part.value)):
            yield f"The country is {str(part.value)[:40]}."


_ODD_STRINGS = {20: "TeletexString", 28: "UniversalString", 30: "BMPString"}


@CHECKS.check(
    "PKI234",
    _W,
    "Name in an outdated string type",
    why="Programs disagree on its character set, so that equal names look different.",
    fix="Issue it again with UTF8String or PrintableString.",
    source="RFC 5280, 4.1.2.4",
)
def string_type(subject: CertificateSubject) -> Iterator[str]:
    """Find string types of former times."""
    octets = subject.certificate.public_bytes(Encoding.DER)
    types = attempt(lambda: _string_types(octets))
    if not isinstance(types, Unreadable):
        for tag in sorted(types & _ODD_STRINGS.keys()):
            yield f"A name is written as {_ODD_STRINGS[tag]}."


def _string_types(octets: bytes) -> set[int]:
    fields = asn1.first(octets).children()[0].children()
    start = 1 if fields[0].tag == asn1.CONTEXT_0 else 0
    return {
        pair.children()[1].tag
        for name in (fields[start + 2], fields[start + 4])
        for group in name.children()
        for pair in group.children()
    }


@CHECKS.check(
    "PKI235",
    _W,
    "Name with blanks or control characters around it",
    why="They are easily lost, and then names no longer match.",
    fix="Issue it again with clean names.",
    source="RFC 4518; common practice",
)
def untidy_name(subject: CertificateSubject) -> Iterator[str]:
    """Find outer blanks and control characters."""
    name = _subject(subject)
    for part in name or ():
        value = part.value
        if isinstance(value, str) and (
            value != value.strip() or any(ord(character) < 32 for character in value)
        ):
            yield "A part of the subject has outer blanks or control characters."


@CHECKS.check(
    "PKI236",
    _E,
    "Certificate of another issuer",
    why="The certificate at hand is not the issuer it names.",
    fix="Take the certificate of the named issuer.",
    source="RFC 5280, 6.1.3 (a)(4)",
)
def issuer_name(subject: CertificateSubject) -> Iterator[str]:
    """Compare the issuer's name with the issuer at hand."""
    if subject.issuer is not None and issuer_key(subject.certificate) != subject_key(
        subject.issuer
    ):
        yield "The issuer's name is not the subject of the CA certificate at hand."
