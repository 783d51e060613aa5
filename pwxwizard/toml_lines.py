"""On which line of a TOML text something is defined; no TOML library for Python tells positions."""

import contextlib
import re
import tomllib
from bisect import bisect_right
from dataclasses import dataclass, replace
from typing import Final

from pwxwizard.project import TablePath

_SPACE: Final = re.compile(r"[ \t]*")
_BETWEEN: Final = re.compile(r"(?:[ \t\r\n]|#[^\n]*)*")
_REST: Final = re.compile(r"[ \t\r]*(?:#[^\n]*)?(?:\n|\Z)")
_BARE: Final = re.compile(r"[A-Za-z0-9_-]+")
_BASIC: Final = re.compile(r'"(?:[^"\\\n]|\\.)*"')
_LITERAL: Final = re.compile(r"'[^'\n]*'")
# A multi-line string may end in up to two quotes of its own before the three that close it.
_LONG_BASIC: Final = re.compile(r'"""(?:[^"\\]|\\.|"{1,2}(?!"))*"{3,5}', re.DOTALL)
_LONG_LITERAL: Final = re.compile(r"'''(?:[^']|'{1,2}(?!'))*'{3,5}", re.DOTALL)
_SCALAR: Final = re.compile(r"[^,\]}#\n]+")


@dataclass(frozen=True, slots=True)
class Header:
    """One `[table]` or `[[array of tables]]` line and the statements below it."""

    path: TablePath
    """With the number of the entry at the end when it is an array of tables."""
    start: int
    """Where its line begins in the text."""
    body: int
    """Where the line after it begins."""
    end: int
    """Where the last statement below it ends, its comment and line end included."""


@dataclass(frozen=True, slots=True)
class Lines:
    """Where everything in a TOML text stands."""

    by_path: dict[TablePath, int]
    """First line is 1; implied tables stand where they are first named."""
    headers: tuple[Header, ...]
    """In the order of the text; the first stands for what comes before any header."""

    def line_of(self, path: TablePath) -> int:
        """Return the line on which a path, or its nearest parent, is defined; at least 1."""
        while path and path not in self.by_path:
            path = path[:-1]
        return self.by_path.get(path, 1)


def line_of(text: str, path: TablePath) -> int:
    """Return the 1-based line on which a path, or its nearest parent, is defined."""
    return lines(text).line_of(path)


def lines(text: str) -> Lines:
    """Return where everything stands; after the first thing that is not TOML nothing is known."""
    scanner = _Scanner(text)
    # What was found until something odd stays useful; the parser proper has reported the rest.
    with contextlib.suppress(_NotTomlError, tomllib.TOMLDecodeError, RecursionError):
        scanner.scan()
    return Lines(scanner.implied | scanner.explicit, tuple(scanner.headers))


class _NotTomlError(Exception):
    """The text is not TOML from here on."""


