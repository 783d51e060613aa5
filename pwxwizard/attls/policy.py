"""Several files read as one policy: definitions, typed references, rules in effective order.

Where sources differ, this reading applies: of two statements of one type and name the last counts,
of an attribute given twice the last line counts, cipher suites add up, and of a reference and an
inline statement of one kind the later counts as a whole. `check` names every place it applies to.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from pwxwizard.attls.grammar import Grammar
from pwxwizard.attls.syntax import Attribute, Block, Node, PolicyFile
from pwxwizard.attls.values import (
    ALL_ADDRESSES,
    ALL_PORTS,
    ANY_NAME,
    Intervals,
    Pattern,
    addresses,
    join,
    ports,
)
from pwxwizard.finding import Where

_PRIORITY = re.compile(r"[0-9]{1,10}")
_DIRECTIONS = {
    "inbound": frozenset({"inbound"}),
    "outbound": frozenset({"outbound"}),
    "both": frozenset({"inbound", "outbound"}),
}


@dataclass(frozen=True, slots=True)
class Definition:
    """A statement with a body, and where it stands."""

    file: PolicyFile
    block: Block
    parent: Block | None = None
    """The statement it is written inside of, if it is inline."""

    @property
    def where(self) -> Where:
        """Where the statement begins."""
        return self.file.where(self.block.line, self.block.column)


@dataclass(frozen=True, slots=True)
class Reference:
    """A `...Ref` attribute and what it names."""

    file: PolicyFile
    holder: Block
    attribute: Attribute
    statement: str
    """The statement it must name, as the manual spells it."""
    target: Definition | None
    """`None` if there is no such statement."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A TTLSRule with its conditions resolved."""

    name: str
    priority: int
    definition: Definition
    directions: frozenset[str]
    """`inbound`, `outbound`; empty if the rule names no valid direction and so never matches."""
    job: Pattern
    user: Pattern
    local_addresses: Intervals
    remote_addresses: Intervals
    local_ports: Intervals
    remote_ports: Intervals
    timed: bool
    """The rule holds only at certain times."""
    group: Definition | None
    environment: Definition | None
    connection: Definition | None

    @property
    def enabled(self) -> bool:
        """Whether the group action switches AT-TLS on."""
        return self.group is not None and value_of(self.group.block, "TTLSEnabled").lower() == "on"


@dataclass(frozen=True, slots=True)
class PolicySet:
    """One policy: every definition, every reference, and the rules as Policy Agent orders them."""

    files: tuple[PolicyFile, ...]
    grammar: Grammar
    definitions: Mapping[tuple[str, str], tuple[Definition, ...]]
    """By keyword in lower case and exact name, in the order of the text."""
    references: tuple[Reference, ...]
    rules: tuple[Rule, ...]
    """Highest priority first, then by name; the first that matches wins."""

    def find(self, statement: str, name: str) -> Definition | None:
        """Return the statement of a type and name; of two the last, as IBM's sample says."""
        found = self.definitions.get((statement.lower(), name))
        return found[-1] if found else None

    def rule(self, name: str) -> Rule | None:
        """Return the rule of that name, or `None`."""
        return next((rule for rule in self.rules if rule.name == name), None)

    def part(self, definition: Definition | None, statement: str) -> Definition | None:
        """Return the inline or referenced statement that a definition uses, or `None`.

        Of a reference and an inline block the later one counts, as a whole (seen on z/OS 3.1).
        """
        if definition is None:
            return None
        key = statement.lower()
        used = last(definition.block, key, key + "ref")
        if used is None:
            return None
        if isinstance(used, Block):
            return Definition(definition.file, used, definition.block)
        return self.find(statement, used.value)


def last(block: Block, *keys: str) -> Node | None:
    """Return the last child with one of the keywords (in lower case), or `None`."""
    for child in reversed(block.children):
        if child.key in keys:
            return child
    return None


def attribute_of(block: Block, keyword: str) -> Attribute | None:
    """Return the attribute that counts: the last of that keyword, or `None`."""
    found = last(block, keyword.lower())
    return found if isinstance(found, Attribute) else None


def value_of(block: Block, keyword: str) -> str:
    """Return the value of the attribute that counts, or nothing."""
    found = attribute_of(block, keyword)
    return "" if found is None else found.value


def resolve(files: Sequence[PolicyFile], grammar: Grammar) -> PolicySet:
    """Return the files read as one policy."""
    definitions: dict[tuple[str, str], list[Definition]] = {}
    pending: list[tuple[PolicyFile, Block, Attribute, str]] = []
    for file in files:
        for definition in walk(file):
            block = definition.block
            if block.name:
                definitions.setdefault((block.key, block.name), []).append(definition)
            statement = grammar.statements.get(block.key)
            if statement is None:
                continue
            for child in block.children:
                if isinstance(child, Attribute) and child.key.endswith("ref"):
                    known = statement.attributes.get(child.key)
                    if known is not None and known.kind == "reference":
                        pending.append((file, block, child, known.statement))
    found = {key: tuple(value) for key, value in definitions.items()}
    references = tuple(
        Reference(file, holder, child, wanted, _last(found.get((wanted.lower(), child.value))))
        for file, holder, child, wanted in pending
    )
    policies = PolicySet(tuple(files), grammar, found, references, ())
    rules = [_rule(policies, named[-1]) for (key, _), named in found.items() if key == "ttlsrule"]
    rules.sort(key=lambda rule: (-rule.priority, rule.name))
    return PolicySet(tuple(files), grammar, found, references, tuple(rules))


