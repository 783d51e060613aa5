"""Without colours: no sequence for one is sent on any screen, and what has the focus is in reverse."""

import re
from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.terminal.conftest import Terminal

LOOK = re.compile(r"\x1b\[([\d;]*)m")
COLOURS = {*range(30, 39), *range(40, 49), *range(90, 98), *range(100, 108)}


def in_reverse(terminal: Terminal, *texts: str) -> str:
    """Wait until the screen shows some texts; return what is in reverse on it, without any colour."""
    terminal.wait(*texts)
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
    assert " Close " in in_reverse(terminal, "First steps", "Close")
    terminal.press("Escape")
    assert "CA certificate" in in_reverse(terminal, "15 of 36 done", "Ctrl+P More")
    terminal.press("Enter")
    assert "Made here" in in_reverse(terminal, "Enter Choose")
    terminal.press("Tab")
    assert "CN=Example" in in_reverse(terminal, "Enter Next field")
    terminal.press("F2")
    assert "private/ca.key.pem" in in_reverse(terminal, "63 files to write", "Ctrl+A Write")
    terminal.press("C-a")
    shown = in_reverse(terminal, "Write these files?", "Esc Cancel")
    assert " Write " in shown
    assert "create" not in shown
    terminal.press("Escape")
    terminal.wait("Nothing was written.", "Ctrl+A Write")
    terminal.press("Escape")
    terminal.wait("15 of 36 done", "Ctrl+P More")
    terminal.press("C-p")
    terminal.wait("Search for commands", "Show every finding")
    terminal.type("gloss")
    assert "The words of the trade" in in_reverse(terminal, "The words of the trade")
    terminal.press("Escape")
    terminal.wait("15 of 36 done", "Ctrl+P More")
    terminal.press("F5")
    assert "warning" in in_reverse(terminal, "Check of demo", "Ctrl+P More")
    terminal.press("Escape")
    terminal.wait("15 of 36 done", "Ctrl+P More")
    terminal.press("Escape")
    terminal.wait("Enter Answers")
    terminal.press("/")
    terminal.wait("Go to an item or a field", "Esc Back")
    terminal.press("Down")
    assert "ZOS1.node1" in in_reverse(terminal, "Go to an item or a field")


def test_with_colours_they_are_sent(terminal: Terminal, tmp_path: Path) -> None:
    terminal.start("demo", tmp_path / "demo")
    terminal.wait("First steps", "Close")
    codes = {
        int(code or 0) for found in LOOK.findall(terminal.looks()) for code in found.split(";")
    }
    assert codes & COLOURS
