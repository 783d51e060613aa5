"""What this machine offers the program, and what anything that is missing would affect."""

import os
import platform
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module, metadata
from pathlib import Path

from pwxwizard import __version__, locations, lock, store
from pwxwizard.errors import PwxError
from pwxwizard.terminal import Terminal

SMALLEST, COMFORTABLE = (60, 18), (80, 24)
"""Columns and lines: below the first the wizard draws nothing, from the second on everything fits."""

PROGRAMS = {
    "dtlrexe": (
        "`ping --run` cannot run PING here; its output is pasted or read from a file instead.",
        "Nothing, unless PowerExchange is meant to be on this machine; then put it on PATH.",
    ),
    "keytool": (
        "Nothing of the program's own; only Java key stores cannot be looked into by hand.",
        "Nothing, or install a Java runtime.",
    ),
}
"""Programs that are called or useful when they are there: what their absence affects, what to do."""

_COMPILED = {"cryptography": "cryptography.hazmat.bindings.openssl.binding"}
"""Packages whose compiled part must fit this Python and machine: the module that loads it."""


class Level(StrEnum):
    """How much an entry matters; only an error makes `doctor` fail."""

    OK = "ok"
    NOTE = "note"
    WARNING = "warning"
    ERROR = "error"


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing that was looked at."""

    name: str
    level: Level
    found: str
    """What is there."""
    affects: str = ""
    """What does not work because of it, as a sentence; empty when nothing is missing."""
    fix: str = ""
    """What to do, as a sentence."""


def examine(
    terminal: Terminal,
    environment: Mapping[str, str],
    project: Path | None = None,
) -> tuple[Entry, ...]:
    """Return what the program needs of this machine, in the order in which it needs it.

    Nothing is written, and no connection is opened.

    Args:
        terminal: the facts about the terminal.
        environment: the variables of the process.
        project: a project file whose place is judged, too.
    """
    return (
        *_versions(),
        *_packages(),
        *_terminal(terminal, environment),
        *_programs(),
        *_folders(),
        *(_project(project) if project else ()),
    )


def failed(entries: tuple[Entry, ...]) -> bool:
    """Tell whether anything is missing without which the program does not work."""
    return any(entry.level is Level.ERROR for entry in entries)


def _versions() -> Iterator[Entry]:
    yield Entry("pwxwizard", Level.OK, __version__)
    yield Entry("Python", Level.OK, f"{platform.python_version()} ({sys.implementation.name})")
    yield Entry(
        "system", Level.OK, f"{platform.system()} {platform.release()} {platform.machine()}"
    )


def _packages() -> Iterator[Entry]:
    try:
        needed = metadata.requires("pwxwizard") or []
    except metadata.PackageNotFoundError:
        yield Entry(
            "packages",
            Level.WARNING,
            "the program runs from a folder and was not installed",
            "Nobody can tell whether the versions beside it fit.",
            "Install it: the README tells how, with and without a network.",
        )
        return
    for requirement in needed:
        if ";" not in requirement:
            yield _package(requirement)


def _package(requirement: str) -> Entry:
    name = re.split(r"[^A-Za-z0-9._-]", requirement, maxsplit=1)[0]
    lowest = re.search(r">=\s*([0-9.]+)", requirement)
    try:
        version = metadata.version(name)
    except metadata.PackageNotFoundError:
        return Entry(
            name,
            Level.ERROR,
            "not installed",
            "Verbs that use it stop.",
            "Install the program anew, with everything it depends on.",
        )
    if lowest and _numbers(version) < _numbers(lowest[1]):
        return Entry(
            name,
            Level.ERROR,
            f"{version}, older than {lowest[1]}",
            "It was never tried with so old a version.",
            "Install the program in an environment of its own.",
        )
    if name in _COMPILED:
        try:
            import_module(_COMPILED[name])
        except ImportError:
            return Entry(
                name,
                Level.ERROR,
                f"{version}, whose compiled part does not load",
                "No key and no certificate can be made or read.",
                "Install the wheel for this Python and this machine: "
                f"{sys.implementation.cache_tag}, {platform.machine()}.",
            )
    return Entry(name, Level.OK, version)


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in re.findall(r"\d+", version.partition("+")[0])[:3])


def _terminal(facts: Terminal, environment: Mapping[str, str]) -> Iterator[Entry]:
    kind = facts.kind or "not set"
    if not facts.interactive:
        yield Entry(
            "terminal",
            Level.NOTE,
            "none: input or output is a pipe or a file",
            "The wizard does not open here; every other verb works.",
            "Run it in a terminal.",
        )
    elif facts.dumb or facts.screen_reader:
        yield Entry(
            "terminal",
            Level.NOTE,
            f"TERM is {kind}" + (", and a screen reader is named" if facts.screen_reader else ""),
            "The wizard asks line by line.",
            "Nothing, or set TERM to what the terminal is, such as xterm-256color.",
        )
    else:
        yield Entry("terminal", Level.OK, kind)
    if facts.ascii_only:
        yield Entry(
            "encoding",
            Level.WARNING,
            facts.encoding,
            "The wizard draws in plain ASCII, and names beyond it cannot be shown.",
            "Set LC_ALL to a UTF-8 locale, such as C.UTF-8.",
        )
    else:
        yield Entry("encoding", Level.OK, facts.encoding)
    if facts.interactive:
        yield _size(shutil.get_terminal_size())
    colour = "off, as NO_COLOR asks" if environment.get("NO_COLOR") else "as TERM says"
    if environment.get("COLORTERM") and not environment.get("NO_COLOR"):
        colour = environment["COLORTERM"]
    yield Entry("colour", Level.OK, colour)
    over = [name for name in ("SSH_CONNECTION", "TMUX", "STY") if environment.get(name)]
    yield Entry("line", Level.OK, f"through {', '.join(over)}" if over else "local")


def _size(size: os.terminal_size) -> Entry:
    found = f"{size.columns}x{size.lines}"
    if size.columns < SMALLEST[0] or size.lines < SMALLEST[1]:
        return Entry(
            "size",
            Level.WARNING,
            found,
            "The wizard cannot draw in so little room.",
            f"Make the terminal {COMFORTABLE[0]}x{COMFORTABLE[1]} or larger, or use --plain.",
        )
    if size.columns < COMFORTABLE[0] or size.lines < COMFORTABLE[1]:
        return Entry(
            "size",
            Level.NOTE,
            found,
            "The wizard leaves out what does not fit.",
            f"Make the terminal {COMFORTABLE[0]}x{COMFORTABLE[1]} or larger.",
        )
    return Entry("size", Level.OK, found)


def _programs() -> Iterator[Entry]:
    for program, (affects, fix) in PROGRAMS.items():
        place = shutil.which(program)
        if place:
            yield Entry(program, Level.OK, place)
        else:
            yield Entry(program, Level.NOTE, "not on PATH", affects, fix)


def _folders() -> Iterator[Entry]:
    places = {
        "settings": (locations.catalogue_folder(), "Corrections of the catalogues"),
        "state": (locations.recent_file().parent, "The projects that were opened last"),
        "log": (locations.log_folder(), "Reports of faults"),
    }
    for name, (place, what) in places.items():
        there = next(one for one in (place, *place.parents) if one.exists())
        if os.access(there, os.W_OK | os.X_OK):
            yield Entry(f"{name} folder", Level.OK, str(place))
        else:
            yield Entry(
                f"{name} folder",
                Level.WARNING,
                f"{there} cannot be written",
                f"{what} cannot be kept.",
                "Make the folder writable, or point HOME to one that is.",
            )


def _project(path: Path) -> Iterator[Entry]:
    storage = store.storage_folder(path)
    try:
        store.read_project(store.read_file(path), path.name)
    except PwxError as error:
        yield Entry("project", Level.ERROR, error.message, "It cannot be opened.", error.fix)
        return
    yield Entry("project", Level.OK, str(path))
    folder = path.absolute().parent
    if not os.access(folder, os.W_OK | os.X_OK):
        yield Entry(
            "project folder",
            Level.WARNING,
            f"{folder} cannot be written",
            "The project can be looked at (`review`), but no answer can be saved.",
            "Make the folder writable, or work on a copy.",
        )
    else:
        yield Entry("project folder", Level.OK, str(folder))
    for finding in lock.storage_findings(storage):
        yield Entry("project storage", Level.WARNING, finding.message, finding.why, finding.fix)
    held = lock.holder(storage)
    if held is not None:
        yield Entry(
            "project lock",
            Level.NOTE,
            f"held by {held}",
            "Nobody else can write it now; it can be opened read-only.",
            "Wait, or ask them.",
        )
