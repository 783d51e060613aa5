"""Checks across the DBMOVER files of an estate: who calls whom, with what, and does it fit."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from pwxwizard.dbmover import estate_rules as rules
from pwxwizard.dbmover.catalogue import LUW, Catalogue
from pwxwizard.dbmover.meaning import Listener, Node, View, view
from pwxwizard.dbmover.syntax import parse
from pwxwizard.finding import Finding, Where

_OWN_NAMES = ("localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class CertificateFacts:
    """What is known of a machine's certificates; `None` where nothing is."""

    personal_exists: bool | None = None
    ca_list_exists: bool | None = None
    key_matches: bool | None = None
    """The private key belongs to the personal certificate."""
    issuer: str | None = None
    """The CA that the other side must trust, under any name that `trusted` uses too."""
    trusted: tuple[str, ...] | None = None
    """The CAs that this machine trusts."""


@dataclass(frozen=True, slots=True)
class EstateFile:
    """One DBMOVER file of an estate, with what is known of its machine."""

    machine: str
    platform: str
    hosts: tuple[str, ...]
    file: str
    data: bytes = field(repr=False)
    certificates: CertificateFacts = CertificateFacts()
    secure_ports: tuple[int, ...] | None = None
    """z/OS: ports that AT-TLS protects; `None` if that is not known."""
    asks_client: bool | None = None
    """z/OS: AT-TLS demands a client certificate; elsewhere the file says it."""


@dataclass(frozen=True, slots=True)
class _Read:
    """A file with its meaning."""

    given: EstateFile
    seen: View

    def is_secure(self, listener: Listener) -> bool | None:
        """Tell whether a port wants TLS; `None` if that is not known."""
        if self.given.platform != "zos":
            return listener.secure
        ports = self.given.secure_ports
        return None if ports is None else listener.port in ports

    @property
    def asks_client(self) -> bool | None:
        """Tell whether the machine demands a client certificate."""
        if self.given.platform == "zos":
            return self.given.asks_client
        return self.seen.switches.require_client_certificate.value

    def where(self, line: int = 0) -> Where:
        """Return a place in the file."""
        return Where(self.given.file, line)


def check_estate(files: tuple[EstateFile, ...], catalogue: Catalogue) -> tuple[Finding, ...]:
    """Return the contradictions between the files of an estate."""
    read = [_Read(one, view(parse(one.data), catalogue)) for one in files]
    by_host: dict[str, str] = {}
    found: list[Finding] = []
    for one in read:
        found += _hosts(one, by_host)
        found += _certificates(one)
    by_port: dict[tuple[str, int], tuple[_Read, Listener]] = {}
    machines: dict[str, list[_Read]] = {}
    for one in read:
        machines.setdefault(one.given.machine, []).append(one)
        for listener in one.seen.listeners:
            by_port.setdefault((one.given.machine, listener.port), (one, listener))
    for same in machines.values():
        found += _disagreement(same)
    called: set[tuple[str, int]] = set()
    for one in read:
        for node in one.seen.nodes:
            machine = by_host.get(node.host.lower())
            if node.host.lower() in _OWN_NAMES:
                machine = one.given.machine
            if machine is None:
                message = f"NODE {node.name} calls {node.host}, which is no machine of the estate."
                found.append(rules.FOREIGN_HOST.at(one.where(node.line), message))
                continue
            called.add((machine, node.port))
            found += _call(one, node, machine, by_port.get((machine, node.port)), catalogue)
    found += _names(read)
    for (machine, port), (one, listener) in by_port.items():
        if one.is_secure(listener) and (machine, port) not in called:
            message = f"LISTENER {listener.name} on port {port} of {machine} is called by no NODE."
            found.append(rules.NO_CALLER.at(one.where(listener.line), message))
    return tuple(dict.fromkeys(found))


def _hosts(one: _Read, by_host: dict[str, str]) -> Iterator[Finding]:
    """Yield host names that two machines have, and note whose each is."""
    for host in one.given.hosts:
        owner = by_host.setdefault(host.lower(), one.given.machine)
        if owner != one.given.machine:
            message = f"{host} is a host name of {owner} and of {one.given.machine}."
            yield rules.HOST_TWICE.at(one.where(), message)


def _certificates(one: _Read) -> Iterator[Finding]:
    """Yield certificate files that are missing or do not fit."""
    ssl = one.seen.ssl
    facts = one.given.certificates
    if ssl is None:
        return
    where = one.where(ssl.line)
    if ssl.personal and facts.personal_exists is False:
        yield rules.FILE_MISSING.at(where, f"PERSONAL names {ssl.personal}, which is not there.")
    if ssl.ca_list and facts.ca_list_exists is False:
        yield rules.FILE_MISSING.at(where, f"CALIST names {ssl.ca_list}, which is not there.")
    if ssl.personal and facts.key_matches is False:
        message = f"The private key in {ssl.personal} does not belong to its certificate."
        yield rules.KEY_MISMATCH.at(where, message)


