"""`pwxwizard new`: begin a project."""

from pathlib import Path

import click

from pwxwizard.cli import answers as given
from pwxwizard.cli.common import emit, json_option, verb
from pwxwizard.cli.project_path import ProjectPath
from pwxwizard.cli.wizard import Manner, start, wizard_options
from pwxwizard.errors import UsageError


@verb(
    "Begin a project and open the wizard on it; without PROJECT the wizard asks for its file. With "
    "--from the machines, connections and answers of "
    "another project are taken over, without its record of what was written; answers of the variable "
    f"{given.VARIABLE}, one KEY=VALUE a line, are entered too.",
    "pwxwizard new prod.toml\n"
    "pwxwizard new prod.toml --name production --no-wizard\n"
    "pwxwizard new second.toml --from first.toml --json",
)
@click.argument("project", required=False, type=click.Path(path_type=Path))
@click.option("--name", help="What the project is called; the file's name unless given.")
@click.option("--from", "source", type=ProjectPath(), help="Take over this project's answers.")
@click.option("--no-wizard", is_flag=True, help="Only write the file.")
@wizard_options
@json_option
def command(
    project: Path | None,
    name: str | None,
    source: Path | None,
    no_wizard: bool,
    manner: Manner,
    as_json: bool,
) -> int:
    """Write a project file, then open it; with --json it is only written."""
    from pwxwizard import store  # noqa: PLC0415 - the engine is loaded when it is used
    from pwxwizard.answering import answer_keys, read_answers  # noqa: PLC0415
    from pwxwizard.session import Session  # noqa: PLC0415

    if project is None:
        if name or source or no_wizard or as_json:
            raise UsageError("Which file is the project to be?", fix="Name it: new prod.toml.")
        return start(None, manner)
    path = project if project.suffix else project.with_suffix(".toml")
    if source is None:
        store.create(path, name or path.stem)
    else:
        store.create_from(path, name or path.stem, source)
    answers = given.from_environment()
    saved: tuple[str, ...] = ()
    if answers:
        with Session.open(path) as session:
            chosen = read_answers(session.project, answers)
            session.give(chosen)
            saved = answer_keys(chosen)
    if as_json:
        emit({"schema": 1, "project": str(path), "saved": list(saved)})
        return 0
    if no_wizard:
        click.echo(f"Wrote {path}.")
        return 0
    return start(path, manner, introduction="" if source else f"{path} is made, and empty.")
