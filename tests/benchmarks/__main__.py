"""Print the table of budgets: each with its median, its peers and their ratios, then growth curves.

    .venv/bin/python -m tests.benchmarks [--only WORD] [--rounds N] [--no-growth]

A ratio is the peer's time divided by ours, by processor time where that can be told: above 1 we are
faster. The clock of a busy machine says little; the load is in the first line. A missed budget is
marked, and fails nothing.
"""

import argparse
import os
import statistics
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from functools import cache, partial
from pathlib import Path

from pwxwizard import attls, demo, trust
from tests.attls.samples import GRAMMAR
from tests.benchmarks import (
    peers,
    test_attls_speed,
    test_dbmover_speed,
    test_pki_speed,
    test_store_speed,
    test_trust_speed,
)
from tests.benchmarks.measuring import OURS, Figure, Screen, Timer, facts, program, timed
from tests.trust import authority
from tests.trust.estate import MemoryReader

Measure = Callable[[], Figure]


@dataclass(frozen=True, slots=True)
class Row:
    """One budget: what it is about, its limit, and who else does the same work."""

    name: str
    limit: float | None
    """In seconds, or in bytes; nothing where the row is a comparison only."""
    measure: Measure
    peers: dict[str, Measure] = field(default_factory=dict)
    unit: str = "s"


def rows(rounds: int, folder: Path) -> Iterator[Row]:
    """Yield the budgets in the order of the design's table; `folder` is for scratch files."""
    yield from _command_line(rounds, folder)
    yield from _screens(rounds, folder)
    for kind, limit in (("p-256", 0.5), ("rsa-2048", 5.0)):
        yield Row(
            f"CA + 100 personal certificates, {kind}",
            limit,
            partial(
                timed,
                rounds,
                _swapped(test_pki_speed.test_a_ca_and_a_hundred_machines),
                kind,
                1 if kind == "rsa-2048" else rounds,
            ),
            {
                peer: partial(peers.estate_by, peer, kind, folder / f"{peer}-{kind}")
                for peer in ("openssl", "minica", "mkcert", "easy-rsa")
            },
        )
    yield Row(
        "rehearse 1,000 connections",
        3.0,
        lambda: timed(rounds, test_trust_speed.test_a_thousand_rehearsals),
    )
    yield Row(
        "trust matrix, 1,000 machines x 10,000 connections",
        1.0,
        lambda: timed(rounds, test_trust_speed.test_matrix_of_1000_machines_and_10000_connections),
    )
    yield Row(
        "parse + render a policy of 10,000 lines",
        0.5,
        lambda: timed(rounds, _swapped(test_attls_speed.test_parse_and_render), 10_000),
    )
    yield Row(
        "parse + render a DBMOVER file of 10,000 lines",
        0.5,
        lambda: timed(rounds, _swapped(test_dbmover_speed.test_parse_and_render), 10_000),
        {
            peer: partial(peers.edited_by, peer, folder / peer, 10_000)
            for peer in ("crudini", "augtool")
        },
    )
    for machines, limit in ((100, 0.02), (1_000, 0.1)):
        yield Row(
            f"save after one answer, {machines:,} machines",
            limit,
            partial(_saved, rounds, folder / f"save-{machines}", machines),
        )
    yield Row(
        "competing AT-TLS rules, 2,000 that all overlap",
        2.0,
        lambda: _shadowed(rounds, test_attls_speed.of_nested_rules(2_000)),
    )


def _swapped(benchmark: Callable[..., None]) -> Callable[..., None]:
    """Take the timer last, whatever a benchmark's own order is."""

    def run(*arguments: object) -> None:
        benchmark(arguments[-1], *arguments[:-1])

    return run


def _command_line(rounds: int, folder: Path) -> Iterator[Row]:
    for option in ("--version", "--help"):
        yield Row(
            f"`{option}`",
            0.10,
            partial(program, rounds, *OURS, option),
            {
                "python -c pass": lambda: program(rounds, sys.executable, "-c", "pass"),
                "crudini": partial(_called, rounds, "crudini", option),
                "mkcert": lambda: _called(rounds, "mkcert", "-help"),
            },
        )
    for machines, limit in ((10, 0.35), (1_000, 3.0)):
        yield Row(
            f"`check`, {machines:,} machines",
            limit,
            partial(_checked, rounds, folder / f"check-{machines}", machines),
        )
    with peers.server(folder / "server") as (port, certificate):
        yield Row(
            "probe a server on this machine (no budget)",
            None,
            lambda: program(
                rounds, *OURS, "probe", f"127.0.0.1:{port}", "--ca", certificate, codes=(0, 1)
            ),
            {
                peer: partial(peers.probed_by, peer, port)
                for peer in ("openssl", "sslscan", "sslyze", "testssl.sh")
            },
        )


