"""Rehearsing every connection: a real handshake in memory each, shown as they come."""

from collections.abc import Iterator
from threading import Event
from typing import ClassVar

from rich.style import Style
from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import DataTable, Static

from pwxwizard.errors import PwxError
from pwxwizard.review import Rehearsed, Review
from pwxwizard.session import Session
from screens.asking import AskPassphrases
from screens.frame import WIDE, FramedScreen, KeyHints, TitleLine
from screens.passphrases import Passphrases

_VERDICTS = {
    "works": "works",
    "works-without-authentication": "works, unauthenticated",
    "fails": "fails",
    "unknown": "unknown",
}


class ConnectionTable(DataTable[Text]):
    """Connections and how their handshakes went."""


class RehearsalScreen(FramedScreen[None]):
    """Every connection's handshake, predicted and tried."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Stop or back", key_display="Esc"),
        Binding("f6", "again", "Rehearse again"),
    ]
    PAGE = "rehearsal"

    class Tried(Message):
        """One connection was rehearsed."""

        def __init__(self, outcome: Rehearsed) -> None:
            """Hand over how it went."""
            super().__init__()
            self.outcome = outcome

    class Ended(Message):
        """Every connection was rehearsed, or it was stopped."""

        def __init__(self, problem: PwxError | None, *, stopped: bool) -> None:
            """Tell what went wrong, if anything did."""
            super().__init__()
            self.problem = problem
            self.stopped = stopped

    def __init__(self, workspace: Review, passphrases: Passphrases) -> None:
        """Rehearse a workspace."""
        super().__init__()
        self.workspace = workspace
        self._passphrases = passphrases
        self._outcomes: list[Rehearsed] = []
        self._stop = Event()
        self._busy = False
        self._suites = False

    def compose(self) -> ComposeResult:
        """Lay out the table above, the highlighted handshake below."""
        yield TitleLine(id="title")
        yield ConnectionTable(id="connections", cursor_type="row")
        with VerticalScroll(id="handshake", can_focus=False):
            yield Static(id="about")
        yield KeyHints(id="keys")

    def on_mount(self) -> None:
        """Ask for what is needed, then begin."""
        table = self.query_one(ConnectionTable)
        for title, width in (
            ("Connection", 25),
            ("Predicted", 9),
            ("Happened", 11),
            ("Version", 7),
            ("Authenticated", 13),
        ):
            table.add_column(title, width=width, key=title)
        self._suites = self.app.size.width >= WIDE
        if self._suites:
            table.add_column("Cipher suite", key="Cipher suite")
        table.focus()
        self.action_again()

    def action_again(self) -> None:
        """Rehearse from the beginning."""
        if self._busy:
            return
        if not self.workspace.project.connection:
            self._say("There are no connections yet; they are added in the estate.")
            return
        missing = self._passphrases.missing(self.workspace.rehearsal_secrets())
        if not missing:
            self._begin()
            return

        def typed(secrets: dict[str, str] | None) -> None:
            if secrets is None:
                self._say("Without the passphrases the keys cannot be opened. F6 asks again.")
            else:
                self._passphrases.take(secrets)
                self._begin()

        self.app.push_screen(AskPassphrases(missing), typed)

    def _say(self, text: str) -> None:
        self.query_one("#about", Static).update(Content(text))
        self._count()

    def _begin(self) -> None:
        self._outcomes.clear()
        self._stop.clear()
        self._busy = True
        self.query_one(ConnectionTable).clear()
        self._say("Shaking hands ...")
        self._rehearse()

    @work(thread=True, exclusive=True, group="rehearse")
    def _rehearse(self) -> None:
        problem: PwxError | None = None
        try:
            for outcome in self._handshakes():
                self.post_message(self.Tried(outcome))
        except PwxError as error:
            problem = error
        self.post_message(self.Ended(problem, stopped=self._stop.is_set()))

    def _handshakes(self) -> Iterator[Rehearsed]:
        if isinstance(self.workspace, Session):
            return self.workspace.rehearse_and_record(self._stop.is_set)
        return self.workspace.rehearse(cancelled=self._stop.is_set)

    def on_rehearsal_screen_tried(self, event: Tried) -> None:
        """Add a row."""
        outcome = event.outcome
        self._outcomes.append(outcome)
        seen = outcome.rehearsal
        happened = seen.outcome if seen else "not tried"
        symbol = "√" if outcome.succeeded else "X" if seen else "…"
        token = "success" if outcome.succeeded else "error" if seen else "warning"
        colour = Style(color=self.app.theme_variables[token])
        cells = (
            Text(outcome.connection.name, end="", no_wrap=True, overflow="ellipsis"),
            Text(_VERDICTS.get(outcome.prediction.verdict, outcome.prediction.verdict), end=""),
            Text(f"{symbol} {happened}", colour, end=""),
            Text(seen.protocol if seen else "", end=""),
            Text(_authenticated(outcome), end=""),
            Text(seen.suite if seen else "", end=""),
        )
        self.query_one(ConnectionTable).add_row(*cells[: 6 if self._suites else 5])
        self._count()

    def on_rehearsal_screen_ended(self, event: Ended) -> None:
        """Say that it is over."""
        self._busy = False
        if any(outcome.rehearsal is None for outcome in self._outcomes) or event.problem:
            self._passphrases.forget()
            self.workspace.ask_again(self.workspace.rehearsal_secrets())
        if event.problem is not None:
            self._say(str(event.problem))
        elif event.stopped:
            self._say("Stopped. F6 begins again.")
        else:
            self._describe()
        self._count()

    def _count(self) -> None:
        well = sum(outcome.succeeded for outcome in self._outcomes)
        total = len(self.workspace.project.connection)
        note = f"{len(self._outcomes)} of {total} tried, {well} succeeded"
        self.query_one(TitleLine).say("pwxwizard", "Rehearsal in memory, no network", note)

    @on(ConnectionTable.RowHighlighted)
    def _highlighted(self) -> None:
        if not self._busy:
            self._describe()

    def _describe(self) -> None:
        row = self.query_one(ConnectionTable).cursor_row
        if not 0 <= row < len(self._outcomes):
            return
        outcome = self._outcomes[row]
        seen = outcome.rehearsal
        parts = [Content.styled(outcome.connection.name, "bold")]
        if seen is not None:
            if seen.reason:
                parts.append(Content(f"Reason: {seen.reason}"))
            if seen.suite:
                parts.append(Content(f"{seen.protocol} {seen.suite}"))
            parts += [Content(f"- {step}") for step in seen.steps]
        else:
            parts.append(Content("It could not be tried."))
        parts += [
            Content(f"{finding.code}: {finding.message} {finding.fix}")
            for finding in outcome.findings
        ]
        self.query_one("#about", Static).update(Content("\n").join(parts))

    def action_back(self) -> None:
        """Stop while it goes on, otherwise go back."""
        if self._busy:
            self._stop.set()
            self._say("Stopping after this connection ...")
        else:
            self.dismiss(None)


def _authenticated(outcome: Rehearsed) -> str:
    seen = outcome.rehearsal
    if seen is None:
        return ""
    who = [
        name
        for name, is_so in (
            ("server", seen.server_authenticated),
            ("client", seen.client_authenticated),
        )
        if is_so
    ]
    return {2: "both", 1: who[0] if who else "", 0: "nobody"}[len(who)]
