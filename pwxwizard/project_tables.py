"""From a project file's plain tables to a typed Project: every structural error, and unknown keys."""

import difflib
import types
from collections.abc import Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, fields, is_dataclass
from functools import cache
from typing import TYPE_CHECKING, Any, Union, get_args, get_origin, get_type_hints

from pwxwizard.finding import Finding, FindingRule, Severity, Where
from pwxwizard.project import (
    SCHEMA,
    Connection,
    Listener,
    Machine,
    Project,
    Record,
    TablePath,
    Waiver,
    dotted,
)
from pwxwizard.structure import StructureError, structure

if TYPE_CHECKING:
    from pwxwizard.steps.base import Step

UNKNOWN_KEY = FindingRule(
    "PRJ001",
    Severity.INFO,
    "Key that no step reads",
    "It is kept as it is, but has no effect.",
    "Remove it, or correct its spelling.",
    "this tool",
)
LIKELY_MISSPELT_KEY = FindingRule(
    "PRJ002",
    Severity.WARNING,
    "Key that looks misspelt",
    "It has no effect, so the default holds instead of what was meant.",
    "Correct its spelling.",
    "this tool",
)


@dataclass(frozen=True, slots=True)
class _Estate:
    """What the project file holds besides the steps' own answers."""

    schema: int
    name: str
    machine: Mapping[str, Machine] = field(default_factory=dict)
    connection: tuple[Connection, ...] = ()
    waiver: tuple[Waiver, ...] = ()
    record: Record = field(default_factory=Record)
    catalogue: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Understood:
    """A project, or the reasons why its tables have the wrong shape."""

    project: Project | None
    errors: tuple[StructureError, ...] = ()


def understand(tables: Mapping[str, Any], name: str, folder: str) -> Understood:
    """Return the typed project.

    Args:
        tables: the whole file.
        name: the project's name when the file gives none.
        folder: name of the tool's own folder beside the file.
    """
    structured = structure(_named(tables, name), _Estate)
    estate = structured.value
    if estate is None:
        return Understood(None, structured.errors)
    return Understood(
        Project(
            name=estate.name,
            folder=folder,
            machine=estate.machine,
            connection=estate.connection,
            waiver=estate.waiver,
            record=estate.record,
            catalogue=estate.catalogue,
            tables=tables,
        )
    )


def outline(tables: Mapping[str, Any]) -> Project:
    """Return a project with the machines and listeners that the tables name, and nothing of them.

    It is enough to look for further errors in the answers of an estate that has errors itself.
    """
    machines = tables.get("machine")
    found = {}
    for name, table in machines.items() if isinstance(machines, Mapping) else ():
        if isinstance(table, Mapping):
            platform, listeners = table.get("platform"), table.get("listener")
            names = listeners if isinstance(listeners, Mapping) else ()
            found[name] = Machine(
                name, str(platform), listener={key: Listener(key) for key in names}
            )
    return Project("", machine=found, tables=tables)


def _named(tables: Mapping[str, Any], name: str) -> dict[str, Any]:
    """Return the tables with the names that machines and listeners get from their keys."""
    named = {"name": name, **tables}
    machines = tables.get("machine")
    if isinstance(machines, Mapping):
        named["machine"] = {key: _named_machine(key, part) for key, part in machines.items()}
    return named


def _named_machine(name: str, table: object) -> object:
    if not isinstance(table, Mapping):
        return table
    machine = {**table, "name": name}
    listeners = table.get("listener")
    if isinstance(listeners, Mapping):
        machine["listener"] = {
            key: {**part, "name": key} if isinstance(part, Mapping) else part
            for key, part in listeners.items()
        }
    return machine


def answer_errors(
    project: Project, steps: Iterable["Step[Any]"], near: Sequence[TablePath] = ((),)
) -> tuple[StructureError, ...]:
    """Return every place where a step's answers have the wrong shape.

    Args:
        project: the project.
        steps: the steps whose answers are checked.
        near: only tables above or below one of these paths are checked.
    """
    found: dict[StructureError, None] = {}
    for step in steps:
        for subject in step.subjects(project):
            if any(_related(subject.table, path) for path in near):
                answers = _standing(project.tables, subject.table)
                shaped = structure(answers, step.answers_of(subject), dotted(subject.table))
                found.update(dict.fromkeys(shaped.errors))
    return tuple(found)


