"""What destroys wants a word, and no key pressed twice ever confirms anything."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Markdown

from pwxwizard import store
from screens.asking import AskAddition, AskPassphrases, SecretInput
from screens.dialogs import Choose, Said, TypeWord
from screens.edit import EditScreen
from screens.help import HelpScreen
from tests.screens.conftest import change, press, settled, shows, text_of, wizard, write

LEAVING = {"ctrl+q", "ctrl+c", "super+c"}


def machines(path: Path) -> list[str]:
    return list(store.read_project(path.read_bytes(), path.name).machine)


async def test_removing_needs_the_name_to_be_typed(sample: Path) -> None:
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        screen = app.screen
        assert isinstance(screen, EditScreen)
        await screen.go_to("estate/WINNAV")
        screen.action_enter_items()
        await press(pilot, "x")
        assert shows(app, TypeWord)
        assert app.focused is not None
        assert app.focused.id == "word"
        await press(pilot, "enter", "enter")
        assert shows(app, TypeWord)
        assert "WINNAV" in machines(sample)
        await write(pilot, "WINNA")
        await press(pilot, "enter", "tab", "enter")
        assert "WINNAV" in machines(sample)
        await press(pilot, "x")
        await write(pilot, "winnav")
        await press(pilot, "enter")
        assert "Type the word WINNAV (capitals count), or press Esc:" in text_of(app)
        await press(pilot, *["backspace"] * 6)
        await write(pilot, "WINNAV")
        await press(pilot, "enter")
        assert "WINNAV" not in machines(sample)
        assert "Removed: WINNAV. F3 brings it back." in text_of(app)
        assert text_of(app).count("WINNAV") == 1


async def test_a_passphrase_typed_in_two_ways_is_told_where_it_is_typed_again(sample: Path) -> None:
    change(sample, "file:secrets/ca-passphrase", "prompt:ca")
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2", "ctrl+a", "enter")
        assert shows(app, AskPassphrases)
        assert "A new one has at least 8 characters, better 12 or more." in text_of(app)
        for text in ("correct horse battery", "correct horse batter"):
            await write(pilot, text)
            await press(pilot, "enter")
        assert "The two are not the same" in text_of(app)
        line = app.focused
        assert isinstance(line, SecretInput)
        assert line.again
        await press(pilot, "up", "down")
        assert "The two are not the same" in text_of(app)
        await write(pilot, "correct horse battery")
        await press(pilot, "enter")
        assert "files written" in text_of(app)


async def test_skipping_wants_a_reason_and_can_be_taken_back(sample: Path) -> None:
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        screen = app.screen
        assert isinstance(screen, EditScreen)
        await screen.go_to("dbmover/WINNAV")
        screen.action_enter_items()
        await press(pilot, "s", "enter")
        assert "An answer is needed here." in text_of(app)
        await write(pilot, "later")
        await press(pilot, "enter")
        assert "skipped  later" in text_of(app)
        await press(pilot, "s")
        assert "skipped" not in text_of(app)


async def test_what_lies_beneath_a_dialog_does_not_close_it(sample: Path) -> None:
    """A choice made in the palette as a dialog comes up over it."""
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "ctrl+p")
        palette, said = app.screen, Said("Title", "Text")
        app.push_screen(said)
        await settled(pilot)
        palette.dismiss(None)
        await settled(pilot)
        assert app.screen is said
        await press(pilot, "escape")
        assert app.screen is palette
        await press(pilot, "escape", "escape")
        assert shows(app, EditScreen)


@pytest.mark.parametrize("first", [(), ("f2",)])
async def test_no_key_pressed_twice_destroys_or_writes(
    sample: Path, first: tuple[str, ...]
) -> None:
    """Every key that does something, and those that agree to things, each pressed three times."""
    app = wizard(sample)
    before = machines(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        home = app.screen
        assert isinstance(home, EditScreen)
        await home.go_to("estate/WINNAV")
        home.action_enter_items()
        await press(pilot, *first)
        keys = {*app.screen.active_bindings, "enter", "space", "y", "delete"} - LEAVING
        for name in sorted(keys):
            while len(app.screen_stack) > 2:
                app.pop_screen()
            home.action_enter_items()
            await press(pilot, *first, name, name, name)
        assert machines(sample) == before
        assert not written(sample)


def written(path: Path) -> bool:
    """Tell whether anything was applied."""
    return (path.parent / "demo.pwx" / "artifacts").exists()


@asynccontextmanager
async def adding(sample: Path) -> AsyncIterator[Pilot[Any]]:
    """Stand on the name of a machine that is to be added."""
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        screen = app.screen
        assert isinstance(screen, EditScreen)
        await screen.go_to("estate/WINNAV")
        screen.action_enter_items()
        await press(pilot, "a", "enter")
        assert shows(app, AskAddition)
        yield pilot


async def test_leaving_asks_first_while_something_is_being_added(sample: Path) -> None:
    async with adding(sample) as pilot:
        app = pilot.app
        await write(pilot, "NEWBOX")
        await press(pilot, "ctrl+q")
        assert shows(app, Choose)
        assert "is not added yet, and would be lost" in text_of(app)
        await press(pilot, "escape")
        assert shows(app, AskAddition)
        assert "NEWBOX" in text_of(app)
        await press(pilot, "ctrl+q", "right", "enter")
        assert not app.is_running or app._exit
    assert "NEWBOX" not in machines(sample)


async def test_what_is_wrong_in_what_is_added_is_said_until_it_is_mended(sample: Path) -> None:
    async with adding(sample) as pilot:
        await write(pilot, "WINNAV")
        await press(pilot, "enter", "enter", "enter")
        await write(pilot, "box.example.com")
        await press(pilot, "enter", "enter")
        assert "There is one like this already." in text_of(pilot.app)
        await press(pilot, "up")
        await write(pilot, "no!name")
        await press(pilot, "up", "up")
        await write(pilot, "OTHER")
        await press(pilot, "tab")
        said = text_of(pilot.app)
        assert "no!name" in said
        assert "There is one like this" not in said
        assert "Not saved" not in said
        assert "an answer is needed" not in said


async def test_giving_up_what_is_being_added_asks_first(sample: Path) -> None:
    async with adding(sample) as pilot:
        await write(pilot, "NEWBOX")
        await press(pilot, "escape")
        assert "is not added yet, and would be lost" in text_of(pilot.app)
        await press(pilot, "escape")
        assert "NEWBOX" in text_of(pilot.app)
        await press(pilot, "escape", "right", "enter")
        assert shows(pilot.app, EditScreen)


async def test_giving_up_an_empty_dialog_asks_nothing(sample: Path) -> None:
    async with adding(sample) as pilot:
        await press(pilot, "escape")
        assert shows(pilot.app, EditScreen)


async def test_the_last_answer_leads_to_the_button_that_adds(sample: Path) -> None:
    async with adding(sample) as pilot:
        await write(pilot, "NEWBOX")
        await press(pilot, "enter", "enter", "down", "enter")
        await write(pilot, "new.example.com")
        await press(pilot, "enter")
        assert shows(pilot.app, AskAddition)
        assert "NEWBOX" not in machines(sample)
        await press(pilot, "enter")
        assert shows(pilot.app, EditScreen)
        assert "NEWBOX" in machines(sample)


async def test_a_dialog_explains_the_question_that_one_stands_on(sample: Path) -> None:
    async with adding(sample) as pilot:
        await press(pilot, "f1")
        assert shows(pilot.app, HelpScreen)
        await settled(pilot)
        assert "## Name" in pilot.app.screen.query_one(Markdown).source
        await press(pilot, "escape")
        assert shows(pilot.app, AskAddition)
