"""All packets of a project: who gets what for which machine."""

from collections.abc import Iterator

from pwxwizard import layout
from pwxwizard.handover import cover
from pwxwizard.handover.ibmi import ibmi_packet
from pwxwizard.handover.network import network_files, network_packet
from pwxwizard.handover.packet import Packet, Role
from pwxwizard.handover.powerexchange import holds_secret, powerexchange_packet
from pwxwizard.handover.security import REPLY, jobs, security_packet
from pwxwizard.handover.setup import MachineView, ring_setup, view
from pwxwizard.project import CLIENT_PLATFORMS, Machine, Project
from pwxwizard.world import Reader
from pwxwizard.zos import Source

_PAGES = ("README.md", "README.txt", cover.SUMS)
"""What every packet has; it names the files of its machine, with their SHA-256."""


def packets(
    project: Project, reader: Reader, *, role: str | None = None, machine: str | None = None
) -> tuple[Packet, ...]:
    """Return the packets of a project, role by role, machines in the project's order.

    The same project and the same artifacts give the same bytes.

    Args:
        project: the project.
        reader: looks at the artifacts.
        role: only the packets of this role; `None` for all.
        machine: only the packets for this machine; `None` for all.
    """
    views = [
        view(project, entry, reader)
        for name, entry in project.machine.items()
        if machine in {None, name}
    ]
    return tuple(
        packet
        for one in Role
        if role in {None, one.value}
        for seen in views
        for packet in _packets(one, seen, reader)
    )


def _packets(role: Role, seen: MachineView, reader: Reader) -> Iterator[Packet]:
    platform, listens = seen.machine.platform, bool(seen.machine.secure_listeners)
    match role:
        case Role.SECURITY if platform == "zos" and listens:
            yield security_packet(seen, reader)
        case Role.NETWORK if platform == "zos" and listens:
            yield network_packet(seen, reader)
        case Role.POWEREXCHANGE if platform in {"zos", *CLIENT_PLATFORMS}:
            yield powerexchange_packet(seen, reader)
        case Role.IBMI if platform == "ibmi" and listens:
            yield ibmi_packet(seen, reader)
        case _:
            pass


def lasting(role: Role, seen: MachineView, reader: Reader) -> dict[str, bytes]:
    """Return the files of a machine's packet that say nothing of its own certificate."""
    return {
        name: content
        for packet in _packets(role, seen, reader)
        for name, content in packet.files.items()
        if name not in _PAGES
    }


def roles(machine: Machine) -> tuple[Role, ...]:
    """Return the roles that a server's secure listeners take, in the order of their work."""
    if not machine.secure_listeners:
        return ()
    if machine.platform == "zos":
        return (Role.SECURITY, Role.NETWORK, Role.POWEREXCHANGE)
    return (Role.IBMI,) if machine.platform == "ibmi" else ()


def sources(role: Role, project: Project, machine: Machine) -> tuple[str, ...]:
    """Return the artifacts of a z/OS or IBM i machine that a role's packet is made from."""
    certificates = (
        layout.ca_certificate(project),
        layout.certificate(project, machine),
        layout.ca_list(project, machine),
        layout.personal(project, machine),
    )
    match role:
        case Role.SECURITY:
            return (*certificates, layout.reply(project, machine, "pem"))
        case Role.NETWORK:
            return (layout.policy(project, machine),)
        case Role.POWEREXCHANGE:
            return (layout.dbmover(project, machine),)
        case Role.IBMI:
            return (*certificates, layout.dbmover(project, machine))


def file_names(role: Role, seen: MachineView, reader: Reader, cas: int) -> tuple[str, ...]:
    """Return the files that a packet of a z/OS or IBM i machine will have, sorted.

    Args:
        role: whose packet it is.
        seen: the machine.
        reader: looks at the artifacts; some of them may still have to be made.
        cas: how many CA certificates there will be on the machine.
    """
    project, machine = seen.project, seen.machine
    authorities = [f"files/ca-{number}.pem" for number in range(1, cas + 1)]
    names = [*_PAGES]
    match role:
        case Role.SECURITY:
            setup = ring_setup(seen)
            names += [*authorities, *(job for job, _ in jobs(setup, seen) if job)]
            reply = reader.look(layout.reply(project, machine, "pem"))
            if setup.source is Source.REQUEST and reply.state in {"file", "pending"}:
                names.append(REPLY)
        case Role.NETWORK:
            names += network_files(reader.look(layout.policy(project, machine)))
        case _:
            path = layout.dbmover(project, machine)
            found = reader.look(path)
            if role is Role.IBMI:
                names += authorities
            # one that has to be made holds a passphrase, so it travels separately
            if found.state == "file" and not holds_secret(found):
                name = (
                    "DBMOVER" if role is Role.IBMI else path.replace("\\", "/").rpartition("/")[2]
                )
                names.append(f"files/{name}")
    return tuple(sorted(names))
