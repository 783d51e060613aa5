"""Listeners and nodes on the screen: before and after, with the line or default each comes from."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Static

from screens.inspecting import Sheet
from screens.listings import ListingScreen
from screens.lists import Rows
from screens.work import WorkScreen
from tests.screens.conftest import press, reviewer, settled, text_of

Compare = Callable[..., bool]


def rows(screen: ListingScreen) -> list[tuple[str, ...]]:
    """Return the table as texts."""
    table = screen.query_one(Rows)
    return [tuple(map(str, table.get_row_at(row))) for row in range(table.row_count)]


async def origin(pilot: Pilot[Any], screen: ListingScreen, name: str) -> str:
    """Return where the first row of a name comes from."""
    names = [row[2] for row in rows(screen)]
    screen.query_one(Rows).move_cursor(row=names.index(name))
    await settled(pilot)
    return str(screen.query_one(Sheet).query_one(Static).content)


async def listing(pilot: Pilot[Any], machine: str) -> ListingScreen:
    """Open a machine's listing from the main screen."""
    await settled(pilot)
    work = pilot.app.screen
    assert isinstance(work, WorkScreen)
    await work.go_to(f"dbmover/{machine}")
    await press(pilot, "f9")
    assert isinstance(pilot.app.screen, ListingScreen)
    return pilot.app.screen


async def test_new_changed_and_same_statements_are_told_apart(finished: Path) -> None:
    app = reviewer(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await listing(pilot, "INTSVC")
        seen = rows(screen)
        assert ("= same", "listener", "node1", "port 2480") in seen
        assert ("+ new", "listener", "intsec", "port 6002, TLS") in seen
        assert ("~ changed", "switch", "SSL_REQ_SRVR_CERT", "no → yes") in seen
        assert "changes: 7" in text_of(app)
        told = await origin(pilot, screen, "zossec")
        assert "The TLS token is ZSSL." in told
        assert "NODE = (zossec,TCPIP,zos1.example.com,6001,,,,,ZSSL)" in told
        assert "(line 13)" in told
        await press(pilot, "z")
        assert {row[0] for row in rows(screen)} == {"+ new", "~ changed"}
        assert len(rows(screen)) == 7


async def test_a_passphrase_is_not_shown_on_either_side(finished: Path) -> None:
    secret = finished.parent / "secrets" / "intsvc-encrypted-passphrase"
    written = finished.parent / "demo.pwx" / "artifacts" / "INTSVC" / "dbmover.cfg"
    assert secret.read_text(encoding="ascii").strip() in written.read_text(encoding="ascii")
    app = reviewer(finished)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await listing(pilot, "INTSVC")
        told = await origin(pilot, screen, "passphrase")
        assert "encrypted form" in told
        assert "SSL=" in told.replace(" ", "")
        assert secret.read_text(encoding="ascii").strip() not in told


async def test_an_assumed_default_is_shown_as_assumed(finished: Path) -> None:
    app = reviewer(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await listing(pilot, "ZOS1")
        switches = [row for row in rows(screen) if row[1] == "switch"]
        assert [row[3] for row in switches] == [
            "yes  (default, assumed)",
            "no  (default, assumed)",
            "no  (default, assumed)",
        ]
        assert ("+ new", "listener", "zossec", "port 6001, AT-TLS decides") in rows(screen)
        assert ("= same", "listener", "node1", "port 2480, plain: no rule covers it") in rows(
            screen
        )
        assert "default, assumed: " in await origin(pilot, screen, "SSL_REQ_CLNT_CERT")


def test_a_listing_looks_like_this(finished: Path, snap_compare: Compare) -> None:
    """Listeners and nodes of the Linux server, before and after."""

    async def look(pilot: Pilot[Any]) -> None:
        screen = await listing(pilot, "INTSVC")
        await origin(pilot, screen, "zossec")
        await settled(pilot)

    assert snap_compare(reviewer(finished), terminal_size=(80, 24), run_before=look)
