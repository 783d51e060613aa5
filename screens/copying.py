"""The focused panel as plain text outside the screens, where the terminal's own marking works."""

import sys

from textual.app import App, SuspendNotSupported
from textual.screen import Screen
from textual.widget import Widget

from screens.dialogs import Said
from screens.diff import DiffView

FRAME = str.maketrans("", "", "│┃║▌▐▊▎█┌┐└┘╭╮╰╯─━═▔▁▀▄")
"""What frames and scroll bars are drawn with; none of it is text."""


def panel_text(screen: Screen[object]) -> str:
    """Return the text of the panel that has the focus; without one, of the whole screen."""
    focused = screen.focused
    if isinstance(focused, DiffView):
        return focused.plain_text()
    around = focused.ancestors_with_self if focused is not None else []
    panels = (node for node in around if isinstance(node, Widget) and node.id)
    panel = next((one for one in panels if one.region.height > 1), screen)
    region = panel.region
    rows = screen._compositor.render_strips()  # noqa: SLF001 - nothing else knows what is drawn
    cut = [row.crop(region.x, region.right) for row in rows[region.y : region.bottom]]
    return "\n".join(row.text.translate(FRAME).strip() for row in cut).strip("\n")


def show_text(app: App[None], text: str) -> None:
    """Leave the screens, show a text, and come back after Enter; in a dialog where that cannot be."""
    try:
        with app.suspend():
            print(f"\n{text}\n\nPress Enter to go back to the wizard.")  # noqa: T201 - meant for the terminal
            sys.stdin.readline()
    except SuspendNotSupported:
        app.push_screen(Said("Panel as text", text))
