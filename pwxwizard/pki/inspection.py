"""Inspecting: every object of an input, every field by itself, and what it may be used for."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from pwxwizard.finding import Finding, Where, as_json
from pwxwizard.pki import asn1, rules
from pwxwizard.pki.attempt import Unreadable, attempt
from pwxwizard.pki.chains import self_issued, signature_right
from pwxwizard.pki.extensions import ExtensionField, extension, extension_fields
from pwxwizard.pki.keys import key_kind, public_der
from pwxwizard.pki.names import dn_text
from pwxwizard.pki.plain import (
    Plain,
    colons,
    extension_name,
    extension_value,
    key_usage,
    moment,
    purpose_name,
)
from pwxwizard.pki.reading import Contents, Item, SigningKey, read
from pwxwizard.pki.shapes import pkcs12_shape

SCHEMA = 1
"""Version of the JSON form of an inspection."""
ENTRIES_SHOWN = 1000
"""Revocation lists may be long; this many of their entries are listed."""


@dataclass(frozen=True, slots=True)
class Field:
    """One field of an object."""

    name: str
    """Standard name, such as `subject` or `extensions.keyUsage`."""
    value: Plain
    """`None` when the field is absent or could not be read."""
    critical: bool | None = None
    """The critical flag of an extension, otherwise `None`."""


@dataclass(frozen=True, slots=True)
class ObjectReport:
    """One object: what it is, where it stood, its fields and what was odd about them."""

    kind: str
    form: str
    line: int
    label: str
    fields: tuple[Field, ...]
    uses: tuple[str, ...]
    """What it may be used for, as short phrases."""
    findings: tuple[Finding, ...]

    def field(self, name: str) -> Plain:
        """Return a field's value, `None` when there is no such field."""
        return next((field.value for field in self.fields if field.name == name), None)

    @property
    def title(self) -> str:
        """Return how the object is called in a list."""
        name = self.field("subject") or self.field("issuer") or self.label
        return f"{self.kind} {name}".rstrip()


@dataclass(frozen=True, slots=True)
class Inspection:
    """Everything that an input shows."""

    file: str
    objects: tuple[ObjectReport, ...]
    findings: tuple[Finding, ...]
    """What was odd about the input itself; findings about fields are with their object."""

    @property
    def all_findings(self) -> tuple[Finding, ...]:
        """Return the findings about the input and about all objects."""
        return (*self.findings, *(one for report in self.objects for one in report.findings))

    def as_json(self) -> dict[str, Plain]:
        """Return the inspection as plain data; its layout is versioned by `schema`."""
        return {
            "schema": SCHEMA,
            "file": self.file,
            "objects": [_report_data(report) for report in self.objects],
            "findings": [as_json(finding) for finding in self.findings],
        }


def _report_data(report: ObjectReport) -> dict[str, Plain]:
    return {
        "kind": report.kind,
        "form": report.form,
        "line": report.line,
        "label": report.label,
        "fields": [
            {"name": field.name, "value": field.value}
            | ({} if field.critical is None else {"critical": field.critical})
            for field in report.fields
        ],
        "uses": list(report.uses),
        "findings": [as_json(finding) for finding in report.findings],
    }


def inspect(data: bytes, passphrase: str | None = None, *, file: str = "") -> Inspection:
    """Return everything an input of any form shows; it never fails and never shows a key."""
    return inspect_contents(read(data, passphrase, file=file), file=file)


def inspect_contents(contents: Contents, *, file: str = "") -> Inspection:
    """Return everything that contents already read show."""
    reports = [_report(item, file) for item in contents.items]
    if contents.store:
        reports.insert(0, _store_report(contents.store, file))
    return Inspection(file, tuple(reports), contents.findings)


class _Collector:
    """Reads the fields of one object, each by itself."""

    def __init__(self, where: Where) -> None:
        self._where = where
        self.fields: list[Field] = []
        self.findings: list[Finding] = []

    def add(self, name: str, read_field: Callable[[], Plain], critical: bool | None = None) -> None:
        """Add a field; when it cannot be read, add a finding and an empty field."""
        value = attempt(read_field)
        if isinstance(value, Unreadable):
            self._bad(name, value)
            self.fields.append(Field(name, None, critical))
        else:
            self.fields.append(Field(name, value, critical))

    def add_extensions(self, extensions: Iterable[ExtensionField]) -> None:
        """Add all extensions, malformed ones in hexadecimal."""
        for one in extensions:
            name = f"extensions.{extension_name(one.oid)}" if one.oid else "extensions"
            if isinstance(one.value, Unreadable):
                self._bad(name, one.value)
                raw: Plain = {"hex": one.raw.hex()} if one.raw else None
                self.fields.append(Field(name, raw, one.critical))
            else:
                self.add(name, partial(extension_value, one.value), one.critical)

    def _bad(self, name: str, reason: Unreadable) -> None:
        message = f"The field {name} cannot be read: {reason.reason}."
        self.findings.append(rules.BAD_FIELD.at(self._where, message))


