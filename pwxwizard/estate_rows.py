"""The rows of the estate's table: whom each is about, what its cells say, and what is asked there."""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from typing import Any, get_type_hints

from pwxwizard.project import Connection, Listener, Machine, Project, TablePath
from pwxwizard.question import Question
from pwxwizard.steps import STEPS
from pwxwizard.steps.base import Subject

COLUMNS = (
    "kind",
    "name",
    "platform",
    "hosts",
    "release",
    "security_manager",
    "port",
    "secure",
    "job",
    "netport_jobs",
    "user",
    "client",
    "listener",
    "node",
)
"""The columns of any table; further ones are dotted paths of answers about a machine."""


@dataclass(frozen=True, slots=True)
class Row:
    """What the table says of a machine, a listener or a connection."""

    table: TablePath
    """The project table that its answers stand in."""
    name: str
    """As people call it; one that is entered twice has the same name twice."""
    cells: Mapping[str, str]
    """Text by column; a column that says nothing may be left out."""


@dataclass(frozen=True, slots=True)
class Asked:
    """The question that a cell answers."""

    item: str
    """Name of the item whose form asks it, too."""
    subject: Subject
    question: Question


@cache
def answers() -> Mapping[str, Any]:
    """Return the type of every answer about a machine, by its dotted path."""
    found: dict[str, Any] = {}
    for step in STEPS:
        kind = step.answers_type
        tables = get_type_hints(kind) if is_dataclass(kind) else {}
        for table, inner in tables.items():
            if is_dataclass(inner):
                hints = get_type_hints(inner)
                for part in fields(inner):
                    if hints[part.name] in {str, int, bool}:
                        found[f"{table}.{part.name}"] = hints[part.name]
    return found


def columns(project: Project) -> tuple[str, ...]:
    """Return the table's columns; answers besides the estate get one where any machine has one."""
    given = (
        key
        for key in answers()
        if any(_answer(project, name, key) is not None for name in project.machine)
    )
    return (*COLUMNS, *given)


def rows(project: Project, columns: Collection[str]) -> tuple[Row, ...]:
    """Return a row for each machine, then for each listener, then for each connection.

    Args:
        project: whose estate it is.
        columns: the table's; no other answers are looked for.
    """
    machines = project.machine.values()
    given = [key for key in answers() if key in columns]
    return (
        *(_machine(project, machine, given) for machine in machines),
        *(_listener(machine, one) for machine in machines for one in machine.listener.values()),
        *(_connection(index, one) for index, one in enumerate(project.connection)),
    )


def row(project: Project, table: TablePath) -> Row | None:
    """Return the row of one project table, `None` when the estate's table has none for it."""
    match table:
        case ("machine", str() as name) if name in project.machine:
            return _machine(project, project.machine[name], answers())
        case ("machine", str() as name, "listener", str() as key):
            machine = project.machine.get(name)
            listener = machine.listener.get(key) if machine else None
            return _listener(machine, listener) if machine and listener else None
        case ("connection", int() as index) if index < len(project.connection):
            return _connection(index, project.connection[index])
    return None


def asked(project: Project, table: TablePath) -> dict[str, Asked]:
    """Return what is asked about a row's subject now, by the answer's dotted path."""
    return {
        question.key: Asked(step.item(subject), subject, question)
        for step in STEPS
        for subject in step.subjects(project)
        if subject.table == table
        for question in step.questions(project, subject)
    }


def _machine(project: Project, machine: Machine, given: Iterable[str]) -> Row:
    name = machine.name
    table = project.table(("machine", name))
    cells = {"kind": "machine", "name": name, "hosts": " ".join(machine.hosts)}
    cells |= {key: _cell(table.get(key)) for key in ("platform", "release", "security_manager")}
    cells |= {key: _cell(_answer(project, name, key)) for key in given}
    return Row(("machine", name), name, cells)


def _listener(machine: Machine, listener: Listener) -> Row:
    name = f"{machine.name}.{listener.name}"
    cells = {
        "kind": "listener",
        "name": name,
        "port": str(listener.port),
        "secure": "yes" if listener.secure else "no",
        "job": listener.job,
        "netport_jobs": " ".join(listener.netport_jobs),
        "user": listener.user,
    }
    return Row(("machine", machine.name, "listener", listener.name), name, cells)


def _connection(index: int, one: Connection) -> Row:
    cells = {
        "kind": "connection",
        "client": one.client,
        "listener": one.listener,
        "node": one.node,
    }
    return Row(("connection", index), one.name, cells)


def _answer(project: Project, machine: str, key: str) -> object:
    table, _, name = key.partition(".")
    return project.table(("machine", machine, table)).get(name)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
