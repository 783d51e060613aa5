"""A difference on the screen, line by line under a cursor: unified, or side by side where there is room."""

from dataclasses import dataclass
from itertools import starmap, zip_longest
from textwrap import wrap
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.events import Click
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from pwxwizard.difference import DiffLine

SIDE_BY_SIDE = 120
"""Columns of the screen from which both sides stand beside each other."""

_NUMBER = 4
_GUTTER = _NUMBER + 3
"""Columns of number, cursor and sign, which stay when the text is moved sideways."""
_CURSOR = "►"


@dataclass(frozen=True, slots=True)
class _Row:
    """One row: left and right are the same line where nothing changed."""

    left: DiffLine | None
    right: DiffLine | None = None
    part: str | None = None
    """The part of a line that stands in this row, where a line takes several."""
    goes_on: bool = False
    """It is not the first part."""

    @property
    def is_changed(self) -> bool:
        """Tell whether a line was added or removed, or says that something changes."""
        return any(line is not None and line.kind in "+-~" for line in (self.left, self.right))


def pairs(lines: list[DiffLine]) -> list[_Row]:
    """Put removed and added lines beside each other, in their order."""
    rows: list[_Row] = []
    removed: list[DiffLine] = []
    added: list[DiffLine] = []

    def flush() -> None:
        rows.extend(starmap(_Row, zip_longest(removed, added)))
        removed.clear()
        added.clear()

    for line in lines:
        if line.kind == "-" and not added:
            removed.append(line)
        elif line.kind == "-":
            flush()
            removed.append(line)
        elif line.kind == "+":
            added.append(line)
        else:
            flush()
            rows.append(_Row(line, line if line.kind == " " else None))
    flush()
    return rows


def wrapped(lines: list[DiffLine], room: int) -> list[_Row]:
    """Return each line as the rows that it takes in some columns."""
    rows = []
    for line in lines:
        indent = " " * (len(line.text) - len(line.text.lstrip()) + 2)
        width = max(room, len(indent) + 1)
        parts = wrap(line.text, width, subsequent_indent=indent, break_on_hyphens=False) or [""]
        rows += [_Row(line, None, part, number > 0) for number, part in enumerate(parts)]
    return rows


