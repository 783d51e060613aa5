"""AT-TLS rules: one for each secure listener port of a z/OS machine, merged into its policy."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field

from pwxwizard import attls, layout
from pwxwizard.finding import Finding, Severity, Where
from pwxwizard.plan import Artifact, Draft, Form
from pwxwizard.project import Listener, Machine, Project, dotted
from pwxwizard.question import Kind, Option, Question
from pwxwizard.steps.base import Step, Subject
from pwxwizard.steps.rules import RULES
from pwxwizard.world import Reader, World

RING = "PWXRING"
DEFAULT_RELEASE = "2.5"

_RSA_SUITES = (
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
)
_ECDSA_SUITES = (
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
)
_TLS13_SUITES = (
    "TLS_AES_256_GCM_SHA384",
    "TLS_AES_128_GCM_SHA256",
    "TLS_CHACHA20_POLY1305_SHA256",
)


@dataclass(frozen=True, slots=True)
class AtTlsTable:
    """How AT-TLS is to secure a machine's listeners."""

    policy: str = ""
    target: str = ""
    handshake_role: str = "ServerWithClientAuth"
    client_auth_type: str = "Required"
    key_ring: str = ""
    certificate_label: str = ""
    protocols: str = ""


@dataclass(frozen=True, slots=True)
class AtTlsAnswers:
    """The part of a machine's table that this step asks about."""

    at_tls: AtTlsTable = field(default_factory=AtTlsTable)


class AtTlsStep(Step[AtTlsAnswers]):
    """Rules that make z/OS secure the listeners' ports; PowerExchange itself does nothing there."""

    key = "at-tls"
    title = "AT-TLS rules"
    needs = ("estate", "personal-certificate", "dbmover")
    answers_type = AtTlsAnswers

    def subjects(self, project: Project) -> tuple[Subject, ...]:
        """Return every z/OS machine with a secure listener."""
        return tuple(
            Subject(name, ("machine", name), note=f"{len(machine.secure_listeners)} secure ports")
            for name, machine in project.machine.items()
            if machine.platform == "zos" and machine.secure_listeners
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
                default_from="there is none yet",
                optional=True,
                help="A copy of the policy that is in force. Everything in it that is not ours stays "
                "byte for byte. Leave it empty to start a new policy.",
            ),
            Question(
                "at_tls.handshake_role",
                "Handshake role",
                Kind.CHOICE,
                default=AtTlsTable().handshake_role,
                default_from="the vendor's way to ask for a client certificate",
                options=(
                    Option(
                        "ServerWithClientAuth",
                        "Server with client authentication",
                        "The client is asked for a certificate; ClientAuthType decides the rest.",
                    ),
                    Option("Server", "Server", "Nobody is asked; any client may connect."),
                ),
                help="Decides whether the listener asks a client for its certificate.",
                source="PowerExchange Reference Manual, SSL configuration steps",
            ),
        ]
        if table.handshake_role == "ServerWithClientAuth":
            questions.append(_client_auth_type())
        questions += [
            Question(
                "at_tls.key_ring",
                "Key ring",
                default=_key_ring(machine, ""),
                default_from="the listener's user and the ring PWXRING",
                help="OWNER/RING, with the listener's user as owner. The ring is opened under the "
                "listener's user; upper and lower case differ.",
                source="z/OS Communications Server, TTLSKeyringParms",
                check=lambda answer: (
                    "A key ring is written as OWNER/RING, without blanks and without #."
                    if not str(answer) or " " in str(answer) or "#" in str(answer)
                    else ""
                ),
            ),
            Question(
                "at_tls.certificate_label",
                "Certificate label",
                default="",
                default_from="the ring's default certificate",
                optional=True,
                help="Only needed when another certificate than the ring's default is to be used.",
            ),
            Question(
                "at_tls.protocols",
                "Protocol versions",
                Kind.CHOICE,
                default=_protocols(machine, ""),
                default_from=f"what z/OS {machine.release or DEFAULT_RELEASE} can do safely",
                options=_protocol_options(machine),
                help="TLS 1.0 and 1.1 are switched off, because z/OS has them on by default and 1.2 "
                "off. TLS 1.3 needs z/OS 2.4.",
                source="z/OS Communications Server, TTLSEnvironmentAdvancedParms",
            ),
            Question(
                "at_tls.target",
                "Write to",
                Kind.FILE,
                default="",
                default_from="the project's artifacts folder, to be handed over",
                optional=True,
                help="A path on this machine to write the merged policy to, instead of an artifact.",
            ),
        ]
        return tuple(questions)

    def validate(self, project: Project, subject: Subject) -> tuple[Finding, ...]:
        """Return what the chosen authentication leaves open."""
        table = self.answers(project, subject).at_tls
        key = f"{dotted(subject.table)}.at_tls"
        where = Where(item=self.item(subject), key=f"{key}.handshake_role")
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
        found: dict[str, object] = {f"answer {key}": value for key, value in asdict(table).items()}
        found["listeners"] = [asdict(listener) for listener in machine.listener.values()]
        found["release"] = machine.release
        found["key"] = _key_kind(project, machine)
        found["catalogue"] = project.catalogue.get("attls", {})
        if table.policy:
            found[table.policy] = reader.look(table.policy).digest
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
                message = f"{table.policy}: {found.reason or found.state}."
                return Draft(findings=(RULES["FIL001"].at(where, message),))
            data = found.data
        release = machine.release or DEFAULT_RELEASE
        grammar = attls.Grammar.load(project.catalogue.get("attls", {}))
        rules = tuple(
            _rule(project, machine, listener, table) for listener in machine.secure_listeners
        )
        edited = attls.merge(data, rules, grammar, release=release)
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
        notes = tuple(f"{change.what} {change.why}" for change in edited.changes)
        return Draft((artifact,), findings=_named(findings, path, item), notes=notes)


