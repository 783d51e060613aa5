"""The steps of the PowerExchange administrator: files, restart, PING, and the way back."""

from pwxwizard import dbmover, verify
from pwxwizard.handover import cover
from pwxwizard.handover.document import Shown, Step
from pwxwizard.handover.setup import MachineView
from pwxwizard.project import Connection, Machine, Project

_SHELL = {"windows": "In a command prompt", "zos": "As a job"}

_LOOK = {
    True: 'echo %PWX_CONFIG% & dir "%PWX_CONFIG%"',
    False: 'echo "$PWX_CONFIG"; ls -l "$PWX_CONFIG"',
}
"""Shows the DBMOVER file in use, on Windows or not."""


def steps(seen: MachineView, *, placeholder: bool, extended: bool) -> tuple[Step, ...]:
    """Return what is done on a machine, in order.

    Args:
        seen: the machine.
        placeholder: a passphrase is to be put in.
        extended: the new DBMOVER holds what the present one holds.
    """
    project, machine = seen.project, seen.machine
    found = [
        Step(
            "Put the files in place",
            "Keep a copy of the present DBMOVER for the way back. If it has changed since it was given "
            "to the administrator who sent this packet, have the packet made anew.",
            (
                Shown("Transfer the files of the table, each in its mode and to its place."),
                *(
                    ()
                    if extended
                    else (
                        Shown(
                            "If the machine has a DBMOVER already, do not replace it: insert the "
                            "statements of the new file into it, and take out what then stands there twice."
                        ),
                    )
                ),
                *(
                    (Shown(f"Put the passphrase in the place of {dbmover.PLACEHOLDER}."),)
                    if placeholder
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
        found.append(
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
        found.append(
            Step(
                "Have the clients PING",
                "A listener that has started proves its port, not that a client gets in.",
                (cover.client_pings(project, machine),),
            )
        )
    return tuple(found)


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


def back_out(machine: Machine) -> str:
    """Return how it is taken back, beginning with those who use it."""
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
    ports = cover.port_numbers(machine)
    if machine.platform == "zos":
        return (
            f"Message PWX-00650 with {ports} in the log of the listener's job, and no message "
            "about a statement of DBMOVER."
        )
    return (
        f"Message PWX-00650 with {ports} in the log, and no error about the SSL statement or its "
        "files. The log shows the DBMOVER statements: there must be no passphrase in clear text."
    )
