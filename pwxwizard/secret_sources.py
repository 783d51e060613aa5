"""Fetching passphrases from where people keep them: a prompt, the environment, a file, a descriptor."""

import os
import stat
from collections.abc import Callable
from pathlib import Path

from pwxwizard.errors import RefusedError
from pwxwizard.question import source_problem

Ask = Callable[[str, bool], str]
"""Asks somebody for a secret: what it is for, and whether it is chosen now."""

_LONGEST = 64 * 1024


class SourceSecrets:
    """Secrets by their source, each fetched once and kept only in memory."""

    def __init__(self, root: Path, ask: Ask | None = None) -> None:
        """Let relative `file:` paths start at `root`; without `ask`, prompts are refused."""
        self._root = root
        self._ask = ask
        self._known: dict[str, str] = {}

    def __repr__(self) -> str:
        """Return a form without any secret."""
        return f"SourceSecrets({len(self._known)} known)"

    def secret(self, source: str, purpose: str, *, new: bool = False) -> str:
        """Fetch a secret; see `pwxwizard.world.Secrets`."""
        name = _name(source, purpose)
        if name not in self._known:
            self._known[name] = self._fetched(source, purpose, new=new)
        return self._known[name]

    def knows(self, source: str, purpose: str) -> bool:
        """Tell whether a secret was fetched already, so that nobody is asked for it."""
        return _name(source, purpose) in self._known

    def forget(self, source: str, purpose: str) -> None:
        """Let a secret be asked for again, because it turned out to be wrong."""
        self._known.pop(_name(source, purpose), None)

    def _fetched(self, source: str, purpose: str, *, new: bool) -> str:
        problem = source_problem(source)
        if problem:
            raise RefusedError(f"The secret for {purpose} has no usable source.", fix=problem)
        kind, _, name = source.partition(":")
        match kind:
            case "env":
                secret = _from_environment(name, purpose)
            case "file":
                secret = self._from_file(name, purpose)
            case "fd":
                secret = _from_descriptor(int(name), purpose)
            case _:
                secret = self._from_prompt(purpose, new=new)
        if not secret:
            raise RefusedError(
                f"The secret for {purpose} is empty.",
                fix=f"Put a passphrase into {source}, or name another source.",
            )
        return secret

    def _from_prompt(self, purpose: str, *, new: bool) -> str:
        if self._ask is None:
            raise RefusedError(
                f"Nobody is here to be asked for {purpose}.",
                fix="Name a source that works unattended: env:NAME, file:PATH or fd:NUMBER.",
            )
        return self._ask(purpose, new)

    def _from_file(self, name: str, purpose: str) -> str:
        path = self._root / Path(name).expanduser()
        try:
            descriptor = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0))
            try:
                mode = os.fstat(descriptor).st_mode
                data = os.read(descriptor, _LONGEST + 1) if stat.S_ISREG(mode) else b""
            finally:
                os.close(descriptor)
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else error
            raise RefusedError(
                f"{path}, named for {purpose}, cannot be read: {reason}.",
                fix="Correct the path or the permissions, or name another source.",
            ) from error
        if not stat.S_ISREG(mode):
            raise RefusedError(
                f"{path}, named for {purpose}, is not a regular file.",
                fix="Name a file whose only line is the passphrase.",
            )
        if os.name != "nt" and mode & 0o007:
            raise RefusedError(
                f"{path}, named for {purpose}, is open to every user of this machine.",
                fix=f"Close it with `chmod 600 {path}`, and consider the passphrase known.",
            )
        return _text(data, f"file:{name}", purpose)


def _name(source: str, purpose: str) -> str:
    """Return what a secret is kept under.

    Nameless prompts are told apart by what they are for; a named source has one secret.
    """
    return f"prompt\0{purpose}" if source == "prompt" else source


def _from_environment(name: str, purpose: str) -> str:
    secret = os.environ.get(name)
    if secret is None:
        raise RefusedError(
            f"The environment variable {name}, named for {purpose}, is not set.",
            fix=f"Set and export {name}, or name another source.",
        )
    return secret


def _from_descriptor(number: int, purpose: str) -> str:
    parts: list[bytes] = []
    try:
        while sum(map(len, parts)) <= _LONGEST and (part := os.read(number, 4096)):
            parts.append(part)
    except (OSError, OverflowError) as error:
        raise RefusedError(
            f"File descriptor {number}, named for {purpose}, cannot be read.",
            fix=f"Open it when starting the program, such as `{number}< file`.",
        ) from error
    return _text(b"".join(parts), f"fd:{number}", purpose)


def _text(data: bytes, source: str, purpose: str) -> str:
    """Return the one line of text; its line end is not part of the secret."""
    try:
        text = data.decode().removesuffix("\n").removesuffix("\r")
    except UnicodeDecodeError:
        # The cause would carry the secret's octets.
        raise RefusedError(
            f"What {source} holds for {purpose} is not UTF-8 text.",
            fix="Write the passphrase as UTF-8 text, or name another source.",
        ) from None
    if len(data) > _LONGEST or "\n" in text or "\0" in text:
        raise RefusedError(
            f"{source}, named for {purpose}, holds more than one line.",
            fix="Leave exactly one line in it, the passphrase.",
        )
    return text
