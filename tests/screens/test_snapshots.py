"""Pictures of every screen in its telling states, at 80x24 and at one wide size."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from pwxwizard.recent import Recent
from tests.screens.conftest import change, finish, press, reviewer, settled, wizard, write

Compare = Callable[..., bool]
SMALL, WIDE = (80, 24), (120, 40)


def keys(
    *names: str, then: Callable[[Pilot[Any]], Any] | None = None
) -> Callable[[Pilot[Any]], Any]:
    """Return what the pilot does before the picture is taken."""

    async def run(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        await press(pilot, *names)
        if then is not None:
            await then(pilot)
        await settled(pilot)

    return run


def test_welcome(snap_compare: Compare) -> None:
    """The first screen, with one recent project and one that is gone."""
    recent = (
        Recent(Path("/srv/prod.toml"), there=True),
        Recent(Path("/srv/old.toml"), there=False),
    )
    assert snap_compare(wizard(None, recent=recent), terminal_size=SMALL, run_before=keys())


def test_welcome_new(snap_compare: Compare) -> None:
    """Name and file of a new project."""
    assert snap_compare(
        wizard(None),
        terminal_size=SMALL,
        run_before=keys("n", then=lambda pilot: write(pilot, "prod")),
    )


@pytest.mark.parametrize("size", [SMALL, WIDE, (60, 18)])
def test_form(snap_compare: Compare, sample: Path, size: tuple[int, int]) -> None:
    """The form of the CA, a choice focused."""
    assert snap_compare(wizard(sample), terminal_size=size, run_before=keys("enter", "tab", "tab"))


def test_form_wrong(snap_compare: Compare, sample: Path) -> None:
    """An answer that has to be corrected; its field was left."""

    async def spoil(pilot: Pilot[Any]) -> None:
        await write(pilot, "x")
        await press(pilot, "tab")

    assert snap_compare(
        wizard(sample),
        terminal_size=SMALL,
        run_before=keys("enter", "tab", "tab", "tab", then=spoil),
    )


def test_empty(snap_compare: Compare, tmp_path: Path) -> None:
    """A new project: nothing is there yet, and what to do about it."""
    (tmp_path / "prod.toml").write_text('schema = 1\nname = "prod"\n')
    assert snap_compare(wizard(tmp_path / "prod.toml"), terminal_size=SMALL, run_before=keys())


@pytest.mark.parametrize("size", [SMALL, WIDE])
def test_outdated(snap_compare: Compare, sample: Path, size: tuple[int, int]) -> None:
    """After an apply, a host name changed: what is outdated, and because of what."""
    finish(sample)
    change(sample, "etlclient.example.com", "etl.example.com")
    assert snap_compare(wizard(sample), terminal_size=size, run_before=keys())


def test_review(snap_compare: Compare, sample: Path) -> None:
    """The same screen in review: answers as text, no key that changes anything."""
    finish(sample)
    assert snap_compare(reviewer(sample), terminal_size=SMALL, run_before=keys("enter"))


def test_choices(snap_compare: Compare, sample: Path) -> None:
    """Every option with its consequence."""
    assert snap_compare(
        wizard(sample), terminal_size=SMALL, run_before=keys("enter", "tab", "tab", "enter")
    )


@pytest.mark.parametrize("size", [SMALL, WIDE])
def test_preview(snap_compare: Compare, sample: Path, size: tuple[int, int]) -> None:
    """The difference of a DBMOVER file; side by side where there is room."""
    assert snap_compare(
        wizard(sample),
        terminal_size=size,
        run_before=keys("f2", then=lambda p: stand(p, "DBMOVER")),
    )


def test_preview_meaning(snap_compare: Compare, sample: Path) -> None:
    """The same difference by meaning."""
    assert snap_compare(
        wizard(sample),
        terminal_size=SMALL,
        run_before=keys("f2", "m", then=lambda p: stand(p, "DBMOVER")),
    )


def test_write(snap_compare: Compare, sample: Path) -> None:
    """The last question before anything is written."""
    assert snap_compare(wizard(sample), terminal_size=SMALL, run_before=keys("f2", "ctrl+a"))


def test_written(snap_compare: Compare, sample: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was written."""
    monkeypatch.chdir(sample.parent.parent)
    assert snap_compare(
        wizard(sample), terminal_size=SMALL, run_before=keys("f2", "ctrl+a", "enter")
    )


