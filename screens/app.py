"""The wizard as a Textual application: themes, keys that work everywhere, and its first screen."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual import events
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.filter import LineFilter
from textual.screen import Screen

from pwxwizard.recent import Recent
from pwxwizard.review import Review
from pwxwizard.self_check import Checked
from screens.commands import Palette, commands, key_name
from screens.copying import panel_text, show_text
from screens.dialogs import Said
from screens.frame import WIDE
from screens.look import THEMES, AsciiFilter
from screens.opening import Opening, opened
from screens.passphrases import Passphrases
from screens.small import TooSmall, fits
from screens.welcome import WelcomeScreen


class PwxWizardApp(App[None]):
    """The wizard on a project, or on its first screen."""

    CSS_PATH = Opening.style_sheet()
    TITLE = "pwxwizard"
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - Textual declares it so
        (0, "-tight"),
        (80, "-usual"),
        (WIDE, "-wide"),
    ]
    VERTICAL_BREAKPOINTS = [  # noqa: RUF012 - the same
        (0, "-short"),
        (24, "-usual-height"),
        (36, "-tall"),
    ]
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+q", "quit", "Quit", priority=True),
        Binding("f12", "next_theme", "Next theme", show=False),
        Binding("ctrl+t", "as_text", "Panel as text", show=False),
        Binding("ctrl+z", "suspend_process", "Suspend", show=False),
    ]

    def __init__(
        self,
        workspace: Review | None,
        *,
        passphrases: Passphrases | None = None,
        recent: tuple[Recent, ...] = (),
        checked: Checked | None = None,
    ) -> None:
        """Show a workspace; `passphrases` is what its session asks, `checked` is the terminal."""
        super().__init__()
        self.animation_level = "none"
        self.checked = checked
        self._ascii = [AsciiFilter()] if checked and checked.facts.ascii_only else []
        for theme in THEMES:
            self.register_theme(theme)
        self.theme = THEMES[0].name
        self.opening = Opening(self, passphrases or Passphrases(), recent)
        self._first = workspace

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return what every line passes through on its way to the terminal."""
        return [*super().get_line_filters(), *self._ascii]

    def on_mount(self) -> None:
        """Show the first screen."""
        self.opening.show(self._first)
        for one in self.checked.warnings if self.checked else ():
            said = Said("This terminal", f"{one.name}: {one.found}. {one.affects}", one.fix)
            self.push_screen(said)

    def on_welcome_screen_wanted(self, event: WelcomeScreen.Wanted) -> None:
        """Open the project that was chosen."""
        self.opening.open(event)

    def on_resize(self, event: events.Resize) -> None:
        """Ask for a larger terminal where the screens do not fit."""
        if fits(event.size) == isinstance(self.screen, TooSmall):
            if fits(event.size):
                self.pop_screen()
            else:
                self.push_screen(TooSmall())

    def get_key_display(self, binding: Binding) -> str:
        """Return a key as it stands on a keyboard."""
        return binding.key_display or key_name(binding.key)

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Offer everything a key does in the command palette, too."""
        return commands(self, screen)

    def action_command_palette(self) -> None:
        """Show the command palette."""
        if not isinstance(self.screen, Palette):
            self.push_screen(Palette(id="--command-palette"))

    def action_as_text(self) -> None:
        """Show the focused panel as plain text, to be marked and copied."""
        show_text(self, panel_text(self.screen))

    def action_next_theme(self) -> None:
        """Change to the next theme: dark, light, high contrast."""
        names = [theme.name for theme in THEMES]
        self.theme = names[(names.index(self.theme) + 1) % len(names)]

    async def action_quit(self) -> None:
        """Leave; everything that can be saved is saved."""
        self.opening.close()
        self.exit()

    def _fatal_error(self) -> None:
        """Say that something unexpected happened; a trace could show a passphrase."""
        self.panic(Text(self.opening.report(self._exception)))


def run(project: Path | None, *, read_only: bool, mouse: bool, checked: Checked) -> int:
    """Open the wizard on a project, or on its first screen; returns the exit code."""
    return opened(PwxWizardApp, project, read_only=read_only, mouse=mouse, checked=checked)
