"""Where a line of a preview comes from: found by changing one answer or catalogue entry at a time."""

import copy
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cached_property
from itertools import pairwise
from typing import Any

from pwxwizard import attls, dbmover, difference
from pwxwizard.dbmover.catalogue import Choice
from pwxwizard.errors import PwxError
from pwxwizard.examine import Item, stored_answer
from pwxwizard.knowledge import Provenance, merged
from pwxwizard.origin import Origin
from pwxwizard.plan import Change, Form, Plan
from pwxwizard.project import Project, TablePath
from pwxwizard.project_tables import understand
from pwxwizard.question import Answer, Kind, Question, shown
from pwxwizard.steps import STEPS
from pwxwizard.steps.base import Step, Subject
from pwxwizard.world import Overlay, World

MOST = 6
"""Origins told of one line; those that alter the fewest lines of the file come first."""

_TRIALS = ("{}X", "{}9", "X{}", "{}.example", "env:{}_OTHER", "1.2", "other")


@dataclass(frozen=True, slots=True)
class _Influence:
    """Something that was changed for trial, and the lines that were different then."""

    origin: Origin
    altered: Counter[str]


class Tracer:
    """Tells of each line of one planned file where it comes from."""

    def __init__(
        self, project: Project, world: World, items: tuple[Item, ...], plan: Plan, change: Change
    ) -> None:
        """Prepare to trace one change of a plan; nothing is made and nobody is asked.

        Args:
            project: the project that was planned.
            world: the ports that it was planned through.
            items: every item of the project.
            plan: the plan that holds the change.
            change: the file whose lines are wanted.
        """
        self._project = project
        self._change = change
        self._lines = difference.becomes(change.artifact)
        self._item = next((item for item in items if item.name == change.artifact.item), None)
        coming = {
            other.artifact.path: content if isinstance(content, bytes) else None
            for other in plan.changes
            for content in (other.artifact.content,)
        }
        self._world = replace(world, reader=Overlay(world.reader, coming))
        self._known: list[_Influence] | None = None

    def origins(self, line: difference.DiffLine) -> tuple[Origin, ...]:
        """Return what a line comes from, the most particular first; at least one origin."""
        if line.kind not in "+ -":
            return (Origin("program", "a note of the preview, not a line of the file"),)
        found = list(self._standing(line))
        if line.after and not found:
            if self._known is None:
                self._known = list(self._influences())
            held = [one for one in self._known if one.altered[line.text]]
            held.sort(key=lambda one: one.altered.total())
            found += [one.origin for one in held[:MOST]]
            found += self._names(line.text)
        found += self._entry(line.text)
        if not found:
            words = "fixed text of this kind of file; no answer changes it"
            if self._change.artifact.form.private:
                words = "made while it was written, and never shown"
            found = [Origin("program", words)]
        return tuple(dict.fromkeys(found))

    def told(self, lines: Sequence[difference.DiffLine]) -> str:
        """Return lines, each with what it comes from below it."""
        return "\n\n".join(
            "\n".join([f"{line.kind} {line.text}".strip(), *map("- {}".format, self.origins(line))])
            for line in lines
        )

    def _standing(self, line: difference.DiffLine) -> Iterator[Origin]:
        """Yield the file in which the line stands already; what was written before counts for none."""
        artifact = self._change.artifact
        here = self._change.found.state == "file"
        if line.kind == "-":
            name = artifact.path if here else artifact.origin
            yield Origin("file", f"it stands in {name}, line {line.before}, and will be removed")
            return
        number = self._own.get(line.after, 0) if here else line.before
        if number:
            yield Origin("file", f"it stands already in {artifact.origin}, line {number}")

    @cached_property
    def _own(self) -> dict[int, int]:
        """The lines that come from the file that is extended: their numbers here, and there."""
        artifact = self._change.artifact
        own = difference.readable(artifact.form, artifact.origin_data)
        blocks = SequenceMatcher(None, own, self._lines, autojunk=False).get_matching_blocks()
        return {to + step + 1: at + step + 1 for at, to, size in blocks for step in range(size)}

    def _influences(self) -> Iterator[_Influence]:
        """Yield each answer, default and choice that alters a line when it is another one."""
        if self._item is None:
            return
        base = Counter(self._planned(self._project) or ())
        for step, subject in self._related():
            for question in step.questions(self._project, subject):
                origin = _of_answer(self._project, step, subject, question)
                others = self._other_answers(subject, question)
                each = question.kind is Kind.CHOICE
                yield from self._tried(base, origin, others, each=each)
        named = Origin("answer", "the project's name", self._project.name)
        yield from self._tried(
            base, named, iter([replace(self._project, name=f"{self._project.name}X")])
        )
        for name, choice in self._choices().items():
            origin = Origin(
                "catalogue",
                f"DBMOVER choice {name}: {choice.about}",
                choice.value,
                choice.provenance.source,
                choice.provenance.confidence.value,
            )
            yield from self._tried(base, origin, iter([self._other_choice(name, choice)]))

    def _tried(
        self,
        base: Counter[str],
        origin: Origin,
        others: Iterator[Project | None],
        *,
        each: bool = False,
    ) -> Iterator[_Influence]:
        """Yield the influence of the first trial that can be planned, or of all of them together."""
        altered: Counter[str] = Counter()
        for other in others:
            planned = self._planned(other) if other is not None else None
            if planned is not None:
                altered |= base - Counter(planned)
                if not each:
                    break
        if altered:
            yield _Influence(origin, altered)

    def _planned(self, project: Project) -> list[str] | None:
        """Return the file's lines as another project would have them; `None` where it has no plan."""
        item, path = self._item, self._change.artifact.path
        assert item is not None
        try:
            subject = next(
                one
                for one in item.step.subjects(project)
                if one.table == item.subject.table or one.name == item.subject.name
            )
            draft = item.step.plan(project, subject, self._world)
        except (PwxError, StopIteration, KeyError, ValueError):
            return None
        for artifact in draft.artifacts:
            if artifact.path == path:
                return difference.becomes(artifact)
        return None

    def _related(self) -> Iterator[tuple[Step[Any], Subject]]:
        """Yield the subjects whose answers can reach the file: its machine, its peers, the CA."""
        assert self._item is not None
        project = self._project
        own, peers = _machines(project, self._item.subject)
        text = "\n".join(self._lines).lower()
        for step in STEPS:
            for subject in step.subjects(project):
                table = subject.table
                if table[0] == "machine":
                    name = str(table[1])
                    near = name in own or (name in peers and not step.writes)
                    if near and (name in own or self._speaks_of(text, step, subject)):
                        yield step, subject
                elif table[0] != "connection" or _touches(project, subject, own):
                    yield step, subject

    def _speaks_of(self, text: str, step: Step[Any], subject: Subject) -> bool:
        """Tell whether a peer's answers can be read in the file, so that trying them is worth it."""
        values = (
            shown(stored_answer(self._project, subject, question)).lower()
            for question in step.questions(self._project, subject)
        )
        return any(part in text for value in values for part in value.split(", ") if len(part) > 2)

    def _other_answers(self, subject: Subject, question: Question) -> Iterator[Project | None]:
        path = (*subject.table, *question.key.split("."))
        answer = stored_answer(self._project, subject, question)
        for other in _others(question, question.default if answer is None else answer):
            yield _with(self._project, path, list(other) if isinstance(other, tuple) else other)

    def _choices(self) -> Mapping[str, Choice]:
        if self._change.artifact.form is not Form.DBMOVER:
            return {}
        return self._catalogue.choices

    @property
    def _catalogue(self) -> dbmover.Catalogue:
        return dbmover.Catalogue.load(self._project.catalogue.get("dbmover", {}))

    def _other_choice(self, name: str, choice: Choice) -> Project:
        other = next((word for word in choice.allowed if word != choice.value), f"{choice.value}X")
        laid = {"dbmover": {"choice": {name: {"value": other}}}}
        return replace(self._project, catalogue=merged(self._project.catalogue or {}, laid))

    def _names(self, text: str) -> Iterator[Origin]:
        """Yield the machines and listeners whose names the line holds."""
        if self._item is None:
            return
        words = {word.lower() for word in re.findall(r"[\w$#@]+", text)}
        own, peers = _machines(self._project, self._item.subject)
        told: set[str] = set()
        for name in (*own, *peers):
            machine = self._project.machine.get(name)
            if machine is None:
                continue
            if name.lower() in words:
                yield Origin("name", f"the name of machine {name}", item=f"estate/{name}")
            for listener in machine.listener:
                known = listener.lower() in told
                if not known and any(listener.lower() in word.split("_") for word in words):
                    told.add(listener.lower())
                    yield Origin(
                        "name",
                        f"the name of listener {listener} of {name}",
                        item=f"estate/{name}.{listener}",
                    )

    def _entry(self, text: str) -> Iterator[Origin]:
        """Yield the catalogue's entry for the statement that the line belongs to."""
        form = self._change.artifact.form
        if form is Form.DBMOVER:
            yield from self._dbmover_entry(text)
        elif form is Form.AT_TLS:
            yield from self._policy_entry(text)

    def _dbmover_entry(self, text: str) -> Iterator[Origin]:
        catalogue = self._catalogue
        for statement in dbmover.parse("\n".join([*self._lines, ""]).encode()).statements:
            if any(line.text.strip() == text.strip() for line in statement.lines):
                keyword = statement.keyword
                rule = catalogue.statements.get(keyword)
                known = rule.provenance if rule else catalogue.names.get(keyword)
                yield _of_entry("DBMOVER", keyword, rule.about if rule else "", known)
                yield from _of_parts(statement, rule)
                return

    def _policy_entry(self, text: str) -> Iterator[Origin]:
        grammar = attls.Grammar.load(self._project.catalogue.get("attls", {}))
        open_statements: list[str] = []
        last = ""
        for line in self._lines:
            word = line.split()[0] if line.split() else ""
            if line == text and word and not word.startswith(("#", "{", "}")):
                rule = grammar.attribute(open_statements[-1], word) if open_statements else None
                name = f"{open_statements[-1]} {word}" if open_statements and rule else word
                top = grammar.statement(word)
                known = rule.provenance if rule else top.provenance if top else None
                yield _of_entry("AT-TLS", name, "", known)
                return
            if word == "{":
                open_statements.append(last)
            elif word == "}" and open_statements:
                open_statements.pop()
            elif word and not word.startswith("#"):
                last = word


