"""The output of `pasearch -t`: what Policy Agent has installed, read back and compared."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from pwxwizard.attls.effective import EffectivePolicy, OriginKind, effective
from pwxwizard.attls.findings import FINDINGS
from pwxwizard.attls.generate import ListenerRule, rule_names
from pwxwizard.attls.match import Query, match
from pwxwizard.attls.policy import PolicySet, Rule, resolve
from pwxwizard.attls.syntax import parse
from pwxwizard.finding import Finding, Where

_PAIR = re.compile(r"([A-Za-z0-9_.][A-Za-z0-9_. ]*?):(?:\s+|$)(.*)")
_SECOND = re.compile(r"\s{2,}([A-Za-z]\w*(?: \w+)*):(?:\s+(.*))?$")
_SUITE = re.compile(r"\s*[0-9A-Fa-f]{4}\s+(TLS_[A-Za-z0-9_]+)\s*$")
_RELEASE = re.compile(r"\bCS\s+V?(\d)[R.](\d+)")
_ANY_JOB = "ANYJOB"
_SCOPES = ("Group", "Environment", "Connection")
"""From the most general to the most specific."""


@dataclass(slots=True)
class _Section:
    """One rule while it is being read."""

    name: str
    line: int
    conditions: dict[str, list[str]] = field(default_factory=dict)
    scopes: dict[str, dict[str, str]] = field(default_factory=dict)
    suites: dict[str, list[str]] = field(default_factory=dict)
    actions: dict[str, str] = field(default_factory=dict)
    side: str = ""
    """`Local` or `Remote` while addresses are read."""


@dataclass(frozen=True, slots=True)
class InstalledRule:
    """One rule as Policy Agent displays it."""

    name: str
    line: int
    conditions: Mapping[str, tuple[str, ...]]
    """Displayed conditions and times by heading, such as `LocalPortFrom`."""
    settings: Mapping[str, str]
    """Displayed settings by keyword in lower case; the most specific action counts."""
    suites: tuple[str, ...]
    actions: Mapping[str, str]
    """Action names by scope: Group, Environment, Connection."""

    def first(self, heading: str) -> str:
        """Return the first value under a heading, or nothing."""
        values = self.conditions.get(heading, ())
        return values[0] if values else ""


@dataclass(frozen=True, slots=True)
class PasearchReport:
    """What a pasted listing says."""

    rules: tuple[InstalledRule, ...]
    """In the order of the display, which is the effective order."""
    release: str
    """z/OS release such as `3.1`, empty if the listing does not say."""
    findings: tuple[Finding, ...] = ()

    def as_policy(self) -> bytes:
        """Return the rules' conditions as a policy file, for the simulator."""
        return "".join(line + "\n" for rule in self.rules for line in _rule_text(rule)).encode()


def read_pasearch(text: str) -> PasearchReport:
    """Return the AT-TLS rules of a listing; what cannot be read becomes a finding."""
    sections: list[_Section] = []
    scope = ""
    for number, line in enumerate(text.splitlines(), 1):
        for key, value in _pairs(line):
            if key == "policyRule":
                sections.append(_Section(value, number))
                scope = ""
            elif sections:
                scope = _note(sections[-1], key, value, scope)
        suite = _SUITE.match(line)
        if suite and sections and scope:
            sections[-1].suites.setdefault(scope, []).append(suite.group(1))
    release = _RELEASE.search(text)
    rules = tuple(
        _installed(section)
        for section in sections
        if "TTLS" in section.conditions.get("Rule Type", ["TTLS"])
    )
    findings = () if rules else (FINDINGS["ATT113"].at(Where(), "The listing has no TTLS rule."),)
    return PasearchReport(rules, ".".join(release.groups()) if release else "", findings)


def _pairs(line: str) -> Iterator[tuple[str, str]]:
    """Yield the one or two headings of a line with their values."""
    text = line.strip()
    found = _PAIR.match(text)
    if not found:
        return
    key, value = found.group(1), found.group(2)
    second = _SECOND.search(f"  {value}") if ":" in value else None
    if second:
        yield key, f"  {value}"[: second.start()].strip()
        yield second.group(1), (second.group(2) or "").strip()
    else:
        yield key, value.strip()


def _note(section: _Section, key: str, value: str, scope: str) -> str:
    """Keep one heading of a rule; return the scope of the action that the next lines belong to."""
    if key == "TTLS Action":
        section.actions["?"] = value
        return "?"
    if not scope:
        if key in {"Local Address", "Remote Address"}:
            section.side = key.split(maxsplit=1)[0]
        heading = section.side + key if key in {"FromAddr", "ToAddr"} else key
        section.conditions.setdefault(heading, []).append(value)
    elif key == "Scope":
        section.actions[value] = section.actions.pop("?", "")
        section.scopes.setdefault(value, {})
        return value
    elif value:
        section.scopes.setdefault(scope, {}).setdefault(key.lower(), value)
    return scope


def _installed(section: _Section) -> InstalledRule:
    settings: dict[str, str] = {}
    suites: list[str] = []
    for scope in _SCOPES:
        settings.update(section.scopes.get(scope, {}))
        suites = section.suites.get(scope, suites)
    return InstalledRule(
        section.name,
        section.line,
        {key: tuple(values) for key, values in section.conditions.items()},
        settings,
        tuple(suites),
        {scope: name for scope, name in section.actions.items() if scope != "?"},
    )


