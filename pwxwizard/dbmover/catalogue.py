"""The catalogue of DBMOVER statements: what is known of each, from where, and how surely."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache, cached_property
from typing import Any

from pwxwizard.errors import UsageError
from pwxwizard.knowledge import Confidence, Provenance, merged
from pwxwizard.resources import toml

PLATFORMS = ("zos", "linux", "unix", "windows", "ibmi")
"""Platforms that have a DBMOVER file."""
LUW = ("linux", "unix", "windows")
"""Linux, UNIX and Windows: the platforms that open secure connections."""


class Shape(StrEnum):
    """What a statement's value looks like."""

    LIST = "list"
    """Positions in parentheses."""
    KEYWORDS = "keywords"
    """`KEYWORD=value` parts in parentheses."""
    FLAG = "flag"
    """Y or N."""
    VALUE = "value"
    """One text."""
    ANY = "any"
    """Not looked at."""


class Kind(StrEnum):
    """What a part of a statement holds."""

    NAME = "name"
    WORD = "word"
    PORT = "port"
    NUMBER = "number"
    HOST = "host"
    PATH = "path"
    HIDDEN = "secret"


@dataclass(frozen=True, slots=True)
class Part:
    """One position or keyword of a statement."""

    name: str
    kind: Kind
    provenance: Provenance
    position: int = 0
    """First position is 1; 0 for a part that is named by its keyword."""
    required: bool = False
    maximum: int = 0
    """Most characters; 0 means that no limit is known."""
    values: tuple[str, ...] = ()
    """The words allowed; empty where any will do."""
    platforms: tuple[str, ...] = PLATFORMS


@dataclass(frozen=True, slots=True)
class StatementRule:
    """What is known of one statement."""

    keyword: str
    shape: Shape
    provenance: Provenance
    about: str = ""
    once: bool = False
    """It may stand in a file once; of several, the last is taken to count."""
    platforms: tuple[str, ...] = PLATFORMS
    default: str = ""
    """Value that holds where the statement is absent; empty where none is known."""
    parts: Mapping[str, Part] = field(default_factory=dict)

    @property
    def last_position(self) -> int:
        """Return the number of positions."""
        return max((part.position for part in self.parts.values()), default=0)

    def at(self, position: int) -> Part | None:
        """Return the part at a position, or `None` where none is known."""
        for part in self.parts.values():
            if part.position == position:
                return part
        return None


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that this tool writes where sources differ or are silent."""

    name: str
    value: str
    allowed: tuple[str, ...]
    about: str
    check: str
    """What to look up in the manual to settle it."""
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Limit:
    """What a platform's file can hold."""

    columns: int
    """Columns for text; 0 means that no limit is known."""
    encoding: str
    """Encoding every character must have a code in; empty where there is none."""
    provenance: Provenance


@dataclass(frozen=True)
class Catalogue:
    """A typed view of the catalogue of DBMOVER statements."""

    statements: Mapping[str, StatementRule]
    names: Mapping[str, Provenance]
    """Statements known by name only."""
    choices: Mapping[str, Choice]
    limits: Mapping[str, Limit]
    secret_keywords: frozenset[str]
    secret_endings: tuple[str, ...]
    weak_parts: frozenset[str]
    """Parts of an OpenSSL suite name that make it weak, in upper case."""
    weak_names: frozenset[str]
    """Whole OpenSSL suite names that are weak, in upper case."""
    cipher_suites: frozenset[str]
    """OpenSSL's names of suites up to TLS 1.2, those of former releases among them."""
    cipher_classes: frozenset[str]
    """Words of a cipher list that stand for several suites."""

    @staticmethod
    def load(overrides: Mapping[str, object] | None = None, release: str = "") -> "Catalogue":
        """Return the packaged catalogue with a release's and then the user's entries laid over it.

        Raises `UsageError` for an override that does not have the catalogue's form.
        """
        if not overrides and not release:
            return _packaged()
        return _typed(_packaged_tables(), overrides or {}, release)

    @cached_property
    def keywords(self) -> frozenset[str]:
        """Return every statement name, in upper case."""
        return frozenset(self.statements) | frozenset(self.names)

    @cached_property
    def cipher_spellings(self) -> Mapping[str, str]:
        """Return every name of a suite or a class by its upper case."""
        return {name.upper(): name for name in (*self.cipher_classes, *self.cipher_suites)}

    @property
    def self_signed(self) -> tuple[str, ...]:
        """Return the spellings of the self-signed switch, the one that is written first."""
        choice = self.choices["self_signed_statement"]
        return (choice.value, *[name for name in choice.allowed if name != choice.value])

    def is_secret(self, keyword: str) -> bool:
        """Tell whether a keyword's value is a secret, by name or by the name's ending."""
        upper = keyword.upper()
        return upper in self.secret_keywords or upper.endswith(self.secret_endings)

    def nearest(self, keyword: str) -> tuple[str, ...]:
        """Return the statements that a name differs from by one letter."""
        return nearest(keyword.upper(), self._shortened)

    @cached_property
    def _shortened(self) -> Mapping[str, tuple[str, ...]]:
        return shortened(self.keywords)


