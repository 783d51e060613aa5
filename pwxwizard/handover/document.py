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
    from jinja2.runtime import Context

    from pwxwizard.handover.packet import Packet

_PAGES = {"README.md": "packet.md.j2", "README.txt": "packet.txt.j2"}
_PLACES = {
    Where.TSO: "TSO",
    Where.ACF: "TSO",
    Where.OPERATOR: "On the console, or in SDSF after a slash",
    Where.UNIX: "In the z/OS UNIX shell",
}
_PLAIN = "README.txt"
_WIDTH = 78
_NARROWEST = 20


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
    words = _words(document)
    return {name: _page(document, name, words, _WIDTH).encode() for name in _PAGES}


def read(packet: "Packet", path: str, width: int) -> str:
    """Return a file of a packet as it is read on a screen.

    Where the screen is narrower than the plain page, the page's paragraphs are wrapped for it, and
    only they: commands, statements and every other file stay as they are in the packet.

    Args:
        packet: the packet.
        path: the file in it.
        width: columns of the screen.
    """
    if path != _PLAIN or packet.document is None or width >= _WIDTH:
        return packet.files[path].decode("utf-8", "replace")
    return _page(packet.document, path, _words(packet.document), max(width, _NARROWEST))


def _words(document: Document) -> tuple[tuple[str, str], ...]:
    """Return the words that a document's pages explain."""
    page = _environment().get_template(_PAGES["README.md"]).render(doc=document, words=())
    return explained(page)


def _page(document: Document, name: str, words: tuple[tuple[str, str], ...], width: int) -> str:
    template = _environment().get_template(_PAGES[name])
    return _tidy(template.render(doc=document, words=words, width=width))


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


def _lines(context: "Context", value: str, indent: int = 0, hang: int = 0) -> str:
    parts = wrapped(str(value), context["width"] - indent - hang)
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
    from jinja2 import DictLoader, Environment, StrictUndefined, pass_context  # noqa: PLC0415 - slow to load

    sources = {name: text(f"templates/handover/{name}") for name in _PAGES.values()}
    environment = Environment(
        loader=DictLoader(sources),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # noqa: S701 - the pages are Markdown and plain text, not HTML
    )
    environment.filters["lines"] = pass_context(_lines)
    return environment
