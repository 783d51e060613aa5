"""From plain TOML tables to typed data: all structural errors at once, each with its path."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

import cattrs
from cattrs.errors import ClassValidationError, IterableValidationError

T = TypeVar("T")

_NAMES = {bool: "yes or no (true, false)", int: "a whole number", str: "text in quotes"}


@dataclass(frozen=True, slots=True)
class StructureError:
    """One thing in the project file that has the wrong shape."""

    path: str
    """Dotted TOML path."""
    message: str


class _WrongTypeError(ValueError):
    """A scalar of another type than the answer's."""


def _converter() -> cattrs.Converter:
    converter = cattrs.Converter(detailed_validation=True)

    def scalar(value: object, wanted: type) -> object:
        if type(value) is not wanted:
            said = (
                f"{value!r}" if isinstance(value, str | int | float | bool) else "a table or list"
            )
            raise _WrongTypeError(f"{_NAMES[wanted]} is wanted here, not {said}.")
        return value

    for kind in _NAMES:
        converter.register_structure_hook(kind, scalar)

    def names(value: object, _: object) -> tuple[str, ...]:
        if not isinstance(value, list | tuple) or not all(isinstance(part, str) for part in value):
            raise _WrongTypeError('a list of texts is wanted here, such as ["one", "two"].')
        return tuple(value)

    converter.register_structure_hook_func(lambda kind: kind == tuple[str, ...], names)
    return converter


_CONVERTER = _converter()


@dataclass(frozen=True, slots=True)
class Structured(Generic[T]):
    """Typed data, or every reason why the tables have the wrong shape."""

    value: T | None
    errors: tuple[StructureError, ...] = ()


def structure(tables: object, kind: type[T], path: str = "") -> Structured[T]:
    """Turn plain tables, found at a dotted `path`, into a `kind`."""
    if not isinstance(tables, Mapping):
        return Structured(None, (StructureError(path, "A table is wanted here."),))
    try:
        return Structured(_CONVERTER.structure(tables, kind))
    except (ClassValidationError, IterableValidationError) as error:
        return Structured(None, tuple(_errors(error, path)))


def _errors(group: BaseExceptionGroup[Any], path: str) -> list[StructureError]:
    found: list[StructureError] = []
    for error in group.exceptions:
        place = path
        for note in getattr(error, "__notes__", ()):
            part = getattr(note, "name", getattr(note, "index", None))
            if part is not None:
                place = f"{path}[{part}]" if isinstance(part, int) else f"{path}.{part}"
        place = place.removeprefix(".")
        if isinstance(error, ClassValidationError | IterableValidationError):
            found.extend(_errors(error, place))
        elif isinstance(error, KeyError):
            found.append(StructureError(place, f"{error.args[0]!r} is missing."))
        elif isinstance(error, _WrongTypeError):
            found.append(StructureError(place, str(error)))
        else:
            found.append(StructureError(place, "A table is wanted here."))
    return found
