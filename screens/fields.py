"""One question on the screen: its label, a widget for its kind of answer, and how to correct it."""

from itertools import count
from pathlib import Path

from textual import events, on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input
from textual.widgets.input import Selection

from pwxwizard.question import Answer, Kind, Option, Question, parse, shown
from screens.choice import Choice
from screens.frame import Remark
from screens.lines import AnswerInput, PickInput, ShownAnswer
from screens.paths import NameSuggester, PathSuggester, SourceSuggester, pick

_VISITS = count(1)

_FEW = 2
"""Names that are repeated where it is said that they stay; more are only counted."""

YES_NO = (Option("yes", "yes"), Option("no", "no"))


class Field(Vertical):
    """A question and its answer."""

    class Answered(Message):
        """Something was answered; `None` takes the answer back."""

        def __init__(self, field: "Field", answer: Answer | None) -> None:
            """Tell which field got which answer."""
            super().__init__()
            self.field = field
            self.answer = answer

    class Drafted(Message):
        """A text that is no answer is kept, but not saved; or what was kept so is of no use now."""

        def __init__(self, field: "Field", text: str) -> None:
            """Tell which field, and what was typed; an empty text when nothing is to be kept."""
            super().__init__()
            self.field = field
            self.text = text

    class Entered(Message):
        """The field has the focus now."""

        def __init__(self, field: "Field") -> None:
            """Tell which field."""
            super().__init__()
            self.field = field

    class Finished(Message):
        """The field was left by Enter."""

        def __init__(self, field: "Field") -> None:
            """Tell which field."""
            super().__init__()
            self.field = field

    def __init__(
        self,
        question: Question,
        answer: Answer | None,
        folder: Path,
        *,
        item: str = "",
        read_only: bool = False,
        draft: str = "",
    ) -> None:
        """Show a question.

        Args:
            question: what is asked.
            answer: what is answered.
            folder: where relative paths start.
            item: name of the item it belongs to.
            read_only: only show the answer.
            draft: what was typed before and could not be saved.
        """
        super().__init__()
        self.question = question
        self.item = item
        self._draft = draft
        self.answer = answer
        self._folder = folder
        self._read_only = read_only
        self._held = answer
        """The answer that held as the field was entered."""
        self.visit = 0
        """Number of the present stay in the field; no other stay in any field has it."""
        self._problem = ""
        self._label = Remark(classes="label")
        self._correction = Remark(classes="problem")
        self.widget = self._made()
        """Takes the answer; made at once, because keys may come before anything is laid out."""

    def compose(self) -> ComposeResult:
        """Lay out the label, the widget and the line that says how to correct the answer."""
        yield self._label
        yield self.widget
        yield self._correction

    def on_mount(self) -> None:
        """Name the question, and say again how to correct what was typed before."""
        self._show_label()
        if self._draft:
            self.complain(self._judged()[1])

    def _show_label(self) -> None:
        label = Content.assemble(self.question.label, (f"  {self.word()}", "$muted italic"))
        # It is one line, however long, so that nothing has to be laid out anew.
        self._label.say(label, layout=False)

    def word(self) -> str:
        """Return whether the field is answered, or what holds as long as it is not."""
        if self.answer is not None:
            return ""
        if self._problem:
            return ""
        if self.question.default is None:
            return "an answer is needed"
        return "optional" if self.question.default in ("", ()) else "default"

    @property
    def _held_shown(self) -> Content:
        held = self.answer if self.answer is not None else self.question.default
        return Content(self.question.named(held) or self.question.default_from or "-")

    def _made(self) -> Widget:
        question = self.question
        if self._read_only:
            return ShownAnswer(self._held_shown)
        if question.kind in {Kind.CHOICE, Kind.YES_NO}:
            return Choice(question.label, self._options(), self._chosen(), shown(question.default))
        if question.kind in {Kind.FILE, Kind.FOLDER}:
            suggester = PathSuggester(self._folder)
            return PickInput(self._text(), self._placeholder(), suggester=suggester)
        if question.kind is Kind.SECRET_SOURCE:
            return PickInput(self._text(), self._placeholder(), suggester=SourceSuggester())
        if question.separator:
            return PickInput(self._text(), self._placeholder(), suggester=NameSuggester(question))
        return AnswerInput(self._text(), self._placeholder())

    def _text(self) -> str:
        return self._draft or shown(self.answer)

    def _placeholder(self) -> str:
        default = self.question.default
        if default is None:
            return "separate them by commas or blanks" if self.question.kind is Kind.NAMES else ""
        return shown(default) or self.question.default_from

    def _options(self) -> tuple[Option, ...]:
        return self.question.options if self.question.kind is Kind.CHOICE else YES_NO

    def _chosen(self) -> str:
        return shown(self.answer)

    def enter(self) -> None:
        """Give the focus to the widget that takes the answer."""
        self.widget.focus()

    def renew(self, question: Question, answer: Answer | None) -> None:
        """Show another wording, default or answer, without touching what is being typed."""
        if (question, answer) == (self.question, self.answer):
            return
        changed = answer != self.answer
        if changed:
            # It was not typed here, so that it is what holds when what is typed is refused.
            self._held = answer
        self.question, self.answer = question, answer
        self._show_label()
        widget = self.widget
        if isinstance(widget, Choice):
            widget.offer(self._options(), self._chosen(), shown(question.default))
        elif isinstance(widget, ShownAnswer):
            widget.update(self._held_shown)
        elif isinstance(widget, AnswerInput):
            widget.propose(self._placeholder())
            if changed and not widget.has_focus and parse(question, widget.value).answer != answer:
                with widget.prevent(Input.Changed):
                    widget.value = shown(answer)

    def restore(self, answer: Answer | None) -> None:
        """Show an answer that was given elsewhere, even over what is being typed."""
        self.answer = self._held = answer
        self._show_label()
        widget = self.widget
        if isinstance(widget, AnswerInput):
            with widget.prevent(Input.Changed):
                widget.value = shown(answer)
            widget.show_beginning()
            self._type_over()
            self.complain("")
        self.post_message(self.Drafted(self, ""))

    def complain(self, problem: str) -> None:
        """Show how to correct the answer; an empty text takes the remark away."""
        if problem == self._problem or not self.is_attached:
            return
        self._problem = problem
        self._show_label()
        self._correction.say(Content(problem))
        self.set_class(bool(problem), "-wrong")
        focused = self.screen.focused
        if problem and focused is not None:
            # Where somebody is already must not be pushed out of sight by what is said here.
            seen = self._correction if self.has_focus_within else focused
            self.call_after_refresh(seen.scroll_visible, animate=False)

    @property
    def problem(self) -> str:
        """Return what is shown about how to correct the answer."""
        return self._problem

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if self._problem:
            # What is still wrong is said in the same words: a line less would move the whole form.
            problem = self._judged()[1]
            self.complain(self._told(problem) if problem else "")

    def _judged(self) -> tuple[Answer | None, str]:
        widget = self.widget
        if not isinstance(widget, AnswerInput):
            return self.answer, ""
        if not widget.value.strip() and self.question.default is not None:
            return None, ""
        given = parse(self.question, widget.value)
        return given.answer, given.problem

    def settle(self) -> None:
        """Save what was typed, or say how to correct it."""
        if self._read_only:
            return
        answer, problem = self._judged()
        widget = self.widget
        if not problem:
            self.complain("")
            self._tell(answer)
            self.post_message(self.Drafted(self, ""))
            if self.question.upper and answer is not None and isinstance(widget, AnswerInput):
                with widget.prevent(Input.Changed):
                    widget.value = shown(answer)
        elif isinstance(widget, AnswerInput) and not widget.value and self.answer is None:
            self.complain("")
        elif isinstance(widget, AnswerInput):
            self.complain(self._told(problem))
            self._type_over()
            self.post_message(self.Drafted(self, widget.value))

    def refuse(self, problem: str) -> None:
        """Say why an answer cannot be used; what held as the field was entered holds again."""
        refused = shown(self.answer)
        if self.answer != self._held:
            self._tell(self._held)
        self.complain(f"{problem} {self._stays()}".rstrip())
        self.post_message(self.Drafted(self, refused))

    def _type_over(self) -> None:
        """Let what is typed next take the place of what stands there, if the field has the focus."""
        if isinstance(self.widget, AnswerInput) and self.widget.has_focus:
            # With the cursor at the beginning, that is what is seen of a long text.
            self.widget.selection = Selection(len(self.widget.value), 0)

    def _told(self, problem: str) -> str:
        """Return how to correct what was typed, and what holds until then."""
        offered = "Ctrl+O offers a list. " if self.question.separator else ""
        return f"{problem} {offered}{self._stays()}".rstrip()

    def _stays(self) -> str:
        """Return what holds because what was typed is no answer; nothing where nothing is saved yet."""
        if not self.item:
            return ""
        held = self._held if self._held is not None else self.question.default
        named = self.question.named(held)
        if isinstance(held, tuple) and len(held) > _FEW:
            return f"Not saved: the {len(held)} that stood there stay."
        several = isinstance(held, tuple) and len(held) > 1
        return f"Not saved: {named} {'stay' if several else 'stays'}." if named else "Not saved."

    @property
    def unsaved(self) -> tuple[Answer | None] | None:
        """Return an answer that was typed and not told yet, in a tuple; `None` when there is none."""
        answer, problem = (self.answer, "") if self._read_only else self._judged()
        return None if problem or answer == self.answer else (answer,)

    def _tell(self, answer: Answer | None) -> None:
        if answer != self.answer:
            self.answer = answer
            self._show_label()
            self.post_message(self.Answered(self, answer))

    def on_descendant_focus(self, event: events.DescendantFocus) -> None:
        """Say that the field is entered, and let all of it be seen."""
        self._held = self.answer
        self.visit = next(_VISITS)
        self.scroll_visible(animate=False)
        self.post_message(self.Entered(self))

    def on_descendant_blur(self, event: events.DescendantBlur) -> None:
        """Save what was typed as the field is left."""
        if self.is_attached:
            self.settle()

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        event.stop()
        self.settle()
        self.post_message(self.Finished(self))

    @on(Choice.Chosen)
    def _chose(self, event: Choice.Chosen) -> None:
        event.stop()
        if event.value is None:
            self._tell(None)
        else:
            given = parse(self.question, event.value)
            self.complain(given.problem)
            if given.answer is not None:
                self._tell(given.answer)
        if event.final:
            self.post_message(self.Finished(self))

    @on(PickInput.Pick)
    def _pick(self, event: PickInput.Pick) -> None:
        event.stop()
        widget = self.widget
        assert isinstance(widget, PickInput)

        def take(chosen: str | None) -> None:
            if chosen is not None:
                widget.value = chosen
                # Of a path the end is of interest, of a list the beginning.
                widget.cursor_position = 0 if self.question.separator else len(chosen)
                self.settle()

        pick(self, self.question, widget.value, self._folder, take)
