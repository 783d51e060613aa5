"""A panel as plain text is what it holds, not what the screen had room for."""

from pathlib import Path

from screens.copying import panel_text
from screens.rail import ItemTable
from tests.screens.conftest import press, settled, text_of, wizard
from tests.screens.inspection.conftest import done_once, finished

__all__ = ["done_once", "finished"]


async def test_a_table_is_copied_with_whole_cells_and_all_of_its_rows(finished: Path) -> None:
    app = wizard(finished)
    async with app.run_test(size=(60, 18)) as pilot:
        await press(pilot, "f8")
        assert "ETLCLIE…" in text_of(app)
        text = panel_text(app.screen).splitlines()
        assert text[0].split()[:2] == ["Client", "Listener"]
        assert [line.split()[0] for line in text[1:]] == [
            *["INTSVC"] * 2,
            *["ETLCLIENT"] * 2,
            *["WINNAV"] * 2,
        ]
        assert "…" not in "".join(line.replace("… works later", "") for line in text)
        assert all(line.index("both") == text[0].index("Authenticated") for line in text[1:])


async def test_the_form_is_copied_as_it_is_drawn(finished: Path) -> None:
    app = wizard(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.screen.query_one(ItemTable).focus()
        await press(pilot, "enter")
        assert "Host names and addresses" in panel_text(app.screen)
