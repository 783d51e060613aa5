"""Standing on a field of an item, and what is answered there."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from textual.app import App
from textual.pilot import Pilot

from screens.edit import EditScreen
from screens.form import Form
from screens.lines import AnswerInput
from tests.screens.conftest import settled, text_of, wizard


async def at(pilot: Pilot[Any], item: str, key: str) -> AnswerInput:
    """Go to a field and return its line."""
    screen = pilot.app.screen
    assert isinstance(screen, EditScreen)
    await settled(pilot)
    assert await screen.go_to(item, key)
    await settled(pilot)
    line = pilot.app.focused
    assert isinstance(line, AnswerInput)
    return line


@asynccontextmanager
async def standing_at(
    project: Path, item: str, key: str
) -> AsyncIterator[tuple[Pilot[Any], AnswerInput]]:
    """Run the wizard on a project, and stand on a field."""
    app = wizard(project)
    async with app.run_test(size=(80, 24)) as pilot:
        yield pilot, await at(pilot, item, key)


def answered(path: Path, *keys: str) -> object:
    """Return what stands in the project file."""
    from pwxwizard import store

    place: Any = store.read_project(path.read_bytes(), path.name).tables
    for key in keys:
        place = place.get(key, {})
    return place


def flat(app: App[Any]) -> str:
    """Return what is on the screen right of the rail, as one line."""
    return " ".join(line.rpartition("│")[2].strip(" ┃▌") for line in text_of(app).splitlines())


def focused_key(app: App[Any]) -> str:
    field = app.screen.query_one(Form).focused
    return field.question.key if field else ""