def _report(item: Item, file: str) -> ObjectReport:
    fields = _Collector(Where(file=file, line=item.line))
    uses: tuple[str, ...] = ()
    value = item.value
    if isinstance(value, x509.Certificate):
        _certificate(value, fields)
        uses = certificate_uses(value)
    elif isinstance(value, x509.CertificateSigningRequest):
        _request(value, fields)
        uses = ("ask a certificate authority for a certificate",)
    elif isinstance(value, x509.CertificateRevocationList):
        _crl(value, fields)
        uses = ("tell which certificates of its issuer are revoked",)
    elif isinstance(value, SigningKey):
        fields.add("key", lambda: key_kind(value))
        _public(lambda: public_der(value.public_key()), fields)
        fields.add("encrypted", lambda: item.encrypted)
        uses = ("prove the identity that its certificate states",)
    elif item.der:
        fields.add("octets", lambda: len(item.der))
        fields.add("fingerprintSha256", lambda: colons(hashlib.sha256(item.der).digest()))
        fields.add("serialNumber", lambda: _raw_serial(item.der))
    elif item.encrypted:
        fields.add("encrypted", lambda: True)
    return ObjectReport(
        item.kind.value,
        item.form.value,
        item.line,
        item.label,
        tuple(fields.fields),
        uses,
        tuple(fields.findings),
    )


def _raw_serial(octets: bytes) -> Plain:
    parts = asn1.first(octets).children()[0].children()
    number = parts[1] if parts[0].tag == asn1.CONTEXT_0 else parts[0]
    return colons(number.content)


def _public(spki: Callable[[], bytes], fields: _Collector) -> None:
    fields.add("publicKeySha256", lambda: colons(hashlib.sha256(spki()).digest()))


def _certificate(one: x509.Certificate, fields: _Collector) -> None:
    octets = one.public_bytes(Encoding.DER)
    fields.add("version", lambda: one.version.value + 1)
    fields.add("serialNumber", lambda: _raw_serial(octets))
    fields.add("subject", lambda: dn_text(one.subject))
    fields.add("issuer", lambda: dn_text(one.issuer))
    fields.add("selfIssued", lambda: self_issued(one))
    fields.add("notBefore", lambda: moment(one.not_valid_before_utc))
    fields.add("notAfter", lambda: moment(one.not_valid_after_utc))
    fields.add("days", lambda: (one.not_valid_after_utc - one.not_valid_before_utc).days)
    fields.add("key", lambda: key_kind(one.public_key()))
    _public(lambda: public_der(one.public_key()), fields)
    fields.add("signatureAlgorithm", lambda: _algorithm(one.signature_algorithm_oid, one))
    fields.add_extensions(extension_fields(one))
    fields.add("fingerprintSha256", lambda: colons(hashlib.sha256(octets).digest()))
    fields.add(
        "fingerprintSha1", lambda: colons(hashlib.sha1(octets, usedforsecurity=False).digest())
    )


def _algorithm(
    oid: x509.ObjectIdentifier,
    signed: x509.Certificate | x509.CertificateSigningRequest | x509.CertificateRevocationList,
) -> str:
    digest = attempt(lambda: signed.signature_hash_algorithm)
    name = getattr(oid, "_name", "") or oid.dotted_string
    if isinstance(digest, Unreadable) or digest is None:
        return str(name)
    return f"{name} ({digest.name})" if digest.name not in str(name).lower() else str(name)


