"""Questions about a machine's DBMOVER file, and the answers that they ask for."""

from dataclasses import dataclass, field

from pwxwizard import dbmover
from pwxwizard.finding import Severity
from pwxwizard.project import Machine, Project
from pwxwizard.question import Answer, Kind, Option, Question
from pwxwizard.steps.at_tls_choices import offered, suite_consequence


@dataclass(frozen=True, slots=True)
class DbmoverTable:
    """Where the file is, and how the SSL statement is to look."""

    file: str = ""
    target: str = ""
    folder: str = ""
    """Where the PEM files will stand on the machine."""
    passphrase: str = "by-hand"  # noqa: S105 - how it is written, not what it is
    encrypted_passphrase: str = ""
    """Source of the encrypted passphrase, when there is one to write."""
    app_id: str = ""
    place: str = ""
    """Where the machine keeps the file, in its platform's own form."""


@dataclass(frozen=True, slots=True)
class TlsTable:
    """Who demands a certificate of whom."""

    require_client_certificate: bool = True
    require_server_certificate: bool = True
    allow_self_signed: bool = False
    cipher_list: str = ""


@dataclass(frozen=True, slots=True)
class DbmoverAnswers:
    """The parts of a machine's table that this step asks about."""

    dbmover: DbmoverTable = field(default_factory=DbmoverTable)
    tls: TlsTable = field(default_factory=TlsTable)


_FILE = Question(
    "dbmover.file",
    "Existing DBMOVER file",
    Kind.FILE,
    default="",
    default_from="no file, so a new one is started",
    optional=True,
    help="A copy of the machine's DBMOVER file. What is in it stays byte for byte; only our "
    "statements are added. Take the file that is in use: PWX_CONFIG names it for each process. "
    "Without PWX_CONFIG, 64-bit programs on Windows read the installation folder's file and 32-bit "
    "ones that of bin32, so a machine with both has two. Leave it empty to start a new file.",
    source="PowerExchange Installation Guide 10.5.8, environment variables",
)
_PLACES = {
    "zos": ("Data set and member", "such as PWX.RUNLIB(DBMOVER)"),
    "ibmi": ("Library, file and member", "such as DATALIB/CFG(DBMOVER)"),
    "windows": ("Path on the machine", r"such as C:\Informatica\PowerExchange\dbmover.cfg"),
}


def _place(machine: Machine) -> Question:
    """Return the question where the machine keeps its DBMOVER file."""
    label, example = _PLACES.get(
        machine.platform, ("Path on the machine", "such as /opt/informatica/pwx/dbmover.cfg")
    )

    def problem(answer: Answer) -> str:
        found = dbmover.check_target(str(answer), machine.platform) if answer else ()
        return next(
            (one.message for one in found if one.severity is Severity.ERROR),
            "",
        )

    return Question(
        "dbmover.place",
        label,
        default="",
        default_from="the hand-over describes the place",
        optional=True,
        help=f"Where whoever installs the file must put it, {example}. It goes into the manifest. "
        "Print PWX_CONFIG where each process is started: it names the file that is read, and a "
        "machine with 32-bit and 64-bit PowerExchange may read two.",
        source="PowerExchange Installation Guide 10.5.8, environment variables",
        check=problem,
    )


_TARGET = Question(
    "dbmover.target",
    "Write to",
    Kind.FILE,
    default="",
    default_from="the project's artifacts folder, to be handed over",
    optional=True,
    help="A path on this machine to write the merged file to, instead of an artifact.",
)
_APP_ID = Question(
    "dbmover.app_id",
    "Application ID",
    help="The application of Digital Certificate Manager to which the certificate is assigned. How "
    "DBMOVER names it must be looked up in your release's manual.",
    source="assumed; not read in a manual",
)
_REQUIRE_CLIENT = Question(
    "tls.require_client_certificate",
    "Demand a client certificate",
    Kind.YES_NO,
    default=True,
    default_from="both ends are authenticated",
    help="The listener asks every client for a certificate and validates it (SSL_REQ_CLNT_CERT). The "
    "CA of the clients must then be in this machine's CA list.",
    source="PowerExchange Reference Manual, SSL configuration steps",
)
_REQUIRE_SERVER = Question(
    "tls.require_server_certificate",
    "Check the server's certificate",
    Kind.YES_NO,
    default=True,
    default_from="both ends are authenticated",
    help="This client validates the certificates of the servers it calls (SSL_REQ_SRVR_CERT). Without "
    "it a stranger could stand in for a server unnoticed. The vendor's usual set-up leaves it off.",
    source="PowerExchange Reference Manual, SSL configuration steps",
)
_SELF_SIGNED = Question(
    "tls.allow_self_signed",
    "Accept self-signed certificates",
    Kind.YES_NO,
    default=False,
    default_from="every certificate of the project has a CA",
    help="Accept a server whose certificate no CA has signed.",
    source="PowerExchange Reference Manual, SSL configuration steps",
)
_FOLDERS = {
    "windows": r"C:\Informatica\PowerExchange\ssl",
    "linux": "/opt/informatica/powerexchange/ssl",
    "unix": "/opt/informatica/powerexchange/ssl",
}


