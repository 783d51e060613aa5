"""A report from the screen: a path is typed, the file is written, and nothing else is touched."""

from pathlib import Path

import pytest
from textual.widgets import Input, Static

from screens.dialogs import Said
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
        await press(pilot, "escape", "ctrl+r", "escape")
        assert not shows(app, ReportDialog)
    after = state_of(sample.parent)
    new = set(after) - set(before)
    assert {name for name in new if ".pwx" not in name} == {str(sample.parent / "audit.md")}
    if open_app is reviewer:
        assert len(new) == 1
    assert "ZOS1" in (sample.parent / "audit.md").read_text()
    assert taken.read_text() == "mine"
