"""Lines that are typed into, and lines that only show an answer."""

from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.message import Message
from textual.suggester import Suggester
from textual.widgets import Input, Static


class AnswerInput(Input):
    """A line of text that does not blink and keeps its content when it is entered."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Next field"),
        Binding("up", "app.focus_previous", "Previous field", show=False),
        Binding("down", "app.focus_next", "Next field", show=False),
    ]

    def __init__(
        self,
        value: str = "",
        placeholder: str = "",
        *,
        password: bool = False,
        suggester: Suggester | None = None,
        id: str | None = None,  # noqa: A002 - Textual's name
    ) -> None:
        """Show a text."""
        super().__init__(
            value,
            placeholder,
            password=password,
            suggester=suggester,
            select_on_focus=False,
            compact=True,
            id=id,
        )
        # A blinking cursor would cross the line twice a second.
        self.cursor_blink = False
        self._proposal = placeholder

    def propose(self, text: str) -> None:
        """Show another text as long as nothing is typed; what does not fit is cut with a mark."""
        self._proposal = text
        room = self.content_size.width
        self.placeholder = f"{text[: room - 1]}…" if 0 < room < len(text) else text

    def on_resize(self) -> None:
        """Cut the proposal where the line ends now."""
        self.propose(self._proposal)


class PickInput(AnswerInput):
    """A line of text for which there is something to choose from."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("ctrl+o", "pick", "Choose")]

    class Pick(Message):
        """Somebody wants to choose instead of typing."""

    def action_pick(self) -> None:
        """Ask for the list."""
        self.post_message(self.Pick())


class ShownAnswer(Static, can_focus=True):
    """An answer that can be looked at but not changed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "app.focus_previous", "Previous field", show=False),
        Binding("down", "app.focus_next", "Next field", show=False),
    ]
