"""Saving: durable, at once, and never over what somebody else wrote."""

import errno
import os
import tomllib
from pathlib import Path

import pytest

from pwxwizard import store
from pwxwizard.effects import REAL
from pwxwizard.errors import ApplyError, RefusedError, UnreadableError
from pwxwizard.project import Edit
from pwxwizard.store import MergeConflict, Position, ProjectFile, Saved
from tests.apply.harness import Died, counting, dying, failing, leftovers

TEXT = """\
schema = 1
name = "prod"

# The mainframe.
[machine.ZOS1]
platform = "zos"
release = "3.1"

[machine.LNX]
platform = "linux"

[[connection]]
client = "LNX"
listener = "ZOS1.A"
"""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    place = tmp_path / "prod.toml"
    place.write_bytes(TEXT.encode())
    return place


def opened(path: Path) -> ProjectFile:
    return ProjectFile.load(path.read_bytes(), path.name, ())


def tables(path: Path) -> dict[str, object]:
    return tomllib.loads(path.read_text(encoding="utf-8"))


def test_answer_is_on_the_disk_and_the_rest_is_the_same(path: Path) -> None:
    path.chmod(0o640)
    file = opened(path)
    file.edit([Edit(("machine", "ZOS1", "release"), "2.5")])
    assert store.save(file, path) == Saved()
    assert path.read_text() == TEXT.replace('"3.1"', '"2.5"')
    assert path.stat().st_mode & 0o777 == 0o640
    assert not file.dirty


def test_nothing_is_written_when_nothing_changed(path: Path) -> None:
    os.utime(path, (1, 1))
    assert store.save(opened(path), path) == Saved(written=False)
    assert path.stat().st_mtime == 1


def test_other_answers_changed_on_the_disk_are_kept_with_their_comments(path: Path) -> None:
    file = opened(path)
    file.edit(
        [
            Edit(("machine", "ZOS1", "release"), "2.5"),
            Edit(("machine", "NEW"), {"platform": "unix"}),
        ]
    )
    path.write_text(
        TEXT.replace('name = "prod"', 'name = "other"  # renamed').replace(
            "# The mainframe.", "# Big iron."
        )
        + '\n[[connection]]\nclient = "LNX"\nlistener = "ZOS1.B"\n'
    )
    saved = store.save(file, path)
    assert saved == Saved(merged=("name", "connection"))
    text = path.read_text()
    for kept in ("# renamed", "# Big iron.", 'release = "2.5"', "[machine.NEW]", "ZOS1.B"):
        assert kept in text
    assert file.project.name == "other"
    assert file.data == path.read_bytes()
    file.edit([Edit(("name",), "again")])
    assert store.save(file, path) == Saved()


def test_connections_added_on_both_sides_are_both_there(path: Path) -> None:
    file = opened(path)
    file.edit([Edit(("connection", 1), {"client": "LNX", "listener": "ZOS1.B"})])
    path.write_text(TEXT + '\n[[connection]]\nclient = "LNX"\nlistener = "ZOS1.C"\n')
    assert store.save(file, path) == Saved(merged=("connection",))
    assert [entry.listener for entry in file.project.connection] == ["ZOS1.A", "ZOS1.B", "ZOS1.C"]


def test_same_answer_changed_on_both_sides_is_asked_and_nothing_written(path: Path) -> None:
    file = opened(path)
    file.edit([Edit(("machine", "ZOS1", "release"), "2.5"), Edit(("machine", "LNX"), None)])
    theirs = TEXT.replace('"3.1"', '"3.2"').replace('"linux"', '"unix"')
    path.write_text(theirs)
    outcome = store.save(file, path)
    assert isinstance(outcome, MergeConflict)
    assert [(part.key, part.ours, part.theirs) for part in outcome.conflicts] == [
        ("machine.ZOS1.release", "2.5", "3.2"),
        ("machine.LNX", None, {"platform": "unix"}),
    ]
    assert path.read_text() == theirs
    decided = store.save(
        file, path, prefer={"machine.ZOS1.release": "ours", "machine.LNX": "theirs"}
    )
    assert isinstance(decided, Saved)
    assert path.read_text() == theirs.replace('"3.2"', '"2.5"')


def test_same_change_on_both_sides_is_no_conflict(path: Path) -> None:
    file = opened(path)
    file.edit([Edit(("name",), "x")])
    path.write_text(TEXT.replace('"prod"', '"x"  # by hand'))
    assert isinstance(store.save(file, path), Saved)
    assert '"x"  # by hand' in path.read_text()


