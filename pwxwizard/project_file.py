"""One project file in memory: what it means and its text, edited in place."""

import re
import threading
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from pwxwizard.errors import PwxError, RefusedError, UnreadableError
from pwxwizard.finding import Finding
from pwxwizard.project import SCHEMA, Edit, Project, Record, TablePath, record_tables
from pwxwizard.project_tables import (
    answer_errors,
    outline,
    schema_problem,
    understand,
    unknown_keys,
)
from pwxwizard.structure import StructureError
from pwxwizard.toml_edit import Document
from pwxwizard.toml_lines import Lines, lines
from pwxwizard.toml_text import string_text
from pwxwizard.world import digest

if TYPE_CHECKING:
    from pwxwizard.steps.base import Step

Steps = Sequence["Step[Any]"]
"""The steps whose answers a project holds; loading them all takes a quarter of a second."""

_PLACE = re.compile(r"\s*\(at (?:line (\d+), column (\d+)|(end of document))\)$")
_BYTE_ORDER_MARK = "\N{ZERO WIDTH NO-BREAK SPACE}"


def storage_name(path: str) -> str:
    """Return the name of the tool's own folder beside a project file: `prod.toml`, `prod.pwx`."""
    return PurePath(path).stem + ".pwx"


def new_project_text(name: str) -> str:
    """Return the text of a project with nothing in it yet."""
    return (
        "# A pwxwizard project: the machines, the answers, and what was written and proved.\n"
        "# It may be edited by hand; comments stay. The [record] section is written by the tool.\n"
        f"schema = {SCHEMA}\n"
        f"name = {string_text(name)}\n"
    )


def read_project(data: bytes, path: str, steps: Steps | None = None) -> Project:
    """Return the project of a file's content, for verbs that only read.

    Raises:
        UnreadableError: it is not a project; the message names every structural error with its
            file and line.
    """
    return _read(_decoded(data, path), path, _all(steps)).project


def _all(steps: Steps | None) -> Steps:
    if steps is not None:
        return steps
    from pwxwizard.steps import STEPS  # noqa: PLC0415 - steps load the domain packages

    return STEPS


@dataclass(frozen=True, slots=True)
class _Text:
    """A file's text as it is edited, and how to turn it back into what was on the disk."""

    text: str
    mark: bool
    """It began with a byte order mark, as some Windows editors write."""
    crlf: bool
    """Every line ended in CR LF."""

    def encoded(self, text: str) -> bytes:
        return (
            (_BYTE_ORDER_MARK if self.mark else "")
            + (text.replace("\n", "\r\n") if self.crlf else text)
        ).encode()


@dataclass(frozen=True, slots=True)
class _Reading:
    tables: dict[str, Any]
    project: Project


def _decoded(data: bytes, path: str) -> _Text:
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise UnreadableError(
            "The file is not UTF-8 text.",
            fix="Open it in an editor and save it as UTF-8, or restore it from a copy.",
            where=f"{path}:{line}",
        ) from error
    mark = text.startswith(_BYTE_ORDER_MARK)
    text = text.removeprefix(_BYTE_ORDER_MARK)
    if not text.strip():
        raise UnreadableError(
            "The file is empty.",
            fix="Restore it from a copy, or begin a new one with `pwxwizard new`.",
            where=path,
        )
    crlf = "\r\n" in text and text.count("\r\n") == text.count("\n")
    return _Text(text.replace("\r\n", "\n") if crlf else text, mark, crlf)


def _read(content: _Text, path: str, steps: Steps) -> _Reading:
    tables = _parsed(content.text, path)
    problem = schema_problem(tables)
    if problem:
        newer = "reads up to" in problem
        raise UnreadableError(
            problem,
            fix="Use a newer pwxwizard for it."
            if newer
            else f"If it is a pwxwizard project, its first line is `schema = {SCHEMA}`.",
            where=f"{path}:{lines(content.text).line_of(('schema',))}",
        )
    understood = understand(tables, PurePath(path).stem, storage_name(path))
    answers = answer_errors(understood.project or outline(tables), steps)
    errors = (*understood.errors, *answers, *_corrections(understood.project))
    if understood.project is not None and not errors:
        return _Reading(tables, understood.project)
    raise _structural(errors, content.text, tables, path)


