"""The user's own corrections of the vendor catalogues, which hold for every project."""

import tomllib
from typing import Any

from pwxwizard import locations
from pwxwizard.errors import UnreadableError


def user_overrides() -> dict[str, Any]:
    """Return the overrides by catalogue, such as `dbmover`; each stands in a file of that name.

    Raises:
        UnreadableError: a file is not TOML or cannot be read.
    """
    found: dict[str, Any] = {}
    try:
        files = sorted(locations.catalogue_folder().glob("*.toml"))
    except OSError:
        return found
    for path in files:
        try:
            found[path.stem] = tomllib.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError) as error:
            raise UnreadableError(
                f"The catalogue override cannot be read: {error}.",
                fix="Correct the file, or move it away.",
                where=str(path),
            ) from error
    return found
