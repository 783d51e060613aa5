"""The tasks of an IBM i administrator: store, application, authorities, DBMOVER."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pwxwizard.finding import Finding, FindingRule, Severity, Where
from pwxwizard.knowledge import Confidence, Provenance, merged
from pwxwizard.resources import toml

STORE = "/QIBM/UserData/ICSS/Cert/Server"
_SUFFIXES = ("KDB", "RDB")
NO_USER, NO_LIBRARY, NO_APPLICATION = "USERPROFILE", "DATALIB", "APPLICATION_ID"
"""They stand where nobody has said yet what belongs there."""
NOTED = "NOTED"
"""Stands where the authority belongs that somebody noted before changing it."""

RULES = {
    rule.code: rule
    for rule in (
        FindingRule(
            "IBM001",
            Severity.ERROR,
            "Name that IBM i does not take",
            "The command would be refused.",
            "Correct the name.",
            "IBM i object and user profile names",
        ),
        FindingRule(
            "IBM002",
            Severity.WARNING,
            "Listener without a user profile",
            "The user that runs the listener must be able to read the store.",
            "Name the user under which the listener runs, or put it into the commands.",
            "IBM i 7.4, gsk_secure_soc_init",
        ),
        FindingRule(
            "IBM003",
            Severity.INFO,
            "Certificate set-up of PowerExchange on IBM i is not documented here",
            "How DBMOVER names the application or the store has not been read in a manual.",
            "Look up the SSL statement for IBM i in the PowerExchange Reference Manual of your release.",
            "this tool",
        ),
    )
}


@dataclass(frozen=True, slots=True)
class StoreSetup:
    """Everything the instructions for one machine depend on."""

    machine: str
    host: str
    label: str
    ca_labels: tuple[str, ...]
    """Labels of the CA certificates; their files are `ca-1.pem` and so on."""
    users: tuple[str, ...] = ()
    app_id: str = ""
    folder: str = "/home/PWXTLS"
    library: str = ""
    with_key: bool = True
    """Certificate and key come as a PKCS #12 file; otherwise they are in the store already."""


@dataclass(frozen=True, slots=True)
class Instruction:
    """One thing to do."""

    about: str
    place: str
    text: str
    expect: str
    undo: str
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class StoreTask:
    """Instructions that together bring one thing about."""

    title: str
    why: str
    instructions: tuple[Instruction, ...]


def catalogue(overrides: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
    """Return what is known of IBM i, with a project's corrections laid over it."""
    tables = _shipped()
    return merged(tables, overrides) if overrides else tables


@cache
def _shipped() -> Mapping[str, Any]:
    return toml("catalogue/ibmi.toml")


def check_store(
    setup: StoreSetup, key: str, overrides: Mapping[str, Any] | None = None
) -> tuple[Finding, ...]:
    """Return what IBM i would not take, all at once; `key` is the machine's dotted path."""
    found = [
        RULES["IBM003"].at(
            Where(key=key),
            f"{setup.machine}: what is not known for certain stands in the packet's last section.",
        )
    ]
    if not setup.users:
        found.append(
            RULES["IBM002"].at(Where(key=key), f"{setup.machine}: no listener has a user.")
        )
    named = [("user", user, f"{key}.listener") for user in setup.users]
    if setup.app_id:
        named.append(("app_id", setup.app_id, f"{key}.dbmover.app_id"))
    if setup.library:
        named.append(("library", setup.library, f"{key}.dbmover.library"))
    for kind, value, place in named:
        if wrong := problem(kind, value, overrides):
            found.append(RULES["IBM001"].at(Where(key=place), f"{value!r}: {wrong}"))
    return tuple(found)


def problem(kind: str, value: str, overrides: Mapping[str, Any] | None = None) -> str:
    """Return how to correct a value; empty for a good one.

    Args:
        kind: `user`, `app_id` or `library`.
        value: what was answered.
        overrides: a project's corrections of the catalogue.
    """
    limit = catalogue(overrides)["limit"][kind]
    if len(value) <= limit["longest"] and re.fullmatch(limit["pattern"], value):
        return ""
    return str(limit["rule"])


def tasks(setup: StoreSetup, overrides: Mapping[str, Any] | None = None) -> tuple[StoreTask, ...]:
    """Return what to do on an IBM i machine, in order."""
    tables = catalogue(overrides)

    def told(key: str, **values: str) -> Instruction:
        table = tables["instruction"][key]
        filled = {
            "host": setup.host,
            "folder": setup.folder,
            "label": setup.label,
            "app_id": setup.app_id or NO_APPLICATION,
            "library": setup.library or NO_LIBRARY,
            "noted": NOTED,
            **values,
        }
        texts = {
            part: str(table.get(part, "")).format_map(filled)
            for part in ("about", "text", "expect", "undo")
        }
        return Instruction(
            texts["about"],
            str(tables["place"][table["place"]]),
            texts["text"],
            texts["expect"],
            texts["undo"],
            Provenance(str(table["source"]), Confidence(table["confidence"])),
        )

    def for_cas(key: str) -> Iterator[Instruction]:
        for number, label in enumerate(setup.ca_labels, 1):
            yield told(key, ca_label=label, ca_file=f"ca-{number}.pem")

    package = (told("import-p12"),) if setup.with_key else ()
    tools = (told("tools-import-p12"),) if setup.with_key else ()
    return (
        StoreTask(
            "Make a place for the files",
            "Transfer the files of this packet to it, each in its mode, before going on.",
            (told("folder"),),
        ),
        StoreTask(
            "Import the certificates: by Digital Certificate Manager",
            "Do either this step or the next one, not both. What the pages call their entries differs "
            "between releases.",
            (
                told("start-admin"),
                told("open-dcm"),
                told("open-store"),
                *for_cas("import-ca"),
                *package,
                told("application"),
                told("assign"),
                *for_cas("trust"),
            ),
        ),
        StoreTask(
            "Import the certificates: by DCM-tools, instead of the step before",
            "DCM-tools are open source (an RPM); their author calls them under development. They ask "
            "for passwords, so that none stands in a command.",
            (*for_cas("tools-import-ca"), *tools, told("tools-assign"), told("tools-view")),
        ),
        StoreTask(
            "Let the listener's user read the store",
            "The listener opens the store under its own user: it needs *X on every folder of the path and "
            "*R on the store. The first folders are usually open to everybody already: leave out the "
            "command where the authority is enough. Note first what is there; the undo gives that "
            "back.",
            tuple(_authorities(setup, told)),
        ),
        StoreTask(
            "Put DBMOVER in place",
            "It names the secure port and the certificate.",
            (told("save-dbmover"), told("put-dbmover")),
        ),
        *(
            (
                StoreTask(
                    "Remove the key file",
                    "It is not needed any more.",
                    (told("remove-files"),),
                ),
            )
            if setup.with_key
            else ()
        ),
    )


def _authorities(setup: StoreSetup, told: Callable[..., Instruction]) -> Iterator[Instruction]:
    parts = STORE.strip("/").split("/")
    folders = ["/" + "/".join(parts[: length + 1]) for length in range(1, len(parts))]
    for user in setup.users or (NO_USER,):
        stores = [f"{STORE}/DEFAULT.{suffix}" for suffix in _SUFFIXES]
        for path in (*folders, *stores):
            yield told("note-authority", path=path, user=user)
        for folder in folders:
            yield told("folder-authority", path=folder, user=user)
        for suffix in _SUFFIXES:
            yield told("store-authority", suffix=suffix, user=user)
