"""`pwxwizard explain`: what a message, a return code or a whole log means."""

import sys
from pathlib import Path

import click

from pwxwizard.cli.common import emit, json_option, rule_json, verb
from pwxwizard.cli.inputs import LARGEST, STANDARD_INPUT
from pwxwizard.cli.project_path import ProjectPath
from pwxwizard.errors import UsageError


@verb(
    "Explain messages and return codes of PowerExchange, AT-TLS, System SSL, OpenSSL and RACF: what "
    "they mean, the likely causes (with --project those that it really has first), how to tell, and "
    "which item to go to. Findings of this tool are explained by their code. TEXT is a code, a "
    "message, a file, or - for standard input. With --findings the whole reference of findings is "
    "printed.",
    "pwxwizard explain 'EZD1287I TTLS Error RC: 435'\n"
    "pwxwizard explain DBM012\n"
    "pwxwizard explain --findings > findings.txt\n"
    "pwxwizard explain tcpip.log --project prod.toml",
)
@click.argument("text", required=False)
@click.option("--findings", is_flag=True, help="Print every finding with its reason and remedy.")
@click.option("--project", type=ProjectPath(), help="Rank the causes for this project.")
@json_option
def command(text: str | None, findings: bool, project: Path | None, as_json: bool) -> int:
    """Print the explanations; exit code 1 when nothing in the text is known."""
    if findings:
        return _reference(as_json=as_json)
    if text is None:
        raise UsageError("Nothing was given to explain.", fix="Name a code, a message or a file.")
    from pwxwizard import finding_reference, machine, verify  # noqa: PLC0415 - the engine is loaded when it is used
    from pwxwizard.overrides import user_overrides  # noqa: PLC0415
    from pwxwizard.review import Review  # noqa: PLC0415

    said = _text(text)
    if project:
        found = Review(project, machine.world(project.parent)).explain(said)
    else:
        found = verify.explain(said, overrides=user_overrides().get("messages"))
    rules = finding_reference.named(said)
    known = bool(rules) or any(entry.known for entry in found)
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
        emit({"schema": 1, "rules": list(map(rule_json, rules)), "explanations": rows})
        return 0 if known else 1
    for rule in rules:
        click.echo("\n".join(finding_reference.lines(rule)))
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
            click.echo(f"    Source: {entry.source} ({entry.confidence.marked})")
    if not found and not rules:
        click.echo("There is no message number, return code or alert in it.")
    return 0 if known else 1


def _reference(*, as_json: bool) -> int:
    from pwxwizard import finding_reference  # noqa: PLC0415 - the engine is loaded when it is used

    if as_json:
        rows = list(map(rule_json, finding_reference.rules().values()))
        emit({"schema": 1, "rules": rows, "explanations": []})
    else:
        click.echo(finding_reference.page(), nl=False)
    return 0


def _text(text: str) -> str:
    from pwxwizard.verify import output_text  # noqa: PLC0415 - the engine is loaded when it is used

    if text == STANDARD_INPUT:
        return output_text(sys.stdin.buffer.read(LARGEST))
    path = Path(text)
    try:
        if len(text) < 1000 and path.is_file():
            with path.open("rb") as file:
                return output_text(file.read(LARGEST))
    except OSError as error:
        raise UsageError(
            f"The file cannot be read: {error.strerror}.", fix="Check its permissions.", where=text
        ) from error
    return text