def test_passphrases(snap_compare: Compare, sample: Path) -> None:
    """Passphrases that are chosen now, and what speaks against one."""
    change(sample, "file:secrets/ca-passphrase", "prompt:ca")

    async def weak(pilot: Pilot[Any]) -> None:
        await write(pilot, "secret")
        await press(pilot, "tab")

    assert snap_compare(
        wizard(sample),
        terminal_size=SMALL,
        run_before=keys("f2", "ctrl+a", "enter", then=weak),
    )


@pytest.mark.parametrize("size", [SMALL, WIDE])
def test_check(snap_compare: Compare, sample: Path, size: tuple[int, int]) -> None:
    """Findings, and everything about the highlighted one."""
    assert snap_compare(wizard(sample), terminal_size=size, run_before=keys("f5", "down"))


@pytest.mark.parametrize("size", [SMALL, WIDE])
def test_rehearsal(snap_compare: Compare, sample: Path, size: tuple[int, int]) -> None:
    """Every connection was rehearsed."""
    finish(sample)
    assert snap_compare(wizard(sample), terminal_size=size, run_before=keys("f6"))


def test_help(snap_compare: Compare, sample: Path) -> None:
    """Help on the focused field, then on the step."""
    assert snap_compare(wizard(sample), terminal_size=SMALL, run_before=keys("enter", "f1"))


def test_search(snap_compare: Compare, sample: Path) -> None:
    """Items that fit what is typed."""
    assert snap_compare(
        wizard(sample),
        terminal_size=SMALL,
        run_before=keys("slash", then=lambda pilot: write(pilot, "intsvc ready")),
    )


def test_remove(snap_compare: Compare, sample: Path) -> None:
    """The word that has to be typed before a machine is removed."""
    assert snap_compare(
        wizard(sample), terminal_size=SMALL, run_before=keys("left", "up", "enter", "x")
    )


def test_palette(snap_compare: Compare, sample: Path) -> None:
    """Every command, by its name."""
    assert snap_compare(wizard(sample), terminal_size=SMALL, run_before=keys("ctrl+p"))


@pytest.mark.parametrize("theme", ["pwxwizard-light", "pwxwizard-contrast"])
def test_themes(snap_compare: Compare, sample: Path, theme: str) -> None:
    """The other themes."""
    app = wizard(sample)
    app.theme = theme
    assert snap_compare(app, terminal_size=SMALL, run_before=keys("enter", "tab", "tab"))


def test_no_colour(snap_compare: Compare, sample: Path) -> None:
    """NO_COLOR: states, focus and errors can be told apart by symbols, words and reverse video."""
    finish(sample)
    change(sample, "etlclient.example.com", "etl.example.com")
    app = wizard(sample, colourless=True)
    assert snap_compare(app, terminal_size=SMALL, run_before=keys("enter", "tab"))


def test_ascii(snap_compare: Compare, sample: Path) -> None:
    """A terminal that knows only ASCII."""
    app = wizard(sample, ascii_only=True)
    assert snap_compare(app, terminal_size=SMALL, run_before=keys("enter", "tab", "tab", "enter"))


async def stand(pilot: Pilot[Any], name: str) -> None:
    """Stand on the first file of a plan whose name ends so."""
    from screens.planned import FileTable
    from screens.preview import PreviewScreen

    screen = pilot.app.screen
    assert isinstance(screen, PreviewScreen)
    assert screen.plan is not None
    paths = [change.artifact.path for change in screen.plan.writes]
    row = next(row for row, path in enumerate(paths) if path.endswith(name))
    screen.query_one(FileTable).move_cursor(row=row)
    await settled(pilot)
