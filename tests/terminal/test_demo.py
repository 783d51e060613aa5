"""The whole demo by keyboard, from its first screen to a proved connection, on many terminals."""

import re
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from tests.terminal.conftest import Terminal

ESCAPED = re.compile(r"\\u[0-9a-fA-F]{4}|\\x[0-9a-fA-F]{2}|\[[0-9;?<]+[A-Za-z]|\x1b|\ufffd")
"""What a screen shows when it prints a sequence or a character that it ought to draw."""


class Walk:
    """One walk, that looks at every screen it comes through."""

    def __init__(self, terminal: Terminal, *, plain: bool) -> None:
        self._terminal = terminal
        self._plain = plain

    def see(self, *texts: str) -> None:
        """Wait until the screen shows some texts; nothing on it is garbled."""
        shown = self._terminal.wait(*texts)
        assert ESCAPED.search(shown) is None, shown
        if self._plain:
            assert shown.isascii(), shown
            assert "?" not in re.sub(r"\w\?(?=\s)", "", shown), shown

    def press(self, *keys: str) -> None:
        """Press keys by their tmux names."""
        self._terminal.press(*keys)

    def back(self, *texts: str) -> None:
        """Go back with Esc, alone: what follows it at once would be one key with it."""
        self._terminal.press("Escape")
        self.see(*texts)


def walk(terminal: Terminal, *, plain: bool) -> None:
    """Go the way of the demo: look around, write, rehearse, ask for trust, prove one connection."""
    on = Walk(terminal, plain=plain)
    on.see("First steps", "Close")
    on.back("15 of 36 done", "F2 shows what would", "Ctrl+P More")
    on.press("F1")
    on.see("The certificate authority signs", "Ctrl+P More")
    on.back("15 of 36 done", "F2 shows what would", "Ctrl+P More")
    on.press("F2")
    on.see("63 files to write", "private/ca.key.pem")
    on.press("w")
    on.see("Where this line comes from", "NIST SP 800-57")
    on.back("63 files to write", "Esc Back", "Ctrl+P More")
    on.press("C-a")
    on.see("Write these files?", "63 files to create")
    on.press("Enter")
    on.see("63 files written", "Journal entry 0001")
    on.press("Enter")
    on.see("36 of 36 done", "F6 rehearses")
    on.press("F6")
    on.see("6 of 6 tried, 6 succeeded")
    on.back("36 of 36 done", "0 of 9 proved")
    on.press("F8")
    on.see("2 of 6 work now", "What breaks first")
    on.back("36 of 36 done", "0 of 9 proved")
    on.press("/")
    on.see("Go to an item or a field")
    terminal.type("ping intsvc->zos1")
    on.see("INTSVC->ZOS1.zossec", "PING")
    on.press("Enter")
    on.see("Nothing is asked here", "to prove")
    on.press("F9")
    on.see("Proof of", "dtlrexe prog=ping loc=zossec")
    on.press("o")
    on.see("Output file", "Tab Next")
    terminal.type("in/ping-INTSVC.txt")
    on.press("Enter")
    on.see("Proof of", "done  ping", "It is kept")
    on.back("1 of 9 proved")
    on.press("C-q")
    on.see("Every answer is saved", "ended with 0")


@pytest.mark.parametrize(
    ("columns", "rows", "options", "environment"),
    [
        (80, 24, (), {}),
        (60, 18, (), {}),
        (132, 43, (), {}),
        (80, 24, ("--ascii",), {"LC_ALL": "C"}),
        (80, 24, (), {"TERM": "vt100"}),
        (80, 24, (), {"TERM": "linux"}),
        (80, 24, (), {"NO_COLOR": "1"}),
    ],
    ids=["80x24", "60x18", "132x43", "C", "vt100", "linux", "no-colour"],
)
def test_the_demo_is_done_by_keyboard(
    tmp_path: Path,
    columns: int,
    rows: int,
    options: Sequence[str],
    environment: Mapping[str, str],
) -> None:
    opened = Terminal(tmp_path / "tmux", columns, rows)
    try:
        opened.start("demo", tmp_path / "demo", *options, environment=environment)
        walk(opened, plain=bool(environment) and "NO_COLOR" not in environment)
    finally:
        opened.end()


def test_the_demo_is_done_line_by_line_where_the_locale_has_ascii_alone(
    terminal: Terminal, tmp_path: Path
) -> None:
    on = Walk(terminal, plain=True)
    terminal.start("demo", tmp_path / "demo", environment={"LC_ALL": "C"})
    on.see("Command or item (h for help):")
    assert "because the locale C is not of UTF-8; --ascii draws" in terminal.history()
    terminal.type("w\n")
    on.see("Enter gives it up:")
    terminal.type("write\n")
    on.see("Command or item (h for help):")
    terminal.type("r\n")
    on.see("succeeded")
    terminal.type("ping/INTSVC->ZOS1.zossec\n")
    on.see("dtlrexe prog=ping loc=zossec", "File with what the PING printed")
    terminal.type("in/ping-INTSVC.txt\n")
    on.see("a Listener answered")
    terminal.type("q\n")
    on.see("Every answer is saved", "ended with 0")
