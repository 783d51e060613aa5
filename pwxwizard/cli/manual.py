"""`pwxwizard manual`: the manual page, built from the same text as every verb's help."""

from collections.abc import Iterator

import click

from pwxwizard import __version__
from pwxwizard.cli.answers import VARIABLE
from pwxwizard.cli.common import verb

_ENVIRONMENT = {
    VARIABLE: "Answers for set and new, one KEY=VALUE a line.",
    "PWXWIZARD_PLAIN": "Ask line by line, as --plain does; ACCESSIBLE does the same.",
    "PWXWIZARD_ASCII": "Draw with ASCII alone, as --ascii does.",
    "PWXWIZARD_TRACE": "Show the trace of a fault of the program.",
    "NO_COLOR": "Draw without colours.",
}


@verb(
    "Print the manual page, in the language of man: every verb with its options and examples.",
    "pwxwizard manual > pwxwizard.1",
)
def command() -> int:
    """Print the page."""
    root = click.get_current_context().find_root().command
    assert isinstance(root, click.Group)
    click.echo("\n".join(_page(root)))
    return 0


def _page(root: click.Group) -> Iterator[str]:
    yield f'.TH PWXWIZARD 1 "" "pwxwizard {__version__}" "User Commands"'
    yield ".SH NAME"
    yield r"pwxwizard \- bring TLS to an Informatica PowerExchange network"
    yield ".SH SYNOPSIS"
    yield r".B pwxwizard"
    yield r"[\fIPROJECT\fR | \fIVERB\fR [\fIOPTION\fR ...] [\fIARGUMENT\fR ...]]"
    yield ".SH DESCRIPTION"
    yield from _prose(root.help or "")
    yield ".SH VERBS"
    context = click.Context(root, info_name="pwxwizard")
    for name in root.list_commands(context):
        part = root.get_command(context, name)
        assert part is not None
        yield from _verb(part, click.Context(part, context, info_name=name))
    yield ".SH EXIT STATUS"
    yield from _prose((root.epilog or "").removeprefix("\b\n"))
    yield ".SH ENVIRONMENT"
    for name, meaning in _ENVIRONMENT.items():
        yield from (".TP", f".B {name}", _escaped(meaning))


def _verb(part: click.Command, context: click.Context) -> Iterator[str]:
    yield f".SS {_escaped(context.command_path.removeprefix('pwxwizard '))}"
    usage = " ".join(part.collect_usage_pieces(context))
    yield from (".B " + _escaped(context.command_path), _escaped(usage))
    yield ".PP"
    yield from _prose(part.help or "")
    for parameter in part.get_params(context):
        record = parameter.get_help_record(context)
        if record and "--help" not in parameter.opts:
            yield from (".TP", f".B {_escaped(record[0])}", _escaped(record[1]))
    if isinstance(part, click.Group):
        for name in part.list_commands(context):
            inner = part.get_command(context, name)
            assert inner is not None
            yield from _verb(inner, click.Context(inner, context, info_name=name))


def _prose(text: str) -> Iterator[str]:
    """Yield paragraphs; what stands behind a backspace keeps its lines."""
    for paragraph in text.split("\n\n"):
        kept = paragraph.startswith("\b")
        body = [_escaped(line.rstrip()) for line in paragraph.removeprefix("\b").splitlines()]
        body = [line for line in body if line]
        if kept:
            yield from (".PP", ".nf", *body, ".fi")
        else:
            yield from (".PP", *(line.strip() for line in body))


def _escaped(text: str) -> str:
    """Return text that roff prints as it is."""
    text = text.replace("\\", r"\e").replace("-", r"\-")
    return rf"\&{text}" if text.startswith((".", "'")) else text
