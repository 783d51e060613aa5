"""A file that is asked for on the screen: a path is typed, a worker writes it, nothing else is touched."""

from abc import abstractmethod
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.message import Message
from textual.widgets import Button, Input, Static

from pwxwizard import report
from pwxwizard.errors import PwxError
from pwxwizard.review import Review
from screens.dialogs import Choose, Said
from screens.frame import Asking, Ways
from screens.lines import AnswerInput


class FileDialog(Asking[None]):
    """Asks where a file goes, and has it written there by a worker."""

    heading: ClassVar[str]
    about: ClassVar[str]
    ways: ClassVar[tuple[str, ...]] = ("Write",)
    """The buttons that write, the usual one first."""

    class Written(Message):
        """The file was written, or it was not."""

        def __init__(self, path: Path, size: int, problem: str = "") -> None:
            """Tell where it is and how many octets it has, or why there is none."""
            super().__init__()
            self.path = path
            self.size = size
            self.problem = problem

    def __init__(self, folder: Path, name: str) -> None:
        """Propose a name; paths that are typed start at the folder."""
        super().__init__()
        self._folder = folder
        self._proposed = name

    @abstractmethod
    def made(self, path: Path, way: int) -> int:
        """Write the file, in a worker, the way whose button was pressed; return its octets.

        Raises:
            PwxError: it cannot be written there.
        """

    def replaces(self, path: Path) -> bool:
        """Tell whether something stands in the file's place that may be replaced, once somebody agrees."""
        return False

    def compose(self) -> ComposeResult:
        """Lay out the line and the buttons."""
        with Vertical(classes="dialog"):
            yield Static(self.heading, classes="dialog-title")
            yield Static(Content(self.about))
            yield Static(f"File, from {self._place}", classes="label")
            yield AnswerInput(value=self._proposed, id="line")
            yield Static(classes="problem")
            yield Ways(
                *(
                    Button(label, id=f"way-{number}", classes="way", compact=True)
                    for number, label in enumerate(self.ways)
                )
            )

    @property
    def _place(self) -> str:
        return "the current folder" if self._folder == Path() else "the project's folder"

    @on(Input.Submitted)
    @on(Button.Pressed, ".way")
    def _agree(self, event: Input.Submitted | Button.Pressed) -> None:
        way = 0
        if isinstance(event, Button.Pressed):
            way = int(str(event.button.id).removeprefix("way-"))
        line = self.query_one("#line", Input).value.strip()
        if not line:
            self._tell("The name of a file is needed here.")
            return
        path = self._folder / Path(line).expanduser()

        def agreed(yes: bool | None) -> None:
            if yes:
                self._tell("Writing ...")
                self._write(path, way)

        if self.replaces(path):
            said = f"{path} is an earlier report; the new one takes its place."
            self.app.push_screen(Choose("Replace the report?", said, "Replace"), agreed)
        else:
            agreed(True)

    @work(thread=True, exclusive=True, group="file")
    def _write(self, path: Path, way: int) -> None:
        try:
            size = self.made(path, way)
        except PwxError as error:
            self.post_message(self.Written(path, 0, f"{error.message} {error.fix}"))
        else:
            self.post_message(self.Written(path, size))

    def on_file_dialog_written(self, event: Written) -> None:
        """Say where the file is, or let the line be corrected."""
        if event.problem:
            self._tell(event.problem)
            self.query_one("#line").focus()
        else:
            self.dismiss(None)
            said = Said("The file is written", f"{event.path}: {event.size} bytes.")
            self.app.push_screen(said)

    def _tell(self, text: str) -> None:
        self.query_one(".problem", Static).update(Content(text))


class ReportDialog(FileDialog):
    """Asks where the report for auditors goes."""

    heading = "Write a report"
    about = (
        "One file with the estate, the trust matrix, certificates, findings, evidence and history. "
        "It holds no passphrase and no private key. The ending of its name, .html, .md or .json, "
        "says its format."
    )

    def __init__(self, workspace: Review) -> None:
        """Report on a workspace."""
        super().__init__(workspace.path.parent, f"{workspace.path.stem}-report.html")
        self._workspace = workspace

    def replaces(self, path: Path) -> bool:
        """Tell whether an earlier report is there."""
        return report.is_report(path)

    def made(self, path: Path, way: int) -> int:
        """Write the report."""
        report.format_of(path)
        made = report.of_project(self._workspace)
        return report.save(made, path, root=self._workspace.path.parent)
