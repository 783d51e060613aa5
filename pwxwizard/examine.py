"""Looking at a whole project: findings, the state of every item, and the plan; writes nothing."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import partial
from pathlib import PurePath
from typing import Any

from pwxwizard.estate_findings import estate_findings
from pwxwizard.finding import Finding, Severity, Where, has_errors
from pwxwizard.manifest import manifests
from pwxwizard.plan import Action, Artifact, Change, Draft, Note, Pending, Plan, each_once
from pwxwizard.project import Project, dotted
from pwxwizard.proofs import Kept, Unproved, kept, unproved
from pwxwizard.question import Answer, Question
from pwxwizard.steps import STEPS
from pwxwizard.steps.base import Step, Subject
from pwxwizard.steps.rules import RULES
from pwxwizard.world import Overlay, Reader, Snapshot, Witness, World


class State(StrEnum):
    """How far an item is; computed from digests, never stored."""

    OPEN = "open"
    READY = "ready"
    WAITING = "waiting"
    WRITTEN = "written"
    PROVED = "proved"
    OUTDATED = "outdated"
    DRIFTED = "drifted"
    SKIPPED = "skipped"


_WITHDRAWN, _RENEW = "CER011", "withdrawn: it has to be renewed"
FINISHED = frozenset({State.WRITTEN, State.PROVED, State.SKIPPED})
"""The states in which nothing is left to be done."""
PLANNED = {State.READY, State.WRITTEN, State.PROVED, State.OUTDATED, State.DRIFTED}
"""The states in which an item's artifacts are known."""


@dataclass(frozen=True, slots=True)
class Item:
    """One step for one subject, how far it is, and what was noticed about its answers."""

    step: Step[Any]
    subject: Subject
    state: State
    because: tuple[str, ...]
    """What is missing, has changed or is waited for, in words."""
    findings: tuple[Finding, ...]
    unproved: tuple[Unproved, ...] = ()
    """What its proof still lacks, once it is written."""
    held_up: bool = False
    """It is open only because an item before it is; there is nothing to answer in it."""
    evidence: tuple[Kept, ...] = ()
    """What was kept about it, and what has changed since."""
    to_renew: bool = False
    """It is open only because its certificate is withdrawn: it is to be renewed, not answered."""

    @property
    def name(self) -> str:
        """Return the item's name, `step/subject`."""
        return self.step.item(self.subject)

    @property
    def proof_outdated(self) -> bool:
        """Tell whether it is written, and something changed after evidence that it had.

        Its state stays `written`: its files are what they should be, so that nothing is to be
        written, and no evidence at all is no worse than evidence of what was before.
        """
        return any(lack.outdated is not None for lack in self.unproved)

    @property
    def only_rehearsal_outdated(self) -> bool:
        """Tell whether all of its evidence that is outdated was made here, and can be made again."""
        outdated = [lack.outdated for lack in self.unproved if lack.outdated is not None]
        return bool(outdated) and all(one.kind == "rehearsal" for one in outdated)

    @property
    def proof_wrong(self) -> bool:
        """Tell whether it is written, and evidence that counts now says that it does not work."""
        return any(lack.went_wrong is not None for lack in self.unproved)


def kept_evidence(project: Project, items: Iterable[Item]) -> tuple[Kept, ...]:
    """Return all evidence of a project, in the order in which it came, with what changed since.

    Args:
        project: the project.
        items: all of its items; evidence of an item that is gone is outdated.
    """
    changed = {
        (one.evidence.item, one.evidence.kind): one.changed
        for item in items
        for one in item.evidence
    }
    return tuple(
        Kept(one, changed.get((one.item, one.kind), ("the estate",)))
        for one in project.record.evidence
    )


def stored_answer(project: Project, subject: Subject, question: Question) -> Answer | None:
    """Return the answer in the project file, or `None` when the question was not answered."""
    table: Any = project.table(subject.table)
    for part in question.key.split("."):
        if not isinstance(table, Mapping) or part not in table:
            return None
        table = table[part]
    if isinstance(table, list):
        return tuple(str(entry) for entry in table)
    return table if isinstance(table, str | int | bool) else None


