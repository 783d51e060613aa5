"""The table of AT-TLS findings: code, severity as Policy Agent would treat it, why and fix."""

from collections.abc import Mapping
from types import MappingProxyType

from pwxwizard.attls.meaning_findings import MEANING_FINDINGS
from pwxwizard.attls.text_findings import TEXT_FINDINGS
from pwxwizard.finding import FindingRule

FINDINGS: Mapping[str, FindingRule] = MappingProxyType(
    {rule.code: rule for rule in (*TEXT_FINDINGS, *MEANING_FINDINGS)}
)
"""Errors make Policy Agent refuse the policy or leave a handshake no chance; warnings install but do
something else than meant, or are weak; infos are style and things to know."""
