"""Proof: rehearsed handshakes, probes of real ports, PING, and what messages mean."""

from pwxwizard.verify.ping import (
    PingCommand,
    PingVerdict,
    judge_ping,
    ping_command,
    ping_sheet,
    run_ping,
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
    "Keys",
    "PingCommand",
    "PingVerdict",
    "Rehearsal",
    "agrees",
    "judge_ping",
    "ping_command",
    "ping_sheet",
    "rehearse",
    "rehearse_all",
    "rehearse_connection",
    "run_ping",
]
