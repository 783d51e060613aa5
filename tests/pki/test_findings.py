"""The catalogue of findings is complete, unique and readable."""

import re

from pwxwizard import pki
from pwxwizard.finding import FindingRule, Where
from pwxwizard.pki import issuing_rules, rules, validation_rules


def test_codes_are_unique_and_every_rule_is_in_the_catalogue() -> None:
    stated = [
        rule
        for module in (rules, issuing_rules, validation_rules)
        for rule in vars(module).values()
        if isinstance(rule, FindingRule)
    ]
    codes = [rule.code for rule in (*stated, *pki.LINT_RULES)]
    assert len(codes) == len(set(codes)) == len(pki.FINDINGS)
    assert list(pki.FINDINGS) == sorted(codes)


def test_every_rule_states_reason_fix_and_source_as_sentences() -> None:
    for code, rule in pki.FINDINGS.items():
        assert re.fullmatch(r"PKI\d{3}", code)
        assert rule.title[0].isupper(), code
        assert not rule.title.endswith("."), code
        assert rule.why.endswith("."), code
        assert rule.fix.endswith("."), code
        assert rule.source, code


def test_a_rule_makes_a_finding_at_a_place() -> None:
    rule = pki.FINDINGS["PKI104"]
    finding = rule.at(Where(file="in/ca.pem", line=3), "It expired.")
    assert (finding.code, finding.severity, finding.why) == (rule.code, rule.severity, rule.why)
    assert str(finding).startswith("in/ca.pem:3: error PKI104: It expired.")


def test_what_is_not_claimed_is_said() -> None:
    assert len(pki.VALIDATION_RULES) >= 20
    assert all(sentence.endswith(".") for sentence in pki.NOT_CLAIMED)
