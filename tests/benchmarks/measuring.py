"""What the table of budgets is measured with: a timer, programs, a terminal, and the machine's facts."""

import os
import platform
import pty
import select
import signal
import statistics
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Sequence
from fcntl import ioctl
from pathlib import Path
from typing import Any, NamedTuple

OURS = (sys.executable, "-P", "-m", "pwxwizard")
QUIET = 0.4
"""Seconds without output after which a screen has been drawn."""


class Timer:
    """Stands in for the benchmark fixture, so that the benchmarks' own functions can be called."""

    enabled = True

    def __init__(self, rounds: int) -> None:
        """Call what is measured that many times after one call that does not count."""
        self._rounds = rounds
        self.seconds: list[float] = []
        self.busy: list[float] = []
        self.extra_info: dict[str, object] = {}

    def __call__(self, target: Callable[..., Any], *arguments: Any) -> Any:
        """Measure a function's calls; return the last result."""
        target(*arguments)
        return self.pedantic(target, arguments, rounds=self._rounds)

    def pedantic(
        self,
        target: Callable[..., Any],
        arguments: Sequence[Any] = (),
        *,
        rounds: int = 1,
        iterations: int = 1,
    ) -> Any:
        """Measure without a call ahead."""
        result = None
        for _ in range(min(rounds, self._rounds) * iterations):
            begin, used = time.perf_counter(), _used()
            result = target(*arguments)
            self.seconds.append(time.perf_counter() - begin)
            self.busy.append(_used() - used)
        return result

    @property
    def median(self) -> "Figure":
        """The medians of both clocks."""
        return Figure(statistics.median(self.seconds), statistics.median(self.busy))


class Figure(NamedTuple):
    """A median by the clock on the wall, and by the processor where that can be told."""

    value: float
    """Seconds, or bytes where bytes are counted."""
    busy: float | None = None
    """Seconds of the processor, children included: the steadier figure on a busy machine."""


def _used() -> float:
    times = os.times()
    return time.process_time() + times.children_user + times.children_system


def timed(rounds: int, benchmark: Callable[..., None], *arguments: object) -> Figure:
    """Run one of the benchmarks and return its medians."""
    timer = Timer(rounds)
    benchmark(*arguments, timer)
    return timer.median


def program(
    rounds: int, *command: str | Path, codes: tuple[int, ...] = (0,), **environment: str
) -> Figure:
    """Return the medians of a program's runs; before several, one that does not count.

    Raises:
        RuntimeError: it ended with another exit code than `codes`.
    """
    words = [str(word) for word in command]

    def run() -> None:
        done = subprocess.run(
            words,
            capture_output=True,
            check=False,
            stdin=subprocess.DEVNULL,
            env={**os.environ, **environment},
            timeout=300,
        )
        if done.returncode not in codes:
            said = (done.stderr or done.stdout).decode(errors="replace").strip()[-300:]
            raise RuntimeError(f"{words[0]} ended with {done.returncode}: {said}")

    if rounds > 1:
        run()
    timer = Timer(rounds)
    timer.pedantic(run, rounds=rounds)
    return timer.median


class Screen:
    """A program on a terminal of 80 by 24, whose output is counted as it comes."""

    def __init__(self, *command: str | Path) -> None:
        """Start a program."""
        words = [str(word) for word in command]
        environment = {**os.environ, "TERM": "xterm-256color", "LC_ALL": "C.UTF-8"}
        self._pid, self._terminal = pty.fork()
        if self._pid == 0:
            os.execvpe(words[0], words, environment)  # noqa: S606 - the terminal is made here
        self.began = time.perf_counter()
        ioctl(self._terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))

    def until(self, text: bytes, seconds: float = 60) -> float:
        """Return after how many seconds since its start the program has written a text.

        Raises:
            RuntimeError: it did not.
        """
        seen = b""
        while time.perf_counter() - self.began < seconds:
            seen += self._read(1.0)
            if text in seen:
                return time.perf_counter() - self.began
        raise RuntimeError(f"{text!r} did not appear")

    def used(self) -> float | None:
        """Return the seconds of the processor that the program has used; only Linux tells."""
        try:
            told = Path(f"/proc/{self._pid}/stat").read_text(encoding="utf-8")
        except OSError:
            return None
        user, system = told.rpartition(")")[2].split()[11:13]
        return (int(user) + int(system)) / os.sysconf("SC_CLK_TCK")

    def drawn(self) -> int:
        """Return how many bytes come until nothing more does."""
        count = 0
        while got := self._read(QUIET):
            count += len(got)
        return count

    def press(self, keys: bytes) -> tuple[float, int]:
        """Send keys; return the seconds until the first byte comes, and the bytes of it all.

        Raises:
            RuntimeError: nothing came.
        """
        begin = time.perf_counter()
        os.write(self._terminal, keys)
        first = len(self._read(5.0))
        taken = time.perf_counter() - begin
        if not first:
            raise RuntimeError(f"nothing was drawn after {keys!r}")
        return taken, first + self.drawn()

    def _read(self, seconds: float) -> bytes:
        ready, _, _ = select.select([self._terminal], [], [], seconds)
        try:
            return os.read(self._terminal, 1 << 16) if ready else b""
        except OSError:
            return b""

    def end(self) -> None:
        """Stop the program."""
        os.kill(self._pid, signal.SIGKILL)
        os.waitpid(self._pid, 0)
        os.close(self._terminal)


def facts() -> str:
    """Return what the figures depend on, in one line."""
    processor = platform.processor() or platform.machine()
    information = Path("/proc/cpuinfo")
    if information.exists():
        lines = information.read_text(encoding="utf-8", errors="replace").splitlines()
        names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
        processor = names[0] if names else processor
    load = ", ".join(f"{one:.1f}" for one in os.getloadavg())
    return (
        f"{processor}, {os.cpu_count()} processors, load {load}; {platform.system()} "
        f"{platform.release()}, Python {platform.python_version()}"
    )
