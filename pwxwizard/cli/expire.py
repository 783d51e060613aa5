"""`pwxwizard expire`: what of a project ends when, and who is hit by it."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pwxwizard.cli.common import (
    at_option,
    emit,
    format_option,
    json_option,
    project_argument,
    verb,
)
from pwxwizard.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pwxwizard.expiry import End


@verb(
    "Tell when every certificate and revocation list of a project ends, the earliest first, and which "
    "machines are hit by it.",
    "pwxwizard expire prod.toml --within 90d\n"
    "pwxwizard expire prod.toml --at 2028-01-01 --json\n"
    "pwxwizard expire prod.toml --within 30d --format nagios\n"
    "pwxwizard expire prod.toml --ics expiry.ics",
)
@project_argument
@click.option("--within", default="30d", show_default=True, help="How far ahead to look: 90d, 12w.")
@click.option("--ics", "calendar", type=click.Path(path_type=Path), help="Write a calendar file.")
@at_option
@json_option
@format_option("nagios")
def command(
    project: Path,
    within: str,
    calendar: Path | None,
    at: datetime | None,
    as_json: bool,
    form: str,
) -> int:
    """Print the table; exit code 1 when something ends within the time."""
    from pwxwizard import expiry, machine  # noqa: PLC0415 - the engine is loaded when it is used
    from pwxwizard.review import Review  # noqa: PLC0415

    span = expiry.span(within)
    if span is None:
        raise UsageError(
            f"{within!r} is not a length of time.", fix="Write days or weeks, such as 90d or 12w."
        )
    review = Review(project, machine.world(project.parent))
    when = at or review.world.clock.now()
    ends = expiry.ends(review.project, review.world.reader, when, span)
    if calendar is not None:
        _write(calendar, expiry.calendar(review.project.name, ends, when))
    due = [end for end in ends if end.due != "fine"]
    if form == "nagios":
        return _monitored(ends, span.days)
    if as_json:
        rows: list[dict[str, Any]] = [
            {
                "subject": end.subject,
                "ends": f"{end.ends:%Y-%m-%dT%H:%M:%SZ}",
                "days_left": end.days_left,
                "due": end.due,
                "files": list(end.files),
                "machines": list(end.machines),
            }
            for end in ends
        ]
        emit(
            {
                "schema": 1,
                "project": review.project.name,
                "at": f"{when:%Y-%m-%dT%H:%M:%SZ}",
                "within_days": span.days,
                "ends": rows,
            }
        )
        return 1 if due else 0
    for end in ends:
        hit = f"  (hits {', '.join(end.machines)})" if end.machines else ""
        click.echo(f"{end.ends:%Y-%m-%d}  {end.days_left:6} days  {end.due:13} {end.subject}{hit}")
    if not ends:
        click.echo("Nothing with an end has been written yet.")
    return 1 if due else 0


def _monitored(ends: "Sequence[End]", days: int) -> int:
    from pwxwizard.finding_formats import monitor_line  # noqa: PLC0415 - only where asked for

    due = [end for end in ends if end.due != "fine"]
    over = sum(end.due == "expired" for end in due)
    said = f"nothing ends within {days} days"
    if due:
        said = f"{due[0].subject} {due[0].due}, ends {due[0].ends:%Y-%m-%d}"
    state = 2 if over else 1 if due else 0
    click.echo(monitor_line("EXPIRE", state, said, due=len(due), expired=over, known=len(ends)))
    return state


def _write(path: Path, text: str) -> None:
    try:
        path.write_text(text, encoding="utf-8", newline="")
    except OSError as error:
        raise UsageError(
            f"The calendar cannot be written: {error.strerror}.",
            fix="Name another file.",
            where=str(path),
        ) from error
