"""Read-only review: no key that writes, nothing to edit, nothing touched on the disk."""

from hashlib import sha256
from pathlib import Path

import pytest
from textual.app import App

from pwxwizard.review import CHANGED
from screens.check import CheckScreen
from screens.choice import Choice
from screens.drift import DriftScreen
from screens.edit import EditScreen
from screens.fields import Field
from screens.form import Form
from screens.lines import AnswerInput
from screens.preview import PreviewScreen
from screens.rail import EditableItemTable
from screens.settling import SettlingScreen
from screens.waiving import WaivingScreen
from screens.work import WorkScreen
from screens.writing import ApplyScreen, WritingFileTable
from tests.screens.conftest import finish, press, reviewer, settled, text_of, until, wizard
from tests.screens.inspection.conftest import done_once, finished

__all__ = ["done_once", "finished"]

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


async def test_review_is_told_what_can_be_done_in_it(finished: Path) -> None:
    app = reviewer(finished)
    async with app.run_test(size=(100, 50)) as pilot:
        await settled(pilot)
        assert "p shows what proves it." in flat_rail(app)
        await press(pilot, "f7")
        assert "It is written, and not proved yet: p shows what to send." in text_of(app)
        assert isinstance(app.screen, WorkScreen)
        await app.screen.go_to_item("ping/INTSVC->ZOS1.zossec")
        await settled(pilot)
        assert "p shows how to PING." in text_of(app)
        await app.screen.go_to_item("estate/ZOS1")
        await press(pilot, "f1")
        assert "In review nothing of it is changed." in text_of(app)
        assert "to add one" not in text_of(app)
    app = wizard(finished)
    async with app.run_test(size=(120, 50)) as pilot:
        await settled(pilot)
        assert "p takes what proves it." in flat_rail(app)
        await press(pilot, "f1")
        assert "Press a in the table to add one" in text_of(app)
        assert "In review" not in text_of(app)


def flat_rail(app: App[None]) -> str:
    """Return what stands at the left, as one line."""
    return " ".join(" ".join(line.partition("│")[0].split()) for line in text_of(app).splitlines())


def flat(app: App[None]) -> str:
    """Return everything that is shown, its lines joined."""
    return " ".join(text_of(app).replace("│", " ").split())


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


def write(path: Path, text: str) -> str:
    """Write a project file as somebody else does; returns what it said before."""
    before = path.read_text()
    path.write_text(text or before)
    return before


async def test_review_follows_what_others_do_without_a_key(sample: Path) -> None:
    text = write(sample, "")
    app = reviewer(sample)
    async with app.run_test(size=(100, 50)) as pilot:
        await settled(pilot)
        assert isinstance(app.screen, WorkScreen)
        await app.screen.go_to_item("estate/WINNAV")
        await press(pilot, "enter")
        write(sample, text.replace("winnav.example.com", "other.example.com"))
        await until(pilot, lambda: CHANGED in text_of(app))
        await settled(pilot)
        assert "other.example.com" in text_of(app)
        field = app.screen.query_one(Form).focused
        assert field is not None
        write(sample, "name =")
        await until(pilot, lambda: "cannot be read just now; shown as it was." in flat(app))
        assert "other.example.com" in text_of(app)
        write(sample, text.replace("WINNAV", "WINTWO"))
        await until(pilot, lambda: "WINTWO" in text_of(app))
        await settled(pilot)
        assert "WINNAV" not in text_of(app)


async def test_what_lies_over_the_items_shows_them_as_they_were_until_somebody_comes_back(
    sample: Path,
) -> None:
    text = write(sample, "")
    app = reviewer(sample)
    async with app.run_test(size=(100, 50)) as pilot:
        await settled(pilot)
        await press(pilot, "f5")
        assert isinstance(app.screen, CheckScreen)
        write(sample, text.replace("ZOS1.zossec", "ZOS1.nosuch"))
        await press(pilot, "f5")
        assert "EST002" in text_of(app)
        screen = app.screen_stack[-2]
        assert isinstance(screen, WorkScreen)
        screen.look()
        await settled(pilot)
        assert "ZOS1.nosuch" not in str(screen.workspace.project)
        await press(pilot, "escape")
        await settled(pilot)
        assert "ZOS1.nosuch" in str(screen.workspace.project)
        assert CHANGED in text_of(app)


@pytest.mark.parametrize("keys", [("f2",), ("f2", "d"), ("f6",), ("f8",)])
async def test_every_screen_that_could_change_something_says_that_it_cannot(
    finished: Path, keys: tuple[str, ...]
) -> None:
    app = reviewer(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, *keys)
        assert "read-only" in text_of(app).splitlines()[0]
