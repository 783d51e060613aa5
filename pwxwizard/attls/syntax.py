"""Policy files as a lossless tree: any bytes in, the same bytes out, a position on every node."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from itertools import pairwise

from pwxwizard.attls.encoding import Encoding, decode, detect, encode
from pwxwizard.finding import Where

_ENDS = {
    Encoding.UTF8: re.compile(r"\r?\n"),
    Encoding.LATIN1: re.compile(r"\r?\n"),
    Encoding.IBM1047: re.compile("\r?[\n\x85]"),
}
_TOKEN = re.compile(r"\S+")
_PLAIN = re.compile(r"[ \t]*([^\s{}#]+)(?:[ \t]+([^\s{}#]+))?[ \t\r]*\Z")
_DEEPEST = 16
"""Braces nested deeper than this are noted and passed over; AT-TLS statements nest three deep."""
_NUMBERED = re.compile(r".{72}([0-9]{8})[ \r\n\x85]*\Z")
_TOP_ONLY = frozenset(
    ("ttlsrule", "ttlsgroupaction", "ttlsenvironmentaction", "ttlsconnectionaction")
)


class Fault(StrEnum):
    """What can be wrong with the braces of a file."""

    UNCLOSED = "unclosed"
    STRAY_CLOSE = "stray-close"
    NO_HEADER = "no-header"
    SHARED_LINE = "shared-line"
    TOO_DEEP = "too-deep"


@dataclass(frozen=True, slots=True)
class Problem:
    """A fault of the braces and where it is."""

    fault: Fault
    line: int
    column: int
    subject: str
    """The statement it concerns, or the text that shares a line with a brace."""
    before: int = 0
    """The line before which a missing brace belongs; 0 is the end of the file."""


@dataclass(frozen=True, slots=True)
class Attribute:
    """A keyword with its values on one line; a statement without braces looks the same."""

    keyword: str
    values: tuple[str, ...]
    line: int
    column: int
    comment: str = ""
    """A comment behind the values, with its number sign."""

    @property
    def key(self) -> str:
        """The keyword in lower case: Policy Agent ignores the case of keywords."""
        return self.keyword.lower()

    @property
    def value(self) -> str:
        """The first value, or nothing."""
        return self.values[0] if self.values else ""


@dataclass(frozen=True, slots=True)
class Block:
    """A statement with a body in braces."""

    keyword: str
    names: tuple[str, ...]
    """The words behind the keyword; Policy Agent takes the first as the name."""
    line: int
    column: int
    children: tuple["Node", ...]
    opened: int
    """Line of the opening brace."""
    closed: int
    """Line of the closing brace, 0 if there is none."""
    comment: str = ""

    @property
    def key(self) -> str:
        """The keyword in lower case: Policy Agent ignores the case of keywords."""
        return self.keyword.lower()

    @property
    def name(self) -> str:
        """The statement's name, exactly as written, or nothing."""
        return self.names[0] if self.names else ""

    @property
    def attributes(self) -> Iterator[Attribute]:
        """The attributes of the block itself."""
        return (child for child in self.children if isinstance(child, Attribute))

    @property
    def blocks(self) -> Iterator["Block"]:
        """The inline blocks of the block itself."""
        return (child for child in self.children if isinstance(child, Block))


Node = Attribute | Block


@dataclass(frozen=True, slots=True)
class PolicyFile:
    """One policy file: its lines as they are and the tree they make."""

    file: str
    encoding: Encoding
    lines: tuple[str, ...]
    """Each line with its own line end; together they are the file."""
    nodes: tuple[Node, ...]
    problems: tuple[Problem, ...]
    ends: tuple[str, ...] = field(default=("\n",))
    """The line ends that occur, the most frequent first."""
    numbered: frozenset[int] = frozenset()
    """Lines with a sequence number in columns 73 to 80, which is not read as text."""

    def render(self) -> bytes:
        """Return the bytes the file was parsed from."""
        return encode("".join(self.lines), self.encoding)

    def text(self, line: int) -> str:
        """Return a line (the first is 1) without its line end."""
        return self.lines[line - 1].removesuffix(self.line_end(line)).rstrip("\r")

    def line_end(self, line: int) -> str:
        """Return the line end of a line, empty if the last line lacks one."""
        found = _ENDS[self.encoding].search(self.lines[line - 1])
        return found.group() if found else ""

    def where(self, line: int, column: int = 0, item: str = "") -> Where:
        """Return a place in this file."""
        return Where(self.file, line, column, item)


@dataclass(slots=True)
class _Open:
    """A block whose closing brace has not been met."""

    keyword: str
    names: tuple[str, ...]
    line: int
    column: int
    comment: str
    opened: int
    children: list[Node] = field(default_factory=list)


