"""A panel as plain text is what it holds, not what the screen had room for."""

from pathlib import Path

from textual.containers import Vertical
from textual.widgets import Static

from screens.copying import above, panel_text
from screens.dialogs import Said
from screens.form import Form
from screens.lines import AnswerInput
from screens.packets import PacketsScreen
from tests.screens.conftest import press, settled, text_of, wizard
from tests.screens.inspection.conftest import done_once, finished
from tests.screens.standing import at

__all__ = ["done_once", "finished"]


async def test_a_table_is_copied_with_whole_cells_and_all_of_its_rows(finished: Path) -> None:
    app = wizard(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f8")
        assert "_SHA384" not in text_of(app).partition("INTSVC->")[0]
        text = panel_text(app.screen).splitlines()
        assert text[0].split()[:2] == ["Client", "Listener"]
        assert [line.split()[0] for line in text[1:]] == [
            *["INTSVC"] * 2,
            *["ETLCLIENT"] * 2,
            *["WINNAV"] * 2,
        ]
        assert "…" not in "".join(line.replace("… works later", "") for line in text)
        assert all(line.index("both") == text[0].index("Authenticated") for line in text[1:])


async def test_the_form_is_copied_with_whole_answers_and_what_is_wrong(finished: Path) -> None:
    hosts = ", ".join(f"a-long-name-{number}.example.com" for number in range(9))
    app = wizard(finished)
    async with app.run_test(size=(60, 18)) as pilot:
        line = await at(pilot, "estate/ZOS1", "hosts")
        line.value = f"{hosts}, no!name"
        await press(pilot, "tab")
        text = panel_text(app.screen).splitlines()
        first = text.index("Host names and addresses")
        assert text[first + 1] == f"  {hosts}, no!name"
        assert text[first + 2].startswith("  ")
        assert "Not saved" in text[first + 2]
        form = app.screen.query_one(Form)
        assert [one.question.label for one in form.fields if one.question.label not in text] == [
            one.question.label for one in form.fields if one.word()
        ]


async def test_texts_are_copied_whole_and_unwrapped_with_their_indents(finished: Path) -> None:
    app = wizard(finished)
    async with app.run_test(size=(60, 18)) as pilot:
        await settled(pilot)
        await app.screen.go_to("handover/ZOS1")  # type: ignore[attr-defined]
        await press(pilot, "f9", "enter")
        screen = app.screen
        assert isinstance(screen, PacketsScreen)
        assert screen.packet is not None
        page = screen.packet.files["README.txt"].decode().splitlines()
        assert any(line.startswith("    ") for line in page)
        assert panel_text(app.screen).splitlines() == page
        await press(pilot, "escape", "escape", "f5", "tab")
        assert app.screen.query_one("#finding").has_focus
        assert panel_text(app.screen) == str(app.screen.query_one("#about", Static).content)
        await press(pilot, "f1")
        assert panel_text(app.screen).splitlines()[0].startswith("## ")
        assert "## Keys here" in panel_text(app.screen)


async def test_a_dialog_is_copied_whole_and_a_passphrase_is_not(finished: Path) -> None:
    app = wizard(finished)
    async with app.run_test(size=(60, 18)) as pilot:
        await settled(pilot)
        said = "\n".join(f"  line {number}" for number in range(40))
        app.push_screen(Said("Much", f"{said}\x1b[2J"))
        await settled(pilot)
        assert f"{said}?[2J" in panel_text(app.screen)
        await press(pilot, "escape")
        screen = app.screen
        await screen.mount(Vertical(AnswerInput("secret", password=True), id="box"))
        screen.query_one("#box").styles.height = 3
        screen.query_one("#box AnswerInput").focus()
        await settled(pilot)
        assert "secret" not in panel_text(screen)


def test_of_a_text_longer_than_the_terminal_it_is_said_how_to_reach_its_beginning() -> None:
    assert above("one\ntwo", 80, 24) == ""
    assert above("line\n" * 21, 80, 24) == ""
    assert above("line\n" * 22, 80, 24) == "22 lines: scroll back to the first. "
    assert above("x" * 81 + "\n" + "line\n" * 20, 80, 24).startswith("22 lines")
