"""`pwxwizard probe`: one real connection to a port, and what it is like."""

import re
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pwxwizard.cli.common import ask, at_option, emit, finding_json, json_option, verb
from pwxwizard.cli.project_path import ProjectPath
from pwxwizard.errors import UsageError

if TYPE_CHECKING:
    from cryptography import x509

    from pwxwizard.finding import Finding
    from pwxwizard.verify import Personal, ProbeReport
    from pwxwizard.world import World


@verb(
    "Open one connection to a port, shake hands, and tell what it is like: trusted, untrusted, "
    "expired, wrong name, a client certificate missing or refused (also when the refusal comes late), "
    "plain text, silent, reset or unreachable. Sends no PowerExchange data. With --project and "
    "--connection host, port, CA certificates and personal certificate are the client's, and the "
    "outcome is kept in the project as evidence.",
    "pwxwizard probe zos1.example.com:6001 --ca ca-list.pem --client-cert personal.pem\n"
    "pwxwizard probe [2001:db8::1]:6001 --json\n"
    "pwxwizard probe --project prod.toml --connection 'INTSVC->ZOS1.zossec'",
)
@click.argument("target", metavar="HOST:PORT", required=False)
@click.option("--project", type=ProjectPath(), help="Probe a connection of it.")
@click.option("--connection", help="The connection, as CLIENT->MACHINE.LISTENER.")
@click.option("--ca", "ca_file", help="CA certificates that the server's must come from.")
@click.option("--client-cert", "personal", help="Personal file to show: PEM or PKCS #12, with key.")
@click.option(
    "--passphrase",
    "source",
    default="prompt",
    help="Where the personal file's passphrase comes from: prompt, env:NAME, file:PATH, fd:NUMBER.",
)
@click.option(
    "--name", help="Host name that the certificate must speak for; not compared otherwise."
)
@click.option(
    "--max-connections",
    default=1,
    show_default=True,
    help="Budget, 1 to 5; each beyond the first tries one protocol version.",
)
@click.option(
    "--dbmover",
    "dbmover_file",
    help="The listener's DBMOVER file, to warn when a probe might hang a z/OS Listener.",
)
@at_option
@json_option
def command(
    target: str | None,
    project: Path | None,
    connection: str | None,
    ca_file: str | None,
    personal: str | None,
    source: str,
    name: str | None,
    max_connections: int,
    dbmover_file: str | None,
    at: datetime | None,
    as_json: bool,
) -> int:
    """Probe the port; exit code 1 unless it is as it should be."""
    from pwxwizard import machine, verify  # noqa: PLC0415 - the engine is loaded when it is used

    if project is not None or connection is not None:
        given = (target, ca_file, personal, dbmover_file, name)
        if project is None or connection is None or any(one is not None for one in given):
            raise UsageError(
                "A connection of a project says host, port and certificates itself.",
                fix="Give --project and --connection, and none of what they already say.",
            )
        return _connection(project, connection, max_connections, at, as_json=as_json)
    if target is None:
        raise UsageError(
            "Nothing was given to probe.", fix="Name HOST:PORT, or --project and --connection."
        )
    host, port = _target(target)
    world = machine.world(Path(), ask)
    cas = _certificates(world, ca_file) if ca_file else ()
    own = _personal(world, personal, source) if personal else None
    if dbmover_file:
        _warn(verify.accept_warning(_data(world, dbmover_file), host))
    click.echo(verify.announcement(host, port, max_connections), err=True)
    report = verify.probe(
        world.dialer,
        host,
        port,
        clock=world.clock,
        client_personal=own,
        cas=cas,
        name=name,
        at=at,
        max_connections=max_connections,
    )
    if as_json:
        emit(_json(report))
    else:
        _show(report)
    return 0 if report.verdict in verify.GOOD else 1


