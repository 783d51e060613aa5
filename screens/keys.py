"""Keys by their names on a keyboard, and which of them are bound by this program."""

from textual.binding import ActiveBinding

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


def is_ours(active: ActiveBinding) -> bool:
    """Tell whether a key was bound by this program, not by the library for moving about."""
    own = (
        binding.action
        for kind in type(active.node).__mro__
        if kind.__module__.startswith("screens.")
        for binding in kind.__dict__.get("BINDINGS", ())
    )
    return active.binding.description != "" and active.binding.action in own
