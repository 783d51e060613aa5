"""The command palette: every action of the screen that is shown, by its name."""

import inspect
import re
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING, Any

from textual import work
from textual.actions import parse
from textual.app import App, SystemCommand
from textual.binding import ActiveBinding, Binding
from textual.command import CommandPalette, Hit, Hits
from textual.css.query import NoMatches
from textual.fuzzy import Matcher
from textual.screen import Screen
from textual.system_commands import SystemCommandsProvider

from pwxwizard.steps import step as step_of
from screens.closer import entries
from screens.dialogs import Said
from screens.frame import Once
from screens.keys import is_ours, own_bindings, sentence
from screens.look import THEME_TITLES
from screens.opening import first_steps
from screens.rail import ItemTable
from screens.work import WorkScreen

if TYPE_CHECKING:
    from screens.app import PwxWizardApp


_CODE = re.compile(r"(?i)[a-z]{3}\d{1,3}")
"""What a finding's code looks like, or its beginning."""
_OTHER_WORDS = {
    "Add": "new create machine listener connection",
    "Change CA": "rollover root replace",
    "Check": "findings problems validate lint",
    "Copy as text": "clipboard mark mouse print select",
    "From files": "adopt dbmover import",
    "Look at it read-only": "audit review",
    "Preview": "apply diff plan save write",
    "Proof of the connection": "dtlrexe verify",
    "Quit": "exit leave",
    "Read-only": "audit review",
    "Rehearse": "handshake simulate test",
    "Remove": "delete",
    "Renew": "expired expiry reissue rotate",
    "Replace key": "compromise regenerate rekey",
    "Report for auditors": "audit evidence html",
    "Search": "find jump",
    "Skip": "exclude ignore",
    "Table": "csv export import spreadsheet",
    "Trust": "chain matrix validate",
    "Undo": "back revert",
    "What was written when": "apply history journal log rollback",
    "Withdraw": "compromise crl leaked lost revocation revoke stolen",
    "Work on it again": "edit change write",
}
"""Words by which somebody may look for a command that is called something else."""
_gathered: Callable[[CommandPalette, str], Awaitable[None]] = inspect.unwrap(
    CommandPalette._gather_commands  # noqa: SLF001 - what the library's worker does
)


class Everything(SystemCommandsProvider):
    """What the palette offers, found by what it does, too; and the items of the project."""

    async def search(self, query: str) -> Hits:
        """Yield what fits a query: by its name best, then by its description, then items."""
        matcher = self.matcher(query)
        for name, help_text, run, *_ in self.app.get_system_commands(self.screen):
            by_name = matcher.match(name)
            # Scattered letters are found in nearly every sentence, so that its words are sought.
            said = all(word in help_text.lower() for word in query.lower().split())
            by_help = matcher.match(help_text) if said else 0
            if by_name > 0:
                yield Hit(by_name, matcher.highlight(name), run, help=help_text)
            elif (by_word := _known_as(name, query, matcher)) > 0:
                yield Hit(by_word, name, run, help=help_text)
            elif by_help > 0:
                yield Hit(by_help / 2, name, run, help=help_text)
        if _CODE.fullmatch(query.strip()):
            code = query.strip().upper()
            yield Hit(
                1, f"Finding {code}", partial(_findings, self.app, code), help="What it means"
            )
        screen = self.screen
        if isinstance(screen, WorkScreen):
            for item in screen.items:
                name = item.subject.title or item.subject.name
                if (fits := matcher.match(name)) > 0:
                    go = partial(screen.go_to_item, item.name)
                    yield Hit(
                        fits / 3, matcher.highlight(name), go, help=f"Go to {item.step.title}"
                    )


class Palette(CommandPalette, Once[None]):
    """The library's palette, which falls over a list that is not laid out yet, or not any more."""

    @work(exclusive=True, group=CommandPalette._GATHER_COMMANDS_GROUP)  # noqa: SLF001 - its own name
    async def _gather_commands(self, search_value: str) -> None:
        with suppress(NoMatches):
            await _gathered(self, search_value)

    def _action_command_list(self, action: str) -> None:
        with suppress(KeyError):
            super()._action_command_list(action)


