"""Questions to an AT-TLS policy: what holds, which rule wins, which are hidden, what is installed."""

import ipaddress
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

import click

from pwxwizard.cli.common import emit, finding_json, json_option, show_findings, verb
from pwxwizard.cli.inputs import file_argument, files_argument, read_input
from pwxwizard.cli.policies import read_policy, release_option, resolved
from pwxwizard.errors import UsageError

if TYPE_CHECKING:
    from pwxwizard.attls import EffectivePolicy, Setting


@verb(
    "Show what every rule of a policy comes to, in effective order: each setting with its value and "
    "where it is from (line, inherited, default of the release).",
    "pwxwizard attls effective pagent_ttls.conf --rule PWX_zossec --only-differences",
)
@files_argument
@click.option("--rule", help="Only this rule.")
@click.option("--only-differences", is_flag=True, help="Leave out what is a default or not set.")
@release_option
@json_option
def effective(
    files: tuple[str, ...], rule: str | None, only_differences: bool, release: str, as_json: bool
) -> None:
    """Print the effective settings."""
    from pwxwizard import attls  # noqa: PLC0415 - the engine is loaded when it is used

    policies, warning = resolved(read_policy(files), release)
    names = [rule] if rule is not None else [entry.name for entry in policies.rules]
    found = [attls.effective(policies, name, release=release) for name in names]
    if as_json:
        rules = [_effective_json(entry, only_differences) for entry in found]
        emit({"schema": 1, "release": release, "warning": warning, "rules": rules})
        return
    if warning:
        click.echo(warning, err=True)
    for entry in found:
        click.echo(f"{entry.rule}  (z/OS {release})")
        for setting in _settings(entry, only_differences):
            value = setting.value or "-"
            click.echo(f"  {setting.attribute:28} {value:44} {setting.origin}")
        for name in entry.missing:
            click.echo(f"  {name} is missing.")
    if not found:
        click.echo("The policy has no rule.")


def _settings(policy: "EffectivePolicy", only_differences: bool) -> "tuple[Setting, ...]":
    return policy.differences() if only_differences else policy.settings


def _effective_json(policy: "EffectivePolicy", only_differences: bool) -> dict[str, Any]:
    return {
        "rule": policy.rule,
        "tls": policy.tls_enabled,
        "handshake_role": policy.handshake_role,
        "client_auth_type": policy.client_auth_type,
        "protocols": list(policy.protocols),
        "suites": list(policy.suites),
        "missing": list(policy.missing),
        "settings": [
            {
                **asdict(setting),
                "origin": {
                    **asdict(setting.origin),
                    "kind": setting.origin.kind.value,
                    "text": str(setting.origin),
                },
            }
            for setting in _settings(policy, only_differences)
        ],
    }


def _address(_: click.Context, __: click.Parameter, text: str) -> str:
    try:
        return str(ipaddress.ip_address(text)) if text else ""
    except ValueError as error:
        message = f"{text!r} is no IP address."
        raise click.BadParameter(message) from error


