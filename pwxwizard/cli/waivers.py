"""`pwxwizard waivers`: accepted findings, with owner, reason and end."""

from dataclasses import asdict
from pathlib import Path

import click

from pwxwizard.cli.common import emit, json_option, project_argument, verb


@verb(
    "List accepted findings: code, place, owner, reason, last day, and whether that has passed.",
    "pwxwizard waivers prod.toml",
)
@project_argument
@json_option
def command(project: Path, as_json: bool) -> int:
    """Print the waivers in their order in the project file."""
    from pwxwizard import machine, waivers  # noqa: PLC0415 - the engine is loaded when it is used
    from pwxwizard.review import Review  # noqa: PLC0415

    review = Review(project, machine.world(project.parent))
    today = review.world.clock.now().date()
    rows = []
    for waiver in review.project.waiver:
        end = waivers.ends(waiver)
        rows.append((waiver, end is not None and end >= today))
    if as_json:
        emit({"schema": 1, "waivers": [{**asdict(one), "holds": holds} for one, holds in rows]})
        return 0
    for one, holds in rows:
        word = "until" if holds else "ended"
        place = one.where or "everywhere"
        click.echo(f"{one.code}  {place}  {word} {one.until}  {one.owner}: {one.reason}")
    if not rows:
        click.echo("Nothing is waived.")
    return 0
