"""Review changes nothing: the system calls say so, and so does the folder."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run

WRITING = re.compile(
    r"^(?:\[pid\s+\d+\] |\d+ +)?"
    r"(?:open(?:at)?\(.*O_(?:WRONLY|RDWR|CREAT|TRUNC|APPEND)|creat\(|rename|unlink|rmdir|mkdir"
    r"|mknod|chmod|fchmod|chown|lchown|fchown|link|symlink|truncate|utime|setxattr"
    r"|connect\(.*(?:AF_INET|sin_addr))"
)
HARMLESS = ("/dev/null", "/dev/tty", "/dev/pts/")


def tree(folder: Path) -> dict[str, tuple[object, ...]]:
    found: dict[str, tuple[object, ...]] = {}
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        data = path.read_bytes() if path.is_file() else b""
        found[str(path)] = (status.st_mode, status.st_mtime_ns, status.st_ino, data)
    return found


@pytest.mark.parametrize(
    "words",
    [["demo.toml", "--text"], ["demo.toml", "--json"], ["in", "demo.pwx/artifacts/INTSVC"]],
)
def test_review_makes_no_call_that_could_write(
    finished: Path, tmp_path: Path, words: list[str]
) -> None:
    before = tree(finished.parent)
    home = tmp_path / "home"
    home.mkdir(mode=0o500)
    trace = tmp_path / "trace"
    done = subprocess.run(
        ["strace", "-f", "-e", "trace=file,desc,network", "-o", trace,
         sys.executable, "-P", "-m", "pwxwizard", "review", *words],
        cwd=finished.parent,
        capture_output=True,
        text=True,
        env={**os.environ, "HOME": str(home)},
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    calls = trace.read_text(errors="replace").splitlines()
    assert len(calls) > 500
    writing = [
        call for call in calls if WRITING.match(call) and not any(name in call for name in HARMLESS)
    ]
    assert writing == []
    assert list(home.iterdir()) == []
    assert tree(finished.parent) == before


def test_review_says_what_the_project_is_like(finished: Path, run: Run) -> None:
    said = run("review", finished, "--json")
    assert said.code == 0
    assert {item["state"] for item in said.json["items"]} <= {"written", "proved"}
    assert said.json["differences"] == []


def test_review_works_while_somebody_else_writes(finished: Path, run: Run) -> None:
    from pwxwizard.session import Session

    with Session.open(finished):
        assert run("review", finished, "--json").code == 0
        locked = run("apply", finished, "--yes")
        assert locked.code == 4
        assert str(os.getpid()) in locked.err
