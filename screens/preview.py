"""What would be written: every file with its action and its difference; in review only to look at."""

from dataclasses import dataclass
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

from pwxwizard import difference
from pwxwizard.difference import DiffLine
from pwxwizard.errors import PwxError
from pwxwizard.finding import counted
from pwxwizard.plan import Change, Pending, Plan
from pwxwizard.provenance import Tracer
from pwxwizard.review import Review
from pwxwizard.standing import Standing
from screens import marks
from screens.diff import DiffView
from screens.frame import FramedScreen, KeyHints, TitleLine
from screens.lines import AnswerInput
from screens.lists import Hung, Rows, cell

if TYPE_CHECKING:
    from pwxwizard.examine import Item


COLUMNS = (("Action", 10), ("File", None))
"""Of the table of files."""


@dataclass(frozen=True, slots=True)
class Shown:
    """How a file's difference is looked at."""

    by_meaning: bool = False
    whole: bool = False
    """Unchanged lines are shown, too."""


class FileTable(Rows):
    """The files of a plan."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,right", "screen.enter_diff", "Read", show=False),
    ]


class PreviewScreen(FramedScreen[None]):
    """A plan to look at: files, actions and differences."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", key_display="Esc"),
        Binding("m", "meaning", "Meaning"),
        Binding("z", "fold", "Unfold"),
        Binding("w", "why", "Where from", show=False),
        Binding("d", "drift", "Drift", show=False),
        Binding("slash", "search", "Search", show=False),
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
        """It is known where lines come from."""

        def __init__(self, text: str) -> None:
            """Hand over what to show, as Markdown."""
            super().__init__()
            self.text = text

    class Failed(Message):
        """There is no plan."""

        def __init__(self, error: PwxError) -> None:
            """Tell why."""
            super().__init__()
            self.error = error

    class Compared(Message):
        """The difference of a file is known."""

        def __init__(self, path: str, lines: list[DiffLine]) -> None:
            """Hand over what is shown of a file."""
            super().__init__()
            self.path = path
            self.lines = lines

    def __init__(self, workspace: Review) -> None:
        """Plan a workspace."""
        super().__init__()
        self.workspace = workspace
        self.plan: Plan | None = None
        self.standing = Standing()
        self._items: tuple[Item, ...] = ()
        self.left_out: set[str] = set()
        self._shown = Shown()
        self._sought = ""

    def compose(self) -> ComposeResult:
        """Lay out files above, difference below."""
        yield TitleLine(id="title")
        yield Static(classes="problem", id="standing")
        yield self.table()
        with Vertical(id="reading"):
            yield Static("Looking at every file ...", id="about")
            yield DiffView(id="diff")
            yield AnswerInput(placeholder="search in this difference", id="seek")
        yield KeyHints(id="keys")

    def table(self) -> FileTable:
        """Return the table of files."""
        return FileTable("files", *COLUMNS)

    def on_mount(self) -> None:
        """Begin to plan."""
        self.query_one("#seek").display = False
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

    def on_preview_screen_failed(self, event: Failed) -> None:
        """Say why there is no plan."""
        self.query_one("#about", Static).update(Content(str(event.error)))

    def on_preview_screen_planned(self, event: Planned) -> None:
        """Show the files of the plan."""
        self.plan = event.plan
        self.standing = event.standing
        said = self.query_one("#standing", Static)
        said.update(Hung(Content("\n".join(event.standing.sentences))))
        said.set_class(bool(event.standing.sentences), "-said")
        self.left_out &= {change.artifact.path for change in event.plan.writes}
        table = self.query_one(FileTable)
        table.clear()
        for change in event.plan.writes:
            path = change.artifact.path
            table.add_row(self.mark(change), cell(self._short(path)), key=path)
        self.count()
        if not event.plan.writes:
            self.query_one("#about", Static).update(self._nothing(event.plan))
            self.query_one(DiffView).show([])

    def _nothing(self, plan: Plan) -> str:
        if plan.changes and self.standing.held_back:
            return "Nothing else would be written. Escape, then F7, goes to what is open."
        if plan.changes:
            return "Everything is written already; nothing would change. Escape, then F6, rehearses it."
        return "Nothing can be written yet: answers are missing. Escape, then F7."

    def _short(self, path: str) -> str:
        return path.removeprefix(f"{self.workspace.project.folder}/")

    def mark(self, change: Change) -> Text:
        """Return what happens to a file, as a cell."""
        mark = marks.ACTIONS[change.action]
        if change.replaces_key:
            mark = marks.REPLACE_KEY
        if change.artifact.path in self.left_out:
            mark = marks.LEFT_OUT
        return mark.text(self.app.theme_variables)

    def count(self) -> None:
        """Show how many files would be written."""
        writes = self.plan.writes if self.plan else ()
        taken = len(writes) - len(self.left_out)
        left = f", {len(self.left_out)} left out" if self.left_out else ""
        mode = "read-only" if self.workspace.read_only else ""
        errors = len(self.standing.errors)
        stand = f", {counted(errors, 'error')}" if errors else ""
        middle = f"Preview: {counted(taken, 'file')} to write{left}{stand}"
        self.query_one(TitleLine).say("pwxwizard", middle, mode)

    @property
    def change(self) -> Change | None:
        """Return the change under the cursor."""
        row = self.query_one(FileTable).cursor_row
        writes = self.plan.writes if self.plan else ()
        return writes[row] if 0 <= row < len(writes) else None

    @on(FileTable.RowHighlighted)
    def _highlighted(self) -> None:
        self.compare()

    def compare(self) -> None:
        """Show the difference of the file under the cursor."""
        change = self.change
        if change is None:
            return
        artifact = change.artifact
        known = ", known after apply" if isinstance(artifact.content, Pending) else ""
        origin = f"\nBeside {artifact.origin}." if artifact.origin else ""
        goes = f"  Goes to: {artifact.install}." if artifact.install else ""
        look = "by meaning" if self._shown.by_meaning else "line by line"
        about = Content.assemble(
            (artifact.why, ""), (f"{goes}{origin}", "$muted"), (f"  ({look}{known})", "$muted")
        )
        self.query_one("#about", Static).update(about)
        self._compare(change, self._shown)

    @work(thread=True, exclusive=True, group="compare")
    def _compare(self, change: Change, shown: Shown) -> None:
        worker = get_current_worker()
        if shown.by_meaning:
            said = difference.meaning(change, self.workspace.project.catalogue)
            lines = [DiffLine(_sign(text), text) for text in said]
            lines = lines or [
                DiffLine("?", "There is nothing to say beyond the lines; m shows them.")
            ]
        else:
            context = None if shown.whole else difference.CONTEXT
            lines = difference.lines(change, context)
        if not worker.is_cancelled:
            self.post_message(self.Compared(change.artifact.path, lines))

    def on_preview_screen_compared(self, event: Compared) -> None:
        """Show the difference, if its file is still the one under the cursor."""
        if self.change is not None and self.change.artifact.path == event.path:
            self.query_one(DiffView).show(event.lines)

    def action_enter_diff(self) -> None:
        """Let the arrows scroll the difference."""
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

    def action_why(self) -> None:
        """Tell of the lines that can be seen where they come from."""
        change, plan = self.change, self.plan
        if change is not None and plan is not None and not self._shown.by_meaning:
            self._trace(plan, change, self.query_one(DiffView).seen)

    @work(thread=True, exclusive=True, group="trace")
    def _trace(self, plan: Plan, change: Change, lines: list[DiffLine]) -> None:
        worker = get_current_worker()
        tracer = Tracer(self.workspace.project, self.workspace.world, self._items, plan, change)
        parts = ["## Where these lines come from"]
        for line in lines:
            origins = "\n".join(f"- {origin}" for origin in tracer.origins(line))
            parts.append(f"```\n{line.kind} {line.text}\n```\n\n{origins}")
        if not worker.is_cancelled:
            self.post_message(self.Traced("\n\n".join(parts)))

    def on_preview_screen_traced(self, event: Traced) -> None:
        """Show where lines come from."""
        from screens.help import HelpScreen  # noqa: PLC0415 - Markdown is slow to load

        self.app.push_screen(HelpScreen(event.text, "Where from"))

    def action_drift(self) -> None:
        """Compare written files with what was written, with the disk and with the plan."""
        from screens.drift import DriftScreen  # noqa: PLC0415 - loaded when it is wanted

        self.app.push_screen(DriftScreen(self.workspace))

    def action_search(self) -> None:
        """Ask for what is looked for."""
        line = self.query_one("#seek", AnswerInput)
        line.display = True
        line.focus()

    @on(Input.Submitted, "#seek")
    def _sought_for(self, event: Input.Submitted) -> None:
        event.stop()
        self._sought = event.value
        event.input.display = False
        view = self.query_one(DiffView)
        view.focus()
        if not view.find(event.value):
            self.query_one("#about", Static).update(Content(f"{event.value} is not in it."))

    def action_find(self, direction: int) -> None:
        """Go to the next or previous hit."""
        self.query_one(DiffView).find(self._sought, direction)

    def action_back(self) -> None:
        """Go back from the difference to the files, and from there to the project."""
        seek = self.query_one("#seek")
        if seek.display:
            seek.display = False
            self.query_one(DiffView).focus()
        elif self.query_one(DiffView).has_focus:
            self.query_one(FileTable).focus()
        else:
            self.dismiss(None)


def _sign(text: str) -> str:
    return {"new": "+", "gone": "-"}.get(text.partition(":")[0], " ")
