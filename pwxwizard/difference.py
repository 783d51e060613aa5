"""Differences of one artifact: line by line and by meaning; secrets are masked before rendering."""

import difflib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pwxwizard import attls, dbmover, pki
from pwxwizard.listings import Compared, compared
from pwxwizard.plan import Action, Artifact, Change, Form, Pending
from pwxwizard.turns import paired, told, turned
from pwxwizard.world import digest

CONTEXT = 3
"""Unchanged lines shown around a change."""

_POLICY_SECRET = re.compile(r"(?im)^(\s*(?:KeyringPw|GSK_LDAP_USER_PW)\s+)\S.*$")
_MASK = "********"


@dataclass(frozen=True, slots=True)
class DiffLine:
    """One line of a difference."""

    kind: str
    """` ` unchanged, `+` added, `-` removed, `@` a gap, `?` a note; by meaning also `~` changed and
    `=` staying as it is."""
    text: str
    before: int = 0
    """Line number in what is there now; 0 for lines that are not in it."""
    after: int = 0
    """Line number in what it would become; 0 for lines that are not in it."""


def readable(form: Form, data: bytes) -> list[str]:
    """Return content as lines fit for any screen: text with secrets masked, or a description."""
    if form.private:
        return [f"(key material, {len(data)} bytes, not shown)", f"SHA-256 {digest(data)}"]
    if form is Form.DBMOVER:
        return [line.text for line in dbmover.parse(dbmover.mask(data)).lines]
    if form is Form.AT_TLS:
        text = "".join(attls.parse(data).lines)
        return _POLICY_SECRET.sub(rf"\g<1>{_MASK}", text).splitlines()
    if form is Form.CERTIFICATE:
        return certificate_lines(data)
    return data.decode("utf-8", "replace").splitlines()


def certificate_lines(data: bytes) -> list[str]:
    """Return what the certificates of a file say, a field a line."""
    lines: list[str] = []
    for report in pki.inspect(data).objects:
        lines.append(report.title)
        for entry in report.fields:
            critical = " (critical)" if entry.critical else ""
            lines.append(f"  {entry.name}{critical}: {_word(entry.value)}")
    return lines or ["(no certificate in it)"]


