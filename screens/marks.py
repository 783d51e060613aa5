"""How states, severities and actions look: a symbol, a word and a theme colour, never colour alone."""

from dataclasses import dataclass

from rich.style import Style
from rich.text import Text
from textual.content import Content

from pwxwizard.examine import FINISHED, Item, State
from pwxwizard.finding import Severity
from pwxwizard.plan import Action


@dataclass(frozen=True, slots=True)
class Mark:
    """One way to be marked."""

    symbol: str
    """One cell wide, in every common terminal font, and with an ASCII stand-in."""
    word: str
    token: str
    """Name of a theme variable."""

    def __str__(self) -> str:
        """Return symbol and word."""
        return f"{self.symbol} {self.word}"

    @property
    def content(self) -> Content:
        """Return symbol and word in the theme's colour."""
        return Content.styled(str(self), f"${self.token}")

    def text(self, variables: dict[str, str]) -> Text:
        """Return symbol and word for a table's cell, which knows no theme variables by itself."""
        style = Style(color=variables[self.token])
        return Text(str(self), style, no_wrap=True, overflow="ellipsis", end="")


STALE = Mark("≈", "outdated", "warning")
"""How something looks that something else has changed after."""
STATES = {
    State.OPEN: Mark("○", "open", "warning"),
    State.READY: Mark("►", "ready", "primary"),
    State.WAITING: Mark("…", "waiting", "warning"),
    State.WRITTEN: Mark("■", "written", "success"),
    State.PROVED: Mark("√", "proved", "success"),
    State.OUTDATED: STALE,
    State.DRIFTED: Mark("≠", "drifted", "error"),
    State.SKIPPED: Mark("-", "skipped", "muted"),
}

TO_PROVE = Mark("■", "to prove", "primary")
"""How an item looks that is written, and of which something could be shown that was not yet."""
OLD_PROOF = Mark("≈", "old proof", "warning")
"""How an item looks that is written, and whose evidence is outdated."""
REHEARSE = Mark("≈", "rehearse", "warning")
"""How an item looks that is written, and of which nothing but the rehearsal is outdated."""
WRONG = Mark("X", "failed", "error")
"""How an item looks that is written, and whose rehearsal or evidence went wrong."""
ANSWERED = Mark("■", "done", "success")
"""How an item looks that only wants answers and has them."""

SEVERITIES = {
    Severity.ERROR: Mark("X", "error", "error"),
    Severity.WARNING: Mark("!", "warning", "warning"),
    Severity.INFO: Mark("i", "info", "primary"),
}
WAIVED = Mark("-", "waived", "muted")

ACTIONS = {
    Action.CREATE: Mark("+", "create", "success"),
    Action.CHANGE: Mark("~", "change", "warning"),
    Action.KEEP: Mark("=", "keep", "muted"),
}
LEFT_OUT = Mark("-", "left out", "muted")
REPLACE_KEY = Mark("!", "new key", "error")

_URGENCY = (
    State.OPEN,
    State.DRIFTED,
    State.OUTDATED,
    State.WAITING,
    State.READY,
    State.WRITTEN,
    State.PROVED,
    State.SKIPPED,
)


def of_item(item: Item) -> Mark:
    """Return how an item is marked."""
    if item.state is State.WRITTEN and not item.step.writes:
        return ANSWERED
    if item.proof_wrong:
        return WRONG
    if item.proof_outdated:
        return REHEARSE if item.only_rehearsal_outdated else OLD_PROOF
    if item.unproved:
        return TO_PROVE
    return STATES[item.state]


def of_step(items: tuple[Item, ...]) -> Content:
    """Return the most urgent state among a step's items, and how many share it."""
    if not items:
        return Content.styled("nothing yet", "$muted")
    states = {item.state for item in items}
    # Once everything is done, the step shows how much of it is proved.
    done = State.PROVED if states <= FINISHED and State.PROVED in states else None
    state = done or min(states, key=_URGENCY.index)
    alike = [item for item in items if item.state is state]
    if states <= FINISHED:
        wrong = [item for item in items if item.proof_wrong]
        old = [item for item in items if of_item(item) is OLD_PROOF]
        again = [item for item in items if of_item(item) is REHEARSE]
        missing = [] if done else [item for item in items if item.unproved]
        alike = wrong or old or again or missing or alike
    mark = of_item(alike[0])
    if len(alike) == len(items):
        return Content.styled(f"{mark.symbol} {len(items)} {mark.word}", f"${mark.token}")
    # A part of a step that is proved does not make it look proved.
    symbol = (STATES[State.WRITTEN] if mark is STATES[State.PROVED] else mark).symbol
    return Content.styled(f"{symbol} {len(alike)} of {len(items)} {mark.word}", f"${mark.token}")
