"""What many tests stand on: a fixed clock, fast keys, and the sample estate in a fresh folder."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pwxwizard import demo
from pwxwizard.pki.keys import make_key
from pwxwizard.session import Session

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPrivateKeyTypes

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)


class FixedClock:
    """A clock that stands still."""

    def __init__(self, now: datetime = NOW) -> None:
        self._now = now

    def now(self) -> datetime:
        return self._now


class FastKeys:
    """Keys made once a run, whoever asks; serial numbers in order."""

    def __init__(self, first: int = 0) -> None:
        """Hand out keys from the `first` on."""
        self._serial = 1 << 100
        self._made = first

    def key(self, kind: str) -> "CertificateIssuerPrivateKeyTypes":
        self._made += 1
        return _key(kind, self._made)

    def several(
        self, kinds: Sequence[str]
    ) -> "Generator[CertificateIssuerPrivateKeyTypes, None, None]":
        return (self.key(kind) for kind in kinds)

    def serial(self) -> int:
        self._serial += 1
        return self._serial


@cache
def _key(kind: str, number: int) -> "CertificateIssuerPrivateKeyTypes":
    return make_key(kind)


OpenSession = Callable[[Path], Session]


@pytest.fixture
def open_session() -> OpenSession:
    """Open a session whose clock stands still and whose keys are made fast."""

    def opened(path: Path) -> Session:
        session = Session.open(path)
        session.world = replace(session.world, clock=FixedClock(), keys=FastKeys())
        return session

    return opened


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """The project file of the sample estate, laid out in a fresh folder."""
    return demo.lay_out(tmp_path / "demo")
