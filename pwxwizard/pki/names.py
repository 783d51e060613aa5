"""Distinguished names in RFC 4514 text, host names and addresses."""

import ipaddress
import re
from collections.abc import Sequence

from cryptography import x509
from cryptography.x509.oid import NameOID

from pwxwizard.errors import UsageError
from pwxwizard.finding import Finding, Severity, Where
from pwxwizard.pki import rules
from pwxwizard.pki.attempt import Unreadable, attempt

_TYPES = {
    "CN": NameOID.COMMON_NAME,
    "O": NameOID.ORGANIZATION_NAME,
    "OU": NameOID.ORGANIZATIONAL_UNIT_NAME,
    "C": NameOID.COUNTRY_NAME,
    "L": NameOID.LOCALITY_NAME,
    "ST": NameOID.STATE_OR_PROVINCE_NAME,
    "STREET": NameOID.STREET_ADDRESS,
    "DC": NameOID.DOMAIN_COMPONENT,
    "UID": NameOID.USER_ID,
    "SERIALNUMBER": NameOID.SERIAL_NUMBER,
    "EMAILADDRESS": NameOID.EMAIL_ADDRESS,
    "TITLE": NameOID.TITLE,
    "GIVENNAME": NameOID.GIVEN_NAME,
    "SN": NameOID.SURNAME,
    "DNQUALIFIER": NameOID.DN_QUALIFIER,
}
# SP is RACF's and ACF2's word, S is Microsoft's
_ALIASES = {"SP": "ST", "S": "ST", "E": "EMAILADDRESS", "EMAIL": "EMAILADDRESS", "T": "TITLE"}
_SHOWN = {
    oid: {"EMAILADDRESS": "emailAddress", "SERIALNUMBER": "serialNumber"}.get(name, name)
    for name, oid in _TYPES.items()
}
_TYPE = re.compile(r"[ \t\r\n]*([A-Za-z][A-Za-z0-9-]*|(?:OID\.)?[0-9]+(?:\.[0-9]+)+) *= *")
_COUNTRY = re.compile(r"[A-Za-z]{2}")
_SIXTY_FOUR = (
    NameOID.COMMON_NAME,
    NameOID.ORGANIZATION_NAME,
    NameOID.ORGANIZATIONAL_UNIT_NAME,
)
_HEX = re.compile(r"[0-9A-Fa-f]{2}")
_SPECIAL = frozenset('"+,;<>\\ #=')


def parse_dn(text: str) -> x509.Name:
    """Return the name that an RFC 4514 text stands for (most specific part first).

    Blanks around separators, `;` for `,` and quoted values are accepted; types may be written
    in any case, as SP for ST, E for emailAddress, or as a dotted object identifier.

    Raises:
        UsageError: the text cannot be read; the message tells where.
    """
    if not text.strip():
        raise _error("The name is empty.")
    position = 0
    names: list[x509.RelativeDistinguishedName] = []
    parts: list[x509.NameAttribute[str | bytes]] = []
    while True:
        attribute, position = _attribute(text, position)
        parts.append(attribute)
        separator = text[position : position + 1]
        if separator != "+":
            if len({(part.oid, part.value) for part in parts}) < len(parts):
                raise _error(f"A part is repeated before character {position + 1}.")
            names.append(x509.RelativeDistinguishedName(parts))
            parts = []
        position += 1
        if not separator:
            return x509.Name(reversed(names))


def _attribute(text: str, position: int) -> tuple[x509.NameAttribute[str | bytes], int]:
    match = _TYPE.match(text, position)
    if match is None:
        piece = text[position : position + 20].strip()
        what = f'"{piece}" is not' if piece else "Behind the last separator there is no"
        raise _error(f"{what} TYPE=value, at character {position + 1}.")
    word = match[1].upper()
    value, end = _value(text, match.end())
    if not value:
        raise _error(f"{match[1]} has no value, at character {match.end() + 1}.")
    known = _TYPES.get(_ALIASES.get(word, word))
    if known is None and not word[0].isdigit() and not word.startswith("OID."):
        raise _error(f"{match[1]} is not a known type, at character {position + 1}.")
    oid = known or x509.ObjectIdentifier(word.removeprefix("OID."))
    if oid == NameOID.COUNTRY_NAME and not _COUNTRY.fullmatch(value):
        raise _error(f"{match[1]} takes two letters.")
    if oid in _SIXTY_FOUR and len(value) > 64:
        raise _error(f"{match[1]} takes at most 64 characters.")
    attribute: x509.NameAttribute[str | bytes] | Unreadable
    attribute = attempt(lambda: x509.NameAttribute(oid, value))
    if isinstance(attribute, Unreadable):
        raise _error(f"{match[1]}: {attribute.reason}.")
    return attribute, end


