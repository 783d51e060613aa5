"""The trust matrix: a verdict for every connection, or for every client and secure listener."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from pwxwizard.finding import Where
from pwxwizard.project import Connection, Project
from pwxwizard.trust import rules
from pwxwizard.trust.artifacts import Artifacts
from pwxwizard.trust.prediction import Prediction, predict, unknown

if TYPE_CHECKING:
    from pwxwizard.world import Reader


@dataclass(frozen=True, slots=True)
class Cell:
    """One connection and what will become of it."""

    connection: Connection
    prediction: Prediction


def cells(
    artifacts: Artifacts, connections: tuple[Connection, ...], at: datetime
) -> Iterator[Cell]:
    """Yield the cells of connections one by one, so that the caller may stop."""
    for connection in connections:
        server, client = artifacts.server(connection.listener), artifacts.client(connection)
        if server is None or client is None:
            missing = connection.listener if server is None else connection.client
            where = Where(item=f"estate/{connection.name}")
            finding = rules.NO_END.at(where, f"{missing} is not in the project.")
            yield Cell(connection, unknown((finding,)))
            continue
        yield Cell(connection, predict(server, client, at))


def matrix(
    project: Project,
    reader: "Reader",
    at: datetime,
    *,
    all_pairs: bool = False,
    artifacts: Artifacts | None = None,
) -> tuple[Cell, ...]:
    """Return a verdict for each connection, in the project's order, at a moment.

    Args:
        project: the estate.
        reader: reads the artifacts; each file is read once.
        at: the moment.
        all_pairs: judge every client machine against every secure listener instead.
        artifacts: artifacts that were read before, to judge another moment without reading again.
    """
    connections = pairs(project) if all_pairs else project.connection
    with _kept():
        return tuple(cells(artifacts or Artifacts(project, reader), connections, at))


@contextmanager
def _kept() -> Iterator[None]:
    """Look for no garbage where nearly all that is made is kept; that takes a quarter of the time."""
    looking = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looking:
            gc.enable()


def pairs(project: Project) -> tuple[Connection, ...]:
    """Return every client machine with every secure listener of another machine.

    A pair that is a connection of the project keeps its NODE name.
    """
    known = {(one.client, one.listener): one for one in project.connection}
    return tuple(
        known.get((client.name, name)) or Connection(client.name, name)
        for client in project.machine.values()
        if client.is_client
        for server in project.machine.values()
        if server is not client
        for name in (f"{server.name}.{listener.name}" for listener in server.secure_listeners)
    )
