"""A fault of the program: it stops with a sentence, keeps where it was, and shows no trace."""

import re
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest
from rich.traceback import Traceback
from textual.pilot import Pilot

from screens.app import PwxWizardApp
from tests.screens.conftest import wizard

SECRET = "horse staple"


def trace() -> Traceback:
    """Return the trace of a fault, as Textual's reader of the keyboard makes one."""
    try:
        int(SECRET)
    except ValueError:
        return Traceback(show_locals=True)
    raise AssertionError


async def by_the_reader(pilot: Pilot[object]) -> None:
    """Fail as the thread does that reads the keyboard."""
    pilot.app.panic(trace())


async def by_a_key(pilot: Pilot[object]) -> None:
    """Fail in what a key asks for."""
    await pilot.press("f12")


@pytest.mark.parametrize("fail", [by_the_reader, by_a_key])
def test_a_fault_is_told_in_a_sentence(
    fail: Callable[[Pilot[object]], Coroutine[Any, Any, None]],
    sample: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def broken(_: PwxWizardApp) -> None:
        raise ValueError(SECRET)

    monkeypatch.setattr(PwxWizardApp, "action_next_theme", broken)
    before = sample.read_bytes()
    app = wizard(sample)
    app.run(headless=True, auto_pilot=fail)
    said = capsys.readouterr().err
    assert "it met something it was not made for. Every answer" in " ".join(said.split())
    assert re.search(r"Traceback|ValueError|horse|\.py", said) is None
    assert app.return_code == 1
    assert sample.read_bytes() == before
