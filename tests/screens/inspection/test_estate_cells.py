"""The estate changed cell by cell: saved, refused, left, undone, and the same as in the form."""

from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from pwxwizard import store
from screens.choice import Choice, ChooseDialog
from screens.edit import EditScreen
from screens.estate_cells import CellLine, Cells
from screens.estate_table import EstateTableScreen
from screens.lines import AnswerInput
from tests.screens.conftest import change, press, settled, shows, strike, text_of, wizard, write


async def table(pilot: Pilot[Any]) -> Cells:
    """Open the estate's table from the wizard."""
    await settled(pilot)
    work = pilot.app.screen
    assert isinstance(work, EditScreen)
    await work.go_to("estate/ZOS1")
    work.action_enter_items()
    await press(pilot, "t")
    assert isinstance(pilot.app.screen, EstateTableScreen)
    return pilot.app.screen.query_one(Cells)


async def go(pilot: Pilot[Any], place: str, column: str) -> None:
    """Walk to a cell by the arrows alone."""
    cells = pilot.app.screen.query_one(Cells)
    before = cells.cursor_coordinate
    cells.stand_on(place, column)
    wanted = cells.cursor_coordinate
    cells.move_cursor(row=before.row, column=before.column, animate=False)
    down, right = wanted.row - before.row, wanted.column - before.column
    strike(pilot.app, *["down" if down > 0 else "up"] * abs(down))
    strike(pilot.app, *["right" if right > 0 else "left"] * abs(right))
    await settled(pilot)
    assert cells.place is not None
    assert cells.place[1] == column


async def enter(pilot: Pilot[Any], text: str, key: str = "enter") -> None:
    """Open the cell under the cursor, and put another text on its line."""
    await press(pilot, "enter")
    await retype(pilot, text, key)


async def retype(pilot: Pilot[Any], text: str, key: str = "enter") -> None:
    """Put another text on the open line."""
    line = pilot.app.focused
    assert isinstance(line, AnswerInput)
    line.value = ""
    await write(pilot, text)
    await press(pilot, key)


def closed(pilot: Pilot[Any]) -> bool:
    """Tell whether no cell is being changed."""
    screen = pilot.app.screen
    return screen.query_one(CellLine).asked is None and screen.query_one(Cells).has_focus


def saved(path: Path) -> bytes:
    """Return what is on the disk."""
    return path.read_bytes()


async def test_cells_are_changed_in_place_as_in_the_form(sample: Path) -> None:
    original = saved(sample)
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await table(pilot)
        await go(pilot, "machine.ZOS1", "hosts")
        await press(pilot, "enter")
        assert isinstance(app.focused, AnswerInput)
        assert app.focused.value == "zos1.example.com, 192.0.2.10"
        assert "Every DNS name and address" in text_of(app)
        await retype(pilot, "zos9.example.com, 192.0.2.99")
        assert closed(pilot)
        assert "zos9.example.com" in text_of(app)

        await go(pilot, "machine.ZOS1.listener.zossec", "port")
        kept = saved(sample)
        for wrong, sentence in (("many", "Type a whole number."), ("70000", "1 to 65535")):
            await enter(pilot, wrong)
            assert sentence in text_of(app)
            assert not closed(pilot)
            assert saved(sample) == kept
            await press(pilot, "escape")
            assert closed(pilot)
        assert saved(sample) == kept
        await enter(pilot, "6011", "tab")
        line = app.screen.query_one(CellLine)
        assert line.asked is not None
        assert line.asked.question.key == "secure"
        assert isinstance(app.focused, Choice)
        await press(pilot, "tab")
        await retype(pilot, "PWXNEW")
        await press(pilot, "enter", "shift+tab")
        assert line.asked.question.key == "secure"
        await press(pilot, "right", "escape")
        assert closed(pilot)

        await go(pilot, "machine.ZOS1", "security_manager")
        await press(pilot, "enter", "enter", "down", "enter")
        assert closed(pilot)
        for place, column, why in (
            ("machine.WINNAV", "job", "job is not asked of WINNAV."),
            ("machine.ZOS1", "name", "remove the row in the estate"),
        ):
            await go(pilot, place, column)
            await press(pilot, "enter")
            assert why in text_of(app)
            assert closed(pilot)
        in_cells = saved(sample)
        await press(pilot, "f3", "f3", "f3", "f3", "escape")
        assert saved(sample) == original
        await answer_in_the_form(pilot)
    assert saved(sample) == in_cells != original


async def answer_in_the_form(pilot: Pilot[Any]) -> None:
    """Give the same answers, in the same order, in the forms of their items."""
    form = pilot.app.screen
    assert isinstance(form, EditScreen)
    for item, key, text in (
        ("estate/ZOS1", "hosts", "zos9.example.com, 192.0.2.99"),
        ("estate/ZOS1.zossec", "port", "6011"),
        ("estate/ZOS1.zossec", "job", "PWXNEW"),
    ):
        assert await form.go_to(item, key)
        await settled(pilot)
        await retype(pilot, text)
    assert await form.go_to("estate/ZOS1", "security_manager")
    await press(pilot, "enter", "down", "enter")


async def test_cells_are_undone_here_and_in_the_form_and_conflicts_are_chosen(sample: Path) -> None:
    original = saved(sample)
    app = wizard(sample)
    async with app.run_test(size=(120, 24)) as pilot:
        cells = await table(pilot)
        await go(pilot, "machine.ZOS1.listener.zossec", "port")
        await enter(pilot, "6011")
        await go(pilot, "machine.ZOS1", "release")
        await enter(pilot, "3.1")
        assert "F4" not in text_of(app).splitlines()[-1]
        await press(pilot, "f3", "f3")
        assert "F3 Undo  F4 Redo" in text_of(app).splitlines()[-1]
        assert saved(sample) == original
        assert cells.place is not None
        assert (cells.place[0].name, cells.place[1]) == ("ZOS1.zossec", "port")
        assert cells.place[0].cells["port"] == "6001"
        await press(pilot, "f4", "escape")
        assert shows(app, EditScreen)
        assert b"6011" in saved(sample)
        await press(pilot, "f3")
        assert saved(sample) == original

        await table(pilot)
        await go(pilot, "machine.ZOS1.listener.zossec", "port")
        change(sample, "6001", "6021")
        await enter(pilot, "6031")
        assert shows(app, ChooseDialog)
        await press(pilot, "enter")
        assert closed(pilot)
        assert "6021" in text_of(app)
        assert "6031" not in text_of(app)
    project = store.open_project(sample).project
    assert project.machine["ZOS1"].listener["zossec"].port == 6021
