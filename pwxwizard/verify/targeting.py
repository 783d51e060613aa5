"""A connection of a project as a probe meets it, and what the probe's report proves about it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.serialization import Encoding

from pwxwizard import layout
from pwxwizard.errors import UsageError
from pwxwizard.finding import Finding
from pwxwizard.project import Connection, Project
from pwxwizard.trust import Artifacts
from pwxwizard.verify.attempt import Personal
from pwxwizard.verify.key_files import Keys
from pwxwizard.verify.probing import (
    CLIENT_MISSING,
    SILENT,
    TRUSTED,
    UNCHECKED,
    UNREACHABLE,
    ProbeReport,
    accept_warning,
)
from pwxwizard.world import digest

if TYPE_CHECKING:
    from cryptography import x509

    from pwxwizard.world import Reader


@dataclass(frozen=True, slots=True)
class Target:
    """Where a connection's client calls, with what it trusts and shows."""

    connection: Connection
    host: str
    port: int
    cas: "tuple[x509.Certificate, ...]"
    """What the client trusts."""
    personal: Personal | None
    """What the client shows; `None` where its certificate or its key is not in the project."""
    planned: "x509.Certificate | None"
    """The certificate that the listener should show; `None` where it is not in the project."""
    warning: Finding | None
    """What to know before a connection is opened."""


def target(
    project: Project, connection: Connection, reader: "Reader", passphrase: Callable[[str], str]
) -> Target:
    """Return a connection as a probe meets it, from the artifacts of both of its ends.

    Args:
        project: the estate.
        connection: one of its connections.
        reader: reads artifacts and the file that holds the client's key.
        passphrase: returns the passphrase of a machine's key, by the machine's name.

    Raises:
        UsageError: one of its ends is not in the project.
        UnreadableError: the client's key cannot be opened.
    """
    artifacts = Artifacts(project, reader)
    client, server = artifacts.client(connection), artifacts.server(connection.listener)
    if client is None or server is None:
        raise UsageError(
            "One end of the connection is not in the project.",
            fix="Correct the estate.",
            where=connection.name,
        )
    keys = Keys(project, reader, passphrase)
    personal = None
    if client.certificate is not None and keys.here(client.machine):
        personal = Personal(client.certificate, client.chain, keys.of(client.machine))
    warning = None
    machine = project.machine[server.machine]
    if machine.platform == "zos":
        warning = accept_warning(reader.look(layout.dbmover(project, machine)).data, machine.name)
    return Target(
        connection,
        client.host or server.host,
        client.port or server.port,
        client.trusted,
        personal,
        server.certificate,
        warning,
    )


def proof(target: Target, report: ProbeReport) -> tuple[str, str, str]:
    """Return what a probe proves about a connection: verdict, summary, and digest of what was seen.

    The verdict is `proved` only when the certificate is trusted and is the one that was planned.
    """
    seen = "".join(
        (
            report.verdict,
            report.protocol,
            report.suite,
            *(one.public_bytes(Encoding.PEM).decode() for one in report.chain),
        )
    )
    return *_proof(target, report), digest(seen.encode())[:16]


def _proof(target: Target, report: ProbeReport) -> tuple[str, str]:
    met = f"{report.protocol} {report.suite}".strip()
    other = target.planned is not None and report.chain[:1] != (target.planned,)
    if report.verdict in {TRUSTED, UNCHECKED} and other:
        return "wrong", f"{met}; the port shows another certificate than the one planned."
    if report.verdict == TRUSTED:
        return "proved", met
    if report.verdict == UNCHECKED:
        return "not enough", f"{met}; the client's CA certificates are not in the project."
    if report.verdict in {UNREACHABLE, SILENT}:
        return "not enough", f"{report.reason} From another machine it may work."
    if report.verdict == CLIENT_MISSING and target.personal is None:
        return "not enough", f"{report.reason} The client's key is not in the project."
    return "wrong", report.reason
