"""Answers that come without a screen: KEY=VALUE from arguments, a variable or a TOML file."""

import os
from collections.abc import Mapping
from typing import Any

from pwxwizard.errors import UsageError

VARIABLE = "PWXWIZARD_ANSWERS"
"""Holds answers for `set` and `new`, one KEY=VALUE a line."""


def from_environment() -> tuple[str, ...]:
    """Return the answers of the variable, one KEY=VALUE each; none when it is not set."""
    lines = os.environ.get(VARIABLE, "").splitlines()
    return tuple(line.strip() for line in lines if line.strip())


def from_tables(tables: Mapping[str, Any], path: str = "") -> tuple[str, ...]:
    """Return the answers of TOML tables as KEY=VALUE, tables joined by dots.

    Raises:
        UsageError: a value is of a kind that no answer has.
    """
    found: list[str] = []
    for name, value in tables.items():
        key = f"{path}.{name}" if path else name
        if isinstance(value, Mapping):
            found += from_tables(value, key)
        elif isinstance(value, bool):
            found.append(f"{key}={'yes' if value else 'no'}")
        elif isinstance(value, str | int):
            found.append(f"{key}={value}")
        elif isinstance(value, list) and all(isinstance(part, str) for part in value):
            found.append(f"{key}={', '.join(value)}")
        else:
            raise UsageError(
                "This is no answer: a text, a number, yes or no, or a list of texts is wanted.",
                fix="Machines and connections come from `new --from` or `estate import`.",
                where=key,
            )
    return tuple(found)
