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

    @property
    def said(self) -> str:
        """Return what the word means, in a few others."""
        return _SAID[self]

    @property
    def marked(self) -> str:
        """Return the word; one that asks for a look into a manual says so."""
        return f"{self}; {self.said}" if self is Confidence.ASSUMED else str(self)


_SAID = {
    Confidence.DOCUMENTED: "read in a manual or standard",
    Confidence.DISPLAYED: "seen on a running system",
    Confidence.ASSUMED: "not confirmed by a manual, compare it with yours",
    Confidence.OVERRIDDEN: "set by this project",
}


@dataclass(frozen=True, slots=True)
class Provenance:
    """Source and confidence of one catalogue entry."""

    source: str
    confidence: Confidence

    def __str__(self) -> str:
        """Return the source, and how far it can be trusted."""
        return f"{self.source} ({self.confidence.marked})"


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
