"""Working on a project: answers saved as they come, plans applied, proofs recorded."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from pwxwizard import (
    adopting,
    apply,
    examine,
    journal,
    lock,
    machine,
    making,
    rollback,
    store,
    verify,
)
from pwxwizard.adopting import Adoption
from pwxwizard.errors import RefusedError
from pwxwizard.examine import Item
from pwxwizard.finding import counted
from pwxwizard.making import subjects_of
from pwxwizard.plan import Form, Plan, as_json, moved
from pwxwizard.preflight import FileWrite
from pwxwizard.project import (
    Edit,
    Evidence,
    FileRecord,
    ItemRecord,
    Project,
    Record,
    fingerprint,
    record_tables,
)
from pwxwizard.question import Answer, Question
from pwxwizard.removal import Removal, put_back
from pwxwizard.review import Rehearsed, Review
from pwxwizard.secret_sources import Ask
from pwxwizard.steps import STEPS
from pwxwizard.steps.base import Addition, Step, Subject
from pwxwizard.transaction import Progress
from pwxwizard.verify import ProbeReport, Target
from pwxwizard.world import Overlay, World, digest

PRIVATE = 0o600
"""The mode of files that only their owner may read."""


@dataclass(frozen=True, slots=True)
class Applied:
    """What an apply did."""

    id: str
    """Name of the apply in the journal; empty when there was nothing to write."""
    written: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Proof:
    """What was found out about an item by looking at the real thing."""

    item: str
    kind: str
    """`rehearsal`, `probe`, `ping`, or the kind of a pasted listing."""
    verdict: str
    """`proved`, `wrong` or `not enough`."""
    summary: str
    digest: str = ""
    """Digest of the text that was judged; empty when the artifacts themselves were."""


class Session(Review):
    """A project opened for work: one process at a time, every answer on the disk as it is given."""

    read_only = False

    def __init__(self, path: Path, world: World, held: ExitStack, recovered: str) -> None:
        """Use `open`."""
        self._file = store.open_project(path)
        super().__init__(path, world)
        self._held = held
        self.recovered = recovered
        """What was done about an apply that had been interrupted, as a sentence; usually empty."""

    @classmethod
    def open(cls, path: Path, ask: Ask | None = None) -> "Session":
        """Lock a project, finish or undo an interrupted apply, and read it.

        Args:
            path: the project file.
            ask: asks somebody for a secret; without it only other sources can give one.

        Raises:
            UnreadableError: it is not a project.
            RefusedError: another process works on it.
        """
        storage = store.storage_folder(path)
        if storage.is_dir():
            store.read_file(path)
        else:
            # Nothing is laid down beside what is no project.
            store.open_project(path)
        with ExitStack() as opening:
            world = machine.world(path.parent, ask)
            held = lock.hold(storage, who=machine.who(), now=world.clock.now())
            opening.enter_context(held)
            recovered = apply.recover(storage, path.parent)
            session = cls(path, world, opening, str(recovered or ""))
            session._held = opening.pop_all()
        return session

    def close(self) -> None:
        """Give the project free for others."""
        self._held.close()

    def __enter__(self) -> "Session":
        """Return the session itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Give the project free for others."""
        self.close()

    @property
    def project(self) -> Project:
        """Return the project, with every answer given so far."""
        return self._corrected(self._file.project)

    def line_of(self, key: str) -> int:
        """Return the line of the project file on which an answer stands now."""
        return self._file.line_of(key)

    @property
    def storage(self) -> Path:
        """Return the tool's own folder of this project."""
        return store.storage_folder(self.path)

    def position(self) -> store.Position:
        """Return where work stopped last."""
        return store.load_position(self.storage)

    def stand_at(self, item: str, key: str = "") -> None:
        """Note where somebody is, so that work goes on there."""
        store.save_position(self.storage, store.Position(item, key))

    def answer(self, subject: Subject, question: Question, answer: Answer | None) -> str:
        """Save one answer; `None` takes it back, so that the default holds again.

        Returns how to correct an answer that cannot be used; it is not saved then.

        Raises:
            ConflictError: somebody changed the same answer in the file meanwhile.
            ApplyError: the file could not be written.
        """
        problem = question.problem(answer) if answer is not None else ""
        if problem:
            return problem
        if answer == examine.stored_answer(self.project, subject, question):
            return ""
        value = list(answer) if isinstance(answer, tuple) else answer
        self.edit((Edit((*subject.table, *question.key.split(".")), value),))
        return ""

    def give(self, answers: Iterable[tuple[Subject, Question, Answer | None]]) -> None:
        """Save answers that were checked before, all of them or none; raises as `edit` does."""
        edits = tuple(
            Edit(
                (*subject.table, *question.key.split(".")),
                list(answer) if isinstance(answer, tuple) else answer,
            )
            for subject, question, answer in answers
        )
        self.edit(edits)

    def add(self, step: Step[Any], addition: Addition, answers: Mapping[str, Answer]) -> str:
        """Add a machine, a listener or a connection; returns how to correct what cannot be added."""
        for question in addition.questions:
            problem = question.problem(answers.get(question.key, ""))
            if problem:
                return f"{question.label}: {problem}"
        if problem := step.refused(self.project, addition.key, answers):
            return problem
        edits = step.add(self.project, addition.key, answers)
        if any(self.project.table(edit.path) for edit in edits):
            return "There is one like this already."
        self.edit(edits)
        return ""

    def remove(self, item: Item) -> Removal:
        """Take a subject out of the project; what was written for it stays on the disk."""
        edits = item.step.remove(self.project, item.subject)
        if not edits:
            raise RefusedError(
                f"{item.subject.name} is not removed in this step.", fix="Remove it in the estate."
            )
        before, back = self._file.text, put_back(self.project, edits)
        self.edit(edits)
        return Removal(before, self._file.text, back)

    def bring_back(self, removal: Removal) -> None:
        """Bring back what was removed: as it stood, or behind the others if more has changed since.

        Raises:
            ConflictError: somebody changed the same answers in the file meanwhile.
            RefusedError: it cannot stand beside what was answered since.
            ApplyError: the file could not be written.
        """
        if self._file.text == removal.after:
            self._file.restore(removal.before)
            self._save()
        else:
            self.edit(removal.back)

    def adopt(self, adoption: Adoption, accepted: Collection[str]) -> None:
        """Enter offers made from existing DBMOVER files, by their names.

        Raises:
            UsageError: a name is not offered, or one is accepted without what it needs.
        """
        edits = adopting.edits(self.project, adoption, accepted)
        if edits:
            self.edit(edits)

    def skip(self, item: str, reason: str) -> None:
        """Leave an item out, with a reason; an empty reason takes it up again."""
        skipped = {key: value for key, value in self.project.record.skipped.items() if key != item}
        if reason:
            skipped[item] = reason
        self._record(replace(self.project.record, skipped=skipped))

    def edit(self, edits: tuple[Edit, ...], prefer: Mapping[str, str] | None = None) -> None:
        """Change the project file and save it.

        Args:
            edits: the changes; none saves what is not saved yet.
            prefer: `ours` or `theirs` for each answer that others changed too, by its dotted path.

        Raises:
            ConflictError: somebody changed the same answers in the file meanwhile.
            RefusedError: the project would not be readable afterwards.
            ApplyError: the file could not be written.
        """
        self._file.edit(edits)
        self._save(prefer)

    def _save(self, prefer: Mapping[str, str] | None = None) -> None:
        saved = store.save(self._file, self.path, prefer=prefer)
        if isinstance(saved, store.MergeConflict):
            raise store.ConflictError(saved.conflicts, self.path.name)

    def _record(self, record: Record) -> None:
        self.edit((Edit(("record",), record_tables(record)),))

    def replaceable_keys(self, item: str) -> tuple[str, ...]:
        """Return the private keys of an item that could be replaced, by their paths."""
        record = self.project.record.item.get(item)
        if record is None:
            return ()
        agreed = replace(self.world, consents=frozenset(record.files))
        plan = examine.survey(self.project, agreed, (item,)).plan
        return tuple(change.artifact.path for change in plan.changes if change.replaces_key)

    def consenting(self, keys: Collection[str]) -> None:
        """Agree to the replacement of private keys, by their paths, by the next apply."""
        self.world = replace(self.world, consents=frozenset(keys))

    def apply(
        self,
        plan: Plan,
        leave_out: Collection[str] = (),
        progress: Progress = lambda *_: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Applied:
        """Write a plan, all of it or none.

        Args:
            plan: what was shown and agreed to.
            leave_out: paths of files that are not to be written now.
            progress: told about every part that is done.
            cancelled: asked before every key and item; nothing is written once it says yes.

        Raises:
            RefusedError: the plan is stale, a secret cannot be had, or it was cancelled.
            ApplyError: a file could not be written; everything has been put back.
        """
        self._refuse_stale(plan)
        writes = [change for change in plan.writes if change.artifact.path not in leave_out]
        if not writes:
            return Applied("", ())
        self._save()
        plan_id = plan.id
        contents = making.contents(self.project, self.world, plan, progress, cancelled)
        late = making.late(self.project, self.world, plan, contents)
        plan = replace(plan, changes=(*plan.changes, *late))
        writes += [change for change in late if change.artifact.path not in leave_out]
        now = self.world.clock.now()
        apply_id = journal.next_id(self.storage)
        record = self._written(plan, contents, leave_out, apply_id)
        text = self._file.encoded(self._file.with_record(record))
        files = [
            FileWrite(
                change.artifact.path,
                contents[change.artifact.path],
                change.artifact.mode,
                change.found.digest,
                private=change.artifact.mode == PRIVATE,
                key=change.artifact.form is Form.PRIVATE_KEY,
                replace_key=change.artifact.path in self.world.consents,
            )
            for change in writes
        ]
        files.append(self._project_write(text))
        done = apply.write_all(
            files,
            self.storage,
            self.path.parent,
            label=counted(len(writes), "file"),
            who=machine.who(),
            now=now,
            plan_id=plan_id,
            progress=progress,
        )
        self._file.accept(text)
        written = tuple(change.artifact.path for change in writes)
        # agreeing to one replacement of a key is not agreeing to the next
        self.consenting(self.world.consents.difference(written))
        return Applied(done.id, written)

    def _project_write(self, text: bytes) -> FileWrite:
        """Return the project file's own part of an apply; a hand edit since the save refuses it."""
        mode = self.world.reader.look(self.path.name).mode
        return FileWrite(self.path.name, text, mode, self._file.saved_digest)

    def _refuse_stale(self, plan: Plan) -> None:
        now = examine.survey(self.project, self.world, plan.items).plan
        if now.id == plan.id:
            return
        what = ", ".join(moved(as_json(plan), as_json(now))) or "what is to be written"
        raise RefusedError(
            f"The plan is stale: {what} changed since it was made.",
            fix="Look at the new difference, then write that.",
        )

    def _written(
        self, plan: Plan, contents: Mapping[str, bytes], leave_out: Collection[str], apply_id: str
    ) -> Record:
        """Return the record as it is once the plan is written."""
        record = self.project.record
        files = dict(record.file)
        for change in plan.changes:
            path = change.artifact.path
            if path not in leave_out:
                files[path] = FileRecord(digest(contents[path]), change.artifact.mode, apply_id)
        reader = Overlay(
            self.world.reader,
            {path: data for path, data in contents.items() if path not in leave_out},
        )
        after = replace(self.project, record=replace(record, file=files))
        items = dict(record.item)
        date = f"{self.world.clock.now():%Y-%m-%dT%H:%M:%SZ}"
        for step in STEPS:
            for subject in step.subjects(self.project):
                item = step.item(subject)
                paths = [c.artifact.path for c in plan.changes if c.artifact.item == item]
                if item in plan.items and not set(paths) & set(leave_out):
                    inputs = step.input_digests(after, subject, reader)
                    items[item] = ItemRecord(apply_id, date, inputs, tuple(paths))
        return replace(record, file=files, item=items)

    def roll_back(self, to: str | None = None, progress: Progress = lambda *_: None) -> Applied:
        """Bring every written file to what it was after an earlier apply; answers stay as they are.

        Args:
            to: the apply whose outcome is wanted; the one before the last unless given.
            progress: told about every part that is done.

        Raises:
            RefusedError: there is no such apply, a file changed since, or a key is at stake.
            ApplyError: a file could not be written; everything has been put back.
        """
        own = self.path.name
        planned = rollback.plan_roll_back(self.storage, to, leave={own})
        former = planned.left.get(own)
        record = store.read_project(former, own).record if former else Record()
        record = replace(record, skipped=self.project.record.skipped)
        self._save()
        text = self._file.encoded(self._file.with_record(record))
        done = rollback.roll_back(
            self.storage,
            self.path.parent,
            to,
            who=machine.who(),
            now=self.world.clock.now(),
            leave={own},
            consents=self.world.consents,
            also=(self._project_write(text),),
            progress=progress,
        )
        self._file.accept(text)
        return Applied(done.id, tuple(path for path in done.files if path != own))

    def rehearse_and_record(
        self, cancelled: Callable[[], bool] = lambda: False
    ) -> Iterator[Rehearsed]:
        """Rehearse every connection, and keep each outcome as evidence once all are done."""
        outcomes = []
        for outcome in self.rehearse(cancelled=cancelled):
            outcomes.append(outcome)
            yield outcome
        self.keep_proofs(
            Proof(
                f"{STEPS[-1].key}/{outcome.connection.name}",
                "rehearsal",
                "proved" if outcome.succeeded else "wrong",
                f"{outcome.rehearsal.protocol} {outcome.rehearsal.suite}"
                if outcome.succeeded
                else outcome.rehearsal.reason,
            )
            for outcome in outcomes
            if outcome.rehearsal is not None
        )

    def keep_probe(self, target: Target, report: ProbeReport) -> Proof:
        """Return what a probe of a connection proves; kept as evidence unless it is not enough."""
        verdict, summary, seen = verify.proof(target, report)
        proof = Proof(f"{STEPS[-1].key}/{target.connection.name}", "probe", verdict, summary, seen)
        if verdict != "not enough":
            self.keep_proofs([proof])
        return proof

    def keep_proofs(self, proofs: Iterable[Proof]) -> None:
        """Keep proofs as evidence, in the project and in the journal, instead of earlier ones.

        A listing that is not enough never takes the place of one that proves something or goes wrong;
        a PING that is not enough, such as that of another node, is not kept at all.
        """
        now = self.world.clock.now()
        decided = {
            (entry.item, entry.kind)
            for entry in self.project.record.evidence
            if entry.verdict != "not enough"
        }
        subjects = subjects_of(self.project)
        found: dict[tuple[str, str], Evidence] = {}
        for proof in proofs:
            undecided = proof.verdict == "not enough"
            if undecided and (proof.kind == "ping" or (proof.item, proof.kind) in decided):
                continue
            step, subject = subjects[proof.item]
            inputs = step.input_digests(self.project, subject, self.world.reader)
            found[proof.item, proof.kind] = Evidence(
                item=proof.item,
                kind=proof.kind,
                verdict=proof.verdict,
                date=f"{now:%Y-%m-%dT%H:%M:%SZ}",
                summary=proof.summary,
                digest=proof.digest or fingerprint(inputs),
                inputs=inputs,
                by=machine.who(),
            )
        if not found:
            return
        present = self.project.record.evidence
        kept = tuple(entry for entry in present if (entry.item, entry.kind) not in found)
        details = {entry.item: f"{entry.kind}: {entry.verdict}" for entry in found.values()}
        self._keep((*kept, *found.values()), counted(len(found), "proof"), details)

    def drop_proofs(self, item: str, kinds: Collection[str] = ()) -> tuple[Evidence, ...]:
        """Drop evidence of an item, such as an output of another machine; returns what is dropped.

        Args:
            item: its name; it may be one that is gone.
            kinds: the kinds of evidence; none means all.
        """
        present = self.project.record.evidence
        gone = [one for one in present if one.item == item and (not kinds or one.kind in kinds)]
        if gone:
            kept = tuple(one for one in present if one not in gone)
            said = "; ".join(f"{one.kind}: {one.verdict}, dropped" for one in gone)
            self._keep(kept, f"{counted(len(gone), 'proof')} dropped", {item: said})
        return tuple(gone)

    def _keep(self, evidence: tuple[Evidence, ...], label: str, details: dict[str, str]) -> None:
        self._record(replace(self.project.record, evidence=evidence))
        journal.append(
            self.storage,
            kind="evidence",
            label=label,
            who=machine.who(),
            now=self.world.clock.now(),
            details=details,
        )
