"""The main job by keyboard alone: from nothing to an estate whose handshakes succeed."""

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from pwxwizard import store
from pwxwizard.session import Session
from screens.asking import SecretInput
from screens.edit import EditScreen
from screens.outcome import what_next
from screens.rehearsal import RehearsalScreen
from screens.welcome import WelcomeScreen
from tests.screens.conftest import (
    change,
    finish,
    looked_at,
    press,
    settled,
    text_of,
    wizard,
    write,
)


async def fill(pilot: Pilot[Any], *answers: str | int) -> None:
    """Answer fields in order: type a text, or choose the option of a number; the button comes last."""
    for answer in answers:
        if isinstance(answer, int):
            await press(pilot, "enter", *["down"] * answer, "enter")
        else:
            await write(pilot, answer)
            await press(pilot, "enter")


async def test_three_machines_from_nothing_to_rehearsed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    app = wizard(None)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert isinstance(app.screen, WelcomeScreen)
        await press(pilot, "n")
        await write(pilot, "lab")
        await press(pilot, "enter", "enter")
        assert "F2 shows every file as it would be" in text_of(app)
        await press(pilot, "escape")
        assert isinstance(app.screen, EditScreen)
        assert "Press a to add" in text_of(app)

        await press(pilot, "a")
        await fill(pilot, "ZOS1", 0, "z.example.com")
        await press(pilot, "enter")
        await press(pilot, "a", "down", "enter")
        await fill(pilot, "SEC", "6001")
        await press(pilot, "enter")
        await press(pilot, "enter", "tab", "tab")
        await write(pilot, "PWXLST")
        await press(pilot, "enter", "enter")
        await write(pilot, "PWXSTC")
        await press(pilot, "enter")
        await press(pilot, "a", "enter")
        await fill(pilot, "CLI", 1, "c.example.com")
        await press(pilot, "enter", "a", "enter")
        await fill(pilot, "WIN", 3, "w.example.com")
        await press(pilot, "enter")
        for client in (0, 1):
            await press(pilot, "a", "down", "down", "enter")
            await fill(pilot, client, 0)
            await press(pilot, "enter")
        assert "F2 shows what would be" in text_of(app)

        await press(pilot, "f2", "ctrl+a", "enter")
        for passphrase in ("Correct-Horse-9", "Battery-Staple-8"):
            for _ in ("chosen", "again"):
                await write(pilot, passphrase)
                await press(pilot, "enter")
        assert "files written" in text_of(app)
        artifacts = tmp_path / "lab.pwx" / "artifacts"
        assert (artifacts / "ZOS1" / "personal.p12").is_file()
        assert (artifacts / "ZOS1" / "pagent_ttls.conf").is_file()
        assert (artifacts / "WIN" / "dbmover.cfg").is_file()

        await press(pilot, "enter", "f6")
        assert isinstance(app.screen, RehearsalScreen)
        assert "2 of 2 tried, 2 succeeded" in text_of(app)
        await press(pilot, "escape", "ctrl+q")
    with Session.open(tmp_path / "lab.toml") as session:
        assert [item.state.value for item in session.items() if item.name.startswith("ca/")] == [
            "written"
        ]
        assert len(session.project.record.evidence) == 2


async def test_a_wrong_passphrase_is_asked_for_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, sample: Path
) -> None:
    change(sample, "file:secrets/personal-passphrase", "prompt:personal")
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2", "ctrl+a", "enter")
        for _ in ("chosen", "again"):
            await write(pilot, "Correct-Horse-9")
            await press(pilot, "enter")
        assert "files written" in text_of(app)
        await press(pilot, "enter", "ctrl+q")
    again = wizard(sample)
    async with again.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f6")
        await write(pilot, "not-the-one")
        await press(pilot, "enter")
        assert "0 succeeded" in text_of(again)
        await press(pilot, "f6")
        assert "Passphrases" in text_of(again)
        await write(pilot, "Correct-Horse-9")
        await press(pilot, "enter")
        assert "6 of 6 tried, 6 succeeded" in text_of(again)


def secret(sample: Path, name: str) -> str:
    """Return a passphrase of the sample estate."""
    return (sample.parent / "secrets" / name).read_text().strip()


def typed_from_now_on(sample: Path) -> None:
    """Let every machine's passphrase, and the CA's, be typed, each by itself."""
    finish(sample)
    change(sample, '"file:secrets/ca-passphrase"', '"prompt"')
    change(sample, '"file:secrets/personal-passphrase"', '"prompt"')


async def test_only_the_passphrase_that_opened_nothing_is_asked_for_again(sample: Path) -> None:
    typed_from_now_on(sample)
    certificate = sample.parent / "demo.pwx/artifacts/INTSVC/certificate.pem"
    certificate.unlink()
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2", "ctrl+a", "enter")
        assert "Passphrase of the CA key" in text_of(app)
        assert "Passphrase of INTSVC's key" in text_of(app)
        await write(pilot, "not-the-one")
        await press(pilot, "enter")
        await write(pilot, secret(sample, "personal-passphrase"))
        await press(pilot, "enter")
        assert "Nothing was written" in text_of(app)
        assert "private/ca.key.pem" in text_of(app)
        await press(pilot, "escape", "ctrl+a", "enter")
        assert "Passphrase of the CA key" in text_of(app)
        assert "Passphrase of INTSVC's key" not in text_of(app)
        await write(pilot, secret(sample, "ca-passphrase"))
        await press(pilot, "enter")
        assert "files written" in text_of(app)
        await press(pilot, "enter")
    assert certificate.exists()


async def test_a_rehearsal_asks_again_for_the_keys_that_stayed_closed(sample: Path) -> None:
    typed_from_now_on(sample)
    right = secret(sample, "personal-passphrase")
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f6")
        lines = list(app.screen.query(SecretInput))
        assert len(lines) == 5
        for line in lines:
            assert app.focused is line
            await write(pilot, "not-the-one" if "WINNAV" in line.purpose else right)
            await press(pilot, "enter")
        assert "4 of 6 tried, 4 succeeded" in text_of(app)
        await press(pilot, "f6")
        assert [line.purpose for line in app.screen.query(SecretInput)] == [
            "passphrase of WINNAV's key"
        ]
        await write(pilot, right)
        await press(pilot, "enter")
        assert "6 of 6 tried, 6 succeeded" in text_of(app)


def test_where_only_servers_are_entered_it_is_said_that_clients_are_machines(
    tmp_path: Path,
) -> None:
    path = tmp_path / "new.toml"
    store.create(path, "new")
    with path.open("a", encoding="utf-8") as file:
        file.write('[machine.Z]\nplatform = "zos"\n[machine.Z.listener.sec]\nport = 6001\n')
    with Session.open(path) as session:
        said = "Estate: a adds the clients, which are machines, too."
        assert what_next(session, ()) == said
        assert what_next(looked_at(path), ()) == "No machine is there yet that calls."
