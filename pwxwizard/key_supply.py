"""Keys made before they are needed, so that making them can be watched, stopped and shared out."""

from collections import deque
from collections.abc import Callable, Generator, Sequence
from contextlib import closing
from typing import TYPE_CHECKING

from pwxwizard.errors import RefusedError
from pwxwizard.transaction import Progress
from pwxwizard.world import KeyMaker

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPrivateKeyTypes


def refuse_stopped(cancelled: Callable[[], bool]) -> None:
    """Go on, unless somebody wants to stop; raises `RefusedError` then."""
    if cancelled():
        raise RefusedError(
            "Writing was stopped; nothing was written.", fix="Begin it again at any time."
        )


class KeySupply:
    """Hands out keys that were made ahead; every key is handed out once."""

    def __init__(
        self,
        below: KeyMaker,
        kinds: Sequence[str],
        progress: Progress,
        cancelled: Callable[[], bool],
    ) -> None:
        """Make keys of these kinds through `below`.

        Args:
            below: makes the keys.
            kinds: kinds such as `rsa-3072`, one for each key.
            progress: told before each key.
            cancelled: asked before each key.

        Raises:
            RefusedError: it was cancelled; no further key is begun.
        """
        self._below = below
        self._ready: dict[str, deque[CertificateIssuerPrivateKeyTypes]] = {}
        total = len(kinds)
        with closing(below.several(kinds)) as coming:
            for number, kind in enumerate(kinds):
                refuse_stopped(cancelled)
                progress(number, total, f"making key {number + 1} of {total} ({kind})")
                self._ready.setdefault(kind, deque()).append(next(coming))

    def key(self, kind: str) -> "CertificateIssuerPrivateKeyTypes":
        """Return a key that was made ahead, or make one when there is none of its kind left."""
        ready = self._ready.get(kind)
        return ready.popleft() if ready else self._below.key(kind)

    def several(
        self, kinds: Sequence[str]
    ) -> "Generator[CertificateIssuerPrivateKeyTypes, None, None]":
        """Return keys one after the other, those that were made ahead first."""
        return (self.key(kind) for kind in kinds)

    def serial(self) -> int:
        """Return a serial number from the maker below."""
        return self._below.serial()
