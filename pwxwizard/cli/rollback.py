"""`pwxwizard rollback`: back to an earlier apply."""

import sys
from pathlib import Path

import click

from pwxwizard.cli.common import emit, json_option, project_argument, show_progress, verb
from pwxwizard.errors import RefusedError


@verb(
    "Bring every written file back to what it was after an earlier apply, all of them or none. The "
    "answers stay. Private keys are only taken away when --replace-key names them.",
    "pwxwizard rollback prod.toml --to 0001 --yes",
)
@project_argument
@json_option
@click.option(
    "--to", help="Number of the apply to go back to; the one before the last unless given."
)
@click.option("--yes", is_flag=True, help="Do not ask.")
@click.option(
    "--replace-key", "replace", multiple=True, metavar="PATH", help="Agree to lose this key."
)
def command(
    project: Path, as_json: bool, to: str | None, yes: bool, replace: tuple[str, ...]
) -> int:
    """Roll back; exit codes 4 refused, 5 failed and undone."""
    from pwxwizard.finding import counted  # noqa: PLC0415 - loaded when it is used
    from pwxwizard.rollback import plan_roll_back  # noqa: PLC0415 - loaded when it is used
    from pwxwizard.session import Session  # noqa: PLC0415

    with Session.open(project) as session:
        session.consenting(replace)
        planned = plan_roll_back(session.storage, to, leave={project.name})
        if not yes:
            for write in planned.writes:
                word = "remove" if write.data is None else "restore"
                click.echo(f"{word} {write.path}", err=True)
            if not sys.stdin.isatty():
                raise RefusedError("Nobody is there to agree to this.", fix="Give --yes.")
            click.confirm(f"Go back to {planned.to}?", abort=True, err=True)
        done = session.roll_back(to, show_progress)
    if as_json:
        emit({"schema": 1, "apply": done.id, "to": planned.to, "files": list(done.written)})
    else:
        click.echo(f"Brought back {counted(len(done.written), 'file')}; journal entry {done.id}.")
    return 0
