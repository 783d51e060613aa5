"""Starting the wizard: on the screen where there is one that can show it, otherwise line by line."""

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, Protocol

import click

from pwxwizard.cli.common import ask
from pwxwizard.errors import UsageError
from pwxwizard.terminal import terminal

HEADLESS = "status, check, plan, apply, rehearse and review --text"

plain_option: Callable[[Callable[..., Any]], Callable[..., Any]] = click.option(
    "--plain", is_flag=True, help="Ask line by line: for screen readers and simple terminals."
)


class Show(Protocol):
    """Opens the screens; given by the composition root, because only that knows them."""

    def __call__(self, project: Path | None, *, read_only: bool, ascii_only: bool) -> int:
        """Open the wizard on a project, or on its first screen; returns the exit code."""
        ...


def start(project: Path | None, *, read_only: bool = False, plain: bool = False) -> int:
    """Open the wizard and return its exit code.

    Raises:
        UsageError: there is no terminal, and plain mode was not asked for.
    """
    interactive = sys.stdin.isatty() and sys.stdout.isatty()
    facts = terminal(os.environ, sys.stdout.encoding or "ascii", interactive=interactive)
    if plain:
        return _talk(project, read_only=read_only)
    if not facts.interactive:
        raise UsageError(
            "The wizard needs a terminal, and this is none.",
            fix=f"Use the verbs without a screen: {HEADLESS}.",
        )
    if facts.dumb or facts.screen_reader:
        why = (
            "a screen reader is named"
            if facts.screen_reader
            else f"TERM is {facts.kind or 'empty'}"
        )
        click.echo(f"The wizard asks line by line, because {why}.", err=True)
        return _talk(project, read_only=read_only)
    if facts.ascii_only:
        click.echo(
            f"The terminal's encoding is {facts.encoding}, so the wizard draws in plain ASCII. "
            "Set LC_ALL to a UTF-8 locale for lines and symbols.",
            err=True,
        )
    show: Show = click.get_current_context().find_root().obj
    return show(project, read_only=read_only, ascii_only=facts.ascii_only)


class _Lines:
    """Standard input and output, a line at a time."""

    def say(self, text: str = "") -> None:
        """Say a line."""
        click.echo(text)

    def ask(self, prompt: str) -> str | None:
        """Ask for a line; `None` at the end of the input."""
        click.echo(prompt, nl=False)
        line = sys.stdin.readline()
        if not sys.stdin.isatty():
            click.echo()
        return line.rstrip("\r\n") if line else None


def _talk(project: Path | None, *, read_only: bool) -> int:
    from pwxwizard import machine, store  # noqa: PLC0415 - the engine is loaded when it is used
    from pwxwizard.plain import Plain  # noqa: PLC0415
    from pwxwizard.review import Review  # noqa: PLC0415
    from pwxwizard.session import Session  # noqa: PLC0415

    lines = _Lines()
    if project is None:
        typed = (lines.ask("Project file to open or to begin: ") or "").strip()
        if not typed:
            return 0
        project = Path(typed)
        if not project.exists():
            store.create(project, project.stem)
            lines.say(f"Began {project}.")
    if read_only:
        return Plain(Review(project, machine.world(project.parent, ask)), lines).run()
    with Session.open(project, ask) as session:
        return Plain(session, lines).run()
