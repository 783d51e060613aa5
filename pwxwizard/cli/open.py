"""`pwxwizard open`, and `pwxwizard` alone: the wizard."""

from pathlib import Path

import click

from pwxwizard.cli.common import verb
from pwxwizard.cli.wizard import start


@verb(
    "Open a project in the wizard where work stopped; without one, choose or begin it there.",
    "pwxwizard prod.toml",
)
@click.argument("project", required=False, type=click.Path(path_type=Path))
def command(project: Path | None = None) -> int:
    """Open the wizard."""
    return start(project)
