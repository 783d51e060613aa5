"""Jobs: one step a command, so that the job stops at the first that fails."""

import re
from collections.abc import Iterator

from pwxwizard.errors import UsageError
from pwxwizard.zos.commands import Command, Where
from pwxwizard.zos.lines import quoted, tso_lines

JCL_WIDTH = 71
_MOST_STEPS = 255
_DELIMITERS = ("@@", "##", "$$", "%%", "!!", "??", "==", "::")


def jcl(
    name: str,
    commands: tuple[Command, ...],
    *,
    title: str = "POWEREXCHANGE TLS",
    comments: tuple[str, ...] = (),
) -> str:
    """Return a job that runs the commands in order and stops at the first that fails.

    Each command has a step of its own, because a TSO step ends with the return code of its last
    command only. No step but the first runs after a return code other than 0.

    Args:
        name: job name, up to 8 characters.
        commands: TSO and ACF commands; those for the console are left to people.
        title: the programmer's name field, up to 20 characters.
        comments: lines of comment after the JOB statement.

    Raises:
        UsageError: the name is no job name, or there are more commands than a job has steps.
    """
    if not re.fullmatch(r"[A-Z@#$][A-Z0-9@#$]{0,7}", name):
        raise UsageError(f"{name!r} is no job name.", fix="Use up to 8 of A-Z, 0-9, @, # and $.")
    steps = [command for command in commands if command.where in {Where.TSO, Where.ACF}]
    if len(steps) > _MOST_STEPS:
        raise UsageError("A job has 255 steps at most.", fix="Split the commands into two jobs.")
    lines = [
        f"//{name:<8} JOB (ACCT),{quoted(title[:20])},CLASS=A,MSGCLASS=H,",
        "//         NOTIFY=&SYSUID",
        "//*",
        *(f"//* {part}" for comment in comments for part in wrapped(comment, JCL_WIDTH - 4)),
        "//*",
    ]
    for number, command in enumerate(steps, 1):
        lines += _step(number, command)
    lines.append("//")
    return "".join(line + "\n" for line in lines)


def _step(number: int, command: Command) -> Iterator[str]:
    data = _data(command)
    delimiter = next(mark for mark in _DELIMITERS if not any(d.startswith(mark) for d in data))
    for part in wrapped(command.about, JCL_WIDTH - 4):
        yield f"//* {part}"
    condition = "" if number == 1 else ",COND=(0,LT)"
    yield f"//S{number:03d}     EXEC PGM=IKJEFT01,REGION=0M{condition}"
    yield "//SYSTSPRT DD SYSOUT=*"
    yield f"//SYSTSIN  DD DATA,DLM='{delimiter}'"
    yield from data
    yield delimiter


def _data(command: Command) -> tuple[str, ...]:
    lines = tso_lines(command.text)
    if command.where is Where.TSO:
        return lines
    return ("ACF", command.setting, *lines, "END") if command.setting else ("ACF", *lines, "END")


def wrapped(text: str, width: int) -> tuple[str, ...]:
    """Return a text as lines of at most `width` columns; a longer word is cut."""
    lines: list[str] = []
    line = ""
    for word in text.split():
        rest = word
        while len(rest) > width:
            if line:
                lines.append(line)
                line = ""
            lines.append(rest[:width])
            rest = rest[width:]
        if line and len(line) + 1 + len(rest) > width:
            lines.append(line)
            line = rest
        else:
            line = f"{line} {rest}" if line else rest
    return (*lines, line) if line else tuple(lines)
