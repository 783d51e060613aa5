"""What a file says in parts, before and after: the words for a change of one of them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass


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


def told(turns: Iterable[Turn]) -> str:
    """Return what changes, such as `port 6001 -> 6011, host a -> b`; empty when nothing does."""
    return ", ".join(f"{turn.name} {turn.words}".strip() for turn in turns if turn.changes)
