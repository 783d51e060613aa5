"""What to do next with a project, decided once; whoever shows it has a sentence for each."""

from collections.abc import Sequence
from enum import StrEnum

from pwxwizard.examine import FINISHED, Item, State
from pwxwizard.project import Project


class NextStep(StrEnum):
    """What is to be done before anything else."""

    ADD_MACHINE = "add the first machine"
    ADD_LISTENER = "add a listener for secure connections"
    ADD_CLIENT = "add the machines that call"
    ADD_CONNECTION = "add a connection"
    ANSWER = "answer what is open"
    RENEW = "renew what was withdrawn"
    SETTLE = "look at what others changed"
    WRITE = "write what is ready"
    MEND = "mend what a rehearsal found"
    REHEARSE = "rehearse every handshake"
    WAIT = "wait for somebody else"
    PROVE = "prove what is written"
    WATCH = "watch what ends when"


def next_step(project: Project, items: Sequence[Item]) -> NextStep:
    """Return what to do next.

    Args:
        project: the project.
        items: all of its items, with their states.
    """
    if not project.machine:
        return NextStep.ADD_MACHINE
    if any(item.state is State.OPEN for item in items if not item.step.writes):
        return NextStep.ANSWER
    if not any(machine.secure_listeners for machine in project.machine.values()):
        return NextStep.ADD_LISTENER
    if not project.connection:
        calls = any(machine.is_client for machine in project.machine.values())
        return NextStep.ADD_CONNECTION if calls else NextStep.ADD_CLIENT
    states = {item.state for item in items}
    lacking = [lack for item in items for lack in item.unproved if lack.kind == "rehearsal"]
    if State.OPEN in states:
        unanswered = any(item.state is State.OPEN and not item.to_renew for item in items)
        return NextStep.ANSWER if unanswered else NextStep.RENEW
    if State.DRIFTED in states:
        return NextStep.SETTLE
    if states & {State.READY, State.OUTDATED}:
        return NextStep.WRITE
    if any(lack.went_wrong for lack in lacking):
        return NextStep.MEND
    if lacking:
        return NextStep.REHEARSE
    if State.WAITING in states:
        return NextStep.WAIT
    if any(item.unproved for item in items):
        return NextStep.PROVE
    return NextStep.WATCH


def next_item(
    items: Sequence[Item], at: int, *, inside: bool = False, back: bool = False
) -> Item | None:
    """Return the item to go to from where somebody stands; `None` when nothing is to be done.

    First comes what lacks an answer, what it holds up later; then what is not done, then what is not
    proved, and of that what went wrong.

    Args:
        items: all of a project's items.
        at: the place in `items` where somebody stands; -1 for none.
        inside: they are in its answers already, so that every other item comes first.
        back: go towards the first item.
    """
    order = [*items[at + 1 :], *items[: max(at, 0)]]
    if back:
        order.reverse()
    here = items[at : at + 1] if at >= 0 else ()
    wanting = [*order, *here] if inside else [*here, *order]
    lacking = [item for item in wanting if item.state is State.OPEN and not item.held_up]
    # What is open in the estate holds up the rest, and may be the cause of what is wrong there.
    lacking.sort(key=lambda item: item.step.writes)
    undone = [item for item in order if item.state not in FINISHED]
    unproved = [item for item in order if item.unproved]
    unproved.sort(key=lambda item: not item.proof_wrong)
    return next(iter([*lacking, *undone, *unproved]), None)
