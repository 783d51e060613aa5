"""Packets read, exported and answered on the screen; the estate as a table, and many answers at once."""

from pathlib import Path

from textual.widgets import Input, Static, TextArea

from pwxwizard import packing, store
from screens.estate_table import EstateTableScreen
from screens.inspecting import Sheet
from screens.lists import Rows
from screens.packets import PacketsScreen
from screens.work import WorkScreen
from tests.screens.conftest import looked_at, press, reviewer, settled, text_of, wizard, write


async def test_packets_are_read_exported_and_judged(finished: Path) -> None:
    app = wizard(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        work = app.screen
        assert isinstance(work, WorkScreen)
        await work.go_to("handover/ZOS1")
        await press(pilot, "f9")
        screen = app.screen
        assert isinstance(screen, PacketsScreen)
        assert screen.query_one(Rows).row_count == 8
        assert "KEY RING AND CERTIFICATE" in text_of(app)
        await press(pilot, "n")
        assert "security/ZOS1/README.md" not in text_of(app).splitlines()[0]
        assert "(2 of" in text_of(app)
        told = {command.title: command.help for command in app.get_system_commands(app.screen)}
        assert "as folders" in told["Export"]
        assert "as one ZIP file" in told["As ZIP"]
        await press(pilot, "e")
        assert app.screen.query_one(Input).value == "demo.pwx/packets"
        await press(pilot, "escape")
        for folder, keys, roles in (
            ("one", (), {"security"}),
            ("machine", ("down",), {"security", "network", "powerexchange"}),
            ("all", ("end",), {*packing.ROLES}),
        ):
            await press(pilot, "e", *keys, "enter")
            mark = {"one": "This packet: security/ZOS1", "machine": "All of ZOS1"}
            assert f"► {mark.get(folder, 'All packets')}  (" in text_of(app)
            app.screen.query_one(Input).value = folder
            await settled(pilot)
            shown = "".join(str(app.screen.query_one("#goes-to", Static).content).split())
            assert shown.startswith("Acopygoesthere;itdoesnotchangewithlateranswers:/")
            assert shown.endswith("/demo/" + folder)
            await press(pilot, "enter")
            alone = "/security/ZOS1." if folder == "one" else "."
            assert f"/demo/{folder}{alone}" in "".join(text_of(app).replace("│", "").split())
            await press(pilot, "escape")
            assert {one.name for one in (finished.parent / folder).iterdir()} == roles
        assert [one.name for one in (finished.parent / "one/security").iterdir()] == ["ZOS1"]
        await press(pilot, "z", "enter")
        app.screen.query_one(Input).value = ""
        await press(pilot, "enter")
        assert "Name a folder." in text_of(app)
        app.screen.query_one(Input).value = str(finished.parent / "zip")
        await press(pilot, "enter", "escape")
        assert [one.name for one in (finished.parent / "zip").iterdir()] == ["security-ZOS1.zip"]
        await press(pilot, "p")
        assert "Paste the whole output of RACDCERT LISTRING" in text_of(app)
        assert "PWX6LIST." in text_of(app)
        box = app.screen.query_one(TextArea)
        box.text = (
            "RACDCERT ID(PWXSTC) LISTRING(PWXRING)\nDigital ring information for user PWXSTC:"
        )
        await press(pilot, "f2")
        assert "not enough" in text_of(app)
        assert "listring" in kinds(finished)


async def test_a_listing_that_was_kept_is_dropped_once_the_word_is_typed(finished: Path) -> None:
    app = wizard(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        work = app.screen
        assert isinstance(work, WorkScreen)
        await work.go_to("personal-certificate/ZOS1")
        work.action_enter_items()
        await press(pilot, "p")
        screen = app.screen
        assert isinstance(screen, PacketsScreen)
        await press(pilot, "d", "p")
        app.screen.query_one(TextArea).text = "Digital ring information for user PWXSTC:"
        await press(pilot, "f2", "escape", "d")
        assert "- key ring listing (RACDCERT LISTRING), 20" in text_of(app)
        await press(pilot, *"drop", "enter")
        assert "1 listing dropped." in text_of(app)
        assert "listring" not in kinds(finished)
        await press(pilot, "escape", "d")
        assert app.screen is screen


async def test_a_text_that_is_no_listing_is_told_what_is_wanted_and_stays(finished: Path) -> None:
    for app in wizard(finished), reviewer(finished):
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            work = app.screen
            assert isinstance(work, WorkScreen)
            await work.go_to("personal-certificate/ZOS1")
            work.action_enter_items()
            await press(pilot, "p", "p")
            told = "In review it is judged, and not kept."
            assert (told in " ".join(text_of(app).split())) is work.workspace.read_only
            app.screen.query_one(TextArea).text = "nonsense"
            await press(pilot, "f2")
            said = str(app.screen.query_one(".dialog-text Static", Static).content)
            assert "ZOS1, Personal certificates: not enough. The text is none of" in said
            assert "Wanted is the whole output of RACDCERT LISTRING and RACDCERT LIST." in said
            assert "pasearch" not in said
            await press(pilot, "escape", "p")
            assert app.screen.query_one(TextArea).selected_text == "nonsense"
            await press(pilot, "escape")
            assert isinstance(app.screen, PacketsScreen)


def kinds(path: Path) -> set[str]:
    """Return the kinds of evidence that a project file keeps."""
    return {one.kind for one in store.open_project(path).project.record.evidence}


async def test_a_page_is_as_it_will_be_printed_and_marked_while_it_is_read(finished: Path) -> None:
    app = reviewer(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.push_screen(PacketsScreen(looked_at(finished), "AS400"))
        await settled(pilot)
        screen = app.screen
        assert isinstance(screen, PacketsScreen)
        assert screen.packet is not None
        page = screen.packet.files["README.txt"].decode().splitlines()
        fitting = {line.rstrip() for line in page if len(line) <= 78}
        assert max(map(len, fitting)) >= 77
        assert "▌" not in text_of(app)
        await press(pilot, "enter")
        sheet = screen.query_one(Sheet)
        seen: set[str] = set()
        while not seen or sheet.scroll_offset.y < sheet.max_scroll_y:
            marked = [line for line in text_of(app).splitlines() if line.startswith("▌")]
            assert len(marked) == sheet.size.height
            seen |= {line[1:79].rstrip() for line in marked}
            await press(pilot, "pagedown")
        seen |= {line[1:79].rstrip() for line in text_of(app).splitlines()}
        assert fitting <= seen


async def test_on_a_narrow_terminal_paragraphs_follow_it_and_commands_stay(finished: Path) -> None:
    app = reviewer(finished)
    async with app.run_test(size=(60, 40)) as pilot:
        await settled(pilot)
        app.push_screen(PacketsScreen(looked_at(finished), "ZOS1"))
        await settled(pilot)
        await press(pilot, "enter")
        sheet = app.screen.query_one(Sheet)
        seen: list[str] = []
        while not seen or sheet.scroll_offset.y < sheet.max_scroll_y:
            seen += [line[1:] for line in text_of(app).splitlines() if line.startswith("▌")]
            await press(pilot, "pagedown")
        first = next(at for at, line in enumerate(seen) if line.startswith("PowerExchange on ZOS1"))
        paragraph = [line.rstrip() for line in seen[first : seen.index("", first)]]
        words = [line.split()[0] for line in paragraph[1:]]
        for line, word in zip(paragraph, words, strict=False):
            assert len(line) <= 58 < len(line) + len(word) + 3
        assert "RACDCERT CERTAUTH ADD('PWXSTC.PWX.MZOS1.CA1') +" in {one.rstrip() for one in seen}


async def test_a_text_is_sought_from_file_to_file_of_a_packet(finished: Path) -> None:
    app = reviewer(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.push_screen(PacketsScreen(looked_at(finished), "ZOS1"))
        await settled(pilot)
        screen = app.screen
        assert isinstance(screen, PacketsScreen)
        sheet = screen.query_one(Sheet)
        await press(pilot, "/")
        await write(pilot, "what to send back")
        await press(pilot, "enter")
        assert sheet.has_focus
        assert "WHAT TO SEND BACK" in text_of(app)
        assert "(1 of" in text_of(app)
        first = sheet.scroll_offset.y
        assert first > 0
        await press(pilot, "/", "enter")
        assert "(2 of" in text_of(app)
        assert "What to send back" in text_of(app)
        await press(pilot, "/", "enter")
        assert ("(1 of" in text_of(app), sheet.scroll_offset.y) == (True, first)
        await press(pilot, "/")
        await write(pilot, "stands nowhere at all")
        await press(pilot, "enter")
        assert "In no file: stands nowhere at all" in text_of(app)
        await press(pilot, "escape")
        assert sheet.has_focus
        assert "In no file" not in text_of(app)
        assert "security/ZOS1/README.txt (1 of" in text_of(app)
        await press(pilot, "escape", "escape")
        assert app.screen is not screen


async def test_review_reads_packets_and_writes_none(finished: Path) -> None:
    app = reviewer(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        work = app.screen
        assert isinstance(work, WorkScreen)
        await work.go_to("handover/AS400")
        await press(pilot, "f9", "e")
        assert isinstance(app.screen, PacketsScreen)
        assert "Export" not in text_of(app)
        await press(pilot, "escape")
        await work.go_to("handover/all.roles")
        await press(pilot, "f9")
        assert app.screen.query_one(Rows).cursor_row == 0


async def test_the_estate_goes_out_and_in_and_one_answer_reaches_many(finished: Path) -> None:
    app = wizard(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        work = app.screen
        assert isinstance(work, WorkScreen)
        await work.go_to("estate/ZOS1")
        work.action_enter_items()
        await press(pilot, "t")
        assert isinstance(app.screen, EstateTableScreen)
        for key, typed in (
            ("e", "estate.csv"),
            ("m", "machine.*.personal_certificate.days=401"),
        ):
            await press(pilot, key)
            app.screen.query_one(Input).value = typed
            await press(pilot, "enter")
        assert "Saved" in text_of(app)
        table = finished.parent / "estate.csv"
        first = table.read_bytes()
        for keys, same in (("enter",), True), (("right", "enter"), False):
            await press(pilot, "e")
            app.screen.query_one(Input).value = "estate.csv"
            await press(pilot, "enter")
            assert "is there already" in text_of(app)
            await press(pilot, *keys)
            assert (table.read_bytes() == first) is same
        table.write_text(table.read_text() + "machine,NEW1,linux,new1.example.com\n")
        await press(pilot, "i")
        app.screen.query_one(Input).value = "estate.csv"
        await press(pilot, "enter")
        assert "Entries taken" in text_of(app)
    project = store.open_project(finished).project
    assert "NEW1" in project.machine
