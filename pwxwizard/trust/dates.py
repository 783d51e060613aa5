"""Time: which connection breaks first, when, and why."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from pwxwizard.project import Connection, Project
from pwxwizard.trust.artifacts import Artifacts
from pwxwizard.trust.matrix import cells
from pwxwizard.trust.prediction import PARTLY, WORKS, Reason, predict

if TYPE_CHECKING:
    from pwxwizard.world import Reader

_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True)
class Break:
    """The moment from which on a connection that works no longer does."""

    when: datetime
    """The last moment at which it works."""
    connection: Connection
    reason: Reason


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
