"""Lines that are typed into, and lines that only show an answer."""

from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.strip import Strip
from textual.suggester import Suggester
from textual.widget import Widget
from textual.widgets import Input, Static
from textual.widgets.input import Selection

WALKING: list[BindingType] = [
    Binding("up", "field(-1)", "Previous field", show=False),
    Binding("down", "field(1)", "Next field", show=False),
]
"""Keys of what takes an answer; its `action_field` does `walk`."""


def walk(widget: Widget, by: int) -> None:
    """Go to the field above or below a widget, and not out of its form."""
    form = next((one for one in widget.ancestors if one.has_class("-walked")), widget.screen)
    chain = [one for one in widget.screen.focus_chain if form in one.ancestors]
    # A line that was closed a moment ago may still get the key.
    at = chain.index(widget) + by if widget in chain else -1
    if 0 <= at < len(chain):
        chain[at].focus()


class AnswerInput(Input):
    """A line of text that does not blink; what is typed as it is entered takes the place of all of it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Go on", tooltip="Take what is typed; the next field follows."),
        *WALKING,
    ]

    def __init__(
        self,
        value: str = "",
        placeholder: str = "",
        *,
        password: bool = False,
        id: str | None = None,  # noqa: A002 - Textual's name
    ) -> None:
        """Show a text."""
        super().__init__(
            value,
            placeholder,
            password=password,
            compact=True,
            id=id,
        )
        # A blinking cursor would cross the line twice a second.
        self.cursor_blink = False
        self._proposal = placeholder
        self._entered = self.selection

    def on_focus(self) -> None:
        """Remember what will be selected because it is entered, not because somebody selects it."""
        self._entered = Selection(0, len(self.value))

    def on_blur(self) -> None:
        """Show the beginning of a long text."""
        self.show_beginning()

    def show_beginning(self) -> None:
        """Show a long text from its beginning, as long as nobody moves in it."""
        self.scroll_to(0, 0, animate=False, force=True)

    def render_line(self, y: int) -> Strip:
        """Draw the line; a text that goes on behind its end is cut with a mark."""
        strip, room = super().render_line(y), self.content_size.width
        if self.has_focus or self.password or y or cell_len(self.value) <= room:
            return strip
        style = next((segment.style for segment in strip if segment.text), None)
        return Strip([*strip.crop(0, room - 1), Segment("…", style), *strip.crop(room)])

    def action_delete_left(self) -> None:
        """Delete one letter, of what was only entered the last one; a passphrase goes as a whole."""
        if self.selection == self._entered and not self.password:
            self.cursor_position = len(self.value)
        super().action_delete_left()

    def propose(self, text: str) -> None:
        """Show another text as long as nothing is typed; what does not fit is cut with a mark."""
        self._proposal = text
        room = self.content_size.width
        self.placeholder = f"{text[: room - 1]}…" if 0 < room < len(text) else text

    def action_field(self, by: int) -> None:
        """Go to the field above or below."""
        walk(self, by)

    def on_resize(self) -> None:
        """Cut the proposal where the line ends now."""
        self.propose(self._proposal)


class PickInput(AnswerInput):
    """A line of text for which there is something to choose from."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+o", "pick", "List")]

    class Pick(Message):
        """Somebody wants to choose instead of typing."""

    def __init__(
        self,
        value: str = "",
        placeholder: str = "",
        *,
        suggester: Suggester,
        id: str | None = None,  # noqa: A002 - Textual's name
    ) -> None:
        """Show a text; `suggester` completes what is typed."""
        super().__init__(value, placeholder, id=id)
        self._completing = suggester

    def on_focus(self) -> None:
        """Complete from now on; nobody waits for it where nobody types."""
        self.suggester = self._completing

    def on_blur(self) -> None:
        """Complete no longer."""
        self.suggester = None

    def action_pick(self) -> None:
        """Ask for the list."""
        self.post_message(self.Pick())


class ShownAnswer(Static, can_focus=True):
    """An answer that can be looked at but not changed."""

    BINDINGS: ClassVar[list[BindingType]] = WALKING

    def action_field(self, by: int) -> None:
        """Go to the field above or below."""
        walk(self, by)
