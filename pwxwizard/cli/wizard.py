"""Starting the wizard: on the screen where there is one that can show it, otherwise line by line."""

import functools
import os
import shutil
import sys
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Protocol

import click

from pwxwizard.cli.common import ask
from pwxwizard.cli.parting import parted
from pwxwizard.errors import UsageError
from pwxwizard.question import NO_TEXT, is_text
from pwxwizard.self_check import Checked, terminal_entries
from pwxwizard.terminal import terminal

HEADLESS = "status, check, plan, apply, rehearse and review --text"


@dataclass(frozen=True, slots=True)
class Manner:
    """How the wizard is to talk."""

    plain: bool
    """Line by line."""
    mouse: bool
    """The terminal is asked to report the mouse."""
    ascii_only: bool
    """Nothing but ASCII is drawn, whatever the terminal could show."""


def wizard_options(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add --plain, --ascii and --no-mouse; the function gets a `Manner`."""

    @click.option(
        "--plain", is_flag=True, help="Ask line by line: for screen readers and simple terminals."
    )
    @click.option(
        "--ascii",
        "ascii_only",
        is_flag=True,
        help="Draw with ASCII alone: for fonts that lack more.",
    )
    @click.option(
        "--no-mouse", is_flag=True, help="Leave the mouse to the terminal, for marking and copying."
    )
    @functools.wraps(function)
    def run(*args: Any, plain: bool, ascii_only: bool, no_mouse: bool, **kwargs: Any) -> Any:
        manner = Manner(plain, not no_mouse, ascii_only)
        return function(*args, manner=manner, **kwargs)

    return run


class Show(Protocol):
    """Opens the screens; given by the composition root, because only that knows them."""

    def __call__(
        self,
        project: Path | None,
        *,
        read_only: bool,
        mouse: bool,
        checked: Checked,
        introduction: str,
    ) -> int:
        """Open the wizard on a project, or on its first screen; returns the exit code.

        The introduction is said first, unless it is empty.
        """
        ...


def start(
    project: Path | None, manner: Manner, *, read_only: bool = False, introduction: str = ""
) -> int:
    """Open the wizard, say an introduction if there is one, and return the exit code.

    Raises:
        UsageError: there is no terminal, and plain mode was not asked for.
    """
    interactive = sys.stdin.isatty() and sys.stdout.isatty()
    facts = terminal(os.environ, sys.stdout.encoding or "ascii", interactive=interactive)
    if manner.ascii_only:
        facts = replace(facts, ascii_asked=True)
    if manner.plain:
        return _talk(project, read_only=read_only, introduction=introduction)
    if not facts.interactive:
        raise UsageError(
            "The wizard needs a terminal, and this is none.",
            fix=f"Use the verbs without a screen: {HEADLESS}.",
        )
    if why := facts.line_by_line:
        click.echo(f"The wizard asks line by line, because {why}.", err=True)
        return _talk(project, read_only=read_only, introduction=introduction)
    # Exported, as xterm's `resize` does, they would stand for a size the terminal no longer has.
    for name in ("COLUMNS", "LINES"):
        os.environ.pop(name, None)
    size = shutil.get_terminal_size()
    checked = Checked(facts, terminal_entries(facts, os.environ, size, mouse=manner.mouse))
    show: Show = click.get_current_context().find_root().obj
    return show(
        project,
        read_only=read_only,
        mouse=manner.mouse,
        checked=checked,
        introduction=introduction,
    )


class Lines:
    """Standard input and output, a line at a time."""

    def say(self, text: str = "") -> None:
        """Say a line; on a terminal it is parted between words where it is too long."""
        click.echo(parted(text))

    def show(self, text: str) -> None:
        """Show lines that are to be copied as they are."""
        click.echo(text)

    def ask(self, prompt: str) -> str | None:
        """Ask for a line of text, until it is one; `None` at the end of the input."""
        while True:
            click.echo(parted(prompt), nl=False)
            line = sys.stdin.readline()
            if not sys.stdin.isatty():
                click.echo()
            if is_text(line):
                return line.rstrip("\r\n") if line else None
            self.say(NO_TEXT)


def _talk(project: Path | None, *, read_only: bool, introduction: str) -> int:
    from pwxwizard import machine, store  # noqa: PLC0415 - the engine is loaded when it is used
    from pwxwizard.plain import GivenUpError, Plain  # noqa: PLC0415
    from pwxwizard.review import Review  # noqa: PLC0415
    from pwxwizard.session import Session  # noqa: PLC0415

    lines = Lines()

    def asked(purpose: str, new: bool) -> str:
        # Ctrl+C gives up what the passphrase is for, not the whole conversation
        try:
            return ask(purpose, new, lines.say)
        except (click.Abort, KeyboardInterrupt) as stop:
            raise GivenUpError from stop

    if introduction:
        lines.say(introduction)
    if project is None:
        typed = (lines.ask("Project file to open or to begin (Enter leaves): ") or "").strip()
        if not typed:
            return 0
        project = Path(typed)
        if not project.exists():
            store.create(project, project.stem)
            lines.say(f"Began {project}.")
    if read_only:
        return Plain(Review(project, machine.world(project.parent, asked)), lines).run()
    with Session.open(project, asked) as session:
        return Plain(session, lines).run()