def _of_entry(catalogue: str, name: str, about: str, known: Provenance | None) -> Origin:
    what = f"{catalogue} statement {name}" + (f": {about}" if about else "")
    if known is None:
        return Origin("catalogue", what, confidence="unknown")
    return Origin("catalogue", what, "", known.source, known.confidence.value)


def _of_parts(statement: dbmover.Statement, rule: dbmover.StatementRule | None) -> Iterator[Origin]:
    """Yield the entries of those positions that a statement may do without, but has."""
    used = enumerate(statement.items(), 1) if rule and statement.value.startswith("(") else ()
    for number, item in used:
        part = rule.at(number) if rule and item.plain and not item.key else None
        if part is not None and not part.required:
            name = f"{statement.keyword}, position {number} ({part.name})"
            yield _of_entry("DBMOVER", name, "", part.provenance)


def _of_answer(project: Project, step: Step[Any], subject: Subject, question: Question) -> Origin:
    answer = stored_answer(project, subject, question)
    place = f"{subject.title or subject.name} in step {step.title}"
    labels = {option.value: option.label for option in question.options}
    value = shown(answer if answer is not None else question.default)
    value = labels.get(value, value) or "nothing"
    kind = "answer" if answer is not None else "default"
    source = question.source if answer is not None else question.default_from or question.source
    return Origin(
        kind,
        question.label,
        value,
        source,
        item=step.item(subject),
        key=question.key,
        place=place,
    )


