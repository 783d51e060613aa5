"""What the terminal can do, read from its environment, before anything is drawn on it."""

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Terminal:
    """The facts that decide how the wizard draws, or whether it can."""

    interactive: bool
    """Keyboard and screen are a terminal."""
    encoding: str
    """How text is encoded for it."""
    kind: str
    """The value of TERM."""
    screen_reader: bool = False
    """A variable says that lines are wanted instead of a screen."""

    @property
    def ascii_only(self) -> bool:
        """Tell whether only ASCII arrives as it is meant."""
        return self.encoding.lower().replace("-", "").replace("_", "") != "utf8"

    @property
    def dumb(self) -> bool:
        """Tell whether the cursor cannot be moved."""
        return self.kind in {"", "dumb", "unknown"}


def terminal(environment: Mapping[str, str], encoding: str, *, interactive: bool) -> Terminal:
    """Return the facts about a terminal.

    Windows consoles set no TERM and are no dumb terminals. `ACCESSIBLE` is the variable that other
    terminal forms use, too.
    """
    kind = environment.get("TERM", "windows" if "WINDIR" in environment else "")
    reader = any(environment.get(name) for name in ("ACCESSIBLE", "PWXWIZARD_PLAIN"))
    return Terminal(interactive, encoding, kind, reader)
