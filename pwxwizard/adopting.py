"""Adopting: what existing DBMOVER files let one enter into a project, offer by offer."""

import re
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath, PureWindowsPath

from pwxwizard import dbmover
from pwxwizard.dbmover import (
    AdoptFile,
    Evidence,
    Proposal,
    ProposedConnection,
    ProposedListener,
    ProposedMachine,
    ProposedTls,
)
from pwxwizard.errors import UsageError
from pwxwizard.project import CLIENT_PLATFORMS, PLATFORMS, Edit, Project

_LONGEST_NODE = 8
"""Characters of a node name (catalogue of statements, NODE)."""


@dataclass(frozen=True, slots=True)
class Offer:
    """One thing that could be entered into the project; nothing is, unless it is accepted."""

    name: str
    """By which it is accepted: `ZOS1`, `ZOS1.zossec`, `INTSVC->ZOS1.zossec`, `INTSVC tls`."""
    kind: str
    """`machine`, `listener`, `connection` or `tls`."""
    title: str
    """What would be entered, as a sentence."""
    reason: str
    evidence: tuple[Evidence, ...]
    edits: tuple[Edit, ...]
    """Connections are numbered when they are entered."""
    needs: tuple[str, ...] = ()
    """Offers that must be accepted too."""
    open: tuple[str, ...] = ()
    """What the files do not tell, so that it stays to be answered."""


@dataclass(frozen=True, slots=True)
class Adoption:
    """What the files let one offer, what the project has already, and what cannot be offered."""

    offers: tuple[Offer, ...]
    present: tuple[str, ...]
    """Names of what is in the project already."""
    left_out: tuple[str, ...]
    """What was seen and is not offered, a sentence each."""

    def offer(self, name: str) -> Offer | None:
        """Return the offer of a name, or `None`."""
        return next((offer for offer in self.offers if offer.name == name), None)


def adoption(
    project: Project, files: tuple[AdoptFile, ...], catalogue: dbmover.Catalogue
) -> Adoption:
    """Return what DBMOVER files let one enter into a project.

    The names of the files are the paths that the project would keep.
    """
    readable = tuple(file for file in files if _is_dbmover(file, catalogue))
    left_out = [
        f"{file.name} has no statement of a DBMOVER file." for file in files if file not in readable
    ]
    proposal = dbmover.adopt(readable, catalogue)
    return _Adopting(project, proposal, left_out=left_out).result()


def _is_dbmover(file: AdoptFile, catalogue: dbmover.Catalogue) -> bool:
    return not catalogue.statements.keys().isdisjoint(dbmover.counts(dbmover.parse(file.data)))


def missing_needs(offer: Offer, taken: Adoption, accepted: Collection[str]) -> tuple[str, ...]:
    """Return the offers that one needs and that were not accepted."""
    offered = {entry.name for entry in taken.offers}
    return tuple(need for need in offer.needs if need in offered and need not in accepted)


def edits(project: Project, taken: Adoption, accepted: Collection[str]) -> tuple[Edit, ...]:
    """Return the edits that enter the accepted offers.

    Raises:
        UsageError: a name is not offered, or one is accepted without what it needs.
    """
    for name in accepted:
        offer = taken.offer(name)
        if offer is None:
            raise UsageError(
                f"{name!r} is not offered.", fix="Name offers as they are listed, or `all`."
            )
        missing = missing_needs(offer, taken, accepted)
        if missing:
            raise UsageError(
                f"{name} needs {' and '.join(missing)}.", fix="Accept that too, or leave it out."
            )
    found: list[Edit] = []
    number = len(project.connection)
    for offer in taken.offers:
        if offer.name not in accepted:
            continue
        for edit in offer.edits:
            if edit.path[0] == "connection":
                found.append(replace(edit, path=("connection", number)))
                number += 1
            else:
                found.append(edit)
    return tuple(found)


