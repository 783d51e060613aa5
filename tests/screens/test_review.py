"""Read-only review: no key that writes, nothing to edit, nothing touched on the disk."""

from hashlib import sha256
from pathlib import Path

import pytest

from screens.check import CheckScreen
from screens.choice import Choice
from screens.drift import DriftScreen
from screens.edit import EditScreen
from screens.fields import Field
from screens.lines import AnswerInput
from screens.preview import PreviewScreen
from screens.rail import EditableItemTable
from screens.settling import SettlingScreen
from screens.waiving import WaivingScreen
from screens.work import WorkScreen
from screens.writing import ApplyScreen, WritingFileTable
from tests.screens.conftest import finish, press, reviewer, settled, text_of

WRITING = {
    "add",
    "remove",
    "skip",
    "undo",
    "redo",
    "apply",
    "leave_out",
    "adopt",
    "overwrite",
    "waive",
}


def actions(kind: type) -> set[str]:
    """Return what the keys of a class and its bases do."""
    return {
        binding.action.removeprefix("screen.")
        for base in kind.__mro__
        for binding in base.__dict__.get("BINDINGS", ())
        if not isinstance(binding, tuple)
    }


def state_of(folder: Path) -> dict[str, tuple[str, int, int]]:
    """Return content, mode and time of everything in a folder."""
    found = {}
    for path in sorted(folder.rglob("*")):
        status = path.lstat()
        content = sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
        found[str(path)] = (content, status.st_mode, status.st_mtime_ns)
    return found


@pytest.mark.parametrize(
    ("review", "work"),
    [
        (WorkScreen, EditScreen),
        (PreviewScreen, ApplyScreen),
        (DriftScreen, SettlingScreen),
        (CheckScreen, WaivingScreen),
    ],
)
def test_review_has_no_key_and_no_action_that_writes(review: type, work: type) -> None:
    assert not actions(review) & WRITING
    assert not {name for name in WRITING if hasattr(review, f"action_{name}")}
    assert actions(work) & WRITING


def test_only_the_tables_for_work_have_keys_that_write() -> None:
    assert {"add", "remove", "skip"} <= actions(EditableItemTable)
    assert "leave_out" in actions(WritingFileTable)
    assert not actions(EditableItemTable.__mro__[1]) & WRITING
    assert not actions(WritingFileTable.__mro__[1]) & WRITING


async def test_review_shows_every_screen_and_touches_nothing(
    sample: Path, open_session: object
) -> None:
    finish(sample)
    before = state_of(sample.parent)
    app = reviewer(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "read-only" in text_of(app)
        assert not app.screen.query(AnswerInput)
        assert not app.screen.query(Choice)
        for key in (
            "f2",
            "d",
            "a",
            "o",
            "escape",
            "escape",
            "f5",
            "w",
            "escape",
            "f6",
            "escape",
            "f1",
            "escape",
        ):
            await press(pilot, key)
        for key in ("enter", "a", "x", "s", "down", "ctrl+a", "f3", "f4", "n", "f7", "z"):
            await press(pilot, key)
        assert app.screen.query(Field)
        await press(pilot, "ctrl+q")
    assert state_of(sample.parent) == before
