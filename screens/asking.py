"""Dialogs that ask several things: passphrases before work begins, and what is added to the estate."""

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.widgets import Button, Input, Static

from pwxwizard import pki
from pwxwizard.finding import Severity, capitalised
from pwxwizard.plan import SecretNeed
from pwxwizard.question import Answer
from pwxwizard.steps.base import Addition
from screens.fields import Field
from screens.frame import Asking, Buttons
from screens.lines import AnswerInput


class SecretInput(AnswerInput):
    """A line that never shows what is typed; it can be pasted into but not copied from."""

    def __init__(self, purpose: str, *, again: bool) -> None:
        """Ask for the secret of a purpose, or for the same once more."""
        super().__init__(password=True)
        self.purpose = purpose
        self.again = again

    def action_copy(self) -> None:
        """Give nothing away."""

    def action_cut(self) -> None:
        """Give nothing away."""


class SecretField(Vertical):
    """The lines for one passphrase."""

    def on_descendant_focus(self) -> None:
        """Let all of it be seen."""
        self.scroll_visible(animate=False)


class AskPassphrases(Asking[dict[str, str]]):
    """Every passphrase that work will need, asked before it begins; answers by purpose."""

    def __init__(self, needs: tuple[SecretNeed, ...]) -> None:
        """Ask for these, twice for those that are chosen now."""
        super().__init__()
        self._needs = needs

    def compose(self) -> ComposeResult:
        """Lay out a line or two for each."""
        with Vertical(classes="dialog"):
            yield Static("Passphrases", classes="dialog-title")
            yield Static(self._promise())
            with VerticalScroll(classes="dialog-text", can_focus=False):
                for need in self._needs:
                    label = capitalised(need.purpose)
                    new = "  new: choose one, type it twice" if need.new else ""
                    with SecretField():
                        yield Static(Content.assemble(label, (new, "$muted italic")))
                        if need.written:
                            yield Static(Content.styled(need.fate, "$warning"))
                        yield SecretInput(need.purpose, again=False)
                        yield Remark(need.purpose)
                        if need.new:
                            yield Static("The same again", classes="again")
                            yield SecretInput(need.purpose, again=True)
            yield Buttons("Go on")

    def _promise(self) -> str:
        least, safe = pki.PASSPHRASE_LEAST, pki.PASSPHRASE_SAFE
        rule = f"\nA new one has at least {least} characters, better {safe} or more."
        new = rule if any(need.new for need in self._needs) else ""
        if any(need.written for need in self._needs):
            return f"Kept in memory until the wizard ends; what is written says so.{new}"
        return f"Kept in memory until the wizard ends; none goes into a file.{new}"

    def _typed(self, *, again: bool) -> dict[str, str]:
        return {line.purpose: line.value for line in self.query(SecretInput) if line.again is again}

    def _judge(self, need: SecretNeed, *, left: bool = False) -> bool:
        """Say what speaks against a passphrase; tell whether it can be used.

        Where it was only `left`, what was not typed yet is not asked for.
        """
        secret = self._typed(again=False)[need.purpose]
        again = self._typed(again=True).get(need.purpose, "")
        remarks = [] if secret or left else ["It is needed to go on."]
        wrong, differs = not secret, False
        if secret and need.new:
            weak = pki.strength(secret)
            remarks = [f"{finding.message} {finding.fix}" for finding in weak]
            wrong = any(finding.severity is Severity.ERROR for finding in weak)
            differs = again != secret and not (left and not again)
            if differs:
                how = "type one of them again" if left else "typing replaces the second one"
                remarks.append(f"The two are not the same: {how}.")
        self._remark(need.purpose).show(
            remarks, wrong=wrong or differs, differs=differs and not wrong
        )
        return not (wrong or differs)

    def _remark(self, purpose: str) -> "Remark":
        return next(remark for remark in self.query(Remark) if remark.purpose == purpose)

    @on(Input.Blurred)
    def _left(self, event: Input.Blurred) -> None:
        line = event.input
        if isinstance(line, SecretInput) and line.value:
            self._judge(self._need(line), left=True)

    def _need(self, line: SecretInput) -> SecretNeed:
        return next(need for need in self._needs if need.purpose == line.purpose)

    @on(Input.Changed)
    def _typed_anew(self, event: Input.Changed) -> None:
        line = event.input
        if isinstance(line, SecretInput) and line.has_focus:
            self._remark(line.purpose).show([], wrong=False, differs=False)

    @on(Input.Submitted)
    def _next(self, event: Input.Submitted) -> None:
        line = event.input
        if not isinstance(line, SecretInput) or not line.has_focus:
            return
        need = self._need(line)
        first = bool(line.value) and need.new and not line.again
        if not self._judge(need, left=first):
            self._stand_on(need)
        elif line is self.query(SecretInput).last():
            self._agree()
        else:
            self.focus_next()

    @on(Button.Pressed, "#yes")
    def _agree(self) -> None:
        usable = [self._judge(need) for need in self._needs]
        if all(usable):
            self.dismiss(self._typed(again=False))
            return
        self._stand_on(next(n for n in self._needs if self._remark(n.purpose).wrong))

    def _stand_on(self, need: SecretNeed) -> None:
        """Go to the line of a passphrase that cannot be used, where typing replaces what is there."""
        lines = [line for line in self.query(SecretInput) if line.purpose == need.purpose]
        line = lines[-1 if self._remark(need.purpose).differs else 0]
        line.focus()
        line.select_all()


