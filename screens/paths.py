"""Typing and choosing paths, sources of secrets and names of a list: completion, and pickers."""

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.suggester import Suggester
from textual.widget import Widget
from textual.widgets import DirectoryTree, Static

from pwxwizard.question import Kind, Option, Question, several
from screens.choice import ChooseDialog, SeveralDialog
from screens.frame import Dialog, KeyHints

SOURCES = (
    Option("prompt", "prompt", "Somebody is asked each time it is needed."),
    Option("env:", "env:NAME", "It is taken from an environment variable."),
    Option("file:", "file:PATH", "It is the only line of a file that only its owner can read."),
    Option("fd:", "fd:NUMBER", "It is read from an open file descriptor."),
)


class PathSuggester(Suggester):
    """Completes a path from what is on the disk."""

    def __init__(self, folder: Path) -> None:
        """Let relative paths start at `folder`."""
        super().__init__(use_cache=False, case_sensitive=True)
        self._folder = folder

    async def get_suggestion(self, value: str) -> str | None:
        """Return the path completed by the first name that fits."""
        return complete(value, self._folder)


def complete(typed: str, folder: Path) -> str | None:
    """Return a typed path completed by the first name that fits, or `None`."""
    start, _, name = typed.rpartition("/")
    prefix = f"{start}/" if "/" in typed else ""
    try:
        place = folder / Path(prefix).expanduser()
        names = sorted(
            entry.name + ("/" if entry.is_dir() else "")
            for entry in place.iterdir()
            if entry.name.startswith(name) and (name or not entry.name.startswith("."))
        )
    except (OSError, ValueError, RuntimeError):
        return None
    return prefix + names[0] if names and typed else None


class SourceSuggester(Suggester):
    """Completes the source of a secret."""

    def __init__(self) -> None:
        """Remember nothing: the list is short."""
        super().__init__(use_cache=False, case_sensitive=True)

    async def get_suggestion(self, value: str) -> str | None:
        """Return the kind of source that begins with what was typed."""
        return next((option.value for option in SOURCES if option.value.startswith(value)), None)


class NameSuggester(Suggester):
    """Completes the last name of a list from those that are offered."""

    def __init__(self, question: Question) -> None:
        """Offer a question's options."""
        super().__init__(use_cache=False, case_sensitive=True)
        self._question = question

    async def get_suggestion(self, value: str) -> str | None:
        """Return the list with its last name completed by the first option that is not in it."""
        names = several(self._question, value)
        if not names or not value.endswith(names[-1]):
            return None
        begun = names[-1]
        left = (one.value for one in self._question.options if one.value not in names)
        found = next((name for name in left if name.startswith(begun)), None)
        return value + found[len(begun) :] if found else None


def pick(
    widget: Widget,
    question: Question,
    typed: str,
    folder: Path,
    take: Callable[[str | None], None],
) -> None:
    """Let somebody choose instead of typing."""
    if question.separator:
        widget.app.push_screen(SeveralDialog(question, typed), take)
    elif question.kind is Kind.SECRET_SOURCE:
        widget.app.push_screen(ChooseDialog(question.label, SOURCES, typed, ""), take)
    else:
        folders = question.kind is Kind.FOLDER
        widget.app.push_screen(PathPicker(folder, folders_only=folders), take)


class _Tree(DirectoryTree):
    """A folder's content, without hidden files; only folders when only they can be chosen."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding(
            "enter",
            "select_cursor",
            "Open or choose",
            tooltip="Open this folder, or choose this file.",
        ),
    ]

    folders_only = False

    def filter_paths(self, paths: Iterable[Path]) -> Iterable[Path]:
        """Leave out what nobody wants to choose."""
        return [
            path
            for path in paths
            if not path.name.startswith(".") and (path.is_dir() or not self.folders_only)
        ]


class PathPicker(Dialog[str | None]):
    """A tree of files to choose from; answers with a path, relative where that is possible."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "cancel", "Back"),
        Binding("backspace", "up", "Folder above"),
        Binding("ctrl+o", "take", "Choose this folder"),
    ]

    def __init__(self, folder: Path, *, folders_only: bool = False) -> None:
        """Begin in `folder`."""
        super().__init__()
        self._folder = folder
        self._folders_only = folders_only

    def compose(self) -> ComposeResult:
        """Lay out the tree."""
        with Vertical(classes="dialog -tall-dialog"):
            yield Static(
                "Choose a folder" if self._folders_only else "Choose a file", classes="dialog-title"
            )
            yield Static(Content(str(self._folder.absolute())), id="in-folder")
            tree = _Tree(self._folder.absolute())
            tree.folders_only = self._folders_only
            tree.ICON_NODE = "▸ "
            tree.ICON_NODE_EXPANDED = "▾ "
            tree.ICON_FILE = "  "
            yield tree
            yield KeyHints(classes="hints")

    def on_directory_tree_file_selected(self, event: DirectoryTree.FileSelected) -> None:
        """Answer with a file."""
        event.stop()
        if not self._folders_only:
            self._answer(event.path)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Offer to choose a folder only where one is wanted."""
        return self._folders_only if action == "take" else True

    def action_take(self) -> None:
        """Answer with this folder."""
        node = self.query_one(_Tree).cursor_node
        if node is not None and node.data is not None:
            self._answer(node.data.path)

    def _answer(self, path: Path) -> None:
        root = self._folder.absolute()
        inside = path.is_relative_to(root)
        self.dismiss(path.relative_to(root).as_posix() if inside else str(path))

    def action_up(self) -> None:
        """Show the folder above."""
        tree = self.query_one(_Tree)
        tree.path = Path(tree.path).absolute().parent
        self.query_one("#in-folder", Static).update(Content(str(tree.path)))

    def action_cancel(self) -> None:
        """Change nothing."""
        self.dismiss(None)
