"""What a message or a whole log means: its codes, the likely causes, and the way to what mends them."""

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from pwxwizard import finding_reference, verify
from pwxwizard.errors import PwxError, UnreadableError
from pwxwizard.finding import FindingRule
from pwxwizard.item_names import titled
from pwxwizard.knowledge import Confidence, Provenance
from pwxwizard.review import Review
from pwxwizard.verify import Explanation
from screens.frame import KeyHints, TitleLine
from screens.inspecting import LARGEST, AskFile, InspectionScreen, Sheet
from screens.lists import Lines, Rows, at, cell
from screens.pasting import PasteOutput


class ExplainScreen(InspectionScreen[str]):
    """The codes of a text, explained; answers with an item to go to, or `None`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("p", "paste", "Paste text"),
        Binding("o", "open", "Open a log"),
    ]
    PAGE = "explaining"

    class Known(Message):
        """It is known what a text means."""

        def __init__(
            self, name: str, rules: tuple[FindingRule, ...], found: tuple[Explanation, ...]
        ) -> None:
            """Hand over what it names: findings of this program, and codes of others."""
            super().__init__()
            self.name = name
            self.rules = rules
            self.found = found

    def __init__(self, workspace: Review) -> None:
        """Explain with a workspace's matrix and its corrections of the catalogue."""
        super().__init__()
        self.workspace = workspace
        self._found: tuple[Explanation, ...] = ()

    def compose(self) -> ComposeResult:
        """Lay out the codes, the meaning of the chosen one, and its causes."""
        yield TitleLine(id="title")
        yield Rows("codes", ("Line", 4), ("Times", 5), ("Code", 20), ("Meaning", None))
        yield Static("What it means", classes="part")
        yield Sheet(id="meaning")
        yield Static("Likely causes, those that this project really has first", classes="part")
        yield Lines(id="causes", compact=True)
        yield KeyHints(id="keys")

    def on_mount(self) -> None:
        """Say what to do first."""
        self.query_one("#codes").focus()
        self.query_one(TitleLine).say("Explain messages and return codes")
        self._say(
            "p takes pasted text, o opens a log: a code, a message, or a whole job log with "
            "messages of PowerExchange, AT-TLS, System SSL, OpenSSL and RACF."
        )

    def _say(self, text: str) -> None:
        self.query_one("#meaning", Sheet).show(Content(text))

    def action_paste(self) -> None:
        """Take a pasted text."""

        def take(text: str | None) -> None:
            if text:
                self._explain("pasted text", text)

        self.app.push_screen(PasteOutput("Messages to explain"), take)

    def action_open(self) -> None:
        """Take the text of a file."""

        def take(path: str | None) -> None:
            if path:
                self._open(path)

        text = "A job log, a syslogd file, what a program printed."
        self.app.push_screen(AskFile("Log to explain", text, self.workspace.path.parent), take)

    @work(thread=True, exclusive=True, group="explain")
    def _open(self, path: str) -> None:
        seen = self.workspace.world.reader.look(path)
        if seen.state != "file" or len(seen.data) > LARGEST:
            reason = seen.problem or "too large"
            problem = UnreadableError(f"{reason}.", fix="Choose another file.", where=path)
            self.post_message(self.Failed(problem))
        else:
            self._known(path, verify.output_text(seen.data))

    @work(thread=True, exclusive=True, group="explain")
    def _explain(self, name: str, text: str) -> None:
        self._known(name, text)

    def _known(self, name: str, text: str) -> None:
        try:
            found = self.workspace.explain(text)
        except PwxError as error:
            self.post_message(self.Failed(error))
            return
        self.post_message(self.Known(name, finding_reference.named(text), found))

    def on_explain_screen_known(self, event: Known) -> None:
        """Show the codes."""
        self._found = (*event.found, *map(_ours, event.rules))
        known = sum(one.known for one in self._found)
        note = f"{known} of {len(self._found)} codes known"
        self.query_one(TitleLine).say(f"Explain {event.name}", note)
        self.query_one("#codes", Rows).show(
            (cell(str(one.line or "")), cell(str(one.count)), cell(one.code), cell(one.meaning))
            for one in self._found
        )
        self._describe()
        if not self._found:
            self._say("There is no message number, return code or alert in it.")

    @on(Rows.RowHighlighted, "#codes")
    def _describe(self) -> None:
        causes = self.query_one("#causes", OptionList)
        causes.clear_options()
        one = self._chosen
        if one is None:
            return
        lines = [Content.assemble((one.code, "bold"), f"  {one.family}"), Content(one.meaning)]
        if one.how_to_tell:
            lines.append(Content.assemble(("How to tell: ", "bold"), one.how_to_tell))
        if one.source:
            lines.append(
                Content.styled(f"Source: {Provenance(one.source, one.confidence)}.", "$muted")
            )
        self.query_one("#meaning", Sheet).show(Content("\n").join(lines))
        project = self.workspace.project
        options = [
            Option(
                Content.assemble(
                    ("X here  ", "$error") if cause.present else "  ",
                    cause.sentence,
                    (f"\n  To mend in {titled(project, cause.item)}", "bold") if cause.item else "",
                ),
                disabled=not cause.item,
            )
            for cause in one.causes
        ]
        causes.add_options(options or [Option("None is known here.", disabled=True)])

    @property
    def _chosen(self) -> Explanation | None:
        row = self.query_one("#codes", Rows).cursor_row
        return self._found[row] if 0 <= row < len(self._found) else None

    @on(Rows.RowSelected, "#codes")
    def _to_causes(self) -> None:
        causes = self.query_one("#causes", OptionList)
        causes.focus()
        causes.action_first()

    @on(OptionList.OptionSelected, "#causes")
    def _mend(self, event: OptionList.OptionSelected) -> None:
        cause = at(self._chosen.causes if self._chosen else (), event.option_index)
        if cause is not None and cause.item:
            self.dismiss(cause.item)

    def action_back(self) -> None:
        """Go back to the codes, and from there to the project."""
        table = self.query_one("#codes")
        if table.has_focus:
            self.dismiss(None)
        else:
            table.focus()


def _ours(rule: FindingRule) -> Explanation:
    """Return a finding of this program as the explanation that it is."""
    meaning = f"{rule.title}. {rule.why}"
    return Explanation(
        rule.code,
        "finding of pwxwizard",
        meaning,
        rule.source,
        Confidence.DOCUMENTED,
        (),
        rule.fix,
        line=0,
        count=1,
    )
