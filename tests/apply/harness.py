"""A file system that stops, fails or dies at a chosen effect, and what must hold afterwards."""

import errno
import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pwxwizard.apply import Applied, FileWrite, write_all
from pwxwizard.effects import Effects
from pwxwizard.journal import ABSENT
from pwxwizard.transaction import Progress
from pwxwizard.world import digest

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
NAMES = tuple(
    name
    for name, part in vars(Effects).items()
    if callable(part) and not name.startswith("_") and name != "close"
)
"""Every effect but closing, which changes nothing."""


KEYS = frozenset({"prod.pwx/private/new.key.pem", "prod.pwx/private/old.key.pem"})
"""The private keys that the estate's apply makes and replaces."""


class Died(BaseException):
    """The process is gone from here on."""


class Faulty(Effects):
    """Counts effects and calls `fault` before each of them, told its number and name."""

    def __init__(self, fault: Callable[[int, str], None]) -> None:
        self.count = 0
        self.fault = fault
        self.names: list[str] = []

    def __getattribute__(self, name: str) -> Any:
        if name not in NAMES:
            return super().__getattribute__(name)
        real = super().__getattribute__(name)

        def effect(*arguments: Any) -> Any:
            number = self.count
            self.count += 1
            self.names.append(name)
            if name == "write":
                # A write can be cut anywhere; half of it may have reached the disk.
                descriptor, data = arguments
                real(descriptor, data[: len(data) // 2])
                self.fault(number, name)
                return real(descriptor, data[len(data) // 2 :])
            self.fault(number, name)
            return real(*arguments)

        return effect


def counting() -> Faulty:
    """Return a file system that only counts."""
    return Faulty(lambda number, name: None)


def dying(at: int) -> Faulty:
    """Return a file system on which nothing works any more from one effect on."""

    def fault(number: int, name: str) -> None:
        if number >= at:
            raise Died

    return Faulty(fault)


def failing(at: int, code: int = errno.ENOSPC) -> Faulty:
    """Return a file system on which one effect fails."""

    def fault(number: int, name: str) -> None:
        if number == at:
            raise OSError(code, os.strerror(code))

    return Faulty(fault)


class Estate:
    """A project's folder with an old state, and an apply that leads to a new one."""

    def __init__(self, folder: Path, other: Path | None = None, *, lay_out: bool = True) -> None:
        """Lay the old state out; `other` is a second folder, if wanted on another file system."""
        self.root = folder / "work"
        self.storage = self.root / "prod.pwx"
        self.other = other or folder / "opt"
        self.there = self.other / "dbmover.cfg"
        self.project = self.root / "prod.toml"
        self.key = self.storage / "private" / "old.key.pem"
        self.gone = self.storage / "obsolete.txt"
        if lay_out:
            self.key.parent.mkdir(0o700, parents=True)
            self.storage.chmod(0o700)
            self.other.mkdir(parents=True, exist_ok=True)
            self.there.write_bytes(b"LISTENER=(old)\n")
            self.there.chmod(0o640)
            self.project.write_bytes(b"schema = 1\n")
            self.key.write_bytes(b"old key")
            self.key.chmod(0o600)
            self.gone.write_bytes(b"to be removed\n")

    def writes(self) -> tuple[FileWrite, ...]:
        """Return an apply that makes, changes, moves and removes files in several folders."""
        return (
            FileWrite("prod.pwx/artifacts/ZOS1/ca.pem", b"certificate\n" * 50, 0o644, ABSENT),
            FileWrite("prod.pwx/private/new.key.pem", b"new key", 0o600, ABSENT, key=True),
            FileWrite(
                "prod.pwx/private/old.key.pem",
                b"another key",
                0o600,
                digest(b"old key"),
                key=True,
                replace_key=True,
            ),
            FileWrite(str(self.there), b"LISTENER=(new)\n", 0o644, digest(b"LISTENER=(old)\n")),
            FileWrite("prod.pwx/obsolete.txt", None, 0o644, digest(b"to be removed\n")),
            FileWrite("prod.toml", b"schema = 1\nnew = true\n", 0o644, digest(b"schema = 1\n")),
        )

    def apply(self, effects: Effects, progress: Progress | None = None) -> Applied:
        """Apply it."""
        return write_all(
            self.writes(),
            self.storage,
            self.root,
            label="test",
            who="me@here",
            now=NOW,
            plan_id="abc",
            effects=effects,
            progress=progress,
        )

    def apply_now(self) -> Applied:
        """Apply it without any fault."""
        return self.apply(Effects())

    def tree(self) -> dict[str, tuple[bytes, int]]:
        """Return content and mode of every file, but for the tool's own books."""
        found = {}
        for top in (self.root, self.other):
            for path in sorted(top.rglob("*")):
                name = str(path.relative_to(top))
                own = name.startswith(("prod.pwx/backups", "prod.pwx/journal", "prod.pwx/lock"))
                if path.is_file() and not own:
                    found[name] = (path.read_bytes(), path.stat().st_mode & 0o7777)
        return found

    def books(self) -> tuple[str, ...]:
        """Return the names of the records and backups."""
        return tuple(
            sorted(
                str(path.relative_to(self.storage))
                for name in ("journal", "backups")
                for path in (self.storage / name).rglob("*")
            )
        )


def leftovers(*folders: Path) -> list[Path]:
    """Return every file that should not have outlived an apply."""
    return [
        path
        for folder in folders
        for path in folder.rglob("*")
        if path.name.endswith((".new", ".old"))
        or path.name in {"intent.json", "committed.json", "undoing.json"}
    ]
