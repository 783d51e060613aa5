"""Checks of single values: keywords, numbers, names, addresses, ports, suites, masks."""

import re
from collections.abc import Callable, Iterator

from pwxwizard.attls.grammar import AttributeRule, at_least, suggestion
from pwxwizard.attls.suites import SUITES
from pwxwizard.attls.syntax import Attribute
from pwxwizard.attls.values import ValueFault, addresses, ports

Remark = tuple[str, str]
"""A finding's code and its message."""

_NAME = re.compile(r"[A-Z@#$][A-Z0-9@#$]{0,7}|[A-Z@#$][A-Z0-9@#$]{0,6}\*|\*")
_HEX = re.compile(r"[0-9A-Fa-f]+")
_WORD = re.compile(r"[A-Za-z][A-Za-z0-9_]*")
_TIMES = re.compile(r"(([01]?\d|2[0-3]):[0-5]\d|24:00)-(([01]?\d|2[0-3]):[0-5]\d|24:00)")


def value_remarks(rule: AttributeRule, line: Attribute, release: str) -> Iterator[Remark]:
    """Yield what is wrong with an attribute's value."""
    check = _CHECKS.get(rule.kind)
    if check is not None:
        yield from check(rule, line, release)


def words_used(rule: AttributeRule, line: Attribute) -> int:
    """Return how many words of a line Policy Agent reads as the value."""
    if rule.kind == "ports":
        return max(1, len(line.values) - ports(line.values).ignored)
    if rule.name in {"CertificateLabel", "ServerCertificateLabel"}:
        return len(line.values)
    return 1


def _keyword(rule: AttributeRule, line: Attribute, release: str) -> Iterator[Remark]:
    value = rule.canonical(line.value)
    if value not in rule.values:
        near = suggestion(value, rule.values)
        hint = f" Did you mean {near}?" if near else ""
        yield "ATT033", f"{rule.name} is {', '.join(rule.values)}, not {line.value!r}.{hint}"
    elif not at_least(release, rule.value_since.get(value, rule.since)):
        since = rule.value_since[value]
        yield "ATT025", f"{rule.name} {value} exists from z/OS {since} on, not in {release}."


def _number(rule: AttributeRule, line: Attribute, _release: str) -> Iterator[Remark]:
    value = line.value
    digits = value.isascii() and value.isdigit()
    if not digits or not rule.minimum <= int(value[:12]) <= rule.maximum or len(value) > 12:
        yield (
            "ATT034",
            f"{rule.name} is a number from {rule.minimum} to {rule.maximum}, not {value!r}.",
        )


def _job(rule: AttributeRule, line: Attribute, _release: str) -> Iterator[Remark]:
    value = line.value
    what, code = ("job name", "ATT044") if rule.kind == "job" else ("user ID", "ATT052")
    if not _NAME.fullmatch(value.upper()):
        yield code, f"{value!r} is not a {what}, nor the beginning of one with an asterisk."
    elif value != value.upper():
        yield "ATT045", f"The {what} {value!r} is not in upper case."


def _address(rule: AttributeRule, line: Attribute, _release: str) -> Iterator[Remark]:
    value = line.value
    fault = addresses(value).fault
    wrong_shape = (
        (rule.kind == "single-address" and ("/" in value or "-" in value))
        or (rule.kind == "prefix" and "/" not in value)
        or (rule.kind == "address-range" and "-" not in value)
    )
    if fault is ValueFault.BARE_NUMBER:
        dotted = ".".join(str(part) for part in int(value).to_bytes(4, "big"))
        yield "ATT041", f"{rule.name} {value} is read as the address {dotted}."
    elif fault is ValueFault.UNREADABLE or (wrong_shape and fault is ValueFault.NONE):
        yield "ATT040", f"{rule.name} cannot be {value!r}."
    elif fault is ValueFault.MAPPED:
        yield "ATT042", f"{value} is an IPv4-mapped or IPv4-compatible IPv6 address."
    elif fault in {ValueFault.BACKWARDS, ValueFault.OUT_OF_RANGE}:
        yield "ATT043", f"{value} is not a range of addresses."


