"""Renewing, withdrawing and changing the CA on the screen: who is hit, and what comes next."""

from collections.abc import Callable, Sequence
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import Screen
from textual.widgets import Button, Static

from pwxwizard import certificate_life, pki
from pwxwizard.certificate_life import CaChange, Consumers, Stage
from pwxwizard.errors import PwxError
from pwxwizard.finding import Finding, capitalised, listed
from pwxwizard.question import Option
from pwxwizard.session import Session
from pwxwizard.steps.authority import ca_answers
from screens.choice import ChooseDialog
from screens.dialogs import Said, Telling
from screens.frame import Asking, Ways
from screens.lists import Hung

Change = Callable[[Callable[[], object]], None]
"""Does something that may be refused, says so, and looks at the project anew."""
Note = Callable[[Callable[[], object], str], None]
"""Does the same, and then stands on an item; on the present one where it is empty."""

_BY_NUMBER = "by its number"


class AskNext(Telling[str], Asking[str]):
    """What comes next, with a button for each way; answers with `None` when nothing is done."""

    def __init__(
        self, title: str, lines: Sequence[Content], ways: Sequence[tuple[str, str]]
    ) -> None:
        """Say `lines`; each way is an answer and what its button says."""
        super().__init__()
        self._title = title
        self._said = lines
        self._ways = ways

    def compose(self) -> ComposeResult:
        """Lay out the text and the buttons."""
        with Vertical(classes="dialog"):
            yield Static(self._title, classes="dialog-title")
            with VerticalScroll(classes="dialog-text", can_focus=False):
                yield Static(Hung(Content("\n").join(self._said)))
            ways = (Button(label, id=id_, classes="way", compact=True) for id_, label in self._ways)
            yield Ways(*ways)

    def on_mount(self) -> None:
        """Stand on the first way."""
        self.query(Button).first().focus()

    @on(Button.Pressed, ".way")
    def _pressed(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id)


def renew(screen: Screen[Any], session: Session, name: str, change: Change) -> None:
    """Show who uses a machine's certificate, and have it made anew with the same or a new key."""
    try:
        found = certificate_life.consumers(session, name)
    except PwxError as error:
        screen.app.push_screen(Said.of(error))
        return

    def take(way: str | None) -> None:
        if way is not None:
            new = way == "new"
            change(lambda: certificate_life.renew(session, (name,), new_key=new))

    ways = [("same", "Same key"), ("new", "New key")]
    if found.compromised:
        ways.reverse()
    if found.asks:
        ways = [("new", "New key")]
    elif not found.key:
        ways = [("same", "Renew")]
    title = f"Renew the certificate of {name}"
    screen.app.push_screen(AskNext(title, _consumers(found), ways), take)


def _consumers(found: Consumers) -> list[Content]:
    lines = [Content("It is made anew as F2 writes. What has to follow:")]
    if found.asks:
        lines = [
            Content(f"With the same key: send {found.asks} to the outside CA once more, and name the "
                    "new answer in the form."),
            Content("With a new key: F2 writes another request, and the item waits."),
            Content("What has to follow:"),
        ]  # fmt: skip
    lines += [Content.assemble(("  install  ", "$muted"), line) for line in found.install]
    lines += [Content.assemble(("  prove again  ", "$muted"), line) for line in found.prove]
    if found.compromised and found.key:
        lines.append(Content("Others may have the present key: choose a new one."))
    if found.key:
        text = f"If you choose a new key, it replaces {found.key}; the old one is kept as a dated copy."
        return [*lines, Content.styled(text, "$muted")]
    return [*lines, Content.styled("The key is on the machine: it makes the request.", "$muted")]


