"""Every screen in its telling states, at 80x24 and at one wide size: a few wizards walked by keys."""

from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion
from textual.screen import Screen
from textual.widgets import Static, TextArea

import screens
from pwxwizard import store
from pwxwizard.recent import Recent
from pwxwizard.self_check import Checked, Entry, Level
from pwxwizard.terminal import Terminal
from screens import opening
from screens.app import PwxWizardApp
from screens.dialogs import Telling
from screens.edit import EditScreen
from screens.frame import Asking, Dialog, FramedScreen, Once
from screens.inspecting import InspectionScreen
from screens.lines import AnswerInput
from screens.looking import LookingScreen
from screens.passphrases import Passphrases
from screens.reporting import FileDialog
from screens.small import TooSmall
from screens.starting import StartingScreen
from tests.screens.conftest import change, press, reviewer, settled, wizard
from tests.screens.inspection.conftest import done_once, finished
from tests.screens.walking import SIZES, Walk, kept

__all__ = ["done_once", "finished", "kept"]

BASES = {Asking, Dialog, FramedScreen, FileDialog, InspectionScreen, LookingScreen, Once, Telling}
"""What screens are made from; none of them is shown itself."""
LOG = "EZD1287I TTLS Error RC:  401 Initial Handshake\nSSL alert number 48\nPWX-99999 unheard of\n"
PICTURES = Path(__file__).parent / "__snapshots__" / Path(__file__).stem


async def test_before_a_project(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, kept: SnapshotAssertion
) -> None:
    folder = tmp_path / "srv"
    (folder / "prod").mkdir(parents=True)
    (folder / "bad.toml").write_text("schema = \n")
    monkeypatch.chdir(folder)
    recent = (
        Recent(Path("/srv/prod.toml"), there=True),
        Recent(Path("/srv/old.toml"), there=False),
    )
    app = wizard(None, recent=recent)
    async with app.run_test(size=SIZES[-1]) as pilot:
        await settled(pilot)
        walk = Walk(pilot, kept)
        await walk.see("welcome")
        await walk.see("too-small", sizes=((59, 24), (24, 8)))
        await press(pilot, "n")
        await walk.type("prod")
        await walk.see("new-named")
        await walk.see("open", "escape", "o")
        await press(pilot, "ctrl+o")
        # A test's folder has another name each time.
        app.screen.query_one("#in-folder", Static).update("/srv")
        await walk.see("picker")
        await press(pilot, "escape")
        await walk.type("bad.toml", "enter")
        await walk.see("error")
        await press(pilot, "escape")
        app.push_screen(StartingScreen(None, Passphrases()))
        await walk.see("starting")
    walk.same()


async def test_a_poor_terminal_and_an_empty_project(sample: Path, kept: SnapshotAssertion) -> None:
    path = sample.parent / "own.toml"
    store.create(path, "own")
    passphrases = Passphrases()
    facts = Terminal(interactive=True, encoding="ascii", kind="vt100")
    warned = Entry(
        "encoding", Level.WARNING, "ascii", "Symbols are drawn as letters.", "Use a UTF-8 locale."
    )
    app = PwxWizardApp(
        opening.session(path, passphrases),
        passphrases=passphrases,
        checked=Checked(facts, (warned,)),
    )
    async with app.run_test(size=SIZES[-1]) as pilot:
        await settled(pilot)
        walk = Walk(pilot, kept)
        await walk.see("warned")
        await walk.home()
        await walk.see("empty")
        await walk.command("This terminal")
        await walk.see("terminal")
        await walk.home()
        await press(pilot, "left", "home", "right")
        await walk.see("adoption-empty", "f")
        await press(pilot, "t")
        await walk.type("in/nothing.cfg", "enter")
        await walk.see("adoption-absent")
        await press(pilot, "escape")
        for name in ("in/intsvc/dbmover.cfg", "in/zos1/DBMOVER"):
            await press(pilot, "t")
            await walk.type(name, "enter")
        await walk.see("adoption-offers", "down", "space")
    walk.same()


