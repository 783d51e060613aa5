"""Undo and redo: the answers given in this session, in order."""

from dataclasses import dataclass, replace

from pwxwizard.examine import stored_answer
from pwxwizard.question import Answer, Question
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

    def goes_on_from(self, other: "Given") -> bool:
        """Tell whether it was given in the same stay in the same field as another one."""
        places = [(one.item, one.question.key, one.visit) for one in (self, other)]
        return self.visit > 0 and places[0] == places[1]


class History:
    """What can be undone and done again."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._done: list[Given] = []
        self._undone: list[Given] = []

    def note(self, given: Given) -> None:
        """Remember an answer; what was undone before cannot be done again then."""
        if given.before == given.after:
            return
        self._undone.clear()
        if self._done and given.goes_on_from(self._done[-1]):
            given = replace(given, before=self._done.pop().before)
        if given.before != given.after:
            self._done.append(given)

    def back(self) -> Given | None:
        """Return the answer to take back, or `None`."""
        if not self._done:
            return None
        self._undone.append(self._done.pop())
        return self._undone[-1]

    def forth(self) -> Given | None:
        """Return the answer to give again, or `None`."""
        if not self._undone:
            return None
        self._done.append(self._undone.pop())
        return self._done[-1]

    def clear(self) -> None:
        """Forget everything, because the estate itself changed."""
        self._done.clear()
        self._undone.clear()
