"""How it looks on poor terminals: contrast, ASCII, small sizes, no colour, many widths."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from rich.segment import Segment
from textual.color import Color
from textual.widget import Widget
from textual.widgets import DataTable, Input, OptionList

from screens import marks
from screens.colourless import contrast
from screens.look import THEMES, AsciiFilter
from screens.rail import ItemTable
from screens.small import TooSmall
from tests.screens.conftest import change, press, reviewer, settled, shows, text_of, wizard
from tests.screens.walking import PICTURES

PLACES = ((), ("enter", "tab"), ("f2",), ("f5",), ("f2", "ctrl+a"), ("slash",), ("x",), ("f1",))
PARTS: dict[type[Widget], tuple[str, ...]] = {
    OptionList: ("option-list--option", "option-list--option-highlighted"),
    DataTable: ("datatable--header", "datatable--cursor"),
    Input: ("input--placeholder", "input--cursor"),
}

BLACK = Color(0, 0, 0)


def pairs(widget: Widget) -> list[tuple[str, Color, Color]]:
    """Return every pair of background and text colour of a widget."""
    background, colour = widget.background_colors[1], widget.colors[3]
    found = [("itself", background, background + colour)]
    for kind, names in PARTS.items():
        if isinstance(widget, kind):
            for name in names:
                style = widget.get_visual_style(name)
                under = background + style.background if style.background else background
                found.append((name, under, under + (style.foreground or colour)))
    return found


@pytest.mark.parametrize("theme", [theme.name for theme in THEMES])
async def test_every_text_can_be_read(sample: Path, theme: str) -> None:
    app = wizard(sample)
    poor = []
    async with app.run_test(size=(80, 24)) as pilot:
        app.theme = theme
        for place in PLACES:
            await press(pilot, *place)
            for widget in app.screen.walk_children(Widget):
                if widget.display and widget.size.area:
                    poor += [
                        (place, str(widget), name, f"{contrast(under, over):.1f}")
                        for name, under, over in pairs(widget)
                        if contrast(under, over) < 4.5
                    ]
            while len(app.screen_stack) > 2:
                app.pop_screen()
            await settled(pilot)
        variables = app.theme_variables
        for name in ("success", "warning", "error", "primary", "muted", "foreground"):
            for under in ("background", "panel", "surface", "blurred", "added", "removed"):
                if name != "foreground" and under in {"added", "removed"}:
                    continue
                ratio = contrast(Color.parse(variables[under]), Color.parse(variables[name]))
                if ratio < 4.5:
                    poor.append(((), under, name, f"{ratio:.1f}"))
    assert poor == []


async def test_ascii_mode_shows_nothing_else(sample: Path) -> None:
    app = wizard(sample, ascii_only=True)
    async with app.run_test(size=(80, 24)) as pilot:
        for place in (*PLACES, ("ctrl+p",)):
            await press(pilot, *place)
            assert text_of(app).isascii(), place
            while len(app.screen_stack) > 2:
                app.pop_screen()
            await settled(pilot)


async def test_a_name_outside_ascii_keeps_its_width_in_ascii_mode(sample: Path) -> None:
    change(sample, 'name = "demo"', 'name = "d\u00e9m\u6f22"')
    app = wizard(sample, ascii_only=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        first = text_of(app).splitlines()[0]
        assert "d?m??  (every answer is saved)" in first
        assert len(first) <= 80


@pytest.mark.parametrize("size", [(60, 18), (80, 24), (132, 43)])
async def test_every_screen_fits(sample: Path, size: tuple[int, int]) -> None:
    """Key hints and title are on every screen, and the focused widget can be seen."""
    app = wizard(sample)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        for place in PLACES:
            await press(pilot, *place)
            assert app.focused is not None, place
            seen = app.focused.region.intersection(app.screen.region)
            assert seen.area > 0, place
            while len(app.screen_stack) > 2:
                app.pop_screen()
            await settled(pilot)
            lines = text_of(app).splitlines()
            assert lines[0].startswith(" pwxwizard")
            assert "F1 Help" in lines[-1]


async def test_a_terminal_that_is_too_small_is_told_and_nothing_is_lost(sample: Path) -> None:
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter")
        focused = app.focused
        await pilot.resize_terminal(50, 12)
        await settled(pilot)
        assert shows(app, TooSmall)
        assert "smaller than 60 columns by 18 rows" in " ".join(text_of(app).split())
        await press(pilot, "x", "f2", "enter")
        await pilot.resize_terminal(80, 24)
        await settled(pilot)
        assert not shows(app, TooSmall)
        assert app.focused is focused


def in_ascii(text: str) -> str:
    """Return a text as a terminal shows it that knows only ASCII."""
    return AsciiFilter().apply([Segment(text)], BLACK)[0].text


@pytest.mark.parametrize("table", [marks.STATES, marks.SEVERITIES, marks.ACTIONS])
def test_marks_differ_without_colour_and_without_symbols(
    table: Mapping[object, marks.Mark],
) -> None:
    drawn = [in_ascii(mark.symbol) for mark in table.values()]
    assert len(set(drawn)) == len(drawn)
    assert len({mark.word for mark in table.values()}) == len(drawn)


def test_in_ascii_the_focus_is_no_state_and_what_is_cut_does_not_end_as_a_sentence() -> None:
    proofs = [marks.TO_PROVE, marks.OLD_PROOF, marks.REHEARSE]
    states = [*marks.STATES.values(), *marks.SEVERITIES.values(), *proofs]
    drawn = {in_ascii(mark.symbol) for mark in states}
    assert in_ascii("▌") not in drawn
    assert in_ascii("▌") != in_ascii("┃")
    assert in_ascii("the legacy…") == "the legacy~"
    assert in_ascii("▁▂▃▄▅▆▇").strip() == ""


def test_every_character_of_every_picture_has_one_in_ascii() -> None:
    """Nothing that the wizard draws itself becomes a question mark on the poorest terminal."""
    pictures = [path.read_text(encoding="utf-8") for path in PICTURES.rglob("*.txt")]
    drawn = {letter for picture in pictures for letter in picture if not letter.isascii()}
    assert {"▄", "▆", "…"} <= drawn
    shown = {letter: in_ascii(letter) for letter in sorted(drawn)}
    assert [letter for letter, text in shown.items() if text == "?"] == []


async def test_review_shows_answers_without_fields_to_type_in(sample: Path) -> None:
    app = reviewer(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "enter")
        assert "CN=Example PowerExchange CA" in text_of(app)


async def test_any_size_is_survived(sample: Path) -> None:
    """Every screen, made smaller and smaller while it is open."""
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        for place in (*PLACES, ("f6",), ("f8",), ("f9",), ("f10",), ("ctrl+p",), ("f",)):
            await press(pilot, *place)
            for size in ((10, 4), (10, 60), (80, 24)):
                await pilot.resize_terminal(*size)
                await settled(pilot)
            while len(app.screen_stack) > 2:
                app.pop_screen()
            await settled(pilot)
            app.screen.query_one(ItemTable).focus()
