"""Which form of PKCS #12 a target reads, by its platform and release, and how well that is known."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from pwxwizard import resources
from pwxwizard.errors import UsageError
from pwxwizard.knowledge import Confidence, Provenance, merged
from pwxwizard.pki.stores import Pkcs12Form


@dataclass(frozen=True, slots=True)
class FormChoice:
    """The form of PKCS #12 for a target, and why."""

    platform: str
    release: str
    """Empty when it is not known."""
    form: Pkcs12Form
    reason: str
    by_release: str
    """What is known of this very release, as a sentence."""
    trial: str
    """How somebody finds out at the target whether it reads the modern form."""
    provenance: Provenance


def pkcs12_form(
    platform: str, release: str = "", overrides: Mapping[str, Any] | None = None
) -> FormChoice:
    """Return which form a target reads.

    Args:
        platform: `zos`, `ibmi`, `linux`, `unix` or `windows`.
        release: the target's release, such as `3.1` or `7.4`; empty when it is not known.
        overrides: corrections of the catalogue `pki`, by a project or its user.

    Raises:
        UsageError: another platform.
    """
    table = _table(overrides)
    if platform not in table:
        raise UsageError(
            f"{platform} is not a platform.", fix=f"Choose one of: {', '.join(sorted(table))}."
        )
    entry = table[platform]
    since = str(entry.get("modern_from", ""))
    reads = bool(since and release) and _number(release) >= _number(since)
    modern = entry["form"] == "modern" or reads
    return FormChoice(
        platform,
        release,
        Pkcs12Form.MODERN if modern else Pkcs12Form.LEGACY,
        str(entry["reason"]),
        _by_release(release, since, every=entry["form"] == "modern"),
        str(entry["trial"]),
        Provenance(entry["source"], Confidence(entry["confidence"])),
    )


def pkcs12_forms(overrides: Mapping[str, Any] | None = None) -> Iterator[FormChoice]:
    """Yield the choice for every platform and each of its releases that the catalogue names."""
    for platform, entry in _table(overrides).items():
        for release in entry["releases"] or ("",):
            yield pkcs12_form(platform, release, overrides)


def _table(overrides: Mapping[str, Any] | None) -> Mapping[str, Any]:
    catalogue = merged(resources.toml("catalogue/pki.toml"), overrides or {})
    table: Mapping[str, Any] = catalogue["pkcs12"]
    return table


def _by_release(release: str, since: str, *, every: bool) -> str:
    if every:
        return "Every release reads the modern form."
    if not since:
        named = f"release {release}" if release else "a release"
        return (
            f"Whether {named} reads the modern form depends on its maintenance and is not published "
            "anywhere that is known here."
        )
    if not release:
        return f"The modern form is read from release {since} on; the release is not answered."
    known = "reads" if _number(release) >= _number(since) else "does not read"
    return f"Release {release} {known} the modern form, which is read from {since} on."


def _number(release: str) -> tuple[int, ...]:
    return tuple(int(part) for part in re.findall(r"[0-9]+", release))
