"""Rolling back: bringing every file to what it was right after an earlier apply, as an apply of its own."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path

from pwxwizard import journal
from pwxwizard.apply import Applied, write_all
from pwxwizard.effects import REAL, Effects
from pwxwizard.errors import RefusedError, UnreadableError
from pwxwizard.journal import ABSENT, Entry, FileChange
from pwxwizard.preflight import FileWrite
from pwxwizard.transaction import Progress
from pwxwizard.world import digest

START = "0000"
"""Names the state before the first apply."""


@dataclass(frozen=True, slots=True)
class RollBack:
    """What a roll back would do."""

    to: str
    """The apply whose outcome is wanted."""
    undone: tuple[Entry, ...]
    """The applies that are taken back, newest first."""
    writes: tuple[FileWrite, ...]
    """What to do to each file."""
    left: Mapping[str, bytes | None] = field(repr=False)
    """Former content of the files that were asked to be left alone; `None` where there was none."""


def plan_roll_back(
    storage: Path, to: str | None = None, *, leave: Collection[str] = ()
) -> RollBack:
    """Return what rolling back takes; changes nothing.

    Args:
        storage: the tool's own folder.
        to: the apply whose outcome is wanted; `START` for before the first; the last but one unless
            given.
        leave: paths that are not to be touched, such as the project file, which lives on.

    Raises:
        RefusedError: there is no such apply, nothing to take back, or a record or backup is not as it
            was written.
    """
    there = journal.numbers(storage)
    changing = [number for number in there if _entry(storage, number).files]
    if not changing:
        raise RefusedError("There is nothing to roll back.", fix="Nothing was written so far.")
    goal = (
        _number(to) if to is not None else max((n for n in changing if n < changing[-1]), default=0)
    )
    if goal and goal not in there:
        raise RefusedError(f"There is no apply {to}.", fix="List them with `pwxwizard history`.")
    undone = tuple(_entry(storage, number) for number in reversed(changing) if number > goal)
    if not undone:
        raise RefusedError(f"Nothing was written since apply {to}.", fix="Choose an earlier one.")
    first: dict[str, tuple[Entry, FileChange]] = {}
    last: dict[str, FileChange] = {}
    for entry in undone:
        for change in entry.files:
            first[change.path] = (entry, change)
            last.setdefault(change.path, change)
    writes, left = [], {}
    for path, (entry, change) in first.items():
        data = _backup(storage, entry, change)
        if path in leave:
            left[path] = data
        elif not (change.kept or change.before == last[path].after):
            writes.append(
                FileWrite(
                    path,
                    data,
                    change.before_mode or change.mode,
                    last[path].after,
                    private=change.private,
                    key=change.key,
                )
            )
    return RollBack(journal.id_text(goal), undone, tuple(writes), left)


def roll_back(
    storage: Path,
    root: Path,
    to: str | None = None,
    *,
    who: str,
    now: datetime,
    leave: Collection[str] = (),
    consents: Collection[str] = (),
    also: Sequence[FileWrite] = (),
    progress: Progress | None = None,
    effects: Effects = REAL,
) -> Applied:
    """Bring the files to what they were after an earlier apply; all of them or none.

    A roll back is a journal record like any other and can itself be rolled back.

    Args:
        storage: the tool's own folder.
        root: where relative paths start.
        to: see `plan_roll_back`.
        who: who does it.
        now: when, in UTC.
        leave: see `plan_roll_back`.
        consents: private keys that may be replaced or removed, by their paths.
        also: what else changes together with it, such as the project file with its record.
        progress: told before each file is replaced.
        effects: the file system.

    Raises:
        RefusedError: see `plan_roll_back`, and as `write_all` does.
        ApplyError: as `write_all` does.
    """
    plan = plan_roll_back(storage, to, leave=leave)
    writes = [replace(write, replace_key=write.path in consents) for write in plan.writes]
    label = f"roll back to {plan.to}" if plan.to != START else "roll back to the beginning"
    return write_all(
        [*writes, *also],
        storage,
        root,
        label=label,
        who=who,
        now=now,
        kind="rollback",
        progress=progress,
        effects=effects,
    )


def _number(text: str) -> int:
    if not text.isdecimal():
        raise RefusedError(
            f"{text!r} is not the number of an apply.", fix="List them with `pwxwizard history`."
        )
    return int(text)


def _entry(storage: Path, number: int) -> Entry:
    try:
        record = journal.read(storage, number)
    except UnreadableError as error:
        raise RefusedError(error.message, fix=error.fix, where=error.where) from error
    if not record.sealed:
        raise RefusedError(
            f"Journal record {journal.id_text(number)} is not as it was written.",
            fix="Run `pwxwizard check`, and restore the journal from a copy.",
        )
    return record.entry


def _backup(storage: Path, entry: Entry, change: FileChange) -> bytes | None:
    if change.before == ABSENT:
        return None
    path = journal.backup_folder(storage, entry.number) / change.backup
    try:
        data = path.read_bytes()
    except OSError as error:
        raise RefusedError(
            f"The backup of {change.path} from apply {entry.id} is missing.",
            fix="Restore it from a copy of the project.",
            where=str(path),
        ) from error
    if digest(data) != change.before:
        raise RefusedError(
            f"The backup of {change.path} from apply {entry.id} is not as it was written.",
            fix="Restore it from a copy of the project.",
            where=str(path),
        )
    return data
