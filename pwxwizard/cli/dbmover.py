"""`pwxwizard dbmover`: DBMOVER files by themselves, without a project."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from pwxwizard.cli.common import (
    emit,
    finding_json,
    findings_format,
    json_option,
    report,
    show_findings,
    verb,
)
from pwxwizard.cli.inputs import (
    file_argument,
    files_argument,
    group,
    read_input,
    read_inputs,
    write_bytes,
)
from pwxwizard.project import PLATFORMS

if TYPE_CHECKING:
    from pwxwizard.dbmover import AdoptFile, ProposedMachine

platform_option = click.option(
    "--platform",
    type=click.Choice(list(PLATFORMS)),
    help="The machine's platform; without it, what the file tells.",
)


@verb(
    "Report every finding about DBMOVER files. Several files are also checked against each other: who "
    "calls whom, with what, and does it fit. Without --platform each file's platform is told from its "
    "content, and named.",
    "pwxwizard dbmover check dbmover.cfg --platform linux\n"
    "pwxwizard dbmover check in/*/dbmover.cfg --json",
)
@files_argument
@platform_option
@json_option
@findings_format
def check(files: tuple[str, ...], platform: str | None, as_json: bool, form: str) -> int:
    """Print the findings; exit code 1 when one is an error."""
    from pwxwizard import dbmover  # noqa: PLC0415 - the engine is loaded when it is used
    from pwxwizard.finding import has_errors  # noqa: PLC0415

    catalogue = dbmover.Catalogue.load()
    given = tuple(dbmover.AdoptFile(name, data, platform) for name, data in read_inputs(files))
    machines = dbmover.adopt(given, catalogue).machines[: len(given)]
    findings = [
        finding
        for file, machine in zip(given, machines, strict=True)
        for finding in dbmover.check(file.data, machine.platform, catalogue, file=file.name)
    ]
    if len(given) > 1:
        estate = tuple(
            dbmover.EstateFile(machine.name, machine.platform, machine.hosts, file.name, file.data)
            for file, machine in zip(given, machines, strict=True)
        )
        findings += dbmover.check_estate(estate, catalogue)
    rows = [_file_json(file, machine) for file, machine in zip(given, machines, strict=True)]
    totals: dict[str, int] = {}
    for row in rows:
        for keyword, number in row["statements"].items():
            totals[keyword] = totals.get(keyword, 0) + number
    found = tuple(dict.fromkeys(findings))
    if (code := report(found, form, "dbmover")) is not None:
        return code
    if as_json:
        emit(
            {
                "schema": 1,
                "files": rows,
                "statements": dict(sorted(totals.items())),
                "findings": [finding_json(finding) for finding in found],
            }
        )
    else:
        for row in rows:
            if not platform:
                taken = PLATFORMS.get(row["platform"], "no platform in particular")
                click.echo(f"{row['file']}: taken for {taken}. {row['platform_reason']}")
        show_findings(found)
        if not found:
            click.echo("Nothing was found.")
    return 1 if has_errors(found) else 0


def _file_json(file: "AdoptFile", machine: "ProposedMachine") -> dict[str, Any]:
    from pwxwizard import dbmover  # noqa: PLC0415 - the engine is loaded when it is used

    parsed = dbmover.parse(file.data)
    return {
        "file": file.name,
        "platform": machine.platform,
        "platform_reason": machine.platform_reason,
        "encoding": parsed.encoding.value,
        "unreadable_lines": [node.line for node in parsed.unreadable],
        "statements": dbmover.counts(parsed),
    }


@verb(
    "Write a DBMOVER file, taken apart and put together again, to standard output: the same bytes.",
    "pwxwizard dbmover render dbmover.cfg",
)
@file_argument
def render(file: str) -> None:
    """Write the file's bytes."""
    from pwxwizard import dbmover  # noqa: PLC0415 - the engine is loaded when it is used

    write_bytes(dbmover.parse(read_input(file)).render())


@verb(
    "Write a DBMOVER file without the statements that this tool added, to standard output.",
    "pwxwizard dbmover undo dbmover.cfg",
)
@file_argument
def undo(file: str) -> None:
    """Write the bytes as they were."""
    from pwxwizard import dbmover  # noqa: PLC0415 - the engine is loaded when it is used

    write_bytes(dbmover.undo(read_input(file)))


@verb(
    "Show a DBMOVER file's listeners, nodes, SSL statement and switches, each with its line or its "
    "default and where that is from. Passphrases are never shown.",
    "pwxwizard dbmover show dbmover.cfg --platform linux",
)
@file_argument
@platform_option
@json_option
def show(file: str, platform: str | None, as_json: bool) -> None:
    """Print the table."""
    from pwxwizard import dbmover, listings  # noqa: PLC0415 - the engine is loaded when it is used

    catalogue = dbmover.Catalogue.load()
    data = read_input(file)
    machine = dbmover.adopt((dbmover.AdoptFile(file, data, platform),), catalogue).machines[0]
    entries = listings.entries(data, catalogue, machine.platform)
    if as_json:
        rows = [{**asdict(entry), "default": entry.is_default} for entry in entries]
        head = _file_json(dbmover.AdoptFile(file, data), machine)
        emit({"schema": 1, **head, "entries": rows, **_view_json(data)})
        return
    width = max(len(entry.name) for entry in entries)
    kind = ""
    for entry in entries:
        if entry.kind != kind:
            kind = entry.kind
            click.echo(_TITLES[kind])
        click.echo(f"  {entry.name:{width}}  {entry.value}  ({entry.origin})")


_TITLES = {
    "listener": "Listeners",
    "node": "Nodes",
    "ssl": "SSL statement",
    "switch": "Switches",
}


def _view_json(data: bytes) -> dict[str, Any]:
    from pwxwizard import dbmover  # noqa: PLC0415 - the engine is loaded when it is used

    seen = dbmover.view(dbmover.parse(data), dbmover.Catalogue.load())
    return {
        "listeners": [
            {
                "name": entry.name,
                "port": entry.port,
                "tls": entry.token,
                "netport_job": entry.netport_job,
                "line": entry.line,
            }
            for entry in seen.listeners
        ],
        "nodes": [
            {
                "name": entry.name,
                "host": entry.host,
                "port": entry.port,
                "tls": entry.token,
                "line": entry.line,
            }
            for entry in seen.nodes
        ],
        "cipher_list": seen.cipher_list,
        "context_method": seen.context_method,
    }


command = group(
    "Check, show and take apart DBMOVER files by themselves, without a project.",
    {"check": check, "show": show, "render": render, "undo": undo},
)
