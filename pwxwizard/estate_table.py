"""The estate as a table: machines, listeners and connections from CSV and back."""

import csv
import difflib
import io
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from pwxwizard import estate_rows
from pwxwizard.finding import Finding, FindingRule, Severity, Where
from pwxwizard.project import PLATFORMS, SECURITY_MANAGERS, Edit, Project

_TABLE = (
    FindingRule(
        "CSV001",
        Severity.ERROR,
        "Row that cannot be taken in",
        "The row is left out.",
        "Correct the row.",
        "this tool",
    ),
    FindingRule(
        "CSV002",
        Severity.WARNING,
        "Column that is not known",
        "Its cells are left out.",
        "Correct the heading: a column of the table, or the dotted path of an answer.",
        "this tool",
    ),
    FindingRule(
        "CSV003",
        Severity.ERROR,
        "Text that is no table of an estate",
        "Nothing is taken in.",
        "Let the first line hold the headings, among them kind and name; `estate export` writes one.",
        "this tool",
    ),
    FindingRule(
        "CSV004",
        Severity.WARNING,
        "Row that says the same thing again",
        "The later row counts.",
        "Remove one of the two rows.",
        "this tool",
    ),
)
RULES = {rule.code: rule for rule in _TABLE}

_MACHINE = ("platform", "hosts", "release", "security_manager")
_LISTENER = ("port", "secure", "job", "netport_jobs", "user")
_CHOICES = {"platform": PLATFORMS, "security_manager": SECURITY_MANAGERS}
_LISTS = {"hosts", "netport_jobs"}


def read_estate(
    text: str, project: Project | None = None
) -> tuple[tuple[Edit, ...], tuple[Finding, ...]]:
    """Return the edits that take a table in, and what is wrong with it.

    Each row is a machine, a listener (its name is `MACHINE.LISTENER`) or a connection. Cells that
    are empty say nothing: what the project has stays. Further columns named by the dotted path of
    an answer, such as `at_tls.protocols`, set that answer for each machine that has a cell there.

    Args:
        text: CSV with headings; commas, semicolons or tabs between cells.
        project: the project it is taken into; connections that are there are not added again.
    """
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    try:
        rows = list(csv.reader(io.StringIO(plain), delimiter=_delimiter(plain)))
    except csv.Error as error:
        return (), (RULES["CSV003"].at(Where(line=1), f"It cannot be taken apart: {error}."),)
    if not rows:
        return (), (RULES["CSV003"].at(Where(line=1), "It is empty."),)
    headings = [cell.strip().lower() for cell in rows[0]]
    if "kind" not in headings or not {"name", "client"} & set(headings):
        return (), (RULES["CSV003"].at(Where(line=1), "The headings kind and name are missing."),)
    findings: list[Finding] = list(_unknown_columns(headings))
    edits: list[Edit] = []
    seen: set[str] = set()
    connections = _Connections(project)
    for number, row in enumerate(rows[1:], 2):
        cells = {
            heading: cell.strip()
            for heading, cell in zip(headings, row, strict=False)
            if cell.strip()
        }
        if not cells or row[0].lstrip().startswith("#"):
            continue
        kind = cells.get("kind", "").lower()
        mark = (
            f"{kind} {cells.get('name', '')}{cells.get('client', '')}>{cells.get('listener', '')}"
        )
        if mark in seen:
            findings.append(RULES["CSV004"].at(Where(line=number), f"{mark.strip(' >')}."))
        seen.add(mark)
        made: tuple[Edit, ...] = ()
        problems: tuple[str, ...] = ()
        match kind:
            case "machine":
                made, problems = _machine(cells)
            case "listener":
                made, problems = _listener(cells)
            case "connection":
                made, problems = connections.row(cells)
            case _:
                problems = (f"The kind is {kind!r}; it is machine, listener or connection.",)
        findings += [RULES["CSV001"].at(Where(line=number), one) for one in problems]
        edits += () if problems else made
    return tuple(edits), tuple(findings)


_Row = tuple[tuple[Edit, ...], tuple[str, ...]]


def _delimiter(text: str) -> str:
    first = text.partition("\n")[0]
    return max(",;\t", key=first.count)


