"""Hand-over: packets for the people who own z/OS and IBM i, and judging what they send back."""

from typing import TYPE_CHECKING

from pwxwizard.deferred import deferred
from pwxwizard.handover.overview import NAME as OVERVIEW
from pwxwizard.handover.overview import overview
from pwxwizard.handover.packets import file_names, lasting, packets, roles, sources

if TYPE_CHECKING:
    from pwxwizard.handover.cover import SUMS, remembered_findings
    from pwxwizard.handover.document import read
    from pwxwizard.handover.evidence import judge, judge_each, recognise
    from pwxwizard.handover.ibmi import store_setup
    from pwxwizard.handover.judgement import JudgedLine, Judgement
    from pwxwizard.handover.packet import ROLE_NAMES, ROLES, Packet, Role, Transfer, as_zip
    from pwxwizard.handover.playbooks import ansible
    from pwxwizard.handover.security import jobs
    from pwxwizard.handover.setup import MachineView, certificate_proofs, ring_setup, view
    from pwxwizard.handover.wanted import Wanted

__all__ = [
    "OVERVIEW",
    "ROLES",
    "ROLE_NAMES",
    "SUMS",
    "JudgedLine",
    "Judgement",
    "MachineView",
    "Packet",
    "Role",
    "Transfer",
    "Wanted",
    "ansible",
    "as_zip",
    "certificate_proofs",
    "file_names",
    "jobs",
    "judge",
    "judge_each",
    "lasting",
    "overview",
    "packets",
    "read",
    "recognise",
    "remembered_findings",
    "ring_setup",
    "roles",
    "sources",
    "store_setup",
    "view",
]

__getattr__ = deferred(
    __name__,
    {
        "document": ("read",),
        "cover": (
            "SUMS",
            "remembered_findings",
        ),
        "evidence": (
            "judge",
            "judge_each",
            "recognise",
        ),
        "ibmi": ("store_setup",),
        "judgement": (
            "JudgedLine",
            "Judgement",
        ),
        "packet": (
            "ROLES",
            "ROLE_NAMES",
            "Packet",
            "Role",
            "Transfer",
            "as_zip",
        ),
        "playbooks": ("ansible",),
        "security": ("jobs",),
        "setup": (
            "MachineView",
            "certificate_proofs",
            "ring_setup",
            "view",
        ),
        "wanted": ("Wanted",),
    },
)
"""Playbooks and judging listings are for some verbs only."""
