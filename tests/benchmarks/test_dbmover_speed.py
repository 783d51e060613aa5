"""Parsing, rendering and checking DBMOVER files: time per size, to show linear growth."""

from collections.abc import Callable
from typing import Protocol, TypeVar

import pytest

from pwxwizard import dbmover

R = TypeVar("R")

SIZES = (1_000, 10_000, 100_000)


class Benchmark(Protocol):
    """The part of the plugin's fixture that is used here: it times a function's calls."""

    def pedantic(self, target: Callable[[], R], *, rounds: int, iterations: int) -> R: ...


def statements(count: int) -> bytes:
    """Return a file of statements of all shapes, with comments between them."""
    shapes = (
        "NODE=(n{0},TCPIP,host{0}.example.com,2480)",
        "NODE=(s{0},TCPIP,host{0}.example.com,13132,,,,,SSL)",
        "CAPI_CONNECTION=(NAME=c{0},\n   TYPE=(ORAD,EPWD=00,SID=x{0}))",
        'LDAP_BASE=("ou=a{0},dc=b")',
        "APPBUFSIZE={0}",
    )
    lines = [
        f"{'' if number % 10 else '/* part ' + str(number) + chr(10)}"
        f"{shapes[number % len(shapes)].format(number)}"
        for number in range(count)
    ]
    return "\n".join(lines).encode()


@pytest.mark.parametrize("size", SIZES)
def test_parse_and_render(benchmark: Benchmark, size: int) -> None:
    data = statements(size)
    rendered = benchmark.pedantic(lambda: dbmover.parse(data).render(), rounds=5, iterations=1)
    assert rendered == data


@pytest.mark.parametrize("size", SIZES[:2])
def test_check(benchmark: Benchmark, size: int) -> None:
    data = statements(size)
    catalogue = dbmover.Catalogue.load()
    found = benchmark.pedantic(
        lambda: dbmover.check(data, "linux", catalogue), rounds=3, iterations=1
    )
    assert {finding.code for finding in found} == {"DBM025", "DBM031"}


@pytest.mark.parametrize("size", SIZES[:2])
def test_secure_and_undo(benchmark: Benchmark, size: int) -> None:
    data = statements(size)
    catalogue = dbmover.Catalogue.load()
    settings = dbmover.TlsSettings(listeners=(dbmover.SecureListener("node1", 13132),))

    def there_and_back() -> bytes:
        return dbmover.undo(dbmover.secure(data, settings, "linux", catalogue).data)

    assert benchmark.pedantic(there_and_back, rounds=3, iterations=1) == data


def test_parse_of_parentheses_that_never_close(benchmark: Benchmark) -> None:
    data = b"A=(\n" * 10_000
    rendered = benchmark.pedantic(lambda: dbmover.parse(data).render(), rounds=3, iterations=1)
    assert rendered == data
