"""What goes with a removal, and how it can be brought back."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
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


def goes_too(project: Project, removal: Sequence[Edit]) -> tuple[str, ...]:
    """Return the names of what leaves a project with what is removed: listeners, then connections.

    Args:
        project: the project before the removal.
        removal: edits as `Step.remove` returns them: what is meant first, then what needs it.
    """
    if not removal:
        return ()
    meant, *needing = (edit.path for edit in removal)
    machine = project.machine.get(str(meant[1])) if len(meant) == 2 else None
    own = machine.listener if machine is not None and meant[0] == "machine" else ()
    return (
        *(f"{meant[1]}.{listener}" for listener in own),
        *(project.connection[index].name for index in sorted(int(path[1]) for path in needing)),
    )


def told(names: Sequence[str]) -> str:
    """Return a sentence about what goes with a removal; empty where nothing does."""
    return f"What needs it goes, too: {', '.join(names)}." if names else ""


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
