"""What the verbs share: the project argument, output as text or JSON, errors as sentences."""

import errno
import functools
import json
import os
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, ParamSpec

import click

from pwxwizard.cli.project_path import ProjectPath, only_project
from pwxwizard.errors import ApplyError, PwxError, RefusedError, UsageError
from pwxwizard.finding import (
    Finding,
    FindingRule,
    Severity,
    as_json,
    capitalised,
    folded,
    has_errors,
)

if TYPE_CHECKING:
    from pwxwizard.standing import Standing
    from pwxwizard.waivers import Waived

P = ParamSpec("P")

INTERRUPTED = 130
UNKNOWN = 3
"""What a monitoring plug-in ends with when it could not look."""


def verb(summary: str, example: str) -> Callable[[Callable[P, int | None]], click.Command]:
    """Make a command whose function returns the exit code, with an example in its help.

    Errors of the tool's own tree become sentences on standard error, or a JSON object with `--json`.
    """

    def decorate(function: Callable[P, int | None]) -> click.Command:
        @functools.wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> None:
            try:
                code = function(*args, **kwargs) or 0
                sys.stdout.flush()
            except PwxError as error:
                code = _told(error, kwargs)
            except OSError as error:
                if error.errno not in {errno.ENOSPC, errno.EIO} or error.filename is not None:
                    raise
                code = _unheard(error)
            except (KeyboardInterrupt, click.Abort):
                click.echo("Interrupted; nothing is half written.", err=True)
                code = INTERRUPTED
            sys.exit(code)

        help_text = f"{summary}\n\n\b\nExample:\n" + "\n".join(
            f"  {line}" for line in example.strip().splitlines()
        )
        return click.command(help=help_text)(run)

    return decorate


def _unheard(error: OSError) -> int:
    """Say that the output had no place, and keep the interpreter from trying it again."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    click.echo(f"pwxwizard: the output cannot be written: {error.strerror}.", err=True)
    click.echo("Make room, or send it somewhere else.", err=True)
    return ApplyError.exit_code


def _told(error: PwxError, options: Mapping[str, object]) -> int:
    if options.get("form") == "nagios":
        from pwxwizard.finding_formats import monitor_line  # noqa: PLC0415 - only on this way out

        click.echo(monitor_line("RUN", UNKNOWN, str(error)))
        return UNKNOWN
    return tell(error, as_json=bool(options.get("as_json")))


def tell(error: PwxError, *, as_json: bool) -> int:
    """Say what went wrong, where, and what to do; returns the exit code."""
    if as_json:
        said = {"message": error.message, "where": error.where, "fix": error.fix}
        emit({"schema": 1, "error": said, "exit_code": error.exit_code})
    place = f"{error.where}: " if error.where else ""
    click.echo(f"pwxwizard: {place}{error.message}", err=True)
    click.echo(error.fix, err=True)
    return error.exit_code


def emit(data: Mapping[str, Any]) -> None:
    """Print plain data as JSON; where no UTF-8 is printed, characters beyond ASCII are escaped."""
    click.echo(json.dumps(data, indent=2, sort_keys=False, ensure_ascii=not _prints_utf8()))


def _prints_utf8() -> bool:
    return (sys.stdout.encoding or "").lower() in {"utf-8", "utf8"}


def format_option(*forms: str) -> Callable[[Callable[..., Any]], Callable[..., Any]]:
    """Add `--format`, with text and these forms; the function gets it as `form`."""
    return click.option(
        "--format",
        "form",
        type=click.Choice(["text", *forms]),
        default="text",
        show_default=True,
        help="nagios: one line, and exit code 0 ok, 1 warning, 2 critical, 3 unknown.",
    )


findings_format = format_option("junit", "sarif", "nagios")


def report(findings: Sequence[Finding], form: str, suite: str) -> int | None:
    """Print findings in a form of other programs; returns the exit code, `None` for text."""
    if form == "text":
        return None
    from pwxwizard import __version__, finding_formats  # noqa: PLC0415 - only where asked for

    if form == "nagios":
        state, line = finding_formats.monitor_findings(findings)
        click.echo(line)
        return state
    if form == "junit":
        text = finding_formats.junit(findings, suite)
        if not _prints_utf8():
            text = text.encode("ascii", errors="xmlcharrefreplace").decode()
        click.echo(text, nl=False)
    else:
        emit(finding_formats.sarif(findings, __version__))
    return 1 if has_errors(findings) else 0


json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON instead of text.")


def _moment(_: click.Context, __: click.Parameter, text: str | None) -> datetime | None:
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        message = f"{text!r} is no date; write it as 2027-03-01 or 2027-03-01T12:00."
        raise click.BadParameter(message) from error
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


at_option = click.option(
    "--at", callback=_moment, help="Judge for this date instead of now, in UTC."
)


def project_argument(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the project as a positional argument or as --project; the function gets a `Path`."""

    @click.argument("project", required=False, type=ProjectPath())
    @click.option("--project", "named", type=ProjectPath(), help="The project file.")
    @functools.wraps(function)
    def run(*args: Any, project: Path | None, named: Path | None, **kwargs: Any) -> Any:
        if project and named:
            raise UsageError(
                "The project was named twice.", fix="Name it once, alone or with --project."
            )
        chosen = project or named or only_project()
        return function(*args, project=chosen, **kwargs)

    return run


