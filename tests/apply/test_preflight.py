"""Everything that speaks against an apply is named at once, and nothing has been touched."""

import os
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pwxwizard import journal, preflight
from pwxwizard.apply import FileWrite, write_all
from pwxwizard.effects import REAL, Effects
from pwxwizard.errors import ApplyError, RefusedError
from pwxwizard.journal import ABSENT
from pwxwizard.preflight import preflight as check
from pwxwizard.world import digest
from tests.apply.harness import NOW, Estate, leftovers


def write(estate: Estate, *writes: FileWrite) -> None:
    """Apply some writes."""
    write_all(writes, estate.storage, estate.root, label="t", who="me", now=NOW)


def _replace_by_link(estate: Estate) -> None:
    estate.there.rename(estate.other / "real.cfg")
    estate.there.symlink_to("real.cfg")


def _replace_by_folder(estate: Estate) -> None:
    estate.there.unlink()
    estate.there.mkdir()


def _replace_by_pipe(estate: Estate) -> None:
    estate.there.unlink()
    os.mkfifo(estate.there)


def _link_a_folder(estate: Estate) -> None:
    (estate.root / "elsewhere").mkdir()
    (estate.storage / "artifacts").symlink_to(estate.root / "elsewhere")


def _file_for_a_folder(estate: Estate) -> None:
    (estate.storage / "artifacts").write_bytes(b"")


def _link_the_books(estate: Estate) -> None:
    (estate.root / "elsewhere").mkdir()
    (estate.storage / "journal").symlink_to(estate.root / "elsewhere")


def _file_for_the_books(estate: Estate) -> None:
    (estate.storage / "backups").write_bytes(b"")


@pytest.mark.parametrize(
    ("spoil", "code", "words"),
    [
        (_replace_by_link, "APL002", "is a link"),
        (_replace_by_folder, "APL003", "is a folder"),
        (_replace_by_pipe, "APL003", "is a special"),
        (_link_a_folder, "APL002", "The folder prod.pwx/artifacts is a link"),
        (_file_for_a_folder, "APL003", "prod.pwx/artifacts is not a folder"),
        (_link_the_books, "APL002", "The folder journal is a link"),
        (_file_for_the_books, "APL003", "backups is not a folder"),
        (lambda e: e.there.write_bytes(b"x"), "APL001", "has changed since"),
        (lambda e: e.there.unlink(), "APL001", "is gone"),
        (lambda e: shutil.rmtree(e.other), "APL004", "There is no folder"),
        (
            lambda e: (e.storage / "private" / "new.key.pem").write_bytes(b"x"),
            "APL001",
            "was not there",
        ),
    ],
)
def test_spoiled_target_is_named_and_nothing_is_touched(
    tmp_path: Path, spoil: Callable[[Estate], object], code: str, words: str
) -> None:
    estate = Estate(tmp_path)
    spoil(estate)
    tree = estate.tree()
    codes = {finding.code for finding in check(estate.writes(), estate.storage, estate.root)}
    assert code in codes
    with pytest.raises(RefusedError, match=words) as refused:
        estate.apply(REAL)
    assert "Nothing was written" in refused.value.message
    assert estate.tree() == tree
    assert leftovers(estate.root) == []
    assert journal.numbers(estate.storage) == ()


def test_all_reasons_are_named_at_once(tmp_path: Path) -> None:
    estate = Estate(tmp_path)
    _replace_by_link(estate)
    _link_a_folder(estate)
    estate.project.write_bytes(b"edited")
    with pytest.raises(RefusedError) as refused:
        estate.apply(REAL)
    for word in ("dbmover.cfg is a link", "artifacts is a link", "prod.toml has changed"):
        assert word in refused.value.message


def test_good_targets_give_no_finding(tmp_path: Path) -> None:
    estate = Estate(tmp_path)
    assert check(estate.writes(), estate.storage, estate.root) == ()


def test_relative_path_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    estate = Estate(tmp_path)
    with pytest.raises(RefusedError, match="leads out"):
        write(estate, FileWrite("../x", b"", 0o644, ABSENT))


def test_two_writes_to_one_file_are_refused(tmp_path: Path) -> None:
    estate = Estate(tmp_path)
    one = FileWrite("prod.pwx/a", b"1", 0o644, ABSENT)
    with pytest.raises(RefusedError, match="planned twice"):
        write(estate, one, one)


def test_folder_outside_the_projects_own_is_never_made(tmp_path: Path) -> None:
    estate = Estate(tmp_path)
    with pytest.raises(RefusedError, match="no folder"):
        write(estate, FileWrite("in/new/x.cfg", b"1", 0o644, ABSENT))
    assert not (estate.root / "in").exists()


def test_folder_without_permission_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    estate = Estate(tmp_path)
    # The tests may run as root, to whom everything is permitted.
    monkeypatch.setattr(os, "access", lambda path, mode: Path(path) != estate.other)
    with pytest.raises(RefusedError, match="opt cannot be written"):
        estate.apply(REAL)


def test_file_of_another_owner_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    estate = Estate(tmp_path)
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 4711)
    with pytest.raises(RefusedError, match="belongs to user"):
        estate.apply(REAL)


