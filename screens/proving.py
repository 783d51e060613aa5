"""Proof of one connection: the PING to run, its output judged, and what is still missing."""

from threading import Event
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
from pwxwizard.examine import Item
from pwxwizard.programs import SubprocessRunner
from pwxwizard.project import PLATFORMS
from pwxwizard.review import Review
from pwxwizard.session import Proof, Session
from pwxwizard.verify import PingCommand, PingVerdict
from pwxwizard.verify.ping import TIMEOUT
from pwxwizard.world import digest
from screens.dialogs import Choose, Said
from screens.dropping import asking, sent_back
from screens.frame import KeyHints, TitleLine
from screens.inspecting import LARGEST, AskFile, InspectionScreen, Sheet
from screens.lists import Hung
from screens.marks import STALE, Mark
from screens.passphrases import Passphrases
from screens.pasting import PasteOutput
from screens.proof import HAVE, Proved, proof_of

VERDICTS = {
    "ok": Mark("√", "proved", "success"),
    "failed": Mark("X", "wrong", "error"),
    "unclear": Mark("?", "not enough", "warning"),
}
_WORDS = {mark.word: mark for mark in VERDICTS.values()}


class ProvingScreen(InspectionScreen[str]):
    """The command, its output, and the evidence; answers with an item to go to, or `None`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "run", "Run here"),
        Binding("p", "paste", "Paste"),
        Binding("o", "open", "Open file"),
        Binding("h", "probe", "Probe port"),
        Binding("d", "drop", "Drop"),
        Binding("f6", "rehearse", "Rehearse", show=False),
    ]
    PAGE = "proving"

    class Looked(Message):
        """It is known how far the proof is."""

        def __init__(self, proved: Proved) -> None:
            """Hand it over."""
            super().__init__()
            self.proved = proved

    class Judged(Message):
        """An output was judged."""

        def __init__(self, verdict: PingVerdict, output: str, *, here: bool) -> None:
            """Hand over verdict and output; `here` when it was printed here, a moment ago."""
            super().__init__()
            self.verdict = verdict
            self.output = output
            self.here = here

    class Ended(Message):
        """Work ended without an output."""

        def __init__(self, text: str, error: PwxError | None = None) -> None:
            """Tell why."""
            super().__init__()
            self.text = text
            self.error = error

    def __init__(self, workspace: Review, item: Item, passphrases: Passphrases) -> None:
        """Prove an item of the step PING; `passphrases` is what was typed for rehearsals."""
        super().__init__()
        self._passphrases = passphrases
        self.workspace = workspace
        self.item = item
        project = workspace.project
        self.connection = project.connection[int(item.subject.table[1])]
        self.client = project.machine[self.connection.client]
        self._overrides = project.catalogue.get("dtlrexe", {})
        self.command: PingCommand = verify.ping_command(
            self.client.platform, self.connection.node_name, overrides=self._overrides
        )
        self._proved = Proved((), (), here=False)
        self._said = Content()
        self._pasted = ""
        """What was pasted and was not enough, to be mended or replaced."""
        self._stop = Event()
        self._busy = False

    def compose(self) -> ComposeResult:
        """Lay out what is needed, the command, and what was seen."""
        platform = PLATFORMS.get(self.client.platform, self.client.platform)
        yield TitleLine(id="title")
        yield Static("What proves it", classes="part")
        yield Static("Looking ...", id="needed")
        yield Static(f"Run this on {self.client.name} ({platform})", classes="part")
        yield Static(Content(self.command.jcl or self.command.shell), id="command")
        yield Static("What was seen", classes="part")
        yield Sheet(id="seen")
        yield KeyHints(id="keys")

    def on_mount(self) -> None:
        """Begin to look."""
        self.query_one(Sheet).focus()
        self._look()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Run, open and drop nothing in review, and drop only what is kept."""
        if action == "run" and not self._proved.here:
            return False
        if action == "drop":
            return bool(sent_back(self.workspace, self.item.name))
        return not (action in {"run", "probe"} and self.workspace.read_only)

    @work(thread=True, exclusive=True, group="look")
    def _look(self) -> None:
        proved = proof_of(self.workspace, self.item, self.command)
        self.post_message(self.Looked(proved))

    def on_proving_screen_looked(self, event: Looked) -> None:
        """Show how far the proof is."""
        self._proved = event.proved
        self.refresh_bindings()
        lines = [
            Content.assemble(mark.content, "  ", (kind, "bold"), f"  {text}")
            for kind, mark, text in event.proved.needed
        ]
        self.query_one("#needed", Static).update(Hung(Content("\n").join(lines)))
        missing = sum(mark is not HAVE for _, mark, _ in event.proved.needed)
        note = f"{missing} of {len(event.proved.needed)} to do" if missing else "√ proved"
        self.query_one(TitleLine).say(f"Proof of {self.connection.name}", note)
        self._show()

    def _show(self) -> None:
        parts = [self._said] if self._said else []
        if not parts and not self._proved.here:
            program = self.command.argv[0] if self.command.argv else "DTLREXE"
            parts.append(
                Content(
                    f"{program} is not on this machine: run it there, then p or o takes its output."
                )
            )
        parts += [
            Content.assemble(
                (STALE if seen.changed else _WORDS[one.verdict]).content,
                f"  {one.kind}, {one.date[:10]}: {one.summary}",
            )
            for seen in self._proved.rest
            for one in (seen.evidence,)
        ]
        parts.append(
            Content.assemble(
                ("Negative control: ", "bold"),
                self.command.negative_control,
                (f"\nHow it is called: {self.command.provenance}.", "$muted"),
            )
        )
        self.query_one(Sheet).show(Content("\n").join(parts))

    def _say(self, text: str | Content) -> None:
        self._said = Content(text) if isinstance(text, str) else text
        self._show()

    def action_run(self) -> None:
        """Run DTLREXE on this machine."""
        if self._busy:
            return
        self._busy = True
        self._stop.clear()
        self._say(f"Running, for at most {TIMEOUT:g} seconds. Escape stops it.")
        self._run()

    @work(thread=True, exclusive=True, group="ping")
    def _run(self) -> None:
        runner = self.workspace.world.runner
        if isinstance(runner, SubprocessRunner):
            runner = runner.stopped_by(self._stop.is_set)
        ran = verify.run_ping(self.command, runner, overrides=self._overrides)
        if self._stop.is_set():
            self.post_message(self.Ended("It was stopped; nothing is kept of it."))
        elif ran is None:
            self.post_message(self.Ended("The program is no longer on this machine."))
        else:
            self.post_message(self.Judged(*ran, here=True))

    def action_rehearse(self) -> None:
        """Rehearse every connection, this one with them."""
        from screens.rehearsal import RehearsalScreen  # noqa: PLC0415 - loaded when it is wanted

        if not self._busy:
            screen = RehearsalScreen(self.workspace, self._passphrases)
            self.app.push_screen(screen, self._go_on)

    def _go_on(self, item: str | None) -> None:
        if item:
            self.dismiss(item)
        else:
            self._look()

    def action_probe(self) -> None:
        """Shake hands with the real port."""
        from screens.probing import ProbeScreen  # noqa: PLC0415 - loaded when it is wanted

        if isinstance(self.workspace, Session):
            screen = ProbeScreen(self.workspace, self.connection, self._passphrases)
            self.app.push_screen(screen, self._go_on)

    def action_paste(self) -> None:
        """Take a pasted output."""

        def take(output: str | None) -> None:
            if output and not self._busy:
                self._pasted = output
                self._judge(output)

        title = f"Output of the PING of {self.connection.name}"
        self.app.push_screen(PasteOutput(title, self._wanted, self._pasted), take)

    @property
    def _wanted(self) -> str:
        what = f"What DTLREXE printed on {self.client.name}, all of it: standard output and error."
        kept = " In review it is judged, and not kept." if self.workspace.read_only else ""
        return what + kept

    def action_open(self) -> None:
        """Take an output from a file."""

        def take(path: str | None) -> None:
            if path and not self._busy:
                self._judge_file(path)

        folder = self.workspace.path.parent
        self.app.push_screen(AskFile("Output file", self._wanted, folder), take)

    def _judge(self, output: str) -> None:
        node = self.connection.node_name
        verdict = verify.judge_ping(output, None, self._overrides, node=node)
        self.post_message(self.Judged(verdict, output, here=False))

    @work(thread=True, exclusive=True, group="ping")
    def _judge_file(self, path: str) -> None:
        found = self.workspace.world.reader.look(path)
        if found.state != "file" or len(found.data) > LARGEST:
            reason = found.problem or "too large"
            self.post_message(self.Ended(f"{path}: {reason}."))
        else:
            self._judge(verify.output_text(found.data))

    def on_proving_screen_judged(self, event: Judged) -> None:
        """Show a verdict, and keep it where it says something."""
        self._busy = False
        verdict = event.verdict
        mark = VERDICTS[verdict.verdict]
        numbers = f"({', '.join(verdict.numbers)})  " if verdict.numbers else ""
        remedy = verdict.fix
        if verdict.verdict == "failed" and verdict.numbers:
            remedy = f"{remedy} Ctrl+L, outside of this screen, explains its messages.".lstrip()
        said = f"{verdict.meaning} {remedy}"
        kept = ""
        if self.workspace.read_only:
            kept = "Nothing is kept in review."
        elif verdict.verdict == "unclear":
            kept = "It proves nothing, so it is not kept."
        if verdict.verdict != "unclear":
            self._pasted = ""
        told = digest(event.output.encode())[:16]
        doubt = ""
        if not kept and not event.here:
            doubt = self.workspace.doubt(self.item.name, told)

        def show(what: str, kept: str = "") -> None:
            text = f"  {numbers}{what.rstrip()} {doubt}".rstrip() + " "
            self._say(Content.assemble(mark.content, text, (kept, "$muted")))

        def keep(yes: bool | None) -> None:
            if yes:
                # What is kept stands above, where it is read later, too.
                show(f"It is kept, and stands above; d drops it. {remedy}")
                self._keep(verdict, mark.word, told)
            else:
                self._say(Content(f"It is not kept, and proves nothing here. {doubt}"))

        if kept:
            show(said, kept)
        elif doubt and self.workspace.to_agree(self.item.name, told):
            show(said)
            self.app.push_screen(Choose("Keep this output?", doubt, "Keep"), keep)
        else:
            keep(True)

    def action_drop(self) -> None:
        """Drop the output that was kept, which was perhaps of another machine; asks before."""
        proofs = sent_back(self.workspace, self.item.name)

        def agreed(yes: bool | None) -> None:
            if yes:
                self._drop([one.kind for one in proofs])

        self.app.push_screen(asking(self.workspace, self.item.name, proofs), agreed)

    @work(thread=True, group="keep")
    def _drop(self, kinds: list[str]) -> None:
        assert isinstance(self.workspace, Session)
        try:
            self.workspace.drop_proofs(self.item.name, kinds)
        except PwxError as error:
            self.post_message(self.Ended("It could not be dropped.", error))
            return
        self.post_message(self.Ended("The output that was kept is dropped."))
        self.post_message(self.Looked(proof_of(self.workspace, self.item, self.command)))

    @work(thread=True, group="keep")
    def _keep(self, verdict: PingVerdict, word: str, output_digest: str) -> None:
        assert isinstance(self.workspace, Session)
        try:
            proof = Proof(self.item.name, "ping", word, verdict.meaning, output_digest)
            self.workspace.keep_proofs([proof])
        except PwxError as error:
            self.post_message(self.Ended("It could not be kept.", error))
            return
        proved = proof_of(self.workspace, self.item, self.command)
        if not get_current_worker().is_cancelled:
            self.post_message(self.Looked(proved))

    def on_proving_screen_ended(self, event: Ended) -> None:
        """Say why there is no output."""
        self._busy = False
        self._say(event.text)
        if event.error is not None:
            self.app.push_screen(Said.of(event.error))

    def action_back(self) -> None:
        """Stop while it runs, otherwise go back."""
        if self._busy:
            self._stop.set()
        else:
            self.dismiss(None)

    def on_unmount(self) -> None:
        """Leave no program behind."""
        self._stop.set()
