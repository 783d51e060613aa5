"""The main job by keyboard alone: from nothing to an estate whose handshakes succeed."""

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from pwxwizard.session import Session
from screens.edit import EditScreen
from screens.rehearsal import RehearsalScreen
from screens.welcome import WelcomeScreen
from tests.screens.conftest import change, press, settled, text_of, wizard, write


async def fill(pilot: Pilot[Any], *answers: str | int) -> None:
    """Answer fields in order: type a text, or choose the option of a number; the last one adds."""
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
        assert isinstance(app.screen, EditScreen)
        assert "Press a to add" in text_of(app)

        await press(pilot, "a")
        await fill(pilot, "ZOS1", 0, "z.example.com")
        await press(pilot, "a", "down", "enter")
        await fill(pilot, 0, "SEC", "6001")
        await press(pilot, "enter", "tab", "tab")
        await write(pilot, "PWXLST")
        await press(pilot, "enter", "enter")
        await write(pilot, "PWXSTC")
        await press(pilot, "enter")
        await press(pilot, "a", "enter")
        await fill(pilot, "CLI", 1, "c.example.com")
        await press(pilot, "a", "enter")
        await fill(pilot, "WIN", 3, "w.example.com")
        for client in (0, 1):
            await press(pilot, "a", "down", "down", "enter")
            await fill(pilot, client, 0)
        assert "F2 shows what would be" in text_of(app)

        await press(pilot, "f2", "ctrl+a", "right", "enter")
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
        await press(pilot, "f2", "ctrl+a", "right", "enter")
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