def _value(text: str, position: int) -> tuple[str, int]:
    if text[position : position + 1] == '"':
        return _quoted(text, position + 1)
    octets = bytearray()
    kept = 0
    while position < len(text) and text[position] not in ",;+":
        character = text[position]
        if character == "\\":
            piece, position = _escaped(text, position + 1)
            octets += piece
            kept = len(octets)
            continue
        if character in '"<>':
            raise _error(f"{character} must be written \\{character}, at character {position + 1}.")
        octets += character.encode(errors="surrogateescape")
        if character != " ":
            kept = len(octets)
        position += 1
    return _text(bytes(octets[:kept]), position), position


def _quoted(text: str, position: int) -> tuple[str, int]:
    octets = bytearray()
    while text[position : position + 1] != '"':
        if position >= len(text):
            raise _error("A quotation mark is not closed.")
        if text[position] == "\\":
            piece, position = _escaped(text, position + 1)
            octets += piece
        else:
            octets += text[position].encode(errors="surrogateescape")
            position += 1
    end = position + 1
    while text[end : end + 1] == " ":
        end += 1
    if text[end : end + 1] not in ("", ",", ";", "+"):
        raise _error(f"A separator is missing at character {end + 1}.")
    return _text(bytes(octets), position), end


def _escaped(text: str, position: int) -> tuple[bytes, int]:
    pair = text[position : position + 2]
    if _HEX.fullmatch(pair):
        return bytes.fromhex(pair), position + 2
    if pair[:1] in _SPECIAL and pair:
        return pair[0].encode(), position + 1
    raise _error(f"A backslash at character {position} stands before nothing to escape.")


def _text(octets: bytes, position: int) -> str:
    try:
        value = octets.decode()
    except UnicodeDecodeError as error:
        raise _error(f"There are octets before character {position} that are not UTF-8.") from error
    if any(ord(character) < 32 for character in value):
        raise _error(f"There is a control character before character {position + 1}.")
    return value


def _error(message: str) -> UsageError:
    return UsageError(message, fix=rules.NAME_SYNTAX.fix)


def check_dn(text: str, *, where: Where | None = None) -> tuple[Finding, ...]:
    """Return what speaks against a distinguished name given as text."""
    place = where or Where()
    try:
        name = parse_dn(text)
    except UsageError as error:
        return (rules.NAME_SYNTAX.at(place, error.message),)
    if not name.get_attributes_for_oid(NameOID.COMMON_NAME):
        return (rules.NAME_NO_COMMON_NAME.at(place, "The name has no CN."),)
    return ()


def dn_text(name: x509.Name) -> str:
    """Return a name as RFC 4514 text; attributes that are no text appear in hexadecimal."""
    return name.rfc4514_string(_SHOWN)


_LABEL = re.compile(r"(?!-)[A-Za-z0-9_-]+(?<!-)")
_LONGEST_LABEL = 63
_TOO_LONG = f"a part of it has more than {_LONGEST_LABEL} letters"
_EMPTY_PART = "it has two dots with nothing between them"
_BEGINS_WITH_A_DOT = "it begins with a dot"
_NO_ADDRESS = "a name does not end in a number, and an address has four numbers from 0 to 255"
_NO_A_LABELS = "it has no xn-- form; a part is empty, too long, or has characters that no name has"
_SHOWN_OF_A_HOST = 80
"""Characters of what is no host that a sentence quotes."""


