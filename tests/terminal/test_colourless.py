"""Without colours: no sequence for one is sent on any screen, and what has the focus is in reverse."""

import re
import time
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.terminal.conftest import Terminal

LOOK = re.compile(r"\x1b\[([\d;]*)m")
COLOURS = {*range(30, 39), *range(40, 49), *range(90, 98), *range(100, 108)}


def wait_for_reverse(terminal: Terminal, wanted: str, *texts: str) -> str:
    """Wait until the screen shows some texts and has one in reverse; return all that is in reverse."""
    terminal.wait(*texts)
    end = time.monotonic() + 20
    while wanted not in (found := in_reverse(terminal)) and time.monotonic() < end:
        time.sleep(0.1)
    assert wanted in found
    return found


def in_reverse(terminal: Terminal) -> str:
    """Return what is in reverse on a screen without any colour."""
    found, reverse = "", False
    _, *parts = LOOK.split(f"\x1b[m{terminal.looks()}")
    for codes, text in zip(parts[::2], parts[1::2], strict=True):
        for code in (int(code or 0) for code in codes.split(";")):
            assert code not in COLOURS, (codes, text)
            reverse = code == 7 or (reverse and code not in {0, 27})
        found += text if reverse else ""
    return found


@pytest.mark.parametrize(
    "environment", [{"TERM": "vt100"}, {"NO_COLOR": "1"}], ids=["vt100", "no-colour"]
)
def test_what_has_the_focus_is_in_reverse_and_nothing_has_a_colour(
    terminal: Terminal, tmp_path: Path, environment: Mapping[str, str]
) -> None:
    terminal.start("demo", tmp_path / "demo", environment=environment)
    wait_for_reverse(terminal, " Close ", "First steps", "Close")
    terminal.press("Escape")
    wait_for_reverse(terminal, "CA certificate", "15 of 36 done", "Ctrl+P More")
    terminal.press("Enter")
    wait_for_reverse(terminal, "Made here", "Enter Choose")
    terminal.press("Tab")
    wait_for_reverse(terminal, "CN=Example", "Enter Go on")
    terminal.press("F2")
    wait_for_reverse(terminal, "private/ca.key.pem", "63 files to write", "Ctrl+A Write")
    terminal.press("C-a")
    shown = wait_for_reverse(terminal, " Write ", "Write these files?", "Esc Cancel")
    assert "create" not in shown
    terminal.press("Escape")
    terminal.wait("Nothing was written.", "Ctrl+A Write")
    terminal.press("Escape")
    terminal.wait("15 of 36 done", "Ctrl+P More")
    terminal.press("C-p")
    terminal.wait("Search for commands", "Show every finding")
    terminal.type("gloss")
    wait_for_reverse(terminal, "The words of the trade", "The words of the trade")
    terminal.press("Escape")
    terminal.wait("15 of 36 done", "Ctrl+P More")
    terminal.press("F5")
    wait_for_reverse(terminal, "warning", "Check of demo", "Ctrl+P More")
    terminal.press("Escape")
    terminal.wait("15 of 36 done", "Ctrl+P More")
    terminal.press("Escape")
    terminal.wait("Enter Answers")
    terminal.press("/")
    terminal.wait("Go to an item or a field", "Esc Back")
    terminal.press("Down")
    wait_for_reverse(terminal, "ZOS1.node1", "Go to an item or a field")


def test_with_colours_they_are_sent(terminal: Terminal, tmp_path: Path) -> None:
    terminal.start("demo", tmp_path / "demo")
    terminal.wait("First steps", "Close")
    codes = {
        int(code or 0) for found in LOOK.findall(terminal.looks()) for code in found.split(";")
    }
    assert codes & COLOURS
