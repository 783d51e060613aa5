"""Lossless syntax of a DBMOVER file: statements, comments, blanks and lines that are neither.

The grammar is the one that real files show: a comment opens with `/*` and ends with its line,
closed or not; a statement is `KEYWORD=value`; a value in parentheses may run over several lines.
"""

import re
from collections import Counter
from dataclasses import dataclass
from functools import cached_property

from pwxwizard.dbmover.text import BLANKS, Encoding, Form, Line, read, write

COMMENT = "/*"
MOST_LINES = 50
"""Lines after which an open parenthesis is taken to be forgotten."""
DEEPEST = 16
"""Parentheses within each other, after which one is taken to be forgotten."""

_STATEMENT = re.compile(r"[ \t]*([A-Za-z][A-Za-z0-9_]*)[ \t]*=[ \t]*", re.DOTALL)
_BRACKET = re.compile(r'"[^"]*"|[()]')
_SEPARATOR = re.compile(r'"[^"]*"|[(),]')
_KEYWORD_ITEM = re.compile(r"([A-Za-z][A-Za-z0-9_]*)[ \t]*=[ \t]*", re.DOTALL)
_INLINE_COMMENT = re.compile(r"[ \t]+/\*")


@dataclass(frozen=True, slots=True)
class Node:
    """A run of lines of a file; the nodes of a file follow each other without a gap."""

    lines: tuple[Line, ...]

    @property
    def line(self) -> int:
        """Return the number of the first line."""
        return self.lines[0].number

    @property
    def column(self) -> int:
        """Return the column of the first character that is not blank; 1 for a blank line."""
        text = self.lines[0].text
        return len(text) - len(text.lstrip(BLANKS)) + 1 if text.strip(BLANKS) else 1


@dataclass(frozen=True, slots=True)
class Blank(Node):
    """An empty line, or one of blanks."""


@dataclass(frozen=True, slots=True)
class Segment:
    """The part of a statement's value that stands on one line."""

    offset: int
    """Where the part starts in the value."""
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Item:
    """One part of a parenthesised value, between two commas."""

    key: str
    """Keyword in upper case; empty for a positional part."""
    text: str
    """The part after `KEYWORD=`, without blanks around it; a nested list with parentheses."""
    start: int
    """Where `text` starts in the value."""
    key_start: int
    """Where the keyword starts in the value; as `start` where there is none."""

    @property
    def end(self) -> int:
        """Return where `text` ends in the value."""
        return self.start + len(self.text)

    @property
    def plain(self) -> str:
        """Return the text without the double quotes around it."""
        if len(self.text) >= 2 and self.text[0] == self.text[-1] == '"':
            return self.text[1:-1]
        return self.text


@dataclass(frozen=True, slots=True)
class Statement(Node):
    """One `KEYWORD=value`."""

    spelling: str
    """The keyword as the file spells it."""
    value: str
    """The value without blanks around it and, over several lines, without the breaks."""
    segments: tuple[Segment, ...]
    trailing: str = ""
    """What follows the value on its last line: a comment, or text that does not belong there."""
    trailing_column: int = 0

    @property
    def keyword(self) -> str:
        """Return the keyword in upper case."""
        return self.spelling.upper()

    def items(self) -> tuple[Item, ...]:
        """Return the parts of a value in parentheses; a plain value has none."""
        return items(self.value)

    def texts(self) -> tuple[str, ...]:
        """Return the parts of a value in parentheses, without keywords and quotes."""
        if '"' in self.value or "=" in self.value or not _is_flat(self.value):
            return tuple([item.plain for item in self.items()])
        end = self.value.find(")")
        return tuple([text.strip(BLANKS) for text in self.value[1:end].split(",")])

    def place(self, offset: int) -> tuple[int, int]:
        """Return line and column of a character of the value."""
        found = self.segments[0]
        for segment in self.segments[1:]:
            if segment.offset > offset:
                break
            found = segment
        return found.line, found.column + offset - found.offset


