"""The personal certificate of each machine, in the form its platform reads."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from pwxwizard import layout, pki
from pwxwizard.finding import Finding, Where
from pwxwizard.plan import Artifact, Draft, Form, Pending, SecretNeed
from pwxwizard.project import PLATFORMS, Machine, Project
from pwxwizard.question import Answer, Kind, Question
from pwxwizard.steps.base import Step, Subject
from pwxwizard.steps.certificates import (
    CA_PURPOSE,
    KEY_OPTIONS,
    PASSPHRASE,
    Present,
    ca_passphrase,
    days_problem,
    machine_purpose,
    subject_problem,
)
from pwxwizard.world import Reader, World


@dataclass(frozen=True, slots=True)
class CertificateTable:
    """How a machine's personal certificate comes about."""

    subject: str = ""
    key: str = "rsa-2048"
    days: int = 825
    passphrase: str = PASSPHRASE
    label: str = ""


@dataclass(frozen=True, slots=True)
class CertificateAnswers:
    """The part of a machine's table that this step asks about."""

    personal_certificate: CertificateTable = field(default_factory=CertificateTable)


def _label_problem(answer: Answer) -> str:
    text = str(answer)
    if len(text) <= 32 and text.isascii() and text.isprintable() and "'" not in text:
        return ""
    return "A label has up to 32 printable ASCII characters and no apostrophe."


class PersonalCertificateStep(Step[CertificateAnswers]):
    """One certificate and key for each machine that listens or calls."""

    key = "personal-certificate"
    title = "Personal certificates"
    needs = ("estate", "ca")
    answers_type = CertificateAnswers

    def subjects(self, project: Project) -> tuple[Subject, ...]:
        """Return every machine."""
        return tuple(
            Subject(name, ("machine", name), note=PLATFORMS.get(machine.platform, "?"))
            for name, machine in project.machine.items()
        )

    def questions(self, project: Project, subject: Subject) -> tuple[Question, ...]:
        """Return the questions about a machine's certificate."""
        machine = project.machine[subject.name]
        defaults = CertificateTable()
        questions = [
            Question(
                "personal_certificate.subject",
                "Subject",
                default=_subject(machine, ""),
                default_from="the machine's first host name",
                help="The machine's distinguished name. Host names and addresses of the machine go "
                "into the certificate besides.",
                source="RFC 4514",
                check=subject_problem,
            ),
            Question(
                "personal_certificate.key",
                "Key",
                Kind.CHOICE,
                default=defaults.key,
                default_from="read by every release of every platform",
                options=KEY_OPTIONS,
                help="RSA keys work with RSA suites, ECDSA keys with ECDSA suites; both ends of a "
                "connection must have a suite for it.",
                source="z/OS Communications Server, AT-TLS return codes 402 and 434",
            ),
            Question(
                "personal_certificate.days",
                "Lifetime in days",
                Kind.NUMBER,
                default=defaults.days,
                default_from="a little over two years",
                help="It ends no later than the CA certificate, whatever is answered here.",
                check=days_problem,
            ),
            Question(
                "personal_certificate.passphrase",
                "Passphrase comes from",
                Kind.SECRET_SOURCE,
                default=defaults.passphrase,
                default_from="asked once for all machines",
                help="It protects the private key in the files that go to the machine: prompt, "
                "prompt:NAME for one of its own, env:NAME, file:PATH or fd:NUMBER.",
            ),
        ]
        if not machine.is_client:
            questions.append(
                Question(
                    "personal_certificate.label",
                    "Label",
                    default=_label(machine, ""),
                    default_from="the machine's name",
                    help="The name of the certificate on the key ring or in the certificate store; "
                    "upper and lower case differ.",
                    source="z/OS Security Server RACF, RACDCERT ADD WITHLABEL",
                    check=_label_problem,
                )
            )
        return tuple(questions)

    def validate(self, project: Project, subject: Subject) -> tuple[Finding, ...]:
        """Return nothing: each answer is checked by its own question."""
        return ()

    def inputs(self, project: Project, subject: Subject, reader: Reader) -> Mapping[str, object]:
        """Return names, answers and the CA certificate, each by its name."""
        machine = project.machine[subject.name]
        table = self.answers(project, subject).personal_certificate
        return {
            "subject": _subject(machine, table.subject),
            "host names": machine.hosts,
            "platform": machine.platform,
            "release": machine.release,
            "key": table.key,
            "lifetime": table.days,
            "label": _label(machine, table.label),
            "CA certificate": reader.look(layout.ca_certificate(project)).digest,
        }

    def plan(self, project: Project, subject: Subject, world: World) -> Draft:
        """Plan key, certificate and the files for the platform; what still fits is kept."""
        machine = project.machine[subject.name]
        table = self.answers(project, subject).personal_certificate
        item = self.item(subject)
        reader = world.reader
        key_path = layout.machine_key(project, machine)
        present = Present.look(project, key_path, layout.certificate(project, machine), reader)
        where = Where(item=item, key=f"machine.{machine.name}.personal_certificate.key")
        if mismatch := present.mismatch(table.key, key_path, where, world):
            return Draft(findings=mismatch)
        paths = _paths(project, machine)
        new_key = present.wants_new_key(table.key, key_path, world)
        kept = (
            not new_key
            and self.settled(project, subject, reader)
            and all(_untouched(project, path, reader.look(path).digest) for path in paths)
        )
        key: bytes | Pending = present.key
        if new_key:
            key = Pending((f"A new {table.key} key, encrypted with its passphrase.",))
        artifacts = [
            Artifact(key_path, key, Form.PRIVATE_KEY, item, "The machine's own key.", 0o600)
        ]
        summary = _summary(machine, table, new_key=new_key)
        for path, (form, why, install) in paths.items():
            content = reader.look(path).data if kept else Pending((why, *summary))
            mode = 0o600 if form.private else 0o644
            artifacts.append(Artifact(path, content, form, item, why, mode, install))
        ca = SecretNeed(ca_passphrase(project), CA_PURPOSE, new=False)
        own = SecretNeed(table.passphrase, machine_purpose(project, machine.name), new_key)
        return Draft(tuple(artifacts), () if kept else (ca, own))

    def make(self, project: Project, subject: Subject, world: World) -> Mapping[str, bytes]:
        """Make the key, unless it is there, sign its certificate and pack both for the platform."""
        machine = project.machine[subject.name]
        table = self.answers(project, subject).personal_certificate
        reader = world.reader
        key_path = layout.machine_key(project, machine)
        present = Present.look(project, key_path, layout.certificate(project, machine), reader)
        made: dict[str, bytes] = {}
        new_key = present.wants_new_key(table.key, key_path, world)
        passphrase = world.secrets.secret(
            table.passphrase, machine_purpose(project, machine.name), new=new_key
        )
        if new_key:
            key = world.keys.key(table.key)
            made[key_path] = pki.key_pem(key, passphrase)
        else:
            key = pki.load_key(present.key, passphrase, file=key_path)
        ca_file, ca_key_file = layout.ca_certificate(project), layout.ca_key(project)
        issuer = pki.read(reader.look(ca_file).data, file=ca_file).certificates[0]
        issuer_key = pki.load_key(
            reader.look(ca_key_file).data,
            world.secrets.secret(ca_passphrase(project), CA_PURPOSE),
            file=ca_key_file,
        )
        profile = pki.PersonalProfile(
            pki.parse_dn(_subject(machine, table.subject)), machine.hosts, table.days
        )
        leaf = pki.personal_certificate(
            key.public_key(),
            profile,
            issuer,
            issuer_key,
            world.keys.serial(),
            world.clock.now(),
        )
        made[layout.certificate(project, machine)] = pki.ca_list_pem((leaf,))
        made[layout.ca_list(project, machine)] = pki.ca_list_pem((issuer,))
        if machine.is_client:
            packed = pki.personal_pem(leaf, (), key, passphrase)
        else:
            form, _, _ = pki.pkcs12_form(machine.platform, machine.release)
            label = _label(machine, table.label)
            packed = pki.pkcs12(leaf, key, (issuer,), label, passphrase, form)
        made[layout.personal(project, machine)] = packed
        return made


