"""`pwxwizard new`: begin a project."""

from pathlib import Path

import click

from pwxwizard.cli.common import verb
from pwxwizard.cli.wizard import plain_option, start


@verb(
    "Begin a project and open the wizard on it.",
    "pwxwizard new prod.toml\npwxwizard new prod.toml --name production --no-wizard",
)
@click.argument("project", type=click.Path(path_type=Path))
@click.option("--name", help="What the project is called; the file's name unless given.")
@click.option("--no-wizard", is_flag=True, help="Only write the file.")
@plain_option
def command(project: Path, name: str | None, no_wizard: bool, plain: bool) -> int:
    """Write an empty project file, then open it."""
    from pwxwizard import store  # noqa: PLC0415 - the engine is loaded when it is used

    path = project if project.suffix else project.with_suffix(".toml")
    store.create(path, name or path.stem)
    if no_wizard:
        click.echo(f"Wrote {path}.")
        return 0
    return start(path, plain=plain)
