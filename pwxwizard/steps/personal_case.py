"""How a machine's certificate stands: what it depends on, what is there, what has to be made."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pwxwizard import layout, pki
from pwxwizard.finding import Finding, Where
from pwxwizard.project import PLATFORMS, Machine, Project
from pwxwizard.steps import authority
from pwxwizard.steps.certificates import Present, certificates_of, unchanged, untouched
from pwxwizard.steps.elsewhere import Taken
from pwxwizard.steps.personal_questions import (
    CertificateTable,
    form_known,
    issuer_of,
    label_of,
    subject_of,
)
from pwxwizard.steps.trusted import files, list_input, list_inputs, table_of, taken_in
from pwxwizard.world import Reader, World

if TYPE_CHECKING:
    from cryptography import x509

_PACK = frozenset({"source", "platform", "release", "label", "form of PKCS #12"})
_REQUEST = frozenset({"source", "subject", "host names", "key", "renewals"})


def certificate_inputs(project: Project, machine: Machine, reader: Reader) -> Mapping[str, object]:
    """Return everything a machine's files depend on, by the name a person would use."""
    table = table_of(project, machine)
    found: dict[str, object] = {"source": table.source, "host names": machine.hosts}
    if table.source in {"create", "external", "request"}:
        found["subject"] = subject_of(machine, table)
    if table.source in {"create", "external"}:
        found["key"] = table.key
    if table.source in {"create", "request"}:
        found["lifetime"] = table.days
    if table.source in {"create", "external", "request"} and table.renewal:
        found["renewals"] = table.renewal
    found |= {name: reader.look(path).digest for name, path in files(table).items()}
    found |= {"platform": machine.platform, "release": machine.release}
    if not machine.is_client:
        found["label"] = label_of(machine, table)
        form = table.form
        if not form and project.catalogue.get("pki") and machine.platform in PLATFORMS:
            form = form_known(project, machine).form.value
        if form:
            found["form of PKCS #12"] = form
    return {**found, **list_inputs(project, machine, reader)}


def asked_and_unanswered(project: Project, machine: Machine, reader: Reader, item: str) -> str:
    """Return whom a machine's certificate waits for; empty when nobody outside has to act."""
    table = table_of(project, machine)
    if table.source in {"create", "request"} and authority.signs_later(project):
        return "the CA certificate, which an outside CA has yet to sign"
    if table.source == "request" and not table.request:
        return f"the request from {machine.name}"
    if table.source == "security-manager" and not table.file:
        return f"the certificate that {issuer_of(machine)} makes on {machine.name}, exported"
    if table.source != "external" or table.answer:
        return ""
    path = layout.request(project, machine)
    current = (
        unchanged(
            project, item, certificate_inputs(project, machine, reader), _REQUEST.__contains__
        )
        and untouched(project, path, reader)
        and reader.look(layout.machine_key(project, machine)).state == "file"
    )
    return f"the outside CA's answer to {layout.inside(project, path)}" if current else ""


@dataclass(frozen=True, slots=True)
class Case:
    """One machine's certificate as it stands: what is there, and what has to be made."""

    project: Project
    machine: Machine
    table: CertificateTable
    item: str
    previous: "tuple[x509.Certificate, ...]"
    """The certificate that was written, with its intermediates."""
    taken: Taken
    """The certificate from elsewhere, as far as it is known without a passphrase."""
    due: bool
    """The certificate has to be made or opened anew."""
    request_due: bool
    new_key: bool
    packed: bool
    """The file for the machine still fits, as long as key and certificate do."""
    findings: tuple[Finding, ...]
    """What is wrong with the key that is here and the files that were named."""

    @property
    def key_path(self) -> str:
        """Return where the machine's key is kept."""
        return layout.machine_key(self.project, self.machine)

    @property
    def where(self) -> Where:
        """Return the place of the machine's answers."""
        return Where(item=self.item, key=f"machine.{self.machine.name}.personal_certificate")

    @property
    def signs(self) -> bool:
        """Tell whether the project's CA signs it."""
        return self.table.source in {"create", "request"}

    @property
    def whole(self) -> "tuple[x509.Certificate, ...]":
        """Return a certificate from elsewhere and its issuers; nothing when it is not known."""
        return self.taken.whole


def look(project: Project, machine: Machine, item: str, world: World) -> Case:
    """Return how a machine's certificate stands."""
    table, reader = table_of(project, machine), world.reader
    now = certificate_inputs(project, machine, reader)
    path, key_path = layout.certificate(project, machine), layout.machine_key(project, machine)
    previous = certificates_of(path, reader)
    signs = table.source in {"create", "request"}
    former = authority.former(project, reader)
    held = bool(previous and former and pki.signed_by(previous[0], former[0]))

    def counts(name: str) -> bool:
        if name == "CA certificate":
            # while two CAs are trusted, a certificate of the former one stays until it is renewed
            return signs and not held
        return name == "source" or not (name in _PACK or list_input(name))

    above = authority.chain(project, reader)
    astray = bool(
        signs and previous and above and not held and not pki.signed_by(previous[0], above[0])
    )
    due = astray or not (untouched(project, path, reader) and unchanged(project, item, now, counts))
    request_due = table.source == "external" and not (
        unchanged(project, item, now, _REQUEST.__contains__)
        and untouched(project, layout.request(project, machine), reader)
    )
    same_source = unchanged(project, item, now, "source".__eq__)
    present = Present.look(key_path, reader, previous[0] if previous and same_source else None)
    if table.source == "external" and same_source:
        requests = pki.read(reader.look(layout.request(project, machine)).data).requests
        kind = pki.key_kind(requests[0].public_key()) if requests else ""
        present = replace(present, kind=kind)
    new_key = table.source in {"create", "external"} and present.wants_new_key(
        table.key, key_path, world, due=request_due if table.source == "external" else due
    )
    packed = unchanged(project, item, now, _PACK.__contains__) and untouched(
        project, layout.personal(project, machine), reader
    )
    place = Where(item=item, key=f"machine.{machine.name}.personal_certificate.key")
    made_here = table.source in {"create", "external"}
    wrong = present.mismatch(table.key, key_path, place, world) if made_here else ()
    taken = Taken() if request_due or new_key else taken_in(project, machine, reader)
    return Case(
        project,
        machine,
        table,
        item,
        previous,
        taken,
        due,
        request_due,
        new_key,
        packed,
        (*wrong, *(finding.about(item=item) for finding in taken.findings)),
    )
