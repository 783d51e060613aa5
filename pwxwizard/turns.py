"""What a file says in parts, before and after: the words for a change of one of them."""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing that is said of something, before and after."""

    name: str
    """What it is, such as `Lifetime`."""
    before: str
    """As it was; empty where nothing was said."""
    after: str
    """As it becomes; empty where nothing is said any more."""

    @property
    def changes(self) -> bool:
        """Tell whether it becomes another."""
        return self.before != self.after

    @property
    def words(self) -> str:
        """Return both values, such as `825 -> 397 days`, or the one that there is."""
        if not self.changes:
            return self.after
        if not (self.before and self.after):
            return f"{self.after} (new)" if self.after else f"{self.before} (gone)"
        number, _, unit = self.before.rpartition(" ")
        before = number if unit == "days" and self.after.endswith(" days") else self.before
        return f"{before} -> {self.after}"


def turned(before: Mapping[str, str], after: Mapping[str, str]) -> tuple[Turn, ...]:
    """Return everything that is said before or after, in its order, what stays included."""
    return tuple(
        Turn(name, before.get(name, ""), after.get(name, ""))
        for name in dict.fromkeys((*after, *before))
    )


def paired(
    before: Sequence[T],
    after: Sequence[T],
    name: Callable[[T], Hashable],
    said: Callable[[T], object],
) -> list[tuple[T | None, T | None]]:
    """Return each thing as it was and as it is, in the later order; what is gone comes at the end.

    Of several that have one name, those that say the same are set against each other first, then the
    others in their order. `None` stands where there was nothing, or is nothing any more.

    Args:
        before: what there was.
        after: what there is.
        name: tells what a thing is called.
        said: tells what it says.
    """
    left: dict[Hashable, list[T]] = {}
    for old in before:
        left.setdefault(name(old), []).append(old)
    same: dict[int, T] = {}
    for number, new in enumerate(after):
        others = left.get(name(new), [])
        at = next((at for at, old in enumerate(others) if said(old) == said(new)), None)
        if at is not None:
            same[number] = others.pop(at)
    found: list[tuple[T | None, T | None]] = []
    for number, new in enumerate(after):
        others = left.get(name(new), [])
        found.append((same[number] if number in same else others.pop(0) if others else None, new))
    gone = {id(old) for others in left.values() for old in others}
    return [*found, *((old, None) for old in before if id(old) in gone)]


def told(turns: Iterable[Turn]) -> str:
    """Return what changes, such as `port 6001 -> 6011, host a -> b`; empty when nothing does."""
    return ", ".join(f"{turn.name} {turn.words}".strip() for turn in turns if turn.changes)
