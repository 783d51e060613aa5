"""From a project to what a machine's commands depend on: ring, certificate, CAs, users."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from cryptography import x509

from pwxwizard import layout, pki
from pwxwizard.errors import PwxError
from pwxwizard.project import Machine, Project
from pwxwizard.world import Reader
from pwxwizard.zos import ClientMapping, RingSetup, Source, TrustedCa

RING = "PWXRING"
_CERTIFICATE_PROOFS = {
    "racf": ("listring", "list"),
    "acf2": ("acf2-keyring", "acf2-certificate"),
    "topsecret": ("tss-keyring", "tss-certificate"),
}
_LISTED_BESIDE = {"racf": ("listchain",)}
"""What the last job lists besides, by security manager."""


@dataclass(frozen=True, slots=True)
class MachineView:
    """A machine with what its artifacts show."""

    project: Project
    machine: Machine
    certificate: x509.Certificate | None
    """The personal certificate, when it has been made."""
    cas: tuple[x509.Certificate, ...]
    """The CA certificates that belong on the machine: whom it trusts, and its own issuers."""

    @property
    def certificate_table(self) -> Mapping[str, Any]:
        """Return the answers about the personal certificate."""
        return self.project.table(("machine", self.machine.name, "personal_certificate"))

    @property
    def policy_table(self) -> Mapping[str, Any]:
        """Return the answers about AT-TLS."""
        return self.project.table(("machine", self.machine.name, "at_tls"))


def view(project: Project, machine: Machine, reader: Reader) -> MachineView:
    """Look at a machine's artifacts."""
    own = certificates(reader, layout.certificate(project, machine))
    known = certificates(reader, layout.ca_certificate(project))
    trusted = certificates(reader, layout.ca_list(project, machine))
    above: tuple[x509.Certificate, ...] = ()
    if own:
        path, _ = pki.built(own[0], (*own[1:], *known, *trusted))
        above = path[1:]
    cas = tuple(dict.fromkeys((*trusted, *above))) or known
    return MachineView(project, machine, own[0] if own else None, cas)


def certificates(reader: Reader, path: str) -> tuple[x509.Certificate, ...]:
    """Return the certificates of a file; empty when there is none."""
    found = reader.look(path)
    return pki.read(found.data, file=path).certificates if found.state == "file" else ()


def certificate_proofs(machine: Machine) -> tuple[str, ...]:
    """Return the kinds of evidence that prove a personal certificate where others install it.

    On z/OS the ring and the certificate are listed apart: neither shows everything.
    """
    if not machine.secure_listeners:
        return ()
    if machine.platform == "zos":
        return _CERTIFICATE_PROOFS.get(machine.security_manager, ())
    return ("dcm",) if machine.platform == "ibmi" else ()


def listed_beside(machine: Machine) -> tuple[str, ...]:
    """Return the kinds of evidence that come back beside those, and that nothing waits for."""
    zos = machine.platform == "zos" and machine.secure_listeners
    return _LISTED_BESIDE.get(machine.security_manager, ()) if zos else ()


def source_of(seen: MachineView) -> Source:
    """Return where a z/OS machine's certificate comes from.

    A certificate that exists already comes as PKCS #12, too, when its files were named here; an
    existing ring is adopted when no file was named, or when `at_tls.existing_ring` says so.
    """
    table = seen.certificate_table
    if seen.policy_table.get("existing_ring") is True:
        return Source.EXISTING
    source = str(table.get("source", ""))
    if source == "existing" and table.get("file"):
        return Source.PKCS12
    return Source.of(source)


def key_is_carried(seen: MachineView) -> bool:
    """Tell whether the private key is made here, or taken in here, and carried to the machine."""
    return source_of(seen) is Source.PKCS12


def renewed(seen: MachineView) -> bool:
    """Tell whether a machine's certificate was asked for anew, so that there is an earlier one.

    One that is taken in, or found on the machine, is never asked for from here.
    """
    number = seen.certificate_table.get("renewal", 0)
    return source_of(seen) is not Source.EXISTING and isinstance(number, int) and number > 0


def listener_user(machine: Machine) -> str:
    """Return the user of the first secure listener that names one."""
    return next((one.user for one in machine.secure_listeners if one.user), "")


def label(machine: Machine, table: Mapping[str, Any]) -> str:
    """Return the personal certificate's label."""
    return str(table.get("label", "")) or f"PWX {machine.name}"


def key_ring(machine: Machine, table: Mapping[str, Any]) -> tuple[str, str]:
    """Return owner and name of the key ring that the policy names."""
    answered = str(table.get("key_ring", ""))
    owner, slash, ring = answered.rpartition("/")
    if slash:
        return owner, ring
    return listener_user(machine), answered or RING


