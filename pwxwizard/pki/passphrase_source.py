"""A passphrase that opens nothing: what to do about it depends on where it came from."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace

from pwxwizard.errors import PwxError
from pwxwizard.finding import Finding
from pwxwizard.pki import rules


@contextmanager
def opening(source: str | None) -> Iterator[None]:
    """Let an error about a wrong passphrase name the source that it came from.

    Args:
        source: such as `file:PATH`; what was typed at a prompt has no other source.
    """
    try:
        yield
    except PwxError as error:
        error.fix = _corrected(error.fix, source)
        raise


def attributed(findings: Sequence[Finding], source: str | None) -> tuple[Finding, ...]:
    """Return findings; those about a wrong passphrase name the source that it came from."""
    return tuple(replace(one, fix=_corrected(one.fix, source)) for one in findings)


def _corrected(fix: str, source: str | None) -> str:
    """Return what to do; advice about typing is kept for what was typed."""
    if fix != rules.WRONG_PASSPHRASE.fix or not source or source.partition(":")[0] == "prompt":
        return fix
    return f"It came from {source}: correct it there."
