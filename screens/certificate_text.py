"""Certificates in words: every object of a file with its fields, and what differs between two."""

from textual.content import Content

from pwxwizard import pki
from pwxwizard.finding import Finding
from pwxwizard.pki import FieldChange, Inspection, ObjectReport
from screens.inspecting import told


def report_text(inspection: Inspection, checks: tuple[Finding, ...]) -> Content:
    """Return all objects of a file with their fields, what the checks say first."""
    lines = [told(one) for one in dict.fromkeys((*inspection.findings, *checks))]
    for report in inspection.objects:
        if lines:
            lines.append(Content())
        lines += _object(report)
        if _locked(report, inspection):
            lines.append(Content.styled("  What is under its passphrase is not shown.", "$muted"))
    return Content("\n").join(lines or [Content("Nothing was recognised in it.")])


def _locked(report: ObjectReport, inspection: Inspection) -> bool:
    """Tell whether there is something that only a passphrase would show."""
    if report.kind == "PKCS #12 package":
        return len(inspection.objects) == 1
    return bool(report.field("encrypted")) and report.field("publicKeySha256") is None


def _object(report: ObjectReport) -> list[Content]:
    place = f"  {report.form}{f', line {report.line}' if report.line else ''}"
    lines = [Content.assemble((report.title, "bold"), (place, "$muted"))]
    if report.uses:
        lines.append(Content.assemble(("  Uses: ", "$muted"), ", ".join(report.uses)))
    for field in report.fields:
        name = field.name.removeprefix("extensions.")
        critical = " (critical)" if field.critical else ""
        lines.append(Content.assemble((f"  {name}{critical}: ", "$muted"), _word(field.value)))
    return [*lines, *(told(one) for one in report.findings)]


def difference_text(before: Inspection | None, after: Inspection | None) -> Content:
    """Return what differs between two files by meaning."""
    if before is None or after is None:
        return Content("One of the two is not there, so that there is nothing to compare.")
    changes = pki.diff(before, after)
    lines = [_change(change) for change in changes]
    return Content("\n").join(lines) if lines else Content("Both mean the same.")


def _change(change: FieldChange) -> Content:
    sign, token = {"added": ("+", "success"), "removed": ("-", "error")}.get(
        change.text, ("~", "warning")
    )
    return Content.assemble(
        (f"{sign} ", f"${token} bold"), (f"{change.title}: ", "$muted"), change.text
    )


def _word(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(_word(part) for part in value) or "-"
    if isinstance(value, dict):
        return ", ".join(f"{key} {_word(part)}" for key, part in value.items())
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "-" if value is None else str(value)
