"""What verbs about files share: reading a file or standard input, writing bytes, groups of verbs."""

import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from pwxwizard.errors import UnreadableError, UsageError

STANDARD_INPUT = "-"
LARGEST = 8 * 1024 * 1024
"""Octets of the largest file that is taken apart; those that are meant are far from it."""


def read_input(name: str) -> bytes:
    """Return the content of a file, or of standard input for `-`.

    Raises:
        UsageError: there is no such file, or it is none.
        UnreadableError: it cannot be read, or is too large to be what it should be.
    """
    if name == STANDARD_INPUT:
        data = sys.stdin.buffer.read(LARGEST + 1)
    else:
        from pwxwizard.machine import FolderReader  # noqa: PLC0415 - loaded when it is used

        found = FolderReader(Path()).look(name)
        if found.state == "unreadable":
            raise UnreadableError(
                f"The file cannot be read: {found.reason}.",
                fix="Check the path and its permissions.",
                where=name,
            )
        if found.state != "file":
            raise UsageError(_NO_FILE[found.state], fix="Name a file, or `-` for standard input.",
                             where=name)  # fmt: skip
        data = found.data
    if len(data) > LARGEST:
        raise UnreadableError(
            f"This is larger than {LARGEST // 1024 // 1024} MiB.",
            fix="Check the name: no certificates, policy or configuration are that large.",
            where=name,
        )
    return data


_NO_FILE = {
    "absent": "There is no such file.",
    "folder": "This is a folder.",
    "link": "This link leads nowhere.",
    "special": "This is no regular file.",
}


def read_inputs(names: Sequence[str]) -> tuple[tuple[str, bytes], ...]:
    """Return names and contents of several files; each may be named once.

    Raises:
        UsageError: one is named twice, is not there or is no file.
        UnreadableError: one cannot be read, or is too large.
    """
    twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    if twice:
        raise UsageError("This was named twice.", fix="Name each file once.", where=twice[0])
    return tuple((name, read_input(name)) for name in names)


def write_bytes(data: bytes) -> None:
    """Write bytes to standard output as they are."""
    sys.stdout.buffer.write(data)
    sys.stdout.buffer.flush()


def group(summary: str, verbs: Mapping[str, click.Command]) -> click.Group:
    """Make a verb of verbs; its help has the first example of each."""
    examples = []
    for name, command in verbs.items():
        _, _, rest = (command.help or "").partition("Example:\n")
        examples += rest.splitlines()[:1]
        command.name = name
    help_text = f"{summary}\n\n\b\nExamples:\n" + "\n".join(examples)
    return click.Group(help=help_text, commands=dict(verbs))


files_argument = click.argument("files", nargs=-1, required=True, metavar="FILE...")
file_argument = click.argument("file", metavar="FILE")
