"""The packet of the PowerExchange administrator: DBMOVER and the PEM files, and what it says."""

from collections.abc import Sequence

from pwxwizard import dbmover, layout
from pwxwizard.finding import listed
from pwxwizard.handover import cover
from pwxwizard.handover.document import Document
from pwxwizard.handover.packet import BINARY, TEXT, Packet, Transfer
from pwxwizard.handover.powerexchange_steps import back_out, steps
from pwxwizard.handover.setup import MachineView
from pwxwizard.project import Connection, Machine, Project
from pwxwizard.world import Found, Reader

_FOLDERS = {
    "windows": r"C:\Informatica\PowerExchange\ssl",
    "linux": "/opt/informatica/powerexchange/ssl",
    "unix": "/opt/informatica/powerexchange/ssl",
}
"""The folders that the DBMOVER step proposes."""
_OWN = "for the PowerExchange user only"


def pem_folder(project: Project, machine: Machine) -> str:
    """Return the folder on a machine in which its PEM files stand."""
    table = project.table(("machine", machine.name, "dbmover"))
    return str(table.get("folder", "")) or _FOLDERS.get(machine.platform, "")


def on_machine(folder: str, machine: Machine, name: str) -> str:
    """Return the path of a file in a folder, as the machine's platform writes it."""
    separator = "\\" if machine.platform == "windows" else "/"
    return f"{folder.rstrip(separator)}{separator}{name}"


def is_extended(project: Project, machine: Machine) -> bool:
    """Tell whether the machine's present DBMOVER was given, so that the new one holds it."""
    return bool(project.table(("machine", machine.name, "dbmover")).get("file"))


def holds_secret(found: Found) -> bool:
    """Tell whether a DBMOVER file has a passphrase in it, encrypted or not."""
    return found.state == "file" and dbmover.mask(found.data) != found.data


def to_fill_in(found: Found) -> bool:
    """Tell whether somebody has to put a passphrase into a DBMOVER file."""
    return found.state == "file" and dbmover.PLACEHOLDER.encode() in found.data


def dbmover_target(project: Project, machine: Machine) -> str:
    """Return where a machine's DBMOVER file belongs: the place that was answered, or in words."""
    place = str(project.table(("machine", machine.name, "dbmover")).get("place", ""))
    kept = {"zos": "", "ibmi": "", "windows": f", {_OWN}"}.get(machine.platform, ", mode 0600")
    words = {
        "zos": "member DBMOVER of your RUNLIB library (DD DTLCFG of the listener's job)",
        "ibmi": "member DBMOVER of file CFG in the data library",
    }
    return f"{place or words.get(machine.platform, 'the file that PWX_CONFIG names')}{kept}"


def powerexchange_packet(seen: MachineView, reader: Reader) -> Packet:
    """Return the packet for the PowerExchange administrator of a machine."""
    project, machine = seen.project, seen.machine
    path = layout.dbmover(project, machine)
    found = reader.look(path)
    files: dict[str, bytes] = {}
    transfers: list[Transfer] = []
    secret = holds_secret(found)
    name = path.replace("\\", "/").rpartition("/")[2]
    if found.state == "file" and not secret:
        files[f"files/{name}"] = found.data
    shown_path = path if secret else f"files/{name}"
    digest = found.digest if secret else ""
    transfers.append(
        Transfer(shown_path, TEXT, dbmover_target(project, machine), digest, separate=secret)
    )
    if machine.is_client:
        transfers += _pem_transfers(seen, reader, files)
    sent = cover.sendable(transfers, files)
    calls = project.connections_from(machine.name)
    what = "; ".join(
        part
        for part in (
            f"secure {cover.ports(machine)}" if machine.secure_listeners else "",
            f"secure calls to {', '.join(one.listener for one in calls)}" if calls else "",
        )
        if part
    )
    document = Document(
        title=f"PowerExchange configuration for TLS on {machine.name}",
        facts=cover.facts(project, machine, "powerexchange", what or "nothing that is secure yet"),
        intro=(_intro(project, machine), _secrets(machine, secret=secret)),
        steps=steps(seen, placeholder=to_fill_in(found), extended=is_extended(project, machine)),
        transfers=sent,
        transfer_notes=_notes(machine),
        fill_in=_fill_in(machine, found, calls=bool(calls)),
        evidence=(
            *((_pings(calls),) if calls else ()),
            (
                "The listener's log from its start on, if anything fails."
                if machine.secure_listeners
                else "The log of the program that called, if anything fails."
            ),
        ),
        undo=((back_out(machine)),),
        remembered=(
            *(("How DTLREXE is called.",) if calls else ()),
            "What the messages PWX-00650 and PWX-00755 say.",
            *(
                ()
                if machine.platform == "zos"
                else ("Where the TLS words stand in the LISTENER, NODE and SSL statements.",)
            ),
        ),
        manual="PowerExchange Reference Manual and Utilities Guide of your release",
    )
    return cover.packet("powerexchange", seen, document, files, sent)


