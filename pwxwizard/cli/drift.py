"""`pwxwizard drift`: written files that changed since, on disk or in the project."""

from functools import partial
from pathlib import Path

import click

from pwxwizard.cli.common import ask, emit, json_option, project_argument, verb


@verb(
    "Show every written file that changed since, on disk or in the project: what was written, what "
    "is there now, what is planned now. --adopt keeps a file as it is on disk until its plan changes; "
    "--overwrite writes the plan's content to it.",
    "pwxwizard drift prod.toml\n"
    "pwxwizard drift prod.toml --adopt prod.pwx/artifacts/INTSVC/dbmover.cfg",
)
@project_argument
@json_option
@click.option("--adopt", multiple=True, metavar="PATH", help="Keep this file as it is on disk.")
@click.option("--overwrite", multiple=True, metavar="PATH", help="Write this file as planned.")
def command(
    project: Path, as_json: bool, adopt: tuple[str, ...], overwrite: tuple[str, ...]
) -> int:
    """Print drift, or settle it; exit code 2 when a named file did not drift."""
    from pwxwizard import drift, journal, machine, settling, store  # noqa: PLC0415 - loaded late
    from pwxwizard.finding import counted  # noqa: PLC0415
    from pwxwizard.review import Review  # noqa: PLC0415
    from pwxwizard.session import Session  # noqa: PLC0415

    if adopt or overwrite:
        with Session.open(project, ask) as session:
            if session.recovered:
                click.echo(session.recovered, err=True)
            for path in adopt:
                settling.adopt(session, path)
            written: list[str] = []
            if overwrite:
                plan, others = settling.overwriting(session, overwrite)
                written += session.apply(plan, others).written
        if as_json:
            emit({"schema": 1, "adopted": list(adopt), "written": written})
        else:
            click.echo(f"Adopted {counted(len(adopt), 'file')}, overwrote {len(written)}.")
        return 0
    review = Review(project, machine.world(project.parent))
    found = drift.drifts(review.project, review.survey().plan)
    if as_json:
        rows = [
            {
                "path": one.path,
                "direction": one.direction.value,
                "written": one.written,
                "on_disk": one.change.found.digest,
                "planned": one.change.artifact.content_digest,
            }
            for one in found
        ]
        emit({"schema": 1, "drift": rows})
        return 0
    for one in found:
        click.echo(f"{one.path}: {one.direction.told}")
        earlier = partial(journal.kept_copy, store.storage_folder(project))
        for line in drift.three_way(one, earlier):
            click.echo(f"    {line.kind} {line.text}")
    if not found:
        click.echo("Every written file is as it was written, and as it is planned.")
    return 0
