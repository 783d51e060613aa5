"""Writing plain data as TOML text, with names and lists spelled as people write them."""

import json
import re
from collections.abc import Mapping
from datetime import date, time
from typing import Any

from pwxwizard.project import TablePath

_ROW = 88
"""Columns after which a list is written an entry a line."""
_BARE = re.compile(r"[A-Za-z0-9_-]+")


def key_text(key: str) -> str:
    """Return a key, quoted when TOML wants it so."""
    return key if _BARE.fullmatch(key) else string_text(key)


def string_text(value: str) -> str:
    """Return a text in double quotes."""
    # JSON escapes all that TOML wants escaped but DEL, and lone surrogates cannot be written.
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007F")


def value_text(value: object) -> str:
    """Return a value in one line.

    Raises:
        TypeError: TOML has no such value.
    """
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return string_text(value)
    if isinstance(value, int):
        return str(value)
    if isinstance(value, float):
        return repr(value) if "e" not in repr(value) else repr(value).replace("e+", "e")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return f"[{', '.join(map(value_text, value))}]"
    if isinstance(value, Mapping):
        if not value:
            return "{}"
        inside = ", ".join(f"{key_text(key)} = {value_text(part)}" for key, part in value.items())
        return f"{{ {inside} }}"
    raise TypeError(f"TOML has no value for a {type(value).__name__}.")


def statement_text(key: str, value: object) -> str:
    """Return `key = value` with its line end; a long list gets a line an entry."""
    line = f"{key_text(key)} = {value_text(value)}\n"
    if len(line) > _ROW and isinstance(value, list | tuple) and value:
        entries = "".join(f"    {value_text(entry)},\n" for entry in value)
        return f"{key_text(key)} = [\n{entries}]\n"
    return line


def is_tables(value: object) -> bool:
    """Tell whether a value is a list of tables, and not empty."""
    return (
        isinstance(value, list | tuple)
        and bool(value)
        and all(isinstance(entry, Mapping) for entry in value)
    )


def header_text(path: TablePath) -> str:
    """Return the header line of a table, or of one entry of an array of tables."""
    name = ".".join(key_text(part) for part in path if isinstance(part, str))
    return f"[[{name}]]\n" if isinstance(path[-1], int) else f"[{name}]\n"


def section_texts(
    path: TablePath, table: Mapping[str, Any], *, wanted: bool = True
) -> list[tuple[TablePath, str]]:
    """Return a table as sections: its own statements, then those of the tables inside it.

    Args:
        path: where the table stands.
        table: its content.
        wanted: it is written even when it has no statements of its own.
    """
    inner = {
        key: part for key, part in table.items() if isinstance(part, Mapping) or is_tables(part)
    }
    own = "".join(statement_text(key, part) for key, part in table.items() if key not in inner)
    sections = [(path, own)] if own or (wanted and not inner) or isinstance(path[-1], int) else []
    for key, part in inner.items():
        if isinstance(part, Mapping):
            sections += section_texts((*path, key), part)
        else:
            for index, entry in enumerate(part):
                sections += section_texts((*path, key, index), entry)
    return sections


def document_text(tables: Mapping[str, Any]) -> str:
    """Return whole tables as a TOML text."""
    inner = {
        key: part for key, part in tables.items() if isinstance(part, Mapping) or is_tables(part)
    }
    parts = ["".join(statement_text(key, part) for key, part in tables.items() if key not in inner)]
    for key, part in inner.items():
        entries = (
            [((key,), part)]
            if isinstance(part, Mapping)
            else [((key, index), entry) for index, entry in enumerate(part)]
        )
        for path, table in entries:
            parts += [header_text(place) + text for place, text in section_texts(path, table)]
    return "\n".join(part for part in parts if part)
