"""Moving about: keys on the steps, what is open first, fields found by name, and no way lost."""

import asyncio
from pathlib import Path

import pytest
from textual.widgets import Input, OptionList

from pwxwizard.project import Edit
from screens.adoption import AdoptionScreen
from screens.dialogs import TypeWord
from screens.edit import EditScreen
from screens.estate_table import EstateTableScreen
from screens.form import Form
from screens.lines import AnswerInput
from screens.rail import ItemTable, StepRail
from screens.search import SearchDialog
from screens.trust import TrustScreen
from screens.writing import ApplyScreen
from tests.screens.conftest import change, press, reviewer, settled, shows, text_of, wizard, write
from tests.screens.inspection.conftest import done_once, finished

__all__ = ["done_once", "finished"]


def last_line(text: str) -> str:
    return text.rsplit("\n", maxsplit=1)[-1]


async def test_keys_of_a_step_work_on_the_list_of_steps(sample: Path) -> None:
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        rail = app.screen.query_one(StepRail)
        rail.focus()
        await press(pilot, "home")
        assert "Add" in last_line(text_of(app))
        for key, screen in (("t", EstateTableScreen), ("f", AdoptionScreen)):
            await press(pilot, key)
            assert shows(app, screen)
            await press(pilot, "escape")
        await press(pilot, "down")
        assert "Add" not in last_line(text_of(app))
        await press(pilot, "c")
        assert "Change the CA" in text_of(app)


async def test_what_is_open_in_the_estate_is_gone_to_first(sample: Path) -> None:
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        screen = app.screen
        assert isinstance(screen, EditScreen)
        screen.session.edit(
            (
                Edit(("connection", 4, "node"), "zossec"),
                Edit(("connection", 5, "node"), "zossec"),
                Edit(("machine", "WINNAV", "personal_certificate", "days"), 99999),
            )
        )
        screen.look()
        await settled(pilot)
        await screen.go_to("estate/WINNAV->INTSVC.intsec")
        screen.action_enter_items()
        assert screen.items[-1].step.key == "ping"
        await screen.go_to("ca/CA")
        screen.action_enter_items()
        await press(pilot, "f7")
        assert screen.item is not None
        assert screen.item.name == "estate/WINNAV->INTSVC.intsec"


@pytest.mark.parametrize("key", ["slash", "f1", "f2", "f5", "f8", "f9", "f10", "ctrl+l"])
async def test_leaving_while_a_screen_opens_is_no_fault(sample: Path, key: str) -> None:
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter")
        before = app.screen
        app.simulate_key(key)
        for _ in range(10_000):
            await asyncio.sleep(0)
            if app.screen is not before:
                break
        assert app.screen is not before
        await app.action_quit()
        while app.return_code is None:
            await pilot.pause(0.01)
    assert app.return_code == 0


async def test_a_field_is_found_by_its_label(sample: Path) -> None:
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "slash")
        assert shows(app, SearchDialog)
        await write(pilot, "cipher suites zos1")
        assert "Cipher suites  ZOS1, AT-TLS rules" in text_of(app)
        await press(pilot, "enter")
        screen = app.screen
        assert isinstance(screen, EditScreen)
        field = screen.query_one(Form).focused
        assert field is not None
        assert field.question.key == "at_tls.suites"
        await press(pilot, "ctrl+f")
        await write(pilot, "winnav dbmover")
        await press(pilot, "enter")
        assert screen.item is not None
        assert screen.item.name == "dbmover/WINNAV"


async def test_a_search_for_nothing_that_is_there_says_where_words_are_explained(
    sample: Path,
) -> None:
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "slash")
        await write(pilot, "ocsp responder")
        assert "Nothing fits. What words mean is told by F1, then g." in text_of(app)


async def test_a_search_begun_before_anything_is_known_goes_on_when_it_is(sample: Path) -> None:
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        screen = app.screen
        assert isinstance(screen, EditScreen)
        known, screen.items, screen._began = screen.items, (), False
        await press(pilot, "slash")
        await write(pilot, "winnav dbmover")
        assert "Looking at the project ..." in text_of(app)
        screen.post_message(EditScreen.Looked(known, (), screen.workspace, ""))
        await settled(pilot)
        assert "Looking" not in text_of(app)
        await press(pilot, "enter")
        assert screen.item is not None
        assert screen.item.name == "dbmover/WINNAV"


