"""Passphrases somebody typed, on their way from a dialog to the engine; kept in memory only."""

from collections.abc import Iterable

from pwxwizard.errors import RefusedError
from pwxwizard.plan import SecretNeed


class Passphrases:
    """What was typed, by purpose; the engine takes it from here while a worker runs."""

    def __init__(self) -> None:
        """Begin with nothing typed."""
        self._typed: dict[str, str] = {}

    def __repr__(self) -> str:
        """Return a form without any passphrase."""
        return f"Passphrases({len(self._typed)} typed)"

    def ask(self, purpose: str, new: bool) -> str:
        """Return what was typed for a purpose.

        Raises:
            RefusedError: it was not asked for before the work began.
        """
        if purpose not in self._typed:
            raise RefusedError(
                f"The {purpose} was not typed.",
                fix="Begin again, and type it when you are asked.",
            )
        return self._typed[purpose]

    def take(self, typed: dict[str, str]) -> None:
        """Remember what was typed."""
        self._typed.update(typed)

    def forget(self, needs: Iterable[SecretNeed]) -> None:
        """Forget what was typed for these, because it did not open what it should."""
        for need in needs:
            self._typed.pop(need.purpose, None)

    def forget_all(self) -> None:
        """Forget everything that was typed."""
        self._typed.clear()

    def missing(self, needs: Iterable[SecretNeed]) -> tuple[SecretNeed, ...]:
        """Return the secrets that somebody has to type and has not typed yet."""
        return tuple(need for need in needs if need.typed and need.purpose not in self._typed)
