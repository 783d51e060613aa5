"""Checking every target before the first byte is written, so that an apply does not fail half way."""

import os
import shutil
import stat
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path, PurePath

from pwxwizard.finding import Finding, FindingRule, Severity, Where
from pwxwizard.journal import ABSENT
from pwxwizard.world import digest

_RESERVE = 1 << 20
"""Octets that must stay free on each file system."""


def _rule(code: str, title: str, why: str, fix: str) -> FindingRule:
    return FindingRule(code, Severity.ERROR, title, why, fix, "this tool")


STALE = _rule(
    "APL001",
    "File changed since the plan",
    "Writing would undo what somebody else did in the meantime.",
    "Make a new plan and look at the new difference.",
)
LINK = _rule(
    "APL002",
    "Link in the way",
    "Writing through a link would change a file somewhere else.",
    "Replace the link by a real file or folder, or name the place it points to.",
)
NOT_A_FILE = _rule(
    "APL003",
    "Something else in the place of the file",
    "Only regular files are replaced.",
    "Move it away, or choose another target.",
)
NO_FOLDER = _rule(
    "APL004",
    "Folder missing",
    "Folders are made only inside the project's own folder.",
    "Make the folder, or choose another target.",
)
NOT_WRITABLE = _rule(
    "APL005",
    "Target cannot be written",
    "Nothing is written unless everything can be.",
    "Correct the permissions, or run as the user the file belongs to.",
)
NO_SPACE = _rule(
    "APL006",
    "Disk full",
    "New files, and the backups of the old ones, need room before anything is replaced.",
    "Make room on that file system.",
)
KEY = _rule(
    "APL007",
    "Private key would be replaced",
    "Certificates made with the old key stop working with the new one.",
    "If that is meant, agree to it: k on the item in the wizard, --replace-key KEY on the command line.",
)
TWICE = _rule(
    "APL008",
    "Two writes to one file",
    "Only one of them could last.",
    "Give the machines different targets.",
)
OUTSIDE = _rule(
    "APL009",
    "Path leaves the project's folder",
    "A relative path is meant to stay beside the project.",
    "Name the target with an absolute path.",
)


@dataclass(frozen=True, slots=True)
class FileWrite:
    """One file that an apply replaces, makes or removes."""

    path: str
    """From the project's folder, or absolute for a target on this machine."""
    data: bytes | None = field(repr=False)
    """`None` removes the file."""
    mode: int
    """Permission bits; a file that is there and not private keeps its own."""
    expected: str
    """SHA-256 of what the plan found there, or `absent`."""
    private: bool = False
    """It holds key material: 0600, from its first byte."""
    key: bool = False
    """It is a private key, which is replaced only with a consent."""
    replace_key: bool = False
    """The consent to replace or remove this very key."""


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands at a target now."""

    state: str
    """`file`, `absent`, or what is in the way."""
    data: bytes = field(default=b"", repr=False)
    mode: int = 0

    @property
    def digest(self) -> str:
        """Return the SHA-256 of a file, otherwise the state."""
        return digest(self.data) if self.state == "file" else self.state


def standing(path: Path) -> Standing:
    """Return what stands at a target, without following a link; raises `OSError` when unreadable."""
    try:
        status = path.lstat()
    except (FileNotFoundError, NotADirectoryError):
        return Standing(ABSENT)
    if stat.S_ISLNK(status.st_mode):
        return Standing("link")
    if not stat.S_ISREG(status.st_mode):
        return Standing("folder" if stat.S_ISDIR(status.st_mode) else "special")
    return Standing("file", path.read_bytes(), stat.S_IMODE(status.st_mode))


def target(root: Path, path: str) -> Path:
    """Return where a path leads: relative ones start at the project's folder."""
    return root / path


def missing_folders(storage: Path, targets: Iterable[Path]) -> tuple[Path, ...]:
    """Return the folders inside the storage that have to be made, outermost first."""
    wanted: dict[Path, None] = {}
    for path in targets:
        if path.is_relative_to(storage):
            for parent in reversed(path.parents):
                if parent != storage and parent.is_relative_to(storage) and not parent.is_dir():
                    wanted[parent] = None
    return tuple(wanted)


def preflight(writes: Sequence[FileWrite], storage: Path, root: Path) -> tuple[Finding, ...]:
    """Return every reason why these writes would fail or must not be made; changes nothing."""
    found = _storage_findings(storage)
    seen: set[Path] = set()
    for write in writes:
        path = target(root, write.path)
        where = Where(file=write.path)
        if path in seen:
            found.append(TWICE.at(where, f"{write.path} is planned twice."))
        seen.add(path)
        found += _target_findings(write, path, storage, root, where)
    if not found:
        found += _space_findings(writes, storage, root)
    return tuple(found)


