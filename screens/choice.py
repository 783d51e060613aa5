"""Choosing one or several of a few answers: a line that shows the choice, lists with consequences."""

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.events import Key
from textual.message import Message
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option as Line

from pwxwizard.question import Option, Question, joined, several, shown
from screens.frame import Dialog, KeyHints
from screens.lines import WALKING, walk
from screens.lists import Hung, Lines

DEFAULT = "\0default"


class Choice(Static, can_focus=True):
    """The chosen option, on one line; Enter or Space opens the list."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "open", "Choose"),
        Binding("left", "turn(-1)", "Change", key_display="←→"),
        Binding("right", "turn(1)", "Change", show=False),
        Binding("backspace,delete", "take_back", "Default", show=False),
        *WALKING,
        # Otherwise they would scroll the form away from where one stands.
        Binding("home,end", "stay", show=False),
    ]

    class Chosen(Message):
        """An option was chosen; `None` takes the choice back."""

        def __init__(self, value: str | None, *, final: bool) -> None:
            """Tell the option; `final` when it was chosen from the list."""
            super().__init__()
            self.value = value
            self.final = final

    def __init__(self, title: str, options: tuple[Option, ...], chosen: str, default: str) -> None:
        """Offer options; `chosen` and `default` are values, empty for none."""
        super().__init__()
        self._title = title
        self.offer(options, chosen, default)

    def offer(self, options: tuple[Option, ...], chosen: str, default: str) -> None:
        """Show other options or another choice."""
        self.options = options
        self.chosen = chosen
        self.default = default
        self._show()

    def _show(self) -> None:
        value = self.chosen or self.default
        labels = {option.value: option.label for option in self.options}
        text = labels.get(value, value)
        if text:
            self.update(Content.assemble("▾ ", (text, "")))
        elif self.options:
            self.update(Content.assemble("▾ ", ("Enter shows the choices", "$muted")))
        else:
            self.update(Content.styled("▾ nothing to choose from yet", "$muted"))

    @property
    def consequence(self) -> str:
        """Return what follows from the option that holds now."""
        value = self.chosen or self.default
        return next((one.consequence for one in self.options if one.value == value), "")

    def _choose(self, value: str | None, *, final: bool) -> None:
        self.chosen = value or ""
        self._show()
        self.post_message(self.Chosen(value, final=final))

    def action_turn(self, step: int) -> None:
        """Go to the next or previous option; stops at either end."""
        values = [option.value for option in self.options]
        value = self.chosen or self.default
        at = values.index(value) + step if value in values else 0
        if 0 <= at < len(values):
            self._choose(values[at], final=False)

    def action_take_back(self) -> None:
        """Let the default hold again."""
        if self.default and self.chosen:
            self._choose(None, final=False)

    def action_field(self, by: int) -> None:
        """Go to the field above or below."""
        walk(self, by)

    def action_stay(self) -> None:
        """Do nothing."""

    def action_open(self) -> None:
        """Show every option with its consequence."""
        if not self.options:
            return

        def take(value: str | None) -> None:
            if value is not None:
                self._choose(None if value == DEFAULT else value, final=True)

        self.app.push_screen(
            ChooseDialog(self._title, self.options, self.chosen, self.default), take
        )


class ChoiceList(Lines):
    """The options of a dialog."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,space", "select", "Choose", tooltip="Answer with this one.")
    ]

    def on_key(self, event: Key) -> None:
        """Go to the next option that begins with the letter."""
        letter = event.character
        if not (letter and letter.isalnum()):
            return
        start = 0 if self.highlighted is None else self.highlighted + 1
        order = [*range(start, self.option_count), *range(start)]
        begins = (
            n for n in order if str(self.options[n].prompt).lower().startswith(letter.lower())
        )
        self.highlighted = next(begins, self.highlighted)