def _called(rounds: int, peer: str, option: str) -> Figure:
    place = peers.found(peer)
    if place is None:
        raise FileNotFoundError(peer)
    return program(rounds, place, option, codes=(0, 1, 2))


def _screens(rounds: int, folder: Path) -> Iterator[Row]:
    minimal = peers.minimal_screen()
    small: dict[str, dict[str, Measure]] = {
        what: {"minimal Textual app": partial(_reaction, rounds, minimal, what)}
        for what in ("latency", "key", "tab")
    }
    for machines in (10, 1_000):
        wizard = (*OURS, _sample(folder / f"wizard-{machines}", machines))
        with_them = f"wizard, {machines:,} machines"
        yield Row(
            f"{with_them}, first paint",
            0.6,
            partial(_painted, rounds, wizard, b"pwxwizard"),
            {"minimal Textual app": partial(_painted, rounds, minimal, b"minimal screen")},
        )
        yield Row(
            f"{with_them}, items shown (no budget)",
            None,
            partial(_painted, min(rounds, 3), wizard, b" done"),
        )
        for name, limit, what, unit in (
            ("key to first byte", 0.02, "latency", "s"),
            ("bytes per typed key", 2_000, "key", "B"),
            ("bytes per Tab, answers saved", 8_000, "tab", "B"),
        ):
            yield Row(
                f"{with_them}, {name}",
                limit,
                partial(_reaction, rounds, wizard, what),
                small[what],
                unit=unit,
            )


def _sample(folder: Path, machines: int) -> Path:
    """Return the sample's project with so many machines."""
    path = demo.lay_out(folder)
    more = "".join(
        f'\n[machine.M{number:04}]\nplatform = "linux"\nhosts = ["m{number:04}.example.com"]\n'
        for number in range(machines - 5)
    )
    path.write_text(path.read_text(encoding="utf-8") + more, encoding="utf-8")
    return path


def _painted(rounds: int, command: tuple[str | Path, ...], text: bytes) -> Figure:
    figures = []
    for _ in range(rounds):
        screen = Screen(*command)
        try:
            figures.append(screen.until(text))
        finally:
            screen.end()
    busy = [one.busy for one in figures if one.busy is not None]
    return Figure(
        statistics.median(one.value for one in figures), statistics.median(busy) if busy else None
    )


@cache
def _reactions(rounds: int, command: tuple[str | Path, ...]) -> dict[str, list[float]]:
    """Type into a line and leave it, again and again; return seconds and bytes of each reaction."""
    found: dict[str, list[float]] = {"latency": [], "key": [], "tab": []}
    screen = Screen(*command)
    try:
        if command[:-1] == OURS:
            screen.until(b" done")
            screen.drawn()
            # Into the form of the CA, and to its first line of text, the subject.
            screen.press(b"\r")
            screen.press(b"\t")
        else:
            screen.until(b"minimal screen")
            screen.drawn()
        for _ in range(rounds):
            # What is typed goes on at the end, so that it stays an answer and nothing is to be corrected.
            screen.press(b"\x1b[F")
            for _ in range(7):
                seconds, count = screen.press(b"x")
                found["latency"].append(seconds)
                found["key"].append(count)
            found["tab"].append(screen.press(b"\t")[1])
            found["tab"].append(screen.press(b"\x1b[Z")[1])
    finally:
        screen.end()
    return found


def _reaction(rounds: int, command: tuple[str | Path, ...], what: str) -> Figure:
    """Return the median of the seconds, or the most bytes."""
    found = _reactions(rounds, command)[what]
    return Figure(statistics.median(found) if what == "latency" else max(found))


def _estate(folder: Path, machines: int) -> Path:
    folder.mkdir()
    path = folder / "big.toml"
    # Without the record: its files are nowhere, which would be thousands of findings.
    path.write_bytes(test_store_speed.estate(machines).partition(b"\n[record")[0])
    return path


def _checked(rounds: int, folder: Path, machines: int) -> Figure:
    path = _estate(folder, machines)
    return program(rounds, *OURS, "check", path, codes=(0, 1))


def _saved(rounds: int, folder: Path, machines: int) -> Figure:
    folder.mkdir()
    return timed(
        max(rounds, 9),
        lambda timer: test_store_speed.test_save_after_one_answer(folder, timer, machines),
    )


