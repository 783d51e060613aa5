"""Telling by its outer shape what a DER object is, and cutting PKCS #7 and PKCS #12 apart."""

from dataclasses import dataclass
from enum import StrEnum

from pwxwizard.pki import asn1
from pwxwizard.pki.attempt import Unreadable, attempt


class Kind(StrEnum):
    """What an object is."""

    CERTIFICATE = "certificate"
    REQUEST = "certificate request"
    CRL = "revocation list"
    KEY = "private key"
    ENCRYPTED_KEY = "encrypted private key"
    PUBLIC_KEY = "public key"
    PARAMETERS = "parameter block"
    PKCS7 = "PKCS #7 package"
    PKCS12 = "PKCS #12 package"
    OCSP = "OCSP message"
    CROSS_PAIR = "cross-certificate pair"
    UNKNOWN = "object of an unknown kind"


# more parts than the longest object that is told by their number, an RSA key, has
_ENOUGH = 12


def classify(data: bytes) -> Kind:
    """Return what a DER or BER object looks like; nothing inside is checked."""
    kind = attempt(lambda: _classify(asn1.first(data)))
    return Kind.UNKNOWN if isinstance(kind, Unreadable) else kind


def _classify(outer: asn1.Element) -> Kind:
    parts = outer.children(_ENOUGH) if outer.tag == asn1.SEQUENCE else ()
    tags = [part.tag for part in parts]
    kind = Kind.UNKNOWN
    if tags == [asn1.SEQUENCE, asn1.SEQUENCE, asn1.BIT_STRING]:
        kind = _signed(parts[0])
    elif tags[:1] == [asn1.OBJECT_IDENTIFIER] and tags[1:] in ([asn1.CONTEXT_0], []):
        oid = parts[0].object_identifier()
        kind = Kind.PKCS7 if oid.startswith("1.2.840.113549.1.7.") else Kind.UNKNOWN
    elif tags[:3] == [asn1.INTEGER, asn1.SEQUENCE, asn1.OCTET_STRING]:
        kind = Kind.KEY
    elif tags[:2] == [asn1.INTEGER, asn1.SEQUENCE] and parts[0].integer() == 3:
        kind = Kind.PKCS12
    elif tags == [asn1.SEQUENCE, asn1.OCTET_STRING]:
        kind = Kind.ENCRYPTED_KEY
    elif tags == [asn1.SEQUENCE, asn1.BIT_STRING]:
        kind = Kind.PUBLIC_KEY
    elif tags[:2] == [asn1.INTEGER, asn1.OCTET_STRING] or (
        len(tags) in (6, 9) and set(tags) == {asn1.INTEGER}
    ):
        kind = Kind.KEY
    elif tags[:1] == [asn1.ENUMERATED]:
        kind = Kind.OCSP
    elif tags in ([0xA0], [0xA1], [0xA0, 0xA1]) and parts[0].children(1):
        [inner] = parts[0].children(1)
        kind = Kind.CROSS_PAIR if _classify(inner) is Kind.CERTIFICATE else Kind.UNKNOWN
    elif tags[:1] == [asn1.SEQUENCE] and len(tags) <= 2:
        kind = Kind.OCSP if _ocsp_request(parts[0]) else Kind.UNKNOWN
    return kind


def _signed(inner: asn1.Element) -> Kind:
    tags = [part.tag for part in inner.children(_ENOUGH)]
    if tags[:1] == [asn1.CONTEXT_0]:
        return Kind.CERTIFICATE
    if tags[:6] == [asn1.INTEGER, *[asn1.SEQUENCE] * 5]:
        return Kind.CERTIFICATE
    if {asn1.UTC_TIME, asn1.GENERALIZED_TIME} & set(tags[2:4]):
        return Kind.CRL
    if tags[:3] == [asn1.INTEGER, asn1.SEQUENCE, asn1.SEQUENCE]:
        return Kind.REQUEST
    return Kind.UNKNOWN


def _ocsp_request(inner: asn1.Element) -> bool:
    lists = [part for part in inner.children(_ENOUGH) if part.tag == asn1.SEQUENCE]
    for entry in lists[:1]:
        for single in entry.children(1):
            names = [part.tag for part in single.children(1)]
            return names == [asn1.SEQUENCE]
    return False


_SIGNED_DATA = "1.2.840.113549.1.7.2"
_PKCS7_TYPES = {
    "1.2.840.113549.1.7.1": "data",
    "1.2.840.113549.1.7.3": "enveloped-data",
    "1.2.840.113549.1.7.4": "signed-and-enveloped-data",
    "1.2.840.113549.1.7.5": "digested-data",
    "1.2.840.113549.1.7.6": "encrypted-data",
}