def _disagreement(same: list[_Read]) -> Iterator[Finding]:
    """Yield files of one machine that say different things about TLS."""
    first = same[0]
    for other in same[1:]:
        message = f"{other.given.machine} has the files {first.given.file} and {other.given.file}."
        yield rules.TWO_FILES.at(other.where(), message)
        if _tls(first.seen) != _tls(other.seen):
            message = f"Its TLS statements differ from those of {first.given.file}."
            yield rules.FILES_DISAGREE.at(other.where(), message)


def _tls(seen: View) -> tuple[object, ...]:
    """Return what a file says about TLS, for comparison."""
    ssl = seen.ssl
    files = (ssl.personal, ssl.ca_list, ssl.ca_path, ssl.app_id) if ssl else ()
    switches = seen.switches
    return (
        files,
        switches.require_client_certificate.value,
        switches.require_server_certificate.value,
        switches.allow_self_signed.value,
        seen.cipher_list,
        seen.context_method,
        {(one.port, one.secure) for one in seen.listeners if one.secure},
        {(one.name.upper(), one.host.lower(), one.port) for one in seen.nodes if one.secure},
    )


def _call(
    one: _Read,
    node: Node,
    machine: str,
    target: tuple[_Read, Listener] | None,
    catalogue: Catalogue,
) -> Iterator[Finding]:
    """Yield what is wrong with a node that calls a machine of the estate."""
    where = one.where(node.line)
    if target is None:
        message = f"NODE {node.name} calls port {node.port} of {machine}, which no LISTENER has."
        yield rules.NO_LISTENER.at(where, message)
        return
    server, listener = target
    secure = server.is_secure(listener)
    if secure is None:
        return
    place = f"port {node.port} of {machine}"
    if secure and not node.secure:
        message = f"NODE {node.name} calls {place} without TLS, and the port is secure."
        yield rules.TOKEN_MISSING.at(where, message)
    elif node.secure and not secure:
        message = f"NODE {node.name} calls {place} with TLS, and the port is plain."
        yield rules.TOKEN_TOO_MUCH.at(where, message)
    elif secure and one.given.platform in LUW:
        zos = server.given.platform == "zos"
        wanted = catalogue.choices["zos_node_token" if zos else "node_token"].value
        if node.token != wanted.upper():
            message = f"NODE {node.name} has {node.token}; {wanted} is written for {machine}."
            yield rules.WRONG_TOKEN.at(where, message)
        yield from _trust(one, node, server)


def _trust(client: _Read, node: Node, server: _Read) -> Iterator[Finding]:
    """Yield what keeps one side from accepting the other's certificate."""
    where = client.where(node.line)
    ours, theirs = client.given, server.given
    if server.asks_client:
        if client.seen.ssl is None or not client.seen.ssl.personal:
            message = f"{theirs.machine} demands a certificate, and {ours.machine} has none."
            yield rules.CLIENT_WITHOUT_CERTIFICATE.at(where, message)
        else:
            yield from _issuer(ours, theirs, server.where())
    if client.seen.switches.require_server_certificate.value:
        yield from _issuer(theirs, ours, where)


def _issuer(shown_by: EstateFile, validated_by: EstateFile, where: Where) -> Iterator[Finding]:
    """Yield the CA that one machine should trust and does not."""
    issuer = shown_by.certificates.issuer
    trusted = validated_by.certificates.trusted
    if issuer is not None and trusted is not None and issuer not in trusted:
        message = (
            f"{validated_by.machine} does not trust {issuer}, which issued the certificate of "
            f"{shown_by.machine}."
        )
        yield rules.ISSUER_MISSING.at(where, message)


def _names(read: list[_Read]) -> Iterator[Finding]:
    """Yield node names that mean different targets in different files."""
    first: dict[str, tuple[_Read, Node]] = {}
    for one in read:
        for node in one.seen.nodes:
            if not node.name or node.host.lower() in _OWN_NAMES:
                continue
            other, known = first.setdefault(node.name.upper(), (one, node))
            target = (node.host.lower(), node.port)
            if other is not one and (known.host.lower(), known.port) != target:
                message = (
                    f"NODE {node.name} is {node.host} port {node.port} here and {known.host} "
                    f"port {known.port} in {other.given.file}."
                )
                yield rules.NODE_DIFFERS.at(one.where(node.line), message)
