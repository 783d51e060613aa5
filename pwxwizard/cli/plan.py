"""`pwxwizard plan`: what applying would write, as a difference."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pwxwizard.cli.common import (
    emit,
    json_option,
    project_argument,
    show_findings,
    show_standing,
    verb,
)
from pwxwizard.cli.saved_plan import saved_plan

if TYPE_CHECKING:
    from pwxwizard.examine import Survey
    from pwxwizard.review import Review


@verb(
    "Show what applying would write: each file, why, and the difference. Writes nothing.",
    "pwxwizard plan prod.toml\n"
    "pwxwizard plan prod.toml --all\n"
    "pwxwizard plan prod.toml --meaning\n"
    "pwxwizard plan prod.toml --out change-4711.plan\n"
    "pwxwizard plan prod.toml --why INTSVC/dbmover.cfg --json\n"
    "pwxwizard plan prod.toml --show change-4711.plan",
)
@project_argument
@json_option
@click.option("--item", "only", multiple=True, help="Only this item, such as dbmover/ZOS1.")
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Save the plan, to be applied exactly or refused.",
)
@click.option(
    "--all", "every", is_flag=True, help="List files that stay as they are, too, with all lines."
)
@click.option(
    "--meaning",
    is_flag=True,
    help="Say what changes in each file (~ old -> new), where that can be said without its lines.",
)
@click.option("--why", metavar="FILE", help="Tell of each line of a file where it comes from.")
@click.option(
    "--show",
    "saved",
    type=click.Path(path_type=Path),
    help="Show this saved plan instead, and what changed since if it is stale.",
)
def command(
    project: Path,
    as_json: bool,
    only: tuple[str, ...],
    out: Path | None,
    every: bool,
    meaning: bool,
    why: str | None,
    saved: Path | None,
) -> int:
    """Print the plan; exit code 1 when a finding is an error, or the saved plan is stale."""
    from pwxwizard import difference, machine  # noqa: PLC0415 - the engine is loaded when it is used
    from pwxwizard.effects import REAL, replace_file  # noqa: PLC0415
    from pwxwizard.finding import Severity, counted, has_errors  # noqa: PLC0415
    from pwxwizard.plan import as_json as plan_json  # noqa: PLC0415
    from pwxwizard.review import Review  # noqa: PLC0415

    review = Review(project, machine.world(project.parent))
    if saved:
        return _show(review, saved, as_json=as_json)
    survey = review.survey(only or None)
    plan = survey.plan
    if why is not None:
        return _why(review, survey, why, as_json=as_json)
    findings = review.findings(survey)
    document = {"id": plan.id, **plan_json(plan)}
    if out:
        text = json.dumps(document, indent=2) + "\n"
        replace_file(REAL, out, text.encode(), 0o644)
    if as_json:
        emit(document)
        return 1 if has_errors(findings) else 0
    for change in plan.changes if every else plan.writes:
        click.echo(f"{change.action.value} {change.artifact.path}")
        click.echo(f"    {change.artifact.why}")
        told = difference.meaning(change, review.project.catalogue) if meaning else []
        for line in told or difference.preview(change):
            click.echo(f"    {line.kind} {line.text}")
    for item in survey.items:
        if item.name not in plan.items and item.step.writes:
            click.echo(f"not planned: {item.name} ({item.state.value}: {'; '.join(item.because)})")
    show_findings(tuple(f for f in findings if f.severity is not Severity.INFO))
    show_standing(review.standing(survey), plan.notes_on(plan.writes))
    count = len(plan.writes)
    click.echo(
        f"{counted(count, 'file')} would be written." if count else "Nothing is to be written."
    )
    return 1 if has_errors(findings) else 0


def _why(review: "Review", survey: "Survey", file: str, *, as_json: bool) -> int:
    """Print each line of a planned file with the answers and entries that it comes from."""
    from pwxwizard import difference  # noqa: PLC0415 - the engine is loaded when it is used
    from pwxwizard.errors import UsageError  # noqa: PLC0415
    from pwxwizard.provenance import Tracer  # noqa: PLC0415

    found = [one for one in survey.plan.changes if f"/{one.artifact.path}".endswith(f"/{file}")]
    if len(found) != 1:
        raise UsageError(
            f"{len(found)} files of the plan end in {file}.",
            fix="Name one as `pwxwizard plan` lists it, such as ZOS1/DBMOVER.",
        )
    tracer = Tracer(review.project, review.world, survey.items, survey.plan, found[0])
    told = [(line, tracer.origins(line)) for line in difference.preview(found[0])]
    if as_json:
        emit(
            {
                "schema": 1,
                "path": found[0].artifact.path,
                "lines": [
                    {"kind": line.kind, "text": line.text, "origins": [asdict(one) for one in why]}
                    for line, why in told
                ],
            }
        )
        return 0
    for line, why in told:
        click.echo(f"{line.kind} {line.text}")
        for origin in why:
            click.echo(f"      {origin}")
    return 0


def _show(review: "Review", path: Path, *, as_json: bool) -> int:
    from pwxwizard.plan import as_json as plan_json  # noqa: PLC0415 - loaded when it is used
    from pwxwizard.plan import moved  # noqa: PLC0415

    agreed = saved_plan(path)
    now = review.survey(tuple(agreed["items"]) or None).plan
    stale: tuple[str, ...] = ()
    if agreed["id"] != now.id:
        stale = moved(agreed, plan_json(now)) or ("what is to be written",)
    if as_json:
        emit({**agreed, "stale": list(stale)})
        return 1 if stale else 0
    for change in agreed["changes"]:
        click.echo(f"{change['action']} {change['path']}")
        click.echo(f"    {change['why']}")
        click.echo(f"    from {change['found']}")
        click.echo(f"    to   {change['becomes']}")
    if not stale:
        click.echo("Nothing changed since it was made; apply --plan takes it.")
    for what in stale:
        click.echo(f"stale: {what} changed since it was made")
    return 1 if stale else 0
