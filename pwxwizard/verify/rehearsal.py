"""The rehearsal: a real handshake in memory between both ends, with their real keys."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING

from pwxwizard.finding import Finding, FindingRule, Severity, Where
from pwxwizard.project import Connection, Project
from pwxwizard.trust import (
    FAILS,
    UNKNOWN,
    Artifacts,
    ClientEnd,
    Kind,
    Prediction,
    ServerEnd,
)
from pwxwizard.trust.matrix import Cell, cells
from pwxwizard.trust.prediction import as_finding
from pwxwizard.trust.suites import suite
from pwxwizard.verify.handshake import (
    SetUpError,
    Side,
    client_context,
    peer_certificate,
    server_context,
    shake_hands,
)
from pwxwizard.verify.key_files import KEY_RULES, Keys

if TYPE_CHECKING:
    from OpenSSL import SSL

    from pwxwizard.pki import PrivateKey
    from pwxwizard.world import Reader

SUCCEEDED, FAILED = "succeeded", "failed"

DIFFERS = FindingRule(
    "VER001",
    Severity.ERROR,
    "Prediction and rehearsal differ",
    "One of the two is wrong, which is a defect of this tool; trust the rehearsal.",
    "Please report it with the sentence above.",
    "this tool",
)
INCOMPLETE = FindingRule(
    "VER003",
    Severity.WARNING,
    "Connection that cannot be rehearsed yet",
    "Something is missing that a handshake needs.",
    "Write the items that are named.",
    "this tool",
)
RULES = (DIFFERS, INCOMPLETE, *KEY_RULES)


@dataclass(frozen=True, slots=True)
class Rehearsal:
    """How a handshake in memory went."""

    outcome: str
    """`succeeded` or `failed`."""
    protocol: str = ""
    suite: str = ""
    server_authenticated: bool = False
    client_authenticated: bool = False
    client_certificate_sent: bool = False
    alert: str = ""
    """The alert that ended the handshake, as RFC 8446 spells it."""
    who_refused: str = ""
    """`server` or `client`; empty where nobody did."""
    reason: str = ""
    """Why it failed, as a phrase."""
    steps: tuple[str, ...] = ()
    """What happened, a sentence each, in order."""
    client_asked: bool = False


class Contexts:
    """OpenSSL set up for ends, kept for the next connection of the same machine at the same moment."""

    def __init__(self) -> None:
        """Begin with none."""
        self._servers: dict[tuple[str, str, datetime], SSL.Context] = {}
        self._clients: dict[tuple[str, datetime], SSL.Context] = {}

    def of_server(self, end: ServerEnd, key: "PrivateKey | None", at: datetime) -> "SSL.Context":
        """Return a listener's context; raises `SetUpError`."""
        name = (end.machine, end.listener, at)
        if name not in self._servers:
            self._servers[name] = server_context(end, key, at)
        return self._servers[name]

    def of_client(self, end: ClientEnd, key: "PrivateKey | None", at: datetime) -> "SSL.Context":
        """Return a client machine's context; raises `SetUpError`."""
        name = (end.machine, at)
        if name not in self._clients:
            self._clients[name] = client_context(end, key, at)
        return self._clients[name]


def rehearse(
    server: ServerEnd,
    client: ClientEnd,
    server_key: "PrivateKey | None",
    client_key: "PrivateKey | None",
    at: datetime,
    *,
    contexts: "Contexts | None" = None,
) -> Rehearsal:
    """Shake hands as the artifacts configure both ends; never raises for what artifacts say.

    Both ends are OpenSSL. What AT-TLS does beyond it is simulated, and named so in the steps:
    optional client certificates, no validation under PassThru, the user lookup of SAFCheck.

    Args:
        server: the listening end.
        client: the calling end.
        server_key: the private key of the server's certificate, if it has one.
        client_key: the private key of the client's certificate, if it has one.
        at: the moment to judge dates by.
        contexts: what was set up for other connections of the same machines, to be used again.
    """
    known = contexts or Contexts()
    configured = [
        finding
        for finding in (*client.findings, *server.findings)
        if finding.severity is Severity.ERROR
    ]
    if configured:
        sentence = configured[0].message
        steps = (sentence, "No handshake takes place.")
        return Rehearsal(FAILED, reason=sentence, steps=steps, client_asked=False)
    try:
        with_server = known.of_server(server, server_key, at)
    except SetUpError as problem:
        return _not_set_up(server.machine, "server", problem)
    try:
        with_client = known.of_client(client, client_key, at)
    except SetUpError as problem:
        return _not_set_up(client.machine, "client", problem)
    return _judged(server, client, with_server, with_client)


