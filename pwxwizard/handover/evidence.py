"""Evidence that comes back: recognised from the text, and compared with the plan."""

import re
from collections.abc import Callable
from datetime import datetime

from pwxwizard.handover import judge_racf
from pwxwizard.handover.judgement import NOT_ENOUGH, Judgement, Notes
from pwxwizard.handover.setup import ring_setup, view
from pwxwizard.project import Machine, Project
from pwxwizard.world import Reader, digest
from pwxwizard.zos.printout import Line, printout

EVIDENCE_KINDS = {
    "listring": "RACF: RACDCERT LISTRING",
    "listchain": "RACF: RACDCERT LISTCHAIN",
    "checkcert": "RACF: RACDCERT CHECKCERT",
    "list": "RACF: RACDCERT LIST",
}
"""Kinds of evidence that can be judged, and what they are."""

_SIGNS: tuple[tuple[str, str], ...] = (
    ("listring", r"digital ring information for|\blistring\b|irrd11[45]i"),
    ("checkcert", r"\bcheckcert\b"),
    ("listchain", r"\blistchain\b|digital certificate information for.*chain information"),
    ("checkcert", r"certificate 1:.*chain information"),
    ("list", r"digital certificate information for|\bracdcert\b.*\blist\b|irrd107i"),
)


def recognise(text: str) -> str:
    """Return the kind of evidence that a text is; empty when it is none."""
    body = text.lower()
    return next((kind for kind, sign in _SIGNS if re.search(sign, body, re.DOTALL)), "")


def judge(project: Project, reader: Reader, item: str, text: str, at: datetime) -> Judgement:
    """Compare a pasted listing with what is planned for an item.

    The kind of listing is recognised from the text. What is not in a text proves nothing: a
    verdict of `not enough` says what to send; `wrong` names the line and what to do.

    Args:
        project: the project.
        reader: looks at the artifacts.
        item: the item, as `step/subject`.
        text: the listing, as it was pasted or read from a file.
        at: the moment of the judgement.
    """
    mark = digest(text.encode())
    kind = recognise(text)
    notes = Notes()
    machine = _machine(project, item)
    if machine is None:
        notes.open(None, f"{item} is about no machine of the project.", "Name an item of the list.")
        return notes.judgement(kind, mark, "")
    if not kind:
        return _unknown(mark)
    lines = printout(text)
    _JUDGES[kind](lines, project, machine, reader, item, at, notes)
    return notes.judgement(kind, mark, f"{EVIDENCE_KINDS[kind]} is as planned for {machine.name}.")


def _unknown(mark: str) -> Judgement:
    summary = "The text is none of the listings that are known here: " + ", ".join(
        EVIDENCE_KINDS.values()
    )
    return Judgement("", NOT_ENOUGH, (), f"{summary}.", mark)


def _machine(project: Project, item: str) -> Machine | None:
    _, _, subject = item.partition("/")
    if "->" in subject:
        target = project.listener(subject.partition("->")[2])
        return target[0] if target else None
    return project.machine.get(subject) or project.machine.get(subject.partition(".")[0])


_Judge = Callable[[tuple[Line, ...], Project, Machine, Reader, str, datetime, Notes], None]


def _listring(
    lines: tuple[Line, ...],
    project: Project,
    machine: Machine,
    reader: Reader,
    _item: str,
    _at: datetime,
    notes: Notes,
) -> None:
    judge_racf.judge_listring(lines, ring_setup(view(project, machine, reader)), notes)


def _racf(
    lines: tuple[Line, ...],
    project: Project,
    machine: Machine,
    reader: Reader,
    _item: str,
    at: datetime,
    notes: Notes,
) -> None:
    seen = view(project, machine, reader)
    judge_racf.judge_list(lines, ring_setup(seen), seen, at, notes)


def _chain(
    lines: tuple[Line, ...],
    project: Project,
    machine: Machine,
    reader: Reader,
    _item: str,
    at: datetime,
    notes: Notes,
) -> None:
    seen = view(project, machine, reader)
    judge_racf.judge_chain(lines, ring_setup(seen), seen, at, notes)


def _checkcert(
    lines: tuple[Line, ...],
    project: Project,
    machine: Machine,
    reader: Reader,
    _item: str,
    at: datetime,
    notes: Notes,
) -> None:
    judge_racf.judge_checkcert(lines, view(project, machine, reader), at, notes)


_JUDGES: dict[str, _Judge] = {
    "listring": _listring,
    "list": _racf,
    "listchain": _chain,
    "checkcert": _checkcert,
}
