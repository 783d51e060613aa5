"""The journal: one sealed record an apply, roll back or piece of evidence; records are only added.

Each record names the digest of the one before it. Whoever changes, removes or inserts a record breaks
the chain, which `check` sees; only somebody who writes the whole journal anew does not.
"""

import contextlib
import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from pathlib import Path
from typing import Any

from pwxwizard.effects import REAL, Effects, make_private_folder, replace_file
from pwxwizard.errors import UnreadableError
from pwxwizard.finding import Finding, FindingRule, Severity, Where
from pwxwizard.world import digest

ABSENT = "absent"
"""Stands for the digest of a file that is not there."""

ALTERED = FindingRule(
    "JRN001",
    Severity.ERROR,
    "Journal record altered",
    "The journal no longer proves what was written, and a roll back through it may be wrong.",
    "Compare the record with a copy of the project from before.",
    "this tool",
)
BROKEN = FindingRule(
    "JRN002",
    Severity.ERROR,
    "Journal chain broken",
    "A record was removed, inserted or replaced after the next one was written.",
    "Compare the journal with a copy of the project from before.",
    "this tool",
)
MISSING = FindingRule(
    "JRN003",
    Severity.ERROR,
    "Journal record missing",
    "What that apply wrote can no longer be told or taken back.",
    "Restore the record from a copy of the project.",
    "this tool",
)
CLOCK = FindingRule(
    "JRN004",
    Severity.INFO,
    "Journal dates run backwards",
    "The clock was set back between the two; the order of the records is the true one.",
    "Check the clock of this machine.",
    "this tool",
)
BACKUP = FindingRule(
    "JRN005",
    Severity.WARNING,
    "Backup missing or altered",
    "That apply cannot be rolled back completely.",
    "Restore the backup from a copy of the project.",
    "this tool",
)

_NAME = re.compile(r"(\d{4,})\.json")


@dataclass(frozen=True, slots=True)
class FileChange:
    """What one apply did to one file."""

    path: str
    """As the plan named it: from the project's folder, or absolute."""
    before: str
    """SHA-256 of what was there, or `absent`."""
    after: str
    """SHA-256 of what was written, or `absent` when the file was removed."""
    before_mode: int
    mode: int
    private: bool = False
    key: bool = False
    """It is a private key, so replacing or removing it takes a consent by name."""
    kept: bool = False
    """A dated copy of a replaced key, which a roll back leaves where it is."""
    backup: str = ""
    """Name of the copy of what was there, in the apply's folder of backups."""
    copy: str = ""
    """Name of the copy of what was written, there too; private files have none."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One record of the journal."""

    number: int
    kind: str
    """`apply`, `rollback`, `evidence` or `adoption`."""
    label: str
    """What was done, in a few words."""
    who: str
    when: str
    """ISO 8601, in UTC."""
    plan: str = ""
    """Identity of the plan that was applied."""
    files: tuple[FileChange, ...] = ()
    folders: tuple[str, ...] = ()
    """Folders that were made for the files, outermost first."""
    mark: str = ""
    """Random part of the names under which files are staged."""
    previous: str = ""
    """Digest of the record before this one; empty for the first."""
    details: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Return the number as people write it, such as `0007`."""
        return id_text(self.number)


def id_text(number: int) -> str:
    """Return an apply's identity from its number."""
    return f"{number:04d}"


def as_bytes(entry: Entry) -> bytes:
    """Return a record as the sealed bytes of its file."""
    data: dict[str, Any] = {"schema": 1, **_plain(entry)}
    data["seal"] = _seal(data)
    return (json.dumps(data, indent=1, ensure_ascii=False) + "\n").encode()


def _plain(entry: Entry) -> dict[str, Any]:
    plain = {name: getattr(entry, name) for name in Entry.__slots__}
    plain["files"] = [
        {name: getattr(change, name) for name in FileChange.__slots__} for change in entry.files
    ]
    plain["folders"] = list(entry.folders)
    plain["details"] = dict(entry.details)
    return plain


def _seal(data: Mapping[str, Any]) -> str:
    unsealed = {key: value for key, value in data.items() if key != "seal"}
    return digest(json.dumps(unsealed, sort_keys=True).encode())


@dataclass(frozen=True, slots=True)
class Record:
    """What a journal file holds."""

    entry: Entry
    sealed: bool
    """The seal fits the content."""
    digest: str
    """SHA-256 of the file."""


def from_bytes(data: bytes, where: str) -> Record:
    """Return a record from its file's content.

    Raises:
        UnreadableError: it is not a record, or one of a newer version.
    """
    try:
        plain = json.loads(data.decode())
        sealed = plain.pop("seal", "") == _seal(plain)
        schema = plain.pop("schema")
        if schema != 1:
            raise UnreadableError(
                "The record was written by a newer version.",
                fix="Use that version of pwxwizard.",
                where=where,
            )
        files = tuple(FileChange(**change) for change in plain.pop("files"))
        entry = Entry(**{**plain, "files": files, "folders": tuple(plain["folders"])})
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise UnreadableError(
            "The record cannot be read.",
            fix="Restore it from a copy of the project; nothing is changed while it is unreadable.",
            where=where,
        ) from error
    return Record(entry, sealed, digest(data))


