"""The report for auditors, asked for on the screen: a path is typed, a worker writes the file."""

from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Input, Static

from pwxwizard import report
from pwxwizard.errors import PwxError
from pwxwizard.review import Review
from screens.dialogs import Said
from screens.frame import Dialog
from screens.lines import AnswerInput

_ABOUT = (
    "One file with the estate, the trust matrix, certificates, findings, evidence and history. "
    "It holds no passphrase and no private key. The ending of its name, .html, .md or .json, says "
    "its format."
)


class ReportDialog(Dialog[None]):
    """Asks where the report goes, and writes it there; nothing else is written."""

    BINDINGS: ClassVar[list[BindingType]] = [Binding("escape", "cancel", "Cancel")]

    class Written(Message):
        """The report was written, or it was not."""

        def __init__(self, path: Path, size: int, problem: str = "") -> None:
            """Tell where it is and how many octets it has, or why there is none."""
            super().__init__()
            self.path = path
            self.size = size
            self.problem = problem

    def __init__(self, workspace: Review) -> None:
        """Report on a workspace."""
        super().__init__()
        self._workspace = workspace

    def compose(self) -> ComposeResult:
        """Lay out the line and the buttons."""
        name = f"{self._workspace.path.stem}-report.html"
        with Vertical(classes="dialog"):
            yield Static("Write a report", classes="dialog-title")
            yield Static(Content(_ABOUT))
            yield Static("File, from the project's folder", classes="label")
            yield AnswerInput(value=name, id="line")
            yield Static(classes="problem")
            with Horizontal(classes="buttons"):
                yield Button("Write", id="yes", variant="primary", compact=True)
                yield Button("Cancel", id="cancel", compact=True)

    @on(Input.Submitted)
    @on(Button.Pressed, "#yes")
    def _agree(self) -> None:
        line = self.query_one("#line", Input).value.strip()
        if line:
            self._tell("Writing ...")
            self._write(self._workspace.path.parent / Path(line).expanduser())
        else:
            self._tell("The name of a file is needed here.")

    @work(thread=True, exclusive=True, group="report")
    def _write(self, path: Path) -> None:
        workspace = self._workspace
        try:
            report.format_of(path)
            made = report.of_project(workspace)
            size = report.save(made, path, root=workspace.path.parent)
        except PwxError as error:
            self.post_message(self.Written(path, 0, f"{error.message} {error.fix}"))
        else:
            self.post_message(self.Written(path, size))

    def on_report_dialog_written(self, event: Written) -> None:
        """Say where the report is, or let the line be corrected."""
        if event.problem:
            self._tell(event.problem)
            self.query_one("#line").focus()
        else:
            self.dismiss(None)
            said = Said("The report is written", f"{event.path}: {event.size} bytes.")
            self.app.push_screen(said)

    def _tell(self, text: str) -> None:
        self.query_one(".problem", Static).update(Content(text))

    @on(Button.Pressed, "#cancel")
    def action_cancel(self) -> None:
        """Write nothing."""
        self.dismiss(None)