def withdraw(
    screen: Screen[Any], session: Session, name: str, change: Note, by_number: Callable[[], None]
) -> None:
    """Ask which certificate is withdrawn and why, and note it.

    Args:
        screen: where it is asked.
        session: the project.
        name: the machine that somebody stands on; empty for none.
        change: does it, and then stands on the machine's certificate.
        by_number: asks for a certificate that no machine has any more.
    """

    def take(chosen: str | None) -> None:
        if chosen == _BY_NUMBER:
            by_number()
        elif chosen is not None:
            ask_why(chosen)

    def ask_why(machine: str) -> None:
        reasons = tuple(
            Option(one, capitalised(pki.reason_words(one)), pki.MEANINGS[one])
            for one in pki.REASONS
        )
        item = f"personal-certificate/{machine}" if machine in session.project.machine else ""

        def note(reason: str | None) -> None:
            if reason is not None:
                change(lambda: _withdrawn(session, machine, reason), item)

        title = f"Why is the certificate of {machine} withdrawn?"
        screen.app.push_screen(ChooseDialog(title, reasons, "", "unspecified"), note)

    title = "Withdraw which certificate? The next write makes a revocation list."
    screen.app.push_screen(ChooseDialog(title, _withdrawable(session), name, ""), take)


def _withdrawable(session: Session) -> tuple[Option, ...]:
    """Return the certificates that can be withdrawn, and the way to any other."""
    options = []
    for one in certificate_life.issued(session):
        gone = ", no longer in the estate" if one.removed else ""
        options.append(Option(one.machine, one.machine + gone, f"{one.subject}, {one.serial}"))
    done = listed(certificate_life.withdrawn_so_far(session.project))
    so_far = f" Withdrawn so far: {done}." if done else ""
    return (
        *options,
        Option(_BY_NUMBER, "Another certificate", f"By its serial number.{so_far}"),
    )


def _withdrawn(session: Session, machine: str, reason: str) -> None:
    serial = certificate_life.serial_of(session, machine)
    certificate_life.withdraw(session, serial, reason, machine)


def change_ca(
    screen: Screen[Any], session: Session, findings: Sequence[Finding], change: Change
) -> None:
    """Show where a change of the CA stands, and take the step that is next."""
    stand = certificate_life.ca_change(session)
    source = ca_answers(session.project).source
    lines, ways = _steps(stand, source, findings)

    def take(way: str | None) -> None:
        match way:
            case "begin":
                change(lambda: certificate_life.begin_ca_change(session))
            case "renew":
                change(lambda: certificate_life.renew(session, stand.holders, new_key=False))
            case "finish":
                change(lambda: certificate_life.finish_ca_change(session))

    screen.app.push_screen(AskNext("Change the CA", lines, ways), take)


_WAYS = {
    Stage.NONE: [("begin", "Begin")],
    Stage.BEGUN: [],
    Stage.ISSUE: [("renew", "Renew all that are left")],
    Stage.REMOVE: [("finish", "Stop trusting it"), ("begin", "Another change")],
}


def _steps(
    stand: CaChange, source: str, findings: Sequence[Finding]
) -> tuple[list[Content], list[tuple[str, str]]]:
    new = {
        "import": "name the files of the new CA in the form",
        "external": "F2 makes a key and a request; name the answer once it is here",
    }.get(source, "F2 makes it")
    begun = " It is begun, and not written yet." if stand.stage is Stage.BEGUN else ""
    steps = [
        ("begin", f"A new CA beside the present one: {new}. Both are trusted.{begun}"),
        ("install", "Install the CA lists on every machine. Nothing stops working."),
        ("renew", "Renew machine after machine, install, PING."),
        ("finish", "Stop trusting the former CA, and install the CA lists once more."),
    ]
    ways = _WAYS[stand.stage]
    now = ways[0][0] if ways else "begin"
    lines = []
    for number, (way, text) in enumerate(steps, 1):
        mark = "►" if way == now else " "
        lines.append(Content(f"{mark} {number}. {text}"))
    lines.append(Content("Each step may last as long as it takes: every connection keeps working."))
    lines += [Content(one.message) for one in findings if one.code == "CER008"]
    if stand.holders:
        text = f"Certificates of the former CA are in use: {', '.join(stand.holders)}."
        lines.append(Content(text))
    return lines, ways
