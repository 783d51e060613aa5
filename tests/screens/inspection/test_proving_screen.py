"""Proof of a connection on the screen: the command, its output judged, and what is missing."""

import socket
import stat
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widgets import Static, TextArea

from pwxwizard import layout, pki, store
from pwxwizard.answering import read_answers
from pwxwizard.project import Evidence
from pwxwizard.session import Session
from screens.dialogs import Choose
from screens.inspecting import Sheet
from screens.lines import PickInput
from screens.packets import PacketsScreen
from screens.pasting import PasteOutput
from screens.probing import ProbeScreen
from screens.proving import ProvingScreen
from screens.trust import TrustScreen
from screens.work import WorkScreen
from tests.conftest import FastKeys, FixedClock
from tests.screens.conftest import (
    change,
    press,
    reviewer,
    settled,
    shows,
    strike,
    text_of,
    until,
    wizard,
)
from tests.trust import authority
from tests.verify.servers import Loopback, counting, listening, machine_server

Compare = Callable[..., bool]
ITEM = "ping/INTSVC->ZOS1.zossec"
GOOD = "PWX-00750 Attempting to ping\nPWX-00755 Command carried out\n"
BAD = "PWX-00651 Connect failed\n"


def pings(path: Path) -> list[Evidence]:
    """Return what the project file keeps of PINGs."""
    project = store.read_project(store.read_file(path), path.name)
    return [one for one in project.record.evidence if one.kind == "ping"]


def seen(screen: ProvingScreen) -> str:
    """Return the text below the command."""
    return str(screen.query_one(Sheet).query_one(Static).content)


def needed(screen: ProvingScreen) -> str:
    """Return what the proof consists of."""
    return str(screen.query_one("#needed", Static).content)


async def proving(pilot: Pilot[Any]) -> ProvingScreen:
    """Open the proof of a connection from the main screen."""
    await settled(pilot)
    work = pilot.app.screen
    assert isinstance(work, WorkScreen)
    await work.go_to(ITEM)
    await press(pilot, "f9")
    assert isinstance(pilot.app.screen, ProvingScreen)
    return pilot.app.screen


async def paste(pilot: Pilot[Any], output: str) -> None:
    """Paste an output and have it judged."""
    await press(pilot, "p")
    assert isinstance(pilot.app.screen, PasteOutput)
    pilot.app.screen.query_one(TextArea).text = output
    await press(pilot, "f2")


def program(folder: Path, monkeypatch: pytest.MonkeyPatch, lines: str) -> None:
    """Put a stand-in for DTLREXE on the path."""
    script = folder / "bin" / "dtlrexe"
    script.parent.mkdir()
    script.write_text(f"#!/bin/sh\n{lines}\n", encoding="ascii")
    script.chmod(script.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(script.parent), prepend=":")


def rewrite(script: Path, lines: str) -> None:
    """Let the stand-in do something else."""
    script.write_text(f"#!/bin/sh\n{lines}\n", encoding="ascii")


def passphrase_of(project: Path) -> str:
    """Return the passphrase of the machines' keys."""
    return (project.parent / "secrets" / "personal-passphrase").read_text(encoding="ascii").strip()


def ran(folder: Path) -> bool:
    """Tell whether the stand-in that leaves a mark was run."""
    return (folder / "ran.txt").exists()


