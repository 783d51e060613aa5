"""Packets written elsewhere: a folder or a ZIP file for each role and machine."""

from collections.abc import Iterable
from pathlib import Path

from pwxwizard import handover
from pwxwizard.effects import REAL, make_private_folder, replace_file
from pwxwizard.project import Project
from pwxwizard.world import Reader

ROLES = (*handover.ROLES, "ansible")
"""For whom packets are made; `ansible` is for the automation team."""


def packets(
    project: Project, reader: Reader, role: str | None = None, machine: str | None = None
) -> tuple[handover.Packet, ...]:
    """Return the packets of a project; the one for Ansible comes last, as it is for all machines.

    Who has nothing to do gets none.

    Args:
        project: the project.
        reader: looks at the artifacts.
        role: only the packets of this one of `ROLES`; `None` for all.
        machine: only the packets for this machine; `None` for all.
    """
    found: tuple[handover.Packet, ...] = ()
    if role != "ansible":
        found = handover.packets(project, reader, role=role, machine=machine)
    if role == "ansible" or (role is None and machine is None):
        playbooks = handover.ansible(project, reader)
        found += (playbooks,) if playbooks.transfers else ()
    return found


def write(packets: Iterable[handover.Packet], target: Path, *, zipped: bool) -> tuple[Path, ...]:
    """Write packets below a folder, each as a folder or as one ZIP file; returns the files.

    Raises:
        OSError: a folder or a file cannot be written.
    """
    make_private_folder(REAL, target.parent)
    make_private_folder(REAL, target)
    written = []
    for packet in packets:
        if zipped:
            files = {f"{packet.folder.replace('/', '-')}.zip": handover.as_zip(packet)}
        else:
            files = {f"{packet.folder}/{name}": data for name, data in packet.files.items()}
        for name, data in files.items():
            path = target / name
            for folder in reversed(path.relative_to(target).parents[:-1]):
                make_private_folder(REAL, target / folder)
            replace_file(REAL, path, data, 0o644)
            written.append(path)
    return tuple(written)
