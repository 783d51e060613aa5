"""The wizard in review, in a real terminal: no key changes anything, anywhere."""

from pathlib import Path

from tests.cli.test_review import tree
from tests.terminal.conftest import Terminal

KEYS = (
    "a", "x", "s", "n", "Enter", "Space", "y", "Delete", "F2", "Space", "C-a", "Enter", "Tab",
    "Enter", "Escape", "F3", "F4", "F5", "Enter", "Escape", "F6", "Escape", "F7", "C-s", "Down",
    "Enter", "z", "BSpace", "Escape", "F8", "Escape", "F9", "Escape", "F12",
)  # fmt: skip


def test_no_key_of_the_review_changes_anything(
    terminal: Terminal, finished: Path, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    home.mkdir()
    before = tree(finished.parent)
    environment = {"HOME": str(home), "XDG_STATE_HOME": "", "XDG_CONFIG_HOME": ""}
    terminal.start("review", finished, environment=environment)
    terminal.wait("read-only")
    for step in range(6):
        terminal.press(*KEYS)
        terminal.press("Escape", "Escape", "Left", *["Down"] * (step % 3), "Right")
    terminal.press("C-q")
    terminal.wait("ended with 0")
    assert tree(finished.parent) == before
    assert list(home.rglob("*")) == []
