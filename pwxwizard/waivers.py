"""Waivers: findings that somebody answers for until a date; they change what is told, never a plan."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import date

from pwxwizard.errors import UsageError
from pwxwizard.finding import Finding, FindingRule, Severity, Where
from pwxwizard.project import Edit, Project, Waiver

EXPIRED = FindingRule(
    "WAV001",
    Severity.WARNING,
    "Waiver has ended",
    "What it accepted counts again.",
    "Correct the finding, or let its owner waive it anew.",
    "this tool",
)
UNUSED = FindingRule(
    "WAV002",
    Severity.INFO,
    "Waiver covers nothing",
    "The finding is gone, or the waiver names another place.",
    "Take the waiver back: w on it in the wizard's check, `pwxwizard waive --remove` on the command line.",
    "this tool",
)
UNREADABLE = FindingRule(
    "WAV003",
    Severity.ERROR,
    "Waiver without a usable end",
    "A waiver without an end would hide a finding for ever, so it is not applied.",
    "Write its `until` as a date, such as 2027-03-31.",
    "this tool",
)
NEVER_WAIVED = ("JRN", "WAV")
"""Findings about the proof itself, which nobody can accept on behalf of those who rely on it."""


@dataclass(frozen=True, slots=True)
class Waived:
    """A finding and the waiver that covers it."""

    finding: Finding
    waiver: Waiver


@dataclass(frozen=True, slots=True)
class Judged:
    """Findings, parted by the waivers of a project."""

    findings: tuple[Finding, ...]
    """What counts, together with what is to be said of the waivers themselves."""
    waived: tuple[Waived, ...] = ()


def ends(waiver: Waiver) -> date | None:
    """Return the last day on which a waiver holds, or `None` when it is no date."""
    try:
        return date.fromisoformat(waiver.until)
    except ValueError:
        return None


def covers(waiver: Waiver, finding: Finding) -> bool:
    """Tell whether a waiver speaks of a finding, whatever the date.

    Its `where` is the finding's file, item, answer or whole place; empty means every place.
    """
    if waiver.code != finding.code or finding.code.startswith(NEVER_WAIVED):
        return False
    where = finding.where
    places = {where.file, where.item, where.key, str(where)} - {""}
    return not waiver.where or waiver.where in places


def spoken_of(project: Project, finding: Finding) -> Waiver | None:
    """Return the waiver that a finding is about, of those that speak of waivers themselves."""
    if finding.code not in {rule.code for rule in (EXPIRED, UNUSED, UNREADABLE)}:
        return None
    places = (f"waiver[{number}]" for number in range(len(project.waiver)))
    return dict(zip(places, project.waiver, strict=True)).get(finding.where.key)


def judge(findings: Iterable[Finding], project: Project, today: date) -> Judged:
    """Part findings into those that count and those that are waived today."""
    seen = tuple(findings)
    holding: list[Waiver] = []
    about: list[Finding] = []
    for number, waiver in enumerate(project.waiver):
        where = Where(key=f"waiver[{number}]")
        end = ends(waiver)
        if end is None:
            about.append(UNREADABLE.at(where, f"{_name(waiver)}: {waiver.until!r} is no date."))
        elif not any(covers(waiver, finding) for finding in seen):
            about.append(UNUSED.at(where, f"{_name(waiver)} has no such finding."))
        elif end < today:
            message = f"{_name(waiver)} by {waiver.owner} ended on {end}: {waiver.reason}"
            about.append(EXPIRED.at(where, message))
        else:
            holding.append(waiver)
    counts: list[Finding] = []
    waived: list[Waived] = []
    for finding in seen:
        covering = next((one for one in holding if covers(one, finding)), None)
        if covering is None:
            counts.append(finding)
        else:
            waived.append(Waived(finding, covering))
    return Judged((*counts, *about), tuple(waived))


def _name(waiver: Waiver) -> str:
    return f"Waiver of {waiver.code}" + (f" at {waiver.where}" if waiver.where else "")


def problem(waiver: Waiver, today: date) -> str:
    """Return how to correct a waiver that is about to be given, or an empty text."""
    if not waiver.code.isalnum():
        return "Name the code of the finding, such as DBM012."
    if waiver.code.startswith(NEVER_WAIVED):
        return f"{waiver.code} cannot be waived: it says whether the proof itself can be relied on."
    if not waiver.owner.strip():
        return "Name who answers for it."
    if not waiver.reason.strip():
        return "Give a reason."
    end = ends(waiver)
    if end is None:
        return "Give the last day as a date, such as 2027-03-31."
    return "" if end >= today else "The last day has passed already."


def given(project: Project, waiver: Waiver, today: date) -> tuple[Edit, ...]:
    """Return the edits that enter a waiver, in place of one for the same code and place.

    Raises:
        UsageError: it has no owner, no reason, no usable end, or cannot be waived at all.
    """
    if wrong := problem(waiver, today):
        raise UsageError(wrong, fix="Nothing was waived.", where=waiver.code)
    at = _index(project, waiver.code, waiver.where)
    number = len(project.waiver) if at is None else at
    return (Edit(("waiver", number), _table(waiver)),)


def taken_back(project: Project, code: str, where: str) -> tuple[Edit, ...]:
    """Return the edits that take a waiver out of the project.

    Raises:
        UsageError: there is no such waiver.
    """
    at = _index(project, code, where)
    if at is None:
        raise UsageError(
            f"There is no waiver of {code}{f' at {where}' if where else ''}.",
            fix="List them with `pwxwizard waivers`.",
        )
    return (Edit(("waiver", at), None),)


def _index(project: Project, code: str, where: str) -> int | None:
    found = (
        number
        for number, waiver in enumerate(project.waiver)
        if (waiver.code, waiver.where) == (code, where)
    )
    return next(found, None)


def _table(waiver: Waiver) -> dict[str, str]:
    return {key: value for key, value in asdict(waiver).items() if value}
