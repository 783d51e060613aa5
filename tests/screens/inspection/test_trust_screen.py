"""The trust matrix on the screen: verdicts, reasons, dates, and the way to what mends them."""

import asyncio
from collections.abc import Callable
from pathlib import Path
from threading import Event
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Input, OptionList

import screens.trust
from pwxwizard import trust, verify
from pwxwizard.dbmover import PLACEHOLDER
from pwxwizard.session import Session
from screens.lists import Rows
from screens.rail import ItemTable
from screens.rehearsal import RehearsalScreen
from screens.timeline import Timeline
from screens.trust import TrustScreen
from screens.work import WorkScreen
from tests.screens.conftest import press, reviewer, settled, strike, text_of, until, wizard, write

Compare = Callable[..., bool]
AT_FIRST = ["√ works"] * 2 + ["… works later"] * 4
"""Verdicts of the sample: DBMOVER of both clients has a placeholder for the passphrase."""


def verdicts(screen: TrustScreen) -> list[str]:
    """Return the verdict column."""
    table = screen.query_one("#cells", Rows)
    return [str(table.get_row_at(row)[2]) for row in range(table.row_count)]


def reasons(screen: TrustScreen) -> str:
    """Return the chain of reasons."""
    return "\n".join(
        str(option.prompt) for option in screen.query_one("#reasons", OptionList).options
    )


async def matrix(pilot: Pilot[Any]) -> TrustScreen:
    """Open the matrix from the main screen."""
    await settled(pilot)
    await press(pilot, "f8")
    assert isinstance(pilot.app.screen, TrustScreen)
    return pilot.app.screen


async def dated(pilot: Pilot[Any], text: str) -> None:
    """Judge for a date."""
    await press(pilot, "d")
    pilot.app.screen.query_one("#date", Input).value = text
    await press(pilot, "enter")


