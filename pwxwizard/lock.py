"""One writer a project: a kernel lock that ends with its process, and who holds it."""

import contextlib
import json
import os
import socket
import time
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Self

from pwxwizard.effects import REAL, Effects, make_private_folder, replace_file
from pwxwizard.errors import RefusedError
from pwxwizard.finding import Finding, FindingRule, Severity, Where

if TYPE_CHECKING:
    from filelock import FileLock

NETWORK = FindingRule(
    "LCK001",
    Severity.WARNING,
    "Project on network storage",
    "Locks and durable writes are only as good as the server; another host may not see the lock.",
    "Work on a local disk, or make sure that only one person has the project open.",
    "this tool",
)

_NETWORK_TYPES = frozenset(
    [
        "nfs",
        "nfs3",
        "nfs4",
        "cifs",
        "smb",
        "smb2",
        "smb3",
        "smbfs",
        "ncpfs",
        "afs",
        "9p",
        "ceph",
        "glusterfs",
        "lustre",
        "gpfs",
        "beegfs",
    ]
)
_NETWORK_STARTS = (
    "fuse.sshfs",
    "fuse.gluster",
    "fuse.ceph",
    "fuse.rclone",
    "fuse.s3fs",
    "fuse.smb",
)


@dataclass(frozen=True, slots=True)
class Holder:
    """Who has a project open for writing."""

    pid: int
    host: str
    started: str
    """ISO 8601, in UTC."""
    who: str

    def __str__(self) -> str:
        """Return the holder as people say it."""
        host = "" if self.who.endswith(f"@{self.host}") else f" on {self.host}"
        return f"{self.who}, process {self.pid}{host}, since {self._since}"

    @property
    def _since(self) -> str:
        """The moment to the minute; as it is noted where it cannot be read."""
        try:
            began = datetime.fromisoformat(self.started)
        except ValueError:
            return self.started
        return f"{began:%Y-%m-%d %H:%M} {began:%Z}".rstrip()


class Held:
    """The lock, as long as it is held; a `with` block or `release` ends it."""

    def __init__(self, lock: "FileLock", side: Path, effects: Effects) -> None:
        """Use `hold`."""
        self._lock = lock
        self._side = side
        self._effects = effects

    def release(self) -> None:
        """Let others write."""
        if self._lock.is_locked:
            # The note is only read while somebody holds the lock, so it may as well stay.
            with contextlib.suppress(OSError):
                self._effects.unlink(self._side)
            self._lock.release()

    def __enter__(self) -> Self:
        """Return the lock."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Release the lock."""
        self.release()


def hold(storage: Path, *, who: str, now: datetime, effects: Effects = REAL) -> Held:
    """Become the only writer of a project until the lock is released or this process ends.

    Args:
        storage: the tool's own folder; made when missing.
        who: who this is, such as `user@host`.
        now: when, in UTC.
        effects: the file system.

    Raises:
        RefusedError: somebody else is; the message names them.
    """
    side = _side(storage)
    from filelock import FileLock  # noqa: PLC0415 - 20 ms that only writers need

    lock = FileLock(storage / "lock", timeout=0, mode=0o600)
    try:
        make_private_folder(effects, storage)
        _acquire(lock, storage)
    except (OSError, NotImplementedError) as error:
        reason = error.strerror if isinstance(error, OSError) else str(error)
        raise RefusedError(
            f"The project cannot be locked: {reason}.",
            fix="Open it read-only with `pwxwizard review`, or correct the permissions.",
            where=str(storage),
        ) from error
    note = {
        "pid": os.getpid(),
        "host": socket.gethostname(),
        "started": now.isoformat(timespec="seconds"),
        "who": who,
    }
    try:
        replace_file(effects, side, json.dumps(note).encode(), 0o600)
    except OSError as error:
        lock.release()
        raise RefusedError(
            f"The project cannot be written: {error.strerror}.",
            fix="Open it read-only with `pwxwizard review`, or correct the cause.",
            where=str(storage),
        ) from error
    return Held(lock, side, effects)


def holder(storage: Path) -> Holder | None:
    """Return who noted last that they hold the lock, or `None` when there is no readable note."""
    try:
        note = json.loads(_side(storage).read_bytes())
        return Holder(int(note["pid"]), str(note["host"]), str(note["started"]), str(note["who"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def _side(storage: Path) -> Path:
    return storage / "lock.json"


def _acquire(lock: "FileLock", storage: Path) -> None:
    """Take the lock, or say who has it; a note that a dead process left is not believed."""
    from filelock import Timeout  # noqa: PLC0415 - 20 ms that only writers need

    for _ in range(10):
        try:
            lock.acquire()
        except Timeout:
            found = holder(storage)
            if found is not None and _alive(found):
                raise _elsewhere(str(found), storage) from None
        else:
            return
        # Between taking the lock and writing the note, or removing it and letting go, is a moment.
        time.sleep(0.02)
    raise _elsewhere("by a process that has left no name", storage)


def _elsewhere(holder_name: str, storage: Path) -> RefusedError:
    return RefusedError(
        f"The project is open for writing elsewhere: {holder_name}.",
        fix="Open it read-only with `pwxwizard review`, or wait until they are done.",
        where=str(storage),
    )


def _alive(found: Holder) -> bool:
    if found.host != socket.gethostname() or os.name == "nt":
        return True
    try:
        os.kill(found.pid, 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError):
        return True
    return True


def storage_findings(storage: Path, mounts: Path = Path("/proc/mounts")) -> tuple[Finding, ...]:
    """Return a warning when the project lies on network storage, as far as this system tells."""
    try:
        rows = mounts.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
        place = storage.resolve()
    except OSError:
        return ()
    best, kind = Path(), ""
    for row in rows:
        parts = row.split()
        if len(parts) < 3:
            continue
        # The kernel writes blanks in a mount point as octal escapes.
        point = Path(parts[1].replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\"))
        if place.is_relative_to(point) and len(point.parts) >= len(best.parts):
            best, kind = point, parts[2]
    if kind in _NETWORK_TYPES or kind.startswith(_NETWORK_STARTS):
        return (NETWORK.at(Where(file=str(storage)), f"{best} is of type {kind}."),)
    return ()
