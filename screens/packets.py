"""The packets of a hand-over: read page by page, written elsewhere, and judged when proof returns."""

from functools import cache, partial
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static

from pwxwizard import handover, packing, store, verify
from pwxwizard.errors import PwxError
from pwxwizard.finding import counted
from pwxwizard.item_names import titled
from pwxwizard.review import Review
from pwxwizard.session import Proof, Session
from screens.dialogs import Said
from screens.dropping import asking, sent_back
from screens.exporting import Export, ExportPackets
from screens.frame import KeyHints, TitleLine
from screens.inspecting import LARGEST, AskFile, InspectionScreen, Sheet
from screens.lists import Flowing, Rows, cell
from screens.pasting import PasteOutput
from screens.seeking import SeekLine

_FIRST = "README.txt"


class PacketsScreen(InspectionScreen[None]):
    """Every packet by role and machine; in review only to read."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("n", "turn(1)", "Next file"),
        Binding("N", "turn(-1)", "File before", show=False),
        Binding("slash", "search", "Search"),
        Binding("e", "export", "Export"),
        Binding("p", "paste", "Paste proof"),
        Binding("z", "export_zipped", "As ZIP"),
        Binding("o", "open", "Proof file"),
        Binding("d", "drop", "Drop proof"),
    ]
    PAGE = "packets"

    class Made(Message):
        """The packets are known."""

        def __init__(self, packets: tuple[handover.Packet, ...]) -> None:
            """Hand them over."""
            super().__init__()
            self.packets = packets

    class Told(Message):
        """Something was judged, written, or did not work."""

        def __init__(self, text: str, judged: str = "") -> None:
            """Hand over what to say, and the item of which a text was enough to judge it."""
            super().__init__()
            self.text = text
            self.judged = judged

    def __init__(self, workspace: Review, machine: str = "", item: str = "") -> None:
        """Show the packets of a project.

        Args:
            workspace: the project.
            machine: the first packet for it is stood on.
            item: what comes back for this one is to be taken; its packet is stood on.
        """
        super().__init__()
        self.workspace = workspace
        self._machine = machine
        self._item = item
        self._packets: tuple[handover.Packet, ...] = ()
        self._page = 0
        self._hit = -1
        """The line that was found last in the page; what is sought again is sought below it."""
        self._pasted: dict[str, str] = {}
        """What was pasted for an item and was not enough, to be mended or replaced."""

    def compose(self) -> ComposeResult:
        """Lay out the packets above, a page of one below."""
        yield TitleLine(id="title")
        yield Rows("packets", ("For", 15), ("Machine", 14), ("Files", 6), ("About", None))
        yield Static("Making the packets ...", id="file-name", classes="part")
        yield Sheet(id="text")
        yield SeekLine("search in all files of this packet; / and Enter go on")
        yield KeyHints(id="keys")

    def on_mount(self) -> None:
        """Begin to make them."""
        self.query_one(Rows).focus()
        self._make()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Write nothing in review, and judge only what a role sends back."""
        if action in {"export", "export_zipped"}:
            return not self.workspace.read_only
        if action in {"paste", "open"}:
            return self._wanted is not None
        if action == "drop":
            return self._wanted is not None and bool(sent_back(self.workspace, self._wanted.item))
        return True

    @work(thread=True, exclusive=True, group="packets")
    def _make(self) -> None:
        try:
            found = packing.packets(self.workspace.project, self.workspace.world.reader)
        except PwxError as error:
            self.post_message(self.Told(f"{error.message} {error.fix}"))
        else:
            self.post_message(self.Made(found))

    def on_packets_screen_made(self, event: Made) -> None:
        """Show the packets."""
        self._packets = event.packets
        mine = [at for at, one in enumerate(self._packets) if one.machine == self._machine != ""]
        proving = (at for at in mine if self._item and self._proves(self._packets[at]))
        at = next(proving, mine[0] if mine else 0)
        rows = (
            (cell(one.role), cell(one.machine), cell(str(len(one.files))), cell(one.title))
            for one in self._packets
        )
        self.query_one(Rows).show(rows, at)
        self._show()

    def _proves(self, packet: handover.Packet) -> bool:
        return packet.wanted is not None and packet.wanted.item == self._item

    @property
    def packet(self) -> handover.Packet | None:
        """Return the packet under the cursor."""
        at = self.query_one(Rows).cursor_row if self._packets else -1
        return self._packets[at] if 0 <= at < len(self._packets) else None

    @property
    def _wanted(self) -> handover.Wanted | None:
        """Return what is to come back for the packet under the cursor."""
        return self.packet.wanted if self.packet else None

    def _names(self, packet: handover.Packet) -> list[str]:
        return sorted(packet.files, key=lambda name: (name != _FIRST, name))

    def _text(self, packet: handover.Packet, name: str) -> Flowing:
        read = cache(partial(handover.read, packet, name))
        return Flowing(read, self.query_one(SeekLine).value)

    @on(Rows.RowHighlighted)
    def _other(self) -> None:
        self._page, self._hit = 0, -1
        self._show()

    def _show(self) -> None:
        packet = self.packet
        if packet is None:
            return
        names = self._names(packet)
        self._page %= len(names)
        name = names[self._page]
        missing = f"; not written yet: {', '.join(packet.missing)}" if packet.missing else ""
        machine = self.workspace.project.machine.get(packet.machine)
        planned = machine is not None and packet.role in handover.roles(machine)
        how = "" if self.workspace.read_only else ", e does"
        alone = "" if planned else f"; F2 does not write it{how}"
        note = f"{packet.folder}/{name} ({self._page + 1} of {len(names)}){alone}{missing}"
        self.query_one("#file-name", Static).update(Content(note))
        self.query_one(Sheet).show(self._text(packet, name))
        count = f"packets: {len(self._packets)}"
        title = f"Packets of {self.workspace.project.name}"
        self.query_one(TitleLine).say(title, count)
        self.refresh_bindings()

    @on(Rows.RowSelected)
    def _chosen(self) -> None:
        self.query_one(Sheet).focus()

    def action_turn(self, by: int) -> None:
        """Read another file of the packet."""
        self._page, self._hit = self._page + by, -1
        self._show()

    def action_search(self) -> None:
        """Look for a text in the files of the packet, from here on."""
        line = self.query_one(SeekLine)
        line.display = True
        line.focus()

    @on(Input.Changed, "#seek")
    def _other_text(self) -> None:
        self._hit = self.query_one(Sheet).scroll_offset.y - 1

    @on(Input.Submitted, "#seek")
    def _seek(self, event: Input.Submitted) -> None:
        packet, sought = self.packet, event.value.lower()
        if packet is None or not sought:
            self.action_back()
            return
        sheet, names = self.query_one(Sheet), self._names(packet)
        for turn in range(len(names) + 1):
            page = (self._page + turn) % len(names)
            rows = sheet.rows_of(self._text(packet, names[page]))
            first = 0 if turn else self._hit + 1
            hit = next((at for at in range(first, len(rows)) if sought in rows[at].lower()), None)
            if hit is not None:
                self._page, self._hit = page, hit
                self.query_one(SeekLine).display = False
                self._show()
                sheet.stand_on(hit)
                sheet.focus()
                return
        self.query_one("#file-name", Static).update(Content(f"In no file: {event.value}"))

    def action_export(self) -> None:
        """Write packets as folders; asks which of them, and where to."""
        self._ask(zipped=False)

    def action_export_zipped(self) -> None:
        """Write each packet as one ZIP file; asks which of them, and where to."""
        self._ask(zipped=True)

    def _ask(self, *, zipped: bool) -> None:
        packet = self.packet
        if packet is None:
            return

        def take(chosen: Export | None) -> None:
            if chosen:
                self._export(*chosen, zipped)

        folder = self.workspace.path.parent
        own = store.storage_folder(self.workspace.path) / "packets"
        self.app.push_screen(ExportPackets(self._packets, packet, folder, own, zipped=zipped), take)

    @work(thread=True, exclusive=True, group="export")
    def _export(self, packets: tuple[handover.Packet, ...], target: Path, zipped: bool) -> None:
        try:
            written = packing.write(packets, target, zipped=zipped)
        except OSError as error:
            self.post_message(self.Told(f"{target}: {error.strerror}. Name another folder."))
        else:
            place = target / packets[0].folder if len(packets) == 1 and not zipped else target
            self.post_message(self.Told(f"{counted(len(written), 'file')} written to {place}."))

    def on_packets_screen_told(self, event: Told) -> None:
        """Say it."""
        self._pasted.pop(event.judged, None)
        self.refresh_bindings()
        self.app.push_screen(Said("Packets", event.text))

    def action_paste(self) -> None:
        """Judge a listing that was sent back."""
        wanted = self._wanted
        if wanted is None:
            return

        def take(text: str | None) -> None:
            if text:
                self._pasted[wanted.item] = text
                self._judge(wanted.item, text)

        title = f"What came back for {titled(self.workspace.project, wanted.item)}"
        text = " ".join([f"Paste {wanted}.", *wanted.more, *self._not_kept])
        draft = self._pasted.get(wanted.item, "")
        self.app.push_screen(PasteOutput(title, text, draft), take)

    @property
    def _not_kept(self) -> tuple[str, ...]:
        return ("In review it is judged, and not kept.",) if self.workspace.read_only else ()

    def action_open(self) -> None:
        """Judge a listing in a file."""
        wanted = self._wanted
        if wanted is None:
            return

        def take(path: str | None) -> None:
            if path:
                self._judge_file(wanted.item, path)

        told = f"Wanted is {wanted}; one file may hold several listings."
        text = " ".join([told, *wanted.more, *self._not_kept])
        self.app.push_screen(AskFile("Proof file", text, self.workspace.path.parent), take)

    @work(thread=True, exclusive=True, group="judge")
    def _judge_file(self, item: str, path: str) -> None:
        found = self.workspace.world.reader.look(path)
        if found.state != "file" or len(found.data) > LARGEST:
            reason = found.problem or "too large"
            self.post_message(self.Told(f"{path}: {reason}."))
        else:
            self._judge_now(item, verify.output_text(found.data))

    @work(thread=True, exclusive=True, group="judge")
    def _judge(self, item: str, text: str) -> None:
        self._judge_now(item, text)

    def _judge_now(self, item: str, text: str) -> None:
        project, world = self.workspace.project, self.workspace.world
        judged = handover.judge_each(project, world.reader, item, text, world.clock.now())
        name = titled(project, item)
        lines = []
        for one in judged:
            lines.append(f"{name}: {one.verdict}. {one.summary}")
            for line in one.lines:
                place = f"line {line.number}: " if line.number else ""
                lines.append(f"  {line.verdict}: {place}{line.remark} {line.fix}".rstrip())
        kept = [one for one in judged if one.kind]
        if isinstance(self.workspace, Session) and kept:
            try:
                self.workspace.keep_proofs(
                    Proof(item, one.kind, one.verdict, one.summary, one.digest) for one in kept
                )
            except PwxError as error:
                lines.append(f"It could not be kept: {error.message} {error.fix}")
        else:
            lines.append("Nothing is kept of it.")
        enough = any(one.verdict != "not enough" for one in judged)
        self.post_message(self.Told("\n".join(lines), item if enough else ""))

    def action_drop(self) -> None:
        """Drop the listings that were kept, which were perhaps of another machine; asks before."""
        wanted = self._wanted
        if wanted is None:
            return
        proofs = sent_back(self.workspace, wanted.item)

        def agreed(yes: bool | None) -> None:
            if yes:
                self._drop(wanted.item, [one.kind for one in proofs])

        self.app.push_screen(asking(self.workspace, wanted.item, proofs), agreed)

    @work(thread=True, exclusive=True, group="judge")
    def _drop(self, item: str, kinds: list[str]) -> None:
        assert isinstance(self.workspace, Session)
        try:
            gone = self.workspace.drop_proofs(item, kinds)
        except PwxError as error:
            self.post_message(self.Told(f"It could not be dropped: {error.message} {error.fix}"))
        else:
            self.post_message(self.Told(f"{counted(len(gone), 'listing')} dropped."))

    def action_back(self) -> None:
        """Go back from a search to the text, from there to the packets, and then to the project."""
        table, line = self.query_one(Rows), self.query_one(SeekLine)
        if line.display:
            line.display = False
            self.query_one(Sheet).focus()
            self._show()
        elif table.has_focus:
            self.dismiss(None)
        else:
            table.focus()
