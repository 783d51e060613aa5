"""The exception tree: every error says what happened, where, and what to do."""

from collections.abc import Iterator
from contextlib import contextmanager


class PwxError(Exception):
    """A problem that stops a verb; shown as sentences, never as a trace.

    `exit_code` is the process exit code of design rule "stable exit codes": 2 usage, 3 project
    unreadable, 4 refused, 5 failed and undone.
    """

    exit_code = 5

    def __init__(self, message: str, *, fix: str, where: str = "") -> None:
        """Keep what happened (`message`), what to do about it (`fix`) and where it happened."""
        super().__init__(message)
        self.message = message
        self.fix = fix
        self.where = where
        self.suspect = ""
        """What the secret is for that may be wrong, where the work came to one that did not fit."""

    def __str__(self) -> str:
        """Return the place, the message and the fix as one line of text."""
        place = f"{self.where}: " if self.where else ""
        return f"{place}{self.message} {self.fix}"


class UsageError(PwxError):
    """The command was given something it cannot work with."""

    exit_code = 2


class UnreadableError(PwxError):
    """An input that must be understood as a whole (a key, a certificate, a project) is not."""

    exit_code = 3


class RefusedError(PwxError):
    """The tool declines on purpose: stale plan, locked project, read-only, a key at stake."""

    exit_code = 4


class ApplyError(PwxError):
    """Writing failed; everything that was touched has been put back."""

    exit_code = 5


@contextmanager
def suspecting(purpose: str) -> Iterator[None]:
    """Name the secret that has to be given again when what is opened with it cannot be opened."""
    try:
        yield
    except PwxError as error:
        error.suspect = error.suspect or purpose
        raise
