"""Merging answer by answer: what one side changed wins over no change."""

import copy
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pwxwizard.merge import three_way
from pwxwizard.project import Edit

A, B, C = {"n": "a"}, {"n": "b"}, {"n": "c"}


@pytest.mark.parametrize(
    ("base", "ours", "theirs", "edits", "taken", "conflicts"),
    [
        ({"a": 1}, {"a": 1}, {"a": 1}, [], (), []),
        ({"a": 1}, {"a": 2}, {"a": 1}, [Edit(("a",), 2)], (), []),
        ({"a": 1}, {"a": 1}, {"a": 2}, [], ("a",), []),
        ({"a": 1}, {"a": 2}, {"a": 2}, [], (), []),
        ({"a": 1}, {"a": 2}, {"a": 3}, [], (), ["a"]),
        ({"a": 1}, {}, {"a": 1}, [Edit(("a",), None)], (), []),
        ({"a": 1}, {"a": 1}, {}, [], ("a",), []),
        ({"a": 1}, {}, {"a": 3}, [], (), ["a"]),
        ({}, {"a": {"x": 1}}, {"a": {"y": 2}}, [Edit(("a", "x"), 1)], ("a.y",), []),
        ({}, {"a": 1}, {"a": {"y": 2}}, [], (), ["a"]),
        ({"a": 1}, {"a": True}, {"a": 1}, [Edit(("a",), True)], (), []),
        (
            {"t": {"x": 1, "y": 1}},
            {"t": {"x": 2, "y": 1}},
            {"t": {"x": 1, "y": 2}},
            [Edit(("t", "x"), 2)],
            ("t.y",),
            [],
        ),
        ({"t": {"x": 1}}, {}, {"t": {"x": 2}}, [], (), ["t"]),
        ({"l": [A]}, {"l": [A, B]}, {"l": [A, C]}, [Edit(("l",), [A, B, C])], ("l",), []),
        ({"l": [A, B]}, {"l": [B]}, {"l": [A]}, [Edit(("l",), [])], ("l",), []),
        ({"l": [A]}, {"l": [B]}, {"l": [C]}, [], (), ["l"]),
        ({"l": [A]}, {"l": [A, B]}, {"l": [A, B]}, [], (), []),
        ({}, {"l": [A]}, {"l": [B]}, [Edit(("l",), [A, B])], ("l",), []),
        ({}, {"l": [A, B]}, {"l": [B, C]}, [Edit(("l",), [A, B, C])], ("l",), []),
    ],
)
def test_merge(
    base: dict[str, Any],
    ours: dict[str, Any],
    theirs: dict[str, Any],
    edits: list[Edit],
    taken: tuple[str, ...],
    conflicts: list[str],
) -> None:
    merge = three_way(base, ours, theirs)
    assert list(merge.edits) == edits
    assert merge.taken == taken
    assert [conflict.key for conflict in merge.conflicts] == conflicts


KEYS = st.sampled_from("abc")
TABLES: st.SearchStrategy[Any] = st.recursive(
    st.dictionaries(KEYS, st.integers(0, 2), max_size=3),
    lambda inner: st.dictionaries(KEYS, st.integers(0, 2) | inner, max_size=3),
    max_leaves=5,
)


def _slim(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _slim(part) for key, part in value.items() if _slim(part) != {}}
    return value


def _made(tables: dict[str, Any], edits: tuple[Edit, ...]) -> dict[str, Any]:
    result = copy.deepcopy(tables)
    for edit in edits:
        place: Any = result
        for part in edit.path[:-1]:
            place = place.setdefault(part, {})
        if edit.value is None:
            place.pop(edit.path[-1], None)
        else:
            place[edit.path[-1]] = edit.value
    return result


@given(TABLES, TABLES)
@settings(max_examples=200, deadline=None)
def test_one_sided_change_is_taken_whole(base: dict[str, Any], other: dict[str, Any]) -> None:
    ours = three_way(base, other, base)
    assert ours.conflicts == ()
    assert _slim(_made(base, ours.edits)) == _slim(other)
    theirs = three_way(base, base, other)
    assert (theirs.edits, theirs.conflicts) == ((), ())


@given(TABLES, TABLES, TABLES)
@settings(max_examples=200, deadline=None)
def test_sides_conflict_alike_and_merge_to_the_same(
    base: dict[str, Any], ours: dict[str, Any], theirs: dict[str, Any]
) -> None:
    one, other = three_way(base, ours, theirs), three_way(base, theirs, ours)
    assert {part.key for part in one.conflicts} == {part.key for part in other.conflicts}
    if not one.conflicts:
        assert _slim(_made(theirs, one.edits)) == _slim(_made(ours, other.edits))
