"""What ends when: every certificate and revocation list of the project, and whom its end hits."""

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Static
from textual.worker import get_current_worker

from pwxwizard import expiry
from pwxwizard.expiry import End
from pwxwizard.finding import counted
from pwxwizard.item_names import titled
from pwxwizard.review import Review
from screens.frame import KeyHints, TitleLine
from screens.inspecting import InspectionScreen, Sheet
from screens.lists import Rows, at, cell

_COLOURS = {"expired": "error", "not yet valid": "error", "soon": "warning"}


class Ends(Rows):
    """The ends, one a row."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "screen.go", "Go there")]


class ExpiryScreen(InspectionScreen[str]):
    """The ends, the earliest first; answers with an item to go to, or `None`."""

    PAGE: ClassVar[str] = "expiring"

    class Known(Message):
        """The files were looked into."""

        def __init__(self, ends: tuple[End, ...]) -> None:
            """Hand the ends over."""
            super().__init__()
            self.ends = ends

    def __init__(self, workspace: Review) -> None:
        """Show what ends in a project."""
        super().__init__()
        self.workspace = workspace
        self._ends: tuple[End, ...] = ()

    def compose(self) -> ComposeResult:
        """Lay out the ends above, whom one of them hits below."""
        yield TitleLine(id="title")
        yield Ends("ends", ("Ends", 10), ("Days", 6), ("Due", 13), ("What", None))
        yield Static("Looking ...", id="what-is-shown", classes="part")
        yield Sheet(id="objects")
        yield KeyHints(id="keys")

    def on_mount(self) -> None:
        """Begin to look."""
        self.query_one(TitleLine).say("What ends when")
        self.query_one(Rows).focus()
        self._look()

    @work(thread=True, exclusive=True, group="ends")
    def _look(self) -> None:
        worker, world = get_current_worker(), self.workspace.world
        found = expiry.ends(self.workspace.project, world.reader, world.clock.now(), expiry.NEAR)
        if not worker.is_cancelled:
            self.post_message(self.Known(found))

    def on_expiry_screen_known(self, event: Known) -> None:
        """Show the ends."""
        self._ends = event.ends
        variables = self.app.theme_variables
        self.query_one(Rows).show(
            (
                cell(f"{end.ends:%Y-%m-%d}"),
                cell(f"{end.days_left:>6}"),
                cell(end.due, variables.get(_COLOURS.get(end.due, ""), "")),
                cell(end.subject),
            )
            for end in event.ends
        )
        near = sum(end.due != "fine" for end in event.ends)
        said = "No certificate is written yet. Escape, then F2, shows what would be written."
        if event.ends:
            said = (
                f"{counted(len(event.ends), 'end')}, {near} past or within {expiry.NEAR.days} days"
            )
        self.query_one("#what-is-shown", Static).update(said)
        self.refresh_bindings()

    @property
    def end(self) -> End | None:
        """Return the end under the cursor."""
        return at(self._ends, self.query_one(Rows).cursor_row)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the way to the item only where there is one."""
        return action != "go" or (self.end is not None and bool(self.end.item))

    def action_go(self) -> None:
        """Go to the item whose certificate or list it is."""
        if self.end is not None and self.end.item:
            self.dismiss(self.end.item)

    @on(Rows.RowHighlighted)
    def _highlighted(self) -> None:
        self.refresh_bindings()
        end = self.end
        if end is None:
            return
        item = [titled(self.workspace.project, end.item)] if end.item else []
        lines = [
            Content.styled(end.subject, "bold"),
            *(Content.assemble(("  Made in: ", "$muted"), name) for name in item),
            Content.assemble(("  Ends: ", "$muted"), f"{end.ends:%Y-%m-%d %H:%M} UTC"),
            Content.assemble(
                ("  Hits: ", "$muted"), ", ".join(end.machines) or "whoever checks it"
            ),
            *(Content.assemble(("  In: ", "$muted"), path) for path in end.files),
        ]
        self.query_one(Sheet).show(Content("\n").join(lines))
