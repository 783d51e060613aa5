"""What a security manager, an operator or a shell is told: typed commands in ordered tasks."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from typing import Any

from pwxwizard.knowledge import Confidence, Provenance, merged
from pwxwizard.resources import toml

CATALOGUE = "security-managers"


class Where(StrEnum):
    """Where a command is entered."""

    TSO = "tso"
    """TSO, in the foreground or as SYSTSIN of a job."""
    ACF = "acf"
    """As a subcommand of the TSO command ACF."""
    OPERATOR = "operator"
    """On a console, or in SDSF after a slash."""
    UNIX = "unix"
    """In the z/OS UNIX shell."""


@dataclass(frozen=True, slots=True)
class Command:
    """One command, whole, its values quoted."""

    text: str
    where: Where
    about: str
    """What it does, as a sentence."""
    expect: str
    """What to see when it went well."""
    undo: str
    """The command that takes it back; empty when nothing is to be taken back."""
    provenance: Provenance
    setting: str = ""
    """ACF2: the SET subcommand that has to come before."""
    key: str = ""
    """Its entry in the catalogue."""
    may_exist: bool = False
    """It fails, and does no harm, where what it makes is there already or is not needed."""
    optional: bool = False
    """Only somebody who has looked can tell whether it is needed, so that no program enters it."""

    @property
    def by_hand(self) -> bool:
        """Tell whether a passphrase has to be put in, so that it belongs in no stored job."""
        return PASSPHRASE in self.text


@dataclass(frozen=True, slots=True)
class Task:
    """Some commands that together bring one thing about."""

    title: str
    why: str
    commands: tuple[Command, ...]
    job: str = ""
    """Name of the member whose job carries it out; tasks of one name make one job."""
    wait: str = ""
    """What somebody else has to do before the next task, as a sentence."""
    optional: bool = False
    """Only somebody who has looked can tell whether it is needed."""


PASSPHRASE = "PASSPHRASE-GOES-HERE"  # noqa: S105 - the mark where it is put in
"""Stands where somebody puts the passphrase in; it travels separately from every packet."""


def catalogue(overrides: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
    """Return what is known of the security managers, with a project's corrections laid over it."""
    tables = _shipped()
    return merged(tables, overrides) if overrides else tables


@cache
def _shipped() -> Mapping[str, Any]:
    return toml(f"catalogue/{CATALOGUE}.toml")


def provenance(table: Mapping[str, Any]) -> Provenance:
    """Return where an entry of the catalogue comes from; `assumed` when it does not say."""
    return Provenance(str(table.get("source", "")), Confidence(table.get("confidence", "assumed")))