def _standing(place: Any, path: TablePath) -> object:
    """Return what stands at a path, whatever it is; an empty table when nothing does."""
    for part in path:
        try:
            place = place[part]
        except (LookupError, TypeError):
            return {}
    return place


def _related(one: TablePath, other: TablePath) -> bool:
    shorter = min(len(one), len(other))
    return one[:shorter] == other[:shorter]


def unknown_keys(
    project: Project, steps: Sequence["Step[Any]"], file: str
) -> tuple[tuple[TablePath, Finding], ...]:
    """Return every key that nothing reads; the line is left for the caller to fill in."""
    readers: dict[TablePath, list[type]] = {(): [_Estate]}
    for step in steps:
        for subject in step.subjects(project):
            kinds = readers.setdefault(subject.table, [])
            if step.answers_of(subject) not in kinds:
                kinds.append(step.answers_of(subject))
    below: dict[TablePath, set[str]] = {}
    for path in readers:
        for length, part in enumerate(path):
            below.setdefault(path[:length], set()).add(str(part))
    found = []
    for path, near in _unknown(project.tables, (), (), readers, below):
        where = Where(file=file, key=dotted(path))
        if near:
            rule, message = LIKELY_MISSPELT_KEY, f"{path[-1]!r} is not known; {near!r} is."
        else:
            rule, message = UNKNOWN_KEY, f"{path[-1]!r} is not known."
        found.append((path, rule.at(where, message)))
    return tuple(found)


def _unknown(
    value: object,
    path: TablePath,
    kinds: tuple[Any, ...],
    readers: Mapping[TablePath, Sequence[type]],
    below: Mapping[TablePath, Set[str]],
) -> Iterator[tuple[TablePath, str]]:
    """Walk down the tables beside the types that read them; yield key and near miss.

    `below` names the keys that lead from a table to one that some step reads.
    """
    kinds = (*kinds, *readers.get(path, ()))
    if any(_reads_all(kind) for kind in kinds):
        return
    if isinstance(value, list):
        inner = tuple(part for kind in kinds for part in _entries(kind))
        for index, entry in enumerate(value):
            yield from _unknown(entry, (*path, index), inner, readers, below)
    elif isinstance(value, Mapping):
        passages = below.get(path, frozenset())
        known = passages | {name for kind in kinds for name in _fields(kind)}
        for key, part in value.items():
            inner = tuple(kind for outer in kinds for kind in _inside(outer, key))
            if inner or key in passages:
                yield from _unknown(part, (*path, key), inner, readers, below)
            else:
                near = difflib.get_close_matches(key, known, 1, 0.75)
                yield (*path, key), near[0] if near else ""


@cache
def _fields(kind: Any) -> Mapping[str, Any]:
    """Return the fields of a dataclass with their types; nothing for other types."""
    if not is_dataclass(kind):
        return {}
    hints = get_type_hints(kind)
    return {part.name: hints[part.name] for part in fields(kind)}


def _inside(kind: Any, key: str) -> tuple[Any, ...]:
    """Return the types that read a key of a table that a type reads."""
    if get_origin(kind) in {Union, types.UnionType}:
        return tuple(part for one in get_args(kind) for part in _inside(one, key))
    if key in _fields(kind):
        return (_fields(kind)[key],)
    if _is_mapping(kind):
        return (get_args(kind)[1],)
    return ()


def _entries(kind: Any) -> tuple[Any, ...]:
    """Return the types that read the entries of a list."""
    return get_args(kind)[:1] if get_origin(kind) in {tuple, list, Sequence} else ()


def _is_mapping(kind: Any) -> bool:
    return get_origin(kind) in {dict, Mapping}


def _reads_all(kind: Any) -> bool:
    """Tell whether whatever stands below is read, as in the catalogue's overrides."""
    return kind is Any or not (
        is_dataclass(kind) or _is_mapping(kind) or _entries(kind) or get_origin(kind) is not None
    )


def schema_problem(tables: Mapping[str, Any]) -> str:
    """Return what is wrong with the file's schema number; empty when this tool can read it."""
    schema = tables.get("schema")
    if schema is None:
        return "There is no schema number."
    if type(schema) is not int or schema < 1:
        return f"The schema number is {schema!r}."
    if schema > SCHEMA:
        return f"The schema number is {schema}; this version reads up to {SCHEMA}."
    return ""
