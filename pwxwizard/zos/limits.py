"""What security managers take: lengths and characters of user IDs, labels, rings and data sets."""

import re
from collections.abc import Mapping
from typing import Any

from pwxwizard.finding import Finding, FindingRule, Severity
from pwxwizard.finding import Where as Place

_IBM = "z/OS Security Server RACF Command Language Reference, RACDCERT"

_TABLE = (
    FindingRule(
        "SEC001",
        Severity.ERROR,
        "Value that the security manager does not take",
        "The command would be refused, and the job would stop there.",
        "Shorten the value or leave out the characters that are not allowed.",
        _IBM,
    ),
    FindingRule(
        "SEC002",
        Severity.WARNING,
        "More names than the certificate can carry",
        "RACF, ACF2 and Top Secret write one IP address and one DNS name into ALTNAME; a client that "
        "calls the machine by another name would not find it in the certificate.",
        "Have the certificate made by the wizard's CA and imported as PKCS #12, or signed by a CA "
        "from a request to which the other names are added.",
        "Zowe documentation, zwe init certificate",
    ),
    FindingRule(
        "SEC003",
        Severity.ERROR,
        "Part of the subject that cannot be written",
        "SUBJECTSDN knows CN, T, OU, O, L, SP and C only; the certificate would get another subject.",
        "Use only these parts, or have the certificate made by the wizard's CA.",
        _IBM + " GENCERT",
    ),
    FindingRule(
        "SEC004",
        Severity.ERROR,
        "Listener without a user ID",
        "The key ring is opened under the listener's user; without it no access can be given.",
        "Name the user under which the listener runs.",
        "z/OS Communications Server, AT-TLS return code 202",
    ),
    FindingRule(
        "SEC005",
        Severity.INFO,
        "Command form that is only remembered",
        "Nobody has read this form in a manual; it may be spelled otherwise on the release in use.",
        "Compare it with the manual named in the packet before running the job; a correction goes "
        "into the project's table [catalogue.security-managers].",
        "this tool",
    ),
    FindingRule(
        "SEC006",
        Severity.WARNING,
        "No end date for the certificate is known",
        "The job holds YYYY-MM-DD where the end date belongs.",
        "Answer personal_certificate.not_after, or put the date into the job.",
        "this tool",
    ),
    FindingRule(
        "SEC007",
        Severity.WARNING,
        "Client without a user ID to map its certificate to",
        "SAFCheck refuses a client whose certificate belongs to no user ID.",
        "Answer at_tls.client_users for this client, or put the user ID into the job.",
        "z/OS Communications Server, AT-TLS ClientAuthType",
    ),
    FindingRule(
        "SEC008",
        Severity.WARNING,
        "Key that a listener cannot use by the FACILITY profile",
        "By IRR.DIGTCERT.LISTRING a private key can be used by the certificate's owner only.",
        "Protect the ring by class RDATALIB (personal_certificate.access), or let all listeners run "
        "under one user.",
        "z/OS Security Server RACF Callable Services, R_datalib usage notes",
    ),
)

RULES = {rule.code: rule for rule in _TABLE}
"""Every finding about what a security manager takes, by code."""


def problem(kind: str, value: str, tables: Mapping[str, Any]) -> str:
    """Return how to correct a value; empty for a good one.

    Args:
        kind: `user`, `label`, `ring`, `record`, `data_set`, `name` or `subject`.
        value: what was answered.
        tables: the catalogue.
    """
    limit = tables["limit"][kind]
    if len(value) <= limit["longest"] and re.fullmatch(limit["pattern"], value):
        return ""
    return str(limit["rule"])


def check(
    kind: str, value: str, tables: Mapping[str, Any], key: str, what: str
) -> tuple[Finding, ...]:
    """Return a finding for a value that is not taken; `key` is the answer's dotted path."""
    wrong = problem(kind, value, tables)
    if not wrong:
        return ()
    return (RULES["SEC001"].at(Place(key=key), f"{what} {value!r}: {wrong}"),)
