"""The packet of the network administrator: the AT-TLS policy, its start, its proof, its way back."""

from pwxwizard import attls, layout
from pwxwizard.attls.generate import rule_names
from pwxwizard.attls.region import find
from pwxwizard.handover import cover
from pwxwizard.handover.document import Document, Shown, Step
from pwxwizard.handover.packet import TEXT, Packet, Transfer
from pwxwizard.handover.setup import MachineView, key_ring
from pwxwizard.handover.wanted import policy_back
from pwxwizard.world import Found, Reader

_CONSOLE = "On the console, or in SDSF after a slash"
_TSO = "At TSO READY, or in ISPF option 6"
_UNIX = "In the z/OS UNIX shell"
_WHOLE, _PART = "files/pagent_ttls.conf", "files/pwxwizard-part.conf"


def listener_rules(seen: MachineView) -> tuple[attls.ListenerRule, ...]:
    """Return what each secure port wants of the policy, for comparing names, ports and jobs."""
    owner, ring = key_ring(seen.machine, seen.policy_table)
    table = seen.policy_table
    return tuple(
        attls.ListenerRule(
            name=f"PWX_{listener.name}".replace("-", "_"),
            port=listener.port,
            jobs=tuple(job for job in (listener.job, *listener.netport_jobs) if job),
            handshake_role=str(table.get("handshake_role", "ServerWithClientAuth")),
            client_auth_type=str(table.get("client_auth_type", "Required")),
            keyring=f"{owner}/{ring}" if owner else ring,
            protocols=(),
            suites=(),
        )
        for listener in seen.machine.secure_listeners
    )


def network_packet(seen: MachineView, reader: Reader) -> Packet:
    """Return the packet for the network administrator of a z/OS machine."""
    project, machine = seen.project, seen.machine
    path = layout.policy(project, machine)
    found = reader.look(path)
    files = network_files(found)
    owner, ring = key_ring(machine, seen.policy_table)
    source = str(seen.policy_table.get("policy", ""))
    transfers = cover.sendable(
        (
            Transfer(_WHOLE, TEXT, "the file that TTLSConfig names; code page IBM-1047", ""),
            *((Transfer(_PART, TEXT, "only if you merge by hand", ""),) if _PART in files else ()),
        ),
        files,
    )
    wanted = policy_back(machine)
    document = Document(
        title=f"AT-TLS policy for PowerExchange on {machine.name}",
        facts=cover.facts(
            project,
            machine,
            "network",
            f"AT-TLS rules for {cover.ports(machine)}, with the key ring {owner}/{ring}",
        ),
        intro=(
            (
                f"PowerExchange on {machine.name} itself knows nothing of TLS: AT-TLS encrypts its secure "
                f"port by the rules of this packet. Clients: {cover.clients(project, machine)}."
            ),
            (
                "The security administrator's packet comes first: without the key ring every connection to "
                "the port ends with return code 202. The PowerExchange administrator's packet comes after."
            ),
            "Nothing in this packet is secret.",
        ),
        steps=tuple(_steps(seen, source, merged=_PART in files)),
        transfers=transfers,
        transfer_notes=(
            (
                "Transfer the policy as text, converted to IBM-1047, because braces and # differ between "
                "EBCDIC code pages. With FTP: `ascii`, then `quote site "
                "sbdataconn=(IBM-1047,ISO8859-1)` (the operand is remembered, not read in a manual). Step 2 shows how to "
                "check it. In a library, line numbers must be off."
            ),
        ),
        fill_in=(
            "TCPIP: the name of your TCP/IP stack, in commands and profiles.",
            "PAGENT: the job name of your Policy Agent.",
            "SYSNAME: the name of your system, in the INITSTACK profile.",
        ),
        evidence=(
            wanted.asked(", after step 3"),
            "The output of NETSTAT TTLS CONN ... DETAIL for one connection of a client.",
            (
                "If a connection fails: messages EZD1281I to EZD1287I of that time from syslogd and the "
                "TCP/IP job log."
            ),
            *wanted.more,
        ),
        undo=(
            (
                "First have the PowerExchange administrator take the secure port out of DBMOVER and start "
                "the listener again: without the rules the port speaks plain text, and nobody is told. "
                "NETSTAT must show no listener on it. Then put the policy file that you kept back in "
                "its place and enter F PAGENT,UPDATE. Connections that are open keep their rule until "
                "they end."
            ),
        ),
        remembered=(
            "The operand SBDATACONN of the FTP command QUOTE SITE.",
            (
                "That a change of a ring's contents needs a higher EnvironmentUserInstance: read for keys "
                "in ICSF, remembered for certificates."
            ),
            "The option -p of pasearch.",
        ),
        manual="z/OS Communications Server IP Configuration Reference and IP System Administrator's "
        "Commands",
    )
    return cover.packet("network", seen, document, files, transfers, wanted=wanted)


def network_files(found: Found) -> dict[str, bytes]:
    """Return the whole policy and our part of it as files of the packet."""
    if found.state != "file":
        return {}
    part = _own_part(found.data)
    return {_WHOLE: found.data, **({_PART: part} if part else {})}


