"""Drift with everything that settles it: adopting and overwriting; review never loads it."""

from typing import ClassVar

from textual import work
from textual.binding import Binding, BindingType
from textual.message import Message

from pwxwizard import settling
from pwxwizard.drift import Direction
from pwxwizard.errors import PwxError
from pwxwizard.plan import Plan
from pwxwizard.session import Session
from screens.dialogs import Choose, Said, TypeWord
from screens.drift import DriftScreen
from screens.passphrases import Passphrases
from screens.writing import write


class SettlingScreen(DriftScreen):
    """Files that drifted, each to be adopted or overwritten."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("a", "adopt", "Adopt"),
        Binding("o", "overwrite", "Overwrite"),
    ]

    class Adopted(Message):
        """A file was adopted, or could not be."""

        def __init__(self, error: PwxError | None = None) -> None:
            """Tell what went wrong, if anything did."""
            super().__init__()
            self.error = error

    class Planned(Message):
        """What overwriting takes is known."""

        def __init__(self, plan: Plan, others: frozenset[str]) -> None:
            """Hand over the plan, and what of it is not written."""
            super().__init__()
            self.plan = plan
            self.others = others

    def __init__(self, session: Session, passphrases: Passphrases) -> None:
        """Settle the drift of a session."""
        super().__init__(session)
        self._session = session
        self._passphrases = passphrases

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to settle only what drifted."""
        return self.drift is not None if action in {"adopt", "overwrite"} else True

    def action_adopt(self) -> None:
        """Keep the file as it is on the disk."""
        one = self.drift
        if one is None:
            return

        def agreed(yes: bool | None) -> None:
            if yes:
                self._adopt(one.path)

        text = f"{one.path} stays as it is on the disk until what is planned for it changes."
        self.app.push_screen(Choose("Adopt this file?", text, "Adopt"), agreed)

    @work(thread=True, group="settle")
    def _adopt(self, path: str) -> None:
        try:
            settling.adopt(self._session, path)
        except PwxError as error:
            self.post_message(self.Adopted(error))
        else:
            self.post_message(self.Adopted())

    def on_settling_screen_adopted(self, event: Adopted) -> None:
        """Look again, or say what went wrong."""
        if event.error is not None:
            self.app.push_screen(Said.of(event.error))
        self.action_seek()

    def action_overwrite(self) -> None:
        """Write what is planned; a word has to be typed where somebody's changes would go."""
        one = self.drift
        if one is None:
            return

        def agreed(yes: bool | None) -> None:
            if yes:
                self._overwrite(one.path)

        if one.direction is Direction.PROJECT:
            text = f"{one.path} becomes what is planned now."
            self.app.push_screen(Choose("Write this file?", text, "Overwrite"), agreed)
            return
        text = (
            f"{one.path} was changed on the disk by somebody else. What it holds now is replaced by "
            "what is planned, and kept as a backup."
        )
        dialog = TypeWord("Overwrite what others changed", text, "overwrite", "Overwrite")
        self.app.push_screen(dialog, agreed)

    @work(thread=True, group="settle")
    def _overwrite(self, path: str) -> None:
        try:
            plan, others = settling.overwriting(self._session, (path,))
        except PwxError as error:
            self.post_message(self.Adopted(error))
        else:
            self.post_message(self.Planned(plan, others))

    def on_settling_screen_planned(self, event: Planned) -> None:
        """Ask for the passphrases that writing takes, and write."""

        def done(_: bool) -> None:
            self.action_seek()

        write(self.app, self._session, event.plan, event.others, self._passphrases, done)