class Remark(Static):
    """What speaks against a passphrase."""

    def __init__(self, purpose: str) -> None:
        """Begin with nothing."""
        super().__init__(classes="problem-line")
        self.purpose = purpose
        self.wrong = False
        """The passphrase cannot be used."""
        self.differs = False
        """It could be used, but was typed in two ways."""

    def show(self, remarks: list[str], *, wrong: bool, differs: bool) -> None:
        """Show remarks, and keep what follows from them."""
        self.wrong = wrong
        self.differs = differs
        self.set_class(bool(remarks), "-said")
        self.set_class(wrong, "-wrong")
        self.update("\n".join(remarks))


class AskAddition(Asking[bool]):
    """What is added to the estate: which kind, and its first answers."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "up",
            "app.focus_previous",
            "Field before",
            show=False,
            tooltip="Go to the field before.",
        )
    ]

    def __init__(
        self,
        addition: Addition,
        folder: Path,
        add: Callable[[dict[str, Answer]], str],
    ) -> None:
        """Ask the addition's questions; `add` returns how to correct what cannot be added."""
        super().__init__()
        self._addition = addition
        self._folder = folder
        self._add = add
        self._answers: dict[str, Answer] = {}

    def compose(self) -> ComposeResult:
        """Lay out the questions."""
        with Vertical(classes="dialog"):
            yield Static(self._addition.label, classes="dialog-title")
            with VerticalScroll(classes="dialog-text", can_focus=False):
                for question in self._addition.questions:
                    yield Field(question, None, self._folder)
            yield Static(classes="problem", id="refusal")
            yield Static(classes="hint")
            yield Buttons("Add")

    def on_mount(self) -> None:
        """Stand on the first question that has no answer yet."""
        fields = self.query(Field)
        first = next((one for one in fields if one.question.default is None), fields.first())
        first.widget.focus()

    @property
    def unsent(self) -> str:
        """Say that what was answered or typed here would be lost."""
        begun = self._answers or any(field.unsaved or field.problem for field in self.query(Field))
        return "What is typed here is not added yet, and would be lost." if begun else ""

    @on(Field.Answered)
    def _answered(self, event: Field.Answered) -> None:
        event.stop()
        if event.answer is None:
            self._answers.pop(event.field.question.key, None)
        else:
            self._answers[event.field.question.key] = event.answer
        self._refuse("")

    def _refuse(self, problem: str) -> None:
        """Say how to correct what cannot be added; an empty text takes that away."""
        refusal = self.query_one("#refusal", Static)
        refusal.update(problem)
        refusal.set_class(bool(problem), "-said")

    @on(Field.Entered)
    def _entered(self, event: Field.Entered) -> None:
        event.stop()
        self.query_one(".hint", Static).update(event.field.question.help)

    @on(Field.Finished)
    def _finished(self, event: Field.Finished) -> None:
        event.stop()
        # A second Enter may have been on its way before the first one moved the focus.
        if not event.field.has_focus_within or event.field.problem:
            return
        # Behind the last one stands the button, so that all of it is seen before it is added.
        self.focus_next()

    @on(Button.Pressed, "#yes")
    def _agree(self) -> None:
        for field in self.query(Field):
            default = field.question.default
            if field.question.key not in self._answers and default is not None:
                self._answers[field.question.key] = default
            elif field.question.key not in self._answers:
                problem = field.problem or "An answer is needed here."
                field.complain(problem)
                field.widget.focus()
                return
        problem = self._add(dict(self._answers))
        self._refuse(problem)
        if not problem:
            self.dismiss(True)
