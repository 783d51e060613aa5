"""Checks of a policy file's text: braces, characters, columns, line ends."""

import re
from collections.abc import Iterator

from pwxwizard.attls.encoding import Encoding
from pwxwizard.attls.findings import FINDINGS
from pwxwizard.attls.syntax import Fault, PolicyFile
from pwxwizard.ebcdic import outside_1047
from pwxwizard.finding import Finding, counted

_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_BEYOND_ASCII = re.compile(r"[^\x00-\x7f]")
_MOVING = re.compile(r"[\[\]^~!|\\`]")
_BRACES = {
    Fault.UNCLOSED: "ATT001",
    Fault.STRAY_CLOSE: "ATT002",
    Fault.NO_HEADER: "ATT003",
    Fault.TOO_DEEP: "ATT003",
    Fault.SHARED_LINE: "ATT004",
}


def braces(file: PolicyFile) -> Iterator[Finding]:
    """Yield what is wrong with the braces."""
    for problem in file.problems:
        place = file.where(problem.line, problem.column)
        message = {
            Fault.UNCLOSED: f"{problem.subject} has no closing brace before "
            + (f"line {problem.before}." if problem.before else "the end of the file."),
            Fault.STRAY_CLOSE: "This closing brace closes nothing.",
            Fault.NO_HEADER: "No statement stands before this opening brace.",
            Fault.TOO_DEEP: "Braces are nested deeper than any statement allows.",
            Fault.SHARED_LINE: f"A brace shares the line {problem.subject!r}.",
        }[problem.fault]
        yield FINDINGS[_BRACES[problem.fault]].at(place, message)


def broken(file: PolicyFile) -> bool:
    """Tell whether the braces leave it open what belongs to which statement."""
    return any(problem.fault is not Fault.SHARED_LINE for problem in file.problems)


def characters(file: PolicyFile) -> Iterator[Finding]:
    """Yield what is wrong with columns, characters and line ends."""
    text = "".join(file.lines)
    numbered = file.numbered
    if numbered:
        yield FINDINGS["ATT022"].at(
            file.where(min(numbered), 73),
            f"Sequence numbers stand in {counted(len(numbered), 'line')}.",
        )
    yield from _whole_file(file, text)
    suspicious = not text.isascii() or _CONTROL.search(text) or _MOVING.search(text)
    for number, line in enumerate(file.lines, 1):
        if len(line) > 72 and number not in numbered:
            yield from _columns(file, number)
        if suspicious:
            yield from _line(file, number, line)


def _columns(file: PolicyFile, number: int) -> Iterator[Finding]:
    line = file.text(number).rstrip()
    if len(line) > 72 and line.lstrip()[:1] != "#":
        yield FINDINGS["ATT014"].at(file.where(number, 73), f"The line has {len(line)} columns.")


def _whole_file(file: PolicyFile, text: str) -> Iterator[Finding]:
    for code, mark, message in (
        ("ATT015", "\t", "Tab characters"),
        ("ATT016", "\r", "Carriage returns"),
    ):
        if mark in text:
            lines = [number for number, line in enumerate(file.lines, 1) if mark in line]
            column = file.lines[lines[0] - 1].index(mark) + 1
            yield FINDINGS[code].at(
                file.where(lines[0], column), f"{message} stand in {counted(len(lines), 'line')}."
            )
    if text.startswith("\ufeff"):
        yield FINDINGS["ATT021"].at(file.where(1, 1), "The file begins with a byte order mark.")
    if text and not file.line_end(len(file.lines)):
        yield FINDINGS["ATT027"].at(file.where(len(file.lines)), "The last line has no line end.")


def _line(file: PolicyFile, number: int, line: str) -> Iterator[Finding]:
    found = _CONTROL.search(line)
    if found:
        yield FINDINGS["ATT020"].at(
            file.where(number, found.start() + 1),
            f"The line contains the control character X'{ord(found.group()):02X}'.",
        )
    body = line.partition(" #")[0] if line.lstrip()[:1] != "#" else ""
    if not line.isascii():
        lacking = outside_1047(line.removeprefix("\ufeff"))
        found = _BEYOND_ASCII.search(body.removeprefix("\ufeff").rstrip("\x85"))
        if lacking:
            column = line.index(lacking[0]) + 1
            yield FINDINGS["ATT017"].at(file.where(number, column), f"IBM-1047 has no {lacking!r}.")
        elif found:
            yield FINDINGS["ATT018"].at(
                file.where(number, found.start() + 1),
                f"The line contains {found.group()!r}, which code pages place differently.",
            )
    found = _MOVING.search(body)
    if found and not _is_placeholder(body) and file.encoding is not Encoding.IBM1047:
        yield FINDINGS["ATT019"].at(
            file.where(number, found.start() + 1),
            f"{found.group()!r} has different places in EBCDIC code pages.",
        )


PLACEHOLDER = re.compile(r"<[^<>]*>|\[[^\[\]]*\]|\.\.\.|\$\{[^{}]*\}|%[A-Za-z_]+%")


def _is_placeholder(text: str) -> bool:
    return PLACEHOLDER.search(text) is not None
