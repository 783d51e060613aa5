"""Keys under one passphrase: while one of them is here, a new one gets no other passphrase."""

from collections.abc import Iterator

from pwxwizard import layout, pki
from pwxwizard.errors import RefusedError, suspecting
from pwxwizard.plan import SecretNeed
from pwxwizard.project import Project
from pwxwizard.steps.certificates import (
    CA_PURPOSE,
    ca_passphrase,
    machine_passphrase,
    machine_purpose,
)
from pwxwizard.world import World


def key_need(project: Project, path: str, source: str, purpose: str, world: World) -> SecretNeed:
    """Return the secret that making a key takes: chosen now, unless a key that stays here has it.

    Args:
        project: the project.
        path: where the key will be.
        source: where its passphrase comes from.
        purpose: what the passphrase is for.
        world: ports, with the keys whose replacement was agreed to.
    """
    kept = next(_kept(project, path, source, purpose, world), None)
    return SecretNeed(source, purpose, new=kept is None)


def refuse_another(
    project: Project, path: str, source: str, purpose: str, passphrase: str, world: World
) -> None:
    """Accept the passphrase of a key that is made now, if it opens a key that stays under the same.

    Raises:
        RefusedError: it does not open that key.
    """
    for owner, kept in _kept(project, path, source, purpose, world):
        data = world.reader.look(kept).data
        if (passphrase, data) in world.opened:
            return
        contents = pki.read(data, passphrase, file=kept)
        if len(contents.keys) == 1:
            world.opened[passphrase, data] = contents.keys[0]
            return
        if any(finding.code == _WRONG for finding in contents.findings):
            with suspecting(purpose):
                raise RefusedError(
                    f"It is not the passphrase of {owner}, which has the same source.",
                    fix="Give that one, or name another source in the form of the new key.",
                    where=path,
                )


_WRONG = "PKI019"


def _kept(
    project: Project, path: str, source: str, purpose: str, world: World
) -> Iterator[tuple[str, str]]:
    """Yield whose key was written under the same passphrase and stays here, and where it is.

    A key that somebody agreed to have replaced does not stay.
    """
    if not project.record.file:
        return
    for owner, other, *secret in _keys(project):
        if (
            other != path
            and other in project.record.file
            and other not in world.consents
            and _name(*secret) == _name(source, purpose)
            and world.reader.look(other).state == "file"
        ):
            yield owner, other


def _keys(project: Project) -> Iterator[tuple[str, str, str, str]]:
    """Yield whose keys belong here, where each is, and source and purpose of its passphrase."""
    paths = {layout.ca_key(project): None}
    if project.table(("ca",)).get("source", "create") == "create":
        paths[layout.root_key(project)] = None
    for path in paths:
        yield "the CA key", path, ca_passphrase(project), CA_PURPOSE
    for name, machine in project.machine.items():
        if layout.holds_key(project, machine):
            purpose = machine_purpose(project, name)
            path = layout.machine_key(project, machine)
            yield f"the key of {name}", path, machine_passphrase(project, name), purpose


def _name(source: str, purpose: str) -> tuple[str, str]:
    """Return what tells secrets apart: their source, and of nameless prompts what they are for."""
    return source, purpose if source == "prompt" else ""