def _machines(project: Project, subject: Subject) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return a subject's own machines, and those at the other end of their connections."""
    if subject.table[0] == "machine":
        own: tuple[str, ...] = (str(subject.table[1]),)
    elif subject.table[0] == "connection":
        connection = project.connection[int(subject.table[1])]
        own = (connection.client, connection.listener.rpartition(".")[0])
    else:
        own = ()
    peers = [
        end
        for name in own
        for connection in (*project.connections_from(name), *project.connections_to(name))
        for end in (connection.client, connection.listener.rpartition(".")[0])
        if end not in own
    ]
    return own, tuple(dict.fromkeys(peers))


def _touches(project: Project, subject: Subject, machines: tuple[str, ...]) -> bool:
    connection = project.connection[int(subject.table[1])]
    return bool({connection.client, connection.listener.rpartition(".")[0]} & {*machines})


def _others(question: Question, answer: Answer | None) -> Iterator[Answer]:
    """Yield answers that could stand there instead, each accepted by the question."""
    trials: list[Answer] = []
    match question.kind:
        case Kind.YES_NO:
            trials = [not answer]
        case Kind.CHOICE:
            trials = [option.value for option in question.options]
        case Kind.NUMBER | Kind.PORT:
            number = answer if isinstance(answer, int) else 1
            trials = [number + 1, number - 1, number * 2, number // 2]
        case Kind.NAMES:
            names = answer if isinstance(answer, tuple) else ()
            trials = [tuple(trial.format(name) for name in names or ("a",)) for trial in _TRIALS]
        case _:
            text = shown(answer)
            trials = [trial.format(text) for trial in _TRIALS]
            trials.append(re.sub(r"=([^,]+)", r"=\1 X", text, count=1))
    for trial in trials:
        if trial != answer and not question.problem(trial):
            yield trial


def _with(project: Project, path: TablePath, value: object) -> Project | None:
    """Return a project with one answer changed; `None` when it would be no project any more."""
    tables = copy.copy(dict(project.tables))
    place: Any = tables
    for part, following in pairwise(path):
        kept = place[part] if isinstance(part, int) or part in place else {}
        kept = list(kept) if isinstance(following, int) else dict(kept)
        place[part] = kept
        place = kept
    place[path[-1]] = value
    changed = understand(tables, project.name, project.folder).project
    return replace(changed, catalogue=project.catalogue) if changed else None
