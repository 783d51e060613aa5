"""`pwxwizard explain`: what a message, a return code or a whole log means."""

import sys
from pathlib import Path

import click

from pwxwizard.cli.common import emit, json_option, verb
from pwxwizard.errors import UsageError


@verb(
    "Explain messages and return codes of PowerExchange, AT-TLS, System SSL, OpenSSL and RACF: what "
    "they mean, the likely causes (with --project those that it really has first), how to tell, and "
    "which item to go to. TEXT is a code, a message, a file, or - for standard input.",
    "pwxwizard explain 'EZD1287I TTLS Error RC: 435'\n"
    "pwxwizard explain tcpip.log --project prod.toml",
)
@click.argument("text")
@click.option(
    "--project", type=click.Path(path_type=Path), help="Rank the causes for this project."
)
@json_option
def command(text: str, project: Path | None, as_json: bool) -> int:
    """Print the explanations; exit code 1 when nothing in the text is known."""
    from pwxwizard import machine, trust, verify  # noqa: PLC0415 - the engine is loaded when used
    from pwxwizard.review import Review  # noqa: PLC0415

    cells: tuple[trust.Cell, ...] = ()
    if project:
        review = Review(project, machine.world(project.parent))
        cells = trust.matrix(review.project, review.world.reader, review.world.clock.now())
    found = verify.explain(_text(text), cells)
    if as_json:
        rows = [
            {
                "code": entry.code,
                "family": entry.family,
                "known": entry.known,
                "meaning": entry.meaning,
                "how_to_tell": entry.how_to_tell,
                "source": entry.source,
                "confidence": entry.confidence.value,
                "line": entry.line,
                "count": entry.count,
                "causes": [
                    {"sentence": cause.sentence, "item": cause.item, "present": cause.present}
                    for cause in entry.causes
                ],
            }
            for entry in found
        ]
        emit({"schema": 1, "explanations": rows})
        return 0 if any(entry.known for entry in found) else 1
    for entry in found:
        times = f", {entry.count} times" if entry.count > 1 else ""
        click.echo(f"{entry.code} ({entry.family}, line {entry.line}{times})")
        click.echo(f"    {entry.meaning}")
        for cause in entry.causes:
            item = f" -> {cause.item}" if cause.item else ""
            click.echo(f"    {'here: ' if cause.present else ''}{cause.sentence}{item}")
        if entry.how_to_tell:
            click.echo(f"    How to tell: {entry.how_to_tell}")
        if entry.known:
            click.echo(f"    Source: {entry.source} ({entry.confidence.value})")
    if not found:
        click.echo("There is no message number, return code or alert in it.")
    return 0 if any(entry.known for entry in found) else 1


def _text(text: str) -> str:
    if text == "-":
        return sys.stdin.read()
    path = Path(text)
    try:
        if len(text) < 1000 and path.is_file():
            return path.read_text(encoding="utf-8", errors="replace")
    except OSError as error:
        raise UsageError(
            f"The file cannot be read: {error.strerror}.", fix="Check its permissions.", where=text
        ) from error
    return text
