"""Undo and redo: the answers given in this session, in order."""

from dataclasses import dataclass, replace

from pwxwizard.examine import stored_answer
from pwxwizard.question import Answer, Question
from pwxwizard.removal import Removal
from pwxwizard.session import Session
from pwxwizard.steps.base import Subject


@dataclass(frozen=True, slots=True)
class Given:
    """One answer that was given, and what stood there before."""

    item: str
    """Name of the item whose form asks the question."""
    subject: Subject
    question: Question
    before: Answer | None
    after: Answer | None
    visit: int = 0
    """Which stay in the field it was given in; what is typed in one stay is undone as one."""

    @classmethod
    def of(
        cls,
        session: Session,
        item: str,
        subject: Subject,
        question: Question,
        answer: Answer | None,
        visit: int = 0,
    ) -> "Given":
        """Return the change an answer makes now."""
        before = stored_answer(session.project, subject, question)
        return cls(item, subject, question, before, answer, visit)

    def told(self, answer: Answer | None) -> str:
        """Return what it is about, and what holds once `answer` is the answer again."""
        held = self.question.named(answer if answer is not None else self.question.default)
        return f"{self.question.label} ({self.subject.name}); now {held or 'nothing'}."

    def goes_on_from(self, other: "Given") -> bool:
        """Tell whether it was given in the same stay in the same field as another one."""
        places = [(one.item, one.question.key, one.visit) for one in (self, other)]
        return self.visit > 0 and places[0] == places[1]


@dataclass(frozen=True, slots=True)
class Removed:
    """What was taken out of the estate."""

    name: str
    removal: Removal


class History:
    """What can be undone and done again."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._done: list[Given | Removed] = []
        self._undone: list[Given] = []

    def note(self, given: Given) -> None:
        """Remember an answer; what was undone before cannot be done again then."""
        if given.before == given.after:
            return
        self._undone.clear()
        last = self._done[-1] if self._done else None
        if isinstance(last, Given) and given.goes_on_from(last):
            self._done.pop()
            given = replace(given, before=last.before)
        if given.before != given.after:
            self._done.append(given)

    def note_removal(self, removed: Removed) -> None:
        """Remember a removal; answers about connections have other places then, and are forgotten."""
        gone = {edit.path[:2] for edit in removed.removal.back}
        self._undone.clear()
        self._done = [
            one
            for one in self._done
            if isinstance(one, Given)
            and one.subject.table[0] != "connection"
            and one.subject.table[:2] not in gone
        ]
        self._done.append(removed)

    @property
    def some(self) -> bool:
        """Tell whether there is something to be taken back."""
        return bool(self._done)

    @property
    def again(self) -> bool:
        """Tell whether an answer was taken back that can be given again."""
        return bool(self._undone)

    def back(self) -> Given | Removed | None:
        """Return what to take back, or `None`; a removal is not done again."""
        if not self._done:
            return None
        last = self._done.pop()
        if isinstance(last, Given):
            self._undone.append(last)
        else:
            self._undone.clear()
        return last

    def forth(self) -> Given | None:
        """Return the answer to give again, or `None`."""
        if not self._undone:
            return None
        given = self._undone.pop()
        self._done.append(given)
        return given

    def clear(self) -> None:
        """Forget everything, because the estate itself changed."""
        self._done.clear()
        self._undone.clear()
