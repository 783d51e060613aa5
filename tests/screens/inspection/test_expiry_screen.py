"""What ends when: Enter goes to the item that makes what ends, where there is one."""

from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding

from screens.expiring import ExpiryScreen
from screens.work import WorkScreen
from tests.screens.conftest import press, settled, text_of, wizard
from tests.trust import authority


async def test_enter_goes_to_the_item_whose_certificate_ends(finished: Path) -> None:
    app = wizard(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        seen = set()
        for row in range(8):
            await press(pilot, "f10", *["down"] * row)
            screen = app.screen
            assert isinstance(screen, ExpiryScreen)
            assert screen.end is not None
            wanted = screen.end.item
            assert "Enter Go there" in text_of(app).splitlines()[-1]
            assert "Made in: " in text_of(app)
            await press(pilot, "enter")
            work = app.screen
            assert isinstance(work, WorkScreen)
            assert work.item is not None
            assert work.item.name == wanted
            seen.add(wanted)
            if wanted == "ca/CA":
                break
        assert "personal-certificate/ZOS1" in seen
        assert "ca/CA" in seen


async def test_what_others_gave_leads_nowhere(finished: Path) -> None:
    trusted = finished.parent / "demo.pwx/artifacts/INTSVC/ca-list.pem"
    trusted.write_bytes(authority.leaf("good").certificate.public_bytes(Encoding.PEM))
    app = wizard(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "f10")
        screen = app.screen
        assert isinstance(screen, ExpiryScreen)
        row = next(at for at, one in enumerate(screen._ends) if not one.item)
        await press(pilot, *["down"] * row)
        assert "Go there" not in text_of(app)
        await press(pilot, "enter")
        assert app.screen is screen
