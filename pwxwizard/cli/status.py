"""`pwxwizard status`: how far every item of a project is."""

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pwxwizard.cli.common import emit, format_option, json_option, project_argument, verb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pwxwizard.examine import Item


@verb(
    "Tell how far every item of a project is, and what the next one is.",
    "pwxwizard status prod.toml\npwxwizard status prod.toml --json",
)
@project_argument
@json_option
@format_option("nagios")
def command(project: Path, as_json: bool, form: str) -> int:
    """Print every item with its state."""
    from pwxwizard import machine  # noqa: PLC0415 - the engine is loaded when it is used
    from pwxwizard.examine import State  # noqa: PLC0415
    from pwxwizard.finding import listed  # noqa: PLC0415
    from pwxwizard.review import Review  # noqa: PLC0415

    review = Review(project, machine.world(project.parent))
    survey = review.survey()
    items, judged = survey.items, review.judged(survey)
    ended = sum(finding.code == "WAV001" for finding in judged.findings)
    unfinished = [
        item for item in items if item.state not in {State.WRITTEN, State.PROVED, State.SKIPPED}
    ]
    if form == "nagios":
        return _monitored(items)
    if as_json:
        rows: list[dict[str, Any]] = [
            {
                "item": item.name,
                "step": item.step.key,
                "subject": item.subject.name,
                "state": item.state.value,
                "because": list(item.because),
                "proof_wrong": item.proof_wrong,
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
        state = "wrong" if item.proof_wrong else item.state.value
        click.echo(f"  {state:9} {item.subject.title or item.subject.name}{reason}")
    if judged.waived:
        click.echo(f"Waived findings: {len(judged.waived)}")
    if ended:
        click.echo(f"Waivers that have ended: {ended}; `pwxwizard check` names them.")
    if wrong := [item.name for item in items if item.proof_wrong]:
        click.echo(f"Written, but the proof went wrong: {listed(wrong)}.")
    click.echo(f"Next: {unfinished[0].name}" if unfinished else "Nothing is left to write.")
    return 0


def _monitored(items: "Sequence[Item]") -> int:
    from collections import Counter  # noqa: PLC0415 - only where asked for

    from pwxwizard.finding_formats import monitor_line  # noqa: PLC0415

    counts = Counter(item.state.value for item in items)
    moved = [item for item in items if item.state.value in {"drifted", "outdated"}]
    wrong = [item for item in items if item.proof_wrong]
    state = 2 if counts["drifted"] or wrong else 1 if moved else 0
    said = f"{moved[0].name} is {moved[0].state.value}" if moved else "nothing moved"
    if wrong and not counts["drifted"]:
        said = f"{wrong[0].name}: {'; '.join(wrong[0].because)}"
    click.echo(
        monitor_line(
            "STATUS",
            state,
            said,
            items=len(items),
            wrong=len(wrong),
            **dict(sorted(counts.items())),
        )
    )
    return state
