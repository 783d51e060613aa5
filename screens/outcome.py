"""What came of an item so far, and what to do next, in sentences."""

from textual.content import Content

from pwxwizard import layout
from pwxwizard.examine import Item, State
from pwxwizard.project import Project
from pwxwizard.proofs import Kept, called
from screens import marks


def outcome(project: Project, item: Item, questions: int) -> Content:
    """Return what was written and proved of an item, or what to do where nothing is asked."""
    parts: list[Content] = []
    if not questions:
        parts.append(Content("Nothing is asked here; it follows from the estate."))
        if "rehearsal" in item.step.proofs:
            parts.append(Content("F6 rehearses the handshake, F9 takes what PING printed."))
    record = project.record.item.get(item.name)
    if record is not None:
        parts.append(Content.styled(f"Written {record.date[:10]}:", "bold"))
        parts += [Content(f"  {layout.inside(project, path)}") for path in record.files]
    if item.evidence:
        parts.append(Content.styled("Evidence:", "bold"))
        parts += [_evidence(one) for one in item.evidence]
    return Content("\n").join(parts)


def _evidence(one: Kept) -> Content:
    """Return a piece of evidence; of one that is outdated, why, and what to do."""
    kind, day = called(one.evidence.kind), one.evidence.date[:10]
    if one.changed:
        return Content.assemble("  ", marks.STALE.content, f": {kind.title}, {day}: {one.reason}.")
    return Content(f"  {kind.title}, {day}: {one.verdict}. {one.evidence.summary}")


def what_next(project: Project, items: tuple[Item, ...]) -> str:
    """Return what to do next, as a short sentence."""
    if not project.machine:
        return "Estate: a adds the first machine, f takes machines from DBMOVER files."
    if any(item.state is State.OPEN for item in items if not item.step.writes):
        return "F7 goes to the next open item."
    if not any(machine.secure_listeners for machine in project.machine.values()):
        return "Estate: a adds a listener, the port for secure connections."
    if not project.connection:
        calls = any(machine.is_client for machine in project.machine.values())
        what = (
            "a connection: which machine calls which listener"
            if calls
            else "the clients, which are machines, too"
        )
        return f"Estate: a adds {what}."
    states = {item.state for item in items}
    lacking = [lack for item in items for lack in item.unproved if lack.kind == "rehearsal"]
    if State.OPEN in states:
        return "F7 goes to the next open item."
    if State.DRIFTED in states:
        return "F2, then d, shows what others changed."
    if states & {State.READY, State.OUTDATED}:
        return "F2 shows what would be written."
    if any(lack.went_wrong for lack in lacking):
        return "A rehearsal failed: F8 tells why, and leads to what mends it."
    if lacking:
        return "F6 rehearses every handshake."
    if State.WAITING in states:
        return "Somebody else has to act; F7 shows where."
    if any(item.unproved for item in items):
        return "F7 goes to what is not proved yet, F9 takes what proves it."
    return "All is proved. F10 tells what ends when."
