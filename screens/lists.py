"""Tables, lists and texts that stay readable at every width: cut with a mark, hung, in one colour."""

import re
from collections.abc import Callable, Iterable, Sequence
from typing import ClassVar, TypeVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from rich.text import Text, TextType
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.css.styles import RulesMap
from textual.events import Resize
from textual.strip import Strip
from textual.style import Style as VisualStyle
from textual.visual import RenderOptions, Visual
from textual.widgets import DataTable, OptionList
from textual.widgets.data_table import RowKey

T = TypeVar("T")

_NARROWEST = 8
"""Columns that a column keeps, however little room is left for it."""
_ENOUGH = 20
"""Columns that one which takes what is left should have, at the cost of the widest of the others."""
_AMPLE = 1000
"""Columns in which every line has room."""
_BULLET = re.compile(r" *(?:- |\d+\. |\d{4}-\d\d-\d\d  |\S [a-z]+(?: [a-z]+)?  )? *")
"""What a line's text stands behind: a bullet, a number, a date, or a mark with its word and two blanks."""


def at(rows: Sequence[T], index: int) -> T | None:
    """Return what stands at a place; `None` when the list has become shorter since a key was pressed."""
    return rows[index] if 0 <= index < len(rows) else None


def cell(text: str, colour: str = "") -> Text:
    """Return a table's cell on one line; `colour` as terminals know it."""
    style = Style(color=colour) if colour else Style()
    return Text(text, style, no_wrap=True, overflow="ellipsis", end="")


class Rows(DataTable[Text]):
    """A table whose columns are known from the start; it is never scrolled sideways."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("home", "scroll_top", "First row", show=False, tooltip="Go to the first row."),
        Binding("end", "scroll_bottom", "Last row", show=False, tooltip="Go to the last row."),
    ]

    def __init__(
        self,
        id: str,  # noqa: A002 - Textual's
        *columns: tuple[str, int | None],
        fitted: bool = False,
    ) -> None:
        """Begin without rows.

        Args:
            id: the widget's name.
            columns: title and width of each; those without a width share the room that is left.
            fitted: a column whose cells are short gives its room to those whose cells are cut.
        """
        super().__init__(id=id, cursor_type="row")
        self._planned = columns
        self._fitted = fitted
        self._needs = [cell_len(title) for title, _ in columns]
        self._widths = [width or _NARROWEST for _, width in columns]
        self._add_columns()

    def _add_columns(self) -> None:
        for (title, _), width in zip(self._planned, self._widths, strict=True):
            self.add_column(cell(title), width=width, key=title)

    def on_resize(self, event: Resize) -> None:
        """Share the room anew."""
        self._share(event.size.width)

    def add_row(
        self,
        *cells: Text,
        height: int | None = 1,
        key: str | None = None,
        label: TextType | None = None,
    ) -> RowKey:
        """Add a row; a table that fits its cells shares the room anew where one is longer."""
        added = super().add_row(*cells, height=height, key=key, label=label)
        if self._fitted:
            needs = [max(*pair) for pair in zip(self._needs, map(_length, cells), strict=True)]
            if needs != self._needs:
                self._needs = needs
                self._share(self.size.width)
        return added

    def _share(self, width: int) -> None:
        if not width:
            return
        # A bar may come with more rows; what it covers could not be read.
        room = width - self.styles.scrollbar_size_vertical
        room -= 2 * self.cell_padding * len(self._planned)
        widths = shared([width for _, width in self._planned], room)
        if self._fitted:
            widths = fitted(widths, self._needs, room)
        if widths != self._widths:
            self._widths = widths
            self._lay_out()

    def _lay_out(self) -> None:
        """Draw every column anew, with the rows that are there and the cursor where it is."""
        rows = [(row.key.value, self.get_row(row.key)) for row in self.ordered_rows]
        at = self.cursor_row
        # Nobody moved: what is told about the row below is to stay as it is.
        with self.prevent(self.RowHighlighted):
            self.clear(columns=True)
            self._add_columns()
            for key, cells in rows:
                self.add_row(*cells, key=key)
            self._stand(at)

    def show(self, rows: Iterable[tuple[Text, ...]], stand_on: int = 0) -> None:
        """Show other rows, with the cursor on one of them."""
        self.clear()
        self.add_rows(rows)
        self._stand(stand_on)

    def _stand(self, row: int) -> None:
        if 0 < row < self.row_count:
            self.move_cursor(row=row, animate=False)


def shared(planned: list[int | None], room: int) -> list[int]:
    """Return the width of every column; those without one share what the others leave."""
    fixed = [width or 0 for width in planned]
    shares = planned.count(None)
    while shares and max(fixed) > _NARROWEST and room - sum(fixed) < _ENOUGH * shares:
        fixed[fixed.index(max(fixed))] -= 1
    share = max(_NARROWEST, (room - sum(fixed)) // shares) if shares else 0
    return [width or share for width in fixed]


def fitted(widths: list[int], needs: list[int], room: int) -> list[int]:
    """Return widths in which what some columns do not need goes to those that are cut.

    Args:
        widths: the width of each column.
        needs: the width of the longest cell of each, or of its title.
        room: what there is for all of them.
    """
    widths = [min(pair) for pair in zip(widths, needs, strict=True)]
    spare = max(0, room - sum(widths))
    for at, need in enumerate(needs):
        more = min(spare, need - widths[at])
        widths[at] += more
        spare -= more
    widths[-1] += spare
    return widths


def _length(one: Text) -> int:
    return cell_len(one.plain)


class Lines(OptionList):
    """Lines to choose from; the one under the cursor has the cursor's colours alone."""

    def on_focus(self) -> None:
        """Stand on the first line, so that it is seen where one is."""
        if self.highlighted is None:
            self.action_first()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to choose only where there is something to choose."""
        return action != "select" or self.highlighted is not None

    def action_cursor_up(self) -> None:
        """Go up, and stay on the first one: whoever is at the top does not expect the bottom."""
        before = self.highlighted
        super().action_cursor_up()
        if before is not None and (self.highlighted or 0) > before:
            self.highlighted = before

    def action_cursor_down(self) -> None:
        """Go down, and stay on the last one."""
        before = self.highlighted
        super().action_cursor_down()
        if before is not None and (self.highlighted or 0) < before:
            self.highlighted = before

    def render_line(self, y: int) -> Strip:
        """Draw a line; a colour of its own could not be read on the cursor's."""
        line = super().render_line(y)
        cursor = self.get_visual_style(
            "option-list--option", "option-list--option-highlighted"
        ).rich_style
        if cursor.bgcolor is None:
            return line
        plain = Style(color=cursor.color)
        return Strip(
            [
                Segment(text, style + plain)
                if style is not None and style.bgcolor == cursor.bgcolor
                else Segment(text, style)
                for text, style, _ in line
            ],
            line.cell_length,
        )


