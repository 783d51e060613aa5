"""`pwxwizard apply`: write what the plan shows, all of it or none."""

import sys
from pathlib import Path

import click

from pwxwizard.cli.common import (
    ask,
    emit,
    json_option,
    project_argument,
    show_findings,
    show_progress,
    show_standing,
    verb,
)
from pwxwizard.cli.saved_plan import saved_plan
from pwxwizard.errors import RefusedError


@verb(
    "Write what the plan shows, all of it or none. Keys that exist are never replaced, unless "
    "--replace-key names them.",
    "pwxwizard apply prod.toml --yes\npwxwizard apply prod.toml --plan change-4711.plan",
)
@project_argument
@json_option
@click.option("--item", "only", multiple=True, help="Only this item, such as dbmover/ZOS1.")
@click.option("--plan", "saved", type=click.Path(path_type=Path), help="Apply this saved plan.")
@click.option("--yes", is_flag=True, help="Do not ask whether to write.")
@click.option(
    "--replace-key", "replace", multiple=True, metavar="PATH", help="Agree to replace this key."
)
def command(
    project: Path,
    as_json: bool,
    only: tuple[str, ...],
    saved: Path | None,
    yes: bool,
    replace: tuple[str, ...],
) -> int:
    """Apply the plan; exit codes 1 when an item has an error, 4 refused, 5 failed and undone."""
    from pwxwizard.finding import counted  # noqa: PLC0415 - the engine is loaded when it is used
    from pwxwizard.plan import as_json as plan_json  # noqa: PLC0415 - loaded when it is used
    from pwxwizard.plan import moved  # noqa: PLC0415
    from pwxwizard.session import Session  # noqa: PLC0415

    with Session.open(project, ask) as session:
        if session.recovered:
            click.echo(session.recovered, err=True)
        session.consenting(replace)
        agreed = saved_plan(saved) if saved else {}
        items = tuple(agreed.get("items", ())) or only or None
        survey = session.survey(items)
        plan = survey.plan
        if saved and agreed["id"] != plan.id:
            what = ", ".join(moved(agreed, plan_json(plan))) or "what is to be written"
            raise RefusedError(
                f"The saved plan is stale: {what} changed since it was made.",
                fix="Look at it with plan --show, and make a new one.",
                where=str(saved),
            )
        if not as_json:
            show_findings(tuple(f for f in plan.findings if f.severity.value == "error"))
        standing = session.standing(survey)
        if not as_json:
            show_standing(standing, plan.notes_on(plan.writes), err=True)
        if plan.writes and not (yes or saved):
            for change in plan.writes:
                click.echo(f"{change.action.value} {change.artifact.path}", err=True)
            if not sys.stdin.isatty():
                raise RefusedError(
                    "Nobody is there to agree to this.", fix="Give --yes, or a plan with --plan."
                )
            click.confirm(f"Write {counted(len(plan.writes), 'file')}?", abort=True, err=True)
        for need in plan.secrets:
            if need.typed:
                click.echo(f"The {need.purpose} will be asked for. {need.fate}", err=True)
        done = session.apply(plan, progress=show_progress)
    if as_json:
        emit({"schema": 1, "apply": done.id, "written": list(done.written)})
    elif done.written:
        click.echo(f"Wrote {counted(len(done.written), 'file')}; journal entry {done.id}.")
    else:
        click.echo("Nothing is to be written.")
    return 1 if standing.errors else 0
