"""Drift adopted and overwritten on the screen; a finding waived, listed and counted again."""

from pathlib import Path

from pwxwizard import journal, store
from pwxwizard.project import Waiver
from screens.asking import AskPassphrases
from screens.dialogs import Choose, TypeWord
from screens.settling import SettlingScreen
from screens.waiving import AskWaiver
from tests.screens.conftest import change, finish, press, settled, shows, text_of, wizard, write


def content(path: Path) -> bytes:
    return path.read_bytes()


def append(path: Path, data: bytes) -> None:
    path.write_bytes(path.read_bytes() + data)


def waived(project: Path) -> tuple[Waiver, ...]:
    return store.read_project(project.read_bytes(), project.name).waiver


async def test_drift_is_compared_adopted_and_overwritten(sample: Path) -> None:
    finish(sample)
    file = sample.parent / "demo.pwx/artifacts/WINNAV/dbmover.cfg"
    written = content(file)
    append(file, b"/* by hand */\n")
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "F2, then d" in text_of(app)
        await press(pilot, "f2", "d")
        assert shows(app, SettlingScreen)
        shown = text_of(app)
        assert "changed on disk" in shown
        assert "written -> on disk" in shown
        assert "/* by hand */" in shown
        assert "No copy" not in shown
        await press(pilot, "a")
        assert shows(app, Choose)
        await press(pilot, "tab", "enter")
        # Its manifest is to name what was adopted, so that one is planned otherwise now.
        assert "dbmover.cfg" not in text_of(app)
        assert "planned otherwise" in text_of(app)
        assert journal.history(sample.parent / "demo.pwx")[-1].kind == "adoption"
        append(file, b"/* again */\n")
        await press(pilot, "f5", "o")
        assert shows(app, TypeWord)
        await press(pilot, "enter")
        assert shows(app, TypeWord)
        assert content(file) != written
        await write(pilot, "overwrite")
        await press(pilot, "enter")
        assert "1 file written" in text_of(app)
        await press(pilot, "enter")
        assert content(file) == written
        assert "as it was written, and as it is planned" in text_of(app)
        await press(pilot, "escape", "escape", "ctrl+q")


async def test_overwriting_asks_again_for_a_passphrase_that_opened_nothing(sample: Path) -> None:
    finish(sample)
    right = (sample.parent / "secrets/ca-passphrase").read_text().strip()
    change(sample, '"file:secrets/ca-passphrase"', '"prompt"')
    certificate = sample.parent / "demo.pwx/artifacts/INTSVC/certificate.pem"
    written = content(certificate)
    append(certificate, b"by hand\n")
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2", "d")
        for passphrase in ("not-the-one", right):
            await press(pilot, "o")
            await write(pilot, "overwrite")
            await press(pilot, "enter")
            assert shows(app, AskPassphrases)
            await write(pilot, passphrase)
            await press(pilot, "enter")
            assert (content(certificate) == written) is False
            assert ("Nothing was written" in text_of(app)) is (passphrase != right)
            await press(pilot, "escape")
    assert b"by hand" not in content(certificate)


async def test_a_finding_is_waived_listed_and_counted_again(sample: Path) -> None:
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "f5", "w")
        assert shows(app, AskWaiver)
        await press(pilot, "enter", "enter", "enter", "enter")
        assert "Name who answers for it." in text_of(app)
        await press(pilot, "escape", "w")
        for text in ("J. Doe", "moves in May", "2027-03-31"):
            await write(pilot, text)
            await press(pilot, "enter")
        await press(pilot, "enter")
        assert [(one.owner, one.until) for one in waived(sample)] == [("J. Doe", "2027-03-31")]
        assert "1 waived" in text_of(app)
        await press(pilot, "ctrl+end")
        assert "J. Doe, until 2027-03-31: moves in May" in text_of(app)
        await press(pilot, "w")
        assert shows(app, Choose)
        await press(pilot, "tab", "enter")
        assert waived(sample) == ()