def walk(file: PolicyFile) -> Iterator[Definition]:
    """Yield every statement with a body, outer before inner."""
    for node in file.nodes:
        if isinstance(node, Block):
            yield from _walk(file, node, None)


def _walk(file: PolicyFile, block: Block, parent: Block | None) -> Iterator[Definition]:
    yield Definition(file, block, parent)
    for child in block.children:
        if isinstance(child, Block):
            yield from _walk(file, child, block)


def _last(found: tuple[Definition, ...] | None) -> Definition | None:
    return found[-1] if found else None


def _rule(policies: PolicySet, definition: Definition) -> Rule:
    block = definition.block
    priority = value_of(block, "Priority")
    job, user = attribute_of(block, "Jobname"), attribute_of(block, "Userid")
    return Rule(
        name=block.name,
        priority=int(priority) if _PRIORITY.fullmatch(priority) else 1,
        definition=definition,
        directions=_DIRECTIONS.get(value_of(block, "Direction").lower(), frozenset()),
        job=Pattern.of(job.value) if job is not None and job.value else ANY_NAME,
        user=Pattern.of(user.value) if user is not None and user.value else ANY_NAME,
        local_addresses=_addresses(policies, block, "local"),
        remote_addresses=_addresses(policies, block, "remote"),
        local_ports=_ports(policies, block, "local"),
        remote_ports=_ports(policies, block, "remote"),
        timed=last(block, "iptimecondition", "iptimeconditionref", "iptimegroupref") is not None,
        group=policies.find("TTLSGroupAction", value_of(block, "TTLSGroupActionRef")),
        environment=policies.find(
            "TTLSEnvironmentAction", value_of(block, "TTLSEnvironmentActionRef")
        ),
        connection=policies.find(
            "TTLSConnectionAction", value_of(block, "TTLSConnectionActionRef")
        ),
    )


def _addresses(policies: PolicySet, block: Block, side: str) -> Intervals:
    used = last(block, f"{side}addr", f"{side}addrref", f"{side}addrsetref", f"{side}addrgroupref")
    if not isinstance(used, Attribute):
        return ALL_ADDRESSES
    kind = used.key.removeprefix(side)
    if kind == "addr":
        return addresses(used.value).intervals
    statement = {"addrref": "IpAddr", "addrsetref": "IpAddrSet", "addrgroupref": "IpAddrGroup"}
    return _address_set(policies, policies.find(statement[kind], used.value))


def _address_set(policies: PolicySet, definition: Definition | None) -> Intervals:
    """Return the addresses of an IpAddr, IpAddrSet or IpAddrGroup."""
    if definition is None:
        return ()
    block = definition.block
    if block.key == "ipaddr":
        return addresses(value_of(block, "Addr")).intervals
    if block.key == "ipaddrset":
        used = last(block, "prefix", "range")
        return addresses(used.value).intervals if isinstance(used, Attribute) else ()
    parts: list[Intervals] = []
    for child in block.children:
        if isinstance(child, Block) and child.key in {"ipaddr", "ipaddrset"}:
            parts.append(_address_set(policies, Definition(definition.file, child, block)))
        elif child.key == "ipaddrref" and isinstance(child, Attribute):
            parts.append(_address_set(policies, policies.find("IpAddr", child.value)))
        elif child.key == "ipaddrsetref" and isinstance(child, Attribute):
            parts.append(_address_set(policies, policies.find("IpAddrSet", child.value)))
    return join(*parts)


def _ports(policies: PolicySet, block: Block, side: str) -> Intervals:
    used = last(block, f"{side}portrange", f"{side}portrangeref", f"{side}portgroupref")
    if not isinstance(used, Attribute):
        return ALL_PORTS
    kind = used.key.removeprefix(side)
    if kind == "portrange":
        return ports(used.values).intervals
    if kind == "portrangeref":
        return _port_range(policies.find("PortRange", used.value))
    group = policies.find("PortGroup", used.value)
    if group is None:
        return ()
    parts: list[Intervals] = []
    for child in group.block.children:
        if isinstance(child, Block) and child.key == "portrange":
            parts.append(_port_range(Definition(group.file, child, group.block)))
        elif isinstance(child, Attribute) and child.key == "portrangeref":
            parts.append(_port_range(policies.find("PortRange", child.value)))
    return join(*parts)


def _port_range(definition: Definition | None) -> Intervals:
    used = None if definition is None else attribute_of(definition.block, "Port")
    return () if used is None else ports(used.values).intervals
