"""Adopting an estate: what existing DBMOVER files let one propose, each with its evidence."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePosixPath

from pwxwizard.dbmover.catalogue import Catalogue
from pwxwizard.dbmover.masking import mask_text
from pwxwizard.dbmover.meaning import Listener, Node, View, view
from pwxwizard.dbmover.syntax import DbmoverFile, parse
from pwxwizard.dbmover.text import BLANKS, Encoding


@dataclass(frozen=True, slots=True)
class AdoptFile:
    """A DBMOVER file as it was found."""

    name: str
    """Path or name, as the user gave it."""
    data: bytes = field(repr=False)
    platform: str | None = None
    """The platform, if the user said it."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """What a proposal rests on."""

    file: str
    line: int
    """0 for the file as a whole."""
    text: str
    """The statement, masked."""

    def __str__(self) -> str:
        """Return `file:line: text`."""
        return f"{self.file}{f':{self.line}' if self.line else ''}: {self.text}".rstrip(": ")


@dataclass(frozen=True, slots=True)
class Proposed:
    """Anything proposed: why, and on what evidence. Nothing holds before it is accepted."""

    reason: str
    evidence: tuple[Evidence, ...]


@dataclass(frozen=True, slots=True)
class ProposedMachine(Proposed):
    """A machine of the estate."""

    name: str
    platform: str
    """Empty where the files do not tell, so that it must be asked."""
    platform_reason: str
    hosts: tuple[str, ...]
    file: str
    """Its DBMOVER file; empty for a machine that is only called."""


@dataclass(frozen=True, slots=True)
class ProposedListener(Proposed):
    """A listener of a machine."""

    machine: str
    name: str
    port: int
    secure: bool
    """The statement has a TLS token, or a secure node calls the port."""
    netport_job: str


@dataclass(frozen=True, slots=True)
class ProposedConnection(Proposed):
    """A client that calls a listener."""

    client: str
    machine: str
    """The machine that is called."""
    port: int
    node: str
    """Name of the NODE statement."""
    secure: bool


@dataclass(frozen=True, slots=True)
class ProposedTls(Proposed):
    """TLS that a machine has already; `None` where its file does not say."""

    machine: str
    personal: str
    ca_list: str
    app_id: str
    form: str
    """Form of the passphrase: clear, encrypted or empty."""
    require_client_certificate: bool | None
    require_server_certificate: bool | None
    allow_self_signed: bool | None
    cipher_list: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """An estate as the files suggest it."""

    machines: tuple[ProposedMachine, ...]
    listeners: tuple[ProposedListener, ...]
    connections: tuple[ProposedConnection, ...]
    tls: tuple[ProposedTls, ...]


@dataclass(frozen=True, slots=True)
class _Adopted:
    """A file with its meaning and the machine name given to it."""

    given: AdoptFile
    parsed: DbmoverFile
    seen: View
    machine: str


_GENERIC = {"dbmover", "dbmover_ja", "cfg", "config"}
_OWN_NAMES = ("localhost", "127.0.0.1", "::1")
_ADDRESS = re.compile(r"[0-9.]+|.*:.*")
_NAME_SIGNS = re.compile(r"[^A-Z0-9_-]+")
_DRIVE = re.compile(r"[A-Za-z]:\\")


def adopt(files: tuple[AdoptFile, ...], catalogue: Catalogue) -> Proposal:
    """Return what DBMOVER files suggest of an estate: machines, listeners, connections, TLS."""
    adopted: list[_Adopted] = []
    taken: set[str] = set()
    for given in files:
        parsed = parse(given.data)
        machine = _machine_name(given.name, taken)
        adopted.append(_Adopted(given, parsed, view(parsed, catalogue), machine))
    hosts = _owners(adopted)
    machines = [_machine(one, hosts, catalogue) for one in adopted]
    machines += _only_called(adopted, hosts, taken)
    connections = tuple(_connections(adopted, hosts))
    return Proposal(
        machines=tuple(machines),
        listeners=tuple(_listeners(adopted, connections)),
        connections=connections,
        tls=tuple(filter(None, (_tls(one) for one in adopted))),
    )


def _machine_name(file: str, taken: set[str]) -> str:
    """Return a name for a file's machine, from the file's or its folder's name."""
    path = PurePosixPath(file.replace("\\", "/"))
    inner = re.search(r"\(([^()]+)\)", path.name)
    parts = [path.stem if not inner else path.name.partition("(")[0], *reversed(path.parts[:-1])]
    words = [part for part in parts if part.lower() not in _GENERIC and part not in ("", "/", ".")]
    return _free(words[0] if words else "MACHINE", taken)


