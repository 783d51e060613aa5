"""Withdrawn certificates: which there are, and which ends look for them."""

from collections.abc import Mapping

from pwxwizard import attls, pki
from pwxwizard.project import Project

_ASKING = ("OcspAiaEnable", "HttpCdpEnable")
"""AT-TLS switches that have System SSL look whether a certificate is withdrawn; both off by default."""
_NAMING = ("OcspUrl", "GSK_LDAP_SERVER")
"""AT-TLS parameters that do so by naming a server."""


def withdrawals(project: Project) -> Mapping[int, str]:
    """Return the certificates that the project has withdrawn: since when and why, by serial number.

    An entry whose serial number cannot be read counts for nothing; the CA's form tells of it.
    """
    found: dict[int, str] = {}
    entries = project.table(("ca",)).get("revoked")
    for serial, entry in entries.items() if isinstance(entries, Mapping) else ():
        table = entry if isinstance(entry, Mapping) else {}
        try:
            number = int(str(serial).replace(":", ""), 16)
        except ValueError:
            continue
        reason = pki.reason_words(str(table.get("reason") or "unspecified"))
        why = "" if reason == "unspecified" else f" ({reason})"
        found[number] = f"on {table.get('date') or 'an unknown day'}{why}"
    return found


def asks_for_lists(effective: attls.EffectivePolicy) -> str:
    """Return the parameter by which a rule has withdrawn certificates looked for; empty for none."""
    for name in (*_ASKING, *_NAMING):
        value = effective.value(name)
        if value and (name in _NAMING or value.lower() == "on"):
            return f"{name} {value}"
    return ""
