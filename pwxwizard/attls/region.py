"""The part of a policy file that is ours: lines between two marking comments.

`# >>> pwxwizard DIGEST: ...` opens it and `# <<< pwxwizard` closes it. The digest is of the lines
between, so that an edit by hand is noticed; it ignores code page, line ends and trailing blanks, which
a transfer may change. `joined` in the opening line says that the line end in front of it is ours too.
"""

import hashlib
import re
from collections.abc import Sequence
from dataclasses import dataclass

from pwxwizard.attls.encoding import encode
from pwxwizard.attls.syntax import PolicyFile, parse

_BEGIN = re.compile(r"\s*# >>> pwxwizard ([0-9a-f]{8})( joined)?:")
_END = re.compile(r"\s*# <<< pwxwizard\s*\Z")


@dataclass(frozen=True, slots=True)
class Region:
    """Where our part lies; line numbers count from 0 here."""

    start: int
    """Index of the opening mark."""
    stop: int
    """Index behind the closing mark."""
    joined: bool
    digest: str


def find(file: PolicyFile) -> tuple[Region | None, str]:
    """Return our part of a file, if any, and what is wrong with its marks, if anything."""
    begins = [index for index, line in enumerate(file.lines) if _BEGIN.match(line)]
    ends = [index for index, line in enumerate(file.lines) if _END.match(line)]
    if not begins and not ends:
        return None, ""
    if len(begins) != 1 or len(ends) != 1 or ends[0] < begins[0]:
        return None, (
            f"{len(begins)} opening and {len(ends)} closing marks of pwxwizard were found "
            "where one of each, in this order, is expected."
        )
    mark = _BEGIN.match(file.lines[begins[0]])
    assert mark is not None
    return Region(begins[0], ends[0] + 1, mark.group(2) is not None, mark.group(1)), ""


def edited_by_hand(file: PolicyFile, region: Region) -> bool:
    """Tell whether the lines between the marks are no longer those that were written."""
    return digest(file.lines[region.start + 1 : region.stop - 1]) != region.digest


def digest(lines: Sequence[str]) -> str:
    """Return the first digits of the hash that an opening mark carries."""
    text = "\n".join(line.rstrip() for line in lines)
    return hashlib.sha256(text.encode()).hexdigest()[:8]


def marked(lines: Sequence[str], *, joined: bool) -> list[str]:
    """Return the lines between their two marks, without line ends."""
    flag = " joined" if joined else ""
    begin = f"# >>> pwxwizard {digest(lines)}{flag}: generated, change with pwxwizard"
    return [begin, *lines, "# <<< pwxwizard"]


def without(file: PolicyFile, region: Region) -> bytes:
    """Return the file's bytes without our part, and without the line end that it needed."""
    before, after = list(file.lines[: region.start]), file.lines[region.stop :]
    if region.joined and before and not after:
        before[-1] = before[-1].removesuffix(file.line_end(region.start + 1))
    return encode("".join((*before, *after)), file.encoding)


def undo(data: bytes) -> bytes:
    """Return a policy without the statements that `merge` added; all other bytes stay.

    Works from the bytes alone: our part is what lies between the two marking comments. A file
    without them, or with marks that do not pair, comes back unchanged.
    """
    file = parse(data)
    region, _ = find(file)
    return data if region is None else without(file, region)
