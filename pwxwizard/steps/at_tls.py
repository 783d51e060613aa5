"""AT-TLS rules: one for each secure listener port of a z/OS machine, merged into its policy."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from pwxwizard import attls, layout
from pwxwizard.finding import Finding, Severity, Where, counted
from pwxwizard.plan import Artifact, Draft, Form
from pwxwizard.project import Listener, Machine, Project, dotted
from pwxwizard.question import Kind, Question
from pwxwizard.steps import at_tls_choices as choices
from pwxwizard.steps.at_tls_choices import AtTlsTable
from pwxwizard.steps.base import ANSWER, Step, Subject
from pwxwizard.steps.rules import RULES, no_file
from pwxwizard.world import Found, Reader, World


@dataclass(frozen=True, slots=True)
class AtTlsAnswers:
    """The part of a machine's table that this step asks about."""

    at_tls: AtTlsTable = field(default_factory=AtTlsTable)


class AtTlsStep(Step[AtTlsAnswers]):
    """Rules that make z/OS secure the listeners' ports; PowerExchange itself does nothing there."""

    key = "at-tls"
    title = "AT-TLS rules"
    proofs = ("pasearch",)
    needs = ("estate", "personal-certificate", "dbmover")
    answers_type = AtTlsAnswers

    def subjects(self, project: Project) -> tuple[Subject, ...]:
        """Return every z/OS machine with a secure listener, or with rules written earlier.

        When the last listener stops being secure, its rule has to go again.
        """
        return tuple(
            Subject(
                name, ("machine", name), note=counted(len(machine.secure_listeners), "secure port")
            )
            for name, machine in project.machine.items()
            if machine.platform == "zos"
            and (machine.secure_listeners or f"{self.key}/{name}" in project.record.item)
        )

    def questions(self, project: Project, subject: Subject) -> tuple[Question, ...]:
        """Return the questions about a machine's AT-TLS policy."""
        machine = project.machine[subject.name]
        table = self.answers(project, subject).at_tls
        questions = [
            Question(
                "at_tls.policy",
                "Existing policy file",
                Kind.FILE,
                default="",
                default_from="no file, so a new one is started",
                optional=True,
                help="A copy of the policy that is in force. Everything in it that is not ours stays "
                "byte for byte. Leave it empty to start a new policy.",
            ),
        ]
        if machine.secure_listeners:
            questions += _rule_questions(project, machine, table)
        questions.append(_TARGET)
        return tuple(questions)

    def validate(self, project: Project, subject: Subject) -> tuple[Finding, ...]:
        """Return what the chosen authentication leaves open."""
        table = self.answers(project, subject).at_tls
        key = f"{dotted(subject.table)}.at_tls"
        where = Where(item=self.item(subject), key=f"{key}.handshake_role")
        if not project.machine[subject.name].secure_listeners:
            return ()
        if table.handshake_role == "Server":
            message = f"{subject.name} asks no client for a certificate."
            return (RULES["TLS001"].at(where, message),)
        if table.client_auth_type == "PassThru":
            where = Where(item=self.item(subject), key=f"{key}.client_auth_type")
            message = f"{subject.name} asks for a certificate that nobody checks."
            return (RULES["TLS003"].at(where, message),)
        return ()

    def inputs(self, project: Project, subject: Subject, reader: Reader) -> Mapping[str, object]:
        """Return the answers, the listeners and the policy that is there, each by its name."""
        machine = project.machine[subject.name]
        table = self.answers(project, subject).at_tls
        found: dict[str, object] = {f"{ANSWER}{key}": value for key, value in asdict(table).items()}
        found["listeners"] = [asdict(listener) for listener in machine.listener.values()]
        found["release"] = machine.release
        found["key"] = _key_kind(project, machine)
        found["catalogue"] = project.catalogue.get("attls", {})
        if table.policy:
            found[table.policy] = _as_found(reader.look(table.policy), table)
        return found

    def plan(self, project: Project, subject: Subject, world: World) -> Draft:
        """Plan the policy that is there with our rules merged into it."""
        machine = project.machine[subject.name]
        table = self.answers(project, subject).at_tls
        item = self.item(subject)
        where = Where(item=item, key=f"{dotted(subject.table)}.at_tls.policy")
        data: bytes | None = None
        if table.policy:
            found = world.reader.look(table.policy)
            if found.state != "file":
                return Draft(findings=(no_file(where, table.policy, found),))
            data = found.data
        release = machine.release or choices.DEFAULT_RELEASE
        grammar = attls.Grammar.load(project.catalogue.get("attls", {}))
        rules = tuple(
            _rule(project, machine, listener, table) for listener in machine.secure_listeners
        )
        edited = attls.merge(
            data, rules, grammar, release=release, reuse_equal_actions=table.reuse_equal_actions
        )
        findings = list(edited.findings)
        if any(finding.severity is Severity.ERROR for finding in findings):
            return Draft(findings=_named(findings, table.policy, item))
        plain = [other.port for other in machine.listener.values() if not other.secure]
        path = layout.policy(project, machine)
        findings += attls.check(
            (attls.parse(edited.data, path),),
            grammar,
            release=release,
            certificate_key=_key_kind(project, machine),
            plain_ports=plain,
        )
        artifact = Artifact(
            path,
            edited.data,
            Form.AT_TLS,
            item,
            "AT-TLS secures the listener's port by these rules.",
            install="the file that TTLSConfig names; transfer as text to IBM-1047",
            origin=table.policy,
            origin_data=data or b"",
        )
        present = world.reader.look(path)
        news = edited.changes
        if present.state == "file" and path != table.policy:
            news = ()
            if present.data != edited.data:
                reuse = table.reuse_equal_actions
                news = attls.merge(
                    present.data, rules, grammar, release=release, reuse_equal_actions=reuse
                ).changes
        notes = tuple(f"{machine.name}, {change.what} {change.why}".rstrip() for change in news)
        return Draft((artifact,), findings=_named(findings, path, item), notes=notes)


