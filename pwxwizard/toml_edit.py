"""Editing a TOML text in place: comments, order and unknown keys stay as they are.

The text is cut into sections, one a header, because `tomlkit` counts the comment above a header to
the table before it and is slow on long texts; `tomlkit` edits the statements of the one section
that an edit touches.
"""

import copy
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from pwxwizard.project import Edit, TablePath
from pwxwizard.toml_lines import lines
from pwxwizard.toml_text import header_text, is_tables, section_texts, statement_text, value_text

_ORDER = ("ca", "machine", "connection", "waiver", "catalogue", "record")
"""In which order new top-level tables are laid down."""


@dataclass(slots=True)
class _Section:
    """A header and the statements below it."""

    path: TablePath
    lead: str
    """Comment lines directly above the header."""
    header: str
    body: str
    """Its statements."""
    tail: str
    """Blank lines and comments after the last statement that belong to no other header."""

    @property
    def text(self) -> str:
        return self.lead + self.header + self.body + self.tail

    def starts_with(self, path: TablePath) -> bool:
        return self.path[: len(path)] == path


class Document:
    """A TOML text that can be edited."""

    def __init__(self, text: str) -> None:
        """Start from a text that a TOML parser has accepted, with `\\n` at line ends."""
        self._text: str | None = text
        self._sections: list[_Section] = []

    @property
    def text(self) -> str:
        """Return the text with all edits made so far."""
        if self._text is None:
            self._text = "".join(section.text for section in self._sections)
        return self._text

    def edit(self, edits: Iterable[Edit]) -> None:
        """Make edits, in order; a place that cannot hold the value raises `KeyError`."""
        self._open()
        for edit in edits:
            if edit.value is None:
                self._remove(edit.path)
            else:
                self._put(edit.path, edit.value)

    def set_last(self, key: str, table: Mapping[str, Any]) -> None:
        """Replace a whole top-level table and let it stand last."""
        self._open()
        self._remove((key,))
        new = [
            _Section(path, "", header_text(path), statements, "\n")
            for path, statements in section_texts((key,), table, wanted=False)
        ]
        if new:
            self._part_from_next(self._sections[-1])
            new[-1].tail = ""
            self._sections += new

    def _open(self) -> None:
        if not self._sections:
            self._sections = _cut(self.text)
        self._text = None

    # Finding places

    def _below(self, path: TablePath) -> list[_Section]:
        return [section for section in self._sections if section.starts_with(path)]

    def _holder(self, path: TablePath) -> tuple[_Section, TablePath] | None:
        """Return the section whose statements define a path, and the path below its header."""
        for length in range(len(path) - 1, -1, -1):
            for section in self._sections:
                if section.path == path[:length] and _has(_parsed(section.body), path[length:]):
                    return section, path[length:]
        return None

    def _exact(self, path: TablePath) -> _Section | None:
        return next((section for section in self._sections if section.path == path), None)

    # Putting

    def _put(self, path: TablePath, value: object) -> None:
        holder = self._holder(path)
        if holder is not None:
            # Dotted keys may have sub-tables with headers of their own, which the value replaces.
            self._drop(self._below(path))
            section, below = holder
            section.body = _with(section.body, below, value)
        elif self._below(path):
            self._put_over(path, value)
        elif isinstance(path[-1], int):
            self._put_entry(path, value)
        elif (inside := self._innermost(path)) is not None:
            section, below = inside
            section.body = _with(section.body, below, value)
        elif isinstance(value, Mapping):
            self._lay_down(path, value)
        elif is_tables(value) and isinstance(value, list | tuple):
            for index, entry in enumerate(value):
                self._lay_down((*path, index), entry)
        else:
            self._put_statement(path, value)

    def _put_statement(self, path: TablePath, value: object) -> None:
        section = self._exact(path[:-1])
        if section is None:
            self._lay_down(path[:-1], {str(path[-1]): value})
            return
        if not section.path and not section.body:
            section.header, section.tail = section.header + section.tail, ""
        if section.header and not section.header.endswith("\n"):
            section.header += "\n"
        if section.body and not section.body.endswith("\n"):
            section.body += "\n"
        section.body += statement_text(str(path[-1]), value)

    def _put_over(self, path: TablePath, value: object) -> None:
        """Put a value where sections stand: key by key, so that the rest keeps its comments."""
        present = self._value(path)
        if isinstance(value, Mapping) and isinstance(present, Mapping):
            for key in present:
                if key not in value:
                    self._remove((*path, key), prune=False)
            for key, part in value.items():
                if key not in present or not _same(present[key], part):
                    self._put((*path, key), part)
            if not self._below(path) and self._holder(path) is None:
                self._lay_down(path, {})
        elif is_tables(value) and isinstance(value, list | tuple) and isinstance(present, list):
            for index in range(len(present) - 1, len(value) - 1, -1):
                self._remove((*path, index))
            for index, entry in enumerate(value):
                if index >= len(present) or not _same(present[index], entry):
                    self._put((*path, index), entry)
        else:
            self._remove(path, prune=False)
            self._put(path, value)

    def _put_entry(self, path: TablePath, value: object) -> None:
        """Append an entry to an array of tables."""
        array, index = path[:-1], path[-1]
        holder = self._holder(array)
        count = len(self._value(array) or ())
        if index != count or not isinstance(value, Mapping):
            raise KeyError(path)
        if holder is not None:
            section, below = holder
            entries = [*_at(_parsed(section.body), below), value]
            section.body = _with(section.body, below, entries)
        else:
            self._lay_down(path, value)

    def _innermost(self, path: TablePath) -> tuple[_Section, TablePath] | None:
        """Return the section that defines a parent among its statements: it cannot get a header."""
        for length in range(len(path) - 1, 0, -1):
            parent = path[:length]
            holder = self._holder(parent)
            if holder is not None:
                section, below = holder
                return section, (*below, *path[length:])
            if self._below(parent):
                return None
        return None

    def _lay_down(self, path: TablePath, table: Mapping[str, Any]) -> None:
        """Write a new table in a fitting place."""
        for place, statements in section_texts(path, table):
            self._append(_Section(place, "", header_text(place), statements, ""))

    def _append(self, new: _Section) -> None:
        at = self._place(new.path)
        self._part_from_next(self._sections[at - 1])
        if at < len(self._sections):
            new.tail = "\n"
        self._sections.insert(at, new)

    @staticmethod
    def _part_from_next(section: _Section) -> None:
        """Let a blank line follow a section."""
        text = section.text
        if text and not text.endswith("\n"):
            section.tail += "\n"
        if text and not text.endswith("\n\n"):
            section.tail += "\n"

    def _place(self, path: TablePath) -> int:
        """Return where a new section goes: after its relatives, or in the order of the steps."""
        for length in range(len(path) - 1, 0, -1):
            related = [
                i for i, part in enumerate(self._sections) if part.starts_with(path[:length])
            ]
            if related:
                return related[-1] + 1
        known = path[0] in _ORDER
        later = _ORDER[_ORDER.index(str(path[0])) + 1 :] if known else ("record",)
        for index, section in enumerate(self._sections):
            if section.path and section.path[0] in later:
                return index
        return len(self._sections)

    # Removing

    def _remove(self, path: TablePath, *, prune: bool = True) -> None:
        holder = self._holder(path)
        if holder is not None:
            section, below = holder
            section.body = _without(section.body, below)
        gone = self._below(path)
        self._drop(gone)
        if isinstance(path[-1], int):
            self._renumber(path[:-1], path[-1])
        if prune and (holder is not None or gone):
            self._prune(path[:-1])

    def _drop(self, gone: list[_Section]) -> None:
        """Take sections out; comments that stood apart from them stay."""
        marks = {id(section) for section in gone}
        kept: list[_Section] = []
        for section in self._sections:
            if id(section) not in marks:
                kept.append(section)
            elif section.tail.strip():
                kept[-1].tail += section.tail
            else:
                self._part_from_next(kept[-1])
        if marks and kept[-1] is not self._sections[-1]:
            last = kept[-1]
            last.tail = last.tail.rstrip("\n") + ("\n" if last.tail.strip() else "")
        self._sections = kept

    def _renumber(self, array: TablePath, removed: int) -> None:
        depth = len(array)
        for section in self._below(array):
            index = section.path[depth] if len(section.path) > depth else None
            if isinstance(index, int) and index > removed:
                section.path = (*array, index - 1, *section.path[depth + 1 :])

    def _prune(self, path: TablePath) -> None:
        """Remove tables that have become empty, unless being there is what they say."""
        if not path or _is_subject(path) or self._value(path):
            return
        section = self._exact(path)
        if section is None or not (section.lead + section.tail).strip():
            self._remove(path)

    def _value(self, path: TablePath) -> Any:
        """Return what stands at a path, or `None`."""
        holder = self._holder(path)
        value = None if holder is None else _at(_parsed(holder[0].body), holder[1])
        for section in self._below(path):
            value = _placed(value, section.path[len(path) :], _parsed(section.body))
        return value


