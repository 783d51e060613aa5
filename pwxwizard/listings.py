"""What a DBMOVER file says of listeners, nodes and TLS, as rows: for one file, or before and after."""

from collections.abc import Iterator
from dataclasses import dataclass

from pwxwizard import dbmover
from pwxwizard.dbmover import Catalogue, Switch, View
from pwxwizard.turns import paired


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


def entries(data: bytes, catalogue: Catalogue, platform: str = "") -> tuple[Entry, ...]:
    """Return listeners, nodes, the SSL statement and the switches of a DBMOVER file, in this order."""
    return tuple(_entries(dbmover.view(dbmover.parse(data), catalogue), platform))


def compared(
    before: bytes, after: bytes, catalogue: Catalogue, platform: str = ""
) -> tuple[Compared, ...]:
    """Return what two versions of a DBMOVER file say, in the order of the later one.

    Entries of one kind and name are set against each other; what is gone comes at its kind's end.
    """
    pairs = paired(
        entries(before, catalogue, platform),
        entries(after, catalogue, platform),
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


def _entries(seen: View, platform: str) -> Iterator[Entry]:
    for listener in seen.listeners:
        words = [f"port {listener.port or '?'}"]
        if listener.secure:
            words.append("TLS")
        elif platform == "zos":
            words.append("AT-TLS decides")
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
    origin = f"default, {provenance.confidence.value}: {provenance.source}"
    return Entry("switch", switch.keyword, value, 0, origin)
