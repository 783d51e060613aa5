"""`pwxwizard rehearse`: every connection's handshake, in memory, with the real artifacts."""

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from pwxwizard.cli.common import (
    ask,
    at_option,
    emit,
    finding_json,
    json_option,
    project_argument,
    verb,
)
from pwxwizard.errors import UsageError


@verb(
    "Shake hands for every connection, in memory, with the artifacts that were written. No network "
    "is used. A difference to the prediction is a defect of this tool and fails the command.",
    "pwxwizard rehearse prod.toml --json\npwxwizard rehearse prod.toml --at 2027-03-01",
)
@project_argument
@json_option
@at_option
@click.option("--record", is_flag=True, help="Keep the outcome in the project, as evidence.")
def command(project: Path, as_json: bool, at: datetime | None, record: bool) -> int:
    """Print each connection's outcome; exit code 1 when one did not succeed."""
    if record and at is not None:
        raise UsageError(
            "A rehearsal for another day is no evidence for today.",
            fix="Leave out --at or --record.",
        )
    from pwxwizard import machine  # noqa: PLC0415 - the engine is loaded when it is used
    from pwxwizard.review import Rehearsed, Review  # noqa: PLC0415
    from pwxwizard.session import Session  # noqa: PLC0415

    outcomes: list[Rehearsed] = []

    def take(outcome: Rehearsed) -> None:
        outcomes.append(outcome)
        if not as_json:
            click.echo(_line(outcome))
            for finding in outcome.findings:
                click.echo(f"    {finding}")

    if record:
        with Session.open(project, ask) as session:
            basis = session.rehearsal_basis()
            for outcome in session.rehearse_and_record():
                take(outcome)
    else:
        review = Review(project, machine.world(project.parent, ask))
        basis = review.rehearsal_basis()
        for outcome in review.rehearse(at):
            take(outcome)
    succeeded = all(outcome.succeeded for outcome in outcomes)
    if as_json:
        emit(
            {
                "schema": 1,
                "succeeded": succeeded,
                "connections": list(map(_json, outcomes)),
                "not_written": list(basis.not_written),
                "to_fill_in": list(basis.to_fill_in),
            }
        )
    elif not outcomes:
        click.echo("The project has no connections.")
    else:
        for sentence in basis.sentences:
            click.echo(sentence)
    return 0 if succeeded else 1


def _line(outcome: "Any") -> str:
    rehearsal = outcome.rehearsal
    if rehearsal is None:
        return f"{outcome.connection.name}: not rehearsed"
    detail = (
        f"{rehearsal.protocol} {rehearsal.suite}"
        if rehearsal.outcome == "succeeded"
        else rehearsal.reason
    )
    return f"{outcome.connection.name}: {rehearsal.outcome}, {detail}"


def _json(outcome: "Any") -> dict[str, Any]:
    rehearsal = outcome.rehearsal
    return {
        "connection": outcome.connection.name,
        "outcome": rehearsal.outcome if rehearsal else "not rehearsed",
        "succeeded": outcome.succeeded,
        "predicted": outcome.prediction.verdict,
        "protocol": rehearsal.protocol if rehearsal else "",
        "suite": rehearsal.suite if rehearsal else "",
        "server_authenticated": bool(rehearsal and rehearsal.server_authenticated),
        "client_authenticated": bool(rehearsal and rehearsal.client_authenticated),
        "reason": rehearsal.reason if rehearsal else "",
        "steps": list(rehearsal.steps) if rehearsal else [],
        "findings": [finding_json(finding) for finding in outcome.findings],
    }