@dataclass(frozen=True, slots=True)
class Comment(Node):
    """A line that opens with `/*`."""

    @property
    def body(self) -> str:
        """Return what stands between the marks, without blanks around it."""
        text = self.lines[0].text.strip(BLANKS).removeprefix(COMMENT)
        return text.partition("*/")[0].strip(BLANKS)

    @property
    def after(self) -> str:
        """Return what follows a closing mark; PowerExchange reads none of it."""
        text = self.lines[0].text.strip(BLANKS).removeprefix(COMMENT)
        return text.partition("*/")[2].strip(BLANKS)

    @property
    def statement(self) -> Statement | None:
        """Return the statement that was commented out here, if it is one on one line."""
        line = self.lines[0]
        node = _node((Line(line.number, self.body),), 0)
        return node if isinstance(node, Statement) else None


@dataclass(frozen=True, slots=True)
class Unreadable(Node):
    """A line that is neither statement nor comment; it is kept as it is."""

    open_bracket: bool = False
    """It would be a statement if its parenthesis were closed."""

    @property
    def keyword(self) -> str:
        """Return the keyword of a statement whose parenthesis is not closed, in upper case."""
        found = _STATEMENT.match(self.lines[0].text)
        return found[1].upper() if found else ""


@dataclass(frozen=True)
class DbmoverFile:
    """A DBMOVER file, taken apart."""

    form: Form
    nodes: tuple[Node, ...]

    @property
    def encoding(self) -> Encoding:
        """Return the encoding the file was met in."""
        return self.form.encoding

    @property
    def line_end(self) -> str:
        """Return the line end met most; empty for 80-byte records."""
        return self.form.line_end

    @cached_property
    def lines(self) -> tuple[Line, ...]:
        """Return all lines in order."""
        return tuple([line for node in self.nodes for line in node.lines])

    @cached_property
    def statements(self) -> tuple[Statement, ...]:
        """Return the statements in order, without those that are commented out."""
        return tuple([node for node in self.nodes if isinstance(node, Statement)])

    @cached_property
    def _by_keyword(self) -> dict[str, tuple[Statement, ...]]:
        found: dict[str, list[Statement]] = {}
        for node in self.statements:
            found.setdefault(node.keyword, []).append(node)
        return {keyword: tuple(nodes) for keyword, nodes in found.items()}

    @cached_property
    def comments(self) -> tuple[Comment, ...]:
        """Return the comment lines in order."""
        return tuple([node for node in self.nodes if isinstance(node, Comment)])

    @cached_property
    def unreadable(self) -> tuple[Unreadable, ...]:
        """Return the lines that could not be read, in order."""
        return tuple([node for node in self.nodes if isinstance(node, Unreadable)])

    def named(self, *keywords: str) -> tuple[Statement, ...]:
        """Return the statements with one of the keywords, which are given in upper case."""
        if len(keywords) == 1:
            return self._by_keyword.get(keywords[0], ())
        return tuple([node for node in self.statements if node.keyword in keywords])

    def render(self) -> bytes:
        """Return the bytes that the file was parsed from."""
        return write(self.form, self.lines)


def parse(data: bytes, encoding: Encoding | None = None) -> DbmoverFile:
    """Take a DBMOVER file apart; any bytes will do, and `render` gives them back."""
    form, lines = read(data, encoding)
    nodes: list[Node] = []
    at = 0
    while at < len(lines):
        node = _node(lines, at)
        nodes.append(node)
        at += len(node.lines)
    return DbmoverFile(form, tuple(nodes))


def counts(file: DbmoverFile) -> dict[str, int]:
    """Return how often each statement occurs, by keyword in upper case, sorted by keyword."""
    return dict(sorted(Counter(node.keyword for node in file.statements).items()))


