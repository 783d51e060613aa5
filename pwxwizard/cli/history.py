"""`pwxwizard history`: what was applied and rolled back."""

from pathlib import Path

import click

from pwxwizard.cli.common import emit, json_option, project_argument, tell, verb


@verb(
    "List every apply and roll back of a project: number, when, who, what, which files. They are "
    "listed, too, when the project's answers cannot be read; the exit code is 3 then.",
    "pwxwizard history prod.toml\npwxwizard history prod.toml --files",
)
@project_argument
@json_option
@click.option("--files", is_flag=True, help="Name every file.")
def command(project: Path, as_json: bool, files: bool) -> int:
    """Print the journal, oldest first; exit code 3 when the answers beside it cannot be read."""
    from pwxwizard import journal, store  # noqa: PLC0415 - the engine is loaded when it is used
    from pwxwizard.errors import UnreadableError  # noqa: PLC0415

    text = store.read_file(project)
    code = 0
    try:
        store.read_project(text, project.name)
    except UnreadableError as error:
        code = tell(error, as_json=False)
    entries = journal.history(store.storage_folder(project))
    if as_json:
        rows = [
            {
                "id": entry.id,
                "kind": entry.kind,
                "when": entry.when,
                "who": entry.who,
                "label": entry.label,
                "plan": entry.plan,
                "files": [
                    {"path": change.path, "before": change.before, "after": change.after}
                    for change in entry.files
                ],
            }
            for entry in entries
        ]
        emit({"schema": 1, "history": rows})
        return code
    for entry in entries:
        click.echo(f"{entry.id}  {entry.when}  {entry.who}  {entry.kind}: {entry.label}")
        for change in entry.files if files else ():
            click.echo(f"      {change.path}")
    if not entries:
        click.echo("Nothing was written so far.")
    return code
