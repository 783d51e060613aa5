"""Opening projects: new ones, the sample, one that somebody else works on, and what goes wrong."""

from pathlib import Path

import pytest

from pwxwizard.recent import Recent
from pwxwizard.session import Session
from screens.app import PwxWizardApp
from screens.dialogs import Choose, Said, TypeWord
from screens.edit import EditScreen
from screens.passphrases import Passphrases
from screens.small import TooSmall
from screens.starting import Beginning, StartingScreen
from screens.welcome import WelcomeScreen
from screens.work import WorkScreen
from tests.screens.conftest import change, press, settled, shows, text_of, until, wizard, write


async def test_the_sample_is_laid_out_and_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    app = wizard(None)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "d", "enter")
        assert shows(app, Said)
        assert "nothing is written yet" in " ".join(text_of(app).replace("│", " ").split())
        await press(pilot, "enter")
        assert shows(app, EditScreen)
        await press(pilot, "ctrl+q")
    assert (tmp_path / "pwxwizard-demo" / "demo.toml").is_file()


async def test_a_project_is_opened_behind_the_first_drawing(sample: Path) -> None:
    app = PwxWizardApp(Beginning(sample, read_only=False))
    async with app.run_test(size=(50, 12)) as pilot:
        assert type(app.screen_stack[0]) is StartingScreen
        await settled(pilot)
        assert shows(app, TooSmall)
        await pilot.resize_terminal(80, 24)
        await settled(pilot)
        assert shows(app, EditScreen)
        assert "15 of 36 done" in text_of(app)
    assert app.opening.workspace is not None
    app.give_free()
    with Session.open(sample):
        app = PwxWizardApp(Beginning(sample, read_only=False))
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            assert shows(app, Choose)


async def test_what_cannot_be_started_on_ends_the_wizard_with_the_reason(tmp_path: Path) -> None:
    missing = tmp_path / "missing.toml"
    for read_only in (True, False):
        app = PwxWizardApp(Beginning(missing, read_only=read_only))
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
        assert app.failure is not None
        assert "missing.toml" in f"{app.failure.where}{app.failure.message}"


async def test_a_locked_project_is_offered_read_only(sample: Path) -> None:
    app = wizard(None)
    with Session.open(sample):
        async with app.run_test(size=(80, 24)) as pilot:
            await settled(pilot)
            app.screen.post_message(WelcomeScreen.Wanted("open", sample))
            await settled(pilot)
            assert shows(app, Choose)
            assert "process" in text_of(app)
            await press(pilot, "enter")
            assert type(app.screen) is WorkScreen
            assert "read-only" in text_of(app)


async def test_what_is_no_project_is_told_and_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bad.toml").write_text("schema = \n")
    app = wizard(None)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "o")
        await write(pilot, "bad.toml")
        await press(pilot, "enter")
        assert shows(app, Said)
        assert "What to do" in text_of(app)
        await press(pilot, "escape")
        assert shows(app, WelcomeScreen)


async def test_a_file_that_is_there_is_not_begun_anew(
    sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(sample.parent)
    app = wizard(None)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "n")
        await write(pilot, "demo")
        await press(pilot, "enter", "enter")
        assert "There is a file of this name already" in text_of(app)
        await press(pilot, "escape")
        assert shows(app, WelcomeScreen)


async def test_closing_gives_the_project_free_and_shows_the_first_screen(sample: Path) -> None:
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        app.opening.close_project()
        await settled(pilot)
        assert shows(app, WelcomeScreen)
        assert "demo" in text_of(app)
        with Session.open(sample):
            pass


async def test_a_project_is_looked_at_read_only_from_the_first_screen(
    sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(sample.parent)
    app = wizard(None, recent=(Recent(sample, there=True),))
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "r Read-only" in text_of(app).splitlines()[-1]
        await press(pilot, "r")
        assert type(app.screen) is WorkScreen
        assert text_of(app).splitlines()[0].startswith(" pwxwizard  read-only  demo")
        app.opening.close_project()
        await press(pilot, "home", "down", "down", "enter")
        assert "Look at a project" in text_of(app)
        await write(pilot, "demo.toml")
        await press(pilot, "enter")
        assert type(app.screen) is WorkScreen
        with Session.open(sample):
            pass


async def test_work_turns_into_review_and_gives_the_project_free(sample: Path) -> None:
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert "read-only" not in text_of(app)
        await press(pilot, "ctrl+p")
        await write(pilot, "read-only")
        await press(pilot, "enter")
        assert type(app.screen) is WorkScreen
        assert "read-only" in text_of(app).splitlines()[0]
        with Session.open(sample):
            pass
        titles = {command.title for command in app.get_system_commands(app.screen)}
        assert "Look at it read-only" not in titles
        assert "Close this project" in titles
        await press(pilot, "ctrl+p")
        await write(pilot, "work on it")
        await press(pilot, "enter")
        assert shows(app, EditScreen)


async def test_who_was_only_to_look_is_led_to_nothing_else(sample: Path) -> None:
    """A browser shows one project; from there nobody gets to others, or to work."""
    app = PwxWizardApp(Beginning(sample, read_only=True))
    async with app.run_test(size=(80, 24)) as pilot:
        await until(pilot, lambda: type(app.screen) is WorkScreen)
        await settled(pilot)
        titles = {command.title for command in app.get_system_commands(app.screen)}
        assert "Glossary" in titles
        assert titles.isdisjoint({"Close this project", "Look at it read-only", "Work on it again"})


async def test_a_typed_path_is_completed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "projects").mkdir()
    app = wizard(None)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "o")
        await write(pilot, "pro")
        await press(pilot, "right")
        assert "projects/" in text_of(app)


async def test_a_key_is_replaced_only_after_its_name_was_typed(sample: Path) -> None:
    with Session.open(sample) as session:
        session.apply(session.survey().plan)
    change(sample, 'key = "rsa-3072"', 'key = "p-256"')
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        screen = app.screen
        assert isinstance(screen, EditScreen)
        await screen.go_to("ca/CA")
        screen.action_enter_items()
        await settled(pilot)
        assert "not p-256: Esc" in " ".join(text_of(app).split())
        await press(pilot, "k")
        assert shows(app, Choose)
        await press(pilot, "k", "k", "enter")
        assert not screen.session.world.consents
        await press(pilot, "k", "tab", "enter")
        assert screen.session.world.consents == {"demo.pwx/private/ca.key.pem"}
        await press(pilot, "f2")
        assert "! new key" in text_of(app)
        await press(pilot, "ctrl+a")
        assert "1 private key is replaced" in text_of(app)
        await press(pilot, "enter")
        assert shows(app, TypeWord)
        await press(pilot, "enter")
        assert "Type the word replace, or press Esc" in text_of(app)


def test_passphrases_are_in_no_form_that_is_printed() -> None:
    passphrases = Passphrases()
    passphrases.take({"passphrase of the CA key": "Correct-Horse-9"})
    assert "Correct" not in repr(passphrases)
    assert "Correct" not in str(vars(passphrases).keys())


async def test_a_typed_passphrase_is_never_on_the_screen(sample: Path) -> None:
    change(sample, "file:secrets/ca-passphrase", "prompt:ca")
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2", "ctrl+a", "enter")
        await write(pilot, "Kanarienvogel")
        await press(pilot, "tab", "ctrl+c")
        assert "Kanarien" not in text_of(app)
        assert "Kanarien" not in app.export_screenshot()
        assert "Kanarien" not in (app.clipboard or "")
