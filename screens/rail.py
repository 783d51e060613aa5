"""The ordered steps at the left, each with the state of its items; and the table of items."""

from typing import Any, ClassVar

from rich.style import Style
from rich.text import Text
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import DataTable
from textual.widgets.option_list import Option

from pwxwizard.examine import Item
from pwxwizard.steps.base import Step
from screens import marks
from screens.lists import Lines

_STATE_WIDTH = 11
_NOTE_WIDTH = 16
_SHORT_NOTE = 5
"""Columns that a note keeps beside a long name: enough for `Linux`."""
_ROOM_FOR_REASONS = 66


class StepRail(Lines):
    """Every step in order; the highlighted one is worked on."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,right", "screen.enter_items", "Items", key_display="Enter"),
        Binding("p", "screen.prove", "Proof"),
    ]

    def __init__(self, steps: tuple[Step[Any], ...]) -> None:
        """Show steps; what they are about comes with `renew`."""
        super().__init__(id="rail", compact=True)
        self._steps = steps
        self._shown: list[Content] = []

    def renew(self, items: tuple[Item, ...] | None) -> None:
        """Show how far each step is, touching only what is different; `None` while nobody knows."""
        prompts = [
            Content.assemble((step.title, "bold"), "\n", _so_far(step, items))
            for step in self._steps
        ]
        if not self._shown:
            self.add_options(
                Option(prompt, id=step.key)
                for prompt, step in zip(prompts, self._steps, strict=True)
            )
        else:
            for index, (old, new) in enumerate(zip(self._shown, prompts, strict=True)):
                if not old.is_same(new):
                    self.replace_option_prompt_at_index(index, new)
        self._shown = prompts


def _so_far(step: Step[Any], items: tuple[Item, ...] | None) -> Content:
    if items is None:
        return Content.styled("looking ...", "$muted")
    return marks.of_step(tuple(item for item in items if item.step.key == step.key))


class ItemTable(DataTable[Text]):
    """The items of the chosen step: state, name, and a few words."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,right", "screen.enter_form", "Answers", key_display="Enter"),
        Binding("left,escape", "screen.enter_rail", "Steps", key_display="Esc"),
        Binding("p", "screen.prove", "Proof"),
        Binding("n", "screen.next_open", "Next open", show=False),
        Binding("N", "screen.previous_open", "Previous open", show=False),
        Binding("home", "scroll_top", "First item", show=False, tooltip="Go to the first item."),
        Binding("end", "scroll_bottom", "Last item", show=False, tooltip="Go to the last item."),
    ]

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__(id="items", cursor_type="row", zebra_stripes=False)
        self._rows: list[tuple[str, ...]] = []
        self._items: tuple[Item, ...] = ()
        self._longest = 0
        self._longest_note = 0
        self._drawn_for: list[tuple[str, int | None]] = []
        self.names: list[str] = []
        """The name of the item of each row."""

    def renew(self, items: tuple[Item, ...]) -> None:
        """Show items, touching only what is different; the cursor stays on its item."""
        self._items = items
        rows = [self._row(item) for item in items]
        self._longest = max((len(row[1]) for row in rows), default=0)
        self._longest_note = max((len(row[2]) for row in rows), default=0)
        names = [item.name for item in items]
        if names != self.names or self._drawn_for != self._titles():
            kept, at = self.highlighted, self.cursor_row
            self.clear(columns=True)
            self._drawn_for = self._titles()
            for title, width in self._drawn_for:
                self.add_column(title, width=width, key=title)
            for name, row, item in zip(names, rows, items, strict=True):
                self.add_row(*self._cells(row, item), key=name)
            self.names = names
            # Where the item is gone, the cursor stays at its place, not at the first one.
            self.move_cursor(row=names.index(kept) if kept in names else at, animate=False)
        else:
            titles = [title for title, _ in self._titles()]
            for old, new, item in zip(self._rows, rows, items, strict=True):
                if old == new:
                    continue
                for title, cell in zip(titles, self._cells(new, item), strict=True):
                    self.update_cell(item.name, title, cell)
        self._rows = rows

    def on_mount(self) -> None:
        """Follow the theme: cells know colours, not the theme's names for them."""
        self.app.theme_changed_signal.subscribe(self, lambda _: self._repaint())

    def on_resize(self) -> None:
        """Let the columns use the room there is."""
        if self._items and self._drawn_for != self._titles():
            self._repaint()

    def _repaint(self) -> None:
        self._drawn_for = []
        self.renew(self._items)

    def _titles(self) -> list[tuple[str, int | None]]:
        room = self.size.width or self.app.size.width
        reasons = [("Because", None)] if room >= _ROOM_FOR_REASONS else []
        rest = room - _STATE_WIDTH - 7
        name = max(4, min(self._longest, rest - min(_SHORT_NOTE, self._longest_note)))
        note = min(rest - name, _NOTE_WIDTH) if reasons else rest - name
        return [("State", _STATE_WIDTH), ("Name", name), ("", max(1, note)), *reasons]

    def _row(self, item: Item) -> tuple[str, ...]:
        mark = marks.of_item(item)
        return (
            str(mark),
            item.subject.title or item.subject.name,
            item.subject.note,
            *item.because,
        )

    def _cells(self, row: tuple[str, ...], item: Item) -> list[Text]:
        variables = self.app.theme_variables
        muted = Style(color=variables["muted"])
        _, name, note, *because = row
        cells = [
            marks.of_item(item).text(variables),
            Text(name, no_wrap=True, overflow="ellipsis", end=""),
            Text(note, muted, no_wrap=True, overflow="ellipsis", end=""),
        ]
        if len(self._titles()) > len(cells):
            cells.append(
                Text(
                    "; ".join(one.rstrip(".") for one in because),
                    no_wrap=True,
                    overflow="ellipsis",
                    end="",
                )
            )
        return cells

    @property
    def highlighted(self) -> str:
        """Return the name of the item under the cursor; empty when there is none."""
        row = self.cursor_row
        return self.names[row] if 0 <= row < len(self.names) else ""

    def stand_on(self, name: str) -> None:
        """Move the cursor to an item of this step."""
        if name in self.names:
            self.move_cursor(row=self.names.index(name), animate=False)


ESTATE_KEYS: list[BindingType] = [
    Binding("a", "screen.add", "Add"),
    Binding("f", "screen.adopt", "From files"),
    Binding("t", "screen.estate_table", "Table", show=False),
    Binding("c", "screen.change_ca", "Change CA"),
]
"""Keys that are about a whole step."""


class EditableStepRail(StepRail):
    """The steps with the keys that change the estate; not used in review."""

    BINDINGS: ClassVar[list[BindingType]] = ESTATE_KEYS


class EditableItemTable(ItemTable):
    """The items with the keys that change the estate; not used in review."""

    BINDINGS: ClassVar[list[BindingType]] = [
        *ESTATE_KEYS,
        Binding("r", "screen.renew", "Renew"),
        Binding("w", "screen.withdraw", "Withdraw", show=False),
        Binding("x", "screen.remove", "Remove"),
        Binding("s", "screen.skip", "Skip", show=False),
        Binding("k", "screen.replace_key", "Replace key", show=False),
    ]
