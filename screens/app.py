"""The wizard as a Textual application: themes, keys that work everywhere, and its first screen."""

import os
from collections.abc import Iterable, Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from rich.text import Text
from textual import events, on
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.color import Color
from textual.dom import DOMNode, NoScreen
from textual.filter import LineFilter, Monochrome
from textual.geometry import Size
from textual.screen import Screen

from pwxwizard.self_check import Checked
from screens.colourless import ColourlessFilter
from screens.dialogs import Choose, Said
from screens.frame import WIDE, Asking
from screens.keyboard import accept_every_byte, can_come_back
from screens.keys import key_name
from screens.look import THEMES, AsciiFilter
from screens.passphrases import Passphrases
from screens.small import TooSmall, fits
from screens.starting import Beginning, StartingScreen

if TYPE_CHECKING:
    from rich.console import RenderableType
    from textual.actions import ActionParseResult
    from textual.command import Provider

    from pwxwizard.errors import PwxError
    from pwxwizard.recent import Recent
    from pwxwizard.review import Review
    from screens.opening import Opening
    from screens.welcome import WelcomeScreen


def _everything() -> "type[Provider]":
    """Return what the palette searches."""
    from screens.commands import Everything  # noqa: PLC0415 - it loads the whole engine

    return Everything


class PwxWizardApp(App[None]):
    """The wizard on a project, or on its first screen."""

    CSS_PATH = str(files("assets").joinpath("pwxwizard.tcss"))
    TITLE = "pwxwizard"
    COMMANDS = {_everything}  # noqa: RUF012 - Textual declares it so
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
        Binding("ctrl+t", "as_text", "Copy as text", show=False),
        Binding("ctrl+z", "suspend_process", "Suspend", show=False),
    ]

    def __init__(
        self,
        first: "Review | Beginning | None",
        *,
        passphrases: Passphrases | None = None,
        recent: "tuple[Recent, ...]" = (),
        checked: Checked | None = None,
    ) -> None:
        """Show a workspace, or open one behind the first drawing.

        Args:
            first: what to show; `None` for the first screen.
            passphrases: what the workspace's session asks.
            recent: the projects that the first screen offers.
            checked: the terminal.
        """
        self._first = first
        self._passphrases = passphrases or Passphrases()
        self._recent = recent
        self._opening: Opening | None = None
        self._drawn_for: Size | None = None
        super().__init__()
        self.animation_level = "none"
        self.checked = checked
        self.failure: PwxError | None = None
        self.no_color = bool(checked and checked.facts.colourless)
        self._ascii = [AsciiFilter()] if checked and checked.facts.ascii_only else []
        self._colourless: dict[str, LineFilter] = {}
        for theme in THEMES:
            self.register_theme(theme)
            if self.no_color:
                self._colourless[theme.name] = ColourlessFilter(Color.parse(theme.background))
        self.theme = THEMES[0].name

    @property
    def opening(self) -> "Opening":
        """Return the project that is open, and how others are opened."""
        if self._opening is None:
            from screens.opening import Opening  # noqa: PLC0415 - it loads the whole engine

            self._opening = Opening(self, self._passphrases, self._recent)
        return self._opening

    def get_default_screen(self) -> StartingScreen:
        """Return what is shown until a project is open."""
        beginning = self._first if isinstance(self._first, Beginning) else None
        return StartingScreen(beginning, self._passphrases)

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return what every line passes through on its way to the terminal."""
        # Textual's own filter would send greys.
        own = [one for one in super().get_line_filters() if not isinstance(one, Monochrome)]
        bare = [self._colourless[self.theme]] if self.no_color else []
        return [*own, *bare, *self._ascii]

    def on_mount(self) -> None:
        """Show the first screen."""
        if not isinstance(self._first, Beginning):
            self.opening.begin_with(self._first)
            self._warn()

    @on(StartingScreen.Opened)
    def _opened(self, event: StartingScreen.Opened) -> None:
        if isinstance(self.screen, TooSmall):
            self.pop_screen()
        self.opening.start(event.begun)
        self._warn()
        self._fit(self.size)

    @on(StartingScreen.Failed)
    def _failed(self, event: StartingScreen.Failed) -> None:
        self.failure = event.error
        self.exit()

    def _warn(self) -> None:
        """Say what is to be known before, one after the other."""
        said = [
            Said("This terminal", f"{one.name}: {one.found}. {one.affects}", one.fix)
            for one in (self.checked.warnings if self.checked else ())
        ]
        if isinstance(self._first, Beginning) and self._first.introduction:
            said.append(self.opening.introduced(self._first.introduction))

        def go_on(_: None = None) -> None:
            if said:
                self.push_screen(said.pop(0), go_on)

        go_on()

    def on_welcome_screen_wanted(self, event: "WelcomeScreen.Wanted") -> None:
        """Open the project that was chosen."""
        self.opening.open(event)

    def on_resize(self, event: events.Resize) -> None:
        """Ask for a larger terminal where the screens do not fit."""
        if event.size == self._drawn_for:
            # Made smaller and larger again between two looks: the terminal has lost what it showed.
            self.screen.refresh()
        self._drawn_for = event.size
        self._fit(event.size)

    def _fit(self, size: Size) -> None:
        if fits(size) == isinstance(self.screen, TooSmall):
            if fits(size):
                self.pop_screen()
            else:
                self.push_screen(TooSmall())

    def get_key_display(self, binding: Binding) -> str:
        """Return a key as it stands on a keyboard."""
        return binding.key_display or key_name(binding.key)

    def get_system_commands(self, screen: Screen[Any]) -> Iterable[SystemCommand]:
        """Offer everything a key does in the command palette, too."""
        from screens.commands import commands  # noqa: PLC0415 - it loads the whole engine

        return commands(self, screen)

    async def run_action(
        self,
        action: "str | ActionParseResult",
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Do what a key asks for, unless its screen is not laid out yet or is left already."""
        if default_namespace not in {None, self}:
            try:
                screen = default_namespace.screen
            except NoScreen:
                return True
            if screen is not self.screen or not screen.is_mounted:
                return True
        return await super().run_action(action, default_namespace, namespaces)

    def action_command_palette(self) -> None:
        """Show the command palette."""
        from screens.commands import Palette  # noqa: PLC0415 - the same

        if not isinstance(self.screen, Palette):
            self.push_screen(Palette())

    def action_as_text(self) -> None:
        """Show this part of the screen as plain text, to be marked and copied."""
        from screens.copying import panel_text, show_text  # noqa: PLC0415 - loaded when it is wanted

        show_text(self, panel_text(self.screen))

    def action_suspend_process(self) -> None:
        """Suspend, unless there is no shell to come back from."""
        if os.name != "posix" or can_come_back():
            super().action_suspend_process()
        else:
            text = "No shell with job control started this, so that nothing could bring it back."
            self.push_screen(Said("It cannot be suspended here", text))

    def action_next_theme(self) -> None:
        """Change to the next theme: dark, light, high contrast."""
        names = [theme.name for theme in THEMES]
        self.theme = names[(names.index(self.theme) + 1) % len(names)]

    def action_help_quit(self) -> None:
        """Ask whether to leave, because Ctrl+C may have been meant so."""
        if isinstance(self.screen, Choose):
            return
        self.push_screen(
            Choose("Leave the wizard?", "Every answer is saved.", "Leave", no="Stay"), self._left
        )

    async def action_quit(self) -> None:
        """Leave; what can be saved is saved, and the rest is asked about."""
        if not self.screen.is_mounted:
            # A screen that opens while the wizard closes would look for widgets that it never gets.
            self.set_timer(0.01, self.action_quit)
            return
        unsent = self.screen.unsent if isinstance(self.screen, Asking) else ""
        if unsent:
            self.push_screen(Choose("Leave the wizard?", unsent, "Leave", no="Stay"), self._left)
        else:
            self._leave()

    def _left(self, yes: bool | None) -> None:
        if yes:
            self._leave()

    def _leave(self) -> None:
        message = None
        if self._opening is not None:
            message = self._opening.farewell()
            self._opening.close()
        # The command is to be marked and copied as one, however long it is.
        said = Text(message, no_wrap=True, overflow="ignore") if message else None
        self.exit(message=said)

    def give_free(self) -> None:
        """Give the project free for others."""
        if self._opening is not None:
            self._opening.give_free()

    def panic(self, *renderables: "RenderableType") -> None:
        """Leave after a fault; what Textual's reader of the keyboard has to say of its own is a trace."""
        if not all(isinstance(said, Text) for said in renderables):
            renderables = (Text(self.opening.report(None)),)
        self._return_code = 1
        super().panic(*renderables)

    def _fatal_error(self) -> None:
        """Say that something unexpected happened; a trace could show a passphrase."""
        self.panic(Text(self.opening.report(self._exception)))


def run(
    project: Path | None, *, read_only: bool, mouse: bool, checked: Checked, introduction: str = ""
) -> int:
    """Open the wizard on a project, or on its first screen; returns the exit code.

    An introduction is said first.

    Raises:
        PwxError: it is no project.
    """
    if os.name == "posix":
        accept_every_byte()
    app = PwxWizardApp(Beginning(project, read_only, introduction), checked=checked)
    try:
        app.run(mouse=mouse)
    finally:
        app.give_free()
    if app.failure is not None:
        raise app.failure
    return app.return_code or 0
