"""Contradictions between the DBMOVER files of a project, as they would be after applying."""

from collections.abc import Iterable
from functools import lru_cache

from pwxwizard import attls, dbmover, layout, pki
from pwxwizard.dbmover import CertificateFacts, EstateFile
from pwxwizard.finding import Finding
from pwxwizard.plan import Artifact, Form, Pending
from pwxwizard.project import Machine, Project

_DEMANDS = {"Required", "SAFCheck"}
"""Values of ClientAuthType under which a client without a certificate is refused."""
_TOLD_BY_THE_ESTATE = {"DBM081"}
"""One host name of two machines is a finding about the answers already."""
_ABOUT_OTHERS = {"DBM072", "DBM073"}
"""Findings that say that something is not there; they hold only where every file is known."""


def estate_findings(project: Project, artifacts: Iterable[Artifact]) -> tuple[Finding, ...]:
    """Return how the planned DBMOVER files of the machines contradict each other.

    Certificates and AT-TLS policies are taken into account where they are planned too; what is
    still to be made is not judged. Nothing is read or asked.
    """
    known = {artifact.path: artifact for artifact in artifacts}
    catalogue = dbmover.Catalogue.load(project.catalogue.get("dbmover", {}))
    files = []
    items: dict[str, str] = {}
    for machine in project.machine.values():
        artifact = known.get(layout.dbmover(project, machine))
        data = _content(artifact)
        if artifact is None or data is None or artifact.form is not Form.DBMOVER:
            continue
        items[artifact.path] = artifact.item
        secure_ports, asks_client = _at_tls(project, machine, known, data, catalogue)
        files.append(
            EstateFile(
                machine.name,
                machine.platform,
                machine.hosts,
                artifact.path,
                data,
                _certificates(project, machine, known),
                secure_ports,
                asks_client,
            )
        )
    found = dbmover.check_estate(tuple(files), catalogue)
    unknown = _hosts_without_file(project, {file.machine for file in files})
    nodes = _Nodes(files, catalogue)
    return tuple(
        finding.about(item=items[finding.where.file])
        for finding in found
        if finding.code not in _TOLD_BY_THE_ESTATE
        and not (unknown and finding.code in _ABOUT_OTHERS and nodes.host(finding) in unknown)
    )


def _content(artifact: Artifact | None) -> bytes | None:
    """Return what an artifact would hold, secrets masked, or `None` while that is not known."""
    if artifact is None:
        return None
    content = artifact.content
    return content.preview if isinstance(content, Pending) else content


def _hosts_without_file(project: Project, machines: set[str]) -> set[str]:
    return {
        host.lower()
        for machine in project.machine.values()
        if machine.name not in machines
        for host in machine.hosts
    }


class _Nodes:
    """The hosts that NODE statements call, by file and line."""

    def __init__(self, files: list[EstateFile], catalogue: dbmover.Catalogue) -> None:
        self._files = {file.file: file for file in files}
        self._catalogue = catalogue

    def host(self, finding: Finding) -> str:
        """Return the host, in lower case, that the NODE statement of a finding calls."""
        file = self._files[finding.where.file]
        seen = dbmover.view(dbmover.parse(file.data), self._catalogue)
        lines = {node.line: node.host.lower() for node in seen.nodes}
        return lines.get(finding.where.line, "")


def _certificates(
    project: Project, machine: Machine, known: dict[str, Artifact]
) -> CertificateFacts:
    """Return what the planned certificate files of a machine say; `None` where they do not."""
    certificate = _content(known.get(layout.certificate(project, machine)))
    ca_list = _content(known.get(layout.ca_list(project, machine)))
    chain = _names(certificate) if certificate else ()
    trusted = _names(ca_list) if ca_list else ()
    return CertificateFacts(
        issuer=chain[-1][1] if chain else None,
        trusted=tuple(subject for subject, _ in trusted) or None,
    )


@lru_cache(maxsize=4096)
def _names(data: bytes) -> tuple[tuple[str, str], ...]:
    """Return subject and issuer of every certificate in a file, as RFC 4514 text."""
    return tuple(
        (certificate.subject.rfc4514_string(), certificate.issuer.rfc4514_string())
        for certificate in pki.read(data).certificates
    )


def _at_tls(
    project: Project,
    machine: Machine,
    known: dict[str, Artifact],
    data: bytes,
    catalogue: dbmover.Catalogue,
) -> tuple[tuple[int, ...] | None, bool | None]:
    """Return the ports that the planned policy protects, and whether it demands a certificate.

    Ports that only the DBMOVER file knows are taken to belong to the job of the first listener.
    """
    if machine.platform != "zos":
        return None, None
    artifact = known.get(layout.policy(project, machine))
    policy = _content(artifact)
    if artifact is None or policy is None or artifact.form is not Form.AT_TLS:
        return None, None
    jobs = {entry.port: (entry.job, entry.user) for entry in machine.listener.values()}
    usual = next(iter(jobs.values()), ("", ""))
    for listener in dbmover.view(dbmover.parse(data), catalogue).listeners:
        jobs.setdefault(listener.port, usual)
    listeners = tuple((port, job, user) for port, (job, user) in jobs.items())
    protected = _protected(policy, listeners, machine.release)
    asked = {demanded for _, demanded in protected}
    return tuple(port for port, _ in protected), True in asked if protected else None


@lru_cache(maxsize=1024)
def _protected(
    data: bytes, listeners: tuple[tuple[int, str, str], ...], release: str
) -> tuple[tuple[int, bool], ...]:
    """Return the ports whose connections get TLS, each with whether a certificate is demanded."""
    policies = attls.resolve((attls.parse(data),), attls.Grammar.load())
    found = []
    for port, job, user in listeners:
        query = attls.Query(job, port, user=user)
        policy = attls.match(policies, query, release=release or "2.5").effective
        if policy is not None and policy.tls_enabled:
            found.append((port, policy.client_auth_type in _DEMANDS))
    return tuple(found)
