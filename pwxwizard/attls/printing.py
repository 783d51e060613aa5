"""A policy laid out anew: one thing a line, two blanks a level, keywords in the manual's spelling."""

import re
from collections.abc import Iterator

from pwxwizard.attls.encoding import encode
from pwxwizard.attls.grammar import AttributeRule, Grammar
from pwxwizard.attls.syntax import Attribute, Node, PolicyFile

_COMMENT = re.compile(r"(?:^|(?<=\s))#.*")


def pretty(file: PolicyFile, grammar: Grammar) -> bytes:
    """Return the policy in a uniform layout, with the same meaning, in the same encoding.

    Comments behind values move to the line before; sequence numbers and superfluous blank lines
    go. A file whose braces do not pair comes back unchanged.
    """
    if any(problem.fault != "shared-line" for problem in file.problems):
        return file.render()
    layout = _Layout(file, grammar)
    layout.nodes(file.nodes, None, 0)
    layout.remarks(len(file.lines) + 1, 0)
    while layout.lines and not layout.lines[-1]:
        layout.lines.pop()
    return encode("".join(line + file.ends[0] for line in layout.lines), file.encoding)


class _Layout:
    """Collects the new lines while it goes through the tree."""

    def __init__(self, file: PolicyFile, grammar: Grammar) -> None:
        self.lines: list[str] = []
        self._grammar = grammar
        self._remarks = list(_remarks(file))
        self._next = 0

    def nodes(self, nodes: tuple[Node, ...], inside: str | None, depth: int) -> None:
        """Lay out the children of a statement, or the file's own."""
        for node in nodes:
            self.remarks(node.line + 1, depth)
            known = self._grammar.attribute(inside, node.keyword) if inside else None
            if isinstance(node, Attribute):
                self._line(depth, self._spelled(node.keyword, known), *self._values(node, known))
                continue
            statement = known.statement if known is not None and known.statement else node.keyword
            self._line(depth, self._spelled(node.keyword, known), *node.names)
            self._line(depth, "{")
            self.nodes(node.children, statement, depth + 1)
            self.remarks(node.closed + 1, depth + 1)
            self._line(depth, "}")

    def remarks(self, before: int, depth: int) -> None:
        """Lay out the comments and blank lines in front of a line."""
        while self._next < len(self._remarks) and self._remarks[self._next][0] < before:
            text = self._remarks[self._next][1]
            self._next += 1
            if text:
                self._line(depth, text)
            elif self.lines and self.lines[-1]:
                self.lines.append("")

    def _line(self, depth: int, *words: str) -> None:
        self.lines.append("  " * depth + " ".join(words))

    def _spelled(self, keyword: str, known: AttributeRule | None) -> str:
        if known is not None:
            return known.name
        statement = self._grammar.statement(keyword)
        return statement.name if statement is not None else keyword

    @staticmethod
    def _values(node: Attribute, known: AttributeRule | None) -> tuple[str, ...]:
        if known is None or known.kind != "keyword" or not node.values:
            return node.values
        return (known.canonical(node.value), *node.values[1:])


def _remarks(file: PolicyFile) -> Iterator[tuple[int, str]]:
    """Yield every comment, and every blank line as an empty text, with its line."""
    for number in range(1, len(file.lines) + 1):
        text = file.text(number)
        if number == 1:
            text = text.replace("\ufeff", "", 1)
        if number in file.numbered:
            text = text[:72]
        found = _COMMENT.search(text)
        if found:
            yield number, found.group().rstrip()
        elif not text.strip():
            yield number, ""
