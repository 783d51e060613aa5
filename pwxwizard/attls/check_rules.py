"""Checks of a policy as a whole: references, definitions, and rules against each other."""

from collections import Counter
from collections.abc import Collection, Iterator

from pwxwizard.attls.check_statements import StatementCheck
from pwxwizard.attls.findings import FINDINGS
from pwxwizard.attls.grammar import suggestion
from pwxwizard.attls.policy import PolicySet, Rule, last
from pwxwizard.attls.shadow import Shadow, competing
from pwxwizard.attls.syntax import Block
from pwxwizard.attls.values import ALL_PORTS, contains, covers
from pwxwizard.finding import Finding

_CONDITIONS = (
    "localaddr",
    "localaddrref",
    "localaddrsetref",
    "localaddrgroupref",
    "remoteaddr",
    "remoteaddrref",
    "remoteaddrsetref",
    "remoteaddrgroupref",
    "localportrange",
    "localportrangeref",
    "localportgroupref",
    "remoteportrange",
    "remoteportrangeref",
    "remoteportgroupref",
    "jobname",
    "userid",
)


def sound_rules(policies: PolicySet, damaged: Collection[int]) -> tuple[Rule, ...]:
    """Return the rules whose own text and actions are without errors, in effective order."""
    return tuple(
        rule
        for rule in policies.rules
        if id(rule.definition.block) not in damaged
        and not any(
            part is not None and id(part.block) in damaged
            for part in (rule.group, rule.environment, rule.connection)
        )
    )


def references(policies: PolicySet, seen: StatementCheck) -> Iterator[Finding]:
    """Yield references that lead nowhere, statements defined twice and statements never used."""
    unresolved: set[str] = set()
    for reference in policies.references:
        if reference.target is not None:
            continue
        unresolved.add(reference.statement.lower())
        attribute = reference.attribute
        name = attribute.value
        if not name or name in seen.lost_names or reference.statement.lower() in seen.nameless:
            continue
        place = reference.file.where(attribute.line, attribute.column)
        others = [key for key, known in policies.definitions if known == name]
        if others:
            rule = policies.grammar.statements.get(others[0])
            kind = rule.name if rule is not None else others[0]
            yield FINDINGS["ATT101"].at(
                place, f"{attribute.keyword} {name} names a {kind}, not a {reference.statement}."
            )
            continue
        known = [known for key, known in policies.definitions if key == reference.statement.lower()]
        near = suggestion(name, known)
        hint = f" Did you mean {near}?" if near else ""
        yield FINDINGS["ATT100"].at(
            place, f"There is no {reference.statement} named {name!r}.{hint}"
        )
    yield from _twice(policies)
    if not seen.damaged and not unresolved:
        yield from _unused(policies)


def _twice(policies: PolicySet) -> Iterator[Finding]:
    for (key, name), definitions in policies.definitions.items():
        rule = policies.grammar.statements.get(key)
        for again in definitions[1:] if rule is not None else ():
            first = definitions[0]
            yield FINDINGS["ATT102"].at(
                again.where,
                f"{again.block.keyword} {name} stands already in {first.file.file or 'this file'}, "
                f"line {first.block.line}.",
            )


def _unused(policies: PolicySet) -> Iterator[Finding]:
    used = {
        id(reference.target.block)
        for reference in policies.references
        if reference.target is not None
    }
    without_environment = any(rule.enabled and rule.environment is None for rule in policies.rules)
    for (key, name), definitions in policies.definitions.items():
        definition = definitions[-1]
        if (
            key == "ttlsrule"
            or definition.parent is not None
            or key not in policies.grammar.statements
            or id(definition.block) in used
            or (key == "ttlsenvironmentaction" and without_environment)
        ):
            continue
        yield FINDINGS["ATT103"].at(
            definition.where, f"Nothing refers to {definition.block.keyword} {name}."
        )


def rules(
    policies: PolicySet, sound: tuple[Rule, ...], plain_ports: Collection[int]
) -> Iterator[Finding]:
    """Yield what is wrong with single rules and with rules beside each other."""
    has_text = any(isinstance(node, Block) for file in policies.files for node in file.nodes)
    if has_text and not policies.rules:
        yield FINDINGS["ATT059"].at(policies.files[0].where(0), "The policy has no rules.")
    for rule in sound:
        yield from _alone(rule)
    for port in plain_ports:
        yield from _plain_port(sound, port)
    yield from _competition(
        tuple(rule for rule in sound if last(rule.definition.block, *_CONDITIONS) is not None)
    )


