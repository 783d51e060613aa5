"""Commands cut into lines: TSO continuation that re-joins to the same command, whatever is in it."""

from collections.abc import Iterator

WIDTH = 72
"""Columns 73 to 80 of a command data set hold sequence numbers."""
_INDENT = "  "
_QUOTE = "'"


def quoted(value: str) -> str:
    """Return a value between apostrophes, those inside it doubled."""
    return _QUOTE + value.replace(_QUOTE, _QUOTE * 2) + _QUOTE


def words(command: str) -> tuple[str, ...]:
    """Return the parts of a command between which a line may end: at blanks outside apostrophes."""
    found: list[str] = []
    word, inside = "", False
    for character in command:
        if character == _QUOTE:
            inside = not inside
        if character == " " and not inside:
            if word:
                found.append(word)
            word = ""
        else:
            word += character
    return (*found, word) if word else tuple(found)


def tso_lines(command: str, width: int = WIDTH) -> tuple[str, ...]:
    """Return a command as lines of at most `width` columns that TSO reads as the one command.

    A line that ends between two words ends in a blank and `+`, and TSO leaves out the blanks that
    the next line begins with. A word too long for a line is cut, after `-`, without a blank: TSO
    takes the next line from its first column then. CL on IBM i joins lines in the same way.

    Args:
        command: the whole command, its values quoted.
        width: the last column that may be used, the continuation mark included.
    """
    lines: list[str] = []
    line = ""
    for word in words(command):
        separator = " " if line.strip() else ""
        if len(line) + len(separator) + len(word) <= width - 2:
            line += separator + word
            continue
        if line.strip():
            lines.append(line + " +")
        line = _INDENT
        *full, rest = _cut(word, width - 2, len(_INDENT))
        for index, piece in enumerate(full):
            lines.append((line if index == 0 else "") + piece + "-")
        line = (line if not full else "") + rest
    if not lines:
        return (line,)
    return (*lines, line)


def _cut(word: str, room: int, taken: int) -> Iterator[str]:
    """Yield the pieces of a word; the first has `taken` columns less."""
    start, left = 0, room - taken
    while len(word) - start > left:
        end = _place(word, start, left)
        yield word[start:end]
        start, left = end, room
    yield word[start:]


def _place(word: str, start: int, left: int) -> int:
    """Return where to cut: between two characters that no reader could take for something else.

    A line must not begin with a slash, which would end the data of a job, nor a cut stand beside a
    blank, a comma or an apostrophe; where nothing else is left, the last column it is.
    """
    for end in range(start + left, start + 1, -1):
        if not {word[end - 1], word[end]} & set(" ,/'+-$@#"):
            return end
    return start + left
