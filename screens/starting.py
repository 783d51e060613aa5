"""What is shown at once, while the engine is loaded and the project is opened behind it."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from textual import work
from textual.app import ComposeResult
from textual.message import Message
from textual.screen import Screen
from textual.widgets import Static

from pwxwizard.errors import PwxError
from screens.frame import KeyHints, TitleLine
from screens.passphrases import Passphrases

if TYPE_CHECKING:
    from screens.opening import Begun


@dataclass(frozen=True, slots=True)
class Beginning:
    """What the wizard is started on."""

    project: Path | None
    """`None` for the first screen."""
    read_only: bool
    introduction: str = ""
    """What to say first; empty for nothing."""


class StartingScreen(Screen[None]):
    """The lowest screen; nothing can be done on it but wait and leave."""

    class Opened(Message):
        """What the wizard was started on is open, or was refused."""

        def __init__(self, begun: "Begun") -> None:
            """Tell what is open."""
            super().__init__()
            self.begun = begun

    class Failed(Message):
        """The wizard cannot be started on it."""

        def __init__(self, error: PwxError) -> None:
            """Tell why."""
            super().__init__()
            self.error = error

    def __init__(self, beginning: Beginning | None, passphrases: Passphrases) -> None:
        """Open what is to be begun with; without one, somebody else has opened it."""
        super().__init__()
        self._beginning = beginning
        self._passphrases = passphrases

    def compose(self) -> ComposeResult:
        """Say what is under way."""
        yield TitleLine(id="title")
        project = self._beginning.project if self._beginning else None
        yield Static(f"Opening {project} ..." if project else "One moment ...", id="starting")
        yield KeyHints(id="keys")

    def on_mount(self) -> None:
        """Open it once this has been drawn."""
        self.query_one(TitleLine).say()
        if self._beginning is not None:
            self.call_after_refresh(self._open, self._beginning)

    @work(thread=True, group="start")
    def _open(self, beginning: Beginning) -> None:
        from screens.opening import begin  # noqa: PLC0415 - it loads the whole engine

        try:
            begun = begin(beginning.project, self._passphrases, read_only=beginning.read_only)
        except PwxError as error:
            self.post_message(self.Failed(error))
        else:
            self.post_message(self.Opened(begun))
