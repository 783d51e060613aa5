"""Drift: what was written beside what is there now and what is planned now, in both directions."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from pwxwizard import difference
from pwxwizard.difference import DiffLine
from pwxwizard.errors import RefusedError, UsageError
from pwxwizard.plan import Artifact, Change, Pending, Plan
from pwxwizard.project import Adopted, Edit, Project, record_tables
from pwxwizard.world import Found, digest

Earlier = Callable[[str], bytes | None]
"""Returns content by its SHA-256 when a backup of it was kept."""


class Direction(StrEnum):
    """Which side moved since the file was written."""

    DISK = "changed on disk"
    PROJECT = "changed in the project"
    BOTH = "changed on disk and in the project"

    @property
    def told(self) -> str:
        """Return what happened, as people read it beside the file."""
        return _TOLD[self]


_TOLD = {
    Direction.DISK: "changed on disk",
    Direction.PROJECT: "planned otherwise",
    Direction.BOTH: "changed on disk, and planned otherwise",
}


@dataclass(frozen=True, slots=True)
class Drift:
    """A written file that is no longer what the project wants, or no longer what was written."""

    change: Change
    """What is planned now beside what is there now."""
    written: str
    """SHA-256 of what was written."""
    direction: Direction

    @property
    def path(self) -> str:
        """Return the file's path as the plan names it."""
        return self.change.artifact.path

    @property
    def sentence(self) -> str:
        """Return what happened, as a sentence after the file's path."""
        if self.direction is Direction.PROJECT:
            return (
                "is as it was written; it is planned otherwise now, because an answer or a file that it "
                "is made from has changed."
            )
        rest = ", and it is planned otherwise now" if self.direction is Direction.BOTH else ""
        return f"was changed on disk since it was written{rest}."


def drifts(project: Project, plan: Plan) -> tuple[Drift, ...]:
    """Return every written file that moved on the disk or in the project, in the plan's order."""
    found = []
    for change in plan.changes:
        record = project.record.file.get(change.artifact.path)
        if record is None:
            continue
        disk = change.found.digest != record.sha256
        # What only apply can make may come out the same; beside a changed file it is no sign of its own.
        pending = isinstance(change.artifact.content, Pending)
        wanted = change.artifact.content_digest != record.sha256 and not (disk and pending)
        if disk or wanted:
            direction = Direction.PROJECT
            if disk:
                direction = Direction.BOTH if wanted else Direction.DISK
            found.append(Drift(change, record.sha256, direction))
    return tuple(found)


def three_way(drift: Drift, earlier: Earlier) -> list[DiffLine]:
    """Return what became of the written content on the disk, and in the project, as differences.

    Secrets are masked as in any preview. Where no copy of the written content is left, the file on
    the disk is compared with the plan, and that is said.
    """
    change, artifact = drift.change, drift.change.artifact
    base = None
    if isinstance(artifact.content, bytes) and digest(artifact.content) == drift.written:
        base = artifact.content
    elif change.found.digest == drift.written:
        base = change.found.data
    else:
        base = earlier(drift.written)
    if base is None:
        note = f"No copy of what was written is left (SHA-256 {drift.written})."
        return [DiffLine("?", note), DiffLine("?", "on disk -> planned"), *_lines(change)]
    there = Change(_holding(artifact, change.found), Found("file", base))
    wanted = Change(artifact, Found("file", base))
    parts = []
    for title, one in (("written -> on disk", there), ("written -> planned", wanted)):
        lines = [DiffLine("-", "(the file is gone)")]
        if one is wanted or change.found.state == "file":
            lines = _lines(one) or [DiffLine("?", "(no difference)")]
        parts += [DiffLine("?", title), *lines]
    return parts


def _lines(change: Change) -> list[DiffLine]:
    return difference.lines(change)


def _holding(artifact: Artifact, found: Found) -> Artifact:
    return replace(artifact, content=found.data)


def adopted(project: Project, plan: Plan, path: str, *, who: str, when: str) -> tuple[Edit, ...]:
    """Return the edits that keep a file as somebody else changed it, until its plan changes.

    Args:
        project: the project.
        plan: the plan of this moment.
        path: the file, as the plan names it.
        who: who decides it.
        when: the date, ISO 8601.

    Raises:
        UsageError: the file did not change on the disk.
        RefusedError: it is gone, or it holds key material.
    """
    drift = next((one for one in drifts(project, plan) if one.path == path), None)
    if drift is None or drift.direction is Direction.PROJECT:
        raise UsageError(
            "This file was not changed on the disk.",
            fix="List them with `pwxwizard drift`.",
            where=path,
        )
    change = drift.change
    if change.found.state != "file":
        raise RefusedError(
            "The file is gone, so there is nothing to adopt.",
            fix="Overwrite it, or skip its item.",
            where=path,
        )
    if change.artifact.form.private:
        raise RefusedError(
            "Key material is not adopted from a changed file.",
            fix="Import it as an answer, or overwrite it.",
            where=path,
        )
    record = project.record
    kept = Adopted(change.found.digest, change.artifact.content_digest, who, when)
    files = {**record.file, path: replace(record.file[path], sha256=change.found.digest)}
    record = replace(record, file=files, adopted={**record.adopted, path: kept})
    return (Edit(("record",), record_tables(record)),)