async def test_items_and_what_is_asked_about_them(sample: Path, kept: SnapshotAssertion) -> None:
    app = wizard(sample)
    async with app.run_test(size=SIZES[-1]) as pilot:
        await settled(pilot)
        walk = Walk(pilot, kept)
        for item in (
            "estate/ZOS1",
            "personal-certificate/INTSVC",
            "at-tls/ZOS1",
            "ping/INTSVC->ZOS1.zossec",
        ):
            await walk.home(item)
            await walk.see(item.replace("/", "-").partition("->")[0])
        await walk.home("at-tls/ZOS1", "at_tls.suites")
        await walk.see("suites", "ctrl+o")
        await walk.home("dbmover/WINNAV")
        await walk.see("skip", "s")
        await walk.home("estate/ZOS1")
        await walk.see("table", "t")
        await press(pilot, "m")
        await walk.fill("machine.*.personal_certificate.days=many", "enter")
        await walk.see("table-refused")
        await walk.home("estate/ZOS1")
        await walk.see("add", "a")
        await walk.see("add-machine", "enter")
        await walk.home("ca/CA", "days")
        change(sample, "days = 3650", "days = 3000")
        line = app.focused
        assert isinstance(line, AnswerInput)
        line.value = "365"
        await walk.see("conflict", "tab")
    walk.same()


async def test_what_opens_over_a_project_that_is_begun(
    sample: Path, kept: SnapshotAssertion
) -> None:
    app = wizard(sample)
    async with app.run_test(size=SIZES[-1]) as pilot:
        await settled(pilot)
        walk = Walk(pilot, kept)
        await press(pilot, "slash")
        await walk.type("nowhere")
        await walk.see("search-nothing")
        await walk.home()
        await walk.see("palette", "ctrl+p")
        await walk.home()
        await walk.see("help", "f1")
        await walk.home()
        await walk.command("Findings")
        await walk.see("findings")
        await walk.home()
        await walk.command("Support bundle")
        await walk.see("bundle")
        await walk.home()
        await press(pilot, "ctrl+r")
        await walk.fill("audit.txt", "enter")
        await walk.see("report-refused")
        await walk.home()
        await walk.see("text", "ctrl+t")
        await walk.home()
        await walk.see("ends-nothing", "f10")
        await walk.home()
        await walk.see("explain", "ctrl+l")
    walk.same()


async def test_what_is_planned_and_found(sample: Path, kept: SnapshotAssertion) -> None:
    app = wizard(sample)
    async with app.run_test(size=SIZES[-1]) as pilot:
        await settled(pilot)
        walk = Walk(pilot, kept)
        await walk.see("preview", "f2")
        await walk.see("write", "ctrl+a")
        change(sample.parent / "in/winnav/dbmover.cfg", "NODE=", "NODE= ")
        await walk.see("stale", "enter")
        await walk.home()
        await walk.see("drift-none", "f2", "d")
        await walk.home()
        await walk.see("waiver", "f5", "w")
        for text in ("J. Doe", "moves in May", "2027-03-31"):
            await walk.type(text, "enter")
        await walk.see("waived", "enter", "ctrl+end")
        await walk.see("waiver-back", "w")
    walk.same()


