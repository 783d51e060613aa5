"""The text of an AT-TLS policy with its findings; each finding leads to its line."""

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.widgets import Static, TextArea

from pwxwizard.finding import Finding, Severity
from screens import marks
from screens.frame import KeyHints, TitleLine
from screens.inspecting import InspectionScreen
from screens.lists import Rows, cell
from screens.policy_reading import Version


class PolicyText(TextArea):
    """Lines of a policy, to be read."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("f6,f7", "nothing", "", show=False),
    ]

    def __init__(self, lines: tuple[str, ...]) -> None:
        """Show lines with their numbers."""
        super().__init__(
            "\n".join(lines),
            id="policy-text",
            read_only=True,
            soft_wrap=False,
            show_line_numbers=True,
            compact=True,
        )
        self.cursor_blink = False

    def stand_on(self, line: int) -> None:
        """Move to a line; the first is 1."""
        last = self.document.line_count - 1
        self.move_cursor((min(max(line - 1, 0), last), 0), center=True)

    def action_nothing(self) -> None:
        """Leave the selection as it is."""


class PolicyTextScreen(InspectionScreen[None]):
    """A version of a policy: findings above, text below."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("tab", "other", "Text or findings"),
    ]
    PAGE = "policy"

    def __init__(self, version: Version, line: int) -> None:
        """Show a version, at a line; 0 begins with the findings."""
        super().__init__()
        self.version = version
        self._line = line
        order = list(Severity)
        self._findings: tuple[Finding, ...] = tuple(
            sorted(version.findings, key=lambda one: (order.index(one.severity), one.where.line))
        )

    def compose(self) -> ComposeResult:
        """Lay out the findings above, the text below."""
        yield TitleLine(id="title")
        yield Rows("policy-findings", ("Severity", 9), ("Code", 6), ("Line", 5), ("Seen", None))
        yield Static(id="advice")
        yield PolicyText(self.version.lines)
        yield KeyHints(id="keys")

    def on_mount(self) -> None:
        """Show everything at once; it was read before."""
        table = self.query_one(Rows)
        variables = self.app.theme_variables
        table.show(
            (
                marks.SEVERITIES[one.severity].text(variables),
                cell(one.code),
                cell(str(one.where.line or "")),
                cell(one.message),
            )
            for one in self._findings
        )
        number = len(self._findings)
        middle = f"{self.version.path}, {self.version.title}"
        self.query_one(TitleLine).say(middle, f"findings: {number}")
        if self._line or not self._findings:
            self.query_one(PolicyText).focus()
            self.call_after_refresh(self.query_one(PolicyText).stand_on, self._line)
        else:
            table.focus()
        if not self._findings:
            self.query_one("#advice", Static).update("Nothing was found in this policy.")

    @property
    def finding(self) -> Finding | None:
        """Return the finding under the cursor."""
        row = self.query_one(Rows).cursor_row
        return self._findings[row] if 0 <= row < len(self._findings) else None

    @on(Rows.RowHighlighted)
    def _describe(self) -> None:
        finding = self.finding
        if finding is None:
            return
        why = f"{finding.why} " if finding.why else ""
        advice = Content.assemble((finding.message, "bold"), f"\n{why}", (finding.fix, "$muted"))
        self.query_one("#advice", Static).update(advice)
        if finding.where.line and not self.query_one(PolicyText).has_focus:
            self.query_one(PolicyText).stand_on(finding.where.line)

    @on(Rows.RowSelected)
    def _jump(self) -> None:
        finding = self.finding
        if finding is not None and finding.where.line:
            text = self.query_one(PolicyText)
            text.focus()
            text.stand_on(finding.where.line)

    def action_other(self) -> None:
        """Change between the findings and the text."""
        text = self.query_one(PolicyText)
        if text.has_focus:
            self.query_one(Rows).focus()
        else:
            text.focus()

    def action_back(self) -> None:
        """Go back to the findings, and from there to the rules."""
        if self.query_one(PolicyText).has_focus and self._findings and not self._line:
            self.query_one(Rows).focus()
        else:
            self.dismiss(None)
