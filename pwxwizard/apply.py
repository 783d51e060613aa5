"""Writing many files so that all of them change or none does, whatever happens in between.

The caller holds the project's lock.
"""

import contextlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from pwxwizard import journal
from pwxwizard.effects import (
    REAL,
    Effects,
    make_private_folder,
    owner_of,
    replace_file,
    stage,
    temporary,
)
from pwxwizard.errors import ApplyError, RefusedError
from pwxwizard.finding import Finding
from pwxwizard.journal import ABSENT, Entry, FileChange
from pwxwizard.preflight import (
    FileWrite,
    missing_folders,
    preflight,
    standing,
    target,
)
from pwxwizard.transaction import (
    ChangedMeanwhileError,
    Place,
    Progress,
    State,
    carry_out,
    interrupted,
    undo,
)
from pwxwizard.world import digest

__all__ = [
    "ABSENT",
    "Applied",
    "FileWrite",
    "Recovered",
    "interrupted",
    "preflight",
    "recover",
    "refusal",
    "write_all",
]


@dataclass(frozen=True, slots=True)
class Applied:
    """An apply that is complete."""

    id: str
    """Its number in the journal, such as `0007`."""
    files: tuple[str, ...]
    """The paths that were written or removed."""


@dataclass(frozen=True, slots=True)
class Recovered:
    """What became of an apply that had been interrupted."""

    id: str
    label: str
    finished: bool
    """All of it is done now; otherwise all of it is undone."""
    files: tuple[str, ...]
    left: tuple[str, ...] = ()
    """Files that somebody else changed after the interruption; they were left as they are."""

    def __str__(self) -> str:
        """Return what happened, as a sentence for the user."""
        outcome = "was completed" if self.finished else "was undone"
        text = f"Apply {self.id} ({self.label}) had been interrupted and {outcome}."
        return (
            f"{text} Changed by others and left alone: {', '.join(self.left)}."
            if self.left
            else text
        )


def refusal(findings: Sequence[Finding]) -> RefusedError:
    """Return the one error that names everything that speaks against an apply."""
    rows = "\n".join(f"{finding.where}: {finding.message} {finding.fix}" for finding in findings)
    return RefusedError(f"Nothing was written.\n{rows}", fix="Then make the plan again.")


def write_all(
    writes: Sequence[FileWrite],
    storage: Path,
    root: Path,
    *,
    label: str,
    who: str,
    now: datetime,
    plan_id: str = "",
    kind: str = "apply",
    progress: Progress | None = None,
    effects: Effects = REAL,
) -> Applied:
    """Write, replace and remove files: all of them, or none.

    Args:
        writes: what to do, in this order.
        storage: the tool's own folder, such as `prod.pwx`; made when missing.
        root: where relative paths start.
        label: what is done, in a few words, for the journal.
        who: who does it, such as `user@host`.
        now: when, in UTC.
        plan_id: identity of the plan that is applied.
        kind: `apply` or `rollback`.
        progress: told before each file is replaced.
        effects: the file system.

    Raises:
        RefusedError: something speaks against it, all of it named; nothing was touched.
        ApplyError: it failed on the way; everything was put back, or will be by `recover`.
    """
    storage, root = storage.absolute(), root.absolute()
    if interrupted(storage) is not None:
        raise RefusedError(
            "An earlier apply was interrupted.",
            fix="Open the project for writing once; that completes or undoes it.",
            where=str(storage),
        )
    wanted = _with_key_copies(writes, root, now)
    findings = preflight(wanted, storage, root)
    if findings:
        raise refusal(findings)
    place = Place(storage, root, effects)
    entry = _entry(place, wanted, kind=kind, label=label, who=who, now=now, plan_id=plan_id)
    try:
        _prepare(place, entry, wanted)
        place.move(State.INTENT, State.COMMITTED)
        carry_out(place, entry, progress)
    except BaseException as error:
        _put_back(place, entry, error)
        raise
    return Applied(entry.id, tuple(write.path for write in wanted))


def _put_back(place: Place, entry: Entry, error: BaseException) -> None:
    """Undo an apply that failed; failures of the system become an error that says so."""
    reason = _reason(error)
    try:
        left = undo(place, entry)
    except OSError as second:
        raise ApplyError(
            f"{reason} Not everything could be put back yet: {second.strerror}.",
            fix="Correct the cause; the next start completes this by itself.",
        ) from error
    if isinstance(error, OSError | ChangedMeanwhileError):
        more = f" Changed by others and left alone: {', '.join(left)}." if left else ""
        raise ApplyError(
            f"{reason} Everything was put back.{more}", fix="Correct the cause and write again."
        ) from error


def _reason(error: BaseException) -> str:
    if isinstance(error, ChangedMeanwhileError):
        return f"{error} was changed by somebody else while it was about to be replaced."
    if isinstance(error, OSError):
        place = f" ({error.filename})" if error.filename else ""
        return f"Writing failed: {error.strerror}{place}."
    return "Writing was stopped."


