"""How far the proof of a connection is: what there is, what is outdated, what is still missing."""

from dataclasses import dataclass

from pwxwizard.examine import Item, State, outdated
from pwxwizard.project import Evidence
from pwxwizard.review import Review
from pwxwizard.verify import PingCommand
from screens.marks import Mark

HAVE = Mark("√", "there", "success")
STALE = Mark("≈", "outdated", "warning")
_MISSING = Mark("○", "missing", "warning")
_TO_DO = {
    "rehearsal": "F6 on the main screen rehearses the handshake; h probes the port.",
    "ping": "Run the command; r, p or o takes its output.",
}


@dataclass(frozen=True, slots=True)
class Proved:
    """How far the proof of a connection is."""

    needed: tuple[tuple[str, Mark, str], ...]
    """What a proof consists of: its kind, whether it is there, and what to do or what was seen."""
    evidence: tuple[Evidence, ...]
    outdated: tuple[Evidence, ...]
    """The evidence of what has changed since."""
    here: bool
    """DTLREXE is on this machine."""


def proof_of(workspace: Review, item: Item, command: PingCommand) -> Proved:
    """Return how far the proof of an item is."""
    project, world = workspace.project, workspace.world
    evidence = tuple(one for one in project.record.evidence if one.item == item.name)
    inputs = dict(item.step.input_digests(project, item.subject, world.reader))
    needed = []
    if item.state not in {State.WRITTEN, State.PROVED}:
        because = "; ".join((*item.because, "F2 shows what would be written"))
        needed.append(("files", _MISSING, f"The item is {item.state}. {because}."))
    for kind in item.step.proofs:
        good = [
            one
            for one in evidence
            if item.step.stands_for.get(one.kind, one.kind) == kind and one.verdict == "proved"
        ]
        current = [one for one in good if dict(one.inputs) == inputs]
        if current:
            needed.append((current[0].kind, HAVE, f"{current[0].date[:10]}: {current[0].summary}"))
        elif good:
            needed.append((kind, STALE, "What it proved has changed since."))
        else:
            needed.append((kind, _MISSING, _TO_DO.get(kind, "")))
    here = bool(command.argv) and world.runner.find(command.argv[0]) is not None
    return Proved(tuple(needed), evidence, outdated(project, item, world.reader), here)
