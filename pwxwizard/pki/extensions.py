"""Reading the extensions of a certificate, request or revocation list one by one."""

from dataclasses import dataclass, field
from functools import lru_cache
from typing import TypeVar

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from pwxwizard.pki import asn1
from pwxwizard.pki.attempt import Unreadable, attempt

E = TypeVar("E", bound=x509.ExtensionType)
Extended = x509.Certificate | x509.CertificateSigningRequest | x509.CertificateRevocationList

_EXTENSIONS_TAG = 0xA3


@dataclass(frozen=True, slots=True)
class ExtensionField:
    """One extension, readable or not."""

    oid: str
    """Dotted; empty when the extension list itself cannot be read."""
    critical: bool
    value: x509.ExtensionType | Unreadable
    raw: bytes = field(default=b"", repr=False)
    """The extension's DER value, known only where it had to be cut out by hand."""


def extension_fields(owner: Extended) -> tuple[ExtensionField, ...]:
    """Return all extensions in order; one that is malformed does not hide the others."""
    return _kept(owner) if isinstance(owner, x509.Certificate) else _fields(owner)


@lru_cache(maxsize=4096)
def _kept(certificate: x509.Certificate) -> tuple[ExtensionField, ...]:
    return _fields(certificate)


def _fields(owner: Extended) -> tuple[ExtensionField, ...]:
    together = attempt(lambda: list(owner.extensions))
    if not isinstance(together, Unreadable):
        return tuple(
            ExtensionField(one.oid.dotted_string, one.critical, one.value) for one in together
        )
    if isinstance(owner, x509.Certificate):
        octets = owner.public_bytes(Encoding.DER)
        separately = attempt(lambda: _separately(octets))
        if not isinstance(separately, Unreadable):
            return separately
    return (ExtensionField("", False, together),)


def extension(owner: Extended, wanted: type[E]) -> E | None:
    """Return the value of an extension, or `None` when it is absent or malformed."""
    for one in extension_fields(owner):
        if isinstance(one.value, wanted):
            return one.value
    return None


def is_critical(owner: Extended, wanted: type[x509.ExtensionType]) -> bool | None:
    """Return an extension's critical flag, or `None` when it is absent."""
    dotted = wanted.oid.dotted_string
    for one in extension_fields(owner):
        if one.oid == dotted:
            return one.critical
    return None


def _separately(octets: bytes) -> tuple[ExtensionField, ...]:
    outer = asn1.first(octets)
    inner, *rest = outer.children()
    fields = inner.children()
    [listed] = [part for part in fields if part.tag == _EXTENSIONS_TAG]
    before = b"".join(part.raw for part in fields if part.tag != _EXTENSIONS_TAG)
    after = b"".join(part.raw for part in rest)

    def read(one: asn1.Element) -> ExtensionField:
        alone = asn1.encoded(_EXTENSIONS_TAG, asn1.encoded(asn1.SEQUENCE, one.raw))
        certificate = asn1.encoded(
            asn1.SEQUENCE, asn1.encoded(asn1.SEQUENCE, before + alone) + after
        )
        oid, *flags, value = one.children()
        critical = bool(flags) and flags[0].content != b"\0"
        parsed = attempt(lambda: _only(certificate))
        return ExtensionField(oid.object_identifier(), critical, parsed, value.content)

    return tuple(read(one) for one in listed.children()[0].children())


def _only(certificate: bytes) -> x509.ExtensionType:
    value: x509.ExtensionType
    [value] = [one.value for one in x509.load_der_x509_certificate(certificate).extensions]
    return value
