"""What is kept of faults of the program itself: where they happened, never with what values."""

import traceback
from datetime import UTC, datetime
from pathlib import Path, PurePath

from pwxwizard import __version__, locations
from pwxwizard.effects import REAL, Effects, make_private_folder, replace_file

_KEPT = 20
"""Reports that stay; the oldest go first."""
_PACKAGES = ("pwxwizard", "screens", "assets")


def told(fault: BaseException) -> str:
    """Return a fault's kind, its causes and its frames, as text.

    Messages and the values of variables are left out, because they could be passphrases, and so is
    the way to the program, because it often names its user.
    """
    lines = []
    cause: BaseException | None = fault
    while cause is not None:
        lines.append(type(cause).__name__)
        lines += [
            f"  {_place(frame.filename)}:{frame.lineno} in {frame.name}"
            for frame in traceback.extract_tb(cause.__traceback__)
        ]
        cause = cause.__cause__ or (None if cause.__suppress_context__ else cause.__context__)
    return "\n".join(lines) + "\n"


def keep(fault: BaseException, folder: Path | None = None, effects: Effects = REAL) -> Path | None:
    """Keep a fault for a report; returns the file, or `None` when none could be written."""
    place = folder or locations.log_folder()
    now = datetime.now(UTC)
    path = place / f"fault-{now:%Y%m%d-%H%M%S}.txt"
    text = f"{now:%Y-%m-%dT%H:%M:%SZ} pwxwizard {__version__}\n{told(fault)}"
    try:
        place.parent.mkdir(0o700, parents=True, exist_ok=True)
        make_private_folder(effects, place)
        replace_file(effects, path, text.encode(), 0o600)
        for old in _files(place)[_KEPT:]:
            effects.unlink(old)
    except OSError:
        return path if path.is_file() else None
    return path


def last(count: int, folder: Path | None = None) -> tuple[str, ...]:
    """Return the newest reports, newest first."""
    texts = []
    for path in _files(folder or locations.log_folder())[:count]:
        try:
            texts.append(path.read_text(encoding="utf-8", errors="replace"))
        except OSError:
            continue
    return tuple(texts)


def _files(folder: Path) -> list[Path]:
    try:
        return sorted(folder.glob("fault-*.txt"), reverse=True)
    except OSError:
        return []


def _place(filename: str) -> str:
    parts = PurePath(filename).parts
    for index, part in enumerate(parts):
        if part == "site-packages":
            return "/".join(parts[index + 1 :])
    for index in range(len(parts) - 1, -1, -1):
        if parts[index] in _PACKAGES:
            return "/".join(parts[index:])
    return parts[-1] if parts else filename
