"""Merging two edits of one project file, answer by answer: what one person changed wins over no change."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pwxwizard.project import Edit, TablePath, dotted


class _Missing:
    """The mark of a key that is not there."""

    def __repr__(self) -> str:
        return "nothing"


MISSING = _Missing()


@dataclass(frozen=True, slots=True)
class Conflict:
    """One answer that both sides changed, each in another way."""

    path: TablePath
    ours: object
    """`None` when it was removed."""
    theirs: object

    @property
    def key(self) -> str:
        """Return the answer's dotted path."""
        return dotted(self.path)


@dataclass(frozen=True, slots=True)
class Merge:
    """What has to be done to their tables to hold both sides' changes."""

    edits: tuple[Edit, ...]
    """Our changes, to be made to their text."""
    taken: tuple[str, ...]
    """Dotted paths of what they changed."""
    conflicts: tuple[Conflict, ...]


def three_way(base: Mapping[str, Any], ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> Merge:
    """Merge what two sides made of a common base."""
    edits: list[Edit] = []
    taken: list[str] = []
    conflicts: list[Conflict] = []
    for path, before, mine, other in _differences((), base, ours, theirs):
        if _same(mine, other):
            continue
        if _same(mine, before):
            taken.append(dotted(path))
        elif _same(other, before):
            edits.append(Edit(path, _value(mine)))
        else:
            merged = _merged_entries(before, mine, other)
            if merged is None:
                conflicts.append(Conflict(path, _value(mine), _value(other)))
            else:
                taken.append(dotted(path))
                edits.append(Edit(path, merged))
    return Merge(tuple(edits), tuple(taken), tuple(conflicts))


def _differences(
    path: TablePath, base: object, ours: object, theirs: object
) -> Iterator[tuple[TablePath, object, object, object]]:
    """Yield the smallest parts that differ between any two sides."""
    if ours is base and theirs == base:
        return
    sides = (ours, theirs)
    if all(isinstance(side, Mapping) for side in sides) and (
        base is MISSING or isinstance(base, Mapping)
    ):
        parts: list[Mapping[str, Any]] = [
            side if isinstance(side, Mapping) else {} for side in (base, ours, theirs)
        ]
        for key in dict.fromkeys(key for part in parts for key in part):
            yield from _differences((*path, key), *(part.get(key, MISSING) for part in parts))
    elif not (_same(ours, base) and _same(theirs, base)):
        yield path, base, ours, theirs


def _same(one: object, other: object) -> bool:
    """Compare as TOML does: `true` is not 1, and `1.0` is not 1."""
    if one is MISSING or other is MISSING:
        return one is other
    if type(one) is not type(other):
        return False
    simple = isinstance(one, str | bool | int)
    return one == other and (simple or _frozen(one) == _frozen(other))


def _value(side: object) -> object:
    return None if side is MISSING else side


def _frozen(value: object) -> str:
    return json.dumps(value, sort_keys=True, default=repr)


def _merged_entries(base: object, ours: object, theirs: object) -> list[Any] | None:
    """Merge lists to which both sides only added and from which they removed different entries."""
    lists = [[] if side is MISSING else side for side in (base, ours, theirs)]
    before, mine, other = (side if isinstance(side, list) else None for side in lists)
    if before is None or mine is None or other is None:
        return None
    counts = [Counter(map(_frozen, side)) for side in (before, mine, other)]
    removed_here, removed_there = counts[0] - counts[1], counts[0] - counts[2]
    if removed_here & removed_there:
        return None
    dropped = Counter(removed_there)
    result = []
    for entry in mine:
        if dropped[_frozen(entry)]:
            dropped[_frozen(entry)] -= 1
        else:
            result.append(entry)
    added = (counts[2] - counts[0]) - (counts[1] - counts[0])
    for entry in other:
        if added[_frozen(entry)]:
            added[_frozen(entry)] -= 1
            result.append(entry)
    return result
