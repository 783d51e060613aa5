"""Files of certificates as the screen shows them: what is there, what is planned, what is odd."""

from dataclasses import dataclass, replace

from pwxwizard import pki
from pwxwizard.examine import Item
from pwxwizard.finding import Finding
from pwxwizard.pki import Inspection
from pwxwizard.plan import Form, Pending
from pwxwizard.review import Review
from screens.inspecting import LARGEST

_FORMS = {Form.CERTIFICATE, Form.PERSONAL_PEM, Form.PKCS12, Form.PRIVATE_KEY}


_LOCKED = "PKI018"
"""Says that a key is under a passphrase, as the project's own keys have to be."""


STAYS = "as it is"
"""What is said of a file that would be written with what it holds already."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One file of certificates, as it is and as it would become."""

    path: str
    now: Inspection | None
    """`None` when there is no such file."""
    coming: Inspection | None = None
    """`None` when nothing is planned, or when it is known only after writing."""
    note: str = ""
    """What is to come, or why there is nothing to see."""
    findings: tuple[Finding, ...] = ()
    """What the checks for certificates say of the file as it is."""

    @property
    def shown(self) -> Inspection | None:
        """Return what there is to be looked at: the file, or what it would become."""
        return self.now or self.coming


def files_of(workspace: Review, item: Item) -> tuple[Seen, ...]:
    """Return the files of certificates that an item has written or would write."""
    found: dict[str, Seen] = {}
    for change in workspace.survey(only=(item.name,)).plan.changes:
        artifact = change.artifact
        if artifact.item != item.name or artifact.form not in _FORMS:
            continue
        seen = looked(workspace, artifact.path)
        if isinstance(artifact.content, Pending):
            note = "\n".join(("Known after writing.", *artifact.content.summary))
            seen = replace(seen, note=note)
        else:
            seen = replace(seen, coming=_inspected(artifact.content, artifact.path))
        found[artifact.path] = judged(workspace, seen, item)
    record = workspace.project.record.item.get(item.name)
    for path in record.files if record else ():
        if path not in found and path.endswith((".pem", ".p12", ".p7b", ".der")):
            found[path] = judged(workspace, looked(workspace, path), item)
    return tuple(found.values())


def looked(workspace: Review, path: str, passphrase: str | None = None) -> Seen:
    """Return a file as it is on the disk; `passphrase` opens what is locked in it."""
    found = workspace.world.reader.look(path)
    if found.state != "file":
        return Seen(path, None, note=f"{path}: {found.problem}.")
    if len(found.data) > LARGEST:
        return Seen(path, None, note=f"{path} is larger than {LARGEST >> 20} MiB.")
    return Seen(path, _inspected(found.data, path, passphrase))


def judged(workspace: Review, seen: Seen, item: Item | None, passphrase: str | None = None) -> Seen:
    """Return a file with what the checks for certificates say of it, opened by its passphrase."""
    if seen.now is None or not any(one.kind == "certificate" for one in seen.now.objects):
        return seen
    data = workspace.world.reader.look(seen.path).data
    contents = pki.read(data, passphrase, file=seen.path)
    if not contents.certificates:
        return seen
    uses = pki.certificate_uses(contents.certificates[0])
    role = "ca" if "issue certificates" in uses else "personal"
    machine = workspace.project.machine.get(item.subject.name) if item else None
    platform = machine.platform if machine else None
    at = workspace.world.clock.now()
    return replace(seen, findings=pki.lint(contents, role, platform, at=at, file=seen.path))


def _inspected(data: bytes, path: str, passphrase: str | None = None) -> Inspection:
    inspection = pki.inspect(data, passphrase, file=path)
    findings = tuple(one for one in inspection.findings if one.code != _LOCKED)
    return replace(inspection, findings=findings)


def planned(seen: Seen) -> str:
    """Return in a word what would become of a file."""
    if seen.coming is None:
        return "after writing" if seen.note.startswith("Known") else ""
    if seen.now is None:
        return "new"
    return "changes" if pki.diff(seen.now, seen.coming) else STAYS
