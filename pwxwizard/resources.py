"""Reading the packaged data files under `assets`."""

import tomllib
from importlib.resources import files
from typing import Any


def text(name: str) -> str:
    """Return an asset's text; `name` is its path below `assets`, with slashes."""
    return files("assets").joinpath(*name.split("/")).read_text(encoding="utf-8")


def toml(name: str) -> dict[str, Any]:
    """Return a TOML asset as plain tables."""
    return tomllib.loads(text(name))
