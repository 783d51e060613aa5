"""What came of an item so far, and what to do next, in sentences."""

from textual.content import Content

from pwxwizard.examine import Item, State
from pwxwizard.project import Project


def outcome(project: Project, item: Item, questions: int) -> Content:
    """Return what was written and proved of an item, or what to do where nothing is asked."""
    parts: list[Content] = []
    if not questions:
        parts.append(Content("Nothing is asked here; it follows from the estate."))
        if "rehearsal" in item.step.proofs:
            parts.append(Content("F6 rehearses the handshake, F2 shows the sheet to be written."))
    record = project.record.item.get(item.name)
    if record is not None:
        parts.append(Content.styled(f"Written {record.date[:10]}:", "bold"))
        parts += [Content(f"  {path}") for path in record.files]
    proofs = [entry for entry in project.record.evidence if entry.item == item.name]
    if proofs:
        parts.append(Content.styled("Evidence:", "bold"))
        parts += [
            Content(f"  {entry.kind}, {entry.date[:10]}: {entry.verdict}. {entry.summary}")
            for entry in proofs
        ]
    return Content("\n").join(parts)


def what_next(items: tuple[Item, ...]) -> Content:
    """Return what to do next, as a few words."""
    states = {item.state for item in items}
    unproved = any("no rehearsal yet" in item.because for item in items if item.step.proofs)
    if State.OPEN in states:
        words = "F7 goes to the next open item."
    elif State.DRIFTED in states:
        words = "F2, then d, shows what others changed."
    elif states & {State.READY, State.OUTDATED}:
        words = "F2 shows what would be written."
    elif unproved:
        words = "F6 rehearses every handshake."
    elif State.WAITING in states:
        words = "Somebody else has to act; F7 shows where."
    else:
        words = "F5 checks everything once more."
    return Content.assemble(("Next\n", "bold"), words)
