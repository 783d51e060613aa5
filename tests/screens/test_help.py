"""Help: a page for every step and screen, the focused question, the keys as they are bound."""

import importlib
import pkgutil
from pathlib import Path

import pytest
from textual.command import Command, CommandList

import screens
from pwxwizard import finding_reference, resources, store
from pwxwizard.knowledge import Confidence
from pwxwizard.proofs import called
from pwxwizard.question import Kind, Option, Question
from pwxwizard.steps import STEPS
from screens.commands import _OTHER_WORDS
from screens.dialogs import Said
from screens.edit import EditScreen
from screens.frame import FramedScreen
from screens.help import HelpScreen, doctor_text, field_text, glossary_text, journal_text, keys_text
from screens.work import WorkScreen
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
from tests.screens.inspection.conftest import done_once, finished
from tests.screens.standing import at

__all__ = ["done_once", "finished"]


def own_classes() -> set[type]:
    """Return every class of the screens."""
    names = [entry.name for entry in pkgutil.iter_modules(screens.__path__)]
    modules = [importlib.import_module(f"screens.{name}") for name in names]
    return {
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and value.__module__ == module.__name__
    }


def pages() -> set[str]:
    """Return every help page that a screen names."""
    return {one.PAGE for one in own_classes() if issubclass(one, FramedScreen) and one.PAGE}


def test_no_key_is_described_in_the_words_of_the_library() -> None:
    classes = own_classes()
    described = {name for one in classes for name, value in vars(one).items() if value.__doc__}
    for one in classes:
        for binding in one.__dict__.get("BINDINGS", ()):
            place, _, name = binding.action.partition("(")[0].rpartition(".")
            action = f"action_{name}"
            own = getattr(getattr(one, action, None), "__module__", "").startswith("screens.")
            ours = own or (place in {"screen", "app"} and action in described)
            assert binding.tooltip.endswith(".") if binding.tooltip else ours, (one, binding)


async def test_the_keys_of_a_table_and_of_a_field_are_told_in_words_of_ours(sample: Path) -> None:
    app = wizard(sample)
    async with app.run_test(size=(110, 50)) as pilot:
        await settled(pilot)
        assert "Home: First item. Go to the first item." in keys_text(app.screen).replace("*", "")
        await press(pilot, "enter", "down")
        assert "Go on. Take what is typed; the next field follows." in keys_text(app.screen)


@pytest.mark.parametrize("name", sorted({step.key for step in STEPS} | pages()))
def test_every_step_and_screen_has_a_page(name: str) -> None:
    text = resources.text(f"help/{name}.md")
    assert text.startswith("## ")
    assert len(text.split()) > 30


def test_the_first_page_says_what_can_be_proved_and_by_what(sample: Path) -> None:
    _, _, told = resources.text("help/overview.md").partition("## What can be proved")
    project = store.open_project(sample).project
    wanted = {
        (step.title, kind)
        for step in STEPS
        for subject in step.subjects(project)
        for kind in step.proofs_of(project, subject)
    }
    lines = {line[4:].partition("**")[0]: line for line in told.splitlines() if line[:2] == "- "}
    assert lines.keys() == {title for title, _ in wanted}
    for title, kind in wanted:
        assert called(kind).name in lines[title]
        assert called(kind).by in lines[title]


def test_the_glossary_has_each_word_once_and_says_what_it_means() -> None:
    entries = resources.toml("glossary.toml")["entry"]
    words = [entry["word"].lower() for entry in entries]
    assert len(set(words)) == len(words)
    assert all(entry["meaning"].endswith(".") for entry in entries)
    assert "**AT-TLS**" in glossary_text()
    known = {"remembered", *(confidence.value for confidence in Confidence)}
    assert known <= {one["word"].lower() for one in entries}