def project_option(function: Callable[..., Any]) -> Callable[..., Any]:
    """Add the project as --project alone, for verbs whose arguments are something else."""

    @click.option("--project", "named", type=ProjectPath(), help="The project file.")
    @functools.wraps(function)
    def run(*args: Any, named: Path | None, **kwargs: Any) -> Any:
        return function(*args, project=named or only_project(), **kwargs)

    return run


def finding_json(finding: Finding) -> dict[str, Any]:
    """Return a finding as plain data."""
    return as_json(finding)


def rule_json(rule: FindingRule) -> dict[str, Any]:
    """Return an entry of a catalogue of findings as plain data."""
    return {**asdict(rule), "severity": rule.severity.value}


def show_findings(findings: tuple[Finding, ...], *, fold: bool = False) -> None:
    """Print findings, the worst first, each with what to do; fold those that say the same, if wished."""
    order = list(Severity)
    ranked = sorted(findings, key=lambda entry: order.index(entry.severity))
    for finding, *others in folded(ranked) if fold else ((one,) for one in ranked):
        place = f"{finding.where}: " if str(finding.where) else ""
        click.echo(f"{finding.severity.value:8}{finding.code}  {place}{finding.message}")
        for other in others:
            click.echo(f"                also {other.where}")
        if finding.fix:
            click.echo(f"                {finding.fix}")


def show_standing(standing: "Standing", notes: Sequence[str], *, err: bool = False) -> None:
    """Print notes on what is about to be written, then the errors that stand and what they hold back."""
    for note in notes:
        click.echo(f"note: {note}", err=err)
    for sentence in standing.sentences:
        click.echo(sentence, err=err)


def waived_json(waived: "tuple[Waived, ...]") -> list[dict[str, Any]]:
    """Return waived findings as plain data, each with its waiver."""
    return [{**finding_json(one.finding), "waiver": asdict(one.waiver)} for one in waived]


def show_waived(waived: "tuple[Waived, ...]") -> None:
    """Print waived findings, each with who answers for it, why and until when."""
    for one in waived:
        place = f"{one.finding.where}: " if str(one.finding.where) else ""
        click.echo(f"waived  {one.finding.code}  {place}{one.finding.message}")
        click.echo(
            f"                {one.waiver.owner}, until {one.waiver.until}: {one.waiver.reason}"
        )


def _aside(text: str) -> None:
    click.echo(text, err=True)


def ask(purpose: str, new: bool, say: Callable[[str], None] = _aside) -> str:
    """Ask for a secret on the terminal, twice when it is chosen now.

    Args:
        purpose: what it is for.
        new: it is chosen now, so that its strength is judged.
        say: says what speaks against what was typed.

    Raises:
        RefusedError: nobody is there to be asked.
    """
    if not sys.stdin.isatty():
        raise RefusedError(
            f"The {purpose} is needed, and nobody can be asked for it here.",
            fix="Let the project name another source: env:NAME, file:PATH or fd:NUMBER.",
        )
    what = capitalised(purpose)
    while True:
        secret = _hidden(what)
        if not secret:
            say("It is needed to go on; Ctrl+C gives it up.")
        elif not new or (_strong(secret, say) and _typed_again(secret, say)):
            return secret


def _hidden(what: str) -> str:
    typed: str = click.prompt(what, default="", show_default=False, hide_input=True)
    return typed


def _strong(secret: str, say: Callable[[str], None]) -> bool:
    """Say what speaks against a passphrase, and tell whether it can be used all the same."""
    from pwxwizard import pki  # noqa: PLC0415 - only needed when somebody is asked

    weak = pki.strength(secret)
    wrong = any(finding.severity is Severity.ERROR for finding in weak)
    for finding in weak:
        word = finding.severity.value.capitalize()
        say(f"{word}: {finding.message} {finding.fix}")
    if weak:
        say("It is not taken; type another one." if wrong else "It is taken all the same.")
    return not wrong


def _typed_again(secret: str, say: Callable[[str], None]) -> bool:
    """Let a secret that is chosen now be typed once more, and tell whether it is the same."""
    if _hidden("The same again") == secret:
        return True
    say("The two are not the same; type both again.")
    return False


def show_progress(done: int, total: int, what: str) -> None:
    """Tell on standard error what is being done, when somebody is looking."""
    if sys.stderr.isatty():
        click.echo(f"\r\033[K[{done}/{total}] {what}", err=True, nl=done >= total)
