"""What every full screen is framed by: a title line, key hints, and the width it reacts to."""

from collections.abc import Sequence
from typing import Any, ClassVar

from textual import on
from textual.await_complete import AwaitComplete
from textual.binding import ActiveBinding, Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.filter import LineFilter
from textual.message import Message
from textual.reactive import Reactive
from textual.screen import ModalScreen, Screen, ScreenResultType
from textual.widget import Widget
from textual.widgets import Button, Static
from textual.widgets.button import ButtonVariant

from pwxwizard.errors import PwxError
from screens.colourless import BENEATH
from screens.lists import Hung

WIDE = 110
"""Columns from which panes stand side by side."""


USUAL = 80
"""Columns of a terminal that nobody has made wider or narrower."""

REVIEW = "-review"
"""Class of the application while a project is only looked at."""

LEAST = 24
"""Columns of a title that a note on the right leaves to what is looked at."""


class TitleLine(Static):
    """The screen's first line: program, project, mode, and how far things are."""

    _parts = ("", "")

    def say(self, middle: str = "", right: str = "") -> None:
        """Show what is looked at on the left and a short note on the right."""
        if (middle, right) != self._parts:
            self._parts = (middle, right)
            self.refresh()

    def render(self) -> Content:
        """Return the line as wide as the screen; what is too long on the left is cut with a mark."""
        middle, right = self._parts
        room = self.size.width
        mode = "read-only  " if self.app.has_class(REVIEW) else ""
        start = Content.assemble((f"pwxwizard  {mode}", "bold"), middle)
        if len(right) > room - LEAST:
            right = ""
        if start.cell_length + len(right) >= room:
            # The program is known by then; that nothing is changed has to be seen everywhere.
            start = Content.assemble((mode, "bold"), middle)
        if right and start.cell_length + len(right) >= room:
            start = start.truncate(room - len(right) - 1, ellipsis=True)
        gap = max(0, room - start.cell_length - len(right))
        return Content.assemble(start.truncate(room, ellipsis=True), " " * gap, right)


class Remark(Static):
    """A text that is drawn again only when it is another one."""

    _shown = Content()

    def say(self, text: Content, *, layout: bool = True) -> None:
        """Show a text; `layout` when its height follows from it."""
        if not text.is_same(self._shown):
            self._shown = text
            self.update(Hung(text), layout=layout)


class KeyHints(Remark):
    """The screen's last line: the keys that work now, made from the bindings themselves."""

    def on_mount(self) -> None:
        """Follow the focus."""
        self.screen.bindings_updated_signal.subscribe(self, self.show)
        self.show(self.screen)

    def on_resize(self) -> None:
        """Show as many as fit."""
        self.show(self.screen)

    def show(self, screen: Screen[Any]) -> None:
        """Name the keys of a screen, unless another one is before it."""
        if screen is not self.app.screen:
            return
        more = Content.assemble(("Ctrl+P", "$primary bold"), " More")
        offered = not screen.is_modal and "ctrl+p" in screen.active_bindings
        room = self.size.width - (more.cell_length + 2 if offered else 0)
        shown = Content()
        seen: set[str] = set()
        for active in _by_importance(screen):
            binding = active.binding
            named = screen.names(binding) if isinstance(screen, FramedScreen) else binding.show
            if not named or binding.description in seen:
                continue
            seen.add(binding.description)
            key = self.app.get_key_display(binding)
            hint = Content.assemble((key, "$primary bold"), f" {binding.description}  ")
            if shown.cell_length + hint.cell_length - 2 > room:
                break
            shown += hint
        self.say(shown + more if offered else shown.rstrip(), layout=False)


def _by_importance(screen: Screen[object]) -> list[ActiveBinding]:
    """Return the keys that work: of the screen's own, help and the way back, then its last class."""
    actions = [
        binding.action
        for kind in type(screen).__mro__
        for binding in kind.__dict__.get("BINDINGS", ())
        if isinstance(binding, Binding)
    ]

    def rank(one: ActiveBinding) -> tuple[bool, bool, int]:
        at = actions.index(one.binding.action)
        return one.binding.action != "help", one.binding.key != "escape", at

    active = list(screen.active_bindings.values())
    movable = [one.node is screen and one.binding.action in actions for one in active]
    own = iter(sorted((one for one, moves in zip(active, movable, strict=True) if moves), key=rank))
    return [next(own) if moves else one for one, moves in zip(active, movable, strict=True)]


class Once(Screen[ScreenResultType]):
    """A screen that is left once: what a second Enter on its way asks for would close another one."""

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Leave the screen if it is the one that is shown."""
        # One that only lies beneath a dialog counts as current, too, and would close the dialog.
        stack = self.app.screen_stack
        return super().dismiss(result) if stack and stack[-1] is self else AwaitComplete()

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Return what its own lines pass through; those of a dialog show what lies beneath it."""
        beneath = [BENEATH] if self.is_modal and self.app.no_color else []
        return [*super().get_line_filters(), *beneath]