def answer_findings(project: Project, step: Step[Any], subject: Subject) -> tuple[Finding, ...]:
    """Return a finding for every answer that is missing or cannot be used."""
    found = []
    for question in step.questions(project, subject):
        where = Where(item=step.item(subject), key=f"{dotted(subject.table)}.{question.key}")
        answer = stored_answer(project, subject, question)
        if answer is None:
            if question.default is None:
                found.append(RULES["ANS002"].at(where, f"{question.label}: no answer yet."))
        elif problem := question.problem(answer):
            message = f"{question.label}: {problem}"
            found.append(RULES["ANS001"].at(where, message))
    return tuple(found)


def items(
    project: Project, reader: Reader, steps: tuple[Step[Any], ...] = STEPS
) -> tuple[Item, ...]:
    """Return every item of the project with its state, in the order of the work."""
    found: list[Item] = []
    blocked = _Blocked({}, {})
    for step in steps:
        for subject in step.subjects(project):
            item = _item(project, step, subject, reader, blocked)
            found.append(item)
            if not step.writes and item.state is State.OPEN:
                kind, key = subject.table[:2]
                whole = project.connection[int(key)].name if kind == "connection" else key
                what = "has an error" if has_errors(item.findings) else "is not complete"
                blocked.whole.setdefault(str(whole), f"{item.name} is not complete")
                blocked.repeated[subject.name] = f"{item.name} {what}"
    return tuple(found)


@dataclass(frozen=True, slots=True)
class _Blocked:
    """Why items of the estate hold others up, by what they are about."""

    whole: dict[str, str]
    """By machine or connection: whatever is open of it, none of its own files is written."""
    repeated: dict[str, str]
    """By subject: the files of other machines that repeat its answers wait for it."""


def _item(
    project: Project,
    step: Step[Any],
    subject: Subject,
    reader: Reader,
    blocked: _Blocked,
) -> Item:
    findings = answer_findings(project, step, subject) + step.validate(project, subject)
    wrong = tuple(
        finding.brief
        for finding in findings
        if finding.severity is Severity.ERROR or finding.code == "ANS002"
    )
    name = step.item(subject)
    about = tuple(one for one in project.record.evidence if one.item == name)
    inputs = step.input_digests(project, subject, reader) if about and not wrong else None
    if inputs is None:
        # with answers that cannot be used, nothing is as it was when the evidence came
        evidence = tuple(Kept(one, ("its answers",)) for one in about)
    else:
        evidence = kept(about, inputs, partial(step.called, project, subject))
    state, because, missing = _state(project, step, subject, reader, wrong, inputs, evidence)
    if step.writes and state is not State.SKIPPED:
        causes = tuple(
            blocked.whole[machine]
            for machine in _machines(project, subject)
            if machine in blocked.whole
        )
        if blocked.repeated:
            names = step.repeats(project, subject)
            causes += tuple(blocked.repeated[name] for name in names if name in blocked.repeated)
        if causes:
            held_up = not any(finding.code in {"ANS001", "ANS002"} for finding in findings)
            return Item(
                step, subject, State.OPEN, causes, findings, held_up=held_up, evidence=evidence
            )
    return Item(step, subject, state, because, findings, missing, evidence=evidence)


def _machines(project: Project, subject: Subject) -> tuple[str, ...]:
    if subject.table[0] == "machine":
        return (str(subject.table[1]),)
    if subject.table[0] == "connection":
        connection = project.connection[int(subject.table[1])]
        return (connection.client, connection.listener.rpartition(".")[0], connection.name)
    return ()


