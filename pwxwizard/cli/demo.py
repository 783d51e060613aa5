"""`pwxwizard demo`: the sample estate."""

from pathlib import Path

import click

from pwxwizard.cli.common import emit, finding_json, json_option, show_findings, verb
from pwxwizard.cli.wizard import Manner, start, wizard_options
from pwxwizard.errors import UsageError


@verb(
    "Lay out a sample estate (z/OS, IBM i, a Linux server, Linux and Windows clients, with DBMOVER "
    "files and an AT-TLS policy that hold other people's statements) and open the wizard on it. "
    "With --finish, do every step unattended instead.",
    "pwxwizard demo\npwxwizard demo --finish sample --json",
)
@click.argument("folder", default="pwxwizard-demo", type=click.Path(path_type=Path))
@click.option("--finish", is_flag=True, help="Do every step unattended and print what was done.")
@wizard_options
@json_option
def command(folder: Path, finish: bool, manner: Manner, as_json: bool) -> int:
    """Open the sample in the wizard; with --finish, exit code 0 only if every rehearsal succeeds."""
    from pwxwizard import demo  # noqa: PLC0415 - the engine is loaded when it is used

    if as_json and not finish:
        raise UsageError("The wizard prints no JSON.", fix="Give --finish beside --json.")
    known = (folder / demo.PROJECT).is_file()
    project = demo.lay_out(folder)
    if not finish:
        return start(project, manner, introduction="" if known else demo.introduction(project))
    return _finish_quietly(project) if as_json else _finish(project)


def _finish(project: Path) -> int:
    from pwxwizard.finding import has_errors  # noqa: PLC0415
    from pwxwizard.session import Session  # noqa: PLC0415

    click.echo(f"The sample estate is in {project.parent}.")
    with Session.open(project) as session:
        survey = session.survey()
        for item in survey.items:
            click.echo(f"  {item.state.value:9} {item.name}")
        errors = tuple(f for f in session.findings(survey) if f.severity.value == "error")
        show_findings(errors)
        if has_errors(errors):
            return 1
        done = session.apply(survey.plan)
        for path in done.written:
            click.echo(f"  wrote {path}")
        outcomes = list(session.rehearse_and_record())
        for outcome in outcomes:
            word = "succeeded" if outcome.succeeded else "failed"
            detail = outcome.rehearsal
            said = f"{detail.protocol} {detail.suite} {detail.reason}" if detail else ""
            click.echo(f"  rehearsal {outcome.connection.name}: {word} {said}".rstrip())
            show_findings(outcome.findings)
    succeeded = bool(outcomes) and all(outcome.succeeded for outcome in outcomes)
    click.echo("Every rehearsal succeeded." if succeeded else "A rehearsal failed.")
    click.echo(f"Look at it with: pwxwizard {project}")
    return 0 if succeeded else 1


def _finish_quietly(project: Path) -> int:
    """Do every step and print what was done as JSON."""
    from pwxwizard.finding import has_errors  # noqa: PLC0415 - the engine is loaded when it is used
    from pwxwizard.session import Session  # noqa: PLC0415

    written: tuple[str, ...] = ()
    outcomes = []
    with Session.open(project) as session:
        survey = session.survey()
        findings = session.findings(survey)
        if not has_errors(findings):
            written = session.apply(survey.plan).written
            outcomes = list(session.rehearse_and_record())
    succeeded = bool(outcomes) and all(outcome.succeeded for outcome in outcomes)
    emit(
        {
            "schema": 1,
            "project": str(project),
            "items": [{"item": item.name, "state": item.state.value} for item in survey.items],
            "written": list(written),
            "rehearsals": [
                {
                    "connection": outcome.connection.name,
                    "succeeded": outcome.succeeded,
                    "protocol": outcome.rehearsal.protocol if outcome.rehearsal else "",
                    "suite": outcome.rehearsal.suite if outcome.rehearsal else "",
                    "findings": [finding_json(finding) for finding in outcome.findings],
                }
                for outcome in outcomes
            ],
            "findings": [finding_json(finding) for finding in findings],
            "succeeded": succeeded,
        }
    )
    return 0 if succeeded else 1
