"""The wizard line by line: for screen readers, braille and terminals that cannot move a cursor."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from pwxwizard import difference
from pwxwizard.errors import PwxError
from pwxwizard.examine import Item, State, Survey, stored_answer
from pwxwizard.finding import Finding, Severity, folded
from pwxwizard.plan import Action
from pwxwizard.question import Answer, Kind, Question, parse, shown
from pwxwizard.review import Review
from pwxwizard.session import Session
from pwxwizard.steps import STEPS

DONE = {State.WRITTEN, State.PROVED, State.SKIPPED}


class Talk(Protocol):
    """Saying and asking, a line at a time."""

    def say(self, text: str = "") -> None:
        """Say a line."""
        ...

    def ask(self, prompt: str) -> str | None:
        """Ask for a line; `None` when nobody will answer any more."""
        ...


@dataclass(frozen=True, slots=True)
class _Command:
    word: str
    meaning: str
    run: Callable[[], None]


class Plain:
    """One conversation about a project."""

    def __init__(self, workspace: Review, talk: Talk) -> None:
        """Talk about a workspace; one that is read-only is only shown."""
        self._workspace = workspace
        self._talk = talk

    def run(self) -> int:
        """Talk until the user has had enough; returns the exit code."""
        say = self._talk.say
        workspace = self._workspace
        mode = "read-only" if workspace.read_only else "every answer is saved at once"
        say(f"Project {workspace.project.name}, {mode}.")
        if isinstance(workspace, Session):
            if workspace.recovered:
                say(workspace.recovered)
            stopped = workspace.position().item
            if stopped:
                say(f"Work stopped at {stopped}.")
        self._list()
        commands = {command.word: command for command in self._commands()}
        while True:
            say()
            typed = self._talk.ask("Command or item (h for help): ")
            word = "q" if typed is None else typed.strip()
            if word == "q":
                say("Nothing is lost; go on at any time.")
                return 0
            try:
                if word in commands:
                    commands[word].run()
                elif word == "h":
                    self._help(tuple(commands.values()))
                elif word:
                    self._item(word)
            except PwxError as error:
                say(f"Error: {error.message}")
                say(f"What to do: {error.fix}")

    def _commands(self) -> tuple[_Command, ...]:
        looking = (
            _Command("l", "list every item with its state", self._list),
            _Command("c", "check: every finding", self._check),
            _Command("p", "preview: what applying would write", self._preview),
            _Command("r", "rehearse every connection", self._rehearse),
        )
        session = self._workspace
        if not isinstance(session, Session):
            return looking
        return (
            _Command(
                "n", "answer the questions of the next open item", lambda: self._next(session)
            ),
            *looking,
            _Command("a", "add a machine, a listener or a connection", lambda: self._add(session)),
            _Command("x", "remove one of them", lambda: self._remove(session)),
            _Command("w", "write what the preview shows", lambda: self._write(session)),
        )

    def _help(self, commands: tuple[_Command, ...]) -> None:
        for command in commands:
            self._talk.say(f"{command.word}: {command.meaning}.")
        self._talk.say("A number of the list, or a name such as dbmover/ZOS1: that item.")
        self._talk.say("q: leave.")

    def _list(self) -> None:
        items = self._workspace.items()
        for step in STEPS:
            own = [(number, item) for number, item in enumerate(items, 1) if item.step is step]
            done = sum(item.state in DONE for _, item in own)
            self._talk.say(f"Step {step.title}: {done} of {len(own)} done.")
            for number, item in own:
                reason = f", because {'; '.join(item.because)}" if item.because else ""
                self._talk.say(f"  {number}. {item.subject.name}: {item.state.value}{reason}.")

    def _chosen(self, word: str) -> Item | None:
        items = self._workspace.items()
        if word.isdecimal() and 1 <= int(word) <= len(items):
            return items[int(word) - 1]
        return next((item for item in items if item.name == word), None)

    def _item(self, word: str) -> None:
        item = self._chosen(word)
        if item is None:
            self._talk.say(f"There is no command and no item {word!r}. Type h for help.")
            return
        if isinstance(self._workspace, Session):
            self._answer(self._workspace, item)
            return
        for question in item.step.questions(self._workspace.project, item.subject):
            answer = stored_answer(self._workspace.project, item.subject, question)
            self._talk.say(f"{question.label}: {_now(question, answer)}")
        self._findings(item.findings)

    def _next(self, session: Session) -> None:
        open_items = [item for item in session.items() if item.state is State.OPEN]
        if open_items:
            self._answer(session, open_items[0])
        else:
            self._talk.say("No item is open. Type p for the preview, w to write.")

    def _answer(self, session: Session, item: Item) -> None:
        """Ask every question of an item, in order; questions that answers bring up are asked too."""
        self._talk.say(f"{item.step.title}, {item.subject.name}.")
        self._talk.say("Enter keeps an answer, ? explains, - takes it back, < goes back, . stops.")
        at = 0
        while True:
            questions = item.step.questions(session.project, item.subject)
            if at >= len(questions):
                break
            question = questions[at]
            session.stand_at(item.name, question.key)
            answer = stored_answer(session.project, item.subject, question)
            self._options(question)
            typed = self._talk.ask(f"{question.label} [{_now(question, answer)}]: ")
            if typed is None or typed.strip() == ".":
                return
            word = typed.strip()
            if word == "<":
                at = max(0, at - 1)
            elif word == "?":
                self._explain(question)
            elif word == "-":
                session.answer(item.subject, question, None)
            elif not word and (answer is not None or question.default is not None):
                at += 1
            elif problem := self._given(session, item, question, word):
                self._talk.say(f"Not taken: {problem}")
            else:
                at += 1
        self._come_of(session, item)

    def _come_of(self, session: Session, item: Item) -> None:
        """Say what was noticed about an item and its files, and how far it is."""
        project = session.project
        below = (
            step.item(subject)
            for step in STEPS
            for subject in step.subjects(project)
            if step.key in item.step.needs
            and (subject.table[0] != "machine" or subject.name == item.subject.name)
        )
        survey = session.survey((*below, item.name))
        for fresh in survey.items:
            if fresh.name == item.name:
                about = (one for one in session.findings(survey) if one.where.item == item.name)
                self._findings(tuple(one for one in about if one.severity is not Severity.INFO))
                self._talk.say(f"{fresh.name} is {fresh.state.value}.")

    def _given(self, session: Session, item: Item, question: Question, word: str) -> str:
        given = parse(question, _by_number(question, word))
        if given.answer is None:
            return given.problem
        return session.answer(item.subject, question, given.answer)

    def _options(self, question: Question) -> None:
        for number, option in enumerate(question.options, 1):
            consequence = f": {option.consequence}" if option.consequence else ""
            self._talk.say(f"  {number}. {option.label}{consequence}")

    def _explain(self, question: Question) -> None:
        self._talk.say(question.help or "There is nothing more to say about it.")
        if question.default is not None:
            origin = f", {question.default_from}" if question.default_from else ""
            self._talk.say(f"Default: {shown(question.default) or 'nothing'}{origin}.")
        if question.source:
            self._talk.say(f"Source: {question.source}.")

    def _asked(self, question: Question) -> Answer | None:
        """Ask a question until its answer can be used; `None` when it is given up."""
        self._options(question)
        while True:
            typed = self._talk.ask(f"{question.label}: ")
            if typed is None or typed.strip() == ".":
                return None
            if typed.strip() == "?":
                self._explain(question)
                continue
            given = parse(question, _by_number(question, typed.strip()))
            if given.answer is not None:
                return given.answer
            self._talk.say(f"Not taken: {given.problem}")

    def _add(self, session: Session) -> None:
        step = STEPS[0]
        additions = step.additions(session.project)
        for number, addition in enumerate(additions, 1):
            self._talk.say(f"  {number}. {addition.label}")
        typed = (self._talk.ask("Add which: ") or "").strip()
        if not (typed.isdecimal() and 1 <= int(typed) <= len(additions)):
            self._talk.say("Nothing was added.")
            return
        addition = additions[int(typed) - 1]
        answers: dict[str, Answer] = {}
        for question in addition.questions:
            answer = self._asked(question)
            if answer is None:
                self._talk.say("Nothing was added.")
                return
            answers[question.key] = answer
        problem = session.add(step, addition, answers)
        self._talk.say(f"Not taken: {problem}" if problem else f"{addition.label} added.")

    def _remove(self, session: Session) -> None:
        item = self._chosen((self._talk.ask("Remove which item: ") or "").strip())
        if item is None:
            self._talk.say("There is no such item.")
            return
        typed = self._talk.ask(f"Type {item.subject.name} to remove it from the project: ")
        if (typed or "").strip() == item.subject.name:
            session.remove(item)
            self._talk.say("Removed. What was written for it stays on the disk.")
        else:
            self._talk.say("Nothing was removed.")

    def _check(self) -> None:
        findings = self._workspace.findings(self._workspace.survey())
        self._findings(findings)
        self._talk.say(f"{len(findings)} findings.")

    def _findings(self, findings: tuple[Finding, ...]) -> None:
        order = list(Severity)
        ranked = sorted(findings, key=lambda entry: order.index(entry.severity))
        for finding, *others in folded(ranked):
            self._talk.say(str(finding))
            for other in others:
                self._talk.say(f"  also {other.where}")

    def _preview(self) -> None:
        survey = self._workspace.survey()
        plan = survey.plan
        for change in plan.writes:
            self._talk.say(f"{change.action.value} {change.artifact.path}: {change.artifact.why}")
            word = {"+": "add", "-": "remove", " ": "keep", "@": "", "?": "", "~": "change"}
            if change.action is Action.CHANGE:
                meaning = difference.meaning(change, self._workspace.project.catalogue)
                for line in meaning:
                    if line.kind == "~":
                        self._talk.say(f"  {word[line.kind]} {line.text}")
            for line in difference.lines(change):
                self._talk.say(f"  {word[line.kind]} {line.text}".rstrip())
        self._told(survey)
        self._talk.say(f"{len(plan.writes)} files would be written.")

    def _told(self, survey: Survey) -> None:
        """Say the notes on what would be written, and what speaks against writing it."""
        for note in survey.plan.notes_on(survey.plan.writes):
            self._talk.say(f"Note: {note}")
        for sentence in self._workspace.standing(survey).sentences:
            self._talk.say(sentence)

    def _write(self, session: Session) -> None:
        survey = session.survey()
        plan = survey.plan
        self._told(survey)
        if not plan.writes:
            self._talk.say("Nothing is to be written.")
            return
        created = sum(change.action is Action.CREATE for change in plan.writes)
        changed = len(plan.writes) - created
        self._talk.say(f"{created} files would be made and {changed} changed.")
        if (self._talk.ask("Type write to write them: ") or "").strip() != "write":
            self._talk.say("Nothing was written.")
            return
        for need in plan.secrets:
            if need.typed:
                self._talk.say(f"The {need.purpose} will be asked for. {need.fate}")
        done = session.apply(plan)
        for path in done.written:
            self._talk.say(f"Wrote {path}.")
        self._talk.say(f"{len(done.written)} files written; journal entry {done.id}.")

    def _rehearse(self) -> None:
        workspace = self._workspace
        basis = workspace.rehearsal_basis()
        outcomes = (
            workspace.rehearse_and_record()
            if isinstance(workspace, Session)
            else workspace.rehearse()
        )
        for outcome in outcomes:
            seen = outcome.rehearsal
            word = f"{seen.outcome}. {seen.protocol} {seen.suite}" if seen else "not rehearsed"
            self._talk.say(f"{outcome.connection.name}: {word}".rstrip())
            self._findings(outcome.findings)
        for sentence in basis.sentences:
            self._talk.say(sentence)


def _now(question: Question, answer: Answer | None) -> str:
    if answer is not None:
        return shown(answer) or "nothing"
    if question.default is not None:
        return f"{shown(question.default) or 'nothing'}, by default"
    return "no answer yet"


def _by_number(question: Question, word: str) -> str:
    """Let an option be chosen by its number."""
    if (
        question.kind is Kind.CHOICE
        and word.isdecimal()
        and 1 <= int(word) <= len(question.options)
    ):
        return question.options[int(word) - 1].value
    return word
