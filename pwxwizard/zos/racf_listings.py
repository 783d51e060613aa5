"""What RACDCERT shows: LISTRING, LIST, LISTCHAIN and CHECKCERT, read tolerantly."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from pwxwizard.zos.printout import Line

_RING_OF = re.compile(r"(?i)digital ring information for user\s+(\S+?):?\s*$")
_ROW = re.compile(
    r"(?i)^\s*(?P<label>\S.*?)\s+(?P<owner>ID\s?\([^)]*\)|CERTAUTH|SITE)\s+"
    r"(?P<usage>PERSONAL|CERTAUTH|SITE)\s+(?P<default>YES|NO)\s*$"
)
_CERTIFICATE_OF = re.compile(r"(?i)digital certificate information for (?:user\s+)?(\S+?):?\s*$")
_NUMBERED = re.compile(r"(?i)^\s*certificate\s+(\d+):\s*$")
_FIELD = re.compile(r"^\s*([A-Za-z][A-Za-z0-9' /]*?):\s*(.*)$")
_BRACKETED = re.compile(r">(.*?)<")
_CHAIN = re.compile(r"(?i)chain contains\s+(\d+)\s+certificate")


@dataclass(frozen=True, slots=True)
class RingRow:
    """One certificate on a ring."""

    line: Line
    label: str
    owner: str
    """`ID(USER)`, `CERTAUTH` or `SITE`, in capital letters."""
    usage: str
    default: bool


@dataclass(frozen=True, slots=True)
class RingListing:
    """One ring as LISTRING shows it."""

    owner: str
    owner_line: Line
    ring: str
    ring_line: Line
    rows: tuple[RingRow, ...]
    complete: bool
    """Something follows the last row that shows that no row was cut off."""
    torn: tuple[Line, ...] = ()
    """Lines that look like the beginning of a row whose rest is missing."""


@dataclass(frozen=True, slots=True)
class CertificateListing:
    """One certificate as LIST, LISTCHAIN or CHECKCERT shows it."""

    line: Line
    owner: str
    """`PWXSTC`, `CERTAUTH` or `SITE`; empty where CHECKCERT does not say."""
    fields: dict[str, tuple[str, Line]] = field(default_factory=dict)
    """Value and line by the heading in lower case, such as `end date`."""
    rings: tuple[tuple[str, str, Line], ...] = ()
    """Owner and name of each ring it is connected to."""

    def value(self, name: str) -> str:
        """Return a field's value, or nothing."""
        return self.fields.get(name, ("", self.line))[0]

    def at(self, name: str) -> Line:
        """Return the line of a field, or the first line of the certificate."""
        return self.fields.get(name, ("", self.line))[1]


@dataclass(frozen=True, slots=True)
class ChainInformation:
    """The summary at the end of LISTCHAIN and CHECKCERT."""

    line: Line
    count: int
    complete: bool
    remarks: tuple[Line, ...]
    """Lines that tell of expired or untrusted certificates."""
    rings: tuple[str, ...]
    """Rings that hold the whole chain, as `OWNER/RING`."""


def read_rings(lines: tuple[Line, ...]) -> tuple[RingListing, ...]:
    """Return every ring of a listing."""
    found: list[RingListing] = []
    starts = [index for index, line in enumerate(lines) if _RING_OF.search(line.text)]
    for start, stop in pairwise((*starts, len(lines))):
        match = _RING_OF.search(lines[start].text)
        assert match is not None
        found += _rings(match.group(1), lines[start:stop], more=stop < len(lines))
    return tuple(found)


def _rings(owner: str, lines: tuple[Line, ...], *, more: bool) -> Iterator[RingListing]:
    starts = [
        index for index, line in enumerate(lines) if re.match(r"(?i)\s*ring:", line.text) and index
    ]
    for start, stop in pairwise((*starts, len(lines))):
        body = lines[start:stop]
        name, name_line, rest = _bracketed(body)
        if name_line is None:
            continue
        rows, torn = _rows(rest)
        last = rows[-1].line.number if rows else name_line.number
        after = [line for line in rest if line.number > last]
        empty = any("no certificates connected" in line.text.lower() for line in body)
        complete = not torn and (
            more
            or stop < len(lines)
            or empty
            or (bool(rows) and any(_closes(one) for one in after))
        )
        yield RingListing(owner, lines[0], name, name_line, rows, complete, torn)


def _closes(line: Line) -> bool:
    return not line.text or line.ends


