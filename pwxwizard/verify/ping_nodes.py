"""Which node an output of DTLREXE is about, told from the command or the message that repeats it."""

import re
from dataclasses import dataclass

_NAMED = re.compile(r"""(?i)\b(?:loc|node)\s*=\s*[(<"']*([^\s,;()<>"']+)""")
"""`LOC=` of a command line, of a job's PARM and of the message that repeats the request; remembered."""
_VARIABLE = ("$", "%", "&")
"""What a shell's or a job's variable begins with: the name is not known there."""


@dataclass(frozen=True, slots=True)
class Part:
    """The lines of an output that count for one node."""

    text: str
    """What was printed about the node."""
    before: str = ""
    """What was printed before any node was named: it may speak against the node, never for it."""
    others: tuple[str, ...] = ()
    """Other nodes that the output names, as spelled there, each once."""
    named: bool = False
    """The output names the node."""
    lines: frozenset[int] = frozenset()
    """The numbers of the lines in `text`; the first of the output is 1."""

    @property
    def foreign(self) -> bool:
        """Tell whether the output is about other nodes only."""
        return bool(self.others) and not self.named


def part_about(output: str, node: str) -> Part:
    """Return the part of an output that is about a node; all of it where it names no node.

    A line that names one node begins what is about that node. After a line that names several, such
    as two commands typed at once, it is not known whose messages follow, until the next name.

    Args:
        output: what was pasted: commands, listings of jobs, messages.
        node: the name of the NODE statement; upper and lower case are alike.
    """
    wanted = node.casefold()
    spelled: dict[str, str] = {}
    before: list[str] = []
    kept: dict[int, str] = {}
    now: str | None = None
    for number, line in enumerate(output.splitlines(), 1):
        names = {
            name.casefold(): name
            for name in _NAMED.findall(line)
            if not name.startswith(_VARIABLE) or name.casefold() == wanted
        }
        spelled = {**names, **spelled}
        if names:
            now = next(iter(names)) if len(names) == 1 else ""
        if now is None:
            before.append(line)
        elif now == wanted:
            kept[number] = line
    if not spelled:
        return Part(output, lines=frozenset(range(1, len(before) + 1)))
    others = tuple(name for key, name in spelled.items() if key != wanted)
    return Part(
        "\n".join(kept.values()),
        "" if others else "\n".join(before),
        others,
        wanted in spelled,
        frozenset(kept),
    )
