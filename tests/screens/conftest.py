"""What screen tests stand on: a still screen, a wizard on the sample estate, and keys pressed."""

from asyncio import BaseEventLoop, Future, get_running_loop, sleep
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from time import monotonic
from typing import Any

import pytest
from rich.segment import Segment
from rich.style import Style
from textual.app import App
from textual.constants import MAX_FPS
from textual.events import Key
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widgets import Button, Input
from textual.worker import Worker

from pwxwizard import machine
from pwxwizard.recent import Recent
from pwxwizard.review import Review
from pwxwizard.self_check import Checked
from pwxwizard.session import Session
from pwxwizard.terminal import Terminal
from screens import opening, work
from screens.app import PwxWizardApp
from screens.passphrases import Passphrases
from tests.conftest import FastKeys, FixedClock

KEY_NAMES = {
    " ": "space",
    "=": "equals_sign",
    ",": "comma",
    ".": "full_stop",
    "-": "minus",
    "/": "slash",
    ":": "colon",
    "_": "underscore",
    "?": "question_mark",
}
PATIENCE = 10.0
"""Seconds after which a worker that has not ended counts as one that never does."""
QUIET = 3
"""Rounds of the event loop with nothing to do that make a still screen."""
SOON = 2.5 / MAX_FPS
"""Seconds: a timer that goes off sooner belongs to what is under way.

A screen draws by a timer with one round for each frame; on a busy machine that skips a round.
"""
IN_THREADS: set[Future[Any]] = set()
"""What the event loop waits for while a thread does it, such as Markdown being read."""
CHARACTERS = {name: letter for letter, name in KEY_NAMES.items()}


@pytest.fixture(autouse=True)
def still_screen(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Leave nothing on the screen that depends on the moment or the shell."""
    monkeypatch.setattr(Input, "_toggle_cursor", lambda _self: None)
    monkeypatch.setattr(Button, "_start_active_affect", lambda _self: None)  # spelled so in Textual
    monkeypatch.delenv("NO_COLOR", raising=False)
    monkeypatch.setattr(work, "SETTLE", 0.01)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))

    submit = BaseEventLoop.run_in_executor

    def seen(loop: BaseEventLoop, *given: Any) -> Future[Any]:
        future = submit(loop, *given)
        IN_THREADS.add(future)
        future.add_done_callback(IN_THREADS.discard)
        return future

    IN_THREADS.clear()
    monkeypatch.setattr(BaseEventLoop, "run_in_executor", seen)

    real = Session.open

    def still(path: Path, ask: Callable[[str, bool], str] | None = None) -> Session:
        session = real(path, ask)
        session.world = replace(session.world, clock=FixedClock(), keys=FastKeys())
        return session

    monkeypatch.setattr(Session, "open", still)


@pytest.fixture
def snap_compare(
    snap_compare: Callable[..., bool], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., bool]:
    """Compare pictures by what can be seen."""
    bare = Strip.discard_meta
    monkeypatch.setattr(Strip, "discard_meta", lambda strip: plain(bare(strip)))
    return snap_compare


def plain(strip: Strip) -> Strip:
    """Return a line of a picture whose blanks have a background alone, as they look.

    How a table came about decides what else they have, and where the line is split.
    """
    parts: list[Segment] = []
    for text, style, _ in strip:
        if style is None or style.reverse or style.underline:
            parts.append(Segment(text, style))
            continue
        under, seen = Style(bgcolor=style.bgcolor), text.strip(" ")
        before, after = text.split(seen) if seen else (text, "")
        parts += (Segment(before, under), Segment(seen, style), Segment(after, under))
    return Strip([part for part in parts if part.text], strip.cell_length).simplify()


def wizard(
    path: Path | None,
    *,
    ascii_only: bool = False,
    colourless: bool = False,
    recent: tuple[Recent, ...] = (),
) -> PwxWizardApp:
    """Return the wizard working on a project, or on its first screen."""
    passphrases = Passphrases()
    session = opening.session(path, passphrases) if path else None
    facts = Terminal(
        interactive=True,
        encoding="utf-8",
        kind="xterm-256color",
        ascii_asked=ascii_only,
        no_colour_asked=colourless,
    )
    checked = Checked(facts, ()) if ascii_only or colourless else None
    return PwxWizardApp(session, passphrases=passphrases, checked=checked, recent=recent)


def reviewer(path: Path) -> PwxWizardApp:
    """Return the wizard looking at a project."""
    return PwxWizardApp(looked_at(path))


def looked_at(path: Path) -> Review:
    """Open a project read-only."""
    return Review(path, replace(machine.world(path.parent, Passphrases().ask), clock=FixedClock()))


async def settled(pilot: Pilot[Any]) -> None:
    """Wait until nothing is under way, but not for what has no end, such as a watch over folders.

    Textual's own wait takes a process that is given no time by a busy machine for one that is idle.
    Asked is the event loop itself: nothing to do, no timer about to go off, no worker at work.
    """
    loop: Any = get_running_loop()
    end = monotonic() + PATIENCE
    quiet = 0
    while quiet < QUIET and monotonic() < end:
        await sleep(0)
        if loop._ready:
            quiet = 0
        elif IN_THREADS or _about_to_go_off(loop) or any(map(_under_way, pilot.app.workers)):
            quiet = 0
            await sleep(0.002)
        else:
            quiet += 1


async def until(pilot: Pilot[Any], seen: Callable[[], bool]) -> None:
    """Wait until something can be seen while other things are still under way."""
    end = monotonic() + PATIENCE
    while not seen():
        assert monotonic() < end, text_of(pilot.app)
        await sleep(0.002)


def _about_to_go_off(loop: Any) -> bool:
    soon = loop.time() + SOON
    return any(timer.when() < soon for timer in loop._scheduled if not timer.cancelled())


def _under_way(worker: Worker[Any]) -> bool:
    return worker.name != "_loader" and not worker.is_finished


def strike(app: App[Any], *keys: str) -> None:
    """Press keys as fast as they come, without waiting for what follows."""
    driver = app._driver
    assert driver is not None
    for key in keys:
        name = KEY_NAMES.get(key, key)
        driver.send_message(Key(name, CHARACTERS.get(name, key if len(key) == 1 else None)))


async def press(pilot: Pilot[Any], *keys: str) -> None:
    """Press keys, and wait for what follows from each."""
    for key in keys:
        strike(pilot.app, key)
        await settled(pilot)


async def write(pilot: Pilot[Any], text: str) -> None:
    """Type a text into the focused line."""
    strike(pilot.app, *text)
    await settled(pilot)


def shows(app: App[Any], kind: type) -> bool:
    """Tell whether a screen of this kind is shown."""
    return isinstance(app.screen, kind)


def change(path: Path, old: str, new: str) -> None:
    """Change a text file, as somebody else would."""
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def text_of(app: App[Any]) -> str:
    """Return what is on the screen as plain lines."""
    strips = app.screen._compositor.render_strips()
    return "\n".join("".join(segment.text for segment in strip).rstrip() for strip in strips)


def finish(path: Path) -> None:
    """Write everything that the sample estate's plan holds."""
    with Session.open(path) as session:
        session.apply(session.survey().plan)
