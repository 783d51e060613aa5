"""The reference of findings: every code with its reason, remedy and source, found by typing."""

from collections.abc import Mapping
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from pwxwizard import finding_reference
from pwxwizard.finding import FindingRule
from screens.frame import Dialog
from screens.lists import Lines
from screens.search import SearchLine


class FindingsDialog(Dialog[None]):
    """Every rule that fits what is typed, and all there is to say about the chosen one."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "close", "Back")]

    def __init__(self, wanted: str = "") -> None:
        """Show what fits `wanted` first; all of them when it is empty."""
        super().__init__()
        self._wanted = wanted
        self._rules: Mapping[str, FindingRule] = {}

    def compose(self) -> ComposeResult:
        """Lay out the line, the list and the explanation."""
        with Vertical(classes="dialog -tall-dialog"):
            yield Static("Findings", classes="dialog-title")
            yield SearchLine(self._wanted, "a code, or words of what it is about")
            found = Lines(Option("Reading ...", disabled=True), compact=True)
            found.can_focus = False
            yield found
            with VerticalScroll(id="explanation", can_focus=False):
                yield Static()
            yield Static("The arrows choose.", classes="hint")

    def on_mount(self) -> None:
        """Ask the engine for its rules without holding the screen up."""
        self._load()

    @work(thread=True)
    def _load(self) -> None:
        rules = finding_reference.rules()
        self.app.call_from_thread(self._loaded, rules)

    def _loaded(self, rules: Mapping[str, FindingRule]) -> None:
        self._rules = rules
        self._show(self.query_one(Input).value)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        if self._rules:
            self._show(event.value)

    def _show(self, typed: str) -> None:
        words = typed.lower().split()
        options = []
        for rule in self._rules.values():
            text = f"{rule.code} {rule.severity} {rule.title} {finding_reference.family(rule.code)}"
            if all(word in text.lower() for word in words):
                line = Content.assemble(
                    (rule.code, "bold"), f"  {rule.severity.value:7}  {rule.title}"
                )
                options.append(Option(line, id=rule.code))
        found = self.query_one(OptionList)
        found.clear_options()
        found.add_options(options or [Option("Nothing fits.", disabled=True)])
        found.highlighted = 0 if options else None
        if not options:
            self.query_one("#explanation Static", Static).update("")

    @on(OptionList.OptionHighlighted)
    def _chosen(self, event: OptionList.OptionHighlighted) -> None:
        rule = self._rules.get(event.option_id or "")
        if rule is not None:
            parts = (("Why", rule.why), ("Fix", rule.fix), ("Source", rule.source))
            lines = [Content.assemble((f"{name}: ", "bold"), text) for name, text in parts]
            self.query_one("#explanation Static", Static).update(Content("\n").join(lines))

    def action_move(self, step: int) -> None:
        """Choose the line above or below."""
        found = self.query_one(OptionList)
        if step > 0:
            found.action_cursor_down()
        else:
            found.action_cursor_up()

    def action_close(self) -> None:
        """Go back."""
        self.dismiss(None)
