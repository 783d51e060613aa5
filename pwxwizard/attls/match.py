"""The simulator: which rule a connection gets and what that means for it."""

from dataclasses import dataclass

from pwxwizard.attls.effective import EffectivePolicy, effective
from pwxwizard.attls.policy import PolicySet, Rule
from pwxwizard.attls.values import ALL_ADDRESSES, ALL_PORTS, Intervals, address, contains

CLEAR, TLS, APPLICATION, FAILS = "clear", "tls", "application", "fails"


@dataclass(frozen=True, slots=True)
class Query:
    """A connection as AT-TLS sees it; what is not known stays empty and matches no condition."""

    job: str
    local_port: int
    direction: str = "inbound"
    """`inbound` for the side that accepted, `outbound` for the side that connected."""
    user: str = ""
    local_address: str = ""
    remote_address: str = ""
    remote_port: int = 0


@dataclass(frozen=True, slots=True)
class Match:
    """What becomes of a connection."""

    rule: str | None
    """The rule that wins, or `None`."""
    hidden: tuple[str, ...]
    """Rules that match too and are never reached, in effective order."""
    outcome: str
    """`clear`, `tls`, `application` (clear until the application asks) or `fails`."""
    sentence: str
    """What happens, for a person."""
    effective: EffectivePolicy | None
    notes: tuple[str, ...] = ()
    """What the answer depends on: times, and conditions on facts that the query leaves out."""


def match(policies: PolicySet, query: Query, *, release: str = "2.5") -> Match:
    """Return the rule that a connection gets; the first in effective order that matches wins."""
    matching: list[Rule] = []
    notes: list[str] = []
    for rule in policies.rules:
        open_facts = _unknown(rule, query)
        if not _matches(rule, query, open_facts):
            continue
        if open_facts:
            if not matching:
                notes.append(
                    f"{rule.name} would win instead, depending on the {' and '.join(open_facts)}, "
                    "which the question leaves out."
                )
            continue
        if rule.timed and not matching:
            notes.append(f"{rule.name} holds only at certain times; it is taken to hold now.")
        matching.append(rule)
    hidden = tuple(rule.name for rule in matching[1:])
    if not matching:
        return Match(
            None,
            (),
            CLEAR,
            "No rule matches: the connection runs in clear text, and nothing is logged.",
            None,
            tuple(notes),
        )
    winner = matching[0]
    policy = effective(policies, winner.name, release=release)
    outcome, sentence = _outcome(winner, policy)
    return Match(winner.name, hidden, outcome, sentence, policy, tuple(notes))


def _unknown(rule: Rule, query: Query) -> tuple[str, ...]:
    """Return the facts that the rule asks for and the query leaves out."""
    asked = (
        ("user ID", not query.user, rule.user.any),
        ("job name", not query.job, rule.job.any),
        ("local address", not query.local_address, rule.local_addresses == ALL_ADDRESSES),
        ("remote address", not query.remote_address, rule.remote_addresses == ALL_ADDRESSES),
        ("remote port", not query.remote_port, rule.remote_ports == ALL_PORTS),
    )
    return tuple(name for name, absent, indifferent in asked if absent and not indifferent)


def _matches(rule: Rule, query: Query, open_facts: tuple[str, ...]) -> bool:
    """Tell whether every condition holds that the query says something about."""
    return (
        query.direction.lower() in rule.directions
        and _port(rule.local_ports, query.local_port)
        and ("job name" in open_facts or rule.job.matches(query.job))
        and ("user ID" in open_facts or rule.user.matches(query.user))
        and ("remote port" in open_facts or _port(rule.remote_ports, query.remote_port))
        and _at(rule.local_addresses, query.local_address, "local address" in open_facts)
        and _at(rule.remote_addresses, query.remote_address, "remote address" in open_facts)
    )


def _port(intervals: Intervals, number: int) -> bool:
    return intervals == ALL_PORTS or contains(intervals, number)


def _at(intervals: Intervals, text: str, unknown: bool) -> bool:
    if unknown or intervals == ALL_ADDRESSES:
        return True
    number = address(text)
    return number is not None and contains(intervals, number)


def _outcome(rule: Rule, policy: EffectivePolicy) -> tuple[str, str]:
    if not rule.enabled:
        if rule.group is None:
            return FAILS, (
                f"{rule.name} names no group action that exists: Policy Agent refuses the policy "
                "and keeps the one it had."
            )
        return CLEAR, f"{rule.name} says TTLSEnabled Off: the connection runs in clear text."
    if policy.missing:
        return FAILS, (
            f"{rule.name} lacks {' and '.join(policy.missing)}: Policy Agent refuses the policy "
            "and keeps the one it had."
        )
    if policy.application_controlled:
        return APPLICATION, (
            f"{rule.name} leaves TLS to the application: the data is in clear text until the "
            "application asks for TLS, which PowerExchange never does."
        )
    protocols = policy.protocols
    if not protocols:
        return FAILS, f"{rule.name} switches every protocol off: the handshake fails."
    return TLS, f"{rule.name} applies: {_tls(policy, protocols)}"


def _tls(policy: EffectivePolicy, protocols: tuple[str, ...]) -> str:
    role = policy.handshake_role or "no role"
    asked = {
        "PassThru": "a client certificate is asked for, but neither required nor checked",
        "Full": "a client certificate is asked for; if one comes it must be valid",
        "Required": "a valid client certificate is required",
        "SAFCheck": "a valid client certificate that belongs to a user ID is required",
    }.get(policy.client_auth_type, "no client certificate is asked for")
    if role == "Client":
        asked = "z/OS is the client and checks the server's certificate"
    suites = f"{len(policy.suites)} cipher suites" if policy.suites else "System SSL's own suites"
    return f"TLS as {role}, {', '.join(protocols)}, {suites}; {asked}."