def _not_set_up(machine: str, side: str, problem: SetUpError) -> Rehearsal:
    sentence = f"{machine} cannot start TLS: {problem}."
    refuser = "" if problem.limit else side
    return Rehearsal(FAILED, who_refused=refuser, reason=str(problem), steps=(sentence,))


def _judged(
    server: ServerEnd, client: ClientEnd, with_server: "SSL.Context", with_client: "SSL.Context"
) -> Rehearsal:
    listening, calling = shake_hands(with_server, with_client)
    sent = listening.watch.seen or peer_certificate(listening) is not None
    cipher = calling.connection.get_cipher_name() or ""
    chosen = suite(cipher).name if cipher else ""
    version = calling.connection.get_protocol_version_name() if cipher else ""
    steps = list(_steps(server, client, listening, calling, version, chosen))
    refuser = next((side for side in (listening, calling) if side.error), None)
    if refuser is not None:
        machine = server.machine if refuser is listening else client.machine
        other = calling if refuser is listening else listening
        peer = client.machine if refuser is listening else server.machine
        refuses = f"refuses the certificate of {peer} and " if refuser.watch.refused else ""
        steps.append(f"{machine} {refuses}ends the handshake: {refuser.error}.")
        return Rehearsal(
            FAILED,
            version,
            chosen,
            client_certificate_sent=sent,
            alert=other.alert,
            who_refused=refuser.name,
            reason=refuser.error,
            steps=tuple(steps),
            client_asked=server.policy.requests,
        )
    steps += _accepted(server, listening, calling)
    if server.policy.maps_user:
        certificate = peer_certificate(listening)
        if server.users is None:
            steps.append("Simulated: the certificate is taken to belong to a user ID (SAFCheck).")
        elif certificate not in server.users:
            steps.append("Simulated: the certificate belongs to no user ID (SAFCheck).")
            return Rehearsal(
                FAILED,
                version,
                chosen,
                client_certificate_sent=sent,
                who_refused="server",
                reason="the certificate belongs to no user ID",
                steps=tuple(steps),
                client_asked=True,
            )
    if not (listening.done and calling.done):
        steps.append("Both ends wait for each other.")
        return Rehearsal(FAILED, version, chosen, reason="no end", steps=tuple(steps))
    steps.append(f"Both ends are through: {version} with {chosen}.")
    return Rehearsal(
        SUCCEEDED,
        version,
        chosen,
        server_authenticated=client.policy.validates,
        client_authenticated=sent and server.policy.validates,
        client_certificate_sent=sent,
        steps=tuple(steps),
        client_asked=server.policy.requests,
    )


def _steps(
    server: ServerEnd,
    client: ClientEnd,
    listening: Side,
    calling: Side,
    version: str,
    chosen: str,
) -> Iterator[str]:
    yield f"{client.machine} calls {server.machine}, port {server.port}, and offers TLS."
    if chosen:
        yield f"{server.machine} chooses {version} with {chosen} and sends its certificate."
        checks = "checks it" if client.policy.validates else "does not check it"
        yield f"{client.machine} {checks}."
    if server.policy.requests and chosen:
        answer = "sends it" if listening.watch.seen else "sends none"
        yield f"{server.machine} asks for a client certificate; {client.machine} {answer}."
    if calling.done and listening.error:
        yield f"{client.machine} believes that it is through; the refusal comes late (TLS 1.3)."


def _accepted(server: ServerEnd, listening: Side, calling: Side) -> Iterator[str]:
    """Yield what the server did with the client's certificate, once its side of it is done."""
    if not (listening.done and calling.done and server.policy.requests):
        return
    if not listening.watch.seen:
        yield f"{server.machine} goes on without one."
    elif server.policy.validates:
        yield f"{server.machine} checks it and accepts it."
    else:
        yield f"{server.machine} accepts it without validating it."