def _corrections(project: Project | None) -> tuple[StructureError, ...]:
    """Return what about a project's corrections of the catalogues has the wrong form."""
    if project is None or not project.catalogue:
        return ()
    from pwxwizard.overrides import misshapen  # noqa: PLC0415 - few projects correct anything

    return misshapen(project.catalogue)


def _parsed(text: str, path: str) -> dict[str, Any]:
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        sentence = str(error)
        place = _PLACE.search(sentence)
        where = path
        if place and place.group(1):
            where = f"{path}:{place.group(1)}:{place.group(2)}"
        elif place:
            where = f"{path}:{len(text.splitlines())}"
        raise UnreadableError(
            f"The file is not TOML: {_PLACE.sub('', sentence)}.",
            fix="Correct that line in an editor; a quotation mark or bracket is often missing.",
            where=where,
        ) from error
    except RecursionError as error:
        raise UnreadableError(
            "The file is nested too deeply.", fix="Restore it from a copy.", where=path
        ) from error


def _structural(
    errors: Iterable[StructureError], text: str, tables: Mapping[str, Any], path: str
) -> UnreadableError:
    """Return one error that names every structural error, in the order of the file."""
    where = lines(text)
    told = sorted(
        {
            (where.line_of(table_path(error.path, tables)), error.path, error.message)
            for error in errors
        }
    )
    rows = [f"{path}:{line}: {key}: {message}" for line, key, message in told]
    return UnreadableError("\n".join(rows), fix="Correct these in an editor.")


def table_path(key: str, tables: Mapping[str, Any]) -> TablePath:
    """Return the path that a dotted text means; the tables tell where a key has dots itself."""
    path: list[str | int] = []
    place: Any = tables
    rest = key
    while rest:
        entry = re.match(r"\[(\d+)\]\.?", rest)
        if entry:
            path.append(int(entry.group(1)))
            rest = rest[entry.end() :]
        else:
            ends = [found.start() for found in re.finditer(r"[.\[]|$", rest)]
            known = [
                rest[:end] for end in ends if isinstance(place, Mapping) and rest[:end] in place
            ]
            part = known[-1] if known else rest[: ends[0]]
            if not part and not known:
                break
            path.append(part)
            rest = rest[len(part) :].removeprefix(".")
        try:
            place = place[path[-1]]
        except (KeyError, IndexError, TypeError):
            place = None
    return tuple(path)


