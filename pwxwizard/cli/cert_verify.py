"""`pwxwizard cert verify`: whether a certificate is to be trusted, and why."""

from typing import TYPE_CHECKING, TypeVar

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
from pwxwizard.errors import UnreadableError

if TYPE_CHECKING:
    from datetime import datetime

    from cryptography import x509

    from pwxwizard.pki import Contents

T = TypeVar("T")


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

    own = _contents(leaf, passphrase(source, leaf))
    certificates = _wanted(own.certificates, "certificate", leaf, own)
    trusted: list[x509.Certificate] = []
    pool = list(certificates[1:])
    lists: list[x509.CertificateRevocationList] = []
    for file in cas:
        contents = _contents(file)
        trusted += _wanted(contents.certificates, "certificate", file, contents)
    for file in chains:
        contents = _contents(file)
        pool += _wanted(contents.certificates, "certificate", file, contents)
    for file in crls:
        contents = _contents(file)
        lists += _wanted(contents.crls, "revocation list", file, contents)
    verdict = pki.verify(
        certificates[0],
        trusted,
        pool,
        at=at or machine.SystemClock().now(),
        purpose=purpose,
        name=name,
        crls=lists,
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


def _contents(file: str, secret: str | None = None) -> "Contents":
    from pwxwizard import pki  # noqa: PLC0415 - the engine is loaded when it is used

    return pki.read(read_input(file), secret, file=file)


def _wanted(objects: tuple[T, ...], kind: str, file: str, contents: "Contents") -> tuple[T, ...]:
    """Return the objects of a file; a file with none of them cannot be used."""
    if objects:
        return objects
    errors = [finding for finding in contents.findings if finding.severity.value != "info"]
    if errors and not contents.items:
        raise UnreadableError(errors[0].message, fix=errors[0].fix, where=file)
    kinds = ", ".join(sorted({entry.kind.value for entry in contents.items})) or "nothing known"
    raise UnreadableError(
        f"A {kind} is expected, but this holds: {kinds}.",
        fix=f"Name a file with a {kind}.",
        where=file,
    )
