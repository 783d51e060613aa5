"""The list of findings: what says the same is one row; waivers are taken back where they are told of."""

from pathlib import Path

from click.testing import CliRunner

from pwxwizard.cli import main
from pwxwizard.finding import Severity, folded
from screens.check import CheckScreen, FindingTable
from screens.dialogs import Choose
from tests.screens.conftest import press, settled, text_of, wizard

WAIVER = """
[[waiver]]
code = "DBM012"
owner = "Network team"
reason = "It is known."
until = "2999-01-01"
"""


def waive(project: Path) -> None:
    """Accept a finding that is not there."""
    project.write_text(project.read_text() + WAIVER)


async def test_infos_are_folded_and_an_idle_waiver_is_taken_back(sample: Path) -> None:
    waive(sample)
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f5")
        screen = app.screen
        assert isinstance(screen, CheckScreen)
        workspace = screen.workspace
        found = workspace.judged(workspace.survey()).findings
        table = screen.query_one(FindingTable)
        assert table.row_count == len(folded(found)) < len(found)
        infos = sum(finding.severity == "info" for finding in found)
        assert f"{infos} infos" in text_of(app).partition("\n")[0]
        rows = folded(sorted(found, key=lambda one: list(Severity).index(one.severity)))
        table.move_cursor(row=next(at for at, row in enumerate(rows) if len(row) > 1))
        await settled(pilot)
        first, *others = screen.same
        assert screen.finding == first
        assert f" + {len(others)} " in text_of(app)
        below = str(screen.query_one("#about").render())
        assert all(str(one.where) in below for one in screen.same)
        table.move_cursor(row=[row[0].code for row in rows].index("WAV002"))
        await settled(pilot)
        await press(pilot, "w")
        assert isinstance(app.screen, Choose)
        assert "Take the waiver back?" in text_of(app)
    said = CliRunner().invoke(main, ["check", str(sample)]).output
    assert said.count(first.message) == 1
    assert all(f"also {one.where}" in said for one in others)
    as_json = CliRunner().invoke(main, ["check", str(sample), "--json"]).output
    assert as_json.count(first.message) == len(others) + 1
