"""The files of a plan as a table, and what is shown of each of them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from rich.text import Text
from textual.binding import Binding, BindingType
from textual.content import Content

from pwxwizard import difference
from pwxwizard.difference import DiffLine
from pwxwizard.examine import Item
from pwxwizard.finding import counted, listed
from pwxwizard.plan import Change, Pending, Plan
from pwxwizard.review import Review
from pwxwizard.standing import Standing
from screens import marks
from screens.lists import Rows, cell
from screens.outcome import what_next


@dataclass(frozen=True, slots=True)
class Shown:
    """How a file's difference is looked at."""

    by_meaning: bool = False
    whole: bool = False
    """Unchanged lines are shown, too."""

    def lines(self, change: Change, catalogues: Mapping[str, Any]) -> list[DiffLine]:
        """Return what is shown of a change."""
        if not self.by_meaning:
            return difference.preview(change, whole=self.whole)
        lines = difference.meaning(change, catalogues)
        return lines or [DiffLine("?", "There is nothing to say beyond the lines; m shows them.")]

    def about(self, change: Change) -> Content:
        """Return what a file is for, where it goes, and how it is looked at."""
        artifact = change.artifact
        known = ", known after writing" if isinstance(artifact.content, Pending) else ""
        origin = f"\nWritten from: {artifact.origin}." if artifact.origin else ""
        goes = f"\nGoes to: {artifact.install}." if artifact.install else ""
        look = "by meaning" if self.by_meaning else "line by line"
        more = f"{goes}{origin}  ({look}{known})"
        return Content.assemble((artifact.why, ""), (more, "$muted"))


def mark_of(change: Change, *, left_out: bool) -> marks.Mark:
    """Return how it is marked what happens to a file."""
    if left_out:
        return marks.LEFT_OUT
    return marks.REPLACE_KEY if change.replaces_key else marks.ACTIONS[change.action]


def not_saved(unsaved: Sequence[str]) -> tuple[str, ...]:
    """Return that answers stand in forms and are in no plan, as a sentence; nothing for none."""
    if not unsaved:
        return ()
    many = "is" if len(unsaved) == 1 else "are"
    return (f"{counted(len(unsaved), 'answer')} {many} not saved: {listed(unsaved, 2)}.",)


def nothing_to_write(
    workspace: Review,
    plan: Plan,
    standing: Standing,
    items: tuple[Item, ...],
    unsaved: Sequence[str] = (),
) -> str:
    """Return why a plan writes nothing, and what to do next, with the keys of the main screen."""
    if plan.changes and standing.held_back:
        return "Nothing else would be written. Escape, then F7, goes to what is open."
    if plan.changes and unsaved:
        return "Everything that is saved is written already. Escape leads back to what is not."
    if plan.changes:
        return (
            "Everything is written already; nothing would change. u shows the files. "
            f"After Escape: {what_next(workspace, items)}"
        )
    return "Nothing can be written yet: answers are missing. Escape, then F7."


class FileTable(Rows):
    """The files of a plan."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter,right", "screen.enter_diff", "Read", key_display="Enter"),
    ]

    def __init__(self) -> None:
        """Begin without files."""
        super().__init__("files", ("Action", 10), ("File", None))
        self.files: tuple[Change, ...] = ()

    @property
    def change(self) -> Change | None:
        """Return the file under the cursor."""
        return self.files[self.cursor_row] if 0 <= self.cursor_row < len(self.files) else None

    def fill(self, files: Sequence[Change], mark: Callable[[Change], Text], folder: str) -> None:
        """Show other files, with the cursor on the one that it was on.

        Args:
            files: what is shown.
            mark: what happens to a file, as a cell.
            folder: the beginning of names that is left out.
        """
        stood = self.change.artifact.path if self.change else ""
        self.files = tuple(files)
        self.clear()
        for change in files:
            path = change.artifact.path
            self.add_row(mark(change), cell(path.removeprefix(folder)), key=path)
        self.stand(stood)

    def stand(self, path: str) -> None:
        """Stand on a file, if it is there."""
        paths = [change.artifact.path for change in self.files]
        if path in paths:
            self.move_cursor(row=paths.index(path), animate=False)
