"""Jumping to an item, or to a field of one, by typing parts of names, states and steps."""

from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option

from pwxwizard.examine import Item
from pwxwizard.finding import Where
from pwxwizard.project import Project, dotted
from screens import marks
from screens.frame import Dialog
from screens.lines import AnswerInput
from screens.lists import Lines

_MOST = 200
_MANY = 500
"""Items beyond which fields are not searched: asking all of them takes too long."""
_ENOUGH = 3
"""Letters from which fields are searched, too."""


class Place(Option):
    """A line that leads to a place."""

    def __init__(self, told: Content, where: Where) -> None:
        """Say what is there."""
        super().__init__(told)
        self.where = where


class SearchLine(AnswerInput):
    """The line that is typed into; the arrows move in the list below."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "screen.move(-1)", "Up", show=False),
        Binding("down", "screen.move(1)", "Down", show=False),
    ]


class SearchDialog(Dialog[Where | None]):
    """Items that fit what is typed, then fields; answers with the place of one."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "cancel", "Back")]

    def __init__(self, items: tuple[Item, ...], project: Project) -> None:
        """Search among a project's items, and their fields where there are not too many."""
        super().__init__()
        self._items = items
        self._project = project
        self._typed = ""

    def compose(self) -> ComposeResult:
        """Lay out the line and the list."""
        with Vertical(classes="dialog -tall-dialog"):
            yield Static("Go to an item or a field", classes="dialog-title")
            yield SearchLine(placeholder="part of a name, a state, a step or a question")
            found = Lines(compact=True)
            found.can_focus = False
            yield found
            yield Static("The arrows choose, Enter goes there.", classes="hint")

    def on_mount(self) -> None:
        """Show everything first."""
        self._show()

    def renew(self, items: tuple[Item, ...]) -> None:
        """Search among other items: those that were not known yet when it was opened."""
        self._items = items
        self.__dict__.pop("_fields", None)
        if self.is_mounted:
            self._show()

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        self._typed = event.value
        self._show()

    @cached_property
    def _fields(self) -> list[tuple[Item, str, Where]]:
        """The fields of all items, each with its label."""
        return [
            (item, one.label, Where(item=item.name, key=f"{dotted(item.subject.table)}.{one.key}"))
            for item in self._items
            for one in item.step.questions(self._project, item.subject)
        ]

    def _fitting(self, words: list[str]) -> Iterator["Place"]:
        """Yield every place that holds all words."""
        for item in self._items:
            mark = marks.of_item(item)
            text = f"{item.step.title} {item.name} {item.subject.note} {mark.word}"
            if _holds(text, words):
                told = Content.assemble((_named(item), "bold"), (f"  {item.step.title}", "$muted"))
                yield Place(Content.assemble(mark.content, "  ", told), Where(item=item.name))
        if len(self._items) > _MANY or max(map(len, words), default=0) < _ENOUGH:
            return
        for item, label, where in self._fields:
            if _holds(label, words[:1]) and _holds(f"{label} {item.name} {item.step.title}", words):
                of = f"  {_named(item)}, {item.step.title}"
                yield Place(Content.assemble((label, "bold"), (of, "$muted")), where)

    def _show(self) -> None:
        fitting = list(islice(self._fitting(self._typed.lower().split()), _MOST))
        nothing = "Looking at the project ..."
        if self._items:
            nothing = "Nothing fits. What words mean is told by F1, then g."
        found = self.query_one(OptionList)
        found.clear_options()
        found.add_options(fitting or [Option(nothing, disabled=True)])
        found.highlighted = 0 if fitting else None

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
        # The list may be another one by now: what was chosen tells its place itself.
        if isinstance(event.option, Place):
            self.dismiss(event.option.where)

    def action_cancel(self) -> None:
        """Stay where one is."""
        self.dismiss(None)


def _holds(text: str, words: list[str]) -> bool:
    return all(word in text.lower() for word in words)


def _named(item: Item) -> str:
    return item.subject.title or item.subject.name
