"""The pane of one item: its name and state, its form, a hint, and what was noticed about it."""

from pathlib import Path

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content

from pwxwizard.examine import Item
from pwxwizard.finding import Finding, Severity
from screens import marks
from screens.choice import Choice
from screens.fields import Field
from screens.form import Form
from screens.frame import Remark


class AnswersPane(Vertical):
    """Everything about the item that is worked on or looked at."""

    def __init__(self, folder: Path, *, read_only: bool) -> None:
        """Begin empty; `folder` is where relative paths start."""
        super().__init__(id="answers")
        self._folder = folder
        self._read_only = read_only

    def compose(self) -> ComposeResult:
        """Lay out the parts."""
        yield Remark(id="head")
        yield Form(self._folder, read_only=self._read_only, id="form")
        yield Remark(id="hint")
        yield Remark(id="findings")

    def show_item(self, item: Item | None, step: str, findings: tuple[Finding, ...]) -> None:
        """Show name, state and findings of an item; without one, the title of the step."""
        head = self.query_one("#head", Remark)
        if item is None:
            head.say(Content.styled(step, "bold"))
        else:
            name = item.subject.title or item.subject.name
            line = Content.assemble((name, "bold"), "  ", marks.of_item(item).content)
            if item.because:
                because = "; ".join(cause.rstrip(".") for cause in item.because)
                line = Content.assemble(line, "  ", (because, "$muted"))
            head.say(line)
        self._show_findings(item.name if item else "", findings)

    def _show_findings(self, name: str, findings: tuple[Finding, ...]) -> None:
        # A missing answer is named by its field and by the item's state already.
        about = [one for one in findings if one.where.item == name and one.code != "ANS002"]
        order = list(Severity)
        lines = [
            Content.assemble(marks.SEVERITIES[one.severity].content, f"  {one.message}")
            for one in sorted(about, key=lambda one: order.index(one.severity))
        ]
        room = 2 if self.app.size.height >= 24 else 1
        rest = len(lines) - room
        if len(lines) > 1:
            more = f"  {rest} more: F5" if rest > 0 else ""
            # One finding may take the whole room; of several, each has a line.
            width = (self.size.width or self.app.size.width) - 2
            lines = [line.truncate(width, ellipsis=True) for line in lines[:room]]
            last = lines[-1].truncate(width - len(more), ellipsis=True)
            lines[-1] = Content.assemble(last, (more, "$muted"))
        pane = self.query_one("#findings", Remark)
        pane.say(Content("\n").join(lines))
        pane.display = bool(lines)

    def say(self, text: str) -> None:
        """Show a remark that is about no field."""
        self.query_one("#hint", Remark).say(Content(text), layout=False)

    def show_hint(self, otherwise: str = "") -> None:
        """Show a remark on the focused field; `otherwise` when none has the focus."""
        field = self.query_one(Form).focused
        # Its height is fixed, so that a new hint does not lay out the whole screen anew.
        self.say(hint(field) if field else otherwise)


def hint(field: Field) -> str:
    """Return one remark on a field: what follows from the choice, or where the default comes from."""
    question = field.question
    widget = field.widget
    said = []
    if isinstance(widget, Choice) and widget.consequence:
        said.append(widget.consequence)
    if question.separator:
        said.append("Ctrl+O offers a list.")
    default = question.named(question.default)
    # Beside an answer, what would hold without it is worth saying only if it has a name.
    if question.default is not None and question.default_from and (default or field.answer is None):
        named = f"{default}, " if default and field.answer is not None else ""
        said.append(f"Default: {named}{question.default_from}.")
    elif not said and question.help:
        said.append(question.help.partition(". ")[0].rstrip(".") + ".")
    return " ".join(said)
