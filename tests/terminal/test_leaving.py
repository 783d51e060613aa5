"""Leaving the screens and coming back: suspended, detached from, looked at as plain text."""

from pathlib import Path

from tests.terminal.conftest import Terminal


def test_the_wizard_comes_back_as_it_was(terminal: Terminal, sample: Path, tmp_path: Path) -> None:
    terminal.start(sample, job_control=True)
    terminal.wait("15 of 36")
    terminal.press("F2")
    terminal.wait("files to write")
    terminal.press("C-z")
    terminal.wait("stopped with")
    terminal.press("Enter")
    shown = terminal.wait("files to write")
    assert "stopped with" not in shown

    terminal.press("C-t")
    text = terminal.wait("Press Enter to go back")
    assert not {*text} & {*"│▌"}
    terminal.press("Enter")
    terminal.wait("files to write")

    columns, rows = 100, 30
    with terminal.attached(columns, rows, tmp_path / "outer"):
        shown = terminal.wait("files to write")
    widest = max(map(len, shown.splitlines()))
    assert columns - 25 < widest <= columns, shown
    terminal.press("Escape")
    terminal.press("C-q")
    terminal.wait("ended with 0")
