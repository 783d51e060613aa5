"""What has no room on a small screen can be scrolled to, or is said elsewhere."""

from pathlib import Path

from textual.containers import VerticalScroll

from screens.planned import FileTable
from screens.trust import Reasons, TrustScreen
from tests.screens.conftest import change, press, settled, text_of, wizard
from tests.screens.inspection.conftest import done_once, finished

__all__ = ["done_once", "finished"]


async def test_a_handshake_is_read_to_its_end_on_the_smallest_screen(finished: Path) -> None:
    app = wizard(finished)
    async with app.run_test(size=(60, 18)) as pilot:
        await press(pilot, "f6")
        assert "the rehearsal has the passphrase" not in text_of(app)
        await press(pilot, "tab")
        assert isinstance(app.focused, VerticalScroll)
        await press(pilot, "end")
        said = " ".join(text_of(app).replace("▌", " ").split())
        assert (
            "until it is replaced, PowerExchange cannot open the key there; the rehearsal" in said
        )
        await pilot.resize_terminal(80, 24)
        await press(pilot, "shift+tab")
        assert "Both ends are through" in text_of(app)


async def test_trust_needs_no_more_than_the_smallest_screen(finished: Path) -> None:
    change(finished, "days = 3650", "days = 3000")
    app = wizard(finished)
    async with app.run_test(size=(60, 18)) as pilot:
        await press(pilot, "f8")
        said = " ".join(text_of(app).split())
        assert "with the estate as answered now; not written: ca/CA" in said
        assert "What breaks first" in said
        assert app.screen.max_scroll_y == 0
        assert app.screen.query_one(Reasons).size.height > 0


async def test_what_a_file_is_for_is_cut_with_a_mark_where_it_is_tight(sample: Path) -> None:
    app = wizard(sample)
    async with app.run_test(size=(60, 18)) as pilot:
        await press(pilot, "f2")
        app.screen.query_one(FileTable).stand("demo.pwx/artifacts/INTSVC/dbmover.cfg")
        await settled(pilot)
        lines = text_of(app).splitlines()
        first = next(at for at, line in enumerate(lines) if line.startswith(" Goes to: "))
        assert lines[first + 1].startswith(" Written from: ")
        assert lines[first - 1].endswith("…")
        assert lines[first + 1].endswith("…")


async def test_until_when_a_connection_works_is_said_beside_its_verdict(finished: Path) -> None:
    app = wizard(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f8")
        assert isinstance(app.screen, TrustScreen)
        said = " ".join(text_of(app).split())
        (first,) = {f"{one.when:%Y-%m-%d}" for one in app.screen._breaks}
        assert f"INTSVC->ZOS1.zossec √ works until {first} TLSv1.3" in said
        assert "Enter Why" not in text_of(app).splitlines()[-1]
        await press(pilot, "down", "down")
        assert f"ETLCLIENT->ZOS1.zossec … works later, until {first}" in " ".join(
            text_of(app).split()
        )
        assert "Enter Why" in text_of(app).splitlines()[-1]
