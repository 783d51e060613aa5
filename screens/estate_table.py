"""The estate as a table: cells changed in place, CSV in and out, and one answer for many machines."""

from collections.abc import Callable
from pathlib import Path
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content

from pwxwizard import estate_rows, estate_table
from pwxwizard.answering import read_answers
from pwxwizard.effects import REAL, replace_file
from pwxwizard.errors import PwxError
from pwxwizard.estate_rows import Asked
from pwxwizard.examine import stored_answer
from pwxwizard.finding import counted, has_errors
from pwxwizard.history import Given, History, Removed
from pwxwizard.project import Project, dotted
from pwxwizard.question import Answer, shown
from pwxwizard.session import Session
from pwxwizard.store import ConflictError
from screens.dialogs import AskLine, Choose, Said
from screens.estate_cells import CellLine, Cells
from screens.frame import KeyHints, Remark, TitleLine
from screens.inspecting import LARGEST, AskFile, InspectionScreen, Sheet, told

_OF_THE_TABLE = {"take", "give", "many", "undo", "redo"}
_FEW = 8
"""Options that are named at once; more of them are seen in the list."""


class EstateTableScreen(InspectionScreen[bool]):
    """The estate cell by cell; answers whether anything of the project was changed."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("i", "take", "Import"),
        Binding("e", "give", "Export"),
        Binding("m", "many", "Answer for many"),
        Binding("f3", "undo", "Undo"),
        Binding("f4", "redo", "Redo", show=False),
    ]
    PAGE = "estate-table"

    def __init__(
        self, session: Session, history: History, choose: Callable[[ConflictError], None]
    ) -> None:
        """Show the table of a session's project.

        Args:
            session: what is worked on.
            history: what can be undone, here and afterwards.
            choose: lets somebody choose between an answer given here and one given in the file.
        """
        super().__init__()
        self._session = session
        self._history = history
        self._choose = choose
        self._changed = False
        self._shown: Project | None = None

    def compose(self) -> ComposeResult:
        """Lay out the cells, what there is to say, and the line to change one on."""
        yield TitleLine(id="title")
        yield Cells()
        yield Sheet(id="note")
        yield Remark(id="cell")
        yield CellLine()
        yield KeyHints(id="keys")

    def on_mount(self) -> None:
        """Show the table."""
        self.query_one(Cells).focus()
        self._show()

    def on_screen_resume(self) -> None:
        """Show what was decided on a dialog."""
        self.call_later(self._renew)

    def _show(self, note: Content | None = None) -> None:
        sheet = self.query_one("#note", Sheet)
        sheet.set_class(note is not None, "-said")
        sheet.show(note or Content())
        self._renew()

    def _renew(self) -> None:
        project = self._session.project
        if project is self._shown:
            return
        self._shown = project
        columns = estate_rows.columns(project)
        self.query_one(Cells).show(columns, estate_rows.rows(project, columns))
        count = f"machines: {len(project.machine)}"
        self.query_one(TitleLine).say(f"Estate of {project.name} as a table", count)
        self._describe()

    @on(Cells.CellHighlighted)
    def _describe(self) -> None:
        """Show the whole of the cell, or what is asked there while it is changed."""
        place, asked = self.query_one(Cells).place, self.query_one(CellLine).asked
        text = Content()
        if asked is not None:
            options = ", ".join(one.label for one in asked.question.options[:_FEW])
            more = ", ..." if len(asked.question.options) > _FEW else ""
            kind = "Such as" if asked.question.separator else "One of"
            said = f"{asked.question.help} {options and f'{kind}: {options}{more}.'}"
            head = f"{asked.subject.name}  {asked.question.key}"
            text = Content.assemble((head, "bold"), f"  {said.strip()}")
        elif place is not None:
            row, column = place
            value = row.name if column == "name" else row.cells.get(column, "")
            text = Content.assemble((f"{row.name}  {column}", "bold"), f"  {value or '-'}")
        self.query_one("#cell", Remark).say(text)

    @on(Cells.CellSelected)
    async def _open(self) -> None:
        """Ask for the cell under the cursor, or say why it is not asked."""
        table = self.query_one(Cells)
        if table.place is None:
            return
        row, column = table.place
        asked = estate_rows.asked(self._session.project, row.table).get(column)
        if asked is not None:
            await self._ask_cell(asked)
        elif column in {"name", "kind"}:
            self._show(
                Content(
                    "A name stays what it is: remove the row in the estate, and add another one."
                )
            )
        else:
            self._show(Content(f"{column} is not asked of {row.name}."))

    async def _ask_cell(self, asked: Asked) -> None:
        self._show()
        answer = stored_answer(self._session.project, asked.subject, asked.question)
        await self.query_one(CellLine).open(asked, answer, self._session.path.parent)
        # Beneath an open line the cursor has to stay where it is.
        self.query_one(Cells).disabled = True
        self._describe()
        self.refresh_bindings()

    @on(CellLine.Left)
    async def _close_line(self) -> None:
        table = self.query_one(Cells)
        table.disabled = False
        self.set_focus(table)
        await self.query_one(CellLine).close()
        self._describe()
        self.refresh_bindings()

    @on(CellLine.Taken)
    async def _taken(self, event: CellLine.Taken) -> None:
        line = self.query_one(CellLine)
        asked = event.asked
        if line.asked is not asked:
            return
        given = Given.of(self._session, asked.item, asked.subject, asked.question, event.answer)
        problem = self._save(given, event.answer)
        if problem and line.field is not None:
            line.field.complain(problem)
            return
        await self._close_line()
        if problem is None:
            return
        self._history.note(given)
        self.refresh_bindings()
        if event.direction:
            await self._go_on(event.direction)

    def _save(self, given: Given, answer: Answer | None) -> str | None:
        """Save an answer; return how to correct it, or `None` when a dialog says why it was not."""
        try:
            problem = self._session.answer(given.subject, given.question, answer)
        except ConflictError as error:
            self._changed = True
            self._choose(error)
            return None
        except PwxError as error:
            self.app.push_screen(Said.of(error))
            return None
        if not problem:
            self._changed = True
            self._shown = self._session.project
            row = estate_rows.row(self._session.project, given.subject.table)
            if row is not None:
                self.query_one(Cells).renew(row)
        return problem

    async def _go_on(self, direction: int) -> None:
        """Ask for the next cell that is asked about, in this row or the one after."""
        table = self.query_one(Cells)
        for row, columns in table.beside(direction):
            questions = estate_rows.asked(self._session.project, row.table)
            for column in columns:
                if column in questions:
                    table.stand_on(dotted(row.table), column)
                    await self._ask_cell(questions[column])
                    return

    def action_undo(self) -> None:
        """Take the last answer back, wherever it was given."""
        given = self._history.back()
        if isinstance(given, Removed):
            self._try(lambda: self._bring_back(given))
        elif given is not None:
            self._give_again(given, given.before)

    def _bring_back(self, removed: Removed) -> Content:
        self._session.bring_back(removed.removal)
        self._changed = True
        return Content(f"Taken back: the removal of {removed.name}.")

    def action_redo(self) -> None:
        """Give the answer again that was taken back last."""
        given = self._history.forth()
        if given is not None:
            self._give_again(given, given.after)

    def _give_again(self, given: Given, answer: Answer | None) -> None:
        place = dotted(given.subject.table)
        if self._save(given, answer) == "":
            self.query_one(Cells).stand_on(place, given.question.key)
            said = (
                f"as it was: {shown(answer)}" if answer is not None else "not answered, as it was"
            )
            self._show(Content(f"{place}.{given.question.key} is {said}"))
            self._describe()
            self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer nothing of the table's while one of its cells is changed."""
        return action not in _OF_THE_TABLE or not self.query("CellLine.-open")

    def names(self, binding: Binding) -> bool:
        """Name the key that gives an answer again once one was taken back."""
        return super().names(binding) or (binding.action == "redo" and self._history.again)

    def help_text(self) -> str:
        """Explain the cell that is changed, the table and the keys."""
        from screens.help import field_text  # noqa: PLC0415 - Markdown is slow to load

        asked = self.query_one(CellLine).asked
        parts = [field_text(asked.question)] if asked else []
        return "\n\n".join([*parts, super().help_text()])

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

        text = "CSV with the headings that Export writes. What it does not name stays."
        self.app.push_screen(AskFile("Import a table", text, self._session.path.parent), take)

    def _import(self, path: str) -> Content:
        found = self._session.world.reader.look(path)
        if found.state != "file" or len(found.data) > LARGEST:
            reason = found.problem or "too large"
            return Content(f"{path}: {reason}. Nothing was taken.")
        text = found.data.decode("utf-8", "replace")
        edits, findings = estate_table.read_estate(text, self._session.project)
        done = f"Entries taken: {len(edits)}."
        if has_errors(findings):
            done = "Nothing was taken."
        elif edits:
            self._session.edit(edits)
            self._changed = True
            self._history.clear()
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
        self._history.clear()
        names = ", ".join(dict.fromkeys(subject.name for subject, _, _ in given))
        return Content(f"Saved {counted(len(given), 'answer')}: {names}.")

    def action_back(self) -> None:
        """Go back to the estate."""
        self.dismiss(self._changed)
