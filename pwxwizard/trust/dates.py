"""Time: when each certificate ends, what breaks first, and both as a calendar."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from cryptography import x509

from pwxwizard.pki.chains import shown
from pwxwizard.project import Connection, Project
from pwxwizard.trust.artifacts import Artifacts
from pwxwizard.trust.matrix import cells
from pwxwizard.trust.prediction import PARTLY, WORKS, Reason, predict
from pwxwizard.world import digest

if TYPE_CHECKING:
    from pwxwizard.world import Reader

_SECOND = timedelta(seconds=1)
_FOLD = 73
"""Octets of a calendar line before it is folded (RFC 5545, 3.1)."""


@dataclass(frozen=True, slots=True)
class Break:
    """The moment from which on a connection that works no longer does."""

    when: datetime
    """The last moment at which it works."""
    connection: Connection
    reason: Reason


@dataclass(frozen=True, slots=True)
class Expiry:
    """The end of one certificate on one machine."""

    when: datetime
    machine: str
    role: str
    """`personal certificate`, `intermediate certificate` or `trusted CA certificate`."""
    certificate: x509.Certificate
    item: str

    @property
    def title(self) -> str:
        """Return the certificate's subject."""
        return shown(self.certificate)


def breaks(
    project: Project,
    reader: "Reader",
    at: datetime,
    *,
    until: datetime | None = None,
    artifacts: Artifacts | None = None,
) -> tuple[Break, ...]:
    """Return what breaks first: for each connection that works at a moment, when it ends and why.

    Args:
        project: the estate.
        reader: reads the artifacts.
        at: the moment from which to look ahead.
        until: how far to look; without it, as far as the certificates go.
        artifacts: artifacts that were read before.
    """
    known = artifacts or Artifacts(project, reader)
    found: list[Break] = []
    for cell in cells(known, project.connection, at):
        if cell.prediction.verdict not in {WORKS, PARTLY}:
            continue
        for when in _ends(known, cell.connection):
            if when < at or (until is not None and when > until):
                continue
            server = known.server(cell.connection.listener)
            client = known.client(cell.connection)
            if server is None or client is None:
                break
            cause = predict(server, client, when + _SECOND).first_cause
            if cause is not None:
                found.append(Break(when, cell.connection, cause))
                break
    return tuple(sorted(found, key=lambda one: (one.when, one.connection.name)))


def _ends(artifacts: Artifacts, connection: Connection) -> list[datetime]:
    """Return the ends of all certificates that a connection may depend on, earliest first."""
    server, client = artifacts.server(connection.listener), artifacts.client(connection)
    certificates = [
        one
        for end in (server, client)
        if end is not None
        for one in ((end.certificate,) if end.certificate else ()) + end.chain + end.trusted
    ]
    return sorted({one.not_valid_after_utc for one in certificates})


def expiries(
    project: Project, reader: "Reader", *, artifacts: Artifacts | None = None
) -> tuple[Expiry, ...]:
    """Return the end of every certificate of every machine's artifacts, earliest first."""
    known = artifacts or Artifacts(project, reader)
    found = [
        Expiry(one.not_valid_after_utc, machine, role, one, f"personal-certificate/{machine}")
        for machine in project.machine
        for role, certificates in known.certificates_of(machine)
        for one in certificates
    ]
    return tuple(sorted(found, key=lambda one: (one.when, one.machine, one.role)))


def icalendar(expiries: Iterable[Expiry], name: str, stamp: datetime) -> str:
    """Return a calendar with one event for each certificate's end (RFC 5545).

    Args:
        expiries: what ends.
        name: the project's name.
        stamp: the moment the calendar is made.
    """
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//pwxwizard//EN", "CALSCALE:GREGORIAN"]
    for one in expiries:
        serial = f"{one.certificate.serial_number:x}"
        unique = digest(f"{name} {one.machine} {one.role} {serial}".encode())[:32]
        lines += [
            "BEGIN:VEVENT",
            f"UID:{unique}@pwxwizard",
            f"DTSTAMP:{_utc(stamp)}",
            f"DTSTART:{_utc(one.when)}",
            f"SUMMARY:{_text(f'{one.machine}: {one.role} {one.title} ends')}",
            f"DESCRIPTION:{_text(f'Project {name}, item {one.item}, serial number {serial}.')}",
            "BEGIN:VALARM",
            "ACTION:DISPLAY",
            "TRIGGER:-P30D",
            f"DESCRIPTION:{_text(f'{one.machine}: {one.role} ends in 30 days')}",
            "END:VALARM",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return "".join(f"{part}\r\n" for line in lines for part in _folded(line))


def _utc(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(value: str) -> str:
    """Return a text as a calendar writes it, with its own signs escaped."""
    for sign, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\n", "\\n")):
        value = value.replace(sign, escaped)
    return value


def _folded(line: str) -> Iterator[str]:
    """Yield a line in parts of at most 75 octets; every part but the first begins with a blank."""
    part = ""
    for sign in line:
        if len((part + sign).encode()) > _FOLD:
            yield part
            part = " "
        part += sign
    yield part
