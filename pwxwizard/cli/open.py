"""`pwxwizard open`, and `pwxwizard` alone: the wizard."""

from pathlib import Path

import click

from pwxwizard.cli.common import verb
from pwxwizard.cli.wizard import plain_option, start


@verb(
    "Open a project in the wizard where work stopped; without one, choose or begin it there.",
    "pwxwizard prod.toml",
)
@click.argument("project", required=False, type=click.Path(path_type=Path))
@plain_option
def command(project: Path | None = None, plain: bool = False) -> int:
    """Open the wizard."""
    return start(project, plain=plain)
