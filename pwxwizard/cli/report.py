"""`pwxwizard report`: what auditors want to see of a project, in one file."""

from datetime import datetime
from pathlib import Path

import click

from pwxwizard.cli.common import at_option, emit, json_option, project_argument, verb

FORMATS = ("html", "markdown", "json")

format_option = click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    help="Format of the report; otherwise its file's ending says it: .html, .md or .json.",
)
overwrite_option = click.option(
    "--overwrite", is_flag=True, help="Replace a file even when it is not a report."
)


@verb(
    "Write one file for auditors: who connects to whom, trust matrix, certificates and expiry, findings "
    "and waivers, evidence with dates and digests, history, and the digest of every file that was "
    "seen. An HTML report is one page that works offline, prints well and needs no script. No format "
    "holds a passphrase or a private key. Takes no lock and changes nothing else.",
    "pwxwizard report prod.toml --out audit.html\n"
    "pwxwizard report prod.toml --out audit.md --at 2027-03-01\n"
    "pwxwizard report prod.toml --out audit.json",
)
@project_argument
@click.option(
    "--out", required=True, type=click.Path(path_type=Path), help="The file to write the report to."
)
@format_option
@overwrite_option
@at_option
@json_option
def command(
    project: Path,
    out: Path,
    form: str | None,
    overwrite: bool,
    at: datetime | None,
    as_json: bool,
) -> int:
    """Write the report; exit code 0 whatever it says."""
    from pwxwizard import machine, report  # noqa: PLC0415 - the engine is loaded when it is used
    from pwxwizard.review import Review  # noqa: PLC0415

    chosen = form or report.format_of(out)
    review = Review(project, machine.world(project.parent))
    then = Review(project, machine.world(project.parent, at=at)) if at else None
    made = report.of_project(review, then)
    size = report.save(made, out, root=project.parent, form=chosen, overwrite=overwrite)
    if as_json:
        emit({"schema": 1, "report": str(out), "format": chosen, "bytes": size})
    else:
        click.echo(f"{out}: {size} bytes")
    return 0
