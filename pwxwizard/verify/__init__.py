"""Proof: rehearsed handshakes, probes of real ports, PING, and what messages mean."""

from typing import TYPE_CHECKING

from pwxwizard.deferred import deferred

if TYPE_CHECKING:
    from pwxwizard.verify.attempt import Personal, Timeouts
    from pwxwizard.verify.explaining import Cause, Explanation, explain
    from pwxwizard.verify.key_files import NO_KEY, Keys
    from pwxwizard.verify.outputs import output_text
    from pwxwizard.verify.ping import (
        PingCommand,
        PingVerdict,
        judge_ping,
        ping_command,
        ping_sheet,
        run_ping,
    )
    from pwxwizard.verify.probing import (
        GOOD,
        VERDICTS,
        ProbeReport,
        accept_warning,
        announcement,
        probe,
    )
    from pwxwizard.verify.rehearsal import (
        Contexts,
        Rehearsal,
        agrees,
        rehearse,
        rehearse_all,
        rehearse_connection,
    )
    from pwxwizard.verify.targeting import Target, proof, target

__all__ = [
    "GOOD",
    "NO_KEY",
    "VERDICTS",
    "Cause",
    "Contexts",
    "Explanation",
    "Keys",
    "Personal",
    "PingCommand",
    "PingVerdict",
    "ProbeReport",
    "Rehearsal",
    "Target",
    "Timeouts",
    "accept_warning",
    "agrees",
    "announcement",
    "explain",
    "judge_ping",
    "output_text",
    "ping_command",
    "ping_sheet",
    "probe",
    "proof",
    "rehearse",
    "rehearse_all",
    "rehearse_connection",
    "run_ping",
    "target",
]

__getattr__ = deferred(
    __name__,
    {
        "attempt": (
            "Personal",
            "Timeouts",
        ),
        "explaining": (
            "Cause",
            "Explanation",
            "explain",
        ),
        "key_files": (
            "NO_KEY",
            "Keys",
        ),
        "outputs": ("output_text",),
        "ping": (
            "PingCommand",
            "PingVerdict",
            "judge_ping",
            "ping_command",
            "ping_sheet",
            "run_ping",
        ),
        "probing": (
            "GOOD",
            "VERDICTS",
            "ProbeReport",
            "accept_warning",
            "announcement",
            "probe",
        ),
        "rehearsal": (
            "Contexts",
            "Rehearsal",
            "agrees",
            "rehearse",
            "rehearse_all",
            "rehearse_connection",
        ),
        "targeting": (
            "Target",
            "proof",
            "target",
        ),
    },
)
"""Handshakes load the TLS library, and few verbs shake hands."""
