"""What a step is: questions, validation, a plan and a proof, each about one subject."""

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import ClassVar, Generic, TypeVar

from pwxwizard.finding import Finding
from pwxwizard.plan import Draft
from pwxwizard.project import Edit, Evidence, Project, TablePath, fingerprint
from pwxwizard.question import Question
from pwxwizard.structure import structure
from pwxwizard.world import Reader, World

A = TypeVar("A")

ANSWER = "answer "
"""What the name of an input begins with that is named by the key of its question."""


@dataclass(frozen=True, slots=True)
class Subject:
    """What a step is done for: the CA, a machine, a listener, a connection."""

    name: str
    """Unique within its step; with the step's key it names the item."""
    table: TablePath
    """The project table below which the answers stand."""
    title: str = ""
    """What screens show; empty means the name."""
    note: str = ""
    """A few words beside it, such as the platform."""


@dataclass(frozen=True, slots=True)
class Addition:
    """A kind of subject that people may add to a step."""

    key: str
    """`machine`, `listener`, `connection`."""
    label: str
    meaning: str
    """What it is, in a sentence."""
    questions: tuple[Question, ...]


class Step(ABC, Generic[A]):
    """One entry of the ordered list: its subjects, its form, its checks, its plan and its proof.

    Everything else (diff, apply, back-up, status, resume, review) is generic over steps.
    """

    key: ClassVar[str]
    """Stable identifier, used in item names."""
    title: ClassVar[str]
    writes: ClassVar[bool] = True
    """The step has artifacts; otherwise its items are done once they are answered."""
    proofs: ClassVar[tuple[str, ...]] = ()
    """Kinds of evidence that together prove an item; empty when nothing can."""
    stands_for: ClassVar[Mapping[str, str]] = {}
    """Kinds of evidence that count as well, each with the kind of `proofs` that it replaces."""
    needs: ClassVar[tuple[str, ...]] = ()
    """Keys of the steps whose outcome this one builds on."""
    asked_as: ClassVar[Mapping[str, str]] = {}
    """Inputs that are an answer and have a name of their own, each with the key of its question."""
    answers_type: type[A]
    """Dataclass of the answers, read from the subject's table."""

    def answers_of(self, subject: Subject) -> type[A]:
        """Return the dataclass of a subject's answers; the step's, unless its subjects differ."""
        return self.answers_type

    def proofs_of(self, project: Project, subject: Subject) -> tuple[str, ...]:
        """Return the kinds of evidence that prove a subject's item; the step's, unless they differ."""
        return self.proofs

    @abstractmethod
    def subjects(self, project: Project) -> tuple[Subject, ...]:
        """Return what the step is done for, in the project's order."""

    def title_of(self, subject: Subject) -> str:
        """Return what a subject's item is called where nothing else tells the step it belongs to."""
        return f"{self.title} of {subject.name}"

    @abstractmethod
    def questions(self, project: Project, subject: Subject) -> tuple[Question, ...]:
        """Return what to ask about a subject, given the answers so far."""

    @abstractmethod
    def validate(self, project: Project, subject: Subject) -> tuple[Finding, ...]:
        """Return all findings about a subject's answers; pure, never raises for bad input."""

    def inputs(self, project: Project, subject: Subject, reader: Reader) -> Mapping[str, object]:
        """Return everything the outcome depends on, by the name a person would use.

        Values are plain data, or the digest of a file. When one of them changes after the item was
        written, the item is `outdated` because of it. The record keeps these names; what is told of
        them is `called`.
        """
        return {"answers": project.table(subject.table)}

    def called(self, project: Project, subject: Subject, name: str) -> str:
        """Return what people call an input: the label of its question, where it is an answer."""
        key = name.removeprefix(ANSWER) if name.startswith(ANSWER) else self.asked_as.get(name, "")
        if not key:
            return name
        asked = self.questions(project, subject)
        labels = (one.label for one in asked if one.key.rpartition(".")[2] == key)
        # what decided that it is asked may have changed since
        return next(labels, key.replace("_", " "))

    def waiting(self, project: Project, subject: Subject, reader: Reader) -> str:
        """Return who or what has to act before the item can go on; empty when nobody has to."""
        return ""

    def repeats(self, project: Project, subject: Subject) -> tuple[str, ...]:
        """Return the subjects of the estate, besides its own, whose answers stand in the files.

        While one of them is open the item is held back: its files would repeat what is missing or
        wrong, and whoever installs them cannot see that.
        """
        return ()

    @abstractmethod
    def plan(self, project: Project, subject: Subject, world: World) -> Draft:
        """Return what the item would write; makes nothing and asks nobody."""

    def make(self, project: Project, subject: Subject, world: World) -> Mapping[str, bytes]:
        """Return the content of the artifacts that `plan` left pending, by path.

        There may be more of them than were planned, where only making could tell their number; then
        `plan` names them once they are made.

        Called only while applying, in the order of the steps; `world.reader` already sees what
        earlier items have made.
        """
        return {}

    def verify(
        self, project: Project, subject: Subject, world: World
    ) -> Iterator[Finding | Evidence]:
        """Look at the result without changing anything, and yield what is seen as it is seen."""
        yield from ()

    def additions(self, project: Project, near: Subject | None = None) -> tuple[Addition, ...]:
        """Return the kinds of subject that may be added here.

        Args:
            project: the estate.
            near: the subject that somebody stands on; it may propose first answers.
        """
        return ()

    def add(self, project: Project, key: str, answers: Mapping[str, object]) -> tuple[Edit, ...]:
        """Return the edits that add a subject from its first answers."""
        return ()

    def refused(self, project: Project, key: str, answers: Mapping[str, object]) -> str:
        """Return why a subject is not added from its first answers, each good by itself; or empty."""
        return ""

    def remove(self, project: Project, subject: Subject) -> tuple[Edit, ...]:
        """Return the edits that take a subject out; empty when it cannot be removed here."""
        return ()

    def answers(self, project: Project, subject: Subject) -> A:
        """Return a subject's answers, typed, with defaults for those not given.

        The shape was checked when the project was opened; a table that lost its shape since then
        counts as not answered.
        """
        kind = self.answers_of(subject)
        structured = structure(project.table(subject.table), kind)
        return structured.value if structured.value is not None else kind()

    def input_digests(self, project: Project, subject: Subject, reader: Reader) -> dict[str, str]:
        """Return the digest of everything the outcome depends on, as the record keeps it."""
        return {
            name: fingerprint(value)
            for name, value in self.inputs(project, subject, reader).items()
        }

    def settled(self, project: Project, subject: Subject, reader: Reader) -> bool:
        """Tell whether the item was written and nothing it depends on has changed since."""
        written = project.record.item.get(self.item(subject))
        return written is not None and dict(written.inputs) == self.input_digests(
            project, subject, reader
        )

    def item(self, subject: Subject) -> str:
        """Return the name of the item: step and subject."""
        return f"{self.key}/{subject.name}"
