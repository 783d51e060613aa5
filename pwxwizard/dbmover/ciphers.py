"""What OpenSSL takes of a cipher list, by the names in the catalogue."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from pwxwizard.dbmover.catalogue import Catalogue
from pwxwizard.resources import toml

_SEPARATORS = re.compile(r"[:, ;]+")
_COMMAND = re.compile(r"@(STRENGTH|SECLEVEL=[0-5])")


@dataclass(frozen=True, slots=True)
class CipherList:
    """The words of a cipher list, by what OpenSSL makes of them."""

    words: tuple[str, ...]
    """All of them, in order."""
    suites: tuple[str, ...]
    """The single suites that it adds, by OpenSSL's own names."""
    empty: bool
    """No word adds a suite or class that any OpenSSL knows, so that OpenSSL refuses the list."""
    unknown: tuple[str, ...]
    """Words that every OpenSSL leaves out."""
    newer: tuple[str, ...]
    """Words that only newer releases know: standard names, and names in another case."""


def cipher_list(value: str, catalogue: Catalogue) -> CipherList:
    """Return what OpenSSL makes of a cipher list; quotes and parentheses around it do not count."""
    words = tuple(word for word in _SEPARATORS.split(value.strip('()"')) if word)
    added: list[tuple[str, ...]] = []
    unknown: list[str] = []
    newer: list[str] = []
    for word in words:
        if word[0] == "@":
            if not _COMMAND.fullmatch(word):
                unknown.append(word)
            continue
        parts = tuple(word.lstrip("!+-").partition("@")[0].split("+"))
        names = tuple(_own_name(part, catalogue) for part in parts)
        if not all(names):
            unknown.append(word)
            continue
        if names != parts:
            newer.append(word)
        if word[0] not in "!+-":
            added.append(names)
    single = (names[0] for names in added if len(names) == 1)
    suites = tuple(name for name in single if name in catalogue.cipher_suites)
    return CipherList(words, suites, bool(words) and not added, tuple(unknown), tuple(newer))


def _own_name(name: str, catalogue: Catalogue) -> str:
    """Return OpenSSL's own name of a suite or class; empty where it has none."""
    if name in catalogue.cipher_suites or name in catalogue.cipher_classes:
        return name
    upper = name.upper()
    return catalogue.cipher_spellings.get(upper) or _standard().get(upper, "")


@cache
def _standard() -> Mapping[str, str]:
    """Return OpenSSL's own name of each suite up to TLS 1.2 by its standard name."""
    suites = toml("catalogue/cipher-suites.toml")["suite"]
    own = {name: str(suite.get("openssl", "")) for name, suite in suites.items()}
    return {name: openssl for name, openssl in own.items() if openssl and openssl != name}
