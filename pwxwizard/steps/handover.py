"""Hand-over: a packet for each role that owns z/OS, its network or IBM i, and what it must know."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace

from pwxwizard import handover, ibmi, layout, pki, zos
from pwxwizard.finding import Finding, Where
from pwxwizard.plan import Artifact, Draft, Form, Pending
from pwxwizard.project import PLATFORMS, Machine, Project, dotted
from pwxwizard.question import Question
from pwxwizard.steps import authority
from pwxwizard.steps import handover_questions as asked
from pwxwizard.steps.base import Step, Subject
from pwxwizard.steps.certificates import untouched
from pwxwizard.steps.trusted import issuers_of_peers, nobody
from pwxwizard.world import Reader, World

_ALL = Subject("all.roles", ("handover",), "All roles", "who, and by when")
"""The period keeps the name apart from those of machines."""
_MADE_THERE = {zos.Source.REQUEST, zos.Source.SECURITY_MANAGER}
_WITHDRAWN = b"This file is no longer part of the packet; README.txt lists what is.\n"
"""Takes the place of a job or a file that a later packet does without."""


@dataclass(frozen=True, slots=True)
class ContactAnswers:
    """What the cover of every packet says; all may be left out."""

    by: str = ""
    contact: str = ""
    security: str = ""
    network: str = ""
    powerexchange: str = ""
    ibmi: str = ""


@dataclass(frozen=True, slots=True)
class CertificateTable:
    """What the security manager's commands say of the certificate."""

    access: str = "rdatalib"
    not_after: str = ""
    data_set_prefix: str = ""
    ca_label: str = ""
    record_id: str = ""


@dataclass(frozen=True, slots=True)
class RingTable:
    """What the security manager's commands say of the key ring."""

    existing_ring: bool = False
    client_users: Mapping[str, str] = field(default_factory=dict)
    """User ID by client machine, for SAFCheck."""
    ring_record_id: str = ""


@dataclass(frozen=True, slots=True)
class LibraryTable:
    """Where an IBM i machine keeps DBMOVER."""

    library: str = ""


@dataclass(frozen=True, slots=True)
class MachineAnswers:
    """The parts of a machine's table that this step asks about."""

    personal_certificate: CertificateTable = field(default_factory=CertificateTable)
    at_tls: RingTable = field(default_factory=RingTable)
    dbmover: LibraryTable = field(default_factory=LibraryTable)


