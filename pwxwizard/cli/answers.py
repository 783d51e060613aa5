"""Answers that come without a screen: KEY=VALUE from arguments, a variable or a TOML file."""

import os
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from pwxwizard.errors import UsageError

if TYPE_CHECKING:
    from pwxwizard.session import Session

VARIABLE = "PWXWIZARD_ANSWERS"
"""Holds answers for `set` and `new`, one KEY=VALUE a line."""


def from_environment() -> tuple[str, ...]:
    """Return the answers of the variable, one KEY=VALUE each; none when it is not set."""
    lines = os.environ.get(VARIABLE, "").splitlines()
    return tuple(line.strip() for line in lines if line.strip())


def from_tables(tables: Mapping[str, Any], path: str = "") -> tuple[str, ...]:
    """Return the answers of TOML tables as KEY=VALUE, tables joined by dots.

    Raises:
        UsageError: a value is of a kind that no answer has.
    """
    found: list[str] = []
    for name, value in tables.items():
        key = f"{path}.{name}" if path else name
        if isinstance(value, Mapping):
            found += from_tables(value, key)
        elif isinstance(value, bool):
            found.append(f"{key}={'yes' if value else 'no'}")
        elif isinstance(value, str | int):
            found.append(f"{key}={value}")
        elif isinstance(value, list) and all(isinstance(part, str) for part in value):
            found.append(f"{key}={', '.join(value)}")
        else:
            raise UsageError(
                "This is no answer: a text, a number, yes or no, or a list of texts is wanted.",
                fix="Machines and connections come from `new --from` or `estate import`.",
                where=key,
            )
    return tuple(found)


def save(session: "Session", answers: Sequence[str]) -> tuple[str, ...]:
    """Check every answer as the wizard does, then save all of them; returns their keys.

    Raises:
        UsageError: one cannot be used; none is saved then.
    """
    from pwxwizard.project import dotted  # noqa: PLC0415 - the engine is loaded when it is used
    from pwxwizard.question import parse  # noqa: PLC0415
    from pwxwizard.steps import STEPS  # noqa: PLC0415

    known = {
        f"{dotted(subject.table)}.{question.key}": (subject, question)
        for step in STEPS
        for subject in step.subjects(session.project)
        for question in step.questions(session.project, subject)
    }
    chosen = []
    for text in answers:
        key, separator, value = text.partition("=")
        if not separator:
            raise UsageError(f"{text!r} is not KEY=VALUE.", fix="Write it as ca.days=1825.")
        if key not in known:
            raise UsageError(
                f"No question has the key {key!r}.",
                fix="Look the keys up in the project file or in `pwxwizard check`.",
            )
        subject, question = known[key]
        given = parse(question, value) if value else None
        if given and given.answer is None:
            raise UsageError(given.problem, fix="Nothing was saved.", where=key)
        chosen.append((key, subject, question, given.answer if given else None))
    for _, subject, question, answer in chosen:
        session.answer(subject, question, answer)
    return tuple(key for key, *_ in chosen)