def test_the_help_of_a_question_tells_consequences_default_and_source() -> None:
    question = Question(
        "key",
        "Key",
        Kind.CHOICE,
        default="a",
        default_from="habit",
        help="It signs.",
        options=(Option("a", "Small", "It is fast."), Option("b", "Large")),
        source="RFC 0",
    )
    text = field_text(question)
    for part in ("It signs.", "**Small**: It is fast.", "Small, habit.", "RFC 0"):
        assert part in text


async def test_help_explains_the_focused_field_and_the_keys(sample: Path) -> None:
    app = wizard(sample)
    async with app.run_test(size=(80, 60)) as pilot:
        await settled(pilot)
        await press(pilot, "enter", "tab", "f1")
        assert shows(app, HelpScreen)
        text = text_of(app)
        assert "RFC 4514" in text
        assert "CA certificate" in text
        assert "F2: Preview" in text
        await press(pilot, "g")
        assert "Application Transparent TLS" in text_of(app)
        await press(pilot, "escape", "escape")
        assert app.focused is not None


async def test_question_mark_types_itself_into_a_line_and_helps_elsewhere(sample: Path) -> None:
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "question_mark")
        assert shows(app, HelpScreen)
        await press(pilot, "escape", "enter", "tab", "question_mark")
        assert not shows(app, HelpScreen)


async def test_the_palette_offers_every_command_of_the_screen(sample: Path) -> None:
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        titles = {command.title for command in app.get_system_commands(app.screen)}
    assert {"Preview", "Check", "Rehearse", "Search", "Undo", "Redo", "Skip", "Help"} <= titles
    assert {
        "Theme: Light",
        "Theme: High contrast",
        "Glossary",
        "Findings",
        "Close this project",
    } <= titles


async def test_the_palette_tells_the_first_steps_again(sample: Path) -> None:
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "ctrl+p")
        await write(pilot, "first steps")
        await press(pilot, "enter")
        assert shows(app, Said)
        assert "1. Steps are left" in text_of(app)
        assert "Five machines" not in text_of(app)
        await press(pilot, "escape")
        assert shows(app, EditScreen)


async def test_the_palette_opens_every_finding_with_its_remedy(sample: Path) -> None:
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        commands = {one.title: one for one in app.get_system_commands(app.screen)}
        commands["Findings"].callback()
        await settled(pilot)
        await press(pilot, *"dbm028")
        rule = finding_reference.rules()["DBM028"]
        text = " ".join(text_of(app).split())
        assert f"DBM028 {rule.severity} {rule.title[:20]}" in text
        assert rule.fix[:30] in text
        await press(pilot, *"nonsense")
        assert "Nothing fits." in text_of(app)
        assert rule.fix[:30] not in text_of(app)
        await press(pilot, "escape")
        assert "Nothing fits." not in text_of(app)


async def test_the_palette_tells_what_the_machine_lacks_the_worst_first(
    sample: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(sample.parent))
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        (command,) = (one for one in app.get_system_commands(app.screen) if one.title == "Doctor")
        command.callback()
        await settled(pilot)
        assert shows(app, HelpScreen)
        text = doctor_text(sample)
        assert text.startswith("## Doctor")
        assert text.index("**note** keytool") < text.index("**ok** cryptography")
        assert f"**ok** project: `{sample}`" in text
        await press(pilot, "escape")
        assert not shows(app, HelpScreen)


async def test_the_palette_finds_by_what_a_command_does_and_goes_to_items(sample: Path) -> None:
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "ctrl+p")
        await write(pilot, "last answer back")
        assert "F3: Take the last answer back, or else what was" in text_of(app)
        await press(pilot, "escape", "ctrl+p")
        await write(pilot, "as400sec")
        assert "Go to Estate" in text_of(app)
        await press(pilot, "down", "enter")
        screen = app.screen
        assert isinstance(screen, EditScreen)
        assert screen.item is not None
        assert "as400sec" in screen.item.name


async def test_a_dialog_names_its_keys_on_its_frame(sample: Path) -> None:
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "f2", "ctrl+a")
        assert "Tab Next  ↑↓ Scroll  Esc Cancel" in text_of(app)


