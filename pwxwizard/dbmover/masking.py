"""Secrets out of sight: the same text with every secret value replaced by a fixed mask."""

import re
from dataclasses import replace

from pwxwizard.dbmover.catalogue import Catalogue
from pwxwizard.dbmover.marks import NAME
from pwxwizard.dbmover.settings import PLACEHOLDER
from pwxwizard.dbmover.syntax import (
    COMMENT,
    Blank,
    Comment,
    DbmoverFile,
    Node,
    Statement,
    parse,
)
from pwxwizard.dbmover.text import BLANKS, Line, write

MASK = "********"

_ASSIGNED = re.compile(r"([A-Za-z][A-Za-z0-9_]*)[ \t]*=[ \t]*")
_NEXT = re.compile(r"[ \t]*,[ \t]*[A-Za-z][A-Za-z0-9_]*[ \t]*=|[ \t]*\*/|[ \t]*\|?[ \t]*$")
_DELIMITER = re.compile(r'"[^"]*"|[(),]')

Spans = dict[int, list[tuple[int, int]]]
"""By line number, the columns (from 0, end excluded) that hold secrets."""


def mask(data: bytes, catalogue: Catalogue | None = None) -> bytes:
    """Return a file with every secret masked, in statements, comments and unreadable lines.

    The result is for diffs and screens only. In doubt more is masked than the secret itself.
    """
    file = parse(data)
    spans = secrets(file, catalogue or Catalogue.load())
    lines = [_masked(line, spans.get(line.number, [])) for line in file.lines]
    if file.form.width:
        lines = [_fitted(line, file.form.width) for line in lines]
    return write(file.form, lines)


def mask_text(text: str, catalogue: Catalogue | None = None) -> str:
    """Return lines of DBMOVER text with every secret masked."""
    masked = mask(text.encode("utf-8", "surrogatepass"), catalogue)
    return masked.decode("utf-8", "surrogatepass")


def secrets(file: DbmoverFile, catalogue: Catalogue) -> Spans:
    """Return where a file holds secret values."""
    spans: Spans = {}
    cut = False
    for node in file.nodes:
        if isinstance(node, Blank):
            continue
        if isinstance(node, Statement):
            _in_statement(node, catalogue, spans)
            cut = False
        else:
            cut = _in_text(node, catalogue, spans, cut=cut)
    return spans


def _in_statement(statement: Statement, catalogue: Catalogue, spans: Spans) -> None:
    """Add the secrets of a statement: its value, or the parts named by a secret keyword."""
    value = statement.value
    before = len(spans)
    if catalogue.is_secret(statement.keyword):
        _add(statement, 0, len(value), spans)
    elif "=" in value:
        for found in _ASSIGNED.finditer(value):
            if catalogue.is_secret(found[1]):
                _add(statement, found.end(), _part_end(value, found.end()), spans)
    last = statement.lines[-1]
    if statement.trailing:
        start = statement.trailing_column - 1
        if len(spans) > before and not statement.trailing.startswith(COMMENT):
            spans.setdefault(last.number, []).append((start, _reach(last.text, start)))
        _in_line(last, start, catalogue, spans)
    if len(statement.lines) > len(statement.segments):
        held = {segment.line for segment in statement.segments}
        for line in statement.lines:
            if line.number not in held:
                _in_line(line, 0, catalogue, spans)


def _part_end(value: str, start: int) -> int:
    """Return where a secret part of a list ends: before the next keyword or the parenthesis of
    its own level. A comma alone does not end it, since a passphrase may hold one by mistake.
    """
    depth = 0
    for found in _DELIMITER.finditer(value, start):
        if found[0] == "(":
            depth += 1
        elif found[0] == ")":
            if not depth:
                return found.start()
            depth -= 1
        elif found[0] == "," and not depth and _NEXT.match(value, found.start()):
            return found.start()
    return len(value)


def _add(statement: Statement, start: int, end: int, spans: Spans) -> None:
    """Add a range of a statement's value, line by line."""
    for number, segment in enumerate(statement.segments):
        later = statement.segments[number + 1 :]
        stop = later[0].offset if later else len(statement.value)
        low, high = max(start, segment.offset), min(end, stop)
        if low < high:
            column = segment.column - 1 - segment.offset
            spans.setdefault(segment.line, []).append((column + low, column + high))


def _in_text(node: Node, catalogue: Catalogue, spans: Spans, *, cut: bool) -> bool:
    """Add the secrets of a comment or an unreadable line; tell whether a value runs on.

    Without a statement to go by, a value is taken to reach as far as it can.
    """
    line = node.lines[0]
    if cut:
        text = line.text
        start = text.index(COMMENT) + 2 if isinstance(node, Comment) else 0
        start += len(text[start:]) - len(text[start:].lstrip(BLANKS))
        if not _ASSIGNED.match(text[start:].lstrip(BLANKS + "(,")):
            spans.setdefault(line.number, []).append((start, _reach(text, start)))
    return _in_line(line, 0, catalogue, spans)


def _in_line(line: Line, start: int, catalogue: Catalogue, spans: Spans) -> bool:
    """Add the secrets of a line by their keywords; tell whether the last one may run on."""
    text = line.text
    end = 0
    for found in _ASSIGNED.finditer(text, start):
        if catalogue.is_secret(found[1]):
            end = _reach(text, found.end())
            spans.setdefault(line.number, []).append((found.end(), end))
    is_open = text.count("(") > text.count(")") or NAME in text
    return bool(end) and is_open and not text[end:].strip(f"{BLANKS}|*/")


def _reach(text: str, start: int) -> int:
    """Return how far a secret may reach: to the next keyword, closing mark or end of line."""
    found = _NEXT.search(text, start)
    end = found.start() if found else len(text)
    while end > start and text[end - 1] == ")":
        end -= 1
    return end


def _masked(line: Line, spans: list[tuple[int, int]]) -> Line:
    """Return a line with ranges replaced by the mask."""
    if not spans:
        return line
    text = line.text
    merged: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if merged and start <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((start, end))
    for start, end in reversed(merged):
        if text[start:end] not in ("", PLACEHOLDER):
            text = f"{text[:start]}{MASK}{text[end:]}"
    return replace(line, text=text)


def _fitted(line: Line, width: int) -> Line:
    """Return a line of a file with records or sequence numbers, as wide as it has to be."""
    if line.end and not line.tail:
        return line
    text = line.text.rstrip(" ") if len(line.text) > width else line.text
    while len(text) > width and "**" in text:
        text = text.replace("**", "*", 1)
    return replace(line, text=text[:width].ljust(width))
