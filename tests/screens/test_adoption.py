"""An estate is taken from its DBMOVER files, and only what was chosen."""

from pathlib import Path

from pwxwizard import store
from screens.adoption import AdoptionScreen
from tests.screens.conftest import press, settled, text_of, wizard, write


async def test_only_chosen_offers_are_entered(sample: Path) -> None:
    path = sample.parent / "own.toml"
    store.create(path, "own")
    app = wizard(path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "f to take machines" in " ".join(text_of(app).split())
        await press(pilot, "f")
        assert app.screen.__class__ is AdoptionScreen
        for name in ("in/intsvc/dbmover.cfg", "in/zos1/DBMOVER"):
            await press(pilot, "t")
            await write(pilot, name)
            await press(pilot, "enter")
        shown = text_of(app)
        assert "0 of" in shown
        assert "machine" in shown
        await press(pilot, "ctrl+a")
        assert "Nothing is chosen" in text_of(app)
        await press(pilot, "escape", "space", "ctrl+a")
        assert app.screen.__class__ is not AdoptionScreen
        await settled(pilot)
    kept = store.read_project(path.read_bytes(), path.name)
    assert len(kept.machine) == 1
    assert kept.connection == ()


async def test_an_offer_that_needs_another_is_told_and_enters_nothing(sample: Path) -> None:
    path = sample.parent / "own.toml"
    store.create(path, "own")
    app = wizard(path)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "f", "t")
        await write(pilot, "in/intsvc/dbmover.cfg")
        await press(pilot, "enter", "end", "space", "ctrl+a")
        assert "needs" in text_of(app)
        await press(pilot, "escape", "escape")
        await settled(pilot)
    assert not store.read_project(path.read_bytes(), path.name).machine


async def test_a_file_that_is_not_there_is_told(sample: Path) -> None:
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "left", "home", "right", "f", "t")
        await write(pilot, "in/nothing.cfg")
        await press(pilot, "enter")
        assert "in/nothing.cfg" in text_of(app)
        assert "Check the path" in text_of(app)