def test_file_that_became_unreadable_is_left_alone_and_answers_are_kept(path: Path) -> None:
    file = opened(path)
    file.edit([Edit(("name",), "x")])
    path.write_text("schema = 1\nname = \n")
    with pytest.raises(UnreadableError, match="left alone") as error:
        store.save(file, path)
    assert error.value.where.startswith("prod.toml:2")
    assert path.read_text() == "schema = 1\nname = \n"
    path.write_text(TEXT)
    assert store.save(file, path) == Saved()
    assert tables(path)["name"] == "x"


def test_file_that_vanished_is_written_again(path: Path) -> None:
    file = opened(path)
    path.unlink()
    assert store.save(file, path) == Saved()
    assert path.read_text() == TEXT


def test_link_and_folder_are_refused(path: Path) -> None:
    file = opened(path)
    file.edit([Edit(("name",), "x")])
    real = path.with_name("real.toml")
    path.rename(real)
    path.symlink_to(real)
    with pytest.raises(RefusedError, match="link"):
        store.save(file, path)
    path.unlink()
    path.mkdir()
    with pytest.raises(RefusedError, match="folder"):
        store.save(file, path)
    assert real.read_text() == TEXT


def test_save_that_dies_or_fails_at_any_effect_leaves_old_or_new(path: Path) -> None:
    effects = counting()
    file = opened(path)
    file.edit([Edit(("name",), "x")])
    store.save(file, path, effects=effects)
    new = path.read_text()
    seen = set()
    for at in range(effects.count):
        path.write_text(TEXT)
        file = opened(path)
        file.edit([Edit(("name",), "x")])
        with pytest.raises(Died):
            store.save(file, path, effects=dying(at))
        seen.add(path.read_text())
        # The next save, which the next start of the wizard makes, tidies up.
        store.save(file, path)
        file.edit([Edit(("name",), "y")])
        store.save(file, path)
        assert leftovers(path.parent) == []
        path.write_text(TEXT)
        file = opened(path)
        file.edit([Edit(("name",), "x")])
        with pytest.raises(ApplyError, match="could not be written"):
            store.save(file, path, effects=failing(at, errno.ENOSPC))
        assert leftovers(path.parent) == []
        assert path.read_text() in (TEXT, new)
        assert store.save(file, path) in (Saved(), Saved(written=False))
        assert path.read_text() == new
    assert seen == {TEXT, new}


def test_new_project_is_made_once(tmp_path: Path) -> None:
    path = tmp_path / "new.toml"
    file = store.create(path, "new")
    assert path.read_bytes() == file.data
    assert path.stat().st_mode & 0o777 == 0o644
    with pytest.raises(RefusedError, match="already"):
        store.create(path, "new")
    (tmp_path / "link.toml").symlink_to("nowhere")
    with pytest.raises(RefusedError, match="already"):
        store.create(tmp_path / "link.toml", "new")


def test_project_written_by_an_apply_is_taken_over(path: Path) -> None:
    file = opened(path)
    data = TEXT.replace("prod", "applied").encode()
    path.write_bytes(data)
    file.accept(data)
    assert file.project.name == "applied"
    assert store.save(file, path) == Saved(written=False)


def test_position_comes_back_and_rubbish_is_the_beginning(tmp_path: Path) -> None:
    storage = tmp_path / "prod.pwx"
    assert store.load_position(storage) == Position()
    position = Position('ca/"x"', "subject\n")
    store.save_position(storage, position)
    assert store.load_position(storage) == position
    assert storage.stat().st_mode & 0o777 == 0o700
    for rubbish in (b"", b"\xff", b"[[[", b"item = 5\nkey = []", b"item"):
        (storage / "resume.toml").write_bytes(rubbish)
        assert store.load_position(storage) == Position()


def test_position_that_cannot_be_saved_is_no_error(tmp_path: Path) -> None:
    store.save_position(tmp_path / "none" / "prod.pwx", Position("a"))
    store.save_position(tmp_path / "prod.pwx", Position("a"), failing(1))
    assert store.load_position(tmp_path / "prod.pwx") == Position()
    store.save_position(tmp_path / "prod.pwx", Position("a"), REAL)
    assert store.load_position(tmp_path / "prod.pwx") == Position("a")