@dataclass
class _Adopting:
    """The proposals of the engine, one after the other, against what the project has."""

    project: Project
    proposal: Proposal
    offers: list[Offer] = field(default_factory=list)
    present: list[str] = field(default_factory=list)
    left_out: list[str] = field(default_factory=list)
    names: dict[str, str] = field(default_factory=dict)
    """Machine names of the project by those that the engine proposed."""
    platforms: dict[str, str] = field(default_factory=dict)
    ports: dict[tuple[str, int], str] = field(default_factory=dict)
    """Listener names by machine and port."""
    secure: dict[str, str] = field(default_factory=dict)
    """A secure listener's name by machine."""
    taken: set[str] = field(default_factory=set)
    """Names of listeners, in lower case, of every machine."""
    node_names: set[str] = field(default_factory=set)

    def result(self) -> Adoption:
        """Return the offers in the order in which they build on each other."""
        for machine in self.project.machine.values():
            self.platforms[machine.name] = machine.platform
            for listener in machine.listener.values():
                self.ports[machine.name, listener.port] = listener.name
                self.taken.add(listener.name.lower())
                if listener.secure:
                    self.secure.setdefault(machine.name, listener.name)
        for proposed in self.proposal.machines:
            self.machine(proposed)
        self.node_names = {
            connection.node.lower() for connection in self.proposal.connections if connection.node
        }
        for listening in self.proposal.listeners:
            self.listener(listening)
        # A plain call of a listener that is called with TLS too is nothing to offer.
        for connection in sorted(self.proposal.connections, key=lambda one: not one.secure):
            self.connection(connection)
        for tls in self.proposal.tls:
            self.tls(tls)
        order = ("machine", "listener", "connection", "tls")
        offers = sorted(self.offers, key=lambda offer: order.index(offer.kind))
        return Adoption(tuple(offers), tuple(self.present), tuple(dict.fromkeys(self.left_out)))

    def machine(self, proposed: ProposedMachine) -> None:
        """Offer a machine, or what the project does not know of it yet."""
        known = self._known(proposed)
        if known:
            self.names[proposed.name] = known
            self._known_machine(known, proposed)
            return
        name = _free(_legal(proposed.name), lambda one: one in self.platforms)
        self.names[proposed.name] = name
        self.platforms[name] = proposed.platform
        table: dict[str, object] = {}
        if proposed.platform:
            table["platform"] = proposed.platform
        if proposed.hosts:
            table["hosts"] = list(proposed.hosts)
        if proposed.file:
            table["dbmover"] = {"file": proposed.file}
        platform = PLATFORMS.get(proposed.platform, "platform not known")
        called = f", called {', '.join(proposed.hosts)}" if proposed.hosts else ""
        missing = [] if proposed.platform else ["its platform"]
        missing += [] if proposed.hosts else ["its host names"]
        self.offers.append(
            Offer(
                name,
                "machine",
                f"Machine {name}: {platform}{called}.",
                f"{proposed.reason} {proposed.platform_reason}",
                proposed.evidence,
                (Edit(("machine", name), table),),
                open=tuple(missing),
            )
        )

    def _known(self, proposed: ProposedMachine) -> str:
        """Return the project's machine that a proposal means: by file, by host, by name."""
        hosts = {host.lower() for host in proposed.hosts}
        for machine in self.project.machine.values():
            file = self._file(machine.name)
            if proposed.file and proposed.file == file:
                return machine.name
            if hosts & {host.lower() for host in machine.hosts}:
                return machine.name
        same = proposed.name in self.project.machine
        if same and not (proposed.file and self._file(proposed.name)):
            return proposed.name
        return ""

    def _file(self, machine: str) -> str:
        return str(self.project.table(("machine", machine, "dbmover")).get("file", ""))

    def _known_machine(self, name: str, proposed: ProposedMachine) -> None:
        if not proposed.file or self._file(name):
            self.present.append(name)
            return
        edit = Edit(("machine", name, "dbmover", "file"), proposed.file)
        title = f"Machine {name}: its DBMOVER file is {proposed.file}."
        reason = "The project has the machine, without a file. " + proposed.reason
        self.offers.append(Offer(name, "machine", title, reason, proposed.evidence, (edit,)))

    def listener(self, proposed: ProposedListener) -> None:
        """Offer a listener as it is, secure or plain."""
        machine = self.names[proposed.machine]
        if (machine, proposed.port) in self.ports:
            self.present.append(f"{machine}.{self.ports[machine, proposed.port]}")
            return
        called = proposed.name or next(
            connection.node
            for connection in self.proposal.connections
            if (connection.machine, connection.port) == (proposed.machine, proposed.port)
        )
        reason = proposed.reason
        own = {one for owner, one in self.ports.items() if owner[0] == machine}
        name = called or f"port{proposed.port}"
        if name in own:
            name = f"{called}_{proposed.port}"
            reason += f" The machine has another listener {called}, so it is entered as {name}."
        table: dict[str, object] = {"port": proposed.port}
        if not proposed.secure:
            table["secure"] = False
        if proposed.netport_job:
            table["netport_jobs"] = [proposed.netport_job]
        self._offer_listener(
            machine, name, table, proposed, reason, "secure" if proposed.secure else "plain"
        )
        self.ports[machine, proposed.port] = name
        if proposed.secure:
            self.secure.setdefault(machine, name)

    def _offer_listener(
        self,
        machine: str,
        name: str,
        table: dict[str, object],
        proposed: ProposedListener | ProposedConnection,
        reason: str,
        how: str,
    ) -> None:
        self.taken.add(name.lower())
        missing = [] if table.get("port") else ["its port"]
        if self.platforms.get(machine) == "zos":
            missing += ["its job name on z/OS", "the user ID it runs under"]
        port = f"port {table['port']}" if table.get("port") else "on a port of its own"
        path = ("machine", machine, "listener", name)
        self.offers.append(
            Offer(
                f"{machine}.{name}",
                "listener",
                f"Listener {name} of {machine}: {port}, {how}.",
                reason,
                proposed.evidence,
                (Edit(path, table),),
                (machine,),
                tuple(missing),
            )
        )

    def connection(self, proposed: ProposedConnection) -> None:
        """Offer a secure connection as it is, or one beside a plain connection."""
        client, server = self.names[proposed.client], self.names[proposed.machine]
        platform = self.platforms.get(client, "")
        if client == server and not proposed.secure:
            return
        if platform and platform not in CLIENT_PLATFORMS:
            self.left_out.append(
                f"{proposed.reason} {client} is {PLATFORMS.get(platform, platform)}, which opens no "
                "secure connections."
            )
            return
        if proposed.secure:
            name = self.ports[server, proposed.port]
            reason = proposed.reason
        else:
            name = self._beside(server, proposed)
            reason = f"{proposed.reason} This would be its secure connection, beside the plain one."
        listener = f"{server}.{name}"
        title = f"{client}->{listener}"
        existing = {connection.name for connection in self.project.connection}
        if title in existing or any(offer.name == title for offer in self.offers):
            if title in existing:
                self.present.append(title)
            return
        table: dict[str, object] = {"client": client, "listener": listener}
        if proposed.secure and proposed.node.lower() != name.lower():
            table["node"] = proposed.node
        self.offers.append(
            Offer(
                title,
                "connection",
                f"{client} calls {listener} with TLS.",
                reason,
                proposed.evidence,
                (Edit(("connection", 0), table),),
                (client, server, listener),
            )
        )

    def _beside(self, server: str, proposed: ProposedConnection) -> str:
        """Return a secure listener of a machine that is called in clear; offer one if need be."""
        if server in self.secure:
            return self.secure[server]
        base = re.sub(r"[^a-z0-9]", "", server.lower()) or "pwx"
        name = _free(
            f"{base[: _LONGEST_NODE - 3]}sec",
            lambda one: one in self.taken or one in self.node_names,
        )
        reason = (
            f"{server} is called in clear on port {proposed.port}. A secure listener gets a port of "
            "its own, so that plain clients can stay."
        )
        self.secure[server] = name
        self._offer_listener(server, name, {}, proposed, reason, "secure")
        return name

    def tls(self, proposed: ProposedTls) -> None:
        """Offer the TLS answers that a machine's file gives already."""
        machine = self.names[proposed.machine]
        found = list(self._tls_edits(machine, proposed))
        missing = [edit for edit in found if not self._answered(edit)]
        if not missing:
            if found:
                self.present.append(f"{machine} tls")
            return
        said = ", ".join(f"{edit.path[-1]} {_word(edit.value)}" for edit in missing)
        reason = proposed.reason
        if proposed.personal:
            reason += f" Certificate and key are in {proposed.personal}."
        if proposed.form == "clear":
            reason += " The passphrase stands there in clear."
        self.offers.append(
            Offer(
                f"{machine} tls",
                "tls",
                f"TLS of {machine} as it is: {said}.",
                reason,
                proposed.evidence,
                tuple(missing),
                (machine,),
            )
        )

    def _tls_edits(self, machine: str, proposed: ProposedTls) -> Iterator[Edit]:
        platform = self.platforms.get(machine, "")
        luw = platform in CLIENT_PLATFORMS
        if luw and proposed.personal:
            pure = PureWindowsPath if platform == "windows" else PurePosixPath
            folder = str(pure(proposed.personal).parent)
            yield Edit(("machine", machine, "dbmover", "folder"), folder)
        if platform == "ibmi" and proposed.app_id:
            yield Edit(("machine", machine, "dbmover", "app_id"), proposed.app_id)
        if platform != "zos" and proposed.require_client_certificate is not None:
            yield Edit(
                ("machine", machine, "tls", "require_client_certificate"),
                proposed.require_client_certificate,
            )
        if luw and proposed.require_server_certificate is not None:
            yield Edit(
                ("machine", machine, "tls", "require_server_certificate"),
                proposed.require_server_certificate,
            )
        if luw and proposed.allow_self_signed is not None:
            path = ("machine", machine, "tls", "allow_self_signed")
            yield Edit(path, proposed.allow_self_signed)
        if luw and proposed.cipher_list:
            yield Edit(("machine", machine, "tls", "cipher_list"), proposed.cipher_list)

    def _answered(self, edit: Edit) -> bool:
        return edit.path[-1] in self.project.table(edit.path[:-1])


def _legal(name: str) -> str:
    """Return a machine name as a project takes it: a letter first, 32 signs at most."""
    return (name if name[:1].isalpha() else f"M_{name}")[:32]


def _free(name: str, taken: Callable[[str], bool]) -> str:
    """Return the name, or the name with the first number that makes it free."""
    number, candidate = 1, name
    while taken(candidate):
        number += 1
        candidate = f"{name[: len(name) - len(str(number))]}{number}"
    return candidate


def _word(value: object) -> str:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else str(value)
