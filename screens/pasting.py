"""A box for text that was copied somewhere else, such as what a program printed."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Button, Static, TextArea

from screens.frame import Asking, Buttons
from screens.lists import Hung


class PasteOutput(Asking[str]):
    """A box for what a program printed; answers with `None` when it is given up."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f2", "agree", "Go on"),
    ]

    def __init__(self, title: str, text: str = "", draft: str = "") -> None:
        """Ask for an output.

        Args:
            title: names it.
            text: what to paste.
            draft: what was pasted before and is no use as it is; a paste takes its place.
        """
        super().__init__()
        self._draft = draft
        self._title = title
        self._text = text

    def compose(self) -> ComposeResult:
        """Lay out the box and the buttons."""
        with Vertical(classes="dialog"):
            yield Static(Content(self._title), classes="dialog-title")
            if self._text:
                yield Static(Hung(Content(self._text)))
            box = TextArea(
                self._draft, id="output", compact=True, classes="-told" if self._text else None
            )
            box.cursor_blink = False
            box.select_all()
            yield box
            yield Buttons("Go on")

    @property
    def unsent(self) -> str:
        """Say that what was pasted would be lost."""
        pasted = self.query_one(TextArea).text.strip()
        new = pasted not in {"", self._draft}
        return "What was pasted here is not kept, and would be lost." if new else ""

    @on(Button.Pressed, "#yes")
    def action_agree(self) -> None:
        """Answer with what was pasted."""
        self.dismiss(self.query_one(TextArea).text.strip() or None)
