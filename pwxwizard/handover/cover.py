"""What all packets share: the cover, checksums, and how files are transferred."""

from collections.abc import Iterable, Mapping
from dataclasses import replace

from pwxwizard.finding import Finding, Where
from pwxwizard.handover.document import Document, Shown, pages
from pwxwizard.handover.packet import BINARY, ROLE_NAMES, TEXT, Packet, Transfer
from pwxwizard.handover.setup import MachineView
from pwxwizard.handover.wanted import Wanted
from pwxwizard.knowledge import Confidence, Provenance
from pwxwizard.project import PLATFORMS, SECURITY_MANAGERS, Machine, Project
from pwxwizard.world import Reader, digest
from pwxwizard.zos import RULES, Command

SUMS = "SHA256SUMS"
"""The file of a packet that lists the others with their SHA-256."""
ANY_DATE = "agree on a day; it has to be done before the clients are switched to the secure port"
"""What the cover says while nobody has named a day."""


def facts(project: Project, machine: Machine, role: str, what: str) -> tuple[tuple[str, str], ...]:
    """Return the lines of the cover: what, for whom, where, by when, from whom."""
    table = project.table(("handover",))
    platform = PLATFORMS.get(machine.platform, machine.platform)
    release = f" {machine.release}" if machine.release else ""
    found = [
        ("What", what),
        ("For", str(table.get(role, "")) or f"the {ROLE_NAMES[role]}"),
        (
            "Machine",
            f"{machine.name}, {platform}{release}, {', '.join(machine.hosts) or 'no host'}",
        ),
        ("By when", str(table.get("by", "")) or ANY_DATE),
        ("Project", project.name),
        ("Questions to", str(table.get("contact", "")) or "the administrator who sent this packet"),
    ]
    if machine.platform == "zos":
        manager = SECURITY_MANAGERS.get(machine.security_manager, machine.security_manager)
        found.insert(3, ("Security manager", manager))
    return tuple(found)


def ports(machine: Machine) -> str:
    """Return the secure ports in words, such as `port 6001 (job PWXLST)`."""
    return ", ".join(
        f"port {listener.port} ({listener.name}{', job ' + listener.job if listener.job else ''})"
        for listener in machine.secure_listeners
    )


def port_numbers(machine: Machine) -> str:
    """Return the secure ports by their numbers alone, such as `port 6001`."""
    numbers = [str(listener.port) for listener in machine.secure_listeners]
    return f"port{'s' * (len(numbers) > 1)} {', '.join(numbers)}"


def clients(project: Project, machine: Machine) -> str:
    """Return who calls the machine's listeners, in words."""
    names = dict.fromkeys(entry.client for entry in project.connections_to(machine.name))
    return ", ".join(names) or "none yet"


def client_pings(project: Project, machine: Machine) -> Shown:
    """Return who proves a machine's secure ports by a PING, and what they run."""
    calls = [f"{one.client} (node {one.node_name})" for one in project.connections_to(machine.name)]
    return Shown(
        "Tell the PowerExchange administrators of the clients that the port is ready. The PING comes "
        f"from the clients, not from this machine: {', '.join(calls) or 'none is known yet'}. The "
        "command is in the packet of each client, role powerexchange.",
        expect="Message PWX-00755 on every client, and the PING as a negative control fails.",
    )


def file_digest(reader: Reader, path: str) -> str:
    """Return the SHA-256 of an artifact; empty while it is not there."""
    found = reader.look(path)
    return found.digest if found.state == "file" else ""


def sendable(transfers: Iterable[Transfer], files: Mapping[str, bytes]) -> tuple[Transfer, ...]:
    """Return the transfers with the digest of each file that is in the packet."""
    return tuple(
        replace(transfer, sha256=digest(files[transfer.path]))
        if transfer.path in files
        else transfer
        for transfer in transfers
    )


def ftp_notes(transfers: Iterable[Transfer]) -> tuple[str, ...]:
    """Return how the files reach z/OS data sets by FTP, as sentences."""
    found = list(transfers)
    if not any(transfer.recfm for transfer in found):
        return ()
    modes = {transfer.mode for transfer in found}
    parts = [
        "With FTP: first `quote site recfm=vb lrecl=84`; then"
        + (" `ascii` before each text file" if TEXT in modes else "")
        + (" and" if len(modes) == 2 else "")
        + (" `binary` before each binary file" if BINARY in modes else "")
        + "; then `put FILE 'DATA.SET'`, the name between apostrophes.",
        (
            "The data sets are sequential, never members of a library and never RECFM=FB. Delete one that "
            "is there already first. What `quote site` takes is remembered, not read in a manual; allocate the data sets "
            "before if your FTP server ignores it."
        ),
    ]
    return tuple(parts)


def remembered_findings(commands: Iterable[Command], machine: str) -> tuple[Finding, ...]:
    """Return the finding for every command whose form is only remembered."""
    return tuple(
        RULES["SEC005"].at(
            Where(item=f"handover/{machine}"),
            f"{' '.join(command.text.split()[:3])} ... is remembered, not read in a manual ({command.provenance.source}).",
        )
        for command in commands
    )


def packet(
    role: str,
    seen: MachineView,
    document: Document,
    files: Mapping[str, bytes],
    transfers: tuple[Transfer, ...],
    findings: tuple[Finding, ...] = (),
    wanted: Wanted | None = None,
) -> Packet:
    """Return the finished packet: pages, files and checksums."""
    document = replace(document, transfers=transfers)
    complete = {**files, **pages(document)}
    lines = [f"{digest(content)}  {path}\n" for path, content in sorted(complete.items())]
    complete[SUMS] = "".join(lines).encode()
    return Packet(
        role,
        seen.machine.name,
        f"{role}/{seen.machine.name}",
        document.title,
        complete,
        transfers,
        findings,
        tuple(transfer.path for transfer in transfers if not transfer.sha256),
        document,
        wanted,
    )


def is_remembered(provenance: Provenance) -> bool:
    """Tell whether a fact is known from memory only."""
    return provenance.confidence is Confidence.ASSUMED
