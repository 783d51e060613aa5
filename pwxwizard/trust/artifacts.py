"""Reading the artifacts of an estate once, and the two ends of each connection from them."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from pwxwizard import attls, dbmover, layout, pki
from pwxwizard.finding import Finding, FindingRule, Where
from pwxwizard.project import CLIENT_PLATFORMS, Connection, Listener, Machine, Project
from pwxwizard.trust import rules
from pwxwizard.trust.decisions import NOBODY, listener_server, luw_client, zos_server
from pwxwizard.trust.ends import ClientEnd, ServerEnd
from pwxwizard.trust.noticed import method, passphrase, rule_problems
from pwxwizard.trust.suites import cipher_list, defaults, suite_names
from pwxwizard.trust.withdrawal import Authorities, Withdrawal, asks_for_lists, authorities, noted

if TYPE_CHECKING:
    from cryptography import x509

    from pwxwizard.world import Reader

RELEASE = "2.5"
"""z/OS release whose defaults hold for a machine that names none."""


@dataclass(frozen=True)
class Catalogues:
    """The vendor knowledge that artifacts are read with, a project's corrections laid over it."""

    overrides: Mapping[str, Any]

    @cached_property
    def dbmover(self) -> dbmover.Catalogue:
        """Return the DBMOVER statements; raises `UsageError` for an override out of shape."""
        return dbmover.Catalogue.load(self.overrides.get("dbmover") or None)

    @cached_property
    def grammar(self) -> attls.Grammar:
        """Return the grammar of AT-TLS policy."""
        return attls.Grammar.load(self.overrides.get("attls") or None)


@dataclass(frozen=True, slots=True)
class _Dbmover:
    """A machine's DBMOVER file, or why there is none."""

    path: str
    view: dbmover.View | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Policy:
    """A z/OS machine's AT-TLS policy, or why there is none."""

    path: str
    policies: attls.PolicySet | None
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Certificates:
    """The certificates of one PEM file, or why there are none."""

    certificates: "tuple[x509.Certificate, ...]"
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Caller:
    """What all connections of a client machine have in common."""

    end: ClientEnd
    nodes: Mapping[str, dbmover.Node]
    """NODE statements by name, case folded; of several, the last counts."""
    file: _Dbmover
    before: tuple[Finding, ...]
    """What stands against every connection, before its own NODE statement."""


