"""ACF2: record keys, and how subjects, names, dates and filters are written."""

from collections.abc import Mapping
from typing import Any

from pwxwizard.zos import security
from pwxwizard.zos.commands import Task, Where
from pwxwizard.zos.lines import quoted
from pwxwizard.zos.ring import RingSetup, altnames, short_name, subject_parts


class Acf2:
    """The dialect of ACF2."""

    key = "acf2"

    def where(self, text: str) -> Where:
        """Return the console for MODIFY commands, else the subcommands of ACF."""
        return Where.OPERATOR if text.startswith("F ") else Where.ACF

    def subject(self, parts: tuple[tuple[str, str], ...]) -> str:
        """Return a subject such as `CN='zos1' O='Example'`."""
        return " ".join(
            f"{part}={quoted(value)}"
            for part, values in subject_parts(parts).items()
            for value in values
        )

    def names(self, hosts: tuple[str, ...]) -> str:
        """Return ALTNAME with one address and one name."""
        address, name, _ = altnames(hosts)
        inner = [f"IP={address}"] if address else []
        inner += [f"DOMAIN={name}"] if name else []
        return f" ALTNAME({' '.join(inner)})" if inner else ""

    def date(self, day: str) -> str:
        """Return a date as month/day/year of two digits."""
        return american(day)

    def filter(self, parts: tuple[tuple[str, str], ...]) -> str:
        """Return a filter such as `CN=client.O=Example`."""
        return ".".join(f"{kind.upper()}={value}" for kind, value in parts)

    def names_of(self, setup: RingSetup) -> Mapping[str, str]:
        """Return the record keys: logon ID, period and a suffix of up to 8."""
        suffix = short_name("P", setup.machine)
        user, owner = setup.user or security.NO_USER, setup.owner or security.NO_USER
        return {
            "key_id": f"{user}.{setup.record_id or suffix}",
            "ring_key": f"{owner}.{setup.ring_record_id or suffix}",
            "ca_key": "CERTAUTH.PWXCA",
            "signing_key": f"CERTAUTH.{suffix}",
        }


def american(day: str) -> str:
    """Return `2027-12-31` as `12/31/27`; what is no date stays as it is."""
    year, _, rest = day.partition("-")
    month, _, number = rest.partition("-")
    return f"{month}/{number}/{year[-2:]}" if year.isdecimal() else day


def tasks(setup: RingSetup, overrides: Mapping[str, Any] | None = None) -> tuple[Task, ...]:
    """Return what an ACF2 administrator does, in order."""
    return security.tasks(setup, Acf2(), overrides)
