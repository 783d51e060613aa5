"""The life of certificates by keys alone: renew, withdraw, change the CA, take in, sign, adopt."""

import re
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.pilot import Pilot
from textual.widgets import Button, Static

from pwxwizard import pki
from screens.certificate_life import AskNext
from screens.choice import ChooseDialog
from screens.edit import EditScreen
from screens.form import Form
from tests.keys import known_key
from tests.screens.conftest import (
    looked_at,
    press,
    reviewer,
    settled,
    shows,
    text_of,
    wizard,
    write,
)
from tests.steps.conftest import FILE_PASSPHRASE, Outside, outside, written
from tests.steps.test_personal_sources import own_request

__all__ = ["outside"]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Three machines with every certificate made."""
    return written(tmp_path)


def held(project: Path, name: str) -> pki.Contents:
    return pki.read((project.parent / "prod.pwx/artifacts" / name).read_bytes(), FILE_PASSPHRASE)


def leaf(project: Path, machine: str) -> Any:
    return held(project, f"{machine}/certificate.pem").certificates[0]


def said(app: App[Any]) -> str:
    """Return what a dialog says."""
    return str(app.screen.query_one(".dialog-text Static", Static).content)


async def at(pilot: Pilot[Any], item: str, key: str = "") -> None:
    """Stand on an item, or on one of its fields."""
    await settled(pilot)
    screen = pilot.app.screen
    assert isinstance(screen, EditScreen)
    assert await screen.go_to(item, key) is bool(key)
    if not key:
        screen.action_enter_items()
    await settled(pilot)


async def applied(pilot: Pilot[Any], *, new_key: bool = False) -> str:
    """Preview, agree and write; return what was said before writing."""
    await press(pilot, "f2", "ctrl+a")
    before = text_of(pilot.app)
    await press(pilot, "enter")
    if new_key:
        await write(pilot, "replace")
        await press(pilot, "enter")
    assert re.search(r"│ \d+ files? written ", text_of(pilot.app)), text_of(pilot.app)
    await press(pilot, "enter")
    return before


async def chosen(pilot: Pilot[Any], item: str, source: str) -> None:
    """Choose where a machine's certificate comes from, in the list of sources."""
    await at(pilot, item, "personal_certificate.source")
    await press(pilot, "enter")
    assert shows(pilot.app, ChooseDialog)
    names = ["create", "existing", "external", "request"]
    await press(pilot, *["down"] * names.index(source), "enter")


async def typed(pilot: Pilot[Any], item: str, key: str, text: str) -> None:
    await at(pilot, item, f"personal_certificate.{key}")
    line = pilot.app.screen.query_one(Form).focused
    assert line is not None
    await press(pilot, "end", *["backspace"] * len(str(line.answer or "")))
    await write(pilot, text)
    await press(pilot, "enter")


async def test_a_certificate_is_renewed_and_withdrawn(project: Path) -> None:
    app = wizard(project)
    async with app.run_test(size=(80, 24)) as pilot:
        first = leaf(project, "CLIENT")
        await at(pilot, "personal-certificate/CLIENT")
        await press(pilot, "r")
        assert "CLIENT/personal.pem -> the file that PERSONAL= of the SSL" in said(app)
        assert "prove again  CLIENT->HOST.sec" in said(app)
        await press(pilot, "enter")
        await applied(pilot)
        second = leaf(project, "CLIENT")
        assert first != second
        assert pki.keeps_key(first, second)
        await at(pilot, "personal-certificate/CLIENT")
        await press(pilot, "r", "tab", "enter")
        await applied(pilot, new_key=True)
        third = leaf(project, "CLIENT")
        assert not pki.keeps_key(second, third)

        await press(pilot, "w")
        assert f"{third.serial_number:X}" in text_of(app)
        await press(pilot, "enter", "down", "enter")
        assert "of CLIENT is withdrawn" in " ".join(text_of(app).split()), text_of(app)
        await press(pilot, "f7")
        shown = " ".join(text_of(app).split())
        assert "The certificate is withdrawn: r renews it" in shown, shown
        await press(pilot, "r")
        assert "CLIENT/personal.pem -> the file that PERSONAL= of the SSL" in said(app)
        assert "Others may have the present key: choose a new one." in said(app)
        assert [str(button.label) for button in app.screen.query(".way").results(Button)] == [
            "New key",
            "Same key",
        ]
        assert app.focused is app.screen.query(".way").first()
        await press(pilot, "enter")
        await applied(pilot, new_key=True)
        (crl,) = held(project, "ca/ca.crl.pem").crls
        assert [one.serial_number for one in crl] == [third.serial_number]
        assert leaf(project, "CLIENT").serial_number != third.serial_number
        assert not pki.keeps_key(third, leaf(project, "CLIENT"))


async def test_withdrawing_leads_to_the_machine_and_tells_what_is_withdrawn(project: Path) -> None:
    app = wizard(project)
    async with app.run_test(size=(100, 40)) as pilot:
        await at(pilot, "personal-certificate/HOST")
        await press(pilot, "w")
        shown = " ".join(text_of(app).split())
        assert "The next write makes a revocation list." in shown
        assert "Withdrawn so far" not in shown
        await press(pilot, "c", "enter")
        shown = " ".join(text_of(app).split())
        for meaning in pki.MEANINGS.values():
            assert meaning in shown
        await press(pilot, "down", "enter")
        await settled(pilot)
        assert app.screen.query_one(Form).item == "personal-certificate/CLIENT"
        assert isinstance(app.screen, EditScreen)
        assert app.screen.item is not None
        assert app.screen.item.name == "personal-certificate/CLIENT"
        await press(pilot, "w")
        shown = " ".join(text_of(app).split())
        assert re.search(r"Withdrawn so far: CLIENT on \d{4}-\d\d-\d\d\.", shown), shown


