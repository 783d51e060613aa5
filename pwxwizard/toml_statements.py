"""Editing the statements of one table in place, in whatever style they are written."""

import copy
import functools
import tomllib
from collections.abc import Mapping
from typing import Any

from pwxwizard.project import TablePath
from pwxwizard.toml_lines import lines
from pwxwizard.toml_text import statement_text, value_text


@functools.lru_cache(512)
def parsed(body: str) -> Mapping[str, Any]:
    """Return statements as tables, which nobody may change."""
    return tomllib.loads(body) if body else {}


def same(one: object, other: object) -> bool:
    """Compare as TOML does: `true` is not 1."""
    return one == other and repr(one) == repr(other)


def has(tables: object, path: TablePath) -> bool:
    """Tell whether something stands at a path."""
    try:
        at(tables, path)
    except (KeyError, IndexError, TypeError):
        return False
    return True


def at(place: Any, path: TablePath) -> Any:
    """Return what stands at a path; raises `LookupError` or `TypeError` when nothing does."""
    for part in path:
        place = place[part]
    return place


def with_value(body: str, path: TablePath, value: object) -> str:
    """Return statements in which a path has a value."""
    wanted = copy.deepcopy(dict(parsed(body)))
    place: Any = wanted
    for part in path[:-1]:
        if isinstance(place, dict) and part not in place:
            place[part] = {}
        place = place[part]
    place[path[-1]] = _plain(value)
    return _rewritten(body, path, wanted, value)


def without(body: str, path: TablePath) -> str:
    """Return statements in which a path has gone."""
    wanted = copy.deepcopy(dict(parsed(body)))
    del at(wanted, path[:-1])[path[-1]]
    return _rewritten(body, path, wanted, None)


def _plain(value: object) -> object:
    if isinstance(value, Mapping):
        return {key: _plain(part) for key, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value


def _rewritten(body: str, path: TablePath, wanted: Mapping[str, Any], value: object) -> str:
    """Edit statements in place; where the style of writing does not allow it, anew for one key."""
    import tomlkit  # noqa: PLC0415 - 40 ms that reading a project does not need
    from tomlkit.exceptions import TOMLKitError  # noqa: PLC0415 - the same

    if body and not body.endswith("\n"):
        body += "\n"
    try:
        document: Any = tomlkit.parse(body)
        place = at(document, path[:-1])
        if value is None:
            del place[path[-1]]
        else:
            place[path[-1]] = tomlkit.value(value_text(value))
        text = str(document.as_string())
        if same(tomllib.loads(text), wanted) and len(lines(text).headers) == 1:
            return text
    except (TOMLKitError, tomllib.TOMLDecodeError, KeyError, IndexError, TypeError, AttributeError):
        # Some forms, such as keys of a dotted table inside a list, are beyond an edit in place.
        pass
    document = tomlkit.parse(body)
    key = str(path[0])
    document.remove(key)
    text = str(document.as_string())
    if text and not text.endswith("\n"):
        text += "\n"
    return text + statement_text(key, wanted[key]) if key in wanted else text
