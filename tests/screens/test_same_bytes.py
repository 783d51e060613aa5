"""The wizard and plain mode, given the same answers to the sample's questions, leave the same file."""

import shutil
from pathlib import Path
from typing import Any

from textual.pilot import Pilot

from pwxwizard.examine import stored_answer
from pwxwizard.plain import Plain
from pwxwizard.question import Answer, Kind, Question, shown
from screens.choice import Choice
from screens.edit import EditScreen
from screens.fields import Field
from screens.form import Form
from screens.lines import AnswerInput
from tests.conftest import OpenSession
from tests.screens.conftest import press, settled, strike, wizard, write

Wanted = dict[str, dict[str, Answer]]
"""Answers by item and key of the question."""

CHANGED: Wanted = {
    "estate/ZOS1.zossec": {"port": 6101, "user": "PWXNEW"},
    "estate/ZOS1.node1": {"secure": False},
    "estate/INTSVC": {"hosts": ("intsvc.example.com", "192.0.2.21", "other.example.com")},
}


def emptied(path: Path, open_session: OpenSession) -> Wanted:
    """Take back what the sample answers after its estate, and return it beside what changes."""
    wanted: Wanted = dict(CHANGED)
    with open_session(path) as session:
        for item in [one for one in session.items() if one.step.writes]:
            for question in item.step.questions(session.project, item.subject):
                answer = stored_answer(session.project, item.subject, question)
                if answer is not None:
                    wanted.setdefault(item.name, {})[question.key] = answer
        for item in [one for one in session.items() if one.name in wanted and one.step.writes]:
            for question in reversed(item.step.questions(session.project, item.subject)):
                if question.key in wanted[item.name]:
                    assert session.answer(item.subject, question, None) == ""
    return wanted


def number(question: Question, answer: Answer) -> int:
    """Return where an option stands, from 1."""
    return [one.value for one in question.options].index(shown(answer)) + 1


async def given(pilot: Pilot[Any], field: Field, answer: Answer) -> None:
    """Wait until every key has arrived, and the answer been taken."""
    await settled(pilot)
    assert field.answer == answer, (field.question.key, field.problem)


def content(path: Path) -> list[bytes]:
    """Return a file's lines, so that the first that differs is named."""
    return path.read_bytes().splitlines(keepends=True)


class Typist:
    """Somebody who goes through the items line by line and types what is wanted."""

    def __init__(self, plain_items: Wanted) -> None:
        self._wanted = {item: dict(answers) for item, answers in plain_items.items()}
        self._items = list(plain_items)
        self._item = ""
        self.questions: dict[tuple[str, str], Question] = {}

    def say(self, text: str = "") -> None:
        assert not text.startswith(("Not taken", "Error", "There is no")), text

    def show(self, text: str) -> None:
        assert text.startswith("pwxwizard "), text

    def ask(self, prompt: str) -> str | None:
        if not prompt.endswith("]: "):
            self._item = self._items.pop(0) if self._items else "q"
            return self._item
        label = prompt.rpartition(" [")[0]
        keys = [key for key in self._wanted[self._item] if self._label(key) == label]
        if not keys:
            return "." if "[no answer yet]" in prompt else ""
        answer = self._wanted[self._item].pop(keys[0])
        question = self.questions[self._item, keys[0]]
        return str(number(question, answer)) if question.kind is Kind.CHOICE else shown(answer)

    def _label(self, key: str) -> str:
        return self.questions[self._item, key].label

    @property
    def left(self) -> list[str]:
        """Return what nobody asked for."""
        return [f"{item} {key}" for item, keys in self._wanted.items() for key in keys]


async def test_the_same_answers_leave_the_same_bytes(
    sample: Path, open_session: OpenSession
) -> None:
    other = sample.parent.with_name("plain") / sample.name
    with open_session(sample) as session:
        questions = {
            (item.name, question.key): question
            for item in session.items()
            for question in item.step.questions(session.project, item.subject)
        }
    wanted = emptied(sample, open_session)
    assert sum(map(len, wanted.values())) > 30
    shutil.copytree(sample.parent, other.parent)

    typist = Typist(wanted)
    typist.questions = questions
    with open_session(other) as session:
        assert Plain(session, typist).run() == 0
    assert typist.left == []

    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        screen = app.screen
        assert isinstance(screen, EditScreen)
        for item, answers in wanted.items():
            for key, answer in answers.items():
                assert await screen.go_to(item, key), (item, key)
                await settled(pilot)
                field = screen.query_one(Form).field(key)
                assert field is not None
                widget = field.widget
                if isinstance(widget, Choice):
                    await press(pilot, "enter", "home")
                    values = [one.value for one in widget.options]
                    word = "yes" if answer is True else "no" if answer is False else shown(answer)
                    strike(app, *["down"] * values.index(word), "enter")
                else:
                    assert app.focused is widget
                    assert isinstance(widget, AnswerInput)
                    widget.value = ""
                    await write(pilot, shown(answer))
                    strike(app, "enter")
                await given(pilot, field, answer)
    assert content(sample) == content(other)
