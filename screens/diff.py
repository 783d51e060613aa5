"""A difference on the screen: unified, or side by side where there is room; searched and scrolled."""

from dataclasses import dataclass
from itertools import starmap, zip_longest
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.binding import Binding, BindingType
from textual.geometry import Region, Size
from textual.scroll_view import ScrollView
from textual.strip import Strip

from pwxwizard.difference import DiffLine

SIDE_BY_SIDE = 120
"""Columns of the screen from which both sides stand beside each other."""

_NUMBER = 4


@dataclass(frozen=True, slots=True)
class _Row:
    """One row: left and right are the same line where nothing changed."""

    left: DiffLine | None
    right: DiffLine | None = None


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


class DiffView(ScrollView, can_focus=True):
    """Lines of a difference; nothing can be changed in it."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("home", "scroll_home", "Top", show=False),
        Binding("end", "scroll_end", "End", show=False),
    ]

    def __init__(self, id: str) -> None:  # noqa: A002 - Textual's name
        """Begin empty."""
        super().__init__(id=id)
        self._lines: list[DiffLine] = []
        self._rows: list[_Row] = []
        self._beside = False
        self._sought = ""
        self._at = -1

    def show(self, lines: list[DiffLine]) -> None:
        """Show other lines, from the top."""
        self._lines = lines
        self._arrange()
        self.scroll_to(0, 0, animate=False)

    @property
    def seen(self) -> list[DiffLine]:
        """Return the lines that can be seen now, as they would become where both sides are shown."""
        top = self.scroll_offset.y
        rows = self._rows[top : top + self.scrollable_content_region.height]
        return [line for row in rows for line in (row.right or row.left,) if line is not None]

    def plain_text(self) -> str:
        """Return all lines, each with its sign, even those that do not fit on the screen."""
        return "\n".join(f"{line.kind} {line.text}".rstrip() for line in self._lines)

    def on_resize(self) -> None:
        """Use the room there is."""
        self._arrange()

    def _arrange(self) -> None:
        changed = any(line.kind == "-" for line in self._lines)
        self._beside = changed and self.app.size.width >= SIDE_BY_SIDE
        self._rows = pairs(self._lines) if self._beside else [_Row(line) for line in self._lines]
        longest = max((len(line.text) for line in self._lines), default=0)
        room = self.scrollable_content_region.width
        width = room if self._beside else max(room, longest + _NUMBER + 3)
        self.virtual_size = Size(width, len(self._rows))
        self._at = -1
        self.refresh()

    def find(self, text: str, direction: int = 1) -> bool:
        """Go to the next line that holds a text; tells whether there is one."""
        self._sought = text.lower()
        hits = [number for number, row in enumerate(self._rows) if self._holds(row)]
        self.refresh()
        if not self._sought or not hits:
            return not self._sought
        if direction > 0:
            self._at = next((hit for hit in hits if hit > self._at), hits[0])
        else:
            self._at = next((hit for hit in reversed(hits) if hit < self._at), hits[-1])
        self.scroll_to_region(
            Region(self.scroll_offset.x, self._at, 1, 1), animate=False, center=True
        )
        return True

    def _holds(self, row: _Row) -> bool:
        sides = (row.left, row.right)
        return bool(self._sought) and any(
            line is not None and self._sought in line.text.lower() for line in sides
        )

    def render_line(self, y: int) -> Strip:
        """Draw one row."""
        offset_x, offset_y = self.scroll_offset
        number = y + offset_y
        base = self.rich_style
        width = self.scrollable_content_region.width
        if number >= len(self._rows):
            return Strip.blank(width, base)
        row = self._rows[number]
        found = self._sought != "" and (number == self._at or self._holds(row))
        if self._beside and (row.left is None or row.left.kind != "@"):
            half = (width - 1) // 2
            segments = [
                *self._cut(row.left, half, base, found=found, left=True),
                Segment("│", base),
                *self._cut(row.right, width - half - 1, base, found=found, left=False),
            ]
            return Strip(segments)
        if row.left is None:
            return Strip.blank(width, base)
        style = self._style(row.left.kind, base, found=found)
        strip = Strip([Segment(self._words(row.left), style)])
        return strip.crop_extend(offset_x, offset_x + width, style)

    def _cut(
        self, line: DiffLine | None, width: int, base: Style, *, found: bool, left: bool
    ) -> list[Segment]:
        if line is None:
            return [Segment(" " * width, base)]
        number = line.before if left else line.after
        sign = line.kind if line.kind != " " else " "
        style = self._style(line.kind, base, found=found)
        shown = f"{number or '':>{_NUMBER}} {sign} {line.text}"
        return list(Strip([Segment(shown, style)]).adjust_cell_length(width, style))

    def _words(self, line: DiffLine) -> str:
        number = line.after or line.before or ""
        kind = " " if line.kind in "@?" else line.kind
        return f"{number:>{_NUMBER}} {kind} {line.text}"

    def _style(self, kind: str, base: Style, *, found: bool) -> Style:
        variables = self.app.theme_variables
        style = base
        if kind == "+":
            style += Style(bgcolor=variables["added"])
        elif kind == "-":
            style += Style(bgcolor=variables["removed"])
        elif kind in "@?":
            style += Style(color=variables["muted"])
        return style + Style(underline=True, bold=True) if found else style
