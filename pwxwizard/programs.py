"""Running other programs of this machine, with an end to every wait."""

import contextlib
import locale
import os
import shutil
import signal
import subprocess
import threading
import time
from collections.abc import Callable, Sequence
from typing import IO

from pwxwizard.world import Ran

_MOST = 8 * 1024 * 1024
"""Octets of output that are kept; what comes after them is read and dropped."""
_TICK = 0.1
"""Seconds between two looks whether somebody wants a program stopped."""
_GRACE = 1.0
"""Seconds for a program to end by itself once it is asked to, and for its output to arrive."""


class SubprocessRunner:
    """Programs as child processes, each in a process group of its own."""

    def __init__(self, stopped: Callable[[], bool] = lambda: False) -> None:
        """Run programs until they end, their time is over, or `stopped` says yes."""
        self._stopped = stopped

    def stopped_by(self, stopped: Callable[[], bool]) -> "SubprocessRunner":
        """Return a runner whose programs are stopped, too, once `stopped` says yes."""
        return SubprocessRunner(stopped)

    def find(self, program: str) -> str | None:
        """Return the program's path, or `None` when it is not on this machine."""
        return shutil.which(program)

    def run(self, arguments: Sequence[str], timeout: float) -> Ran:
        """Run an argument list and return how it ended; never raises.

        After `timeout` seconds the whole process group is stopped; a child that has left the group is
        out of reach.
        """
        try:
            # The arguments are a list, so that no shell reads them.
            child = subprocess.Popen(  # noqa: S603
                list(arguments),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                start_new_session=os.name != "nt",
            )
        except (OSError, ValueError, IndexError) as error:
            return Ran(127, f"{arguments[0] if arguments else ''}: {error}")
        kept = bytearray()
        reader = threading.Thread(target=_collect, args=(child.stdout, kept), daemon=True)
        reader.start()
        exit_code: int | None = None
        end = time.monotonic() + timeout
        while exit_code is None and not self._stopped() and (left := end - time.monotonic()) > 0:
            with contextlib.suppress(subprocess.TimeoutExpired):
                exit_code = child.wait(min(_TICK, left))
        if exit_code is None:
            _stop(child)
        reader.join(_GRACE)
        return Ran(exit_code, bytes(kept).decode(locale.getencoding(), "replace"))


def _collect(stream: IO[bytes] | None, kept: bytearray) -> None:
    assert stream is not None
    with stream:
        while part := os.read(stream.fileno(), 65536):
            if len(kept) < _MOST:
                kept.extend(part)


def _stop(child: "subprocess.Popen[bytes]") -> None:
    """Ask the process group to end, then end it."""
    for number in ("SIGTERM", "SIGKILL"):
        if os.name == "nt":
            child.kill()
        else:
            try:
                os.killpg(child.pid, getattr(signal, number))
            except ProcessLookupError:
                return
        try:
            child.wait(_GRACE)
        except subprocess.TimeoutExpired:
            continue
