"""Where a vendor fact comes from and how far it can be trusted; overridable catalogue data."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any


class Confidence(StrEnum):
    """How a catalogue entry is known."""

    DOCUMENTED = "documented"
    """Read in the vendor's manual or another public source."""
    DISPLAYED = "displayed"
    """Seen in the output or files of a running system."""
    ASSUMED = "assumed"
    """Remembered only; never shown as documented, flagged where it reaches an artifact."""
    OVERRIDDEN = "overridden"
    """Set by the project or the user, who has the manual at hand."""


@dataclass(frozen=True, slots=True)
class Provenance:
    """Source and confidence of one catalogue entry."""

    source: str
    confidence: Confidence


def merged(catalogue: Mapping[str, Any], overrides: Mapping[str, Any]) -> dict[str, Any]:
    """Return the catalogue with overriding entries laid over it, table by table.

    Every table that an override touches gets `confidence = "overridden"`, unless the override
    names a confidence itself, so that the change stays visible wherever the entry acts.
    """
    result = dict(catalogue)
    for key, value in overrides.items():
        present = result.get(key)
        if isinstance(value, Mapping) and isinstance(present, Mapping):
            result[key] = merged(present, value)
            touched = any(not isinstance(part, Mapping) for part in value.values())
            if touched and "confidence" not in value:
                result[key]["confidence"] = Confidence.OVERRIDDEN.value
        else:
            result[key] = value
    return result
