"""The trust matrix: will each connection work, who is authenticated, why not, and from when on."""

import re
from calendar import monthrange
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, OptionList, Static
from textual.widgets.option_list import Option
from textual.worker import get_current_worker

from pwxwizard import trust
from pwxwizard.errors import PwxError
from pwxwizard.review import Review
from pwxwizard.trust import Artifacts, Break, Cell
from screens.frame import KeyHints, Remark, TitleLine
from screens.inspecting import InspectionScreen
from screens.lines import AnswerInput
from screens.lists import Hung, Lines, Rows, at, cell
from screens.timeline import Timeline
from screens.verdicts import authenticated, meets, told, verdict

_WELL = {trust.WORKS, trust.PARTLY}
_COLUMNS: tuple[tuple[str, int | None], ...] = (
    ("Client", 9),
    ("Listener", 15),
    ("Verdict", 14),
    ("Authenticated", 13),
)
_SUITE = ("Version and suite", None)
_ROOM_FOR_SUITES = 72
"""Columns of the screen below which the suite is only told of the connection under the cursor."""
_AT_ONCE = 250
"""Connections that are judged before the screen hears of them."""


class Cells(Rows):
    """The connections, each with its verdict."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select_cursor", "Why", tooltip="Go to the reasons of this verdict.")
    ]

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer the reasons only where there are some."""
        screen = self.screen
        if action == "select_cursor" and isinstance(screen, TrustScreen):
            return screen.cell is not None and bool(screen.cell.prediction.reasons)
        return super().check_action(action, parameters)


class Reasons(Lines):
    """The chain of reasons behind a verdict."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "Go there", tooltip="Go to the item that mends it.")
    ]


class Breaks(Lines):
    """What breaks first, each with its day."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "select", "Judge then", tooltip="Judge everything as of that day.")
    ]


