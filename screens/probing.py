"""Probing the port of a connection: what it opens, what was seen, and what that proves."""

from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Static
from textual.worker import get_current_worker

from pwxwizard import verify
from pwxwizard.errors import PwxError
from pwxwizard.project import Connection
from pwxwizard.session import Proof, Session
from pwxwizard.verify import ProbeReport, Target
from screens.asking import AskPassphrases
from screens.frame import FramedScreen, KeyHints, TitleLine
from screens.inspecting import InspectionScreen, Sheet, told
from screens.marks import Mark
from screens.passphrases import Passphrases

_VERDICTS = {
    "proved": Mark("√", "proved, kept as evidence", "success"),
    "wrong": Mark("X", "wrong, kept as evidence", "error"),
    "not enough": Mark("?", "not enough, not kept", "warning"),
}


class ProbeScreen(InspectionScreen[None]):
    """One connection to the real port; nothing is opened before `p` is pressed."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("p", "probe", "Probe")]
    PAGE = "probing"

    class Ready(Message):
        """It is known where to call, and with what."""

        def __init__(self, target: Target, announcement: str) -> None:
            """Hand it over, with what will be opened."""
            super().__init__()
            self.target = target
            self.announcement = announcement

    class Probed(Message):
        """The port was probed."""

        def __init__(self, report: ProbeReport, proof: Proof) -> None:
            """Hand over what was seen, and what it proves."""
            super().__init__()
            self.report = report
            self.proof = proof

    def __init__(self, session: Session, connection: Connection, passphrases: Passphrases) -> None:
        """Probe a connection of a session."""
        super().__init__()
        self._session = session
        self._connection = connection
        self._passphrases = passphrases
        self._target: Target | None = None
        self._busy = False

    def compose(self) -> ComposeResult:
        """Lay out what will be opened, and what was seen."""
        yield TitleLine(id="title")
        yield Static("What a probe opens", classes="part")
        yield Static("Looking ...", id="needed")
        yield Static("What was seen", classes="part")
        yield Sheet(id="seen")
        yield KeyHints(id="keys")

    def on_mount(self) -> None:
        """Ask for the passphrase of the client's key, if somebody has to type it."""
        self.query_one(TitleLine).say(f"Probe of {self._connection.name}")
        self.query_one(Sheet).focus()
        missing = self._passphrases.missing(self._session.probe_secrets(self._connection))
        if not missing:
            self._look()
            return

        def typed(secrets: dict[str, str] | None) -> None:
            if secrets is None:
                self.dismiss(None)
            else:
                self._passphrases.take(secrets)
                self._look()

        self.app.push_screen(AskPassphrases(missing), typed)

    @work(thread=True, exclusive=True, group="look")
    def _look(self) -> None:
        try:
            target = self._session.target(self._connection)
            self.post_message(self.Ready(target, verify.announcement(target.host, target.port)))
        except PwxError as error:
            self.post_message(self.Failed(error))

    def on_probe_screen_ready(self, event: Ready) -> None:
        """Announce what will be opened."""
        target = self._target = event.target
        shown = "The client's certificate is shown if the port asks for one."
        if target.personal is None:
            shown = "No certificate is shown: the client's key is not in the project."
        lines = [Content(event.announcement), Content(shown)]
        if target.warning is not None:
            lines.append(told(target.warning))
            lines.append(Content.styled(target.warning.why, "$muted"))
        self.query_one("#needed", Static).update(Content("\n").join(lines))
        self.query_one(Sheet).show(Content("p probes the port from this machine."))

    def action_probe(self) -> None:
        """Open the one connection."""
        if self._target is not None and not self._busy:
            self._busy = True
            self.query_one(Sheet).show(Content("Shaking hands ..."))
            self._probe(self._target)

    @work(thread=True, exclusive=True, group="probe")
    def _probe(self, target: Target) -> None:
        world = self._session.world
        try:
            report = verify.probe(
                world.dialer,
                target.host,
                target.port,
                clock=world.clock,
                client_personal=target.personal,
                cas=target.cas,
            )
            if get_current_worker().is_cancelled:
                return
            self.post_message(self.Probed(report, self._session.keep_probe(target, report)))
        except PwxError as error:
            self.post_message(self.Failed(error))

    def on_probe_screen_probed(self, event: Probed) -> None:
        """Show what was seen."""
        self._busy = False
        report = event.report
        lines = [
            Content.assemble(_VERDICTS[event.proof.verdict].content, f"  {event.proof.summary}"),
            Content.assemble((report.verdict, "bold"), f": {report.reason}"),
        ]
        rows = {
            "Agreed on": f"{report.protocol} {report.suite}".strip(),
            "Alert": f"{report.alert} from the {report.alert_from}" if report.alert else "",
            "CAs it accepts": ", ".join(report.acceptable_cas),
            "Opened" if report.opened else "Tried": f"{report.connections} connection",
        }
        lines += [Content(f"{label}: {value}") for label, value in rows.items() if value]
        lines += [
            Content(f"Certificate {number}: {one.subject.rfc4514_string()}")
            for number, one in enumerate(report.chain, 1)
        ]
        lines += [told(finding) for finding in report.findings]
        self.query_one(Sheet).show(Content("\n").join(lines))

    def on_framed_screen_failed(self, event: FramedScreen.Failed) -> None:
        """Say why it is not probed, and ask anew for what did not open the key."""
        self._busy = False
        needs = self._session.probe_secrets(self._connection)
        self._passphrases.forget(needs)
        self._session.ask_again(needs)
        self.query_one(Sheet).show(Content("It was not probed."))
