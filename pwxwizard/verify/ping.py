"""PING: the DTLREXE command of a connection, and what its output proves."""

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from pwxwizard.finding import listed
from pwxwizard.knowledge import Confidence, Provenance, merged
from pwxwizard.project import CLIENT_PLATFORMS
from pwxwizard.resources import toml
from pwxwizard.verify.ping_nodes import part_about

if TYPE_CHECKING:
    from pwxwizard.world import Runner

OK, FAILED, UNCLEAR = "ok", "failed", "unclear"
TIMEOUT = 60.0
"""Seconds after which a PING that hangs is stopped."""
_NUMBER = re.compile(r"\bPWX-(\d{5})\b")
_DTLREXE = re.compile(r"(?i)\bPWX-\d{5}\b|DTLREXE")
"""What stands in whatever DTLREXE prints, or in the command or job that called it."""
_SHOWN = 2000


@dataclass(frozen=True, slots=True)
class PingCommand:
    """How to PING a node from a machine."""

    argv: tuple[str, ...]
    """Program and arguments, never through a shell; empty on z/OS."""
    shell: str
    """The command as a person types it on that platform; empty on z/OS."""
    jcl: str
    """The job on z/OS; empty elsewhere."""
    negative_control: str
    """What must fail, to show that the port takes no plain text."""
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class PingVerdict:
    """What an output of DTLREXE says."""

    verdict: str
    """`ok`, `failed` or `unclear`."""
    numbers: tuple[str, ...]
    """Message numbers in the order of the output, each once."""
    meaning: str
    provenance: Provenance
    fix: str = ""
    """What to do where the output is about another node, or from elsewhere; empty otherwise."""

    @property
    def proof(self) -> str:
        """Return what it is worth as evidence: `proved`, `wrong` or `not enough`."""
        return _PROOFS[self.verdict]


_PROOFS = {OK: "proved", FAILED: "wrong", UNCLEAR: "not enough"}
_ASSUMED = Provenance("", Confidence.ASSUMED)
_FROM_ELSEWHERE = "This is not output of DTLREXE: it has no PWX message."
_TAKE_THE_OUTPUT = "Take what the PING printed, all of it."


def ping_command(
    platform: str,
    node: str,
    *,
    user: str = "",
    overrides: Mapping[str, Any] | None = None,
) -> PingCommand:
    """Return how to PING a node from a platform.

    No password is ever part of it: arguments are visible to every user of a machine.

    Args:
        platform: the calling machine's platform key.
        node: name of the NODE statement.
        user: user ID, for Listeners that ask for one; DTLREXE is then run by hand.
        overrides: a project's corrections of the catalogue `dtlrexe`.
    """
    tables = _tables(overrides)
    arguments = [_filled(part, node=node) for part in tables["arguments"]["ping"]]
    if user:
        arguments.append(_filled(tables["arguments"]["user"], user=user))
    provenance = _provenance(tables["arguments"])
    control = (
        f"PING once more through a second NODE statement, with host and port as {node} has them but "
        "without its TLS token: that PING must fail. If it succeeds, the port takes plain text."
    )
    if platform not in CLIENT_PLATFORMS:
        jcl = _jcl(tables["jcl"], " ".join(arguments)) if platform == "zos" else ""
        shell = "" if platform == "zos" else _ibmi(arguments)
        return PingCommand((), shell, jcl, control, provenance)
    argv = (str(tables["program"]["luw"]), *arguments)
    return PingCommand(argv, _typed(argv, platform), "", control, provenance)


def ping_sheet(command: PingCommand, machine: str, platform: str, listener: str) -> str:
    """Return the page that tells somebody on a machine how to PING a listener.

    Args:
        command: what to run.
        machine: name of the calling machine.
        platform: its platform, as people call it.
        listener: the listener as `MACHINE.LISTENER`.
    """
    lines = [
        f"PING {listener} from {machine} ({platform})",
        "",
        "1. Run this where PWX_CONFIG names the DBMOVER file that was installed:",
        "",
        *(f"       {line}".rstrip() for line in (command.jcl or command.shell).splitlines()),
        "",
        "2. It is good when the output has the message PWX-00755. An exit code of 0 alone does not",
        "   count.",
        "",
        f"3. Negative control: {command.negative_control}",
        "",
        "4. Paste the output into the wizard, or keep it in a file and name that to",
        "   `pwxwizard ping`. A PING shows that a Listener answered; that the connection is",
        "   encrypted shows in the handshake, by a rehearsal and by `pwxwizard probe`.",
        "",
        f"How DTLREXE is called: {command.provenance.source}",
        f"({command.provenance.confidence.marked}).",
    ]
    return "\n".join(lines) + "\n"


