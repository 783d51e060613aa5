"""Every screen in its telling states, at 80x24 and at one wide size: a few wizards walked by keys.

A picture is a text file: whose screen it is, its lines, and for each cell a letter for its look.
"""

import re
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from string import ascii_letters, digits
from typing import Any

import pytest
from rich.color import Color
from rich.style import Style
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from textual.app import App
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input, Static, TextArea

import screens
from pwxwizard import store
from pwxwizard.recent import Recent
from pwxwizard.self_check import Checked, Entry, Level
from pwxwizard.terminal import Terminal
from screens import opening
from screens.app import PwxWizardApp
from screens.dialogs import Telling
from screens.edit import EditScreen
from screens.frame import Dialog, FramedScreen, Once
from screens.inspecting import InspectionScreen
from screens.lines import AnswerInput
from screens.lists import Rows
from screens.looking import LookingScreen
from screens.passphrases import Passphrases
from screens.reporting import FileDialog
from screens.small import TooSmall
from screens.starting import StartingScreen
from screens.work import WorkScreen
from tests.screens.conftest import change, press, reviewer, settled, wizard, write
from tests.screens.inspection.conftest import done_once, finished

__all__ = ["done_once", "finished"]

SIZES = ((120, 40), (80, 24))
"""The wide one first: what is drawn after a change of size has come to rest."""
LOOKS = 4
"""How often a screen is drawn anew before it counts as another one."""
PICTURES = Path(__file__).parent / "__snapshots__" / Path(__file__).stem
BASES = {Dialog, FramedScreen, FileDialog, InspectionScreen, LookingScreen, Once, Telling}
"""What screens are made from; none of them is shown itself."""
KEY_MATERIAL = re.compile(
    r"(?<=Sha256: )[0-9A-F:]+|\b[0-9A-Fa-f]{2}(?::[0-9A-Fa-f]{2}){3,}:?|\b[0-9A-Fa-f]{16,}\b"
)
"""Digests and serial numbers, which are others in every run."""
LETTERS = ascii_letters + digits
LOG = "EZD1287I TTLS Error RC:  401 Initial Handshake\nSSL alert number 48\nPWX-99999 unheard of\n"


class Pages(SingleFileSnapshotExtension):
    """Pictures as text, one a file."""

    _file_extension = "txt"
    _write_mode = WriteMode.TEXT


def picture(app: App[Any]) -> str:
    """Return what is on the screen, with the look of every cell."""
    looks: dict[str, str] = {}
    lines, letters = [], []
    for strip in app.screen._compositor.render_strips():
        line = letter = ""
        for text, style, _ in strip:
            for character in text:
                look = look_of(style or Style(), blank=character == " ")
                letter += looks.setdefault(look, LETTERS[len(looks)])
            line += text
        lines.append(KEY_MATERIAL.sub(lambda found: "#" * len(found[0]), line).rstrip())
        letters.append(letter)
    told = [f"{letter} {look}" for look, letter in looks.items()]
    return "\n".join([type(app.screen).__name__, *lines, *letters, *told, ""])


def look_of(style: Style, *, blank: bool) -> str:
    """Return what can be seen of a style; of a blank that is its background alone."""
    under = f"on {name_of(style.bgcolor)}"
    if blank and not (style.reverse or style.underline):
        return under
    ways = [way for way in ("bold", "dim", "italic", "reverse", "strike") if getattr(style, way)]
    return " ".join([*ways, *["underline"][: bool(style.underline)], name_of(style.color), under])


def name_of(colour: Color | None) -> str:
    """Return a colour's name."""
    return colour.name if colour else "default"


class Walk:
    """A running wizard that is walked through its places, and the pictures taken there."""

    def __init__(self, pilot: Pilot[Any], kept: SnapshotAssertion) -> None:
        """Begin where the wizard stands."""
        self.pilot = pilot
        assert isinstance(pilot.app, PwxWizardApp)
        self.app = pilot.app
        self.other: list[str] = []
        self._kept = kept

    async def see(self, place: str, *keys: str, sizes: tuple[tuple[int, int], ...] = SIZES) -> None:
        """Press keys, and compare what is there then with its pictures."""
        await press(self.pilot, *keys)
        for width, height in sizes:
            await self._resize(width, height)
            # What was laid out while rows came in may have room left for a bar that it needs no more.
            if not self.app.screen.is_modal:
                self.app.screen.refresh(layout=True)
                await settled(self.pilot)
            name = f"{place} {width}x{height}"
            for _ in range(LOOKS - 1):
                if picture(self.app) in kept_as(name):
                    break
                # A table's bars come or stay away by the order in which its rows and its room came.
                await self._resize(width + 2, height + 1)
                await self._resize(width, height)
            if self._kept(name=name) != picture(self.app):
                self.other.append(name)
        await self._resize(*SIZES[-1])

    async def _resize(self, width: int, height: int) -> None:
        if self.app.size != (width, height):
            await self.pilot.resize_terminal(width, height)
            await settled(self.pilot)

    async def type(self, text: str, *keys: str) -> None:
        """Type a text, then press keys."""
        await write(self.pilot, text)
        await press(self.pilot, *keys)

    async def home(self, item: str = "", key: str = "") -> None:
        """Go back to the main screen, and to an item or one of its fields."""
        while len(self.app.screen_stack) > 2:
            self.app.pop_screen()
        await settled(self.pilot)
        screen = self.app.screen
        assert isinstance(screen, WorkScreen)
        if item:
            assert await screen.go_to(item, key) is bool(key), item
        if not key:
            screen.action_enter_items()
        await settled(self.pilot)

    async def command(self, title: str) -> None:
        """Choose what only the command palette has."""
        offered = self.app.get_system_commands(self.app.screen)
        next(one for one in offered if one.title == title).callback()
        await settled(self.pilot)

    async def fill(self, text: str, *keys: str, line: str = "Input") -> None:
        """Put a text into a line of a dialog, then press keys."""
        self.app.screen.query(line).first(Input).value = text
        await settled(self.pilot)
        await press(self.pilot, *keys)

    async def stand(self, text: str) -> None:
        """Stand on the first row that has a text."""
        table = self.app.screen.query(Rows).first()
        rows = [[str(cell) for cell in table.get_row_at(row)] for row in range(table.row_count)]
        row = next(at for at, cells in enumerate(rows) if any(text in cell for cell in cells))
        table.move_cursor(row=row)
        await settled(self.pilot)

    def same(self) -> None:
        """Fail if any picture is another one."""
        assert not self.other, "Not as pictured (--snapshot-update takes them anew):\n" + "\n".join(
            self.other
        )


def kept_as(name: str) -> tuple[str, ...]:
    """Return the picture of a place that is kept; empty when there is none."""
    found = (path for path in PICTURES.iterdir() if path.stem.endswith(f"[{name}]"))
    return tuple(path.read_text(encoding="utf-8") for path in found)


@pytest.fixture
def kept(snapshot: SnapshotAssertion) -> SnapshotAssertion:
    """The pictures that are kept."""
    return snapshot.use_extension(Pages)


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
        await walk.see("stale", "right", "enter")
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
        await walk.see("packets-paste", "p")
        await walk.home("ping/INTSVC->ZOS1.zossec")
        await press(pilot, "f9", "p")
        app.screen.query_one(TextArea).text = "PWX-00651 Connect failed\n"
        await walk.see("proof-wrong", "f2")
        await walk.see("probe", "h")
    walk.same()


async def test_what_becomes_of_what_is_finished(finished: Path, kept: SnapshotAssertion) -> None:
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
