"""The manifest of a machine's artifacts: what there is, its SHA-256, and where it belongs."""

from collections.abc import Mapping, Sequence
from itertools import pairwise

from pwxwizard import layout
from pwxwizard.plan import Artifact, Form, Pending
from pwxwizard.project import PLATFORMS, Machine, Project
from pwxwizard.world import Reader, digest

NAME = "MANIFEST.txt"


def manifests(
    project: Project, artifacts: tuple[Artifact, ...], reader: Reader, *, whole: bool
) -> tuple[Artifact, ...]:
    """Return a manifest for every machine that is handed artifacts; pending while they are.

    Args:
        project: the project.
        artifacts: what is planned.
        reader: tells what the present manifests say.
        whole: every item is planned; otherwise what was written of the others stays listed.
    """
    found = []
    folders: dict[str, list[Artifact]] = {}
    for artifact in artifacts:
        if artifact.install:
            folders.setdefault(artifact.path.rpartition("/")[0], []).append(artifact)
    for machine in project.machine.values():
        handed = folders.get(layout.artifact(project, machine, "").rstrip("/"))
        if not handed:
            continue
        path = layout.artifact(project, machine, NAME)
        content: bytes | Pending
        if any(isinstance(artifact.content, Pending) for artifact in handed):
            content = Pending(("The list of the machine's files with their SHA-256.",))
        else:
            lines = {} if whole else _written(project, path, reader)
            lines.update(map(_lines, handed))
            content = _text(machine, lines)
        found.append(
            Artifact(
                path,
                content,
                Form.TEXT,
                _owner(machine, handed),
                "Tells the machine's administrators what to install where.",
            )
        )
    return tuple(found)


def _owner(machine: Machine, handed: Sequence[Artifact]) -> str:
    """Return the last item that is about the machine itself, not about one of its connections."""
    items = [artifact.item for artifact in handed]
    own = (item for item in reversed(items) if item.partition("/")[2] == machine.name)
    return next(own, items[-1])


def _written(project: Project, path: str, reader: Reader) -> dict[str, str]:
    """Return what a present manifest says of files that were written, by their names."""
    folder = path.removesuffix(NAME)
    lines = reader.look(path).data.decode(errors="replace").splitlines()
    named = {first.partition("  ")[2]: below for first, below in pairwise(lines)}
    return {
        name: f"{project.record.file[folder + name].sha256}  {name}\n{below}"
        for name, below in named.items()
        if folder + name in project.record.file and below.startswith("    ")
    }


def _lines(artifact: Artifact) -> tuple[str, str]:
    assert isinstance(artifact.content, bytes)
    name = artifact.path.rpartition("/")[2]
    return name, f"{digest(artifact.content)}  {name}\n    {artifact.install}"


def _text(machine: Machine, lines: Mapping[str, str]) -> bytes:
    head = (
        f"Files for {machine.name} ({PLATFORMS.get(machine.platform, machine.platform)})",
        "",
        "Each line below: SHA-256, two blanks, file; then where it belongs.",
        "",
    )
    return ("\n".join((*head, *(lines[name] for name in sorted(lines)))) + "\n").encode()
