"""The words of the trade, and what each means."""

from dataclasses import dataclass

from pwxwizard import resources


@dataclass(frozen=True, slots=True)
class Entry:
    """One word of the glossary."""

    word: str
    meaning: str
    source: str
    """Where the meaning is from; empty for what the tool itself calls so."""


def entries() -> tuple[Entry, ...]:
    """Return the glossary, sorted by its words."""
    tables = resources.toml("glossary.toml")["entry"]
    found = (Entry(one["word"], one["meaning"], one.get("source", "")) for one in tables)
    return tuple(sorted(found, key=lambda entry: entry.word.lower()))
