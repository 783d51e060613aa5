"""`pwxwizard cert verify`: whether a certificate is to be trusted, and why."""

from typing import TYPE_CHECKING

import click

from pwxwizard.cli.cert_files import passphrase, passphrase_option
from pwxwizard.cli.common import (
    at_option,
    emit,
    finding_json,
    findings_format,
    json_option,
    report,
    show_findings,
    verb,
)
from pwxwizard.cli.inputs import read_input

if TYPE_CHECKING:
    from datetime import datetime


@verb(
    "Tell whether a certificate is to be trusted by who trusts the given CAs, and why: the chain up to "
    "the root, dates, usages, names, revocation.",
    "pwxwizard cert verify personal.pem --ca ca-list.pem --purpose server --name intsvc.example.com\n"
    "pwxwizard cert verify leaf.cer --ca root.pem --chain answer.p7b --at 2030-01-01 --json",
)
@click.argument("leaf", metavar="LEAF")
@click.option("--ca", "cas", multiple=True, required=True, help="File of trusted CA certificates.")
@click.option("--chain", "chains", multiple=True, help="File of intermediate certificates.")
@click.option(
    "--purpose", type=click.Choice(["server", "client"]), help="What it is to be used for."
)
@click.option("--name", help="Host name or address that it must speak for.")
@click.option("--crl", "crls", multiple=True, help="File of revocation lists.")
@passphrase_option
@at_option
@json_option
@findings_format
def verify(
    leaf: str,
    cas: tuple[str, ...],
    chains: tuple[str, ...],
    purpose: str | None,
    name: str | None,
    crls: tuple[str, ...],
    source: str | None,
    at: "datetime | None",
    as_json: bool,
    form: str,
) -> int:
    """Print the verdict and its reasons; exit code 1 unless it is to be trusted."""
    from pwxwizard import machine, pki  # noqa: PLC0415 - the engine is loaded when it is used

    own = pki.SourceFile(leaf, read_input(leaf), passphrase(source, leaf))
    with pki.opening(source):
        verdict = pki.verify_files(
            own,
            *(
                [pki.SourceFile(file, read_input(file)) for file in named]
                for named in (cas, chains, crls)
            ),
            at=at or machine.SystemClock().now(),
            purpose=purpose,
            name=name,
        )
    reasons = tuple(finding.about(file=leaf) for finding in verdict.reasons)
    if (code := report(reasons, form, leaf)) is not None:
        return code
    if as_json:
        emit(
            {
                "schema": 1,
                "file": leaf,
                "trusted": verdict.ok,
                "path": [pki.shown(certificate) for certificate in verdict.path],
                "explanation": list(verdict.explanation),
                "findings": [finding_json(finding) for finding in reasons],
            }
        )
    else:
        click.echo("Trusted." if verdict.ok else "Not trusted.")
        for number, sentence in enumerate(verdict.explanation):
            click.echo(f"{'  ' * (number + 1)}{sentence}")
        show_findings(reasons)
    return 0 if verdict.ok else 1
