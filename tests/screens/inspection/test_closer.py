"""The ways to a closer look: F9 by the item one stands on, and the command palette."""

from pathlib import Path
from typing import Any

import pytest

from screens.certificates import CertificatesScreen
from screens.commands import commands
from screens.explaining import ExplainScreen
from screens.listings import ListingScreen
from screens.policy import PolicyScreen
from screens.proving import ProvingScreen
from screens.rail import ItemTable
from screens.trust import TrustScreen
from screens.work import WorkScreen
from tests.screens.conftest import press, reviewer, settled, text_of, wizard


async def test_f9_opens_what_fits_the_item_and_escape_comes_back_to_it(finished: Path) -> None:
    app = wizard(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        work: Any = app.screen
        assert isinstance(work, WorkScreen)
        kinds: tuple[tuple[str, type[Any]], ...] = (
            ("estate/ZOS1", ListingScreen),
            ("estate/INTSVC->ZOS1.zossec", ProvingScreen),
            ("ca/CA", CertificatesScreen),
            ("dbmover/AS400", ListingScreen),
            ("at-tls/ZOS1", PolicyScreen),
        )
        for item, kind in kinds:
            await work.go_to(item)
            work.query_one(ItemTable).focus()
            await press(pilot, "f9")
            assert isinstance(app.screen, kind), item
            await press(pilot, "escape")
            if app.screen is not work:
                await press(pilot, "escape")
            assert app.screen is work
            assert work.item is not None
            assert work.item.name == item


async def test_the_palette_has_every_screen_that_fits_the_item(finished: Path) -> None:
    app = reviewer(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        work: Any = app.screen
        assert isinstance(work, WorkScreen)
        await work.go_to("ping/INTSVC->ZOS1.zossec")
        offered = {one.title: one.callback for one in commands(app, app.screen)}
        wanted: dict[str, type[Any]] = {
            "Certificates": CertificatesScreen,
            "Listeners and nodes": ListingScreen,
            "AT-TLS policy": PolicyScreen,
            "Proof of the connection": ProvingScreen,
        }
        for title, kind in wanted.items():
            offered[title]()
            await settled(pilot)
            assert isinstance(app.screen, kind), title
            app.pop_screen()
        await work.go_to("dbmover/INTSVC")
        titles = {one.title for one in commands(app, app.screen)}
        assert "AT-TLS policy" not in titles
        assert "Proof of the connection" not in titles


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
async def test_each_screen_fits_and_has_its_help(finished: Path, size: tuple[int, int]) -> None:
    app = reviewer(finished)
    async with app.run_test(size=size) as pilot:
        await settled(pilot)
        work: Any = app.screen
        assert isinstance(work, WorkScreen)
        item = next(one for one in work.items if one.name == "ping/INTSVC->ZOS1.zossec")
        own = next(one for one in work.items if one.name == "personal-certificate/ZOS1")
        for screen, heading in (
            (TrustScreen(work.workspace), "Trust matrix"),
            (CertificatesScreen(work.workspace, own), "Certificates"),
            (ListingScreen(work.workspace, "INTSVC"), "Listeners and nodes"),
            (PolicyScreen(work.workspace, "ZOS1"), "AT-TLS policy"),
            (ProvingScreen(work.workspace, item, work.passphrases), "Proof"),
            (ExplainScreen(work.workspace), "Explain"),
        ):
            app.push_screen(screen)
            await settled(pilot)
            lines = text_of(app).splitlines()
            assert lines[0].startswith((" pwxwizard  read-only", " read-only"))
            assert "Esc" in lines[-1]
            assert "Help" in lines[-1]
            assert heading in screen.help_text().splitlines()[0]
            app.pop_screen()