def _paths(project: Project, machine: Machine) -> dict[str, tuple[Form, str, str]]:
    if machine.is_client:
        personal = (Form.PERSONAL_PEM, "Certificate, chain and encrypted key, as PEM.")
        install = "the file that PERSONAL= of the SSL statement names"
        trust = "the file that CALIST= of the SSL statement names"
    elif machine.platform == "ibmi":
        personal = (Form.PKCS12, "Certificate, chain and encrypted key, as PKCS #12.")
        install = "Digital Certificate Manager, *SYSTEM store; transfer as binary"
        trust = "Digital Certificate Manager, as CA certificates; transfer as binary"
    else:
        personal = (Form.PKCS12, "Certificate, chain and encrypted key, as PKCS #12.")
        install = "the listener's key ring, PERSONAL and DEFAULT; transfer as binary"
        trust = "the listener's key ring, as CERTAUTH; transfer as text"
    return {
        layout.certificate(project, machine): (
            Form.CERTIFICATE,
            "The personal certificate alone, to look at.",
            "",
        ),
        layout.personal(project, machine): (*personal, install),
        layout.ca_list(project, machine): (
            Form.CERTIFICATE,
            "The CA certificates that the machine trusts.",
            trust,
        ),
    }


def _untouched(project: Project, path: str, digest: str) -> bool:
    written = project.record.file.get(path)
    return written is not None and written.sha256 == digest


def _summary(machine: Machine, table: CertificateTable, *, new_key: bool) -> tuple[str, ...]:
    return (
        f"Subject: {_subject(machine, table.subject)}",
        f"Names: {', '.join(machine.hosts)}",
        f"Lifetime: {table.days} days from the day of applying, or until the CA ends.",
        f"Key: {table.key}, {'new' if new_key else 'the present one'}.",
        "For server and client authentication.",
    )


def _subject(machine: Machine, answered: str) -> str:
    return answered or f"CN={machine.hosts[0] if machine.hosts else machine.name}"


def _label(machine: Machine, answered: str) -> str:
    return answered or f"PWX {machine.name}"
