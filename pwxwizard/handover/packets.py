"""All packets of a project: who gets what for which machine."""

from collections.abc import Iterator

from pwxwizard.handover.ibmi import ibmi_packet
from pwxwizard.handover.network import network_packet
from pwxwizard.handover.packet import Packet, Role
from pwxwizard.handover.powerexchange import powerexchange_packet
from pwxwizard.handover.security import security_packet
from pwxwizard.handover.setup import MachineView, view
from pwxwizard.project import CLIENT_PLATFORMS, Project
from pwxwizard.world import Reader


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