async def test_every_connection_has_a_verdict_in_a_word(finished: Path) -> None:
    app = reviewer(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await matrix(pilot)
        assert verdicts(screen) == AT_FIRST
        assert "2 of 6 work now, 4 once filled in" in text_of(app)
        assert "authenticated: both" in text_of(app).replace("\n ", " ")


async def test_all_pairs_judge_clients_with_listeners_they_do_not_call(finished: Path) -> None:
    app = reviewer(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await matrix(pilot)
        await press(pilot, "a")
        assert verdicts(screen).count("X fails") == 2
        row = verdicts(screen).index("X fails")
        screen.query_one("#cells", Rows).move_cursor(row=row)
        await settled(pilot)
        assert "no NODE" in reasons(screen)
        await press(pilot, "a")
        assert verdicts(screen) == AT_FIRST


async def test_months_go_by_and_certificates_expire(finished: Path) -> None:
    app = reviewer(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await matrix(pilot)
        date = screen.query_one("#date", Input)
        await press(pilot, "right_square_bracket", "right_square_bracket")
        assert date.value == "2027-01-02"
        await press(pilot, "left_square_bracket")
        assert date.value == "2026-12-02"
        assert verdicts(screen) == AT_FIRST
        await dated(pilot, "2030-01-01")
        assert verdicts(screen) == ["X fails"] * 6
        assert "is not valid after 2029-02-04" in reasons(screen)
        await press(pilot, "t")
        assert date.value == "2026-11-02"
        assert verdicts(screen) == AT_FIRST


async def test_a_month_too_short_takes_its_last_day(finished: Path) -> None:
    app = reviewer(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await matrix(pilot)
        await dated(pilot, "2027-01-31")
        await press(pilot, "right_square_bracket")
        assert screen.query_one("#date", Input).value == "2027-02-28"


async def test_a_date_that_is_none_is_refused_beside_it(finished: Path) -> None:
    app = reviewer(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await matrix(pilot)
        await press(pilot, "d")
        await write(pilot, "99")
        await press(pilot, "enter")
        assert "Write a date as 2027-03-01." in text_of(app)
        await write(pilot, "2027-02-30")
        await press(pilot, "enter")
        assert "There is no such day." in text_of(app)
        await press(pilot, "escape")
        assert "As of  2026-11-02" in text_of(app)
        assert "no such day" not in text_of(app)
        assert verdicts(screen) == AT_FIRST


async def test_what_waits_for_a_passphrase_works_once_it_is_filled_in(finished: Path) -> None:
    dbmover = finished.parent / "demo.pwx/artifacts/ETLCLIENT/dbmover.cfg"
    dbmover.write_bytes(dbmover.read_bytes().replace(PLACEHOLDER.encode(), b"0123456789ABCDEF"))
    app = reviewer(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await matrix(pilot)
        later = {
            one.client
            for one, verdict in zip(
                screen.workspace.project.connection, verdicts(screen), strict=True
            )
            if verdict == "… works later"
        }
        assert later == {"WINNAV"}
        assert "4 of 6 work now, 2 once filled in" in text_of(app)
        await press(pilot, "end")
        assert "still has FILL_IN_BY_HAND" in reasons(screen)


async def test_the_first_break_leads_to_its_day_and_to_the_item_that_mends_it(
    finished: Path,
) -> None:
    app = wizard(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await matrix(pilot)
        first = str(screen.query_one("#breaks", OptionList).get_option_at_index(0).prompt)
        assert first.startswith("2029-02-04  ETLCLIENT->INTSVC.intsec")
        assert "ETLCLIENT refuses the certificate of INTSVC: CN=intsvc.example.com is not" in first
        await press(pilot, "tab", "tab", "enter")
        assert screen.cell is not None
        assert screen.cell.connection.name == "ETLCLIENT->INTSVC.intsec"
        assert "X fails" in verdicts(screen)
        await press(pilot, "enter")
        assert "To mend in INTSVC, Personal certificates" in reasons(screen)
        await press(pilot, "enter")
        assert isinstance(app.screen, WorkScreen)
        assert app.screen.item is not None
        assert app.screen.item.name == "personal-certificate/INTSVC"
        assert app.screen.query_one(ItemTable).has_focus


async def test_the_first_cause_stands_first(finished: Path) -> None:
    folder = finished.parent / "demo.pwx" / "artifacts"
    (folder / "ZOS1" / "certificate.pem").unlink()
    app = reviewer(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await matrix(pilot)
        assert verdicts(screen) == [
            "? unknown" if "ZOS1" in f"{one.client} {one.listener}" else verdict
            for one, verdict in zip(screen.workspace.project.connection, AT_FIRST, strict=True)
        ]
        first = reasons(screen).splitlines()
        assert "ZOS1/certificate.pem: there is no such file" in first[0]
        assert "ZOS1, Personal certificates" in first[1]


async def test_escape_goes_back_by_one_pane(finished: Path) -> None:
    (finished.parent / "demo.pwx/artifacts/ZOS1/certificate.pem").unlink()
    app = reviewer(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await matrix(pilot)
        await press(pilot, "down", "enter")
        assert screen.query_one("#cells").has_focus, "nothing stands against it"
        await press(pilot, "up", "enter")
        assert screen.query_one("#reasons").has_focus
        assert "Esc Connections" in text_of(app)
        await press(pilot, "escape")
        assert screen.query_one("#cells").has_focus
        assert "Esc Back" in text_of(app)
        await press(pilot, "escape")
        assert isinstance(app.screen, WorkScreen)


async def test_the_slider_goes_by_days_and_to_the_days_on_which_something_breaks(
    finished: Path,
) -> None:
    app = reviewer(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await matrix(pilot)
        date, line = screen.query_one("#date", Input), screen.query_one(Timeline)
        drawn = text_of(app).splitlines()
        assert drawn[2].strip().startswith("●")
        assert "X" in drawn[2]
        assert "X 6 connections fail from 2029-02-04" in drawn[3]
        await press(pilot, "s", "right", "right")
        assert line.has_focus
        assert date.value == "2026-11-04"
        await press(pilot, "left")
        assert date.value == "2026-11-03"
        assert verdicts(screen) == AT_FIRST
        await press(pilot, "right_square_bracket", "left_square_bracket", "end")
        assert date.value == "2029-02-04"
        assert "X fails" in verdicts(screen)
        assert text_of(app).splitlines()[2].strip().find("●") > 40
        await press(pilot, "home")
        assert date.value == "2026-11-02"
        assert verdicts(screen) == AT_FIRST
        await press(pilot, "escape")
        assert screen.query_one("#cells").has_focus
        await dated(pilot, "9999-12-31")
        await press(pilot, "s", "right")
        assert date.value == "9999-12-31"


async def test_judging_is_stopped_by_leaving_the_screen(
    finished: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, go_on = Event(), Event()
    judged: list[int] = []
    real = trust.cells

    def slow(*given: Any) -> Any:
        judged.append(len(given[1]))
        if len(judged) == 2:
            asked.set()
            assert go_on.wait(10)
        return real(*given)

    monkeypatch.setattr(screens.trust, "_AT_ONCE", 1)
    monkeypatch.setattr(trust, "cells", slow)
    app = reviewer(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        strike(app, "f8")
        await until(pilot, asked.is_set)
        await until(pilot, lambda: "1 of 6 judged" in text_of(app))
        worker = next(worker for worker in app.workers if worker.group == "trust")
        strike(app, "escape")
        await until(pilot, lambda: worker.is_cancelled)
        assert isinstance(app.screen, WorkScreen)
        go_on.set()
        await settled(pilot)
    assert judged == [1, 1]


async def test_a_rehearsal_is_stopped_by_escape_and_keeps_what_was_done(
    finished: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, go_on = Event(), Event()
    real = verify.rehearse_all

    def slow(*given: Any) -> Any:
        for number, outcome in enumerate(real(*given)):
            if number == 1:
                asked.set()
                assert go_on.wait(10)
            assert number < 2
            yield outcome

    monkeypatch.setattr(verify, "rehearse_all", slow)
    app = wizard(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        strike(app, "f6")
        await until(pilot, asked.is_set)
        screen = app.screen
        strike(app, "escape")
        await until(pilot, lambda: "Stopping after this" in text_of(app))
        go_on.set()
        await settled(pilot)
        assert app.screen is screen
        assert "1 of 6 tried, 1 succeeded" in text_of(app)
        assert "Stopped. F6 begins again." in text_of(app)
        await press(pilot, "escape")
        assert isinstance(app.screen, WorkScreen)


async def test_escape_goes_back_once_every_connection_was_tried_and_what_happened_is_kept(
    finished: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, go_on = Event(), Event()
    real = Session.keep_proofs

    def slow(*given: Any) -> None:
        asked.set()
        assert go_on.wait(10)
        real(*given)

    monkeypatch.setattr(Session, "keep_proofs", slow)
    app = wizard(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        strike(app, "f6")
        await until(pilot, asked.is_set)
        await until(pilot, lambda: "6 of 6 tried" in text_of(app))
        strike(app, "escape")
        await asyncio.sleep(0.1)
        assert isinstance(app.screen, RehearsalScreen)
        go_on.set()
        await until(pilot, lambda: isinstance(app.screen, WorkScreen))
        assert isinstance(app.screen, WorkScreen)
        assert len(app.screen.workspace.project.record.evidence) == 6


def test_the_matrix_looks_like_this(finished: Path, snap_compare: Compare) -> None:
    """Every connection of the finished estate, three years on: all fail."""

    async def look(pilot: Pilot[Any]) -> None:
        await matrix(pilot)
        await dated(pilot, "2030-01-01")
        await settled(pilot)

    assert snap_compare(reviewer(finished), terminal_size=(80, 24), run_before=look)


@pytest.mark.parametrize("size", [(60, 18), (80, 24)])
async def test_verdict_and_listener_are_whole_where_it_is_narrow(
    finished: Path, size: tuple[int, int]
) -> None:
    app = reviewer(finished)
    async with app.run_test(size=size) as pilot:
        screen = await matrix(pilot)
        names = {one.name for one in screen.workspace.project.connection}
        shown = text_of(app)
        assert "… works later" in shown
        assert {one for one in names if one.partition("->")[2] in shown} == names
        assert ("Version and suite" in shown) is (size[0] == 80)
        await press(pilot, "escape", "f6")
        shown = text_of(app)
        assert {one for one in names if one in shown} == names
        assert "… works later" in shown
        await press(pilot, "down", "down", "down")
        told = " ".join(text_of(app).split())
        assert "… works later: it works once the passphrase is filled in, not before." in told
