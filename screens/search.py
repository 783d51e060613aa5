"""Jumping to an item by typing a part of its name, its state or its step."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from pwxwizard.examine import Item
from screens import marks
from screens.frame import Dialog
from screens.lines import AnswerInput
from screens.lists import Lines

_MOST = 200


class SearchLine(AnswerInput):
    """The line that is typed into; the arrows move in the list below."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "screen.move(-1)", "Up", show=False),
        Binding("down", "screen.move(1)", "Down", show=False),
    ]


class SearchDialog(Dialog[str | None]):
    """Items that fit what is typed; answers with the name of one."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "cancel", "Back")]

    def __init__(self, items: tuple[Item, ...]) -> None:
        """Search among items."""
        super().__init__()
        self._items = items

    def compose(self) -> ComposeResult:
        """Lay out the line and the list."""
        with Vertical(classes="dialog -tall-dialog"):
            yield Static("Go to an item", classes="dialog-title")
            yield SearchLine(placeholder="part of a name, a state or a step")
            found = Lines(compact=True)
            found.can_focus = False
            yield found
            yield Static("The arrows choose, Enter goes there.", classes="hint")

    def on_mount(self) -> None:
        """Show everything first."""
        self._show("")

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        self._show(event.value)

    def _show(self, typed: str) -> None:
        words = typed.lower().split()
        lines = []
        for item in self._items:
            mark = marks.of_item(item)
            text = f"{item.step.title} {item.name} {item.subject.note} {mark.word}".lower()
            if all(word in text for word in words):
                title = item.subject.title or item.subject.name
                line = Content.assemble(
                    mark.content, "  ", (title, "bold"), (f"  {item.step.title}", "$muted")
                )
                lines.append(Option(line, id=item.name))
            if len(lines) == _MOST:
                break
        found = self.query_one(OptionList)
        found.clear_options()
        found.add_options(lines or [Option("Nothing fits.", disabled=True)])
        found.highlighted = 0 if lines else None

    def action_move(self, step: int) -> None:
        """Choose the line above or below."""
        found = self.query_one(OptionList)
        if step > 0:
            found.action_cursor_down()
        else:
            found.action_cursor_up()

    @on(Input.Submitted)
    def _submitted(self) -> None:
        self.query_one(OptionList).action_select()

    @on(OptionList.OptionSelected)
    def _selected(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option_id)

    def action_cancel(self) -> None:
        """Stay where one is."""
        self.dismiss(None)