@pytest.fixture(autouse=True)
def no_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the machine have the programs of any machine."""
    monkeypatch.setenv("PATH", "/usr/bin:/bin")


async def test_the_screen_says_what_is_missing_and_what_is_there(finished: Path) -> None:
    app = wizard(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await proving(pilot)
        assert "dtlrexe prog=ping loc=zossec" in text_of(app)
        assert "√ done  rehearsal  2026-11-02: TLSv1.3" in needed(screen)
        assert "○ missing  ping" in needed(screen)
        assert "1 of 2 to do" in text_of(app)
        assert "is not on this machine" in seen(screen)
        await press(pilot, "r")
        assert "is not on this machine" in seen(screen)


async def test_a_good_output_completes_the_proof(finished: Path) -> None:
    app = wizard(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await proving(pilot)
        await paste(pilot, GOOD)
        assert "√ proved" in seen(screen)
        assert "PWX-00755" in seen(screen)
        assert "It is kept, and stands above; d drops it." in seen(screen)
        assert "√ done  ping  2026-11-02" in needed(screen)
        assert "The output names no node." in needed(screen)
        assert text_of(app).count("names no node") == 1
        assert text_of(app).count("rehearsal") == 1
        (kept,) = pings(finished)
        assert (kept.item, kept.verdict, kept.date[:10]) == (ITEM, "proved", "2026-11-02")
        await press(pilot, "escape")
        assert isinstance(app.screen, WorkScreen)
        assert app.screen.item is not None
        assert app.screen.item.state == "proved"


async def test_a_bad_output_is_kept_and_an_empty_one_is_not(finished: Path) -> None:
    output = finished.parent / "ping.txt"
    output.write_text(BAD, encoding="ascii")
    app = wizard(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await proving(pilot)
        await paste(pilot, "nothing of interest")
        assert "? not enough  This is not output of DTLREXE" in seen(screen)
        await press(pilot, "p")
        assert app.screen.query_one(TextArea).selected_text == "nothing of interest"
        await press(pilot, "escape")
        assert app.screen is screen
        await paste(pilot, "PWX-00750 DTLREXE Input LOC=as400sec, PROG=PING\nPWX-00755 OK\n")
        assert "This is the output for as400sec; zossec is wanted. PING zossec" in seen(screen)
        assert pings(finished) == []
        await press(pilot, "o")
        app.screen.query_one(PickInput).value = "ping.txt"
        await press(pilot, "enter")
        assert "X wrong  (PWX-00651)" in seen(screen)
        assert [one.verdict for one in pings(finished)] == ["wrong"]
        assert "X wrong  ping" in needed(screen)


async def test_the_program_is_run_where_it_is(
    finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path, monkeypatch, 'echo "$@" > args.txt; echo "PWX-00755 done"')
    monkeypatch.chdir(tmp_path)
    app = wizard(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await proving(pilot)
        await press(pilot, "r")
        await settled(pilot)
        assert "√ proved  (PWX-00755)" in seen(screen)
        assert (tmp_path / "args.txt").read_text(encoding="ascii") == "prog=ping loc=zossec\n"
        assert [one.verdict for one in pings(finished)] == ["proved"]


async def test_a_stand_in_goes_through_every_state_of_the_item(
    finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path, monkeypatch, "exit 0")
    script = tmp_path / "bin" / "dtlrexe"
    app = wizard(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await proving(pilot)
        for lines, said, kept, mark in (
            ("echo rubbish; head -c 3000 /dev/zero", "? not enough", [], "○ missing"),
            ("exit 3", "X wrong  It is kept", ["wrong"], "X wrong"),
            ("echo PWX-00755", "√ proved  (PWX-00755)", ["proved"], "√ done"),
            ("echo PWX-00652 no handshake; exit 12", "X wrong  (PWX-00652)", ["wrong"], "X wrong"),
            ("echo PWX-00755; exit 8", "? not enough  (PWX-00755)", ["wrong"], "X wrong"),
            ("echo PWX-00755", "√ proved  (PWX-00755)", ["proved"], "√ done"),
        ):
            rewrite(script, lines)
            await press(pilot, "r")
            await settled(pilot)
            assert said in seen(screen), lines
            assert [one.verdict for one in pings(finished)] == kept, lines
            assert f"{mark}  ping" in needed(screen), lines
            assert ("The exit code is 3" in needed(screen)) is (lines == "exit 3")
        assert "√ proved" in text_of(app).splitlines()[0]


async def test_a_probe_of_the_port_stands_for_the_rehearsal(finished: Path, tmp_path: Path) -> None:
    app = wizard(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        proof = await proving(pilot)
        session = proof.workspace
        assert isinstance(session, Session)
        session._record(replace(session.project.record, evidence=()))
        server = machine_server(session, "ZOS1", passphrase_of(finished), tmp_path)
        with listening(server) as real, counting(real) as (port, connections):
            session.world = replace(session.world, dialer=Loopback(port))
            await press(pilot, "h")
            assert shows(app, ProbeScreen)
            assert "This opens 1 connection to zos1.example.com, port 6001" in text_of(app)
            assert connections == []
            await press(pilot, "p")
            assert "√ proved, kept as evidence" in text_of(app)
            assert "Certificate 1: CN=zos1.example.com" in text_of(app)
            assert len(connections) == 1
        await press(pilot, "escape")
        assert app.screen is proof
        assert "√ done  probe" in needed(proof)
        with socket.create_server(("127.0.0.1", 0)) as free:
            nobody = free.getsockname()[1]
        session.world = replace(session.world, dialer=Loopback(nobody))
        await press(pilot, "h", "p")
        assert "Tried: 1 connection" in text_of(app)
        await press(pilot, "escape")
        with listening(lambda _: None) as port:
            session.world = replace(session.world, dialer=Loopback(port))
            await press(pilot, "h", "p")
            assert "X wrong, kept as evidence" in text_of(app)
            await press(pilot, "escape")
        assert "X wrong  probe" in needed(proof)
        own = layout.personal(session.project, session.project.machine["INTSVC"])
        (finished.parent / own).write_bytes(personal_of_another(passphrase_of(finished)))
        await press(pilot, "h", "p")
        assert "private key does not belong to its certificate" in text_of(app)
        await press(pilot, "escape", "escape")
        assert app.screen is proof


def personal_of_another(passphrase: str) -> bytes:
    """Return a personal file whose key, of another kind than usual, fits no machine here."""
    made = authority.leaf("good")
    return pki.personal_pem(made.certificate, (), made.key, passphrase)


async def test_a_program_that_hangs_is_stopped_by_escape(
    finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path, monkeypatch, "echo PWX-00755; exec sleep 30")
    app = wizard(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await proving(pilot)
        strike(app, "r")
        await until(pilot, lambda: "Escape stops it" in seen(screen))
        await press(pilot, "escape")
        assert app.screen is screen
        assert "It was stopped" in seen(screen)
        assert pings(finished) == []


async def test_review_judges_and_keeps_nothing(
    finished: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program(tmp_path, monkeypatch, "touch ran.txt")
    monkeypatch.chdir(tmp_path)
    app = reviewer(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await proving(pilot)
        await press(pilot, "r")
        assert "Run here" not in text_of(app)
        await paste(pilot, GOOD)
        assert "Nothing is kept in review." in seen(screen)
        assert "○ missing  ping" in needed(screen)
    assert pings(finished) == []
    assert not ran(tmp_path)


async def test_a_proof_is_outdated_once_what_it_proved_changed(finished: Path) -> None:
    node = finished.parent / "demo.pwx" / "artifacts" / "INTSVC" / "dbmover.cfg"
    node.write_bytes(node.read_bytes() + b"/* changed */\n")
    app = reviewer(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await proving(pilot)
        assert "≈ outdated  rehearsal" in needed(screen)
        assert "≈ outdated  rehearsal, 20" in seen(screen)
        assert "√ proved" not in seen(screen)
        assert "2 of 2 to do" in text_of(app)


async def test_what_is_written_anew_is_to_be_proved_again(finished: Path) -> None:
    """The item stays written, and everything that shows it says what is outdated."""
    change(finished, "port = 6001", "port = 6101")
    with Session.open(finished) as session:
        session.world = replace(session.world, clock=FixedClock(), keys=FastKeys())
        session.apply(session.survey().plan)
        (item,) = (one for one in session.items() if one.name == ITEM)
        assert (item.state, item.proof_outdated) == ("written", True)
        assert item.because[0].startswith("rehearsal outdated: ")
        assert item.because[0].endswith(" more changed; rehearse again")
        assert session.survey().plan.writes == ()
    app = reviewer(finished)
    async with app.run_test(size=(120, 40)) as pilot:
        await settled(pilot)
        work = app.screen
        assert isinstance(work, WorkScreen)
        await work.go_to(ITEM)
        await settled(pilot)
        said = " ".join(text_of(app).split())
        assert "≈ rehearse INTSVC" in said
        assert "≈ 6 rehearse" in said
        panel = (line.rpartition("│")[2] for line in text_of(app).splitlines())
        told = " ".join(" ".join(panel).split())
        assert "≈ outdated: rehearsal, 2026-11-02:" in told
        assert "2 more changed; rehearse again." in told
        assert "F6 rehearses every" in said


def test_a_proof_looks_like_this(finished: Path, snap_compare: Compare) -> None:
    """A connection that is rehearsed and waits for its PING."""

    async def look(pilot: Pilot[Any]) -> None:
        await proving(pilot)
        await settled(pilot)

    assert snap_compare(wizard(finished), terminal_size=(80, 24), run_before=look)


async def test_a_text_that_proves_another_connection_already_is_kept_only_once_agreed_to(
    finished: Path,
) -> None:
    app = wizard(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await proving(pilot)
        await paste(pilot, GOOD)
        assert "make sure" not in seen(screen)
        await press(pilot, "escape")
        await app.screen.go_to("ping/ETLCLIENT->ZOS1.zossec")  # type: ignore[attr-defined]
        await press(pilot, "f9")
        screen = app.screen  # type: ignore[assignment]
        assert isinstance(screen, ProvingScreen)
        for keys, kept in (("enter",), 1), (("escape",), 1), (("left", "enter"), 2):
            await paste(pilot, GOOD)
            assert shows(app, Choose)
            assert "Keep this output?" in text_of(app)
            await press(pilot, *keys)
            said = " ".join(seen(screen).split())
            assert "kept for INTSVC->ZOS1.zossec: make sure that this one is from ETL" in said
            assert ("It is not kept, and" in said) is (kept == 1)
            assert [one.verdict for one in pings(finished)] == ["proved"] * kept


async def test_an_output_from_before_a_change_proves_again_only_once_agreed_to(
    finished: Path,
) -> None:
    app = wizard(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        await proving(pilot)
        await paste(pilot, GOOD)
        assert len(pings(finished)) == 1
        app.opening.close()
    node = finished.parent / "demo.pwx" / "artifacts" / "INTSVC" / "dbmover.cfg"
    node.write_bytes(node.read_bytes() + b"/* changed */\n")
    app = wizard(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await proving(pilot)
        assert "≈ outdated  ping" in needed(screen)
        await paste(pilot, GOOD)
        assert shows(app, Choose)
        assert "before something changed" in " ".join(text_of(app).replace("│", "").split())
        await press(pilot, "escape")
        assert "It is not kept" in seen(screen)
        assert "≈ outdated  ping" in needed(screen)


async def test_an_output_that_was_kept_is_dropped_once_the_word_is_typed(finished: Path) -> None:
    app = wizard(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await proving(pilot)
        await press(pilot, "d")
        assert app.screen is screen
        assert "d Drop" not in text_of(app)
        await paste(pilot, GOOD)
        assert "d Drop" in text_of(app).splitlines()[-1]
        await press(pilot, "d")
        assert "Kept of INTSVC->ZOS1.zossec, PING:" in text_of(app)
        assert "- PING (DTLREXE), 2026-11-02: proved." in text_of(app)
        await press(pilot, "escape")
        assert len(pings(finished)) == 1
        await press(pilot, "d", *"drop", "enter")
        assert pings(finished) == []
        assert "is dropped" in seen(screen)
        assert "○ missing  ping" in needed(screen)
        assert "√ done  rehearsal" in needed(screen)
        assert "d Drop" not in text_of(app)


async def test_review_drops_nothing(finished: Path) -> None:
    app = wizard(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        await proving(pilot)
        await paste(pilot, GOOD)
    app = reviewer(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await proving(pilot)
        await press(pilot, "d")
        assert app.screen is screen
        assert "d Drop" not in text_of(app)


async def test_a_proof_that_went_wrong_looks_so_and_is_gone_to_first(finished: Path) -> None:
    app = wizard(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        await proving(pilot)
        await paste(pilot, BAD)
        await press(pilot, "escape")
        shown = text_of(app)
        assert "X failed" in shown
        assert "X 1 of 6 failed" in shown
        work = app.screen
        assert isinstance(work, WorkScreen)
        await work.go_to("ca/CA")
        await press(pilot, "f7")
        assert work.item is not None
        assert work.item.name == ITEM
        assert "its proof went wrong" in text_of(app)


async def test_rehearsing_again_is_a_key_away_and_leads_to_what_is_to_be_mended(
    finished: Path,
) -> None:
    folder = finished.parent / "demo.pwx" / "artifacts" / "INTSVC"
    (folder / "ca-list.pem").write_bytes((folder / "certificate.pem").read_bytes())
    app = wizard(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        await proving(pilot)
        await press(pilot, "f6")
        assert "F8 tells what to mend" in text_of(app)
        await press(pilot, "down", "f8")
        assert isinstance(app.screen, TrustScreen)
        assert app.screen.cell is not None
        assert app.screen.cell.connection == app.screen.workspace.project.connection[1]
        await press(pilot, "enter", "enter")
        assert isinstance(app.screen, WorkScreen)
        assert app.screen.item is not None
        assert app.screen.item.name == "personal-certificate/INTSVC"


async def test_a_ping_from_before_a_change_is_an_old_proof_and_a_rehearsal_is_to_be_repeated(
    finished: Path,
) -> None:
    app = wizard(finished)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await proving(pilot)
        await paste(pilot, GOOD)
        session = screen.workspace
        assert isinstance(session, Session)
        session.world = replace(session.world, clock=FixedClock(), keys=FastKeys())
        port = "machine.ZOS1.listener.zossec.port=6101"
        session.give(read_answers(session.project, (port,)))
        session.apply(session.survey().plan)
        await press(pilot, "escape")
        said = " ".join(text_of(app).split())
        assert "≈ old proof INTSVC" in said
        assert "≈ rehearse ETLCLIENT" in said
        assert "≈ 1 of 6 old proof" in said


async def test_a_text_from_before_a_change_is_taken_with_a_doubt(finished: Path) -> None:
    app = wizard(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        screen = await proving(pilot)
        await paste(pilot, GOOD)
        await paste(pilot, GOOD)
        assert "make sure" not in seen(screen)
        session = screen.workspace
        assert isinstance(session, Session)
        session.world = replace(session.world, clock=FixedClock(), keys=FastKeys())
        port = "machine.ZOS1.listener.zossec.port=6101"
        session.give(read_answers(session.project, (port,)))
        session.apply(session.survey().plan)
        await paste(pilot, GOOD)
        said = " ".join(seen(screen).split())
        assert "before something changed: make sure that this one is from after it." in said


async def test_p_leads_to_what_proves_an_item(finished: Path) -> None:
    app = wizard(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        work = app.screen
        assert isinstance(work, WorkScreen)
        for item, about in (
            ("at-tls/ZOS1", "What came back for ZOS1, AT-TLS rules"),
            ("personal-certificate/ZOS1", "What came back for ZOS1, Personal certificates"),
            ("personal-certificate/AS400", "What came back for AS400, Personal certificates"),
        ):
            await work.go_to(item)
            work.action_enter_items()
            await settled(pilot)
            assert "p Proof" in text_of(app).splitlines()[-1]
            await press(pilot, "p")
            assert isinstance(app.screen, PacketsScreen)
            await press(pilot, "p")
            assert about in text_of(app)
            await press(pilot, "escape", "escape")
        await work.go_to(ITEM)
        work.action_enter_items()
        await press(pilot, "p")
        assert isinstance(app.screen, ProvingScreen)
        await press(pilot, "escape")
        await work.go_to("dbmover/ZOS1")
        work.action_enter_items()
        await settled(pilot)
        assert "p Proof" not in text_of(app).splitlines()[-1]


async def test_what_was_pasted_is_not_lost_unasked(finished: Path) -> None:
    app = wizard(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        await proving(pilot)
        await press(pilot, "p", "a", "escape")
        assert "would be lost" in text_of(app)
        await press(pilot, "escape")
        assert isinstance(app.screen, PasteOutput)
        assert app.screen.query_one(TextArea).text == "a"
        await press(pilot, "escape", "right", "enter")
        assert isinstance(app.screen, ProvingScreen)