def _free(name: str, taken: set[str]) -> str:
    """Return a machine name that is not taken yet, and take it."""
    plain = _NAME_SIGNS.sub("_", name.upper()).strip("_") or "MACHINE"
    candidate = plain
    number = 1
    while candidate in taken:
        number += 1
        candidate = f"{plain}_{number}"
    taken.add(candidate)
    return candidate


def _owners(adopted: list[_Adopted]) -> dict[str, str]:
    """Return machine names by the host names that nodes call, where one machine alone fits.

    A machine fits if the host's first label is its name and it listens on the port.
    """
    found: dict[str, set[str]] = {}
    for one in adopted:
        for node in one.seen.nodes:
            label = _label(node.host)
            for other in adopted:
                listens = any(listener.port == node.port for listener in other.seen.listeners)
                if label and label == other.machine and listens:
                    found.setdefault(node.host.lower(), set()).add(other.machine)
    return {host: next(iter(names)) for host, names in found.items() if len(names) == 1}


def _label(host: str) -> str:
    """Return a host's first label as a machine would be named; empty for an address."""
    if not host or _ADDRESS.fullmatch(host) or host.lower() in _OWN_NAMES:
        return ""
    return _NAME_SIGNS.sub("_", host.partition(".")[0].upper()).strip("_")


def _machine(one: _Adopted, hosts: dict[str, str], catalogue: Catalogue) -> ProposedMachine:
    platform, reason, evidence = _platform(one, catalogue)
    own = tuple(sorted(host for host, machine in hosts.items() if machine == one.machine))
    why = "It has a DBMOVER file."
    if own:
        why += f" Other files call it {', '.join(own)}."
    return ProposedMachine(
        reason=why,
        evidence=(Evidence(one.given.name, 0, ""), *evidence),
        name=one.machine,
        platform=platform,
        platform_reason=reason,
        hosts=own,
        file=one.given.name,
    )


def _platform(one: _Adopted, catalogue: Catalogue) -> tuple[str, str, tuple[Evidence, ...]]:
    """Return a file's platform as far as it can be told, why, and on what evidence."""
    if one.given.platform:
        return one.given.platform, "It was given.", ()
    if one.parsed.encoding is Encoding.IBM_037:
        return "ibmi", "The file is in IBM-037, the EBCDIC of IBM i.", ()
    if one.seen.ssl and one.seen.ssl.app_id:
        where = (_evidence(one, one.seen.ssl.line),)
        return "ibmi", "The SSL statement names an application ID.", where
    for statement in one.parsed.statements:
        rule = catalogue.statements.get(statement.keyword)
        if rule and rule.platforms == ("zos",):
            reason = f"{statement.keyword} is a statement of z/OS."
            return "zos", reason, (_evidence(one, statement.line),)
    jobs = [listener for listener in one.seen.listeners if listener.netport_job]
    if jobs:
        return "zos", "A LISTENER starts a netport job.", (_evidence(one, jobs[0].line),)
    if one.parsed.form.numbered or one.parsed.form.records:
        return "zos", "The file has the 80-byte records of a member.", ()
    for statement in one.parsed.statements:
        if _DRIVE.search(statement.value):
            return "windows", "A path has a drive letter.", (_evidence(one, statement.line),)
    for statement in one.parsed.statements:
        if statement.value.startswith("/") or "=/" in statement.value:
            reason = "A path starts with a slash; Linux and UNIX cannot be told apart."
            return "linux", reason, (_evidence(one, statement.line),)
    if one.parsed.line_end == "\r\n":
        return "windows", "The lines end as on Windows.", ()
    return "", "Nothing in the file tells the platform.", ()


def _only_called(
    adopted: list[_Adopted], hosts: dict[str, str], taken: set[str]
) -> Iterator[ProposedMachine]:
    """Yield machines of which only the host name in NODE statements is known."""
    calls: dict[str, list[tuple[_Adopted, Node]]] = {}
    for one in adopted:
        for node in one.seen.nodes:
            host = node.host.lower()
            if host and host not in hosts and host not in _OWN_NAMES:
                calls.setdefault(host, []).append((one, node))
    for host, callers in calls.items():
        name = _free(_label(host) or f"HOST_{host}", taken)
        hosts[host] = name
        zos = [(one, node) for one, node in callers if node.token == "ZSSL"]  # noqa: S105 - a TLS token
        yield ProposedMachine(
            reason=f"NODE statements call {host}, and no DBMOVER file given is known to be its own.",
            evidence=tuple(_evidence(one, node.line) for one, node in callers),
            name=name,
            platform="zos" if zos else "",
            platform_reason="It is called with ZSSL, remembered to be for z/OS."
            if zos
            else "No NODE statement tells the platform.",
            hosts=(host,),
            file="",
        )


