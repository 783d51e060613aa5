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

    def __init__(self, title: str, text: str = "") -> None:
        """Ask for an output; `title` names it, `text` says what to paste."""
        super().__init__()
        self._title = title
        self._text = text

    def compose(self) -> ComposeResult:
        """Lay out the box and the buttons."""
        with Vertical(classes="dialog"):
            yield Static(Content(self._title), classes="dialog-title")
            if self._text:
                yield Static(Hung(Content(self._text)))
            box = TextArea(id="output", compact=True, classes="-told" if self._text else None)
            box.cursor_blink = False
            yield box
            yield Buttons("Go on")

    @property
    def unsent(self) -> str:
        """Say that what was pasted would be lost."""
        pasted = self.query_one(TextArea).text.strip()
        return "What was pasted here is not kept, and would be lost." if pasted else ""

    @on(Button.Pressed, "#yes")
    def action_agree(self) -> None:
        """Answer with what was pasted."""
        self.dismiss(self.query_one(TextArea).text.strip() or None)
