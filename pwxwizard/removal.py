"""What a removal takes out of a project can be brought back."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from pwxwizard.project import Edit, Project, TablePath


@dataclass(frozen=True, slots=True)
class Removal:
    """What was taken out of a project, and how to have it again."""

    before: str = field(repr=False)
    """The file's text before it."""
    after: str = field(repr=False)
    """The file's text after it; as long as it is this, the text before can simply come back."""
    back: tuple[Edit, ...]
    """Otherwise, the edits that bring it back."""


def put_back(project: Project, removal: Iterable[Edit]) -> tuple[Edit, ...]:
    """Return the edits that bring back what a removal takes out: every answer, without comments.

    Connections come back behind the others, in the order in which they stood.

    Args:
        project: the project before the removal.
        removal: edits that remove machines, listeners or connections, as `Step.remove` returns them.
    """
    paths = sorted((edit.path for edit in removal), key=lambda path: path[0] == "connection")
    connections = sorted(int(path[1]) for path in paths if path[0] == "connection")
    behind = len(project.connection) - len(connections)
    edits = [
        leaf
        for path in paths
        if path[0] != "connection"
        for leaf in _leaves(path, project.table(path))
    ]
    edits += [
        Edit(("connection", behind + at), dict(project.table(("connection", index))))
        for at, index in enumerate(connections)
    ]
    return tuple(edits)


def _leaves(path: TablePath, table: Mapping[str, object]) -> Iterator[Edit]:
    for key, value in table.items():
        if isinstance(value, Mapping):
            yield from _leaves((*path, key), value)
        else:
            yield Edit((*path, key), value)
