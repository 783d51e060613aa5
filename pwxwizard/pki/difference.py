"""Comparing two inspections by meaning: names come and go, lifetimes grow, keys stay or change."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from cryptography import x509

from pwxwizard.pki.extensions import extension
from pwxwizard.pki.inspection import Inspection, ObjectReport
from pwxwizard.pki.keys import key_kind
from pwxwizard.pki.names import alternative_names, dn_text, parse_dn
from pwxwizard.pki.plain import Plain, general_names
from pwxwizard.turns import Turn

_CONSEQUENCES = frozenset(
    ("fingerprintSha256", "fingerprintSha1", "publicKeySha256", "octets", "days")
)


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One difference between two objects, or a whole object that came or went."""

    title: str
    """The object, such as `certificate CN=zos1.example.com`."""
    field: str
    """The field's name; empty when the whole object came or went."""
    before: Plain
    after: Plain
    text: str
    """The change in words."""


def diff(before: Inspection, after: Inspection) -> tuple[FieldChange, ...]:
    """Return the differences by meaning; nothing for two inputs that mean the same.

    Objects are paired by kind and then by fingerprint, subject and order, so that neither their
    order nor their wrapping is a difference.
    """
    changes: list[FieldChange] = []
    for old, new in _pairs(before.objects, after.objects):
        if old is None and new is not None:
            changes.append(FieldChange(new.title, "", None, new.title, "added"))
        elif new is None and old is not None:
            changes.append(FieldChange(old.title, "", old.title, None, "removed"))
        elif old is not None and new is not None:
            changes.extend(_object(old, new))
    return tuple(changes)


def certificate_turns(
    before: x509.Certificate,
    *,
    subject: str,
    days: int,
    key: str,
    new_key: bool = False,
    issuer: str = "",
    hosts: Sequence[str] | None = None,
) -> tuple[Turn, ...]:
    """Return what a certificate says beside what the one made in its place will say.

    Args:
        before: the certificate that was written.
        subject: the distinguished name that the new one gets.
        days: its lifetime.
        key: the kind of its key.
        new_key: another key is made for it.
        issuer: the distinguished name of whoever signs it; empty leaves the issuer out.
        hosts: names and addresses that it gets; `None` leaves them out, as of a CA.
    """
    turns = [Turn("Subject", dn_text(before.subject), dn_text(parse_dn(subject)))]
    if hosts is not None:
        names = _hosts(extension(before, x509.SubjectAlternativeName))
        turns.append(Turn("Names", names, _hosts(alternative_names(hosts))))
    length = (before.not_valid_after_utc - before.not_valid_before_utc).days
    kind = key_kind(before.public_key())
    turns.append(Turn("Lifetime", f"{length} days", f"{days} days"))
    turns.append(key_turn(kind, key, new=new_key))
    if issuer:
        turns.append(Turn("Issuer", dn_text(before.issuer), dn_text(parse_dn(issuer))))
    return tuple(turns)


def key_turn(before: str, after: str, *, new: bool = True) -> Turn:
    """Return what becomes of a key, by the kinds of both; `new` where another one is made."""
    return Turn("Key", before, f"another {after}" if new and before == after else after)


def _hosts(names: x509.SubjectAlternativeName | None) -> str:
    return ", ".join(name.removeprefix("DNS:").removeprefix("IP:") for name in general_names(names))


def _pairs(
    before: Sequence[ObjectReport], after: Sequence[ObjectReport]
) -> list[tuple[ObjectReport | None, ObjectReport | None]]:
    rest = [report for report in after if report.kind != "PKCS #12 package"]
    waiting = [report for report in before if report.kind != "PKCS #12 package"]
    pairs: list[tuple[ObjectReport | None, ObjectReport | None]] = []
    for same in ("fingerprintSha256", "publicKeySha256", "subject", ""):
        for old in tuple(waiting):
            partner = next((new for new in rest if _alike(old, new, same)), None)
            if partner is not None:
                waiting.remove(old)
                rest.remove(partner)
                pairs.append((old, partner))
    gone: list[tuple[ObjectReport | None, ObjectReport | None]]
    gone = [(old, None) for old in waiting]
    return [*pairs, *gone, *((None, new) for new in rest)]


def _alike(old: ObjectReport, new: ObjectReport, field: str) -> bool:
    if old.kind != new.kind:
        return False
    return not field or (old.field(field) is not None and old.field(field) == new.field(field))


def _object(old: ObjectReport, new: ObjectReport) -> list[FieldChange]:
    title = new.title
    changes: list[FieldChange] = []
    criticals = (
        {field.name: field.critical for field in old.fields},
        {field.name: field.critical for field in new.fields},
    )
    names = dict.fromkeys(field.name for field in (*old.fields, *new.fields))
    for name in names:
        one, other = old.field(name), new.field(name)
        if one != other and name not in _CONSEQUENCES:
            changes.append(FieldChange(title, name, one, other, _text(name, one, other)))
        flags = criticals[0].get(name), criticals[1].get(name)
        if None not in flags and flags[0] != flags[1]:
            text = f"{name} is {'now' if flags[1] else 'no longer'} critical"
            changes.append(FieldChange(title, f"{name}.critical", flags[0], flags[1], text))
    days = old.field("days"), new.field("days")
    if days[0] != days[1]:
        text = f"lifetime {days[0]} -> {days[1]} days"
        changes.append(FieldChange(title, "days", days[0], days[1], text))
    keys = old.field("publicKeySha256"), new.field("publicKeySha256")
    if keys[0] != keys[1]:
        text = "another public key"
        changes.append(FieldChange(title, "publicKeySha256", keys[0], keys[1], text))
    elif changes and keys[0] is not None:
        text = "public key unchanged"
        changes.append(FieldChange(title, "publicKeySha256", keys[0], keys[1], text))
    return changes


def _text(name: str, before: Plain, after: Plain) -> str:
    shown = name.removeprefix("extensions.")
    if isinstance(before, list) and isinstance(after, list):
        gone = [f"- {_word(one)}" for one in before if one not in after]
        come = [f"+ {_word(one)}" for one in after if one not in before]
        return f"{shown}: {', '.join((*gone, *come)) or 'another order'}"
    if before is None:
        return f"{shown} added: {_word(after)}"
    if after is None:
        return f"{shown} removed (was {_word(before)})"
    if name in ("notBefore", "notAfter"):
        return f"{shown} {_word(before)} -> {_word(after)} ({_distance(before, after)})"
    return f"{shown} {_word(before)} -> {_word(after)}"


def _word(value: Plain) -> str:
    if isinstance(value, dict):
        return " ".join(f"{key}={_word(part)}" for key, part in value.items())
    if isinstance(value, list):
        return ", ".join(_word(part) for part in value) or "nothing"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value is None else str(value)


def _distance(before: Plain, after: Plain) -> str:
    days = (datetime.fromisoformat(str(after)) - datetime.fromisoformat(str(before))).days
    return f"{abs(days)} days {'later' if days >= 0 else 'earlier'}"
