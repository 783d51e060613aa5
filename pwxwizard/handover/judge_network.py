"""AT-TLS evidence compared with the plan: pasearch, NETSTAT TTLS, and the messages of a log."""

from fnmatch import fnmatchcase
from typing import TYPE_CHECKING, Any

from pwxwizard import attls, layout
from pwxwizard.attls.generate import rule_names
from pwxwizard.handover.judge_racf import WHOLE
from pwxwizard.handover.judgement import Notes
from pwxwizard.handover.network import listener_rules
from pwxwizard.handover.setup import MachineView
from pwxwizard.resources import toml
from pwxwizard.world import Reader
from pwxwizard.zos.attls_text import read_connection, read_messages
from pwxwizard.zos.printout import Line, same_id

if TYPE_CHECKING:
    from collections.abc import Mapping

_REFRESH = "Put the planned policy in place and enter F PAGENT,UPDATE."


def _planned(seen: MachineView) -> dict[str, attls.ListenerRule]:
    """Return what each planned rule is for, by the rule's name."""
    return {name: rule for rule in listener_rules(seen) for name, _ in rule_names(rule)}


def _other_job(job: str, rule: attls.ListenerRule) -> bool:
    """Tell whether a job is certainly none of a rule's, whose names may end in an asterisk."""
    return bool(job and rule.jobs) and not any(
        same_id(job, one) or fnmatchcase(job.upper(), one.upper()) for one in rule.jobs
    )


def judge_pasearch(
    text: str, lines: tuple[Line, ...], seen: MachineView, reader: Reader, notes: Notes
) -> None:
    """Compare `pasearch -t` with the planned policy."""
    found = reader.look(layout.policy(seen.project, seen.machine))
    if found.state != "file":
        notes.open(None, "The planned policy has not been written yet.", "Write it first.")
        return
    report = attls.read_pasearch(text)
    grammar = attls.Grammar.load(seen.project.catalogue.get("attls", {}))
    policies = attls.resolve((attls.parse(found.data),), grammar)
    by_number = {line.number: line for line in lines}
    names = _planned(seen)
    torn = {
        rule.name
        for rule in report.rules
        if "ttlsenabled" not in rule.settings
        or ("keyring" not in rule.settings and rule.name in names)
    }
    whole = bool(report.rules) and report.rules[-1].name not in torn
    for finding in attls.compare(report, policies, listener_rules(seen)):
        line = by_number.get(finding.where.line)
        if finding.code == "ATT114":
            continue
        if finding.code == "ATT113" or (finding.code == "ATT110" and not whole):
            notes.open(line, finding.message, WHOLE)
        elif finding.code == "ATT111" and finding.message.partition(":")[0] in torn:
            notes.open(line, f"{finding.message.partition(':')[0]} is cut off.", WHOLE)
        elif finding.code == "ATT111" and not any(n in finding.message for n in names):
            continue
        else:
            notes.wrong(line, finding.message, _REFRESH)
    faulty = {note.text for note in notes.lines}
    for rule in report.rules:
        if rule.name in names and not any(rule.name in text for text in faulty):
            notes.right(by_number[rule.line], f"The rule {rule.name} is installed.")
    if not notes.lines:
        notes.open(None, "None of the planned rules is in the text.", WHOLE)


def judge_netstat(lines: tuple[Line, ...], seen: MachineView, notes: Notes) -> None:
    """Judge one connection as NETSTAT TTLS CONN shows it."""
    shown = read_connection(lines)
    names = _planned(seen)
    rule, rule_line = shown.get("ttlsrule", ("", None))
    if not rule:
        notes.open(None, "The text names no TTLSRule.", "Send NETSTAT TTLS CONN ... DETAIL, whole.")
        return
    name = rule.split()[0]
    if name not in names:
        notes.wrong(
            rule_line,
            f"The connection follows the rule {name}, not {' or '.join(names)}.",
            "Compare priority, port and job name of the rules; see pasearch -t.",
        )
    else:
        notes.right(rule_line, "The connection follows the planned rule.")
    socket, socket_line = shown.get("localsocket", ("", None))
    port = socket.rpartition("..")[2]
    if port.isdecimal() and name in names and int(port) != names[name].port:
        notes.wrong(
            socket_line,
            f"The connection is to port {port}, not to {names[name].port}.",
            "Send the listing of a connection to the secure port.",
        )
    job, job_line = shown.get("jobname", ("", None))
    if name in names and _other_job(job, names[name]):
        notes.wrong(
            job_line,
            f"The connection belongs to the job {job}, not to {' or '.join(names[name].jobs)}.",
            "Send the listing of a connection to the PowerExchange listener.",
        )
    level, level_line = shown.get("seclevel", shown.get("protocol", ("", None)))
    if not level:
        notes.open(None, "The text does not tell the protocol.", "Send it whole.")
    elif any(old in level.upper() for old in ("SSL", "1.0", "1.1")) and "1.2" not in level:
        notes.wrong(level_line, f"The protocol is {level}.", "Switch the old protocols off.")
    else:
        notes.right(level_line, f"The connection is encrypted: {level}.")
    cipher, cipher_line = shown.get("cipher", shown.get("negotiatedcipher", ("", None)))
    if cipher and "NULL" in cipher.upper():
        notes.wrong(cipher_line, "The suite does not encrypt.", "Take it out of TTLSCipherParms.")
    elif cipher:
        notes.right(cipher_line, f"Cipher suite {cipher}.")


def judge_log(lines: tuple[Line, ...], seen: MachineView, notes: Notes) -> None:
    """Judge AT-TLS messages of syslogd or the TCP/IP job log."""
    names = _planned(seen)
    ports = {rule.port for rule in names.values()}
    jobs = [job for rule in listener_rules(seen) for job in rule.jobs]
    codes: Mapping[str, Any] = toml("catalogue/messages.toml").get("rc", {})
    mapped = False
    for message in read_messages(lines):
        ours = message.rule in names or (
            message.port in ports and any(same_id(message.job, job) for job in jobs)
        )
        if not ours:
            continue
        if message.number == "EZD1281I":
            if message.rule and message.rule not in names:
                notes.wrong(
                    message.line,
                    f"A connection to port {message.port} follows the rule {message.rule}.",
                    "Compare priority, port and job name of the rules; see pasearch -t.",
                )
            elif message.rule and (
                _other_job(message.job, names[message.rule])
                or message.port not in {0, names[message.rule].port}
            ):
                planned = names[message.rule]
                notes.wrong(
                    message.line,
                    f"{message.rule} was used for port {message.port} of the job {message.job}; it is "
                    f"planned for port {planned.port} of {' or '.join(planned.jobs) or 'any job'}.",
                    _REFRESH,
                )
            elif message.enabled:
                mapped = True
                notes.right(message.line, "A connection was mapped to the planned rule.")
            else:
                notes.wrong(message.line, "AT-TLS is not enabled for it.", "Set TTLSEnabled On.")
        elif message.number in {"EZD1286I", "EZD1287I"} or message.return_code:
            told = codes.get(str(message.return_code), {})
            meaning = str(told.get("meaning", "Look the code up: pwxwizard explain."))
            fix = str(told.get("how", "")) or "Look the code up: pwxwizard explain."
            notes.wrong(message.line, f"Return code {message.return_code}: {meaning}", fix)
    if not mapped and not notes.lines:
        notes.open(
            None,
            "No message is about the planned rules.",
            "No EZD128x message for a connection usually means that no rule matched: compare port, job "
            "name and direction, and Trace 7 in the group action. Otherwise send more of the log.",
        )
