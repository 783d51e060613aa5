"""`pwxwizard cert checks` and `forms`: what is checked and claimed, and which form a target reads."""

from typing import TYPE_CHECKING

import click

from pwxwizard.cli.cert_files import PLATFORMS
from pwxwizard.cli.common import emit, json_option, rule_json, verb
from pwxwizard.errors import UsageError

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


@verb(
    "Explain which form of PKCS #12 is written for a platform and each of its releases, why, how well "
    "that is known, and how to find out at the target.",
    "pwxwizard cert forms --platform zos --release 3.1\npwxwizard cert forms --json",
)
@click.option("--platform", type=click.Choice(PLATFORMS), help="Only this platform.")
@click.option("--release", default="", help="Only this release of the platform, such as 3.1.")
@json_option
def forms(platform: str | None, release: str, as_json: bool) -> int:
    """Print the choices."""
    from pwxwizard import pki  # noqa: PLC0415 - the engine is loaded when it is used
    from pwxwizard.overrides import user_overrides  # noqa: PLC0415

    own = user_overrides().get("pki")
    if release and platform is None:
        raise UsageError("A release belongs to a platform.", fix="Give --platform, too.")
    if platform is not None and release:
        found = [pki.pkcs12_form(platform, release, own)]
    else:
        found = [one for one in pki.pkcs12_forms(own) if platform in {None, one.platform}]
    if as_json:
        rows = [
            {
                "platform": one.platform,
                "release": one.release,
                "form": one.form.value,
                "reason": one.reason,
                "by_release": one.by_release,
                "trial": one.trial,
                "source": one.provenance.source,
                "confidence": one.provenance.confidence.value,
            }
            for one in found
        ]
        emit({"schema": 1, "forms": rows})
        return 0
    for one in found:
        click.echo(f"{one.platform} {one.release}".rstrip() + f": {one.form.value}")
        for line in (one.reason, one.by_release, f"To find out: {one.trial}"):
            click.echo(f"  {line}")
        click.echo(f"  {one.provenance}")
    return 0
