"""A plan that was saved to be applied later, read back."""

import json
from pathlib import Path
from typing import Any

from pwxwizard.errors import UsageError

SHOWN = ("path", "action", "why", "found", "becomes")
"""What every change of a saved plan says as text."""


def saved_plan(path: Path) -> dict[str, Any]:
    """Return a saved plan as plain data.

    Raises:
        UsageError: the file holds none.
    """
    document: Any = None
    try:
        document = json.loads(path.read_text(encoding="utf-8"))
        complete = document["schema"] == 1 and all(
            isinstance(document[key], kind)
            for key, kind in (("id", str), ("answers", str), ("inputs", dict), ("items", list))
        )
        complete = complete and all(
            isinstance(entry[key], str) for entry in document["changes"] for key in SHOWN
        )
    except (OSError, ValueError, KeyError, TypeError):
        complete = False
    if not complete:
        raise UsageError(
            "This is not a saved plan.", fix="Make one with plan --out.", where=str(path)
        )
    assert isinstance(document, dict)
    return document
