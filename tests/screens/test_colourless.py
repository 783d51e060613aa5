"""Where there are no colours, what stands out by its background is in reverse, in every theme."""

from pathlib import Path

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.color import Color
from textual.theme import Theme
from textual.widgets import Input

from screens.colourless import BENEATH, ColourlessFilter
from screens.look import THEMES
from tests.screens.conftest import press, settled, wizard


def bare(style: Style, theme: Theme = THEMES[0], background: Color | None = None) -> Style:
    """Return what is left of a style."""
    ground = Color.parse(theme.background)
    drawn = ColourlessFilter(ground).apply([Segment("x", style)], background or ground)
    (segment,) = drawn
    assert segment.style is not None
    assert segment.style.color is None
    assert segment.style.bgcolor is None
    return segment.style


def value(theme: Theme, token: str) -> str:
    """Return a colour of a theme as terminals know it."""
    found = (theme.to_color_system().generate() | theme.variables)[token]
    return (Color.parse(theme.background) + Color.parse(found)).rich_color.name


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize(
    ("token", "reverse"),
    [
        ("block-cursor-background", True),
        ("input-cursor-background", True),
        ("input-selection-background", True),
        ("screen-selection-background", True),
        ("scrollbar", True),
        ("blurred", False),
        ("panel", False),
        ("surface", False),
        ("added", False),
        ("removed", False),
        ("scrollbar-background", False),
    ],
)
def test_cursors_and_selections_stand_out_in_every_theme(
    theme: Theme, token: str, *, reverse: bool
) -> None:
    assert bool(bare(Style(bgcolor=value(theme, token)), theme).reverse) is reverse
    assert bool(bare(Style(), theme, Color.parse(value(theme, token))).reverse) is reverse


def test_what_is_drawn_in_reverse_already_is_judged_as_it_looks() -> None:
    theme = THEMES[0]
    bright, dark = value(theme, "primary"), theme.background
    assert bare(Style(color=bright, bgcolor=dark, reverse=True)).reverse
    assert bare(Style(color=bright, reverse=True)).reverse
    assert not bare(Style(color=dark, bgcolor=bright, reverse=True)).reverse


def test_every_other_look_is_kept_but_what_is_dim_is_plain() -> None:
    kept = bare(Style(color="red", bold=True, underline=True, italic=True, strike=True, dim=True))
    assert (kept.bold, kept.underline, kept.italic, kept.strike) == (True, True, True, True)
    assert not kept.dim


def test_what_a_click_does_is_kept() -> None:
    assert bare(Style(color="red", meta={"row": 3})).meta == {"row": 3}


def test_what_has_no_look_and_what_lies_beneath_a_dialog_is_plain() -> None:
    ground = Color.parse(THEMES[0].background)
    assert ColourlessFilter(ground).apply([Segment("x")], ground) == [Segment("x")]
    assert BENEATH.apply([Segment("x", Style(bold=True, reverse=True))], ground) == [Segment("x")]


def reversed_text(app: App[None]) -> str:
    """Return what is in reverse on the screen; nothing on it has a colour."""
    found = ""
    for strip in app.screen._compositor.render_strips():
        for text, style, _ in strip:
            if style is not None:
                assert style.color is None, text
                assert style.bgcolor is None, text
                found += text if style.reverse else ""
    return found


@pytest.mark.parametrize(
    ("keys", "seen"),
    [
        ((), "CA certificate"),
        (("f12",), "CA certificate"),
        (("f12", "f12"), "CA certificate"),
        (("enter",), "▾ Made here"),
        (("enter", "enter"), "A CA for internal use"),
        (("f2",), "private/ca.key.pem"),
        (("f2", "enter"), "known after writing"),
        (("f2", "ctrl+a"), " Write "),
        (("f5",), "DBM"),
        (("ctrl+p", "down"), "Answer"),
        (("slash", "down"), "ZOS1.node1"),
        (("c",), "Begin"),
        (("f8", "shift+tab"), "► 2"),
    ],
)
async def test_what_has_the_focus_is_in_reverse(
    sample: Path, keys: tuple[str, ...], seen: str
) -> None:
    app = wizard(sample, colourless=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, *keys)
        assert seen in reversed_text(app)


async def test_of_a_line_the_cursor_is_in_reverse_and_what_is_selected(sample: Path) -> None:
    app = wizard(sample, colourless=True)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "enter", "tab")
        line = app.focused
        assert isinstance(line, Input)
        assert reversed_text(app) == f"{line.value} "
        await press(pilot, "end")
        assert reversed_text(app) == " "
        await press(pilot, "shift+left", "shift+left")
        assert reversed_text(app) == line.value[-2:]
