"""The probe: one TCP connection to a port, one handshake, one late read, and a verdict."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from cryptography import x509
from OpenSSL import SSL

from pwxwizard import dbmover
from pwxwizard.errors import UsageError
from pwxwizard.finding import Finding, FindingRule, Severity, Where
from pwxwizard.pki import validation_rules
from pwxwizard.pki.validation import verify
from pwxwizard.verify.attempt import Attempt, Observed, Personal, Timeouts, context

if TYPE_CHECKING:
    from pwxwizard.world import Clock, Dialer

TRUSTED = "trusted"
UNCHECKED = "unchecked"
"""The handshake went well, and no CA was given to check the server's certificate with."""
UNTRUSTED = "untrusted"
EXPIRED = "expired"
"""Out of date, or not valid yet."""
WRONG_NAME = "wrong-name"
CLIENT_MISSING = "client-certificate-missing"
CLIENT_REFUSED = "client-certificate-refused"
NO_AGREEMENT = "no-agreement"
"""Both speak TLS and share no version or suite, or the server gave up for reasons of its own."""
PLAIN_TEXT = "plain-text"
SILENT = "silent"
RESET = "reset"
UNREACHABLE = "unreachable"
VERDICTS = (
    TRUSTED,
    UNCHECKED,
    UNTRUSTED,
    EXPIRED,
    WRONG_NAME,
    CLIENT_MISSING,
    CLIENT_REFUSED,
    NO_AGREEMENT,
    PLAIN_TEXT,
    SILENT,
    RESET,
    UNREACHABLE,
)
GOOD = frozenset({TRUSTED, UNCHECKED})
"""The verdicts under which a connection comes about."""

MOST_CONNECTIONS = 5
"""The largest budget of a probe."""
_RECORDS = frozenset({0x14, 0x15, 0x16, 0x17})
_SINGLE = (
    ("TLSv1.3", SSL.TLS1_3_VERSION),
    ("TLSv1.2", SSL.TLS1_2_VERSION),
    ("TLSv1.1", SSL.TLS1_1_VERSION),
    ("TLSv1", SSL.TLS1_VERSION),
)
_OLD = frozenset({"TLSv1", "TLSv1.1"})

OLD_VERSION = FindingRule(
    "VER020",
    Severity.WARNING,
    "Server negotiates an old protocol version",
    "TLS 1.0 and 1.1 are no longer considered safe.",
    "Switch on TLS 1.2 or 1.3 at the server.",
    "RFC 8996",
)
LATE_END = FindingRule(
    "VER021",
    Severity.WARNING,
    "Server closed the connection right after the handshake",
    "It may have refused what it saw without saying so.",
    "Look at the server's log.",
    "RFC 8446, 6",
)
OPTIONAL = FindingRule(
    "VER022",
    Severity.INFO,
    "Server asked for a certificate, got none and did not refuse",
    "It lets clients without a certificate in.",
    "Nothing is needed if that is meant.",
    "RFC 8446, 4.3.2",
)
MAY_HANG = FindingRule(
    "VER023",
    Severity.WARNING,
    "Listener that unfinished connections may hang",
    "Port scanners can hang the main Listener when a netport port is defined; a probe is one "
    "connection, but it sends no PowerExchange data.",
    "Set TCPIP_ACCEPT_NONBLOCK=Y in the z/OS DBMOVER, or probe in a change window.",
    "Reference Manual 10.5.1, TCPIP_ACCEPT_NONBLOCK statement",
)
NO_ALERT = FindingRule(
    "VER024",
    Severity.WARNING,
    "Client certificate that is only likely to be the reason",
    "A server that refuses a certificate should send an alert; a fault of its own, a time limit or "
    "a device between would look the same.",
    "Look at the server's log at this moment; on z/OS for EZD1287I with its return code.",
    "RFC 8446, 6.2",
)
RULES = (OLD_VERSION, LATE_END, OPTIONAL, MAY_HANG, NO_ALERT)