class _Scanner:
    """One walk through a text that a TOML parser has accepted."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.explicit: dict[TablePath, int] = {}
        self.implied: dict[TablePath, int] = {}
        self.headers: list[Header] = [Header((), 0, 0, 0)]
        self.entries: dict[TablePath, int] = {}
        """Number of entries so far of each array of tables."""
        self.ends = [match.start() for match in re.finditer("\n", text)]

    def scan(self) -> None:
        """Walk through the whole text."""
        table: TablePath = ()
        while True:
            self.skip(_BETWEEN)
            if self.at >= len(self.text):
                return
            if self.text[self.at] == "[":
                table = self.header()
            else:
                self.statement(table)
            self.close_line()

    def close_line(self) -> None:
        """Go past the rest of a line, which belongs to the statement or header before it."""
        self.skip(_REST)
        last = self.headers[-1]
        body = last.body if last.body >= 0 else self.at
        self.headers[-1] = replace(last, body=body, end=self.at)

    def header(self) -> TablePath:
        """Read a table's header and return its path, entries of arrays counted."""
        start = self.at
        line = self.line(start)
        twice = self.text.startswith("[[", start)
        self.at += 2 if twice else 1
        keys = self.keys()
        self.expect("]]" if twice else "]")
        path: TablePath = ()
        for key in keys[:-1]:
            path = self.current((*path, key))
            self.imply(path, line)
        path = (*path, keys[-1])
        if twice:
            self.imply(path, line)
            index = self.entries.get(path, 0)
            self.entries[path] = index + 1
            path = (*path, index)
        self.explicit.setdefault(path, line)
        self.headers.append(Header(path, self.text.rfind("\n", 0, start) + 1, -1, -1))
        return path

    def current(self, path: TablePath) -> TablePath:
        """Return the path of a table, or of the last entry when it is an array of tables."""
        return (*path, self.entries[path] - 1) if path in self.entries else path

    def imply(self, path: TablePath, line: int) -> None:
        for length in range(1, len(path) + 1):
            self.implied.setdefault(path[:length], line)

    def statement(self, table: TablePath) -> None:
        """Read `key = value` below a table."""
        line = self.line(self.at)
        keys = self.keys()
        self.expect("=")
        for length in range(1, len(keys)):
            self.implied.setdefault((*table, *keys[:length]), line)
        path = (*table, *keys)
        self.explicit.setdefault(path, line)
        self.value(path)

    def value(self, path: TablePath) -> None:
        """Walk over a value, remembering what is inside it."""
        self.skip(_SPACE)
        match self.text[self.at : self.at + 1]:
            case "[":
                self.array(path)
            case "{":
                self.inline_table(path)
            case '"':
                self.skip(_LONG_BASIC if self.text.startswith('"""', self.at) else _BASIC)
            case "'":
                self.skip(_LONG_LITERAL if self.text.startswith("'''", self.at) else _LITERAL)
            case _:
                self.skip(_SCALAR)

    def array(self, path: TablePath) -> None:
        """Walk over `[...]`, numbering the entries."""
        self.at += 1
        index = 0
        while True:
            self.skip(_BETWEEN)
            if self.text.startswith("]", self.at):
                self.at += 1
                return
            entry = (*path, index)
            self.explicit.setdefault(entry, self.line(self.at))
            self.value(entry)
            index += 1
            self.skip(_BETWEEN)
            if self.text.startswith(",", self.at):
                self.at += 1
            elif not self.text.startswith("]", self.at):
                raise _NotTomlError

    def inline_table(self, path: TablePath) -> None:
        """Walk over `{...}`, remembering its keys."""
        self.at += 1
        while True:
            self.skip(_BETWEEN)
            if self.text.startswith("}", self.at):
                self.at += 1
                return
            self.statement(path)
            self.skip(_BETWEEN)
            if self.text.startswith(",", self.at):
                self.at += 1
            elif not self.text.startswith("}", self.at):
                raise _NotTomlError

    def keys(self) -> tuple[str, ...]:
        """Read a key, dotted or not."""
        keys = []
        while True:
            self.skip(_SPACE)
            keys.append(self.key())
            self.skip(_SPACE)
            if not self.text.startswith(".", self.at):
                return tuple(keys)
            self.at += 1

    def key(self) -> str:
        kind = {'"': _BASIC, "'": _LITERAL}.get(self.text[self.at : self.at + 1], _BARE)
        raw = self.skip(kind)
        if not raw:
            raise _NotTomlError
        if kind is _BARE:
            return raw
        if "\\" in raw:
            return str(tomllib.loads(f"key = {raw}")["key"])
        return raw[1:-1]

    def skip(self, pattern: re.Pattern[str]) -> str:
        """Go past a pattern and return what it matched; a value or key must match something."""
        match = pattern.match(self.text, self.at)
        if match is None:
            raise _NotTomlError
        self.at = match.end()
        return match.group()

    def expect(self, sign: str) -> None:
        if not self.text.startswith(sign, self.at):
            raise _NotTomlError
        self.at += len(sign)

    def line(self, offset: int) -> int:
        return bisect_right(self.ends, offset - 1) + 1
