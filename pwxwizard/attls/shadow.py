"""Which rules stand in each other's way: total and partial shadowing, without enumeration.

Every rule is a bit of one big integer. For each kind of condition, a value's rules that overlap it and
rules that cover it are two such integers; the logical product over all kinds gives, for one rule, all
its competitors at once. So the cost grows with rules times kinds, not with pairs of rules.
"""

import gc
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import compress, repeat
from operator import and_, eq, or_
from typing import NamedTuple

from pwxwizard.attls.policy import PolicySet, Rule
from pwxwizard.attls.values import Intervals, Pattern


class Shadow(NamedTuple):
    """Two rules that some connection matches both; the winner takes it.

    A tuple, because a policy in which everything overlaps has millions of pairs.
    """

    winner: str
    loser: str
    total: bool
    """Every connection that the loser matches is the winner's, at all times."""
    tie: bool
    """Both have the same priority: only the alphabet decides."""
    inside: bool
    """The winner is the narrower rule: an exception before the general case."""


def shadows(policies: PolicySet) -> tuple[Shadow, ...]:
    """Return every pair of rules that compete, by loser in effective order, then by winner."""
    # Millions of tuples without a cycle: looking for cycles among them would be most of the time.
    collecting = gc.isenabled()
    gc.disable()
    try:
        return tuple(competing(policies.rules))
    finally:
        if collecting:
            gc.enable()


def competing(rules: Sequence[Rule]) -> Iterator[Shadow]:
    """Yield the pairs that compete among rules that are in effective order."""
    live = [rule for rule in rules if _matches_something(rule)]
    kinds = _kinds(live)
    everything = (1 << len(live)) - 1
    width = len(live)
    always = _mask(not rule.timed for rule in live)
    overlapping: list[bytes] = []
    covering: list[int] = []
    for index in range(width):
        overlap = cover = everything ^ (1 << index)
        for kind in kinds:
            overlap &= kind.overlapping(index)
            cover &= kind.covering(index)
        overlapping.append(_flags(overlap, width))
        covering.append(cover)
    table = b"".join(_flags(cover, width) for cover in covering)
    names = [rule.name for rule in live]
    priorities = [rule.priority for rule in live]
    for index, rule in enumerate(live):
        winners = overlapping[index][:index]
        # What follows stays in C for every pair: there may be millions of them.
        columns = (
            compress(names, winners),
            repeat(rule.name),
            map(bool, compress(_flags(covering[index] & always, width), winners)),
            map(eq, compress(priorities, winners), repeat(rule.priority)),
            map(bool, compress(table[index::width], winners)),
        )
        yield from map(_make, zip(*columns, strict=False))


_make = partial(tuple.__new__, Shadow)


def _flags(mask: int, width: int) -> bytes:
    """Return an octet of 0 or 1 for each bit, from the lowest one up."""
    return f"{mask:0{width}b}".encode().translate(_DIGITS)[::-1]


_DIGITS = bytes.maketrans(b"01", b"\0\1")


def _matches_something(rule: Rule) -> bool:
    return bool(
        rule.directions
        and rule.local_addresses
        and rule.remote_addresses
        and rule.local_ports
        and rule.remote_ports
    )


class _Intervals:
    """One kind of condition whose values are ranges of numbers."""

    def __init__(self, values: Sequence[Intervals]) -> None:
        self._values = values
        self._known: dict[Intervals, tuple[int, int]] = {}
        changes: dict[int, int] = {}
        for index, intervals in enumerate(values):
            for low, high in intervals:
                changes[low] = changes.get(low, 0) ^ (1 << index)
                changes[high + 1] = changes.get(high + 1, 0) ^ (1 << index)
        self._cuts = sorted(changes)
        present, segments = 0, []
        for cut in self._cuts:
            present ^= changes[cut]
            segments.append(present)
        self._any = _Ranges(segments, or_)
        self._all = _Ranges(segments, and_)

    def overlapping(self, index: int) -> int:
        return self._masks(index)[0]

    def covering(self, index: int) -> int:
        return self._masks(index)[1]

    def _masks(self, index: int) -> tuple[int, int]:
        value = self._values[index]
        masks = self._known.get(value)
        if masks is None:
            overlapping, covering = 0, -1
            for low, high in value:
                first = bisect_left(self._cuts, low)
                last = bisect_left(self._cuts, high + 1)
                overlapping |= self._any.over(first, last)
                covering &= self._all.over(first, last)
            masks = self._known[value] = overlapping, covering
        return masks


class _Ranges:
    """The sum or product of any run of a list, from tables of runs of doubling length."""

    def __init__(self, items: list[int], join: Callable[[int, int], int]) -> None:
        self._join = join
        self._tables = [items]
        width = 1
        while 2 * width <= len(items):
            last = self._tables[-1]
            self._tables.append(
                [join(last[start], last[start + width]) for start in range(len(last) - width)]
            )
            width *= 2

    def over(self, first: int, last: int) -> int:
        """Return the result over the items from `first` up to, not including, `last`."""
        level = (last - first).bit_length() - 1
        table = self._tables[level]
        return self._join(table[first], table[last - (1 << level)])


class _Names:
    """One kind of condition whose values are names or beginnings of names."""

    def __init__(self, values: Sequence[Pattern]) -> None:
        self._values = values
        self._exact: dict[str, int] = {}
        self._prefix: dict[str, int] = {}
        self._below: dict[str, int] = {}
        for index, value in enumerate(values):
            table = self._prefix if value.prefix else self._exact
            table[value.text] = table.get(value.text, 0) | 1 << index
        for table in (self._exact, self._prefix):
            for text, mask in table.items():
                for length in range(len(text) + 1):
                    beginning = text[:length]
                    self._below[beginning] = self._below.get(beginning, 0) | mask

    def covering(self, index: int) -> int:
        value = self._values[index]
        mask = 0 if value.prefix else self._exact[value.text]
        for length in range(len(value.text) + 1):
            mask |= self._prefix.get(value.text[:length], 0)
        return mask

    def overlapping(self, index: int) -> int:
        value = self._values[index]
        below = self._below[value.text] if value.prefix else 0
        return self.covering(index) | below


class _Directions:
    """The condition on who connected."""

    def __init__(self, values: Sequence[frozenset[str]]) -> None:
        self._values = values
        self._masks = {
            value: (
                _mask(bool(other & value) for other in values),
                _mask(other >= value for other in values),
            )
            for value in set(values)
        }

    def overlapping(self, index: int) -> int:
        return self._masks[self._values[index]][0]

    def covering(self, index: int) -> int:
        return self._masks[self._values[index]][1]


def _mask(flags: Iterable[bool]) -> int:
    return sum(1 << index for index, flag in enumerate(flags) if flag)


def _kinds(rules: Sequence[Rule]) -> tuple[_Intervals | _Names | _Directions, ...]:
    return (
        _Directions([rule.directions for rule in rules]),
        _Names([rule.job for rule in rules]),
        _Names([rule.user for rule in rules]),
        _Intervals([rule.local_ports for rule in rules]),
        _Intervals([rule.remote_ports for rule in rules]),
        _Intervals([rule.local_addresses for rule in rules]),
        _Intervals([rule.remote_addresses for rule in rules]),
    )