class ChooseDialog(Dialog[str | None]):
    """Every option with what follows from it; answers with a value, or `None` for no change."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Back"),
    ]

    def __init__(self, title: str, options: tuple[Option, ...], chosen: str, default: str) -> None:
        """Offer options; `chosen` and `default` are values, empty for none."""
        super().__init__()
        self._title = title
        self._options = options
        self._chosen = chosen
        self._default = default

    def compose(self) -> ComposeResult:
        """Lay out the list."""
        with Vertical(classes="dialog"):
            yield Static(self._title, classes="dialog-title")
            yield ChoiceList(*self._lines(), compact=True)
            yield KeyHints(classes="hints")

    def _lines(self) -> list[Line]:
        lines = []
        for option in self._options:
            mark = "  default" if option.value == self._default else ""
            text = Content.assemble((option.label, "bold"), mark)
            if option.consequence:
                text = Content.assemble(text, f"\n  {option.consequence}")
            lines.append(Line(Hung(text), id=option.value))
        if self._default and self._chosen:
            lines.append(Line("Take the answer back; the default holds again", id=DEFAULT))
        return lines

    def on_mount(self) -> None:
        """Stand on the option that holds now."""
        shown = self.query_one(OptionList)
        values = [option.value for option in self._options]
        value = self._chosen or self._default
        shown.highlighted = values.index(value) if value in values else 0

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Answer with the option."""
        event.stop()
        self.dismiss(event.option_id)

    def action_cancel(self) -> None:
        """Change nothing."""
        self.dismiss(None)


class SeveralList(Lines):
    """Names to take or leave; those that are taken have their place before them."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "select", "Take or leave", tooltip="Take this one too, or leave it out."),
        Binding("plus", "move(-1)", "Earlier", key_display="+"),
        Binding("minus", "move(1)", "Later", key_display="-"),
        Binding("enter", "screen.take", "Done"),
    ]

    def __init__(self, options: tuple[Option, ...], taken: tuple[str, ...]) -> None:
        """Offer options; `taken` are values in order, and stand first."""
        super().__init__(compact=True)
        rank = {value: at for at, value in enumerate(taken)}
        self._offered = sorted(options, key=lambda one: rank.get(one.value, len(rank)))
        self.taken = list(taken)
        self._draw()

    def _draw(self) -> None:
        at = self.highlighted
        self.clear_options()
        self.add_options([Line(Hung(self._line(one)), id=one.value) for one in self._offered])
        self.highlighted = at

    def _line(self, option: Option) -> Content:
        place = str(self.taken.index(option.value) + 1) if option.value in self.taken else ""
        told = f"\n     {option.consequence}" if option.consequence else ""
        return Content.assemble(f"{place:>2}   ", (option.label, "bold"), told)

    def _here(self) -> str:
        return "" if self.highlighted is None else self._offered[self.highlighted].value

    def on_option_list_option_selected(self, event: OptionList.OptionSelected) -> None:
        """Take what is under the cursor as the last one, or leave it."""
        event.stop()
        value = self._here()
        if value in self.taken:
            self.taken.remove(value)
        else:
            self.taken.append(value)
        self._draw()

    def action_move(self, by: int) -> None:
        """Put what is under the cursor earlier or later among those that are taken."""
        value = self._here()
        at = self.taken.index(value) if value in self.taken else -1
        if at < 0 or not 0 <= at + by < len(self.taken):
            return
        rows = [one.value for one in self._offered]
        here, there = rows.index(value), rows.index(self.taken[at + by])
        taken, offered = self.taken, self._offered
        taken[at], taken[at + by] = taken[at + by], taken[at]
        offered[here], offered[there] = offered[there], offered[here]
        self.highlighted = there
        self._draw()


class SeveralDialog(Dialog[str | None]):
    """What may be taken, in an order of one's own; answers with a text, or `None` for no change."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "cancel", "Back")]

    def __init__(self, question: Question, typed: str) -> None:
        """Begin with what is typed, or with the default."""
        super().__init__()
        self._question = question
        self._taken = several(question, typed or shown(question.default))

    def compose(self) -> ComposeResult:
        """Lay out the list; what was typed and is not offered stands in it, too."""
        typed = tuple(
            Option(name, name, "Typed.")
            for name in self._taken
            if name not in self._question.values
        )
        with Vertical(classes="dialog"):
            yield Static(self._question.label, classes="dialog-title")
            yield SeveralList((*self._question.options, *typed), self._taken)
            yield KeyHints(classes="hints")

    def action_take(self) -> None:
        """Take these, in this order."""
        # What stays as it is was not answered.
        taken = self.query_one(SeveralList).taken
        self.dismiss(None if tuple(taken) == self._taken else joined(self._question, taken))

    def action_cancel(self) -> None:
        """Change nothing."""
        self.dismiss(None)
