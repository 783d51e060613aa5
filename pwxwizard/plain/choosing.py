"""Which item somebody means: by its number, by its name, or by words of it."""

from collections.abc import Callable, Sequence

from pwxwizard.examine import Item
from pwxwizard.plain import words
from pwxwizard.plain.talk import Talk, number

Numbered = tuple[int, Item]
"""An item and the number by which it is listed."""

_MOST = 20
"""How many items are said before the rest is counted."""


def chosen(items: Sequence[Item], typed: str) -> tuple[Numbered, ...]:
    """Return the items that somebody typed, the one that is named exactly before all others."""
    numbered = tuple(enumerate(items, 1))
    at = number(typed, len(items))
    if at is not None:
        return (numbered[at - 1],)
    wanted = typed.casefold()
    ways: list[Callable[[Item], bool]] = [
        lambda item: item.name == typed,
        lambda item: item.subject.name.casefold() == wanted,
    ]
    # one letter, or a number that none of them has, is a slip and no part of a name
    if len(wanted) > 1 and not wanted.isdecimal():
        ways += [
            lambda item: _holds(item, wanted.split()),
            lambda item: _holds(item, wanted.replace("/", " ").split()),
        ]
    found = (tuple(entry for entry in numbered if way(entry[1])) for way in ways)
    return next(filter(None, found), ())


def _holds(item: Item, parts: Sequence[str]) -> bool:
    """Tell whether all words occur in what an item is called."""
    text = f"{item.step.title} {item.name} {words.title(item)}".casefold()
    return bool(parts) and all(part in text for part in parts)


def say_several(talk: Talk, found: Sequence[Numbered]) -> None:
    """Say which items are meant by what was typed, to choose one of them."""
    talk.say(f"{len(found)} items fit:")
    for at, item in found[:_MOST]:
        talk.say(f"  {at}. {words.title(item)}: {words.state(item)}.")
    if len(found) > _MOST:
        talk.say(f"  {len(found) - _MOST} more are not listed.")
    talk.say("Type its number.")
