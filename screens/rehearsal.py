"""Rehearsing every connection: a real handshake in memory each, shown as they come."""

from collections.abc import Iterator
from threading import Event
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static

from pwxwizard.errors import PwxError
from pwxwizard.rehearsal_basis import Basis
from pwxwizard.review import Rehearsed, Review
from pwxwizard.session import Session
from pwxwizard.verify.rehearsal import Rehearsal
from screens.asking import AskPassphrases
from screens.frame import WIDE, FramedScreen, KeyHints, TitleLine
from screens.lists import Hung, Rows, at, cell
from screens.marks import Mark
from screens.passphrases import Passphrases
from screens.verdicts import explained, proved, verdict

_COLUMNS: tuple[tuple[str, int | None], ...] = (
    ("Connection", None),
    ("Predicted", 14),
    ("Happened", 11),
    ("Version", 7),
    ("Authenticated", 13),
)
_FEW = 3
_ROOM_FOR_ALL = 72
"""Columns of the screen below which the rest is only told of the connection under the cursor."""
_SUCCEEDED = Mark("√", "succeeded", "success")
_UNFORESEEN = Mark("!", "succeeded", "warning")
_FAILED = Mark("X", "failed", "error")
_UNTRIED = Mark("…", "not tried", "warning")


class RehearsalScreen(FramedScreen[str]):
    """Every connection's handshake, predicted and tried; answers with an item to go to, or `None`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Stop or back", key_display="Esc"),
        Binding("f6", "again", "Rehearse again"),
        Binding("f8", "trust", "Trust"),
    ]
    PAGE = "rehearsal"

    class Based(Message):
        """It is known which files are rehearsed."""

        def __init__(self, basis: Basis) -> None:
            """Hand over what the rehearsal stands on."""
            super().__init__()
            self.basis = basis

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
        self._leaving = False
        """Somebody wants to go back as soon as what happened is kept."""
        self._columns = len(_COLUMNS)

    def compose(self) -> ComposeResult:
        """Lay out the table above, the highlighted handshake below."""
        yield TitleLine(id="title")
        width = self.app.size.width
        few = _COLUMNS[:_FEW] if width < _ROOM_FOR_ALL else _COLUMNS
        columns = (*few, ("Cipher suite", None)) if width >= WIDE else few
        self._columns = len(columns)
        yield Rows("connections", *columns, fitted=True)
        yield Static(id="basis")
        with VerticalScroll(id="handshake"):
            yield Static(id="about")
            yield Static(id="basis-below")
        yield KeyHints(id="keys")

    def on_mount(self) -> None:
        """Ask for what is needed, then begin."""
        self.query_one(Rows).focus()
        self.action_again()

    def action_trust(self) -> None:
        """Show who trusts whom, connection by connection."""
        from screens.trust import TrustScreen  # noqa: PLC0415 - loaded when it is wanted

        def closed(item: str | None) -> None:
            if item:
                self.dismiss(item)

        if not self._busy:
            outcome = self.outcome
            on = outcome.connection.name if outcome else ""
            self.app.push_screen(TrustScreen(self.workspace, on), closed)

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
        self._leaving = False
        self._busy = True
        self.query_one(Rows).clear()
        self._say("Shaking hands ...")
        self._rehearse()

    @work(thread=True, exclusive=True, group="rehearse")
    def _rehearse(self) -> None:
        problem: PwxError | None = None
        try:
            self.post_message(self.Based(self.workspace.rehearsal_basis()))
            for outcome in self._handshakes():
                self.post_message(self.Tried(outcome))
        except PwxError as error:
            problem = error
        self.post_message(self.Ended(problem, stopped=self._stop.is_set()))

    def _handshakes(self) -> Iterator[Rehearsed]:
        if isinstance(self.workspace, Session):
            return self.workspace.rehearse_and_record(self._stop.is_set)
        return self.workspace.rehearse(cancelled=self._stop.is_set)

    def on_rehearsal_screen_based(self, event: Based) -> None:
        """Say which files are rehearsed."""
        said = Content("\n").join(Content(sentence) for sentence in event.basis.sentences)
        # A short screen has room for it only where it can be scrolled to.
        for place in ("#basis", "#basis-below"):
            self.query_one(place, Static).update(Hung(said))

    def on_rehearsal_screen_tried(self, event: Tried) -> None:
        """Add a row."""
        outcome = event.outcome
        self._outcomes.append(outcome)
        seen = outcome.rehearsal
        mark = _mark(outcome)
        variables = self.app.theme_variables
        cells = (
            cell(outcome.connection.name),
            verdict(outcome.prediction).text(variables),
            mark.text(variables),
            cell(seen.protocol if seen else ""),
            cell(_authenticated(seen)),
            cell(seen.suite if seen else ""),
        )
        self.query_one(Rows).add_row(*cells[: self._columns])
        self._count()

    def on_rehearsal_screen_ended(self, event: Ended) -> None:
        """Say that it is over."""
        self._busy = False
        closed = self.workspace.unopened(self._outcomes)
        self._passphrases.forget(closed)
        self.workspace.ask_again(closed)
        if event.problem is not None:
            self._say(str(event.problem))
        elif self._leaving:
            self.dismiss(None)
            return
        elif event.stopped and not self._all_tried():
            self._say("Stopped. F6 begins again.")
        else:
            self._describe()
        self._count()

    def _all_tried(self) -> bool:
        return len(self._outcomes) == len(self.workspace.project.connection)

    def _count(self) -> None:
        well = sum(outcome.succeeded for outcome in self._outcomes)
        total = len(self.workspace.project.connection)
        tried = sum(outcome.rehearsal is not None for outcome in self._outcomes)
        note = f"{tried} of {total} tried, {well} succeeded"
        self.query_one(TitleLine).say("Rehearsal in memory, no network", note)

    @on(Rows.RowHighlighted)
    def _highlighted(self) -> None:
        if not self._busy:
            self._describe()

    @property
    def outcome(self) -> Rehearsed | None:
        """Return how the connection under the cursor fared."""
        return at(self._outcomes, self.query_one(Rows).cursor_row)

    def _describe(self) -> None:
        outcome = self.outcome
        if outcome is None:
            return
        seen = outcome.rehearsal
        parts = [Content.styled(outcome.connection.name, "bold")]
        if (proviso := explained(outcome.prediction)) is not None:
            parts.append(proviso)
        if seen is not None:
            if seen.reason:
                parts.append(Content(f"Reason: {seen.reason}"))
            if seen.outcome != "succeeded":
                parts.append(Content("F8 tells what to mend, and leads there."))
            if seen.suite:
                parts.append(Content(f"{seen.protocol} {seen.suite}"))
            parts += [Content(f"- {step}") for step in seen.steps]
        else:
            parts.append(Content("It could not be tried."))
        parts += [
            Content(f"{finding.code}: {finding.message} {finding.fix}")
            for finding in outcome.findings
        ]
        self.query_one("#about", Static).update(Hung(Content("\n").join(parts)))

    def action_back(self) -> None:
        """Stop while there is something to stop, otherwise go back."""
        if self._busy and self._all_tried():
            self._leaving = True
        elif self._busy:
            self._stop.set()
            self._say("Stopping after this connection ...")
        else:
            self.dismiss(None)


def _mark(outcome: Rehearsed) -> Mark:
    if outcome.rehearsal is None:
        return _UNTRIED
    if outcome.rehearsal.outcome != "succeeded":
        return _FAILED
    return _SUCCEEDED if outcome.succeeded else _UNFORESEEN


def _authenticated(seen: Rehearsal | None) -> str:
    if seen is None:
        return ""
    return proved(server=seen.server_authenticated, client=seen.client_authenticated)
