"""Lines that are too long for the terminal, parted between words."""

import shutil
import sys
import textwrap


def parted(text: str, indent: str | None = None) -> str:
    """Return text in lines that the terminal has room for; as it is where there is none.

    A word that is too long stays whole.

    Args:
        text: one or more lines.
        indent: what the rest of a line begins with; unless it is given, a line that is indented is
            indented further.
    """
    if not sys.stdout.isatty():
        return text
    width = shutil.get_terminal_size().columns
    return "\n".join(part for line in text.split("\n") for part in _parts(line, width, indent))


def _parts(line: str, width: int, indent: str | None) -> list[str]:
    if len(line) <= width:
        return [line]
    parts = textwrap.wrap(
        line,
        width,
        subsequent_indent=2 * line[: len(line) - len(line.lstrip())] if indent is None else indent,
        break_long_words=False,
        break_on_hyphens=False,
        replace_whitespace=False,
    )
    # the blank behind a prompt's colon
    end = line[len(line.rstrip()) :]
    return [*parts[:-1], parts[-1] + end] if parts else [line]
