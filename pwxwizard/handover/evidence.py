"""Evidence that comes back: recognised from the text, and compared with the plan."""

import re
from dataclasses import replace
from datetime import datetime
from itertools import pairwise

from pwxwizard.finding import capitalised
from pwxwizard.handover.judgement import NOT_ENOUGH, Judgement, Notes
from pwxwizard.handover.judges import JUDGES, Case
from pwxwizard.handover.setup import view
from pwxwizard.handover.wanted import Wanted, back
from pwxwizard.project import Machine, Project
from pwxwizard.proofs import called
from pwxwizard.world import Reader, digest
from pwxwizard.zos.printout import printout

_ECHO = re.compile(r"(?i)^\s*(?:READY\s+)?(?:RACDCERT|TSS\s+LIST|CHKCERT|LIST)(?:\s|\()")
"""A command of which a listing follows, as a job or a terminal shows it."""
_SIGNS: tuple[tuple[str, str], ...] = (
    ("ping", r"pwx-\d{5}|\bdtlrexe\b"),
    ("attls-log", r"ezd128[1-7]i"),
    ("pasearch", r"\bpolicyrule\s*:|\bpasearch\b"),
    ("netstat-ttls", r"\bttlsrule\s*:|\bnetstat ttls\b"),
    ("tss-keyring", r"\btss\b.*\bkeyring|keyring label|\baccessorid\b.*\bkeyring"),
    ("tss-certificate", r"\btss\b.*\bdigicert|\baccessorid\b.*\bdigicert|\bdigicert\s*="),
    ("acf2-keyring", r"\bkeyring\s*/|\bringname\s*\("),
    ("listring", r"digital ring information for|\blistring\b|irrd11[45]i"),
    ("checkcert", r"\bcheckcert\b"),
    ("listchain", r"\blistchain\b|digital certificate information for.*chain information"),
    ("checkcert", r"certificate 1:.*chain information"),
    ("list", r"digital certificate information for|\bracdcert\b.*\blist\b|irrd107i"),
    ("acf2-certificate", r"\bchkcert\b|\bcertdata\s*/"),
    ("dcm", r"\bdcmview\b|\bcertificate store\b|\*system\b|\blabel\s*[:=]"),
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
    mark = digest(text.encode(errors="replace"))
    kind = recognise(text)
    notes = Notes()
    machine = _machine(project, item)
    if machine is None:
        notes.open(None, f"{item} is about no machine of the project.", "Name an item of the list.")
        return notes.judgement(kind, mark, "")
    if not kind:
        return _unknown(mark, back(machine, item))
    case = Case(project, machine, view(project, machine, reader), reader, item, text, at)
    JUDGES[kind](case, printout(text), notes)
    return notes.judgement(kind, mark, f"{_title(kind)} is as planned for {machine.name}.")


def judge_each(
    project: Project, reader: Reader, item: str, text: str, at: datetime
) -> tuple[Judgement, ...]:
    """Judge every listing of a text that holds several, such as the output of a whole job.

    The listings are told apart by the commands that the text shows. Line numbers are those of the
    text; arguments are those of `judge`.
    """
    raw = text.splitlines()
    starts = [number for number, line in enumerate(raw) if _ECHO.match(line)]
    kinds = {
        start: recognise("\n".join(raw[start:stop]))
        for start, stop in pairwise((*starts, len(raw)))
    }
    found = tuple(dict.fromkeys(kind for kind in kinds.values() if kind))
    if len(found) < 2:
        return (judge(project, reader, item, text, at),)
    mark = digest(text.encode(errors="replace"))
    judged = []
    for kind in found:
        now = ""
        kept = []
        for number, line in enumerate(raw):
            now = kinds.get(number, now)
            kept.append(line if now == kind else "")
        judged.append(judge(project, reader, item, "\n".join(kept), at))
    return tuple(replace(one, digest=mark) for one in judged)


def _title(kind: str) -> str:
    return capitalised(called(kind).title)


def _unknown(mark: str, wanted: Wanted | None) -> Judgement:
    told = f"Wanted is {wanted}" if wanted else f"Known are: {', '.join(map(_title, JUDGES))}"
    summary = f"The text is none of the listings that are known here. {told}."
    return Judgement("", NOT_ENOUGH, (), summary, mark)


def _machine(project: Project, item: str) -> Machine | None:
    _, _, subject = item.partition("/")
    if "->" in subject:
        target = project.listener(subject.partition("->")[2])
        return target[0] if target else None
    return project.machine.get(subject) or project.machine.get(subject.partition(".")[0])
