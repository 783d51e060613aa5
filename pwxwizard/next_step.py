"""What to do next with a project, decided once; whoever shows it has a sentence for each."""

from collections.abc import Sequence
from enum import StrEnum

from pwxwizard.examine import Item, State
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
