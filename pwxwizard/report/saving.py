"""Writing a report: the one file that looking at a project may write, and only where it was told."""

import contextlib
import os
import stat
from pathlib import Path

from pwxwizard.effects import REAL, Effects, owner_of, stage
from pwxwizard.errors import RefusedError, UsageError
from pwxwizard.report.content import Report
from pwxwizard.report.pages import MARK, format_of, rendered

_HEAD = 1024
"""Octets at the beginning of a file in which a report says that it is one."""

_NEW_MODE = 0o600
"""A report names machines and what is wrong with them; whoever may read it is for its owner to say."""


def save(
    report: Report,
    path: Path,
    *,
    root: Path,
    form: str = "",
    overwrite: bool = False,
    effects: Effects = REAL,
) -> int:
    """Write a report in one go, and return its length in octets.

    Readers see the old file or the new, never a part. A report that stands there is replaced and
    keeps its permissions; any other file only with consent, and what was looked at never.

    Args:
        report: what to write.
        path: where the report goes; its folder must be there.
        root: the folder at which relative paths in the report start.
        form: one of `FORMATS`; empty lets the path's ending decide.
        overwrite: replace a file that is not a report, too.
        effects: changes the file system.

    Raises:
        RefusedError: another file is in its place, or it is one of those that were looked at.
        UsageError: it cannot be written there, or its ending says nothing about its format.
    """
    data = rendered(report, form or format_of(path))
    mode = _mode_for(path, overwrite, tuple(root / seen.path for seen in report.seen))
    waiting = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        stage(effects, waiting, data, mode, owner_of(path))
        effects.rename(waiting, path)
        effects.sync_folder(path.parent)
    except (OSError, ValueError) as error:
        with contextlib.suppress(OSError, ValueError):
            effects.unlink(waiting)
        raise _unwritable(path, error) from error
    return len(data)


def _unwritable(path: Path, error: OSError | ValueError) -> UsageError:
    reason = (error.strerror if isinstance(error, OSError) else None) or str(error)
    return UsageError(
        f"The report cannot be written: {reason}.",
        fix="Name a file in a folder that you can write to.",
        where=str(path),
    )


def _mode_for(path: Path, overwrite: bool, inputs: tuple[Path, ...]) -> int:
    """Return the permissions that the report gets; refuse a place that is taken."""
    try:
        status = path.lstat()
    except FileNotFoundError:
        return _NEW_MODE
    except (OSError, ValueError) as error:
        raise _unwritable(path, error) from error
    if not stat.S_ISREG(status.st_mode):
        raise RefusedError(
            "Something that is no ordinary file is in the report's place.",
            fix="Name another file.",
            where=str(path),
        )
    if any(_same(path, one) for one in inputs):
        raise RefusedError(
            "This is one of the files that the report is about.",
            fix="Name another file.",
            where=str(path),
        )
    if not overwrite and not is_report(path):
        raise RefusedError(
            "A file that is not a report is in its place.",
            fix="Name another file; only the command line replaces it, with --overwrite.",
            where=str(path),
        )
    return stat.S_IMODE(status.st_mode)


def _same(path: Path, other: Path) -> bool:
    try:
        return path.samefile(other)
    except OSError:
        return False


def is_report(path: Path) -> bool:
    """Tell whether a report stands in a place, which another one may replace."""
    try:
        with path.open("rb") as file:
            return MARK.encode() in file.read(_HEAD)
    except OSError:
        return False
