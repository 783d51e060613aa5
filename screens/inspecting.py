"""What the screens that only show have in common: their style, texts, and a file asked for."""

from importlib.resources import files
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ScreenResultType
from textual.widgets import Button, Input, Static

from pwxwizard.finding import Finding
from screens import marks
from screens.dialogs import Said
from screens.frame import Asking, Buttons, FramedScreen
from screens.lines import PickInput
from screens.lists import Hung
from screens.paths import PathPicker, PathSuggester

LARGEST = 8 * 1024 * 1024
"""Octets of the largest file that is opened by its path."""


def told(finding: Finding) -> Content:
    """Return a finding with its mark, and what to do about it."""
    mark = marks.SEVERITIES[finding.severity]
    fix = f" {finding.fix}" if finding.fix else ""
    return Content.assemble(mark.content, f"  {finding.code}  {finding.message}", (fix, "$muted"))


class InspectionScreen(FramedScreen[ScreenResultType]):
    """A screen over the project that shows something and changes nothing."""

    CSS_PATH = str(files("assets").joinpath("inspection.tcss"))
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", key_display="Esc"),
    ]

    def on_framed_screen_failed(self, event: FramedScreen.Failed) -> None:
        """Say why there is nothing to see."""
        self.app.push_screen(Said.of(event.error))

    def action_back(self) -> None:
        """Go back to where one was."""
        self.dismiss(None)


class Sheet(VerticalScroll, can_focus=True):
    """Text to be scrolled with the arrows."""

    def compose(self) -> ComposeResult:
        """Lay out the text."""
        yield Static()

    def show(self, text: Content | Hung) -> None:
        """Show another text, from the top."""
        self.query_one(Static).update(text if isinstance(text, Hung) else Hung(text))
        self.scroll_home(animate=False)

    def rows_of(self, text: Hung) -> list[str]:
        """Return the lines that a text would take here."""
        return text.rows(self.query_one(Static).content_size.width)

    def stand_on(self, row: int) -> None:
        """Scroll to a line once the text that is shown is laid out."""
        self.call_after_refresh(self.scroll_to, y=row, animate=False)


class AskFile(Asking[str]):
    """The path of a file to look into; answers with `None` when it is given up."""

    def __init__(self, title: str, text: str, folder: Path) -> None:
        """Ask for a path; relative ones start at `folder`."""
        super().__init__()
        self._title = title
        self._text = text
        self._folder = folder

    def compose(self) -> ComposeResult:
        """Lay out the line and the buttons."""
        with Vertical(classes="dialog"):
            yield Static(self._title, classes="dialog-title")
            yield Static(Hung(Content(self._text)))
            yield PickInput(suggester=PathSuggester(self._folder), id="path")
            yield Static(classes="problem")
            yield Static("Ctrl+O chooses from a list, the right arrow completes.", classes="hint")
            yield Buttons("Open")

    def on_mount(self) -> None:
        """Stand on the line."""
        self.query_one(PickInput).focus()

    def on_pick_input_pick(self) -> None:
        """Let somebody choose."""

        def take(path: str | None) -> None:
            if path:
                self.query_one(PickInput).value = path

        self.app.push_screen(PathPicker(self._folder), take)

    @on(Input.Changed)
    def _typed(self) -> None:
        self.query_one(".problem", Static).update("")

    @on(Input.Submitted)
    @on(Button.Pressed, "#yes")
    def _agree(self) -> None:
        path = self.query_one(PickInput).value.strip()
        file = self._folder / Path(path).expanduser()
        if path and file.exists() and not file.is_dir():
            self.dismiss(str(Path(path).expanduser()) if path.startswith("~") else path)
            return
        reason = "this is a folder" if file.is_dir() else "there is no such file"
        problem = f"{path}: {reason}."
        self.query_one(".problem", Static).update(Content(problem if path else "Name a file."))
        self.query_one(PickInput).focus()
        self.query_one(PickInput).action_select_all()
