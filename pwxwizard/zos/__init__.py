"""z/OS: what security managers are told about certificates and rings, and what they show."""

from pwxwizard.zos import acf2, racf, topsecret
from pwxwizard.zos.commands import PASSPHRASE, Command, Task, Where, catalogue
from pwxwizard.zos.jcl import JCL_WIDTH, jcl, wrapped
from pwxwizard.zos.limits import RULES, problem
from pwxwizard.zos.lines import WIDTH, quoted, tso_lines
from pwxwizard.zos.ring import (
    ClientMapping,
    RingSetup,
    Source,
    TrustedCa,
    check_setup,
    names_left_over,
    short_name,
)
from pwxwizard.zos.security import assumed

DIALECTS = {"racf": racf.tasks, "acf2": acf2.tasks, "topsecret": topsecret.tasks}
"""The tasks of each security manager, by its key in the project file."""

__all__ = [
    "DIALECTS",
    "JCL_WIDTH",
    "PASSPHRASE",
    "RULES",
    "WIDTH",
    "ClientMapping",
    "Command",
    "RingSetup",
    "Source",
    "Task",
    "TrustedCa",
    "Where",
    "acf2",
    "assumed",
    "catalogue",
    "check_setup",
    "jcl",
    "names_left_over",
    "problem",
    "quoted",
    "racf",
    "short_name",
    "topsecret",
    "tso_lines",
    "wrapped",
]
