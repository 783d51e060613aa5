"""A text sought in the files of a plan: in their names and in what a preview shows of them."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from pwxwizard import difference
from pwxwizard.difference import DiffLine
from pwxwizard.plan import Change


@dataclass(frozen=True, slots=True)
class Place:
    """Where a text is found, or where the search begins."""

    file: int
    """Which of the files, from 0."""
    line: DiffLine | None = None
    """The line that holds it; `None` where the file's name does."""


def search(
    changes: Sequence[Change],
    text: str,
    begin: Place,
    direction: int = 1,
    *,
    folder: str = "",
    here: bool = False,
    stopped: Callable[[], bool] = lambda: False,
) -> Place | None:
    """Return where a text stands next, going through all files and around; `None` if nowhere.

    Searched are names, and lines with their secrets masked, whatever their case.

    Args:
        changes: the files, in the order of the preview.
        text: what is sought.
        begin: the place that one stands on.
        direction: 1 to go on downwards, -1 upwards.
        folder: what every name begins with that is not shown, and not searched.
        here: the place that one stands on counts, too.
        stopped: asked between files; the search ends without a hit when it says yes.
    """
    sought = text.lower()
    count = len(changes)
    if not sought or not count:
        return None
    for step in range(count + 1):
        if stopped():
            return None
        file = (begin.file + direction * step) % count
        lines = difference.preview(changes[file], whole=True)
        at = lines.index(begin.line) + 1 if begin.line in lines else 0
        holds = [sought in changes[file].artifact.path.removeprefix(folder).lower()]
        holds += [sought in line.text.lower() for line in lines]
        hits = [number for number, held in enumerate(holds) if held]
        if not step:
            hits = [hit for hit in hits if (hit - at) * direction >= (0 if here else 1)]
        if hits:
            hit = hits[0 if direction > 0 else -1]
            return Place(file, lines[hit - 1] if hit else None)
    return None
