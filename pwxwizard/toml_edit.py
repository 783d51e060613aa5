"""Editing a TOML text in place: comments, order and unknown keys stay as they are.

The text is cut into sections, one a header, because `tomlkit` counts the comment above a header to
the table before it and is slow on long texts; `tomlkit` edits the statements of the one section
that an edit touches.
"""

import tomllib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from pwxwizard.project import Edit, TablePath
from pwxwizard.toml_sections import Section, cut, split_last
from pwxwizard.toml_statements import at, has, parsed, same, with_value, without
from pwxwizard.toml_text import header_text, is_tables, section_texts, statement_text

_ORDER = ("ca", "machine", "connection", "waiver", "catalogue", "record")
"""In which order new top-level tables are laid down."""
_LAST = "record"
"""The table that the tool writes; long, last, and never edited by answers."""


class Document:
    """A TOML text that can be edited."""

    def __init__(self, text: str) -> None:
        """Start from a text that a TOML parser has accepted, with `\\n` at line ends."""
        self._text: str | None = text
        self._sections: list[Section] = []
        self._rest = ""
        """The tool's own sections at the end of the text, not cut."""

    @property
    def text(self) -> str:
        """Return the text with all edits made so far."""
        if self._text is None:
            self._text = "".join(section.text for section in self._sections) + self._rest
        return self._text

    def edit(self, edits: Iterable[Edit]) -> None:
        """Make edits, in order; a place that cannot hold the value raises `KeyError`."""
        for edit in edits:
            if edit.path == (_LAST,) and isinstance(edit.value, Mapping):
                self.set_last(edit.value)
                continue
            self._open(whole=edit.path[0] == _LAST)
            if edit.value is None:
                self._remove(edit.path)
            else:
                self._put(edit.path, edit.value)

    def set_last(self, table: Mapping[str, Any]) -> None:
        """Replace the tool's own table and let it stand last."""
        self._open()
        self._rest = ""
        self._remove((_LAST,))
        new = [
            Section(path, "", header_text(path), statements, "\n")
            for path, statements in section_texts((_LAST,), table, wanted=False)
        ]
        if new:
            self._sections[-1].part_from_next()
            new[-1].tail = ""
            self._rest = "".join(section.text for section in new)
        else:
            self._trim()

    def refreshed(self, tables: Mapping[str, Any], edits: Sequence[Edit]) -> dict[str, Any]:
        """Return the tables after edits that were made last, without reading the whole text anew.

        Only the parts that the edits touched are read from their sections; `tables`, which the text
        meant before, stays as it is.
        """
        result = dict(tables)
        for path in _touched(edits):
            value = self._value(path)
            key = path[0]
            if len(path) == 1:
                _put_part(result, key, value)
                continue
            inner = result.get(str(key), [] if isinstance(path[1], int) else {})
            part = list(inner) if isinstance(inner, list) else dict(inner)
            _put_part(part, path[1], value)
            _put_part(result, key, part or self._value(path[:1]))
        return result

    def _open(self, *, whole: bool = False) -> None:
        """Cut the text before the first edit; the tool's own table only when it is edited itself."""
        if not self._sections or (whole and self._rest):
            head, self._rest = (self.text, "") if whole else split_last(self.text, _LAST)
            self._sections = cut(head)
        self._text = None

    def _trim(self) -> None:
        """Let the text end with a line end, without blank lines before it."""
        last = self._sections[-1]
        last.tail = last.tail.rstrip("\n") + ("\n" if last.tail.strip() else "")

    # Finding places

    def _below(self, path: TablePath) -> list[Section]:
        return [section for section in self._sections if section.starts_with(path)]

    def _holder(self, path: TablePath) -> tuple[Section, TablePath] | None:
        """Return the section whose statements define a path, and the path below its header."""
        for length in range(len(path) - 1, -1, -1):
            for section in self._sections:
                if section.path == path[:length] and has(parsed(section.body), path[length:]):
                    return section, path[length:]
        return None

    def _exact(self, path: TablePath) -> Section | None:
        return next((section for section in self._sections if section.path == path), None)

    # Putting

    def _put(self, path: TablePath, value: object) -> None:
        holder = self._holder(path)
        if holder is not None:
            # Dotted keys may have sub-tables with headers of their own, which the value replaces.
            self._drop(self._below(path))
            section, below = holder
            section.body = with_value(section.body, below, value)
        elif self._below(path):
            self._put_over(path, value)
        elif isinstance(path[-1], int):
            self._put_entry(path, value)
        elif (inside := self._innermost(path)) is not None:
            section, below = inside
            section.body = with_value(section.body, below, value)
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
                if key not in present or not same(present[key], part):
                    self._put((*path, key), part)
            if not self._below(path) and self._holder(path) is None:
                self._lay_down(path, {})
        elif is_tables(value) and isinstance(value, list | tuple) and isinstance(present, list):
            for index in range(len(present) - 1, len(value) - 1, -1):
                self._remove((*path, index))
            for index, entry in enumerate(value):
                if index >= len(present) or not same(present[index], entry):
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
            entries = [*at(parsed(section.body), below), value]
            section.body = with_value(section.body, below, entries)
        else:
            self._lay_down(path, value)

    def _innermost(self, path: TablePath) -> tuple[Section, TablePath] | None:
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
            self._append(Section(place, "", header_text(place), statements, ""))

    def _append(self, new: Section) -> None:
        place = self._place(new.path)
        self._sections[place - 1].part_from_next()
        if place < len(self._sections) or self._rest:
            new.tail = "\n"
        self._sections.insert(place, new)

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
            section.body = without(section.body, below)
        gone = self._below(path)
        self._drop(gone)
        if isinstance(path[-1], int):
            self._renumber(path[:-1], path[-1])
        if prune and (holder is not None or gone):
            self._prune(path[:-1])

    def _drop(self, gone: list[Section]) -> None:
        """Take sections out; comments that stood apart from them stay."""
        marks = {id(section) for section in gone}
        kept: list[Section] = []
        for section in self._sections:
            if id(section) not in marks:
                kept.append(section)
            elif section.tail.strip():
                kept[-1].tail += section.tail
            else:
                kept[-1].part_from_next()
        cut_end = bool(gone) and kept[-1] is not self._sections[-1]
        self._sections = kept
        if cut_end and not self._rest:
            self._trim()

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
        if path[0] == _LAST and self._rest:
            rest = tomllib.loads(self._rest)
            return at(rest, path) if has(rest, path) else None
        holder = self._holder(path)
        value = None if holder is None else at(parsed(holder[0].body), holder[1])
        for section in self._below(path):
            value = _placed(value, section.path[len(path) :], parsed(section.body))
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


def _touched(edits: Sequence[Edit]) -> tuple[TablePath, ...]:
    """Return the smallest parts, no deeper than two keys, that hold everything edits changed."""
    whole = {
        edit.path[0]
        for edit in edits
        if len(edit.path) == 1 or (edit.value is None and isinstance(edit.path[-1], int))
    }
    return tuple(dict.fromkeys(edit.path[: 1 if edit.path[0] in whole else 2] for edit in edits))


def _put_part(place: Any, key: str | int, value: Any) -> None:
    if isinstance(place, list) and key == len(place):
        place.append(value)
    elif value is not None:
        place[key] = value
    elif isinstance(place, dict):
        place.pop(key, None)


def _is_subject(path: TablePath) -> bool:
    """Tell whether a table means something although it is empty: a machine, a listener, an entry."""
    machine = path[0] == "machine" and len(path) in {2, 4}
    return isinstance(path[-1], int) or machine
