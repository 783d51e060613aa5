"""Cipher suites and protocol versions of both worlds: AT-TLS constants and OpenSSL names."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pwxwizard.attls import SUITES
from pwxwizard.dbmover import Catalogue
from pwxwizard.dbmover import cipher_list as read_cipher_list
from pwxwizard.knowledge import Confidence, Provenance
from pwxwizard.resources import toml
from pwxwizard.trust.openssl import expanded

PROTOCOLS = ("SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3")
"""Protocol versions, oldest first, spelled as AT-TLS does."""


@dataclass(frozen=True, slots=True)
class TlsSuite:
    """A cipher suite, however an end names it."""

    name: str
    """AT-TLS constant where there is one, otherwise OpenSSL's name."""
    openssl: str
    """OpenSSL's name; empty where OpenSSL lacks the suite."""
    protocols: tuple[str, ...]
    key: str
    """Kind of key the server needs for it: `rsa`, `ec`, `dsa`, or `` for any."""


@cache
def _by_openssl() -> Mapping[str, str]:
    return {suite.openssl: suite.name for suite in SUITES if suite.openssl}


@cache
def suite(name: str) -> TlsSuite:
    """Return the suite that a constant, a code or an OpenSSL name stands for."""
    known = SUITES.find(_by_openssl().get(name, name))
    if known is not None:
        return TlsSuite(known.name, known.openssl, known.protocols, known.certificate_key)
    key = "ec" if "ECDSA" in name else "dsa" if "DSS" in name else "rsa"
    return TlsSuite(name, "" if name.startswith("TLS_") else name, ("TLSv1.2",), key)


def suite_names(names: Iterable[str]) -> tuple[str, ...]:
    """Return suites under the names this tool shows, in the same order."""
    return tuple(suite(name).name for name in names)


@dataclass(frozen=True, slots=True)
class Defaults:
    """What an end offers when nothing is configured."""

    protocols: tuple[str, ...]
    suites: tuple[str, ...]
    server_order: bool
    """As a server it takes the first suite of its own list, not of the client's."""
    level: int
    """OpenSSL security level that stands for what it refuses as too weak."""
    provenance: Provenance


@cache
def defaults(platform: str, release: str = "") -> Defaults:
    """Return what a platform offers by itself."""
    tables = toml("catalogue/tls-defaults.toml")
    table: Mapping[str, Any] = tables.get(platform, tables["luw"])
    earlier = table.get("release", {})
    chosen = {**table, **earlier.get(release, {})}
    return Defaults(
        tuple(chosen["protocols"]),
        suite_names(chosen["suites"]),
        chosen["server_order"],
        chosen["level"],
        Provenance(chosen["source"], Confidence(chosen["confidence"])),
    )


@dataclass(frozen=True, slots=True)
class Listed:
    """What a cipher list comes to at an end that uses OpenSSL."""

    suites: tuple[str, ...]
    refused: bool = False
    """No OpenSSL knows anything of it, so that none takes it."""
    doubtful: bool = False
    """Today's OpenSSL has nothing of what it names."""


def cipher_list(text: str, usual: Iterable[str], catalogue: Catalogue) -> Listed:
    """Return what a cipher list comes to; it leaves the suites of TLS 1.3 alone.

    Args:
        text: the list, as OpenSSL is given it.
        usual: what the end offers without a list.
        catalogue: the names that OpenSSL knows, in former releases too.
    """
    newest = tuple(name for name in usual if "TLSv1.3" in suite(name).protocols)
    names = expanded(text)
    if names is not None:
        return Listed((*newest, *suite_names(names)))
    found = read_cipher_list(text, catalogue)
    suites = (*newest, *suite_names(found.suites))
    return Listed(suites, refused=found.empty, doubtful=True)


@cache
def usable_protocols(protocols: tuple[str, ...], suites: tuple[str, ...]) -> tuple[str, ...]:
    """Return the protocol versions that are switched on and have a suite, oldest first."""
    offered = {version for name in suites for version in suite(name).protocols}
    return tuple(version for version in PROTOCOLS if version in protocols and version in offered)


@cache
def common(
    at_server: tuple[str, ...],
    server_suites: tuple[str, ...],
    at_client: tuple[str, ...],
    client_suites: tuple[str, ...],
    *,
    server_order: bool,
) -> tuple[str, tuple[str, ...]]:
    """Return the version that two ends settle on and the suites that they share under it.

    The highest common version counts, whether or not there is a suite for it in common; suites are
    in the order in which the server tries them. Without a common version both are empty.
    """
    versions = [version for version in at_client if version in at_server]
    if not versions:
        return "", ()
    protocol = versions[-1]
    ours, theirs = (
        [name for name in names if protocol in suite(name).protocols]
        for names in (server_suites, client_suites)
    )
    first, second = (ours, theirs) if server_order else (theirs, ours)
    return protocol, tuple(name for name in first if name in second)