def items(value: str) -> tuple[Item, ...]:
    """Return the parts of a list in parentheses, at its outermost level."""
    if not value.startswith("("):
        return ()
    parts: list[Item] = []
    if '"' not in value and _is_flat(value):
        # NODE and LISTENER lines of large files: nothing nested and nothing quoted
        begin = 1
        for raw in value[1 : value.find(")")].split(","):
            parts.append(_item(value, begin, begin + len(raw)))
            begin += len(raw) + 1
        return tuple(parts)
    depth = 0
    begin = 1
    for found in _SEPARATOR.finditer(value):
        mark = found[0]
        if mark == "(":
            depth += 1
        elif mark == ")":
            depth -= 1
            if not depth:
                parts.append(_item(value, begin, found.start()))
                break
        elif mark == "," and depth == 1:
            parts.append(_item(value, begin, found.start()))
            begin = found.end()
    return tuple(parts)


def _is_flat(value: str) -> bool:
    """Tell whether a value is one list in parentheses, with none inside of it."""
    return value.startswith("(") and value.find("(", 1) < 0 and value.find(")") > 0


def _item(value: str, begin: int, end: int) -> Item:
    """Return one part of a list from where it stands in the value."""
    raw = value[begin:end]
    text = raw.strip(BLANKS)
    start = begin + len(raw) - len(raw.lstrip(BLANKS)) if text else begin
    found = _KEYWORD_ITEM.match(text) if "=" in text else None
    if not found:
        return Item("", text, start, start)
    return Item(found[1].upper(), text[found.end() :], start + found.end(), start)


def _node(lines: tuple[Line, ...], at: int) -> Node:
    """Return the node that starts at a line."""
    line = lines[at]
    text = line.text
    stripped = text.strip(BLANKS)
    if not stripped:
        return Blank((line,))
    if stripped.startswith(COMMENT):
        return Comment((line,))
    found = _STATEMENT.match(text)
    if not found:
        return Unreadable((line,))
    start = found.end()
    if text.startswith("(", start):
        return _list_statement(lines, at, found[1], start)
    value = text[start:].rstrip(BLANKS)
    segments = (Segment(0, line.number, start + 1),)
    inline = _INLINE_COMMENT.search(value)
    if inline:
        trailing = value[inline.start() :].strip(BLANKS)
        column = start + inline.end() - 1
        return Statement((line,), found[1], value[: inline.start()], segments, trailing, column)
    return Statement((line,), found[1], value, segments)


def _list_statement(lines: tuple[Line, ...], at: int, spelling: str, start: int) -> Node:
    """Return a statement whose value is in parentheses, or its first line as unreadable."""
    value = ""
    depth = 0
    segments: list[Segment] = []
    for number in range(at, min(at + MOST_LINES, len(lines))):
        line = lines[number]
        text = line.text
        if number > at:
            start = len(text) - len(text.lstrip(BLANKS))
            if text.startswith(COMMENT, start) or not text.strip(BLANKS):
                continue
            if not _continues(value, text[start:]):
                break
        segments.append(Segment(len(value), line.number, start + 1))
        depth, end = _closing(text, start, depth)
        if end:
            value += text[start:end]
            rest = text[end:]
            trailing = rest.strip(BLANKS)
            column = end + len(rest) - len(rest.lstrip(BLANKS)) + 1 if trailing else 0
            kept = lines[at : number + 1]
            return Statement(kept, spelling, value, tuple(segments), trailing, column)
        if depth > DEEPEST:
            break
        value += text[start:].rstrip(BLANKS)
    return Unreadable((lines[at],), open_bracket=True)


def _closing(text: str, start: int, depth: int) -> tuple[int, int]:
    """Return the depth after a line and where the outermost parenthesis closes, or 0."""
    if not depth and '"' not in text and text.find("(", start + 1) < 0:
        end = text.find(")", start) + 1
        return (0, end) if end else (1, 0)
    for found in _BRACKET.finditer(text, start):
        if found[0] == "(":
            depth += 1
        elif found[0] == ")":
            depth -= 1
            if not depth:
                return 0, found.end()
    return depth, 0


def _continues(value: str, text: str) -> bool:
    """Tell whether a line can belong to a value that is open: it is broken at a separator,
    or the line does not look like a statement of its own.
    """
    return value.endswith((",", "(")) or text[0] in ",)" or not _STATEMENT.match(text)
