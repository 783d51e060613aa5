"""`pwxwizard cert checks`: every check and every claimed rule of path validation."""

from typing import TYPE_CHECKING

import click

from pwxwizard.cli.common import emit, json_option, rule_json, verb

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pwxwizard.finding import FindingRule


@verb(
    "List every check of certificates and files, every rule of path validation that is claimed, and "
    "what is not claimed.",
    "pwxwizard cert checks --json",
)
@json_option
def checks(as_json: bool) -> int:
    """Print the catalogue."""
    from pwxwizard import pki  # noqa: PLC0415 - the engine is loaded when it is used

    if as_json:
        emit(
            {
                "schema": 1,
                "checks": [rule_json(rule) for rule in pki.LINT_RULES],
                "validation": [rule_json(rule) for rule in pki.VALIDATION_RULES],
                "not_claimed": list(pki.NOT_CLAIMED),
            }
        )
    else:
        click.echo(reference(), nl=False)
    return 0


def reference() -> str:
    """Return the catalogue as the help's page, in Markdown."""
    from pwxwizard import pki  # noqa: PLC0415 - the engine is loaded when it is used

    count = len(pki.LINT_RULES)
    aim = "for an internal CA, for PowerExchange, and for the platform it goes to"
    parts = [
        "# What is checked about certificates\n",
        f"{count} checks judge a certificate, or the file it is in, by itself: {aim}.\n",
        "## Checks\n",
        *_entries(pki.LINT_RULES),
        "## Path validation: the rules that are claimed\n",
        "A certificate is trusted when a path to a trusted CA breaks none of these rules of RFC 5280.\n",
        *_entries(pki.VALIDATION_RULES),
        "## Path validation: what is not claimed\n",
        "\n".join(f"- {sentence}" for sentence in pki.NOT_CLAIMED) + "\n",
    ]
    return "\n".join(parts)


def _entries(rules: "Sequence[FindingRule]") -> list[str]:
    return [
        f"**{rule.code}** ({rule.severity.value}) {rule.title}. {rule.why} {rule.fix} "
        f"*{rule.source}*\n"
        for rule in rules
    ]
