"""What the terminal offers the wizard: size, colours, mouse, what it runs through, and its quirks."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from pwxwizard.terminal import Terminal

SMALLEST, COMFORTABLE = (60, 18), (80, 24)
"""Columns and lines: below the first the wizard draws nothing, from the second on everything fits."""


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


@dataclass(frozen=True, slots=True)
class Checked:
    """A terminal, and what was found about it."""

    facts: Terminal
    entries: tuple[Entry, ...]

    @property
    def warnings(self) -> tuple[Entry, ...]:
        """Return what has to be read before work begins; a small size is told as long as it lasts."""
        return tuple(
            one for one in self.entries if one.level is Level.WARNING and one.name != "size"
        )


def terminal_entries(
    facts: Terminal, environment: Mapping[str, str], size: os.terminal_size, *, mouse: bool = True
) -> tuple[Entry, ...]:
    """Return what the terminal offers, in the order in which it matters.

    Args:
        facts: what decides how the wizard draws.
        environment: the variables of the process.
        size: columns and lines; not judged where nothing is drawn.
        mouse: the mouse was not switched off.
    """
    return (
        _kind(facts),
        _encoding(facts),
        *((_size(size),) if facts.interactive else ()),
        _colours(facts, environment),
        _mouse(facts, environment, mouse=mouse),
        *_line(facts, environment),
    )


def _kind(facts: Terminal) -> Entry:
    kind = facts.kind or "not set"
    if not facts.interactive:
        return Entry(
            "terminal",
            Level.NOTE,
            "none: input or output is a pipe or a file",
            "The wizard does not open here; every other verb works.",
            "Run it in a terminal.",
        )
    if facts.dumb or facts.screen_reader:
        return Entry(
            "terminal",
            Level.NOTE,
            f"TERM is {kind}" + (", and a screen reader is named" if facts.screen_reader else ""),
            "The wizard asks line by line.",
            "Nothing, or set TERM to what the terminal is, such as xterm-256color.",
        )
    if facts.few_glyphs:
        return Entry(
            "terminal",
            Level.NOTE,
            kind,
            "The wizard draws in plain ASCII, because such a terminal has few other characters.",
            "Nothing, or set TERM to what the terminal is, such as xterm-256color.",
        )
    if kind.startswith("putty"):
        return Entry(
            "terminal",
            Level.NOTE,
            kind,
            "PuTTY shows lines and symbols only while it takes what it receives for UTF-8.",
            "Choose UTF-8 in its settings, under Window, Translation.",
        )
    return Entry("terminal", Level.OK, kind)


def _encoding(facts: Terminal) -> Entry:
    if facts.ascii_asked:
        return Entry("encoding", Level.OK, "ASCII, as --ascii or PWXWIZARD_ASCII asks")
    if facts.utf8:
        return Entry("encoding", Level.OK, facts.encoding)
    return Entry(
        "encoding",
        Level.WARNING,
        facts.encoding,
        "The wizard asks line by line; with --ascii it draws screens in plain ASCII."
        if facts.locale
        else "The wizard draws in plain ASCII, and names beyond it cannot be shown.",
        "Set LC_ALL to a UTF-8 locale, such as C.UTF-8.",
    )


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


def _colours(facts: Terminal, environment: Mapping[str, str]) -> Entry:
    if facts.no_colour_asked:
        return Entry("colour", Level.OK, "off, as NO_COLOR asks")
    if facts.line_by_line:
        return Entry("colour", Level.OK, "none, where the wizard asks line by line")
    if facts.colourless:
        return Entry("colour", Level.OK, "none, as TERM says; every state has a symbol and a word")
    if environment.get("COLORTERM") in {"truecolor", "24bit"}:
        return Entry("colour", Level.OK, "16 million, as COLORTERM says")
    if "256color" in facts.kind:
        return Entry("colour", Level.OK, "256, as TERM says")
    return Entry("colour", Level.OK, "8 or 16, as TERM says")


def _mouse(facts: Terminal, environment: Mapping[str, str], *, mouse: bool) -> Entry:
    if facts.line_by_line:
        return Entry("mouse", Level.OK, "none, where the wizard asks line by line")
    if not mouse:
        return Entry("mouse", Level.OK, "off, as --no-mouse asks; the terminal's own marking works")
    if facts.few_glyphs:
        return Entry("mouse", Level.OK, "none; every action has a key")
    through = "through tmux, if its option mouse is on; " if environment.get("TMUX") else ""
    marking = "hold Shift to mark text, or use --no-mouse; Ctrl+T shows a panel as plain text"
    return Entry("mouse", Level.OK, f"{through}{marking}")


def _line(facts: Terminal, environment: Mapping[str, str]) -> Iterator[Entry]:
    over = [name for name in ("SSH_CONNECTION", "TMUX", "STY") if environment.get(name)]
    yield Entry("line", Level.OK, f"through {', '.join(over)}" if over else "local")
    if environment.get("STY"):
        yield Entry(
            "screen",
            Level.NOTE,
            "GNU screen takes Ctrl+A for itself",
            "Ctrl+A, which writes what the preview shows, does not arrive.",
            "Press Ctrl+A and then a, or choose it with Ctrl+P.",
        )
    if environment.get("TMUX") and not facts.kind.startswith(("tmux", "screen")):
        yield Entry(
            "tmux",
            Level.NOTE,
            f"TERM is {facts.kind}, but tmux is between",
            "Colours and some keys may not be what they seem.",
            "Let tmux set TERM: `set -g default-terminal tmux-256color`.",
        )
    if environment.get("SSH_CONNECTION") and not environment.get("TMUX", environment.get("STY")):
        yield Entry(
            "connection",
            Level.NOTE,
            "SSH, with neither tmux nor screen",
            "When the line drops the wizard ends; every answer whose field was left is saved.",
            "Start it inside tmux or screen to find it again as it was.",
        )
