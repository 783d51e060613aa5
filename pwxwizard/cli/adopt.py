"""`pwxwizard adopt`: machines, listeners and connections from existing DBMOVER files."""

import os
import sys
from fnmatch import fnmatchcase
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pwxwizard.cli.common import emit, json_option, verb
from pwxwizard.cli.inputs import STANDARD_INPUT, files_argument, read_inputs
from pwxwizard.cli.project_path import ProjectPath
from pwxwizard.errors import UsageError

if TYPE_CHECKING:
    from pwxwizard.adopting import Adoption, Offer
    from pwxwizard.dbmover import AdoptFile
    from pwxwizard.project import Project


@verb(
    "Propose machines, listeners, connections and the TLS that is there already, from existing "
    "DBMOVER files, each with its reason and the line it rests on. Only what is accepted is written "
    "into the project: asked one by one on a terminal, or named with --accept. Without --project "
    "the proposals are only shown.",
    "pwxwizard adopt in/*/dbmover.cfg\n"
    "pwxwizard adopt in/*/dbmover.cfg --project prod.toml --accept all",
)
@files_argument
@click.option("--project", type=ProjectPath(), help="The project to extend.")
@click.option(
    "--accept",
    "wanted",
    multiple=True,
    metavar="NAME",
    help="Accept the offer of this name without asking; `all`, or a pattern such as 'ZOS1*'.",
)
@json_option
def command(
    files: tuple[str, ...], project: Path | None, wanted: tuple[str, ...], as_json: bool
) -> int:
    """Print the offers, enter what is accepted."""
    from pwxwizard import dbmover, machine  # noqa: PLC0415 - loaded when it is used
    from pwxwizard.project import Project  # noqa: PLC0415
    from pwxwizard.review import Review  # noqa: PLC0415
    from pwxwizard.session import Session  # noqa: PLC0415

    if STANDARD_INPUT in files:
        raise UsageError(
            "Standard input cannot be adopted: the project keeps the file's path.",
            fix="Name the file.",
        )
    if wanted and project is None:
        raise UsageError(
            "It was not said which project to extend.",
            fix="Name it with --project, such as --project prod.toml.",
        )
    given = tuple(
        dbmover.AdoptFile(_path(name, project), data) for name, data in read_inputs(files)
    )
    asking = project is not None and not wanted and not as_json and sys.stdin.isatty()
    if project is not None and (wanted or asking):
        with Session.open(project) as session:
            adoption = _adoption(session.project, given)
            accepted = _asked(adoption) if asking else _named(adoption, wanted)
            session.adopt(adoption, accepted)
        _show(adoption, accepted, as_json=as_json, listed=not asking)
    else:
        known = (
            Review(project, machine.world(project.parent)).project if project else Project("", "")
        )
        _show(_adoption(known, given), (), as_json=as_json)
    return 0


def _adoption(project: "Project", given: "tuple[AdoptFile, ...]") -> "Adoption":
    from pwxwizard import adopting, dbmover  # noqa: PLC0415 - loaded when it is used

    catalogue = dbmover.Catalogue.load(project.catalogue.get("dbmover", {}))
    return adopting.adoption(project, given, catalogue)


def _path(name: str, project: Path | None) -> str:
    """Return a file's path as the project keeps it: from its folder, if it lies below that."""
    if project is None:
        return name
    folder = Path(os.path.realpath(project.parent))
    place = Path(os.path.realpath(name))
    return place.relative_to(folder).as_posix() if place.is_relative_to(folder) else str(place)


def _named(adoption: "Adoption", wanted: tuple[str, ...]) -> tuple[str, ...]:
    accepted: dict[str, None] = {}
    for pattern in wanted:
        found = [
            offer.name
            for offer in adoption.offers
            if pattern in {"all", offer.name} or fnmatchcase(offer.name, pattern)
        ]
        if not found and pattern != "all":
            raise UsageError(
                f"Nothing of the name {pattern!r} is offered.",
                fix="Name offers as they are listed, or `all`.",
            )
        accepted.update(dict.fromkeys(found))
    return tuple(accepted)


def _asked(adoption: "Adoption") -> tuple[str, ...]:
    from pwxwizard.adopting import missing_needs  # noqa: PLC0415 - loaded when it is used

    accepted: list[str] = []
    for offer in adoption.offers:
        _show_offer(offer)
        missing = missing_needs(offer, adoption, accepted)
        if missing:
            click.echo(f"  Left out, since {' and '.join(missing)} was refused.")
        elif click.confirm("  Enter it into the project?", default=False):
            accepted.append(offer.name)
    return tuple(accepted)


def _show(
    adoption: "Adoption", accepted: tuple[str, ...], *, as_json: bool, listed: bool = True
) -> None:
    if as_json:
        emit(
            {
                "schema": 1,
                "offers": [_json(offer, accepted) for offer in adoption.offers],
                "accepted": list(accepted),
                "present": list(adoption.present),
                "left_out": list(adoption.left_out),
            }
        )
        return
    if listed:
        for offer in adoption.offers:
            _show_offer(offer)
    for sentence in adoption.left_out:
        click.echo(f"Not offered: {sentence}")
    if adoption.present:
        click.echo(f"In the project already: {', '.join(adoption.present)}.")
    if not adoption.offers:
        click.echo("Nothing new was found.")
    elif accepted:
        click.echo(f"Entered {len(accepted)} of {len(adoption.offers)} offers.")
    else:
        click.echo("Nothing was entered. Accept offers with --project and --accept.")


def _show_offer(offer: "Offer") -> None:
    click.echo(f"{offer.name}")
    click.echo(f"  {offer.title}")
    click.echo(f"  {offer.reason}")
    for evidence in offer.evidence:
        click.echo(f"    {evidence}")
    if offer.open:
        click.echo(f"  To be answered: {', '.join(offer.open)}.")


def _json(offer: "Offer", accepted: tuple[str, ...]) -> dict[str, Any]:
    return {
        "name": offer.name,
        "kind": offer.kind,
        "title": offer.title,
        "reason": offer.reason,
        "evidence": [
            {"file": entry.file, "line": entry.line, "text": entry.text} for entry in offer.evidence
        ],
        "needs": list(offer.needs),
        "open": list(offer.open),
        "accepted": offer.name in accepted,
    }
