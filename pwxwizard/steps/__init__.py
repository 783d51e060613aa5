"""The ordered list of steps; the order is the vendor's and has meaning."""

from typing import Any

from pwxwizard.steps.at_tls import AtTlsStep
from pwxwizard.steps.base import Step
from pwxwizard.steps.ca import CaStep
from pwxwizard.steps.dbmover import DbmoverStep
from pwxwizard.steps.estate import EstateStep
from pwxwizard.steps.handover import HandoverStep
from pwxwizard.steps.personal_certificate import PersonalCertificateStep
from pwxwizard.steps.ping import PingStep

STEPS: tuple[Step[Any], ...] = (
    EstateStep(),
    CaStep(),
    PersonalCertificateStep(),
    DbmoverStep(),
    AtTlsStep(),
    HandoverStep(),
    PingStep(),
)
"""Every step, in the order in which the work is done."""


def step(key: str) -> Step[Any]:
    """Return the step of a key; raises `KeyError` when there is none."""
    return {entry.key: entry for entry in STEPS}[key]