def recover(storage: Path, root: Path, effects: Effects = REAL) -> Recovered | None:
    """Complete or undo an interrupted apply; `None` when there was none.

    Raises:
        UnreadableError: its record is damaged; nothing was touched.
        ApplyError: the system refused; the next call goes on.
    """
    storage, root = storage.absolute(), root.absolute()
    found = interrupted(storage)
    _sweep(storage, root, effects)
    if found is None:
        return None
    state, entry = found
    place = Place(storage, root, effects)
    files = tuple(change.path for change in entry.files)
    try:
        if state is State.COMMITTED:
            try:
                left = carry_out(place, entry)
            except ChangedMeanwhileError:
                left = undo(place, entry)
            else:
                return Recovered(entry.id, entry.label, True, files, left)
        else:
            left = undo(place, entry)
    except OSError as error:
        raise ApplyError(
            f"An interrupted apply could not be completed or undone: {error.strerror}.",
            fix="Correct the cause, then open the project again.",
            where=str(error.filename or storage),
        ) from error
    return Recovered(entry.id, entry.label, False, files, left)


def _sweep(storage: Path, root: Path, effects: Effects) -> None:
    """Remove what a killed save left beside the project file and inside the tool's own folder."""
    with contextlib.suppress(OSError):
        for folder in (storage, journal.folder(storage)):
            if folder.is_dir():
                for path in folder.glob(".*.new"):
                    effects.unlink(path)
        waiting = temporary(root / f"{storage.stem}.toml")
        if waiting.is_file():
            effects.unlink(waiting)


def _with_key_copies(
    writes: Sequence[FileWrite], root: Path, now: datetime
) -> tuple[FileWrite, ...]:
    """Put a dated copy of every key that is about to be replaced in front of its replacement."""
    wanted: list[FileWrite] = []
    for write in writes:
        path = target(root, write.path)
        if write.key and write.replace_key and not path.is_symlink() and path.is_file():
            data = path.read_bytes()
            if data != write.data:
                copy = f"{write.path}.{now:%Y%m%dT%H%M%SZ}"
                wanted.append(FileWrite(_free(copy, root), data, 0o600, ABSENT, private=True))
        wanted.append(write)
    return tuple(wanted)


def _free(path: str, root: Path) -> str:
    name, number = path, 1
    while target(root, name).exists():
        number += 1
        name = f"{path}-{number}"
    return name


def _entry(
    place: Place,
    writes: Sequence[FileWrite],
    *,
    kind: str,
    label: str,
    who: str,
    now: datetime,
    plan_id: str,
) -> Entry:
    """Return the record of an apply, complete before anything is done."""
    entry = journal.new_entry(place.storage, kind=kind, label=label, who=who, now=now)
    changes = tuple(
        _change(place.root, number, write, kept=_is_copy(write, writes))
        for number, write in enumerate(writes)
    )
    folders = missing_folders(place.storage, [place.target(change) for change in changes])
    return replace(
        entry,
        plan=plan_id,
        files=changes,
        folders=tuple(folder.relative_to(place.root).as_posix() for folder in folders),
        mark=secrets.token_hex(4),
    )


def _is_copy(write: FileWrite, writes: Sequence[FileWrite]) -> bool:
    following = writes[writes.index(write) + 1 :]
    return bool(following) and following[0].replace_key and write.path.startswith(following[0].path)


def _change(root: Path, number: int, write: FileWrite, *, kept: bool) -> FileChange:
    path = target(root, write.path)
    there = standing(path)
    private = write.private or write.key
    mode = 0o600 if private else there.mode or write.mode
    return FileChange(
        path=write.path,
        before=there.digest,
        after=ABSENT if write.data is None else digest(write.data),
        before_mode=there.mode,
        mode=mode,
        private=private,
        key=write.key,
        kept=kept,
        backup=f"{number:04d}-{path.name}" if there.state == "file" else "",
        copy="" if private or write.data is None else f"{number:04d}-{path.name}.written",
    )


def _prepare(place: Place, entry: Entry, writes: Sequence[FileWrite]) -> None:
    """Write the intent down, then backups, then everything new beside its target."""
    effects = place.effects
    make_private_folder(effects, place.storage)
    make_private_folder(effects, journal.folder(place.storage))
    make_private_folder(effects, place.storage / "backups")
    replace_file(effects, place.state_file(State.INTENT), journal.as_bytes(entry), 0o600)
    backups = journal.backup_folder(place.storage, entry.number)
    make_private_folder(effects, backups)
    for folder in entry.folders:
        make_private_folder(effects, target(place.root, folder))
    for change, write in zip(entry.files, writes, strict=True):
        path = place.target(change)
        if change.backup:
            data = path.read_bytes()
            if digest(data) != change.before:
                raise ChangedMeanwhileError(change.path)
            stage(effects, backups / change.backup, data, 0o600)
        if write.data is not None:
            stage(effects, place.staged(entry, change), write.data, change.mode, owner_of(path))
            if change.copy:
                stage(effects, backups / change.copy, write.data, 0o600)
    made = [target(place.root, folder).parent for folder in entry.folders]
    parents = [place.target(change).parent for change in entry.files]
    for parent in dict.fromkeys([*parents, *made, backups, backups.parent]):
        effects.sync_folder(parent)