@verb(
    "Tell which rule a connection gets, which rules are hidden behind it, and what that means for the "
    "connection: clear text, or TLS with which role and protocols.",
    "pwxwizard attls match pagent_ttls.conf --job PWXLST --local-port 6001 --direction inbound",
)
@files_argument
@click.option("--job", required=True, help="Job name of the socket's owner on z/OS.")
@click.option("--local-port", type=click.IntRange(1, 65535), required=True, help="Port on z/OS.")
@click.option(
    "--direction",
    type=click.Choice(["inbound", "outbound"]),
    default="inbound",
    show_default=True,
    help="Inbound: z/OS accepted the connection.",
)
@click.option("--user", default="", help="User ID of the socket's owner.")
@click.option("--local-address", default="", callback=_address, help="Address on z/OS.")
@click.option("--remote-address", default="", callback=_address, help="Address of the other side.")
@click.option("--remote-port", type=click.IntRange(0, 65535), default=0, help="Its port.")
@release_option
@json_option
def match(
    files: tuple[str, ...],
    job: str,
    local_port: int,
    direction: str,
    user: str,
    local_address: str,
    remote_address: str,
    remote_port: int,
    release: str,
    as_json: bool,
) -> int:
    """Print the winning rule; exit code 1 when the connection cannot work."""
    from pwxwizard import attls  # noqa: PLC0415 - the engine is loaded when it is used

    policies, warning = resolved(read_policy(files), release)
    query = attls.Query(
        job=job,
        local_port=local_port,
        direction=direction,
        user=user,
        local_address=local_address,
        remote_address=remote_address,
        remote_port=remote_port,
    )
    found = attls.match(policies, query, release=release)
    if as_json:
        emit(
            {
                "schema": 1,
                "rule": found.rule,
                "hidden": list(found.hidden),
                "outcome": found.outcome,
                "sentence": found.sentence,
                "notes": list(found.notes),
                "warning": warning,
            }
        )
    else:
        if warning:
            click.echo(warning, err=True)
        click.echo(found.sentence)
        if found.hidden:
            click.echo(f"Hidden behind it: {', '.join(found.hidden)}.")
        for note in found.notes:
            click.echo(note)
    return 1 if found.outcome == "fails" else 0


@verb(
    "List the rules that compete: one connection matches both, and only the first in effective order "
    "gets it.",
    "pwxwizard attls shadows pagent_ttls.conf",
)
@files_argument
@release_option
@json_option
def shadows(files: tuple[str, ...], release: str, as_json: bool) -> None:
    """Print every pair of rules that compete."""
    from pwxwizard import attls  # noqa: PLC0415 - the engine is loaded when it is used

    policies, warning = resolved(read_policy(files), release)
    found = attls.shadows(policies)
    if as_json:
        rows = [shadow._asdict() for shadow in found]
        emit({"schema": 1, "warning": warning, "shadows": rows})
        return
    if warning:
        click.echo(warning, err=True)
    for shadow in found:
        part = "everything" if shadow.total else "a part"
        why = "by the alphabet only: the priorities are equal" if shadow.tie else "by priority"
        inside = "; it is the narrower rule" if shadow.inside else ""
        click.echo(f"{shadow.winner} takes {part} of {shadow.loser}, {why}{inside}.")
    if not found:
        click.echo("No two rules compete.")


@verb(
    "Compare what Policy Agent has installed, as `pasearch -t` lists it, with a policy file: rules "
    "missing, different, or beaten by another. The listing may be `-`.",
    "pwxwizard attls pasearch listing.txt --policy pagent_ttls.conf",
)
@file_argument
@click.option("--policy", "policy_files", multiple=True, required=True, help="The planned policy.")
@json_option
def pasearch(file: str, policy_files: tuple[str, ...], as_json: bool) -> int:
    """Print how the listing differs from the policy; exit code 1 when one is an error."""
    from pwxwizard import attls  # noqa: PLC0415 - the engine is loaded when it is used
    from pwxwizard.finding import has_errors  # noqa: PLC0415

    if file in policy_files:
        raise UsageError(
            "The listing and the policy are the same file.", fix="Name both.", where=file
        )
    listing = "".join(attls.parse(read_input(file), file).lines)
    report = attls.read_pasearch(listing)
    policies = attls.resolve(read_policy(policy_files), attls.Grammar.load())
    findings = tuple(finding.about(file=file) for finding in attls.compare(report, policies))
    if as_json:
        emit(
            {
                "schema": 1,
                "release": report.release,
                "installed": [rule.name for rule in report.rules],
                "planned": [rule.name for rule in policies.rules],
                "findings": [finding_json(finding) for finding in findings],
            }
        )
    else:
        show_findings(findings)
        if not findings:
            click.echo(f"All {len(policies.rules)} rules are installed as planned.")
    return 1 if has_errors(findings) else 0
