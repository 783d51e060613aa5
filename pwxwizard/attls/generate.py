"""The statements of a policy for PowerExchange Listener ports: one rule a port and job name."""

import hashlib
import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from pwxwizard.attls.grammar import Grammar, at_least
from pwxwizard.attls.suites import PROTOCOLS, SUITES

GROUP_ACTION = "PWX_Group"
_LONGEST = 32
_TRACE = "7"
"""Errors to the job log and syslogd, and every mapping of a connection to a rule."""


@dataclass(frozen=True, slots=True)
class ListenerRule:
    """One secure Listener port on z/OS and how its connections are to be protected."""

    name: str
    port: int
    jobs: tuple[str, ...]
    """Job names that accept connections on the port; a trailing asterisk is a wildcard."""
    handshake_role: str
    """`Server` or `ServerWithClientAuth`."""
    client_auth_type: str
    """`PassThru`, `Full`, `Required` or `SAFCheck`; written with `ServerWithClientAuth` only."""
    keyring: str
    """`owner/ring` or `ring`."""
    protocols: tuple[str, ...]
    """The protocol switches to turn On; the others are written Off."""
    suites: tuple[str, ...]
    """Cipher suite constants in order of preference."""
    user: str = ""
    certificate_label: str = ""
    """Empty for the key ring's default certificate."""
    priority: int | None = None
    """`None` to have one chosen that wins over the policy's other rules."""


@dataclass(frozen=True, slots=True)
class Statement:
    """One statement to write: type, name and its lines in order."""

    keyword: str
    name: str
    lines: tuple[tuple[str, str], ...]
    heading: str = ""
    """What the comment in front of it says."""

    @property
    def key(self) -> tuple[str, str]:
        """Type in lower case and exact name, as a policy's definitions are keyed."""
        return self.keyword.lower(), self.name


@dataclass(frozen=True, slots=True)
class Target:
    """The z/OS that is to run a policy."""

    grammar: Grammar
    release: str

    def knows(self, keyword: str) -> bool:
        """Tell whether the release has this attribute of TTLSEnvironmentAdvancedParms."""
        known = self.grammar.attribute("TTLSEnvironmentAdvancedParms", keyword)
        return known is not None and at_least(self.release, known.since)


def legal_name(text: str, suffix: str = "") -> str:
    """Return a statement name made from any text: letters, digits and underscores, at most 32.

    The same text gives the same name; a shortened one ends in digits of its hash so that two long
    texts that begin alike stay apart.
    """
    name = re.sub(r"[^A-Za-z0-9_]", "_", text)
    if not name or not (name[0].isascii() and name[0].isalpha()):
        name = f"R_{name}"
    if len(name) + len(suffix) > _LONGEST or name != text:
        digest = hashlib.sha256(text.encode()).hexdigest()[:6]
        name = f"{name[: _LONGEST - len(suffix) - 7]}_{digest}"
    return name + suffix


def free_name(keyword: str, name: str, taken: Collection[tuple[str, str]]) -> str:
    """Return the name, numbered if a statement of that type has it already."""
    candidate, number = name, 1
    while (keyword.lower(), candidate) in taken:
        number += 1
        tail = f"_{number}"
        candidate = name[: _LONGEST - len(tail)] + tail
    return candidate


def rule_names(rule: ListenerRule) -> tuple[tuple[str, str], ...]:
    """Return rule name and job name for each rule that a Listener port needs."""
    if len(rule.jobs) < 2:
        return ((legal_name(rule.name), rule.jobs[0] if rule.jobs else ""),)
    return tuple(
        (legal_name(f"{legal_name(rule.name)}_{job.replace('*', '_any')}"), job)
        for job in dict.fromkeys(rule.jobs)
    )


def usable_protocols(rule: ListenerRule, target: Target) -> tuple[str, ...]:
    """Return the wanted protocols that the release knows, oldest first."""
    return tuple(name for name in PROTOCOLS if name in rule.protocols and target.knows(name))