def subject(text: str) -> tuple[tuple[str, str], ...]:
    """Return the parts of a distinguished name, most specific first; empty if unreadable."""
    try:
        name = pki.parse_dn(text)
    except PwxError:
        return ()
    found = []
    for part in reversed(list(name)):
        kind, _, _ = part.rfc4514_string().partition("=")
        found.append((kind, str(part.value)))
    return tuple(found)


def machine_subject(project: Project, machine: Machine) -> tuple[tuple[str, str], ...]:
    """Return the parts of a machine's subject, answered or from its first host name."""
    table = project.table(("machine", machine.name, "personal_certificate"))
    answered = str(table.get("subject", ""))
    first = machine.hosts[0] if machine.hosts else machine.name
    return subject(answered) if answered else (("CN", first),)


def ca_labels(seen: MachineView) -> tuple[TrustedCa, ...]:
    """Return the CA certificates with the labels they get, each label once."""
    names: list[TrustedCa] = []
    subjects = [ca.subject.rfc4514_string() for ca in seen.cas] or [
        str(seen.project.table(("ca",)).get("subject", "CN=PowerExchange Internal CA"))
    ]
    for number, text in enumerate(subjects, 1):
        parts = subject(text)
        common = next((value for kind, value in parts if kind == "CN"), "PWX CA")
        plain = "".join(c if " " <= c <= "~" else "?" for c in common)
        short = plain[:32].strip() or "PWX CA"
        if short in {one.label for one in names}:
            short = f"{short[:29].rstrip()} {number}"
        names.append(TrustedCa(short, text, f"files/ca-{number}.pem"))
    return tuple(names)


def ring_setup(seen: MachineView) -> RingSetup:
    """Return everything the commands of a z/OS machine's security manager depend on."""
    project, machine = seen.project, seen.machine
    table, policy = seen.certificate_table, seen.policy_table
    source = source_of(seen)
    user = listener_user(machine)
    owner, ring = key_ring(machine, policy)
    path = f"machine.{machine.name}"
    first = machine.secure_listeners[0].name if machine.secure_listeners else ""
    return RingSetup(
        machine=machine.name,
        source=source,
        user=user,
        owner=owner or user,
        ring=ring,
        label=label(machine, table),
        subject=machine_subject(project, machine),
        hosts=machine.hosts,
        key=str(table.get("key", "rsa-2048")),
        not_after=_not_after(seen),
        ca_not_after=f"{min(ca.not_valid_after_utc for ca in seen.cas):%Y-%m-%d}"
        if seen.cas
        else "",
        cas=ca_labels(seen),
        readers=tuple(dict.fromkeys(one.user for one in machine.secure_listeners if one.user)),
        access=str(table.get("access", "rdatalib")),
        prefix=str(table.get("data_set_prefix", "")),
        signing_label=str(table.get("ca_label", "")),
        record_id=str(table.get("record_id", "")),
        ring_record_id=str(policy.get("ring_record_id", "")),
        mappings=_mappings(project, machine, policy),
        keys={
            "user": f"{path}.listener.{first}.user",
            "ring": f"{path}.at_tls.key_ring",
            "label": f"{path}.personal_certificate.label",
            "prefix": f"{path}.personal_certificate.data_set_prefix",
            "subject": f"{path}.personal_certificate.subject",
            "not_after": f"{path}.personal_certificate.not_after",
            "record": f"{path}.personal_certificate.record_id",
            "ring_record": f"{path}.at_tls.ring_record_id",
            "hosts": f"{path}.hosts",
            "mappings": f"{path}.at_tls.client_users",
        },
    )


def _not_after(seen: MachineView) -> str:
    """Return the last day of a certificate that the machine makes.

    Without an answer it is counted from the day on which our CA was made: that day is recorded, so
    that the same project always gives the same job.
    """
    answered = str(seen.certificate_table.get("not_after", ""))
    if answered or not seen.cas:
        return answered
    days = seen.certificate_table.get("days", 825)
    lasting = days if isinstance(days, int) else 825
    ca = seen.cas[0]
    end = min(ca.not_valid_before_utc + timedelta(days=lasting), ca.not_valid_after_utc)
    return f"{end:%Y-%m-%d}"


def _mappings(
    project: Project, machine: Machine, policy: Mapping[str, Any]
) -> tuple[ClientMapping, ...]:
    if policy.get("client_auth_type") != "SAFCheck":
        return ()
    users = policy.get("client_users", {})
    users = users if isinstance(users, Mapping) else {}
    clients = dict.fromkeys(entry.client for entry in project.connections_to(machine.name))
    return tuple(
        ClientMapping(
            client, str(users.get(client, "")), machine_subject(project, project.machine[client])
        )
        for client in clients
        if client in project.machine
    )
