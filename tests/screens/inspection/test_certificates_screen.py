"""Certificates on the screen: fields, comparison, planned changes, and nothing of a key."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from textual.pilot import Pilot
from textual.widgets import Static

from pwxwizard import pki
from screens.asking import SecretInput
from screens.certificates import CertificatesScreen
from screens.inspecting import Sheet
from screens.lines import AnswerInput, PickInput
from screens.lists import Rows
from screens.verifying import AskVerification
from screens.work import WorkScreen
from tests.screens.conftest import press, reviewer, settled, text_of, wizard

Compare = Callable[..., bool]


def shown(screen: CertificatesScreen) -> str:
    """Return the text below the files."""
    return str(screen.query_one(Sheet).query_one(Static).content)


def stand_on(screen: CertificatesScreen, ending: str) -> None:
    """Move to the file whose path ends so."""
    table = screen.query_one(Rows)
    row = next(
        row for row in range(table.row_count) if str(table.get_row_at(row)[2]).endswith(ending)
    )
    table.move_cursor(row=row)


async def certificates(pilot: Pilot[Any], item: str) -> CertificatesScreen:
    """Open the certificates of an item from the main screen."""
    await settled(pilot)
    work = pilot.app.screen
    assert isinstance(work, WorkScreen)
    await work.go_to(item)
    await press(pilot, "f9")
    assert isinstance(pilot.app.screen, CertificatesScreen)
    return pilot.app.screen


async def opened(pilot: Pilot[Any], path: str) -> None:
    """Open a file by its path."""
    await press(pilot, "o")
    pilot.app.screen.query_one(PickInput).value = path
    await press(pilot, "enter")


async def test_every_field_of_a_certificate_is_there_and_nothing_of_a_key(finished: Path) -> None:
    key = (finished.parent / "demo.pwx" / "private" / "INTSVC.key.pem").read_text(encoding="ascii")
    app = reviewer(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await certificates(pilot, "personal-certificate/INTSVC")
        for ending, words in (
            ("INTSVC.key.pem", ("encrypted private key", "under its passphrase is not shown")),
            ("certificate.pem", ("CN=intsvc.example.com", "DNS:intsvc.example.com", "TLS client")),
            ("personal.pem", ("encrypted private key", "certificate CN=intsvc.example.com")),
            ("ca-list.pem", ("issue certificates", "fingerprintSha256", "(critical)")),
        ):
            stand_on(screen, ending)
            await settled(pilot)
            assert all(word in shown(screen) for word in words), ending
            assert key.splitlines()[3] not in shown(screen)
        await press(pilot, "enter")
        assert screen.query_one(Sheet).has_focus
        await press(pilot, "escape", "escape")
        assert isinstance(app.screen, WorkScreen)


async def test_two_files_are_compared_by_meaning(finished: Path) -> None:
    app = reviewer(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await certificates(pilot, "personal-certificate/INTSVC")
        stand_on(screen, "certificate.pem")
        await press(pilot, "c")
        assert "go to the file to compare it with" in text_of(app)
        stand_on(screen, "personal.pem")
        await settled(pilot)
        assert "From certificate.pem to personal.pem, by meaning" in text_of(app)
        assert "ENCRYPTED PRIVATE KEY: added" in shown(screen)
        assert "removed" not in shown(screen)


async def test_what_is_planned_is_set_against_what_is_there(finished: Path) -> None:
    app = wizard(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await certificates(pilot, "personal-certificate/INTSVC")
        stand_on(screen, "certificate.pem")
        await press(pilot, "b")
        assert shown(screen) == "Both mean the same."
        await press(pilot, "b")
        assert "CN=intsvc.example.com" in shown(screen)


async def test_any_file_is_opened_by_its_path(finished: Path) -> None:
    app = reviewer(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await certificates(pilot, "ca/CA")
        files = screen.query_one(Rows).row_count
        await opened(pilot, "demo.pwx/artifacts/ZOS1/personal.p12")
        assert screen.query_one(Rows).row_count == files + 1
        assert "PBE-SHA1-3DES" in shown(screen)
        await opened(pilot, "nowhere")
        assert "nowhere: there is no such file." in text_of(app)
        await press(pilot, "escape")
        await opened(pilot, "demo.toml")
        assert "No certificate, request, key or revocation list was recognised." in shown(screen)


async def test_a_certificate_is_verified_against_what_somebody_names(finished: Path) -> None:
    app = reviewer(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await certificates(pilot, "personal-certificate/INTSVC")
        stand_on(screen, "certificate.pem")
        await press(pilot, "v", "enter")
        assert "What a verification says" in text_of(app)
        assert shown(screen).startswith("Trusted.")
        for line, value, said in (
            ("#name", "other.example.com", "other.example.com"),
            ("#at", "2040-01-01", "2040"),
            ("#ca", "demo.pwx/artifacts/INTSVC/certificate.pem", "not self-signed"),
        ):
            await press(pilot, "v")
            assert isinstance(app.screen, AskVerification)
            app.screen.query_one(line, AnswerInput).value = value
            await press(pilot, "enter")
            assert shown(screen).startswith("Not trusted."), line
            assert said in shown(screen), line
        several = "demo.pwx/artifacts/INTSVC/certificate.pem, demo.pwx/artifacts/ca/ca.pem"
        await press(pilot, "v")
        for line, value in (("#ca", several), ("#name", ""), ("#at", "")):
            app.screen.query_one(line, AnswerInput).value = value
        await press(pilot, "enter")
        assert shown(screen).startswith("Trusted.")
        for line, value, said in (
            ("#at", "someday", "This is no date"),
            ("#ca", "", "Name a file with the CA certificates"),
        ):
            await press(pilot, "v")
            app.screen.query_one(line, AnswerInput).value = value
            await press(pilot, "enter")
            assert said in text_of(app)
            await press(pilot, "escape")
        await press(pilot, "v")
        app.screen.query_one("#crl", AnswerInput).value = "demo.pwx/private/INTSVC.key.pem"
        await press(pilot, "enter")
        assert "A revocation list is expected" in text_of(app)


async def test_a_package_is_opened_with_its_passphrase(finished: Path) -> None:
    app = reviewer(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await certificates(pilot, "ca/CA")
        await opened(pilot, "demo.pwx/artifacts/ZOS1/personal.p12")
        assert "CN=zos1.example.com" not in shown(screen)
        secret = (
            (finished.parent / "secrets/personal-passphrase").read_text(encoding="ascii").strip()
        )
        for typed, there in (("not-this-one", False), (secret, True)):
            await press(pilot, "p")
            app.screen.query_one(SecretInput).value = typed
            await press(pilot, "enter")
            assert ("CN=zos1.example.com" in shown(screen)) is there
            assert ("under its passphrase is not shown" in shown(screen)) is not there
            assert typed not in text_of(app)


async def test_a_file_stays_where_it_was_when_it_is_opened_with_a_passphrase(
    finished: Path,
) -> None:
    app = reviewer(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await certificates(pilot, "ca/CA")
        row = screen.query_one(Rows).cursor_row
        before = text_of(app).splitlines()[1:4]
        assert "as it is" in before[row + 1]
        for typed in ("not-this-one", "another"):
            await press(pilot, "p")
            app.screen.query_one(SecretInput).value = typed
            await press(pilot, "enter")
            assert text_of(app).splitlines()[1:4] == before
            assert screen.query_one(Rows).cursor_row == row


async def test_certificates_are_saved_in_another_wrapping_and_keys_are_not(finished: Path) -> None:
    app = wizard(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        await certificates(pilot, "personal-certificate/INTSVC")
        screen = app.screen
        assert isinstance(screen, CertificatesScreen)
        stand_on(screen, "personal.pem")
        there = finished.parent / "there.der"
        there.write_bytes(b"mine")
        for name, said in (
            ("leaf.cer", "leaf.cer"),
            ("chain.p7b", "chain.p7b"),
            ("list.txt", "Let it end with one of: .pem, .cer"),
            ("there.der", "Something is there already."),
            ("no/where.pem", "The file cannot be written"),
        ):
            await press(pilot, "s")
            app.screen.query_one("#line", AnswerInput).value = name
            await press(pilot, "enter")
            assert said in " ".join(text_of(app).split()), name
            await press(pilot, "enter")
        assert there.read_bytes() == b"mine"
        (leaf,) = pki.load_certificates((finished.parent / "leaf.cer").read_bytes())
        assert pki.der(leaf) == (finished.parent / "leaf.cer").read_bytes()
        packed = pki.read((finished.parent / "chain.p7b").read_bytes())
        assert leaf in packed.certificates
        assert not any("key" in item.kind for item in packed.items)
    app = reviewer(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        await certificates(pilot, "personal-certificate/INTSVC")
        before = app.screen
        await press(pilot, "s")
        assert app.screen is before


def test_a_personal_certificate_looks_like_this(finished: Path, snap_compare: Compare) -> None:
    """The fields of a personal certificate of the finished estate, files above."""

    async def look(pilot: Pilot[Any]) -> None:
        screen = await certificates(pilot, "personal-certificate/INTSVC")
        await press(pilot, "c")
        stand_on(screen, "ca-list.pem")
        await settled(pilot)

    assert snap_compare(reviewer(finished), terminal_size=(80, 24), run_before=look)
