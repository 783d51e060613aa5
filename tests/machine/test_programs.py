"""Other programs run without a shell, within their time, and end with all they started."""

import os
import sys
import time
from pathlib import Path

import pytest

from pwxwizard import programs
from pwxwizard.programs import SubprocessRunner
from pwxwizard.world import Ran

RUNNER = SubprocessRunner()


def test_output_and_exit_code() -> None:
    code = "import sys; print('out', flush=True); print('err', file=sys.stderr); sys.exit(3)"
    assert RUNNER.run([sys.executable, "-c", code], 20) == Ran(3, "out\nerr\n")


def test_arguments_are_not_read_by_a_shell(tmp_path: Path) -> None:
    code = "import sys; print(sys.argv[1:])"
    hostile = ["$(touch x)", "; touch x", "a b", "*"]
    assert RUNNER.run([sys.executable, "-c", code, *hostile], 20) == Ran(0, f"{hostile}\n")


def test_standard_input_is_empty() -> None:
    assert RUNNER.run(["cat"], 20) == Ran(0, "")


@pytest.mark.parametrize("arguments", [["/no/such/program"], ["/"], [], ["nul\0"]])
def test_program_that_cannot_start_is_told(arguments: list[str]) -> None:
    ran = RUNNER.run(arguments, 5)
    assert ran.exit_code == 127
    assert ran.output


def test_find() -> None:
    found = RUNNER.find("sh")
    assert found is not None
    assert Path(found).is_absolute()
    assert RUNNER.find("no-such-program-of-this-name") is None


@pytest.mark.parametrize("trap", ["", "trap '' TERM; "])
def test_program_is_stopped_in_time_with_its_children(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, trap: str
) -> None:
    monkeypatch.setattr(programs, "_GRACE", 0.2)
    note = tmp_path / "pid"
    began = time.monotonic()
    script = f"{trap}sleep 60 & echo $! > {note}; echo begun; sleep 60; sleep 60"
    ran = RUNNER.run(["sh", "-c", script], 0.3)
    assert ran == Ran(None, "begun\n")
    assert time.monotonic() - began < 5
    child = int(note.read_text())
    for _ in range(100):
        try:
            state = Path(f"/proc/{child}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return
        if state == "Z":
            return
        time.sleep(0.02)
    os.kill(child, 9)
    pytest.fail("the child outlived its parent's time")


def test_program_that_left_a_child_behind_does_not_hold_us(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "_GRACE", 0.2)
    began = time.monotonic()
    assert RUNNER.run(["sh", "-c", "sleep 3 & echo done"], 20) == Ran(0, "done\n")
    assert time.monotonic() - began < 2.5


def test_endless_output_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(programs, "_MOST", 100_000)
    ran = RUNNER.run(["sh", "-c", "yes | head -c 5000000"], 20)
    assert ran.exit_code == 0
    assert 100_000 <= len(ran.output) <= 200_000


def test_output_that_is_no_text_is_still_shown() -> None:
    assert RUNNER.run(["printf", r"\377a"], 5) == Ran(0, "\N{REPLACEMENT CHARACTER}a")
