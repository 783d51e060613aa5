"""The pages of a packet: one content, written as Markdown and as plain text."""

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING

from pwxwizard.handover.packet import Transfer
from pwxwizard.knowledge import Confidence
from pwxwizard.resources import text, toml
from pwxwizard.zos import Command, Task, Where, tso_lines, wrapped

if TYPE_CHECKING:
    from jinja2 import Environment

_PAGES = {"README.md": "packet.md.j2", "README.txt": "packet.txt.j2"}
_PLACES = {
    Where.TSO: "TSO",
    Where.ACF: "TSO",
    Where.OPERATOR: "On the console, or in SDSF after a slash",
    Where.UNIX: "In the z/OS UNIX shell",
}
_WIDTH = 78


@dataclass(frozen=True, slots=True)
class Shown:
    """One instruction of a step."""

    about: str
    lines: tuple[str, ...] = ()
    where: str = ""
    expect: str = ""
    undo: tuple[str, ...] = ()
    remembered: bool = False
    """Its form is known from memory only."""


@dataclass(frozen=True, slots=True)
class Step:
    """One numbered step."""

    title: str
    why: str
    shown: tuple[Shown, ...] = ()
    member: str = ""
    """Path in the packet of the job that does it."""
    wait: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """Everything the pages say."""

    title: str
    facts: tuple[tuple[str, str], ...]
    intro: tuple[str, ...]
    steps: tuple[Step, ...]
    transfers: tuple[Transfer, ...] = ()
    transfer_notes: tuple[str, ...] = ()
    fill_in: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    undo: tuple[str, ...] = ()
    remembered: tuple[str, ...] = ()
    manual: str = ""


def pages(document: Document) -> dict[str, bytes]:
    """Return the packet's pages by file name."""
    environment = _environment()
    first = environment.get_template(_PAGES["README.md"]).render(doc=document, words=())
    words = explained(first)
    return {
        name: _tidy(environment.get_template(template).render(doc=document, words=words)).encode()
        for name, template in _PAGES.items()
    }


def explained(page: str) -> tuple[tuple[str, str], ...]:
    """Return the words of the catalogue that a page uses, each with its meaning.

    A word that only a meaning uses is explained as well.
    """
    table: dict[str, str] = toml("catalogue/handover.toml")["word"]
    found: set[str] = set()
    text = page
    while new := {word for word in table if word not in found and _used(word, text)}:
        found |= new
        text = "\n".join(table[word] for word in new)
    return tuple((word, table[word]) for word in table if word in found)


def _used(entry: str, text: str) -> bool:
    """Tell whether a text uses one of the spellings of an entry, such as `TRUST, NOTRUST`."""
    return any(
        re.search(
            rf"(?<![\w/.*])(?:{re.escape(word)})s?(?!\w|\.\w)",
            text,
            re.IGNORECASE if word.islower() else 0,
        )
        for word in entry.split(", ")
    )


def shown(command: Command) -> Shown:
    """Return a command as an instruction, cut into lines that can be typed as they stand."""
    lines = typed(command, command.text)
    return Shown(
        command.about,
        lines,
        _PLACES[command.where],
        command.expect,
        typed(command, command.undo) if command.undo else (),
        command.provenance.confidence is Confidence.ASSUMED,
    )


def typed(command: Command, line: str) -> tuple[str, ...]:
    """Return a command line as it is entered where the command belongs."""
    if command.where in {Where.OPERATOR, Where.UNIX}:
        return (line,)
    lines = tso_lines(line)
    if command.where is Where.ACF:
        return ("ACF", *((command.setting,) if command.setting else ()), *lines, "END")
    return lines


def step(task: Task, member: str) -> Step:
    """Return a task as a step of the packet."""
    found: list[Shown] = []
    number = 0
    for command in task.commands:
        one = shown(command)
        if member and command.where in {Where.TSO, Where.ACF}:
            number += 1
            if command.may_exist:
                rest = number < sum(c.where in {Where.TSO, Where.ACF} for c in task.commands)
                one = replace(one, expect=f"{one.expect} {_on(number, rest=rest)}")
        found.append(one)
    return Step(task.title, task.why, tuple(found), member, task.wait)


def _on(number: int, *, rest: bool) -> str:
    """Return how to go on after a job has stopped at a message that does no harm."""
    if not rest:
        return "The job may end with a return code above 0 then; nothing of it is missing."
    return (
        "If the job stops there all the same, submit it again with RESTART="
        f"S{number + 1:03d} on its JOB statement, which begins with the next command."
    )


def remembered(tasks: tuple[Task, ...]) -> tuple[str, ...]:
    """Return every command form that is known from memory only, with what is known about it."""
    lines = {
        f"{' '.join(command.text.split()[:3])} ...: {command.provenance.source}": None
        for task in tasks
        for command in task.commands
        if command.provenance.confidence is Confidence.ASSUMED
    }
    return tuple(lines)


def _lines(value: str, indent: int = 0, hang: int = 0) -> str:
    parts = wrapped(str(value), _WIDTH - indent - hang)
    margins = [" " * indent, *[" " * (indent + hang)] * max(len(parts) - 1, 0)]
    return "\n".join(margin + part for margin, part in zip(margins, parts, strict=False))


def _tidy(page: str) -> str:
    """Return a page without blanks at line ends and without runs of empty lines."""
    found: list[str] = []
    for line in page.splitlines():
        stripped = line.rstrip()
        if stripped or (found and found[-1]):
            found.append(stripped)
    while found and not found[-1]:
        found.pop()
    return "\n".join(found) + "\n"


@cache
def _environment() -> "Environment":
    from jinja2 import DictLoader, Environment, StrictUndefined  # noqa: PLC0415 - slow to load

    sources = {name: text(f"templates/handover/{name}") for name in _PAGES.values()}
    environment = Environment(
        loader=DictLoader(sources),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - the pages are Markdown and plain text, not HTML
    )
    environment.filters["lines"] = _lines
    return environment
