"""Tables, lists and texts at every width: what is cut has a mark, what goes on is hung."""

from pathlib import Path

import pytest
from textual.app import App, ComposeResult
from textual.content import Content
from textual.pilot import Pilot
from textual.style import Style
from textual.visual import RenderOptions
from textual.widgets import Static
from textual.widgets.option_list import Option

from screens.lists import Hung, Lines, Rows, cell, fitted, shared
from tests.screens.conftest import finish, press, settled, text_of, wizard


class Shown(App[None]):
    """An application of a table, a list and a text."""

    def compose(self) -> ComposeResult:
        """Lay them out."""
        yield Rows("rows", ("Name", 6), ("One", None), ("Other", None))
        text = Content.assemble("plain ", ("red", "#ff0000"))
        yield Lines(Option(text), Option(text), id="lines")
        yield Static(Hung(Content("- one two three four five\nsix")), id="text")


async def filled(pilot: Pilot[None]) -> Rows:
    """Return the table with two rows, the cursor on the second."""
    rows = pilot.app.query_one(Rows)
    rows.show(((cell("a"), cell("b" * 30), cell("c")), (cell("d"), cell("e"), cell("f"))), 1)
    await settled(pilot)
    return rows


@pytest.mark.parametrize("width", [40, 60, 90])
async def test_a_table_takes_the_room_there_is_and_marks_what_it_cuts(width: int) -> None:
    app = Shown()
    async with app.run_test(size=(80, 24)) as pilot:
        rows = await filled(pilot)
        await pilot.resize_terminal(width, 24)
        await settled(pilot)
        assert rows.cursor_row == 1
        assert [str(one) for one in rows.get_row_at(0)] == ["a", "b" * 30, "c"]
        assert rows.virtual_size.width <= width
        line = text_of(app).splitlines()[1]
        assert ("b" * 30 in line) == (width == 90)
        assert ("b\u2026" in line) == (width != 90)


@pytest.mark.parametrize(
    ("room", "widths"), [(100, [14, 11, 75]), (44, [13, 11, 20]), (20, [8, 8, 8])]
)
def test_what_takes_the_rest_has_enough_at_the_cost_of_the_widest(
    room: int, widths: list[int]
) -> None:
    assert shared([14, 11, None], room) == widths


@pytest.mark.parametrize(
    ("widths", "needs", "room", "fit"),
    [
        ([9, 13, 14, 20], [9, 14, 13, 30], 56, [9, 14, 13, 20]),
        ([9, 15, 14, 13], [6, 25, 13, 13], 51, [6, 19, 13, 13]),
        ([9, 15, 14], [9, 12, 13], 60, [9, 12, 39]),
        ([9, 15, 14], [9, 12, 13], 20, [9, 12, 13]),
    ],
)
def test_what_is_cut_gets_what_others_do_not_need(
    widths: list[int], needs: list[int], room: int, fit: list[int]
) -> None:
    assert fitted(widths, needs, room) == fit


async def test_the_line_under_the_cursor_has_one_colour() -> None:
    app = Shown()
    async with app.run_test(size=(80, 24)) as pilot:
        lines = app.query_one(Lines)
        lines.focus()
        await settled(pilot)
        on_cursor, elsewhere = (
            {
                style.color.name
                for text, style, _ in lines.render_line(y)
                if text.strip()
                if style and style.color
            }
            for y in (0, 1)
        )
        assert "#ff0000" in elsewhere
        assert len(on_cursor) == 1


async def test_what_goes_on_in_a_new_line_begins_below_its_first_word() -> None:
    app = Shown()
    async with app.run_test(size=(18, 24)) as pilot:
        await settled(pilot)
        text = app.query_one("#text", Static)
        top = text.region.y
        assert text.size.height == 3
        assert text_of(app).splitlines()[top : top + 3] == ["- one two three", "  four five", "six"]


@pytest.mark.parametrize("mark", ["X cause", "? not known", "i remark", "! warning"])
def test_what_goes_on_behind_a_mark_begins_below_its_text(mark: str) -> None:
    text = Hung(Content(f"{mark}  one two three four five six"))
    strips = text.render_strips(30, None, Style(), RenderOptions(lambda _: Style(), {}))
    first, *others = [strip.text.rstrip() for strip in strips]
    assert first.startswith(f"{mark}  one")
    assert others
    indent = " " * len(f"{mark}  ")
    assert all(line.startswith(indent) and line[len(indent)] != " " for line in others)


def test_a_word_with_room_in_a_whole_line_is_not_cut_for_the_margin() -> None:
    text = Hung(Content("! warning  in/intsvc/dbmover.cfg"))
    strips = text.render_strips(24, None, Style(), RenderOptions(lambda _: Style(), {}))
    assert [strip.text.strip() for strip in strips] == ["! warning", "in/intsvc/dbmover.cfg"]


async def test_on_a_narrow_terminal_what_is_told_below_gives_way_to_the_verdicts(
    sample: Path,
) -> None:
    finish(sample)
    app = wizard(sample)
    async with app.run_test(size=(60, 18)) as pilot:
        await settled(pilot)
        await press(pilot, "f6")
        text = text_of(app)
        assert "Predicted" in text
        assert "√ succeeded" in text
        assert "Authenticated" not in text


@pytest.mark.parametrize("width", [0, 1, 2, 5])
@pytest.mark.parametrize("height", [1, 2])
def test_hung_text_survives_any_room(width: int, height: int) -> None:
    text = Hung(Content("- a long line of words\nand another one"))
    options = RenderOptions(lambda _: Style(), {})
    strips = text.render_strips(width, height, Style(), options)
    assert len(strips) <= height or not width
