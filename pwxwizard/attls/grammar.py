"""The grammar of AT-TLS policy as data: statements, attributes, values, defaults, releases."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import lru_cache
from typing import Any

from pwxwizard import resources
from pwxwizard.errors import UsageError
from pwxwizard.knowledge import Confidence, Provenance, merged

RELEASES = ("2.1", "2.2", "2.3", "2.4", "2.5", "3.1", "3.2")
"""The z/OS releases whose keywords and defaults are told apart, oldest first."""


def at_least(release: str, since: str) -> bool:
    """Tell whether a z/OS release such as `2.5` is `since` or later."""
    return _number(release) >= _number(since)


@lru_cache(maxsize=64)
def _number(release: str) -> tuple[int, ...]:
    return tuple(int(part) if part.isdigit() else 0 for part in release.split("."))


@dataclass(frozen=True, slots=True)
class AttributeRule:
    """What Policy Agent accepts for one attribute of a statement."""

    name: str
    """The keyword as the manual spells it."""
    kind: str
    """What the value is: keyword, number, text, address, ports, job, reference, block, ..."""
    statement: str
    """The statement that a block or a reference names, else empty."""
    values: tuple[str, ...]
    minimum: int
    maximum: int
    default: str
    """What holds if nothing is coded; empty where there is no default."""
    default_with_tls13: str
    """The default while TLSv1.3 is On, empty if it is the same."""
    repeat: str
    """What a second line does: `last`, `concat` or `many`."""
    required: bool
    since: str
    """First z/OS release that knows the keyword."""
    value_since: Mapping[str, str]
    """First release of single values, by value."""
    lengths: tuple[int, ...]
    """Permitted lengths of a mask."""
    provenance: Provenance

    def canonical(self, value: str) -> str:
        """Return a keyword value in the manual's spelling, or the value itself if unknown."""
        lowered = value.lower()
        return next((known for known in self.values if known.lower() == lowered), value)


@dataclass(frozen=True, slots=True)
class StatementRule:
    """What Policy Agent accepts as one statement."""

    name: str
    level: str
    """`top`, `inline`, `both`, or `line` for a statement without braces."""
    naming: str
    """`required`, `optional` or `none`."""
    since: str
    attributes: Mapping[str, AttributeRule]
    """By keyword in lower case."""
    provenance: Provenance


@dataclass(frozen=True, slots=True, eq=False)
class Grammar:
    """Every statement that may stand in a policy file; equal only to itself."""

    releases: tuple[str, ...]
    statements: Mapping[str, StatementRule]
    """By keyword in lower case."""

    @staticmethod
    def load(overrides: Mapping[str, object] | None = None) -> "Grammar":
        """Return the packaged grammar with a project's corrections laid over it.

        Raises `UsageError` for a correction that does not have the catalogue's form.
        """
        if not overrides:
            return _packaged()
        try:
            return _grammar(merged(_data(), overrides))
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise UsageError(
                f"An override of the AT-TLS catalogue does not have its form: {error}.",
                fix="Compare the overriding tables with assets/catalogue/attls.toml.",
            ) from error

    def statement(self, keyword: str) -> StatementRule | None:
        """Return the statement of that name, in whatever case, or `None`."""
        return self.statements.get(keyword.lower())

    def attribute(self, statement: str, keyword: str) -> AttributeRule | None:
        """Return an attribute of a statement, in whatever case, or `None`."""
        rule = self.statements.get(statement.lower())
        return None if rule is None else rule.attributes.get(keyword.lower())

    def default(self, statement: str, keyword: str) -> str:
        """Return an attribute's default, or nothing."""
        rule = self.attribute(statement, keyword)
        return "" if rule is None else rule.default


def suggestion(word: str, known: Iterable[str]) -> str:
    """Return the known word that looks most like one that is not, or nothing."""
    by_key = {name.lower(): name for name in known}
    close = get_close_matches(word.lower(), by_key, n=1, cutoff=0.7)
    return by_key[close[0]] if close else ""


def _data() -> dict[str, Any]:
    return resources.toml("catalogue/attls.toml")


@lru_cache(maxsize=1)
def _packaged() -> Grammar:
    return _grammar(_data())


def _grammar(data: Mapping[str, Any]) -> Grammar:
    statements = {
        name.lower(): _statement(name, table) for name, table in data["statement"].items()
    }
    return Grammar(tuple(data["releases"]), statements)


def _statement(name: str, table: Mapping[str, Any]) -> StatementRule:
    provenance = _provenance(table, Provenance("", Confidence.ASSUMED))
    since = str(table.get("since", RELEASES[0]))
    return StatementRule(
        name,
        table["level"],
        table["name"],
        since,
        {
            keyword.lower(): _attribute(keyword, entry, provenance, since)
            for keyword, entry in table.get("attribute", {}).items()
            if isinstance(entry, Mapping)
        },
        provenance,
    )


def _attribute(
    keyword: str, entry: Mapping[str, Any], inherited: Provenance, since: str
) -> AttributeRule:
    return AttributeRule(
        name=keyword,
        kind=entry["kind"],
        statement=entry.get("statement", ""),
        values=tuple(entry.get("values", ())),
        minimum=entry.get("min", 0),
        maximum=entry.get("max", 0),
        default=entry.get("default", ""),
        default_with_tls13=entry.get("default_with_tls13", ""),
        repeat=entry.get("repeat", "last"),
        required=entry.get("required", False),
        since=entry.get("since", since),
        value_since=dict(entry.get("value_since", {})),
        lengths=tuple(entry.get("lengths", ())),
        provenance=_provenance(entry, inherited),
    )


def _provenance(entry: Mapping[str, Any], inherited: Provenance) -> Provenance:
    return Provenance(
        entry.get("source", inherited.source),
        Confidence(entry.get("confidence", inherited.confidence)),
    )