class Dialog(ModalScreen[ScreenResultType], Once[ScreenResultType]):
    """A small screen before the one that it belongs to; the library looks for styles in its first base."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("f1", "help", "Help", show=False)]

    def action_help(self) -> None:
        """Explain this field and the keys of this dialog."""
        from screens.help import HelpScreen, dialog_text  # noqa: PLC0415 - Markdown is slow to load

        self.app.push_screen(HelpScreen(dialog_text(self)))

    def on_screen_resume(self) -> None:
        """Name the dialog's own keys."""
        self.name_keys()

    def name_keys(self) -> None:
        """Name the dialog's own keys on its frame, unless it has a line for them."""
        frames = self.query(".dialog")
        if not frames or self.query(KeyHints):
            return
        own = [
            f"{self.app.get_key_display(binding)} {binding.description}"
            for kind in type(self).__mro__
            for binding in kind.__dict__.get("BINDINGS", ())
            if isinstance(binding, Binding) and binding.show and binding.description
        ]
        more = ["Tab Next"] if len(self.focus_chain) > 1 else []
        more += ["↑↓ Scroll"] if any(one.max_scroll_y for one in self.query(".dialog-text")) else []
        frames.first().border_subtitle = "  ".join([*more, *own])


class Asking(Dialog[ScreenResultType]):
    """A dialog that can be given up; it answers with `None` then."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "cancel", "Cancel")]

    @property
    def unsent(self) -> str:
        """Say what would be lost if the dialog were given up now; empty where nothing would be."""
        return ""

    @on(Button.Pressed, "#cancel")
    def action_cancel(self) -> None:
        """Give it up; nothing is changed, and what is typed in it is not lost unasked."""
        if not self.unsent:
            self.dismiss(None)
            return
        from screens.dialogs import Choose  # noqa: PLC0415 - it is one of these dialogs itself

        def given_up(yes: bool | None) -> None:
            if yes:
                self.dismiss(None)

        self.app.push_screen(Choose("Leave this?", self.unsent, "Leave", no="Stay"), given_up)


class Ways(Horizontal):
    """The buttons of a dialog: what it can do, then the way back; the arrows go from one to another."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("left", "go(-1)", "Button before", show=False),
        Binding("right", "go(1)", "Next button", show=False),
    ]

    def __init__(self, *ways: Button, no: str = "Cancel") -> None:
        """Show a button for each way; `no` is what the way back says."""
        super().__init__(*ways, Button(no, id="cancel", compact=True), classes="buttons")

    def action_go(self, by: int) -> None:
        """Go to another button."""
        (self.screen.focus_next if by > 0 else self.screen.focus_previous)(Button)


class Buttons(Ways):
    """The buttons of a dialog that can do one thing."""

    def __init__(
        self,
        yes: str,
        variant: ButtonVariant = "primary",
        *,
        disabled: bool = False,
        no: str = "Cancel",
    ) -> None:
        """Say `yes` on the first one and `no` on the other; `disabled` until it can be done."""
        button = Button(yes, id="yes", variant=variant, disabled=disabled, compact=True)
        super().__init__(button, no=no)


class FramedScreen(Once[ScreenResultType]):
    """A full screen with the wizard's frame."""

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    """As in every screen; but widgets draw their own focus, so the whole need not be drawn anew."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f1,question_mark", "help", "Help", key_display="F1"),
    ]
    PAGE: ClassVar[str] = ""
    """Name of the help page, without folder and ending."""

    class Failed(Message):
        """What the screen began in a thread could not be done."""

        def __init__(self, error: PwxError) -> None:
            """Tell why."""
            super().__init__()
            self.error = error

    def on_screen_suspend(self) -> None:
        """Name no keys while they are those of a dialog."""
        for hints in self.query(KeyHints):
            hints.say(Content(), layout=False)

    def on_screen_resume(self) -> None:
        """Name them again."""
        for hints in self.query(KeyHints):
            hints.show(self)

    def names(self, binding: Binding) -> bool:
        """Tell whether the last line names a key that works, if there is room."""
        return binding.show

    def action_help(self) -> None:
        """Explain this field and this screen."""
        from screens.help import HelpScreen  # noqa: PLC0415 - Markdown is slow to load

        self.app.push_screen(HelpScreen(self.help_text()))

    def help_text(self) -> str:
        """Return what the help shows, as Markdown."""
        from screens.help import keys_text, page  # noqa: PLC0415 - the same

        return f"{page(self.PAGE)}\n\n{keys_text(self)}"