_TARGET = Question(
    "at_tls.target",
    "Write to",
    Kind.FILE,
    default="",
    default_from="the project's artifacts folder, to be handed over",
    optional=True,
    help="A path on this machine to write the merged policy to, instead of an artifact.",
)


def _rule_questions(project: Project, machine: Machine, table: AtTlsTable) -> tuple[Question, ...]:
    """Return the questions about the rules for a machine's secure listeners."""
    clients = choices.client_cases(project, machine)
    questions = [choices.handshake_role(clients, table)]
    if table.handshake_role == "ServerWithClientAuth":
        questions.append(choices.client_auth_type(clients))
    versions = tuple(choices.protocols(machine, table.protocols).split())
    questions += [
        Question(
            "at_tls.key_ring",
            "Key ring",
            default=choices.key_ring(machine, ""),
            default_from="the listener's user and the ring PWXRING",
            help="OWNER/RING, with the listener's user as owner. The ring is opened under the "
            "listener's user; upper and lower case differ.",
            source="z/OS Communications Server, TTLSKeyringParms",
            check=choices.key_ring_problem,
        ),
        Question(
            "at_tls.certificate_label",
            "Certificate label",
            default="",
            default_from="the ring's default certificate",
            optional=True,
            help="Only needed when another certificate than the ring's default is to be used.",
        ),
        choices.protocol_versions(machine),
        choices.cipher_suites(_key_kind(project, machine), versions),
        *choices.more(table),
    ]
    return tuple(questions)


def _key_kind(project: Project, machine: Machine) -> str:
    table = project.table(("machine", machine.name, "personal_certificate"))
    return str(table.get("key", "rsa-2048"))


def _rule(
    project: Project, machine: Machine, listener: Listener, table: AtTlsTable
) -> attls.ListenerRule:
    versions = tuple(choices.protocols(machine, table.protocols).split())
    return attls.ListenerRule(
        name=f"PWX_{listener.name}".replace("-", "_"),
        port=listener.port,
        jobs=(listener.job, *listener.netport_jobs),
        handshake_role=table.handshake_role,
        client_auth_type=table.client_auth_type,
        keyring=choices.key_ring(machine, table.key_ring),
        certificate_label=table.certificate_label,
        protocols=versions,
        suites=table.suites or choices.fitting_suites(_key_kind(project, machine), versions),
        user=listener.user if table.match_user else "",
        priority=table.priority or None,
    )


def _as_found(found: Found, table: AtTlsTable) -> str:
    """Return the digest of a policy as it was without our statements, where they are in it."""
    if found.state == "file" and table.target == table.policy:
        return Found("file", attls.undo(found.data)).digest
    return found.digest


def _named(findings: list[Finding], file: str, item: str) -> tuple[Finding, ...]:
    return tuple(finding.about(file=file, item=item) for finding in findings)
