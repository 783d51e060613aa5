"""What is said while the terminal is too small for the screens."""

from textual.app import ComposeResult
from textual.geometry import Size
from textual.screen import Screen
from textual.widgets import Static

COLUMNS, ROWS = 60, 18


def fits(size: Size) -> bool:
    """Tell whether the screens fit."""
    return size.width >= COLUMNS and size.height >= ROWS


class TooSmall(Screen[None]):
    """Asks for a larger terminal; goes away by itself."""

    def compose(self) -> ComposeResult:
        """Lay out the sentence."""
        yield Static(
            f"This terminal is smaller than {COLUMNS} columns by {ROWS} rows. Make it larger to go "
            "on; nothing is lost. Ctrl+Q leaves.",
            id="too-small",
        )

    def on_screen_resume(self) -> None:
        """Go away if it was made larger while something lay over this."""
        if fits(self.app.size):
            self.dismiss(None)
