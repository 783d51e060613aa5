"""Several file systems, and one that is really full."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from pwxwizard import journal, preflight
from pwxwizard.apply import recover
from pwxwizard.effects import REAL
from pwxwizard.errors import ApplyError, RefusedError
from tests.apply.harness import Died, Estate, counting, dying, leftovers

SHARED_MEMORY = Path("/dev/shm")


@pytest.mark.skipif(not os.access(SHARED_MEMORY, os.W_OK), reason="needs a second file system")
def test_apply_over_two_file_systems_is_all_or_none(tmp_path: Path) -> None:
    other = SHARED_MEMORY / f"pwxwizard-test-{os.getpid()}"
    try:
        effects = counting()
        model = Estate(tmp_path / "model", other)
        assert model.there.stat().st_dev != model.root.stat().st_dev
        model.apply(effects)
        new = model.tree()
        seen = set()
        for at in range(0, effects.count, 2):
            shutil.rmtree(other)
            estate = Estate(tmp_path / str(at), other)
            old = estate.tree()
            with pytest.raises(Died):
                estate.apply(dying(at))
            recover(estate.storage, estate.root)
            assert estate.tree() in (old, new)
            assert leftovers(estate.root, other) == []
            seen.add(estate.tree() == new)
        assert seen == {True, False}
    finally:
        shutil.rmtree(other)


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    place = tmp_path / "small"
    place.mkdir()
    mounted = shutil.which("mount") and (
        subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", str(place)],
            capture_output=True,
            check=False,
        ).returncode
        == 0
    )
    if not mounted:
        pytest.skip("a small file system can be mounted by root only")
    yield place
    subprocess.run(["umount", str(place)], check=True)


def test_disk_that_is_really_full_leaves_old_or_new(
    tmp_path: Path, small_disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: set[type[Exception] | None] = set()
    for reserve in (1 << 20, -(1 << 20)):
        # A negative reserve blinds the preflight, so that writing itself runs into the wall.
        monkeypatch.setattr(preflight, "_RESERVE", reserve)
        for size in range(24, 120, 4):
            subprocess.run(["mount", "-o", f"remount,size={size}k", str(small_disk)], check=True)
            estate = Estate(small_disk / "estate", tmp_path / f"opt{reserve}{size}")
            old = estate.tree()
            try:
                estate.apply(REAL)
            except (ApplyError, RefusedError) as error:
                seen.add(type(error))
                recover(estate.storage, estate.root)
                assert estate.tree() == old
                assert journal.history(estate.storage) == ()
            else:
                seen.add(None)
                assert len(journal.history(estate.storage)) == 1
            assert leftovers(estate.root, estate.other) == []
            shutil.rmtree(small_disk / "estate")
    assert seen == {ApplyError, RefusedError, None}
