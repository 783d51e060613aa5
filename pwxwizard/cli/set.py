"""`pwxwizard set`: answer questions from a script."""

from pathlib import Path

import click

from pwxwizard.cli import answers as given
from pwxwizard.cli.common import emit, json_option, project_option, verb
from pwxwizard.errors import UsageError


@verb(
    "Answer questions without a screen. KEY is the answer's path in the project file; an empty VALUE "
    "takes the answer back; * in KEY stands for any name, such as every machine. Each answer is "
    "checked as in the wizard, and none is saved unless all can be used. Answers may also come from "
    "a TOML file of the project's layout, and from the variable "
    f"{given.VARIABLE}, one KEY=VALUE a line; arguments come last and win.",
    "pwxwizard set --project prod.toml ca.days=1825 machine.ZOS1.listener.zossec.port=6001\n"
    "pwxwizard set --project prod.toml 'machine.*.personal_certificate.days=400'\n"
    "pwxwizard set --project prod.toml --from answers.toml --json",
)
@click.argument("answers", nargs=-1, metavar="[KEY=VALUE...]")
@click.option("--from", "source", metavar="FILE", help="Take answers from this TOML file; - reads.")
@project_option
@json_option
def command(project: Path, as_json: bool, source: str | None, answers: tuple[str, ...]) -> int:
    """Save the answers; exit code 2 when one cannot be used."""
    from pwxwizard.answering import answer_keys, read_answers  # noqa: PLC0415 - loaded when it is used
    from pwxwizard.session import Session  # noqa: PLC0415

    wanted = given.from_environment()
    if source is not None:
        wanted += given.from_tables(_tables(source))
    wanted += answers
    if not wanted:
        raise UsageError(
            "No answer was given.",
            fix=f"Write KEY=VALUE, name a file with --from, or set {given.VARIABLE}.",
        )
    with Session.open(project) as session:
        chosen = read_answers(session.project, wanted)
        session.give(chosen)
    saved = answer_keys(chosen)
    if as_json:
        emit({"schema": 1, "saved": list(saved)})
    else:
        click.echo(f"Saved {len(saved)} answers.")
    return 0


def _tables(source: str) -> dict[str, object]:
    import tomllib  # noqa: PLC0415 - only when a file is named

    from pwxwizard.cli.inputs import read_input  # noqa: PLC0415

    try:
        return tomllib.loads(read_input(source).decode("utf-8"))
    except ValueError as error:
        raise UsageError(
            f"This is no TOML file: {error}.", fix="Correct it, then give it again.", where=source
        ) from error
