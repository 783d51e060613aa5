"""A line of days with a marker on it, and a cross where something breaks."""

from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widget import Widget

_LEAST = timedelta(days=366)
"""What the line spans when nothing breaks before."""
_LABEL = len("2027-03-01")


def _connections_fail(count: int) -> str:
    connections = "connection fails" if count == 1 else "connections fail"
    return f"X {count} {connections} from "


def _fail(count: int) -> str:
    return f"X {count} {'fails' if count == 1 else 'fail'} from "


_WORDINGS: tuple[Callable[[int], str], ...] = (_connections_fail, _fail, lambda _count: "X ")
"""What stands before the day from which on so many connections fail, the wordiest first."""


class Timeline(Widget, can_focus=True):
    """Days from the first to beyond the last break; the arrows move the marker."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "days(-1)", "Day back", key_display="←"),
        Binding("right", "days(1)", "Day on", key_display="→"),
        Binding("home", "first", "First day", show=False),
        Binding("end", "next_break", "Next break", key_display="End"),
    ]

    class Moved(Message):
        """Somebody moved the marker."""

        def __init__(self, day: date) -> None:
            """Hand over the day it stands on."""
            super().__init__()
            self.day = day

        @property
        def moment(self) -> datetime:
            """Return the last second of the day, when everything has broken that breaks on it."""
            return datetime.combine(self.day, time(23, 59, 59), UTC)

    def __init__(self, today: date) -> None:
        """Begin with the marker on a day."""
        super().__init__(id="timeline")
        self._today = today
        self._day = today
        self._breaks: dict[date, int] = {}

    def show(self, day: date) -> None:
        """Put the marker on a day."""
        self._day = day
        self.refresh()

    def mark(self, breaks: Iterable[date]) -> None:
        """Mark the days on which a connection breaks, one for each connection."""
        self._breaks = {}
        for day in breaks:
            self._breaks[day] = self._breaks.get(day, 0) + 1
        self.refresh()

    def render(self) -> Content:
        """Return the line, and below it the dates of its ends, its breaks and its marker."""
        room = max(self.content_size.width, 2 * _LABEL)
        line = ["─"] * room
        line[0], line[-1] = "├", "┤"
        for day in self._breaks:
            line[self._column(day, room)] = "X"
        at = self._column(self._day, room)
        line[at] = "●"
        drawn = Content("".join(line)).stylize("$primary bold", at, at + 1)
        for day in self._breaks:
            column = self._column(day, room)
            if column != at:
                drawn = drawn.stylize("$error bold", column, column + 1)
        labels, (start, end) = self._labels(room)
        return Content("\n").join([drawn, Content(labels).stylize("$primary bold", start, end)])

    def _labels(self, room: int) -> tuple[str, tuple[int, int]]:
        """Return what stands below the line, as wordy as there is room, and where its marker's date is."""
        tries = [self._worded(room, wording) for wording in _WORDINGS]
        labels, marker, _ = next((one for one in tries if one[-1]), tries[-1])
        for day in (self._start, self._end):
            self._label(labels, day, "")
        return "".join(labels), marker

    def _worded(
        self, room: int, wording: Callable[[int], str]
    ) -> tuple[list[str], tuple[int, int], bool]:
        """Return labels in a wording, where the marker's date is, and whether no break is left out."""
        labels = [" "] * room
        marker = self._label(labels, self._day, "► ")
        days = sorted(self._breaks)
        told = [self._label(labels, day, wording(self._breaks[day])) for day in days]
        return labels, marker, all(end for _, end in told)

    @property
    def _start(self) -> date:
        return min(self._today, self._day)

    @property
    def _end(self) -> date:
        """Return the last day: a little beyond the last break and the marker."""
        last = max([self._day, *self._breaks])
        try:
            return max(last + (last - self._start) / 20, self._start + _LEAST)
        except OverflowError:
            return date.max

    def _column(self, day: date, room: int) -> int:
        return round((day - self._start).days * (room - 1) / (self._end - self._start).days)

    def _label(self, labels: list[str], day: date, before: str) -> tuple[int, int]:
        """Write a date below its place where there is room; returns where it stands."""
        text = f"{before}{day}"
        at = self._column(day, len(labels)) - len(text) // 2
        at = max(min(at, len(labels) - len(text)), 0)
        around = labels[max(at - 2, 0) : at + len(text) + 2]
        if len(text) > len(labels) or any(sign != " " for sign in around):
            return (0, 0)
        labels[at : at + len(text)] = text
        return (at, at + len(text))

    def _move(self, day: date) -> None:
        if day != self._day:
            self.post_message(self.Moved(day))

    def action_days(self, step: int) -> None:
        """Move the marker by days."""
        if date.min < self._day < date.max:
            self._move(self._day + timedelta(days=step))

    def action_first(self) -> None:
        """Move the marker to today."""
        self._move(self._today)

    def action_next_break(self) -> None:
        """Move the marker to the next day on which something breaks."""
        later = [day for day in self._breaks if day > self._day]
        if later:
            self._move(min(later))
