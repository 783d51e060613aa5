"""Putting Listener rules into a policy: only our own statements are added, changed or removed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from pwxwizard.attls import region as regions
from pwxwizard.attls.encoding import encode
from pwxwizard.attls.findings import FINDINGS
from pwxwizard.attls.generate import (
    ListenerRule,
    Statement,
    Target,
    environment_statement,
    free_name,
    parameter_statements,
    rule_names,
    rule_statement,
    shared_statements,
)
from pwxwizard.attls.grammar import Grammar
from pwxwizard.attls.manner import Manner
from pwxwizard.attls.policy import Definition, PolicySet, Rule, resolve, walk
from pwxwizard.attls.suites import SUITES
from pwxwizard.attls.syntax import Block, PolicyFile, parse
from pwxwizard.attls.values import ANY_NAME, Pattern, contains
from pwxwizard.attls.wishes import wish_findings
from pwxwizard.finding import Finding, has_errors
from pwxwizard.knowledge import Confidence, Provenance

_MANUAL = Provenance(
    "z/OS Communications Server IP Configuration Guide and Reference, AT-TLS", Confidence.DOCUMENTED
)
_OWN = Provenance("generated for a PowerExchange Listener port", Confidence.DOCUMENTED)
_USUAL_PRIORITY = 500
_GAP = 10
_HIGHEST = 2_000_000_000


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that a merge does to a policy."""

    what: str
    provenance: Provenance
    why: str = ""
    """The reason, as a sentence, where it is not plain from the listeners that are asked for."""


@dataclass(frozen=True, slots=True)
class Edited:
    """A policy after a merge, with everything that changed and what is to be noticed."""

    data: bytes
    changes: tuple[Change, ...]
    findings: tuple[Finding, ...]


@dataclass(frozen=True, slots=True)
class _Prioritized:
    rule: ListenerRule
    name: str
    job: str
    priority: int


def merge(
    data: bytes | None,
    rules: tuple[ListenerRule, ...],
    grammar: Grammar,
    *,
    release: str,
    reuse_equal_actions: bool = False,
    file: str = "",
) -> Edited:
    """Return a policy with the rules for the Listener ports in it.

    `data` is the policy there is, `None` if there is none. Our statements stand between two
    marking comments, are rewritten in place when the rules change, and go when `rules` is empty.
    A file whose braces do not pair, or whose marks are damaged, comes back unchanged with a
    finding of severity error; so does one for which a wish cannot be met.
    """
    target = Target(grammar, release)
    present = parse(data or b"", file)
    region, damage = regions.find(present)
    findings = [*wish_findings(rules, target, present)]
    if damage:
        findings.append(FINDINGS["ATT091"].at(present.where(0), damage))
    foreign = present if region is None else parse(regions.without(present, region), file)
    findings += [
        FINDINGS["ATT090"].at(
            foreign.where(problem.line, problem.column),
            f"The braces of {problem.subject!r} do not pair, so the file cannot be extended.",
        )
        for problem in foreign.problems[:1]
    ]
    if has_errors(findings):
        return Edited(data or b"", (), tuple(findings))
    if region is not None and regions.edited_by_hand(present, region):
        findings.append(
            FINDINGS["ATT092"].at(
                present.where(region.start + 1),
                "The generated statements were edited after they were written.",
            )
        )
    others = resolve((foreign,), grammar)
    wanted = [
        _prioritized(rule, name, job, others) for rule in rules for name, job in _free(rule, others)
    ]
    statements, reused = _statements(rules, wanted, others, target, reuse=reuse_equal_actions)
    findings += _competition(wanted, others)
    findings += _uncertain(statements, grammar, present)
    text = _rendered(statements, Manner.of(foreign))
    try:
        new = _placed(present, foreign, region, text)
    except UnicodeEncodeError as error:
        finding = FINDINGS["ATT096"].at(
            present.where(0), f"The file's code page lacks {error.object[error.start]!r}."
        )
        return Edited(data or b"", (), (*findings, finding))
    if data is not None and new == data:
        return Edited(data, (), tuple(findings))
    changes = (
        *_differences(_ours(present, region), statements),
        *reused,
        *(change for each in wanted for change in _priority_changes(each, others)),
    )
    return Edited(new, changes, tuple(findings))


def _free(rule: ListenerRule, others: PolicySet) -> Iterator[tuple[str, str]]:
    for name, job in rule_names(rule):
        yield free_name("TTLSRule", name, others.definitions), job