def usable_suites(rule: ListenerRule, target: Target) -> tuple[str, ...]:
    """Return the wanted suites that one of the usable protocols can negotiate."""
    protocols = set(usable_protocols(rule, target))
    found = (SUITES.find(name) for name in dict.fromkeys(rule.suites))
    return tuple(
        suite.name for suite in found if suite is not None and protocols & set(suite.protocols)
    )


def shared_statements(taken: Collection[tuple[str, str]]) -> tuple[Statement, ...]:
    """Return the statements that all Listener rules share: the group action."""
    name = free_name("TTLSGroupAction", GROUP_ACTION, taken)
    return (Statement("TTLSGroupAction", name, (("TTLSEnabled", "On"), ("Trace", _TRACE))),)


def parameter_statements(
    rule: ListenerRule, target: Target, taken: Collection[tuple[str, str]]
) -> tuple[Statement, ...]:
    """Return key ring, advanced and cipher parameters of a Listener port."""
    base = legal_name(rule.name)

    def named(keyword: str, suffix: str) -> str:
        return free_name(keyword, legal_name(base, suffix), taken)

    protocols = usable_protocols(rule, target)
    advanced = [
        (name, "On" if name in protocols else "Off") for name in PROTOCOLS if target.knows(name)
    ]
    if rule.handshake_role == "ServerWithClientAuth":
        advanced.append(("ClientAuthType", rule.client_auth_type or "Required"))
    advanced.append(("ApplicationControlled", "Off"))
    if any(name.startswith("TLS_DHE_") for name in usable_suites(rule, target)):
        advanced += [("ServerEDHGroupSize", "2048")] if target.knows("ServerEDHGroupSize") else []
    if rule.certificate_label:
        advanced.append(("CertificateLabel", rule.certificate_label))
    return (
        Statement(
            "TTLSEnvironmentAdvancedParms",
            named("TTLSEnvironmentAdvancedParms", "_Adv"),
            tuple(advanced),
        ),
        Statement(
            "TTLSKeyringParms", named("TTLSKeyringParms", "_Ring"), (("Keyring", rule.keyring),)
        ),
        Statement(
            "TTLSCipherParms",
            named("TTLSCipherParms", "_Ciph"),
            tuple(("V3CipherSuites", suite) for suite in usable_suites(rule, target)),
        ),
    )


def environment_statement(
    rule: ListenerRule, used: Iterable[Statement], taken: Collection[tuple[str, str]]
) -> Statement:
    """Return the environment action that refers to the parameters in `used`."""
    names = {statement.keyword: statement.name for statement in used}
    return Statement(
        "TTLSEnvironmentAction",
        free_name("TTLSEnvironmentAction", legal_name(legal_name(rule.name), "_Env"), taken),
        (
            ("HandshakeRole", rule.handshake_role),
            ("TTLSKeyringParmsRef", names["TTLSKeyringParms"]),
            ("TTLSEnvironmentAdvancedParmsRef", names["TTLSEnvironmentAdvancedParms"]),
            ("TTLSCipherParmsRef", names["TTLSCipherParms"]),
        ),
    )


def rule_statement(
    rule: ListenerRule, name: str, job: str, *, priority: int, group: str, environment: str
) -> Statement:
    """Return the TTLSRule of one job name; `group` and `environment` name its actions."""
    lines = [("LocalPortRange", str(rule.port))]
    if job:
        lines.append(("Jobname", job.upper()))
    if rule.user:
        lines.append(("Userid", rule.user.upper()))
    lines += [
        ("Direction", "Inbound"),
        ("Priority", str(priority)),
        ("TTLSGroupActionRef", group),
        ("TTLSEnvironmentActionRef", environment),
    ]
    return Statement("TTLSRule", name, tuple(lines), f"PowerExchange Listener port {rule.port}")
