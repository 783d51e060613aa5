"""Leaving the screens and coming back: suspended, detached from, looked at as plain text."""

from pathlib import Path

from tests.terminal.conftest import Terminal


def test_the_wizard_comes_back_as_it_was(terminal: Terminal, sample: Path, tmp_path: Path) -> None:
    exported = {"COLUMNS": "80", "LINES": "24"}
    terminal.start(sample, job_control=True, environment=exported)
    terminal.wait("15 of 36")
    terminal.press("F2")
    terminal.wait("files to write")
    terminal.press("C-z")
    terminal.wait("stopped with")
    terminal.press("Enter")
    shown = terminal.wait("files to write")
    assert "stopped with" not in shown

    for key in ("Enter", "Escape"):
        terminal.press("C-t")
        text = terminal.wait("Enter or Esc goes back to the wizard")
        assert not {*text} & {*"│▌"}
        terminal.press(key)
        terminal.wait(" pwxwizard  Preview: ")

    # The line drops twice; each time it is looked at anew from a terminal of another size.
    for columns, rows, last_hint in (
        (100, 30, "m Meaning  Ctrl+P More"),
        (62, 19, "Ctrl+A Write  Ctrl+P More"),
    ):
        with terminal.attached(columns, rows, tmp_path / f"outer-{columns}"):
            # What tmux makes of the former picture may end with the same hint.
            terminal.wait(f"{last_hint}\n")
            lines = terminal.wait(" pwxwizard  Preview").splitlines()
        assert lines[0].startswith(" pwxwizard  Preview"), lines
        assert lines[-1].endswith(last_hint), lines
        assert len(lines) == rows
    terminal.press("Escape")
    terminal.press("C-q")
    terminal.wait("ended with 0")


def test_without_a_shell_to_come_back_from_nothing_is_suspended(
    terminal: Terminal, sample: Path
) -> None:
    terminal.start(sample)
    terminal.wait("15 of 36", "Ctrl+P More")
    terminal.press("C-z")
    terminal.wait("It cannot be suspended here")
    terminal.press("Enter")
    terminal.wait("15 of 36", "Ctrl+P More")
    terminal.press("C-q")
    terminal.wait("ended with 0")
