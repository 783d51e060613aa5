"""Reading and saving the project file and the place where work stopped; nothing is ever lost."""

import json
import stat
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pwxwizard.effects import REAL, Effects, make_private_folder, owner_of, replace_file
from pwxwizard.errors import ApplyError, RefusedError, UnreadableError
from pwxwizard.merge import Conflict, three_way
from pwxwizard.project import Edit
from pwxwizard.project_file import (
    ProjectFile,
    Steps,
    new_project_text,
    read_project,
    storage_name,
)
from pwxwizard.toml_text import statement_text
from pwxwizard.world import digest

__all__ = [
    "ConflictError",
    "MergeConflict",
    "Position",
    "ProjectFile",
    "Saved",
    "Steps",
    "create",
    "load_position",
    "new_project_text",
    "open_project",
    "read_file",
    "read_project",
    "save",
    "save_position",
    "storage_folder",
    "storage_name",
    "told",
]

_RESUME = "resume.toml"
_TOLD = 60
"""Characters of an answer that are told in a sentence."""
_LARGEST = 64 * 1024 * 1024


def storage_folder(path: Path) -> Path:
    """Return the tool's own folder of a project file; it need not be there."""
    return path.with_name(storage_name(path.name))


def read_file(path: Path) -> bytes:
    """Return a project file's content.

    Raises:
        UnreadableError: there is no such file, or it cannot be read.
    """
    try:
        status = path.stat()
        if stat.S_ISDIR(status.st_mode):
            raise UnreadableError(
                "This is a folder, not a project file.",
                fix="Name the TOML file itself.",
                where=str(path),
            )
        if not stat.S_ISREG(status.st_mode) or status.st_size > _LARGEST:
            raise UnreadableError(
                "This is not a project file.", fix="Name a TOML file.", where=str(path)
            )
        return path.read_bytes()
    except FileNotFoundError as error:
        raise UnreadableError(
            "There is no such file.",
            fix="Check the name, or begin a project with `pwxwizard new`.",
            where=str(path),
        ) from error
    except OSError as error:
        raise UnreadableError(
            f"The file cannot be read: {error.strerror}.",
            fix="Check the path and its permissions.",
            where=str(path),
        ) from error


def open_project(path: Path, steps: Steps | None = None) -> ProjectFile:
    """Return the project file at a path, ready to be edited.

    Raises:
        UnreadableError: see `read_file` and `ProjectFile.load`.
    """
    return ProjectFile.load(read_file(path), path.name, steps)


def create(path: Path, name: str, effects: Effects = REAL) -> ProjectFile:
    """Write a new project file and return it.

    Raises:
        RefusedError: something stands at the path already.
        ApplyError: it could not be written.
    """
    if path.is_symlink() or path.exists():
        raise RefusedError(
            "There is a file of this name already.",
            fix="Open it, or choose another name.",
            where=str(path),
        )
    data = new_project_text(name).encode()
    _replace(path, data, effects)
    return ProjectFile.load(data, path.name)


def create_from(path: Path, name: str, source: Path, effects: Effects = REAL) -> ProjectFile:
    """Write a new project file with the answers of another, without its record, and return it.

    Raises:
        RefusedError: something stands at the path already.
        UnreadableError: the other is no project.
        ApplyError: it could not be written.
    """
    import tomlkit  # noqa: PLC0415 - 40 ms that reading a project does not need

    data = read_file(source)
    read_project(data, source.name)
    document = tomlkit.parse(data.decode("utf-8-sig"))
    document.pop("record", None)
    document["name"] = name
    create(path, name, effects)
    text = tomlkit.dumps(document).encode()
    _replace(path, text, effects)
    return ProjectFile.load(text, path.name)


@dataclass(frozen=True, slots=True)
class Saved:
    """The project file is on the disk."""

    merged: tuple[str, ...] = ()
    """Answers, as dotted paths, that somebody else had changed on the disk and that were kept."""
    written: bool = True
    """There was something to write."""


@dataclass(frozen=True, slots=True)
class MergeConflict:
    """Somebody else changed the same answers on the disk; nothing was written."""

    conflicts: tuple[Conflict, ...]


class ConflictError(RefusedError):
    """Somebody else changed the same answers on the disk, and nobody has chosen between them yet."""

    def __init__(self, conflicts: tuple[Conflict, ...], where: str) -> None:
        """Name each answer with what stands here and what stands in the file."""
        said = "; ".join(f"{one.key} is {told(one.ours)} here" for one in conflicts)
        there = "; ".join(f"{one.key} is {told(one.theirs)} in the file" for one in conflicts)
        super().__init__(
            f"Somebody changed the same answer in the file meanwhile: {said}; {there}.",
            fix="Choose one of them: correct the file, or give the answer again.",
            where=where,
        )
        self.conflicts = conflicts