def _connections(adopted: list[_Adopted], hosts: dict[str, str]) -> Iterator[ProposedConnection]:
    for one in adopted:
        for node in one.seen.nodes:
            own = node.host.lower() in _OWN_NAMES
            machine = one.machine if own else hosts.get(node.host.lower(), "")
            if not machine or not node.port:
                continue
            how = f"with {node.token}" if node.secure else "without TLS"
            yield ProposedConnection(
                reason=f"NODE {node.name} calls {node.host} port {node.port} {how}.",
                evidence=(_evidence(one, node.line),),
                client=one.machine,
                machine=machine,
                port=node.port,
                node=node.name,
                secure=node.secure,
            )


def _listeners(
    adopted: list[_Adopted], connections: tuple[ProposedConnection, ...]
) -> Iterator[ProposedListener]:
    """Yield the listeners that files have, then those that are only called."""
    called = {(one.machine, one.port): one for one in connections if one.secure}
    known: set[tuple[str, int]] = set()
    for one in adopted:
        for listener in one.seen.listeners:
            if listener.port and (one.machine, listener.port) not in known:
                known.add((one.machine, listener.port))
                yield _listener(one, listener, called.get((one.machine, listener.port)))
    for connection in connections:
        place = (connection.machine, connection.port)
        if place not in known:
            known.add(place)
            secure = called.get(place, connection)
            yield ProposedListener(
                reason="A NODE statement calls it; the LISTENER statement was not seen.",
                evidence=secure.evidence,
                machine=connection.machine,
                name="",
                port=connection.port,
                secure=secure.secure,
                netport_job="",
            )


def _listener(
    one: _Adopted, listener: Listener, caller: ProposedConnection | None
) -> ProposedListener:
    evidence = [_evidence(one, listener.line)]
    reason = f"LISTENER {listener.name} listens on port {listener.port}."
    if listener.secure:
        reason += f" It has the token {listener.token}."
    elif caller:
        reason += f" It has no token, but node {caller.node} calls it with TLS."
        evidence += caller.evidence
    return ProposedListener(
        reason=reason,
        evidence=tuple(evidence),
        machine=one.machine,
        name=listener.name,
        port=listener.port,
        secure=listener.secure or caller is not None,
        netport_job=listener.netport_job,
    )


def _tls(one: _Adopted) -> ProposedTls | None:
    """Return the TLS settings that a file makes, or `None` if it makes none."""
    ssl = one.seen.ssl
    switches = (
        one.seen.switches.require_client_certificate,
        one.seen.switches.require_server_certificate,
        one.seen.switches.allow_self_signed,
    )
    set_here = [switch for switch in switches if not switch.is_default]
    ciphers = one.parsed.named("SSL_CIPHER_LIST")
    lines = [
        *([ssl.line] if ssl else []),
        *(switch.line for switch in set_here),
        *(statement.line for statement in ciphers[-1:]),
    ]
    if not lines:
        return None
    values = [None if switch.is_default else switch.value for switch in switches]
    return ProposedTls(
        reason="Its file has TLS statements.",
        evidence=tuple(_evidence(one, line) for line in sorted(lines)),
        machine=one.machine,
        personal=ssl.personal if ssl else "",
        ca_list=ssl.ca_list if ssl else "",
        app_id=ssl.app_id if ssl else "",
        form=ssl.form if ssl else "",
        require_client_certificate=values[0],
        require_server_certificate=values[1],
        allow_self_signed=values[2],
        cipher_list=one.seen.cipher_list,
    )


def _evidence(one: _Adopted, line: int) -> Evidence:
    """Return a statement of a file as evidence, by its first line."""
    for statement in one.parsed.statements:
        if statement.line == line:
            text = "\n".join(part.text.rstrip(BLANKS) for part in statement.lines)
            return Evidence(one.given.name, line, mask_text(text))
    return Evidence(one.given.name, line, "")
