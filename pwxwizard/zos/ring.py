"""The key ring of a listener as it shall be: what is on it, who may read it, where it comes from."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from ipaddress import ip_address
from typing import Any

from pwxwizard.finding import Finding
from pwxwizard.finding import Where as Place
from pwxwizard.zos.limits import RULES, check


class Source(StrEnum):
    """Where a z/OS machine's personal certificate comes from."""

    PKCS12 = "pkcs12"
    """Made and signed here, imported with its private key."""
    REQUEST = "request"
    """The key is made on the machine; its request is signed here or by another CA."""
    SECURITY_MANAGER = "security-manager"
    """Made and signed on the machine; its CA certificate comes to us."""
    EXISTING = "existing"
    """Certificate and ring are there already."""

    @classmethod
    def of(cls, answer: str) -> "Source":
        """Return the source of an answer; `create` and anything unknown mean PKCS #12."""
        return cls(answer) if answer in set(cls) else cls.PKCS12


@dataclass(frozen=True, slots=True)
class TrustedCa:
    """A CA certificate that belongs on the ring."""

    label: str
    subject: str = ""
    file: str = ""
    """The file of the packet that holds it."""


@dataclass(frozen=True, slots=True)
class ClientMapping:
    """A client certificate and the user ID it stands for, for SAFCheck."""

    client: str
    user: str
    """Empty when nobody has said."""
    subject: tuple[tuple[str, str], ...]
    """Type and value of each part of the subject, most specific first."""


@dataclass(frozen=True, slots=True)
class RingSetup:
    """Everything the commands for one machine depend on."""

    machine: str
    source: Source
    user: str
    """Owner of the certificate: the listener's user."""
    owner: str
    """Owner of the ring."""
    ring: str
    label: str
    subject: tuple[tuple[str, str], ...] = ()
    """Type and value of each part, most specific first."""
    hosts: tuple[str, ...] = ()
    key: str = "rsa-2048"
    not_after: str = ""
    """Last day of the certificate, as `2027-12-31`; empty when it is not known."""
    ca_not_after: str = ""
    cas: tuple[TrustedCa, ...] = ()
    readers: tuple[str, ...] = ()
    """Users that open the ring: those of the listeners."""
    access: str = "rdatalib"
    """`rdatalib` for this ring only, `facility` for all rings."""
    prefix: str = ""
    """What data set names begin with; empty means the user's own."""
    signing_label: str = ""
    """The CA of the security manager that signs; empty means that one is made."""
    signing_subject: tuple[tuple[str, str], ...] = ()
    record_id: str = ""
    """ACF2: suffix of the certificate's record; Top Secret: its DIGICERT ID. Empty makes one."""
    ring_record_id: str = ""
    """ACF2: suffix of the ring's record; Top Secret: its KEYRING ID. Empty makes one."""
    mappings: tuple[ClientMapping, ...] = ()
    keys: Mapping[str, str] = field(default_factory=dict)
    """Dotted path of the answer behind a value, such as `user`, `ring`, `label` or `prefix`."""

    def data_set(self, kind: str) -> str:
        """Return the name of the data set for `P12`, `CSR`, `CERT`, `CAEXP` or `CA1`."""
        return f"{self.prefix or f'{self.user}.PWX'}.{short_name('M', self.machine)}.{kind}"

    @property
    def old_label(self) -> str:
        """Return the label that an earlier certificate gets when it gives up its own."""
        return f"{self.label[:28].rstrip()} OLD"

    @property
    def new_signing_label(self) -> str:
        """Return the label of the CA inside the security manager."""
        return self.signing_label or f"PWX CA {self.machine}"[:32].rstrip()

    @property
    def signed_by_machine(self) -> bool:
        """Tell whether the security manager's own CA signs."""
        return self.source is Source.SECURITY_MANAGER

    @property
    def left_over(self) -> tuple[str, ...]:
        """Return the names that a certificate or request made on the machine has no room for."""
        made = self.source in {Source.REQUEST, Source.SECURITY_MANAGER}
        return altnames(self.hosts)[2] if made else ()

    def trusted(self) -> tuple[TrustedCa, ...]:
        """Return every CA certificate that is to be on the ring."""
        own = (TrustedCa(self.new_signing_label, "the security manager's own CA"),)
        return (*self.cas, *own) if self.signed_by_machine else self.cas


def short_name(prefix: str, name: str) -> str:
    """Return a name of at most 8 capital letters and digits, the same for the same text."""
    plain = re.sub(r"[^A-Z0-9]", "", name.upper())
    if plain == name.upper() and len(prefix) + len(plain) <= 8:
        return prefix + plain
    digest = hashlib.sha256(name.encode()).hexdigest()[:3].upper()
    return prefix + plain[: 5 - len(prefix)] + digest