def commands(app: "PwxWizardApp", screen: Screen[Any]) -> Iterator[SystemCommand]:
    """Yield the actions of a screen and of its focused widget, then those of the program."""
    told: set[str] = set()
    done: set[object] = set()
    for active in screen.active_bindings.values():
        binding = active.binding
        place, *what = parse(binding.action)
        does = (screen if place == "screen" else active.node, *what)
        possible = is_ours(active) and _possible(binding, screen)
        if not possible or binding.description in told or does in done:
            continue
        told.add(binding.description)
        done.add(does)
        run = partial(app.run_action, binding.action, active.node)
        key = app.get_key_display(binding)
        yield SystemCommand(binding.description, f"{key}: {sentence(active, screen)}", run)
    if isinstance(screen, WorkScreen):
        yield from (one for one in _on_items(app, screen) if one.title not in told)
        known = entries(
            screen.workspace, screen.items, screen.item, screen.passphrases, screen.open
        )
        yield from (SystemCommand(*one) for one in known)
    for name, title in THEME_TITLES.items():
        yield SystemCommand(f"Theme: {title}", "Change the colours", partial(_theme, app, name))
    yield SystemCommand("First steps", "How to get around, in five lines", partial(_first, app))
    if app.opening.workspace is not None:
        about = "Every write and every proof that was kept, the last one first"
        yield SystemCommand("What was written when", about, partial(_journal, app))
    yield SystemCommand("Glossary", "The words of the trade", partial(_glossary, app))
    if app.checked is not None:
        yield SystemCommand(
            "This terminal", "What it offers, and how it behaves", partial(_terminal, app)
        )
    yield SystemCommand("Findings", "Each code: reason, remedy, source", partial(_findings, app))
    yield SystemCommand(
        "Doctor", "What this machine lacks, and what that affects", partial(_doctor, app)
    )
    yield SystemCommand(
        "Support bundle", "A file for those who help; no secret is in it", partial(_bundle, app)
    )
    opening = app.opening
    if opening.workspace is not None and not opening.workspace.read_only:
        about = (
            "Nothing of the project is changed, others may work on it; F3 reaches back no further"
        )
        yield SystemCommand("Look at it read-only", about, opening.review_project)
    elif opening.workspace is not None and not opening.only_review:
        about = "Answers are saved again, and files can be written"
        yield SystemCommand("Work on it again", about, opening.work_on_project)
    if opening.workspace is not None and not opening.only_review:
        yield SystemCommand("Close this project", "Back to the first screen", opening.close_project)


def _possible(binding: Binding, screen: Screen[Any]) -> bool:
    """Tell whether a screen offers what a key does; the library asks the palette that is before it."""
    place, name, parameters = parse(binding.action)
    return place != "screen" or bool(screen.check_action(name, parameters))


def _on_items(app: "PwxWizardApp", screen: WorkScreen) -> Iterator[SystemCommand]:
    """Yield what letters do on items, for whoever is in a field or in another step."""
    table = screen.query_one(ItemTable)
    for binding in own_bindings(table):
        action = binding.action.removeprefix("screen.")
        step = screen.step_for(action) if len(binding.key) == 1 else ""
        if step:
            place = "" if step == screen.step_key else f"In {step_of(step).title}, "
            active = ActiveBinding(table, binding, enabled=True)
            told = f"{place}{app.get_key_display(binding)}: {sentence(active, screen)}"
            yield SystemCommand(binding.description, told, partial(screen.do_in, step, action))


def _known_as(name: str, query: str, matcher: Matcher) -> float:
    """Return how well another word for a command fits, if one begins with what was typed."""
    sought = query.strip().lower()
    words = (word for word in _OTHER_WORDS.get(name, "").split() if word.startswith(sought))
    return max(map(matcher.match, words), default=0)


def _theme(app: "PwxWizardApp", name: str) -> None:
    app.theme = name


def _first(app: "PwxWizardApp") -> None:
    app.push_screen(Said("First steps", first_steps()))


def _glossary(app: "PwxWizardApp") -> None:
    from screens.help import HelpScreen, glossary_text  # noqa: PLC0415 - Markdown is slow to load

    app.push_screen(HelpScreen(glossary_text(), "Glossary"))


def _journal(app: "PwxWizardApp") -> None:
    from screens.help import HelpScreen, journal_text  # noqa: PLC0415 - the same

    assert app.opening.workspace is not None
    app.push_screen(HelpScreen(journal_text(app.opening.workspace), "What was written when"))


def _terminal(app: "PwxWizardApp") -> None:
    from screens.help import HelpScreen, terminal_text  # noqa: PLC0415 - the same

    assert app.checked is not None
    app.push_screen(HelpScreen(terminal_text(app.checked), "This terminal"))


def _bundle(app: "PwxWizardApp") -> None:
    from screens.bundling import BundleDialog  # noqa: PLC0415 - it loads the whole engine

    app.push_screen(BundleDialog(app.opening.workspace))


def _findings(app: App[Any], code: str = "") -> None:
    from screens.reference import FindingsDialog  # noqa: PLC0415 - it loads the whole engine

    app.push_screen(FindingsDialog(code))


def _doctor(app: "PwxWizardApp") -> None:
    from screens.help import HelpScreen, doctor_text  # noqa: PLC0415 - the same

    workspace = app.opening.workspace
    app.push_screen(HelpScreen(doctor_text(workspace.path if workspace else None), "Doctor"))