def _client_auth_type() -> Question:
    return Question(
        "at_tls.client_auth_type",
        "Client authentication",
        Kind.CHOICE,
        default=AtTlsTable().client_auth_type,
        default_from="z/OS's own default",
        options=(
            Option("Required", "Required", "Every client must send a certificate of a trusted CA."),
            Option("Full", "Full", "A client may send none; one that comes is validated."),
            Option(
                "SAFCheck", "SAFCheck", "As Required, and the certificate must belong to a user ID."
            ),
            Option("PassThru", "PassThru", "Nobody validates what the client sends."),
        ),
        help="Decides what happens with the client's certificate.",
        source="PowerExchange Reference Manual, SSL configuration steps",
    )


def _key_kind(project: Project, machine: Machine) -> str:
    table = project.table(("machine", machine.name, "personal_certificate"))
    return str(table.get("key", "rsa-2048"))


def _release(machine: Machine) -> tuple[int, ...]:
    parts = (machine.release or DEFAULT_RELEASE).split(".")
    return tuple(int(part) for part in parts if part.isdecimal())


def _protocol_options(machine: Machine) -> tuple[Option, ...]:
    old = Option(
        "TLSv1.2", "TLS 1.2", "Every release of PowerExchange with OpenSSL 1.0.1 or later."
    )
    if _release(machine) < (2, 4):
        return (old,)
    return (
        Option("TLSv1.2 TLSv1.3", "TLS 1.2 and 1.3", "Each client takes the newest it knows."),
        old,
        Option("TLSv1.3", "TLS 1.3 only", "Clients that know only TLS 1.2 are shut out."),
    )


def _protocols(machine: Machine, answered: str) -> str:
    return answered or _protocol_options(machine)[0].value


def _key_ring(machine: Machine, answered: str) -> str:
    if answered:
        return answered
    users = [listener.user for listener in machine.secure_listeners if listener.user]
    return f"{users[0]}/{RING}" if users else RING


def _suites(key: str, protocols: tuple[str, ...]) -> tuple[str, ...]:
    suites: tuple[str, ...] = ()
    if "TLSv1.3" in protocols:
        suites += _TLS13_SUITES
    if "TLSv1.2" in protocols:
        suites += _RSA_SUITES if key.startswith("rsa") else _ECDSA_SUITES
    return suites


def _rule(
    project: Project, machine: Machine, listener: Listener, table: AtTlsTable
) -> attls.ListenerRule:
    protocols = tuple(_protocols(machine, table.protocols).split())
    return attls.ListenerRule(
        name=f"PWX_{listener.name}".replace("-", "_"),
        port=listener.port,
        jobs=(listener.job, *listener.netport_jobs),
        handshake_role=table.handshake_role,
        client_auth_type=table.client_auth_type,
        keyring=_key_ring(machine, table.key_ring),
        certificate_label=table.certificate_label,
        protocols=protocols,
        suites=_suites(_key_kind(project, machine), protocols),
    )


def _named(findings: list[Finding], file: str, item: str) -> tuple[Finding, ...]:
    return tuple(finding.about(file=file, item=item) for finding in findings)
