"""Corrections of the vendor catalogues: the user's own, and whether any has its catalogue's form."""

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

from pwxwizard import locations
from pwxwizard.errors import UnreadableError
from pwxwizard.knowledge import Confidence
from pwxwizard.resources import toml
from pwxwizard.structure import StructureError

CATALOGUES = ("attls", "dbmover", "dtlrexe", "ibmi", "messages", "pki", "security-managers")
"""The catalogues that a project or a user may correct."""

_KINDS = {
    bool: "yes or no (true, false)",
    int: "a whole number",
    str: "text in quotes",
    list: "a list",
    dict: "a table",
}


def user_overrides() -> dict[str, Any]:
    """Return the overrides by catalogue, such as `dbmover`; each stands in a file of that name.

    Raises:
        UnreadableError: a file is not TOML, cannot be read, or has another form than its catalogue.
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
        wrong = misshapen({path.stem: found[path.stem]})
        if wrong:
            told = "; ".join(f"{one.path}: {one.message}" for one in wrong)
            raise UnreadableError(
                f"The catalogue override has another form than the catalogue: {told}",
                fix="Correct the file, or move it away.",
                where=str(path),
            )
    return found


def misshapen(overrides: Mapping[str, Any]) -> tuple[StructureError, ...]:
    """Return what about overrides, by catalogue, does not look like what they correct."""
    return tuple(_misshapen(overrides))


def _misshapen(overrides: Mapping[str, Any]) -> Iterator[StructureError]:
    for name, given in overrides.items():
        path = f"catalogue.{name}"
        if name not in CATALOGUES:
            known = ", ".join(CATALOGUES)
            yield StructureError(path, f"no such catalogue can be corrected; there are {known}.")
            continue
        wrong = tuple(_unlike(given, (toml(f"catalogue/{name}.toml"),), path))
        yield from wrong or (_unknown_causes(given, path) if name == "messages" else ())


def _unlike(given: object, known: tuple[object, ...], path: str) -> Iterator[StructureError]:
    """Yield where a value is of another kind than all the values that it has to be like."""
    kinds = {type(one) for one in known}
    if kinds and type(given) not in kinds:
        wanted = " or ".join(sorted(_KINDS.get(kind, kind.__name__) for kind in kinds))
        yield StructureError(path, f"{wanted} is wanted here, not {_said(given)}.")
    elif isinstance(given, list):
        parts = tuple(part for one in known if isinstance(one, list) for part in one)
        for number, part in enumerate(given):
            yield from _unlike(part, parts, f"{path}[{number}]")
    elif isinstance(given, Mapping):
        tables = [one for one in known if isinstance(one, Mapping)]
        for key, part in given.items():
            yield from _unlike(part, tuple(_like(tables, key)), f"{path}.{key}")
            if key == "confidence" and part not in set(Confidence):
                words = ", ".join(Confidence)
                yield StructureError(f"{path}.{key}", f"one of {words} is wanted here.")


def _like(tables: list[Mapping[str, Any]], key: str) -> Iterator[object]:
    """Yield what the value of a key has to be like: in a table of entries, every other entry."""
    for table in tables:
        if all(isinstance(entry, Mapping) for entry in table.values()):
            yield from table.values()
        elif key in table:
            yield table[key]


def _said(value: object) -> str:
    if isinstance(value, str | int | float):
        return repr(value)
    return _KINDS.get(type(value), "something else")


def _unknown_causes(tables: Mapping[str, Any], path: str) -> Iterator[StructureError]:
    from pwxwizard.trust.rules import RULES  # noqa: PLC0415 - only where messages are corrected

    for family, entries in tables.items():
        for code, entry in entries.items() if isinstance(entries, Mapping) else ():
            for cause in entry.get("causes", ()) if isinstance(entry, Mapping) else ():
                if cause not in RULES:
                    place = f"{path}.{family}.{code}.causes"
                    yield StructureError(place, f"{cause!r} is no reason of the trust matrix.")
