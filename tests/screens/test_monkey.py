"""Random keys and sizes over every screen: nothing falls over, the project stays valid."""

import os
import random
from asyncio import sleep
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from textual.pilot import WaitForScreenTimeout

from pwxwizard import store
from pwxwizard.review import Review
from screens import opening
from screens.passphrases import Passphrases
from tests.screens.conftest import looked_at, reviewer, settled, strike, wizard

if TYPE_CHECKING:
    from textual.pilot import Pilot

    from screens.app import PwxWizardApp

MOVING = (
    *("up", "down", "left", "right", "tab", "shift+tab", "enter", "escape", "escape", "space"),
    *("home", "end", "pageup", "pagedown", "delete", "backspace"),
)
DOING = (
    *("f1", "f2", "f3", "f4", "f5", "f6", "f7", "f8", "f9", "f10", "f12"),
    *("ctrl+a", "ctrl+f", "ctrl+o", "ctrl+p", "ctrl+x", "ctrl+v", "ctrl+k", "ctrl+u"),
)
TYPING = (*"abcdefgmnNopqrstuxyzZ019", "slash", "question_mark", "comma", "full_stop", "minus")
SIZES = ((80, 24), (60, 18), (40, 10), (120, 40), (1, 1))
COUNT = int(os.environ.get("PWX_MONKEY", "300"))
"""Keys a seed; the long run sets PWX_MONKEY=20000."""


def is_valid(path: Path) -> bool:
    """Tell whether the project file can be read and still has every machine."""
    project = store.read_project(path.read_bytes(), path.name)
    return {"ZOS1", "INTSVC", "ETLCLIENT", "WINNAV", "AS400"} <= set(project.machine)


async def play(
    begun: "Callable[[], PwxWizardApp]", seed: int, path: Path, again: Callable[[], Review]
) -> None:
    """Press random keys; in between change the size, and look whether the project is valid.

    Args:
        begun: returns the wizard on the project; once more each time that the keys have left it.
        seed: decides which keys.
        path: the project file.
        again: opens the project anew when the keys have closed it.
    """
    chance = random.Random(seed)  # noqa: S311 - repeatable on purpose
    number = 0
    while number < COUNT:
        app = begun()
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            while number < COUNT and app.return_code is None:
                await stroke(app, pilot, chance, number, path)
                number += 1
                if app.opening.workspace is None and app.return_code is None:
                    app.opening.show(again())
                    await still(pilot)
            await still(pilot)
        app.give_free()
        assert app.return_code in {None, 0}, (seed, number)
        assert is_valid(path), (seed, number)


async def stroke(
    app: "PwxWizardApp", pilot: "Pilot[None]", chance: random.Random, number: int, path: Path
) -> None:
    """Press one key; each hundredth time change the size, too, and look at the project."""
    kind = chance.choices((MOVING, DOING, TYPING), (6, 2, 3))[0]
    strike(app, chance.choice(kind))
    if number % 5 == 4:
        await sleep(0.005)
    if number % 100 == 99:
        await pilot.resize_terminal(*chance.choice(SIZES))
        await still(pilot)
        assert is_valid(path), number
        await pilot.resize_terminal(80, 24)


async def still(pilot: "Pilot[None]") -> None:
    """Wait until nothing is under way; a widget that goes away meanwhile never answers the pilot."""
    with suppress(WaitForScreenTimeout):
        await settled(pilot)


@pytest.mark.parametrize("seed", [1, 2])
async def test_random_keys_break_nothing_and_destroy_nothing(
    sample: Path, seed: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(sample.parent.parent)
    again = partial(opening.session, sample, Passphrases())
    await play(partial(wizard, sample), seed, sample, again)


async def test_random_keys_in_review_write_nothing(
    sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(sample.parent.parent)
    before = {path: path.stat().st_mtime_ns for path in sample.parent.rglob("*")}
    await play(partial(reviewer, sample), 3, sample, partial(looked_at, sample))
    assert {path: path.stat().st_mtime_ns for path in sample.parent.rglob("*")} == before
