"""How an existing policy file is laid out, so that new statements look like the rest."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from pwxwizard.attls.encoding import Encoding
from pwxwizard.attls.syntax import Attribute, Block, PolicyFile


@dataclass(frozen=True, slots=True)
class Manner:
    """Indentation, alignment and line ends of a policy file."""

    indent: str = "  "
    brace_indent: str = ""
    """What stands before a brace, in front of the statement's own indentation."""
    value_column: int = 0
    """Column (first is 1) in which values start, 0 if one blank separates them."""
    end: str = "\n"
    encoding: Encoding = Encoding.UTF8

    @staticmethod
    def of(file: PolicyFile) -> "Manner":
        """Return the manner that most statements of a file follow."""
        indents: Counter[str] = Counter()
        braces: Counter[str] = Counter()
        columns: Counter[int] = Counter()
        for block in file.nodes:
            if isinstance(block, Block):
                _look(file, block, indents, braces, columns)
        indent = indents.most_common(1)[0][0] if indents else "  "
        column, times = columns.most_common(1)[0] if columns else (0, 0)
        aligned = times > 2 and times >= 0.6 * columns.total()
        return Manner(
            indent=indent or "  ",
            brace_indent=braces.most_common(1)[0][0] if braces else "",
            value_column=column if aligned else 0,
            end=file.ends[0],
            encoding=file.encoding,
        )

    def block(self, keyword: str, name: str, lines: Iterable[tuple[str, str]]) -> list[str]:
        """Return a statement as lines without line ends."""
        body = [self.attribute(key, value) for key, value in lines]
        brace = self.brace_indent
        return [f"{keyword} {name}".rstrip(), f"{brace}{{", *body, f"{brace}}}"]

    def attribute(self, keyword: str, value: str) -> str:
        """Return an attribute as a line without its line end."""
        start = f"{self.indent}{keyword}"
        if self.value_column and "\t" not in self.indent:
            padded = start.ljust(self.value_column - 1)
            if padded.endswith(" ") and len(padded) + len(value) <= 72:
                return padded + value
        return f"{start} {value}"


def _look(
    file: PolicyFile,
    block: Block,
    indents: Counter[str],
    braces: Counter[str],
    columns: Counter[int],
) -> None:
    if block.opened == block.line:
        return
    brace = file.text(block.opened)
    own = file.text(block.line)
    margin = own[: block.column - 1]
    braces[brace[: len(brace) - len(brace.lstrip())].removeprefix(margin)] += 1
    for child in block.children:
        if isinstance(child, Attribute) and child.line != block.line:
            text = file.text(child.line)
            indents[text[: child.column - 1].removeprefix(margin)] += 1
            if child.values:
                rest = text[child.column - 1 + len(child.keyword) :]
                gap = len(rest) - len(rest.lstrip())
                columns[child.column + len(child.keyword) + gap] += 1
