"""`pwxwizard open`, and `pwxwizard` alone: the wizard."""

from pathlib import Path

import click

from pwxwizard.cli.common import verb
from pwxwizard.cli.project_path import ProjectPath
from pwxwizard.cli.wizard import Manner, start, wizard_options


@verb(
    "Open a project in the wizard where work stopped; without one, choose or begin it there.",
    "pwxwizard prod.toml",
)
@click.argument("project", required=False, type=ProjectPath())
@wizard_options
def command(project: Path | None = None, *, manner: Manner) -> int:
    """Open the wizard."""
    return start(project, manner)
