"""The support bundle: what a helper must know of a machine and a project, and nothing secret."""

import hmac
import json
import re
import secrets
from collections.abc import Mapping
from dataclasses import asdict
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

from pwxwizard import faults
from pwxwizard.effects import REAL, stage
from pwxwizard.errors import RefusedError, UsageError
from pwxwizard.finding import Finding, as_json
from pwxwizard.question import Kind
from pwxwizard.review import Review
from pwxwizard.self_check import Entry
from pwxwizard.steps import STEPS

_FAULTS = 5
_LONGEST = 200
"""Characters of an answer that is told; nothing that is asked for needs more."""
_NAMED = frozenset(["machine", "listener"])
"""Tables whose keys are names that somebody gave."""
_WORD = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_SECRET = re.compile(r"pass|secret|pwd|private", re.IGNORECASE)
_SOURCES = ("prompt", "env", "file", "fd")


class Names:
    """Names as they are, or as tokens that are the same within one bundle and in no other."""

    def __init__(self, *, kept: bool) -> None:
        """Keep names, or hash them with a key that nobody ever sees."""
        self.kept = kept
        self._key = secrets.token_bytes(32)

    def told(self, name: str) -> str:
        """Return what the bundle says for a name."""
        if self.kept or not name:
            return name
        return f"name-{hmac.digest(self._key, name.encode(), 'sha256').hex()[:12]}"

    def item(self, name: str) -> str:
        """Return an item's name, whose step is no secret."""
        step, slash, subject = name.partition("/")
        return f"{step}{slash}{self.told(subject)}"


def collect(
    entries: tuple[Entry, ...], review: Review | None, *, keep_names: bool
) -> dict[str, Any]:
    """Return the bundle as plain data.

    Names are machines, listeners, hosts, users, files and every other text that somebody chose.
    Of secrets only the kind of their source is told, whatever is chosen for names.

    Args:
        entries: what `doctor` found on this machine.
        review: the project to tell about.
        keep_names: tell names as they are, instead of tokens.
    """
    names = Names(kept=keep_names)
    told = [asdict(entry) for entry in entries]
    if not keep_names:
        # A path names its user, a lock its holder.
        told = [_reduced(entry) for entry in told]
    return {
        "schema": 1,
        "made": f"{datetime.now(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "names": "kept" if keep_names else "hashed",
        "machine": told,
        "project": _project(review, names) if review else None,
        "faults": list(faults.last(_FAULTS)),
    }


def save(data: Mapping[str, Any], path: Path) -> int:
    """Write a bundle as JSON that only its owner can read; return its octets.

    Raises:
        RefusedError: the file is there already.
        UsageError: it cannot be written there.
    """
    text = json.dumps(data, indent=2, ensure_ascii=True).encode() + b"\n"
    try:
        stage(REAL, path, text, 0o600)
    except FileExistsError as error:
        raise RefusedError(
            "The file is there already.", fix="Name one that is not.", where=str(path)
        ) from error
    except OSError as error:
        raise UsageError(
            f"The bundle cannot be written: {error.strerror}.",
            fix="Name a file in a folder that can be written.",
            where=str(path),
        ) from error
    return len(text)


def _reduced(entry: dict[str, Any]) -> dict[str, Any]:
    private = "/" in entry["found"] or "\\" in entry["found"] or entry["name"].startswith("project")
    return {**entry, "found": "(left out)"} if private else entry


def _project(review: Review, names: Names) -> dict[str, Any]:
    project = review.project
    survey = review.survey()
    answers = {key: part for key, part in project.tables.items() if key != "record"}
    return {
        "name": names.told(project.name),
        "answers": _table(answers, names, _choices(review), named=False),
        "items": [
            {"item": names.item(item.name), "state": str(item.state)} for item in review.items()
        ],
        "record": {
            "files": len(project.record.file),
            "evidence": [
                {"item": names.item(one.item), "kind": one.kind, "verdict": one.verdict}
                for one in project.record.evidence
            ],
        },
        "findings": [_finding(one, names) for one in review.findings(survey)],
    }


def _choices(review: Review) -> frozenset[str]:
    """Return every answer that the program itself offers, but for those made of names."""
    project = review.project
    offered = {
        option.value
        for step in STEPS
        for subject in step.subjects(project)
        for question in step.questions(project, subject)
        if question.kind is Kind.CHOICE
        for option in question.options
    }
    listeners = {
        name
        for machine in project.machine.values()
        for listener in machine.listener
        for name in (listener, f"{machine.name}.{listener}")
    }
    return frozenset(offered - project.machine.keys() - listeners)


def _table(
    table: Mapping[str, Any], names: Names, choices: frozenset[str], *, named: bool
) -> dict[str, Any]:
    told: dict[str, Any] = {}
    for key, value in table.items():
        shown = key if not named and _WORD.fullmatch(key) else names.told(key)
        if isinstance(value, Mapping):
            inner = not named and key in _NAMED
            told[shown] = _table(value, names, choices, named=inner)
        elif _SECRET.search(key):
            told[shown] = _source(value)
        else:
            told[shown] = _value(value, names, choices)
    return told


def _value(value: object, names: Names, choices: frozenset[str]) -> object:
    if isinstance(value, Mapping):
        return _table(value, names, choices, named=False)
    if isinstance(value, list | tuple):
        return [_value(entry, names, choices) for entry in value]
    if isinstance(value, bool | int | float):
        return value
    if isinstance(value, date | time):
        return value.isoformat()
    text = str(value)
    if len(text) > _LONGEST or "-----BEGIN" in text:
        return f"({len(text)} characters)"
    return text if text in choices else names.told(text)


def _source(value: object) -> str:
    """Return the kind of a secret's source, and nothing of what does not look like one."""
    kind = str(value).partition(":")[0]
    return kind if kind in _SOURCES else "(left out)"


def _finding(finding: Finding, names: Names) -> dict[str, Any]:
    """Return a finding; its sentences are full of names, so without them it is code and place."""
    if names.kept:
        return as_json(finding)
    return {
        "code": finding.code,
        "severity": finding.severity.value,
        "file": names.told(finding.where.file),
        "line": finding.where.line,
        "item": names.item(finding.where.item),
        "source": finding.source,
    }
