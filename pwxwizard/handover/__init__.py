"""Hand-over: packets for the people who own z/OS and IBM i, and judging what they send back."""

from pwxwizard.handover.ansible import ansible
from pwxwizard.handover.estate import read_estate, spread, write_estate
from pwxwizard.handover.evidence import EVIDENCE_KINDS, judge, recognise
from pwxwizard.handover.judgement import JudgedLine, Judgement
from pwxwizard.handover.packet import ROLE_NAMES, ROLES, Packet, Role, Transfer, as_zip
from pwxwizard.handover.packets import packets

__all__ = [
    "EVIDENCE_KINDS",
    "ROLES",
    "ROLE_NAMES",
    "JudgedLine",
    "Judgement",
    "Packet",
    "Role",
    "Transfer",
    "ansible",
    "as_zip",
    "judge",
    "packets",
    "read_estate",
    "recognise",
    "spread",
    "write_estate",
]
