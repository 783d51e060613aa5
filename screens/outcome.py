"""What came of an item so far, and what to do next, in sentences."""

from collections.abc import Mapping

from textual.content import Content

from pwxwizard import layout
from pwxwizard.examine import Item
from pwxwizard.next_step import NextStep, next_step
from pwxwizard.proofs import Kept, called
from pwxwizard.review import Review
from screens import marks


def outcome(workspace: Review, item: Item, questions: int) -> Content:
    """Return what was written and proved of an item, or what to do where nothing is asked."""
    project = workspace.project
    parts: list[Content] = []
    if not questions:
        parts.append(Content("Nothing is asked here; it follows from the estate."))
        if "rehearsal" in item.step.proofs:
            proof = "shows how to PING" if workspace.read_only else "takes what PING printed"
            parts.append(Content(f"F6 rehearses the handshake, p {proof}."))
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


_NEXT: Mapping[NextStep, str] = {
    NextStep.ADD_MACHINE: (
        "Estate: a adds the first machine, f takes machines from DBMOVER files."
    ),
    NextStep.ADD_LISTENER: "Estate: a adds a listener, the port for secure connections.",
    NextStep.ADD_CLIENT: "Estate: a adds the clients, which are machines, too.",
    NextStep.ADD_CONNECTION: "Estate: a adds a connection: which machine calls which listener.",
    NextStep.ANSWER: "F7 goes to the next open item.",
    NextStep.RENEW: "A certificate is withdrawn: F7 goes to it, r renews it.",
    NextStep.SETTLE: "F2, then d, shows what others changed.",
    NextStep.WRITE: "F2 shows what would be written.",
    NextStep.MEND: "A rehearsal failed: F8 tells why, and leads to what mends it.",
    NextStep.REHEARSE: "F6 rehearses every handshake.",
    NextStep.WAIT: "Somebody else has to act; F7 shows where.",
    NextStep.PROVE: "F7 goes to what is not proved yet, p takes what proves it.",
    NextStep.WATCH: "All is proved. F10 tells what ends when.",
}
"""What to do next, with the key that does it."""
_IN_REVIEW: Mapping[NextStep, str] = {
    NextStep.ADD_MACHINE: "No machine is there yet.",
    NextStep.ADD_LISTENER: "No port for secure connections is there yet.",
    NextStep.ADD_CLIENT: "No machine is there yet that calls.",
    NextStep.ADD_CONNECTION: "No connection is there yet.",
    NextStep.RENEW: "A certificate is withdrawn, and not renewed yet: F7 goes to it.",
    NextStep.MEND: "A rehearsal failed: F8 tells why.",
    NextStep.REHEARSE: "F6 rehearses every handshake; nothing is kept of it.",
    NextStep.PROVE: "F7 goes to what is not proved yet, p shows what proves it.",
}
"""What can be done about it by those who only look, where that is something else."""


def what_next(workspace: Review, items: tuple[Item, ...]) -> str:
    """Return what to do next, as a short sentence."""
    following = next_step(workspace.project, items)
    said = _IN_REVIEW.get(following) if workspace.read_only else None
    return said or _NEXT[following]


def to_prove(workspace: Review) -> str:
    """Return what to say of an item that is written, and not proved yet."""
    taken = "" if workspace.read_only else ", and takes what returns"
    return f"It is written, and not proved yet: p shows what to send{taken}."


def to_renew(workspace: Review) -> str:
    """Return what to say of an item whose certificate is withdrawn."""
    how = "it has to be renewed" if workspace.read_only else "r renews it, F2 then writes it"
    return f"The certificate is withdrawn: {how}."
