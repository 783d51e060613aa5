"""The line that takes what is sought; of a preview, it searches all files from hit to hit."""

from collections.abc import Sequence
from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.message import Message
from textual.worker import get_current_worker

from pwxwizard.plan import Change
from pwxwizard.plan_search import Place, search
from screens.lines import AnswerInput


class SeekLine(AnswerInput):
    """What is sought; it is shown while it is typed, or could not be found."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "submit", "Search", tooltip="Go to the next place where this stands.")
    ]

    class Sought(Message):
        """The search came to its end."""

        def __init__(self, text: str, place: Place | None) -> None:
            """Tell where the text stands; `None` if nowhere."""
            super().__init__()
            self.text = text
            self.place = place

    def __init__(self, placeholder: str = "search in all files: names and lines") -> None:
        """Begin out of sight; `placeholder` says where it searches."""
        super().__init__(placeholder=placeholder, id="seek")
        self.display = False

    @work(thread=True, exclusive=True, group="search")
    def seek(
        self, changes: Sequence[Change], begin: Place, direction: int, folder: str, *, here: bool
    ) -> None:
        """Search from a place on, without holding up the screen."""
        worker = get_current_worker()
        text = self.value
        place = search(
            changes,
            text,
            begin,
            direction,
            folder=folder,
            here=here,
            stopped=lambda: worker.is_cancelled,
        )
        if not worker.is_cancelled:
            self.post_message(self.Sought(text, place))
