"""Dropping what was kept as proof, such as an output that was of another machine."""

from collections.abc import Sequence

from pwxwizard.item_names import titled
from pwxwizard.project import Evidence
from pwxwizard.proofs import called
from pwxwizard.review import Review
from screens.dialogs import TypeWord

_MADE_HERE = {"rehearsal", "probe"}
"""Kinds that are made anew with a key, so that there is nothing to drop."""


def sent_back(workspace: Review, item: str) -> tuple[Evidence, ...]:
    """Return what was kept of an item that somebody sent; in review nothing of it is to be dropped."""
    if workspace.read_only:
        return ()
    about = (one for one in workspace.project.record.evidence if one.item == item)
    return tuple(one for one in about if one.kind not in _MADE_HERE)


def asking(workspace: Review, item: str, proofs: Sequence[Evidence]) -> TypeWord:
    """Return the dialog that asks whether proofs of an item are to be dropped."""
    lines = [f"Kept of {titled(workspace.project, item)}:"]
    lines += [
        f"- {called(one.kind).title}, {one.date[:10]}: {one.verdict}. {one.summary}".rstrip()
        for one in proofs
    ]
    lines.append("It no longer counts then. The journal tells that it was kept, and dropped.")
    return TypeWord("Drop proof", "\n".join(lines), "drop", "Drop")
