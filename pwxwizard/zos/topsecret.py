"""Top Secret: DIGICERT and KEYRING IDs, and how subjects, names, dates and filters are written."""

from collections.abc import Mapping
from typing import Any

from pwxwizard.zos import security
from pwxwizard.zos.acf2 import american
from pwxwizard.zos.commands import Task, Where
from pwxwizard.zos.lines import quoted
from pwxwizard.zos.ring import RingSetup, altnames, short_name, subject_parts


class TopSecret:
    """The dialect of Top Secret."""

    key = "topsecret"

    def where(self, text: str) -> Where:
        """Return TSO: every command of Top Secret is a TSO command."""
        return Where.TSO

    def subject(self, parts: tuple[tuple[str, str], ...]) -> str:
        """Return a subject such as `'CN="zos1" O="Example"'`."""
        return quoted(
            " ".join(
                f'{"ST" if part == "SP" else part}="{value}"'
                for part, values in subject_parts(parts).items()
                for value in values
            )
        )

    def names(self, hosts: tuple[str, ...]) -> str:
        """Return ALTNAME with one address and one name."""
        address, name, _ = altnames(hosts)
        inner = [f"IP={address}"] if address else []
        inner += [f"DOMAIN={name}"] if name else []
        return f" ALTNAME({quoted(' '.join(inner))})" if inner else ""

    def date(self, day: str) -> str:
        """Return a date as month/day/year of two digits."""
        return american(day)

    def filter(self, parts: tuple[tuple[str, str], ...]) -> str:
        """Return a filter such as `CN=client.O=Example`."""
        return ".".join(f"{kind.upper()}={value}" for kind, value in parts)

    def names_of(self, setup: RingSetup) -> Mapping[str, str]:
        """Return the IDs of up to 8 characters; upper and lower case differ."""
        name = short_name("P", setup.machine)
        return {
            "cert_id": setup.record_id or name,
            "ring_id": setup.ring_record_id or name,
            "ca_id": "PWXCA",
            "signing_id": short_name("C", setup.machine),
        }


def tasks(setup: RingSetup, overrides: Mapping[str, Any] | None = None) -> tuple[Task, ...]:
    """Return what a Top Secret administrator does, in order."""
    return security.tasks(setup, TopSecret(), overrides)
