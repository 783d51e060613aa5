"""Whom a machine trusts: the project's CA, and the issuers of its peers' certificates."""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from pwxwizard import layout, pki
from pwxwizard.project import Machine, Project
from pwxwizard.steps import authority
from pwxwizard.steps.elsewhere import Taken, adopted, answered, issuers
from pwxwizard.steps.personal_questions import CertificateAnswers, CertificateTable
from pwxwizard.structure import structure
from pwxwizard.world import Reader

if TYPE_CHECKING:
    from cryptography import x509

Opener = Callable[[Machine], str | None]
"""Returns the passphrase of a machine's files from elsewhere, or `None` when nobody is asked."""


def nobody(_: Machine) -> str | None:
    """Open nothing: what is under a passphrase stays unknown."""
    return None


def table_of(project: Project, machine: Machine) -> CertificateTable:
    """Return the answers about a machine's certificate."""
    structured = structure(project.table(("machine", machine.name)), CertificateAnswers)
    answers = structured.value if structured.value is not None else CertificateAnswers()
    return answers.personal_certificate


def files(table: CertificateTable) -> Mapping[str, str]:
    """Return the files from elsewhere that a certificate is made of, by what they are."""
    match table.source:
        case "external":
            named = {"outside CA's answer": table.answer, "issuers' file": table.chain}
        case "request":
            named = {"request": table.request}
        case "security-manager":
            named = {"exported certificate": table.file, "issuers' file": table.chain}
        case "existing":
            named = {
                "certificate file": table.file,
                "key file": table.key_file,
                "issuers' file": table.chain,
            }
        case _:
            named = {}
    return {name: path for name, path in named.items() if path}


def taken_in(
    project: Project, machine: Machine, reader: Reader, passphrase: str | None = None
) -> Taken:
    """Return a certificate that comes from elsewhere, with its issuers, as far as it is here."""
    table = table_of(project, machine)
    if not files(table) or table.source == "request":
        return Taken()
    known = (*authority.chain(project, reader), *authority.former(project, reader))
    if table.source == "external" and not table.answer:
        # whoever signed the last certificate stays trusted while another answer is waited for
        return Taken(above=issuers(table.chain, reader))
    if table.source == "external":
        path = layout.request(project, machine)
        requests = pki.read(reader.look(path).data, file=path).requests
        if len(requests) == 1:
            return answered(table.answer, table.chain, requests[0], reader, known)
    if table.source in {"security-manager", "existing"} and table.file:
        return adopted(
            table.file,
            table.key_file,
            table.chain,
            reader,
            ca=False,
            passphrase=passphrase,
            hosts=machine.hosts,
            known=known,
        )
    return Taken()


def vouching(project: Project, machine: Machine) -> tuple[Machine, ...]:
    """Return the machines whose issuers from elsewhere a machine must know.

    Those at the other end of its connections; on z/OS and IBM i itself too, because the key ring or
    certificate store must hold the whole chain of its own certificate.
    """
    names = [connection.client for connection in project.connections_to(machine.name)]
    names += [
        connection.listener.rpartition(".")[0]
        for connection in project.connections_from(machine.name)
    ]
    if not machine.is_client:
        names.insert(0, machine.name)
    machines = (project.machine.get(name) for name in dict.fromkeys(names))
    return tuple(
        one for one in machines if one is not None and not authority.signs_for(project, one)
    )


def locked_peers(project: Project, machine: Machine, reader: Reader) -> tuple[Machine, ...]:
    """Return the machines whose issuers cannot be read without a passphrase."""
    return tuple(one for one in vouching(project, machine) if taken_in(project, one, reader).locked)


def list_inputs(project: Project, machine: Machine, reader: Reader) -> Mapping[str, object]:
    """Return what a machine's CA list depends on, by the name a person would use."""
    found: dict[str, object] = {
        "CA certificate": reader.look(layout.ca_certificate(project)).digest
    }
    if authority.overlaps(project):
        found["former CA"] = reader.look(layout.former_ca(project)).digest
    for peer in vouching(project, machine):
        digests = [reader.look(path).digest for path in files(table_of(project, peer)).values()]
        if digests and peer != machine:
            found[f"issuers of {peer.name}"] = digests
    return found


def list_input(name: str) -> bool:
    """Tell whether an input shapes the CA list."""
    return name in {"CA certificate", "former CA"} or name.startswith("issuers of ")


def trusted(
    project: Project, machine: Machine, reader: Reader, opener: Opener
) -> "tuple[x509.Certificate, ...] | None":
    """Return the CA certificates a machine is to trust; `None` while one of them is not known."""
    paths = (layout.ca_certificate(project), layout.former_ca(project))
    if any(reader.look(path).state == "pending" for path in paths):
        return None
    peers = issuers_of_peers(project, machine, reader, opener)
    if peers is None:
        return None
    own = (*authority.chain(project, reader), *authority.former(project, reader))
    return tuple(dict.fromkeys((*own, *peers)))


def issuers_of_peers(
    project: Project, machine: Machine, reader: Reader, opener: Opener
) -> "tuple[x509.Certificate, ...] | None":
    """Return the issuers from elsewhere that a machine must know; `None` while one is not known."""
    found: list[x509.Certificate] = []
    for peer in vouching(project, machine):
        taken = taken_in(project, peer, reader, opener(peer))
        if taken.locked:
            return None
        # who signed itself is trusted itself
        found += taken.above or [one for one in taken.whole if pki.self_signed(one)]
    return tuple(found)
