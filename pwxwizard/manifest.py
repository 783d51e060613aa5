"""The manifest of a machine's artifacts: what there is, its SHA-256, and where it belongs."""

from pwxwizard import layout
from pwxwizard.plan import Artifact, Form, Pending
from pwxwizard.project import PLATFORMS, Machine, Project
from pwxwizard.world import digest

NAME = "MANIFEST.txt"


def manifests(project: Project, artifacts: tuple[Artifact, ...]) -> tuple[Artifact, ...]:
    """Return a manifest for every machine that is handed artifacts; pending while they are."""
    found = []
    folders: dict[str, list[Artifact]] = {}
    for artifact in artifacts:
        if artifact.install:
            folders.setdefault(artifact.path.rpartition("/")[0], []).append(artifact)
    for machine in project.machine.values():
        handed = folders.get(layout.artifact(project, machine, "").rstrip("/"))
        if not handed:
            continue
        pending = any(isinstance(artifact.content, Pending) for artifact in handed)
        content: bytes | Pending
        if pending:
            content = Pending(("The list of the machine's files with their SHA-256.",))
        else:
            content = text(machine, tuple(handed))
        found.append(
            Artifact(
                layout.artifact(project, machine, NAME),
                content,
                Form.TEXT,
                handed[-1].item,
                "Tells the machine's administrators what to install where.",
            )
        )
    return tuple(found)


def text(machine: Machine, artifacts: tuple[Artifact, ...]) -> bytes:
    """Return the manifest of artifacts whose content is known."""
    lines = [
        f"Files for {machine.name} ({PLATFORMS.get(machine.platform, machine.platform)})",
        "",
        "Each line below: SHA-256, two blanks, file; then where it belongs.",
        "",
    ]
    for artifact in artifacts:
        assert isinstance(artifact.content, bytes)
        lines.append(f"{digest(artifact.content)}  {artifact.path.rpartition('/')[2]}")
        lines.append(f"    {artifact.install}")
    return ("\n".join(lines) + "\n").encode()
