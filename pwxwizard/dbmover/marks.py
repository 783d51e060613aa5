"""Marks around what this tool writes into a DBMOVER file, and the way back to the file before.

Every run of lines that is written stands between two comment lines, `pwxwizard begin` and
`pwxwizard end`. Where lines of the file were replaced, their exact text stands behind the first
mark in comment lines `pwxwizard was` (and `more`, where a line had to be broken), closed by `|`.
The file itself therefore holds all that undoing needs, at any later time and on any machine.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from pwxwizard.dbmover.text import BLANKS, Form, Line, read, renumbered, write

NAME = "pwxwizard"
ADDED = "begin added for TLS"
CHANGED = "begin changed for TLS"
NEW = "?"
"""Stands in a line's `tail` until its sequence number is known."""

_MARK = re.compile(rf"/\* ?{NAME} (begin|was|more|end)\b(.*)", re.DOTALL)
_KEPT = re.compile(r" (.*)\|(?: ?\*/)?", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Block:
    """The lines from one mark to its other, by their index; `stop` is the index after the last."""

    start: int
    stop: int


def undo(edited_data: bytes) -> bytes:
    """Return a file without anything that this tool wrote into it, byte for byte as it was.

    It works from the marks in the file alone. Lines that others wrote between two marks go too; a
    mark whose counterpart is missing is left where it is.
    """
    form, lines = read(edited_data)
    found = blocks(lines)
    if not found:
        return edited_data
    kept: list[Line] = []
    at = 0
    for block in found:
        kept += lines[at : block.start]
        was = list(_was(form, lines[block.start + 1 : block.stop]))
        last_end = lines[block.stop - 1].end
        if was:
            was[-1] = replace(was[-1], end=last_end)
        elif not last_end and not form.records and kept:
            kept[-1] = replace(kept[-1], end="")
        kept += was
        at = block.stop
    kept += lines[at:]
    return write(form, kept)


def blocks(lines: tuple[Line, ...]) -> tuple[Block, ...]:
    """Return the complete marked runs of lines, in order."""
    found: list[Block] = []
    start = -1
    for index, line in enumerate(lines):
        kind = mark(line)
        if kind == "begin":
            start = index
        elif kind == "end" and start >= 0:
            found.append(Block(start, index + 1))
            start = -1
    return tuple(found)


def stray(lines: tuple[Line, ...]) -> tuple[Line, ...]:
    """Return the marks whose counterpart is missing."""
    inside = {index for block in blocks(lines) for index in range(block.start, block.stop)}
    return tuple(line for index, line in enumerate(lines) if index not in inside and mark(line))


def mark(line: Line) -> str:
    """Return the kind of mark a line is: begin, was, more or end; empty for any other line."""
    if NAME not in line.text:
        return ""
    found = _MARK.match(line.text.strip(BLANKS))
    return found[1] if found else ""


def comment(text: str, *, spaced: bool, closed: bool) -> str:
    """Return a comment line in a file's manner."""
    return f"/*{' ' if spaced else ''}{text}{' */' if closed else ''}"


def was_lines(
    lines: tuple[Line, ...], form: Form, width: int, *, spaced: bool, closed: bool
) -> list[Line]:
    """Return comment lines that keep the text and ends of lines; a missing end is filled in."""
    room = width - len(comment(f"{NAME} more |", spaced=spaced, closed=closed)) if width else 0
    kept: list[Line] = []
    for line in lines:
        text = line.text.rstrip(" ") if line.tail or form.records else line.text
        for number, chunk in enumerate(_chunks(text, room)):
            word = "more" if number else "was"
            written = comment(f"{NAME} {word} {chunk}|", spaced=spaced, closed=closed)
            kept.append(form.line(written, line.tail, line.end or form.line_end))
    return kept


def _chunks(text: str, room: int) -> list[str]:
    """Return a text in pieces of at most `room`, broken after a comma where there is one.

    A keyword that was broken could not be recognised as one whose value is to be masked.
    """
    chunks: list[str] = []
    while room and len(text) > room:
        cut = text.rfind(",", 0, room) + 1 or room
        chunks.append(text[:cut])
        text = text[cut:]
    return [*chunks, text]


def _was(form: Form, lines: tuple[Line, ...]) -> Iterator[Line]:
    """Return the lines that stood where a block stands now."""
    text = ""
    first: Line | None = None
    for line in lines:
        kind = mark(line)
        if kind not in ("was", "more"):
            break
        if kind == "was":
            if first:
                yield form.line(text, first.tail, first.end)
            first, text = line, ""
        found = _MARK.match(line.text.strip(BLANKS))
        kept = _KEPT.fullmatch(found[2]) if found else None
        text += kept[1] if kept else ""
    if first:
        yield form.line(text, first.tail, first.end)


def numbered(lines: list[Line]) -> list[Line]:
    """Return lines with sequence numbers filled in where `tail` is `NEW`, between their neighbours.

    A number that has no room between its neighbours repeats the one before it.
    """
    result = list(lines)
    at = 0
    while at < len(result):
        if result[at].tail != NEW:
            at += 1
            continue
        stop = at
        while stop < len(result) and result[stop].tail == NEW:
            stop += 1
        before = next((line.tail for line in reversed(result[:at]) if line.tail.strip()), "")
        after = next((line.tail for line in result[stop:] if line.tail.strip()), "")
        for index, tail in enumerate(_between(before, after, stop - at), at):
            result[index] = replace(result[index], tail=tail)
        at = stop
    return renumbered(result)


def _between(before: str, after: str, count: int) -> list[str]:
    """Return sequence numbers that lie between two others, as far as there is room."""
    model = before or after
    digits = len(model) - len(model.rstrip("0123456789"))
    prefix = model[: len(model) - digits]
    low = int(before[len(before) - digits :] or 0) if before else 0
    if after.startswith(prefix) and after[len(prefix) :].isdigit():
        step = (int(after[len(prefix) :]) - low) // (count + 1)
    else:
        step = 100
    top = 10**digits - 1
    return [
        f"{prefix}{min(low + max(step, 0) * number, top):0{digits}d}"
        for number in range(1, count + 1)
    ]
