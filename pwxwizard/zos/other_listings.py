"""What ACF2 and Top Secret show about rings and certificates, read into the same shapes as RACF's.

The layouts are remembered only, so a listing is taken apart by its keywords, wherever they stand.
"""

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise

from pwxwizard.zos.printout import Line
from pwxwizard.zos.racf_listings import CertificateListing, RingListing, RingRow

_ACF2_RING = re.compile(r"(?i)\bKEYRING\s*/\s*(\S+)")
_RINGNAME = re.compile(r"(?i)\bRINGNAME\s*\(([^)]*)\)")
_DEFAULT = re.compile(r"(?i)\bDEFAULT\s*\(([^)]*)\)")
_ACF2_ROW = re.compile(
    r"(?i)^\s*([\w@#$]{1,8}\.[\w@#$]{1,8})\b\s*(.*?)\s*\b(PERSONAL|CERTAUTH|SITE)\s*$"
)
_PAIR = re.compile(
    r"(?i)\b(ACCESSORID|KEYRING LABEL|LABLRING|KEYRING|ACID|DIGICERT|DEFAULT|USAGE|LABLCERT|LABEL)"
    r"\s*(?:=\s*(.*?)(?=\s{2,}|\s+[A-Z ]+\s*[=(]|$)|\(\s*(.*?)\s*\))"
)
_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4}|\d{2})\b")
_FIELDS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("label", re.compile(r"(?i)\b(?:LABLCERT|LABEL)\s*(?:=\s*|\(\s*|:\s*)(.*?)\s*(?:\)|\s{2,}|$)")),
    (
        "end date",
        re.compile(
            r"(?i)\b(?:EXPIRE[SD]?|NADATE|NOT AFTER|END DATE|EXPIRATION(?: DATE)?)\b"
            r"\s*[=(:]?\s*([\d/-]{6,10})"
        ),
    ),
    (
        "start date",
        re.compile(r"(?i)\b(?:ACTIVE|NBDATE|NOT BEFORE|START DATE)\b\s*[=(:]?\s*([\d/-]{6,10})"),
    ),
    ("serial number", re.compile(r"(?i)\bSERIAL(?: ?NUMBER|#)?\s*[=(:]\s*>?([0-9A-F]+)")),
    ("private key", re.compile(r"(?i)\bPRIV(?:ATE)?[ -]?KEY\b\s*[=(:]?\s*(YES|NO|NONE|\w+)")),
    ("status", re.compile(r"(?i)\b(NOTRUST|HIGHTRUST|TRUST)\b")),
)


def read_acf2_rings(lines: tuple[Line, ...], labels: Mapping[str, str]) -> tuple[RingListing, ...]:
    """Return the rings of ACF2's LIST.

    Args:
        lines: the listing.
        labels: the planned label of each record key, for listings that show keys only.
    """
    starts = [index for index, line in enumerate(lines) if _ACF2_RING.search(line.text)]
    found = []
    for start, stop in pairwise((*starts, len(lines))):
        body = lines[start:stop]
        head = _ACF2_RING.search(body[0].text)
        name_line = next((line for line in body if _RINGNAME.search(line.text)), None)
        if head is None or name_line is None:
            continue
        name = _RINGNAME.search(name_line.text)
        default = next((m.group(1) for line in body if (m := _DEFAULT.search(line.text))), "")
        rows = []
        for line in body:
            match = _ACF2_ROW.match(line.text)
            if match:
                key = match.group(1).upper()
                owner = key.partition(".")[0]
                shown = owner if owner in {"CERTAUTH", "SITECERT"} else f"ID({owner})"
                label = match.group(2) or labels.get(key, key)
                rows.append(
                    RingRow(line, label, shown, match.group(3).upper(), key == default.upper())
                )
        found.append(
            RingListing(
                head.group(1).partition(".")[0],
                body[0],
                name.group(1).strip() if name else "",
                name_line,
                tuple(rows),
                _complete(body, rows),
            )
        )
    return tuple(found)


def read_tss_rings(lines: tuple[Line, ...], labels: Mapping[str, str]) -> tuple[RingListing, ...]:
    """Return the ring of Top Secret's LIST.

    Args:
        lines: the listing.
        labels: the planned label of each DIGICERT ID, for listings that show IDs only.
    """
    owner, ring = "", ""
    owner_line = ring_line = lines[0] if lines else Line(1, "")
    rows: list[RingRow] = []
    row: dict[str, str] = {}
    row_line: Line | None = None

    def finished() -> Iterator[RingRow]:
        if row_line is not None and "DIGICERT" in row and "USAGE" in row:
            acid = row.get("ACID", owner).upper()
            name = row.get("LABLCERT") or row.get("LABEL") or labels.get(row["DIGICERT"], "")
            shown = acid if acid in {"CERTAUTH", "CERTSITE"} else f"ID({acid})"
            default = row.get("DEFAULT", "NO").upper() in {"YES", "Y"}
            usage = row["USAGE"].upper()
            yield RingRow(row_line, name or row["DIGICERT"], shown, usage, default)

    for line in lines:
        if line.text.strip().upper().startswith("TSS"):
            continue
        for match in _PAIR.finditer(line.text):
            key = match.group(1).upper()
            value = (match.group(2) if match.group(2) is not None else match.group(3) or "").strip()
            if key == "ACCESSORID":
                owner, owner_line = value, line
            elif key in {"KEYRING LABEL", "LABLRING"}:
                ring, ring_line = value, line
            elif key == "KEYRING":
                ring, ring_line = (value, line) if not ring else (ring, ring_line)
            else:
                if (key == "ACID" and row) or key in row:
                    rows += finished()
                    row, row_line = {}, None
                row[key] = value
                row_line = row_line or line
    rows += finished()
    if not ring:
        return ()
    return (RingListing(owner, owner_line, ring, ring_line, tuple(rows), _complete(lines, rows)),)


def _complete(lines: tuple[Line, ...], rows: list[RingRow]) -> bool:
    last = rows[-1].line.number if rows else 0
    after = [line for line in lines if line.number > last]
    return bool(rows) and any(not one.text or one.ends or "TSS03" in one.text for one in after)


def read_other_certificate(lines: tuple[Line, ...]) -> tuple[CertificateListing, ...]:
    """Return the certificate that ACF2's CHKCERT or Top Secret's LIST DIGICERT shows."""
    fields: dict[str, tuple[str, Line]] = {}
    owner = ""
    for line in lines:
        if re.match(r"(?i)\s*(?:TSS\s+(?:LIST|CHKCERT)|CHKCERT|LIST|ACF)\b", line.text):
            continue
        if not owner:
            key = re.search(
                r"(?i)\b(?:CERTDATA\s*/\s*|RECORD KEY\s*[=:]\s*)([\w@#$]+)\.", line.text
            )
            acid = re.search(r"(?i)\bACCESSORID\s*=\s*(\S+)", line.text)
            owner = key.group(1) if key else acid.group(1) if acid else ""
        for name, pattern in _FIELDS:
            match = pattern.search(line.text)
            if match and name not in fields:
                value = match.group(1).strip()
                fields[name] = (_iso(value) if name.endswith("date") else value, line)
    if not fields:
        return ()
    first = min((line for _, line in fields.values()), key=lambda line: line.number)
    return (CertificateListing(first, owner, fields),)


def _iso(text: str) -> str:
    """Return a date of month/day/year as year/month/day; two digits mean this century."""
    match = _DATE.search(text)
    if match is None:
        return text
    month, day, year = match.groups()
    return f"{'20' + year if len(year) == 2 else year}/{int(month):02d}/{int(day):02d}"
