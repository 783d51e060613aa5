"""The project: a company's machines, listeners and connections, the answers, and the record."""

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from typing import Any

from pwxwizard.world import digest

SCHEMA = 1

PLATFORMS = {
    "zos": "z/OS",
    "linux": "Linux",
    "unix": "UNIX",
    "windows": "Windows",
    "ibmi": "IBM i",
}
"""Platform keys of the project file and their names on screens."""

CLIENT_PLATFORMS = ("linux", "unix", "windows")
"""Only these open secure connections (reference manual 10.5, "SSL architecture")."""

SECURITY_MANAGERS = {"racf": "RACF", "acf2": "ACF2", "topsecret": "Top Secret"}

TablePath = tuple[str | int, ...]
"""Where a table stands in the project file; numbers count the entries of an array of tables."""


@dataclass(frozen=True, slots=True)
class Edit:
    """One change to the project file's answers."""

    path: TablePath
    value: object
    """A scalar, a list of texts or a table; `None` removes what stands there."""


def dotted(path: TablePath) -> str:
    """Return a table's path as people write it, such as `machine.ZOS1.listener.SEC`."""
    text = ""
    for part in path:
        text += f"[{part}]" if isinstance(part, int) else f".{part}"
    return text.removeprefix(".")


@dataclass(frozen=True, slots=True)
class Listener:
    """A PowerExchange Listener port of a machine."""

    name: str
    """Node name, as the LISTENER statement spells it."""
    port: int = 0
    secure: bool = True
    job: str = ""
    """z/OS: the job or started task that owns the port."""
    netport_jobs: tuple[str, ...] = ()
    """z/OS: other jobs that accept on the port."""
    user: str = ""
    """z/OS and IBM i: the user the listener runs under, which must be able to read the keys."""


@dataclass(frozen=True, slots=True)
class Machine:
    """One host of the estate."""

    name: str
    platform: str = ""
    hosts: tuple[str, ...] = ()
    """DNS names and addresses by which clients call it; the first is the one in NODE statements."""
    release: str = ""
    """Operating system release, such as `3.1` for z/OS or `7.5` for IBM i."""
    security_manager: str = "racf"
    """z/OS: `racf`, `acf2` or `topsecret`."""
    listener: Mapping[str, Listener] = field(default_factory=dict)

    @property
    def is_client(self) -> bool:
        """Tell whether the platform can open secure connections."""
        return self.platform in CLIENT_PLATFORMS

    @property
    def secure_listeners(self) -> tuple[Listener, ...]:
        """Return the listeners that are to be secured."""
        return tuple(listener for listener in self.listener.values() if listener.secure)


@dataclass(frozen=True, slots=True)
class Connection:
    """One client machine calling one secure listener."""

    client: str = ""
    listener: str = ""
    """`MACHINE.LISTENER`."""
    node: str = ""
    """Name of the client's secure NODE statement; empty means the listener's name."""

    @property
    def name(self) -> str:
        """Return the connection as people say it: client, arrow, listener."""
        return f"{self.client}->{self.listener}"

    @property
    def node_name(self) -> str:
        """Return the name of the NODE statement that the client uses."""
        return self.node or self.listener.rpartition(".")[2]


@dataclass(frozen=True, slots=True)
class FileRecord:
    """What the tool wrote to one path."""

    sha256: str
    mode: int
    apply: str
    """The apply that wrote it."""


@dataclass(frozen=True, slots=True)
class ItemRecord:
    """What an item depended on when it was last written."""

    apply: str
    date: str
    inputs: Mapping[str, str] = field(default_factory=dict)
    """Digest of each thing it depended on, by its name."""
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Evidence:
    """Proof that an item works."""

    item: str
    kind: str
    """`rehearsal`, `probe`, `ping`, or the kind of a pasted listing."""
    verdict: str
    """`proved`, `wrong` or `not enough`."""
    date: str
    summary: str
    digest: str
    """Digest of what was judged: the listing, or the artifacts a rehearsal used."""
    inputs: Mapping[str, str] = field(default_factory=dict)
    """Digest of everything the proof depends on, by its name."""
    by: str = ""


@dataclass(frozen=True, slots=True)
class Adopted:
    """A written file that is kept as somebody else changed it."""

    sha256: str
    """What it holds."""
    planned: str
    """Digest of the plan's content that it stands for; another plan ends the adoption."""
    by: str
    date: str


