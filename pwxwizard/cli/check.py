"""`pwxwizard check`: every finding about a project."""

from datetime import datetime
from pathlib import Path

import click

from pwxwizard.cli.common import (
    at_option,
    emit,
    finding_json,
    findings_format,
    json_option,
    project_argument,
    report,
    show_findings,
    show_waived,
    verb,
    waived_json,
)


@verb(
    "Report every finding about a project's answers, its files and what would be written.",
    "pwxwizard check prod.toml --json\n"
    "pwxwizard check prod.toml --at 2027-03-01\n"
    "pwxwizard check prod.toml --format nagios\n"
    "pwxwizard check prod.toml --format sarif > findings.sarif",
)
@project_argument
@json_option
@findings_format
@at_option
def command(project: Path, as_json: bool, form: str, at: datetime | None) -> int:
    """Print the findings; exit code 1 when one is an error."""
    from pwxwizard import machine  # noqa: PLC0415 - the engine is loaded when it is used
    from pwxwizard.finding import has_errors  # noqa: PLC0415
    from pwxwizard.review import Review  # noqa: PLC0415

    review = Review(project, machine.world(project.parent, at=at))
    judged = review.judged(review.survey())
    findings = judged.findings
    if (code := report(findings, form, str(project))) is not None:
        return code
    if as_json:
        emit(
            {
                "schema": 1,
                "project": review.project.name,
                "findings": [finding_json(finding) for finding in findings],
                "waived": waived_json(judged.waived),
            }
        )
    else:
        show_findings(findings, fold=True)
        show_waived(judged.waived)
        if not findings:
            click.echo("Nothing was found.")
    return 1 if has_errors(findings) else 0