def _own_part(data: bytes) -> bytes:
    file = attls.parse(data)
    region, _ = find(file)
    if region is None:
        return b""
    lines = [line.rstrip("\r\n") for line in file.lines[region.start : region.stop]]
    return ("\n".join(lines) + "\n").encode()


def _steps(seen: MachineView, source: str, *, merged: bool) -> tuple[Step, ...]:
    names = [name for rule in listener_rules(seen) for name, _ in rule_names(rule)]
    rules = "rule" if len(names) == 1 else "rules"
    ports = cover.port_numbers(seen.machine)
    origin = (
        f"The whole file holds everything of {source}, byte for byte, and the part between the lines "
        "`# >>> pwxwizard` and `# <<< pwxwizard`. If your policy has changed since that copy was "
        "taken, do not replace it: add the part at its end, or have the packet made anew from it."
        if source and merged
        else "If the stack has an AT-TLS policy already, do not replace it: add the statements at its end."
    )
    return (
        Step(
            "Look whether AT-TLS can work on this stack",
            "Without these, connections stay in clear text and nobody is told.",
            (
                Shown(
                    "TCPCONFIG TTLS has to be in PROFILE.TCPIP; a later NOTTLS takes it back.",
                    ("NETSTAT CONFIG",),
                    _TSO,
                    "TTLS: Yes in the TCP configuration table. To switch it on: write TCPCONFIG TTLS "
                    "into the profile and into a data set of its own, and enter "
                    "VARY TCPIP,TCPIP,OBEYFILE,DATA.SET with the name of that one.",
                ),
                Shown(
                    "The Policy Agent needs READ on EZB.INITSTACK.SYSNAME.TCPIP in class SERVAUTH; "
                    "ask the security administrator. Nobody else needs it just to be quiet.",
                    expect="No message EZZ4248E stays on the console.",
                ),
                Shown(
                    "Order of start: syslogd, TCP/IP, ICSF, Policy Agent, wait until EZZ4248E is gone "
                    "(EZZ4250I: AT-TLS services are available), then the listener, then the clients.",
                ),
            ),
        ),
        Step(
            "Put the policy in place",
            origin,
            (
                Shown("Keep a copy of the policy file that is in force, for the way back."),
                Shown(
                    "Check the code page of the transferred file: in IBM-1047, # is the byte 7B, { is "
                    "C0 and } is D0. In a data set, look with ISPF and the command HEX ON.",
                    ("grep '[{}]' /etc/pagent_ttls.conf | od -A n -t x1 | head -n 4",),
                    _UNIX,
                    "Lines, and C0 or D0 in them. No lines at all: the braces came in another code "
                    "page; transfer the file again.",
                ),
                Shown(
                    "The image file that TcpImage (or PEPInstance) of the main configuration file "
                    "names must name the policy; its last TTLSConfig counts:",
                    ("TTLSConfig /etc/pagent_ttls.conf",),
                    "In the image file",
                ),
            ),
        ),
        Step(
            "Activate the policy",
            "UPDATE installs what has changed. REFRESH reads everything anew, and with FLUSH the rules "
            "are gone for a moment. If one statement is wrong, no AT-TLS policy at all is installed and "
            "the old one stays.",
            (
                Shown(
                    "Let Policy Agent read the policy.",
                    ("F PAGENT,UPDATE",),
                    _CONSOLE,
                    "EZZ8771I for the type TTLS, and no EZZ8779I or other error in its log.",
                ),
                Shown(
                    "Show what is installed.",
                    ("pasearch -t",),
                    _UNIX,
                    f"The {rules} {', '.join(names)}, direction Inbound, {ports}, as in the file; "
                    "no other rule for the same port and job with a higher priority. With several "
                    "stacks: pasearch -t -p TCPIP.",
                ),
                Shown(
                    "Show the groups on the stack.",
                    ("D TCPIP,TCPIP,N,TTLS",),
                    _CONSOLE,
                    f"The group action that {'the rule names' if len(names) == 1 else 'the rules name'}.",
                ),
            ),
        ),
        Step(
            "Look at a connection, once the listener has been started again and a client has called",
            "A rule is applied when a connection is made; existing ones do not change.",
            (
                Shown(
                    "Find the connection's number.",
                    ("D TCPIP,TCPIP,N,CONN,CONNT,TTLSP",),
                    _CONSOLE,
                    f"A connection to {ports} with a TTLS policy.",
                ),
                Shown(
                    "Show it, with its number in the place of CONNID.",
                    ("NETSTAT TTLS CONN CONNID DETAIL",),
                    _TSO,
                    f"TTLSRule {' or '.join(names)}, the protocol and the cipher suite.",
                ),
            ),
        ),
        Step(
            "Only after a later change of the ring's contents: make AT-TLS read the ring again",
            "AT-TLS keeps what it has read from the ring. In the TTLSEnvironmentAction of these rules, "
            "add or raise the number of EnvironmentUserInstance, and activate.",
            (
                Shown(
                    "The line, with a number higher by one each time:",
                    ("  EnvironmentUserInstance 1",),
                    "In the policy file",
                ),
                Shown("Activate it.", ("F PAGENT,UPDATE",), _CONSOLE, "EZZ8771I."),
            ),
        ),
    )
