"""The AT-TLS simulator: which rule a connection gets, what comes of it, and what is hidden behind."""

import ipaddress
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Input, Static

from pwxwizard import attls
from pwxwizard.attls import Match, Query, Rule
from pwxwizard.project import Machine
from pwxwizard.question import Option
from screens.choice import Choice
from screens.frame import KeyHints, TitleLine
from screens.inspecting import InspectionScreen, Sheet
from screens.lines import AnswerInput
from screens.marks import Mark
from screens.policy_reading import Version

OUTCOMES = {
    "tls": Mark("√", "TLS", "success"),
    "clear": Mark("!", "clear text", "warning"),
    "application": Mark("!", "clear text until the application asks", "warning"),
    "fails": Mark("X", "fails", "error"),
}
_DIRECTIONS = (
    Option("inbound", "inbound", "z/OS accepted the connection, as a Listener does."),
    Option("outbound", "outbound", "z/OS opened the connection."),
)
_FIELDS = (
    ("job", "Job name", "PWXLST"),
    ("local_port", "Local port", "6001"),
    ("user", "User ID", "optional"),
    ("local_address", "Local address", "optional"),
    ("remote_address", "Remote address", "optional"),
    ("remote_port", "Remote port", "optional"),
)


class SimulatorScreen(InspectionScreen[None]):
    """A connection in words; the answer follows as one types."""

    BINDINGS: ClassVar = []
    PAGE = "policy"

    def __init__(self, version: Version, machine: Machine, rule: Rule | None) -> None:
        """Ask a version of a machine's policy, first about its Listener or about a rule's port."""
        super().__init__()
        self.version = version
        self.machine = machine
        self._begin = _first_question(machine, rule)

    def compose(self) -> ComposeResult:
        """Lay out the question above, the answer below."""
        yield TitleLine(id="title")
        with Vertical(id="question"):
            for key, label, example in _FIELDS:
                with Horizontal(classes="line"):
                    yield Static(label, classes="label")
                    yield AnswerInput(str(getattr(self._begin, key) or ""), example, id=key)
            with Horizontal(classes="line"):
                yield Static("Direction", classes="label")
                yield Choice("Direction", _DIRECTIONS, self._begin.direction, "inbound")
        yield Static("What z/OS does", classes="part")
        yield Sheet(id="answer")
        yield KeyHints(id="keys")

    def on_mount(self) -> None:
        """Answer the first question at once."""
        middle = f"Simulator: {self.version.path}, {self.version.title}"
        self.query_one(TitleLine).say(middle, f"z/OS {self.version.release}")
        self.query_one("#job").focus()
        self._answer()

    @on(Input.Submitted)
    def _next(self) -> None:
        self.focus_next()

    @on(Input.Changed)
    @on(Choice.Chosen)
    def _answer(self) -> None:
        typed = {key: self.query_one(f"#{key}", Input).value.strip() for key, _, _ in _FIELDS}
        chosen = self.query_one(Choice)
        problems = list(_problems(typed))
        if problems:
            self.query_one(Sheet).show(Content("\n").join(map(Content, problems)))
            return
        query = Query(
            typed["job"],
            int(typed["local_port"]),
            chosen.chosen or chosen.default,
            typed["user"],
            typed["local_address"],
            typed["remote_address"],
            int(typed["remote_port"] or 0),
        )
        found = attls.match(self.version.policies, query, release=self.version.release)
        self.query_one(Sheet).show(self._told(found))

    def _told(self, found: Match) -> Content:
        mark = OUTCOMES[found.outcome]
        lines = [mark.content]
        if found.rule:
            whose = "ours" if found.rule in self.version.ours else "not ours"
            lines[0] = Content.assemble(mark.content, "  ", (found.rule, "bold"), f"  ({whose})")
        lines.append(Content(found.sentence))
        hidden = ", ".join(found.hidden) or "none"
        lines.append(Content.assemble(("Rules hidden behind it: ", "$muted"), hidden))
        lines += [Content(note) for note in found.notes]
        return Content("\n").join(lines)


def _first_question(machine: Machine, rule: Rule | None) -> Query:
    listener = next(iter(machine.secure_listeners), None)
    if rule is None or not rule.local_ports or (rule.job.any and listener is not None):
        job, port = (listener.job, listener.port) if listener else ("", 0)
        return Query(job, port, user=listener.user if listener else "")
    port = rule.local_ports[0][0]
    direction = "inbound" if "inbound" in rule.directions else "outbound"
    same = [one for one in machine.listener.values() if one.port == port]
    job = rule.job.text or (same[0].job if same else "")
    return Query(job, port, direction, same[0].user if same else rule.user.text)


def _problems(typed: dict[str, str]) -> list[str]:
    """Return how to correct what is no question yet."""
    found = []
    for key, label, _ in _FIELDS:
        text = typed[key]
        if key.endswith("_port") and (text or key == "local_port"):
            number = int(text) if text.isascii() and text.isdigit() else 0
            if not 0 < number < 65536:
                found.append(f"{label}: write a number from 1 to 65535.")
        elif key.endswith("_address") and text:
            try:
                ipaddress.ip_address(text)
            except ValueError:
                found.append(f"{label}: write an address such as 10.1.2.3 or 2001:db8::1.")
    return found
