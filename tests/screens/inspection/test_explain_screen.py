"""Explaining on the screen: a log's codes, the causes of this project first, and the way to them."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widgets import OptionList, Static, TextArea

from screens.commands import commands
from screens.explaining import ExplainScreen
from screens.inspecting import AskFile, Sheet
from screens.lines import PickInput
from screens.lists import Rows
from screens.work import WorkScreen
from tests.screens.conftest import press, reviewer, settled, shows, text_of, wizard

Compare = Callable[..., bool]
LOG = (
    "EZD1281I TTLS Map CONNID: 0000A RULE: PWX_SEC\n"
    "EZD1287I TTLS Error RC:  401 Initial Handshake\n"
    "EZD1287I TTLS Error RC:  401 Initial Handshake\n"
    "PWX-99999 nobody knows\n"
    "TRU131\n"
)


async def explaining(pilot: Pilot[Any]) -> ExplainScreen:
    """Open the screen from the main one."""
    await settled(pilot)
    await press(pilot, "ctrl+l")
    assert isinstance(pilot.app.screen, ExplainScreen)
    return pilot.app.screen


async def paste(pilot: Pilot[Any], text: str) -> None:
    """Paste a text and have it explained."""
    await press(pilot, "p")
    pilot.app.screen.query_one(TextArea).text = text
    await press(pilot, "f2")


def seen(screen: ExplainScreen) -> tuple[list[str], str, list[str]]:
    """Return the codes, the meaning of the chosen one, and its causes."""
    table = screen.query_one("#codes", Rows)
    codes = [str(table.get_row_at(row)[2]) for row in range(table.row_count)]
    meaning = str(screen.query_one("#meaning", Sheet).query_one(Static).content)
    causes = [str(one.prompt) for one in screen.query_one("#causes", OptionList).options]
    return codes, meaning, causes


def distrust(project: Path) -> None:
    """Let INTSVC trust no CA any more: its CA list holds only its own certificate."""
    folder = project.parent / "demo.pwx" / "artifacts" / "INTSVC"
    (folder / "ca-list.pem").write_bytes((folder / "certificate.pem").read_bytes())


def correct(project: Path) -> None:
    """Say what a number means in this project, and lay a log beside it that has it."""
    correction = '\n[catalogue.messages.pwx.PWX-99999]\nmeaning = "The nightly job was stopped."\n'
    with project.open("a", encoding="utf-8") as file:
        file.write(correction)
    (project.parent / "job.log").write_text(LOG, encoding="ascii")


async def test_a_pasted_log_leads_to_the_item_that_mends_what_it_speaks_of(finished: Path) -> None:
    distrust(finished)
    app = wizard(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await explaining(pilot)
        assert "p takes pasted text" in text_of(app)
        await paste(pilot, LOG + "SSL alert number 48\n")
        codes, meaning, _ = seen(screen)
        assert codes == ["EZD1281I", "EZD1287I", "401", "PWX-99999", "unknown_ca", "TRU131"]
        assert "5 of 6 codes known" in text_of(app)
        assert "Source: " in meaning
        await press(pilot, "down", "down", "down")
        assert "not known here" in seen(screen)[1]
        await press(pilot, "down")
        _, meaning, causes = seen(screen)
        assert "unknown_ca" in meaning
        assert causes[0].startswith("X here  INTSVC refuses")
        assert "To mend in INTSVC, Personal certificates" in causes[0]
        assert not causes[-1].startswith("X here")
        await press(pilot, "enter", "escape")
        assert screen.query_one("#codes").has_focus
        await press(pilot, "enter", "enter")
        assert isinstance(app.screen, WorkScreen)
        assert app.screen.item is not None
        assert app.screen.item.name == "personal-certificate/INTSVC"


async def test_a_log_is_opened_in_review_and_the_projects_corrections_count(finished: Path) -> None:
    correct(finished)
    app = reviewer(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "Explain a log" in {one.title for one in commands(app, app.screen)}
        screen = await explaining(pilot)
        for path, said in (
            ("nothing.log", "nothing.log: there is no such file."),
            ("job.log", "5 of 5 codes known"),
        ):
            await press(pilot, "o")
            app.screen.query_one(PickInput).value = path
            await press(pilot, "enter")
            assert said in text_of(app)
            if shows(app, AskFile):
                await press(pilot, "escape")
        await press(pilot, "down", "down", "down")
        assert "The nightly job was stopped." in seen(screen)[1]
        assert "overridden" in seen(screen)[1]
        await paste(pilot, "all is well")
        assert seen(screen)[0] == []
        assert "no message number" in text_of(app)


def test_an_explained_log_looks_like_this(finished: Path, snap_compare: Compare) -> None:
    """A log of a client that no longer trusts its servers."""
    distrust(finished)

    async def look(pilot: Pilot[Any]) -> None:
        await explaining(pilot)
        await paste(pilot, "SSL alert number 48\n" + LOG)
        await settled(pilot)

    assert snap_compare(reviewer(finished), terminal_size=(80, 24), run_before=look)
