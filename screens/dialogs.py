"""Small dialogs: something said, a yes or no, a word typed, a line asked for."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ScreenResultType
from textual.widgets import Button, Input, Static

from pwxwizard.errors import PwxError
from screens.frame import Asking, Buttons, Dialog
from screens.lines import AnswerInput
from screens.lists import Hung


class Telling(Dialog[ScreenResultType]):
    """A dialog whose text may be longer than its room: the keys that scroll it need no focus there."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "read(-1)", "Line up", show=False),
        Binding("down", "read(1)", "Line down", show=False),
        Binding("pageup", "read(-8)", "Page up", show=False),
        Binding("pagedown", "read(8)", "Page down", show=False),
    ]

    def on_screen_resume(self) -> None:
        """Name the keys again once it is known whether all of the text is seen."""
        self.call_after_refresh(self.name_keys)

    def action_read(self, lines: int) -> None:
        """Scroll the text by some lines."""
        self.query_one(".dialog-text").scroll_relative(y=lines, animate=False)


class Said(Telling[None]):
    """Something that has to be read before going on."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", "Close")]

    def __init__(self, title: str, text: str, fix: str = "") -> None:
        """Say what happened and what to do about it."""
        super().__init__()
        self._title = title
        self._text = text
        self._fix = fix

    @classmethod
    def of(cls, error: PwxError) -> "Said":
        """Return the dialog that says what an error says."""
        place = f"{error.where}: " if error.where else ""
        return cls("This did not work", f"{place}{error.message}", error.fix)

    def compose(self) -> ComposeResult:
        """Lay out the text and the one button."""
        with Vertical(classes="dialog"):
            yield Static(self._title, classes="dialog-title")
            with VerticalScroll(classes="dialog-text", can_focus=False):
                yield Static(Hung(Content(self._text)))
                if self._fix:
                    yield Static(Content.assemble(("What to do: ", "bold"), self._fix))
            with Horizontal(classes="buttons"):
                yield Button("Close", id="close", compact=True)

    @on(Button.Pressed)
    def action_close(self) -> None:
        """Go back to where it happened."""
        self.dismiss(None)


class Choose(Telling[bool], Asking[bool]):
    """A yes or no that destroys nothing; Cancel has the focus, unless yes is what was asked for."""

    def __init__(
        self, title: str, text: str, yes: str, *, no: str = "Cancel", asked_for: bool = False
    ) -> None:
        """Ask.

        Args:
            title: the question.
            text: what follows from a yes.
            yes: what its button says.
            no: what the other button says.
            asked_for: another key has asked for just this, so that Enter agrees to it.
        """
        super().__init__()
        self._asked_for = asked_for
        self._title = title
        self._text = text
        self._yes = yes
        self._no = no

    def compose(self) -> ComposeResult:
        """Lay out the question."""
        with Vertical(classes="dialog"):
            yield Static(self._title, classes="dialog-title")
            with VerticalScroll(classes="dialog-text", can_focus=False):
                yield Static(Hung(Content(self._text)))
            yield Buttons(self._yes, no=self._no)

    def on_mount(self) -> None:
        """Stand on the answer that an Enter may give."""
        self.query_one("#yes" if self._asked_for else "#cancel").focus()

    @on(Button.Pressed, "#yes")
    def _agree(self) -> None:
        self.dismiss(True)


class TypeWord(Telling[bool], Asking[bool]):
    """Something that destroys is done only after its word was typed; Enter without it does nothing."""

    def __init__(self, title: str, text: str, word: str, yes: str) -> None:
        """Ask for `word`; `yes` is what the button says."""
        super().__init__()
        self._title = title
        self._text = text
        self._word = word
        self._yes = yes

    def compose(self) -> ComposeResult:
        """Lay out the line for the word."""
        with Vertical(classes="dialog"):
            yield Static(self._title, classes="dialog-title")
            with VerticalScroll(classes="dialog-text", can_focus=False):
                yield Static(Hung(Content(self._text)))
            yield Static(
                Content.assemble("Type ", (self._word, "bold $accent"), " to agree:"), id="asked"
            )
            yield AnswerInput(id="word")
            yield Buttons(self._yes, "error", disabled=True)

    def on_mount(self) -> None:
        """Let the word be typed at once."""
        self.query_one("#word").focus()

    @on(Input.Changed, "#word")
    def _compare(self, event: Input.Changed) -> None:
        self.query_one("#yes", Button).disabled = event.value != self._word

    @on(Input.Submitted, "#word")
    def _submitted(self, event: Input.Submitted) -> None:
        if event.value == self._word:
            self.dismiss(True)
        else:
            alike = event.value.casefold() == self._word.casefold()
            capitals = " (capitals count)" if alike else ""
            asked = ("Type the word ", (self._word, "bold $accent"), f"{capitals}, or press Esc:")
            self.query_one("#asked", Static).update(Content.assemble(*asked))

    @on(Button.Pressed, "#yes")
    def _agree(self) -> None:
        self.dismiss(True)


class AskLine(Asking[str]):
    """One line of text, such as a reason; answers with `None` when it is given up."""

    def __init__(self, title: str, text: str, label: str, yes: str) -> None:
        """Ask for the line that `label` names."""
        super().__init__()
        self._title = title
        self._text = text
        self._label = label
        self._yes = yes

    def compose(self) -> ComposeResult:
        """Lay out the line and the buttons."""
        with Vertical(classes="dialog"):
            yield Static(self._title, classes="dialog-title")
            yield Static(Hung(Content(self._text)))
            yield Static(self._label, classes="label")
            yield AnswerInput(id="line")
            yield Static(classes="problem")
            yield Buttons(self._yes)

    @on(Input.Submitted)
    @on(Button.Pressed, "#yes")
    def _agree(self) -> None:
        line = self.query_one("#line", Input).value.strip()
        if line:
            self.dismiss(line)
        else:
            self.query_one(".problem", Static).update("An answer is needed here.")
            self.query_one("#line").focus()
