"""`pwxwizard evidence`: listings that come back, judged and kept."""

from pathlib import Path

import click

from pwxwizard.cli.common import emit, json_option, project_option, verb
from pwxwizard.cli.inputs import file_argument, group, read_input


@verb(
    "Judge a listing that somebody sent back (RACDCERT, ACF2 or TSS listings, pasearch -t, NETSTAT "
    "TTLS, AT-TLS messages, DCM listings, DTLREXE output) against what is planned for an item, and "
    "keep it as evidence; one file may hold several. FILE may be - for standard input.",
    "pwxwizard evidence add personal-certificate/ZOS1 listring.txt --project prod.toml",
)
@click.argument("item")
@file_argument
@project_option
@json_option
def add(item: str, file: str, project: Path, as_json: bool) -> int:
    """Print the judgement; exit code 1 unless the item is proved."""
    from pwxwizard import handover  # noqa: PLC0415 - the engine is loaded when it is used
    from pwxwizard.errors import UsageError  # noqa: PLC0415
    from pwxwizard.session import Proof, Session  # noqa: PLC0415
    from pwxwizard.verify import output_text  # noqa: PLC0415

    text = output_text(read_input(file))
    with Session.open(project) as session:
        if item not in {entry.name for entry in session.items()}:
            raise UsageError(
                f"There is no item {item!r}.", fix="List them with `pwxwizard status`."
            )
        world = session.world
        judged = handover.judge_each(session.project, world.reader, item, text, world.clock.now())
        session.keep_proofs(
            Proof(item, one.kind, one.verdict, one.summary, one.digest)
            for one in judged
            if one.kind
        )
    proved = all(one.verdict == "proved" for one in judged)
    if as_json:
        emit(
            {
                "schema": 1,
                "item": item,
                "listings": [
                    {
                        "kind": one.kind,
                        "verdict": one.verdict,
                        "summary": one.summary,
                        "lines": [
                            {"line": line.number, "remark": line.remark, "fix": line.fix}
                            for line in one.lines
                        ],
                    }
                    for one in judged
                ],
            }
        )
        return 0 if proved else 1
    for one in judged:
        click.echo(f"{item}: {one.verdict}. {one.summary}")
        for line in one.lines:
            place = f"line {line.number}: " if line.number else ""
            click.echo(f"    {place}{line.remark} {line.fix}".rstrip())
    return 0 if proved else 1


@verb(
    "List the evidence that a project keeps. What it proved may have changed since: that is said to "
    "be outdated, and counts no longer.",
    "pwxwizard evidence list --project prod.toml",
)
@project_option
@json_option
def show(project: Path, as_json: bool) -> int:
    """Print the evidence, in the order in which it came."""
    from dataclasses import asdict  # noqa: PLC0415 - only here

    from pwxwizard import examine, machine  # noqa: PLC0415 - the engine is loaded when it is used
    from pwxwizard.review import Review  # noqa: PLC0415

    review = Review(project, machine.world(project.parent))
    kept = examine.kept_evidence(review.project, review.items())
    if as_json:
        emit(
            {
                "schema": 1,
                "evidence": [
                    {
                        **asdict(one.evidence),
                        "outdated": bool(one.changed),
                        "changed": list(one.changed),
                    }
                    for one in kept
                ],
            }
        )
        return 0
    for one in kept:
        entry = one.evidence
        click.echo(f"{entry.date}  {entry.item}  {entry.kind}: {one.verdict}. {entry.summary}")
        if one.changed:
            click.echo(f"    {one.reason}.")
    if not kept:
        click.echo("No evidence is kept so far.")
    return 0


@verb(
    "Drop evidence of an item that should not count, such as the output of another machine. The "
    "journal keeps that it was there. Without --kind all kinds are dropped, rehearsals with them.",
    "pwxwizard evidence remove personal-certificate/ZOS1 --kind listring --project prod.toml",
)
@click.argument("item")
@click.option("--kind", "kinds", multiple=True, help="Only this kind, as `evidence list` names it.")
@project_option
@json_option
def remove(item: str, kinds: tuple[str, ...], project: Path, as_json: bool) -> int:
    """Print what was dropped."""
    from pwxwizard.errors import UsageError  # noqa: PLC0415 - the engine is loaded when it is used
    from pwxwizard.session import Session  # noqa: PLC0415

    with Session.open(project) as session:
        gone = session.drop_proofs(item, kinds)
    if not gone:
        of = f" of {', '.join(kinds)}" if kinds else ""
        raise UsageError(
            f"No evidence{of} is kept for the item {item!r}.",
            fix="List it with `pwxwizard evidence list`.",
        )
    if as_json:
        dropped = [
            {"kind": one.kind, "verdict": one.verdict, "date": one.date, "summary": one.summary}
            for one in gone
        ]
        emit({"schema": 1, "item": item, "dropped": dropped})
        return 0
    for one in gone:
        click.echo(f"Dropped: {one.date}  {one.item}  {one.kind}: {one.verdict}. {one.summary}")
    return 0


command = group(
    "Judge what comes back from other hands, and keep it.",
    {"add": add, "list": show, "remove": remove},
)
