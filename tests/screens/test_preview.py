"""The preview: files to take or leave, differences by line and by meaning, and the apply itself."""

from asyncio import to_thread
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import pytest
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widgets import Button, Static

from pwxwizard.difference import DiffLine
from pwxwizard.finding import Severity
from pwxwizard.session import Session
from screens import writing
from screens.copying import panel_text
from screens.dialogs import Choose
from screens.diff import DiffView, pairs
from screens.planned import FileTable
from screens.preview import PreviewScreen
from screens.writing import ApplyScreen, Writing
from tests.conftest import FastKeys
from tests.screens.conftest import (
    change,
    press,
    reviewer,
    settled,
    shows,
    strike,
    text_of,
    until,
    wizard,
    write,
)
from tests.screens.inspection.conftest import done_once, finished
from tests.screens.standing import standing_at

__all__ = ["done_once", "finished"]

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
        await press(pilot, "ctrl+a", "enter")
        assert f"{len(paths) - 1} files written" in text_of(app)
    assert not (sample.parent / left).exists()
    assert (sample.parent / "demo.pwx/artifacts/INTSVC/dbmover.cfg").exists()


async def test_the_key_that_writes_never_agrees_to_it_and_escape_writes_nothing(
    sample: Path,
) -> None:
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2", "ctrl+a")
        assert isinstance(app.focused, Button)
        assert app.focused.id == "yes"
        await press(pilot, "ctrl+a", "ctrl+a")
        assert shows(app, Choose)
        await press(pilot, "escape")
        assert shows(app, ApplyScreen)
        assert "Nothing was written." in text_of(app)
    assert not (sample.parent / "demo.pwx" / "artifacts").exists()


@pytest.mark.parametrize("goes_on", [("down",), ("enter", "right"), ("enter", "down")])
async def test_that_nothing_was_written_is_said_until_one_goes_on(
    sample: Path, goes_on: tuple[str, ...]
) -> None:
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        *into, last = goes_on
        await press(pilot, "f2", *into, "ctrl+a", "escape")
        assert text_of(app).startswith(" pwxwizard  Nothing was written.")
        await press(pilot, last)
        assert "files to write" in text_of(app).partition("\n")[0]


async def test_the_arrows_go_from_button_to_button(sample: Path) -> None:
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2", "ctrl+a")
        for key, wanted in (
            ("right", "cancel"),
            ("right", "yes"),
            ("left", "cancel"),
            ("left", "yes"),
        ):
            await press(pilot, key)
            assert isinstance(app.focused, Button)
            assert app.focused.id == wanted


async def test_long_lines_are_read_half_a_screen_at_a_time(sample: Path) -> None:
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2")
        screen = app.screen
        assert isinstance(screen, ApplyScreen)
        view = screen.query_one(DiffView)
        longest = "x" * 200
        view.show([DiffLine("+", longest, 0, 1)])
        view.focus()
        await press(pilot, "right")
        assert view.scroll_offset.x == view.scrollable_content_region.width // 2
        await press(pilot, "right", "right", "right", "right")
        shown = view.scroll_offset.x + view.scrollable_content_region.width
        assert shown == view.virtual_size.width
        await press(pilot, "left", "left", "left", "left", "left")
        assert view.scroll_offset.x == 0


