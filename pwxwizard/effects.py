"""Changing the file system: one system call a method, so that a test can stop or break each one."""

import contextlib
import errno
import os
from dataclasses import dataclass
from pathlib import Path

_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


class Effects:
    """Everything that changes a file system; raises `OSError` as the system does."""

    def make_folder(self, path: Path, mode: int) -> None:
        """Make one folder."""
        path.mkdir(mode)

    def set_folder_mode(self, path: Path, mode: int) -> None:
        """Set a folder's permission bits."""
        path.chmod(mode)

    def remove_folder(self, path: Path) -> None:
        """Remove an empty folder."""
        path.rmdir()

    def create(self, path: Path) -> int:
        """Make a new file that nobody else can read and return its descriptor."""
        return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_FOLLOW, 0o600)

    def write(self, descriptor: int, data: bytes) -> None:
        """Write everything."""
        rest = memoryview(data)
        while rest:
            rest = rest[os.write(descriptor, rest) :]

    def set_mode(self, descriptor: int, path: Path, mode: int) -> None:
        """Set an open file's permission bits."""
        if hasattr(os, "fchmod"):
            os.fchmod(descriptor, mode)
        else:
            path.chmod(mode)

    def set_owner(self, descriptor: int, uid: int, gid: int) -> None:
        """Give an open file to an owner; systems without owners do nothing."""
        if hasattr(os, "fchown"):
            os.fchown(descriptor, uid, gid)

    def sync(self, descriptor: int) -> None:
        """Wait until an open file's content is on the disk."""
        os.fsync(descriptor)

    def close(self, descriptor: int) -> None:
        """Close a descriptor."""
        os.close(descriptor)

    def rename(self, source: Path, target: Path) -> None:
        """Put a file in the place of another, at once."""
        source.replace(target)

    def unlink(self, path: Path) -> None:
        """Remove a file."""
        path.unlink()

    def sync_folder(self, path: Path) -> None:
        """Wait until a folder's entries are on the disk; Windows cannot and does it by itself."""
        if os.name == "nt":
            return
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


REAL = Effects()
"""The file system of this machine."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Who a file belongs to."""

    uid: int
    gid: int


def owner_of(path: Path) -> Owner | None:
    """Return who a file belongs to, or `None` when it is not there or the system has no owners."""
    if not hasattr(os, "fchown"):
        return None
    try:
        status = path.lstat()
    except OSError:
        return None
    return Owner(status.st_uid, status.st_gid)


def stage(effects: Effects, path: Path, data: bytes, mode: int, owner: Owner | None = None) -> None:
    """Write a new file completely and durably; it has its final owner and mode at the end.

    Until its mode is set last, nobody but its owner can read it.
    """
    descriptor = effects.create(path)
    try:
        effects.write(descriptor, data)
        if owner is not None and owner != owner_of(path):
            effects.set_owner(descriptor, owner.uid, owner.gid)
        if mode != 0o600 or os.name == "nt" or _masked(os.fstat(descriptor).st_mode, 0o600):
            effects.set_mode(descriptor, path, mode)
        effects.sync(descriptor)
    finally:
        effects.close(descriptor)


def _masked(mode: int, wanted: int) -> bool:
    """Tell whether a hostile umask took from its owner what a new file or folder was to have."""
    return mode & 0o700 != wanted


def temporary(path: Path) -> Path:
    """Return where the new content of a file waits until it is complete."""
    return path.with_name(f".{path.name}.new")


def replace_file(
    effects: Effects, path: Path, data: bytes, mode: int, owner: Owner | None = None
) -> None:
    """Put content in the place of a file: readers see the old or the new, never a part.

    Only the holder of the project's lock may do this, so what waits beside the file is left over.

    Raises:
        OSError: nothing has changed, and nothing is left beside the file.
    """
    waiting = temporary(path)
    if waiting.is_symlink() or waiting.exists():
        effects.unlink(waiting)
    try:
        stage(effects, waiting, data, mode, owner)
        effects.rename(waiting, path)
    except OSError:
        with contextlib.suppress(OSError):
            effects.unlink(waiting)
        raise
    effects.sync_folder(path.parent)


def make_private_folder(effects: Effects, path: Path) -> None:
    """Make sure that a folder of the tool's own is there and closed to others.

    Raises:
        OSError: it cannot be made, or a link or a file is in its place.
    """
    try:
        effects.make_folder(path, 0o700)
        if os.name != "nt" and _masked(path.stat().st_mode, 0o700):
            effects.set_folder_mode(path, 0o700)
    except FileExistsError:
        if path.is_symlink() or not path.is_dir():
            reason = "A link or a file is in the place of the folder"
            raise NotADirectoryError(errno.ENOTDIR, reason, str(path)) from None
        if os.name != "nt" and path.stat().st_mode & 0o077:
            effects.set_folder_mode(path, 0o700)