@dataclass(frozen=True, slots=True)
class ProbeReport:
    """What a port answered."""

    verdict: str
    """One of `VERDICTS`."""
    connections: int
    """TCP connections that were opened, or tried."""
    protocol: str = ""
    suite: str = ""
    chain: tuple[x509.Certificate, ...] = ()
    """The server's certificates as sent, its own first."""
    acceptable_cas: tuple[str, ...] = ()
    """The CA names that the server sent with its request for a certificate."""
    alert: str = ""
    """Name of the alert, as RFC 8446 spells it."""
    alert_from: str = ""
    """`server`, or empty without an alert."""
    reason: str = ""
    """What happened, as a sentence."""
    client_asked: bool = False
    client_sent: bool = False
    late: bool = False
    """The refusal came after the handshake."""
    versions: tuple[str, ...] = ()
    """Versions that further connections found to be accepted; empty with one connection."""
    findings: tuple[Finding, ...] = ()

    @property
    def opened(self) -> bool:
        """Tell whether a connection came about at all; otherwise it was only tried."""
        return self.verdict != UNREACHABLE


def announcement(host: str, port: int, max_connections: int = 1) -> str:
    """Return the sentence that says, before anything is opened, what a probe opens.

    Raises:
        UsageError: the budget or the port is out of range.
    """
    _check(port, max_connections)
    count = "1 connection" if max_connections == 1 else f"up to {max_connections} connections"
    return f"This opens {count} to {host}, port {port}, and sends no PowerExchange data."


def accept_warning(data: bytes, machine: str) -> Finding | None:
    """Return the warning about a z/OS Listener that a probe might hang; `None` if it cannot.

    Args:
        data: the machine's DBMOVER file.
        machine: its name, for the sentence.
    """
    statements = dbmover.parse(data).named("TCPIP_ACCEPT_NONBLOCK")
    if statements and statements[-1].value.upper() == "Y":
        return None
    message = f"The DBMOVER of {machine} does not set TCPIP_ACCEPT_NONBLOCK=Y."
    return MAY_HANG.at(Where(), message)


def probe(
    dialer: "Dialer",
    host: str,
    port: int,
    *,
    clock: "Clock",
    client_personal: Personal | None = None,
    cas: Sequence[x509.Certificate] = (),
    name: str | None = None,
    at: datetime | None = None,
    timeouts: Timeouts | None = None,
    max_connections: int = 1,
) -> ProbeReport:
    """Shake hands with a port and say what it is like; never raises for what a server does.

    Args:
        dialer: opens the connections.
        host: name or address.
        port: TCP port.
        clock: measures the time a handshake takes.
        client_personal: shown when the server asks for a certificate.
        cas: CA certificates that the server's certificate must come from.
        name: what the certificate must speak for; names are not compared without it.
        at: moment to judge dates by, instead of now.
        timeouts: how long to wait.
        max_connections: the budget, 1 to 5; beyond the first, each tries one protocol version.

    Raises:
        UsageError: the budget or the port is out of range, or the client's key does not fit.
    """
    _check(port, max_connections)
    waits = timeouts or Timeouts()
    attempt = Attempt(dialer, clock, waits, context(client_personal, None))
    observed = attempt.run(host, port, name)
    has_certificate = client_personal is not None
    report = judged(observed, tuple(cas), name, at or clock.now(), has_certificate=has_certificate)
    versions: list[str] = []
    connections = 1
    for version, number in _SINGLE[: max_connections - 1]:
        if report.verdict in {UNREACHABLE, SILENT, PLAIN_TEXT, RESET}:
            break
        further = Attempt(dialer, clock, waits, context(client_personal, number))
        connections += 1
        if further.run(host, port, name).protocol:
            versions.append(version)
    return replace(report, connections=connections, versions=tuple(versions))


def _check(port: int, max_connections: int) -> None:
    if not 1 <= max_connections <= MOST_CONNECTIONS:
        raise UsageError(
            f"A probe opens 1 to {MOST_CONNECTIONS} connections.",
            fix="Give a budget within these limits.",
        )
    if not 1 <= port <= 65535:
        raise UsageError(f"{port} is no port.", fix="Give a port from 1 to 65535.")