class Artifacts:
    """The artifacts of a project, each read and parsed once, when it is first needed."""

    def __init__(
        self, project: Project, reader: "Reader", catalogues: Catalogues | None = None
    ) -> None:
        """Read artifacts of a project through `reader`."""
        self.project = project
        self._reader = reader
        self._withdrawn = noted(project)
        self._catalogues = catalogues or Catalogues(project.catalogue)
        self._dbmovers: dict[str, _Dbmover] = {}
        self._policies: dict[str, _Policy] = {}
        self._files: dict[str, _Certificates] = {}
        self._pems: dict[bytes, tuple[x509.Certificate, ...]] = {}
        self._servers: dict[str, ServerEnd | None] = {}
        self._callers: dict[str, _Caller] = {}
        self._clients: dict[tuple[str, str, str], ClientEnd | None] = {}

    def server(self, name: str) -> ServerEnd | None:
        """Return the end of a listener such as `ZOS1.ZOSSEC`; `None` if the project has none."""
        if name not in self._servers:
            found = self.project.listener(name)
            self._servers[name] = self._server(*found) if found else None
        return self._servers[name]

    def client(self, connection: Connection) -> ClientEnd | None:
        """Return the calling end of a connection; `None` if the project has no such machine."""
        key = (connection.client, connection.node_name, connection.listener)
        if key not in self._clients:
            machine = self.project.machine.get(connection.client)
            self._clients[key] = self._client(machine, connection) if machine else None
        return self._clients[key]

    def _server(self, machine: Machine, listener: Listener) -> ServerEnd:
        file = self._dbmover(machine)
        findings = [*file.findings, *self._listener(machine, listener, file)]
        rule: str | None = None
        base = defaults(machine.platform, machine.release)
        protocols, suites, policy = base.protocols, base.suites, NOBODY
        own = ca = True
        refused = reads = ""
        if machine.platform == "zos":
            match, problems = self._matched(machine, listener)
            findings += problems
            rule = match.rule if match else None
            effective = match.effective if match and match.outcome == attls_tls else None
            if effective is not None:
                policy = zos_server(effective.handshake_role, effective.client_auth_type) or NOBODY
                protocols = effective.protocols
                suites = suite_names(effective.suites) or base.suites
                reads = asks_for_lists(effective)
        elif file.view is not None:
            policy = listener_server(file.view.switches.require_client_certificate.value)
            suites, refused, more = self._listed(machine, file, suites)
            findings += more
            if machine.platform in CLIENT_PLATFORMS:
                ssl = file.view.ssl
                own = ssl is not None and bool(ssl.personal)
                ca = ssl is not None and bool(ssl.ca_list or ssl.ca_path)
        certificate, chain, more = self._personal(machine, named=own)
        findings += more
        trusted, more = self._trusted(machine, named=ca, needed=policy.validates)
        findings += more
        return ServerEnd(
            machine.name,
            listener.name,
            machine.platform,
            machine.hosts[0] if machine.hosts else machine.name,
            listener.port,
            policy,
            certificate,
            chain,
            trusted,
            protocols,
            suites,
            rule,
            release=machine.release,
            findings=tuple(findings),
            refused_list=refused,
            withdrawn=self._withdrawal(certificate),
            reads_lists=reads,
            former=self._former(machine, certificate),
            authorities=self._authorities,
        )

    def _listener(
        self, machine: Machine, listener: Listener, file: _Dbmover
    ) -> tuple[Finding, ...]:
        """Return what keeps the server's DBMOVER file from accepting on the port."""
        if file.view is None:
            return ()
        item = f"dbmover/{machine.name}"
        on_port = [one for one in file.view.listeners if one.port == listener.port]
        if not on_port:
            named = [one for one in file.view.listeners if _same(one.name, listener.name)]
            rest = f"; {listener.name} is on port {named[0].port}" if named else ""
            message = f"No LISTENER of {machine.name} is on port {listener.port}{rest}."
            where = Where(file.path, named[0].line if named else 0, item=item)
            return (rules.LISTENER_MISSING.at(where, message),)
        if machine.platform != "zos" and not any(one.secure for one in on_port):
            where = Where(file.path, on_port[0].line, item=item)
            message = f"The LISTENER of {machine.name} on port {listener.port} is a plain one."
            return (rules.LISTENER_PLAIN.at(where, message),)
        return ()

    def _matched(
        self, machine: Machine, listener: Listener
    ) -> tuple[attls.Match | None, tuple[Finding, ...]]:
        """Return what AT-TLS does with the listener's port, and what is wrong with it."""
        file = self._policy(machine)
        if file.policies is None:
            return None, file.findings
        found = list(file.findings)
        where = Where(file.path, item=f"at-tls/{machine.name}")
        match = self._query(file.policies, machine, listener, listener.job)
        what = f"port {listener.port} of job {listener.job or '(any)'}"
        found += rule_problems(match, what, where)
        found += [rules.CONDITIONS.at(where, note) for note in match.notes]
        hidden = [name for name in match.hidden if name == rule_name(listener)]
        if hidden:
            message = f"{match.rule} catches {what}, so that {hidden[0]} is never reached."
            found.append(rules.RULE_HIDDEN.at(where, message))
        effective = match.effective
        if match.outcome == attls_tls and effective is not None and not effective.suites:
            message = f"The rule {match.rule} codes no cipher suites."
            found.append(rules.SUITES_ASSUMED.at(where, message))
        for job in listener.netport_jobs:
            if self._query(file.policies, machine, listener, job).outcome != attls_tls:
                message = f"No rule secures port {listener.port} of job {job}."
                found.append(rules.JOB_UNCOVERED.at(where, message))
        return match, tuple(found)

    def _query(
        self, policies: attls.PolicySet, machine: Machine, listener: Listener, job: str
    ) -> attls.Match:
        query = attls.Query(job=job, local_port=listener.port, user=listener.user)
        return attls.match(policies, query, release=machine.release or RELEASE)

    def _client(self, machine: Machine, connection: Connection) -> ClientEnd:
        caller = self._caller(machine)
        node, problems = self._node(machine, connection, caller)
        end = caller.end
        return ClientEnd(
            end.machine,
            node.name if node else connection.node_name,
            node.token if node else "",
            node.host if node else "",
            node.port if node else 0,
            end.policy,
            end.certificate,
            end.chain,
            end.trusted,
            end.protocols,
            end.suites,
            end.platform,
            (*caller.before, *problems, *end.findings),
            end.refused_list,
            end.withdrawn,
            end.former,
            end.authorities,
        )

    def _caller(self, machine: Machine) -> _Caller:
        """Return what all connections of a client machine have in common."""
        if machine.name not in self._callers:
            self._callers[machine.name] = self._called_from(machine)
        return self._callers[machine.name]

    def _called_from(self, machine: Machine) -> _Caller:
        file = self._dbmover(machine)
        before, after, refused = list(file.findings), list[Finding](), ""
        if not machine.is_client:
            message = f"{machine.name} cannot open secure connections."
            before.append(rules.NOT_A_CLIENT.at(Where(item=f"dbmover/{machine.name}"), message))
        base = defaults(machine.platform)
        suites, policy, own, ca = base.suites, luw_client(False, False), True, True
        nodes: dict[str, dbmover.Node] = {}
        if file.view is not None:
            nodes = {one.name.casefold(): one for one in file.view.nodes}
            switches = file.view.switches
            policy = luw_client(
                switches.require_server_certificate.value, switches.allow_self_signed.value
            )
            suites, refused, unknown = self._listed(machine, file, suites)
            after += unknown
            ssl = file.view.ssl
            own = ssl is not None and bool(ssl.personal)
            ca = ssl is not None and bool(ssl.ca_list or ssl.ca_path)
        certificate, chain, more = self._personal(machine, named=own)
        trusted, further = self._trusted(machine, named=ca, needed=policy.validates)
        end = ClientEnd(
            machine.name,
            "",
            "",
            "",
            0,
            policy,
            certificate,
            chain,
            trusted,
            base.protocols,
            suites,
            machine.platform,
            (*after, *more, *further),
            refused,
            self._withdrawal(certificate),
            self._former(machine, certificate),
            self._authorities,
        )
        return _Caller(end, nodes, file, tuple(before))

    def _listed(
        self, machine: Machine, file: _Dbmover, usual: tuple[str, ...]
    ) -> tuple[tuple[str, ...], str, tuple[Finding, ...]]:
        """Return suites by SSL_CIPHER_LIST, the list where OpenSSL refuses it, and what is doubtful."""
        text = file.view.cipher_list if file.view else ""
        if not text:
            return usual, "", ()
        listed = cipher_list(text, usual, self._catalogues.dbmover)
        if listed.refused and machine.platform in CLIENT_PLATFORMS:
            return (), text, ()
        where = Where(file.path, item=f"dbmover/{machine.name}")
        message = f"SSL_CIPHER_LIST={text} names no suite that today's OpenSSL has."
        doubt = (rules.SUITES_UNKNOWN.at(where, message),) if listed.doubtful else ()
        return listed.suites, "", doubt

    def _node(
        self, machine: Machine, connection: Connection, caller: _Caller
    ) -> tuple[dbmover.Node | None, tuple[Finding, ...]]:
        """Return the NODE statement of a connection, and what is wrong with it."""
        if caller.file.view is None:
            return None, ()
        path, item = caller.file.path, f"dbmover/{machine.name}"
        node = caller.nodes.get(connection.node_name.casefold())
        if node is None:
            message = f"{machine.name} has no NODE {connection.node_name}."
            return None, (rules.NODE_MISSING.at(Where(path, item=item), message),)
        where = Where(path, node.line, item=item)
        found = []
        target = self.project.listener(connection.listener)
        if not node.token:
            message = f"The NODE {node.name} of {machine.name} is a plain one."
            found.append(rules.NODE_PLAIN.at(where, message))
        if target is None:
            return node, tuple(found)
        server, listener = target
        if node.port != listener.port:
            message = (
                f"The NODE {node.name} of {machine.name} calls port {node.port}; "
                f"{connection.listener} is on port {listener.port}."
            )
            found.append(rules.NODE_PORT.at(where, message))
        found += self._host(node, server, where)
        wanted = "zos_node_token" if server.platform == "zos" else "node_token"
        if node.token and node.token != self._catalogues.dbmover.choices[wanted].value:
            message = f"The NODE {node.name} has the token {node.token}."
            found.append(rules.TOKEN_DIFFERS.at(where, message))
        return node, tuple(found)

    def _host(self, node: dbmover.Node, server: Machine, where: Where) -> tuple[Finding, ...]:
        other = self._owners.get(node.host.casefold())
        if not server.hosts or other == server.name:
            return ()
        if any(_same(node.host, host) for host in server.hosts):
            return ()
        rule = rules.NODE_HOST if other else rules.HOST_UNKNOWN
        owner = f", which is {other}," if other else ""
        message = f"The NODE {node.name} calls {node.host}{owner} and not {server.name}."
        return (rule.at(where, message),)

    @cached_property
    def _owners(self) -> Mapping[str, str]:
        """Return the machine of each host name and address of the estate."""
        return {
            host.casefold(): machine.name
            for machine in self.project.machine.values()
            for host in machine.hosts
        }

    def _personal(
        self, machine: Machine, *, named: bool
    ) -> "tuple[x509.Certificate | None, tuple[x509.Certificate, ...], tuple[Finding, ...]]":
        """Return a machine's personal certificate and chain; nothing where none is configured."""
        if not named:
            return None, (), ()
        path = layout.certificate(self.project, machine)
        item = f"personal-certificate/{machine.name}"
        read = self._certificates(path, item, rules.NO_CERTIFICATE_FILE)
        first = read.certificates[:1]
        return (first[0] if first else None), read.certificates[1:], read.findings

    def _withdrawal(self, certificate: "x509.Certificate | None") -> str:
        """Return since when and why a certificate is withdrawn; empty when it is not."""
        serial = certificate.serial_number if certificate else None
        return next((one.said for one in self._withdrawn if one.serial == serial), "")

    def _former(
        self, machine: Machine, certificate: "x509.Certificate | None"
    ) -> tuple[Withdrawal, ...]:
        """Return what was withdrawn of a machine, but for the certificate that it shows."""
        serial = certificate.serial_number if certificate else None
        return tuple(
            one for one in self._withdrawn if _same(one.name, machine.name) and one.serial != serial
        )

    @cached_property
    def _authorities(self) -> Authorities:
        """Return the project's CAs; nothing is read where nothing is withdrawn."""
        return authorities(self.project, self._reader) if self._withdrawn else Authorities({})

    def _trusted(
        self, machine: Machine, *, named: bool, needed: bool
    ) -> "tuple[tuple[x509.Certificate, ...], tuple[Finding, ...]]":
        """Return the CA certificates a machine trusts; none where none are configured."""
        if not named:
            return (), ()
        path = layout.ca_list(self.project, machine)
        read = self._certificates(path, f"personal-certificate/{machine.name}", rules.NO_CA_FILE)
        return read.certificates, read.findings if needed else ()

    def _certificates(self, path: str, item: str, absent: FindingRule) -> _Certificates:
        if path not in self._files:
            self._files[path] = self._read(path, item, absent)
        return self._files[path]

    def _read(self, path: str, item: str, absent: FindingRule) -> _Certificates:
        where = Where(path, item=item)
        found = self._reader.look(path)
        if found.state != "file":
            return _Certificates((), (absent.at(where, f"{path}: {found.problem}."),))
        # most machines of an estate trust the same CAs, from files of the same content
        if found.data not in self._pems:
            self._pems[found.data] = pki.read(found.data, file=path).certificates
        if certificates := self._pems[found.data]:
            return _Certificates(certificates, ())
        message = f"There is no certificate that can be read in {path}."
        return _Certificates((), (rules.MALFORMED.at(where, message),))

    def _dbmover(self, machine: Machine) -> _Dbmover:
        if machine.name not in self._dbmovers:
            table = self.project.table(("machine", machine.name, "dbmover"))
            path, data, findings = self._look(
                layout.dbmover(self.project, machine),
                str(table.get("file", "")),
                f"dbmover/{machine.name}",
                rules.NO_DBMOVER,
            )
            view = None
            if data is not None:
                view = dbmover.view(dbmover.parse(data), self._catalogues.dbmover)
                findings += method(view, path, f"dbmover/{machine.name}")
                findings += passphrase(view, path, machine)
            self._dbmovers[machine.name] = _Dbmover(path, view, findings)
        return self._dbmovers[machine.name]

    def _policy(self, machine: Machine) -> _Policy:
        if machine.name not in self._policies:
            table = self.project.table(("machine", machine.name, "at_tls"))
            path, data, findings = self._look(
                layout.policy(self.project, machine),
                str(table.get("policy", "")),
                f"at-tls/{machine.name}",
                rules.NO_POLICY,
            )
            policies = None
            if data is not None:
                policies = attls.resolve([attls.parse(data, path)], self._catalogues.grammar)
            self._policies[machine.name] = _Policy(path, policies, findings)
        return self._policies[machine.name]

    def _look(
        self, path: str, source: str, item: str, absent: FindingRule
    ) -> tuple[str, bytes | None, tuple[Finding, ...]]:
        """Return an artifact, or the input file it will be made from with a remark."""
        found = self._reader.look(path)
        if found.state == "file":
            return path, found.data, ()
        where = Where(path, item=item)
        if source and source != path:
            before = self._reader.look(source)
            if before.state == "file":
                message = f"{path} is not written yet, so {source} is judged."
                remark = rules.INPUT_JUDGED.at(Where(source, item=item), message)
                return source, before.data, (remark,)
        return path, None, (absent.at(where, f"{path}: {found.problem}."),)


attls_tls = "tls"
"""The simulator's word for a connection that AT-TLS secures."""


def rule_name(listener: Listener) -> str:
    """Return the name of the AT-TLS rule that this tool makes for a listener."""
    return f"PWX_{listener.name}".replace("-", "_")


def ends(
    project: Project,
    connection: Connection,
    reader: "Reader",
    catalogues: Catalogues | None = None,
) -> tuple[ServerEnd | None, ClientEnd | None, tuple[Finding, ...]]:
    """Return both ends of a connection and everything noticed while reading their artifacts."""
    artifacts = Artifacts(project, reader, catalogues)
    server, client = artifacts.server(connection.listener), artifacts.client(connection)
    findings = (*(client.findings if client else ()), *(server.findings if server else ()))
    return server, client, findings


def _same(one: str, other: str) -> bool:
    return one.casefold() == other.casefold()
