"""`pwxwizard trust`: who trusts whom, and whether every connection will work."""

from datetime import datetime
from pathlib import Path
from typing import Any

import click

from pwxwizard.cli.common import at_option, emit, json_option, project_argument, verb

SYMBOLS = {
    "works": "+",
    "works-without-authentication": "~",
    "fails": "x",
    "unknown": "?",
}
"""A sign for each verdict, beside its word."""


@verb(
    "Tell for every connection, from the artifacts alone, whether it will work, who authenticates "
    "whom, and if not, what to mend first. Opens no connection.",
    "pwxwizard trust prod.toml\npwxwizard trust prod.toml --at 2027-03-01 --json",
)
@project_argument
@json_option
@at_option
@click.option("--all-pairs", is_flag=True, help="Judge every client against every secure listener.")
def command(project: Path, as_json: bool, at: datetime | None, all_pairs: bool) -> int:
    """Print the trust matrix; exit code 1 when a connection fails."""
    from pwxwizard import machine, trust  # noqa: PLC0415 - the engine is loaded when it is used
    from pwxwizard.review import Review  # noqa: PLC0415

    review = Review(project, machine.world(project.parent))
    when = at or review.world.clock.now()
    cells = trust.matrix(review.project, review.world.reader, when, all_pairs=all_pairs)
    failing = any(cell.prediction.verdict == trust.FAILS for cell in cells)
    if as_json:
        emit({"schema": 1, "at": when.isoformat(), "connections": [_json(cell) for cell in cells]})
        return 1 if failing else 0
    for cell in cells:
        prediction = cell.prediction
        detail = f"  {prediction.protocol} {prediction.suite}" if prediction.protocol else ""
        click.echo(
            f"{SYMBOLS[prediction.verdict]} {cell.connection.name}: {prediction.verdict}"
            f"{prediction.proviso}{detail}"
        )
        for reason in prediction.reasons:
            item = f" ({reason.item})" if reason.item else ""
            click.echo(f"    {reason.code} {reason.sentence}{item}")
    if not cells:
        click.echo("The project has no connections.")
    return 1 if failing else 0


def _json(cell: Any) -> dict[str, Any]:
    prediction = cell.prediction
    return {
        "connection": cell.connection.name,
        "verdict": prediction.verdict,
        "protocol": prediction.protocol,
        "suite": prediction.suite,
        "to_fill_in": prediction.to_fill_in,
        "server_authenticated": prediction.server_authenticated,
        "client_asked": prediction.client_asked,
        "client_authenticated": prediction.client_authenticated,
        "reasons": [
            {
                "kind": reason.kind.value,
                "code": reason.code,
                "sentence": reason.sentence,
                "item": reason.item,
                "fix": reason.rule.fix,
            }
            for reason in prediction.reasons
        ],
    }
