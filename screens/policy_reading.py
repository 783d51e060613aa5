"""A z/OS machine's AT-TLS policy as the screens show it: as it is and as planned, and whose rules."""

from dataclasses import dataclass

from pwxwizard import attls, difference, layout
from pwxwizard.attls.values import ALL_PORTS, Intervals, Pattern
from pwxwizard.finding import Finding
from pwxwizard.plan import Form
from pwxwizard.project import Machine
from pwxwizard.review import Review
from pwxwizard.trust.artifacts import RELEASE


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a policy, read."""

    title: str
    """`as planned` or `as it is`."""
    path: str
    release: str
    policies: attls.PolicySet
    ours: frozenset[str]
    """Names of the rules that this tool made."""
    findings: tuple[Finding, ...]
    lines: tuple[str, ...]
    """The text with every password masked."""


def versions_of(workspace: Review, machine: Machine) -> tuple[Version, ...]:
    """Return a machine's policy as planned, then as it is; whichever of them there are."""
    project = workspace.project
    release = machine.release or RELEASE
    grammar = attls.Grammar.load(project.catalogue.get("attls", {}))
    item = f"at-tls/{machine.name}"
    plan = workspace.survey(only=(item,)).plan
    found: list[Version] = []
    table = project.table(("machine", machine.name, "at_tls"))
    path = str(table.get("policy", "")) or layout.policy(project, machine)
    for change in plan.changes:
        artifact = change.artifact
        if artifact.form is not Form.AT_TLS or not isinstance(artifact.content, bytes):
            continue
        about = tuple(
            finding for finding in plan.findings if finding.where.file in {"", artifact.path}
        )
        found.append(
            _version("as planned", artifact.path, release, grammar, artifact.content, about)
        )
    there = workspace.world.reader.look(path)
    if there.state == "file":
        findings = attls.check((attls.parse(there.data, path),), grammar, release=release)
        found.append(_version("as it is", path, release, grammar, there.data, findings))
    return tuple(found)


def _version(
    title: str,
    path: str,
    release: str,
    grammar: attls.Grammar,
    data: bytes,
    findings: tuple[Finding, ...],
) -> Version:
    policies = attls.resolve((attls.parse(data, path),), grammar)
    others = attls.resolve((attls.parse(attls.undo(data), path),), grammar)
    theirs = {rule.name for rule in others.rules}
    return Version(
        title,
        path,
        release,
        policies,
        frozenset(rule.name for rule in policies.rules if rule.name not in theirs),
        findings,
        tuple(difference.readable(Form.AT_TLS, data)),
    )


def ports(intervals: Intervals) -> str:
    """Return ports as people write them."""
    if intervals == ALL_PORTS:
        return "any"
    parts = [f"{low}" if low == high else f"{low}-{high}" for low, high in intervals]
    return ", ".join(parts) or "none"


def names(pattern: Pattern) -> str:
    """Return a condition on names as people write it."""
    if pattern.any:
        return "any"
    return f"{pattern.text}*" if pattern.prefix else pattern.text
