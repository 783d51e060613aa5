"""`pwxwizard cert inspect`, `diff` and `lint`: what files of certificates hold."""

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pwxwizard.cli.common import (
    ask,
    at_option,
    emit,
    finding_json,
    findings_format,
    json_option,
    report,
    show_findings,
    verb,
)
from pwxwizard.cli.inputs import file_argument, read_input, write_bytes
from pwxwizard.errors import UsageError
from pwxwizard.question import source_problem

if TYPE_CHECKING:
    from datetime import datetime

    from pwxwizard.pki import Inspection, ObjectReport

PLATFORMS = ("zos", "linux", "unix", "windows", "ibmi")

passphrase_option = click.option(
    "--passphrase",
    "source",
    metavar="SOURCE",
    help="Where the passphrase of keys and PKCS #12 comes from: prompt, env:NAME, file:PATH, fd:NUMBER.",
)


def passphrase(source: str | None, file: str) -> str | None:
    """Fetch the passphrase of a file; `None` when no source is named.

    Raises:
        UsageError: the text is not a source; it is not repeated, for it could be the secret itself.
        RefusedError: the source has nothing to give.
    """
    if source is None:
        return None
    if problem := source_problem(source):
        raise UsageError("This is not a source of a passphrase.", fix=problem, where="--passphrase")
    from pwxwizard import machine  # noqa: PLC0415 - the engine is loaded when it is used

    return machine.world(Path(), ask).secrets.secret(source, f"passphrase of {file}")


@verb(
    "Show every object of a file, whatever it is: PEM with any text around it, DER, PKCS #7, PKCS #12, "
    "certificates, requests, revocation lists, keys (which are named, never shown).",
    "pwxwizard cert inspect answer.p7b\n"
    "pwxwizard cert inspect personal.p12 --passphrase env:PWX_PASS --json",
)
@file_argument
@passphrase_option
@json_option
def inspect(file: str, source: str | None, as_json: bool) -> int:
    """Print the objects; exit code 1 when a finding is an error."""
    from pwxwizard.finding import has_errors  # noqa: PLC0415

    seen = _inspected(file, passphrase(source, file), source)
    if as_json:
        emit(seen.as_json())
    else:
        for number, report in enumerate(seen.objects, 1):
            click.echo(f"{number}. {report.title}")
            for line in described(report):
                click.echo(f"   {line}")
        if not seen.objects:
            click.echo("Nothing was recognised in it.")
        show_findings(seen.all_findings)
    return 1 if has_errors(seen.all_findings) else 0


def described(report: "ObjectReport") -> list[str]:
    """Return an object's fields as lines, with what it may be used for."""
    place = f", line {report.line}" if report.line else ""
    lines = [f"{report.form}{place}"]
    for field in report.fields:
        critical = " (critical)" if field.critical else ""
        lines.append(f"{field.name}{critical}: {_word(field.value)}")
    if report.uses:
        lines.append(f"may: {', '.join(report.uses)}")
    return lines


