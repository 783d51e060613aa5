"""`doctor` tells what is missing and what it affects; its bundle has no secret, and names by choice."""

import json
import os
import shutil
import stat
import subprocess
import sys
from importlib import metadata
from pathlib import Path

import pytest

from pwxwizard import doctor, faults
from pwxwizard.cli.doctor import command
from pwxwizard.self_check import Entry
from pwxwizard.terminal import Terminal
from tests.cli.calling import call
from tests.cli.conftest import Run

CANARY = "canary-5521-secret"
GOOD = Terminal(interactive=True, encoding="utf-8", kind="xterm-256color")


def levels(entries: tuple[Entry, ...]) -> dict[str, str]:
    return {entry.name: entry.level for entry in entries}


@pytest.mark.parametrize(
    ("facts", "name", "level"),
    [
        (GOOD, "terminal", "ok"),
        (Terminal(interactive=False, encoding="utf-8", kind="xterm"), "terminal", "note"),
        (Terminal(interactive=True, encoding="utf-8", kind="dumb"), "terminal", "note"),
        (Terminal(interactive=True, encoding="ascii", kind="xterm"), "encoding", "warning"),
    ],
)
def test_the_terminal_is_judged(facts: Terminal, name: str, level: str) -> None:
    entries = doctor.examine(facts, {})
    assert levels(entries)[name] == level
    assert all(bool(entry.affects) == (entry.level != "ok") for entry in entries)
    assert all(bool(entry.fix) == (entry.level != "ok") for entry in entries)


@pytest.mark.parametrize(
    ("size", "level"), [((80, 24), "ok"), ((79, 24), "note"), ((50, 30), "warning")]
)
def test_the_size_is_judged(
    size: tuple[int, int], level: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, number in zip(("COLUMNS", "LINES"), size, strict=True):
        monkeypatch.setenv(name, str(number))
    assert levels(doctor.examine(GOOD, {}))["size"] == level


def test_a_missing_an_old_and_a_broken_package_are_errors(monkeypatch: pytest.MonkeyPatch) -> None:
    real = metadata.version

    def version(name: str) -> str:
        if name.lower() == "tomlkit":
            raise metadata.PackageNotFoundError(name)
        return "8.0.6" if name == "click" else real(name)

    monkeypatch.setattr(metadata, "version", version)
    monkeypatch.setitem(doctor._COMPILED, "cryptography", "no.such.module")
    entries = doctor.examine(GOOD, {})
    assert [name for name, level in levels(entries).items() if level == "error"] == [
        "click",
        "cryptography",
        "tomlkit",
    ]
    assert doctor.failed(entries)


def test_programs_folders_and_storage_are_judged(
    finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "access", lambda *_: False)
    found = levels(doctor.examine(GOOD, {}, finished))
    assert found["dtlrexe"] == found["keytool"] == "note"
    assert found["log folder"] == found["project folder"] == "warning"
    assert levels(doctor.examine(GOOD, {}, tmp_path / "none.toml"))["project"] == "error"


def test_exit_codes_and_json(finished: Path, tmp_path: Path) -> None:
    said = call(command, finished, "--json")
    assert said.code == 0
    assert {"name": "project", "level": "ok", "found": str(finished), "affects": "", "fix": ""} in (
        said.json["entries"]
    )
    assert call(command, tmp_path / "none.toml").code == 1
    (tmp_path / "there.json").touch()
    assert call(command, "--bundle", tmp_path / "there.json").code == 4
    assert call(command, "--bundle", tmp_path / "no" / "b.json").code == 2


def test_a_bundle_has_no_secret_and_names_only_when_they_are_kept(
    finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "copy"
    shutil.copytree(finished.parent, folder)
    project = folder / finished.name
    for secret in (folder / "secrets").iterdir():
        secret.write_text(CANARY)
    text = project.read_text()
    # what somebody types who misunderstands where a passphrase goes
    project.write_text(text.replace('"file:secrets/ca-passphrase"', f'"{CANARY}"', 1))
    listing = folder / "in" / "intsvc" / "dbmover.cfg"
    listing.write_text(
        listing.read_text() + f"\nCAPI_CONNECTION=(NAME=x,TYPE=(ORAD,EPWD={CANARY}))\n"
    )
    monkeypatch.setenv("PWX_CANARY", CANARY)
    monkeypatch.setattr(faults, "last", lambda *_: ("fault",))
    told = {}
    for names in ("keep", "hash"):
        file = tmp_path / f"{names}.json"
        call(command, project, "--bundle", file, "--names", names)
        assert stat.S_IMODE(file.stat().st_mode) == 0o600
        told[names] = file.read_text()
        assert CANARY not in told[names]
        assert "PRIVATE KEY" not in told[names]
    for name in ("ZOS1", "INTSVC", "zossec", "example.com", "PWXLST", str(tmp_path), "in/zos1"):
        assert name not in told["hash"], name
    assert "zos1.example.com" in told["keep"]
    bundle = json.loads(told["hash"])
    assert bundle["faults"] == ["fault"]
    # the same name has the same token wherever it stands
    machines = set(bundle["project"]["answers"]["machine"])
    clients = {one["client"] for one in bundle["project"]["answers"]["connection"]}
    assert clients < machines
    assert {one["item"] for one in bundle["project"]["items"]} > {
        f"dbmover/{machine}" for machine in machines
    }


def test_a_fault_is_one_sentence_and_its_frames_are_kept(tmp_path: Path, run: Run) -> None:
    script = (
        "import sys, pwxwizard.__main__ as program\n"
        "from pwxwizard import store\n"
        f"def broken(*_):\n    raise RuntimeError('{CANARY}')\n"
        "store.read_file = broken\n"
        "program.main()\n"
    )
    home = {**os.environ, "HOME": str(tmp_path), "XDG_STATE_HOME": str(tmp_path / "state")}

    def fail(*arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "-P", "-c", script, *arguments],
            capture_output=True,
            text=True,
            env=home,
            check=False,
        )
        assert done.returncode == 1
        assert "Traceback" not in done.stderr
        assert CANARY not in done.stderr
        assert "fault of the program: RuntimeError" in done.stderr
        return done.stderr

    fail("review", "x.toml", "--text")
    assert list(tmp_path.iterdir()) == []
    said = fail("check", "x.toml")
    (kept,) = (tmp_path / "state" / "pwxwizard" / "log").glob("fault-*.txt")
    assert str(kept) in said
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    report = kept.read_text()
    assert "pwxwizard/review.py:" in report
    assert CANARY not in report
    bundle = tmp_path / "b.json"
    assert run("doctor", "--bundle", bundle, XDG_STATE_HOME=str(tmp_path / "state")).code == 0
    assert json.loads(bundle.read_text())["faults"] == [report]
