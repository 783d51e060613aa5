"""What a conversation needs: saying, showing, asking, and a way to give up."""

from typing import Protocol


class GivenUpError(Exception):
    """Somebody was asked for a passphrase, and gave up what needs it."""


class Talk(Protocol):
    """Saying and asking, a line at a time."""

    def say(self, text: str = "") -> None:
        """Say a line, which may be parted between words."""
        ...

    def show(self, text: str) -> None:
        """Show lines that are to be copied as they are, such as a command."""
        ...

    def ask(self, prompt: str) -> str | None:
        """Ask for a line; `None` when nobody will answer any more."""
        ...


def number(word: str, most: int) -> int | None:
    """Return the number from 1 to `most` that somebody typed; `None` if it is none of them."""
    fits = word.isdecimal() and len(word) <= len(str(most)) and 1 <= int(word) <= most
    return int(word) if fits else None
