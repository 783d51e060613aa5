"""What came of an item so far, and what to do next, in sentences."""

from collections.abc import Mapping

from textual.content import Content

from pwxwizard import layout
from pwxwizard.examine import Item
from pwxwizard.next_step import NextStep, next_step
from pwxwizard.project import Project
from pwxwizard.proofs import Kept, called
from screens import marks


def outcome(project: Project, item: Item, questions: int) -> Content:
    """Return what was written and proved of an item, or what to do where nothing is asked."""
    parts: list[Content] = []
    if not questions:
        parts.append(Content("Nothing is asked here; it follows from the estate."))
        if "rehearsal" in item.step.proofs:
            parts.append(Content("F6 rehearses the handshake, p takes what PING printed."))
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
    NextStep.SETTLE: "F2, then d, shows what others changed.",
    NextStep.WRITE: "F2 shows what would be written.",
    NextStep.MEND: "A rehearsal failed: F8 tells why, and leads to what mends it.",
    NextStep.REHEARSE: "F6 rehearses every handshake.",
    NextStep.WAIT: "Somebody else has to act; F7 shows where.",
    NextStep.PROVE: "F7 goes to what is not proved yet, p takes what proves it.",
    NextStep.WATCH: "All is proved. F10 tells what ends when.",
}
"""What to do next, with the key that does it."""


def what_next(project: Project, items: tuple[Item, ...]) -> str:
    """Return what to do next, as a short sentence."""
    return _NEXT[next_step(project, items)]
