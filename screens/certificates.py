"""Certificates of an item: every object of its files, field by field; two of them compared."""

from dataclasses import replace
from pathlib import Path
from typing import ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Static
from textual.worker import get_current_worker

from pwxwizard import layout
from pwxwizard.errors import PwxError
from pwxwizard.examine import Item
from pwxwizard.plan import SecretNeed
from pwxwizard.review import Review
from screens.asking import AskPassphrases
from screens.certificate_files import STAYS, Seen, files_of, judged, looked, planned
from screens.certificate_text import difference_text, report_text
from screens.dialogs import AskLine, Said
from screens.frame import KeyHints, TitleLine
from screens.inspecting import AskFile, InspectionScreen, Sheet
from screens.lists import Rows, cell
from screens.verifying import Asked, AskVerification, likely, verdict_text, verified


class CertificatesScreen(InspectionScreen[None]):
    """The files of an item, or any file; key material is named, never shown."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("b", "planned", "Planned"),
        Binding("c", "compare", "Compare"),
        Binding("v", "verify", "Verify"),
        Binding("p", "unlock", "Unlock"),
        Binding("o", "open", "Open"),
        Binding("s", "save", "Save as"),
    ]
    PAGE = "certificates"

    class Looked(Message):
        """Files were looked into."""

        def __init__(self, files: tuple[Seen, ...], *, opened: bool) -> None:
            """Hand them over; `opened` when somebody asked for one by its path."""
            super().__init__()
            self.files = files
            self.opened = opened

    def __init__(self, workspace: Review, item: Item | None) -> None:
        """Show the certificates of an item; none, for files that are opened by their path."""
        super().__init__()
        self.workspace = workspace
        self.item = item
        self._files: list[Seen] = []
        self._marked = ""
        self._stood_on = ""
        self._planned = False
        self._asked: Asked | None = None
        self._verdict: Content | None = None
        self._opened: dict[str, str] = {}

    def compose(self) -> ComposeResult:
        """Lay out the files above, the objects of one below."""
        yield TitleLine(id="title")
        yield Rows("files-seen", ("", 1), ("Planned", 12), ("File", None))
        yield Static("Looking ...", id="what-is-shown", classes="part")
        yield Sheet(id="objects")
        yield KeyHints(id="keys")

    def on_mount(self) -> None:
        """Begin to look."""
        name = (self.item.subject.title or self.item.subject.name) if self.item else ""
        self.query_one(TitleLine).say(f"Certificates of {name}" if name else "")
        self.query_one(Rows).focus()
        if self.item is not None:
            self._look(self.item)
        else:
            self._say("o opens a file.")

    @work(thread=True, exclusive=True, group="certificates")
    def _look(self, item: Item) -> None:
        worker = get_current_worker()
        try:
            files = files_of(self.workspace, item)
        except PwxError as error:
            self.post_message(self.Failed(error))
            return
        if not worker.is_cancelled:
            self.post_message(self.Looked(files, opened=False))

    @work(thread=True, exclusive=True, group="certificates")
    def _look_into(self, path: str) -> None:
        worker = get_current_worker()
        secret = self._opened.get(path)
        seen = judged(self.workspace, looked(self.workspace, path, secret), None, secret)
        if not worker.is_cancelled:
            self.post_message(self.Looked((seen,), opened=True))

    def on_certificates_screen_looked(self, event: Looked) -> None:
        """Show the files."""
        if event.opened:
            (seen,) = event.files
            self._show_files(self._put(seen))
        else:
            self._files = list(event.files)
            self._show_files(0)
        self._describe()

    def _put(self, seen: Seen) -> int:
        """Put a file at its place, the last one unless it is there already; returns the place."""
        for place, known in enumerate(self._files):
            if known.path == seen.path:
                # What is not to change shows as much of itself as is opened now.
                coming = seen.now if planned(known) == STAYS else known.coming
                self._files[place] = replace(seen, coming=coming, note=seen.note or known.note)
                return place
        self._files.append(seen)
        return len(self._files) - 1

    def _show_files(self, stand_on: int) -> None:
        self.query_one(Rows).show(map(self._row, self._files), stand_on)

    def _row(self, seen: Seen) -> tuple[Text, ...]:
        mark = "►" if seen.path == self._marked else ""
        path = layout.inside(self.workspace.project, seen.path)
        return cell(mark), cell(planned(seen)), cell(path)

    @property
    def seen(self) -> Seen | None:
        """Return the file under the cursor."""
        row = self.query_one(Rows).cursor_row
        return self._files[row] if 0 <= row < len(self._files) else None

    @on(Rows.RowHighlighted)
    def _highlighted(self) -> None:
        path = self.seen.path if self.seen else ""
        if path != self._stood_on:
            self._stood_on = path
            self._planned = False
            self._verdict = None
        self._describe()

    @on(Rows.RowSelected)
    def _chosen(self) -> None:
        self.query_one(Sheet).focus()

    def _say(self, what: str, text: Content | None = None) -> None:
        self.query_one("#what-is-shown", Static).update(Content(what))
        self.query_one(Sheet).show(text or Content())

    def _describe(self) -> None:
        seen = self.seen
        first = next((one for one in self._files if one.path == self._marked), None)
        if seen is None:
            self._say("No file holds certificates here. o opens one.")
        elif first is not None and first is not seen:
            old, new = _name(first.path), _name(seen.path)
            self._say(f"From {old} to {new}, by meaning", difference_text(first.shown, seen.shown))
        elif self._verdict is not None:
            self._say("What a verification says", self._verdict)
        elif self._planned:
            text = difference_text(seen.now, seen.coming) if seen.coming else Content(seen.note)
            self._say("From what is there to what is planned, by meaning", text)
        elif seen.shown is None:
            self._say("There is nothing to see", Content(seen.note))
        else:
            there = "What is there" if seen.now else "What would be written; nothing is there yet"
            if first is seen:
                there += "; go to the file to compare it with"
            self._say(there, report_text(seen.shown, seen.findings))

    def action_planned(self) -> None:
        """Show what would change in the file, or the file again."""
        self._planned = bool(self._marked or self._verdict) or not self._planned
        self._verdict = None
        self._mark("")

    def action_compare(self) -> None:
        """Mark a file; every other one is then compared with it."""
        seen = self.seen
        if seen is not None:
            self._mark("" if seen.path == self._marked else seen.path)

    def _mark(self, path: str) -> None:
        self._marked = path
        if self.seen is not None:
            self._show_files(self._files.index(self.seen))
        self._describe()

    def action_verify(self) -> None:
        """Ask what the file under the cursor is verified against, and say what comes of it."""
        seen = self.seen
        if seen is None:
            return
        begin = self._asked or likely(self.workspace, self.item)

        def take(asked: Asked | None) -> None:
            if asked is None:
                return
            self._asked = asked
            try:
                secret = self._opened.get(seen.path)
                verdict = verified(self.workspace, seen.path, asked, secret)
            except PwxError as error:
                self.app.push_screen(Said.of(error))
                return
            self._verdict = verdict_text(verdict)
            self._mark("")

        folder = self.workspace.path.parent
        self.app.push_screen(AskVerification(_name(seen.path), folder, begin), take)

    def action_unlock(self) -> None:
        """Ask for the passphrase of a file, and look into it again."""
        seen = self.seen
        if seen is None:
            return
        need = SecretNeed("prompt", f"passphrase of {_name(seen.path)}", new=False)

        def take(typed: dict[str, str] | None) -> None:
            if typed:
                self._opened[seen.path] = typed[need.purpose]
                self._look_into(seen.path)

        self.app.push_screen(AskPassphrases((need,)), take)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Review writes nothing, so it does not offer to save."""
        return action != "save" or not self.workspace.read_only

    def action_save(self) -> None:
        """Write the file's certificates to a new file, in another wrapping."""
        seen = self.seen
        if seen is None:
            return
        text = (
            "A new file, from the project's folder. Its ending says the wrapping: .pem; .cer or .der "
            "(the first certificate alone); .p7b. Keys are left out."
        )

        def take(line: str | None) -> None:
            if line:
                self._save(seen, self.workspace.path.parent / Path(line).expanduser())

        title = f"Save the certificates of {_name(seen.path)}"
        self.app.push_screen(AskLine(title, text, "File", "Save"), take)

    def _save(self, seen: Seen, path: Path) -> None:
        from pwxwizard.certificate_saving import save_as  # noqa: PLC0415 - review never loads it

        data = self.workspace.world.reader.look(seen.path).data
        try:
            save_as(data, path, self._opened.get(seen.path))
        except PwxError as error:
            self.app.push_screen(Said.of(error))
        else:
            self.app.push_screen(Said("The certificates are saved", f"{path}"))

    def action_open(self) -> None:
        """Ask for a file of any form."""

        def take(path: str | None) -> None:
            if path:
                self._look_into(path)

        text = "PEM, DER, PKCS #7, PKCS #12, a request, a revocation list."
        self.app.push_screen(AskFile("Open a file", text, self.workspace.path.parent), take)

    def action_back(self) -> None:
        """Go back to the files, and from there to the project."""
        table = self.query_one(Rows)
        if table.has_focus:
            self.dismiss(None)
        else:
            table.focus()


def _name(path: str) -> str:
    return path.rpartition("/")[2]
