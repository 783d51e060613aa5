"""What would be written: every file with its action and its difference; in review only to look at."""

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static
from textual.worker import get_current_worker

from pwxwizard.difference import DiffLine
from pwxwizard.errors import PwxError
from pwxwizard.finding import counted
from pwxwizard.plan import Change, Plan
from pwxwizard.plan_search import Place
from pwxwizard.provenance import Tracer
from pwxwizard.review import Review
from pwxwizard.standing import Standing
from screens.dialogs import Said
from screens.diff import DiffView
from screens.frame import USUAL, FramedScreen, KeyHints, TitleLine
from screens.lists import Hung
from screens.planned import FileTable, Shown, mark_of, not_saved, nothing_to_write
from screens.seeking import SeekLine

if TYPE_CHECKING:
    from textual.timer import Timer

    from pwxwizard.examine import Item


SLOW = 0.5
"""Seconds after which a search says that it is still under way."""


class PreviewScreen(FramedScreen[None]):
    """A plan to look at: files, actions and differences."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", key_display="Esc"),
        Binding("w", "why", "Why"),
        Binding("slash", "search", "Search"),
        Binding("m", "meaning", "Meaning"),
        Binding("u", "all_files", "All files"),
        Binding("z", "fold", "Unfold"),
        Binding("d", "drift", "Drift"),
        Binding("n", "find(1)", "Next hit", show=False),
        Binding("N", "find(-1)", "Previous hit", show=False),
    ]
    PAGE = "preview"

    class Planned(Message):
        """The plan was made."""

        def __init__(self, plan: Plan, standing: Standing) -> None:
            """Hand the plan over, with what speaks against writing it."""
            super().__init__()
            self.plan = plan
            self.standing = standing

    class Traced(Message):
        """It is known where a line comes from."""

        def __init__(self, text: str) -> None:
            """Hand over what to show."""
            super().__init__()
            self.text = text

    def __init__(self, workspace: Review, unsaved: Sequence[str] = ()) -> None:
        """Plan a workspace; `unsaved` are the labels of answers that could not be saved."""
        super().__init__()
        self.workspace = workspace
        self._unsaved = unsaved
        self.plan: Plan | None = None
        self.standing = Standing()
        self._items: tuple[Item, ...] = ()
        self.left_out: set[str] = set()
        self._shown = Shown()
        self._all = False
        self._compared = ""
        self._goal: DiffLine | None = None
        self._reading = False
        self._slow: Timer | None = None
        self._tracer: tuple[Change, Tracer] | None = None

    def compose(self) -> ComposeResult:
        """Lay out files above, difference below."""
        yield TitleLine(id="title")
        yield Static(classes="problem", id="standing")
        yield self.table()
        with Vertical(id="reading"):
            yield Static("Looking at every file ...", id="about")
            yield DiffView(id="diff")
            yield SeekLine()
        yield KeyHints(id="keys")

    def table(self) -> FileTable:
        """Return the table of files."""
        return FileTable()

    def on_mount(self) -> None:
        """Begin to plan."""
        self.query_one(FileTable).focus()
        self.make()

    @work(thread=True, exclusive=True, group="plan")
    def make(self) -> None:
        """Make the plan, without holding up the screen."""
        worker = get_current_worker()
        try:
            survey = self.workspace.survey()
            standing = self.workspace.standing(survey)
        except PwxError as error:
            self.post_message(self.Failed(error))
            return
        if not worker.is_cancelled:
            self._items = survey.items
            self.post_message(self.Planned(survey.plan, standing))

    def on_framed_screen_failed(self, event: FramedScreen.Failed) -> None:
        """Say why there is no plan."""
        self._tell(Content(str(event.error)))

    def on_preview_screen_planned(self, event: Planned) -> None:
        """Show the files of the plan."""
        self.plan = event.plan
        self.standing = event.standing
        said = self.query_one("#standing", Static)
        sentences = (*not_saved(self._unsaved), *event.standing.sentences)
        said.update(Hung(Content("\n".join(sentences))))
        said.set_class(bool(sentences), "-said")
        self.left_out &= {change.artifact.path for change in event.plan.writes}
        self._fill(event.plan)

    def _fill(self, plan: Plan) -> None:
        files = plan.changes if self._all else plan.writes
        self.query_one(FileTable).fill(files, self.mark, self._folder)
        self.count()
        self.refresh_bindings()
        if not files:
            told = nothing_to_write(self.workspace, plan, self.standing, self._items, self._unsaved)
            self._tell(Content(told))
            self.query_one(DiffView).show([])

    @property
    def _folder(self) -> str:
        return f"{self.workspace.project.folder}/"

    def mark(self, change: Change) -> Text:
        """Return what happens to a file, as a cell."""
        mark = mark_of(change, left_out=change.artifact.path in self.left_out)
        return mark.text(self.app.theme_variables)

    def count(self, note: str = "") -> None:
        """Show how many files would be written, or a note until one goes on."""
        writes = self.plan.writes if self.plan else ()
        taken = len(writes) - len(self.left_out)
        left = f", {len(self.left_out)} left out" if self.left_out else ""
        kept = f", {len(self.plan.changes) - len(writes)} kept" if self._all and self.plan else ""
        errors = len(self.standing.errors)
        stand = f", {counted(errors, 'error')}" if errors else ""
        middle = f"Preview: {counted(taken, 'file')} to write{left}{kept}{stand}"
        self.query_one(TitleLine).say(note or middle)

    def names(self, binding: Binding) -> bool:
        """Name the key that asks about a line where there are lines, and what is usual where it fits."""
        if binding.action == "screen.enter_diff" and self.app.size.width < USUAL:
            return False
        asks = binding.action == "why"
        return super().names(binding) and (not asks or self.query_one(DiffView).has_focus)

    @property
    def change(self) -> Change | None:
        """Return the change under the cursor."""
        return self.query_one(FileTable).change

    @on(FileTable.RowHighlighted)
    def _highlighted(self) -> None:
        self.count()
        if self._all:
            self.refresh_bindings()
        self.compare()

    def compare(self) -> None:
        """Show the difference of the file under the cursor."""
        change = self.change
        if change is None:
            return
        self._tell(self._shown.about(change), of_a_file=True)
        self._compare(change, self._shown)

    def _tell(self, text: Content, *, of_a_file: bool = False) -> None:
        """Say something between files and difference; of a file each part has a line where it is tight."""
        about = self.query_one("#about", Static)
        about.set_class(of_a_file, "-parts")
        about.update(text)

    @work(thread=True, exclusive=True, group="compare")
    def _compare(self, change: Change, shown: Shown) -> None:
        worker = get_current_worker()
        lines = shown.lines(change, self.workspace.project.catalogue)
        if not worker.is_cancelled:
            self.post_message(DiffView.Compared(change.artifact.path, lines))

    def on_diff_view_compared(self, event: DiffView.Compared) -> None:
        """Show the difference, if its file is still the one under the cursor."""
        if self.change is not None and self.change.artifact.path == event.path:
            view = self.query_one(DiffView)
            on = view.line if event.path == self._compared else None
            if self._goal in event.lines:
                on, self._goal = self._goal, None
            view.show(event.lines, on, wraps=self._shown.by_meaning)
            self._compared = event.path

    def on_diff_view_moved(self) -> None:
        """Take a note away, as where one goes on in the files."""
        self.count()

    def action_enter_diff(self) -> None:
        """Let the arrows move in the difference."""
        self.query_one(DiffView).focus()

    @on(FileTable.RowSelected)
    def _selected(self) -> None:
        self.action_enter_diff()

    def action_meaning(self) -> None:
        """Change between lines and meaning."""
        self._shown = Shown(not self._shown.by_meaning, self._shown.whole)
        self.compare()

    def action_fold(self) -> None:
        """Show or hide lines that stay as they are."""
        self._shown = Shown(self._shown.by_meaning, not self._shown.whole)
        self.compare()

    def action_all_files(self) -> None:
        """Show or hide the files that stay as they are."""
        self._all = not self._all
        if self.plan is not None:
            self._fill(self.plan)

    def action_why(self) -> None:
        """Tell where the line under the cursor comes from, of the difference that it stands in."""
        view = self.query_one(DiffView)
        if self._shown.by_meaning:
            self.count("Press m first: where from is told of lines")
        elif self.change is not None and self.plan is not None and view.under:
            self._trace(self.plan, self.change, view.under)

    @work(thread=True, exclusive=True, group="trace")
    def _trace(self, plan: Plan, change: Change, lines: tuple[DiffLine, ...]) -> None:
        worker = get_current_worker()
        if self._tracer is None or self._tracer[0] is not change:
            review = self.workspace
            tracer = Tracer(review.project, review.world, self._items, plan, change)
            self._tracer = change, tracer
        text = self._tracer[1].told(lines)
        if not worker.is_cancelled:
            self.post_message(self.Traced(text))

    def on_preview_screen_traced(self, event: Traced) -> None:
        """Show where a line comes from."""
        self.app.push_screen(Said("Where this line comes from", event.text))

    def action_drift(self) -> None:
        """Compare written files with what was written, with the disk and with the plan."""
        from screens.drift import DriftScreen  # noqa: PLC0415 - loaded when it is wanted

        self.app.push_screen(DriftScreen(self.workspace))

    def action_search(self) -> None:
        """Ask for what is looked for."""
        line = self.query_one(SeekLine)
        if not line.display:
            self._reading = self.query_one(DiffView).has_focus
        line.display = True
        line.focus()

    @on(Input.Submitted, "#seek")
    def _sought_for(self, event: Input.Submitted) -> None:
        event.stop()
        self._seek(1, here=True)

    def action_find(self, direction: int) -> None:
        """Go to the next or previous hit."""
        if self.query_one(SeekLine).value:
            self._reading = self.query_one(DiffView).has_focus
            self._seek(direction)
        else:
            self.action_search()

    def _seek(self, direction: int, *, here: bool = False) -> None:
        plan, change, view = self.plan, self.change, self.query_one(DiffView)
        if plan is None:
            return
        file = plan.changes.index(change) if change else 0
        # Of a file that one only stands on, the name counts as the place.
        begin = Place(file, view.line if self._reading else None)
        if self._slow is not None:
            self._slow.stop()
        self._slow = self.set_timer(SLOW, lambda: self.count("Searching ..."))
        seek = self.query_one(SeekLine)
        seek.seek(plan.changes, begin, direction, self._folder, here=here)

    def on_seek_line_sought(self, event: SeekLine.Sought) -> None:
        """Go to where the text stands, or say that it stands nowhere."""
        place, plan = event.place, self.plan
        if self._slow is not None:
            self._slow.stop()
        self.query_one(DiffView).mark(event.text)
        if place is None or plan is None:
            self.count(f"In no file: {event.text}" if event.text else "")
            self.action_search()
            return
        self.query_one(SeekLine).display = False
        change = plan.changes[place.file]
        if change not in self.query_one(FileTable).files:
            self.action_all_files()
        self._goal = place.line
        if place.line is not None:
            whole = self._shown.whole or place.line not in Shown().lines(change, {})
            self._shown = Shown(whole=whole)
        table = self.query_one(FileTable)
        table.stand(change.artifact.path)
        self.compare()
        self._reading = place.line is not None
        (self.query_one(DiffView) if self._reading else table).focus()
        self.count()

    def action_back(self) -> None:
        """Go back from the difference to the files, from a search to none, and then to the project."""
        seek = self.query_one(SeekLine)
        if seek.display:
            seek.display = False
            self.count()
            (self.query_one(DiffView) if self._reading else self.query_one(FileTable)).focus()
        elif self.query_one(DiffView).has_focus:
            self.query_one(FileTable).focus()
        elif seek.value:
            seek.value = ""
            self.query_one(DiffView).mark("")
            self.count()
        else:
            self.dismiss(None)