async def test_a_closer_look_at_what_is_finished(
    finished: Path, monkeypatch: pytest.MonkeyPatch, kept: SnapshotAssertion
) -> None:
    monkeypatch.setenv("PATH", "/usr/bin:/bin")
    app = wizard(finished)
    async with app.run_test(size=SIZES[-1]) as pilot:
        await settled(pilot)
        walk = Walk(pilot, kept)
        await walk.see("main")
        await walk.home("personal-certificate/INTSVC")
        await walk.see("renew", "r")
        await walk.see("withdraw", "escape", "w")
        await walk.home("ca/CA")
        await walk.see("ca-change", "c")
        await walk.home("personal-certificate/INTSVC")
        await press(pilot, "f9")
        await walk.stand("certificate.pem")
        await walk.see("certificate-verify", "v")
        await walk.see("certificate-trusted", "enter")
        await walk.see("certificate-open", "o")
        await press(pilot, "escape")
        await walk.stand("key.pem")
        await walk.see("package", "p")
        await walk.home("dbmover/INTSVC")
        await walk.see("listing", "f9")
        await walk.home("at-tls/ZOS1")
        await walk.see("policy", "f9")
        await walk.see("policy-findings", "f")
        await walk.see("simulator", "escape", "s")
        await walk.home("handover/ZOS1")
        await walk.see("packets", "f9")
        await press(pilot, "e")
        # A test's folder has another name each time.
        app.screen.query_one("#goes-to", Static).update("Goes to /srv/demo.pwx/packets")
        await walk.see("packets-export")
        await press(pilot, "escape")
        await walk.see("packets-paste", "p")
        await walk.home("ping/INTSVC->ZOS1.zossec")
        await press(pilot, "f9", "p")
        app.screen.query_one(TextArea).text = "PWX-00651 Connect failed\n"
        await walk.see("proof-wrong", "f2")
        await walk.see("probe", "h")
    walk.same()


async def test_what_becomes_of_what_is_finished(
    finished: Path, kept: SnapshotAssertion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(finished.parent.parent)
    app = wizard(finished)
    async with app.run_test(size=SIZES[-1]) as pilot:
        await settled(pilot)
        walk = Walk(pilot, kept)
        await walk.see("ends", "f10")
        await walk.home()
        await walk.see("trust-break", "f8", "s", "end")
        await walk.see("trust-reasons", "escape", "enter")
        await walk.home()
        await press(pilot, "ctrl+l", "p")
        app.screen.query_one(TextArea).text = LOG
        await walk.see("explained", "f2")
        await walk.home()
        await walk.see("rehearsed", "f6")
        await walk.home()
        file = finished.parent / "demo.pwx/artifacts/WINNAV/dbmover.cfg"
        file.write_bytes(file.read_bytes() + b"/* by hand */\n")
        await walk.see("drift", "f2", "d")
        await walk.see("drift-adopt", "a")
        await walk.see("drift-overwrite", "escape", "o")
        await walk.type("overwrite", "enter")
        await walk.see("written")
    walk.same()


async def test_review(finished: Path, kept: SnapshotAssertion) -> None:
    app = reviewer(finished)
    async with app.run_test(size=SIZES[-1]) as pilot:
        await settled(pilot)
        walk = Walk(pilot, kept)
        await walk.see("main")
        await walk.see("preview", "f2")
        await walk.see("drift", "d")
        await walk.home()
        await walk.see("check", "f5")
        await walk.home("handover/AS400")
        await walk.see("packets", "f9")
    walk.same()


def below(kind: type[Any]) -> set[type[Any]]:
    """Return every class that is made from a class."""
    own = set(kind.__subclasses__())
    return own.union(*map(below, own))


def test_every_screen_is_pictured_at_both_sizes() -> None:
    """A new screen without a picture fails; what a picture shows, the walks above have compared."""
    for module in iter_modules(screens.__path__):
        import_module(f"screens.{module.name}")
    kinds = {kind for kind in below(Screen) if kind.__module__.startswith("screens.")}
    wanted = {
        (kind.__name__, f"{width}x{height}")
        for kind in kinds - BASES - {TooSmall}
        for width, height in SIZES
    }
    seen = {
        (path.read_text(encoding="utf-8").partition("\n")[0], path.stem.rstrip("]").split()[-1])
        for path in PICTURES.glob("*.txt")
    }
    assert wanted - seen == set()
    assert {name for name, _ in seen} - {kind.__name__ for kind in kinds} == set()
    assert EditScreen in kinds
