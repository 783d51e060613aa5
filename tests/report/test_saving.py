"""Writing a report: atomic, beside nothing else, and never over a file that is not one."""

from pathlib import Path

import pytest

from pwxwizard.effects import Effects
from pwxwizard.errors import PwxError, RefusedError, UsageError
from pwxwizard.report import Report, save
from pwxwizard.report.content import Seen


def made(title: str = "x") -> Report:
    seen = (Seen("input.html", "input", "ab"),)
    return Report(title=title, subject="files", at="2026-11-02T09:30:00Z", version="1", seen=seen)


@pytest.mark.parametrize("suffix", ["html", "md", "json"])
def test_a_report_is_replaced_and_keeps_its_mode(tmp_path: Path, suffix: str) -> None:
    path = tmp_path / f"audit.{suffix}"
    assert save(made(), path, root=tmp_path) == path.stat().st_size
    assert path.stat().st_mode & 0o777 == 0o600
    path.chmod(0o640)
    save(made("other"), path, root=tmp_path)
    assert b"other" in path.read_bytes()
    assert path.stat().st_mode & 0o777 == 0o640
    assert list(tmp_path.iterdir()) == [path]


def test_another_file_is_replaced_only_with_consent_and_an_input_never(tmp_path: Path) -> None:
    mine, seen, link = tmp_path / "mine.html", tmp_path / "input.html", tmp_path / "link.html"
    for path in (mine, seen):
        path.write_text("mine")
    link.symlink_to(mine)
    for path, overwrite in ((mine, False), (seen, True), (link, True), (tmp_path, True)):
        with pytest.raises(RefusedError):
            save(made(), path, root=tmp_path, form="html", overwrite=overwrite)
    assert mine.read_text() == seen.read_text() == "mine"
    save(made(), mine, root=tmp_path, overwrite=True)
    assert mine.read_bytes().startswith(b"<!DOCTYPE html>")


@pytest.mark.parametrize(
    "name", ["no/such/folder.html", "nul\0.html", "x" * 300 + ".html", "a.txt"]
)
def test_an_odd_place_is_a_sentence(tmp_path: Path, name: str) -> None:
    with pytest.raises(PwxError) as told:
        save(made(), tmp_path / name, root=tmp_path)
    assert told.value.fix
    assert list(tmp_path.iterdir()) == []


class Full(Effects):
    """A disk that is full."""

    def write(self, descriptor: int, data: bytes) -> None:
        super().write(descriptor, data[:10])
        raise OSError(28, "No space left on device")


def test_a_full_disk_leaves_the_old_report(tmp_path: Path) -> None:
    path = tmp_path / "audit.html"
    save(made(), path, root=tmp_path)
    before = path.read_bytes()
    with pytest.raises(UsageError, match="No space left"):
        save(made("new"), path, root=tmp_path, effects=Full())
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]
