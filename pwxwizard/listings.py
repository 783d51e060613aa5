"""What a DBMOVER file says of listeners, nodes and TLS, as rows: for one file, or before and after."""

from collections.abc import Iterator
from dataclasses import dataclass

from pwxwizard import attls, dbmover, layout
from pwxwizard.dbmover import Catalogue, Switch, View
from pwxwizard.knowledge import Confidence
from pwxwizard.project import Machine, Project
from pwxwizard.turns import paired
from pwxwizard.world import Reader


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that a DBMOVER file says, or that holds because it says nothing."""

    kind: str
    """`listener`, `node`, `ssl` or `switch`."""
    name: str
    value: str
    """In words, such as `port 6001, TLS`; never a passphrase."""
    line: int
    """0 where a default holds."""
    origin: str
    """Where it comes from: a line, or a default with its source."""

    @property
    def is_default(self) -> bool:
        """Tell whether the file itself does not say it."""
        return not self.line


@dataclass(frozen=True, slots=True)
class Compared:
    """One entry before and after a change."""

    kind: str
    name: str
    before: str
    """Empty for what is new."""
    after: str
    """Empty for what is gone."""

    @property
    def change(self) -> str:
        """Return `same`, `new`, `changed` or `gone`."""
        if self.before == self.after:
            return "same"
        if not self.before:
            return "new"
        return "changed" if self.after else "gone"


@dataclass(frozen=True, slots=True)
class AtTls:
    """What a project knows of AT-TLS at the ports of a z/OS machine."""

    secure: frozenset[int]
    """Ports for which the project makes rules."""
    policies: attls.PolicySet | None = None
    """The machine's policy; `None` where it is not known here."""

    def words(self, port: int) -> str:
        """Return what becomes of a port whose LISTENER statement says nothing of TLS."""
        if port in self.secure:
            return _DECIDES
        if self.policies is None:
            return "plain unless an AT-TLS rule covers it"
        # a rule that asks for a job or an address as well is told of in the notes
        found = attls.match(self.policies, attls.Query("", port))
        return _DECIDES if found.rule or found.notes else "plain: no rule covers it"


_DECIDES = "AT-TLS decides"


def at_tls(project: Project, machine: Machine, reader: Reader) -> AtTls:
    """Return what a project knows of AT-TLS on a machine.

    The written policy is looked at, or the one that it will be made from: to that one, only rules
    for secure ports will be added.
    """
    secure = frozenset(listener.port for listener in machine.secure_listeners)
    table = project.table(("machine", machine.name, "at_tls"))
    for path in (layout.policy(project, machine), str(table.get("policy", ""))):
        found = reader.look(path) if path else None
        if found is not None and found.state == "file":
            grammar = attls.Grammar.load(project.catalogue.get("attls", {}))
            return AtTls(secure, attls.resolve((attls.parse(found.data, path),), grammar))
    return AtTls(secure)


def entries(
    data: bytes, catalogue: Catalogue, platform: str = "", known: AtTls | None = None
) -> tuple[Entry, ...]:
    """Return listeners, nodes, the SSL statement and the switches of a DBMOVER file, in this order.

    Args:
        data: the file.
        catalogue: what is known of its statements.
        platform: the machine's platform, if it is known.
        known: what a project knows of AT-TLS on the machine, if there is a project.
    """
    return tuple(_entries(dbmover.view(dbmover.parse(data), catalogue), platform, known))


def compared(
    before: bytes,
    after: bytes,
    catalogue: Catalogue,
    platform: str = "",
    known: AtTls | None = None,
) -> tuple[Compared, ...]:
    """Return what two versions of a DBMOVER file say, in the order of the later one.

    Entries of one kind and name are set against each other; what is gone comes at its kind's end.
    The arguments are those of `entries`.
    """
    pairs = paired(
        entries(before, catalogue, platform, known),
        entries(after, catalogue, platform, known),
        lambda entry: (entry.kind, entry.name.lower()),
        lambda entry: entry.value,
    )
    found = [
        Compared(one.kind, one.name, old.value if old else "", new.value if new else "")
        for old, new in pairs
        for one in (new or old,)
        if one is not None
    ]
    return tuple(sorted(found, key=lambda row: _KINDS.index(row.kind)))


_KINDS = ("listener", "node", "ssl", "switch")


def _entries(seen: View, platform: str, known: AtTls | None) -> Iterator[Entry]:
    for listener in seen.listeners:
        words = [f"port {listener.port or '?'}"]
        if listener.secure:
            words.append("TLS")
        elif platform == "zos":
            words.append(known.words(listener.port) if known else _DECIDES)
        if listener.netport_job:
            words.append(f"netport job {listener.netport_job}")
        yield _coded("listener", listener.name, ", ".join(words), listener.line)
    for node in seen.nodes:
        words = [f"{node.host or '?'} port {node.port or '?'}"]
        if node.secure:
            words.append("TLS")
        yield _coded("node", node.name, ", ".join(words), node.line)
    ssl = seen.ssl
    if ssl:
        for name, value in (
            ("personal file", ssl.personal),
            ("CA list", ssl.ca_list),
            ("CA folder", ssl.ca_path),
            ("application ID", ssl.app_id),
            ("passphrase", ssl.passphrase),
        ):
            if value:
                yield _coded("ssl", name, value, ssl.line)
    switches = seen.switches
    for switch in (
        switches.require_client_certificate,
        switches.require_server_certificate,
        switches.allow_self_signed,
    ):
        yield _switch(switch)


def _coded(kind: str, name: str, value: str, line: int) -> Entry:
    return Entry(kind, name, value, line, f"line {line}")


def _switch(switch: Switch) -> Entry:
    value = "yes" if switch.value else "no"
    if not switch.is_default:
        return _coded("switch", switch.keyword, value, switch.line)
    provenance = switch.provenance
    known = provenance.confidence
    doubt = f"; {known.said}" if known is Confidence.ASSUMED else ""
    origin = f"default, {known.value}: {provenance.source}{doubt}"
    return Entry("switch", switch.keyword, value, 0, origin)
