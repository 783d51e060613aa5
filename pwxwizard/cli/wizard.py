"""Starting the wizard: only on a terminal that can show it, and in characters it can show."""

import os
import sys
from pathlib import Path
from typing import Protocol

import click

from pwxwizard.errors import UsageError
from pwxwizard.terminal import terminal


class Show(Protocol):
    """Opens the screens; given by the composition root, because only that knows them."""

    def __call__(self, project: Path | None, *, read_only: bool, ascii_only: bool) -> int:
        """Open the wizard on a project, or on its first screen; returns the exit code."""
        ...


HEADLESS = "status, check, plan, apply, rehearse and review --text"


def start(project: Path | None, *, read_only: bool = False) -> int:
    """Open the wizard and return its exit code.

    Raises:
        UsageError: there is no terminal, or it cannot move its cursor.
    """
    interactive = sys.stdin.isatty() and sys.stdout.isatty()
    facts = terminal(os.environ, sys.stdout.encoding or "ascii", interactive=interactive)
    if not facts.interactive:
        raise UsageError(
            "The wizard needs a terminal, and this is none.",
            fix=f"Use the verbs without a screen: {HEADLESS}.",
        )
    if facts.dumb:
        raise UsageError(
            f"The wizard cannot draw on a terminal of the kind TERM={facts.kind or '(empty)'}.",
            fix=f"Set TERM to what the terminal is, or use: {HEADLESS}.",
        )
    if facts.ascii_only:
        click.echo(
            f"This terminal's encoding is {facts.encoding}, so the wizard draws in plain ASCII. "
            "Set LC_ALL to a UTF-8 locale for lines and symbols.",
            err=True,
        )
    show: Show = click.get_current_context().find_root().obj
    return show(project, read_only=read_only, ascii_only=facts.ascii_only)
