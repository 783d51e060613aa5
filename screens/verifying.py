"""Asking whether a certificate is to be trusted: by whom, for what, under which name, and when."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Static

from pwxwizard import layout, pki
from pwxwizard.errors import UnreadableError
from pwxwizard.examine import Item
from pwxwizard.pki import SourceFile, Verdict
from pwxwizard.question import Option
from pwxwizard.review import Review
from screens.choice import Choice
from screens.frame import Asking, Buttons
from screens.inspecting import LARGEST, told
from screens.lines import AnswerInput, PickInput
from screens.paths import PathPicker, PathSuggester

_PURPOSES = (
    Option("any", "any use"),
    Option("server", "TLS server", "It must be allowed to answer connections."),
    Option("client", "TLS client", "It must be allowed to begin connections."),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What a certificate is verified against."""

    ca: str
    """Paths of the trusted CA certificates, parted by commas."""
    chain: str = ""
    """Paths of intermediate certificates, parted so; empty for none."""
    crl: str = ""
    """Paths of revocation lists, parted so; empty for none."""
    purpose: str = "any"
    name: str = ""
    """Host name or address; empty when it does not matter."""
    at: datetime | None = None
    """`None` for now."""


def likely(workspace: Review, item: Item | None) -> Asked:
    """Return what a certificate of an item is verified against as a rule."""
    project = workspace.project
    ca, lists = layout.ca_certificate(project), layout.revocation_list(project)
    there = [path for path in (ca, lists) if workspace.world.reader.look(path).state == "file"]
    asked = Asked(ca if ca in there else "", crl=lists if lists in there else "")
    machine = project.machine.get(item.subject.name) if item else None
    if machine is None:
        return asked
    trusted = layout.ca_list(project, machine)
    if workspace.world.reader.look(trusted).state != "file":
        trusted = asked.ca
    return Asked(trusted, crl=asked.crl, name=next(iter(machine.hosts), ""))


def verified(workspace: Review, path: str, asked: Asked, passphrase: str | None) -> Verdict:
    """Verify the first certificate of a file; raises `UnreadableError` as `pki.verify_files` does."""

    def source(name: str, secret: str | None = None) -> SourceFile:
        found = workspace.world.reader.look(name)
        if found.state != "file" or len(found.data) > LARGEST:
            reason = found.problem or "it is too large"
            raise UnreadableError(
                f"It cannot be read: {reason}.", fix="Check the path.", where=name
            )
        return SourceFile(name, found.data, secret)

    return pki.verify_files(
        source(path, passphrase),
        *([source(one) for one in _paths(line)] for line in (asked.ca, asked.chain, asked.crl)),
        at=asked.at or workspace.world.clock.now(),
        purpose=None if asked.purpose == "any" else asked.purpose,
        name=asked.name or None,
    )


def _paths(line: str) -> list[str]:
    return [path for part in line.split(",") if (path := part.strip())]


def verdict_text(verdict: Verdict) -> Content:
    """Return a verdict with its chain of reasons."""
    word = ("Trusted.", "$success bold") if verdict.ok else ("Not trusted.", "$error bold")
    lines = [Content.assemble(word)]
    lines += [
        Content(f"{'  ' * number}{sentence}")
        for number, sentence in enumerate(verdict.explanation, 1)
    ]
    return Content("\n").join([*lines, *map(told, verdict.reasons)])


class AskVerification(Asking[Asked]):
    """What a certificate is to be verified against; answers with `None` when it is given up."""

    def __init__(self, name: str, folder: Path, asked: Asked) -> None:
        """Ask about the file `name`, with these answers to begin with; paths start at `folder`."""
        super().__init__()
        self._name_shown = name
        self._folder = folder
        self._asked = asked

    def compose(self) -> ComposeResult:
        """Lay out a line for each part."""
        asked = self._asked
        at = f"{asked.at:%Y-%m-%d}" if asked.at else ""
        with Vertical(classes="dialog"):
            yield Static(f"Verify {self._name_shown}", classes="dialog-title")
            with Vertical(id="question"):
                for id_, label, value in (
                    ("ca", "Trusted CAs", asked.ca),
                    ("chain", "Intermediates", asked.chain),
                    ("crl", "Revocation list", asked.crl),
                ):
                    with Horizontal(classes="line"):
                        yield Static(label, classes="label")
                        yield PickInput(value, suggester=PathSuggester(self._folder), id=id_)
                with Horizontal(classes="line"):
                    yield Static("Purpose", classes="label")
                    yield Choice("Purpose", _PURPOSES, asked.purpose, "any")
                with Horizontal(classes="line"):
                    yield Static("Name or address", classes="label")
                    yield AnswerInput(asked.name, "any", id="name")
                with Horizontal(classes="line"):
                    yield Static("Date", classes="label")
                    yield AnswerInput(at, "today; 2027-03-01", id="at")
            text = "Several files are separated by commas; Ctrl+O chooses one more."
            yield Static(text, classes="hint")
            yield Static(classes="problem")
            yield Buttons("Verify")

    def on_mount(self) -> None:
        """Stand on the first line."""
        self.query_one("#ca").focus()

    def on_pick_input_pick(self) -> None:
        """Let somebody choose a file for the line."""
        line = self.focused

        def take(path: str | None) -> None:
            if path and isinstance(line, PickInput):
                line.value = ", ".join([*_paths(line.value), path])

        self.app.push_screen(PathPicker(self._folder), take)

    def _value(self, name: str) -> str:
        return self.query_one(f"#{name}", AnswerInput).value.strip()

    def _refuse(self, name: str, problem: str) -> None:
        self.query_one(".problem", Static).update(Content(problem))
        self.query_one(f"#{name}").focus()

    @on(AnswerInput.Submitted)
    @on(Button.Pressed, "#yes")
    def _agree(self) -> None:
        if not _paths(self._value("ca")):
            self._refuse("ca", "Name a file with the CA certificates that are trusted.")
            return
        try:
            at = datetime.fromisoformat(self._value("at")) if self._value("at") else None
        except ValueError:
            self._refuse("at", "This is no date; write it as 2027-03-01.")
            return
        if at is not None and at.tzinfo is None:
            at = at.replace(tzinfo=UTC)
        choice = self.query_one(Choice)
        purpose = choice.chosen or choice.default
        ca, chain, crl = (self._value(name) for name in ("ca", "chain", "crl"))
        self.dismiss(Asked(ca, chain, crl, purpose, self._value("name"), at))
