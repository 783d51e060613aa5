"""Keys by their names on a keyboard, which of them are bound by this program, and what they do."""

from collections.abc import Iterator
from typing import Any

from textual.binding import ActiveBinding, Binding
from textual.dom import DOMNode
from textual.screen import Screen

_NAMES = {
    "escape": "Esc",
    "slash": "/",
    "question_mark": "?",
    "space": "Space",
    "backspace": "Backspace",
    "delete": "Del",
    "pageup": "Page up",
    "pagedown": "Page down",
}


def key_name(key: str) -> str:
    """Return a key's name as it stands on a keyboard, such as `Ctrl+A` or `F2`."""
    *modifiers, last = key.split("+")
    name = _NAMES.get(last, last if len(last) == 1 and not modifiers else last.capitalize())
    return "+".join([*(modifier.capitalize() for modifier in modifiers), name])


def own_bindings(node: DOMNode) -> Iterator[Binding]:
    """Yield what this program binds for a screen or a widget, not what the library does."""
    for kind in type(node).__mro__:
        if kind.__module__.startswith("screens."):
            yield from kind.__dict__.get("BINDINGS", ())


def is_ours(active: ActiveBinding) -> bool:
    """Tell whether a key was bound by this program, not by the library for moving about."""
    own = (
        (key, binding.action)
        for binding in own_bindings(active.node)
        for key in binding.key.split(",")
    )
    bound = active.binding.key, active.binding.action
    return active.binding.description != "" and bound in own


def sentence(active: ActiveBinding, screen: Screen[Any]) -> str:
    """Return what a key does: as it is bound, otherwise the first sentence of its action's description.

    What the library does is described as it is bound, because its own words are for programmers.
    """
    if active.binding.tooltip:
        return active.binding.tooltip
    place, _, name = active.binding.action.partition("(")[0].rpartition(".")
    holder = {"screen": screen, "app": screen.app}.get(place, active.node)
    description = getattr(holder, f"action_{name}").__doc__ or ""
    return description.partition("\n")[0]
