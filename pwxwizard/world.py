"""Ports: everything the engine wants of the machine it runs on, so that tests can stand in for it."""

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPrivateKeyTypes


def digest(data: bytes) -> str:
    """Return the SHA-256 of data, in hexadecimal."""
    return sha256(data).hexdigest()


@dataclass(frozen=True, slots=True)
class Found:
    """What stands at a path: a regular file with its content, nothing, or something else."""

    state: str
    """`file`, `absent`, `link`, `folder`, `special`, `unreadable`, or `pending`: to be made."""
    data: bytes = b""
    mode: int = 0
    """Permission bits of a regular file."""
    reason: str = ""
    """Why it is unreadable, in the system's words."""

    @property
    def digest(self) -> str:
        """Return the SHA-256 of a regular file, otherwise the state itself."""
        return digest(self.data) if self.state == "file" else self.state

    @property
    def problem(self) -> str:
        """Return why there is no file to be read, in words to stand behind its path; empty for a file."""
        return "" if self.state == "file" else self.reason or _NO_FILE[self.state]

    def __repr__(self) -> str:
        """Return a short form that never shows content."""
        return f"Found({self.state!r}, {len(self.data)} bytes, mode={self.mode:o})"


_NO_FILE = {
    "absent": "there is no such file",
    "folder": "this is a folder",
    "link": "this is a link, and no file",
    "special": "this is no regular file",
    "unreadable": "it cannot be read",
    "pending": "it is still to be made",
}
"""By what stands there instead of a file."""


class Clock(Protocol):
    """The time of day."""

    def now(self) -> datetime:
        """Return the present moment, aware, in UTC."""
        ...


class Reader(Protocol):
    """Looking at files; there is nothing in it that could change one."""

    def look(self, path: str) -> Found:
        """Return what stands at a path; relative paths start at the project's folder."""
        ...

    def names(self, path: str) -> tuple[str, ...]:
        """Return the names in a folder, sorted; empty when there is no such folder."""
        ...


class KeyMaker(Protocol):
    """Where keys and serial numbers come from."""

    def key(self, kind: str) -> "CertificateIssuerPrivateKeyTypes":
        """Make a private key of a kind such as `rsa-3072` or `p-256`."""
        ...

    def several(
        self, kinds: Sequence[str]
    ) -> "Generator[CertificateIssuerPrivateKeyTypes, None, None]":
        """Make keys in the order of their kinds; closing the iterator makes no more of them."""
        ...

    def serial(self) -> int:
        """Return a positive random serial number of the 128-bit class."""
        ...


class Secrets(Protocol):
    """Where passphrases are fetched from, by their source; never where they are kept."""

    def secret(self, source: str, purpose: str, *, new: bool = False) -> str:
        """Fetch a secret.

        Args:
            source: `prompt[:NAME]`, `env:NAME`, `file:PATH` or `fd:NUMBER`.
            purpose: what it is for, shown when somebody must be asked.
            new: the secret is being chosen now, so a prompt asks twice and judges its strength.

        Raises:
            RefusedError: the source has nothing to give, or nobody is there to be asked.
        """
        ...


class Socket(Protocol):
    """One open TCP connection."""

    def send(self, data: bytes) -> None:
        """Send everything; raises `OSError` when the peer is gone."""
        ...

    def receive(self, limit: int, timeout: float) -> bytes:
        """Return up to `limit` bytes, empty at end of stream; raises `TimeoutError` in seconds."""
        ...

    def close(self) -> None:
        """Close the connection."""
        ...


class Dialer(Protocol):
    """Opening TCP connections; each call opens exactly one."""

    def dial(self, host: str, port: int, timeout: float) -> Socket:
        """Connect within `timeout` seconds; raises `OSError` with the reason otherwise."""
        ...


@dataclass(frozen=True, slots=True)
class Ran:
    """How a program ended."""

    exit_code: int | None
    """`None` when it was stopped because its time was over."""
    output: str
    """Standard output and standard error together, as text."""


class Runner(Protocol):
    """Running other programs of this machine."""

    def find(self, program: str) -> str | None:
        """Return the program's path, or `None` when it is not on this machine."""
        ...

    def run(self, arguments: Sequence[str], timeout: float) -> Ran:
        """Run an argument list, never a shell; stop it, children too, after `timeout` seconds."""
        ...


@dataclass(frozen=True, slots=True)
class World:
    """Everything that looking, asking and proving needs; nothing in it can write a file."""

    clock: Clock
    reader: Reader
    keys: KeyMaker
    secrets: Secrets
    dialer: Dialer
    runner: Runner
    consents: frozenset[str] = frozenset()
    """Paths of private keys whose replacement somebody agreed to by name."""
    opened: "dict[tuple[str, bytes], CertificateIssuerPrivateKeyTypes]" = field(
        default_factory=dict, repr=False, compare=False
    )
    """Private keys that signing has opened, by passphrase and file content: opening takes long."""


class Overlay:
    """A reader that sees some files as they are about to be written."""

    def __init__(self, below: Reader, files: Mapping[str, bytes | None]) -> None:
        """See `files` first, everything else through `below`; content `None` is still to be made."""
        self._below = below
        self._files = files

    def look(self, path: str) -> Found:
        """Return the coming content of a path, or what stands there now."""
        if path in self._files:
            coming = self._files[path]
            return Found("pending") if coming is None else Found("file", coming, 0o600)
        return self._below.look(path)

    def names(self, path: str) -> tuple[str, ...]:
        """Return the names in a folder, present and coming, sorted."""
        prefix = path.rstrip("/") + "/"
        coming = {
            name.removeprefix(prefix).split("/")[0]
            for name in self._files
            if name.startswith(prefix)
        }
        return tuple(sorted(coming | set(self._below.names(path))))


class Snapshot:
    """A reader that looks at each path once, so that everything decided from it agrees."""

    def __init__(self, below: Reader) -> None:
        """Look through `below`."""
        self._below = below
        self._found: dict[str, Found] = {}

    def look(self, path: str) -> Found:
        """Return what stood at a path when it was looked at first."""
        if path not in self._found:
            self._found[path] = self._below.look(path)
        return self._found[path]

    def names(self, path: str) -> tuple[str, ...]:
        """Return the names in a folder, sorted."""
        return self._below.names(path)


class Witness:
    """A reader that remembers what was read, so that a plan can name what it is based on."""

    def __init__(self, below: Reader) -> None:
        """Read through `below`."""
        self._below = below
        self.seen: dict[str, str] = {}
        """Digest (or state) of every path looked at."""

    def look(self, path: str) -> Found:
        """Return what stands at a path and remember its digest."""
        found = self._below.look(path)
        self.seen[path] = found.digest
        return found

    def names(self, path: str) -> tuple[str, ...]:
        """Return the names in a folder, sorted."""
        return self._below.names(path)
