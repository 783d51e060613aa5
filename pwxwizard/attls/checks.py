"""The checks of a policy, all findings at once; each fault gives one finding, not an avalanche."""

from collections.abc import Collection, Sequence

from pwxwizard.attls import check_rules, check_text, check_tls
from pwxwizard.attls.check_statements import StatementCheck
from pwxwizard.attls.grammar import Grammar
from pwxwizard.attls.policy import resolve
from pwxwizard.attls.syntax import Block, PolicyFile
from pwxwizard.finding import Finding


def check(
    files: Sequence[PolicyFile],
    grammar: Grammar,
    *,
    release: str = "2.5",
    certificate_key: str | None = None,
    plain_ports: Collection[int] = (),
) -> tuple[Finding, ...]:
    """Return what is wrong with files that make one policy, in the order of the text.

    `certificate_key` is the key type of the server's personal certificate, such as `rsa-3072` or
    `ec-p256`; `plain_ports` are ports that must stay without TLS. Where braces do not pair, only
    they and the characters are judged; a statement with an error is not judged for its meaning.
    """
    findings: list[Finding] = []
    for file in files:
        findings += check_text.braces(file)
        findings += check_text.characters(file)
    if not any(check_text.broken(file) for file in files):
        statements = StatementCheck(grammar, release)
        for file in files:
            findings += statements.file(file)
        policies = resolve(files, grammar)
        sound = check_rules.sound_rules(policies, statements.damaged)
        findings += check_rules.references(policies, statements)
        findings += check_rules.rules(policies, sound, plain_ports)
        findings += check_tls.handshakes(
            policies, sound, statements.damaged, release=release, certificate_key=certificate_key
        )
        findings += check_tls.weaknesses(files)
        findings += check_tls.traces(policies, statements.damaged)
    order = {file.file: place for place, file in enumerate(files)}
    unique = dict.fromkeys(findings)
    return tuple(
        sorted(
            unique,
            key=lambda finding: (
                order.get(finding.where.file, 0),
                finding.where.line,
                finding.where.column,
                finding.code,
            ),
        )
    )


def counts(files: Sequence[PolicyFile]) -> dict[str, int]:
    """Return how many top-level statements of each type the files have.

    A type has the manual's spelling; one that the manual does not know counts as it is written.
    One-line statements such as TTLSConfig count too, stray text does not.
    """
    grammar = Grammar.load()
    result: dict[str, int] = {}
    for file in files:
        for node in file.nodes:
            rule = grammar.statement(node.keyword)
            if isinstance(node, Block) or (rule is not None and rule.level == "line"):
                name = rule.name if rule is not None else node.keyword
                result[name] = result.get(name, 0) + 1
    return result
