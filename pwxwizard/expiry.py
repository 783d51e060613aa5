"""Expiry: everything of a project that ends one day, when, and who is hit by it."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.hashes import SHA256

from pwxwizard import layout, pki
from pwxwizard.project import Project
from pwxwizard.world import Reader

if TYPE_CHECKING:
    from cryptography import x509

    _Ending = x509.Certificate | x509.CertificateRevocationList

NEAR = timedelta(days=90)
"""Ends within this time are told as near."""
_WARNING_DAYS = 30
"""How long before an end the calendar reminds."""


@dataclass(frozen=True, slots=True)
class End:
    """The end of one certificate or revocation list, seen from a moment."""

    subject: str
    ends: datetime
    days_left: int
    """Whole days; negative once it has ended."""
    due: str
    """`expired`, `not yet valid`, `soon` or `fine`."""
    files: tuple[str, ...]
    machines: tuple[str, ...]
    """Who shows it, or trusts it, and so is hit by its end."""
    identity: str
    """SHA-256 fingerprint of the certificate or list, in hexadecimal."""
    item: str = ""
    """The item that makes it; empty for what was only taken in from others."""
    serial: int = 0
    """Serial number of a certificate; 0 of a list."""


def span(text: str) -> timedelta | None:
    """Return a length of time written as `90d`, `12w` or a plain number of days."""
    match = re.fullmatch(r"(\d{1,6})\s*([dw]?)", text.strip().lower())
    if match is None:
        return None
    return timedelta(days=int(match[1]) * (7 if match[2] == "w" else 1))


def ends(project: Project, reader: Reader, at: datetime, within: timedelta) -> tuple[End, ...]:
    """Return every end in a project's artifacts, the earliest first."""
    sources: dict[str, str] = {
        layout.ca_certificate(project): "",
        layout.revocation_list(project): "",
    }
    for machine in project.machine.values():
        sources[layout.certificate(project, machine)] = machine.name
        sources[layout.ca_list(project, machine)] = machine.name
    own = {layout.certificate(project, machine): name for name, machine in project.machine.items()}
    objects: dict[bytes, _Ending] = {}
    items: dict[bytes, str] = {}
    places: dict[bytes, list[tuple[str, str]]] = {}
    for path, name in sources.items():
        found = reader.look(path)
        if found.state != "file":
            continue
        contents = pki.read(found.data, file=path)
        ending: tuple[_Ending, ...] = (*contents.certificates, *contents.crls)
        if path in own and contents.certificates:
            # what follows the first one is its chain
            first = contents.certificates[0].fingerprint(SHA256())
            items.setdefault(first, f"personal-certificate/{own[path]}")
        elif not name:
            items |= {one.fingerprint(SHA256()): "ca/CA" for one in ending}
        for one in ending:
            identity = one.fingerprint(SHA256())
            objects[identity] = one
            places.setdefault(identity, []).append((path, name))
    ends = []
    for expiry in pki.expiries(objects.values(), at, within=within):
        identity = expiry.certificate.fingerprint(SHA256())
        ends.append(
            End(
                expiry.subject,
                expiry.ends,
                expiry.days_left,
                expiry.due.value,
                tuple(path for path, _ in places[identity]),
                tuple(dict.fromkeys(name for _, name in places[identity] if name)),
                identity.hex(),
                items.get(identity, ""),
                getattr(expiry.certificate, "serial_number", 0),
            )
        )
    return tuple(ends)


def calendar(name: str, ends: tuple[End, ...], now: datetime) -> str:
    """Return the ends as an iCalendar file with a reminder each (RFC 5545)."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//pwxwizard//expiry//EN"]
    for end in ends:
        hit = f" Hits {', '.join(end.machines)}." if end.machines else ""
        lines += [
            "BEGIN:VEVENT",
            f"UID:{end.identity[:32]}@pwxwizard",
            f"DTSTAMP:{now.astimezone(UTC):%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{end.ends:%Y%m%d}",
            f"SUMMARY:{_escaped(f'{name}: {end.subject} ends')}",
            f"DESCRIPTION:{_escaped(f'Ends {end.ends:%Y-%m-%d %H:%M} UTC.{hit}')}",
            "TRANSP:TRANSPARENT",
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            f"DESCRIPTION:{_escaped(end.subject)}",
            f"TRIGGER:-P{_WARNING_DAYS}D",
            "END:VALARM",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(_folded(line) for line in lines)


def _escaped(text: str) -> str:
    return re.sub(r"([\\;,])", r"\\\1", text).replace("\n", "\\n")


def _folded(line: str) -> str:
    """Return a line of at most 75 octets each, continued with a blank (RFC 5545, 3.1)."""
    parts: list[str] = []
    part = ""
    for character in line:
        if len((part + character).encode()) > (75 if not parts else 74):
            parts.append(part)
            part = ""
        part += character
    parts.append(part)
    return "\r\n ".join(parts) + "\r\n"
