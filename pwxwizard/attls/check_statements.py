"""Checks of statements against the grammar: keywords, places, values, releases, repetition."""

from collections.abc import Iterator

from pwxwizard.attls.check_text import PLACEHOLDER
from pwxwizard.attls.check_values import value_remarks, words_used
from pwxwizard.attls.effective import suite_names
from pwxwizard.attls.findings import FINDINGS
from pwxwizard.attls.grammar import AttributeRule, Grammar, StatementRule, at_least, suggestion
from pwxwizard.attls.syntax import Attribute, Block, PolicyFile
from pwxwizard.finding import Finding, Severity, counted

_SLOTS = {
    f"{side}{kind}{form}": f"{side}{kind}"
    for side in ("local", "remote")
    for kind, forms in (
        ("addr", ("", "ref", "setref", "groupref")),
        ("port", ("range", "rangeref", "groupref")),
    )
    for form in forms
}
"""Attributes of a rule that set the same condition."""
_GROUPS = {"ipaddrgroup", "ipaddrset", "portgroup", "iptimegroup"}


class StatementCheck:
    """Goes through a file once; knows afterwards which statements are damaged."""

    def __init__(self, grammar: Grammar, release: str) -> None:
        """Check against a grammar as a z/OS release knows it."""
        self._grammar = grammar
        self._release = release
        self._commented: list[int] = []
        self.damaged: set[int] = set()
        """Identities of blocks with an error: what they mean is not judged."""
        self.lost_names: set[str] = set()
        """Names of statements that could not be recognised."""
        self.nameless: set[str] = set()
        """Types (in lower case) of which a statement lacks its name."""

    def file(self, file: PolicyFile) -> Iterator[Finding]:
        """Yield the findings about the statements of a file."""
        self._commented = []
        for node in file.nodes:
            if isinstance(node, Block):
                yield from self._top(file, node)
            else:
                yield from self._loose(file, node)
        if self._commented:
            yield FINDINGS["ATT012"].at(
                file.where(self._commented[0]),
                f"Comments stand behind values in {counted(len(self._commented), 'line')}.",
            )

    def _top(self, file: PolicyFile, block: Block) -> Iterator[Finding]:
        rule = self._grammar.statements.get(block.key)
        place = file.where(block.line, block.column)
        if not block.keyword or rule is None or rule.level == "line":
            self.damaged.add(id(block))
            self.lost_names.update(block.names)
            if PLACEHOLDER.search(block.keyword):
                yield FINDINGS["ATT023"].at(place, f"{block.keyword!r} is a placeholder.")
            else:
                yield FINDINGS["ATT005"].at(place, self._unknown(block.keyword))
            return
        if not block.names and rule.naming != "none":
            self.nameless.add(block.key)
            self.damaged.add(id(block))
            yield FINDINGS["ATT030"].at(place, f"This {rule.name} has no name.")
        yield from self._block(file, block, rule)

    def _unknown(self, keyword: str) -> str:
        names = [rule.name for rule in self._grammar.statements.values() if rule.level != "line"]
        near = suggestion(keyword, names)
        hint = f" Did you mean {near}?" if near else ""
        return f"There is no statement {keyword!r}.{hint}"

    def _loose(self, file: PolicyFile, line: Attribute) -> Iterator[Finding]:
        """A line outside of any braces: a one-line statement, or a fault."""
        rule = self._grammar.statements.get(line.key)
        place = file.where(line.line, line.column)
        if rule is not None and rule.level == "line":
            return
        if rule is not None:
            self.lost_names.update(line.values[:1])
            yield FINDINGS["ATT007"].at(place, f"{rule.name} has no attributes in braces.")
            return
        text = file.text(line.line).strip()
        known = [rule.name for rule in self._grammar.statements.values()]
        near = suggestion(line.keyword, known)
        if PLACEHOLDER.search(text):
            yield FINDINGS["ATT023"].at(place, f"{text!r} is a placeholder.")
        elif near:
            self.lost_names.update(line.values[:1])
            yield FINDINGS["ATT005"].at(
                place, f"There is no statement {line.keyword!r}. Did you mean {near}?"
            )
        else:
            yield FINDINGS["ATT011"].at(place, f"{text[:60]!r} belongs to no statement.")

    def _block(self, file: PolicyFile, block: Block, rule: StatementRule) -> Iterator[Finding]:
        """Yield the findings about one statement and what is in it."""
        findings = [
            *self._header(file, block, rule),
            *self._children(file, block, rule),
        ]
        damaged = any(finding.severity is Severity.ERROR for finding in findings)
        if not damaged and id(block) not in self.damaged:
            findings += self._complete(file, block, rule)
            damaged = any(finding.severity is Severity.ERROR for finding in findings)
        if damaged:
            self.damaged.add(id(block))
        yield from findings

    def _header(self, file: PolicyFile, block: Block, rule: StatementRule) -> Iterator[Finding]:
        place = file.where(block.line, block.column)
        if not at_least(self._release, rule.since):
            yield FINDINGS["ATT026"].at(
                place, f"{rule.name} exists from z/OS {rule.since} on, not in {self._release}."
            )
        if len(block.name) > 32:
            yield FINDINGS["ATT031"].at(
                place, f"The name {block.name!r} has {len(block.name)} characters."
            )
        if PLACEHOLDER.search(block.name):
            yield FINDINGS["ATT023"].at(place, f"{block.name!r} is a placeholder.")
        if "#" in block.name:
            yield FINDINGS["ATT013"].at(place, f"The name {block.name!r} contains a number sign.")
        if len(block.names) > 1:
            ignored = " ".join(block.names[1:])
            yield FINDINGS["ATT009"].at(place, f"{ignored!r} behind the name is ignored.")

    def _children(self, file: PolicyFile, block: Block, rule: StatementRule) -> Iterator[Finding]:
        for child in block.children:
            known = rule.attributes.get(child.key)
            if isinstance(child, Attribute):
                if child.comment:
                    self._commented.append(child.line)
                if known is None:
                    yield self._stranger(file, child, rule)
                else:
                    yield from self._attribute(file, child, known)
            elif known is None or known.kind != "block":
                self.damaged.add(id(child))
                self.lost_names.update(child.names)
                yield self._stranger(file, child, rule)
            else:
                inner = self._grammar.statements[known.statement.lower()]
                yield from self._block(file, child, inner)
        yield from self._repetition(file, block, rule)

    def _stranger(self, file: PolicyFile, node: Attribute | Block, rule: StatementRule) -> Finding:
        """Return the finding about a keyword that the statement does not have."""
        place = file.where(node.line, node.column)
        if PLACEHOLDER.search(node.keyword):
            return FINDINGS["ATT023"].at(place, f"{node.keyword!r} is a placeholder.")
        holders = [
            other.name
            for other in self._grammar.statements.values()
            if node.key in other.attributes
        ]
        if holders or node.key in self._grammar.statements:
            where = f"It belongs in {' or '.join(holders)}." if holders else ""
            return FINDINGS["ATT008"].at(
                place, f"{node.keyword} is not allowed in {rule.name}. {where}".rstrip()
            )
        near = suggestion(node.keyword, (known.name for known in rule.attributes.values()))
        hint = f" Did you mean {near}?" if near else ""
        return FINDINGS["ATT006"].at(place, f"{rule.name} has no attribute {node.keyword!r}.{hint}")

    def _attribute(
        self, file: PolicyFile, line: Attribute, known: AttributeRule
    ) -> Iterator[Finding]:
        place = file.where(line.line, line.column)
        if not at_least(self._release, known.since):
            yield FINDINGS["ATT024"].at(
                place, f"{known.name} exists from z/OS {known.since} on, not in {self._release}."
            )
            return
        if known.kind == "block":
            yield FINDINGS["ATT007"].at(
                place, f"{known.name} has no attributes in braces; {known.name}Ref names one."
            )
            return
        if not line.values:
            yield FINDINGS["ATT010"].at(place, f"{known.name} has no value.")
            return
        if any(PLACEHOLDER.search(value) for value in line.values):
            yield FINDINGS["ATT023"].at(
                place, f"{known.name} {' '.join(line.values)} is a placeholder."
            )
            return
        ignored = line.values[words_used(known, line) :]
        if ignored:
            yield FINDINGS["ATT009"].at(
                place, f"{' '.join(ignored)!r} behind {known.name} {line.value} is ignored."
            )
        if "#" in line.value:
            yield FINDINGS["ATT013"].at(place, f"{line.value!r} contains a number sign.")
        for code, message in value_remarks(known, line, self._release):
            yield FINDINGS[code].at(place, message)

    def _repetition(self, file: PolicyFile, block: Block, rule: StatementRule) -> Iterator[Finding]:
        seen: dict[str, Attribute | Block] = {}
        slots: dict[str, str] = {}
        suites: set[str] = set()
        for child in block.children:
            known = rule.attributes.get(child.key)
            if known is None:
                continue
            place = file.where(child.line, child.column)
            if known.repeat == "concat" and isinstance(child, Attribute):
                for name in suite_names(child):
                    if name in suites:
                        yield FINDINGS["ATT050"].at(place, f"{name} is in the list already.")
                    suites.add(name)
            if known.repeat != "last":
                continue
            slot = _SLOTS.get(child.key, child.key.removesuffix("ref"))
            first = seen.get(child.key)
            if first is not None:
                code = "ATT046" if child.key == "port" else "ATT036"
                yield FINDINGS[code].at(place, f"{known.name} stands already in line {first.line}.")
            elif slot in slots:
                yield FINDINGS["ATT053"].at(
                    place, f"{known.name} replaces {slots[slot]} of this {rule.name}."
                )
            seen[child.key] = child
            slots[slot] = known.name

    def _complete(self, file: PolicyFile, block: Block, rule: StatementRule) -> Iterator[Finding]:
        place = file.where(block.line, block.column)
        present = {child.key for child in block.children}
        for known in rule.attributes.values():
            if known.required and known.name.lower() not in present:
                yield FINDINGS["ATT035"].at(
                    place, f"{rule.name} {block.name} lacks {known.name}.".replace("  ", " ")
                )
        if block.key == "ttlsenvironmentaction" and not present & {
            "ttlskeyringparms",
            "ttlskeyringparmsref",
        }:
            yield FINDINGS["ATT035"].at(
                place, f"{rule.name} {block.name} lacks TTLSKeyringParmsRef."
            )
        if block.key in _GROUPS and not present:
            yield FINDINGS["ATT105"].at(place, f"{rule.name} {block.name} is empty.")
