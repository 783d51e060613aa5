"""All findings about one DBMOVER file, and about the place it is meant for."""

import re

from pwxwizard.dbmover import estate_rules, file_rules
from pwxwizard.dbmover.catalogue import Catalogue
from pwxwizard.dbmover.line_checks import check_lines
from pwxwizard.dbmover.meaning import view
from pwxwizard.dbmover.statement_checks import check_statement
from pwxwizard.dbmover.syntax import parse
from pwxwizard.dbmover.tls_checks import check_together
from pwxwizard.finding import Finding, FindingRule, Where

FINDINGS: dict[str, FindingRule] = {
    rule.code: rule
    for module in (file_rules, estate_rules)
    for rule in vars(module).values()
    if isinstance(rule, FindingRule)
}
"""Every finding of this package by its code."""

_QUALIFIER = r"[A-Z$#@][A-Z0-9$#@-]{0,7}"
_MEMBER = r"[A-Z$#@][A-Z0-9$#@]{0,7}"
_DATA_SET = re.compile(rf"'?({_QUALIFIER}(?:\.{_QUALIFIER})+)\(({_MEMBER})\)'?")
_IBMI_NAME = r"[A-Z$#@][A-Z0-9$#@_.]{0,9}"
_SOURCE_MEMBER = re.compile(rf"{_IBMI_NAME}/{_IBMI_NAME}\({_IBMI_NAME}\)")
_QSYS_PATH = re.compile(
    rf"(?:/{_IBMI_NAME})?/QSYS\.LIB/{_IBMI_NAME}\.LIB/{_IBMI_NAME}\.FILE/{_IBMI_NAME}\.MBR"
)
_WINDOWS_FILE = re.compile(r"[A-Za-z]:[\\/].+|\\\\[^\\]+\\.+")


def check(
    data: bytes, platform: str, catalogue: Catalogue, *, file: str = ""
) -> tuple[Finding, ...]:
    """Return all findings about a file, in the order of its lines.

    Without a platform, what depends on one is not checked.
    """
    parsed = parse(data)
    found = list(check_lines(parsed, platform, catalogue, file))
    for statement in parsed.statements:
        found += check_statement(statement, platform, catalogue, file)
    found += check_together(parsed, view(parsed, catalogue), platform, catalogue, file)
    return tuple(sorted(found, key=lambda one: (one.where.line, one.where.column, one.code)))


def check_target(path: str, platform: str) -> tuple[Finding, ...]:
    """Return findings about the place on the machine that a DBMOVER file is meant for."""
    found: list[Finding] = []
    where = Where(file=path)
    upper = path.upper()
    message = ""
    if platform == "zos":
        data_set = _DATA_SET.fullmatch(upper)
        if not data_set or len(data_set[1]) > 44:
            message = f"{path} is no member of a data set such as PWX.RUNLIB(DBMOVER)."
    elif platform == "ibmi":
        if not (_SOURCE_MEMBER.fullmatch(upper) or _QSYS_PATH.fullmatch(upper)):
            message = f"{path} is no library/file(member) such as DATALIB/CFG(DBMOVER)."
    elif platform == "windows":
        if not _WINDOWS_FILE.fullmatch(path):
            message = f"{path} is no whole Windows path."
    elif not path.startswith("/"):
        message = f"{path} is no whole path."
    if message:
        found.append(estate_rules.BAD_TARGET.at(where, message))
    if platform == "windows":
        message = "64-bit programs read the installation folder's file, 32-bit ones that of bin32."
        found.append(estate_rules.TWO_FILES.at(where, message))
    return tuple(found)