def _placed(place: Any, path: TablePath, statements: Mapping[str, Any]) -> Any:
    """Return tables with the statements of one more section at a path."""
    if not path:
        return {**statements, **place} if place else dict(statements)
    key, rest = path[0], path[1:]
    if isinstance(key, int):
        entries = list(place or ())
        entries += [{}] * (key + 1 - len(entries))
        entries[key] = _placed(entries[key], rest, statements)
        return entries
    return {**(place or {}), key: _placed((place or {}).get(key), rest, statements)}


def _is_subject(path: TablePath) -> bool:
    """Tell whether a table means something although it is empty: a machine, a listener, an entry."""
    machine = path[0] == "machine" and len(path) in {2, 4}
    return isinstance(path[-1], int) or machine


def _cut(text: str) -> list[_Section]:
    """Cut a text into sections; joined, they are the text again."""
    headers = lines(text).headers
    sections: list[_Section] = []
    for index, header in enumerate(headers):
        start = header.start
        if sections:
            previous = sections[-1]
            lead = _lead(previous.tail)
            previous.tail = previous.tail[: len(previous.tail) - len(lead)]
        else:
            lead = ""
        following = headers[index + 1].start if index + 1 < len(headers) else len(text)
        # Statements of the root may follow comments, which stay above them.
        sections.append(
            _Section(
                header.path,
                lead,
                text[start : header.body],
                text[header.body : header.end],
                text[header.end : following],
            )
        )
    return sections


