"""The estate as a CSV table, in and out, and one answer for many machines."""

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from pwxwizard import estate_table
from pwxwizard.answering import read_answers
from pwxwizard.effects import REAL, replace_file
from pwxwizard.errors import PwxError
from pwxwizard.finding import has_errors
from pwxwizard.session import Session
from screens.dialogs import AskLine, Choose
from screens.frame import KeyHints, TitleLine
from screens.inspecting import LARGEST, AskFile, InspectionScreen, Sheet, told


class EstateTableScreen(InspectionScreen[bool]):
    """The table as it would be written; answers whether anything of the project was changed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("i", "take", "Import"),
        Binding("e", "give", "Export"),
        Binding("m", "many", "Answer for many"),
    ]
    PAGE = "estate-table"

    def __init__(self, session: Session) -> None:
        """Show the table of a session's project."""
        super().__init__()
        self._session = session
        self._changed = False

    def compose(self) -> ComposeResult:
        """Lay out the table's text."""
        yield TitleLine(id="title")
        yield Sheet(id="table")
        yield KeyHints(id="keys")

    def on_mount(self) -> None:
        """Show the table."""
        self.query_one(Sheet).focus()
        self._show()

    def _show(self, note: Content | None = None) -> None:
        project = self._session.project
        table = Content(estate_table.write_estate(project))
        self.query_one(Sheet).show(Content("\n\n").join([note, table]) if note else table)
        count = f"machines: {len(project.machine)}"
        self.query_one(TitleLine).say("pwxwizard", f"Estate of {project.name} as a table", count)

    def _try(self, change: Callable[[], Content]) -> None:
        try:
            note = change()
        except PwxError as error:
            place = f"{error.where}: " if error.where else ""
            note = Content(f"{place}{error.message} {error.fix}")
        except OSError as error:
            note = Content(f"{error.filename}: {error.strerror}. Name another file.")
        self._show(note)

    def action_take(self) -> None:
        """Take a table in."""

        def take(path: str | None) -> None:
            if path:
                self._try(lambda: self._import(path))

        text = "CSV with the headings that are shown here. What it does not name stays."
        self.app.push_screen(AskFile("Import a table", text, self._session.path.parent), take)

    def _import(self, path: str) -> Content:
        found = self._session.world.reader.look(path)
        if found.state != "file" or len(found.data) > LARGEST:
            reason = found.reason or ("too large" if found.state == "file" else found.state)
            return Content(f"{path}: {reason}. Nothing was taken.")
        text = found.data.decode("utf-8", "replace")
        edits, findings = estate_table.read_estate(text, self._session.project)
        done = f"Took {len(edits)} entries."
        if has_errors(findings):
            done = "Nothing was taken."
        elif edits:
            self._session.edit(edits)
            self._changed = True
        rows = [
            Content.assemble(f"line {one.where.line}  " if one.where.line else "", told(one))
            for one in findings
        ]
        return Content("\n").join([*rows, Content(done)])

    def action_give(self) -> None:
        """Write the table to a file."""

        def give(path: str | None) -> None:
            if path:
                self._ask(path)

        text = "From the project's folder, or absolute."
        self.app.push_screen(AskLine("Export the table", text, "File", "Write"), give)

    def _ask(self, path: str) -> None:
        """Write to a new file at once; ask before a table that is there is replaced."""
        target = self._session.path.parent / Path(path).expanduser()
        if not target.exists():
            self._try(lambda: self._export(target))
            return
        if target.suffix.lower() != ".csv" or not target.is_file():
            self._show(Content(f"{target} is there and is no CSV file. Nothing was written."))
            return

        def replace(agreed: bool | None) -> None:
            if agreed:
                self._try(lambda: self._export(target))
            else:
                self._show(Content("Nothing was written."))

        text = f"{target} is there already. What is in it would be lost."
        self.app.push_screen(Choose("Replace the table?", text, "Replace"), replace)

    def _export(self, target: Path) -> Content:
        data = estate_table.write_estate(self._session.project).encode()
        replace_file(REAL, target, data, 0o600)
        return Content(f"The table was written to {target}.")

    def action_many(self) -> None:
        """Give one answer for many machines."""

        def give(line: str | None) -> None:
            if line:
                self._try(lambda: self._answer(line))

        text = (
            "KEY=VALUE; * in the key stands for any name, as in machine.*.personal_certificate.days=400. "
            "It answers for every machine that is asked this."
        )
        self.app.push_screen(AskLine("One answer for many", text, "Answer", "Save"), give)

    def _answer(self, line: str) -> Content:
        given = read_answers(self._session.project, (line,))
        self._session.give(given)
        self._changed = True
        names = ", ".join(dict.fromkeys(subject.name for subject, _, _ in given))
        return Content(f"Saved {len(given)} answers: {names}.")

    def action_back(self) -> None:
        """Go back to the estate."""
        self.dismiss(self._changed)