def _alone(rule: Rule) -> Iterator[Finding]:
    definition = rule.definition
    block = definition.block
    if last(block, *_CONDITIONS) is None:
        yield FINDINGS["ATT082"].at(
            definition.where, f"{rule.name} has no condition but its direction."
        )
    if rule.enabled and last(block, "ttlsenvironmentactionref") is None:
        yield FINDINGS["ATT083"].at(definition.where, f"{rule.name} names no environment action.")
    resolved = (
        rule.local_addresses and rule.remote_addresses and rule.local_ports and rule.remote_ports
    )
    if not resolved and not _unresolved_condition(rule):
        yield FINDINGS["ATT087"].at(definition.where, f"No connection can match {rule.name}.")


def _unresolved_condition(rule: Rule) -> bool:
    """Tell whether an empty condition may come from a reference, which has its own finding."""
    return any(
        child.key.endswith("ref") and child.key in _CONDITIONS
        for child in rule.definition.block.children
    )


def _plain_port(sound: tuple[Rule, ...], port: int) -> Iterator[Finding]:
    for place, rule in enumerate(sound):
        if not (rule.enabled and "inbound" in rule.directions and contains(rule.local_ports, port)):
            continue
        if not any(_exempts(earlier, rule, port) for earlier in sound[:place]):
            yield FINDINGS["ATT075"].at(
                rule.definition.where, f"{rule.name} also covers the plain port {port}."
            )


def _exempts(earlier: Rule, rule: Rule, port: int) -> bool:
    """Tell whether an earlier rule keeps all of a rule's connections to a port in clear text."""
    return (
        not earlier.enabled
        and not earlier.timed
        and "inbound" in earlier.directions
        and contains(earlier.local_ports, port)
        and earlier.job.covers(rule.job)
        and earlier.user.covers(rule.user)
        and earlier.remote_ports == ALL_PORTS
        and covers(earlier.local_addresses, rule.local_addresses)
        and covers(earlier.remote_addresses, rule.remote_addresses)
    )


def _competition(sound: tuple[Rule, ...]) -> Iterator[Finding]:
    """Yield one finding a rule about those that stand in its way."""
    by_name = {rule.name: rule for rule in sound}
    pairs: dict[str, dict[str, Shadow]] = {}
    more: Counter[tuple[str, str]] = Counter()
    for pair in competing(sound):
        code = _judge(pair, by_name[pair.winner], by_name[pair.loser])
        if code:
            more[pair.loser, code] += 1
            pairs.setdefault(pair.loser, {}).setdefault(code, pair)
    for loser, found in pairs.items():
        rule = by_name[loser]
        if "ATT084" in found:
            found.pop("ATT086", None)
        for code, pair in found.items():
            others = more[loser, code] - 1
            also = f" So do {others} more rules." if others else ""
            yield FINDINGS[code].at(
                rule.definition.where, _sentence(code, pair, by_name[pair.winner], rule) + also
            )


def _judge(pair: Shadow, winner: Rule, loser: Rule) -> str:
    """Return the code of the finding that a pair of rules deserves, or nothing."""
    if pair.tie:
        return "" if _same_actions(winner, loser) and not pair.total else "ATT085"
    if pair.total:
        return "ATT084"
    return "" if pair.inside or _same_actions(winner, loser) else "ATT086"


def _same_actions(first: Rule, second: Rule) -> bool:
    return all(
        (one and id(one.block)) == (other and id(other.block))
        for one, other in (
            (first.group, second.group),
            (first.environment, second.environment),
            (first.connection, second.connection),
        )
    )


def _sentence(code: str, pair: Shadow, winner: Rule, loser: Rule) -> str:
    if code == "ATT084":
        return (
            f"{winner.name} (priority {winner.priority}) takes every connection that "
            f"{loser.name} (priority {loser.priority}) is meant for."
        )
    if code == "ATT085":
        how = "takes every connection" if pair.total else "takes some of the connections"
        return (
            f"{winner.name} {how} that {loser.name} is meant for: both have priority "
            f"{loser.priority}, and its name comes first."
        )
    return (
        f"{winner.name} (priority {winner.priority}) takes some of the connections that "
        f"{loser.name} (priority {loser.priority}) also matches."
    )
