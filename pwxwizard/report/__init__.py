"""The report for auditors: a project, or files by themselves, as HTML, Markdown or JSON."""

from pwxwizard.report.content import SCHEMA, Report
from pwxwizard.report.gather import of_files, of_project
from pwxwizard.report.pages import FORMATS, format_of, rendered
from pwxwizard.report.saving import is_report, save

__all__ = [
    "FORMATS",
    "SCHEMA",
    "Report",
    "format_of",
    "is_report",
    "of_files",
    "of_project",
    "rendered",
    "save",
]
