"""`pwxwizard set`: answer questions from a script."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from pwxwizard.cli.common import emit, json_option, project_option, verb
from pwxwizard.errors import UsageError

if TYPE_CHECKING:
    from pwxwizard.steps.base import Subject


@verb(
    "Answer questions without a screen. KEY is the answer's path in the project file; an empty VALUE "
    "takes the answer back. Each answer is checked as in the wizard, and none is saved unless all can "
    "be used.",
    "pwxwizard set --project prod.toml ca.days=1825 machine.ZOS1.listener.zossec.port=6001",
)
@click.argument("answers", nargs=-1, required=True, metavar="KEY=VALUE...")
@project_option
@json_option
def command(project: Path, as_json: bool, answers: tuple[str, ...]) -> int:
    """Save the answers; exit code 2 when one cannot be used."""
    from pwxwizard.project import dotted  # noqa: PLC0415 - the engine is loaded when it is used
    from pwxwizard.question import Answer, Question, parse  # noqa: PLC0415
    from pwxwizard.session import Session  # noqa: PLC0415
    from pwxwizard.steps import STEPS  # noqa: PLC0415

    with Session.open(project) as session:
        chosen: list[tuple[Subject, Question, Answer | None]] = []
        for text in answers:
            key, separator, value = text.partition("=")
            if not separator:
                raise UsageError(f"{text!r} is not KEY=VALUE.", fix="Write it as ca.days=1825.")
            known = {
                f"{dotted(subject.table)}.{question.key}": (subject, question)
                for step in STEPS
                for subject in step.subjects(session.project)
                for question in step.questions(session.project, subject)
            }
            if key not in known:
                raise UsageError(
                    f"No question has the key {key!r}.",
                    fix="Look the keys up in the project file or in `pwxwizard check`.",
                )
            subject, question = known[key]
            given = parse(question, value) if value else None
            if given and given.answer is None:
                raise UsageError(given.problem, fix="Nothing was saved.", where=key)
            chosen.append((subject, question, given.answer if given else None))
        for subject, question, answer in chosen:
            session.answer(subject, question, answer)
    if as_json:
        emit({"schema": 1, "saved": [text.partition("=")[0] for text in answers]})
    else:
        click.echo(f"Saved {len(chosen)} answers.")
    return 0
