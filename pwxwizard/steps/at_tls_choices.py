"""What can be chosen for AT-TLS, with what follows from it for each client of the project."""

from collections.abc import Mapping
from dataclasses import dataclass

from pwxwizard import attls, zos
from pwxwizard.project import Machine, Project
from pwxwizard.question import Answer, Kind, Option, Question

RING = "PWXRING"
DEFAULT_RELEASE = "2.5"
HIGHEST_PRIORITY = 2_000_000_000
_NAMED = 4
"""Clients that a sentence names before it only counts them."""

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
    suites: tuple[str, ...] = ()
    """Empty for those that fit the key and the protocols."""
    match_user: bool = False
    """The rules also ask for the listener's user ID."""
    priority: int = 0
    """0 to have one chosen that wins over competing rules."""
    reuse_equal_actions: bool = False


ClientCases = Mapping[attls.ClientCase, tuple[str, ...]]
"""The names of a machine's clients by what they answer when asked for a certificate."""


def client_cases(project: Project, machine: Machine) -> ClientCases:
    """Return the clients that call a machine.

    A client whose personal certificate is skipped in this project counts as one without.
    """
    clients: dict[attls.ClientCase, tuple[str, ...]] = {}
    for name in dict.fromkeys(entry.client for entry in project.connections_to(machine.name)):
        none = f"personal-certificate/{name}" in project.record.skipped
        case = attls.ClientCase.NONE if none else attls.ClientCase.VALID
        clients[case] = (*clients.get(case, ()), name)
    return clients


def handshake_role(clients: ClientCases, table: AtTlsTable) -> Question:
    """Return the question about the handshake role, with what follows for each client."""

    def after(role: str) -> str:
        return client_consequences(clients, role, table.client_auth_type)

    return Question(
        "at_tls.handshake_role",
        "Handshake role",
        Kind.CHOICE,
        default=AtTlsTable().handshake_role,
        default_from="the vendor's way to ask for a client certificate",
        options=(
            Option(
                "ServerWithClientAuth",
                "Server with client authentication",
                "The client is asked for a certificate; ClientAuthType decides the rest. "
                + after("ServerWithClientAuth"),
            ),
            Option(
                "Server", "Server", "Nobody is asked; any client may connect. " + after("Server")
            ),
        ),
        help="Decides whether the listener asks a client for its certificate.",
        source="PowerExchange Reference Manual, SSL configuration steps",
    )


def client_auth_type(clients: ClientCases) -> Question:
    """Return the question about client authentication, with what follows for each client."""

    def option(kind: str, consequence: str) -> Option:
        told = client_consequences(clients, "ServerWithClientAuth", kind)
        return Option(kind, kind, f"{consequence} {told}")

    return Question(
        "at_tls.client_auth_type",
        "Client authentication",
        Kind.CHOICE,
        default=AtTlsTable().client_auth_type,
        default_from="z/OS's own default",
        options=(
            option("Required", "Every client must send a certificate of a trusted CA."),
            option("Full", "A client may send none; one that comes is validated."),
            option("SAFCheck", "As Required, and the certificate must belong to a user ID."),
            option("PassThru", "Nobody validates what the client sends."),
        ),
        help="Decides what happens with the client's certificate.",
        source="PowerExchange Reference Manual, SSL configuration steps",
    )


def client_consequences(clients: ClientCases, role: str, kind: str) -> str:
    """Return what a role and a ClientAuthType mean for every client, by name."""
    sentences = []
    for case, names in clients.items():
        found = attls.consequence(role, kind, case)
        sentence = f"{_listed(names)}: {_lower(found.sentence)}"
        unmapped = attls.consequence(role, kind, attls.ClientCase.UNMAPPED)
        if case is attls.ClientCase.VALID and found.accepted != unmapped.accepted:
            sentence = f"{_listed(names)}: accepted once mapped to a user ID, refused until then."
        sentences.append(sentence)
    if attls.ClientCase.NONE not in clients:
        found = attls.consequence(role, kind, attls.ClientCase.NONE)
        sentences.append(f"A client without a certificate: {_lower(found.sentence)}")
    return " ".join(sentences)


def _listed(names: tuple[str, ...]) -> str:
    more = len(names) - _NAMED
    return ", ".join(names[:_NAMED]) + (f" and {more} more" if more > 0 else "")


def _lower(sentence: str) -> str:
    return sentence[:1].lower() + sentence[1:]


def protocol_versions(machine: Machine) -> Question:
    """Return the question about protocol versions, as far as the machine's release knows them."""
    return Question(
        "at_tls.protocols",
        "Protocol versions",
        Kind.CHOICE,
        default=protocols(machine, ""),
        default_from=f"what z/OS {machine.release or DEFAULT_RELEASE} can do safely",
        options=_protocol_options(machine),
        help="TLS 1.0 and 1.1 are switched off, because z/OS has them on by default and 1.2 "
        "off. TLS 1.3 needs z/OS 2.4.",
        source="z/OS Communications Server, TTLSEnvironmentAdvancedParms",
    )


