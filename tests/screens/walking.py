"""Walking a wizard by its keys, and pictures of it as text.

A picture is a text file: whose screen it is, its lines, and for each cell a letter for its look.
"""

import re
from pathlib import Path
from string import ascii_letters, digits
from typing import Any

import pytest
from rich.color import Color
from rich.style import Style
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Input

from screens.app import PwxWizardApp
from screens.lists import Rows
from screens.work import WorkScreen
from tests.screens.conftest import press, settled, write

SIZES = ((120, 40), (80, 24))
"""The wide one first: what is drawn after a change of size has come to rest."""
LOOKS = 4
"""How often a screen is drawn anew before it counts as another one."""
KEY_MATERIAL = re.compile(
    r"(?<=Sha256: )[0-9A-F:]+|\b[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){3,}(?::[0-9A-Fa-f]?)?|\b[0-9A-Fa-f]{16,}\b"
)
"""Digests and serial numbers, which are others in every run."""
LETTERS = ascii_letters + digits
PICTURES = Path(__file__).parent / "__snapshots__"


class Pages(SingleFileSnapshotExtension):
    """Pictures as text, one a file."""

    _file_extension = "txt"
    _write_mode = WriteMode.TEXT


def picture(app: App[Any]) -> str:
    """Return what is on the screen, with the look of every cell."""
    looks: dict[str, str] = {}
    lines, letters = [], []
    for strip in app.screen._compositor.render_strips():
        line = letter = ""
        for text, style, _ in strip:
            for character in text:
                look = look_of(style or Style(), blank=character == " ")
                letter += looks.setdefault(look, LETTERS[len(looks)])
            line += text
        lines.append(KEY_MATERIAL.sub(lambda found: "#" * len(found[0]), line).rstrip())
        letters.append(letter)
    told = [f"{letter} {look}" for look, letter in looks.items()]
    return "\n".join([type(app.screen).__name__, *lines, *letters, *told, ""])


def look_of(style: Style, *, blank: bool) -> str:
    """Return what can be seen of a style; of a blank that is its background alone."""
    under = f"on {name_of(style.bgcolor)}"
    if blank and not (style.reverse or style.underline):
        return under
    ways = [way for way in ("bold", "dim", "italic", "reverse", "strike") if getattr(style, way)]
    return " ".join([*ways, *["underline"][: bool(style.underline)], name_of(style.color), under])


def name_of(colour: Color | None) -> str:
    """Return a colour's name."""
    return colour.name if colour else "default"


class Walk:
    """A running wizard that is walked through its places, and the pictures taken there."""

    def __init__(self, pilot: Pilot[Any], kept: SnapshotAssertion) -> None:
        """Begin where the wizard stands."""
        self.pilot = pilot
        assert isinstance(pilot.app, PwxWizardApp)
        self.app = pilot.app
        self.other: list[str] = []
        self._kept = kept

    async def see(self, place: str, *keys: str, sizes: tuple[tuple[int, int], ...] = SIZES) -> None:
        """Press keys, and compare what is there then with its pictures."""
        await press(self.pilot, *keys)
        for width, height in sizes:
            await self._resize(width, height)
            # What was laid out while rows came in may have room left for a bar that it needs no more.
            if not self.app.screen.is_modal:
                self.app.screen.refresh(layout=True)
                await settled(self.pilot)
            name = f"{place} {width}x{height}"
            for _ in range(LOOKS - 1):
                if picture(self.app) in kept_as(name):
                    break
                # A table's bars come or stay away by the order in which its rows and its room came.
                await self._resize(width + 2, height + 1)
                await self._resize(width, height)
            if self._kept(name=name) != picture(self.app):
                self.other.append(name)
        await self._resize(*SIZES[-1])

    async def _resize(self, width: int, height: int) -> None:
        if self.app.size != (width, height):
            await self.pilot.resize_terminal(width, height)
            await settled(self.pilot)

    async def type(self, text: str, *keys: str) -> None:
        """Type a text, then press keys."""
        await write(self.pilot, text)
        await press(self.pilot, *keys)

    async def home(self, item: str = "", key: str = "") -> None:
        """Go back to the main screen, and to an item or one of its fields."""
        while len(self.app.screen_stack) > 2:
            self.app.pop_screen()
        await settled(self.pilot)
        screen = self.app.screen
        assert isinstance(screen, WorkScreen)
        if item:
            assert await screen.go_to(item, key) is bool(key), item
        if not key:
            screen.action_enter_items()
        await settled(self.pilot)

    async def command(self, title: str) -> None:
        """Choose what only the command palette has."""
        offered = self.app.get_system_commands(self.app.screen)
        next(one for one in offered if one.title == title).callback()
        await settled(self.pilot)

    async def fill(self, text: str, *keys: str, line: str = "Input") -> None:
        """Put a text into a line of a dialog, then press keys."""
        self.app.screen.query(line).first(Input).value = text
        await settled(self.pilot)
        await press(self.pilot, *keys)

    async def stand(self, text: str) -> None:
        """Stand on the first row that has a text."""
        table = self.app.screen.query(Rows).first()
        rows = [[str(cell) for cell in table.get_row_at(row)] for row in range(table.row_count)]
        row = next(at for at, cells in enumerate(rows) if any(text in cell for cell in cells))
        table.move_cursor(row=row)
        await settled(self.pilot)

    def same(self) -> None:
        """Fail if any picture is another one."""
        assert not self.other, "Not as pictured (--snapshot-update takes them anew):\n" + "\n".join(
            self.other
        )


def kept_as(name: str) -> tuple[str, ...]:
    """Return the picture of a place that is kept; empty when there is none."""
    found = (path for path in PICTURES.rglob("*.txt") if path.stem.endswith(f"[{name}]"))
    return tuple(path.read_text(encoding="utf-8") for path in found)


@pytest.fixture
def kept(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """The pictures that are kept."""
    return snapshot.use_extension(Pages)