class HandoverStep(Step[ContactAnswers | MachineAnswers]):
    """What others carry out on z/OS and IBM i: a packet for each role and machine."""

    key = "handover"
    title = "Hand-over"
    needs = ("estate", "ca", "personal-certificate", "dbmover", "at-tls")
    answers_type = MachineAnswers

    def answers_of(self, subject: Subject) -> type[ContactAnswers | MachineAnswers]:
        """Return the shape of the project's table or of a machine's."""
        return ContactAnswers if subject.table == _ALL.table else MachineAnswers

    def subjects(self, project: Project) -> tuple[Subject, ...]:
        """Return all roles together, then each z/OS and IBM i machine that others work on.

        A machine whose last listener stopped being secure stays, so that its packets can be withdrawn.
        """
        machines = tuple(
            Subject(name, ("machine", name), note=PLATFORMS[machine.platform])
            for name, machine in project.machine.items()
            if machine.platform in {"zos", "ibmi"}
            and (machine.secure_listeners or f"{self.key}/{name}" in project.record.item)
        )
        return (_ALL, *machines)

    def title_of(self, subject: Subject) -> str:
        """Return the machine that is worked on, or that it is about all roles."""
        return f"{self.title} for {subject.title.lower() or subject.name}"

    def questions(self, project: Project, subject: Subject) -> tuple[Question, ...]:
        """Return who does the work, or what a machine's commands depend on besides."""
        if subject.table == _ALL.table:
            return asked.CONTACTS
        machine = project.machine[subject.name]
        if not machine.secure_listeners:
            return ()
        if machine.platform == "ibmi":
            return (asked.library(project),)
        return asked.ring_questions(project, machine)

    def validate(self, project: Project, subject: Subject) -> tuple[Finding, ...]:
        """Return what the security manager or IBM i would not take."""
        machine = project.machine.get(subject.name)
        if machine is None or not machine.secure_listeners:
            return ()
        path, seen = dotted(subject.table), _answers_only(project, machine)
        if machine.platform == "ibmi":
            overrides = project.catalogue.get("ibmi", {})
            found = ibmi.check_store(handover.store_setup(seen), path, overrides)
        else:
            overrides = project.catalogue.get("security-managers", {})
            found = zos.check_setup(handover.ring_setup(seen), zos.catalogue(overrides))
        # an answer of this step is told by its own question; an end date may follow from the CA
        own = {f"{path}.{question.key}" for question in self.questions(project, subject)}
        return tuple(
            finding.about(item=self.item(subject))
            for finding in found
            if finding.code != "SEC006"
            and not (finding.code in {"SEC001", "IBM001"} and finding.where.key in own)
        )

    def inputs(self, project: Project, subject: Subject, reader: Reader) -> Mapping[str, object]:
        """Return names, answers and artifacts that the packets are made from, each by its name."""
        contacts = dict(project.table(_ALL.table))
        found: dict[str, object] = {"project's name": project.name}
        if subject.table == _ALL.table:
            packets = {m.name: (m.platform, handover.roles(m)) for m in project.machine.values()}
            return found | {"answers": contacts, "machines with packets": packets}
        machine = project.machine[subject.name]
        roles, seen = handover.roles(machine), _answers_only(project, machine)
        ends = {role.value: contacts.get(role.value, "") for role in roles}
        found["names and dates"] = [ends, contacts.get("by", ""), contacts.get("contact", "")]
        found["release"] = machine.release
        found["host names"] = machine.hosts
        found["listeners"] = [asdict(listener) for listener in machine.secure_listeners]
        found["clients"] = sorted({one.client for one in project.connections_to(machine.name)})
        if machine.platform == "ibmi":
            found |= _named(asdict(handover.store_setup(seen)))
            found["catalogue"] = project.catalogue.get("ibmi", {})
        else:
            found |= _named(asdict(handover.ring_setup(seen)))
            found["security manager"] = machine.security_manager
            found["existing policy"] = seen.policy_table.get("policy", "")
            found["catalogue"] = project.catalogue.get("security-managers", {})
        paths = [path for role in roles for path in handover.sources(role, project, machine)]
        return found | {path: reader.look(path).digest for path in paths}

    def plan(self, project: Project, subject: Subject, world: World) -> Draft:
        """Plan the packets; those that name files which are still to be made are pending."""
        if subject.table == _ALL.table:
            return Draft((self._overview(project, subject),))
        machine, reader = project.machine[subject.name], world.reader
        findings = tuple(
            finding.about(item=self.item(subject)) for finding in _told(project, machine, reader)
        )
        kept = self._kept(project, subject, reader)
        if kept is not None:
            return Draft(kept, findings=findings)
        record = project.record.item.get(self.item(subject))
        artifacts: dict[str, Artifact] = {}
        notes: list[str] = []
        for role in handover.roles(machine):
            contents, missing = _contents(project, machine, role, reader, first=record is None)
            for name, content in contents.items():
                path = _path(project, role.value, machine.name, name)
                artifacts[path] = _artifact(path, content, self.item(subject))
            if missing:
                files = ", ".join(missing)
                notes.append(
                    f"{machine.name}: the {role.value} packet is not complete without {files}."
                )
        for path in record.files if record else ():
            withdrawn = _artifact(path, _WITHDRAWN, self.item(subject))
            artifacts.setdefault(path, withdrawn)
        return Draft(tuple(artifacts.values()), findings=findings, notes=tuple(notes))

    def make(self, project: Project, subject: Subject, world: World) -> Mapping[str, bytes]:
        """Make the packets from the files that have been made by now."""
        return {
            artifact.path: artifact.content
            for artifact in self.plan(project, subject, world).artifacts
            if isinstance(artifact.content, bytes)
        }

    def _overview(self, project: Project, subject: Subject) -> Artifact:
        return Artifact(
            layout.storage(project, "handover", handover.OVERVIEW),
            handover.overview(project),
            Form.TEXT,
            self.item(subject),
            "Tells which packet goes to whom, and in which order.",
        )

    def _kept(
        self, project: Project, subject: Subject, reader: Reader
    ) -> tuple[Artifact, ...] | None:
        """Return the packets as they stand, if nothing they depend on has changed; else `None`."""
        record = project.record.item.get(self.item(subject))
        if record is None or not self.settled(project, subject, reader):
            return None
        if not all(untouched(project, path, reader) for path in record.files):
            return None
        found = {path: reader.look(path).data for path in record.files}
        listed = {
            path.removesuffix(handover.SUMS) + line.partition("  ")[2]
            for path, data in found.items()
            if path.endswith(f"/{handover.SUMS}") and data != _WITHDRAWN
            for line in data.decode().splitlines()
        }
        if not listed <= found.keys():
            return None
        return tuple(_artifact(path, data, self.item(subject)) for path, data in found.items())