class ProjectFile:
    """One project file in memory: what it means, and its text, edited in place."""

    def __init__(self, content: _Text, reading: _Reading, path: str, steps: Steps) -> None:
        """Use `load`."""
        self.path = path
        self._steps = steps
        self._content = content
        self._tables: Mapping[str, Any] = reading.tables
        self._project = reading.project
        self._document = Document(content.text)
        self._guard = threading.RLock()
        self._saved_tables: Mapping[str, Any] = reading.tables
        self._saved_digest = digest(content.encoded(content.text))
        self._lines: Lines | None = None

    @classmethod
    def load(cls, data: bytes, path: str, steps: Steps | None = None) -> "ProjectFile":
        """Return the project file with this content.

        Args:
            data: the file's content.
            path: how the file is called in messages; its name decides the tool's own folder.
            steps: the steps whose answers are checked; all of them unless given.

        Raises:
            UnreadableError: it is not a project; the message names every structural error with its
                file and line.
        """
        content = _decoded(data, path)
        known = _all(steps)
        return cls(content, _read(content, path, known), path, known)

    @property
    def project(self) -> Project:
        """Return the project as it is now, edits included."""
        return self._project

    @property
    def text(self) -> str:
        """Return the file's text, edits included, with `\\n` at line ends."""
        with self._guard:
            return self._document.text

    @property
    def data(self) -> bytes:
        """Return what is to stand on the disk."""
        return self._content.encoded(self.text)

    @property
    def dirty(self) -> bool:
        """Tell whether there are edits that have not been saved."""
        return digest(self.data) != self._saved_digest

    @property
    def unknown(self) -> tuple[Finding, ...]:
        """Return a finding for every key that nothing reads; the keys themselves are kept."""
        found = unknown_keys(self.project, self._steps, self.path)
        return tuple(
            replace(finding, where=replace(finding.where, line=self.line_of(path)))
            for path, finding in found
        )

    def line_of(self, key: str | TablePath) -> int:
        """Return the line on which an answer, dotted or as a path, or its table is defined."""
        with self._guard:
            if self._lines is None:
                self._lines = lines(self.text)
            path = table_path(key, self._tables) if isinstance(key, str) else key
            return self._lines.line_of(path)

    def edit(self, edits: Iterable[Edit]) -> None:
        """Change answers in place: comments, order and unknown keys stay.

        Raises:
            RefusedError: an answer would have the wrong shape or no place; nothing has changed.
        """
        with self._guard:
            before, wanted = self.text, tuple(edits)
            try:
                self._document.edit(wanted)
                tables = self._document.refreshed(self._tables, wanted)
                project = self._understood(tables, [edit.path for edit in wanted])
            except (LookupError, TypeError, ValueError, PwxError) as error:
                self._document = Document(before)
                said = error.message if isinstance(error, PwxError) else f"No place for {error}."
                raise RefusedError(
                    f"The project would not be readable with this answer: {said}",
                    fix="Give an answer of the kind that was asked for.",
                    where=self.path,
                ) from error
            self._tables, self._project, self._lines = tables, project, None

    def _understood(self, tables: Mapping[str, Any], near: Sequence[TablePath]) -> Project:
        """Return what tables mean, the answers near the paths that were edited checked as well."""
        stem = PurePath(self.path).stem
        understood = understand(tables, stem, storage_name(self.path))
        errors = understood.errors
        if understood.project is not None:
            errors = answer_errors(understood.project, self._steps, near)
            errors += _corrections(understood.project)
            if not errors:
                return understood.project
        raise _structural(errors, self.text, tables, self.path)

    def with_record(self, record: Record) -> str:
        """Return the text that the file gets with another record; the file itself is unchanged."""
        with self._guard:
            document = Document(self.text)
            document.set_last(record_tables(record))
            return document.text

    def encoded(self, text: str) -> bytes:
        """Return a text of this file as the bytes that stand on the disk."""
        return self._content.encoded(text)

    @property
    def saved_digest(self) -> str:
        """Return the SHA-256 of what the disk held when it was last read or written."""
        return self._saved_digest

    @property
    def saved_tables(self) -> Mapping[str, Any]:
        """Return the tables that the disk held when it was last read or written."""
        return self._saved_tables

    def mark_saved(self, data: bytes) -> None:
        """Note that the disk now holds this content, which is the file's own."""
        with self._guard:
            self._saved_digest, self._saved_tables = digest(data), self._tables

    def restore(self, text: str) -> None:
        """Take back every edit since the file had this text; it is not saved by that."""
        with self._guard:
            reading = _read(replace(self._content, text=text), self.path, self._steps)
            self._document = Document(text)
            self._tables, self._project, self._lines = reading.tables, reading.project, None

    def accept(self, data: bytes) -> None:
        """Take over content that something else, such as an apply, has written to the disk.

        Raises:
            UnreadableError: the content is not a project; nothing has changed.
        """
        with self._guard:
            content = _decoded(data, self.path)
            reading = _read(content, self.path, self._steps)
            self._content, self._document = content, Document(content.text)
            self._tables, self._project, self._lines = reading.tables, reading.project, None
            self.mark_saved(data)

    def rebase(self, data: bytes, edits: Iterable[Edit]) -> None:
        """Take over content from the disk and make our own edits to it again.

        Raises:
            UnreadableError: the content is not a project; nothing has changed.
        """
        with self._guard:
            other = ProjectFile.load(data, self.path, self._steps)
            before = other.project.tables
            other.edit(edits)
            self._content, self._document = other._content, other._document  # noqa: SLF001 - same class
            self._tables, self._project = other._tables, other._project  # noqa: SLF001 - same class
            self._saved_digest, self._saved_tables, self._lines = digest(data), before, None
