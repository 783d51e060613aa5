"""An apply that dies or fails at any effect leaves all of the old or all of the new."""

import errno
from pathlib import Path

import pytest

from pwxwizard import journal
from pwxwizard.apply import recover
from pwxwizard.effects import REAL
from pwxwizard.errors import ApplyError, PwxError
from pwxwizard.rollback import START, roll_back
from tests.apply.harness import (
    KEYS,
    NOW,
    Died,
    Estate,
    Faulty,
    counting,
    dying,
    failing,
    leftovers,
)


def _totals(tmp_path: Path) -> tuple[int, Estate]:
    effects = counting()
    estate = Estate(tmp_path / "count")
    estate.apply(effects)
    return effects.count, estate


def _new_tree(tmp_path: Path) -> dict[str, tuple[bytes, int]]:
    return _totals(tmp_path)[1].tree()


def _assert_old_or_new(
    estate: Estate, old: dict[str, tuple[bytes, int]], new: dict[str, tuple[bytes, int]]
) -> bool:
    """Assert that the state is one of the two, all books in order; tell whether it is the new."""
    tree = estate.tree()
    assert tree in (old, new)
    assert leftovers(estate.root, estate.other) == []
    assert journal.check(estate.storage) == ()
    applied = len(journal.history(estate.storage)) == 1
    assert applied == (tree == new)
    if not applied:
        assert not [name for name in estate.books() if name not in {"backups", "journal"}]
        assert not (estate.storage / "artifacts").exists()
    return applied


def test_apply_that_dies_at_any_effect_is_completed_or_undone(tmp_path: Path) -> None:
    count, model = _totals(tmp_path)
    new = model.tree()
    outcomes = []
    for at in range(count):
        estate = Estate(tmp_path / str(at))
        old = estate.tree()
        with pytest.raises(Died):
            estate.apply(dying(at))
        recovered = recover(estate.storage, estate.root)
        outcomes.append(_assert_old_or_new(estate, old, new))
        if recovered is not None:
            assert recovered.finished == outcomes[-1]
        assert recover(estate.storage, estate.root) is None
        if not outcomes[-1]:
            estate.apply(REAL)
            assert estate.tree() == new
    # There is one moment before which nothing and after which everything is done.
    assert outcomes == sorted(outcomes)
    assert True in outcomes
    assert False in outcomes


@pytest.mark.parametrize("code", [errno.ENOSPC, errno.EROFS, errno.EIO])
def test_apply_that_fails_at_any_effect_is_undone_at_once(tmp_path: Path, code: int) -> None:
    count, model = _totals(tmp_path)
    new = model.tree()
    for at in range(count):
        estate = Estate(tmp_path / str(at))
        old = estate.tree()
        if at >= count - 2:
            # The record is closed; a folder that cannot be synced any more does no harm.
            estate.apply(failing(at, code))
            assert estate.tree() == new
            continue
        with pytest.raises(ApplyError, match="Everything was put back"):
            estate.apply(failing(at, code))
        assert estate.tree() == old
        assert recover(estate.storage, estate.root) is None
        assert not _assert_old_or_new(estate, old, new)


def test_recovery_that_dies_at_any_effect_is_taken_up_again(tmp_path: Path) -> None:
    count, model = _totals(tmp_path)
    new = model.tree()
    for at in range(0, count, 3):
        again = 0
        while True:
            estate = Estate(tmp_path / f"{at}-{again}")
            old = estate.tree()
            with pytest.raises(Died):
                estate.apply(dying(at))
            try:
                recover(estate.storage, estate.root, dying(again))
            except Died:
                again += 1
            else:
                _assert_old_or_new(estate, old, new)
                break
            recover(estate.storage, estate.root)
            _assert_old_or_new(estate, old, new)


def test_undo_that_fails_or_dies_too_is_taken_up_by_recovery(tmp_path: Path) -> None:
    count, model = _totals(tmp_path)
    new = model.tree()
    for at in range(0, count, 2):
        for later in (1, 2, 3, 5, 8, 13):

            def fault(number: int, name: str, first: int = at, second: int = later) -> None:
                if number == first or number >= first + second:
                    raise OSError(errno.ENOSPC, "No space left on device")

            estate = Estate(tmp_path / f"{at}-{later}")
            old = estate.tree()
            try:
                estate.apply(Faulty(fault))
            except ApplyError:
                recover(estate.storage, estate.root)
            _assert_old_or_new(estate, old, new)


def test_roll_back_that_dies_at_any_effect_is_completed_or_undone(tmp_path: Path) -> None:
    def apply_and_roll_back(folder: Path, effects: Faulty) -> Estate:
        estate = Estate(folder)
        estate.apply(REAL)
        before.append(estate.tree())
        try:
            roll_back(
                estate.storage,
                estate.root,
                START,
                who="me",
                now=NOW,
                consents=KEYS,
                effects=effects,
            )
        except Died:
            recover(estate.storage, estate.root)
        return estate

    before: list[dict[str, tuple[bytes, int]]] = []
    effects = counting()
    rolled = apply_and_roll_back(tmp_path / "count", effects).tree()
    seen = set()
    for at in range(effects.count):
        estate = apply_and_roll_back(tmp_path / str(at), dying(at))
        tree = estate.tree()
        assert tree in (before[-1], rolled)
        seen.add(tree == rolled)
        assert leftovers(estate.root, estate.other) == []
        assert journal.check(estate.storage) == ()
    assert seen == {True, False}


def test_interruption_from_the_keyboard_puts_everything_back(tmp_path: Path) -> None:
    estate = Estate(tmp_path)
    old = estate.tree()

    def progress(done: int, total: int, path: str) -> None:
        assert total == 7
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        estate.apply(REAL, progress)
    assert estate.tree() == old
    assert leftovers(estate.root, estate.other) == []


def test_target_changed_after_an_interruption_is_left_alone_and_named(tmp_path: Path) -> None:
    count, _ = _totals(tmp_path)
    seen = set()
    for at in range(count):
        estate = Estate(tmp_path / str(at))
        with pytest.raises(Died):
            estate.apply(dying(at))
        replaced = estate.there.read_bytes() == b"LISTENER=(new)\n"
        estate.there.write_bytes(b"somebody else\n")
        recovered = recover(estate.storage, estate.root)
        assert estate.there.read_bytes() == b"somebody else\n"
        assert leftovers(estate.root, estate.other) == []
        rest_is_new = estate.project.read_bytes() != b"schema = 1\n"
        assert rest_is_new == (not estate.gone.exists())
        if recovered is not None:
            assert recovered.finished == rest_is_new
            seen.add(recovered.finished)
            if recovered.finished or replaced:
                assert recovered.left == (str(estate.there),)
                assert str(estate.there) in str(recovered)
    assert seen == {True, False}


def test_damaged_intent_is_refused_and_nothing_touched(tmp_path: Path) -> None:
    estate = Estate(tmp_path)
    with pytest.raises(Died):
        estate.apply(dying(30))
    (path,) = estate.storage.glob("*.json")
    path.write_text("{")
    tree = estate.tree()
    with pytest.raises(PwxError, match="cannot be read"):
        recover(estate.storage, estate.root)
    assert estate.tree() == tree
