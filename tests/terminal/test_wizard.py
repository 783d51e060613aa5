"""The whole job by keyboard in a real terminal of 80 by 24, and what a kill leaves."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from pwxwizard import store
from tests.terminal.conftest import Terminal

PASSPHRASE = "correct horse battery 1"


def machine(terminal: Terminal, name: str, downs: int, host: str, *, first: bool = False) -> None:
    """Add a machine; its platform is that many choices below the first."""
    terminal.press("a")
    if not first:
        terminal.wait("Machine")
        terminal.press("Enter")
    terminal.wait("Host names")
    terminal.type(name)
    terminal.press("Enter")
    terminal.wait("▌ Platform")
    terminal.press("Enter")
    terminal.wait("Digital Certificate Manager")
    terminal.press(*["Down"] * downs, "Enter")
    terminal.wait("▌ Host names")
    terminal.type(host)
    terminal.press("Enter", "Enter")
    terminal.wait(f"done       {name}")


def estate(terminal: Terminal) -> None:
    """Enter three machines, a listener and two connections."""
    terminal.wait("Press a to add the first", "Ctrl+P More")
    machine(terminal, "ZOS1", 0, "zos1.example.com", first=True)
    terminal.press("a")
    terminal.wait("Listener")
    terminal.press("Down", "Enter")
    terminal.wait("On machine  default", "▾ ZOS1", "The name in the LISTENER")
    terminal.type("zossec")
    terminal.press("Enter")
    terminal.wait("▌ Port")
    terminal.type("6001")
    terminal.press("Enter", "Enter")
    terminal.wait("ZOS1.zossec")
    machine(terminal, "LNX1", 1, "lnx1.example.com")
    machine(terminal, "WIN1", 3, "win1.example.com")
    for number, client in enumerate(("LNX1", "WIN1")):
        terminal.press("a")
        terminal.wait("Connection")
        terminal.press("Down", "Down", "Enter")
        terminal.wait("Secure listener")
        terminal.press("Enter")
        terminal.wait("Choose  Esc")
        terminal.press(*["Down"] * number, "Enter")
        terminal.wait("The listener that is called")
        terminal.press("Enter")
        terminal.wait("Choose  Esc")
        terminal.press("Enter", "Enter")
        terminal.wait(f"{client}->ZOS1.zossec")


def job(terminal: Terminal) -> None:
    """Answer what the listener still needs."""
    terminal.press("F7")
    terminal.wait("▌ Job name")
    terminal.type("PWXLST")
    terminal.wait("PWXLST")
    terminal.press("Down")
    terminal.wait("▌ Netport job")
    terminal.press("Down")
    terminal.wait("▌ User ID")
    terminal.type("PWXLST")
    terminal.wait("PWXLST")
    terminal.press("Enter")
    terminal.wait("done       ZOS1.zossec")


def test_the_whole_job_by_keyboard(terminal: Terminal, tmp_path: Path) -> None:
    project = tmp_path / "own.toml"
    terminal.start("new", project)
    terminal.wait("First steps")
    terminal.press("Escape")
    estate(terminal)
    job(terminal)
    terminal.press("F2")
    terminal.wait("files to write")
    terminal.press("C-a")
    terminal.wait("Write these files?")
    terminal.press("Enter")
    terminal.wait("Passphrase of the CA key")
    for _ in range(4):
        terminal.type(PASSPHRASE)
        terminal.press("Enter")
    terminal.press("Enter")
    terminal.wait("own.pwx/artifacts")
    artifacts = tmp_path / "own.pwx" / "artifacts"
    assert (artifacts / "ZOS1" / "personal.p12").exists()
    assert (artifacts / "WIN1" / "personal.pem").exists()
    assert PASSPHRASE not in terminal.screen()
    status = subprocess.run(
        [sys.executable, "-P", "-m", "pwxwizard", "status", str(project)],
        capture_output=True,
        text=True,
        check=False,
    )
    terminal.press("C-q")
    terminal.wait("ended with 0")
    assert "Nothing is left to write." in status.stdout, status.stdout
    for path in tmp_path.rglob("*"):
        if path.is_file():
            assert PASSPHRASE.encode() not in path.read_bytes()


def test_a_kill_in_the_middle_of_typing_loses_at_most_that_field(
    terminal: Terminal, tmp_path: Path
) -> None:
    project = tmp_path / "own.toml"
    terminal.start("new", project)
    terminal.wait("First steps")
    terminal.press("Enter")
    terminal.wait("Press a to add the first")
    machine(terminal, "LNX1", 1, "lnx1.example.com", first=True)
    terminal.press("Enter")
    terminal.wait("▌ Platform")
    terminal.press("Down")
    terminal.wait("▌ Host names and addresses")
    terminal.type(", lnx1b.exa")
    terminal.wait("lnx1b.exa")
    terminal.kill()
    terminal.wait("ended with")
    kept = project.read_text(encoding="utf-8")
    assert "lnx1.example.com" in kept
    terminal.start(project)
    assert "LNX1" in terminal.wait("▌ Host names and addresses")


def test_each_signal_while_typing_loses_at_most_that_field(
    terminal: Terminal, sample: Path
) -> None:
    before = store.read_project(sample.read_bytes(), sample.name).table(("ca",))["subject"]
    terminal.start(sample)
    terminal.wait("CN=Example")
    terminal.press("Enter")
    terminal.wait("▌ Where it comes from")
    terminal.press("Down")
    terminal.wait("▌ Subject")
    for number in (signal.SIGHUP, signal.SIGTERM, signal.SIGINT):
        terminal.press("End")
        terminal.type("x")
        terminal.wait("C=USx")
        terminal.kill(number)
        terminal.wait("ended with")
        project = store.read_project(sample.read_bytes(), sample.name)
        assert project.table(("ca",))["subject"] in {before, f"{before}x"}
        assert len(project.machine) == 5
        sample.write_text(sample.read_text("utf-8").replace("C=USx", "C=US"), "utf-8")
        terminal.start(sample)
        terminal.wait("▌ Subject")


def test_letters_of_another_encoding_and_an_old_mouse_are_survived(
    terminal: Terminal, sample: Path
) -> None:
    before = sample.read_bytes()
    terminal.start(sample)
    terminal.wait("CN=Example")
    terminal.press("Enter", "Down")
    terminal.wait("▌ Subject")
    terminal.type("CN=")
    terminal.send("Übung".encode("latin-1"))
    terminal.wait("CN=�bung")
    terminal.send(b"\x1b[M \xa0\xff\x1b[M#\xa0\xff")
    terminal.press("Down")
    terminal.wait("There are bytes in it that are no UTF-8.")
    assert sample.read_bytes() == before
    terminal.press("Up", "F3")
    terminal.wait("CN=Example")


@pytest.mark.parametrize(
    ("environment", "said"),
    [
        ({"TERM": "dumb"}, "line by line, because TERM is dumb"),
        ({"LC_ALL": "C", "PWXWIZARD_ASCII": "1"}, "15 of"),
        ({"LC_ALL": "", "LANG": ""}, "15 of"),
        ({"TERM": "linux", "NO_COLOR": "1"}, "15 of"),
        ({}, "15 of"),
    ],
)
def test_a_simple_terminal_is_never_garbled(
    terminal: Terminal, tmp_path: Path, environment: dict[str, str], said: str
) -> None:
    options = [] if environment else ["--ascii"]
    terminal.start("demo", tmp_path / "demo", *options, environment=environment)
    shown = terminal.wait(said)
    assert shown.isascii(), shown
    assert "\\u" not in shown
