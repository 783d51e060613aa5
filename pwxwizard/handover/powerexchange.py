"""The packet of the PowerExchange administrator: DBMOVER, PEM files, restart, log, PING."""

from pwxwizard import dbmover, layout, verify
from pwxwizard.handover import cover
from pwxwizard.handover.document import Document, Shown, Step
from pwxwizard.handover.packet import BINARY, TEXT, Packet, Transfer
from pwxwizard.handover.setup import MachineView
from pwxwizard.project import Connection, Machine, Project
from pwxwizard.world import Found, Reader

_SHELL = {"windows": "In a command prompt", "zos": "As a job"}
_FOLDERS = {
    "windows": r"C:\Informatica\PowerExchange\ssl",
    "linux": "/opt/informatica/powerexchange/ssl",
    "unix": "/opt/informatica/powerexchange/ssl",
}
"""The folders that the DBMOVER step proposes."""
_OWN = "for the PowerExchange user only"
_LOOK = {
    True: 'echo %PWX_CONFIG% & dir "%PWX_CONFIG%"',
    False: 'echo "$PWX_CONFIG"; ls -l "$PWX_CONFIG"',
}
"""Shows the DBMOVER file in use, on Windows or not."""


def pem_folder(project: Project, machine: Machine) -> str:
    """Return the folder on a machine in which its PEM files stand."""
    table = project.table(("machine", machine.name, "dbmover"))
    return str(table.get("folder", "")) or _FOLDERS.get(machine.platform, "")


def on_machine(folder: str, machine: Machine, name: str) -> str:
    """Return the path of a file in a folder, as the machine's platform writes it."""
    separator = "\\" if machine.platform == "windows" else "/"
    return f"{folder.rstrip(separator)}{separator}{name}"


def holds_secret(found: Found) -> bool:
    """Tell whether a DBMOVER file has a passphrase in it, encrypted or not."""
    return found.state == "file" and dbmover.mask(found.data) != found.data


def to_fill_in(found: Found) -> bool:
    """Tell whether somebody has to put a passphrase into a DBMOVER file."""
    return found.state == "file" and dbmover.PLACEHOLDER.encode() in found.data


def dbmover_target(machine: Machine) -> str:
    """Return where a machine's DBMOVER file belongs, in words."""
    return {
        "zos": "member DBMOVER of your RUNLIB library (DD DTLCFG of the listener's job)",
        "ibmi": "member DBMOVER of file CFG in the data library",
        "windows": f"the file that PWX_CONFIG names, {_OWN}",
    }.get(machine.platform, "the file that PWX_CONFIG names, mode 0600")


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
    transfers.append(Transfer(shown_path, TEXT, dbmover_target(machine), digest, separate=secret))
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
        intro=(_intro(machine), _secrets(machine, secret=secret)),
        steps=tuple(_steps(seen, found)),
        transfers=sent,
        transfer_notes=_notes(machine),
        fill_in=_fill_in(machine, found, calls=bool(calls)),
        evidence=(
            *(("The complete output of each PING of this packet.",) if calls else ()),
            (
                "The listener's log from its start on, if anything fails."
                if machine.secure_listeners
                else "The log of the program that called, if anything fails."
            ),
        ),
        undo=((_back_out(machine)),),
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


