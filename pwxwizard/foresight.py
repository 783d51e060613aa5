"""What writing would break: connections that work now and would not any more."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from pwxwizard import layout
from pwxwizard.plan import Action, Change, Pending
from pwxwizard.project import Connection, Machine, Project
from pwxwizard.world import Overlay

if TYPE_CHECKING:
    from pwxwizard.world import Reader


@dataclass(frozen=True, slots=True)
class Broken:
    """A connection that works now and would fail."""

    connection: str
    cause: str
    """The first thing that would stand against it, as a sentence."""


def broken(
    project: Project, reader: "Reader", changes: Iterable[Change], at: datetime
) -> tuple[Broken, ...]:
    """Return the connections that work now and would fail once some files are written.

    Nothing is said of a machine whose key or certificates are replaced, too: what will be in them is
    known after writing.

    Args:
        project: the estate.
        reader: reads the files as they are now.
        changes: the files to be written.
        at: the moment that both are judged for.
    """
    writes = [change for change in changes if change.action is not Action.KEEP]
    coming = {change.artifact.path: _known(change) for change in writes}
    written = {change.artifact.path for change in writes if change.found.state == "file"}
    changed = {
        machine.name
        for machine in project.machine.values()
        if written.intersection(_configuration(project, machine))
    }
    unknown = {
        machine.name
        for machine in project.machine.values()
        if any(path in coming and coming[path] is None for path in _files(project, machine))
    }
    touched = tuple(
        connection
        for connection in project.connection
        if changed & _ends(connection) and not unknown & _ends(connection)
    )
    if not touched:
        return ()
    from pwxwizard import trust  # noqa: PLC0415 - 30 ms that a first writing does not need

    now = trust.cells(trust.Artifacts(project, reader), touched, at)
    then = trust.cells(trust.Artifacts(project, Overlay(reader, coming)), touched, at)
    return tuple(
        Broken(before.connection.name, cause.sentence if cause else "")
        for before, after in zip(now, then, strict=True)
        if before.prediction.verdict in {trust.WORKS, trust.PARTLY}
        and after.prediction.verdict == trust.FAILS
        for cause in (after.prediction.first_cause,)
    )


def _known(change: Change) -> bytes | None:
    """Return what will be in a file, with secrets masked; `None` where that is known after writing."""
    content = change.artifact.content
    return content.preview if isinstance(content, Pending) else content


def _ends(connection: Connection) -> set[str]:
    return {connection.client, connection.listener.rpartition(".")[0]}


def _configuration(project: Project, machine: Machine) -> tuple[str, ...]:
    return layout.dbmover(project, machine), layout.policy(project, machine)


def _files(project: Project, machine: Machine) -> tuple[str, ...]:
    return (
        *_configuration(project, machine),
        layout.personal(project, machine),
        layout.certificate(project, machine),
        layout.ca_list(project, machine),
    )
