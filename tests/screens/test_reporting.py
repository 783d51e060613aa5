"""A report from the screen: a path is typed, the file is written, and nothing else is touched."""

import json
from pathlib import Path

import pytest
from textual.widgets import Input, Static

from screens.bundling import BundleDialog
from screens.dialogs import Choose, Said
from screens.reporting import ReportDialog
from tests.screens.conftest import press, reviewer, settled, shows, text_of, wizard
from tests.screens.test_review import state_of


@pytest.mark.parametrize("open_app", [reviewer, wizard])
async def test_a_report_is_written_where_it_was_asked_for(sample: Path, open_app: object) -> None:
    assert callable(open_app)
    taken = sample.parent / "taken.html"
    taken.write_text("mine")
    before = state_of(sample.parent)
    app = open_app(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "ctrl+r")
        assert shows(app, ReportDialog)
        line = app.screen.query_one("#line", Input)
        assert line.value == "demo-report.html"
        for name, said in (("", "needed"), ("taken.html", "not a report"), ("a.txt", "format")):
            line.value = name
            await press(pilot, "enter")
            assert said in str(app.screen.query_one(".problem", Static).content)
        line.value = "audit.md"
        await press(pilot, "enter")
        assert shows(app, Said)
        assert "audit.md" in text_of(app)
        await press(pilot, "escape", "ctrl+r")
        app.screen.query_one("#line", Input).value = "audit.md"
        written = (sample.parent / "audit.md").stat().st_mtime_ns
        await press(pilot, "enter")
        assert shows(app, Choose)
        assert "an earlier report" in text_of(app)
        await press(pilot, "enter")
        assert (sample.parent / "audit.md").stat().st_mtime_ns == written
        await press(pilot, "enter", "right", "enter")
        assert shows(app, Said)
        assert (sample.parent / "audit.md").stat().st_mtime_ns != written
        await press(pilot, "escape")
        assert not shows(app, ReportDialog)
    after = state_of(sample.parent)
    new = set(after) - set(before)
    assert {name for name in new if ".pwx" not in name} == {str(sample.parent / "audit.md")}
    if open_app is reviewer:
        assert len(new) == 1
    assert "ZOS1" in (sample.parent / "audit.md").read_text()
    assert taken.read_text() == "mine"


async def test_a_support_bundle_is_written_with_names_only_where_they_are_kept(
    sample: Path,
) -> None:
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        (offered,) = (
            one for one in app.get_system_commands(app.screen) if one.title == "Support bundle"
        )
        for name, button in (("replaced.json", "#way-0"), ("kept.json", "#way-1")):
            offered.callback()
            await settled(pilot)
            assert shows(app, BundleDialog)
            app.screen.query_one("#line", Input).value = name
            app.screen.query_one(button).focus()
            await press(pilot, "enter")
            assert shows(app, Said), text_of(app)
            assert name in text_of(app)
            await press(pilot, "escape")
        offered.callback()
        await settled(pilot)
        app.screen.query_one("#line", Input).value = "kept.json"
        await press(pilot, "enter")
        assert "there already" in str(app.screen.query_one(".problem", Static).content)
    told = [(sample.parent / name).read_text() for name in ("replaced.json", "kept.json")]
    assert ["zos1.example.com" in text for text in told] == [False, True]
    assert [json.loads(text)["names"] for text in told] == ["hashed", "kept"]
