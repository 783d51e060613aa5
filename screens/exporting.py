"""Where packets are written, and which of them: one, those of its machine, or all."""

from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Button, Input, OptionList, Static
from textual.widgets.option_list import Option

from pwxwizard.finding import counted
from pwxwizard.handover import Packet
from screens.frame import Asking, Buttons
from screens.lines import AnswerInput
from screens.lists import Hung, Lines

Export = tuple[tuple[Packet, ...], Path]
"""The packets to be written, and the folder that they go to."""


class ExportPackets(Asking[Export]):
    """Which packets, and the folder; answers with `None` when it is given up."""

    def __init__(
        self,
        packets: tuple[Packet, ...],
        packet: Packet,
        project_folder: Path,
        proposed: Path,
        *,
        zipped: bool,
    ) -> None:
        """Offer packets; a folder that is typed is taken from the project's folder.

        Args:
            packets: all of them.
            packet: the one under the cursor.
            project_folder: where relative folders begin.
            proposed: the folder that is in the line at first.
            zipped: each becomes one ZIP file, not a folder.
        """
        super().__init__()
        self._folder = project_folder
        self._proposed = proposed
        self._zipped = zipped
        same = tuple(one for one in packets if one.machine == packet.machine)
        self._choices: list[tuple[tuple[Packet, ...], str]] = [
            ((packet,), f"This packet: {packet.folder}")
        ]
        if packet.machine:
            self._choices.append((same, f"All of {packet.machine}"))
        self._choices.append((packets, "All packets"))

    def compose(self) -> ComposeResult:
        """Lay out the choices, the line and the buttons."""
        with Vertical(classes="dialog"):
            kind = "each as one ZIP file" if self._zipped else "each as a folder"
            yield Static(f"Write packets, {kind}", classes="dialog-title")
            yield Lines(*(Option(self._label(*one)) for one in self._choices), id="which")
            yield Static("Folder, as seen from the project's folder", classes="label")
            yield AnswerInput(self._relative(self._proposed), id="folder")
            yield Static(id="goes-to", classes="hint")
            yield Buttons("Write")

    def on_mount(self) -> None:
        """Stand on the first choice."""
        lines = self.query_one(Lines)
        lines.highlighted = 0
        lines.focus()
        self._show_target()

    @on(OptionList.OptionHighlighted)
    def _mark(self, event: OptionList.OptionHighlighted) -> None:
        # the choice has to be seen from the line, too, and without colour
        for number, choice in enumerate(self._choices):
            label = self._label(*choice, chosen=number == event.option_index)
            event.option_list.replace_option_prompt_at_index(number, label)

    def _label(self, packets: tuple[Packet, ...], name: str, *, chosen: bool = False) -> Content:
        many = counted(len(packets), "packet")
        files = len(packets) if self._zipped else sum(len(one.files) for one in packets)
        return Content.assemble(
            "► " if chosen else "  ", name, (f"  ({many}, {counted(files, 'file')})", "$muted")
        )

    def _relative(self, path: Path) -> str:
        return (
            str(path.relative_to(self._folder)) if path.is_relative_to(self._folder) else str(path)
        )

    @property
    def _target(self) -> Path | None:
        line = self.query_one("#folder", Input).value.strip()
        return self._folder / Path(line).expanduser() if line else None

    @on(Input.Changed)
    def _show_target(self) -> None:
        target = self._target
        said = "Name a folder."
        if target:
            said = f"A copy goes there; it does not change with later answers: {target.absolute()}"
        self.query_one("#goes-to", Static).update(Hung(Content(said)))

    @on(OptionList.OptionSelected)
    def _chosen(self) -> None:
        self.query_one("#folder").focus()

    @on(Input.Submitted)
    @on(Button.Pressed, "#yes")
    def _agree(self) -> None:
        target = self._target
        if target is None:
            self.query_one("#folder").focus()
            return
        packets, _ = self._choices[self.query_one(Lines).highlighted or 0]
        self.dismiss((packets, target))
