"""`pwxwizard ping`: DTLREXE PING for every connection, run here or judged from its output."""

from pathlib import Path
from typing import Any

import click

from pwxwizard.cli.common import emit, json_option, project_argument, verb
from pwxwizard.cli.inputs import read_input
from pwxwizard.errors import UsageError


@verb(
    "Show the DTLREXE PING command of every connection. With --run it is run for the connections of "
    "this machine; with --output its output is read from a file, or from standard input with -.",
    "pwxwizard ping prod.toml\n"
    "pwxwizard ping prod.toml --run --client INTSVC\n"
    "pwxwizard ping prod.toml --connection 'INTSVC->ZOS1.zossec' --output ping.txt",
)
@project_argument
@json_option
@click.option("--connection", "name", help="Only this connection, as CLIENT->MACHINE.LISTENER.")
@click.option("--client", help="Only the connections of this client machine.")
@click.option("--run", "run_here", is_flag=True, help="Run DTLREXE on this machine.")
@click.option("--output", help="Judge this output of DTLREXE; needs --connection.")
def command(
    project: Path,
    as_json: bool,
    name: str | None,
    client: str | None,
    run_here: bool,
    output: str | None,
) -> int:
    """Print commands or verdicts; exit code 1 when a PING failed or proves nothing."""
    from pwxwizard import machine, verify  # noqa: PLC0415 - the engine is loaded when it is used
    from pwxwizard.review import Review  # noqa: PLC0415
    from pwxwizard.session import Proof, Session  # noqa: PLC0415
    from pwxwizard.world import digest  # noqa: PLC0415

    if output and not name:
        raise UsageError("An output belongs to one connection.", fix="Name it with --connection.")
    review = Review(project, machine.world(project.parent))
    chosen = [
        connection
        for connection in review.project.connection
        if name in {None, connection.name} and client in {None, connection.client}
    ]
    if not chosen:
        raise UsageError("There is no such connection.", fix="List them with `pwxwizard status`.")
    overrides = review.project.catalogue.get("dtlrexe", {})
    rows: list[dict[str, Any]] = []
    proofs: list[Proof] = []
    for connection in chosen:
        platform = review.project.machine[connection.client].platform
        ping = verify.ping_command(platform, connection.node_name, overrides=overrides)
        row: dict[str, Any] = {
            "connection": connection.name,
            "command": ping.jcl or ping.shell,
            "negative_control": ping.negative_control,
            "source": ping.provenance.source,
            "confidence": ping.provenance.confidence.value,
        }
        judged: tuple[verify.PingVerdict, str] | None = None
        if output:
            text = verify.output_text(read_input(output))
            found = verify.judge_ping(text, None, overrides, node=connection.node_name)
            judged = (found, text)
        elif run_here:
            judged = verify.run_ping(ping, review.world.runner, overrides=overrides)
            row["verdict"] = "not here"
        if judged:
            found, text = judged
            item, told = f"ping/{connection.name}", digest(text.encode())[:16]
            doubt = review.doubt(item, told) if output else ""
            meaning = " ".join(filter(None, (found.meaning, found.fix, doubt)))
            row |= {"verdict": found.verdict, "numbers": found.numbers, "meaning": meaning}
            proofs.append(Proof(item, "ping", found.proof, found.meaning, told))
        rows.append(row)
    if proofs:
        with Session.open(project) as session:
            session.keep_proofs(proofs)
    if as_json:
        emit({"schema": 1, "pings": rows})
    else:
        _show(rows)
    return 0 if all(row.get("verdict", "ok") == "ok" for row in rows) else 1


def _show(rows: list[dict[str, Any]]) -> None:
    for row in rows:
        # a job is copied as it stands, from column 1
        gap = "\n" if "\n" in row["command"] else " "
        click.echo(f"{row['connection']}:{gap}{row['command'].rstrip()}")
        if row.get("verdict") == "not here":
            click.echo("    DTLREXE is not on this machine; run it there and give its --output.")
        elif "verdict" in row:
            numbers = ", ".join(row["numbers"]) or "no message number"
            click.echo(f"    {row['verdict']} ({numbers}): {row['meaning']}")
        else:
            click.echo(f"    Negative control: {row['negative_control']}")
