"""The overview of a hand-over: which packet goes to whom, and in which order the work is done."""

from pwxwizard.handover.cover import ANY_DATE
from pwxwizard.handover.packet import ROLE_NAMES, Role
from pwxwizard.handover.packets import roles
from pwxwizard.project import PLATFORMS, Project
from pwxwizard.zos import wrapped

NAME = "OVERVIEW.txt"
_WIDTH = 78
_TASKS = {
    Role.SECURITY: "certificates and key ring",
    Role.NETWORK: "AT-TLS policy",
    Role.POWEREXCHANGE: "DBMOVER and restart",
    Role.IBMI: "certificate store, DBMOVER and restart",
}


def overview(project: Project) -> bytes:
    """Return the overview as plain text; the same project gives the same bytes."""
    table = project.table(("handover",))
    lines = [f"Hand-over of {project.name}", ""]
    lines += [
        *_paragraph(
            "Each role gets its folders, in this order. A folder is a packet: its README says what to "
            "do, what to see and how to undo it. Nothing in a packet is secret; files with private "
            "keys and their passphrases travel by ways of their own."
        ),
        *_paragraph(f"By when: {table.get('by', '') or ANY_DATE}"),
        *_paragraph(f"Questions to: {table.get('contact', '') or 'whoever sent the packet'}"),
    ]
    for number, role in enumerate(_used(project), 1):
        name = str(table.get(role.value, ""))
        who = ROLE_NAMES[role.value]
        lines.append("")
        lines += _paragraph(f"{number}. {name}, {who}" if name else f"{number}. The {who}")
        for machine in project.machine.values():
            if role in roles(machine):
                platform = PLATFORMS.get(machine.platform, machine.platform)
                lines.append(f"   {role.value}/{machine.name}/  ({platform}: {_TASKS[role]})")
    alone = [machine.name for machine in project.machine.values() if machine.is_client]
    if alone:
        lines.append("")
        lines += _paragraph(
            f"Packets of their own, exported when they are needed: {', '.join(alone)}"
        )
    if not _used(project):
        lines += ["", "No machine of this project needs a packet."]
    return ("\n".join(lines) + "\n").encode()


def _used(project: Project) -> tuple[Role, ...]:
    there = {role for machine in project.machine.values() for role in roles(machine)}
    return tuple(role for role in Role if role in there)


def _paragraph(text: str) -> tuple[str, ...]:
    return wrapped(text, _WIDTH)