class Hung(Visual):
    """Text whose lines, where they go on in a new one, begin below their first word.

    What there is no room for is cut with a mark.
    """

    def __init__(self, text: Content) -> None:
        """Hang every line of a text by its own indentation or bullet."""
        self._text = text

    def __str__(self) -> str:
        """Return the text as it is before it is laid out."""
        return self._text.plain

    def _laid(self, width: int) -> Content:
        return _laid(self._text, width)

    def rows(self, width: int) -> list[str]:
        """Return the lines that stand below each other in some columns."""
        return self._laid(width).plain.split("\n")

    def render_strips(
        self, width: int, height: int | None, style: VisualStyle, options: RenderOptions
    ) -> list[Strip]:
        """Draw the text."""
        laid = self._laid(width)
        lines = laid.split("\n", allow_blank=True)
        if height and len(lines) > height:
            laid = Content("\n").join(
                [*lines[: height - 1], lines[height - 1].truncate(max(0, width - 1)) + "…"]
            )
        return laid.render_strips(width, height, style, options)

    def get_optimal_width(self, rules: RulesMap, container_width: int) -> int:
        """Return the columns of the longest line."""
        return self._text.get_optimal_width(rules, container_width)

    def get_height(self, rules: RulesMap, width: int) -> int:
        """Return how many lines it takes."""
        return self._laid(width).get_height(rules, width)


class Flowing(Hung):
    """Text that is made for the room there is, such as a page whose paragraphs follow the width."""

    def __init__(self, made: Callable[[int], str], sought: str = "") -> None:
        """Show what `made` returns for a number of columns, with what is `sought` marked."""
        super().__init__(Content(made(_AMPLE)))
        self._made = made
        self._sought = sought

    def _laid(self, width: int) -> Content:
        laid = _laid(Content(self._made(width)), width)
        if not self._sought:
            return laid
        mark = re.compile(re.escape(self._sought), re.IGNORECASE)
        return laid.highlight_regex(mark, style="bold underline")


def _laid(text: Content, width: int) -> Content:
    """Return a text as it stands in some columns, every line hung."""
    return Content("\n").join(
        part for line in text.split("\n", allow_blank=True) for part in _hang(line, width)
    )


def _hang(line: Content, width: int) -> list[Content]:
    """Return a line as the lines that it takes."""
    if line.cell_length <= width or width < 1:
        return [line]
    found = _BULLET.match(line.plain)
    indent = found.end() if found else 0
    marked = any(map(str.isalpha, line.plain[:indent]))
    longest = max(map(cell_len, line.plain.split()), default=0) if marked else 0
    # A word that has room in a whole line is not cut for the margin that a mark takes.
    if indent > width // 2 or width - indent < longest <= width:
        return line.wrap(width)
    first, *others = line[indent:].wrap(width - indent)
    return [line[:indent] + first, *(Content(" " * indent) + one for one in others)]
