"""A screen that knows how far every item is: it looks in a worker, as often as it is asked to."""

from textual import work
from textual.events import Key
from textual.message import Message

from pwxwizard.errors import PwxError
from pwxwizard.examine import Item
from pwxwizard.finding import Finding
from pwxwizard.review import Review
from screens.dialogs import Said
from screens.frame import FramedScreen

GLANCE = 2.0
"""Seconds after which a project that is only read is glanced at: whether somebody wrote it."""


class LookingScreen(FramedScreen[None]):
    """A screen over a workspace, with what was seen when it was looked at last."""

    class Looked(Message):
        """The project was looked at."""

        def __init__(
            self,
            items: tuple[Item, ...],
            findings: tuple[Finding, ...],
            workspace: Review,
            news: str,
        ) -> None:
            """Tell all items and what was noticed about them, where, and what others did to it."""
            super().__init__()
            self.items = items
            self.findings = findings
            self.workspace = workspace
            self.news = news

    def __init__(self, workspace: Review) -> None:
        """Look at a workspace."""
        super().__init__()
        self.workspace = workspace
        self.items: tuple[Item, ...] = ()
        self.findings: tuple[Finding, ...] = ()
        self._looking = False
        self._look_again = False

    def on_mount(self) -> None:
        """Follow what others do to a project that is only read."""
        if self.workspace.read_only:
            self.set_interval(GLANCE, self._glance)

    def on_screen_resume(self) -> None:
        """Follow what others did to it meanwhile."""
        if self.items:
            self._glance()

    def _glance(self) -> None:
        if self.app.screen is self and self.workspace.stale:
            self.look()

    def look(self) -> None:
        """Look at the project anew, without holding up the screen; the last wish counts."""
        if self._looking:
            self._look_again = True
        else:
            self._looking = True
            self._look()

    @work(thread=True, group="look")
    def _look(self) -> None:
        try:
            seen, news = self.workspace.again()
            survey = seen.survey()
            self.post_message(self.Looked(survey.items, seen.findings(survey), seen, news))
        except PwxError as error:
            self.post_message(self.Failed(error))

    async def on_looking_screen_looked(self, event: Looked) -> None:
        """Take in what was seen."""
        if event.workspace is not self.workspace and self.app.screen is not self:
            # What lies over this one shows the project as it was, until somebody comes back.
            self._ended()
            return
        self.workspace.follow(event.workspace)
        before, self.items, self.findings = self.items, event.items, event.findings
        self._ended()
        await self.looked(before)
        if event.news:
            self.tell(event.news)

    def on_framed_screen_failed(self, event: FramedScreen.Failed) -> None:
        """Say why looking failed."""
        self._ended()
        self.app.push_screen(Said.of(event.error))

    def _ended(self) -> None:
        self._looking = False
        if self._look_again:
            self._look_again = False
            self.look()

    def on_key(self, event: Key) -> None:
        """Say of a letter that it does nothing here."""
        letter = event.character or ""
        if letter.isalpha() and event.key not in self.active_bindings:
            event.stop()
            self.tell(self.useless(letter))

    def useless(self, letter: str) -> str:
        """Return what to say of a letter that does nothing."""
        why = "here, read-only" if self.workspace.read_only else "here"
        return f"{letter} does nothing {why}; F1 tells which keys do."

    def tell(self, text: str) -> None:
        """Say something where somebody stands, such as what others did to the project."""

    async def looked(self, before: tuple[Item, ...]) -> None:
        """Show what was seen; `before` are the items of the last look."""
