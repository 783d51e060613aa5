"""What the verbs about AT-TLS policies share: several files as one policy, and the z/OS release."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from pwxwizard.cli.inputs import read_inputs

if TYPE_CHECKING:
    from pwxwizard.attls import PolicyFile, PolicySet

DEFAULT_RELEASE = "2.5"


def _release(_: click.Context, __: click.Parameter, text: str) -> str:
    from pwxwizard.attls.grammar import RELEASES  # noqa: PLC0415 - the engine is loaded when it is used

    if text not in RELEASES:
        message = f"{text!r} is no z/OS release that is known; known are {', '.join(RELEASES)}."
        raise click.BadParameter(message)
    return text


release_option = click.option(
    "--release",
    default=DEFAULT_RELEASE,
    show_default=True,
    callback=_release,
    help="The z/OS release that the policy is for.",
)


def read_policy(names: Sequence[str]) -> "tuple[PolicyFile, ...]":
    """Read files as parts of one policy."""
    from pwxwizard import attls  # noqa: PLC0415 - the engine is loaded when it is used

    return tuple(attls.parse(data, name) for name, data in read_inputs(names))


def resolved(policy: "tuple[PolicyFile, ...]", release: str) -> "tuple[PolicySet, str]":
    """Return a policy resolved, and a warning if Policy Agent would refuse it; usually empty."""
    from pwxwizard import attls  # noqa: PLC0415 - the engine is loaded when it is used
    from pwxwizard.finding import counted  # noqa: PLC0415

    grammar = attls.Grammar.load()
    errors = [
        finding
        for finding in attls.check(policy, grammar, release=release)
        if finding.severity.value == "error"
    ]
    warning = ""
    if errors:
        warning = (
            f"Policy Agent refuses this policy: {counted(len(errors), 'error')}, the first at "
            f"{errors[0].where}. What follows holds once they are mended."
        )
    return attls.resolve(policy, grammar), warning