@dataclass(frozen=True, slots=True)
class Waiver:
    """A finding that somebody has accepted for a while."""

    code: str
    owner: str
    reason: str
    until: str
    """The last day on which it holds, as an ISO date."""
    where: str = ""
    """File, item or answer of the finding; empty for every place."""


@dataclass(frozen=True, slots=True)
class Record:
    """Facts only: what was written, proved and skipped. States are computed from them."""

    file: Mapping[str, FileRecord] = field(default_factory=dict)
    item: Mapping[str, ItemRecord] = field(default_factory=dict)
    evidence: tuple[Evidence, ...] = ()
    skipped: Mapping[str, str] = field(default_factory=dict)
    """Reason by item."""
    adopted: Mapping[str, Adopted] = field(default_factory=dict)
    """By path."""


@dataclass(frozen=True, slots=True)
class Project:
    """A project file, understood: the estate typed, every step's answers as plain tables."""

    name: str
    folder: str = ""
    """Name of the tool's own folder beside the project file, such as `prod.pwx`."""
    machine: Mapping[str, Machine] = field(default_factory=dict)
    connection: tuple[Connection, ...] = ()
    waiver: tuple[Waiver, ...] = ()
    record: Record = field(default_factory=Record)
    catalogue: Mapping[str, Any] = field(default_factory=dict)
    """Overrides of the vendor catalogues, by catalogue name."""
    tables: Mapping[str, Any] = field(default_factory=dict)
    """The whole file as plain tables."""

    def table(self, path: TablePath) -> Mapping[str, Any]:
        """Return the table at a path; empty when it is not there."""
        place: Any = self.tables
        for part in path:
            try:
                place = place[part]
            except (KeyError, IndexError, TypeError):
                return {}
        return place if isinstance(place, Mapping) else {}

    def listener(self, name: str) -> tuple[Machine, Listener] | None:
        """Return machine and listener of a name like `ZOS1.ZOSSEC`, or `None`."""
        machine_name, _, listener_name = name.rpartition(".")
        machine = self.machine.get(machine_name)
        listener = machine.listener.get(listener_name) if machine else None
        return (machine, listener) if machine and listener else None

    def connections_from(self, machine: str) -> tuple[Connection, ...]:
        """Return the connections a machine opens."""
        return _ends(_Same(self.connection)).from_client.get(machine, ())

    def connections_to(self, machine: str) -> tuple[Connection, ...]:
        """Return the connections that end at a machine's listeners."""
        return _ends(_Same(self.connection)).to_server.get(machine, ())

    @property
    def answers_digest(self) -> str:
        """Return the digest of everything that a plan depends on: neither record nor waivers."""
        told = {"record", "waiver"}
        return fingerprint({key: part for key, part in self.tables.items() if key not in told})


class _Same:
    """Connections that are found again by identity, so that finding costs nothing."""

    __slots__ = ("connections",)

    def __init__(self, connections: tuple[Connection, ...]) -> None:
        self.connections = connections

    def __hash__(self) -> int:
        return id(self.connections)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and self.connections is other.connections


@dataclass(frozen=True, slots=True)
class _Ends:
    """Connections by the machine at either end."""

    from_client: Mapping[str, tuple[Connection, ...]]
    to_server: Mapping[str, tuple[Connection, ...]]


@lru_cache(maxsize=4)
def _ends(same: _Same) -> _Ends:
    from_client: dict[str, list[Connection]] = {}
    to_server: dict[str, list[Connection]] = {}
    for connection in same.connections:
        from_client.setdefault(connection.client, []).append(connection)
        to_server.setdefault(connection.listener.rpartition(".")[0], []).append(connection)
    return _Ends(
        {name: tuple(found) for name, found in from_client.items()},
        {name: tuple(found) for name, found in to_server.items()},
    )


def fingerprint(value: object) -> str:
    """Return a short digest of plain data, independent of the order of keys."""
    return digest(json.dumps(value, sort_keys=True, default=str).encode())[:16]


def record_tables(record: Record) -> dict[str, Any]:
    """Return a record as the plain tables of the project file's `record` section."""
    tables = asdict(record)
    tables["evidence"] = list(tables["evidence"])
    for item in tables["item"].values():
        item["files"] = list(item["files"])
    return {key: value for key, value in tables.items() if value}