def _bracketed(lines: tuple[Line, ...]) -> tuple[str, Line | None, tuple[Line, ...]]:
    """Return the first text between `>` and `<`, perhaps over several lines, and what follows."""
    text, first = "", None
    for index, line in enumerate(lines):
        body = line.text
        if first is None:
            if ">" not in body:
                continue
            first, body = line, body[body.index(">") + 1 :]
        else:
            body = body.lstrip()
        if "<" in body:
            return text + body[: body.index("<")], first, lines[index + 1 :]
        text += body
    return text, None, ()


def _rows(lines: tuple[Line, ...]) -> tuple[tuple[RingRow, ...], tuple[Line, ...]]:
    rows: list[RingRow] = []
    buffer: list[Line] = []
    torn: list[Line] = []
    for line in lines:
        plain = line.text.strip()
        if not plain or line.ends or re.fullmatch(r"[-\s]+", plain) or plain.startswith("***"):
            torn += buffer
            buffer = []
            continue
        if re.search(r"(?i)certificate label name|cert owner", plain):
            continue
        if re.fullmatch(r"(?i)(usage|default)(\s+default)?", plain) and not rows:
            continue
        buffer.append(line)
        match = _ROW.match(" ".join(one.text for one in buffer))
        if match:
            owner = match.group("owner").upper().replace(" ", "")
            usage, default = match.group("usage").upper(), match.group("default").upper()
            label = match.group("label").rstrip()
            rows.append(RingRow(buffer[0], label, owner, usage, default == "YES"))
            buffer = []
        elif len(buffer) >= 3:
            torn.append(buffer.pop(0))
    torn += buffer
    return tuple(rows), tuple(torn)


def read_certificates(lines: tuple[Line, ...]) -> tuple[CertificateListing, ...]:
    """Return every certificate of a listing, in its order."""
    starts: list[tuple[int, str]] = []
    for index, line in enumerate(lines):
        named = _CERTIFICATE_OF.search(line.text)
        if named:
            if starts and not starts[-1][1] and not _has_fields(lines[starts[-1][0] + 1 : index]):
                starts.pop()
            starts.append((index, named.group(1)))
        elif _NUMBERED.match(line.text):
            starts.append((index, ""))
    found: list[CertificateListing] = []
    for (start, owner), (stop, _) in pairwise((*starts, (len(lines), ""))):
        found += _labelled(owner, lines[start:stop])
    return tuple(found)


def _has_fields(lines: tuple[Line, ...]) -> bool:
    return any(_FIELD.match(line.text) for line in lines)


def _labelled(owner: str, lines: tuple[Line, ...]) -> Iterator[CertificateListing]:
    """Yield the certificates below one heading; LIST without a label shows all of a user's."""
    starts = [i for i, one in enumerate(lines) if re.match(r"(?i)\s*label:", one.text)] or [0]
    starts[0] = 0
    for start, stop in pairwise((*starts, len(lines))):
        yield _certificate(owner, lines[start:stop])


def _certificate(owner: str, lines: tuple[Line, ...]) -> CertificateListing:
    fields: dict[str, tuple[str, Line]] = {}
    rings: list[tuple[str, str, Line]] = []
    ring_owner = ""
    index = 0
    while index < len(lines):
        line = lines[index]
        if re.search(r"(?i)chain information", line.text):
            break
        match = _FIELD.match(line.text)
        index += 1
        if not match:
            continue
        name, value = match.group(1).strip().lower(), match.group(2).strip()
        if not value or value.startswith(">"):
            text, first, _ = _bracketed(lines[index - 1 : index + 8])
            if first is not None and first.number <= line.number + 1:
                value = text
        if name == "ring owner":
            ring_owner = value
        elif name == "ring":
            rings.append((ring_owner, value, line))
        else:
            fields.setdefault(name, (value, line))
    return CertificateListing(lines[0], owner, fields, tuple(rings))


def read_chain(lines: tuple[Line, ...]) -> ChainInformation | None:
    """Return the summary of a chain, or `None` when the listing ends before it."""
    start = next(
        (i for i, one in enumerate(lines) if re.search(r"(?i)chain information", one.text)), None
    )
    if start is None:
        return None
    joined = " ".join(line.text.strip() for line in lines[start:])
    count = _CHAIN.search(joined)
    state = re.search(r"(?i)chain is\s+(in)?complete", joined)
    if count is None or state is None:
        return None
    remarks = tuple(line for line in lines[start:] if re.search(r"(?i)expired|notrust", line.text))
    rings = tuple(re.findall(r"(?i)rings? in common:?\s*(\S+/\S+)", joined))
    first = next(
        (line for line in lines[start:] if re.search(r"(?i)complete", line.text)), lines[start]
    )
    return ChainInformation(first, int(count.group(1)), state.group(1) is None, remarks, rings)
