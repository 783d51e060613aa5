"""The formats of a report: one HTML page that needs nothing else, Markdown, and JSON."""

import json
from collections.abc import Mapping
from dataclasses import asdict, fields, is_dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from pwxwizard.errors import UsageError
from pwxwizard.report.content import SCHEMA, Report
from pwxwizard.report.picture import SIGNS, pictures
from pwxwizard.resources import text

if TYPE_CHECKING:
    from jinja2 import Environment

T = TypeVar("T")

FORMATS = ("html", "markdown", "json")

MARK = "pwxwizard report"
"""Stands at the beginning of every report, so that one is told from another file."""

_SUFFIXES = {
    ".html": "html",
    ".htm": "html",
    ".md": "markdown",
    ".markdown": "markdown",
    ".json": "json",
}

_TURNING = (*range(0x202A, 0x202F), *range(0x2066, 0x206A))
"""Characters that turn the direction of writing, so that a text would read as another."""

_VISIBLE = dict.fromkeys((*range(32), *range(127, 160), *_TURNING), "\N{REPLACEMENT CHARACTER}") | {
    ord("\t"): " ",
    ord("\n"): " ",
    ord("\r"): " ",
    0xFFFE: "\N{REPLACEMENT CHARACTER}",
    0xFFFF: "\N{REPLACEMENT CHARACTER}",
}


def format_of(path: Path) -> str:
    """Return the format that a file's suffix asks for.

    Raises:
        UsageError: it asks for none that there is.
    """
    known = _SUFFIXES.get(path.suffix.lower())
    if known is None:
        raise UsageError(
            f"The ending of {path.name!r} says nothing about the format of a report.",
            fix="Name a file that ends in .html, .md or .json.",
        )
    return known


def rendered(report: Report, form: str) -> bytes:
    """Return a report as a file's content; `form` is one of `FORMATS`.

    The same content gives the same bytes. No character of it can leave the place it stands in:
    everything is escaped for the format, and control characters are replaced.
    """
    report = _clean(report)
    if form == "json":
        data = {"schema": SCHEMA, "document": MARK, **asdict(report)}
        return (json.dumps(data, indent=1, ensure_ascii=False) + "\n").encode()
    template = _environment().get_template("report.html.j2" if form == "html" else "report.md.j2")
    drawn = pictures(report.connections) if form == "html" else ()
    page = template.render(report=report, pictures=drawn, signs=SIGNS, mark=MARK)
    return (page.rstrip("\n") + "\n").encode()


def _clean(value: T) -> T:
    """Return content without characters that no page may hold."""
    cleaned: Any = value
    if isinstance(value, str):
        cleaned = value.translate(_VISIBLE).encode("utf-8", "replace").decode()
    elif isinstance(value, tuple):
        cleaned = tuple(_clean(part) for part in value)
    elif is_dataclass(value) and not isinstance(value, type):
        cleaned = replace(
            value, **{one.name: _clean(getattr(value, one.name)) for one in fields(value)}
        )
    return cleaned  # type: ignore[no-any-return]


_MARKDOWN: Mapping[int, str] = {ord(sign): f"\\{sign}" for sign in "\\`*_[]|#~!"} | {
    ord("<"): "&lt;",
    ord(">"): "&gt;",
    ord("&"): "&amp;",
}


def _markdown(value: object) -> str:
    """Return a value as Markdown text that means nothing but itself, also in a table."""
    return str(value).translate(_MARKDOWN)


@cache
def _environment() -> "Environment":
    from jinja2 import DictLoader, Environment, StrictUndefined, select_autoescape  # noqa: PLC0415 - slow to load

    names = ("report.html.j2", "report.md.j2", "report.css")
    environment = Environment(
        loader=DictLoader({name: text(f"templates/report/{name}") for name in names}),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=select_autoescape(("html.j2",), default=False),
    )
    environment.filters["md"] = _markdown
    return environment
