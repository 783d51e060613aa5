"""Written files that changed since: what was written beside what is there now and what is planned."""

from functools import partial
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Static
from textual.worker import get_current_worker

from pwxwizard import drift, journal, layout, store
from pwxwizard.drift import Drift
from pwxwizard.errors import PwxError
from pwxwizard.finding import counted
from pwxwizard.review import Review
from screens.diff import DiffView
from screens.frame import FramedScreen, KeyHints, TitleLine
from screens.lists import Rows, cell


class DriftTable(Rows):
    """Files that drifted, one a row."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,right", "screen.enter_diff", "Read", show=False),
    ]


class DriftScreen(FramedScreen[None]):
    """Every written file that moved, to look at."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", key_display="Esc"),
        Binding("f5", "seek", "Look again"),
    ]
    PAGE = "drift"

    class Found(Message):
        """It is known what drifted."""

        def __init__(self, drifts: tuple[Drift, ...], problem: str = "") -> None:
            """Hand it over, or why it is not known."""
            super().__init__()
            self.drifts = drifts
            self.problem = problem

    def __init__(self, workspace: Review) -> None:
        """Look at a workspace."""
        super().__init__()
        self.workspace = workspace
        self._drifts: tuple[Drift, ...] = ()

    def compose(self) -> ComposeResult:
        """Lay out files above, the three-way view below."""
        yield TitleLine(id="title")
        yield DriftTable("files", ("File", None), ("What happened", 22))
        with Vertical(id="reading"):
            yield Static("Looking at every file ...", id="about")
            yield DiffView(id="diff")
        yield KeyHints(id="keys")

    def on_mount(self) -> None:
        """Begin to look."""
        self.query_one(DriftTable).focus()
        self.action_seek()

    @work(thread=True, exclusive=True, group="drift")
    def action_seek(self) -> None:
        """Look at every written file, without holding up the screen."""
        worker = get_current_worker()
        try:
            found = drift.drifts(self.workspace.project, self.workspace.survey().plan)
        except PwxError as error:
            self.post_message(self.Found((), str(error)))
            return
        if not worker.is_cancelled:
            self.post_message(self.Found(found))

    def on_drift_screen_found(self, event: Found) -> None:
        """Show the files."""
        self._drifts = event.drifts
        table = self.query_one(DriftTable)
        table.clear()
        for one in event.drifts:
            short = layout.inside(self.workspace.project, one.path)
            table.add_row(cell(short), cell(one.direction.told), key=one.path)
        self.refresh_bindings()
        title = f"Drift of {self.workspace.project.name}"
        self.query_one(TitleLine).say(title, counted(len(event.drifts), "file"))
        if not event.drifts:
            said = event.problem or "Every written file is as it was written, and as it is planned."
            self.query_one("#about", Static).update(Content(said))
            self.query_one(DiffView).show([])

    @property
    def drift(self) -> Drift | None:
        """Return the file under the cursor."""
        row = self.query_one(DriftTable).cursor_row
        return self._drifts[row] if 0 <= row < len(self._drifts) else None

    @on(DriftTable.RowHighlighted)
    def _highlighted(self) -> None:
        one = self.drift
        if one is not None:
            about = Content.assemble((one.path, "bold"), f" {one.sentence}")
            self.query_one("#about", Static).update(about)
            self._compare(one)

    @work(thread=True, exclusive=True, group="compare")
    def _compare(self, one: Drift) -> None:
        worker = get_current_worker()
        earlier = partial(journal.kept_copy, store.storage_folder(self.workspace.path))
        lines = drift.three_way(one, earlier)
        if not worker.is_cancelled:
            self.post_message(DiffView.Compared(one.path, lines))

    def on_diff_view_compared(self, event: DiffView.Compared) -> None:
        """Show the three sides, if their file is still the one under the cursor."""
        if self.drift is not None and self.drift.path == event.path:
            self.query_one(DiffView).show(event.lines)

    @on(DriftTable.RowSelected)
    def action_enter_diff(self) -> None:
        """Let the arrows scroll the comparison."""
        self.query_one(DiffView).focus()

    def action_back(self) -> None:
        """Go back to the files, and from there to the preview."""
        if self.query_one(DiffView).has_focus:
            self.query_one(DriftTable).focus()
        else:
            self.dismiss(None)
