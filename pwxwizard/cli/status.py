"""`pwxwizard status`: how far every item of a project is."""

from pathlib import Path
from typing import Any

import click

from pwxwizard.cli.common import emit, json_option, project_argument, verb


@verb(
    "Tell how far every item of a project is, and what the next one is.",
    "pwxwizard status prod.toml",
)
@project_argument
@json_option
def command(project: Path, as_json: bool) -> int:
    """Print every item with its state."""
    from pwxwizard import machine  # noqa: PLC0415 - the engine is loaded when it is used
    from pwxwizard.examine import State  # noqa: PLC0415
    from pwxwizard.review import Review  # noqa: PLC0415

    review = Review(project, machine.world(project.parent))
    survey = review.survey()
    items, judged = survey.items, review.judged(survey)
    ended = sum(finding.code == "WAV001" for finding in judged.findings)
    unfinished = [
        item for item in items if item.state not in {State.WRITTEN, State.PROVED, State.SKIPPED}
    ]
    if as_json:
        rows: list[dict[str, Any]] = [
            {
                "item": item.name,
                "step": item.step.key,
                "subject": item.subject.name,
                "state": item.state.value,
                "because": list(item.because),
            }
            for item in items
        ]
        emit(
            {
                "schema": 1,
                "project": review.project.name,
                "items": rows,
                "next": unfinished[0].name if unfinished else None,
                "waived": len(judged.waived),
                "waivers_ended": ended,
            }
        )
        return 0
    title = ""
    for item in items:
        if item.step.title != title:
            title = item.step.title
            click.echo(title)
        reason = f"  ({'; '.join(item.because)})" if item.because else ""
        click.echo(f"  {item.state.value:9} {item.subject.title or item.subject.name}{reason}")
    if judged.waived:
        click.echo(f"Waived findings: {len(judged.waived)}")
    if ended:
        click.echo(f"Waivers that have ended: {ended}; `pwxwizard check` names them.")
    click.echo(f"Next: {unfinished[0].name}" if unfinished else "Nothing is left to write.")
    return 0
