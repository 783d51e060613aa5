"""A removal is taken back by the key that takes answers back: whole, and with its connections."""

from pathlib import Path

from pwxwizard import store
from pwxwizard.project import Project
from screens.app import PwxWizardApp
from screens.edit import EditScreen
from tests.screens.conftest import press, settled, text_of, wizard, write
from tests.screens.inspection.conftest import done_once, finished

__all__ = ["done_once", "finished"]


def content(path: Path) -> bytes:
    return path.read_bytes()


def read(path: Path) -> Project:
    return store.read_project(path.read_bytes(), path.name)


def main_screen(app: PwxWizardApp) -> EditScreen:
    screen = app.screen
    assert isinstance(screen, EditScreen)
    return screen


async def test_a_removal_is_taken_back_with_every_answer(finished: Path) -> None:
    before = content(finished)
    app = wizard(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        screen = main_screen(app)
        states = {item.name: item.state for item in screen.items}
        await screen.go_to("estate/ZOS1")
        screen.action_enter_items()
        await press(pilot, "x")
        assert "F3 brings them" in text_of(app)
        await write(pilot, "ZOS1")
        await press(pilot, "enter")
        assert "ZOS1" not in read(finished).machine
        assert "Removed: ZOS1. F3 brings it back." in text_of(app)
        assert len(read(finished).connection) == 3
        await press(pilot, "f3")
        assert "Taken back: the removal of ZOS1." in text_of(app)
        assert screen.item is not None
        assert screen.item.name == "estate/ZOS1"
        assert content(finished) == before
        await settled(pilot)
        assert {item.name: item.state for item in screen.items} == states
        await press(pilot, "f4")
        assert "ZOS1" in read(finished).machine


async def test_answers_about_others_can_still_be_taken_back_after_a_removal(sample: Path) -> None:
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        screen = main_screen(app)
        for item, key, text in (
            ("ca/CA", "days", "400"),
            ("personal-certificate/WINNAV", "personal_certificate.days", "300"),
        ):
            await screen.go_to(item, key)
            await write(pilot, text)
            await press(pilot, "enter")
        await screen.go_to("estate/WINNAV")
        screen.action_enter_items()
        await press(pilot, "x")
        await write(pilot, "WINNAV")
        await press(pilot, "enter", "f3")
        assert read(sample).table(("machine", "WINNAV", "personal_certificate"))["days"] == 300
        await press(pilot, "f3")
        assert "Lifetime in days (CA); now 3650" in " ".join(text_of(app).split())
        assert read(sample).table(("ca",))["days"] == 3650


async def test_a_removal_is_taken_back_from_the_table_of_the_estate(sample: Path) -> None:
    app = wizard(sample)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        screen = main_screen(app)
        await screen.go_to("estate/WINNAV->INTSVC.intsec")
        screen.action_enter_items()
        await press(pilot, "x")
        await write(pilot, "WINNAV->INTSVC.intsec")
        await press(pilot, "enter", "t", "f3")
        assert "Taken back: the removal of WINNAV->INTSVC.intsec." in text_of(app)
        assert len(read(sample).connection) == 6