def certificate_uses(one: x509.Certificate) -> tuple[str, ...]:
    """Return what a certificate may be used for, by its own extensions, as short phrases."""
    basic = extension(one, x509.BasicConstraints)
    usage = extension(one, x509.KeyUsage)
    extended = extension(one, x509.ExtendedKeyUsage)
    bits = None if usage is None else set(key_usage(usage))
    uses: list[str] = []
    if basic is not None and basic.ca:
        if bits is None or "keyCertSign" in bits:
            uses.append("issue certificates")
        if bits is None or "cRLSign" in bits:
            uses.append("sign revocation lists")
    if bits is None or bits & {"digitalSignature", "keyEncipherment", "keyAgreement"}:
        purposes = None if extended is None else {purpose_name(oid) for oid in extended}
        for purpose, phrase in (("serverAuth", "TLS server"), ("clientAuth", "TLS client")):
            if purposes is None or purposes & {purpose, "anyExtendedKeyUsage"}:
                uses.append(phrase)
    return tuple(uses)


def _request(one: x509.CertificateSigningRequest, fields: _Collector) -> None:
    octets = one.public_bytes(Encoding.DER)
    fields.add("subject", lambda: dn_text(one.subject))
    fields.add("key", lambda: key_kind(one.public_key()))
    _public(lambda: public_der(one.public_key()), fields)
    fields.add("signatureAlgorithm", lambda: _algorithm(one.signature_algorithm_oid, one))
    fields.add("signatureRight", lambda: signature_right(one, one.public_key()))
    # a challenge password is a secret, so attributes are named, not shown
    fields.add("attributes", lambda: [attribute.oid.dotted_string for attribute in one.attributes])
    fields.add_extensions(extension_fields(one))
    fields.add("fingerprintSha256", lambda: colons(hashlib.sha256(octets).digest()))


def _crl(one: x509.CertificateRevocationList, fields: _Collector) -> None:
    octets = one.public_bytes(Encoding.DER)
    fields.add("issuer", lambda: dn_text(one.issuer))
    fields.add("thisUpdate", lambda: moment(one.last_update_utc))
    fields.add(
        "nextUpdate",
        lambda: None if one.next_update_utc is None else moment(one.next_update_utc),
    )
    fields.add("signatureAlgorithm", lambda: _algorithm(one.signature_algorithm_oid, one))
    fields.add_extensions(extension_fields(one))
    fields.add("entries", lambda: len(one))
    fields.add("revoked", lambda: [_entry(one[at]) for at in range(min(len(one), ENTRIES_SHOWN))])
    fields.add("fingerprintSha256", lambda: colons(hashlib.sha256(octets).digest()))


def _entry(entry: x509.RevokedCertificate) -> dict[str, Plain]:
    reason = attempt(lambda: entry.extensions.get_extension_for_class(x509.CRLReason).value.reason)
    return {
        "serialNumber": f"{entry.serial_number:X}",
        "date": moment(entry.revocation_date_utc),
        "reason": None if isinstance(reason, Unreadable) else reason.value,
    }


_ALGORITHMS = {
    "1.2.840.113549.1.5.13": "PBES2",
    "2.16.840.1.101.3.4.1.2": "AES-128-CBC",
    "2.16.840.1.101.3.4.1.22": "AES-192-CBC",
    "2.16.840.1.101.3.4.1.42": "AES-256-CBC",
    "1.2.840.113549.3.7": "DES-EDE3-CBC",
    "1.2.840.113549.1.12.1.3": "PBE-SHA1-3DES",
    "1.2.840.113549.1.12.1.6": "PBE-SHA1-RC2-40",
    "1.2.840.113549.1.12.1.5": "PBE-SHA1-RC2-128",
    "1.3.14.3.2.26": "SHA-1",
    "2.16.840.1.101.3.4.2.1": "SHA-256",
    "2.16.840.1.101.3.4.2.2": "SHA-384",
    "2.16.840.1.101.3.4.2.3": "SHA-512",
}


def _store_report(store: bytes, file: str) -> ObjectReport:
    fields = _Collector(Where(file=file))
    shape = attempt(lambda: pkcs12_shape(store))
    if isinstance(shape, Unreadable):
        fields.add("protection", lambda: pkcs12_shape(store).mac)
    else:
        named = [_ALGORITHMS.get(oid, oid) for oid in shape.encryption]
        fields.add("encryption", lambda: named)
        fields.add("macDigest", lambda: _ALGORITHMS.get(shape.mac, shape.mac) or None)
        fields.add("macIterations", lambda: shape.iterations)
    fields.add("octets", lambda: len(store))
    uses = ("carry a key with its certificates under a passphrase",)
    return ObjectReport(
        "PKCS #12 package", "DER", 0, "", tuple(fields.fields), uses, tuple(fields.findings)
    )
