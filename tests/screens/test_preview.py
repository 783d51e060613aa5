"""The preview: files to take or leave, differences by line and by meaning, and the apply itself."""

from asyncio import to_thread
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import pytest
from textual.widgets import Button

from pwxwizard.difference import DiffLine
from screens.diff import DiffView, pairs
from screens.planned import FileTable
from screens.writing import ApplyScreen, Writing
from tests.conftest import FastKeys
from tests.screens.conftest import (
    change,
    press,
    settled,
    shows,
    strike,
    text_of,
    until,
    wizard,
    write,
)

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.types import CertificateIssuerPrivateKeyTypes


async def test_a_file_that_is_left_out_is_not_written(sample: Path) -> None:
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2")
        screen = app.screen
        assert isinstance(screen, ApplyScreen)
        assert screen.plan is not None
        paths = [change.artifact.path for change in screen.plan.writes]
        left = "demo.pwx/artifacts/WINNAV/dbmover.cfg"
        screen.query_one(FileTable).move_cursor(row=paths.index(left))
        await press(pilot, "space")
        assert "1 left out" in text_of(app)
        await press(pilot, "ctrl+a", "right", "enter")
        assert f"{len(paths) - 1} files written" in text_of(app)
    assert not (sample.parent / left).exists()
    assert (sample.parent / "demo.pwx/artifacts/INTSVC/dbmover.cfg").exists()


async def test_cancel_has_the_focus_before_anything_is_written(sample: Path) -> None:
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2", "ctrl+a")
        assert isinstance(app.focused, Button)
        assert app.focused.id == "cancel"
        await press(pilot, "enter")
        assert shows(app, ApplyScreen)
    assert not (sample.parent / "demo.pwx" / "artifacts").exists()


async def test_a_stale_plan_is_refused_with_what_changed_and_planned_anew(sample: Path) -> None:
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2", "ctrl+a")
        change(sample.parent / "in/winnav/dbmover.cfg", "NODE=", "NODE= ")
        await press(pilot, "right", "enter")
        assert shows(app, Writing)
        text = text_of(app)
        assert "Nothing was written" in text
        assert "in/winnav/dbmover.cfg" in text
        await press(pilot, "enter", "ctrl+a", "right", "enter")
        assert "files written" in text_of(app)


async def test_stopping_while_keys_are_made_leaves_everything(
    sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, stopped = Event(), Event()

    class Waiting(FastKeys):
        def key(self, kind: str) -> "CertificateIssuerPrivateKeyTypes":
            begun.set()
            assert stopped.wait(30)
            return super().key(kind)

    monkeypatch.setattr("tests.screens.conftest.FastKeys", Waiting)
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2", "ctrl+a")
        before = everything(sample.parent)
        strike(app, "right", "enter")
        assert await to_thread(begun.wait, 30)
        await until(pilot, lambda: "making key 1 of" in text_of(app))
        await pilot.click("#stop")
        await until(pilot, lambda: "Stopping before anything is written" in text_of(app))
        stopped.set()
        await settled(pilot)
        assert "Nothing was written" in text_of(app)
        assert everything(sample.parent) == before


def everything(folder: Path) -> dict[Path, bytes]:
    """Return every file below a folder."""
    return {path: path.read_bytes() for path in folder.rglob("*") if path.is_file()}


async def test_a_difference_by_meaning_and_the_whole_of_it(sample: Path) -> None:
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2")
        screen = app.screen
        assert isinstance(screen, ApplyScreen)
        assert screen.plan is not None
        paths = [change.artifact.path for change in screen.plan.writes]
        screen.query_one(FileTable).move_cursor(row=paths.index("demo.pwx/artifacts/ZOS1/DBMOVER"))
        await settled(pilot)
        view = screen.query_one(DiffView)
        folded = view.virtual_size.height
        await press(pilot, "m")
        assert "new: listener zossec" in text_of(app)
        await press(pilot, "m", "z")
        assert view.virtual_size.height > folded
        await press(pilot, "slash")
        await write(pilot, "zossec")
        await press(pilot, "enter")
        assert view.has_focus
        assert "zossec" in text_of(app)
        await press(pilot, "escape", "escape")
        assert app.screen is not screen


def test_removed_and_added_lines_stand_beside_each_other() -> None:
    lines = [
        DiffLine(" ", "a", 1, 1),
        DiffLine("-", "b", 2),
        DiffLine("-", "c", 3),
        DiffLine("+", "B", 0, 2),
        DiffLine(" ", "d", 4, 3),
    ]
    sides = [
        (row.left.text if row.left else "", row.right.text if row.right else "")
        for row in pairs(lines)
    ]
    assert sides == [("a", "a"), ("b", "B"), ("c", ""), ("d", "d")]


async def test_where_a_line_comes_from_is_told_on_the_spot(sample: Path) -> None:
    app = wizard(sample)
    async with app.run_test(size=(100, 60)) as pilot:
        await settled(pilot)
        await press(pilot, "f2", "w")
        assert "Key (ca/CA) = RSA 3072" in text_of(app)
        await press(pilot, "escape")
        assert "Preview" in text_of(app)
