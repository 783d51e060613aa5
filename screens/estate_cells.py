"""The cells of the estate's table, and the line on which one of them is changed."""

from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.message import Message
from textual.widgets import DataTable

from pwxwizard.estate_rows import Asked, Row
from pwxwizard.project import dotted
from pwxwizard.question import Answer
from screens.fields import Field
from screens.lists import cell

NAME = "name"
"""The column that stays when the table is scrolled sideways."""
_WIDEST = 26
"""Columns of a terminal for one of the table at the most; the whole text is shown below."""
_NOTHING = cell("")


class Cells(DataTable[Text]):
    """A row for each machine, listener and connection; the cursor goes from cell to cell."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select_cursor", "Change", tooltip="Change what stands in this cell.")
    ]

    def __init__(self) -> None:
        """Begin empty."""
        super().__init__(id="estate", fixed_columns=1)
        self._titles: tuple[str, ...] = ()
        self._drawn: dict[str, Row] = {}

    def show(self, columns: tuple[str, ...], rows: tuple[Row, ...]) -> None:
        """Show the estate, touching only what is different where it can; the cursor stays."""
        titles = (NAME, *(column for column in columns if column != NAME))
        keys = [dotted(row.table) for row in rows]
        if titles == self._titles and keys == list(self._drawn):
            for row in rows:
                self.renew(row)
            return
        at = self.cursor_coordinate
        self.clear(columns=True)
        self._titles = titles
        self._drawn = dict(zip(keys, rows, strict=True))
        for title in titles:
            longest = max((len(_text(row, title)) for row in rows), default=0)
            self.add_column(title, width=max(len(title), min(longest, _WIDEST)), key=title)
        for key, row in self._drawn.items():
            self.add_row(*(_cell(_text(row, title)) for title in titles), key=key)
        self.move_cursor(row=at.row, column=at.column, animate=False)

    def renew(self, row: Row) -> None:
        """Show one row as it is now."""
        key = dotted(row.table)
        before = self._drawn.get(key)
        if before is None:
            return
        self._drawn[key] = row
        for title in self._titles:
            if _text(row, title) != _text(before, title):
                self.update_cell(key, title, _cell(_text(row, title)))

    @property
    def place(self) -> tuple[Row, str] | None:
        """Return the row and the column under the cursor; `None` when there is none."""
        if not self.is_valid_coordinate(self.cursor_coordinate):
            return None
        return list(self._drawn.values())[self.cursor_row], self._titles[self.cursor_column]

    def beside(self, direction: int) -> tuple[tuple[Row, tuple[str, ...]], ...]:
        """Return what follows the cursor: the rest of its row, then the row after that.

        Args:
            direction: 1 for what follows, -1 for what comes before, from the nearest on.
        """
        rows = list(self._drawn.values())
        at, column = self.cursor_row, self.cursor_column
        rest = self._titles[column + 1 :] if direction > 0 else self._titles[:column][::-1]
        parts = [(rows[at], rest)]
        if 0 <= at + direction < len(rows):
            parts.append((rows[at + direction], self._titles[::direction]))
        return tuple(parts)

    def stand_on(self, table: str, column: str) -> None:
        """Move the cursor to a cell, by the dotted path of its table; elsewhere it stays."""
        if table in self._drawn and column in self._titles:
            row, at = list(self._drawn).index(table), self._titles.index(column)
            self.move_cursor(row=row, column=at, animate=False)


class CellLine(Vertical):
    """The line that a cell is changed on: opened over the table, closed by an answer or by Escape."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "go_on(1)", "Next cell"),
        Binding("shift+tab", "go_on(-1)", "Previous cell", show=False),
        Binding("escape", "leave", "Leave it", key_display="Esc"),
    ]

    class Taken(Message):
        """An answer was given; `None` lets the default hold."""

        def __init__(self, asked: Asked, answer: Answer | None, direction: int) -> None:
            """Tell what to save, and whether the next cell (1) or the one before (-1) is wanted."""
            super().__init__()
            self.asked = asked
            self.answer = answer
            self.direction = direction

    class Left(Message):
        """The cell stays as it is."""

    def __init__(self) -> None:
        """Begin closed."""
        super().__init__(id="cell-line")
        self.asked: Asked | None = None
        """What is being answered; `None` while the line is closed."""

    @property
    def field(self) -> Field | None:
        """Return the question on the line, if it is open."""
        return next(iter(self.query(Field)), None)

    async def open(self, asked: Asked, answer: Answer | None, folder: Path) -> None:
        """Ask, with the present answer on the line."""
        await self.close()
        self.asked = asked
        field = Field(asked.question, answer, folder)
        self.add_class("-open")
        await self.mount(field)
        self.screen.set_focus(field.widget)

    async def close(self) -> None:
        """Ask nothing any more."""
        self.asked = None
        self.remove_class("-open")
        await self.remove_children()

    def on_field_answered(self, event: Field.Answered) -> None:
        """Save nothing before the line is taken."""
        event.stop()

    def on_field_finished(self, event: Field.Finished) -> None:
        """Take what was entered."""
        event.stop()
        self._take(event.field, 0)

    def action_go_on(self, direction: int) -> None:
        """Take what was entered, and go to the next cell or the one before."""
        if self.field is not None:
            self.field.settle()
            self._take(self.field, direction)

    def _take(self, field: Field, direction: int) -> None:
        if self.asked is not None and not field.problem:
            self.post_message(self.Taken(self.asked, field.answer, direction))

    def action_leave(self) -> None:
        """Change nothing."""
        self.post_message(self.Left())


def _text(row: Row, title: str) -> str:
    return row.name if title == NAME else row.cells.get(title, "")


def _cell(text: str) -> Text:
    # Most cells of a long table are empty, and all of those can be the same one.
    return cell(text) if text else _NOTHING
