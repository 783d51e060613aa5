"""Undo and redo of answers: what is taken back, given again, and said of it."""

from pathlib import Path

from screens.edit import EditScreen
from tests.screens.conftest import press, settled, text_of, wizard, write
from tests.screens.inspection.conftest import done_once, finished
from tests.screens.standing import answered, at, flat, focused_key, standing_at

__all__ = ["done_once", "finished"]


async def test_what_is_typed_in_one_stay_is_undone_as_one(sample: Path) -> None:
    async with standing_at(sample, "ca/CA", "days") as (pilot, line):
        for typed in ("40", "400"):
            line.value = typed
            await settled(pilot)
            assert answered(sample, "ca", "days") == 3650
        await press(pilot, "tab", "f3")
        assert answered(sample, "ca", "days") == 3650
        assert "Taken back: Lifetime in days (CA); now 3650." in flat(pilot.app)
        line.value = "500"
        await press(pilot, "tab", "f3")
        assert answered(sample, "ca", "days") == 3650


async def test_the_keys_are_named_once_there_is_something_to_take_back_or_to_give_again(
    sample: Path,
) -> None:
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        line = await at(pilot, "ca/CA", "days")
        assert "F3" not in text_of(app).splitlines()[-1]
        line.value = "1000"
        await press(pilot, "tab")
        assert "F3 Undo" in text_of(app).splitlines()[-1]
        await press(pilot, "f3")
        assert "F4 gives it again." in flat(app)
        last = text_of(app).splitlines()[-1]
        assert "F3" not in last
        assert "F4 Redo" in last
        await press(pilot, "f4")
        assert "F3 takes it back." in flat(app)


async def test_undo_takes_an_answer_back_and_redo_gives_it_again(sample: Path) -> None:
    async with standing_at(sample, "ca/CA", "days") as (pilot, line):
        line.value = "99"
        await press(pilot, "tab")
        assert "F4" not in text_of(pilot.app).splitlines()[-1]
        await press(pilot, "f3")
        assert "F4 Redo" in text_of(pilot.app).splitlines()[-1]
        assert answered(sample, "ca", "days") == 3650
        assert focused_key(pilot.app) == "days"
        await press(pilot, "f4")
        assert "F4" not in text_of(pilot.app).splitlines()[-1]
        assert answered(sample, "ca", "days") == 99
        assert "Given again: Lifetime in days (CA); now 99." in flat(pilot.app)


async def test_a_choice_turned_by_an_arrow_says_so_and_how_to_have_it_back(sample: Path) -> None:
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        screen = app.screen
        assert isinstance(screen, EditScreen)
        await screen.go_to("dbmover/ETLCLIENT", "dbmover.passphrase")
        await settled(pilot)
        assert "←→ Change" in text_of(app)
        before = answered(sample, "machine", "ETLCLIENT", "dbmover", "passphrase")
        await press(pilot, "left")
        assert "Changed; F3 takes it back." in flat(app)
        assert answered(sample, "machine", "ETLCLIENT", "dbmover", "passphrase") != before
        await press(pilot, "f3")
        assert answered(sample, "machine", "ETLCLIENT", "dbmover", "passphrase") == before


async def test_an_answer_that_was_given_again_stays_when_what_follows_is_refused(
    sample: Path,
) -> None:
    async with standing_at(sample, "personal-certificate/INTSVC", "personal_certificate.days") as (
        pilot,
        _,
    ):
        await write(pilot, "500")
        await press(pilot, "enter", "f3", "f4")
        assert answered(sample, "machine", "INTSVC", "personal_certificate", "days") == 500
        await write(pilot, "x")
        await press(pilot, "enter")
        assert "Not saved: 500 stays." in flat(pilot.app)
        assert answered(sample, "machine", "INTSVC", "personal_certificate", "days") == 500


async def test_what_was_said_gives_way_to_the_next_answer(sample: Path) -> None:
    async with standing_at(sample, "ca/CA", "days") as (pilot, _):
        await write(pilot, "400")
        await press(pilot, "enter", "f3")
        assert "Taken back" in text_of(pilot.app)
        await write(pilot, "500")
        await press(pilot, "f2", "escape")
        assert "Taken back" not in text_of(pilot.app)


async def test_undo_takes_a_refused_text_back_wherever_one_stands_in_the_item(sample: Path) -> None:
    async with standing_at(sample, "ca/CA", "days") as (pilot, line):
        await write(pilot, "400")
        await press(pilot, "enter")
        again = await at(pilot, "ca/CA", "days")
        await write(pilot, "many")
        await press(pilot, "escape")
        assert again.value == "many"
        await press(pilot, "f3")
        assert line.value == "400"
        assert "Taken back: what was typed for Lifetime in days." in flat(pilot.app)
        assert answered(sample, "ca", "days") == 400
        await press(pilot, "f3")
        assert answered(sample, "ca", "days") == 3650
        assert "Taken back: Lifetime in days (CA); now 3650." in flat(pilot.app)


async def test_what_was_taken_back_elsewhere_is_said_where_it_is_shown(sample: Path) -> None:
    async with standing_at(sample, "personal-certificate/INTSVC", "personal_certificate.days") as (
        pilot,
        _,
    ):
        await write(pilot, "400")
        await press(pilot, "enter")
        await at(pilot, "estate/ZOS1.zossec", "port")
        await press(pilot, "escape", "f3")
        assert focused_key(pilot.app) == "personal_certificate.days"
        assert "Taken back: Lifetime in days (INTSVC); now 825." in flat(pilot.app)
