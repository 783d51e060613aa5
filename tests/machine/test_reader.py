"""Looking at files: every state is told, nothing waits and nothing is changed."""

import os
from pathlib import Path

import pytest

from pwxwizard import machine
from pwxwizard.machine import FolderReader


def test_file_is_read_with_its_mode(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    file = tmp_path / "in" / "a.cfg"
    file.write_bytes(b"x")
    file.chmod(0o640)
    reader = FolderReader(tmp_path)
    for path in ("in/a.cfg", str(file), "in/../in/a.cfg"):
        found = reader.look(path)
        assert (found.state, found.data, found.mode) == ("file", b"x", 0o640)
    assert "x" not in repr(reader.look("in/a.cfg")).replace("bytes", "")


@pytest.mark.parametrize(
    ("path", "state"),
    [
        ("none", "absent"),
        ("none/below", "absent"),
        ("file/below", "absent"),
        ("folder", "folder"),
        ("pipe", "special"),
        ("/dev/null", "special"),
        ("to-file", "file"),
        ("to-nowhere", "link"),
        ("to-itself", "unreadable"),
        ("prod.pwx/real", "file"),
        ("prod.pwx/to-file", "link"),
        ("prod.pwx/to-folder/file", "link"),
        ("prod.pwx/none", "absent"),
        ("nul\0", "unreadable"),
        ("x" * 300, "unreadable"),
    ],
)
def test_what_stands_at_a_path(tmp_path: Path, path: str, state: str) -> None:
    (tmp_path / "file").write_bytes(b"x")
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "file").write_bytes(b"x")
    os.mkfifo(tmp_path / "pipe")
    (tmp_path / "to-file").symlink_to("file")
    (tmp_path / "to-nowhere").symlink_to("nowhere")
    (tmp_path / "to-itself").symlink_to("to-itself")
    own = tmp_path / "prod.pwx"
    own.mkdir()
    (own / "real").write_bytes(b"x")
    (own / "to-file").symlink_to("real")
    (own / "to-folder").symlink_to(tmp_path / "folder")
    found = FolderReader(tmp_path).look(path)
    assert found.state == state
    assert bool(found.reason) == (state == "unreadable")


def test_file_that_is_too_large_is_not_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(machine, "LARGEST", 10)
    (tmp_path / "a").write_bytes(b"x" * 10)
    (tmp_path / "b").write_bytes(b"x" * 11)
    reader = FolderReader(tmp_path)
    assert reader.look("a").state == "file"
    assert reader.look("b").state == "unreadable"


def test_file_without_permission_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").write_bytes(b"x")

    def refuse(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    # The tests may run as root, to whom everything is permitted.
    monkeypatch.setattr(os, "open", refuse)
    found = FolderReader(tmp_path).look("a")
    assert (found.state, found.reason) == ("unreadable", "Permission denied")


def test_names_are_sorted_and_a_missing_folder_is_empty(tmp_path: Path) -> None:
    for name in ("b", "a", "c"):
        (tmp_path / name).write_bytes(b"")
    reader = FolderReader(tmp_path)
    assert reader.names(".") == ("a", "b", "c")
    assert reader.names("none") == ()
    assert reader.names("a") == ()
    assert reader.names("\0") == ()
