"""Line by line on a real terminal: passphrases, giving up, and lines that have room."""

import sys
from pathlib import Path

import pytest

from pwxwizard.cli import wizard
from tests.screens.conftest import change
from tests.terminal.conftest import Terminal

SENTENCE = "It is proved by what DTLREXE printed, and by nothing else that was seen here."


def test_a_passphrase_is_judged_and_given_up_and_leaving_says_how_to_go_on(
    terminal: Terminal, sample: Path
) -> None:
    change(sample, "file:secrets/ca-passphrase", "prompt")
    terminal.start(sample, "--plain")
    terminal.wait("Command or item")
    terminal.type("w\n")
    shown = terminal.wait("Enter gives it up:")
    assert "NODE as400sec, SSL,\nSSL_REQ_CLNT_CERT = Y," in shown
    terminal.type("write\n")
    terminal.wait("Passphrase of the CA key:")
    terminal.press("Enter")
    terminal.wait("It is needed to go on; Ctrl+C gives it up.")
    terminal.type("short\n")
    shown = terminal.wait("It is not taken; type another one.")
    assert "Error: It has fewer than 8 characters." in shown
    terminal.type("horsestaple\n")
    shown = terminal.wait("It is taken all the same.\nThe same again:")
    assert "Warning: It has fewer than 12 characters." in shown
    terminal.type("another\n")
    terminal.wait("The two are not the same; type both again.\nPassphrase of the CA key:")
    terminal.press("C-c")
    terminal.wait("Nothing was written.\n\nCommand or item (h for help):")
    terminal.press("C-c")
    shown = terminal.wait("ended with 130")
    assert "Every answer is saved. Go on with:\npwxwizard /" in shown
    assert not (sample.parent / "demo.pwx" / "artifacts").exists()


@pytest.mark.parametrize("columns", [20, 40, 76])
def test_lines_are_parted_between_words(
    columns: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    lines = wizard.Lines()
    word = "/a/path/that-is-longer/than-the-terminal/has-room-for/" * 2
    lines.say(f"  {SENTENCE}\n\n{word}")
    said = capsys.readouterr().out.split("\n")
    assert " ".join(line.strip() for line in said[: said.index("")]) == SENTENCE
    assert all(len(line) <= columns for line in said[: said.index("")])
    assert said[0].startswith("  It")
    assert said[1].startswith("    ")
    assert said[said.index("") + 1] == word
    lines.show(SENTENCE)
    assert capsys.readouterr().out == f"{SENTENCE}\n"


def test_what_goes_into_a_pipe_stays_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    wizard.Lines().say(SENTENCE * 3)
    assert capsys.readouterr().out == f"{SENTENCE * 3}\n"