def _unknown_columns(headings: Iterable[str]) -> Iterator[Finding]:
    known = {**estate_rows.answers(), **dict.fromkeys(estate_rows.COLUMNS, str)}
    for heading in headings:
        if heading and heading not in known:
            near = difflib.get_close_matches(heading, known, 1)
            message = f"{heading!r} is not known" + (f"; {near[0]!r} is." if near else ".")
            yield RULES["CSV002"].at(Where(line=1), message)


def _machine(cells: Mapping[str, str]) -> _Row:
    name = cells.get("name", "")
    if not name or "." in name:
        return (), ("A machine needs a name without a period.",)
    path = ("machine", name)
    edits, problems = _typed(cells, path, _MACHINE)
    for key, kind in estate_rows.answers().items():
        if key in cells:
            value, problem = _value(key, cells[key], kind)
            problems += (problem,) if problem else ()
            edits += (Edit((*path, *key.split(".")), value),)
    return edits, problems


def _listener(cells: Mapping[str, str]) -> _Row:
    machine, _, name = cells.get("name", "").partition(".")
    if not machine or not name:
        return (), ("A listener's name is MACHINE.LISTENER.",)
    edits, problems = _typed(cells, ("machine", machine, "listener", name), _LISTENER)
    if "port" not in cells:
        problems += ("A listener needs a port.",)
    return edits, problems


class _Connections:
    """Gives each connection of a table its place among those of the project."""

    def __init__(self, project: Project | None) -> None:
        there = project.connection if project else ()
        self._own = len(there)
        self._next = len(there)
        self._present: dict[tuple[str, str], int] = {}
        for index, one in enumerate(there):
            self._present.setdefault((one.client, one.listener), index)

    def row(self, cells: Mapping[str, str]) -> _Row:
        missing = [key for key in ("client", "listener") if key not in cells]
        if missing:
            return (), (f"A connection needs a {' and a '.join(missing)}.",)
        ends = (cells["client"], cells["listener"])
        index = self._present.get(ends, self._next)
        if index < self._own:
            node = cells.get("node")
            return ((Edit(("connection", index, "node"), node),) if node else ()), ()
        if index == self._next:
            self._present[ends] = index
            self._next += 1
        table = {key: cells[key] for key in ("client", "listener", "node") if key in cells}
        return (Edit(("connection", index), table),), ()


def _typed(cells: Mapping[str, str], path: tuple[str, ...], keys: Iterable[str]) -> _Row:
    edits: list[Edit] = []
    problems: list[str] = []
    for key in keys:
        if key not in cells:
            continue
        kind: Any = int if key == "port" else bool if key == "secure" else str
        kind = tuple if key in _LISTS else kind
        value, problem = _value(key, cells[key], kind)
        if key in _CHOICES and not problem:
            value = str(value).lower()
            if value not in _CHOICES[key]:
                problem = f"{key} is {cells[key]!r}; it is one of {', '.join(_CHOICES[key])}."
        if key == "port" and not problem and not 1 <= int(str(value)) <= 65535:
            problem = f"{key} is {cells[key]!r}; a port is a whole number from 1 to 65535."
        problems += [problem] if problem else []
        edits.append(Edit((*path, key), value))
    return tuple(edits), tuple(problems)


def _value(key: str, cell: str, kind: Any) -> tuple[object, str]:
    """Return a cell as the answer's type, or how to correct it."""
    if kind is tuple:
        return [part for part in cell.replace(";", " ").replace(",", " ").split() if part], ""
    if kind is bool:
        lowered = cell.lower()
        if lowered in {"yes", "y", "true", "1", "no", "n", "false", "0"}:
            return lowered in {"yes", "y", "true", "1"}, ""
        return cell, f"{key} is {cell!r}; write yes or no."
    if kind is int:
        if cell.isascii() and cell.isdecimal():
            return int(cell), ""
        return cell, f"{key} is {cell!r}; write a whole number."
    return cell, ""


def write_estate(project: Project) -> str:
    """Return the estate as CSV; `read_estate` takes it back.

    Answers besides the estate itself get a column where any machine has one.
    """
    columns = estate_rows.columns(project)
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")
    writer.writerow(columns)
    for row in estate_rows.rows(project, columns):
        writer.writerow([row.cells.get(column, "") for column in columns])
    return buffer.getvalue()
