"""What Digital Certificate Manager and DCM-tools show about a store, read tolerantly."""

import re
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class StoreEntry:
    """One certificate of a store, as far as the text tells."""

    line: int
    text: str
    label: str
    private_key: bool | None
    """`None` where the text does not say."""
    expired: bool
    trusted: bool | None
    until: date | None = None
    """Last day; `None` where the text does not say it, or not with the year first."""


_LABEL = re.compile(r"(?i)^\s*(?:certificate\s+)?label\s*[:=]\s*(.+?)\s*$")
_UNTIL = re.compile(
    r"(?i)(?:valid\s+(?:until|to)|not\s+after|expir\w*(?:\s+(?:date|on))?|end\s+date)\s*[:=]?\s*"
    r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})"
)
_NEGATIVE = r"no|false|none|not available"


def read_store(text: str, labels: tuple[str, ...]) -> tuple[StoreEntry, ...]:
    """Return the certificates that a text shows: blocks with a label, or rows that hold one.

    Args:
        text: pasted from the browser, or the output of `dcmview`.
        labels: the planned labels, to find them in rows of a table.
    """
    lines = text.splitlines()
    starts = [
        (number, match.group(1).strip("\"'"))
        for number, line in enumerate(lines)
        if (match := _LABEL.match(line))
    ]
    if starts:
        stops = [*(number for number, _ in starts[1:]), len(lines)]
        return tuple(
            _entry(number, label, lines[number:stop])
            for (number, label), stop in zip(starts, stops, strict=True)
        )
    found = []
    for number, line in enumerate(lines):
        for label in labels:
            match = re.search(rf"(?i)(?<!\w){re.escape(label)}(?!\w)", line)
            if match:
                found.append(_entry(number, match.group(0), [line]))
    return tuple(found)


def _entry(number: int, label: str, body: list[str]) -> StoreEntry:
    whole = " ".join(body)
    key: bool | None = None
    said = re.search(r"(?i)(?:has )?private key\s*[:=]?\s*(\w+)", whole)
    if said:
        key = not re.fullmatch(f"(?i){_NEGATIVE}", said.group(1))
    trusted: bool | None = None
    status = re.search(r"(?i)\b(?:status|trusted|trust)\s*[:=]?\s*(\w+)", whole)
    if status:
        trusted = not re.fullmatch(f"(?i){_NEGATIVE}|disabled|untrusted", status.group(1))
    return StoreEntry(
        number + 1,
        body[0].strip(),
        label,
        key,
        bool(re.search(r"(?i)\bexpired\b(?!\s*[:=]\s*(?:no|false))", whole)),
        trusted,
        _until(whole),
    )


def _until(text: str) -> date | None:
    """Return the last day; one that begins with day or month can be read in two ways, so it is not."""
    match = _UNTIL.search(text)
    try:
        return date(*(int(part) for part in match.groups())) if match else None
    except ValueError:
        return None
