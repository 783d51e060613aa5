"""The reference of findings, generated from the code: every code, its reason, remedy and source."""

import pkgutil
import re
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from importlib import import_module
from types import MappingProxyType

import pwxwizard
from pwxwizard.finding import FindingRule

_FAMILIES = {
    "ANS": "Answers",
    "APL": "Applying a plan",
    "ATT": "AT-TLS policies",
    "CER": "Personal certificates of a project",
    "CSV": "Tables of an estate",
    "DBM": "DBMOVER files",
    "DRI": "Files that changed since they were written",
    "EST": "Machines, listeners and connections",
    "FIL": "Files that a project names",
    "IBM": "IBM i",
    "JRN": "The journal",
    "LCK": "The lock of a project",
    "PKI": "Certificates, keys and files of them",
    "PRJ": "The project file",
    "SEC": "Security managers of z/OS",
    "TLS": "TLS settings of a project",
    "TRU": "Trust between the ends of a connection",
    "VER": "Proof of a connection",
    "WAV": "Accepted findings",
}
"""What the first three letters of a code speak of."""
_CODE = re.compile(r"\b[A-Z]{3}[0-9]{3}\b")
_SHELL = ("cli", "__main__", "plain", "session")
"""Parts of the engine that state no findings and would load the command line."""


@cache
def rules() -> Mapping[str, FindingRule]:
    """Return every rule that the engine states, by its code, in the order of the codes.

    The modules themselves are asked, so that no finding can be left out of the reference; loading
    all of them takes some tenths of a second.
    """
    found: dict[str, FindingRule] = {}
    for entry in pkgutil.walk_packages(pwxwizard.__path__, "pwxwizard."):
        if entry.name.split(".")[1] not in _SHELL:
            for value in tuple(vars(import_module(entry.name)).values()):
                found.update((rule.code, rule) for rule in _stated(value))
    return MappingProxyType(dict(sorted(found.items())))


def named(text: str) -> tuple[FindingRule, ...]:
    """Return the rules that a text names by their codes, in the order of naming."""
    codes = dict.fromkeys(_CODE.findall(text))
    known = rules() if codes else {}
    return tuple(known[code] for code in codes if code in known)


def _stated(value: object) -> Iterator[FindingRule]:
    entries: Iterable[object] = ()
    if isinstance(value, Mapping):
        entries = value.values()
    elif isinstance(value, tuple | list):
        entries = value
    yield from (entry for entry in (value, *entries) if isinstance(entry, FindingRule))


def family(code: str) -> str:
    """Return what the findings of a code's family speak of; its letters if it has no title."""
    letters = code.rstrip("0123456789")
    return _FAMILIES.get(letters, letters)


def lines(rule: FindingRule) -> tuple[str, ...]:
    """Return one entry of the reference: heading, reason, remedy and source."""
    return (
        f"{rule.code} ({rule.severity.value}) {rule.title}",
        f"    Why: {rule.why}",
        f"    Fix: {rule.fix}",
        f"    Source: {rule.source}",
    )


def page() -> str:
    """Return the whole reference as plain text, family by family."""
    parts = [f"{len(rules())} findings. An error fails `check`; a warning and an info do not."]
    title = ""
    for rule in rules().values():
        if family(rule.code) != title:
            title = family(rule.code)
            parts += ["", title, "=" * len(title)]
        parts += ["", *lines(rule)]
    return "\n".join(parts) + "\n"
