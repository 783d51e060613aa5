"""Processes to be killed, and what must hold after each of them."""

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pwxwizard import journal
from pwxwizard.apply import recover
from tests.apply.harness import Estate, leftovers

ROOT = Path(__file__).parents[2]
Tree = dict[str, tuple[bytes, int]]


class Victims:
    """A process that forks the victims, so that each costs a moment only."""

    def __init__(self) -> None:
        self.server = subprocess.Popen(
            [sys.executable, "-m", "tests.apply.victim"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def _ask(self, verb: str, folder: Path, at: int, seconds: float, *, traced: bool) -> None:
        assert self.server.stdin is not None
        self.server.stdin.write(f"{verb}\t{folder}\t{at}\t{seconds}\t{int(traced)}\n")
        self.server.stdin.flush()

    def _answer(self) -> int:
        assert self.server.stdout is not None
        return int(self.server.stdout.readline())

    def run(self, verb: str, folder: Path, at: int = -1, seconds: float = -1.0) -> int:
        """Kill a process at an effect or after a time, and return how it ended."""
        self._ask(verb, folder, at, seconds, traced=False)
        return self._answer()

    def trace(self, verb: str, folder: Path, log: Path, *options: str) -> int:
        """Let a process work under `strace` from its first step on, and return how it ended."""
        self._ask(verb, folder, -1, -1.0, traced=True)
        pid = self._answer()
        with subprocess.Popen(
            ["strace", "-p", str(pid), "-o", str(log), *options],
            stderr=subprocess.PIPE,
            text=True,
        ) as tracer:
            assert tracer.stderr is not None
            said = tracer.stderr.readline()
            os.kill(pid, signal.SIGCONT)
            code = self._answer()
            assert "attached" in said, said
        return code


@pytest.fixture(scope="module")
def victims() -> Iterator[Victims]:
    made = Victims()
    with made.server:
        yield made
        assert made.server.stdin is not None
        made.server.stdin.close()


def assert_one_of(estate: Estate, *allowed: Tree) -> Tree:
    """Take the project up again as the next start does; nothing may be in between."""
    recover(estate.storage, estate.root)
    tree = estate.tree()
    assert tree in allowed
    assert leftovers(estate.root, estate.other) == []
    assert journal.check(estate.storage) == ()
    return tree