def _state(
    project: Project,
    step: Step[Any],
    subject: Subject,
    reader: Reader,
    wrong: tuple[str, ...],
    inputs: Mapping[str, str] | None,
    evidence: tuple[Kept, ...],
) -> tuple[State, tuple[str, ...], tuple[Unproved, ...]]:
    name = step.item(subject)
    if name in project.record.skipped:
        return State.SKIPPED, (project.record.skipped[name],), ()
    if wrong:
        return State.OPEN, wrong, ()
    if not step.writes:
        return State.WRITTEN, (), ()
    if waiting := step.waiting(project, subject, reader):
        return State.WAITING, (waiting,), ()
    written = project.record.item.get(name)
    if written is None:
        return State.READY, (), ()
    if inputs is None:
        inputs = step.input_digests(project, subject, reader)
    if changed := _changed(project, step, subject, inputs):
        return State.OUTDATED, changed, ()
    drifted = _drifted(project, name, reader)
    if drifted:
        return State.DRIFTED, tuple(f"{PurePath(path).name} was changed" for path in drifted), ()
    return _proved(evidence, step.proofs_of(project, subject), step)


def _proved(
    evidence: tuple[Kept, ...], wanted: Collection[str], step: Step[Any]
) -> tuple[State, tuple[str, ...], tuple[Unproved, ...]]:
    """Return the state of what is written as it should be, and what is still to be shown of it."""
    missing = unproved(evidence, wanted, step.stands_for)
    if wanted and not missing:
        return State.PROVED, (), ()
    return State.WRITTEN, tuple(map(str, missing)), missing


def _drifted(project: Project, item: str, reader: Reader) -> tuple[str, ...]:
    """Return the files of an item that are no longer what was written."""
    return tuple(
        path
        for path in project.record.item[item].files
        if (record := project.record.file.get(path)) is not None
        and reader.look(path).digest != record.sha256
    )