def agrees(prediction: Prediction, rehearsal: Rehearsal) -> tuple[Finding, ...]:
    """Return each difference between what was predicted and what happened.

    An `unknown` prediction claims nothing, so nothing can differ from it.
    """
    if prediction.verdict == UNKNOWN:
        return ()
    predicted = FAILED if prediction.verdict == FAILS else SUCCEEDED
    pairs = [("The outcome", predicted, rehearsal.outcome)]
    if predicted == rehearsal.outcome == SUCCEEDED:
        pairs += [
            ("The protocol", prediction.protocol, rehearsal.protocol),
            ("The suite", prediction.suite, rehearsal.suite),
            (
                "Authentication of the server",
                str(prediction.server_authenticated),
                str(rehearsal.server_authenticated),
            ),
            (
                "Authentication of the client",
                str(prediction.client_authenticated),
                str(rehearsal.client_authenticated),
            ),
            (
                "The request for a client certificate",
                str(prediction.client_asked),
                str(rehearsal.client_asked),
            ),
        ]
    if predicted == rehearsal.outcome == FAILED:
        named = next((one for one in prediction.reasons if one.kind is Kind.CAUSE), None)
        if named is not None and named.refuser and rehearsal.who_refused:
            pairs.append(("The end that refuses", named.refuser, rehearsal.who_refused))
    return tuple(
        DIFFERS.at(
            Where(), f"{what} was predicted as {expected}, and was {actual}: {rehearsal.reason}"
        )
        for what, expected, actual in pairs
        if expected != actual
    )


Rehearsed = tuple[Connection, Prediction, Rehearsal | None, tuple[Finding, ...]]


def rehearse_all(
    project: Project, reader: "Reader", passphrase: Callable[[str], str], at: datetime
) -> Iterator[Rehearsed]:
    """Yield every connection with its prediction, its rehearsal and what was noticed.

    Lazy: stopping the iteration stops the work. The rehearsal is `None` where a gap leaves nothing
    to try; the findings say why.

    Args:
        project: the estate.
        reader: reads artifacts and the files that hold the keys.
        passphrase: returns the passphrase of a machine's key, by the machine's name.
        at: the moment to judge dates by.
    """
    artifacts = Artifacts(project, reader)
    keys, contexts = Keys(project, reader, passphrase), Contexts()
    for cell in cells(artifacts, project.connection, at):
        yield _rehearsed(cell, artifacts, keys, contexts, at)


def _rehearsed(
    cell: Cell, artifacts: Artifacts, keys: Keys, contexts: Contexts, at: datetime
) -> Rehearsed:
    connection, prediction = cell.connection, cell.prediction
    server, client = artifacts.server(connection.listener), artifacts.client(connection)
    item = f"ping/{connection.name}"
    gaps = [as_finding(one) for one in prediction.reasons if one.kind is Kind.GAP]
    if gaps or prediction.verdict == UNKNOWN or server is None or client is None:
        return connection, prediction, None, (*gaps, INCOMPLETE.at(Where(item=item), _waits(gaps)))
    ends = [end for end in (server, client) if end.certificate is not None]
    # nobody is asked for a passphrase while a file is missing, or for another after a wrong one
    missing = [found for end in ends if (found := keys.missing(end.machine))]
    unfit = (found for end in ends if (found := keys.unfit(end)))
    amiss = missing or list(islice(unfit, 1))
    if amiss:
        return connection, prediction, None, tuple(one.about(item=item) for one in amiss)
    server_key = keys.of(server.machine) if server.certificate is not None else None
    client_key = keys.of(client.machine) if client.certificate is not None else None
    rehearsal = rehearse(server, client, server_key, client_key, at, contexts=contexts)
    differences = tuple(one.about(item=item) for one in agrees(prediction, rehearsal))
    return connection, prediction, rehearsal, differences


def _waits(gaps: list[Finding]) -> str:
    return gaps[0].message if gaps else "Something is missing."


def rehearse_connection(
    project: Project,
    connection: Connection,
    reader: "Reader",
    passphrase: Callable[[str], str],
    at: datetime,
) -> Rehearsed:
    """Rehearse one connection of a project, as `rehearse_all` does for all."""
    artifacts = Artifacts(project, reader)
    (cell,) = cells(artifacts, (connection,), at)
    keys = Keys(project, reader, passphrase)
    return _rehearsed(cell, artifacts, keys, Contexts(), at)