def _ports(rule: AttributeRule, line: Attribute, _release: str) -> Iterator[Remark]:
    fault = ports(line.values).fault
    text = " ".join(line.values)
    if fault is ValueFault.ALL:
        yield "ATT039", f"{rule.name} {text} is not a documented form."
    elif fault is ValueFault.BACKWARDS:
        yield "ATT038", f"{rule.name} {text} ends before it begins."
    elif fault is not ValueFault.NONE:
        yield "ATT037", f"{rule.name} cannot be {text!r}."


def _suites(rule: AttributeRule, line: Attribute, _release: str) -> Iterator[Remark]:
    value, digits = line.value, 4 if rule.kind == "suites-4" else 2
    if value.upper() in SUITES.by_name:
        return
    if not _HEX.fullmatch(value):
        near = suggestion(value, (suite.name for suite in SUITES))
        hint = f" Did you mean {near}?" if near else ""
        yield "ATT048", f"System SSL has no cipher suite {value!r}.{hint}"
        return
    four = _unknown(value, 4)
    if len(value) % digits:
        yield "ATT049", f"{value} is not a row of codes of {digits} digits."
    elif _unknown(value, digits) and not four and digits == 2:
        yield "ATT049", f"{value} holds codes of four digits, which {rule.name} cannot take."
    elif _unknown(value, digits):
        code = _unknown(value, digits)
        yield "ATT048", f"System SSL has no cipher suite with the code {code}."


def _unknown(value: str, digits: int) -> str:
    """Return the first code of a row that no suite has; the whole row if it cannot be divided."""
    if len(value) % digits:
        return value
    codes = (value[start : start + digits].upper() for start in range(0, len(value), digits))
    return next((code for code in codes if code.rjust(4, "0") not in SUITES.by_hex), "")


def _codes(rule: AttributeRule, line: Attribute, _release: str) -> Iterator[Remark]:
    value = line.value
    if _HEX.fullmatch(value):
        if len(value) % 4:
            yield "ATT055", f"{rule.name} {value} is not a row of codes of four digits."
    elif not _WORD.fullmatch(value):
        yield "ATT055", f"{rule.name} cannot be {value!r}."


def _mask(rule: AttributeRule, line: Attribute, _release: str) -> Iterator[Remark]:
    value = line.value
    if set(value) - {"0", "1"} or len(value) not in rule.lengths:
        lengths = " or ".join(str(length) for length in rule.lengths)
        yield "ATT051", f"{rule.name} is {lengths} zeros and ones, not {value!r}."


def _times(rule: AttributeRule, line: Attribute, _release: str) -> Iterator[Remark]:
    if not _TIMES.fullmatch(line.value):
        yield "ATT051", f"{rule.name} is hh:mm-hh:mm, not {line.value!r}."


def _text(rule: AttributeRule, line: Attribute, _release: str) -> Iterator[Remark]:
    name = rule.name
    if name in {"KeyringPw", "GSK_LDAP_USER_PW"}:
        yield "ATT047", f"{name} holds a password that everybody can read."
    elif name in {"CertificateLabel", "ServerCertificateLabel"} and len(line.values) > 1:
        yield "ATT099", f"The label {' '.join(line.values)!r} contains blanks."
    if rule.maximum and len(line.value) > rule.maximum:
        yield "ATT034", f"{name} has at most {rule.maximum} characters."


def _reference(rule: AttributeRule, line: Attribute, _release: str) -> Iterator[Remark]:
    if len(line.value) > 32:
        yield "ATT031", f"{rule.name} names {line.value!r}: more than 32 characters."


_CHECKS: dict[str, Callable[[AttributeRule, Attribute, str], Iterator[Remark]]] = {
    "keyword": _keyword,
    "number": _number,
    "job": _job,
    "user": _job,
    "address": _address,
    "single-address": _address,
    "prefix": _address,
    "address-range": _address,
    "ports": _ports,
    "suites-2": _suites,
    "suites-4": _suites,
    "codes": _codes,
    "mask": _mask,
    "times": _times,
    "text": _text,
    "reference": _reference,
}
