"""Where things stand beside the project file: private keys, artifacts, hand-overs."""

from pathlib import PurePosixPath

from pwxwizard.project import Machine, Project

KEY_HERE = ("create", "external", "existing")
"""The sources of a personal certificate with which the machine's private key is in the project."""
CERTIFICATE = "certificate.pem"
"""What the file with a machine's personal certificate is called."""


def storage(project: Project, *parts: str) -> str:
    """Return a path inside the project's own folder, relative to the project file."""
    return "/".join((project.folder, *parts))


def inside(project: Project, path: str) -> str:
    """Return a path as it stands inside the project's own folder, where it does."""
    return path.removeprefix(f"{project.folder}/")


def root_key(project: Project) -> str:
    """Return where the encrypted key of a root CA made here is kept."""
    return _ca_private(project, "ca")


def ca_key(project: Project) -> str:
    """Return where the encrypted key that signs certificates is kept.

    Each way in which a CA comes about, and each CA that takes another's place, has its own file, so
    that no key is ever replaced by a change of the CA.
    """
    table = project.table(("ca",))
    name = _CA_KEYS.get(str(table.get("source", "create")), "ca")
    if name == "ca" and table.get("issuing") is True:
        name = "issuing"
    return _ca_private(project, name)


def _ca_private(project: Project, name: str) -> str:
    generation = project.table(("ca",)).get("generation", 1)
    number = f"-{generation}" if isinstance(generation, int) and generation > 1 else ""
    return storage(project, "private", f"{name}{number}.key.pem")


def ca_certificate(project: Project) -> str:
    """Return where the CA certificates are written as PEM: the one that signs, then its issuers."""
    return storage(project, "artifacts", "ca", "ca.pem")


def ca_request(project: Project) -> str:
    """Return where the request for a CA certificate is written, for an outside CA."""
    return storage(project, "artifacts", "ca", "request.pem")


def former_ca(project: Project) -> str:
    """Return where the certificates of the CA before this one are kept during a change."""
    return storage(project, "artifacts", "ca", "former.pem")


def revocation_list(project: Project) -> str:
    """Return where the CA's revocation list is written as PEM."""
    return storage(project, "artifacts", "ca", "ca.crl.pem")


def machine_key(project: Project, machine: Machine) -> str:
    """Return where a machine's encrypted private key is kept."""
    return storage(project, "private", f"{machine.name}.key.pem")


def artifact(project: Project, machine: Machine, name: str) -> str:
    """Return where an artifact for a machine is written."""
    return storage(project, "artifacts", machine.name, name)


def request(project: Project, machine: Machine) -> str:
    """Return where a machine's request for an outside CA is written."""
    return artifact(project, machine, "request.pem")


def reply(project: Project, machine: Machine, form: str) -> str:
    """Return where the reply to a machine's own request is written; `form` is `pem` or `p7b`."""
    return artifact(project, machine, f"reply.{form}")


def certificate(project: Project, machine: Machine) -> str:
    """Return where a machine's personal certificate and its chain are written, without any key."""
    return artifact(project, machine, CERTIFICATE)


def personal(project: Project, machine: Machine) -> str:
    """Return the file that carries certificate, chain and key to the machine."""
    name = "personal.pem" if machine.is_client else "personal.p12"
    return artifact(project, machine, name)


def holds_key(project: Project, machine: Machine) -> bool:
    """Tell whether a machine's private key belongs into the project, there or not."""
    table = project.table(("machine", machine.name, "personal_certificate"))
    return table.get("source", KEY_HERE[0]) in KEY_HERE


def ca_list(project: Project, machine: Machine) -> str:
    """Return the file with the CA certificates that the machine is to trust."""
    return artifact(project, machine, "ca-list.pem")


def dbmover(project: Project, machine: Machine) -> str:
    """Return where a machine's DBMOVER file is written: its target here, or an artifact."""
    table = project.table(("machine", machine.name, "dbmover"))
    target, source = str(table.get("target", "")), str(table.get("file", ""))
    return target or artifact(
        project,
        machine,
        PurePosixPath(source).name or _DBMOVER.get(machine.platform, "dbmover.cfg"),
    )


def policy(project: Project, machine: Machine) -> str:
    """Return where a z/OS machine's AT-TLS policy is written: its target here, or an artifact."""
    table = project.table(("machine", machine.name, "at_tls"))
    target, source = str(table.get("target", "")), str(table.get("policy", ""))
    return target or artifact(project, machine, PurePosixPath(source).name or "pagent_ttls.conf")


_CA_KEYS = {"import": "imported-ca", "external": "external-ca"}
_DBMOVER = {
    "zos": "DBMOVER",
    "ibmi": "DBMOVER",
}