async def test_a_stale_plan_is_refused_with_what_changed_and_planned_anew(
    sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(writing, "READING", 600.0)
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2", "ctrl+a")
        change(sample.parent / "in/winnav/dbmover.cfg", "NODE=", "NODE= ")
        await press(pilot, "enter")
        assert shows(app, Writing)
        text = text_of(app)
        assert "Nothing was written" in text
        assert "in/winnav/dbmover.cfg" in text
        await press(pilot, "enter")
        assert shows(app, Writing)
        monkeypatch.setattr(writing, "READING", 0.0)
        await press(pilot, "enter")
        assert shows(app, ApplyScreen)
        await press(pilot, "ctrl+a", "enter")
        assert "files written" in text_of(app)


@pytest.mark.parametrize("keys", [("escape",), ("tab", "enter")])
async def test_stopping_while_keys_are_made_leaves_everything(
    sample: Path, monkeypatch: pytest.MonkeyPatch, keys: tuple[str, ...]
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
        strike(app, "enter")
        assert await to_thread(begun.wait, 30)
        await until(pilot, lambda: "making key 1 of" in text_of(app))
        assert "Esc Stop" in text_of(app)
        strike(app, *keys)
        await until(pilot, lambda: "Stopping before anything is written" in text_of(app))
        stopped.set()
        await settled(pilot)
        assert "Nothing was written" in text_of(app)
        assert "Esc Close" in text_of(app)
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
        assert "+ listener zossec: port 6001" in text_of(app)
        await press(pilot, "m", "z")
        assert view.virtual_size.height > folded
        await press(pilot, "right")
        assert view.has_focus
        await press(pilot, "escape", "escape")
        assert app.screen is not screen


async def test_what_a_file_means_goes_on_below_where_it_is_long(sample: Path) -> None:
    app = wizard(sample)
    async with app.run_test(size=(60, 18)) as pilot:
        await press(pilot, "f2")
        screen = app.screen
        assert isinstance(screen, ApplyScreen)
        await press(pilot, "m")
        view = screen.query_one(DiffView)
        long = 0
        for _ in screen.query_one(FileTable).files:
            long += any(len(line) > 60 for line in view.plain_text().splitlines())
            seen = [
                view.render_line(row).text[7:].strip()
                for row in range(view.size.height)
                if row < view.virtual_size.height
            ]
            assert not [line for line in seen if line.endswith("…")]
            said = " ".join(line[2:] for line in view.plain_text().splitlines())
            assert " ".join(said.split()).startswith(" ".join(" ".join(seen).split()))
            await press(pilot, "down")
        assert long


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


async def preview(pilot: Pilot[None], file: str = "") -> PreviewScreen:
    """Open the preview, on a file whose name ends so."""
    await settled(pilot)
    await press(pilot, "f2")
    screen = pilot.app.screen
    assert isinstance(screen, PreviewScreen)
    table = screen.query_one(FileTable)
    if file:
        table.stand(next(o.artifact.path for o in table.files if o.artifact.path.endswith(file)))
        await settled(pilot)
    return screen


async def test_the_line_under_the_cursor_tells_where_it_comes_from(
    sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await preview(pilot, "ZOS1/DBMOVER")
        view = screen.query_one(DiffView)
        assert view.line is not None
        assert (view.line.kind, "►" in text_of(app)) == ("+", False)
        await press(pilot, "w")
        assert "Where this line comes from" in text_of(app)
        await press(pilot, "escape")
        assert screen.query_one(FileTable).has_focus
        await press(pilot, "enter")
        assert view.has_focus

        drawn: set[int] = set()
        render = DiffView.render_line

        def seen(view: DiffView, y: int) -> Strip:
            drawn.add(y)
            return render(view, y)

        monkeypatch.setattr(DiffView, "render_line", seen)
        await press(pilot, "down")
        assert len(drawn) == 2
        assert "   7►+ LISTENER=(zossec,TCPIP,6001)" in text_of(app)
        await press(pilot, "w")
        told = text_of(app)
        assert "+ LISTENER=(zossec,TCPIP,6001)" in told
        assert "- Your answer: Port = 6001, for ZOS1.zossec in step Estate." in told
        assert "(not confirmed by a manual" in told
        assert "NODE" not in told.partition("Where this line")[2].partition("Close")[0]
        await press(pilot, "escape", "end")
        assert view.line.text == "TCPIP_ACCEPT_NONBLOCK=Y"
        await press(pilot, "home", "pagedown", "m")
        assert "+ listener zossec: port 6001" in text_of(app)
        await press(pilot, "w")
        assert "Press m first" in text_of(app).partition("\n")[0]


async def test_long_lines_move_sideways_and_the_number_stays(sample: Path) -> None:
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await preview(pilot, "WINNAV/dbmover.cfg")
        row = next(row for row in text_of(app).splitlines() if "SSL=(" in row)
        assert row.rstrip("▁▂▃▄▅▆▇█ ").endswith("…")
        await press(pilot, "enter", *["right"] * 9)
        assert screen.query_one(DiffView).scroll_offset.x > 0
        assert "PASSEP" not in text_of(app)
        assert f"{row[:6]}…" in text_of(app)
        await press(pilot, "m")
        assert "passphrase: still to be filled in by hand" in text_of(app)


async def test_a_text_is_sought_in_every_file(sample: Path) -> None:
    secret = (sample.parent / "secrets/intsvc-encrypted-passphrase").read_text().strip()
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await preview(pilot)
        view, table = screen.query_one(DiffView), screen.query_one(FileTable)
        about = screen.query_one("#about", Static)

        async def seek(text: str) -> str:
            await press(pilot, "slash", "ctrl+u")
            assert "Enter Search" in text_of(app)
            await write(pilot, text)
            await press(pilot, "enter")
            assert table.change is not None
            return table.change.artifact.path.rpartition("artifacts/")[2]

        assert await seek("LISTENER=(zossec") == "ZOS1/DBMOVER"
        assert (view.has_focus, view.line and view.line.after) == (True, 7)
        before = about.region, about.content
        for text in ("in-no-file", secret):
            assert await seek(text) == "ZOS1/DBMOVER"
            assert "In no file: " in text_of(app).partition("\n")[0]
            assert (about.region, about.content) == before
            await press(pilot, "escape")
            assert view.has_focus
            assert "In no file" not in text_of(app)
        assert await seek("pagent_ttls") == "ZOS1/pagent_ttls.conf"
        assert table.has_focus
        names = [one.artifact.path.rpartition("artifacts/")[2] for one in table.files]
        assert await seek("DEFAULTDATE") == "WINNAV/dbmover.cfg"
        await press(pilot, "N")
        assert table.cursor_row == names.index("WINNAV/dbmover.cfg")
        assert await seek("NODE = (zossec") == "INTSVC/dbmover.cfg"
        await press(pilot, "n")
        assert table.change is not None
        assert table.change.artifact.path.endswith("INTSVC/dbmover.cfg")
        await press(pilot, "escape")
        assert table.has_focus
        await press(pilot, "escape")
        assert app.screen is screen
        await press(pilot, "n")
        assert "Enter Search" in text_of(app)
        await press(pilot, "escape", "escape")
        assert app.screen is not screen


async def test_written_files_can_be_looked_at_and_asked_about(finished: Path) -> None:
    app = reviewer(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await preview(pilot)
        assert (
            "u shows the files. After Escape: F7 goes to what is not proved yet, p shows"
            in " ".join(text_of(app).split())
        )
        assert "u All files" in text_of(app).splitlines()[-1]
        await press(pilot, "u")
        assert "0 files to write" in text_of(app)
        assert "= keep" in text_of(app)
        table, view = screen.query_one(FileTable), screen.query_one(DiffView)
        paths = [one.artifact.path for one in table.files]
        table.stand(next(path for path in paths if path.endswith("artifacts/WINNAV/dbmover.cfg")))
        await settled(pilot)
        assert view.line is not None
        assert view.line.text == "/* PowerExchange Navigator workstation */"
        await press(pilot, "right", *["down"] * 6, "w")
        assert "Your answer: Port = 6001" in text_of(app)
        await press(pilot, "escape", "escape", "u")
        assert "u shows the files" in text_of(app)


async def test_what_stays_as_it_is_cannot_be_left_out(finished: Path) -> None:
    change(finished, "zos1.example.com", "zos9.example.com")
    app = wizard(finished)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await preview(pilot, "artifacts/WINNAV/dbmover.cfg")
        assert isinstance(screen, ApplyScreen)
        view = screen.query_one(DiffView)
        assert [line.kind for line in view.under] == ["-", "+"]
        await press(pilot, "w")
        told = text_of(app)
        assert "it stands in demo.pwx/artifacts/WINNAV/dbmover.cfg, line " in told
        assert "removed." in told
        assert "= zos9.example.com, 192.0.2.10" in told
        await press(pilot, "escape", "u", "home")
        assert "Space" not in text_of(app).splitlines()[-1]
        await press(pilot, "space")
        assert not screen.left_out
        await press(pilot, "u")
        assert "Space Omit" in text_of(app).splitlines()[-1]


async def test_list_and_difference_share_the_room_and_stay_where_they_are(sample: Path) -> None:
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await preview(pilot)
        table, view = screen.query_one(FileTable), screen.query_one(DiffView)
        paths = [one.artifact.path for one in table.files]
        for width, height, rows in ((80, 24, 10), (120, 40, 18), (60, 18, 4)):
            await pilot.resize_terminal(width, height)
            await settled(pilot)
            region = view.region
            assert table.size.height == rows + 1
            assert region.height >= 8
            for name in ("ZOS1/DBMOVER", "handover/OVERVIEW.txt", "security/ZOS1/README.md"):
                table.stand(next(path for path in paths if path.endswith(name)))
                await settled(pilot)
                assert view.region == region


async def test_an_error_that_stands_is_said_in_the_preview_and_before_writing(
    sample: Path,
) -> None:
    change(sample, "port = 6001", "port = 2480")
    app, text = wizard(sample), ""
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2")
        for keys in ((), ("ctrl+a",)):
            await press(pilot, *keys)
            text = " ".join(text_of(app).split())
            assert "1 error" in text
            assert "both use port 2480." in text
            assert "Held back until that is mended, 10 items: personal-certificate/ZOS1" in text
        assert "AS400, new: LISTENER as400sec" in text
        await press(pilot, "escape")
        screen = app.screen
        assert isinstance(screen, ApplyScreen)
        screen.left_out = (
            {one.artifact.path for one in screen.plan.writes if "dbmover/" in one.artifact.item}
            if screen.plan
            else set()
        )
        await press(pilot, "ctrl+a")
        assert "LISTENER as400sec" not in text_of(app)


async def test_warnings_are_told_before_anything_is_written(sample: Path) -> None:
    with Session.open(sample) as session:
        found = session.findings(session.survey())
        warnings = [one.message for one in found if one.severity is Severity.WARNING]
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2", "ctrl+a")
        assert len(warnings) > 1
        said = panel_text(app.screen)
        assert f"{len(warnings)} warnings stand, see below; F5, back in the main" in said
        assert all(one in said for one in warnings)
        assert "- Warning, ETLCLIENT, DBMOVER: PASSEP is still FILL_IN_BY_HAND." in said
        assert "3 warnings stand" in text_of(app)


async def test_answers_that_are_not_saved_are_told_of_before_everything_counts_as_written(
    finished: Path,
) -> None:
    async with standing_at(finished, "estate/ZOS1", "hosts") as (pilot, line):
        line.value = "no!name"
        await press(pilot, "f2")
        said = " ".join(text_of(pilot.app).split())
        assert "1 answer is not saved: Host names and addresses." in said
        assert "Everything that is saved is written already. Escape leads back" in said
        await press(pilot, "escape", "tab", "f2")
        said = " ".join(text_of(pilot.app).split())
        assert "1 answer is not saved: Host names and addresses." in said