def _rule_text(rule: InstalledRule) -> Iterator[str]:
    yield from (f"TTLSRule {rule.name}", "{")
    groups: list[str] = []
    for side in ("Local", "Remote"):
        starts, stops = (rule.conditions.get(f"{side}{end}Addr", ()) for end in ("From", "To"))
        pairs = [pair for pair in zip(starts, stops, strict=False) if pair[0] != "All"]
        if pairs:
            name = f"{rule.name}_{side}"
            yield f"{side}AddrGroupRef {name}"
            groups += [f"IpAddrGroup {name}", "{"]
            for low, high in pairs:
                groups += ["IpAddrSet", "{", f"Range {low}-{high}", "}"]
            groups.append("}")
        yield f"{side}PortRange {rule.first(f'{side}PortFrom')} {rule.first(f'{side}PortTo')}"
    for heading, keyword in (("JobName", "Jobname"), ("UserId", "Userid")):
        if rule.first(heading):
            yield f"{keyword} {rule.first(heading)}"
    yield f"Direction {rule.first('ServiceDirection')}"
    yield f"Priority {rule.first('Priority') or 1}"
    yield f"TTLSGroupActionRef {rule.name}"
    yield "}"
    yield from groups
    enabled = rule.settings.get("ttlsenabled", "On")
    yield from (f"TTLSGroupAction {rule.name}", "{", f"TTLSEnabled {enabled}", "}")


def compare(
    report: PasearchReport, policies: PolicySet, rules: Sequence[ListenerRule] | None = None
) -> tuple[Finding, ...]:
    """Return how what is installed differs from the planned policy.

    `rules` are the Listener rules of the plan: each must be installed, agree with the policy, and
    win for its port and job names. Without them, this holds for every rule of the policy, as far as
    it wins there. The place of a finding is a line of the listing.
    """
    if report.findings:
        return report.findings
    release = report.release or "2.5"
    aims = _policy_aims(policies, release) if rules is None else _listener_aims(rules)
    return tuple(_compare(report, policies, aims, release))


@dataclass(frozen=True, slots=True)
class _Aim:
    """A rule that must be installed, and a connection that it must win."""

    rule: str
    item: str
    query: Query | None
    """`None` where the rule wins nothing in the plan either."""


def _listener_aims(rules: Sequence[ListenerRule]) -> Iterator[_Aim]:
    for wish in rules:
        for name, job in rule_names(wish):
            query = Query(job.rstrip("*") or _ANY_JOB, wish.port, user=wish.user)
            yield _Aim(name, f"at-tls/{wish.name}", query)


def _policy_aims(policies: PolicySet, release: str) -> Iterator[_Aim]:
    for rule in policies.rules:
        port = rule.local_ports[0][0] if rule.local_ports else 0
        query = Query(
            rule.job.text or _ANY_JOB,
            port,
            direction=next(iter(sorted(rule.directions)), ""),
            user=rule.user.text,
        )
        wins = match(policies, query, release=release).rule == rule.name
        yield _Aim(rule.name, "", query if wins else None)


def _compare(
    report: PasearchReport, policies: PolicySet, aims: Iterable[_Aim], release: str
) -> Iterator[Finding]:
    installed = {rule.name: rule for rule in report.rules}
    running = resolve((parse(report.as_policy()),), policies.grammar)
    for aim in aims:
        found, planned = installed.get(aim.rule), policies.rule(aim.rule)
        if found is None:
            yield FINDINGS["ATT110"].at(Where(item=aim.item), f"{aim.rule} is not in the listing.")
            continue
        if planned is not None:
            policy = effective(policies, aim.rule, release=release)
            yield from _rule_differences(found, planned, policy, running.rule(aim.rule))
        winner = match(running, aim.query, release=release).rule if aim.query else None
        if aim.query is not None and winner not in {aim.rule, None}:
            yield FINDINGS["ATT112"].at(
                Where(line=installed[winner].line if winner in installed else 0),
                f"{winner} takes the connections to port {aim.query.local_port} before {aim.rule}.",
            )
    for rule in report.rules:
        if policies.rule(rule.name) is None:
            yield FINDINGS["ATT114"].at(
                Where(line=rule.line), f"{rule.name} is installed, but not in the plan."
            )


def _rule_differences(
    found: InstalledRule, planned: Rule, policy: EffectivePolicy, running: Rule | None
) -> Iterator[Finding]:
    differences = [*_conditions(planned, running), *_settings(found, policy)]
    if differences:
        yield FINDINGS["ATT111"].at(
            Where(line=found.line), f"{found.name}: {'; '.join(differences)}."
        )


def _conditions(planned: Rule, running: Rule | None) -> Iterator[str]:
    if running is None:
        return
    for label, wanted, there in (
        ("the direction", planned.directions, running.directions),
        ("the job name", planned.job, running.job),
        ("the user ID", planned.user, running.user),
        ("the local ports", planned.local_ports, running.local_ports),
        ("the remote ports", planned.remote_ports, running.remote_ports),
        ("the local addresses", planned.local_addresses, running.local_addresses),
        ("the remote addresses", planned.remote_addresses, running.remote_addresses),
        ("the priority", planned.priority, running.priority),
    ):
        if wanted != there:
            yield f"{label} differ" + "s" * (not label.endswith("s"))


def _settings(found: InstalledRule, policy: EffectivePolicy) -> Iterator[str]:
    for setting in policy.settings:
        if setting.statement == "TTLSCipherParms" or setting.attribute.endswith("UserInstance"):
            continue
        if setting.origin.kind not in {OriginKind.CODED, OriginKind.INHERITED}:
            continue
        there = found.settings.get(setting.attribute.lower(), "")
        exact = setting.attribute in {"Keyring", "CertificateLabel", "ServerCertificateLabel"}
        same = there == setting.value if exact else there.lower() == setting.value.lower()
        if not same and setting.statement != "TTLSSignatureParms":
            yield f"{setting.attribute} is {there or 'not shown'} instead of {setting.value}"
    if policy.suites and found.suites != policy.suites:
        yield "the cipher suites differ"
