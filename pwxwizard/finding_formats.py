"""Findings as other programs take them: JUnit XML, SARIF 2.1.0, one line for a monitor."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote
from xml.sax.saxutils import escape, quoteattr

from pwxwizard.finding import Finding, Severity

_LEVELS = {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
_NOT_IN_XML = {code: "\N{REPLACEMENT CHARACTER}" for code in range(32) if code not in {9, 10, 13}}
"""Control characters, which XML 1.0 cannot carry even escaped."""


def junit(findings: Sequence[Finding], suite: str) -> str:
    """Return findings as a JUnit report: each is a test case, and an error is a failed one.

    Warnings and infos are passed cases whose text stands in `system-out`; no finding at all is one
    passed case, because readers of JUnit take a report without any for a run that did not happen.
    """
    failures = sum(finding.severity is Severity.ERROR for finding in findings)
    cases = [_case(finding) for finding in findings] or [
        '    <testcase classname="pwxwizard" name="Nothing was found"/>'
    ]
    counts = f'tests="{len(cases)}" failures="{failures}" errors="0"'
    return "\n".join(
        (
            '<?xml version="1.0" encoding="UTF-8"?>',
            f'<testsuites name="pwxwizard" {counts}>',
            f"  <testsuite name={_attribute(suite)} {counts}>",
            *cases,
            "  </testsuite>",
            "</testsuites>",
            "",
        )
    )


def _case(finding: Finding) -> str:
    name = f"{finding.where}: {finding.message}" if str(finding.where) else finding.message
    text = " ".join(part for part in (finding.why, finding.fix, finding.source) if part)
    body = escape(text.translate(_NOT_IN_XML))
    inside = f"<system-out>{finding.severity.value}: {body}</system-out>"
    if finding.severity is Severity.ERROR:
        message = _attribute(finding.message)
        inside = f'<failure type="{finding.code}" message={message}>{body}</failure>'
    return f'    <testcase classname="{finding.code}" name={_attribute(name)}>{inside}</testcase>'


def _attribute(text: str) -> str:
    return quoteattr(text.translate(_NOT_IN_XML))


def sarif(findings: Sequence[Finding], version: str) -> dict[str, Any]:
    """Return findings as a SARIF 2.1.0 log of one run.

    Args:
        findings: what was found, in the order in which it is to be reported.
        version: the version of this program.
    """
    stated = {finding.code: finding for finding in findings}
    order = {code: index for index, code in enumerate(sorted(stated))}
    return {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {
                    "driver": {
                        "name": "pwxwizard",
                        "version": version,
                        "rules": [_rule(stated[code]) for code in order],
                    }
                },
                "columnKind": "unicodeCodePoints",
                "results": [_result(finding, order[finding.code]) for finding in findings],
            }
        ],
    }


def _rule(finding: Finding) -> dict[str, Any]:
    help_text = " ".join(part for part in (finding.fix, finding.source) if part)
    return {
        "id": finding.code,
        "shortDescription": {"text": finding.why or finding.code},
        "help": {"text": help_text or finding.code},
        "defaultConfiguration": {"level": _LEVELS[finding.severity]},
    }


def _result(finding: Finding, index: int) -> dict[str, Any]:
    result: dict[str, Any] = {
        "ruleId": finding.code,
        "ruleIndex": index,
        "level": _LEVELS[finding.severity],
        "message": {"text": " ".join(part for part in (finding.message, finding.fix) if part)},
    }
    location: dict[str, Any] = {}
    where = finding.where
    if where.file:
        location["physicalLocation"] = {"artifactLocation": {"uri": quote(where.file)}}
        if where.line:
            region = {"startLine": where.line, "startColumn": where.column}
            location["physicalLocation"]["region"] = {k: v for k, v in region.items() if v}
    if where.key or where.item:
        location["logicalLocations"] = [{"fullyQualifiedName": where.key or where.item}]
    if location:
        result["locations"] = [location]
    return result


MONITOR_STATES = ("OK", "WARNING", "CRITICAL", "UNKNOWN")
"""The states of a monitoring plug-in; the index is its exit code (Nagios plug-in interface)."""


def monitor_line(subject: str, state: int, said: str, **counts: int) -> str:
    """Return the one line of a monitoring plug-in, with its numbers as performance data.

    Args:
        subject: what was looked at, such as `CHECK`.
        state: 0 ok, 1 warning, 2 critical, 3 unknown.
        said: a sentence; a bar and line ends in it would be taken for syntax and are replaced.
        counts: numbers to be drawn over time, by their label.
    """
    clean = " ".join(said.replace("|", "/").split())
    data = " ".join(f"{label}={number}" for label, number in counts.items())
    return f"PWX {subject} {MONITOR_STATES[state]} - {clean}" + (f" | {data}" if data else "")


def monitor_findings(findings: Sequence[Finding]) -> tuple[int, str]:
    """Return the state and the line of a monitoring plug-in for findings: errors are critical."""
    numbers = {
        f"{severity.value}s": sum(finding.severity is severity for finding in findings)
        for severity in Severity
    }
    state = 2 if numbers["errors"] else 1 if numbers["warnings"] else 0
    worst = next((f for f in findings if f.severity is Severity.ERROR), None) or next(
        (f for f in findings if f.severity is Severity.WARNING), None
    )
    said = f"{worst.code} {worst.message}" if worst else "no error and no warning"
    return state, monitor_line("CHECK", state, said, **numbers)
