"""AT-TLS policy of z/OS: read, check, simulate, generate, merge, and compare with what runs."""

from typing import TYPE_CHECKING

from pwxwizard.attls.effective import EffectivePolicy, Origin, OriginKind, Setting, effective
from pwxwizard.attls.match import Match, Query, match
from pwxwizard.deferred import deferred

if TYPE_CHECKING:
    from pwxwizard.attls.checks import check, counts
    from pwxwizard.attls.decision import ClientCase, Consequence, consequence, consequences
    from pwxwizard.attls.findings import FINDINGS
    from pwxwizard.attls.generate import ListenerRule
    from pwxwizard.attls.grammar import RELEASES, AttributeRule, Grammar, StatementRule
    from pwxwizard.attls.merging import Change, Edited, merge
    from pwxwizard.attls.pasearch import InstalledRule, PasearchReport, compare, read_pasearch
    from pwxwizard.attls.policy import PolicySet, Rule, resolve
    from pwxwizard.attls.printing import pretty
    from pwxwizard.attls.region import undo
    from pwxwizard.attls.shadow import Shadow, shadows
    from pwxwizard.attls.suites import SUITES, Suite, Suites
    from pwxwizard.attls.syntax import Attribute, Block, PolicyFile, parse

__all__ = [
    "FINDINGS",
    "RELEASES",
    "SUITES",
    "Attribute",
    "AttributeRule",
    "Block",
    "Change",
    "ClientCase",
    "Consequence",
    "Edited",
    "EffectivePolicy",
    "Grammar",
    "InstalledRule",
    "ListenerRule",
    "Match",
    "Origin",
    "OriginKind",
    "PasearchReport",
    "PolicyFile",
    "PolicySet",
    "Query",
    "Rule",
    "Setting",
    "Shadow",
    "StatementRule",
    "Suite",
    "Suites",
    "check",
    "compare",
    "consequence",
    "consequences",
    "counts",
    "effective",
    "match",
    "merge",
    "parse",
    "pretty",
    "read_pasearch",
    "resolve",
    "shadows",
    "undo",
]

__getattr__ = deferred(
    __name__,
    {
        "checks": (
            "check",
            "counts",
        ),
        "decision": (
            "ClientCase",
            "Consequence",
            "consequence",
            "consequences",
        ),
        "findings": ("FINDINGS",),
        "generate": ("ListenerRule",),
        "grammar": (
            "RELEASES",
            "AttributeRule",
            "Grammar",
            "StatementRule",
        ),
        "merging": (
            "Change",
            "Edited",
            "merge",
        ),
        "pasearch": (
            "InstalledRule",
            "PasearchReport",
            "compare",
            "read_pasearch",
        ),
        "policy": (
            "PolicySet",
            "Rule",
            "resolve",
        ),
        "printing": ("pretty",),
        "region": ("undo",),
        "shadow": (
            "Shadow",
            "shadows",
        ),
        "suites": (
            "SUITES",
            "Suite",
            "Suites",
        ),
        "syntax": (
            "Attribute",
            "Block",
            "PolicyFile",
            "parse",
        ),
    },
)
"""Checking, merging and comparing are for some verbs and machines only."""
