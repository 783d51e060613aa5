"""What there is to do: every item with its state, what comes next, and who is waited for."""

from collections.abc import Iterable, Sequence

from pwxwizard.examine import Item, State
from pwxwizard.finding import counted
from pwxwizard.plain import words
from pwxwizard.plain.talk import Talk, number
from pwxwizard.session import Session
from pwxwizard.steps import STEPS

_DONE = {State.WRITTEN, State.PROVED, State.SKIPPED}
_TO_WRITE = {State.READY, State.OUTDATED, State.DRIFTED}


def say_items(talk: Talk, items: Sequence[Item]) -> None:
    """Say every step, and each of its items with a number to type."""
    numbered = list(enumerate(items, 1))
    for step in STEPS:
        own = [(at, item) for at, item in numbered if item.step is step]
        done = sum(item.state in _DONE for _, item in own)
        talk.say(f"Step {step.title}: {done} of {len(own)} done.")
        for at, item in own:
            talk.say(f"  {at}. {words.title(item)}: {words.state(item)}.")


def chosen(items: Sequence[Item], word: str) -> Item | None:
    """Return the item that somebody typed, by its number or its name."""
    at = number(word, len(items))
    if at is not None:
        return items[at - 1]
    return next((item for item in items if item.name == word), None)


def next_open(items: Iterable[Item]) -> Item | None:
    """Return the first item that wants answers; `None` when none does."""
    found = [item for item in items if item.state is State.OPEN]
    return next((item for item in found if not item.held_up), found[0] if found else None)


def say_waiting(talk: Talk, items: Sequence[Item]) -> None:
    """Say which items go on only when somebody else has acted."""
    waiting = [(at, item) for at, item in enumerate(items, 1) if item.state is State.WAITING]
    if not waiting:
        return
    talk.say("Somebody else has to act now:")
    for at, item in waiting:
        talk.say(f"  {at}. {words.title(item)}: {words.state(item)}.")


def say_rest(talk: Talk, session: Session) -> None:
    """Say what is left to do where no question is open."""
    if not session.project.machine:
        talk.say("There is no machine yet. Type a to add one.")
        return
    items = session.items()
    states = {item.state for item in items}
    lacking = [lack for item in items for lack in item.unproved]
    if states & _TO_WRITE:
        talk.say("No question is open. Type p for the preview, w to write.")
    elif lacking or State.WAITING in states:
        talk.say("No question is open, and nothing is to be written.")
    else:
        talk.say("Everything is done.")
    say_waiting(talk, items)
    if any(lack.kind == "rehearsal" for lack in lacking):
        talk.say("Type r to rehearse every connection.")
    elif lacking:
        many = counted(sum(bool(item.unproved) for item in items), "item")
        talk.say(f"To be proved: {many}. Type l for what each of them lacks.")
    if any(lack.kind == "ping" for lack in lacking):
        talk.say("The number of a PING item shows its command, and takes what that printed.")
