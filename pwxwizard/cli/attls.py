"""`pwxwizard attls`: AT-TLS policies by themselves, without a project."""

from typing import TYPE_CHECKING

import click

from pwxwizard.cli.attls_questions import effective, match, pasearch, shadows
from pwxwizard.cli.common import (
    emit,
    finding_json,
    findings_format,
    json_option,
    report,
    show_findings,
    verb,
)
from pwxwizard.cli.inputs import file_argument, files_argument, group, read_input, write_bytes
from pwxwizard.cli.policies import read_policy, release_option

if TYPE_CHECKING:
    from pwxwizard.finding import Finding


@verb(
    "Report every finding about a policy, as Policy Agent of the release would treat it. Several "
    "files are read as one policy.",
    "pwxwizard attls check pagent_ttls.conf --release 3.1\n"
    "pwxwizard attls check main.conf extra.conf --json",
)
@files_argument
@release_option
@json_option
@findings_format
def check(files: tuple[str, ...], release: str, as_json: bool, form: str) -> int:
    """Print the findings; exit code 1 when one is an error."""
    from pwxwizard import attls as engine  # noqa: PLC0415 - the engine is loaded when it is used
    from pwxwizard.finding import has_errors  # noqa: PLC0415

    policy = read_policy(files)
    findings = engine.check(policy, engine.Grammar.load(), release=release)
    if (code := report(findings, form, "attls")) is not None:
        return code
    if as_json:
        emit(
            {
                "schema": 1,
                "release": release,
                "statements": engine.counts(policy),
                "findings": [finding_json(finding) for finding in findings],
            }
        )
    else:
        show_findings(findings)
        click.echo(_verdict(findings, release))
    return 1 if has_errors(findings) else 0


def _verdict(findings: "tuple[Finding, ...]", release: str) -> str:
    from pwxwizard.finding import counted  # noqa: PLC0415 - the engine is loaded when it is used

    errors = sum(finding.severity.value == "error" for finding in findings)
    if errors:
        return (
            f"Policy Agent of z/OS {release} installs nothing of this: {counted(errors, 'error')}."
        )
    if findings:
        return f"Policy Agent of z/OS {release} installs this policy; see above what it does."
    return "Nothing was found."


@verb(
    "Write a policy, taken apart and put together again, to standard output: the same bytes.",
    "pwxwizard attls render pagent_ttls.conf",
)
@file_argument
def render(file: str) -> None:
    """Write the file's bytes."""
    from pwxwizard import attls as engine  # noqa: PLC0415 - the engine is loaded when it is used

    write_bytes(engine.parse(read_input(file), file).render())


@verb(
    "Write a policy in a uniform layout, with the same meaning, to standard output. One whose braces "
    "do not pair is written as it is.",
    "pwxwizard attls format pagent_ttls.conf",
)
@file_argument
def lay_out(file: str) -> None:
    """Write the policy laid out anew."""
    from pwxwizard import attls as engine  # noqa: PLC0415 - the engine is loaded when it is used

    write_bytes(engine.pretty(engine.parse(read_input(file), file), engine.Grammar.load()))


@verb(
    "Write a policy without the statements that this tool added, to standard output.",
    "pwxwizard attls undo pagent_ttls.conf",
)
@file_argument
def undo(file: str) -> None:
    """Write the bytes as they were."""
    from pwxwizard import attls as engine  # noqa: PLC0415 - the engine is loaded when it is used

    write_bytes(engine.undo(read_input(file)))


command = group(
    "Check AT-TLS policies, tell which rule a connection gets, and take policies apart; without a "
    "project.",
    {
        "check": check,
        "effective": effective,
        "match": match,
        "shadows": shadows,
        "pasearch": pasearch,
        "format": lay_out,
        "render": render,
        "undo": undo,
    },
)