def pkcs7_parts(data: bytes) -> tuple[tuple[Kind, bytes], ...]:
    """Return the certificates and revocation lists of a signed-data package, in its order.

    Raises:
        ValueError: the package is of another type, or malformed.
    """
    parts = asn1.first(data).children()
    content_type = parts[0].object_identifier()
    if content_type != _SIGNED_DATA:
        name = _PKCS7_TYPES.get(content_type, content_type)
        raise ValueError(f"its type is {name}, not signed-data")
    found: list[tuple[Kind, bytes]] = []
    for part in parts[1].children()[0].children()[3:]:
        kind = {asn1.CONTEXT_0: Kind.CERTIFICATE, asn1.CONTEXT_1: Kind.CRL}.get(part.tag)
        if kind is not None:
            found += [(kind, entry.raw) for entry in part.children() if entry.tag == asn1.SEQUENCE]
    return tuple(found)


_FOREIGN = (
    (b"\xfe\xed\xfe\xed", "a Java keystore (JKS)"),
    (b"\xce\xce\xce\xce", "a Java keystore (JCEKS)"),
    (b"PK\x03\x04", "a ZIP archive"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"%PDF", "a PDF document"),
    (b"\x7fELF", "a program"),
    (b"MZ", "a Windows program"),
    (b"PuTTY-User-Key-File", "a PuTTY key"),
    (b"ssh-", "an OpenSSH public key"),
    (b"ecdsa-sha2-", "an OpenSSH public key"),
    (b"---- BEGIN SSH2", "an SSH public key"),
    (b"SQLite format 3", "a database"),
    (b"Bag Attributes", "text from `openssl pkcs12` without its PEM blocks"),
)


def foreign_kind(data: bytes) -> str | None:
    """Return what a file that is no certificate file seems to be, with its article."""
    for magic, name in _FOREIGN:
        if data.startswith(magic):
            return name
    return None


@dataclass(frozen=True, slots=True)
class Pkcs12Shape:
    """How a PKCS #12 package is protected, read without its passphrase."""

    mac: str
    """Digest of the integrity check as an OID, empty when there is none."""
    iterations: int
    """Of the integrity check; 0 when there is none."""
    encryption: tuple[str, ...]
    """OIDs of the algorithms in use, without repetition, in file order."""
    most_iterations: int
    """The largest number of key derivation rounds that opening it takes."""


_PBES2 = "1.2.840.113549.1.5.13"
_SHROUDED_KEY = "1.2.840.113549.1.12.10.1.2"


def pkcs12_shape(data: bytes) -> Pkcs12Shape:
    """Return the algorithms of a PKCS #12 package; raises `ValueError` when it is malformed."""
    parts = asn1.first(data).children()
    mac, iterations = "", 0
    if len(parts) > 2:
        digest_info, _salt, *count = parts[2].children()
        mac = digest_info.children()[0].children()[0].object_identifier()
        iterations = count[0].integer() if count else 1
    safe = asn1.first(parts[1].children()[1].children()[0].octets())
    used: list[asn1.Element] = []
    for package in safe.children():
        content_type, *content = package.children()
        oid = content_type.object_identifier()
        if oid.endswith(".7.6"):
            encrypted = content[0].children()[0].children()[1]
            used.append(encrypted.children()[1])
        elif oid.endswith(".7.1"):
            used += _shrouded(asn1.first(content[0].children()[0].octets()))
    named = dict.fromkeys(name for one in used for name in _algorithms(one))
    most = max([iterations, *(rounds(one) for one in used)])
    return Pkcs12Shape(mac, iterations, tuple(named), most)


def _shrouded(bags: asn1.Element) -> list[asn1.Element]:
    used: list[asn1.Element] = []
    for bag in bags.children():
        bag_type, value, *_attributes = bag.children()
        if bag_type.object_identifier() == _SHROUDED_KEY:
            used.append(value.children()[0].children()[0])
    return used


def _algorithms(identifier: asn1.Element) -> list[str]:
    oid, *parameters = identifier.children()
    name = oid.object_identifier()
    if name != _PBES2 or not parameters:
        return [name]
    scheme = parameters[0].children()[1].children()[0].object_identifier()
    return [name, scheme]


def rounds(identifier: asn1.Element) -> int:
    """Return how often a password-based algorithm derives its key; 0 when it does not say."""
    oid, *parameters = identifier.children()
    if oid.object_identifier() == _PBES2 and parameters:
        derivation = parameters[0].children()[0].children()
        parameters = list(derivation[1:])
    numbers = [part for part in parameters[0].children() if part.tag == asn1.INTEGER]
    return numbers[0].integer() if numbers else 0


def key_rounds(data: bytes) -> int:
    """Return the key derivation rounds of an encrypted PKCS #8 key."""
    return rounds(asn1.first(data).children()[0])