def cipher_suites(key: str, versions: tuple[str, ...]) -> Question:
    """Return the question about cipher suites, with those that fit as the default."""
    kind = key_name(key)
    return Question(
        "at_tls.suites",
        "Cipher suites",
        Kind.NAMES,
        default=fitting_suites(key, versions),
        default_from=f"those for an {kind} key with forward secrecy, by the protocol versions",
        options=tuple(
            Option(suite.name, suite.name, suite_consequence(suite))
            for suite in offered(key, versions)
        ),
        separator=",",
        help="System SSL's names, the preferred first. Without a list z/OS would use its own, weak "
        "suites among them. Each protocol version and the kind of key need one that fits; what is "
        "weak or does not fit is told by the check.",
        source="z/OS Communications Server, TTLSCipherParms",
        check=_suites_problem,
    )


def offered(key: str, versions: tuple[str, ...]) -> tuple[attls.Suite, ...]:
    """Return the suites worth choosing for protocol versions, first those that fit the kind of key.

    Those of DHE are left out: ECDHE does the same, and no group of too few bits can spoil it.
    """
    worth = [
        suite
        for suite in attls.SUITES
        if suite.recommended
        and {*suite.protocols} & {*versions}
        and not suite.key_exchange.startswith("DHE_")
    ]
    usual = fitting_suites(key, versions)
    worth.sort(key=lambda suite: usual.index(suite.name) if suite.name in usual else len(usual))
    return tuple(worth)


def suite_consequence(suite: attls.Suite) -> str:
    """Return which certificates and protocol versions a suite is for, as a sentence."""
    version = suite.protocols[-1].replace("TLSv", "TLS ")
    if not suite.certificate_key:
        return f"{version}, with any key."
    return (
        f"{version}, for a server whose certificate has an {key_name(suite.certificate_key)} key."
    )


def key_name(key: str) -> str:
    """Return a kind of key, such as `rsa-2048` or `ec`, as cipher suites call it."""
    return "RSA" if key.startswith("rsa") else "ECDSA"


def more(table: AtTlsTable) -> tuple[Question, ...]:
    """Return the questions whose defaults suit nearly everybody."""
    questions = [
        Question(
            "at_tls.match_user",
            "Rules ask for the user ID too",
            Kind.YES_NO,
            default=False,
            default_from="port and job name tell the listener well enough",
            help="A rule then only holds for the listener's user ID. Under another user the "
            "connection runs in clear text, silently.",
            source="z/OS Communications Server, TTLSRule, Userid",
        ),
        Question(
            "at_tls.priority",
            "Priority of the rules",
            Kind.NUMBER,
            default=0,
            default_from="chosen so that the rules win over competing ones",
            help="Of the rules that match a connection, the one of the highest priority wins. The "
            "preview says which rules compete and why a priority was chosen.",
            source="z/OS Communications Server, TTLSRule, Priority",
            check=lambda answer: (
                ""
                if isinstance(answer, int) and 0 <= answer <= HIGHEST_PRIORITY
                else f"A priority is 1 to {HIGHEST_PRIORITY}; 0 has one chosen."
            ),
        ),
    ]
    if table.policy:
        questions.append(
            Question(
                "at_tls.reuse_equal_actions",
                "Use equal actions of the policy",
                Kind.YES_NO,
                default=False,
                default_from="our statements stay independent of others' changes",
                help="Actions and parameters that the policy has already, with the same content, are "
                "referred to instead of written again. Whoever changes them later changes the "
                "listeners' rules too.",
            )
        )
    return tuple(questions)


def _suites_problem(answer: Answer) -> str:
    names = answer if isinstance(answer, tuple) else (str(answer),)
    unknown = [name for name in names if attls.SUITES.find(name) is None]
    if not unknown:
        return ""
    return f"System SSL has no suite {', '.join(unknown)}; write names such as {_RSA_SUITES[0]}."


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


def protocols(machine: Machine, answered: str) -> str:
    """Return the protocol versions that were answered, or those the release can do safely."""
    return answered or _protocol_options(machine)[0].value


def key_ring(machine: Machine, answered: str) -> str:
    """Return the key ring that was answered, or the usual one of the listener's user."""
    if answered:
        return answered
    users = [listener.user for listener in machine.secure_listeners if listener.user]
    return f"{users[0]}/{RING}" if users else RING


def key_ring_problem(answer: Answer) -> str:
    """Return how to correct OWNER/RING or RING; empty for a good one."""
    owner, slash, ring = str(answer).rpartition("/")
    tables = zos.catalogue()
    problem = zos.problem("ring", ring, tables)
    if not problem and slash:
        problem = zos.problem("user", owner, tables)
    return f"A key ring is written as OWNER/RING. {problem}" if problem else ""


def fitting_suites(key: str, versions: tuple[str, ...]) -> tuple[str, ...]:
    """Return the suites with forward secrecy for a kind of key and protocol versions."""
    suites: tuple[str, ...] = ()
    if "TLSv1.3" in versions:
        suites += _TLS13_SUITES
    if "TLSv1.2" in versions:
        suites += _RSA_SUITES if key.startswith("rsa") else _ECDSA_SUITES
    return suites
