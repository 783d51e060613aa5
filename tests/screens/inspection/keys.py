"""Keys pressed one after the other, with what follows from each waited for and no longer."""

from typing import Any

from textual.pilot import Pilot

from tests.screens.conftest import settled as quiet


async def settled(pilot: Pilot[Any]) -> None:
    """Wait until no worker is under way and its news is on the screen."""
    await pilot.pause()
    while any(not worker.is_finished for worker in pilot.app.workers):
        await pilot.app.workers.wait_for_complete()
        await pilot.pause()


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys, and wait for what follows from each."""
    for key in keys:
        await pilot.press(key)
        await settled(pilot)


async def still(pilot: Pilot[Any]) -> None:
    """Wait until nothing at all moves, for a picture."""
    await settled(pilot)
    await quiet(pilot)