def _connection(
    project: Path, name: str, max_connections: int, at: datetime | None, *, as_json: bool
) -> int:
    from pwxwizard import verify  # noqa: PLC0415 - the engine is loaded when it is used
    from pwxwizard.session import Session  # noqa: PLC0415

    with Session.open(project, ask) as session:
        chosen = next((one for one in session.project.connection if one.name == name), None)
        if chosen is None:
            raise UsageError(
                f"There is no connection {name!r}.", fix="List them with `pwxwizard status`."
            )
        target = session.target(chosen)
        _warn(target.warning)
        click.echo(verify.announcement(target.host, target.port, max_connections), err=True)
        report = verify.probe(
            session.world.dialer,
            target.host,
            target.port,
            clock=session.world.clock,
            client_personal=target.personal,
            cas=target.cas,
            at=at,
            max_connections=max_connections,
        )
        kept = session.keep_probe(target, report)
    if as_json:
        emit(_json(report) | {"evidence": {"verdict": kept.verdict, "summary": kept.summary}})
    else:
        _show(report)
        how = "not kept" if kept.verdict == "not enough" else "kept"
        click.echo(f"    evidence, {how}: {kept.verdict}. {kept.summary}")
    return 0 if kept.verdict == "proved" else 1


def _warn(warning: "Finding | None") -> None:
    if warning:
        click.echo(f"{warning.message} {warning.why} {warning.fix}", err=True)


def _show(report: "ProbeReport") -> None:
    click.echo(f"{report.verdict}: {report.reason}")
    count = f"{report.connections} connection" + ("s" if report.connections != 1 else "")
    rows = {
        "protocol": f"{report.protocol} {report.suite}".strip(),
        "versions": ", ".join(report.versions),
        "alert": f"{report.alert} from the {report.alert_from}" if report.alert else "",
        "accepts": ", ".join(report.acceptable_cas),
        "opened" if report.opened else "tried": count,
    }
    for label, value in rows.items():
        if value:
            click.echo(f"    {label}: {value}")
    for number, certificate in enumerate(report.chain, 1):
        click.echo(f"    certificate {number}: {certificate.subject.rfc4514_string()}")
    for finding in report.findings:
        click.echo(f"    {finding}")


def _json(report: "ProbeReport") -> dict[str, Any]:
    return {
        "schema": 1,
        "verdict": report.verdict,
        "connections": report.connections,
        "protocol": report.protocol,
        "suite": report.suite,
        "versions": list(report.versions),
        "chain": [
            {
                "subject": certificate.subject.rfc4514_string(),
                "issuer": certificate.issuer.rfc4514_string(),
                "not_after": certificate.not_valid_after_utc.isoformat(),
            }
            for certificate in report.chain
        ],
        "acceptable_cas": list(report.acceptable_cas),
        "client_asked": report.client_asked,
        "client_sent": report.client_sent,
        "alert": report.alert,
        "alert_from": report.alert_from,
        "late": report.late,
        "reason": report.reason,
        "findings": [finding_json(finding) for finding in report.findings],
    }


def _target(text: str) -> tuple[str, int]:
    found = re.fullmatch(r"(?:\[([^\]]+)\]|([^:\[\]]+)):([0-9]{1,5})", text)
    if not found:
        raise UsageError(
            f"{text!r} is not HOST:PORT.",
            fix="Write it as zos1.example.com:6001, or [2001:db8::1]:6001.",
        )
    return found[1] or found[2], int(found[3])


def _data(world: "World", path: str) -> bytes:
    found = world.reader.look(path)
    if found.state != "file":
        raise UsageError(
            f"This cannot be read: {found.problem}.",
            fix="Check the path.",
            where=path,
        )
    return found.data


def _certificates(world: "World", path: str) -> "tuple[x509.Certificate, ...]":
    from pwxwizard import pki  # noqa: PLC0415 - the engine is loaded when it is used

    return pki.load_certificates(_data(world, path), file=path)


def _personal(world: "World", path: str, source: str) -> "Personal":
    from pwxwizard import pki, verify  # noqa: PLC0415 - the engine is loaded when it is used

    passphrase = world.secrets.secret(source, f"passphrase of {path}")
    data = _data(world, path)
    with pki.opening(source):
        key = pki.load_key(data, passphrase, file=path)
        certificates = pki.load_certificates(data, passphrase, file=path)
    own = [one for one in certificates if pki.same_key(one.public_key(), key.public_key())]
    if not own:
        raise UsageError(
            "No certificate in it belongs to its key.", fix="Give a personal file.", where=path
        )
    chain = tuple(one for one in certificates if one is not own[0])
    return verify.Personal(own[0], chain, key)