async def test_the_palette_explains_a_code(sample: Path) -> None:
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "ctrl+p")
        await write(pilot, "dbm028")
        assert "Finding DBM028" in text_of(app)
        await press(pilot, "enter")
        assert finding_reference.rules()["DBM028"].fix[:30] in " ".join(text_of(app).split())


@pytest.mark.parametrize(
    ("sought", "found", "elsewhere"),
    [
        ("revoke", "Withdraw", "Withdraw"),
        ("clipboard", "Copy as text", "Copy as text"),
        ("skip", "Skip", None),
    ],
)
async def test_the_palette_knows_other_words_and_offers_only_what_can_be_done(
    sample: Path, sought: str, found: str, elsewhere: str | None
) -> None:
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert isinstance(app.screen, EditScreen)
        for item, expected in (("ca/CA", found), ("estate/ETLCLIENT", elsewhere)):
            await app.screen.go_to(item)
            await press(pilot, "ctrl+p")
            await write(pilot, sought)
            hits = app.screen.query_one(CommandList).options
            names = [one.hit.text for one in hits if isinstance(one, Command)]
            assert names[:1] == [expected] if expected else found not in names
            await press(pilot, "escape")


async def test_every_other_word_belongs_to_a_command(sample: Path) -> None:
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        titles = set()
        assert isinstance(app.screen, EditScreen)
        for item in ("ca/CA", "estate/ETLCLIENT", "ping/INTSVC->ZOS1.zossec"):
            await app.screen.go_to(item)
            titles |= {command.title for command in app.get_system_commands(app.screen)}
        app.opening.review_project()
        await settled(pilot)
        titles |= {command.title for command in app.get_system_commands(app.screen)}
        app.opening.close_project()
        await settled(pilot)
        titles |= {command.title for command in app.get_system_commands(app.screen)}
    assert set(_OTHER_WORDS) <= titles


async def test_from_a_field_the_palette_does_what_letters_do_on_items(sample: Path) -> None:
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await at(pilot, "estate/ETLCLIENT", "hosts")
        screen = app.screen
        assert isinstance(screen, EditScreen)
        commands = {one.title: one.callback for one in app.get_system_commands(screen)}
        await commands["Remove"]()
        await settled(pilot)
        assert "Remove ETLCLIENT" in text_of(app)
        await press(pilot, "escape")
        await commands["Renew"]()
        await settled(pilot)
        assert "Renew the certificate of ETLCLIENT" in text_of(app)
        await press(pilot, "escape")
        assert screen.item is not None
        assert screen.item.name == "personal-certificate/ETLCLIENT"


async def test_in_review_the_palette_leads_to_no_change(sample: Path) -> None:
    app = reviewer(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        assert isinstance(app.screen, WorkScreen)
        await app.screen.go_to("estate/ETLCLIENT", "hosts")
        titles = {command.title for command in app.get_system_commands(app.screen)}
    assert titles.isdisjoint({"Add", "Remove", "Renew", "Withdraw", "Skip", "Table", "From files"})
    assert "Next open" in titles


async def test_the_palette_tells_what_was_written_when(finished: Path) -> None:
    app = wizard(finished)
    async with app.run_test(size=(80, 24)) as pilot:
        await settled(pilot)
        await press(pilot, "ctrl+p")
        await write(pilot, "journal")
        await press(pilot, "enter")
        assert shows(app, HelpScreen)
        assert app.opening.workspace is not None
        text = journal_text(app.opening.workspace)
        assert "- **0001** 2026-11-" in text
        assert "  - `artifacts/ca/ca.pem`" in text
        assert text.index("0002") < text.index("0001")


def test_a_project_of_which_nothing_is_written_has_no_journal(sample: Path) -> None:
    assert journal_text(looked_at(sample)).endswith("Nothing was written so far.")
