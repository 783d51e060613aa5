"""What a machine's DBMOVER file says of listeners, nodes and TLS, before and after."""

from dataclasses import dataclass
from typing import ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Static
from textual.worker import get_current_worker

from pwxwizard import dbmover, layout, listings
from pwxwizard.errors import PwxError
from pwxwizard.listings import AtTls, Compared, Entry
from pwxwizard.plan import Form, Pending
from pwxwizard.project import PLATFORMS, Machine
from pwxwizard.review import Review
from screens.frame import KeyHints, TitleLine
from screens.inspecting import InspectionScreen, Sheet
from screens.lists import Rows, cell
from screens.marks import Mark

_CHANGES = {
    "same": Mark("=", "same", "muted"),
    "new": Mark("+", "new", "success"),
    "changed": Mark("~", "changed", "warning"),
    "gone": Mark("-", "gone", "error"),
}


@dataclass(frozen=True, slots=True)
class Side:
    """One version of a DBMOVER file."""

    entries: tuple[Entry, ...] = ()
    lines: tuple[str, ...] = ()
    """Its lines, with every secret masked."""
    tokens: tuple[tuple[str, str], ...] = ()
    """Each node's name with its TLS token, for those that have one."""

    @classmethod
    def of(cls, data: bytes, catalogue: dbmover.Catalogue, platform: str, known: AtTls) -> "Side":
        """Return what a file says; `known` is what the project knows of AT-TLS there."""
        masked = dbmover.parse(dbmover.mask(data, catalogue))
        view = dbmover.view(dbmover.parse(data), catalogue)
        return cls(
            listings.entries(data, catalogue, platform, known),
            tuple(line.text.rstrip() for line in masked.lines),
            tuple((node.name.lower(), node.token) for node in view.nodes if node.token),
        )

    def told(self, row: Compared, value: str) -> list[Content]:
        """Return where a value comes from, with the line that says it."""
        entry = next(
            (
                one
                for one in self.entries
                if (one.kind, one.name.lower(), one.value) == (row.kind, row.name.lower(), value)
            ),
            None,
        )
        if entry is None:
            return []
        lines = [Content(f"  {entry.value}  ({entry.origin})")]
        if 0 < entry.line <= len(self.lines):
            lines.append(Content.styled(f"  {self.lines[entry.line - 1]}", "$accent"))
        token = dict(self.tokens).get(row.name.lower(), "")
        if row.kind == "node" and token:
            lines.append(Content(f"  The TLS token is {token}."))
        return lines


@dataclass(frozen=True, slots=True)
class Listing:
    """A machine's DBMOVER file before and after, set against each other."""

    rows: tuple[Compared, ...]
    before: Side
    after: Side
    note: str
    """What is compared with what."""


