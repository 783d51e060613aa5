"""Where things stand beside the project file: private keys, artifacts, hand-overs."""

from pathlib import PurePosixPath

from pwxwizard.project import Machine, Project


def storage(project: Project, *parts: str) -> str:
    """Return a path inside the project's own folder, relative to the project file."""
    return "/".join((project.folder, *parts))


def ca_key(project: Project) -> str:
    """Return where the encrypted CA key is kept."""
    return storage(project, "private", "ca.key.pem")


def ca_certificate(project: Project) -> str:
    """Return where the CA certificate is written as PEM."""
    return storage(project, "artifacts", "ca", "ca.pem")


def machine_key(project: Project, machine: Machine) -> str:
    """Return where a machine's encrypted private key is kept."""
    return storage(project, "private", f"{machine.name}.key.pem")


def artifact(project: Project, machine: Machine, name: str) -> str:
    """Return where an artifact for a machine is written."""
    return storage(project, "artifacts", machine.name, name)


def certificate(project: Project, machine: Machine) -> str:
    """Return where a machine's personal certificate and its chain are written, without any key."""
    return artifact(project, machine, "certificate.pem")


def personal(project: Project, machine: Machine) -> str:
    """Return the file that carries certificate, chain and key to the machine."""
    name = "personal.pem" if machine.is_client else "personal.p12"
    return artifact(project, machine, name)


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


_DBMOVER = {
    "zos": "DBMOVER",
    "ibmi": "DBMOVER",
}
