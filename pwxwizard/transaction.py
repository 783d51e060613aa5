"""Carrying out an apply that has been written down, and undoing it: what recovery after a kill does too.

The record of an apply lies in the tool's folder under the name of its state, and moves by rename:
`intent.json` (files are being staged, no target has changed), `committed.json` (everything is staged,
targets are being replaced), `undoing.json` (what was replaced is being put back), and at last its
place in the journal.
"""

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from pwxwizard import journal
from pwxwizard.effects import Effects, Owner, owner_of, stage
from pwxwizard.journal import ABSENT, Entry, FileChange
from pwxwizard.preflight import standing, target

Progress = Callable[[int, int, str], None]
"""Told how many files are done, of how many, and which comes next."""


class State(StrEnum):
    """How far an apply has come; the value is the name of its file."""

    INTENT = "intent.json"
    COMMITTED = "committed.json"
    UNDOING = "undoing.json"


class ChangedMeanwhileError(Exception):
    """A target is neither what the apply found nor what it writes: somebody else changed it."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an apply works."""

    storage: Path
    root: Path
    effects: Effects

    def state_file(self, state: State) -> Path:
        """Return where the record lies while the apply is in a state."""
        return self.storage / state.value

    def target(self, change: FileChange) -> Path:
        """Return the file that is replaced."""
        return target(self.root, change.path)

    def staged(self, entry: Entry, change: FileChange, suffix: str = "new") -> Path:
        """Return where content waits beside its target."""
        path = self.target(change)
        return path.with_name(f".{path.name}.{entry.mark}.{suffix}")

    def move(self, source: State, to: State) -> None:
        """Take an apply durably from one state to the next."""
        self.effects.rename(self.state_file(source), self.state_file(to))
        self.effects.sync_folder(self.storage)


def interrupted(storage: Path) -> tuple[State, Entry] | None:
    """Return an apply that neither finished nor was undone; raises `UnreadableError` if damaged."""
    for state in (State.UNDOING, State.COMMITTED, State.INTENT):
        path = storage / state.value
        try:
            data = path.read_bytes()
        except FileNotFoundError:
            continue
        return state, journal.from_bytes(data, str(path)).entry
    return None


def carry_out(place: Place, entry: Entry, progress: Progress | None = None) -> tuple[str, ...]:
    """Replace the targets of a committed apply by what is staged and close its record.

    Every step may have been done already. Returns the files that others changed after they had been
    replaced, which were left as they are.

    Raises:
        ChangedMeanwhileError: a target that was not replaced yet is not what the apply found.
        OSError: the system refused.
    """
    left = []
    for number, change in enumerate(entry.files):
        if progress is not None:
            progress(number, len(entry.files), change.path)
        if not _replace_one(place, entry, change):
            left.append(change.path)
    for folder in _folders(place, entry):
        place.effects.sync_folder(folder)
    record = journal.record_path(place.storage, entry.number)
    place.effects.rename(place.state_file(State.COMMITTED), record)
    # The apply is complete; a folder that cannot be synced does not make it less so.
    with contextlib.suppress(OSError):
        place.effects.sync_folder(record.parent)
        place.effects.sync_folder(place.storage)
    return tuple(left)


def _replace_one(place: Place, entry: Entry, change: FileChange) -> bool:
    """Replace one target; tell whether it now is what the apply wanted."""
    path, staged = place.target(change), place.staged(entry, change)
    there = standing(path)
    if change.after == ABSENT:
        if there.state == ABSENT:
            return True
        if there.digest != change.before:
            raise ChangedMeanwhileError(change.path)
        place.effects.unlink(path)
        return True
    waiting = standing(staged)
    if waiting.digest == change.after:
        if there.digest != change.before:
            raise ChangedMeanwhileError(change.path)
        place.effects.rename(staged, path)
        return True
    if there.digest == change.after:
        return True
    if there.digest == change.before or there.state == ABSENT:
        raise ChangedMeanwhileError(change.path)
    return False


def undo(place: Place, entry: Entry) -> tuple[str, ...]:
    """Put back what an apply has replaced, and remove all traces of it.

    Every step may have been done already. Returns the files that others changed in the meantime,
    which were left as they are.

    Raises:
        OSError: the system refused; the next call goes on where this one stopped.
    """
    found = interrupted(place.storage)
    if found is None:
        return ()
    state = found[0]
    if state is State.COMMITTED:
        place.move(State.COMMITTED, State.UNDOING)
        state = State.UNDOING
    left = []
    for change in reversed(entry.files):
        for suffix in ("new", "old"):
            _unlink(place, place.staged(entry, change, suffix))
        if state is State.UNDOING and not _restore_one(place, entry, change):
            left.append(change.path)
    for folder in _folders(place, entry):
        place.effects.sync_folder(folder)
    for name in reversed(entry.folders):
        _remove_folder(place, target(place.root, name))
    backups = journal.backup_folder(place.storage, entry.number)
    if backups.is_dir():
        for path in backups.iterdir():
            _unlink(place, path)
        _remove_folder(place, backups)
    _unlink(place, place.state_file(state))
    place.effects.sync_folder(place.storage)
    return tuple(left)


def _restore_one(place: Place, entry: Entry, change: FileChange) -> bool:
    """Put one target back; tell whether it now is what it was before."""
    path = place.target(change)
    there = standing(path)
    same_content = change.before == change.after
    if there.digest == change.before and not (same_content and there.mode != change.before_mode):
        return True
    if there.digest not in {change.before, change.after}:
        return False
    if change.before == ABSENT:
        place.effects.unlink(path)
        return True
    backup = journal.backup_folder(place.storage, entry.number) / change.backup
    old = place.staged(entry, change, "old")
    stage(place.effects, old, backup.read_bytes(), change.before_mode, _owner(path, backup))
    place.effects.rename(old, path)
    return True


def _owner(path: Path, backup: Path) -> Owner | None:
    return owner_of(path) or owner_of(backup)


def _folders(place: Place, entry: Entry) -> tuple[Path, ...]:
    folders = dict.fromkeys(place.target(change).parent for change in entry.files)
    return tuple(folder for folder in folders if folder.is_dir())


def _unlink(place: Place, path: Path) -> None:
    if path.is_symlink() or path.exists():
        place.effects.unlink(path)


def _remove_folder(place: Place, path: Path) -> None:
    """Remove a folder that the apply made, unless somebody has put something into it since."""
    if path.is_dir() and not any(path.iterdir()):
        place.effects.remove_folder(path)