def altnames(hosts: tuple[str, ...]) -> tuple[str, str, tuple[str, ...]]:
    """Return the one IP address and the one DNS name that ALTNAME takes, and what is left over."""
    address, name = "", ""
    left: list[str] = []
    for host in hosts:
        if _is_address(host):
            address, rest = (host, "") if not address else (address, host)
        else:
            name, rest = (host, "") if not name else (name, host)
        if rest:
            left.append(rest)
    return address, name, tuple(left)


def _is_address(host: str) -> bool:
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def names_left_over(setup: RingSetup) -> str:
    """Return what the command has no room for and what else can be done, in words."""
    address, name, left = altnames(setup.hosts)
    inside = " and ".join(one for one in (name, address) if one)
    instead = (
        "The CA that signs the request has to add them; the wizard's own CA does."
        if setup.source is Source.REQUEST
        else "If clients call it by these, answer personal_certificate.source with create (imported as "
        "PKCS #12) or request (signed by the wizard's CA) instead."
    )
    return f"the command takes {inside}, and has no room for {', '.join(left)}. {instead}"


SUBJECT_PARTS = ("CN", "T", "OU", "O", "L", "SP", "C")
"""The parts of a subject that security managers can write."""


def subject_parts(subject: tuple[tuple[str, str], ...]) -> dict[str, tuple[str, ...]]:
    """Return the values of a subject by the part's name, in the order of the commands."""
    names = [
        ("SP" if kind.upper() in {"ST", "S", "SP"} else kind.upper(), v) for kind, v in subject
    ]
    return {
        part: tuple(value for kind, value in names if kind == part)
        for part in SUBJECT_PARTS
        if any(kind == part for kind, _ in names)
    }


_NAMES = {"data_set": "Data set name", "user": "User ID", "record": "Record ID"}


def check_setup(setup: RingSetup, tables: Mapping[str, Any]) -> tuple[Finding, ...]:
    """Return everything about a set-up that the security manager would not take, all at once."""
    found: list[Finding] = []
    keys = setup.keys
    if not setup.user:
        message = f"{setup.machine}: no listener has a user ID."
        found.append(RULES["SEC004"].at(Place(key=keys.get("user", "")), message))
    checked: list[tuple[str, str, str]] = [
        ("user", setup.user, "user"),
        ("user", setup.owner, "ring"),
        ("ring", setup.ring, "ring"),
        ("label", setup.label, "label"),
        ("data_set", setup.data_set("CAEXP"), "prefix"),
        *(("user", reader, "user") for reader in setup.readers),
        *(("label", ca.label, "label") for ca in setup.trusted()),
        *(("record", value, key) for value, key in _records(setup) if value),
    ]
    for kind, value, key in dict.fromkeys(checked):
        if value or kind != "user":
            what = _NAMES.get(kind, kind.capitalize())
            found += check(kind, value, tables, keys.get(key, ""), what)
    if setup.source in {Source.REQUEST, Source.SECURITY_MANAGER}:
        found += _check_subject(setup, tables)
        if setup.left_over:
            message = f"{setup.machine}: {names_left_over(setup)}"
            found.append(RULES["SEC002"].at(Place(key=keys.get("hosts", "")), message))
        if not setup.not_after:
            message = f"{setup.machine}: no end date is known yet."
            found.append(RULES["SEC006"].at(Place(key=keys.get("not_after", "")), message))
    if setup.access == "facility":
        others = [reader for reader in setup.readers if reader != setup.user]
        if others:
            message = f"{setup.machine}: {', '.join(others)} could not use the key of {setup.user}."
            found.append(RULES["SEC008"].at(Place(key=keys.get("user", "")), message))
    for mapping in setup.mappings:
        if not mapping.user:
            message = f"{setup.machine}: {mapping.client} has no user ID."
            found.append(RULES["SEC007"].at(Place(key=keys.get("mappings", "")), message))
        else:
            found += check("user", mapping.user, tables, keys.get("mappings", ""), "User ID")
    return tuple(found)


def _records(setup: RingSetup) -> tuple[tuple[str, str], ...]:
    return (setup.record_id, "record"), (setup.ring_record_id, "ring_record")


def _check_subject(setup: RingSetup, tables: Mapping[str, Any]) -> list[Finding]:
    key = setup.keys.get("subject", "")
    found: list[Finding] = []
    known = {*SUBJECT_PARTS, "ST", "S"}
    for kind, value in setup.subject:
        if kind.upper() not in known or '"' in value:
            message = f"{setup.machine}: {kind}={value} cannot be part of the subject."
            found.append(RULES["SEC003"].at(Place(key=key), message))
        found += check("name", value, tables, key, f"Subject part {kind}")
    whole = "".join(f"{kind}={value}." for kind, value in setup.subject)
    found += check("subject", whole, tables, key, "Subject")
    return found
