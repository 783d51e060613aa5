"""Packages whose modules are loaded when something of them is asked for."""

from collections.abc import Callable, Mapping
from importlib import import_module
from types import MappingProxyType


def deferred(package: str, parts: Mapping[str, tuple[str, ...]]) -> Callable[[str], object]:
    """Return what a package has to define as its `__getattr__`.

    Args:
        package: its name.
        parts: the names that each of its modules has to offer; no module may have the name of
            something offered, because loading it would put the module in that place.
    """
    homes = MappingProxyType({name: module for module, names in parts.items() for name in names})
    assert not homes.keys() & parts.keys()

    def found(name: str) -> object:
        if name not in homes:
            raise AttributeError(f"module {package!r} has no attribute {name!r}")
        return getattr(import_module(f"{package}.{homes[name]}"), name)

    return found