def _word(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(_word(part) for part in value)
    if isinstance(value, dict):
        return ", ".join(f"{key} {_word(part)}" for key, part in value.items())
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "-" if value is None else str(value)


def becomes(artifact: Artifact) -> list[str]:
    """Return what an artifact would hold, readable; what only apply can make is named so."""
    if not isinstance(artifact.content, Pending):
        return readable(artifact.form, artifact.content)
    if artifact.content.preview is not None:
        return readable(artifact.form, artifact.content.preview)
    return [f"(known after writing) {line}" for line in artifact.content.summary]


def before(change: Change) -> bytes:
    """Return what a change is compared with: the file at its path, or the one that it extends."""
    return change.found.data if change.found.state == "file" else change.artifact.origin_data


def preview(change: Change, *, whole: bool = False) -> list[DiffLine]:
    """Return what a preview shows of a change: the difference, or all of a file that stays as it is."""
    whole = whole or change.action is Action.KEEP
    return lines(change, None if whole else CONTEXT)


def lines(change: Change, context: int | None = CONTEXT) -> list[DiffLine]:
    """Return the line difference of a change; `context=None` keeps every unchanged line."""
    data = before(change)
    old = readable(change.artifact.form, data) if data else []
    new = becomes(change.artifact)
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    found: list[DiffLine] = []
    groups = (
        matcher.get_grouped_opcodes(context) if context is not None else [matcher.get_opcodes()]
    )
    for group in groups:
        if found:
            found.append(DiffLine("@", f"... line {group[0][1] + 1}"))
        for tag, first, last, start, end in group:
            if tag == "equal":
                found += [
                    DiffLine(" ", old[first + step], first + step + 1, start + step + 1)
                    for step in range(last - first)
                ]
                continue
            found += [DiffLine("-", old[at], at + 1) for at in range(first, last)]
            found += [DiffLine("+", new[at], 0, at + 1) for at in range(start, end)]
    if isinstance(change.artifact.content, Pending) and change.artifact.content.preview is None:
        # Nothing of it is known by its lines: what it will be is said before what it was.
        found.sort(key=lambda line: line.kind != "+")
    return found


def meaning(change: Change, catalogues: Mapping[str, Any]) -> list[DiffLine]:
    """Return what a change means, a thing a line; empty when nothing can be said beyond the lines."""
    content = change.artifact.content
    if isinstance(content, Pending) and content.preview is None:
        return _pending(change, content)
    after = content.preview or b"" if isinstance(content, Pending) else content
    data = before(change)
    match change.artifact.form:
        case Form.DBMOVER:
            catalogue = dbmover.Catalogue.load(catalogues.get("dbmover", {}))
            return _changes(_dbmover_facts(data, catalogue), _dbmover_facts(after, catalogue))
        case Form.AT_TLS:
            return _changes(_policy_facts(data), _policy_facts(after))
        case Form.CERTIFICATE:
            return [
                DiffLine(_SIGNS.get(one.text, "~"), _certificate_change(one))
                for one in pki.diff(pki.inspect(data), pki.inspect(after))
            ]
        case _:
            return []


_SIGNS = {"added": "+", "removed": "-", "public key unchanged": "="}


def _certificate_change(change: pki.FieldChange) -> str:
    return f"{change.title}: {change.text}" if change.field else f"{change.title} {change.text}"


def _pending(change: Change, content: Pending) -> list[DiffLine]:
    """Return what is certain about content that apply makes: what changes first, then what stays."""
    turns = content.turns if change.found.state == "file" else ()
    said = [DiffLine("~", f"{one.name}: {one.words}") for one in turns if one.changes]
    said += [DiffLine("=", f"{one.name}: {one.words}") for one in turns if not one.changes]
    names = {turn.name for turn in turns}
    rest = (line for line in content.summary if line.partition(":")[0] not in names)
    return said + [DiffLine(" ", line) for line in rest]


def network(
    change: Change, catalogues: Mapping[str, Any], platform: str = ""
) -> tuple[Compared, ...]:
    """Return listeners, nodes and TLS of a DBMOVER file before and after; empty for other files."""
    if change.artifact.form is not Form.DBMOVER:
        return ()
    content = change.artifact.content
    after = content.preview or b"" if isinstance(content, Pending) else content
    catalogue = dbmover.Catalogue.load(catalogues.get("dbmover", {}))
    return compared(before(change), after, catalogue, platform)


_Fact = tuple[str, dict[str, str]]
"""What is spoken of, and what is said of it: words by their names, empty where they need none."""


def _changes(old: Sequence[_Fact], new: Sequence[_Fact]) -> list[DiffLine]:
    pairs = paired(old, new, lambda fact: fact[0], lambda fact: fact[1])
    found = [
        DiffLine("+", f"{after[0]}: {_said(after[1])}")
        for before, after in pairs
        if not before and after
    ]
    found += [
        DiffLine("~", f"{after[0]}: {told(turned(before[1], after[1]))}")
        for before, after in pairs
        if before and after and before != after
    ]
    found += [
        DiffLine("-", f"{before[0]}: {_said(before[1])}")
        for before, after in pairs
        if before and not after
    ]
    return found


def _said(parts: Mapping[str, str]) -> str:
    return ", ".join(f"{name} {value}".strip() for name, value in parts.items() if value)


def _dbmover_facts(data: bytes, catalogue: dbmover.Catalogue) -> list[_Fact]:
    view = dbmover.view(dbmover.parse(data), catalogue)
    facts: list[_Fact] = [
        (
            f"listener {entry.name}",
            {"port": str(entry.port), "TLS": "yes" if entry.secure else ""},
        )
        for entry in view.listeners
    ]
    facts += [
        (f"node {entry.name}", {"host": entry.host, "port": str(entry.port), "TLS": entry.token})
        for entry in view.nodes
    ]
    words = {"cipher list": view.cipher_list}
    if view.ssl:
        words |= {
            "personal file": view.ssl.personal,
            "CA list": view.ssl.ca_list,
            "application ID": view.ssl.app_id,
            "passphrase": view.ssl.passphrase,
        }
    switches = view.switches
    for switch in (
        switches.require_client_certificate,
        switches.require_server_certificate,
        switches.allow_self_signed,
    ):
        if not switch.is_default:
            words[switch.keyword] = "yes" if switch.value else "no"
    return [*facts, *((name, {"": value}) for name, value in words.items() if value)]


def _ports(found: Sequence[tuple[int, int]]) -> str:
    return " ".join(str(low) if low == high else f"{low}-{high}" for low, high in found)


def _policy_facts(data: bytes) -> list[_Fact]:
    if not data:
        return []
    policies = attls.resolve((attls.parse(data),), attls.Grammar.load())
    facts: list[_Fact] = []
    for rule in policies.rules:
        policy = attls.effective(policies, rule.name, release="3.1")
        words = {
            "port": _ports(rule.local_ports),
            "job": str(rule.job),
            "user": str(rule.user),
            "priority": str(rule.priority),
            "": "" if policy.tls_enabled else "clear text",
        }
        if policy.tls_enabled:
            words |= {
                "role": policy.handshake_role,
                "client certificates": policy.client_auth_type,
                "protocols": " ".join(policy.protocols),
                "key ring": policy.keyring,
                "label": policy.certificate_label,
                "suites": " ".join(policy.suites),
            }
        facts.append((f"rule {rule.name}", words))
    return facts
