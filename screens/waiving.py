"""The findings with the key that accepts one until a date; review never loads it."""

from datetime import date
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Button, Input, Static

from pwxwizard import waivers
from pwxwizard.errors import PwxError
from pwxwizard.finding import Finding
from pwxwizard.project import Edit, Waiver
from pwxwizard.session import Session
from screens.check import CheckScreen
from screens.dialogs import Choose, Said
from screens.frame import Asking, Buttons
from screens.lines import AnswerInput


class AskWaiver(Asking[Waiver]):
    """Who answers for a finding, why, and until when; answers with `None` when it is given up."""

    def __init__(self, finding: Finding, today: date) -> None:
        """Ask about a finding."""
        super().__init__()
        self._finding = finding
        self._today = today

    def compose(self) -> ComposeResult:
        """Lay out a line for each part."""
        where = self._finding.where
        with Vertical(classes="dialog"):
            yield Static(f"Waive {self._finding.code}", classes="dialog-title")
            yield Static("It counts again after the last day. What is planned stays the same.")
            for key, label, value in (
                ("owner", "Who answers for it", ""),
                ("reason", "Why it is accepted", ""),
                ("until", "Last day, such as 2027-03-31", ""),
                ("where", "Only here (empty: everywhere)", where.item or where.file or where.key),
            ):
                yield Static(label, classes="label")
                yield AnswerInput(value=value, id=key)
            yield Static(classes="problem")
            yield Buttons("Waive")

    def _line(self, key: str) -> str:
        return self.query_one(f"#{key}", Input).value.strip()

    @on(Input.Submitted)
    def _next(self, event: Input.Submitted) -> None:
        if event.input.id == "where":
            self._agree()
        else:
            self.focus_next()

    @on(Button.Pressed, "#yes")
    def _agree(self) -> None:
        owner, reason, until, where = map(self._line, ("owner", "reason", "until", "where"))
        waiver = Waiver(self._finding.code, owner, reason, until, where)
        wrong = waivers.problem(waiver, self._today)
        if not wrong and not waivers.covers(waiver, self._finding):
            wrong = "The finding is not at this place."
        if wrong:
            self.query_one(".problem", Static).update(Content(wrong))
        else:
            self.dismiss(waiver)


class WaivingScreen(CheckScreen):
    """All findings, each to be waived, or its waiver to be taken back."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("w", "waive", "Waive")]

    def __init__(self, session: Session) -> None:
        """Check a session."""
        super().__init__(session)
        self._session = session

    def action_waive(self) -> None:
        """Accept the finding until a date, or no longer."""
        finding, waiver = self.finding, self.waiver
        if finding is None:
            return
        waiver = waiver or waivers.spoken_of(self._session.project, finding)
        today = self._session.world.clock.now().date()
        if waiver is not None:

            def back(yes: bool | None) -> None:
                if yes:
                    project = self._session.project
                    self._edit(waivers.taken_back(project, waiver.code, waiver.where))

            text = f"{waiver.code} counts again. {waiver.owner} had accepted it: {waiver.reason}"
            self.app.push_screen(Choose("Take the waiver back?", text, "Take back"), back)
            return

        def given(answer: Waiver | None) -> None:
            if answer is not None:
                self._edit(waivers.given(self._session.project, answer, today))

        self.app.push_screen(AskWaiver(finding, today), given)

    def _edit(self, edits: tuple[Edit, ...]) -> None:
        try:
            self._session.edit(edits)
        except PwxError as error:
            self.app.push_screen(Said.of(error))
        self.action_again()
