"""Looking at files that this tool never wrote: DBMOVER files, AT-TLS policies, certificates."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from pwxwizard import attls, dbmover, pki
from pwxwizard.finding import Finding, FindingRule, Severity, Where
from pwxwizard.world import Reader, digest

LARGEST = 8 * 1024 * 1024
"""Octets of the largest file that is looked into."""

UNREADABLE = FindingRule(
    "FIL002",
    Severity.WARNING,
    "File that cannot be looked into",
    "Nothing is known about it.",
    "Check its path, its size and its permissions.",
    "this tool",
)


@dataclass(frozen=True, slots=True)
class LooseFile:
    """One file as it was recognised."""

    path: str
    kind: str
    """`dbmover`, `at-tls`, `certificates` or `unknown`."""
    digest: str
    """SHA-256 of what was seen."""
    facts: tuple[str, ...]
    """What it says, a sentence a line; never key material."""
    findings: tuple[Finding, ...]


def files_below(reader: Reader, path: str) -> Iterator[str]:
    """Yield the files of a folder and the folders in it, sorted; a file yields itself."""
    if reader.look(path).state != "folder":
        yield path
        return
    for name in reader.names(path):
        yield from files_below(reader, f"{path.rstrip('/')}/{name}")


def look(reader: Reader, path: str, platform: str, at: datetime) -> LooseFile:
    """Recognise a file by its content and tell what it says and what is wrong with it.

    Args:
        reader: reads the file.
        path: where it stands.
        platform: of the machine that a DBMOVER file belongs to; empty skips what depends on it.
        at: the moment to judge dates by.
    """
    found = reader.look(path)
    if found.state != "file" or len(found.data) > LARGEST:
        reason = found.problem or "too large"
        finding = UNREADABLE.at(Where(file=path), f"It cannot be looked into: {reason}.")
        return LooseFile(path, "unknown", found.digest, (), (finding,))
    data = found.data
    seen = digest(data)
    inspection = pki.inspect(data, file=path)
    if inspection.objects:
        contents = pki.read(data, file=path)
        findings = list(inspection.all_findings)
        for certificate in contents.certificates:
            role = "ca" if pki.may_sign_certificates(certificate) else "personal"
            findings += pki.lint(certificate, role, at=at, file=path)
        facts = tuple(_object_facts(inspection))
        return LooseFile(path, "certificates", seen, facts, tuple(dict.fromkeys(findings)))
    policy = attls.parse(data, path)
    if any(name.upper().startswith("TTLS") for name in attls.counts((policy,))):
        grammar = attls.Grammar.load()
        policies = attls.resolve((policy,), grammar)
        rules = tuple(f"rule {rule.name}, priority {rule.priority}" for rule in policies.rules)
        return LooseFile(path, "at-tls", seen, rules, attls.check((policy,), grammar))
    catalogue = dbmover.Catalogue.load()
    file = dbmover.parse(data)
    if catalogue.keywords & set(dbmover.counts(file)):
        return LooseFile(
            path,
            "dbmover",
            seen,
            tuple(_dbmover_facts(dbmover.view(file, catalogue))),
            dbmover.check(data, platform, catalogue, file=path),
        )
    return LooseFile(path, "unknown", seen, (), ())


def _object_facts(inspection: pki.Inspection) -> Iterator[str]:
    for report in inspection.objects:
        until = report.field("notAfter")
        yield report.title + (f", until {until}" if until else "")


def _dbmover_facts(view: dbmover.View) -> Iterator[str]:
    for listener in view.listeners:
        secure = ", TLS token" if listener.secure else ""
        yield f"listener {listener.name}, port {listener.port}{secure}"
    for node in view.nodes:
        yield f"node {node.name}, {node.host} port {node.port}" + (", TLS" if node.secure else "")
    if view.ssl:
        yield f"SSL statement, personal file {view.ssl.personal or 'not named'}"