class DateLine(AnswerInput):
    """The date that everything is judged for."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter", "submit", "Judge", tooltip="Judge everything as of the date that is typed."
        )
    ]


class TrustScreen(InspectionScreen[str]):
    """Every connection's verdict at a date; answers with an item to go to, or `None`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "connections", "Connections", key_display="Esc"),
        Binding("escape", "back", "Back", key_display="Esc"),
        Binding("d", "date", "Date"),
        Binding("left_square_bracket", "month(-1)", "Month", key_display="[ ]", priority=True),
        Binding(
            "right_square_bracket",
            "month(1)",
            "Month on",
            key_display="]",
            priority=True,
            show=False,
        ),
        Binding("s", "slide", "Slider"),
        Binding("t", "today", "Today"),
        Binding("a", "all_pairs", "All pairs"),
    ]
    PAGE = "trust"

    class Judged(Message):
        """Some connections were judged."""

        def __init__(self, turn: int, cells: tuple[Cell, ...]) -> None:
            """Hand them over; `turn` tells which date and choice they belong to."""
            super().__init__()
            self.turn = turn
            self.cells = cells

    class Foreseen(Message):
        """What breaks first is known."""

        def __init__(self, turn: int, breaks: tuple[Break, ...]) -> None:
            """Hand it over."""
            super().__init__()
            self.turn = turn
            self.breaks = breaks

    class Based(Message):
        """It is known which answers are not in the files that are judged."""

        def __init__(self, said: str) -> None:
            """Hand over what to say of it."""
            super().__init__()
            self.said = said

    def __init__(self, workspace: Review, stand_on: str = "") -> None:
        """Judge a workspace's connections as they are now, and stand on one of them."""
        super().__init__()
        self.workspace = workspace
        self._at = workspace.world.clock.now()
        self._everyone = False
        self._artifacts = Artifacts(workspace.project, workspace.world.reader)
        self._turn = 0
        self._based = False
        self._cells: list[Cell] = []
        self._breaks: tuple[Break, ...] = ()
        self._marked: dict[str, date] = {}
        self._total = 0
        self._stand_on = stand_on
        self._suites = False

    def compose(self) -> ComposeResult:
        """Lay out the date, the connections, the reasons, and what breaks first."""
        yield TitleLine(id="title")
        with Horizontal(id="as-of"):
            yield Static("As of ", classes="label")
            yield DateLine(placeholder="2027-03-01", id="date")
            yield Static(id="date-problem")
        yield Timeline(self._at.date())
        self._suites = self.app.size.width >= _ROOM_FOR_SUITES
        yield Cells("cells", *_COLUMNS, *([_SUITE] if self._suites else []), fitted=True)
        yield Remark(id="basis")
        yield Static(id="verdict")
        yield Reasons(id="reasons", compact=True)
        yield Static("What breaks first, and from which day on", id="breaks-title")
        yield Breaks(id="breaks", compact=True)
        yield KeyHints(id="keys")

    def on_mount(self) -> None:
        """Begin to judge."""
        self.query_one("#cells").focus()
        self._begin()

    def _begin(self) -> None:
        name = self.cell.connection.name if self.cell else ""
        self._stand_on = name or self._stand_on
        self._turn += 1
        self._cells.clear()
        self._breaks = ()
        project = self.workspace.project
        self._total = len(trust.pairs(project) if self._everyone else project.connection)
        self._show_date()
        self.query_one(Timeline).show(self._at.date())
        self.query_one("#cells", Rows).clear()
        self.query_one("#reasons", OptionList).clear_options()
        self.query_one("#breaks", OptionList).clear_options()
        self._describe()
        self._count()
        self._judge(self._turn, self._at)

    def _show_date(self) -> None:
        line = self.query_one("#date", Input)
        with line.prevent(Input.Changed):
            line.value = f"{self._at:%Y-%m-%d}"
        self.query_one("#date-problem", Static).update("")

    @work(thread=True, exclusive=True, group="trust")
    def _judge(self, turn: int, at: datetime) -> None:
        worker = get_current_worker()
        project, reader = self.workspace.project, self.workspace.world.reader
        connections = trust.pairs(project) if self._everyone else project.connection
        found: list[Break] = []
        try:
            for start in range(0, len(connections), _AT_ONCE):
                part = connections[start : start + _AT_ONCE]
                cells = tuple(trust.cells(self._artifacts, part, at))
                if worker.is_cancelled:
                    return
                self.post_message(self.Judged(turn, cells))
            if not self._based:
                self.post_message(self.Based(self.workspace.rehearsal_basis().judged))
            for start in range(0, len(project.connection), _AT_ONCE):
                part = project.connection[start : start + _AT_ONCE]
                few = replace(project, connection=part)
                found += trust.breaks(few, reader, at, artifacts=self._artifacts)
                if worker.is_cancelled:
                    return
        except PwxError as error:
            self.post_message(self.Failed(error))
            return
        order = sorted(found, key=lambda one: (one.when, one.connection.name))
        self.post_message(self.Foreseen(turn, tuple(order)))

    def on_trust_screen_based(self, event: Based) -> None:
        """Say what the verdicts leave out."""
        self._based = True
        basis = self.query_one("#basis", Remark)
        basis.display = bool(event.said)
        if event.said:
            basis.say(Content(f"{event.said} F2 tells what writing breaks."))

    def on_trust_screen_judged(self, event: Judged) -> None:
        """Add rows."""
        if event.turn != self._turn:
            return
        table = self.query_one("#cells", Rows)
        names = [one.connection.name for one in event.cells]
        start = len(self._cells)
        self._cells += event.cells
        table.add_rows(self._row(one) for one in event.cells)
        if self._stand_on in names:
            table.move_cursor(row=start + names.index(self._stand_on), animate=False)
        self._count()
        self._describe()

    def _row(self, one: Cell) -> tuple[Text, ...]:
        prediction = one.prediction
        cells = (
            cell(one.connection.client),
            cell(one.connection.listener),
            verdict(prediction).text(self.app.theme_variables),
            cell(authenticated(prediction)),
            cell(f"{prediction.protocol} {prediction.suite}".strip()),
        )
        return cells if self._suites else cells[:-1]

    def on_trust_screen_foreseen(self, event: Foreseen) -> None:
        """Show what breaks first."""
        if event.turn != self._turn:
            return
        self._breaks = event.breaks
        # the break of a connection stays marked when the date has gone past it
        self._marked |= {one.connection.name: one.when.date() for one in event.breaks}
        self.query_one(Timeline).mark(self._marked.values())
        lines = [
            Option(
                Hung(
                    Content.assemble(
                        (f"{one.when:%Y-%m-%d}", "bold"),
                        f"  {one.connection.name}  ",
                        (one.reason.sentence, "$muted"),
                    )
                )
            )
            for one in event.breaks
        ]
        works = any(one.prediction.verdict in _WELL for one in self._cells)
        text = "Nothing that works has an end." if works else "Nothing works on this date."
        nothing = Option(text, disabled=True)
        self.query_one("#breaks", OptionList).add_options(lines or [nothing])
        self._show_verdict()

    def _count(self) -> None:
        well = [one.prediction for one in self._cells if one.prediction.verdict in _WELL]
        later = sum(prediction.to_fill_in for prediction in well)
        note = f"{len(well) - later} of {self._total} work" + (" now" if later else "")
        if later:
            note += f", {later} once filled in"
        if withdrawn := sum(prediction.withdrawn for prediction in well):
            note += f", {withdrawn} withdrawn"
        if len(self._cells) < self._total:
            note = f"{len(self._cells)} of {self._total} judged"
        what = ", all pairs" if self._everyone else ""
        name = self.workspace.project.name
        middle = f"Trust of {name} as of {self._at:%Y-%m-%d}{what}"
        self.query_one(TitleLine).say(middle, note)

    @property
    def cell(self) -> Cell | None:
        """Return the connection under the cursor, judged."""
        row = self.query_one("#cells", Rows).cursor_row
        return self._cells[row] if 0 <= row < len(self._cells) else None

    @on(Rows.RowHighlighted, "#cells")
    def _describe(self) -> None:
        reasons = self.query_one("#reasons", OptionList)
        reasons.clear_options()
        self._show_verdict()
        self.refresh_bindings()
        if self.cell is not None:
            project = self.workspace.project
            lines = [Option(Hung(told(reason, project))) for reason in self.cell.prediction.reasons]
            reasons.add_options(lines or [Option("Nothing stands against it.", disabled=True)])

    def _show_verdict(self) -> None:
        shown = self.query_one("#verdict", Static)
        if self.cell is None:
            nothing = "There are no connections yet; they are added in the estate."
            shown.update(Content("Judging ..." if self._total else nothing))
            return
        name, prediction = self.cell.connection.name, self.cell.prediction
        ends = next((one.when for one in self._breaks if one.connection.name == name), None)
        pause = "," if prediction.to_fill_in else ""
        until = f"{pause} until {ends:%Y-%m-%d}" if ends and prediction.verdict in _WELL else ""
        mark = verdict(prediction).content
        shown.update(Content.assemble((name, "bold"), "  ", mark, until, f"  {meets(prediction)}"))

    @on(Rows.RowSelected, "#cells")
    def _chosen(self) -> None:
        if self.cell and self.cell.prediction.reasons:
            reasons = self.query_one("#reasons", OptionList)
            reasons.focus()
            reasons.highlighted = 0

    @on(OptionList.OptionSelected, "#reasons")
    def _mend(self, event: OptionList.OptionSelected) -> None:
        reason = at(self.cell.prediction.reasons if self.cell else (), event.option_index)
        if reason is None:
            return
        if reason.item:
            self.dismiss(reason.item)
        else:
            self.query_one("#verdict", Static).update("Nothing needs mending for this one.")

    @on(OptionList.OptionSelected, "#breaks")
    def _break(self, event: OptionList.OptionSelected) -> None:
        one = at(self._breaks, event.option_index)
        if one is None:
            return
        self._stand_on = one.connection.name
        self._move(one.when + timedelta(seconds=1), one.connection.name)
        self.query_one("#cells").focus()

    @on(Timeline.Moved)
    def _slid(self, event: Timeline.Moved) -> None:
        self._move(event.moment)

    def action_slide(self) -> None:
        """Go to the slider, where the arrows move the date by a day."""
        self.query_one(Timeline).focus()

    def _move(self, at: datetime, stand_on: str = "") -> None:
        self._at = at
        self._begin()
        self._stand_on = stand_on or self._stand_on

    def action_month(self, step: int) -> None:
        """Judge for a month earlier or later."""
        years, month = divmod(self._at.month - 1 + step, 12)
        year = self._at.year + years
        if date.min.year < year < date.max.year:
            day = min(self._at.day, monthrange(year, month + 1)[1])
            self._move(self._at.replace(year=year, month=month + 1, day=day))

    def action_today(self) -> None:
        """Judge for now."""
        self._move(self.workspace.world.clock.now())

    def action_date(self) -> None:
        """Go to the date; what is typed takes the place of the present one."""
        line = self.query_one("#date", Input)
        line.focus()
        line.action_select_all()

    @on(Input.Submitted, "#date")
    def _dated(self, event: Input.Submitted) -> None:
        try:
            day = date.fromisoformat(event.value.strip())
        except ValueError:
            shaped = re.fullmatch(r"\d{4}-\d{2}-\d{2}", event.value.strip())
            problem = "There is no such day." if shaped else "Write a date as 2027-03-01."
            self.query_one("#date-problem", Static).update(f" {problem}")
            self.action_date()
            return
        self._move(datetime(day.year, day.month, day.day, tzinfo=UTC))
        self.query_one("#cells").focus()

    def action_all_pairs(self) -> None:
        """Judge every client with every secure listener, or only the connections."""
        self._everyone = not self._everyone
        self._begin()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Let Escape lead to the connections first, and from there to the project."""
        at_connections = bool(self.query("#cells:focus"))
        return {"connections": not at_connections, "back": at_connections}.get(action, True)

    def action_connections(self) -> None:
        """Go to the connections; a date that was not judged for is given up."""
        self._show_date()
        self.query_one("#cells").focus()
