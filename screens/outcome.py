"""What came of an item so far, in sentences for the end of its form."""

from textual.content import Content

from pwxwizard.examine import Item
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