def _host(host: str) -> x509.GeneralName:
    """Return a host as a general name; raises `ValueError` with the reason."""
    bare = host[1:-1] if host.startswith("[") and host.endswith("]") else host
    try:
        return x509.IPAddress(ipaddress.ip_address(bare))
    except ValueError:
        pass
    name = host.removesuffix(".")
    if not host.isascii():
        name = _a_labels(name)
    rest = name.removeprefix("*.")
    if "*" in rest:
        raise ValueError("a star stands only for the whole first label")
    if not rest or len(name) > 253:
        raise ValueError("a name has 1 to 253 characters")
    labels = rest.split(".")
    for label in labels:
        if len(label) > _LONGEST_LABEL:
            raise ValueError(_TOO_LONG)
        if not label:
            raise ValueError(_EMPTY_PART if ".." in host else _BEGINS_WITH_A_DOT)
        if not _LABEL.fullmatch(label):
            raise ValueError(f'"{label}" is not a label of a host name')
    if labels[-1].isdigit():
        raise ValueError(_NO_ADDRESS)
    if rest != name and len(labels) < 2:
        raise ValueError("a star needs a domain of two labels behind it")
    return x509.DNSName(name.lower())


def _a_labels(name: str) -> str:
    try:
        return name.lower().encode("idna").decode("ascii")
    except UnicodeError as error:
        raise ValueError(_NO_A_LABELS) from error


def ascii_host(host: str) -> str:
    """Return a host as certificates and files hold it: an international name as A-labels (xn--...).

    Raises:
        UsageError: it is neither a name nor an address.
    """
    (name,) = alternative_names((host,))
    return str(name.value)


def check_host(host: str, *, where: Where | None = None) -> tuple[Finding, ...]:
    """Return what speaks against a host name or address in a certificate."""
    place = where or Where()
    name = attempt(lambda: _host(host))
    if isinstance(name, Unreadable):
        told = host if len(host) <= _SHOWN_OF_A_HOST else f"{host[:_SHOWN_OF_A_HOST]}..."
        return (rules.HOST_SYNTAX.at(place, f'"{told}": {name.reason}.'),)
    if isinstance(name, x509.IPAddress):
        address = name.value
        special = not isinstance(address, ipaddress.IPv4Network | ipaddress.IPv6Network) and (
            address.is_unspecified or address.is_loopback or address.is_multicast
        )
        message = f"{host} is an unspecified, loopback or multicast address."
        return (rules.HOST_SPECIAL.at(place, message),) if special else ()
    findings = []
    if str(name.value).startswith("*."):
        findings.append(rules.HOST_WILDCARD.at(place, f"{host} stands for a whole domain."))
    elif "." not in str(name.value):
        findings.append(rules.HOST_SHORT.at(place, f"{host} has no domain."))
    if "_" in host:
        findings.append(
            rules.HOST_UNDERSCORE.at(
                place, f"{host} has an underscore; some programs refuse such a name."
            )
        )
    if not host.isascii():
        findings.append(rules.HOST_IDNA.at(place, f"{host} is written {name.value}."))
    return tuple(findings)


def check_hosts(hosts: Sequence[str], *, where: Where | None = None) -> tuple[Finding, ...]:
    """Return what speaks against a machine's list of host names and addresses."""
    place = where or Where()
    if not hosts:
        return (rules.NO_HOSTS.at(place, "There is no host name or address."),)
    findings = [
        finding
        for host in hosts
        for finding in check_host(host, where=place)
        if finding.code != rules.HOST_SHORT.code or not _has_full_name(host, hosts)
    ]
    seen: set[str] = set()
    for host in hosts:
        canonical = _canonical(host)
        if canonical in seen:
            findings.append(rules.HOST_TWICE.at(place, f"{host} is there twice."))
        seen.add(canonical)
    return tuple(findings)


def _has_full_name(host: str, hosts: Sequence[str]) -> bool:
    return any(other.lower().startswith(f"{host.lower()}.") for other in hosts)


def _canonical(host: str) -> str:
    name = attempt(lambda: str(_host(host).value))
    return host if isinstance(name, Unreadable) else name


def alternative_names(hosts: Sequence[str]) -> x509.SubjectAlternativeName:
    """Return the extension for DNS names (in their ASCII form) and IPv4 or IPv6 addresses.

    The order is kept; a name given twice appears once.

    Raises:
        UsageError: no host, or one that is neither a name nor an address.
    """
    faults = [f for f in check_hosts(hosts) if f.severity is Severity.ERROR]
    if faults:
        raise UsageError(faults[0].message, fix=faults[0].fix)
    return x509.SubjectAlternativeName(dict.fromkeys(_host(host) for host in hosts))
