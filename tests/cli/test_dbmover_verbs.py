"""`pwxwizard dbmover`: findings, table, bytes; from a file or standard input."""

import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import pytest

from pwxwizard.cli import dbmover as verbs
from pwxwizard.cli import inputs
from tests.cli.calling import call
from tests.cli.conftest import Run
from tests.dbmover.samples import LINUX, WINDOWS, ZOS_TEXT, member

DEMO = Path(str(files("assets"))) / "demo" / "in"
PLAIN = b"LISTENER=(node1,TCPIP,2480)\n"
SECRET = "Canary7CanarySecret"


def written(folder: Path, name: str, data: bytes) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)
    return path


def test_counts_and_findings_of_a_sound_file(tmp_path: Path) -> None:
    path = written(tmp_path, "dbmover.cfg", PLAIN + b"NODE=(a,TCPIP,h.example.com,2480)\n" * 2)
    said = call(verbs.command, "check", path, "--platform", "linux", "--json")
    assert said.json["schema"] == 1
    assert said.json["statements"] == {"LISTENER": 1, "NODE": 2}
    assert said.json["files"][0]["platform_reason"] == "It was given."
    assert {entry["severity"] for entry in said.json["findings"]} <= {"warning", "info"}
    assert said.code == 0


@pytest.mark.parametrize(
    ("line", "code", "severity"),
    [
        (b"LISTENR=(node1,TCPIP,2480)\n", 1, "error"),
        (b"LISTENER=(other,TCPIP,2480)\n", 1, "error"),
        (b"LISTENER=(other,TCPIP,70000)\n", 1, "error"),
        (b"/* nothing\n", 0, ""),
    ],
)
def test_errors_decide_the_exit_code_and_name_their_line(
    tmp_path: Path, line: bytes, code: int, severity: str
) -> None:
    path = written(tmp_path, "dbmover.cfg", PLAIN + line)
    said = call(verbs.command, "check", path, "--platform", "linux", "--json")
    found = [entry for entry in said.json["findings"] if entry["severity"] == "error"]
    assert said.code == code
    assert bool(found) == bool(severity)
    for entry in found:
        assert entry["where"]["file"] == str(path)
        assert entry["where"]["line"] in {1, 2}
        assert entry["fix"]


def test_the_platform_is_told_from_the_file_and_named(tmp_path: Path) -> None:
    path = written(tmp_path, "member", member(ZOS_TEXT))
    said = call(verbs.command, "check", path)
    assert "taken for z/OS" in said.out


def test_several_files_are_checked_against_each_other(tmp_path: Path) -> None:
    server = b"LOGPATH=/x\nLISTENER=(sec,TCPIP,6001,,,,,,SSL)\n"
    one = written(tmp_path, "srv1/dbmover.cfg", server)
    client = b"LOGPATH=/x\nNODE=(sec,TCPIP,srv1.example.com,6001)\n"
    two = written(tmp_path, "cli1/dbmover.cfg", client)
    alone = call(verbs.command, "check", two, "--json")
    assert "DBM070" not in {entry["code"] for entry in alone.json["findings"]}
    both = call(verbs.command, "check", one, two, "--json")
    found = {entry["code"]: entry for entry in both.json["findings"]}
    assert found["DBM070"]["where"] == {
        "file": str(two), "line": 2, "column": 0, "item": "", "key": "",
    }  # fmt: skip
    assert both.code == 1
    assert both.json["statements"] == {"LISTENER": 1, "LOGPATH": 2, "NODE": 1}


@pytest.mark.parametrize(
    "data",
    [LINUX, WINDOWS, member(ZOS_TEXT), b"", b"\x00\xff\r\n(((", bytes(range(256)) * 3],
    ids=["linux", "windows", "zos", "empty", "rubbish", "bytes"],
)
def test_render_gives_the_same_bytes(tmp_path: Path, data: bytes) -> None:
    path = written(tmp_path, "dbmover.cfg", data)
    assert call(verbs.command, "render", path).raw == data
    assert call(verbs.command, "render", "-", typed=data).raw == data
    assert call(verbs.command, "undo", path).raw == data


def test_bytes_pass_a_real_pipe_untouched() -> None:
    data = b"NODE=(a,TCPIP,h,1)\r\n/* \xff\n\r\x00"
    done = subprocess.run(
        [sys.executable, "-P", "-m", "pwxwizard", "dbmover", "render", "-"],
        input=data,
        capture_output=True,
        check=True,
    )
    assert done.stdout == data


def test_the_group_shows_an_example_of_each_verb(run: Run) -> None:
    done = run("dbmover", "--help")
    for verb in verbs.command.commands:
        assert f"  pwxwizard dbmover {verb} " in done.out


def test_show_tells_lines_and_defaults_with_their_source(tmp_path: Path) -> None:
    text = PLAIN + f"NODE=(z,TCPIP,h.example.com,6001,,,,,ZSSL)\nSSL=(PASS={SECRET})\n".encode()
    path = written(tmp_path, "dbmover.cfg", text)
    said = call(verbs.command, "show", path, "--platform", "linux", "--json")
    assert SECRET not in said.out
    rows = {(row["kind"], row["name"]): row for row in said.json["entries"]}
    assert rows["listener", "node1"]["value"] == "port 2480"
    assert rows["node", "z"]["line"] == 2
    assert rows["ssl", "passphrase"]["value"] == "clear form"
    switch = rows["switch", "SSL_REQ_SRVR_CERT"]
    assert switch["default"] is True
    assert switch["origin"].startswith("default, assumed: ")
    assert said.json["nodes"][0]["tls"] == "ZSSL"
    table = call(verbs.command, "show", path)
    assert SECRET not in table.out
    assert "node1" in table.out
    assert "line 1" in table.out


def test_a_listener_on_zos_is_left_to_at_tls() -> None:
    said = call(verbs.command, "show", DEMO / "zos1/DBMOVER", "--platform", "zos")
    assert "port 2480, AT-TLS decides" in said.out


@pytest.mark.parametrize("verb", ["check", "show", "render", "undo"])
def test_what_cannot_be_read_gets_a_sentence(
    tmp_path: Path, verb: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, code, said in (
        (tmp_path / "none", 2, "There is no such file."),
        (tmp_path, 2, "This is a folder."),
        ("/dev/null", 2, "This is no regular file."),
    ):
        done = call(verbs.command, verb, name)
        assert done.code == code
        assert f"{name}: {said}" in done.err
        assert not done.raw
    monkeypatch.setattr(inputs, "LARGEST", 10)
    large = written(tmp_path, "large", b"x" * 11)
    for name in (large, "-"):
        done = call(verbs.command, verb, name, typed=b"x" * 11)
        assert done.code == 3
        assert "larger than" in done.err


def test_bad_arguments_are_usage(tmp_path: Path) -> None:
    path = written(tmp_path, "dbmover.cfg", PLAIN)
    assert call(verbs.command, "check", path, path).code == 2
    assert call(verbs.command, "check", path, "--platform", "vms").code == 2
    assert call(verbs.command, "check").code == 2
    missing = call(verbs.command, "check", tmp_path / "none", "--json")
    assert missing.json["exit_code"] == 2
    assert missing.json["error"]["fix"]
