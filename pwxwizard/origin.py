"""What a line of a preview comes from, as data and in words."""

from dataclasses import dataclass

from pwxwizard.knowledge import Confidence

_KINDS = {
    "answer": "Your answer",
    "default": "Default, you gave no answer",
    "name": "Name",
    "catalogue": "Catalogue",
    "file": "File",
    "program": "Program",
}
_KNOWN = {one.value: one.said for one in Confidence} | {"unknown": "nothing is known of it"}
"""How a catalogue entry is known, in words."""


@dataclass(frozen=True, slots=True)
class Origin:
    """One thing that a line of a preview comes from."""

    kind: str
    """`answer`, `default`, `name`, `catalogue`, `file` or `program`."""
    what: str
    """The question's label, the catalogue entry, or the file, in words."""
    value: str = ""
    source: str = ""
    """The manual or standard behind it, or where a default comes from."""
    confidence: str = ""
    """How a catalogue entry is known: documented, displayed, assumed, overridden or unknown."""
    item: str = ""
    """The item to go to in order to change it; empty where no answer does."""
    key: str = ""
    place: str = ""
    """The item in words, with its step; empty where there is none."""

    def __str__(self) -> str:
        """Return one or two sentences that need no other knowledge."""
        value = f" = {self.value}" if self.value else ""
        place = f", for {self.place}" if self.place else ""
        known = f" ({_KNOWN[self.confidence]})" if self.confidence else ""
        behind = "Reason" if self.kind == "default" else "Source"
        source = f" {behind}: {self.source}." if self.source not in {"", "remembered"} else ""
        return f"{_KINDS[self.kind]}: {self.what}{value}{place}{known}.{source}"
