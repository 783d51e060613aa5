"""How far the proof of a connection is: what there is, what is outdated, what is still missing."""

from dataclasses import dataclass

from pwxwizard.examine import Item, State
from pwxwizard.proofs import Kept, kept
from pwxwizard.review import Review
from pwxwizard.verify import PingCommand
from screens.marks import STALE, Mark

HAVE = Mark("√", "done", "success")
_MISSING = Mark("○", "missing", "warning")
_WRONG = Mark("X", "wrong", "error")
_TO_DO = {
    "rehearsal": "F6 rehearses the handshake; h probes the port.",
    "ping": "Run the command on its machine; p or o takes its output.",
}
_PING_HERE = "r runs the command here; p or o takes its output."


@dataclass(frozen=True, slots=True)
class Proved:
    """How far the proof of a connection is."""

    needed: tuple[tuple[str, Mark, str], ...]
    """What a proof consists of: its kind, whether it is there, and what to do or what was seen."""
    rest: tuple[Kept, ...]
    """What was seen beside that."""
    here: bool
    """DTLREXE is on this machine."""


def proof_of(workspace: Review, item: Item, command: PingCommand) -> Proved:
    """Return how far the proof of an item is, as things are at this moment."""
    project, world = workspace.project, workspace.world
    inputs = item.step.input_digests(project, item.subject, world.reader)
    about = (one for one in project.record.evidence if one.item == item.name)
    evidence = kept(about, inputs)
    here = bool(command.argv) and world.runner.find(command.argv[0]) is not None
    to_do = _TO_DO | {"ping": _PING_HERE} if here and not workspace.read_only else _TO_DO
    needed, told = [], []
    if item.state not in {State.WRITTEN, State.PROVED}:
        because = "; ".join((*item.because, "F2 shows what would be written"))
        needed.append(("files", _MISSING, f"The item is {item.state}. {because}."))
    for kind in item.step.proofs:
        seen = [
            one
            for one in evidence
            if item.step.stands_for.get(one.evidence.kind, one.evidence.kind) == kind
        ]
        good = [one for one in seen if one.evidence.verdict == "proved"]
        wrong = [one for one in seen if one.evidence.verdict == "wrong" and not one.changed]
        holds = next((one for one in good if not one.changed), wrong[-1] if wrong else None)
        if holds is not None:
            told.append(holds)
            last, mark = holds.evidence, HAVE if holds in good else _WRONG
            needed.append((last.kind, mark, f"{last.date[:10]}: {last.summary}"))
        elif good:
            needed.append((kind, STALE, f"{good[-1].reason}."))
        else:
            needed.append((kind, _MISSING, to_do.get(kind, "")))
    rest = tuple(one for one in evidence if one not in told)
    return Proved(tuple(needed), rest, here)
