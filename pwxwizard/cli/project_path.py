"""Which project a verb is about: the file that is named, or the only one of a folder."""

import contextlib
from pathlib import Path
from typing import Any

import click

from pwxwizard.errors import UsageError


class ProjectPath(click.Path):
    """A project file; the folder of exactly one project stands for that project."""

    def __init__(self) -> None:
        """Take any path; whether it can be read is told where it is read."""
        super().__init__(path_type=Path)

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Path:
        """Return the path of the project."""
        path = super().convert(value, param, ctx)
        assert isinstance(path, Path)
        return project_in(path)


def only_project() -> Path:
    """Return the one project of this folder."""
    found = _projects(Path())
    if len(found) != 1:
        many = ", ".join(map(str, found)) or "none"
        context = click.get_current_context(silent=True)
        verb = context.info_name if context else "status"
        below = [path for folder in Path().glob("*/") for path in _projects(folder)]
        named = str(below[0]) if len(below) == 1 else "prod.toml"
        raise UsageError(
            f"No project was named, and this folder does not have exactly one (found: {many}).",
            fix=f"Name the project file, such as `pwxwizard {verb} {named}`.",
        )
    return found[0]


def project_in(path: Path) -> Path:
    """Return the one project of a folder; any other path is returned as it is."""
    found = _projects(path)
    return found[0] if len(found) == 1 else path


def _projects(folder: Path) -> list[Path]:
    """Return the projects of a folder, recognised by their first statement."""
    found = []
    for path in sorted(folder.glob("*.toml")):
        with contextlib.suppress(OSError):
            if path.is_file() and b"\nschema = " in b"\n" + path.read_bytes()[:2000]:
                found.append(path)
    return found
