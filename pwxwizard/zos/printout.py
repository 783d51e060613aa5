"""Pasted listings made readable: control columns, page headings and message numbers taken off."""

import re
from dataclasses import dataclass

_CONTROL = " 01-+"
_HEADING = re.compile(r"(?i)\bpage:?\s+\d+\s*$")
_ENDS = re.compile(r"(?i)^\s*(?:ready|end|\*\*\*|acf|pwx\w*\s+ended.*|ikj\d+i.*)\s*$")
_MESSAGE = re.compile(r"^\s*EZZ\d{4}I\s?")
_NATIONAL = {
    "@": set("@§àØÖÀø"),
    "#": set("#£ÆÄÑæä"),
    "$": set("$£Åå"),
}
"""How the three national characters of user IDs look in other EBCDIC code pages."""


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a listing."""

    number: int
    """As it was pasted; the first is 1."""
    text: str
    """Without control column and message number, blanks at the end taken off."""

    @property
    def ends(self) -> bool:
        """Tell whether the line shows that the listing before it is complete."""
        return bool(_ENDS.match(self.text))


def printout(text: str) -> tuple[Line, ...]:
    """Return the lines of a listing; page headings are left out, line numbers stay as pasted."""
    raw = text.replace("\x0c", "\n").expandtabs(8).splitlines()
    filled = [line for line in raw if line.strip()]
    controlled = bool(filled) and all(line[0] in _CONTROL for line in filled)
    controlled = controlled and any(line[0] in "01" for line in filled)
    found = []
    for number, line in enumerate(raw, 1):
        body = line[1:] if controlled else line
        body = _MESSAGE.sub("", body).rstrip()
        if not _HEADING.search(body):
            found.append(Line(number, body))
    return tuple(found)


def same_id(shown: str, planned: str) -> bool:
    """Tell whether two user IDs are the same, whatever code page the listing came through."""
    left, right = shown.upper(), planned.upper()
    return len(left) == len(right) and all(
        a == b or a in {c.upper() for c in _NATIONAL.get(b, ())}
        for a, b in zip(left, right, strict=True)
    )


def case_lost(text: str) -> bool:
    """Tell whether a listing has gone through something that made all letters alike."""
    letters = [character for character in text if character.isalpha()]
    return bool(letters) and (
        all(one.islower() for one in letters) or all(one.isupper() for one in letters)
    )