def shortened(names: "frozenset[str] | tuple[str, ...]") -> dict[str, tuple[str, ...]]:
    """Return names by each text that remains of them when at most one letter is left out."""
    index: dict[str, tuple[str, ...]] = {}
    for name in sorted(names):
        for short in _short(name):
            index[short] = (*index.get(short, ()), name)
    return index


def nearest(name: str, index: Mapping[str, tuple[str, ...]]) -> tuple[str, ...]:
    """Return the names that are one letter away: changed, left out, added or two swapped."""
    found = dict.fromkeys(near for short in _short(name) for near in index.get(short, ()))
    return tuple(found)


def _short(name: str) -> Iterator[str]:
    yield name
    yield from dict.fromkeys(name[:at] + name[at + 1 :] for at in range(len(name)))


@cache
def _packaged_tables() -> dict[str, Any]:
    return toml("catalogue/dbmover.toml")


@cache
def _packaged() -> Catalogue:
    return _typed(_packaged_tables(), {}, "")


def _typed(tables: dict[str, Any], overrides: Mapping[str, object], release: str) -> Catalogue:
    """Return the catalogue of tables, with a release's entries and then overrides laid over."""
    laid = merged(tables, overrides)
    laid = merged(laid, laid.get("release", {}).get(release, {}))
    laid = merged(laid, overrides)
    try:
        names = {
            keyword.upper(): _provenance(group)
            for group in laid["names"].values()
            for keyword in group["keywords"]
        }
        statements = {
            keyword.upper(): _statement(keyword.upper(), table)
            for keyword, table in laid["statement"].items()
        }
        return Catalogue(
            statements=statements,
            names={name: known for name, known in names.items() if name not in statements},
            choices={name: _choice(name, table) for name, table in laid["choice"].items()},
            limits={name: _limit(table) for name, table in laid["limit"].items()},
            secret_keywords=_upper(laid["secret"]["keywords"]),
            secret_endings=tuple(sorted(_upper(laid["secret"]["endings"]))),
            weak_parts=_upper(laid["weak_ciphers"]["parts"]),
            weak_names=_upper(laid["weak_ciphers_sha1"]["names"]),
            cipher_suites=frozenset(
                [*laid["openssl_suites"]["names"], *laid["openssl_former_suites"]["names"]]
            ),
            cipher_classes=frozenset(laid["openssl_classes"]["names"]),
        )
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise UsageError(
            f"An override of the DBMOVER catalogue does not have its form: {error}.",
            fix="Compare the overriding tables with assets/catalogue/dbmover.toml.",
        ) from error


def _upper(names: list[str]) -> frozenset[str]:
    return frozenset(name.upper() for name in names)


def _provenance(table: Mapping[str, Any]) -> Provenance:
    return Provenance(str(table.get("source", "")), Confidence(table.get("confidence", "assumed")))


def _part(name: str, table: Mapping[str, Any]) -> Part:
    return Part(
        name=name,
        kind=Kind(table["kind"]),
        provenance=_provenance(table),
        position=int(table.get("position", 0)),
        required=bool(table.get("required", False)),
        maximum=int(table.get("maximum", 0)),
        values=tuple(table.get("values", ())),
        platforms=tuple(table.get("platforms", PLATFORMS)),
    )


def _statement(keyword: str, table: Mapping[str, Any]) -> StatementRule:
    return StatementRule(
        keyword=keyword,
        shape=Shape(table["shape"]),
        provenance=_provenance(table),
        about=str(table.get("about", "")),
        once=table.get("repeat") == "once",
        platforms=tuple(table.get("platforms", PLATFORMS)),
        default=str(table.get("default", "")),
        parts={name: _part(name, part) for name, part in table.get("part", {}).items()},
    )


def _choice(name: str, table: Mapping[str, Any]) -> Choice:
    value = str(table["value"])
    return Choice(
        name=name,
        value=value,
        allowed=tuple(table["allowed"]),
        about=str(table["about"]),
        check=str(table["check"]),
        provenance=_provenance(table),
    )


def _limit(table: Mapping[str, Any]) -> Limit:
    return Limit(int(table["columns"]), str(table["encoding"]), _provenance(table))
