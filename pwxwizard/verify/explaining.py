"""What messages and codes in a text mean, and what in this project they point to."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

from pwxwizard.knowledge import Confidence, Provenance, merged
from pwxwizard.resources import toml
from pwxwizard.trust import RULES, Cell, Kind, Reason

PWX, ZOS, RACF, CODE, ALERT, OPENSSL = (
    "PowerExchange message",
    "z/OS message",
    "security manager message",
    "AT-TLS or System SSL return code",
    "TLS alert",
    "OpenSSL error",
)

_TABLES = {PWX: "pwx", ZOS: "zos", RACF: "racf", CODE: "rc", ALERT: "alert", OPENSSL: "openssl"}
_LONGEST_TEXT = 4_000_000
_LONGEST_LINE = 2000
_SHORT = 200
"""Characters up to which a text is taken to be about TLS without saying so."""
_UNKNOWN = "It is not known here."
_LOOK_UP = {
    PWX: "Ask the installed system: its DTLMSG file has the text of every number.",
    ZOS: "Look it up in z/OS Communications Server, IP Messages.",
    RACF: "Look it up in z/OS Security Server, RACF Messages and Codes.",
    CODE: "Look it up in z/OS System SSL Programming and in the AT-TLS return codes.",
    ALERT: "Look it up in the IANA registry of TLS alerts.",
    OPENSSL: "Look at OpenSSL's documentation.",
}

_PATTERN = re.compile(
    r"""
      (?P<pwx>\bPWX(?:PC)?[-_]\d{3,5}\b)
    | (?P<zos>\bEZ[DZ]\d{4}[AEIW]?\b)
    | (?P<racf>\b(?:IRRD\d{3}|ICH\d{3,5}|IRR\d{3})[AEI]?\b)
    | (?P<rc>\b(?:RC|return[ ]code|reason[ ]code|GSK_\w*|gsk[ ]error)\s*[:=(]?\s*(?P<code>\d{1,4})\b)
    | (?P<number>\balert(?:[ ]number)?[ :=]+(?P<alert>\d{1,3})\b)
    """,
    re.VERBOSE | re.IGNORECASE,
)
_BARE = re.compile(r"\s*(\d{1,4})\s*")
_TTLS = re.compile(r"EZD12|TTLS|GSK|System SSL|AT-TLS", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Cause:
    """One possible cause."""

    sentence: str
    item: str
    """The item whose form mends it; empty where no file here shows the cause."""
    present: bool
    """The trust matrix of this project shows it."""


@dataclass(frozen=True, slots=True)
class Explanation:
    """What one code or message of a text means."""

    code: str
    family: str
    meaning: str
    source: str
    confidence: Confidence
    causes: tuple[Cause, ...]
    """Those that this project really has come first."""
    how_to_tell: str
    line: int
    """Line on which it first occurs."""
    count: int
    known: bool = True


@dataclass(frozen=True, slots=True)
class _Found:
    family: str
    code: str
    line: int


def explain(
    text: str, cells: Iterable[Cell] = (), overrides: Mapping[str, Any] | None = None
) -> tuple[Explanation, ...]:
    """Return what each code in a text means, in the order in which they first occur.

    Args:
        text: a code, a message or a whole log.
        cells: the project's trust matrix, to find the causes that it really has.
        overrides: a project's corrections of the catalogue `messages`.
    """
    tables = merged(_packaged(), overrides) if overrides else _packaged()
    reasons = _reasons(cells)
    order: dict[tuple[str, str], list[int]] = {}
    for found in _scan(text, tables):
        order.setdefault((found.family, found.code), []).append(found.line)
    return tuple(
        _explained(family, code, lines, tables, reasons) for (family, code), lines in order.items()
    )


@cache
def _packaged() -> Mapping[str, Any]:
    return toml("catalogue/messages.toml")


def _reasons(cells: Iterable[Cell]) -> Mapping[str, tuple[Reason, ...]]:
    """Return what is wrong in the project, by code; the same sentence once."""
    found: dict[str, dict[Reason, None]] = {}
    for cell in cells:
        for reason in cell.prediction.reasons:
            if reason.kind is Kind.CAUSE:
                found.setdefault(reason.code, {})[reason] = None
    return {code: tuple(reasons) for code, reasons in found.items()}


def _scan(text: str, tables: Mapping[str, Any]) -> Iterator[_Found]:
    alone = _BARE.fullmatch(text[:40]) if len(text) < 40 else None
    if alone:
        yield _Found(CODE, str(int(alone[1])), 1)
        return
    names = {str(entry.get("number")): name for name, entry in tables["alert"].items()}
    phrases = _phrases(tables)
    attls = len(text) < _SHORT or _TTLS.search(text) is not None
    for number, whole in enumerate(text[:_LONGEST_TEXT].splitlines(), 1):
        line = whole[:_LONGEST_LINE]
        # a job log is full of return codes of other programs
        rc = "PWX" not in line and (attls or _TTLS.search(line) is not None)
        yield from _codes(line, number, names, return_codes=rc)
        yield from _words(line, number, phrases)


def _codes(
    line: str, number: int, names: Mapping[str, str], *, return_codes: bool
) -> Iterator[_Found]:
    for match in _PATTERN.finditer(line):
        if match["pwx"]:
            yield _Found(PWX, match["pwx"].upper(), number)
        elif match["zos"]:
            yield _Found(ZOS, match["zos"].upper(), number)
        elif match["racf"]:
            yield _Found(RACF, match["racf"].upper(), number)
        elif match["code"]:
            if return_codes and int(match["code"]):
                yield _Found(CODE, str(int(match["code"])), number)
        elif match["alert"]:
            yield _Found(ALERT, names.get(match["alert"], match["alert"]), number)


def _phrases(tables: Mapping[str, Any]) -> "re.Pattern[str]":
    """Return a pattern of every OpenSSL error and spelled-out alert, longest first."""
    alerts = [name.replace("_", " ") for name in tables["alert"]]
    words = sorted({*tables["openssl"], *(f"alert {name}" for name in alerts)}, key=len)
    # spelled with a blank in OpenSSL 1.1 and with a hyphen in OpenSSL 3
    spelled = [re.escape(word).replace(r"self\-signed", "self[- ]signed") for word in words[::-1]]
    return re.compile(rf"(?<![\w-])(?:{'|'.join(spelled)})(?![\w-])", re.IGNORECASE)


def _words(line: str, number: int, phrases: "re.Pattern[str]") -> Iterator[_Found]:
    for match in phrases.finditer(line):
        words = match[0].lower().replace("self signed", "self-signed")
        if words.startswith("alert "):
            yield _Found(ALERT, words.removeprefix("alert ").replace(" ", "_"), number)
        elif words != "unsupported" or "error" in line.lower():
            yield _Found(OPENSSL, words, number)


def _explained(
    family: str,
    code: str,
    lines: list[int],
    tables: Mapping[str, Any],
    reasons: Mapping[str, tuple[Reason, ...]],
) -> Explanation:
    entry = tables[_TABLES[family]].get(code)
    if entry is None and family == ZOS and not code[-1].isalpha():
        entry = next(
            (found for name, found in tables["zos"].items() if name.startswith(code)), None
        )
    if entry is None:
        return _unknown(family, code, lines, tables)
    # an entry that somebody added may say no more than what it means
    provenance = Provenance(
        entry.get("source", "a correction of the catalogue"),
        Confidence(entry.get("confidence", Confidence.OVERRIDDEN)),
    )
    return Explanation(
        code,
        family,
        entry.get("meaning", ""),
        provenance.source,
        provenance.confidence,
        tuple(_causes(entry, reasons)),
        entry.get("how", ""),
        lines[0],
        len(lines),
    )


def _causes(entry: Mapping[str, Any], reasons: Mapping[str, tuple[Reason, ...]]) -> Iterator[Cause]:
    codes = entry.get("causes", ())
    for code in codes:
        for reason in reasons.get(code, ()):
            yield Cause(reason.sentence, reason.item, present=True)
    for sentence in entry.get("other", ()):
        yield Cause(sentence, "", present=False)
    for code in codes:
        if code not in reasons:
            yield Cause(f"{RULES[code].title}.", "", present=False)


def _unknown(family: str, code: str, lines: list[int], tables: Mapping[str, Any]) -> Explanation:
    meaning, source = _UNKNOWN, ""
    confidence = Confidence.ASSUMED
    if family == CODE:
        for span in tables["range"].values():
            if span["first"] <= int(code) <= span["last"]:
                meaning = f"{span['meaning']} What {code} means is not known here."
                source, confidence = span["source"], Confidence(span["confidence"])
    how = _LOOK_UP[family]
    return Explanation(
        code, family, meaning, source, confidence, (), how, lines[0], len(lines), known=False
    )
