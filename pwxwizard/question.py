"""Questions: what a step asks, as data; forms, prompts and the command line are drawn from it."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from enum import StrEnum

Answer = str | int | bool | tuple[str, ...]
"""What a question can be answered with; a tuple is a list of names."""


class Kind(StrEnum):
    """What sort of answer a question takes."""

    TEXT = "text"
    NUMBER = "number"
    PORT = "port"
    YES_NO = "yes-no"
    CHOICE = "choice"
    FILE = "file"
    FOLDER = "folder"
    NAMES = "names"
    SECRET_SOURCE = "secret-source"  # noqa: S105 - the name of a kind, not a secret


@dataclass(frozen=True, slots=True)
class Option:
    """One answer of a choice."""

    value: str
    label: str
    consequence: str = ""
    """What follows from choosing it, as a sentence."""


@dataclass(frozen=True, slots=True)
class Question:
    """One thing a step asks about a subject."""

    key: str
    """Dotted path below the subject's table, such as `tls.require_server_certificate`."""
    label: str
    kind: Kind = Kind.TEXT
    default: Answer | None = None
    """What holds while there is no answer; `None` means the question must be answered."""
    default_from: str = ""
    """Where the default comes from, such as "the machine's first host name"."""
    help: str = ""
    """Why this is asked and what follows from it."""
    options: tuple[Option, ...] = ()
    """What a choice is made of; where there is a separator, what is offered among what may be typed."""
    separator: str = ""
    """What stands between several options in one answer; empty where only one is chosen."""
    source: str = ""
    """The manual or standard behind the question."""
    optional: bool = False
    """An empty answer is an answer."""
    upper: bool = False
    """It is kept in upper case, as the system it is for reads it, however it is typed."""
    check: Callable[[Answer], str] | None = None
    """Returns how to correct an answer, or an empty string for a good one."""
    values: frozenset[Answer] = field(init=False, repr=False, compare=False)
    """What may be chosen; a set, because an estate may have thousands of machines to choose from."""

    def __post_init__(self) -> None:
        """Gather the values of the options."""
        values = frozenset(option.value for option in self.options)
        object.__setattr__(self, "values", values)

    def named(self, answer: Answer | None) -> str:
        """Return an answer as people read it: the label of an option, otherwise what a form shows."""
        text = shown(answer)
        return next((option.label for option in self.options if option.value == text), text)

    def problem(self, answer: Answer) -> str:
        """Return how to correct this answer, as a sentence; empty when nothing is wrong."""
        if not self.optional and answer in ("", ()):
            return "An answer is needed here."
        if self.kind is Kind.PORT and not (isinstance(answer, int) and 1 <= answer <= 65535):
            return "A port is a whole number from 1 to 65535."
        if self.kind is Kind.CHOICE and answer not in self.values:
            return f"Choose one of: {', '.join(option.value for option in self.options)}."
        if self.kind is Kind.SECRET_SOURCE and isinstance(answer, str):
            problem = source_problem(answer)
            if problem:
                return problem
        return self.check(answer) if self.check else ""


@dataclass(frozen=True, slots=True)
class Parsed:
    """What a typed text came to: an answer, or how to correct it."""

    answer: Answer | None
    problem: str = ""


def source_problem(source: str) -> str:
    """Return how to correct the source of a secret; empty for a good one.

    A source names where a secret is fetched when it is needed: `prompt`, `prompt:NAME`, `env:NAME`,
    `file:PATH` or `fd:NUMBER`. The secret itself is never written down.
    """
    kind, _, rest = source.partition(":")
    if kind == "prompt":
        return ""
    if kind in {"env", "file"} and rest:
        return ""
    if kind == "fd" and rest.isdecimal():
        return ""
    return "Name where the secret comes from: prompt, env:NAME, file:PATH or fd:NUMBER."


NO_TEXT = "There are bytes in it that are no UTF-8. Set the terminal to UTF-8, and type it again."


def is_text(typed: str) -> bool:
    """Tell whether everything typed could be decoded; what could not is U+FFFD or one of PEP 383."""
    return not any("\ud800" <= one <= "\udfff" or one == "\ufffd" for one in typed)


def parse(question: Question, text: str) -> Parsed:
    """Turn typed text into an answer of the question's kind, checked."""
    typed = text.strip()
    if not is_text(typed):
        return Parsed(None, NO_TEXT)
    if question.upper and typed.isascii():
        typed = typed.upper()
    answer: Answer
    match question.kind:
        case Kind.NUMBER | Kind.PORT:
            if not typed.removeprefix("-").isascii() or not typed.removeprefix("-").isdecimal():
                return Parsed(None, "Type a whole number.")
            answer = int(typed)
        case Kind.YES_NO:
            lowered = typed.lower()
            if lowered not in {"y", "yes", "true", "on", "n", "no", "false", "off"}:
                return Parsed(None, "Answer yes or no.")
            answer = lowered in {"y", "yes", "true", "on"}
        case Kind.NAMES:
            answer = tuple(part for part in typed.replace(",", " ").split() if part)
        case _:
            answer = typed
    problem = question.problem(answer)
    return Parsed(None, problem) if problem else Parsed(answer)


def several(question: Question, typed: str) -> tuple[str, ...]:
    """Return the names that are typed in answer to a question which takes several, each once."""
    between = rf"[\s,{re.escape(question.separator)}]+"
    return tuple(dict.fromkeys(name for name in re.split(between, typed) if name))


def joined(question: Question, names: Iterable[str]) -> str:
    """Return names as they are typed in answer to a question which takes several."""
    between = question.separator
    return (f"{between} " if between == "," else between).join(names)


def shown(answer: Answer | None) -> str:
    """Return an answer as a form shows it and `parse` takes it back."""
    if answer is None:
        return ""
    if isinstance(answer, bool):
        return "yes" if answer else "no"
    if isinstance(answer, tuple):
        return ", ".join(answer)
    return str(answer)