def competitors(rule: ListenerRule, job: str, others: PolicySet) -> tuple[Rule, ...]:
    """Return the rules of a policy that some connection to the Listener port matches too."""
    jobs = Pattern.of(job) if job else ANY_NAME
    user = Pattern.of(rule.user) if rule.user else ANY_NAME
    return tuple(
        other
        for other in others.rules
        if "inbound" in other.directions
        and contains(other.local_ports, rule.port)
        and other.job.overlaps(jobs)
        and other.user.overlaps(user)
        and other.local_addresses
        and other.remote_addresses
        and other.remote_ports
    )


def _prioritized(rule: ListenerRule, name: str, job: str, others: PolicySet) -> _Prioritized:
    if rule.priority is not None:
        return _Prioritized(rule, name, job, rule.priority)
    highest = max((other.priority for other in competitors(rule, job, others)), default=0)
    priority = _USUAL_PRIORITY
    if highest >= _USUAL_PRIORITY:
        priority = min(_HIGHEST, (highest // _GAP + 1) * _GAP)
    return _Prioritized(rule, name, job, priority)


def _priority_changes(each: _Prioritized, others: PolicySet) -> Iterator[Change]:
    rivals = competitors(each.rule, each.job, others)
    if each.rule.priority is None and rivals:
        named = ", ".join(f"{rival.name} ({rival.priority})" for rival in rivals[:5])
        yield Change(
            f"{each.name} gets priority {each.priority}.",
            _MANUAL,
            f"Connections to port {each.rule.port} also match {named}; the highest priority wins.",
        )


def _competition(wanted: Sequence[_Prioritized], others: PolicySet) -> Iterator[Finding]:
    for each in wanted:
        for rival in competitors(each.rule, each.job, others):
            place = rival.definition.where
            if (-rival.priority, rival.name) < (-each.priority, each.name):
                yield FINDINGS["ATT093"].at(
                    place,
                    f"{rival.name} (priority {rival.priority}) goes before {each.name} "
                    f"(priority {each.priority}) on port {each.rule.port}.",
                )
            elif not rival.enabled and (rival.priority >= _USUAL_PRIORITY or _hidden(each, rival)):
                yield FINDINGS["ATT094"].at(
                    place,
                    f"{each.name} goes before {rival.name}, which keeps connections in clear text.",
                )


def _uncertain(
    statements: Sequence[Statement], grammar: Grammar, present: PolicyFile
) -> Iterator[Finding]:
    """Yield what is written on the word of memory or of a correction, each once."""
    codes = {Confidence.ASSUMED: "ATT089", Confidence.OVERRIDDEN: "ATT104"}
    known: dict[str, Provenance] = {}
    for statement in statements:
        for keyword, value in statement.lines:
            attribute = grammar.attribute(statement.keyword, keyword)
            suite = SUITES.by_name.get(value)
            if suite is not None:
                known[suite.name] = suite.provenance
            elif attribute is not None:
                known[attribute.name] = attribute.provenance
    for name, provenance in known.items():
        if provenance.confidence in codes:
            yield FINDINGS[codes[provenance.confidence]].at(
                present.where(0), f"{name} is written; source: {provenance.source}."
            )


def _hidden(each: _Prioritized, rival: Rule) -> bool:
    """Tell whether every inbound connection of a rule reaches ours first."""
    job = Pattern.of(each.job) if each.job else ANY_NAME
    user = Pattern.of(each.rule.user) if each.rule.user else ANY_NAME
    port = ((each.rule.port, each.rule.port),)
    return job.covers(rival.job) and user.covers(rival.user) and rival.local_ports == port


def _statements(
    rules: Sequence[ListenerRule],
    wanted: Sequence[_Prioritized],
    others: PolicySet,
    target: Target,
    *,
    reuse: bool,
) -> tuple[list[Statement], list[Change]]:
    """Return our statements in the order of the text, and the statements used instead of some."""
    taken = set(others.definitions)
    existing = _contents(others) if reuse else {}
    result: list[Statement] = []
    changes: list[Change] = []

    def settle(statement: Statement) -> Statement:
        """Keep a statement, or use an equal one that is there already."""
        twin = existing.get(_content(statement))
        if twin is not None:
            changes.append(
                Change(
                    f"{statement.keyword} {twin.name} is used as it is.",
                    _OWN,
                    "The policy has it already, with the same content.",
                )
            )
            return replace(statement, name=twin.name)
        taken.add(statement.key)
        result.append(statement)
        return statement

    if not rules:
        return [], []
    group = next(settle(statement) for statement in shared_statements(taken))
    for rule in rules:
        used = [settle(part) for part in parameter_statements(rule, target, taken)]
        environment = settle(environment_statement(rule, used, taken))
        result += [
            rule_statement(
                rule,
                each.name,
                each.job,
                priority=each.priority,
                group=group.name,
                environment=environment.name,
            )
            for each in wanted
            if each.rule is rule
        ]
    return result, changes


_Content = tuple[str, tuple[tuple[str, str], ...]]


def _content(statement: Statement) -> _Content:
    return _comparable(statement.keyword, statement.lines)


def _comparable(keyword: str, lines: Sequence[tuple[str, str]]) -> _Content:
    """Return a statement's content so that order and case of keywords do not matter.

    The order of cipher suites does matter, and so does the case of key rings, labels and names.
    """
    exact = {"keyring", "certificatelabel"}
    pairs = [
        (key.lower(), value if key.lower() in exact or key.endswith("Ref") else value.lower())
        for key, value in lines
    ]
    if keyword.lower() != "ttlscipherparms":
        pairs.sort()
    return keyword.lower(), tuple(pairs)


def _contents(others: PolicySet) -> dict[_Content, Block]:
    """Return the flat named statements of a policy by their content."""
    contents: dict[_Content, Block] = {}
    for named in others.definitions.values():
        block = named[-1].block
        attributes = list(block.attributes)
        if len(named) == 1 and named[0].parent is None and len(attributes) == len(block.children):
            lines = [
                (_spelled(others, named[-1], line.keyword), " ".join(line.values))
                for line in attributes
            ]
            contents.setdefault(_comparable(block.keyword, lines), block)
    return contents


def _spelled(others: PolicySet, definition: Definition, keyword: str) -> str:
    known = others.grammar.attribute(definition.block.keyword, keyword)
    return keyword if known is None else known.name


def _rendered(statements: Sequence[Statement], manner: Manner) -> list[str]:
    """Return our part as lines: a comment, then a statement."""
    lines: list[str] = []
    for statement in statements:
        lines.append(f"# {statement.heading}".rstrip())
        lines += manner.block(statement.keyword, statement.name, statement.lines)
    return lines


def _placed(
    present: PolicyFile, foreign: PolicyFile, region: regions.Region | None, text: list[str]
) -> bytes:
    """Return the file with our part where it was, or at the end."""
    manner = Manner.of(foreign)
    lines = list(present.lines)
    if not text:
        return b"" if region is None and not lines else foreign.render()
    if region is not None:
        joined = region.joined
        before, after = lines[: region.start], lines[region.stop :]
    else:
        joined = bool(lines) and not present.line_end(len(lines))
        before, after = lines, []
        if joined:
            before = [*lines[:-1], lines[-1] + manner.end]
    ours = [line + manner.end for line in regions.marked(text, joined=joined)]
    return encode("".join((*before, *ours, *after)), present.encoding)


def _ours(present: PolicyFile, region: regions.Region | None) -> dict[tuple[str, str], Block]:
    """Return the statements that stand in our part now."""
    if region is None:
        return {}
    return {
        (definition.block.key, definition.block.name): definition.block
        for definition in walk(present)
        if region.start < definition.block.line <= region.stop
    }


def _differences(old: dict[tuple[str, str], Block], new: Sequence[Statement]) -> Iterator[Change]:
    added = [statement for statement in new if statement.key not in old]
    if added:
        # What catches traffic is told before what it refers to.
        added.sort(key=lambda statement: statement.keyword != "TTLSRule")
        listed = ", ".join(f"{statement.keyword} {statement.name}" for statement in added)
        yield Change(f"new: {listed}.", _OWN)
    for statement in new:
        label = f"{statement.keyword} {statement.name}"
        block = old.get(statement.key)
        if block is None:
            continue
        before = [(line.keyword, " ".join(line.values)) for line in block.attributes]
        lines = list(statement.lines)
        if turns := "; ".join(_turns(before, lines)):
            yield Change(f"{label}: {turns}.", _OWN)
        elif before != lines:
            yield Change(f"{label} has its lines in another order.", _OWN)
    kept = {statement.key for statement in new}
    for key, block in old.items():
        if key not in kept:
            yield Change(f"{block.keyword} {block.name} is removed.", _OWN)


def _turns(before: Sequence[tuple[str, str]], after: Sequence[tuple[str, str]]) -> Iterator[str]:
    """Yield what changes of each parameter, and what stays of one that is given several times."""
    for keyword in dict.fromkeys(key for key, _ in (*after, *before)):
        olds, news = ([value for key, value in side if key == keyword] for side in (before, after))
        gone = [value for value in olds if value not in news]
        come = [value for value in news if value not in olds]
        if len(olds) == len(news) == 1 and gone:
            yield f"{keyword} {gone[0]} -> {come[0]}"
            continue
        kept = len(olds) - len(gone)
        stay = f", {kept} {'stays' if kept == 1 else 'stay'}" if kept else ""
        said = [f"{', '.join(come)} added"] if come else []
        said += [f"{', '.join(gone)} removed"] if gone else []
        if said:
            yield f"{keyword} {', '.join(said)}{stay}"