async def test_the_certificate_of_a_removed_machine_is_offered(project: Path) -> None:
    serial = leaf(project, "CLIENT").serial_number
    app = wizard(project)
    async with app.run_test(size=(100, 40)) as pilot:
        await at(pilot, "estate/CLIENT")
        await press(pilot, "x")
        await write(pilot, "CLIENT")
        await press(pilot, "enter")
        await at(pilot, "ca/CA")
        await press(pilot, "w")
        assert "CLIENT, no longer in the estate" in text_of(app)
        await press(pilot, "c", "enter", "end", "enter")
        await settled(pilot)
        assert app.screen.query_one(Form).item == "ca/CA"
        await applied(pilot)
    (crl,) = held(project, "ca/ca.crl.pem").crls
    assert [one.serial_number for one in crl] == [serial]


async def test_the_ca_changes_step_by_step(project: Path) -> None:
    app = wizard(project)
    async with app.run_test(size=(80, 24)) as pilot:
        await at(pilot, "ca/CA")
        await press(pilot, "c")
        assert "► 1. A new CA" in said(app)
        await press(pilot, "enter", "c")
        assert "It is begun, and not written yet." in said(app)
        await press(pilot, "enter")
        assert "outdated" in text_of(app)
        await applied(pilot)
        assert len(held(project, "HOST/ca-list.pem").certificates) == 2
        await press(pilot, "c")
        assert "► 3. Renew machine after machine" in text_of(app)
        assert "are in use: HOST, AS400, CLIENT." in said(app)
        await press(pilot, "enter")
        await applied(pilot)
        await press(pilot, "c")
        assert "► 4. Stop trusting the former CA" in text_of(app)
        await press(pilot, "enter")
        await applied(pilot)
        (ca,) = held(project, "HOST/ca-list.pem").certificates
        assert all(pki.signed_by(leaf(project, name), ca) for name in ("HOST", "AS400", "CLIENT"))
        await press(pilot, "w", "end", "enter")
        assert "Serial number" in text_of(app)


async def test_what_comes_from_elsewhere_is_taken_in(project: Path, outside: Outside) -> None:
    folder = project.parent
    app = wizard(project)
    async with app.run_test(size=(80, 24)) as pilot:
        item = "personal-certificate/HOST"
        await chosen(pilot, item, "external")
        await applied(pilot)
        assert "waiting" in text_of(app)
        request = held(project, "HOST/request.pem").requests[0]
        answer = outside.leaf(request.public_key(), "host.example.com", "192.0.2.1")
        (folder / "answer.p7b").write_bytes(pki.pkcs7((*outside.above, answer), "pem"))
        await typed(pilot, item, "answer", "answer.p7b")
        await applied(pilot)
        assert leaf(project, "HOST") == answer
        await at(pilot, item)
        await press(pilot, "r")
        assert shows(app, AskNext)
        assert "to the outside CA once more" in said(app)
        await press(pilot, "escape", "w")
        assert f"{answer.serial_number:X}" not in text_of(app)
        await press(pilot, "escape")

        item = "personal-certificate/AS400"
        own = known_key("p-256", 77)
        (folder / "own.csr").write_bytes(own_request(own, ca=True))
        await chosen(pilot, item, "request")
        await typed(pilot, item, "request", "own.csr")
        assert "asks to be a CA" in " ".join(text_of(app).split())
        assert "AS400 asks for: CN=MINE" in await applied(pilot)
        assert pki.same_key(leaf(project, "AS400").public_key(), own.public_key())

        item = "personal-certificate/CLIENT"
        key = known_key("p-256", 78)
        kept = outside.leaf(key.public_key(), "client.example.com", "2001:db8::7")
        store = pki.pkcs12(kept, key, outside.above, "kept", FILE_PASSPHRASE)
        (folder / "kept.p12").write_bytes(store)
        await chosen(pilot, item, "existing")
        await typed(pilot, item, "file", "kept.p12")
        await typed(pilot, item, "file_passphrase", "file:file.secret")
        await at(pilot, item)
        await press(pilot, "k", "tab", "enter")
        await applied(pilot, new_key=True)
        assert leaf(project, "CLIENT") == kept
        await press(pilot, "r")
        assert "neither made nor asked for here" in said(app)
    assert not looked_at(project).survey().plan.writes


async def test_review_shows_what_ends_when_and_offers_none_of_the_rest(project: Path) -> None:
    app = reviewer(project)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "f10")
        assert "4 ends, 0 past or within 90 days" in text_of(app)
        assert "certificate.pem" in text_of(app)
        await press(pilot, "end")
        assert "Hits: HOST, AS400, CLIENT" in text_of(app)
        await press(pilot, "escape")
        await press(pilot, "down", "tab", "r", "w", "c")
        assert not shows(app, AskNext)
        assert "Withdraw" not in text_of(app)
