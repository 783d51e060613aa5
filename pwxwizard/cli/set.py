"""`pwxwizard set`: answer questions from a script."""

from pathlib import Path

import click

from pwxwizard.cli.common import emit, json_option, project_option, verb


@verb(
    "Answer questions without a screen. KEY is the answer's path in the project file; an empty VALUE "
    "takes the answer back; * in KEY stands for any name, such as every machine. Each answer is checked as in the wizard, and none is saved unless all can "
    "be used.",
    "pwxwizard set --project prod.toml ca.days=1825 machine.ZOS1.listener.zossec.port=6001\n"
    "pwxwizard set --project prod.toml 'machine.*.personal_certificate.days=400'",
)
@click.argument("answers", nargs=-1, required=True, metavar="KEY=VALUE...")
@project_option
@json_option
def command(project: Path, as_json: bool, answers: tuple[str, ...]) -> int:
    """Save the answers; exit code 2 when one cannot be used."""
    from pwxwizard.answering import read_answers  # noqa: PLC0415 - loaded when it is used
    from pwxwizard.project import dotted  # noqa: PLC0415
    from pwxwizard.session import Session  # noqa: PLC0415

    with Session.open(project) as session:
        chosen = read_answers(session.project, answers)
        session.give(chosen)
    if as_json:
        emit(
            {"schema": 1, "saved": [f"{dotted(one.table)}.{asked.key}" for one, asked, _ in chosen]}
        )
    else:
        click.echo(f"Saved {len(chosen)} answers.")
    return 0
