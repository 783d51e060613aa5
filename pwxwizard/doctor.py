"""What this machine offers the program, and what anything that is missing would affect."""

import os
import platform
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from importlib import import_module, metadata
from pathlib import Path

from pwxwizard import __version__, locations, lock, store
from pwxwizard.errors import PwxError
from pwxwizard.self_check import Entry, Level, terminal_entries
from pwxwizard.terminal import Terminal

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
        *terminal_entries(terminal, environment, shutil.get_terminal_size()),
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
