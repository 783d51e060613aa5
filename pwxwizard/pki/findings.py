"""All findings of the package in one catalogue, for the help and for tests."""

from collections.abc import Mapping
from types import MappingProxyType

from pwxwizard.finding import FindingRule
from pwxwizard.pki import issuing_rules, rules
from pwxwizard.pki.linting import LINT_RULES
from pwxwizard.pki.validation import VALIDATION_RULES

_STATED = tuple(
    rule
    for module in (rules, issuing_rules)
    for rule in vars(module).values()
    if isinstance(rule, FindingRule)
)

FINDINGS: Mapping[str, FindingRule] = MappingProxyType(
    {
        rule.code: rule
        for rule in sorted((*_STATED, *VALIDATION_RULES, *LINT_RULES), key=lambda rule: rule.code)
    }
)
"""Every finding's rule by its code, in the order of the codes."""