def told(side: object) -> str:
    """Return one side of a conflict as it stands in the file, in a few words."""
    if side is None:
        return "not answered"
    text = json.dumps(side, ensure_ascii=False, default=str)
    return text if len(text) <= _TOLD else f"{text[:_TOLD]}..."


def save(
    file: ProjectFile,
    path: Path,
    *,
    prefer: Mapping[str, str] | None = None,
    effects: Effects = REAL,
) -> Saved | MergeConflict:
    """Write the project file, durably and at once, unless its content stands there already.

    When the file was changed by others since it was last read or written, their changes and ours are
    merged answer by answer, on top of their text.

    Args:
        file: what to save; after a merge it holds both sides' changes.
        path: where it stands.
        prefer: `ours` or `theirs` for each conflicting answer, by its dotted path, as somebody decided.
        effects: the file system.

    Raises:
        UnreadableError: what stands on the disk now is no project any more; it was left alone.
        RefusedError: the path is a link or a folder.
        ApplyError: it could not be written; what was there is still there.
    """
    if path.is_symlink():
        raise RefusedError(
            "The project file is a link, and saving would replace the link itself.",
            fix="Open the file that the link points to.",
            where=str(path),
        )
    merged: tuple[str, ...] = ()
    present = _present(path)
    if present is not None and digest(present) != file.saved_digest and present != file.data:
        outcome = _merge(file, present, prefer or {})
        if isinstance(outcome, MergeConflict):
            return outcome
        merged = outcome
    data = file.data
    written = present != data
    if written:
        _replace(path, data, effects)
    file.mark_saved(data)
    return Saved(merged, written)


def _present(path: Path) -> bytes | None:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        return None
    except IsADirectoryError as error:
        raise RefusedError(
            "There is a folder in the place of the project file.",
            fix="Move the folder away, or save under another name.",
            where=str(path),
        ) from error
    except OSError as error:
        raise ApplyError(
            f"The project file cannot be read before it is replaced: {error.strerror}.",
            fix="Check its permissions; the answers are kept in memory and saved with the next one.",
            where=str(path),
        ) from error


def _merge(
    file: ProjectFile, present: bytes, prefer: Mapping[str, str]
) -> tuple[str, ...] | MergeConflict:
    try:
        other = ProjectFile.load(present, file.path, ())
    except UnreadableError as error:
        raise UnreadableError(
            f"The file was changed on the disk and cannot be read any more. {error.message}",
            fix="Correct it in an editor; it was left alone, and the answers here are kept.",
            where=error.where,
        ) from error
    merge = three_way(file.saved_tables, file.project.tables, other.project.tables)
    open_conflicts = tuple(part for part in merge.conflicts if part.key not in prefer)
    if open_conflicts:
        return MergeConflict(open_conflicts)
    decided = [Edit(part.path, part.ours) for part in merge.conflicts if prefer[part.key] == "ours"]
    file.rebase(present, (*merge.edits, *decided))
    return merge.taken


def _replace(path: Path, data: bytes, effects: Effects) -> None:
    try:
        mode = stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o644
        replace_file(effects, path, data, mode, owner_of(path))
    except OSError as error:
        raise ApplyError(
            f"The project file could not be written: {error.strerror}.",
            fix="Make room or correct the permissions; what was there is still there.",
            where=str(path),
        ) from error


@dataclass(frozen=True, slots=True)
class Position:
    """Where somebody was when work stopped."""

    item: str = ""
    """The item, as `step/subject`."""
    key: str = ""
    """The question's key."""


def save_position(storage: Path, position: Position, effects: Effects = REAL) -> None:
    """Note where somebody is; a failure is not worth a word, because only comfort is lost."""
    text = statement_text("item", position.item) + statement_text("key", position.key)
    try:
        make_private_folder(effects, storage)
        replace_file(effects, storage / _RESUME, text.encode(), 0o600)
    except OSError:
        return


def load_position(storage: Path) -> Position:
    """Return where somebody was; the beginning when nothing readable says so."""
    try:
        tables = tomllib.loads((storage / _RESUME).read_bytes().decode())
    except (OSError, ValueError, RecursionError):
        return Position()
    item, key = tables.get("item"), tables.get("key")
    return Position(item if isinstance(item, str) else "", key if isinstance(key, str) else "")
