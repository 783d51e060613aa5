"""The projects that were opened last; only comfort, so failures pass in silence. Never in review."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

from pwxwizard import locations
from pwxwizard.effects import REAL, Effects, replace_file
from pwxwizard.toml_text import document_text

_MOST = 10


@dataclass(frozen=True, slots=True)
class Recent:
    """A project that was opened."""

    path: Path
    there: bool
    """The file still exists."""


def recent(file: Path | None = None) -> tuple[Recent, ...]:
    """Return the projects that were opened last, newest first."""
    return tuple(Recent(path, path.is_file()) for path in _paths(file or locations.recent_file()))


def remember(project: Path, file: Path | None = None, effects: Effects = REAL) -> None:
    """Put a project in front of those that were opened last."""
    _write(project, file or locations.recent_file(), effects, keep=True)


def forget(project: Path, file: Path | None = None, effects: Effects = REAL) -> None:
    """Take a project out of those that were opened last."""
    _write(project, file or locations.recent_file(), effects, keep=False)


def _paths(file: Path) -> list[Path]:
    try:
        listed = tomllib.loads(file.read_bytes().decode()).get("projects")
    except (OSError, ValueError, RecursionError):
        return []
    if not isinstance(listed, list):
        return []
    return [Path(entry) for entry in listed if isinstance(entry, str) and "\0" not in entry]


def _write(project: Path, file: Path, effects: Effects, *, keep: bool) -> None:
    project = project.absolute()
    others = [path for path in _paths(file) if path != project]
    listed = [project, *others][:_MOST] if keep else others
    text = document_text({"projects": [str(path) for path in listed]})
    try:
        file.parent.mkdir(0o700, parents=True, exist_ok=True)
        replace_file(effects, file, text.encode(), 0o600)
    except (OSError, ValueError):
        return
