"""Plans: what every artifact would become, beside what is there now, decided before anything is written."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

from pwxwizard.finding import Finding
from pwxwizard.turns import Turn
from pwxwizard.world import Found, digest


class Form(StrEnum):
    """What an artifact is, which decides how it is masked and compared by meaning."""

    DBMOVER = "dbmover"
    AT_TLS = "at-tls"
    CERTIFICATE = "certificate"
    PERSONAL_PEM = "personal-pem"
    PRIVATE_KEY = "private-key"
    PKCS12 = "pkcs12"
    TEXT = "text"

    @property
    def private(self) -> bool:
        """Tell whether the content holds key material, so that it is never shown and kept 0600."""
        return self in {Form.PERSONAL_PEM, Form.PRIVATE_KEY, Form.PKCS12}


@dataclass(frozen=True, slots=True)
class Pending:
    """Content that only apply can make, such as a new key; known now is only what it will be."""

    summary: tuple[str, ...]
    """What is already certain about it, a sentence a line."""
    preview: bytes | None = field(default=None, repr=False)
    """The content with every secret masked, when all but the secrets is known."""
    key_kind: str = ""
    """The kind of private key that is made for it, such as `rsa-3072`; empty when none is."""
    turns: tuple[Turn, ...] = ()
    """What it says beside what was written before, named as in the summary; empty when it is new."""


@dataclass(frozen=True, slots=True)
class Artifact:
    """One file a step wants to have written."""

    path: str
    """POSIX path from the project's folder, or absolute for a target on this machine."""
    content: bytes | Pending = field(repr=False)
    form: Form
    item: str
    """The item it belongs to, as `step/subject`."""
    why: str
    """Why the file is wanted, as a sentence."""
    mode: int = 0o644
    install: str = ""
    """Where it belongs on its machine, in words or as a path; empty when it stays here."""
    origin: str = ""
    """The file that this one extends, such as the administrator's own DBMOVER."""
    origin_data: bytes = field(default=b"", repr=False)

    @property
    def content_digest(self) -> str:
        """Return the SHA-256 of the content, or of its summary while it is pending."""
        if isinstance(self.content, Pending):
            known = "\n".join(self.content.summary).encode() + (self.content.preview or b"")
            return "pending:" + digest(known)
        return digest(self.content)


@dataclass(frozen=True, slots=True)
class SecretNeed:
    """A secret that applying an item will ask for."""

    source: str
    purpose: str
    new: bool
    """It is chosen now, rather than opening something that exists."""
    written: str = ""
    """Where it will stand for others to read, as a phrase; empty when it is only used."""

    @property
    def typed(self) -> bool:
        """Tell whether somebody has to type it."""
        return self.source.partition(":")[0] == "prompt"

    @property
    def fate(self) -> str:
        """Return what becomes of it, as a sentence."""
        if self.written:
            return f"It is written into {self.written}."
        return "It stays in memory, and goes into no file."


def doubted(needs: Iterable[SecretNeed], suspect: str) -> tuple[SecretNeed, ...]:
    """Return the secrets to be asked for again after applying failed.

    Args:
        needs: what the plan needed.
        suspect: purpose of the one that opened nothing, which may share its source with others;
            empty when it is not known, so that all that open something that exists are meant.
    """
    asked = tuple(needs)
    if not suspect:
        return tuple(need for need in asked if not need.new)
    return tuple(need for need in asked if need.purpose == suspect) or asked


def each_once(needs: Iterable[SecretNeed]) -> tuple[SecretNeed, ...]:
    """Return each secret once, as new if it is chosen anew anywhere, with all that becomes of it.

    A named source has one secret; nameless prompts are told apart by what they are for.
    """
    kept: dict[tuple[str, str], SecretNeed] = {}
    for need in needs:
        name = (need.source, need.purpose if need.source == "prompt" else "")
        known = kept.get(name)
        if known is None:
            kept[name] = need
            continue
        told = " and ".join(dict.fromkeys(filter(None, (known.written, need.written))))
        kept[name] = replace(need if need.new else known, written=told)
    return tuple(kept.values())


