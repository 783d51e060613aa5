"""`pwxwizard review`: a project, read-only."""

from pathlib import Path

import click

from pwxwizard.cli.common import (
    emit,
    finding_json,
    json_option,
    project_argument,
    show_findings,
    verb,
)
from pwxwizard.cli.wizard import plain_option, start


@verb(
    "Look at a project, read-only: opens nothing for writing, takes no lock, makes no file. With "
    "--text or --json it prints instead of opening the wizard.",
    "pwxwizard review prod.toml\npwxwizard review prod.toml --text",
)
@project_argument
@json_option
@click.option("--text", is_flag=True, help="Print items, findings and differences as text.")
@plain_option
def command(project: Path, as_json: bool, text: bool, plain: bool) -> int:
    """Open the read-only wizard, or print; exit code 1 when a finding is an error."""
    if not (as_json or text):
        return start(project, read_only=True, plain=plain)
    from pwxwizard import difference, machine  # noqa: PLC0415 - the engine is loaded when it is used
    from pwxwizard.finding import has_errors  # noqa: PLC0415
    from pwxwizard.review import Review  # noqa: PLC0415

    review = Review(project, machine.world(project.parent))
    survey = review.survey()
    findings = review.findings(survey)
    if as_json:
        emit(
            {
                "schema": 1,
                "project": review.project.name,
                "items": [{"item": item.name, "state": item.state.value} for item in survey.items],
                "findings": [finding_json(finding) for finding in findings],
                "differences": [change.artifact.path for change in survey.plan.writes],
            }
        )
        return 1 if has_errors(findings) else 0
    click.echo(f"{review.project.name}: {len(survey.items)} items")
    for item in survey.items:
        click.echo(f"  {item.state.value:9} {item.name}")
    show_findings(findings)
    for change in survey.plan.writes:
        click.echo(f"{change.action.value} {change.artifact.path}")
        for line in difference.lines(change):
            click.echo(f"    {line.kind} {line.text}")
    return 1 if has_errors(findings) else 0
