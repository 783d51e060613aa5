"""`pwxwizard doctor`: what this machine lacks, and a support bundle."""

import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import click

from pwxwizard.cli.common import emit, json_option, verb
from pwxwizard.cli.parting import parted

if TYPE_CHECKING:
    from pwxwizard.self_check import Entry

_INDENT = " " * 8
"""What stands below the name of an entry."""


@verb(
    "Tell what this machine offers the program, and what anything that is missing would affect. "
    "With --bundle, also write a support bundle: versions, terminal, the project's shape, findings "
    "and the last faults, as JSON that can be read before it is sent. Names are replaced by tokens "
    "unless they are to be kept; secrets are never in it. Levels: ok, note, warning, error.",
    "pwxwizard doctor\n"
    "pwxwizard doctor prod.toml --json\n"
    "pwxwizard doctor prod.toml --bundle report.json --names keep",
)
@click.argument("project", required=False, type=click.Path(path_type=Path))
@click.option("--bundle", type=click.Path(path_type=Path), help="Write a support bundle here.")
@click.option(
    "--names",
    type=click.Choice(["hash", "keep"]),
    default="hash",
    show_default=True,
    help="What the bundle says for names of machines, hosts, users and files.",
)
@json_option
def command(project: Path | None, bundle: Path | None, names: str, as_json: bool) -> int:
    """Print the entries; exit code 1 when one is an error."""
    from pwxwizard import doctor  # noqa: PLC0415 - the engine is loaded when it is used
    from pwxwizard.terminal import terminal  # noqa: PLC0415

    interactive = sys.stdin.isatty() and sys.stdout.isatty()
    facts = terminal(os.environ, sys.stdout.encoding or "ascii", interactive=interactive)
    entries = doctor.examine(facts, os.environ, project)
    if bundle:
        _write(bundle, project, entries, keep_names=names == "keep")
    if as_json:
        emit(
            {
                "schema": 1,
                "entries": [asdict(entry) for entry in entries],
                "bundle": str(bundle) if bundle else None,
            }
        )
        return 1 if doctor.failed(entries) else 0
    for entry in entries:
        click.echo(parted(f"{entry.level:8}{entry.name}: {entry.found}", _INDENT))
        if entry.affects:
            click.echo(parted(f"{_INDENT}{entry.affects} {entry.fix}", _INDENT))
    if bundle:
        click.echo(parted(f"\nWrote {bundle}. Read it before you send it."))
    return 1 if doctor.failed(entries) else 0


def _write(
    path: Path, project: Path | None, entries: "tuple[Entry, ...]", *, keep_names: bool
) -> None:
    from pwxwizard import machine  # noqa: PLC0415 - the engine is loaded when it is used
    from pwxwizard.bundle import collect, save  # noqa: PLC0415
    from pwxwizard.errors import UnreadableError  # noqa: PLC0415
    from pwxwizard.review import Review  # noqa: PLC0415

    review = None
    if project:
        try:
            review = Review(project, machine.world(project.parent))
        except UnreadableError:
            # `doctor` says so among its entries; the bundle is wanted all the more.
            review = None
    save(collect(entries, review, keep_names=keep_names), path)
