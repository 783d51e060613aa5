"""Questions about machines and their listeners, and how names are written."""

import re

from pwxwizard import ibmi, pki
from pwxwizard.project import SECURITY_MANAGERS, Machine
from pwxwizard.question import Answer, Kind, Option, Question
from pwxwizard.steps.certificates import sentence

NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,31}")
_JOB = re.compile(r"[A-Z@#$][A-Z0-9@#$]{0,7}|[A-Z@#$][A-Z0-9@#$]{0,6}\*")

_NAME_HELP = "Start with a letter A-Z; up to 32 letters A-Z, digits, hyphens and underscores."
_JOB_HELP = "Up to 8 of A-Z, 0-9, @, # and $; a trailing * stands for any rest."


def _hosts(answer: Answer) -> str:
    """Return how to correct host names; they are written into every file as they were typed."""
    hosts = answer if isinstance(answer, tuple) else (str(answer),)
    if problem := sentence(pki.check_hosts(hosts)):
        return problem
    for host in hosts:
        if not host.isascii():
            return f"{host} is called by its ASCII form. Type it as {pki.ascii_host(host)}."
    if hosts[0].startswith("*."):
        return f"{hosts[0]} cannot be called. Name the machine itself first, for NODE statements."
    return ""


def named(answer: Answer) -> str:
    """Return how to correct a name; empty for a good one."""
    return "" if NAME.fullmatch(str(answer)) else _NAME_HELP


def _job(answer: Answer) -> str:
    jobs = answer if isinstance(answer, tuple) else (str(answer),)
    return "" if all(_JOB.fullmatch(job) for job in jobs) else _JOB_HELP


MACHINE_NAME = Question(
    "name",
    "Name",
    help="A short name for the machine, used in this project and in the names of its files.",
    check=named,
)
PLATFORM = Question(
    "platform",
    "Platform",
    Kind.CHOICE,
    options=(
        Option("zos", "z/OS", "AT-TLS secures its listeners; certificates live on a key ring."),
        Option("linux", "Linux", "PowerExchange uses OpenSSL and PEM files; server and client."),
        Option("unix", "UNIX", "PowerExchange uses OpenSSL and PEM files; server and client."),
        Option(
            "windows", "Windows", "PowerExchange uses OpenSSL and PEM files; server and client."
        ),
        Option("ibmi", "IBM i", "Certificates live in Digital Certificate Manager; server only."),
    ),
    help="The platform decides who does the TLS work, which files are needed and who may be a client.",
    source="PowerExchange Reference Manual 10.5, SSL architecture",
)
HOSTS = Question(
    "hosts",
    "Host names and addresses",
    Kind.NAMES,
    help="Every DNS name and address by which the machine is called, with commas or blanks between. All "
    "go into its certificate, the first one into NODE statements. One that only calls others: the name "
    "that it has in the network.",
    check=_hosts,
)
LISTENER_NAME = Question(
    "name",
    "Node name",
    help="The name in the LISTENER statement. Clients call the listener by the same name, unless their "
    "connection gives its NODE statement another one.",
    check=named,
)
PORT = Question(
    "port",
    "Port",
    Kind.PORT,
    help="The port that clients call. Secure connections need one of their own: a rule that covers "
    "the port of plain clients would cut them off.",
    source="PowerExchange Reference Manual 10.5, SSL architecture",
)


_PROFILE = Question(
    "user",
    "User profile of the listener",
    default="",
    default_from="to be put in by the IBM i administrator",
    optional=True,
    help="The listener reads the certificate store under this user; it gets the authorities.",
    source="IBM i 7.4, gsk_secure_soc_init",
    upper=True,
    check=lambda answer: ibmi.problem("user", str(answer)) if answer else "",
)


def machine_questions(machine: Machine) -> tuple[Question, ...]:
    """Return the questions about a machine that matter for its platform."""
    questions = [PLATFORM, HOSTS]
    if machine.platform in {"zos", "ibmi"}:
        default = "2.5" if machine.platform == "zos" else "7.4"
        questions.append(
            Question(
                "release",
                "Operating system release",
                default=default,
                default_from="an older supported release, so that nothing too new is written",
                help="Keywords and certificate forms that the release does not know are avoided.",
                check=lambda answer: (
                    "" if re.fullmatch(r"\d+\.\d+", str(answer)) else "Write it as 3.1."
                ),
            )
        )
    if machine.platform == "zos":
        questions.append(
            Question(
                "security_manager",
                "Security manager",
                Kind.CHOICE,
                default="racf",
                default_from="the most common one",
                options=tuple(Option(key, name) for key, name in SECURITY_MANAGERS.items()),
                help="It keeps the certificates and key rings; its commands are written accordingly.",
            )
        )
    return tuple(questions)


def listener_questions(machine: Machine) -> tuple[Question, ...]:
    """Return the questions about a listener that matter for its machine's platform."""
    questions = [
        PORT,
        Question(
            "secure",
            "Secure connections",
            Kind.YES_NO,
            default=True,
            default_from="a secure port; answer no for a plain one, which no rule covers",
            help="No marks a plain port that is only kept in mind, so that no rule covers it.",
        ),
    ]
    if machine.platform == "zos":
        questions += [
            Question(
                "job",
                "Job name",
                help="The job or started task that owns the port. The AT-TLS rule is found by it.",
                source="PowerExchange Reference Manual, SSL configuration steps",
                upper=True,
                check=_job,
            ),
            Question(
                "netport_jobs",
                "Netport job names",
                Kind.NAMES,
                default=(),
                default_from="none",
                optional=True,
                help="Other jobs that accept on this port, separated by commas or blanks; each gets its "
                "own rule.",
                upper=True,
                check=_job,
            ),
            Question(
                "user",
                "User ID of the listener",
                help="The key ring is opened under this user, not under TCP/IP's.",
                source="z/OS Communications Server, AT-TLS return code 202",
                upper=True,
                check=lambda answer: (
                    ""
                    if re.fullmatch(r"[A-Z@#$][A-Z0-9@#$]{0,7}", str(answer))
                    else "Up to 8 of A-Z, 0-9, @, # and $."
                ),
            ),
        ]
    if machine.platform == "ibmi":
        questions.append(_PROFILE)
    return tuple(questions)