def judge_ping(
    output: str,
    exit_code: int | None,
    overrides: Mapping[str, Any] | None = None,
    *,
    node: str = "",
) -> PingVerdict:
    """Return what DTLREXE's output proves.

    It is `ok` only with the message of success, no message of failure, and no exit code that speaks
    against it; the exit code alone never decides (messages can be suppressed and redirected). With a
    node, only what the output says about that one counts; an output about other nodes is `unclear`,
    and so is a text from elsewhere, such as the wrong file.

    Args:
        output: standard output and error, or what somebody pasted.
        exit_code: `None` when it is not known.
        overrides: a project's corrections of the catalogue `dtlrexe`.
        node: the node that was to be called, where the output may come from another call.
    """
    if exit_code is None and output.strip() and not _DTLREXE.search(output):
        return PingVerdict(UNCLEAR, (), _FROM_ELSEWHERE, _ASSUMED, _TAKE_THE_OUTPUT)
    if not node:
        return _judged(output, "", exit_code, overrides)
    part = part_about(output, node)
    if part.foreign:
        meaning = f"This is the output for {listed(part.others)}; {node} is wanted."
        fix = f"PING {node}, and take what that prints."
        return PingVerdict(UNCLEAR, (), meaning, _ASSUMED, fix)
    found = _judged(part.text, part.before, exit_code, overrides)
    if part.others:
        return replace(found, meaning=f"{found.meaning} Only the part about {node} counts.")
    if not part.named and found.numbers:
        return replace(found, meaning=f"{found.meaning} The output names no node.")
    return found


def _judged(
    output: str, before: str, exit_code: int | None, overrides: Mapping[str, Any] | None
) -> PingVerdict:
    """Return what messages prove; of those in `before`, only the failures count."""
    tables = _tables(overrides)
    known = tables["message"]
    early = (
        number
        for number in _numbers(before)
        if number in known and known[number]["verdict"] == "failure"
    )
    numbers = tuple(dict.fromkeys((*early, *_numbers(output))))
    entries = {number: known[number] for number in numbers if number in known}
    failures = [entry for entry in entries.values() if entry["verdict"] == "failure"]
    successes = [entry for entry in entries.values() if entry["verdict"] == "success"]
    if failures:
        return PingVerdict(FAILED, numbers, failures[0]["meaning"], _provenance(failures[0]))
    bad = exit_code is not None and exit_code not in tables["exit"]["success"]
    if successes and bad:
        meaning = f"The output says success, and the exit code is {exit_code}."
        return PingVerdict(UNCLEAR, numbers, meaning, _provenance(tables["exit"]))
    if successes:
        return PingVerdict(OK, numbers, successes[0]["meaning"], _provenance(successes[0]))
    if bad:
        meaning = f"The exit code is {exit_code}, and the message of success is missing."
        return PingVerdict(FAILED, numbers, meaning, _provenance(tables["exit"]))
    unknown = [number for number in numbers if number not in entries]
    if unknown:
        meaning = f"What {', '.join(unknown)} means is not known here; look it up in DTLMSG."
        return PingVerdict(UNCLEAR, numbers, meaning, _ASSUMED)
    meaning = "Neither success nor failure is in the output."
    return PingVerdict(UNCLEAR, numbers, meaning, _ASSUMED)


def run_ping(
    command: PingCommand,
    runner: "Runner",
    timeout: float = TIMEOUT,
    overrides: Mapping[str, Any] | None = None,
) -> tuple[PingVerdict, str] | None:
    """Run a PING here and judge it; `None` when DTLREXE is not on this machine.

    Returns:
        The verdict, and the output as far as it is worth keeping.
    """
    path = runner.find(command.argv[0]) if command.argv else None
    if path is None:
        return None
    ran = runner.run((path, *command.argv[1:]), timeout)
    if ran.exit_code is None:
        verdict = judge_ping(ran.output, None, overrides)
        meaning = f"It was stopped after {timeout:g} seconds."
        hung = PingVerdict(FAILED, verdict.numbers, meaning, verdict.provenance)
        return hung, ran.output[:_SHOWN]
    return judge_ping(ran.output, ran.exit_code, overrides), ran.output[:_SHOWN]


def _numbers(text: str) -> Iterator[str]:
    return (f"PWX-{found}" for found in _NUMBER.findall(text))


@cache
def _packaged() -> Mapping[str, Any]:
    return toml("catalogue/dtlrexe.toml")


def _tables(overrides: Mapping[str, Any] | None) -> Mapping[str, Any]:
    return merged(_packaged(), overrides) if overrides else _packaged()


def _filled(text: str, **values: str) -> str:
    """Put values into their braces; whatever else stands in braces is left as somebody wrote it."""
    return re.sub(r"\{(\w+)\}", lambda found: values.get(found[1], found[0]), text)


def _provenance(table: Mapping[str, Any]) -> Provenance:
    return Provenance(str(table.get("source", "")), Confidence(table.get("confidence", "assumed")))


def _typed(argv: tuple[str, ...], platform: str) -> str:
    if platform != "windows":
        return shlex.join(argv)
    return " ".join(f'"{part}"' if re.search(r'[\s&|<>^()%!"]', part) else part for part in argv)


def _jcl(table: Mapping[str, Any], parm: str) -> str:
    """Return a job; a PARM may have 100 characters, and an apostrophe in it is doubled."""
    lines = [
        _filled(
            line,
            parm=parm.replace("'", "''"),
            loadlib=table["loadlib"],
            runlib=table["runlib"],
        )
        for line in table["lines"]
    ]
    return "\n".join(lines) + "\n"


def _ibmi(arguments: list[str]) -> str:
    return f"CALL PGM(DTLLIB/DTLREXE) PARM('{' '.join(arguments)}')"