def _intro(machine: Machine) -> str:
    if machine.platform == "zos":
        return (
            "On z/OS, DBMOVER only names the secure port, without any TLS word: AT-TLS encrypts it. "
            "The packets of the security and of the network administrator come before this one; if the "
            "listener opens the port first, it speaks plain text there."
        )
    return (
        "DBMOVER names the certificate files, the secure ports and the nodes to be called securely. The "
        "files are PEM: personal.pem with the personal certificate and its private key, ca-list.pem with "
        "every CA certificate that is trusted. "
        "Everything that was in the file before is in it still; plain ports and nodes stay as they are."
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


def _steps(seen: MachineView, found: Found) -> tuple[Step, ...]:
    project, machine = seen.project, seen.machine
    steps = [
        Step(
            "Put the files in place",
            "Keep a copy of the present DBMOVER for the way back. If it has changed since it was given "
            "to the administrator who sent this packet, have the packet made anew.",
            (
                Shown("Transfer the files of the table, each in its mode and to its place."),
                *(
                    (Shown(f"Put the passphrase in the place of {dbmover.PLACEHOLDER}."),)
                    if to_fill_in(found)
                    else ()
                ),
                *_environment(machine),
            ),
        ),
        Step(
            "Start PowerExchange again",
            "DBMOVER is read at the start: first the listeners, then programs that call them and run "
            "for long (Integration Service, Logger). Connections that are open end.",
            (
                Shown(
                    "Stop and start the listener."
                    if machine.secure_listeners
                    else "Start them again.",
                    expect=_log(machine),
                ),
            ),
        ),
    ]
    for connection in project.connections_from(machine.name):
        command = verify.ping_command(
            machine.platform,
            connection.node_name,
            overrides=project.catalogue.get("dtlrexe") or None,
        )
        lines = tuple((command.jcl or command.shell).rstrip("\n").split("\n"))
        steps.append(
            Step(
                f"PING {connection.listener} from {machine.name}",
                "When the other end has been set up, too.",
                (
                    Shown(
                        f"Call the node {connection.node_name}.",
                        lines,
                        _SHELL.get(
                            machine.platform, "In a shell with the PowerExchange environment"
                        ),
                        "Message PWX-00755. An exit code of 0 alone does not count.",
                        remembered=cover.is_remembered(command.provenance),
                    ),
                    _negative_control(project, machine, connection),
                ),
            )
        )
    if machine.secure_listeners:
        steps.append(
            Step(
                "Have the clients PING",
                "A listener that has started proves its port, not that a client gets in.",
                (cover.client_pings(project, machine),),
            )
        )
    return tuple(steps)


def _negative_control(project: Project, machine: Machine, connection: Connection) -> Shown:
    """Return the call that must fail, to show that the port takes no plain text."""
    if machine.platform == "zos":
        return Shown(
            "Negative control: have the network administrator look at this connection with NETSTAT "
            "TTLS: without a TTLSRule it is not encrypted.",
        )
    server, _, name = connection.listener.partition(".")
    target = project.machine[server]
    port = next((one.port for one in target.listener.values() if one.name == name), 0)
    host = target.hosts[0] if target.hosts else server
    return Shown(
        "Negative control: let PWX_CONFIG name a copy of DBMOVER, for this one shell only, that has the "
        "following line more, without a TLS word, and PING the node PWXPLAIN. It must fail; if it "
        "succeeds, the port takes plain text. Delete the copy afterwards.",
        (f"NODE=(PWXPLAIN,TCPIP,{host},{port})",),
        "In the copy",
        "No message PWX-00755.",
    )


def _back_out(machine: Machine) -> str:
    first = (
        "First have the clients call the plain port again, and their long-running programs started "
        "again. "
        if machine.secure_listeners
        else "First stop the programs that call the secure nodes. "
    )
    last = (
        " Then tell the network administrator, who takes the AT-TLS rules back last: without them "
        "the secure port speaks plain text."
        if machine.platform == "zos"
        else " Files that DBMOVER does not name do no harm."
    )
    return (
        first
        + "Put the copy of DBMOVER that you kept back in its place and start PowerExchange again."
        + last
    )


def _environment(machine: Machine) -> tuple[Shown, ...]:
    if machine.platform == "zos":
        return ()
    example = (
        "set PWX_CONFIG=C:\\Informatica\\PowerExchange\\dbmover.cfg"
        if machine.platform == "windows"
        else "export PWX_CONFIG=$PWX_HOME/dbmover.cfg"
    )
    return (
        Shown(
            "PWX_CONFIG names the DBMOVER file that is used. A machine with 32-bit and 64-bit "
            "PowerExchange has two files; change both, or name one of them for both.",
            (example,),
            "In the environment of the user that runs PowerExchange",
        ),
        Shown(
            "TLS changes no other variable: PWX_HOME, PATH and the path of shared libraries, which "
            "DTLREXE and the listener need, stay as the installation has set them.",
            (_LOOK[machine.platform == "windows"],),
            "To see them",
            "The file that you have just put in place.",
        ),
    )


def _log(machine: Machine) -> str:
    if not machine.secure_listeners:
        return "No error about the SSL statement or its files."
    ports = ", ".join(str(one.port) for one in machine.secure_listeners)
    if machine.platform == "zos":
        return (
            f"Message PWX-00650 with port {ports} in the log of the listener's job, and no message "
            "about a statement of DBMOVER."
        )
    return (
        f"Message PWX-00650 with port {ports} in the log, and no error about the SSL statement or its "
        "files. The log shows the DBMOVER statements: there must be no passphrase in clear text."
    )
