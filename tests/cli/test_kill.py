"""A killed apply leaves all or nothing, and the next start puts things right by itself."""

import os
import pty
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from pwxwizard.project_file import read_project
from pwxwizard.world import digest
from tests.cli.conftest import Run

KILLS = 8


def apply_process(project: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, "-P", "-m", "pwxwizard", "apply", str(project), "--yes"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


@pytest.fixture(scope="module")
def duration(finished: Path, tmp_path_factory: pytest.TempPathFactory) -> float:
    """How long the apply of a changed port takes here, in seconds."""
    project = changed(finished, tmp_path_factory.mktemp("duration"))
    begin = time.monotonic()
    assert apply_process(project).wait() == 0
    return time.monotonic() - begin


def changed(finished: Path, folder: Path) -> Path:
    """Return a copy of the finished sample in which many files would change."""
    shutil.copytree(finished.parent, folder / "demo", symlinks=True)
    project = folder / "demo" / "demo.toml"
    text = (
        project.read_text()
        .replace("port = 6001", "port = 6101")
        .replace("port = 6002", "port = 6102")
    )
    project.write_text(text)
    return project


def consistent(project: Path) -> bool:
    """Tell whether every file on disk is what the project's record says."""
    record = read_project(project.read_bytes(), project.name).record
    return all(
        digest((project.parent / path).read_bytes()) == written.sha256
        for path, written in record.file.items()
    )


@pytest.mark.parametrize("number", range(KILLS))
def test_a_kill_at_any_moment_leaves_all_or_nothing(
    finished: Path, run: Run, tmp_path: Path, duration: float, number: int
) -> None:
    project = changed(finished, tmp_path)
    process = apply_process(project)
    # Most of the time goes into starting; the later half is where files are written.
    time.sleep(duration * (0.4 + 0.6 * number / KILLS))
    process.send_signal(signal.SIGKILL)
    process.wait()
    done = run("apply", project, "--yes", "--json")
    assert done.code == 0, done.err
    assert consistent(project)
    again = run("plan", project, "--json").json
    assert {change["action"] for change in again["changes"]} == {"keep"}
    leftovers = [path for path in (project.parent / "demo.pwx").rglob("*") if ".new" in path.name]
    assert leftovers == []
    assert run("rehearse", project).code == 0


def test_ctrl_c_while_keys_are_made_ends_with_130_and_writes_nothing(sample: Path) -> None:
    sample.write_text(sample.read_text().replace('key = "rsa-3072"', 'key = "rsa-4096"'))
    before = {path: path.read_bytes() for path in sample.parent.rglob("*") if path.is_file()}
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "pwxwizard", "apply", str(sample), "--yes"],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=theirs,
    )
    os.close(theirs)
    said = b""
    while b"making key" not in said:
        said += os.read(ours, 4096)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=60)
    os.close(ours)
    assert process.returncode == 130, said
    assert out == b""
    after = {path: path.read_bytes() for path in sample.parent.rglob("*") if path.is_file()}
    own = sample.parent / "demo.pwx"
    assert {path: data for path, data in after.items() if own not in path.parents} == before
    assert not (own / "artifacts").exists()
    assert not (own / "private").exists()
