"""What is asked about a machine's certificate, by where it comes from and where it goes."""

from dataclasses import dataclass, field, replace

from pwxwizard import layout, pki
from pwxwizard.project import PLATFORMS, SECURITY_MANAGERS, Machine, Project
from pwxwizard.question import Answer, Kind, Option, Question
from pwxwizard.steps.certificates import (
    KEY_OPTIONS,
    PASSPHRASE,
    count_problem,
    days_problem,
    subject_problem,
)


@dataclass(frozen=True, slots=True)
class CertificateTable:
    """How a machine's personal certificate comes about."""

    source: str = "create"
    """`create`, `external`, `request`, `security-manager` or `existing`."""
    subject: str = ""
    key: str = "rsa-2048"
    days: int = 825
    passphrase: str = PASSPHRASE
    label: str = ""
    form: str = ""
    """PKCS #12: `modern` or `legacy`; empty takes what the target is known to read."""
    renewal: int = 0
    """Counts the renewals on demand."""
    answer: str = ""
    """External: what the outside CA sent back."""
    request: str = ""
    """Request: the file that comes from the machine."""
    file: str = ""
    """Security manager and existing: the certificate, perhaps with key and issuers."""
    key_file: str = ""
    """Existing: the key, when it stands in a file of its own."""
    file_passphrase: str = ""
    chain: str = ""
    """Certificates of the issuers, when they stand in a file of their own."""


@dataclass(frozen=True, slots=True)
class CertificateAnswers:
    """The part of a machine's table that the step asks about."""

    personal_certificate: CertificateTable = field(default_factory=CertificateTable)


def subject_of(machine: Machine, table: CertificateTable) -> str:
    """Return the subject that is written: the answer, or the first host name."""
    return table.subject or f"CN={machine.hosts[0] if machine.hosts else machine.name}"


def label_of(machine: Machine, table: CertificateTable) -> str:
    """Return the label on the key ring or in the certificate store."""
    return table.label or f"PWX {machine.name}"


def file_passphrase_of(machine: Machine, table: CertificateTable) -> str:
    """Return where the passphrase of files that are taken in comes from."""
    return table.file_passphrase or f"prompt:files of {machine.name}"


def file_purpose(machine: Machine) -> str:
    """Return what the passphrase of files that are taken in is for, in words."""
    return f"passphrase of {machine.name}'s certificate file"


def form_known(project: Project, machine: Machine) -> pki.FormChoice:
    """Return which form of PKCS #12 a machine reads, by its platform and release."""
    return pki.pkcs12_form(machine.platform, machine.release, project.catalogue.get("pki"))


def form_of(project: Project, machine: Machine, table: CertificateTable) -> pki.Pkcs12Form:
    """Return the form of PKCS #12 that is written for a machine."""
    if table.form in set(pki.Pkcs12Form):
        return pki.Pkcs12Form(table.form)
    return form_known(project, machine).form


def issuer_of(machine: Machine) -> str:
    """Return who makes certificates on the machine itself, in words."""
    if machine.platform == "ibmi":
        return "Digital Certificate Manager"
    return SECURITY_MANAGERS.get(machine.security_manager, "the security manager")


def _label_problem(answer: Answer) -> str:
    text = str(answer)
    if len(text) <= 32 and text.isascii() and text.isprintable() and "'" not in text:
        return ""
    return "A label has up to 32 printable ASCII characters and no apostrophe."


def source_question(machine: Machine) -> Question:
    """Return the first question: where the certificate comes from."""
    maker = {"zos": "RACDCERT GENREQ", "ibmi": "Digital Certificate Manager"}.get(
        machine.platform, "openssl req"
    )
    options = [
        Option("create", "Made here", "Key and certificate are made here and carried there."),
        Option("existing", "I already have it", "Certificate and key are taken in from files."),
        Option(
            "external",
            "Signed by an outside CA",
            "Key and request are made here; the item waits for the outside CA's answer.",
        ),
        Option(
            "request",
            "Request from the machine",
            f"The key stays there ({maker}); its request is signed by the project's CA.",
        ),
    ]
    if not machine.is_client:
        options.append(
            Option(
                "security-manager",
                f"Made by {issuer_of(machine)}",
                "Key and certificate are made there; the exported certificate is named here.",
            )
        )
    return Question(
        "personal_certificate.source",
        "Where it comes from",
        Kind.CHOICE,
        default="create",
        default_from="the shortest way",
        options=tuple(options),
        help="A key that is made on its machine never travels. A key that is made here is written "
        "encrypted and has to be carried there.",
    )


def _subject(machine: Machine) -> Question:
    return Question(
        "personal_certificate.subject",
        "Subject",
        default=subject_of(machine, CertificateTable()),
        default_from="the machine's first host name",
        help="The machine's distinguished name. Host names and addresses of the machine go "
        "into the certificate besides.",
        source="RFC 4514",
        check=subject_problem,
    )