def _storage_findings(storage: Path) -> list[Finding]:
    """Return what is wrong with the folders in which an apply keeps its books."""
    found = []
    for folder in (storage, storage / "journal", storage / "backups"):
        where = Where(file=str(folder))
        if folder.is_symlink():
            found.append(LINK.at(where, f"The folder {folder.name} is a link."))
        elif folder.exists() and not folder.is_dir():
            found.append(NOT_A_FILE.at(where, f"{folder.name} is not a folder."))
        elif folder.exists() and not os.access(folder, os.W_OK | os.X_OK):
            found.append(NOT_WRITABLE.at(where, f"The folder {folder.name} cannot be written."))
    return found


def _target_findings(
    write: FileWrite, path: Path, storage: Path, root: Path, where: Where
) -> list[Finding]:
    if not PurePath(write.path).is_absolute():
        if ".." in PurePath(write.path).parts:
            return [OUTSIDE.at(where, f"{write.path} leads out of the project's folder.")]
        obstacle = _obstacle(path.parent, root)
        if obstacle:
            return [obstacle[0].at(where, obstacle[1])]
    if not path.parent.is_dir() and not path.is_relative_to(storage):
        return [NO_FOLDER.at(where, f"There is no folder {path.parent}.")]
    try:
        there = standing(path)
    except OSError as error:
        return [NOT_WRITABLE.at(where, f"{write.path} cannot be read: {error.strerror}.")]
    if there.state == "link":
        return [LINK.at(where, f"{write.path} is a link.")]
    if there.state not in {"file", ABSENT}:
        return [NOT_A_FILE.at(where, f"{write.path} is a {there.state}.")]
    found = []
    if there.digest != write.expected:
        found.append(STALE.at(where, _stale(write, there)))
    if write.key and there.state == "file" and not write.replace_key and there.data != write.data:
        found.append(KEY.at(where, f"{write.path} is a private key."))
    problem = _write_problem(path, there)
    if problem:
        found.append(NOT_WRITABLE.at(where, problem))
    return found


def _stale(write: FileWrite, there: Standing) -> str:
    if there.state == ABSENT:
        return f"{write.path} was there when the plan was made and is gone."
    if write.expected == ABSENT:
        return f"{write.path} was not there when the plan was made and now is."
    return f"{write.path} has changed since the plan was made."


def _obstacle(folder: Path, root: Path) -> tuple[FindingRule, str] | None:
    """Return the first thing between the project's folder and a target that is no real folder."""
    place = root
    for part in folder.relative_to(root).parts:
        place /= part
        try:
            mode = place.lstat().st_mode
        except OSError:
            return None
        if stat.S_ISLNK(mode):
            return LINK, f"The folder {place.relative_to(root)} is a link."
        if not stat.S_ISDIR(mode):
            return NOT_A_FILE, f"{place.relative_to(root)} is not a folder."
    return None


def _write_problem(path: Path, there: Standing) -> str:
    folder = path.parent
    while not folder.exists():
        folder = folder.parent
    if not os.access(folder, os.W_OK | os.X_OK):
        return f"The folder {folder} cannot be written."
    if there.state == "file" and hasattr(os, "geteuid"):
        owner = path.lstat().st_uid
        if os.geteuid() not in {0, owner}:
            return f"{path} belongs to user {owner}, who could not be kept as its owner."
    return ""


def _space_findings(writes: Sequence[FileWrite], storage: Path, root: Path) -> list[Finding]:
    needed: defaultdict[int, int] = defaultdict(int)
    place: dict[int, Path] = {}

    def need(path: Path, octets: int) -> None:
        while not path.exists():
            path = path.parent
        device = path.stat().st_dev
        needed[device] += octets
        place.setdefault(device, path)

    for write in writes:
        path = target(root, write.path)
        need(path.parent, len(write.data or b""))
        if path.exists():
            need(storage, path.stat().st_size)
    found = []
    for device, octets in needed.items():
        free = shutil.disk_usage(place[device]).free
        if free < octets + _RESERVE:
            message = f"{place[device]} has {free:,} octets free; {octets + _RESERVE:,} are needed."
            found.append(NO_SPACE.at(Where(file=str(place[device])), message))
    return found
