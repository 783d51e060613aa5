"""What is told about a terminal: each quirk with what follows from it and what to do."""

import os

import pytest

from pwxwizard.self_check import Checked, Level, terminal_entries
from pwxwizard.terminal import terminal

SIZE = os.terminal_size((80, 24))
USUAL = {"LANG": "C.UTF-8", "TERM": "xterm-256color"}


@pytest.mark.parametrize(
    ("environment", "name", "level", "found"),
    [
        ({}, "colour", "ok", "256, as TERM says"),
        ({"NO_COLOR": "1"}, "colour", "ok", "off, as NO_COLOR asks"),
        ({"COLORTERM": "truecolor"}, "colour", "ok", "16 million, as COLORTERM says"),
        ({"TERM": "vt100"}, "colour", "ok", "none, as TERM says"),
        ({"TERM": "vt100", "COLORTERM": "truecolor"}, "colour", "ok", "none, as TERM says"),
        ({"TERM": "linux"}, "colour", "ok", "8 or 16, as TERM says"),
        ({"TERM": "dumb"}, "colour", "ok", "none, where the wizard asks line by line"),
        ({"TERM": "dumb"}, "mouse", "ok", "none, where the wizard asks line by line"),
        ({"TERM": "dumb"}, "terminal", "note", "TERM is dumb"),
        ({"TERM": "vt100"}, "terminal", "note", "vt100"),
        ({"TERM": "linux"}, "terminal", "note", "linux"),
        ({"TERM": "linux"}, "mouse", "ok", "none; every action has a key"),
        ({"TERM": "putty-256color"}, "terminal", "note", "putty-256color"),
        ({"LC_ALL": "C"}, "encoding", "warning", "that of the locale C"),
        ({"STY": "1.pts"}, "screen", "note", "GNU screen takes Ctrl+A for itself"),
        ({"TMUX": "/tmp/x"}, "tmux", "note", "TERM is xterm-256color, but tmux is between"),
        ({"TMUX": "/tmp/x"}, "mouse", "ok", "through tmux, if its option mouse is on"),
        ({"SSH_CONNECTION": "a"}, "connection", "note", "SSH, with neither tmux nor screen"),
        ({"SSH_CONNECTION": "a", "STY": "1"}, "line", "ok", "through SSH_CONNECTION, STY"),
    ],
)
def test_every_quirk_is_told(
    environment: dict[str, str], name: str, level: str, found: str
) -> None:
    given = {**USUAL, **environment}
    facts = terminal(given, "utf-8", interactive=True)
    entries = terminal_entries(facts, given, SIZE)
    (entry,) = [one for one in entries if one.name == name]
    assert entry.level == level
    assert entry.found.startswith(found)
    assert all(bool(one.affects) == bool(one.fix) == (one.level != "ok") for one in entries)
    warned = Checked(facts, entries).warnings
    assert [one.name for one in warned] == ([name] if level == Level.WARNING else [])


@pytest.mark.parametrize(
    ("kind", "affects"),
    [
        ("dumb", "The wizard asks line by line."),
        ("vt100", "The wizard draws in plain ASCII"),
        ("linux", "The wizard draws in plain ASCII"),
    ],
)
def test_a_poor_terminal_is_told_how_the_wizard_comes_out_on_it(kind: str, affects: str) -> None:
    given = {**USUAL, "TERM": kind}
    entries = terminal_entries(terminal(given, "utf-8", interactive=True), given, SIZE)
    assert entries[0].affects.startswith(affects)


def test_nothing_is_said_about_a_usual_terminal_and_the_mouse_can_be_left_alone() -> None:
    facts = terminal(USUAL, "utf-8", interactive=True)
    entries = terminal_entries(facts, USUAL, SIZE, mouse=False)
    assert {one.level for one in entries} == {"ok"}
    assert any(one.found.startswith("off, as --no-mouse asks") for one in entries)


def test_through_tmux_or_screen_a_dropped_line_is_no_matter() -> None:
    for through in ("TMUX", "STY"):
        given = {**USUAL, "TERM": "screen", "SSH_CONNECTION": "a", through: "x"}
        entries = terminal_entries(terminal(given, "utf-8", interactive=True), given, SIZE)
        assert "connection" not in {one.name for one in entries}