def dbmover_questions(
    project: Project, machine: Machine, answers: DbmoverAnswers
) -> tuple[Question, ...]:
    """Return the questions that matter for the machine's platform and role."""
    questions = [_FILE, _place(machine)]
    if machine.is_client:
        questions += _pem_questions(machine, answers)
    if machine.platform == "ibmi":
        questions.append(_APP_ID)
    if machine.secure_listeners and machine.platform != "zos":
        questions.append(_REQUIRE_CLIENT)
    if project.connections_from(machine.name):
        questions += [_REQUIRE_SERVER, _SELF_SIGNED]
    if machine.is_client:
        questions.append(_ciphers(project))
    questions.append(_TARGET)
    return tuple(questions)


def _ciphers(project: Project) -> Question:
    def problem(answer: Answer) -> str:
        catalogue = dbmover.Catalogue.load(project.catalogue.get("dbmover", {}))
        if not dbmover.cipher_list(str(answer), catalogue).empty:
            return ""
        return "No suite of this list is known; write names such as ECDHE-RSA-AES256-GCM-SHA384."

    return Question(
        "tls.cipher_list",
        "Cipher suites",
        default="",
        default_from="those of the OpenSSL that PowerExchange uses",
        optional=True,
        options=tuple(
            Option(suite.openssl, suite.openssl, suite_consequence(suite))
            for suite in offered("rsa", ("TLSv1.2",))
        ),
        separator=":",
        help="OpenSSL names with colons between them; empty leaves SSL_CIPHER_LIST alone. The list "
        "decides up to TLS 1.2; the suites of TLS 1.3 stay as they are.",
        source="assumed; not read in a manual",
        check=problem,
    )


def folder_of(machine: Machine, table: DbmoverTable) -> str:
    """Return where the PEM files stand on the machine: as answered, or the platform's example."""
    return table.folder or _FOLDERS.get(machine.platform, "")


def encrypted_source(machine: Machine, answered: str) -> str:
    """Return where the encrypted passphrase comes from: as answered, or a prompt of its own."""
    return answered or f"prompt:encrypted passphrase of {machine.name}"


def _pem_questions(machine: Machine, answers: DbmoverAnswers) -> list[Question]:
    questions = [
        Question(
            "dbmover.folder",
            "Folder of the PEM files",
            Kind.FOLDER,
            default=_FOLDERS.get(machine.platform, ""),
            default_from="an example; name the folder on that machine",
            help="Where personal.pem and ca-list.pem will stand on the machine; the SSL statement names "
            "them there.",
        ),
        Question(
            "dbmover.passphrase",
            "Passphrase in the SSL statement",
            Kind.CHOICE,
            default="by-hand",
            default_from="the tool never needs to know it",
            options=(
                Option(
                    "encrypted",
                    "Encrypted form (preferred)",
                    "Made by the PowerExchange Navigator and given to this tool; nobody can read it "
                    "in the file or the log.",
                ),
                Option(
                    "by-hand",
                    "Fill in by hand",
                    "A placeholder marks where it belongs; one that is there already stays.",
                ),
                Option(
                    "clear",
                    "In clear",
                    "Readable in the file, and in the Listener's log at every start.",
                ),
            ),
            help="PowerExchange opens the private key with it. The Listener writes its DBMOVER statements "
            "to the log, so a clear passphrase ends up there.",
            source="PowerExchange Reference Manual 10.5.4, message logs",
        ),
    ]
    if answers.dbmover.passphrase == "encrypted":  # noqa: S105 - how it is written
        questions.append(
            Question(
                "dbmover.encrypted_passphrase",
                "Encrypted passphrase comes from",
                Kind.SECRET_SOURCE,
                default=encrypted_source(machine, ""),
                default_from="asked for when it is needed",
                help="The encrypted form of the passphrase: prompt, env:NAME, file:PATH or fd:NUMBER.",
            )
        )
    return questions
