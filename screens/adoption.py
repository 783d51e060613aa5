"""Taking machines, listeners and connections from existing DBMOVER files, offer by offer."""

from typing import ClassVar

from rich.segment import Segment
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.strip import Strip
from textual.widgets import SelectionList, Static
from textual.widgets.selection_list import Selection

from pwxwizard.adopting import Adoption, Offer
from pwxwizard.errors import PwxError
from pwxwizard.session import Session
from screens.dialogs import AskLine, Said
from screens.frame import FramedScreen, KeyHints, TitleLine
from screens.paths import PathPicker

_EMPTY = (
    "No file is named yet. Press o to choose a DBMOVER file, or t to type its path. What it lets "
    "one enter is offered here; nothing is entered unless it is chosen."
)


class Offers(SelectionList[str]):
    """Offers whose boxes are empty until they are chosen: no colour and no font has to tell that."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space,enter", "select", "Choose", tooltip="Take what is offered, or leave it out.")
    ]

    def render_line(self, y: int) -> Strip:
        """Draw a line, with a mark in the box of what is chosen only."""
        line = super().render_line(y)
        row = self.scroll_offset.y + y
        if row >= self.option_count:
            return line
        _, _, _, *rest = line
        chosen = self.get_option_at_index(row).value in self.selected
        box = Segment("[X]" if chosen else "[ ]", rest[0].style)
        return Strip([box, *rest], line.cell_length)


class AdoptionScreen(FramedScreen[bool]):
    """Offers made from DBMOVER files; answers whether any was entered into the project."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+a", "enter", "Enter the chosen"),
        Binding("o", "choose", "File"),
        Binding("t", "type", "Path"),
        Binding("escape", "close", "Back", key_display="Esc"),
    ]
    PAGE = "adoption"

    def __init__(self, session: Session) -> None:
        """Offer to extend a session's project."""
        super().__init__()
        self._session = session
        self._files: list[str] = []
        self._adoption = Adoption((), (), ())

    def compose(self) -> ComposeResult:
        """Lay out the offers above, the highlighted one below."""
        yield TitleLine(id="title")
        yield Offers(id="offers", compact=True)
        with VerticalScroll(id="offer"):
            yield Static(_EMPTY, id="about")
        yield KeyHints(id="keys")

    def on_mount(self) -> None:
        """Begin with nothing offered."""
        self.query_one(SelectionList).focus()
        self._show_title()

    def _show_title(self) -> None:
        count = len(self.query_one(SelectionList).selected)
        offers = len(self._adoption.offers)
        self.query_one(TitleLine).say("From DBMOVER files", f"{count} of {offers} chosen")

    def action_choose(self) -> None:
        """Choose a file in the tree."""
        self.app.push_screen(PathPicker(self._session.path.parent), self._take)

    def action_type(self) -> None:
        """Type a file's path."""
        text = "From the project's folder, or absolute."
        self.app.push_screen(AskLine("A DBMOVER file", text, "Path", "Read it"), self._take)

    def _take(self, path: str | None) -> None:
        if not path or path in self._files:
            return
        chosen = set(self.query_one(SelectionList).selected)
        try:
            self._adoption = self._session.offers((*self._files, path))
        except PwxError as error:
            self.app.push_screen(Said.of(error))
            return
        self._files.append(path)
        self._show(chosen)

    def _show(self, chosen: set[str]) -> None:
        offers = self.query_one("#offers", SelectionList)
        offers.clear_options()
        offers.add_options(
            Selection(
                Content.assemble((entry.name, "bold"), f"  {entry.kind}"),
                entry.name,
                entry.name in chosen,
            )
            for entry in self._adoption.offers
        )
        offers.highlighted = 0 if self._adoption.offers else None
        if not self._adoption.offers:
            self.query_one("#about", Static).update(
                Content("\n".join(("Nothing new is in these files.", *self._adoption.left_out)))
            )
        self._show_title()

    @on(SelectionList.SelectionHighlighted)
    def _highlighted(self, event: SelectionList.SelectionHighlighted[str]) -> None:
        offer = self._adoption.offer(event.selection.value)
        if offer is not None:
            self.query_one("#about", Static).update(self._about(offer))

    def _about(self, offer: Offer) -> Content:
        lines = [Content.assemble((offer.title, "bold")), Content(offer.reason)]
        lines += [Content(str(seen)) for seen in offer.evidence]
        lines += [Content(f"Needs {need}, too.") for need in offer.needs]
        lines += [Content(f"Stays to be answered: {part}") for part in offer.open]
        lines += [Content(f"Left out: {sentence}") for sentence in self._adoption.left_out]
        return Content("\n").join(lines)

    @on(SelectionList.SelectedChanged)
    def _chosen(self) -> None:
        self._show_title()

    def action_enter(self) -> None:
        """Enter the chosen offers into the project."""
        chosen = self.query_one("#offers", SelectionList).selected
        if not chosen:
            self.app.push_screen(Said("Nothing is chosen", "Space chooses the highlighted offer."))
            return
        try:
            self._session.adopt(self._adoption, chosen)
        except PwxError as error:
            self.app.push_screen(Said.of(error))
            return
        self.dismiss(True)

    def action_close(self) -> None:
        """Enter nothing."""
        self.dismiss(False)