class _Reader:
    """Builds the tree line by line."""

    def __init__(self) -> None:
        self.nodes: list[Node] = []
        self.problems: list[Problem] = []
        self.stack: list[_Open] = []
        self.header: Attribute | None = None
        self.too_deep = 0

    @property
    def level(self) -> list[Node]:
        return self.stack[-1].children if self.stack else self.nodes

    def words(self, attribute: Attribute) -> None:
        self.level.append(attribute)
        self.header = attribute

    def open(self, line: int, column: int) -> None:
        header = self.header
        self.header = None
        if len(self.stack) >= _DEEPEST:
            self.too_deep += 1
            self.problems.append(Problem(Fault.TOO_DEEP, line, column, "{"))
            return
        if header is None:
            self.problems.append(Problem(Fault.NO_HEADER, line, column, "{"))
            self.stack.append(_Open("", (), line, column, "", line))
            return
        self.level.pop()
        if self.stack and header.key in _TOP_ONLY:
            self.abandon(header.line)
        self.stack.append(
            _Open(header.keyword, header.values, header.line, header.column, header.comment, line)
        )

    def close(self, line: int, column: int) -> None:
        self.header = None
        if self.too_deep:
            self.too_deep -= 1
            return
        if not self.stack:
            self.problems.append(Problem(Fault.STRAY_CLOSE, line, column, "}"))
            return
        self.finish(line)

    def finish(self, closed: int) -> None:
        done = self.stack.pop()
        self.level.append(
            Block(
                done.keyword,
                done.names,
                done.line,
                done.column,
                tuple(done.children),
                done.opened,
                closed,
                done.comment,
            )
        )

    def abandon(self, before: int) -> None:
        """Close what is open although its braces are missing."""
        while self.stack:
            last = self.stack[-1]
            subject = " ".join((last.keyword, *last.names[:1])).strip() or "{"
            self.problems.append(Problem(Fault.UNCLOSED, last.line, last.column, subject, before))
            self.finish(0)


def parse(data: bytes, file: str = "") -> PolicyFile:
    """Return the tree of a policy file; never fails, whatever the bytes are.

    `file` is the name that findings show. What Policy Agent would reject is kept as it is and
    named in `problems`, or by `check`.
    """
    encoding = detect(data)
    text = decode(data, encoding)
    lines, ends = _lines(text, encoding)
    reader = _Reader()
    numbered = _sequence_numbers(lines)
    for number, line in enumerate(lines, 1):
        raw = line[:72] if number in numbered else line
        if number == 1:
            raw = raw.replace("\ufeff", " ", 1)
        plain = _PLAIN.match(raw.rstrip("\n\x85"))
        if plain is not None:
            keyword, value = plain.groups()
            values = () if value is None else (value,)
            reader.words(Attribute(keyword, values, number, plain.start(1) + 1))
        else:
            _read_line(reader, raw, number)
    reader.abandon(0)
    return PolicyFile(
        file, encoding, tuple(lines), tuple(reader.nodes), tuple(reader.problems), ends, numbered
    )


def _sequence_numbers(lines: list[str]) -> frozenset[int]:
    """Return the lines that carry a sequence number; three that ascend make a numbered file."""
    found: dict[int, str] = {}
    for number, line in enumerate(lines, 1):
        if len(line) >= 80:
            match = _NUMBERED.match(line)
            if match is not None:
                found[number] = match.group(1)
    values = list(found.values())
    ascending = all(first < second for first, second in pairwise(values))
    return frozenset(found) if len(values) >= 3 and ascending else frozenset()


def _lines(text: str, encoding: Encoding) -> tuple[list[str], tuple[str, ...]]:
    lines: list[str] = []
    seen: dict[str, int] = {}
    start = 0
    for match in _ENDS[encoding].finditer(text):
        lines.append(text[start : match.end()])
        start = match.end()
        end = match.group()
        seen[end] = seen.get(end, 0) + 1
    if start < len(text):
        lines.append(text[start:])
    return lines, tuple(sorted(seen, key=lambda end: -seen[end])) or ("\n",)


def _read_line(reader: _Reader, raw: str, number: int) -> None:
    """Read a line that is more than a keyword and a value: comments, braces, several values."""
    words: list[tuple[str, int]] = []
    braces = 0
    comment = ""
    for match in _TOKEN.finditer(raw):
        token, column = match.group(), match.start() + 1
        if token[0] == "#":
            comment = raw[match.start() :].rstrip()
            break
        for part, offset in _split(token):
            if part in "{}":
                braces += 1
                if words:
                    _take_words(reader, words, number, "")
                    words = []
                (reader.open if part == "{" else reader.close)(number, column + offset)
                if braces > 1 or raw[: column + offset - 1].strip():
                    _note_shared(reader, number, column + offset, raw)
            else:
                if braces and not words:
                    _note_shared(reader, number, column + offset, raw)
                words.append((part, column + offset))
    if words:
        _take_words(reader, words, number, comment)


def _take_words(reader: _Reader, words: list[tuple[str, int]], number: int, comment: str) -> None:
    keyword, column = words[0]
    reader.words(Attribute(keyword, tuple(word for word, _ in words[1:]), number, column, comment))


def _note_shared(reader: _Reader, number: int, column: int, raw: str) -> None:
    last = reader.problems[-1] if reader.problems else None
    if last is None or last.line != number or last.fault is not Fault.SHARED_LINE:
        reader.problems.append(Problem(Fault.SHARED_LINE, number, column, raw.strip()))


def _split(token: str) -> list[tuple[str, int]]:
    """Separate braces that touch a word: `{Addr` and `Off}`, but not `${RING}`."""
    if len(token) == 1 or ("{" not in token and "}" not in token):
        return [(token, 0)]
    word = token.strip("{}")
    if not word:
        return [(brace, offset) for offset, brace in enumerate(token)]
    if "{" in token and "}" in token:
        return [(token, 0)]
    start = token.index(word)
    parts = [(brace, offset) for offset, brace in enumerate(token[:start])]
    parts.append((word, start))
    tail = start + len(word)
    parts += [(brace, tail + offset) for offset, brace in enumerate(token[tail:])]
    return parts
