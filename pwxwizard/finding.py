"""Findings: numbered remarks about answers, files and certificates; data, never exceptions."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from typing import Any

BRIEF = 60
"""Characters of a reason that stands beside an item's name."""


class Severity(StrEnum):
    """How much a finding matters: an error fails `check`, a warning and an info do not."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


@dataclass(frozen=True, slots=True)
class Where:
    """The place a finding speaks of; every part that is not known stays empty."""

    file: str = ""
    line: int = 0
    """First line is 1; 0 means the file as a whole."""
    column: int = 0
    """First column is 1; 0 means the line as a whole."""
    item: str = ""
    """The item, as `step/subject`, whose form corrects it."""
    key: str = ""
    """The answer, as a dotted TOML path, that it is about."""

    def __str__(self) -> str:
        """Return `file:line:column`, or the answer's key, or the item, whichever is known."""
        if not self.file:
            return self.key or self.item
        numbers = "".join(f":{number}" for number in (self.line, self.column) if number)
        return f"{self.file}{numbers}"


@dataclass(frozen=True, slots=True)
class Finding:
    """One remark: what was seen, where, why it matters, what to do, and who says so."""

    code: str
    """Stable identifier such as `DBM012`; the help has one entry for each."""
    severity: Severity
    message: str
    """What was seen, as a sentence."""
    where: Where = field(default_factory=Where)
    why: str = ""
    """What follows from it, as a sentence."""
    fix: str = ""
    """What to do, as a sentence."""
    source: str = ""
    """The manual, standard or measurement behind the rule."""
    title: str = ""
    """What its rule is called, as a short heading."""

    @property
    def brief(self) -> str:
        """Return what was seen where there is room for a few words: its rule's title if it is long."""
        return self.title if self.title and len(self.message) > BRIEF else self.message

    def about(self, *, file: str = "", item: str = "", key: str = "") -> "Finding":
        """Return the same finding with those parts of its place filled in that it left empty."""
        where = replace(
            self.where,
            file=self.where.file or file,
            item=self.where.item or item,
            key=self.where.key or key,
        )
        return replace(self, where=where)

    def __str__(self) -> str:
        """Return the finding as one line: place, severity, code, message and fix."""
        place = f"{self.where}: " if str(self.where) else ""
        return f"{place}{self.severity} {self.code}: {self.message} {self.fix}".rstrip()


@dataclass(frozen=True, slots=True)
class FindingRule:
    """One entry of a catalogue of findings: what never changes between two findings of a code."""

    code: str
    severity: Severity
    title: str
    """What is checked or was noticed, as a short heading."""
    why: str
    """What follows from it, as a sentence."""
    fix: str
    """What to do, as a sentence."""
    source: str
    """The manual, standard or measurement behind the rule."""

    def at(self, where: Where, message: str) -> Finding:
        """Return a finding of this rule for a place, with what was seen there."""
        return Finding(
            self.code, self.severity, message, where, self.why, self.fix, self.source, self.title
        )


def as_json(finding: Finding) -> dict[str, Any]:
    """Return a finding as plain data."""
    data = {**asdict(finding), "severity": finding.severity.value}
    del data["title"]
    return data


def counted(number: int, what: str) -> str:
    """Return a number with the thing it counts, such as `1 file` or `2 files`."""
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def capitalised(text: str) -> str:
    """Return a text with its first letter as a sentence begins, and the others as they are."""
    return text[:1].upper() + text[1:]


def listed(names: Sequence[str], most: int = 4) -> str:
    """Return names with commas between them; beyond `most` the rest is counted."""
    rest = len(names) - most
    return ", ".join(names[:most]) + (f" and {rest} more" if rest > 0 else "")


def folded(findings: Iterable[Finding]) -> tuple[tuple[Finding, ...], ...]:
    """Return findings in their order, infos that say the same of several places as one group.

    Errors and warnings stay by themselves: each has to be mended.
    """
    groups: dict[object, list[Finding]] = {}
    for number, finding in enumerate(findings):
        same = finding.severity is Severity.INFO
        key = (finding.code, finding.message) if same else number
        groups.setdefault(key, []).append(finding)
    return tuple(map(tuple, groups.values()))


def has_errors(findings: Sequence[Finding]) -> bool:
    """Tell whether any finding is of severity error."""
    return any(finding.severity is Severity.ERROR for finding in findings)