def test_full_disk_is_named_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    estate = Estate(tmp_path)
    monkeypatch.setattr(preflight, "_RESERVE", 1 << 62)
    with pytest.raises(RefusedError, match="octets free"):
        estate.apply(REAL)
    assert not (estate.storage / "journal").exists()


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="needs root")
def test_owner_and_mode_of_a_file_that_was_there_are_kept(tmp_path: Path) -> None:
    estate = Estate(tmp_path)
    os.chown(estate.there, 4711, 4712)
    estate.apply(REAL)
    status = estate.there.stat()
    assert (status.st_uid, status.st_gid, status.st_mode & 0o7777) == (4711, 4712, 0o640)


def test_target_that_changes_during_the_apply_is_kept(tmp_path: Path) -> None:
    for moment in range(7):
        estate = Estate(tmp_path / str(moment))
        old = estate.tree()

        def progress(
            done: int, total: int, path: str, now: int = moment, e: Estate = estate
        ) -> None:
            if done == min(now, 4):
                e.there.write_bytes(b"somebody else\n")

        if moment >= 4:
            with pytest.raises(ApplyError, match="changed by somebody else"):
                estate.apply(REAL, progress)
        else:
            with pytest.raises(ApplyError):
                estate.apply(REAL, progress)
        assert estate.there.read_bytes() == b"somebody else\n"
        tree = estate.tree()
        del tree["dbmover.cfg"], old["dbmover.cfg"]
        assert tree == old


def test_target_turned_into_a_link_during_the_apply_is_not_written_through(tmp_path: Path) -> None:
    estate = Estate(tmp_path)

    def progress(done: int, total: int, path: str) -> None:
        if path == str(estate.there):
            _replace_by_link(estate)

    with pytest.raises(ApplyError):
        estate.apply(REAL, progress)
    assert estate.there.is_symlink()
    assert (estate.other / "real.cfg").read_bytes() == b"LISTENER=(old)\n"
    assert not (estate.storage / "artifacts").exists()


def test_key_is_replaced_only_with_its_own_consent(tmp_path: Path) -> None:
    estate = Estate(tmp_path)
    name = "prod.pwx/private/old.key.pem"
    for data in (b"other", None):
        with pytest.raises(RefusedError, match=r"--replace-key"):
            write(estate, FileWrite(name, data, 0o600, digest(b"old key"), key=True))
    assert estate.key.read_bytes() == b"old key"
    write(estate, FileWrite(name, b"other", 0o600, digest(b"old key"), key=True, replace_key=True))
    assert estate.key.read_bytes() == b"other"
    (copy,) = estate.key.parent.glob("old.key.pem.*")
    assert copy.name == "old.key.pem.20260301T120000Z"
    assert (copy.read_bytes(), copy.stat().st_mode & 0o777) == (b"old key", 0o600)


@pytest.fixture
def open_umask() -> Iterator[None]:
    before = os.umask(0)
    yield
    os.umask(before)


@pytest.mark.usefixtures("open_umask")
@pytest.mark.skipif(os.name == "nt", reason="permission bits are POSIX")
def test_no_private_file_is_readable_by_others_at_any_moment(tmp_path: Path) -> None:
    estate = Estate(tmp_path)
    shutil.rmtree(estate.storage)
    seen: set[tuple[str, int]] = set()
    done = threading.Event()

    def look(folder: Path) -> None:
        try:
            with os.scandir(folder) as entries:
                for entry in entries:
                    mode = entry.stat(follow_symlinks=False).st_mode & 0o777
                    seen.add((entry.name, mode))
                    if entry.is_dir(follow_symlinks=False):
                        look(Path(entry.path))
        except FileNotFoundError:
            pass

    def watch() -> None:
        while not done.is_set():
            look(estate.root)

    class Looking(Effects):
        """Looks after every effect as well, since a busy thread may miss a moment."""

        def create(self, path: Path) -> int:
            descriptor = super().create(path)
            look(estate.root)
            return descriptor

        def make_folder(self, path: Path, mode: int) -> None:
            super().make_folder(path, mode)
            look(estate.root)

    observer = threading.Thread(target=watch)
    observer.start()
    keys = {f"prod.pwx/private/{number}.key.pem": b"secret" * 1000 for number in range(30)}
    try:
        expected = ABSENT
        for data in (b"secret", b"replaced"):
            writes = [
                FileWrite(path, data, 0o666, expected, private=True, key=True, replace_key=True)
                for path in keys
            ]
            write_all(
                writes,
                estate.storage,
                estate.root,
                label="t",
                who="me",
                now=NOW,
                effects=Looking(),
            )
            expected = digest(data)
    finally:
        done.set()
        observer.join()
    private = {(name, mode) for name, mode in seen if ".key.pem" in name}
    assert len({name for name, _ in private}) > 60
    assert {mode for _, mode in private} == {0o600}
    own = {mode for name, mode in seen if name in {"prod.pwx", "private", "journal", "backups"}}
    assert own == {0o700}


def test_own_folder_left_open_is_closed(tmp_path: Path) -> None:
    estate = Estate(tmp_path)
    estate.storage.chmod(0o755)
    estate.apply(REAL)
    assert estate.storage.stat().st_mode & 0o777 == 0o700
