"""Checks of what a Listener rule is to contain, before anything is written."""

import re
from collections.abc import Iterator

from pwxwizard.attls.findings import FINDINGS
from pwxwizard.attls.generate import (
    ListenerRule,
    Target,
    legal_name,
    usable_protocols,
    usable_suites,
)
from pwxwizard.attls.suites import SUITES
from pwxwizard.attls.syntax import PolicyFile
from pwxwizard.ebcdic import outside_1047
from pwxwizard.finding import Finding, Where

_JOB = re.compile(r"[A-Z@#$][A-Z0-9@#$]{0,7}|[A-Z@#$][A-Z0-9@#$]{0,6}\*")
_ROLES = ("Server", "ServerWithClientAuth")
_TYPES = ("PassThru", "Full", "Required", "SAFCheck")


def wish_findings(
    rules: tuple[ListenerRule, ...], target: Target, present: PolicyFile
) -> Iterator[Finding]:
    """Yield what is wrong with the wanted rules; an error keeps them from being written."""
    names: set[str] = set()
    for rule in rules:
        place = Where(present.file, item=f"at-tls/{rule.name}")
        for message in (*_impossible(rule), *_unwritable(rule), *_unusable(rule, target)):
            yield FINDINGS["ATT095"].at(place, message)
        if legal_name(rule.name) in names:
            yield FINDINGS["ATT095"].at(place, f"Two Listener rules are named {rule.name}.")
        names.add(legal_name(rule.name))
        yield from _doubtful(rule, target, place)


def _impossible(rule: ListenerRule) -> Iterator[str]:
    if not 1 <= rule.port <= 65535:
        yield f"{rule.port} is not a port."
    for job in rule.jobs:
        if not _JOB.fullmatch(job.upper()):
            yield f"{job!r} is not a job name of up to eight characters."
    if rule.user and not _JOB.fullmatch(rule.user.upper()):
        yield f"{rule.user!r} is not a user ID of up to eight characters."
    if rule.handshake_role not in _ROLES:
        yield f"{rule.handshake_role!r} is not a role for a Listener."
    elif rule.handshake_role == "ServerWithClientAuth" and rule.client_auth_type not in _TYPES:
        yield f"{rule.client_auth_type!r} is not a ClientAuthType."
    if rule.priority is not None and not 1 <= rule.priority <= 2_000_000_000:
        yield f"{rule.priority} is not a priority from 1 to 2000000000."


def _unwritable(rule: ListenerRule) -> Iterator[str]:
    if not re.fullmatch(r"[^\s#]+", rule.keyring):
        yield f"{rule.keyring!r} cannot be written as a key ring: no blank, no number sign."
    if re.search(r"[#\r\n\t]", rule.certificate_label):
        yield f"{rule.certificate_label!r} cannot be written as a certificate label."
    lacking = outside_1047(rule.keyring + rule.certificate_label)
    if lacking:
        yield f"IBM-1047 has no {lacking!r}, which the key ring or label contains."


def _unusable(rule: ListenerRule, target: Target) -> Iterator[str]:
    unknown = [name for name in rule.suites if SUITES.find(name) is None]
    if unknown:
        yield f"System SSL has no suite {', '.join(unknown)}."
    protocols = usable_protocols(rule, target)
    suites = [SUITES.find(name) for name in usable_suites(rule, target)]
    if not protocols:
        yield f"None of the wanted protocols exists on z/OS {target.release}."
    for protocol in protocols:
        if not any(suite and protocol in suite.protocols for suite in suites):
            yield f"No suite of the list can be used with {protocol}."


def _doubtful(rule: ListenerRule, target: Target, place: Where) -> Iterator[Finding]:
    wildcards = [job for job in rule.jobs if job.endswith("*")]
    if wildcards:
        yield FINDINGS["ATT097"].at(
            place, f"{', '.join(wildcards)} also covers jobs that are not the Listener's."
        )
    if "TLSv1.3" in rule.protocols and not target.knows("TLSv1.3"):
        yield FINDINGS["ATT098"].at(
            place, f"TLSv1.3 is left out for {rule.name}: z/OS {target.release} does not know it."
        )
    if rule.handshake_role == "ServerWithClientAuth" and rule.client_auth_type == "PassThru":
        yield FINDINGS["ATT056"].at(
            place, f"{rule.name} asks for client certificates and checks none of them."
        )
    if " " in rule.certificate_label:
        yield FINDINGS["ATT099"].at(place, f"The label {rule.certificate_label!r} contains blanks.")
    longest = max(len(f"    CertificateLabel {rule.certificate_label}"), len(rule.keyring) + 12)
    if longest > 72:
        yield FINDINGS["ATT014"].at(place, f"A line of {longest} columns is needed.")
