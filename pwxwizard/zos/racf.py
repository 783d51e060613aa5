"""RACF: how subjects, names, dates and filters are written in RACDCERT."""

from collections.abc import Mapping
from typing import Any

from pwxwizard.zos import security
from pwxwizard.zos.commands import Task, Where
from pwxwizard.zos.lines import quoted
from pwxwizard.zos.ring import RingSetup, altnames, subject_parts


class Racf:
    """The dialect of RACF."""

    key = "racf"

    def where(self, text: str) -> Where:
        """Return TSO: every command of RACF is a TSO command."""
        return Where.TSO

    def subject(self, parts: tuple[tuple[str, str], ...]) -> str:
        """Return a subject such as `CN('zos1') OU('A','B') O('Example')`."""
        return " ".join(
            f"{part}({','.join(quoted(value) for value in values)})"
            for part, values in subject_parts(parts).items()
        )

    def names(self, hosts: tuple[str, ...]) -> str:
        """Return ALTNAME with one address and one name, which is all RACF takes."""
        address, name, _ = altnames(hosts)
        inner = [f"IP({address})"] if address else []
        inner += [f"DOMAIN({quoted(name)})"] if name else []
        return f" ALTNAME({' '.join(inner)})" if inner else ""

    def date(self, day: str) -> str:
        """Return the date as RACF takes it, unchanged."""
        return day

    def filter(self, parts: tuple[tuple[str, str], ...]) -> str:
        """Return a filter such as `CN=client.O=Example`."""
        return ".".join(
            f"{'SP' if kind.upper() in {'ST', 'S'} else kind.upper()}={value}"
            for kind, value in parts
        )

    def names_of(self, setup: RingSetup) -> Mapping[str, str]:
        """Return nothing: RACF knows certificates by user and label."""
        return {}


def tasks(setup: RingSetup, overrides: Mapping[str, Any] | None = None) -> tuple[Task, ...]:
    """Return what a RACF administrator does, in order."""
    return security.tasks(setup, Racf(), overrides)