def _shadowed(rounds: int, data: bytes) -> Figure:
    policies = attls.resolve([attls.parse(data)], GRAMMAR)
    return _taken(rounds, lambda: len(attls.shadows(policies)))


def _matched(connections: int) -> Figure:
    project, files = test_trust_speed.large_estate()
    some = replace(project, connection=project.connection[:connections])
    return _taken(1, lambda: len(trust.matrix(some, MemoryReader(files), authority.NOW)))


def _taken(rounds: int, call: Callable[[], object]) -> Figure:
    timer = Timer(rounds)
    timer.pedantic(call, rounds=rounds)
    return timer.median


def _curves(folder: Path) -> Iterator[tuple[str, Callable[[int], Figure]]]:
    yield (
        "parse + render DBMOVER, lines",
        lambda n: timed(3, _swapped(test_dbmover_speed.test_parse_and_render), n),
    )
    yield (
        "parse + render policy, lines",
        lambda n: timed(3, _swapped(test_attls_speed.test_parse_and_render), n),
    )
    yield (
        "read a project, machines",
        lambda n: timed(1, _swapped(test_store_speed.test_read_a_project), n),
    )
    yield "save after one answer, machines", lambda n: _saved(3, folder / f"curve-{n}", n)
    yield "`check`, machines", lambda n: _checked(1, folder / f"curve-check-{n}", n)
    yield "competing rules, rules", lambda n: _shadowed(1, test_attls_speed.of_rules(n))
    yield (
        "CA and P-256 certificates, machines",
        lambda n: _taken(1, lambda: test_pki_speed.estate("p-256", n)),
    )
    yield "trust matrix of 1,000 machines, connections", _matched


def _shown(value: float, unit: str = "s") -> str:
    if unit == "B":
        return f"{value:,.0f} B"
    return f"{value * 1000:,.1f} ms" if value < 1 else f"{value:,.2f} s"


def _steady(figure: Figure) -> float:
    return figure.value if figure.busy is None else figure.busy


def _kept(row: Row, own: Figure) -> str:
    if row.limit is None:
        return "-"
    if own.value <= row.limit:
        return "yes"
    if own.busy is not None and own.busy <= row.limit:
        return "by processor time"
    return "MISSED"


def _told(measure: Measure, own: Figure, unit: str) -> str:
    try:
        taken = measure()
    except FileNotFoundError:
        return "not installed"
    except (RuntimeError, TimeoutError) as error:
        return f"no figure ({error})"
    if taken.busy is None or not own.busy:
        return f"{_shown(taken.value, unit)}, ratio {taken.value / own.value:.2f}"
    return f"{_shown(taken.value)} ({_shown(taken.busy)}), ratio {taken.busy / own.busy:.2f}"


def main() -> None:
    """Print everything that is asked for."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__)
    parser.add_argument("--only", default="", help="rows and curves whose name has this word")
    parser.add_argument("--rounds", type=int, default=5, help="measurements a median")
    parser.add_argument("--no-growth", action="store_true", help="leave the growth curves out")
    asked = parser.parse_args()
    print(facts(), flush=True)  # noqa: T201 - the table is what this is for
    print(f"\n| what | budget | median | processor | kept | peers |\n| {' | '.join(['---'] * 6)} |")  # noqa: T201
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        # As after installing, which compiles every module once.
        os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
        os.environ["PYTHONPYCACHEPREFIX"] = str(folder / "compiled")
        for row in rows(asked.rounds, folder):
            if asked.only not in row.name:
                continue
            own = row.measure()
            limit = _shown(row.limit, row.unit) if row.limit else "-"
            busy = "-" if own.busy is None else _shown(own.busy)
            others = "; ".join(
                f"{name} {_told(one, own, row.unit)}" for name, one in row.peers.items()
            )
            shown = _shown(own.value, row.unit)
            cells = (row.name, limit, shown, busy, _kept(row, own), others or "none")
            print(f"| {' | '.join(cells)} |", flush=True)  # noqa: T201
        if asked.no_growth:
            return
        heads = ["processor time, growth with", "10", "100", "1,000", "10,000"]
        print(f"\n| {' | '.join(heads)} |\n| {' | '.join(['---'] * 5)} |")  # noqa: T201
        for name, measure in _curves(folder):
            if asked.only in name:
                grown = [_shown(_steady(measure(10**power))) for power in range(1, 5)]
                print(f"| {' | '.join([name, *grown])} |", flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