def _pings(calls: Sequence[Connection]) -> str:
    """Return what is to come back of the calls of a machine, and what it proves."""
    items = listed([f"ping/{one.name}" for one in calls])
    said = f"the item {items}" if len(calls) == 1 else f"the items {items}"
    each = "the PING" if len(calls) == 1 else "each PING"
    return (
        f"The whole output of {each} of this packet (DTLREXE). With a rehearsal or a probe of the port, "
        f"it proves {said}."
    )


def _pem_transfers(
    seen: MachineView, reader: Reader, files: dict[str, bytes]
) -> tuple[Transfer, ...]:
    project, machine = seen.project, seen.machine
    folder = pem_folder(project, machine)
    ca_list = reader.look(layout.ca_list(project, machine))
    if ca_list.state == "file":
        files["files/ca-list.pem"] = ca_list.data
    personal = layout.personal(project, machine)
    windows = machine.platform == "windows"
    mode = BINARY if windows else TEXT
    return (
        Transfer(
            personal,
            mode,
            f"{on_machine(folder, machine, 'personal.pem')}, {_OWN if windows else 'mode 0600'}",
            cover.file_digest(reader, personal),
            separate=True,
        ),
        Transfer(
            "files/ca-list.pem",
            mode,
            on_machine(folder, machine, "ca-list.pem") + ("" if windows else ", mode 0644"),
            "",
        ),
    )


def _intro(project: Project, machine: Machine) -> str:
    kept = "Everything that was in the file before is in it still; plain ports and nodes stay as they are."
    if not is_extended(project, machine):
        kept = (
            "IT IS A NEW FILE: the present DBMOVER of this machine was not given. If there is one, do not "
            "replace it: insert the statements of the new file into it."
        )
    if machine.platform == "zos":
        new = "" if is_extended(project, machine) else f" {kept}"
        return (
            "On z/OS, DBMOVER only names the secure port, without any TLS word: AT-TLS encrypts it. "
            "The packets of the security and of the network administrator come before this one; if the "
            "listener opens the port first, it speaks plain text there."
            f"{new}"
        )
    return (
        "DBMOVER names the certificate files, the secure ports and the nodes to be called securely. The "
        "files are PEM: personal.pem with the personal certificate and its private key, ca-list.pem with "
        f"every CA certificate that is trusted. {kept}"
    )


def _secrets(machine: Machine, *, secret: bool) -> str:
    held = "personal.pem holds the private key" if machine.is_client else ""
    if secret:
        held += (" and " if held else "") + "DBMOVER holds a passphrase"
    if not held:
        return "Nothing in this packet is secret."
    return (
        f"Nothing in this packet is secret: {held}, and travels separately; the list below tells the "
        "checksum. The passphrase of the private key travels by yet another way."
    )


def _notes(machine: Machine) -> tuple[str, ...]:
    if machine.platform == "zos":
        return (
            (
                "Transfer DBMOVER as text into the library (RECFM=FB, LRECL=80); columns 73 to 80 stay "
                "empty."
            ),
        )
    if machine.platform == "windows":
        return (
            (
                "Copy the files as they are. Let only administrators and the user that runs PowerExchange "
                "read personal.pem and DBMOVER (properties of the file, Security)."
            ),
        )
    return (
        (
            "Copy the files as they are (scp). personal.pem and DBMOVER belong to the user that runs "
            "PowerExchange, mode 0600; ca-list.pem may have mode 0644."
        ),
    )


def _fill_in(machine: Machine, found: Found, *, calls: bool) -> tuple[str, ...]:
    libraries = (
        ("HLQ.LOADLIB and HLQ.RUNLIB in the jobs: the names of your PowerExchange libraries.",)
        if machine.platform == "zos" and calls
        else ()
    )
    if not to_fill_in(found):
        return libraries
    return (
        *libraries,
        (
            f"{dbmover.PLACEHOLDER} in DBMOVER: the passphrase of the private key, which reaches you "
            "separately. Encrypt it with the PowerExchange Navigator: the listener writes its statements "
            "to the log at every start."
        ),
    )
