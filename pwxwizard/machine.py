"""This machine: the real clock, files, keys, secrets, network and programs behind the ports."""

import getpass
import os
import secrets
import socket
import stat
import threading
import time
from collections.abc import Generator, Sequence
from datetime import UTC, datetime
from pathlib import Path, PurePath
from typing import TYPE_CHECKING

from pwxwizard.programs import SubprocessRunner
from pwxwizard.secret_sources import Ask, SourceSecrets
from pwxwizard.world import Found, World

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPrivateKeyTypes

LARGEST = 64 * 1024 * 1024
"""Octets of the largest file that is read; nothing this tool deals with comes near it."""


def who() -> str:
    """Return who runs this program, as `user@host`, for journals and locks."""
    try:
        user = getpass.getuser()
    except (KeyError, OSError, ImportError):
        user = str(os.getuid()) if hasattr(os, "getuid") else "unknown"
    return f"{user}@{socket.gethostname()}"


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        """Return the present moment, in UTC."""
        return datetime.now(UTC)


class StandingClock:
    """A clock that shows one moment, to judge a project as it will be then."""

    def __init__(self, moment: datetime) -> None:
        """Stand at a moment, which is aware."""
        self._moment = moment

    def now(self) -> datetime:
        """Return that moment, in UTC."""
        return self._moment.astimezone(UTC)


class FolderReader:
    """Files of this machine; relative paths start at the project's folder.

    In the tool's own folder (`*.pwx`) a link, or a path through one, is reported as a link: the tool
    never makes one. Everywhere else links are followed, because people keep their inputs where they
    like; whether a target may be written is decided by the apply, which refuses every link.
    """

    def __init__(self, root: Path) -> None:
        """Look from `root`."""
        self._root = root

    def look(self, path: str) -> Found:
        """Return what stands at a path; opens a file only for reading, and never waits for one."""
        place = self._root / path
        try:
            if self._through_link(path):
                return Found("link")
            status = place.stat()
            if stat.S_ISDIR(status.st_mode):
                return Found("folder")
            if not stat.S_ISREG(status.st_mode):
                return Found("special")
            return _content(place)
        except (FileNotFoundError, NotADirectoryError):
            return Found("link") if place.is_symlink() else Found("absent")
        except OSError as error:
            return Found("unreadable", reason=error.strerror or str(error))
        except ValueError as error:
            return Found("unreadable", reason=str(error))

    def names(self, path: str) -> tuple[str, ...]:
        """Return the names in a folder, sorted; empty when there is no such folder."""
        try:
            return tuple(sorted(entry.name for entry in (self._root / path).iterdir()))
        except (OSError, ValueError):
            return ()

    def _through_link(self, path: str) -> bool:
        parts = PurePath(path).parts
        if not parts or not parts[0].endswith(".pwx"):
            return False
        place = self._root
        for part in parts:
            place /= part
            if place.is_symlink():
                return True
        return False


def _content(path: Path) -> Found:
    descriptor = os.open(
        path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    )
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            return Found("special")
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            data = file.read(LARGEST + 1)
    finally:
        os.close(descriptor)
    if len(data) > LARGEST:
        return Found("unreadable", reason=f"larger than {LARGEST // 1024 // 1024} MiB")
    return Found("file", data, stat.S_IMODE(status.st_mode))


class RealKeys:
    """Keys and serial numbers from the system's random source."""

    def key(self, kind: str) -> "CertificateIssuerPrivateKeyTypes":
        """Make a private key; RSA takes up to a second."""
        from pwxwizard.pki.keys import make_key  # noqa: PLC0415 - 80 ms that few verbs need

        return make_key(kind)

    def several(
        self, kinds: Sequence[str]
    ) -> "Generator[CertificateIssuerPrivateKeyTypes, None, None]":
        """Make keys on every processor at once, because the library lets threads run meanwhile."""
        if not kinds:
            return
        from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 - only to make keys

        pool = ThreadPoolExecutor(min(len(kinds), os.cpu_count() or 1))
        try:
            for coming in [pool.submit(self.key, kind) for kind in kinds]:
                yield coming.result()
        finally:
            pool.shutdown(wait=False, cancel_futures=True)

    def serial(self) -> int:
        """Return a positive random number of 127 bits, the first of them set (RFC 5280, 4.1.2.2)."""
        return secrets.randbits(127) | 1 << 126


class TcpSocket:
    """One open TCP connection."""

    def __init__(self, connection: socket.socket) -> None:
        """Take over an open socket."""
        self._connection = connection

    def send(self, data: bytes) -> None:
        """Send everything."""
        self._connection.sendall(data)

    def receive(self, limit: int, timeout: float) -> bytes:
        """Return up to `limit` octets, empty at the end of the stream."""
        self._connection.settimeout(timeout)
        return self._connection.recv(limit)

    def close(self) -> None:
        """Close the connection."""
        self._connection.close()


class TcpDialer:
    """TCP connections of this machine; one call opens at most one."""

    def dial(self, host: str, port: int, timeout: float) -> TcpSocket:
        """Connect to the first address that accepts, all addresses within `timeout` seconds."""
        end = time.monotonic() + timeout
        problem: OSError = TimeoutError(f"{host} was not found within {timeout:g} seconds")
        for family, kind, protocol, _, address in _addresses(host, port, timeout):
            rest = end - time.monotonic()
            if rest <= 0:
                break
            connection = socket.socket(family, kind, protocol)
            try:
                connection.settimeout(rest)
                connection.connect(address)
            except OSError as error:
                connection.close()
                problem = error
            else:
                connection.settimeout(timeout)
                return TcpSocket(connection)
        raise problem


_Address = tuple[
    int, int, int, str, tuple[str, int] | tuple[str, int, int, int] | tuple[int, bytes]
]


def _addresses(host: str, port: int, timeout: float) -> list[_Address]:
    """Ask for a host's addresses in a thread, because that question has no time limit of its own."""
    answers: list[_Address] = []
    problems: list[OSError] = []

    def ask() -> None:
        try:
            answers.extend(socket.getaddrinfo(host, port, type=socket.SOCK_STREAM))
        except OSError as error:
            problems.append(error)
        except UnicodeError as error:
            problems.append(OSError(f"{host!r} is not a host name: {error}"))

    thread = threading.Thread(target=ask, daemon=True)
    thread.start()
    thread.join(timeout)
    if problems:
        raise problems[0]
    return list(answers)


def world(root: Path, ask: Ask | None = None, at: datetime | None = None) -> World:
    """Return this machine as the engine sees it.

    Args:
        root: the project's folder, where relative paths start.
        ask: asks somebody for a secret; without it a secret whose source is a prompt is refused.
        at: the moment that is taken for the present one; nothing is to be made or proved then.
    """
    return World(
        clock=StandingClock(at) if at else SystemClock(),
        reader=FolderReader(root),
        keys=RealKeys(),
        secrets=SourceSecrets(root, ask),
        dialer=TcpDialer(),
        runner=SubprocessRunner(),
    )
