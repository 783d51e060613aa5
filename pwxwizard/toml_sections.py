"""A TOML text as sections: a header, the comment above it, its statements, and what follows them."""

import re
from dataclasses import dataclass

from pwxwizard.project import TablePath
from pwxwizard.toml_lines import lines


@dataclass(slots=True)
class Section:
    """A header and the statements below it."""

    path: TablePath
    lead: str
    """Comment lines directly above the header."""
    header: str
    body: str
    """Its statements."""
    tail: str
    """Blank lines and comments after the last statement that belong to no other header."""

    @property
    def text(self) -> str:
        """Return the section as it stands in the file."""
        return self.lead + self.header + self.body + self.tail

    def starts_with(self, path: TablePath) -> bool:
        """Tell whether the section is a table's own or one of a table inside it."""
        return self.path[: len(path)] == path

    def part_from_next(self) -> None:
        """Let a blank line follow."""
        text = self.text
        if text and not text.endswith("\n"):
            self.tail += "\n"
        if text and not text.endswith("\n\n"):
            self.tail += "\n"


def split_last(text: str, key: str) -> tuple[str, str]:
    """Cut off the sections of a top-level table that stands last, where that can be seen at a glance.

    Otherwise the second part is empty.
    """
    own = re.compile(rf"^\[\[?{re.escape(key)}[.\]]", re.MULTILINE)
    first = own.search(text)
    # What looks like a header may be inside a string that goes over several lines.
    if first is None or '"""' in text or "'''" in text:
        return text, ""
    rest = text[first.start() :]
    others = re.compile(rf"^[ \t]*(?:\[(?!\[?{re.escape(key)}[.\]])|#)", re.MULTILINE)
    return (text, "") if others.search(rest) else (text[: first.start()], rest)


def cut(text: str) -> list[Section]:
    """Cut a text into sections; joined, they are the text again."""
    headers = lines(text).headers
    sections: list[Section] = []
    for index, header in enumerate(headers):
        start = header.start
        if sections:
            previous = sections[-1]
            lead = _lead(previous.tail)
            previous.tail = previous.tail[: len(previous.tail) - len(lead)]
        else:
            lead = ""
        following = headers[index + 1].start if index + 1 < len(headers) else len(text)
        # Statements of the root may follow comments, which stay above them.
        sections.append(
            Section(
                header.path,
                lead,
                text[start : header.body],
                text[header.body : header.end],
                text[header.end : following],
            )
        )
    return sections


def _lead(tail: str) -> str:
    """Return the comment lines at the very end of what stands above a header."""
    lead = ""
    for line in reversed(tail.splitlines(keepends=True)):
        if not line.lstrip().startswith("#"):
            break
        lead = line + lead
    return lead