class ListingScreen(InspectionScreen[None]):
    """Listeners, nodes, the SSL statement and the switches of one machine."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("z", "fold", "Only changes"),
    ]
    PAGE = "listings"

    class Read(Message):
        """The file was compared."""

        def __init__(self, listing: Listing) -> None:
            """Hand over what it says."""
            super().__init__()
            self.listing = listing

    def __init__(self, workspace: Review, machine: str) -> None:
        """Show a machine of a workspace."""
        super().__init__()
        self.workspace = workspace
        self.machine = workspace.project.machine[machine]
        self._listing = Listing((), Side(), Side(), "")
        self._only_changes = False

    def compose(self) -> ComposeResult:
        """Lay out the rows above, where one comes from below."""
        yield TitleLine(id="title")
        yield Rows(
            "entries",
            ("Change", 9),
            ("Kind", 8),
            ("Name", 19),
            ("Says", None),
        )
        yield Static("Reading ...", id="compared", classes="part")
        yield Sheet(id="origins")
        yield KeyHints(id="keys")

    def on_mount(self) -> None:
        """Begin to read."""
        self.query_one(Rows).focus()
        self._compare()

    @work(thread=True, exclusive=True, group="listing")
    def _compare(self) -> None:
        worker = get_current_worker()
        try:
            listing = listing_of(self.workspace, self.machine)
        except PwxError as error:
            self.post_message(self.Failed(error))
            return
        if not worker.is_cancelled:
            self.post_message(self.Read(listing))

    def on_listing_screen_read(self, event: Read) -> None:
        """Show what the file says."""
        self._listing = event.listing
        self._show()

    @property
    def rows(self) -> tuple[Compared, ...]:
        """Return the rows that are shown."""
        return tuple(
            row for row in self._listing.rows if not self._only_changes or row.change != "same"
        )

    def _show(self) -> None:
        self.query_one(Rows).show(map(self._row, self.rows))
        self.query_one("#compared", Static).update(Content(self._listing.note))
        changed = sum(row.change != "same" for row in self._listing.rows)
        platform = PLATFORMS.get(self.machine.platform, self.machine.platform)
        middle = f"Listeners and nodes of {self.machine.name} ({platform})"
        self.query_one(TitleLine).say(middle, f"changes: {changed}")
        self._describe()

    def _row(self, row: Compared) -> tuple[Text, ...]:
        says = row.after or row.before
        if row.change == "changed":
            says = f"{row.before} → {row.after}"
        entry = next((one for one in self._listing.after.entries if one.name == row.name), None)
        if entry is not None and entry.kind == "switch" and entry.is_default:
            says += f"  ({entry.origin.partition(':')[0]})"
        mark = _CHANGES[row.change]
        return (
            mark.text(self.app.theme_variables),
            cell(_kind(row)),
            cell(row.name),
            cell(says),
        )

    @on(Rows.RowHighlighted)
    def _describe(self) -> None:
        at = self.query_one(Rows).cursor_row
        sheet = self.query_one(Sheet)
        if not 0 <= at < len(self.rows):
            sheet.show(Content("It changes nothing." if self._only_changes else "It says nothing."))
            return
        row = self.rows[at]
        lines = [Content.assemble((f"{_kind(row)} {row.name}", "bold"), f": {row.change}")]
        for word, value, side in (
            ("Before", row.before, self._listing.before),
            ("After", row.after, self._listing.after),
        ):
            told = side.told(row, value)
            if told:
                lines += [Content.styled(word, "$muted"), *told]
        sheet.show(Content("\n").join(lines))

    @on(Rows.RowSelected)
    def _chosen(self) -> None:
        self.query_one(Sheet).focus()

    def action_fold(self) -> None:
        """Show only what changes, or everything."""
        self._only_changes = not self._only_changes
        self._show()

    def action_back(self) -> None:
        """Go back to the rows, and from there to the project."""
        table = self.query_one(Rows)
        if table.has_focus:
            self.dismiss(None)
        else:
            table.focus()


def listing_of(workspace: Review, machine: Machine) -> Listing:
    """Return a machine's listeners and nodes as they are and as they would become."""
    project = workspace.project
    catalogue = dbmover.Catalogue.load(project.catalogue.get("dbmover", {}))
    item = f"dbmover/{machine.name}"
    known = listings.at_tls(project, machine, workspace.world.reader)
    for change in workspace.survey(only=(item,)).plan.changes:
        if change.artifact.item != item or change.artifact.form is not Form.DBMOVER:
            continue
        content = change.artifact.content
        after = content.preview or b"" if isinstance(content, Pending) else content
        before = change.artifact.origin_data or change.found.data
        written = "what is written" if before else "nothing"
        origin = change.artifact.origin or written
        note = f"From {origin} to {layout.inside(workspace.project, change.artifact.path)}"
        return _listing(before, after, catalogue, machine.platform, known, note)
    table = project.table(("machine", machine.name, "dbmover"))
    path = str(table.get("file", "")) or layout.dbmover(project, machine)
    found = workspace.world.reader.look(path)
    note = f"{path} as it is; nothing is planned yet"
    if found.state != "file":
        note = f"{path}: {found.problem}; nothing is planned yet"
    return _listing(found.data, found.data, catalogue, machine.platform, known, note)


def _listing(
    before: bytes,
    after: bytes,
    catalogue: dbmover.Catalogue,
    platform: str,
    known: AtTls,
    note: str,
) -> Listing:
    return Listing(
        listings.compared(before, after, catalogue, platform, known),
        Side.of(before, catalogue, platform, known),
        Side.of(after, catalogue, platform, known),
        note,
    )


def _kind(row: Compared) -> str:
    return "SSL" if row.kind == "ssl" else row.kind