def _word(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(_word(part) for part in value) or "-"
    if isinstance(value, dict):
        return " ".join(f"{key}={_word(part)}" for key, part in value.items())
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "-" if value is None else str(value)


@verb(
    "Compare two files of certificates by meaning: names that come and go, lifetimes, keys, usages; "
    "neither order nor wrapping counts.",
    "pwxwizard cert diff old.pem new.p7b",
)
@click.argument("before", metavar="OLD")
@click.argument("after", metavar="NEW")
@passphrase_option
@json_option
def diff(before: str, after: str, source: str | None, as_json: bool) -> int:
    """Print the differences; exit code 1 when a file cannot be read."""
    from pwxwizard import pki  # noqa: PLC0415 - the engine is loaded when it is used
    from pwxwizard.finding import has_errors  # noqa: PLC0415

    secret = passphrase(source, f"{before} and {after}")
    old, new = (_inspected(name, secret, source) for name in (before, after))
    changes = pki.diff(old, new)
    findings = tuple(dict.fromkeys((*_unread(old), *_unread(new))))
    if as_json:
        rows: list[dict[str, Any]] = [
            {
                "object": change.title,
                "field": change.field,
                "before": change.before,
                "after": change.after,
                "text": change.text,
            }
            for change in changes
        ]
        emit(
            {
                "schema": 1,
                "before": before,
                "after": after,
                "changes": rows,
                "findings": [finding_json(finding) for finding in findings],
            }
        )
    else:
        show_findings(findings)
        for change in changes:
            click.echo(f"{change.title}: {change.text}")
        if not changes and not findings:
            click.echo("They mean the same.")
    return 1 if has_errors(findings) else 0


def _inspected(file: str, secret: str | None, source: str | None) -> "Inspection":
    """Return what a file holds; a wrong passphrase is told with its source."""
    from pwxwizard import pki  # noqa: PLC0415 - the engine is loaded when it is used

    seen = pki.inspect(read_input(file), secret, file=file)
    return replace(seen, findings=pki.attributed(seen.findings, source))


def _unread(seen: "Inspection") -> tuple[Any, ...]:
    """Return why a file shows less than it holds."""
    return () if seen.objects and not _errors(seen) else seen.findings


def _errors(seen: "Inspection") -> bool:
    return any(finding.severity.value == "error" for finding in seen.findings)


@verb(
    "Judge a file by the checks for internal certificates and this product: keys, names, usages, dates, "
    "order of the chain, form of PKCS #12 for the target.",
    "pwxwizard cert lint personal.pem --platform linux\npwxwizard cert lint ca.pem --role ca --json",
)
@file_argument
@click.option(
    "--role",
    type=click.Choice(["personal", "ca"]),
    default="personal",
    show_default=True,
    help="What the file is for.",
)
@click.option("--platform", type=click.Choice(PLATFORMS), help="Where it will be used.")
@click.option("--name", "hosts", multiple=True, help="Name or address the machine is called by.")
@passphrase_option
@at_option
@json_option
@findings_format
def lint(
    file: str,
    role: str,
    platform: str | None,
    hosts: tuple[str, ...],
    source: str | None,
    at: "datetime | None",
    as_json: bool,
    form: str,
) -> int:
    """Print the findings; exit code 1 when one is an error."""
    from pwxwizard import machine, pki  # noqa: PLC0415 - the engine is loaded when it is used
    from pwxwizard.finding import has_errors  # noqa: PLC0415

    contents = pki.read(read_input(file), passphrase(source, file), file=file)
    when = at or machine.SystemClock().now()
    judged = pki.lint(contents, role, platform, at=when, hosts=hosts, file=file)
    findings = pki.attributed(tuple(dict.fromkeys((*contents.findings, *judged))), source)
    if (code := report(findings, form, file)) is not None:
        return code
    if as_json:
        emit(
            {
                "schema": 1,
                "file": file,
                "role": role,
                "platform": platform,
                "checks": len(pki.LINT_RULES),
                "findings": [finding_json(finding) for finding in findings],
            }
        )
    else:
        show_findings(findings)
        if not findings:
            click.echo(f"Nothing was found by {len(pki.LINT_RULES)} checks.")
    return 1 if has_errors(findings) else 0


@verb(
    "Write the certificates of a file in another wrapping to standard output: PEM, DER (the first one "
    "alone), or PKCS #7 in either encoding. Keys are left out.",
    "pwxwizard cert convert answer.p7b --to pem\n"
    "pwxwizard cert convert personal.pem --to der > personal.cer",
)
@file_argument
@click.option(
    "--to",
    "form",
    type=click.Choice(["pem", "der", "p7b", "p7b-pem"]),
    required=True,
    help="The wrapping; p7b is DER, p7b-pem the same as text.",
)
@passphrase_option
def convert(file: str, form: str, source: str | None) -> None:
    """Write the bytes."""
    from pwxwizard import pki  # noqa: PLC0415 - the engine is loaded when it is used

    secret = passphrase(source, file)
    with pki.opening(source):
        certificates = pki.load_certificates(read_input(file), secret, file=file)
    write_bytes(pki.wrapped(certificates, form))