_KEY = Question(
    "personal_certificate.key",
    "Key",
    Kind.CHOICE,
    default=CertificateTable().key,
    default_from="read by every release of every platform",
    options=KEY_OPTIONS,
    help="RSA keys work with RSA suites, ECDSA keys with ECDSA suites; both ends of a "
    "connection must have a suite for it.",
    source="z/OS Communications Server, AT-TLS return codes 402 and 434",
)
_DAYS = Question(
    "personal_certificate.days",
    "Lifetime in days",
    Kind.NUMBER,
    default=CertificateTable().days,
    default_from="a little over two years",
    help="It ends no later than the CA certificate, whatever is answered here.",
    check=days_problem,
)
_PASSPHRASE = Question(
    "personal_certificate.passphrase",
    "Passphrase comes from",
    Kind.SECRET_SOURCE,
    default=CertificateTable().passphrase,
    default_from="asked once for all machines when it is needed",
    help="It protects the private key in the files that go to the machine: prompt, "
    "prompt:NAME for one of its own, env:NAME, file:PATH or fd:NUMBER.",
)
_RENEWAL = Question(
    "personal_certificate.renewal",
    "Renewals",
    Kind.NUMBER,
    default=0,
    default_from="not renewed on demand yet",
    help="Raise it by one to have the certificate made anew, with the same key unless the replacement "
    "of the key is agreed to by name.",
    check=count_problem,
)
_REQUESTED_ANEW = replace(
    _RENEWAL,
    help="Raise it by one to ask the outside CA anew, and take the present answer back, for it belongs "
    "to the present request; key r does both. With the same key, the present request is sent once more "
    "instead, and nothing is to be raised.",
)
_ANSWER = Question(
    "personal_certificate.answer",
    "Answer of the outside CA",
    Kind.FILE,
    default="",
    default_from="none yet: the item waits",
    optional=True,
    help="What the outside CA sent back, as it is: PEM, DER or PKCS #7, in any order, with any text "
    "around it. The certificate is found by its key.",
)
_REQUEST = Question(
    "personal_certificate.request",
    "Request from the machine",
    Kind.FILE,
    default="",
    default_from="none yet: the item waits",
    optional=True,
    help="The request as the machine wrote it. Its signature is checked; names and usages come from "
    "this project, whatever the request asks for.",
    source="RFC 2986",
)
_KEY_FILE = Question(
    "personal_certificate.key_file",
    "File of the key",
    Kind.FILE,
    default="",
    default_from="the same file",
    optional=True,
    help="The private key, when it stands in a file of its own. An encrypted copy is kept in the "
    "project's private folder.",
)
_CHAIN = Question(
    "personal_certificate.chain",
    "Certificates of its issuers",
    Kind.FILE,
    default="",
    default_from="they stand in the other file",
    optional=True,
    help="The certificates above it, up to the root, when they stand in a file of their own. Whoever "
    "calls or is called by this machine must trust them.",
)


def _file(machine: Machine, table: CertificateTable) -> Question:
    if table.source == "security-manager":
        return Question(
            "personal_certificate.file",
            "Exported certificate",
            Kind.FILE,
            default="",
            default_from="none yet: the item waits",
            optional=True,
            help=f"The certificate that {issuer_of(machine)} made, exported without its key (CERTB64, "
            "CERTDER or PKCS7), so that the other machines can be told to trust its issuer.",
            source="z/OS Security Server RACF, RACDCERT EXPORT",
        )
    return Question(
        "personal_certificate.file",
        "File of the certificate",
        Kind.FILE,
        help="The certificate as PEM, DER, PKCS #7 or PKCS #12; key and issuers may stand in the same "
        "file.",
    )


def _file_passphrase(machine: Machine) -> Question:
    return Question(
        "personal_certificate.file_passphrase",
        "Passphrase of these files comes from",
        Kind.SECRET_SOURCE,
        default=file_passphrase_of(machine, CertificateTable()),
        default_from="asked for when it is needed",
        help="Opens the PKCS #12 file or the key as they are now: prompt, env:NAME, file:PATH or "
        "fd:NUMBER.",
    )


def _label(machine: Machine) -> Question:
    return Question(
        "personal_certificate.label",
        "Label",
        default=label_of(machine, CertificateTable()),
        default_from="the machine's name",
        help="The name of the certificate on the key ring or in the certificate store; "
        "upper and lower case differ.",
        source="z/OS Security Server RACF, RACDCERT ADD WITHLABEL",
        check=_label_problem,
    )


def _form(project: Project, machine: Machine) -> Question:
    known = form_known(project, machine)
    return Question(
        "personal_certificate.form",
        "Form of PKCS #12",
        Kind.CHOICE,
        default=known.form.value,
        default_from=f"what {PLATFORMS[machine.platform]} {machine.release}".rstrip() + " reads",
        options=(
            Option("legacy", "Legacy", "Triple DES and SHA-1: read by every release."),
            Option("modern", "Modern", "AES-256 and SHA-256: strong; older releases refuse it."),
        ),
        help=f"{known.reason} {known.by_release} To find out: {known.trial}",
        source=str(known.provenance),
    )


def certificate_questions(
    project: Project, machine: Machine, table: CertificateTable
) -> tuple[Question, ...]:
    """Return the questions that matter, given the answers so far."""
    questions = [source_question(machine)]
    match table.source:
        case "external":
            questions += [_subject(machine), _KEY, _PASSPHRASE, _ANSWER, _CHAIN, _REQUESTED_ANEW]
        case "request":
            questions += [_REQUEST, _subject(machine), _DAYS, _RENEWAL]
        case "security-manager":
            questions += [_file(machine, table), _CHAIN]
        case "existing":
            questions += [_file(machine, table), _KEY_FILE, _CHAIN, _file_passphrase(machine)]
            questions.append(_PASSPHRASE)
        case _:
            questions += [_subject(machine), _KEY, _DAYS, _PASSPHRASE, _RENEWAL]
    if not machine.is_client:
        questions.append(_label(machine))
        if machine.platform in PLATFORMS and table.source in layout.KEY_HERE:
            questions.append(_form(project, machine))
    return tuple(questions)
