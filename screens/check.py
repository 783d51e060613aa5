"""Every finding about a project, the worst first; Enter goes to the field that corrects it."""

from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widgets import Static
from textual.worker import get_current_worker

from pwxwizard.errors import PwxError
from pwxwizard.finding import Finding, Severity, Where, counted, folded
from pwxwizard.project import Waiver
from pwxwizard.review import Review
from pwxwizard.waivers import Judged, Waived
from screens import marks
from screens.frame import FramedScreen, KeyHints, TitleLine
from screens.lists import Hung, Rows, cell


class FindingTable(Rows):
    """Findings, one a row."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("enter", "screen.go", "Go there")]


class CheckScreen(FramedScreen[Where | None]):
    """All findings; answers with the place to go to, or `None`."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "close", "Back", key_display="Esc"),
        Binding("f5", "again", "Check again"),
    ]
    PAGE = "check"

    class Checked(Message):
        """The project was checked."""

        def __init__(self, judged: Judged, problem: str = "") -> None:
            """Hand the findings over, or why there are none."""
            super().__init__()
            self.judged = judged
            self.problem = problem

    def __init__(self, workspace: Review) -> None:
        """Check a workspace."""
        super().__init__()
        self.workspace = workspace
        self._findings: tuple[Finding, ...] = ()
        self._rows: tuple[tuple[Finding, ...], ...] = ()
        self._waived: tuple[Waived, ...] = ()

    def compose(self) -> ComposeResult:
        """Lay out the table above, the highlighted finding below."""
        yield TitleLine(id="title")
        yield FindingTable(
            "findings-table", ("Severity", 9), ("Code", 7), ("On", 13), ("What was seen", None)
        )
        with VerticalScroll(id="finding"):
            yield Static("Checking ...", id="about")
        yield KeyHints(id="keys")

    def on_mount(self) -> None:
        """Begin to check."""
        self.query_one(FindingTable).focus()
        self._check()

    @work(thread=True, exclusive=True, group="check")
    def _check(self) -> None:
        worker = get_current_worker()
        try:
            workspace, _ = self.workspace.again()
            judged = workspace.judged(workspace.survey())
        except PwxError as error:
            self.post_message(self.Checked(Judged(()), str(error)))
            return
        if not worker.is_cancelled:
            self.post_message(self.Checked(judged))

    def on_check_screen_checked(self, event: Checked) -> None:
        """Show the findings."""
        order = list(Severity)
        counting = event.judged.findings
        self._findings = tuple(sorted(counting, key=lambda one: order.index(one.severity)))
        self._waived = event.judged.waived
        table = self.query_one(FindingTable)
        table.clear()
        variables = self.app.theme_variables
        self._rows = folded(self._findings)
        shown = [(same, marks.SEVERITIES[same[0].severity]) for same in self._rows]
        shown += [((one.finding,), marks.WAIVED) for one in self._waived]
        for number, (same, mark) in enumerate(shown):
            table.add_row(
                mark.text(variables),
                cell(same[0].code),
                cell(_subjects(same)),
                cell(same[0].message),
                key=str(number),
            )
        self._count()
        if not shown:
            said = event.problem or "Nothing was found. Everything that can be checked is in order."
            self.query_one("#about", Static).update(Content(said))

    def _count(self) -> None:
        counts = []
        for severity, mark in marks.SEVERITIES.items():
            number = sum(finding.severity is severity for finding in self._findings)
            counts.append(counted(number, mark.word))
        if self._waived:
            counts.append(f"{len(self._waived)} waived")
        name = self.workspace.project.name
        self.query_one(TitleLine).say(f"Check of {name}", ", ".join(counts))

    @property
    def same(self) -> tuple[Finding, ...]:
        """Return the findings under the cursor: several where the same is said of several places."""
        row = self.query_one(FindingTable).cursor_row
        shown = (*self._rows, *((one.finding,) for one in self._waived))
        return shown[row] if 0 <= row < len(shown) else ()

    @property
    def finding(self) -> Finding | None:
        """Return the finding under the cursor, or the first of several that say the same."""
        return self.same[0] if self.same else None

    @property
    def waiver(self) -> Waiver | None:
        """Return what covers the finding under the cursor, if anything does."""
        at = self.query_one(FindingTable).cursor_row - len(self._rows)
        return self._waived[at].waiver if 0 <= at < len(self._waived) else None

    @on(FindingTable.RowHighlighted)
    def _highlighted(self) -> None:
        finding = self.finding
        if finding is None:
            return
        parts = [Content.styled(finding.message, "bold")]
        waiver = self.waiver
        accepted = f"{waiver.owner}, until {waiver.until}: {waiver.reason}" if waiver else ""
        for label, text in (
            ("Waived by", accepted),
            ("Where", "\n".join(str(one.where) for one in self.same)),
            ("Why it matters", finding.why),
            ("What to do", finding.fix),
            ("Source", finding.source),
        ):
            if text:
                parts.append(Content.assemble((f"{label}: ", "$muted"), text))
        self.query_one("#about", Static).update(Hung(Content("\n").join(parts)))

    def action_go(self) -> None:
        """Go to the field that corrects it."""
        finding = self.finding
        if finding is None:
            return
        if finding.where.item:
            self.dismiss(finding.where)
        else:
            about = self.query_one("#about", Static)
            about.update(
                Content("This is about no item of the project; it is corrected in the file itself.")
            )

    def action_again(self) -> None:
        """Check anew."""
        self._check()

    def action_close(self) -> None:
        """Go back to where one was."""
        self.dismiss(None)


def _subjects(same: tuple[Finding, ...]) -> str:
    """Return whom findings are about: the first, and how many others."""
    first, *others = dict.fromkeys(_subject(finding.where) for finding in same)
    return f"{first} + {len(others)}" if others else first


def _subject(where: Where) -> str:
    """Return whom a finding is about, in a word or two."""
    return where.item.partition("/")[2] or where.file.rpartition("/")[2]