def _answers_only(project: Project, machine: Machine) -> handover.MachineView:
    """Return a machine as its answers describe it, without a look at any file."""
    return handover.MachineView(project, machine, None, ())


def _named(setup: Mapping[str, object]) -> Iterator[tuple[str, object]]:
    """Return the parts of a set-up with names that people would use."""
    return ((key.replace("_", " "), value) for key, value in setup.items() if key != "keys")


def _told(project: Project, machine: Machine, reader: Reader) -> tuple[Finding, ...]:
    """Return which commands are only remembered, and whether an end date is missing."""
    if machine.platform != "zos" or not machine.secure_listeners:
        return ()
    seen = _answers_only(project, machine)
    setup = handover.ring_setup(seen)
    tasks = tuple(task for _, task in handover.jobs(setup, seen))
    found = handover.remembered_findings(zos.assumed(tasks), machine.name)
    ca = reader.look(layout.ca_certificate(project)).state
    if setup.source in _MADE_THERE and not setup.not_after and ca not in {"file", "pending"}:
        where = Where(key=setup.keys["not_after"])
        message = f"{machine.name}: no end date is known yet."
        found += (zos.RULES["SEC006"].at(where, message),)
    return found


def _contents(
    project: Project, machine: Machine, role: handover.Role, reader: Reader, *, first: bool
) -> tuple[Mapping[str, bytes | Pending], tuple[str, ...]]:
    """Return a packet's files by name, and the artifacts that it lacks.

    The first packets of a machine are made together, once all files are there that one of them
    names. Of later ones only that is pending which says something of a file still to be made.
    """
    roles = handover.roles(machine) if first else (role,)
    paths = [path for one in roles for path in handover.sources(one, project, machine)]
    if all(reader.look(path).state != "pending" for path in paths):
        (packet,) = handover.packets(project, reader, role=role.value, machine=machine.name)
        return packet.files, packet.missing
    known = {} if first else _foreseen(project, machine, role, reader)
    cas = _authorities(project, machine, reader)
    names = handover.file_names(role, _answers_only(project, machine), reader, cas)
    line = f"Part of the {role.value} packet, made once the files are that it names."
    more = "There is one such file for each CA certificate of the machine."
    return {
        name: known.get(name) or Pending((line, more) if name.startswith("files/ca-") else (line,))
        for name in sorted({*names, *known})
    }, ()


def _foreseen(
    project: Project, machine: Machine, role: handover.Role, reader: Reader
) -> Mapping[str, bytes]:
    """Return the files of a packet that are the same whatever certificate the machine gets.

    They depend on its CA certificates, which are known once nothing of them is to be made.
    """
    cas = (layout.ca_certificate(project), layout.ca_list(project, machine))
    if any(reader.look(path).state == "pending" for path in cas):
        return {}
    seen = handover.view(project, machine, reader)
    if seen.certificate is None:
        signing = authority.chain(project, reader)
        if not signing or not authority.signs_for(project, machine):
            return {}
        above, _ = pki.built(signing[0], (*signing[1:], *seen.cas))
        seen = replace(seen, cas=tuple(dict.fromkeys((*seen.cas, *above))))
    return handover.lasting(role, seen, reader)


def _authorities(project: Project, machine: Machine, reader: Reader) -> int:
    """Return how many CA certificates there will be on a machine, at least.

    What stands behind a passphrase is not counted: only making can tell.
    """
    state = reader.look(layout.ca_list(project, machine)).state
    if state == "file":
        return len(handover.view(project, machine, reader).cas)
    known = {*authority.chain(project, reader)}
    if state == "pending":
        peers = issuers_of_peers(project, machine, reader, nobody) or ()
        known |= {*authority.former(project, reader), *peers}
    coming = 0
    if reader.look(layout.ca_certificate(project)).state == "pending":
        coming = 2 if authority.ca_answers(project).issuing else 1
    return max(1, len(known) + coming)


def _path(project: Project, role: str, machine: str, name: str) -> str:
    return layout.storage(project, "handover", role, machine, name)


def _artifact(path: str, content: bytes | Pending, item: str) -> Artifact:
    role, machine, *inner = path.rpartition("/handover/")[2].split("/")
    why = f"What the {handover.ROLE_NAMES[role]} needs for {machine}; README.txt comes first."
    form = Form.TEXT
    if inner[0] == "files" and content != _WITHDRAWN:
        form = _FORMS.get(inner[-1].rpartition(".")[2], Form.DBMOVER)
    return Artifact(path, content, form, item, why)


_FORMS = {"conf": Form.AT_TLS, "pem": Form.CERTIFICATE}