class DiffView(ScrollView, can_focus=True):
    """Lines of a difference with a cursor line; nothing can be changed in it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("up", "go(-1)", "Line up", show=False),
        Binding("down", "go(1)", "Line down", show=False),
        Binding("pageup", "turn(-1)", "Page up", show=False),
        Binding("pagedown", "turn(1)", "Page down", show=False),
        Binding("home", "first", "Top", show=False),
        Binding("end", "last", "End", show=False),
        Binding("left", "shift(-1)", "Start of the line", show=False),
        Binding("right", "shift(1)", "Rest of line", key_display="→"),
    ]

    class Compared(Message):
        """The lines of a file are known."""

        def __init__(self, path: str, lines: list[DiffLine]) -> None:
            """Hand over what is to be shown of a file."""
            super().__init__()
            self.path = path
            self.lines = lines

    class Moved(Message):
        """Somebody went to another line, or to the rest of one."""

    def __init__(self, id: str) -> None:  # noqa: A002 - Textual's name
        """Begin empty."""
        super().__init__(id=id)
        self._lines: list[DiffLine] = []
        self._rows: list[_Row] = []
        self._beside = False
        self._wraps = False
        self._cursor = 0
        self._step = 1
        self.sought = ""
        """The text whose lines are marked."""

    def show(
        self, lines: list[DiffLine], on: DiffLine | None = None, *, wraps: bool = False
    ) -> None:
        """Show other lines, with the cursor on one of them, or on the first that changed.

        With `wraps` a line goes on below where it is longer than the room: sentences do, statements not.
        """
        self._lines = lines
        self._wraps = wraps
        self._arrange(on)

    @property
    def line(self) -> DiffLine | None:
        """Return the line under the cursor, as it would become where both sides are shown."""
        return self.under[-1] if self.under else None

    @property
    def under(self) -> tuple[DiffLine, ...]:
        """Return the lines under the cursor: two where both sides of a change are shown."""
        if not self._rows:
            return ()
        row = self._rows[self._cursor]
        return tuple(dict.fromkeys(line for line in (row.left, row.right) if line is not None))

    def plain_text(self) -> str:
        """Return all lines, each with its sign, even those that do not fit on the screen."""
        return "\n".join(f"{line.kind} {line.text}".rstrip() for line in self._lines)

    def mark(self, text: str) -> None:
        """Mark every line that holds a text."""
        if text.lower() != self.sought:
            self.sought = text.lower()
            self.refresh()

    def on_resize(self) -> None:
        """Use the room there is."""
        self._arrange(self.line)

    def on_focus(self) -> None:
        """Draw the line under the cursor as the one that keys are meant for."""
        self.refresh_line(self._cursor)

    def on_blur(self) -> None:
        """Draw it faintly."""
        self.refresh_line(self._cursor)

    def on_click(self, event: Click) -> None:
        """Stand on the line that is clicked."""
        self._go(event.y + self.scroll_offset.y)

    def action_go(self, lines: int) -> None:
        """Go some lines up or down."""
        self._go(self._cursor + lines)

    def action_turn(self, pages: int) -> None:
        """Go a page up or down."""
        self._go(self._cursor + pages * max(1, self.scrollable_content_region.height - 1))

    def action_first(self) -> None:
        """Go to the first line."""
        self._go(0)

    def action_last(self) -> None:
        """Go to the last line."""
        self._go(len(self._rows) - 1)

    def action_shift(self, sides: int) -> None:
        """Show what is further left or right on the lines, by half of what fits."""
        self.scroll_relative(x=sides * self._step, animate=False)
        self.post_message(self.Moved())

    def _go(self, row: int) -> None:
        self._stand(row)
        self.post_message(self.Moved())

    def _arrange(self, on: DiffLine | None) -> None:
        changed = any(line.kind == "-" for line in self._lines)
        self._beside = changed and self.app.size.width >= SIDE_BY_SIDE
        room = self.scrollable_content_region.width
        if self._beside:
            self._rows = pairs(self._lines)
        elif self._wraps and room > _GUTTER:
            # A bar may come with more rows; what it covers could not be read.
            whole = self.outer_size.width - self.gutter.width - self.styles.scrollbar_size_vertical
            self._rows = wrapped(self._lines, min(room, whole) - _GUTTER)
        else:
            self._rows = [_Row(line) for line in self._lines]
        self._step = max(1, self.scrollable_content_region.width // (4 if self._beside else 2))
        fits = self._wraps and not self._beside
        longest = 0 if fits else max((len(line.text) for line in self._lines), default=0)
        seen = (room - 1) // 2
        width = room + longest + _GUTTER - seen if self._beside else longest + _GUTTER
        self.virtual_size = Size(width, len(self._rows))
        rows = enumerate(self._rows)
        here = next((at for at, row in rows if on is not None and on in (row.left, row.right)), -1)
        if here < 0:
            here = next((at for at, row in enumerate(self._rows) if row.is_changed), 0)
        self._cursor = 0
        self.scroll_to(0, 0, animate=False, force=True, immediate=True)
        self._stand(here, center=True)
        self.refresh()

    def _stand(self, row: int, *, center: bool = False) -> None:
        """Stand on a row, or on the last one there is; only the two rows are drawn anew."""
        left, self._cursor = self._cursor, max(0, min(row, len(self._rows) - 1))
        place = Region(self.scroll_offset.x, self._cursor, 1, 1)
        top, height = self.scroll_offset.y, self.scrollable_content_region.height
        if not top <= self._cursor < top + height:
            self.scroll_to_region(place, animate=False, center=center, immediate=True)
        elif self._cursor != left:
            self.refresh_line(left)
            self.refresh_line(self._cursor)

    def render_line(self, y: int) -> Strip:
        """Draw one row."""
        number = y + self.scroll_offset.y
        base = self.rich_style
        width = self.scrollable_content_region.width
        if number >= len(self._rows):
            return Strip.blank(width, base)
        row = self._rows[number]
        at = number == self._cursor
        if self._beside and (row.left is None or row.left.kind not in "@?~="):
            half = (width - 1) // 2
            before, after = row.left.before if row.left else 0, row.right.after if row.right else 0
            left = self._side(row.left, before, half, at=at)
            right = self._side(row.right, after, width - half - 1, at=at)
            return Strip([*left, Segment("│", base), *right]).simplify()
        line = row.left
        number = line.after or line.before if line and not row.goes_on else 0
        return Strip(self._side(line, number, width, at=at, row=row)).simplify()

    def _side(
        self, line: DiffLine | None, number: int, width: int, *, at: bool, row: _Row | None = None
    ) -> list[Segment]:
        """Return one side of a row: number, cursor and sign stay, the text moves sideways."""
        base = self.rich_style
        if line is None:
            return [Segment(" " * width, base)]
        style = self._style(line, base, at=at)
        mark = _CURSOR if at and self.has_focus else " "
        goes_on, part = (row.goes_on, row.part) if row else (False, None)
        sign = line.kind if line.kind in "+-~=" and not goes_on else " "
        offset, room = self.scroll_offset.x, width - _GUTTER
        gutter = f"{number or '':>{_NUMBER}}{mark}{sign}{'…' if offset else ' '}"
        text = Strip([Segment(line.text if part is None else part, style)])
        longer = text.cell_length > offset + room
        text = text.crop_extend(offset, offset + room - longer, style)
        return [Segment(gutter, style), *text, *[Segment("…", style)][:longer]]

    def _style(self, line: DiffLine, base: Style, *, at: bool) -> Style:
        variables = self.app.theme_variables
        style = base
        if at and self.has_focus:
            style += Style(
                color=variables["block-cursor-foreground"],
                bgcolor=variables["block-cursor-background"],
                bold=True,
            )
        elif at:
            style += Style(bgcolor=variables["blurred"])
        elif line.kind == "+":
            style += Style(bgcolor=variables["added"])
        elif line.kind == "-":
            style += Style(bgcolor=variables["removed"])
        elif line.kind == "~":
            style += Style(bold=True)
        elif line.kind in "@?=":
            style += Style(color=variables["muted"])
        found = bool(self.sought) and self.sought in line.text.lower()
        return style + Style(underline=True, bold=True) if found else style
