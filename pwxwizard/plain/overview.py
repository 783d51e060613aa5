"""What there is to do: every item with its state, what comes next, and who is waited for."""

from collections.abc import Iterable, Mapping, Sequence

from pwxwizard.examine import FINISHED, Item, State
from pwxwizard.finding import counted
from pwxwizard.next_step import NextStep, next_step
from pwxwizard.plain import words
from pwxwizard.plain.talk import Talk
from pwxwizard.project import Project
from pwxwizard.steps import STEPS

_TO_WRITE = {State.READY, State.OUTDATED, State.DRIFTED}

_NEXT: Mapping[NextStep, str] = {
    NextStep.ADD_MACHINE: "a adds the first machine.",
    NextStep.ADD_LISTENER: "a adds a listener, the port for secure connections.",
    NextStep.ADD_CLIENT: "a adds the clients, which are machines, too.",
    NextStep.ADD_CONNECTION: "a adds a connection: which machine calls which listener.",
    NextStep.ANSWER: "n answers what is open.",
    NextStep.RENEW: "a certificate is withdrawn and not renewed yet: q leaves, `pwxwizard cert renew` does it.",
    NextStep.SETTLE: "p shows what others changed, w writes over it.",
    NextStep.WRITE: "p shows what would be written, w writes it.",
    NextStep.MEND: "a rehearsal failed; t tells why, and what mends it.",
    NextStep.REHEARSE: "r rehearses every handshake.",
    NextStep.WAIT: "somebody else has to act; n tells where, q leaves until then.",
    NextStep.PROVE: "q leaves; `pwxwizard evidence add` takes the listings that prove the rest.",
    NextStep.WATCH: "all is proved; e tells what ends when.",
}
"""What to do next, with the command that does it."""


def say_items(talk: Talk, items: Sequence[Item]) -> None:
    """Say every step, and each of its items with a number to type."""
    numbered = list(enumerate(items, 1))
    for step in STEPS:
        own = [(at, item) for at, item in numbered if item.step is step]
        done = sum(item.state in FINISHED for _, item in own)
        talk.say(f"Step {step.title}: {done} of {len(own)} done.")
        for at, item in own:
            talk.say(f"  {at}. {words.title(item)}: {words.state(item)}.")


def say_next(talk: Talk, project: Project, items: Sequence[Item]) -> None:
    """Say what to do next, and by which command or number."""
    step = next_step(project, items)
    said = _NEXT[step]
    if step is NextStep.PROVE:
        for at, item in reversed(list(enumerate(items, 1))):
            if any(lack.kind == "ping" for lack in item.unproved):
                said = f"{at} tells how to PING, and takes what that printed."
    talk.say(f"Next: {said}")


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


def say_rest(talk: Talk, project: Project, items: Sequence[Item]) -> None:
    """Say what is left where no question is open."""
    if not project.machine:
        talk.say("There is no machine yet.")
        return
    states = {item.state for item in items}
    lacking = [lack for item in items for lack in item.unproved]
    if states & _TO_WRITE:
        talk.say("No question is open.")
    elif lacking or State.WAITING in states:
        talk.say("No question is open, and nothing is to be written.")
    else:
        talk.say("Everything is done.")
    say_waiting(talk, items)
    if lacking and all(lack.kind != "rehearsal" for lack in lacking):
        many = counted(sum(bool(item.unproved) for item in items), "item")
        talk.say(f"To be proved: {many}. Type l for what each of them lacks.")
