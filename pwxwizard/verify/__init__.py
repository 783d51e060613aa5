"""Proof: rehearsed handshakes, probes of real ports, PING, and what messages mean."""

from pwxwizard.verify.attempt import Personal, Timeouts
from pwxwizard.verify.ping import (
    PingCommand,
    PingVerdict,
    judge_ping,
    ping_command,
    ping_sheet,
    run_ping,
)
from pwxwizard.verify.probe import (
    GOOD,
    VERDICTS,
    ProbeReport,
    accept_warning,
    announcement,
    probe,
)
from pwxwizard.verify.rehearsal import (
    Keys,
    Rehearsal,
    agrees,
    rehearse,
    rehearse_all,
    rehearse_connection,
)

__all__ = [
    "GOOD",
    "VERDICTS",
    "Keys",
    "Personal",
    "PingCommand",
    "PingVerdict",
    "ProbeReport",
    "Rehearsal",
    "Timeouts",
    "accept_warning",
    "agrees",
    "announcement",
    "judge_ping",
    "ping_command",
    "ping_sheet",
    "probe",
    "rehearse",
    "rehearse_all",
    "rehearse_connection",
    "run_ping",
]
