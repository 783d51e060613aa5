"""The manner in which a DBMOVER file is written, so that new statements look like its own."""

import re
from collections import Counter
from dataclasses import dataclass

from pwxwizard.dbmover.marks import NAME
from pwxwizard.dbmover.syntax import DbmoverFile, Statement

_COMMA = re.compile(r"[ \t]*,[ \t]*")
_PADDED = re.compile(r"\(([ \t]*)[^\s()].*[^\s()]([ \t]*)\)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Style:
    """Case and spacing of a statement."""

    indent: str = ""
    equals: str = "="
    comma: str = ","
    opening: str = "("
    closing: str = ")"
    lower: bool = False
    """Keywords in lower case."""
    capital: bool = False
    """Keywords with a capital first letter."""
    lower_words: bool = False
    """Words such as TCPIP in lower case."""

    def keyword(self, name: str) -> str:
        """Return a keyword in the file's case."""
        if self.capital:
            return name.capitalize()
        return name.lower() if self.lower else name

    def word(self, name: str) -> str:
        """Return a word of a value in the file's case."""
        return name.lower() if self.lower_words else name

    def plain(self, keyword: str, value: str) -> str:
        """Return a statement with a value of one piece."""
        return f"{self.indent}{self.keyword(keyword)}{self.equals}{value}"

    def listed(self, keyword: str, parts: list[str], width: int) -> list[str]:
        """Return a statement with a list, broken after commas where it is wider than `width`."""
        whole = f"{self.opening}{self.comma.join(parts)}{self.closing}"
        text = self.plain(keyword, whole)
        if not width or len(text) <= width:
            return [text]
        lines = [self.plain(keyword, self.opening)]
        pieces = [f"{part}{self.comma.rstrip()}" for part in parts[:-1]]
        pieces.append(f"{parts[-1]}{self.closing}")
        for piece in pieces:
            if len(lines[-1]) + len(piece) > width and not lines[-1].endswith(self.opening):
                lines.append(f"{self.indent}   {piece}")
            else:
                lines[-1] += piece
        return lines


@dataclass(frozen=True, slots=True)
class CommentStyle:
    """The manner of a file's comments."""

    spaced: bool = True
    """A blank behind `/*`."""
    closed: bool = False
    """`*/` at the end."""


def comment_style(file: DbmoverFile) -> CommentStyle:
    """Return the manner most of a file's comments have; the marks of this tool do not count."""
    texts = [text for node in file.comments if NAME not in (text := node.lines[0].text.strip())]
    ordinary = [text for text in texts if not text.startswith("/**")] or texts
    if not ordinary:
        return CommentStyle()
    spaced = sum(text.startswith("/* ") for text in ordinary)
    closed = sum(text.endswith("*/") for text in ordinary)
    return CommentStyle(spaced * 2 >= len(ordinary), closed * 2 > len(ordinary))


def style(file: DbmoverFile, *keywords: str) -> Style:
    """Return the manner of the last statement of the first keyword that occurs.

    Without any of them it is the case most statements have, without blanks.
    """
    for keyword in keywords:
        found = file.named(keyword)
        if found:
            return _of(found[-1])
    cases = Counter(
        (spelling.islower(), _is_capital(spelling))
        for statement in file.statements
        if (spelling := statement.spelling)
    )
    lower, capital = cases.most_common(1)[0][0] if cases else (False, False)
    return Style(lower=lower, capital=capital)


def _of(statement: Statement) -> Style:
    """Return the manner of one statement."""
    text = statement.lines[0].text
    indent = text[: len(text) - len(text.lstrip())]
    after = len(indent) + len(statement.spelling)
    equals = text[after : statement.segments[0].column - 1]
    commas = Counter(_COMMA.findall(statement.value))
    padded = _PADDED.fullmatch(statement.value)
    words = [item.text for item in statement.items()[1:2] if item.text.isalpha()]
    return Style(
        indent=indent,
        equals=equals if equals.strip() == "=" else "=",
        comma=commas.most_common(1)[0][0] if commas else ",",
        opening=f"({padded[1]}" if padded else "(",
        closing=f"{padded[2]})" if padded else ")",
        lower=statement.spelling.islower(),
        capital=_is_capital(statement.spelling),
        lower_words=bool(words) and words[0].islower(),
    )


def _is_capital(spelling: str) -> bool:
    return len(spelling) > 1 and spelling[0].isupper() and spelling[1:].islower()
