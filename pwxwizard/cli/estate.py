"""`pwxwizard estate`: machines, listeners and connections from and to a table."""

from pathlib import Path

import click

from pwxwizard.cli.common import (
    emit,
    finding_json,
    json_option,
    project_option,
    show_findings,
    verb,
)
from pwxwizard.cli.inputs import file_argument, group, read_input


@verb(
    "Take machines, listeners and connections, and any answers of machines, from a CSV table. What is "
    "in the project and not in the table stays.",
    "pwxwizard estate import estate.csv --project prod.toml",
)
@file_argument
@project_option
@json_option
def take(file: str, project: Path, as_json: bool) -> int:
    """Import the table; exit code 1, and nothing is taken, when a row cannot be used."""
    from pwxwizard import estate_table  # noqa: PLC0415 - the engine is loaded when it is used
    from pwxwizard.finding import has_errors  # noqa: PLC0415
    from pwxwizard.session import Session  # noqa: PLC0415

    text = read_input(file).decode("utf-8", "replace")
    with Session.open(project) as session:
        edits, findings = estate_table.read_estate(text, session.project)
        failed = has_errors(findings)
        if not failed:
            session.edit(edits)
    if as_json:
        rows = [finding_json(finding) for finding in findings]
        emit({"schema": 1, "taken": 0 if failed else len(edits), "findings": rows})
    else:
        show_findings(findings)
        click.echo("Nothing was taken." if failed else f"Took {len(edits)} entries.")
    return 1 if failed else 0


@verb(
    "Print the estate as a CSV table.", "pwxwizard estate export --project prod.toml > estate.csv"
)
@project_option
def give(project: Path) -> int:
    """Print the table."""
    from pwxwizard import estate_table, store  # noqa: PLC0415 - the engine is loaded when it is used

    data = store.read_file(project)
    click.echo(estate_table.write_estate(store.read_project(data, project.name)), nl=False)
    return 0


command = group("Machines, listeners and connections as a table.", {"import": take, "export": give})
