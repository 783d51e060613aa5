"""Answers written as text, KEY=VALUE, for one subject or for many at once."""

from fnmatch import fnmatchcase

from pwxwizard.errors import UsageError
from pwxwizard.project import Project, dotted
from pwxwizard.question import Answer, Question, parse
from pwxwizard.steps import STEPS
from pwxwizard.steps.base import Subject

Given = tuple[Subject, Question, Answer | None]
"""Whom an answer is about, its question, and the answer; `None` takes it back."""


def read_answers(project: Project, texts: tuple[str, ...]) -> tuple[Given, ...]:
    """Return the answers that texts give, all checked as in the wizard; none is saved.

    A text is `KEY=VALUE` with the answer's path in the project file. `*` in the key stands for any
    name, so that `machine.*.personal_certificate.days=400` answers for every machine that is asked.

    Raises:
        UsageError: a text is no answer, its key is no question's, or its value cannot be used.
    """
    known = {
        f"{dotted(subject.table)}.{question.key}": (subject, question)
        for step in STEPS
        for subject in step.subjects(project)
        for question in step.questions(project, subject)
    }
    found: dict[str, Given] = {}
    for text in texts:
        key, separator, value = text.partition("=")
        if not separator:
            raise UsageError(f"{text!r} is not KEY=VALUE.", fix="Write it as ca.days=1825.")
        matching = [key] if key in known else []
        if not matching and "*" in key:
            matching = [one for one in known if fnmatchcase(one, key)]
        if not matching:
            raise UsageError(
                f"No question has the key {key!r}.",
                fix="Look the keys up in the project file or in `pwxwizard check`.",
            )
        for one in matching:
            subject, question = known[one]
            given = parse(question, value) if value else None
            if given and given.answer is None:
                raise UsageError(given.problem, fix="Nothing was saved.", where=one)
            answer = given.answer if given else None
            problem = question.problem(answer) if answer is not None else ""
            if problem:
                raise UsageError(problem, fix="Nothing was saved.", where=one)
            found[one] = (subject, question, answer)
    return tuple(found.values())


def answer_keys(answers: tuple[Given, ...]) -> tuple[str, ...]:
    """Return the path of each answer in the project file."""
    return tuple(f"{dotted(subject.table)}.{question.key}" for subject, question, _ in answers)