async def test_what_was_chosen_is_gone_to_even_when_the_list_is_another_one_by_then(
    sample: Path,
) -> None:
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "slash")
        await write(pilot, "winnav dbmover")
        found = app.screen.query_one(OptionList)
        found.action_select()
        found.clear_options()
        await settled(pilot)
        screen = app.screen
        assert isinstance(screen, EditScreen)
        assert screen.item is not None
        assert screen.item.name == "dbmover/WINNAV"


async def test_the_arrows_stay_within_the_form(sample: Path) -> None:
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        screen = app.screen
        assert isinstance(screen, EditScreen)
        await screen.go_to("at-tls/ZOS1", "at_tls.handshake_role")
        fields = screen.query_one(Form).fields
        await press(pilot, *["down"] * (len(fields) + 3))
        assert fields[-1].has_focus_within
        await press(pilot, *["up"] * (len(fields) + 3))
        assert fields[0].has_focus_within


async def test_an_arrow_that_reaches_a_closed_line_does_nothing(sample: Path) -> None:
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2", "slash")
        line = app.focused
        assert isinstance(line, AnswerInput)
        line.display = False
        line.action_field(1)
        line.action_field(-1)
        await settled(pilot)
        assert shows(app, ApplyScreen)


async def test_after_a_removal_one_stands_beside_it(sample: Path) -> None:
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        screen = app.screen
        assert isinstance(screen, EditScreen)
        await screen.go_to("estate/ETLCLIENT->ZOS1.zossec")
        screen.action_enter_items()
        table = screen.query_one(ItemTable)
        row = table.cursor_row
        await press(pilot, "x")
        assert shows(app, TypeWord)
        assert "leave the project; F3 brings" in text_of(app)
        await write(pilot, "ETLCLIENT->ZOS1.zossec")
        await press(pilot, "enter")
        assert table.cursor_row == row
        assert screen.item is not None
        assert screen.item.name == "estate/ETLCLIENT->INTSVC.intsec"
        await press(pilot, "home")
        assert table.cursor_row == 0
        await press(pilot, "end")
        assert table.cursor_row == table.row_count - 1


async def test_the_last_line_names_no_keys_that_a_dialog_keeps_back(sample: Path) -> None:
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        before = last_line(text_of(app))
        assert "F2 Preview" in before
        await press(pilot, "ctrl+c")
        assert not last_line(text_of(app)).strip()
        await press(pilot, "escape")
        assert last_line(text_of(app)) == before


async def test_a_date_that_is_typed_takes_the_place_of_the_present_one(finished: Path) -> None:
    app = wizard(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "f8", "d")
        await write(pilot, "2028-01-01")
        assert app.screen.query_one("#date", Input).value == "2028-01-01"
        await press(pilot, "enter")
        assert "as of 2028-01-01" in text_of(app)


@pytest.mark.parametrize("answered", [False, True])
async def test_verdicts_say_that_answers_are_not_written(finished: Path, answered: bool) -> None:
    if answered:
        change(finished, 'client_auth_type = "Required"', 'client_auth_type = "Full"')
    app = wizard(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "f8")
        assert shows(app, TrustScreen)
        said = "with the estate as answered now; not written: at-tls/ZOS1"
        assert (said in " ".join(text_of(app).split())) is answered


async def test_a_letter_that_does_nothing_says_so_and_where_it_does(sample: Path) -> None:
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "a")
        assert "a does nothing here; it is for the step Estate." in text_of(app)
        await press(pilot, "j")
        assert "j does nothing here; F1 tells which keys do." in text_of(app)
        await press(pilot, "enter")
        assert "does nothing" not in text_of(app)


async def test_in_review_a_letter_that_changes_things_says_that_it_does_nothing(
    finished: Path,
) -> None:
    app = reviewer(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "x")
        assert "x does nothing here, read-only; F1" in text_of(app)


async def test_a_title_without_room_gives_up_the_name_of_the_program_first(finished: Path) -> None:
    app = reviewer(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f8")
        await settled(pilot)
        assert text_of(app).splitlines()[0].startswith(" read-only  Trust of demo as of 20")
        await press(pilot, "escape", "f10")
        assert text_of(app).splitlines()[0].startswith(" pwxwizard  read-only  What ends")


async def test_what_proves_an_item_is_reached_from_the_list_of_steps(finished: Path) -> None:
    app = wizard(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert isinstance(app.screen, EditScreen)
        await app.screen.go_to("ping/INTSVC->ZOS1.zossec")
        app.screen.action_enter_rail()
        await settled(pilot)
        assert "p Proof" in last_line(text_of(app))
        await press(pilot, "p")
        assert "Proof of INTSVC->ZOS1.zossec" in text_of(app)