def judged(
    observed: Observed,
    cas: tuple[x509.Certificate, ...],
    name: str | None,
    at: datetime,
    *,
    has_certificate: bool,
) -> ProbeReport:
    """Return the report on one connection; whatever would stop a client first is the verdict."""
    verdict, reason, findings = (
        _no_handshake(observed)
        or _certificate(observed, cas, name, at)
        or _client_refused(observed, has_certificate)
        or _ended(observed, checked=bool(cas))
    )
    remarks = _remarks(observed, has_certificate) if observed.protocol else ()
    return ProbeReport(
        verdict,
        1,
        observed.protocol,
        observed.suite,
        observed.chain,
        observed.acceptable,
        observed.alert,
        "server" if observed.alert else "",
        reason,
        observed.asked,
        observed.asked and has_certificate,
        observed.late and verdict in {CLIENT_MISSING, CLIENT_REFUSED},
        findings=(*findings, *remarks),
    )


_Verdict = tuple[str, str, tuple[Finding, ...]]


def _no_handshake(observed: Observed) -> _Verdict | None:
    """Judge a port with which no handshake came under way."""
    detail = f": {observed.detail}" if observed.detail else ""
    first = observed.first
    if observed.end == "unreachable":
        return UNREACHABLE, f"No connection was made{detail}.", ()
    if first and (first[0] not in _RECORDS or first[1:2] not in {b"", b"\x03"}):
        return PLAIN_TEXT, "The port answers in something other than TLS.", ()
    if observed.end == "silent":
        how = "stopped answering" if observed.received else "did not answer"
        return SILENT, f"The port took the connection and {how} in time.", ()
    if observed.end in {"reset", "closed"} and not observed.done and not observed.asked:
        return RESET, f"The connection was {observed.end} during the handshake{detail}.", ()
    return None


def _certificate(
    observed: Observed, cas: tuple[x509.Certificate, ...], name: str | None, at: datetime
) -> _Verdict | None:
    """Judge a server certificate that a client would refuse."""
    if not observed.chain or not cas:
        return None
    leaf, *above = observed.chain
    reasons = verify(leaf, cas, above, at=at, purpose="server", name=name).reasons
    errors = tuple(one for one in reasons if one.severity is Severity.ERROR)
    if not errors:
        return None
    codes = {one.code for one in errors}
    names = {validation_rules.WRONG_NAME.code}
    dates = {validation_rules.EXPIRED.code, validation_rules.NOT_YET.code}
    if codes <= names:
        return WRONG_NAME, errors[0].message, errors
    verdict = EXPIRED if codes <= names | dates else UNTRUSTED
    return verdict, errors[0].message, errors


def _client_refused(observed: Observed, has_certificate: bool) -> _Verdict | None:
    """Judge a server that asked for a certificate and then ended the connection."""
    if not observed.asked or not (observed.alert or observed.end in {"reset", "closed"}):
        return None
    when = "after the handshake" if observed.late else "during the handshake"
    verdict = CLIENT_REFUSED if has_certificate else CLIENT_MISSING
    if not observed.alert:
        answered = "got ours" if has_certificate else "got none"
        reason = (
            f"The server asked for a client certificate, {answered}, and ended the connection "
            f"{when} without an alert. That it did so because of the certificate is likely, "
            "and not said."
        )
        return verdict, reason, (NO_ALERT.at(Where(), "The server gave no reason for the end."),)
    how = f"with the alert {observed.alert}"
    if has_certificate:
        return verdict, f"The server refused our certificate {when}, {how}.", ()
    reason = f"The server demands a client certificate and ended the connection {when}, {how}."
    return verdict, reason, ()


def _ended(observed: Observed, *, checked: bool) -> _Verdict:
    if not observed.done:
        what = f"the alert {observed.alert}" if observed.alert else observed.error
        return NO_AGREEMENT, f"The handshake failed: {what}.", ()
    if not checked:
        return UNCHECKED, "The handshake went well; no CA was given to check with.", ()
    return TRUSTED, "The handshake went well, and the certificate is trusted.", ()


def _remarks(observed: Observed, has_certificate: bool) -> tuple[Finding, ...]:
    found = []
    if observed.protocol in _OLD:
        message = f"The server negotiated {observed.protocol}."
        found.append(OLD_VERSION.at(Where(), message))
    if observed.late and not observed.asked:
        message = "The server ended the connection right after the handshake."
        found.append(LATE_END.at(Where(), message))
    if observed.asked and not has_certificate and observed.done and not observed.late:
        message = "The server asked for a certificate, got none, and did not refuse."
        found.append(OPTIONAL.at(Where(), message))
    return tuple(found)
