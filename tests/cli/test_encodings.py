"""Terminals, pipes and arguments that are not UTF-8: a sentence or a `?`, never `\\u`, never a fault."""

import json
import os
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from pwxwizard.cli import WIZARD_OPTIONS
from pwxwizard.cli.open import command

SUBJECT = "CN=Übung → CA,O=Example,C=US"
NO_TEXT = "There are bytes in it that are no UTF-8."


@pytest.fixture
def named(sample: Path) -> Path:
    """A project whose CA has a name beyond ASCII, and one beyond Latin-1."""
    text = sample.read_text(encoding="utf-8")
    subject = next(line for line in text.splitlines() if line.startswith("subject = "))
    sample.write_text(text.replace(subject, f'subject = "{SUBJECT}"'), encoding="utf-8")
    return sample


def latin(
    *arguments: str | bytes | Path, typed: bytes = b"", encoding: str = "latin-1:strict"
) -> tuple[int, bytes, bytes]:
    """Run `pwxwizard` with standard streams of another encoding, as Windows gives a pipe."""
    done = subprocess.run(
        [sys.executable, "-P", "-m", "pwxwizard", *arguments],
        capture_output=True,
        input=typed,
        env={**os.environ, "PYTHONIOENCODING": encoding},
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


def test_what_the_output_has_no_character_for_is_a_question_mark(named: Path) -> None:
    code, out, err = latin("plan", named)
    assert (code, err) == (0, b"")
    assert SUBJECT.replace("→", "?").encode("latin-1") in out


def test_data_for_programs_loses_nothing(named: Path) -> None:
    code, out, _ = latin("plan", named, "--json")
    assert code == 0
    assert SUBJECT in json.dumps(json.loads(out.decode("ascii")), ensure_ascii=False)
    renamed = named.rename(named.with_name("Übung→.toml"))
    code, out, _ = latin("check", renamed, "--format", "junit")
    assert code == 0
    root = ET.fromstring(out.decode("ascii"))  # noqa: S314 - made here, a line ago
    assert any(renamed.name in value for one in root.iter() for value in one.attrib.values())


def test_an_answer_of_other_bytes_is_refused(named: Path) -> None:
    before = named.read_bytes()
    code, _, err = latin("set", "--project", named, b"ca.subject=CN=\xdcbung", encoding="utf-8")
    assert code == 2
    assert err.decode().startswith(f"pwxwizard: ca.subject: {NO_TEXT}")
    assert named.read_bytes() == before


def test_a_file_of_other_bytes_is_named_without_escapes(tmp_path: Path) -> None:
    code, _, err = latin("status", os.fsencode(tmp_path) + b"/\xdc.toml", encoding="utf-8:strict")
    assert code == 3
    assert b"?.toml: There is no such file." in err


def test_a_typed_line_of_other_bytes_is_asked_for_again(named: Path) -> None:
    before = named.read_bytes()
    typed = b"ca/CA\n\nCN=\xdcbung\nCN=Again\n.\nq\n"
    code, out, err = latin("--plain", named, typed=typed, encoding="utf-8:strict")
    assert (code, err) == (0, b"")
    assert NO_TEXT in out.decode()
    assert "\\u" not in out.decode()
    assert named.read_bytes() == before.replace(SUBJECT.encode(), b"CN=Again")


def test_the_wizards_options_may_stand_first(named: Path, tmp_path: Path) -> None:
    known = {name for option in command.params for name in option.opts if name.startswith("--")}
    assert known >= WIZARD_OPTIONS
    for arguments, said in (
        (("--plain", named), b"Project demo, every answer is saved at once."),
        (("--plain", "--no-mouse", "demo", tmp_path / "other"), b"Project demo, "),
        (("--plain",), b"Project file to open or to begin"),
        (("--plain", "--help"), b"Open a project in the wizard"),
    ):
        code, out, err = latin(*arguments, typed=b"\nq\n", encoding="utf-8")
        assert (code, err) == (0, b""), arguments
        assert said in out, arguments


def test_the_name_of_a_folder_alone_opens_its_project(
    named: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(named.parent.parent)
    code, out, err = latin("--plain", named.parent.name, typed=b"q\n", encoding="utf-8")
    assert (code, err) == (0, b"")
    assert b"Project demo, " in out
