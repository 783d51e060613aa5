"""Checks of a DBMOVER file's lines: syntax, characters, and what the platform's records hold."""

import re
from collections.abc import Iterator

from pwxwizard.dbmover import file_rules as rules
from pwxwizard.dbmover import marks
from pwxwizard.dbmover.catalogue import Catalogue
from pwxwizard.dbmover.masking import secrets
from pwxwizard.dbmover.syntax import Comment, DbmoverFile, Node, Statement, Unreadable
from pwxwizard.dbmover.text import BLANKS, RECORD, Encoding, Line, encodable
from pwxwizard.finding import Finding, FindingRule, Where

_CONTROL = re.compile(r"[\x00-\x08\x0a-\x1f\x7f-\x9f\ufeff\ufffd]")
_QUOTED = re.compile(r'"[^"]*"')
_EXCERPT = 40


def check_lines(
    parsed: DbmoverFile, platform: str, catalogue: Catalogue, file: str
) -> Iterator[Finding]:
    """Yield what is wrong with single lines and with how they are written."""
    hidden = secrets(parsed, catalogue) if parsed.unreadable else {}
    for node in parsed.nodes:
        yield from _node(node, file, quotable=node.line not in hidden)
        yield from _records(node, platform, catalogue, file)
    ends: dict[str, int] = {}
    for line in parsed.lines:
        if line.end:
            ends.setdefault(line.end, line.number)
    if len(ends) > 1:
        line_number = max(ends.values())
        message = f"Line {line_number} ends in another way than the lines before it."
        yield rules.MIXED_LINE_ENDS.at(Where(file, line_number), message)
    for line in marks.stray(parsed.lines):
        message = f"The mark '{marks.NAME} {marks.mark(line)}' has no counterpart."
        yield rules.STRAY_MARK.at(Where(file, line.number), message)


def _node(node: Node, file: str, *, quotable: bool) -> Iterator[Finding]:
    """Yield what is wrong with the syntax of a statement, comment or unreadable line."""
    damaged = False
    for line in node.lines:
        found = _CONTROL.search(line.text.rstrip(BLANKS))
        if found:
            damaged = True
            message = f"The line holds the control character {ord(found[0]):02X}."
            yield rules.CONTROL_CHARACTER.at(Where(file, line.number, found.start() + 1), message)
    if isinstance(node, Unreadable):
        if not damaged:
            yield _unreadable(node, file, quotable=quotable)
    elif isinstance(node, Comment):
        if node.after:
            message = "Text follows the end of the comment."
            yield rules.AFTER_COMMENT.at(Where(file, node.line, node.column), message)
    elif isinstance(node, Statement):
        yield from _statement(node, file)


def _unreadable(node: Unreadable, file: str, *, quotable: bool) -> Finding:
    rule: FindingRule = rules.UNREADABLE
    if node.open_bracket:
        rule = rules.UNCLOSED
        message = f"The parenthesis of {node.keyword} is not closed."
    else:
        text = node.lines[0].text.strip(BLANKS)
        shown = f": {text[:_EXCERPT]}" if quotable else ""
        message = f"The line is no statement and no comment{shown}."
    return rule.at(Where(file, node.line, node.column), message)


def _statement(node: Statement, file: str) -> Iterator[Finding]:
    """Yield what is wrong around a statement's value."""
    last = node.lines[-1].number
    if node.trailing.startswith("/*"):
        message = f"A comment follows {node.keyword} on its line."
        yield rules.INLINE_COMMENT.at(Where(file, last, node.trailing_column), message)
    elif node.trailing:
        message = f"Text follows the end of {node.keyword}."
        yield rules.TRAILING.at(Where(file, last, node.trailing_column), message)
    if node.value.startswith("(") and '"' in _QUOTED.sub("", node.value):
        line, column = node.place(node.value.rindex('"'))
        message = f"A double quote in {node.keyword} is not closed."
        yield rules.OPEN_QUOTE.at(Where(file, line, column), message)
    if node.column > 1:
        message = f"{node.keyword} starts in column {node.column}."
        yield rules.INDENTED.at(Where(file, node.line, node.column), message)


def _records(node: Node, platform: str, catalogue: Catalogue, file: str) -> Iterator[Finding]:
    """Yield the lines that do not fit into a platform's records or encoding."""
    limit = catalogue.limits.get(platform)
    if not limit or isinstance(node, Unreadable):
        return
    columns = max(limit.columns, RECORD) if isinstance(node, Comment) else limit.columns
    for line in node.lines:
        length = len(line.text.rstrip(BLANKS))
        if limit.columns and length > columns:
            message = f"The line has {length} columns; {columns} fit."
            yield rules.TOO_LONG.at(Where(file, line.number, columns + 1), message)
        if limit.encoding and not line.text.isascii():
            yield from _not_encodable(line, Encoding(limit.encoding), file)


def _not_encodable(line: Line, encoding: Encoding, file: str) -> Iterator[Finding]:
    for column, sign in enumerate(line.text, 1):
        if not encodable(sign, encoding):
            message = f"{encoding.upper()} has no code for the character U+{ord(sign):04X}."
            yield rules.NOT_ENCODABLE.at(Where(file, line.number, column), message)
            return