@dataclass(frozen=True, slots=True)
class Draft:
    """What one item wants written, and what that takes."""

    artifacts: tuple[Artifact, ...] = ()
    secrets: tuple[SecretNeed, ...] = ()
    findings: tuple[Finding, ...] = ()
    notes: tuple[str, ...] = ()
    """What a reader of the preview should know, a sentence each."""


@dataclass(frozen=True, slots=True)
class Note:
    """What a reader of the preview should know about one item's files."""

    item: str
    text: str
    """A sentence."""


class Action(StrEnum):
    """What applying a plan does to one file."""

    CREATE = "create"
    CHANGE = "change"
    KEEP = "keep"


@dataclass(frozen=True, slots=True)
class Change:
    """One artifact beside what stands at its path now."""

    artifact: Artifact
    found: Found

    @property
    def action(self) -> Action:
        """Return what would happen to the file."""
        if self.found.state == "absent":
            return Action.CREATE
        same = self.artifact.content == self.found.data and self.found.state == "file"
        private = self.artifact.form.private and self.found.mode != self.artifact.mode
        return Action.KEEP if same and not private else Action.CHANGE

    @property
    def replaces_key(self) -> bool:
        """Tell whether a private key that exists would be replaced by another."""
        return self.artifact.form is Form.PRIVATE_KEY and self.action is Action.CHANGE


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything that applying would write, and everything that decision is based on."""

    changes: tuple[Change, ...]
    inputs: tuple[tuple[str, str], ...]
    """Path and digest of every file the plan was made from, sorted by path."""
    answers: str
    """Digest of the project's answers, without its record."""
    secrets: tuple[SecretNeed, ...] = ()
    findings: tuple[Finding, ...] = ()
    notes: tuple[Note, ...] = ()
    """Notes on the items that write something, each said once."""
    items: tuple[str, ...] = ()
    """The items that were planned, in the order of the steps."""

    @property
    def writes(self) -> tuple[Change, ...]:
        """Return only the changes that write something."""
        return tuple(change for change in self.changes if change.action is not Action.KEEP)

    def notes_on(self, changes: Iterable[Change]) -> tuple[str, ...]:
        """Return the notes on the items of some changes, such as those that are not left out."""
        items = {change.artifact.item for change in changes}
        return tuple(note.text for note in self.notes if note.item in items)

    @property
    def key_kinds(self) -> tuple[str, ...]:
        """Return the kind of every private key that applying makes, in the order of the steps."""
        contents = (change.artifact.content for change in self.changes)
        return tuple(
            content.key_kind
            for content in contents
            if isinstance(content, Pending) and content.key_kind
        )

    @property
    def id(self) -> str:
        """Return the plan's identity: equal plans of equal inputs have equal ids."""
        return digest(json.dumps(as_json(self), sort_keys=True).encode())[:16]


def as_json(plan: Plan) -> dict[str, Any]:
    """Return a plan as plain data: digests and reasons, never content that could be secret."""
    return {
        "schema": 1,
        "answers": plan.answers,
        "inputs": dict(plan.inputs),
        "changes": [
            {
                "path": change.artifact.path,
                "action": change.action.value,
                "form": change.artifact.form.value,
                "item": change.artifact.item,
                "why": change.artifact.why,
                "mode": f"{change.artifact.mode:04o}",
                "found": change.found.digest,
                "becomes": change.artifact.content_digest,
                "known_after_apply": list(change.artifact.content.summary)
                if isinstance(change.artifact.content, Pending)
                else [],
            }
            for change in plan.changes
        ],
        "items": list(plan.items),
        "notes": [note.text for note in plan.notes],
    }


def moved(agreed: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what differs between a plan that was agreed to and the plan of this moment.

    Args:
        agreed: a plan as plain data, perhaps read from a file.
        now: the plan that would be made now, as plain data.
    """
    found = [
        path
        for path in sorted(agreed["inputs"].keys() | now["inputs"].keys())
        if agreed["inputs"].get(path) != now["inputs"].get(path)
    ]
    seen = {entry["path"]: entry for entry in agreed["changes"]}
    found += [entry["path"] for entry in now["changes"] if entry != seen.get(entry["path"])]
    if agreed["answers"] != now["answers"]:
        found.append("the project's answers")
    return tuple(dict.fromkeys(found))
