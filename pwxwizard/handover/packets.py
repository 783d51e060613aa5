"""All packets of a project: who gets what for which machine."""

from collections.abc import Iterator

from pwxwizard.handover.packet import Packet, Role
from pwxwizard.handover.security import security_packet
from pwxwizard.handover.setup import MachineView, view
from pwxwizard.project import Project
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
    platform = seen.machine.platform
    if role is Role.SECURITY and platform == "zos" and seen.machine.secure_listeners:
        yield security_packet(seen, reader)