def _lead(tail: str) -> str:
    """Return the comment lines at the very end of what stands above a header."""
    lead = ""
    for line in reversed(tail.splitlines(keepends=True)):
        if not line.lstrip().startswith("#"):
            break
        lead = line + lead
    return lead


def _parsed(body: str) -> dict[str, Any]:
    return tomllib.loads(body) if body else {}


def _same(one: object, other: object) -> bool:
    return one == other and repr(one) == repr(other)


def _has(tables: object, path: TablePath) -> bool:
    try:
        _at(tables, path)
    except (KeyError, IndexError, TypeError):
        return False
    return True


def _at(place: Any, path: TablePath) -> Any:
    for part in path:
        place = place[part]
    return place


def _with(body: str, path: TablePath, value: object) -> str:
    """Return statements in which a path has a value."""
    wanted = copy.deepcopy(_parsed(body))
    place: Any = wanted
    for part in path[:-1]:
        if isinstance(place, dict) and part not in place:
            place[part] = {}
        place = place[part]
    place[path[-1]] = _plain(value)
    return _rewritten(body, path, wanted, value)


def _without(body: str, path: TablePath) -> str:
    """Return statements in which a path has gone."""
    wanted = copy.deepcopy(_parsed(body))
    del _at(wanted, path[:-1])[path[-1]]
    return _rewritten(body, path, wanted, None)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value


def _rewritten(body: str, path: TablePath, wanted: Mapping[str, Any], value: object) -> str:
    """Edit statements in place; where the style of writing does not allow it, anew for one key."""
    import tomlkit  # noqa: PLC0415 - 40 ms that reading a project does not need
    from tomlkit.exceptions import TOMLKitError  # noqa: PLC0415 - the same

    if body and not body.endswith("\n"):
        body += "\n"
    try:
        document: Any = tomlkit.parse(body)
        place = _at(document, path[:-1])
        if value is None:
            del place[path[-1]]
        else:
            place[path[-1]] = tomlkit.value(value_text(value))
        text = str(document.as_string())
        if _same(tomllib.loads(text), wanted) and len(lines(text).headers) == 1:
            return text
    except (TOMLKitError, tomllib.TOMLDecodeError, KeyError, IndexError, TypeError, AttributeError):
        # Some forms, such as keys of a dotted table inside a list, are beyond an edit in place.
        pass
    document = tomlkit.parse(body)
    key = str(path[0])
    document.remove(key)
    text = str(document.as_string())
    if text and not text.endswith("\n"):
        text += "\n"
    return text + statement_text(key, wanted[key]) if key in wanted else text