@dataclass(frozen=True, slots=True)
class Survey:
    """A project looked at as a whole: every item, and what applying would write."""

    items: tuple[Item, ...]
    plan: Plan
    estate: tuple[Finding, ...] = ()
    """How the planned files of the machines contradict each other."""
    drift: tuple[Finding, ...] = ()
    """Which files are no longer what was written."""

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Return every finding about answers, files on disk and what would be written."""
        found = [finding for item in self.items for finding in item.findings]
        return tuple(dict.fromkeys([*found, *self.drift, *self.plan.findings, *self.estate]))


def survey(
    project: Project,
    world: World,
    only: Collection[str] | None = None,
    steps: tuple[Step[Any], ...] = STEPS,
) -> Survey:
    """Look at every item and plan what applying would write.

    Args:
        project: the project.
        world: ports to look through; nothing is made, nobody is asked.
        only: names of the items to plan; `None` plans all that are complete.
        steps: the ordered list.
    """
    reader = Snapshot(world.reader)
    witness = Witness(reader)
    coming: dict[str, bytes | None] = {}
    inside = replace(world, reader=Overlay(witness, coming))
    looked: list[Item] = []
    drafts: list[Draft] = []
    notes: list[Note] = []
    findings: list[Finding] = []
    planned: list[str] = []
    changes: list[Change] = []
    for item in items(project, reader, steps):
        draft = Draft()
        if item.step.writes and item.state in PLANNED and (only is None or item.name in only):
            seen = dict(witness.seen)
            draft = item.step.plan(project, item.subject, inside)
            findings += draft.findings
            if has_errors(draft.findings):
                # what is not planned must not make the plan stale
                witness.seen = seen
                looked.append(_opened(item, draft.findings))
                continue
            drafts.append(draft)
            notes += (Note(item.name, text) for text in draft.notes)
            planned.append(item.name)
        artifacts = [_as_adopted(project, wanted, reader) for wanted in draft.artifacts]
        own = [Change(artifact, reader.look(artifact.path)) for artifact in artifacts]
        looked.append(_in_time(project, item, own, inside.reader))
        changes += own
        for artifact in artifacts:
            content = artifact.content
            coming[artifact.path] = None if isinstance(content, Pending) else content
    writing = {c.artifact.item for c in changes if c.action is not Action.KEEP}
    whole = all(item.name in planned for item in looked if item.step.writes)
    planned_files = tuple(change.artifact for change in changes)
    changes += [
        Change(artifact, reader.look(artifact.path))
        for artifact in manifests(project, planned_files, reader, whole=whole)
    ]
    paths = {change.artifact.path for change in changes}
    plan = Plan(
        changes=tuple(changes),
        inputs=tuple(
            sorted((path, seen) for path, seen in witness.seen.items() if path not in paths)
        ),
        answers=project.answers_digest,
        secrets=each_once(need for draft in drafts for need in draft.secrets),
        findings=tuple(findings),
        notes=tuple(dict.fromkeys(note for note in notes if note.item in writing)),
        items=tuple(planned),
    )
    estate: tuple[Finding, ...] = ()
    if only is None:
        estate = estate_findings(project, (change.artifact for change in changes))
    drift = tuple(
        RULES["DRI001"].at(
            Where(file=path, item=item.name), f"{path} is no longer what was written."
        )
        for item in looked
        if item.state is State.DRIFTED
        for path in _drifted(project, item.name, reader)
    )
    return Survey(tuple(looked), plan, estate, drift)


def _opened(item: Item, findings: tuple[Finding, ...]) -> Item:
    """Return an item whose files cannot be planned, with the errors that keep it open."""
    wrong = [finding for finding in findings if finding.severity is Severity.ERROR]
    because = tuple(_RENEW if one.code == _WITHDRAWN else one.brief for one in wrong)
    to_renew = all(one.code == _WITHDRAWN for one in wrong)
    return replace(item, state=State.OPEN, because=because, unproved=(), to_renew=to_renew)


def _in_time(project: Project, item: Item, changes: list[Change], reader: Reader) -> Item:
    """Return a written item as what its plan says of it.

    It is outdated where files that it is made from are about to be written anew; it is not where an
    answer has changed, such as to what was the default, and every file would stay as it is.

    Args:
        project: the project.
        item: the item as the files on the disk have it.
        changes: what is planned for it.
        reader: sees the files of earlier items as they are about to be.
    """
    stays = all(change.action is Action.KEEP for change in changes)
    if item.state is State.OUTDATED and changes and stays:
        wanted = item.step.proofs_of(project, item.subject)
        state, because, missing = _proved(item.evidence, wanted, item.step)
        return replace(item, state=state, because=because, unproved=missing)
    if item.state not in {State.WRITTEN, State.PROVED} or stays:
        return item
    inputs = item.step.input_digests(project, item.subject, reader)
    because = _changed(project, item.step, item.subject, inputs)
    return replace(item, state=State.OUTDATED, because=because, unproved=())


def _changed(
    project: Project, step: Step[Any], subject: Subject, inputs: Mapping[str, str]
) -> tuple[str, ...]:
    """Return what is no longer as it was when an item was written, a phrase each."""
    written = project.record.item[step.item(subject)].inputs
    return tuple(
        f"{step.called(project, subject, key)} changed"
        for key in sorted(inputs.keys() | written.keys())
        if inputs.get(key) != written.get(key)
    )


def _as_adopted(project: Project, artifact: Artifact, reader: Reader) -> Artifact:
    """Return an artifact as it stands on the disk, where that was adopted in place of this plan."""
    kept = project.record.adopted.get(artifact.path)
    if kept is None or kept.planned != artifact.content_digest:
        return artifact
    found = reader.look(artifact.path)
    return replace(artifact, content=found.data) if found.digest == kept.sha256 else artifact


def located(
    findings: tuple[Finding, ...], file: str, line_of: Callable[[str], int]
) -> tuple[Finding, ...]:
    """Return findings about answers with the project file's name and line filled in."""
    return tuple(
        replace(
            finding,
            where=replace(finding.where, file=file, line=line_of(finding.where.key)),
        )
        if finding.where.key and not finding.where.file
        else finding
        for finding in findings
    )


def verify(
    project: Project, world: World, steps: tuple[Step[Any], ...] = STEPS
) -> Iterator[tuple[str, object]]:
    """Yield what every step sees when it looks at its results, with the item's name."""
    for step in steps:
        for subject in step.subjects(project):
            for seen in step.verify(project, subject, world):
                yield step.item(subject), seen