def folder(storage: Path) -> Path:
    """Return where the records are."""
    return storage / "journal"


def record_path(storage: Path, number: int) -> Path:
    """Return where a record is kept."""
    return folder(storage) / f"{id_text(number)}.json"


def backup_folder(storage: Path, number: int) -> Path:
    """Return where an apply keeps what was there before it."""
    return storage / "backups" / id_text(number)


def numbers(storage: Path) -> tuple[int, ...]:
    """Return the numbers of the records that are there, in order."""
    try:
        names = [path.name for path in folder(storage).iterdir()]
    except OSError:
        return ()
    return tuple(sorted(int(match.group(1)) for name in names if (match := _NAME.fullmatch(name))))


def next_id(storage: Path) -> str:
    """Return the identity that the next apply will have."""
    return id_text(_next(storage))


def _next(storage: Path) -> int:
    return max(numbers(storage), default=0) + 1


def head(storage: Path) -> str:
    """Return the digest of the last record; empty while there is none."""
    there = numbers(storage)
    return digest(record_path(storage, there[-1]).read_bytes()) if there else ""


def new_entry(storage: Path, *, kind: str, label: str, who: str, now: datetime) -> Entry:
    """Return the record that comes next, without files."""
    return Entry(
        number=_next(storage),
        kind=kind,
        label=label,
        who=who,
        when=now.isoformat(timespec="seconds"),
        previous=head(storage),
    )


def read(storage: Path, number: int) -> Record:
    """Return one record.

    Raises:
        UnreadableError: it is missing or cannot be read.
    """
    path = record_path(storage, number)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UnreadableError(
            f"There is no journal record {id_text(number)}.",
            fix="List the records with `pwxwizard history`.",
            where=str(path),
        ) from error
    return from_bytes(data, str(path))


def history(storage: Path) -> tuple[Entry, ...]:
    """Return every record that can be read, oldest first; `check` names the others."""
    entries = []
    for number in numbers(storage):
        try:
            entries.append(read(storage, number).entry)
        except UnreadableError:
            continue
    return tuple(entries)


def append(
    storage: Path,
    *,
    kind: str,
    label: str,
    who: str,
    now: datetime,
    details: Mapping[str, str],
    effects: Effects = REAL,
) -> Entry:
    """Add a record that changed no file, such as a piece of evidence; the caller holds the lock.

    Raises:
        OSError: it could not be written; the journal is as it was.
    """
    entry = replace(
        new_entry(storage, kind=kind, label=label, who=who, now=now), details=dict(details)
    )
    make_private_folder(effects, storage)
    make_private_folder(effects, folder(storage))
    replace_file(effects, record_path(storage, entry.number), as_bytes(entry), 0o600)
    return entry


def check(storage: Path, known: Iterable[str] = ()) -> tuple[Finding, ...]:
    """Return what is wrong with the journal.

    Args:
        storage: the tool's own folder.
        known: identities of applies that the project's record names, so that records taken from the
            end are missed as well.
    """
    found: list[Finding] = []
    there = numbers(storage)
    previous, earlier = "", ""
    for number in range(1, max(there, default=0) + 1):
        where = Where(file=str(record_path(storage, number)))
        if number not in there:
            found.append(MISSING.at(where, f"Record {id_text(number)} is not there."))
            previous = ""
            continue
        try:
            record = read(storage, number)
        except UnreadableError as error:
            found.append(ALTERED.at(where, error.message))
            previous = ""
            continue
        entry = record.entry
        if not record.sealed or entry.number != number:
            found.append(ALTERED.at(where, f"Record {id_text(number)} is not as it was written."))
        if entry.previous != previous and (previous or number == 1):
            message = f"Record {id_text(number)} does not follow on the one before it."
            found.append(BROKEN.at(where, message))
        if earlier and entry.when < earlier:
            message = f"Record {id_text(number)} is dated {entry.when}, the one before {earlier}."
            found.append(CLOCK.at(where, message))
        found += _backup_findings(storage, entry)
        previous, earlier = record.digest, entry.when
    for name in sorted(
        set(known) - {id_text(number) for number in range(1, max(there, default=0) + 1)}
    ):
        message = f"The project names apply {name}, of which the journal knows nothing."
        found.append(MISSING.at(Where(file=str(folder(storage))), message))
    return tuple(found)


def _backup_findings(storage: Path, entry: Entry) -> list[Finding]:
    found = []
    for change in entry.files:
        if not change.backup:
            continue
        path = backup_folder(storage, entry.number) / change.backup
        try:
            good = digest(path.read_bytes()) == change.before
        except OSError:
            good = False
        if not good:
            message = f"The backup of {change.path} from apply {entry.id} is not as it was."
            found.append(BACKUP.at(Where(file=str(path)), message))
    return found


def kept_copy(storage: Path, wanted: str) -> bytes | None:
    """Return content by its SHA-256 when an apply kept a copy of it; `None` when none did."""
    for entry in reversed(history(storage)):
        held = [(change.copy, change.after) for change in entry.files]
        held += [(change.backup, change.before) for change in entry.files]
        for name in [name for name, content in held if name and content == wanted]:
            with contextlib.suppress(OSError):
                data = (backup_folder(storage, entry.number) / name).read_bytes()
                if digest(data) == wanted:
                    return data
    return None
