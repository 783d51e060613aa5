"""The line of days says in words how many connections fail from a day on, as far as there is room."""

import re
from datetime import date

import pytest
from textual.geometry import Size

from screens.timeline import Timeline


@pytest.mark.parametrize(
    ("width", "fails", "told"),
    [
        (78, {date(2029, 2, 4): 6}, ["X 6 connections fail from 2029-02-04"]),
        (78, {date(2029, 2, 4): 1}, ["X 1 connection fails from 2029-02-04"]),
        (58, {date(2029, 2, 4): 6}, ["X 6 connections fail from 2029-02-04"]),
        (
            78,
            {date(2027, 11, 1): 1, date(2029, 2, 4): 4},
            ["X 1 fails from 2027-11-01", "X 4 fail from 2029-02-04"],
        ),
        (
            58,
            {date(2028, 6, 1): 2, date(2029, 2, 4): 4},
            ["X 2028-06-01", "X 2029-02-04"],
        ),
        (40, {date(2029, 2, 4): 6}, ["X 6 fail from 2029-02-04"]),
    ],
)
def test_what_fails_from_a_day_on_is_said_where_there_is_room(
    width: int, fails: dict[date, int], told: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Timeline, "content_size", Size(width, 2))
    line = Timeline(date(2026, 11, 2))
    line.mark(day for day, count in fails.items() for _ in range(count))
    drawn, below = line.render().plain.splitlines()
    assert drawn.count("X") == len(fails)
    assert re.findall(r"X .*?\d{4}-\d\d-\d\d", below) == told
    assert len(below) == width
