"""How long the matrix and rehearsals of large estates take (`--benchmark-enable`)."""

from typing import TYPE_CHECKING

from pwxwizard.project import Connection, Listener, Machine, Project
from pwxwizard.trust import Cell, matrix, predict
from pwxwizard.verify import Contexts, rehearse
from tests.trust import authority, estate, pairs
from tests.trust.estate import MemoryReader, path, pem

if TYPE_CHECKING:
    from pytest_benchmark.fixture import BenchmarkFixture

SERVERS, CLIENTS, EACH, CONNECTIONS = 100, 900, 12, 10_000
"""1,000 machines; each client can call 12 servers, and nearly all of these connections are used."""


def large_estate() -> tuple[Project, dict[str, bytes]]:
    machines: dict[str, Machine] = {}
    connections: list[Connection] = []
    files: dict[str, bytes] = {}
    root = authority.root()
    for number in range(SERVERS):
        name = f"ZOS{number}"
        listener = Listener("SEC", 6001, job="PWXLST", user="PWXSTC")
        machines[name] = Machine(name, "zos", (f"{name}.example.com",), listener={"SEC": listener})
        files[path(name, "DBMOVER")] = b"LISTENER=(SEC,TCPIP,6001)\n"
        files[path(name, "pagent_ttls.conf")] = estate.POLICY.encode()
    for number in range(CLIENTS):
        name = f"LUW{number}"
        machines[name] = Machine(name, "linux", (f"{name}.example.com",))
        called = [f"ZOS{(number + step) % SERVERS}" for step in range(EACH)]
        connections += [Connection(name, f"{one}.SEC", f"n{one}") for one in called]
        nodes = "".join(f"NODE=(n{one},TCPIP,{one}.example.com,6001,,,,,ZSSL)\n" for one in called)
        files[path(name, "dbmover.cfg")] = (nodes + estate.SSL_LINE + estate.SWITCHES).encode()
    for name in machines:
        made = authority.certificate(
            name, authority.key("ec", 1), root, hosts=(f"{name}.example.com",)
        )
        files[path(name, "certificate.pem")] = pem(made)
        files[path(name, "ca-list.pem")] = pem(root.certificate)
    return Project("big", "p.pwx", machines, tuple(connections[:CONNECTIONS])), files


def test_matrix_of_1000_machines_and_10000_connections(benchmark: "BenchmarkFixture") -> None:
    """Everything from reading the artifacts on, of certificates that nobody has judged before."""
    matrix(estate.project(), MemoryReader(estate.files()), authority.NOW)  # loads the catalogues

    def judged(project: Project, files: dict[str, bytes]) -> tuple[Cell, ...]:
        return matrix(project, MemoryReader(files), authority.NOW)

    cells = benchmark.pedantic(  # type: ignore[no-untyped-call]
        judged, setup=lambda: (large_estate(), {}), rounds=7
    )

    assert len(cells) == CONNECTIONS
    assert {cell.prediction.verdict for cell in cells} == {"works"}


def test_a_thousand_rehearsals(benchmark: "BenchmarkFixture") -> None:
    """Mutual TLS 1.3 with P-256 keys, 100 servers called by 100 clients."""
    made, own = authority.leaf("good"), authority.leaf("good", "ec", "client")
    servers = [pairs.server(machine=f"ZOS{number}") for number in range(100)]
    clients = [pairs.client(machine=f"LUW{number}") for number in range(100)]

    def thousand() -> set[str]:
        contexts = Contexts()
        return {
            rehearse(
                servers[number % 100],
                clients[number // 10],
                made.key,
                own.key,
                authority.NOW,
                contexts=contexts,
            ).outcome
            for number in range(1000)
        }

    assert benchmark(thousand) == {"succeeded"}


def test_a_single_prediction(benchmark: "BenchmarkFixture") -> None:
    server, client = pairs.server(), pairs.client()

    assert benchmark(predict, server, client, authority.NOW).verdict == "works"
