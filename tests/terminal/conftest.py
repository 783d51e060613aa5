"""A real terminal: tmux, with keys sent and the screen read back."""

import contextlib
import os
import shlex
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType

import pytest

from tests.cli import conftest as command_line

finished, run = command_line.finished, command_line.run


class Terminal:
    """One program in a tmux window of its own server."""

    def __init__(self, server: Path, columns: int, rows: int) -> None:
        self._folder = server
        self._server = server
        self._starts = 0
        self._size = ("-x", str(columns), "-y", str(rows))

    def _tmux(self, *arguments: str) -> str:
        done = subprocess.run(
            ["tmux", "-S", str(self._server), "-f", "/dev/null", *arguments],
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout

    def start(
        self,
        *arguments: str | Path,
        job_control: bool = False,
        environment: Mapping[str, str] = MappingProxyType({}),
    ) -> None:
        """Run `pwxwizard` with arguments; with job control, Enter goes on after a suspension."""
        settings = {
            "LC_ALL": "C.UTF-8",
            "PYTHONPATH": os.environ.get("PYTHONPATH", ""),
            **environment,
        }
        words = [f"{name}={shlex.quote(value)}" for name, value in settings.items()]
        program = [sys.executable, "-P", "-m", "pwxwizard", *map(str, arguments)]
        command = f"env {' '.join(words)} {shlex.join(program)}"
        if job_control:
            command = f"set -m; {command}; echo stopped with $?; read line; fg"
        command = f"{command}; echo ended with $?; sleep 600"
        # A server that ends with its last session would still be ending while the next one asks for it.
        self.end()
        self._starts += 1
        self._server = self._folder.with_name(f"{self._folder.name}-{self._starts}")
        self._tmux("new-session", "-d", "-s", "wizard", *self._size, command)

    def press(self, *keys: str) -> None:
        """Press keys by their tmux names, one after the other."""
        for key in keys:
            self._tmux("send-keys", "-t", "wizard", key)
            time.sleep(0.05)

    def type(self, text: str) -> None:
        """Type text as it is."""
        self._tmux("send-keys", "-t", "wizard", "-l", text)
        time.sleep(0.05)

    def send(self, octets: bytes) -> None:
        """Send octets as they are."""
        self._tmux("send-keys", "-t", "wizard", "-H", *(f"{octet:02x}" for octet in octets))

    def screen(self) -> str:
        """Return what the terminal shows."""
        return self._tmux("capture-pane", "-p", "-t", "wizard")

    def looks(self) -> str:
        """Return what the terminal shows, with the sequences for its looks."""
        return self._tmux("capture-pane", "-e", "-p", "-t", "wizard")

    def history(self) -> str:
        """Return what the terminal has shown from its first line on, in one line a paragraph."""
        return self._tmux("capture-pane", "-p", "-J", "-S", "-", "-t", "wizard")

    def wait(self, *texts: str, seconds: float = 40) -> str:
        """Wait until the screen shows every one of some texts, and return the screen."""
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            shown = self.screen()
            if all(text in shown for text in texts):
                return shown
            time.sleep(0.1)
        pytest.fail(f"{texts} did not appear on:\n{self.screen()}")

    @contextlib.contextmanager
    def attached(self, columns: int, rows: int, server: Path) -> Iterator[None]:
        """Look at it from a terminal of another size, whose line drops at the end."""
        look = shlex.join(["tmux", "-S", str(self._server), "attach", "-t", "wizard"])
        size = ("-x", str(columns), "-y", str(rows))
        outer = ["tmux", "-S", str(server), "-f", "/dev/null"]
        self._tmux("set-option", "-g", "status", "off")
        subprocess.run([*outer, "new-session", "-d", *size, f"TMUX= {look}"], check=True)
        try:
            end = time.monotonic() + 20
            while self._tmux("list-clients") == "" and time.monotonic() < end:
                time.sleep(0.1)
            yield
        finally:
            subprocess.run([*outer, "kill-server"], check=False)

    def kill(self, number: int = signal.SIGKILL) -> None:
        """Send the program a signal; unless told otherwise the one of `kill -9`."""
        pane = self._tmux("list-panes", "-t", "wizard", "-F", "#{pane_pid}").strip()
        children = Path(f"/proc/{pane}/task/{pane}/children").read_text(encoding="ascii").split()
        for child in children:
            os.kill(int(child), number)

    def end(self) -> None:
        """Close the terminal."""
        with contextlib.suppress(subprocess.CalledProcessError):
            self._tmux("kill-server")


@pytest.fixture
def terminal(tmp_path: Path) -> Iterator[Terminal]:
    """A terminal of 80 columns and 24 rows."""
    opened = Terminal(tmp_path / "tmux", 80, 24)
    yield opened
    opened.end()
