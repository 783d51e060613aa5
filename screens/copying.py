"""The focused panel as plain text outside the screens, where the terminal's own marking works."""

import os
import shutil
import sys
from collections.abc import Iterator
from contextlib import suppress

from rich.cells import cell_len, set_cell_size
from rich.text import Text
from textual.app import App, SuspendNotSupported
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import DataTable, Input, Markdown, OptionList, Static, TextArea

from screens.dialogs import Said
from screens.diff import DiffView
from screens.fields import Field

FRAME = str.maketrans("", "", "│┃║▌▐▊▎█┌┐└┘╭╮╰╯─━═▔▁▀▄")
"""What frames and scroll bars are drawn with; none of it is text."""
_CONTROL = {code: "?" for code in (*range(32), *range(127, 160)) if chr(code) not in "\n\t"}
"""What would be commands to the terminal, such as in a file that somebody sent."""


def panel_text(screen: Screen[object]) -> str:
    """Return the text of the panel that has the focus; without one, of the whole screen."""
    focused = screen.focused
    around = focused.ancestors_with_self if focused is not None else []
    panels = (node for node in around if isinstance(node, Widget) and node.id)
    panel = next((one for one in panels if one.region.height > 1), screen)
    if panel is not screen or screen.is_modal:
        return "\n".join(_texts(panel)).strip("\n").translate(_CONTROL)
    rows = screen._compositor.render_strips()  # noqa: SLF001 - nothing else knows what is drawn
    return "\n".join(row.text.translate(FRAME).rstrip() for row in rows).strip("\n")


def _texts(widget: Widget) -> Iterator[str]:
    """Yield what a widget and those in it hold, whole, whatever there is room for."""
    if not widget.display or (isinstance(widget, Input) and widget.password):
        return
    match widget:
        case DiffView():
            yield widget.plain_text()
        case DataTable():
            yield table_text(widget)
        case Field():
            yield f"{widget.question.label}  {widget.word()}".rstrip()
            yield f"  {_answer(widget)}"
            yield from [f"  {widget.problem}"] if widget.problem else []
        case OptionList():
            yield from (str(option.prompt) for option in widget.options)
        case Markdown():
            yield widget.source
        case TextArea():
            yield widget.text
        case Input():
            yield widget.value
        case Static():
            yield str(widget.visual)
        case _:
            for child in widget.children:
                yield from _texts(child)


def _answer(field: Field) -> str:
    """Return what stands in a field: what is typed, or else what is answered or holds without."""
    if isinstance(field.widget, Input):
        return field.widget.value or field.widget.placeholder or "-"
    question = field.question
    held = field.answer if field.answer is not None else question.default
    return question.named(held) or "-"


def table_text(table: DataTable[Text]) -> str:
    """Return all rows of a table below its headings, with whole cells, also those that are cut."""
    rows = [[column.label.plain for column in table.ordered_columns]]
    rows += [[one.plain for one in table.get_row_at(at)] for at in range(table.row_count)]
    widths = [max(map(cell_len, cells)) for cells in zip(*rows, strict=True)]
    lines = (
        "  ".join(set_cell_size(text, width) for text, width in zip(row, widths, strict=True))
        for row in rows
    )
    return "\n".join(line.rstrip() for line in lines)


def show_text(app: App[None], text: str) -> None:
    """Leave the screens, show a text, and come back after Enter or Esc; or show it in a dialog."""
    try:
        with app.suspend():
            size = shutil.get_terminal_size()
            told = f"{above(text, *size)}Enter or Esc goes back to the wizard."
            print(f"\n{text}\n\n{told}", end="", flush=True)  # noqa: T201 - meant for the terminal
            with suppress(KeyboardInterrupt):
                _wait()
            if os.name == "posix":
                # The text stays there for whoever leaves; what was said of the wizard would be wrong.
                up = "\x1b[A" * (rows(told, size.columns) - 1)
                print(f"\r{up}\x1b[J", end="", flush=True)  # noqa: T201 - the same
    except SuspendNotSupported:
        app.push_screen(Said("The panel as text", text))


def above(text: str, columns: int, lines: int) -> str:
    """Say how to reach the beginning of a text that is longer than a terminal; empty for others."""
    count = sum(rows(line, columns) for line in text.splitlines())
    # Three more are taken by what is said below.
    return f"{count} lines: scroll back to the first. " if count > lines - 3 else ""


def rows(line: str, columns: int) -> int:
    """Return how many rows of a terminal a line takes."""
    return max(1, -(-cell_len(line) // columns))


def _wait() -> None:
    """Wait for Enter or Esc; other keys may belong to what the terminal does for marking."""
    if sys.platform == "win32" or not sys.stdin.isatty():
        sys.stdin.readline()
        return
    import termios  # noqa: PLC0415 - Windows does not have them
    import tty  # noqa: PLC0415 - the same

    handle = sys.stdin.fileno()
    before = termios.tcgetattr(handle)
    try:
        tty.setcbreak(handle)
        while os.read(handle, 1) not in {b"\r", b"\n", b"\x1b", b""}:
            pass
        # An arrow begins like Esc; what is left of it is no key of the wizard.
        termios.tcflush(handle, termios.TCIFLUSH)
    finally:
        termios.tcsetattr(handle, termios.TCSADRAIN, before)
