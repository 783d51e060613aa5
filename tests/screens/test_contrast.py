"""Every text that is drawn can be read: on every picture of a screen, in every theme."""

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from textual.color import Color
from textual.screen import ModalScreen
from textual.theme import Theme

import screens
from screens.colourless import contrast
from screens.look import THEMES

PICTURES = Path(__file__).parent / "__snapshots__"
LOOK = re.compile(r"(\w) .*?(?:(#\w{6}|default) )?on (#\w{6}|default)")
TOKENS = (
    *("primary", "accent", "foreground", "background", "surface", "panel", "success"),
    *("warning", "error", "muted", "blurred", "added", "removed"),
    *("block-cursor-background", "block-cursor-foreground"),
    *("input-cursor-background", "input-cursor-foreground"),
)
ROUNDING = 2
"""Steps of a colour that mixing it with its own background may cost."""


def value(theme: Theme, token: str) -> Color:
    """Return the colour of a token."""
    found = theme.variables.get(token) or getattr(theme, token)
    return Color.parse(str(found))


def tokens(colour: str) -> list[str]:
    """Return the tokens that the first theme, that of the pictures, has this colour for."""
    seen = Color.parse(colour).rgb
    return [
        token
        for token in TOKENS
        if all(
            abs(one - other) <= ROUNDING
            for one, other in zip(value(THEMES[0], token).rgb, seen, strict=True)
        )
    ]


def texts(picture: str) -> Iterator[tuple[str, str]]:
    """Yield text and background colour of every letter and figure of a picture."""
    _, *lines = picture.rstrip("\n").split("\n")
    looks: dict[str, tuple[str, str]] = {}
    while (found := LOOK.fullmatch(lines[-1])) is not None:
        looks[found[1]] = (found[2] or "", found[3])
        lines.pop()
    half = len(lines) // 2
    seen = {
        look
        for line, letters in zip(lines[:half], lines[half:], strict=True)
        for character, look in zip(line, letters, strict=False)
        if character.isalnum()
    }
    yield from (looks[look] for look in seen)


def modal_screens() -> set[str]:
    """Return the names of the screens that dim what is beneath them."""
    found: set[str] = set()
    for module in iter_modules(screens.__path__):
        for one in vars(import_module(f"screens.{module.name}")).values():
            if isinstance(one, type) and issubclass(one, ModalScreen):
                found.add(one.__name__)
    return found


def test_every_text_of_every_picture_can_be_read_in_every_theme() -> None:
    dimming, poor, checked = modal_screens(), set(), 0
    for path in sorted((PICTURES / "test_every_screen").glob("*.txt")):
        picture = path.read_text(encoding="utf-8")
        for text, under in texts(picture):
            if text == under == "default":
                # A terminal without colours: the terminal's own pair.
                continue
            names, grounds = tokens(text), tokens(under)
            if not (names and grounds):
                # What lies beneath a dialog is dimmed, so that the dialog is what is read.
                assert picture.partition("\n")[0] in dimming, (path.stem, text, under)
                continue
            checked += 1
            poor |= {
                (theme.name, name, ground, f"{ratio:.1f}", path.stem)
                for theme in THEMES
                for name in names
                for ground in grounds
                if (ratio := contrast(value(theme, ground), value(theme, name))) < 4.5
            }
    assert poor == set()
    assert checked > 500


def test_without_colour_what_stands_out_is_in_reverse_and_nothing_has_a_colour() -> None:
    pictures = [path.read_text() for path in (PICTURES / "test_monochrome").glob("*.txt")]
    assert len(pictures) > 5
    for picture in pictures:
        assert set(texts(picture)) == {("default", "default")}
        assert "#" not in "".join(re.findall(r"^\w .*\bon \S+$", picture, re.MULTILINE))
        assert " reverse default on default\n" in picture
