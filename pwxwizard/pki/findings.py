"""All findings of the package in one catalogue, for the help and for tests."""

from collections.abc import Mapping
from types import MappingProxyType

from pwxwizard.finding import FindingRule
from pwxwizard.pki import rules
from pwxwizard.pki.linting import LINT_RULES
from pwxwizard.pki.validation import VALIDATION_RULES

_READING_RULES = tuple(rule for rule in vars(rules).values() if isinstance(rule, FindingRule))

FINDINGS: Mapping[str, FindingRule] = MappingProxyType(
    {
        rule.code: rule
        for rule in sorted(
            (*_READING_RULES, *VALIDATION_RULES, *LINT_RULES), key=lambda rule: rule.code
        )
    }
)
"""Every finding's rule by its code, in the order of the codes."""
