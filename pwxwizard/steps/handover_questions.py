"""What is asked for the hand-over: who does the work, and what their commands depend on."""

from collections.abc import Callable
from datetime import date

from pwxwizard import handover, ibmi, zos
from pwxwizard.project import Machine, Project
from pwxwizard.question import Answer, Kind, Option, Question

_LONGEST = 120
_RACDCERT = "z/OS Security Server RACF Command Language Reference, RACDCERT"


def _line(answer: Answer) -> str:
    text = str(answer)
    good = len(text) <= _LONGEST and (text.isprintable() or not text)
    return "" if good else f"Write one line of up to {_LONGEST} characters."


def _contact(key: str, label: str, default_from: str, told: str) -> Question:
    return Question(
        key,
        label,
        default="",
        default_from=default_from,
        optional=True,
        help=told,
        check=_line,
    )


CONTACTS = (
    _contact(
        "by",
        "By when",
        "a day is to be agreed on",
        "The day or change window by which the others have to be done, as the cover of each packet "
        "says it.",
    ),
    _contact(
        "contact",
        "Questions to",
        "whoever sent the packet",
        "Name and address of whoever answers questions about the packets.",
    ),
    *(
        _contact(
            role,
            f"{label} is done by",
            f"the {handover.ROLE_NAMES[role]}",
            "Name of the person or team; the cover of the packet is addressed to it.",
        )
        for role, label in (
            ("security", "Security on z/OS"),
            ("network", "AT-TLS on z/OS"),
            ("powerexchange", "PowerExchange"),
            ("ibmi", "IBM i"),
        )
    ),
)
"""About all packets."""


def library(project: Project) -> Question:
    """Return the question about the library of an IBM i machine."""
    overrides = project.catalogue.get("ibmi", {})
    return Question(
        "dbmover.library",
        "Data library",
        default="",
        default_from="DATALIB, to be replaced by whoever carries it out",
        optional=True,
        help="The data library of PowerExchange, whose file CFG has the member DBMOVER.",
        source="remembered: member DBMOVER of file CFG in the data library",
        upper=True,
        check=lambda answer: ibmi.problem("library", str(answer), overrides) if answer else "",
    )


def ring_questions(project: Project, machine: Machine) -> tuple[Question, ...]:
    """Return what the commands of a z/OS machine's security manager depend on besides."""
    seen = handover.MachineView(project, machine, None, ())
    setup = handover.ring_setup(seen)
    limited = _Limits(project)
    questions = [_EXISTING_RING, _ACCESS]
    if setup.source in {zos.Source.REQUEST, zos.Source.SECURITY_MANAGER}:
        questions.append(_NOT_AFTER)
    if setup.source is zos.Source.SECURITY_MANAGER:
        questions.append(
            Question(
                "personal_certificate.ca_label",
                "Label of the CA that signs",
                default="",
                default_from=f"one is made: {setup.new_signing_label}",
                optional=True,
                help="The CA certificate of the security manager (CERTAUTH) that signs the personal "
                "certificate. Empty has the commands make one.",
                source=f"{_RACDCERT} GENCERT SIGNWITH",
                check=limited.by("label"),
            )
        )
    questions.append(
        Question(
            "personal_certificate.data_set_prefix",
            "Data set names begin with",
            default="",
            default_from=f"{setup.user or 'the user ID'}.PWX",
            optional=True,
            help="The high-level qualifiers of the data sets to which files are transferred. Whoever "
            "runs the jobs must be allowed to allocate them.",
            source="z/OS DFSMS, data set names",
            upper=True,
            check=limited.prefix(machine),
        )
    )
    if machine.security_manager != "racf":
        questions += _record_questions(machine, limited)
    questions += [
        Question(
            f"at_tls.client_users.{mapping.client}",
            f"User ID for {mapping.client}",
            default="",
            default_from="nobody yet: the job has USERID in its place",
            optional=True,
            help="With SAFCheck a client is let in only if its certificate belongs to a user ID. The job "
            f"ties the certificate of {mapping.client} to this one.",
            source="z/OS Communications Server, AT-TLS ClientAuthType",
            upper=True,
            check=limited.by("user"),
        )
        for mapping in setup.mappings
    ]
    return tuple(questions)


class _Limits:
    """The checks of answers by the limits of the security managers."""

    def __init__(self, project: Project) -> None:
        self._tables = zos.catalogue(project.catalogue.get("security-managers", {}))

    def by(self, kind: str) -> Callable[[Answer], str]:
        """Return the check of an answer of a kind; an empty one is good."""
        return lambda answer: zos.problem(kind, str(answer), self._tables) if answer else ""

    def prefix(self, machine: Machine) -> Callable[[Answer], str]:
        """Return the check of what a machine's data set names begin with."""
        rest = f"{zos.short_name('M', machine.name)}.CAEXP"

        def check(answer: Answer) -> str:
            wrong = answer and zos.problem("data_set", f"{answer}.{rest}", self._tables)
            return f"With .{rest} after it: {wrong}" if wrong else ""

        return check


def _date_problem(answer: Answer) -> str:
    text = str(answer)
    try:
        good = not text or (len(text) == 10 and bool(date.fromisoformat(text)))
    except ValueError:
        good = False
    return "" if good else "Write the date as YYYY-MM-DD."


_EXISTING_RING = Question(
    "at_tls.existing_ring",
    "Ring and certificate are there",
    Kind.YES_NO,
    default=False,
    default_from="both are made by the packet's jobs",
    help="Yes adopts the key ring and the personal certificate that the machine has already: the packet "
    "then only adds the CA certificates that are missing.",
)
_ACCESS = Question(
    "personal_certificate.access",
    "Access to the ring by",
    Kind.CHOICE,
    default="rdatalib",
    default_from="the narrower way",
    options=(
        Option("rdatalib", "Class RDATALIB", "A profile for this ring only."),
        Option(
            "facility",
            "Class FACILITY",
            "IRR.DIGTCERT.LISTRING holds for all rings; a private key is then for its owner only.",
        ),
    ),
    help="How the listener's user is allowed to open the ring. Where RDATALIB is not in use, FACILITY "
    "does it.",
    source="z/OS Security Server RACF Callable Services, R_datalib",
)
_NOT_AFTER = Question(
    "personal_certificate.not_after",
    "Last day of the certificate",
    default="",
    default_from="lifetime in days, counted from the day of the CA certificate",
    optional=True,
    help="As YYYY-MM-DD. The certificate is made on the machine, so its end is part of the command.",
    source=f"{_RACDCERT} GENCERT NOTAFTER",
    check=_date_problem,
)


def _record_questions(machine: Machine, limited: _Limits) -> tuple[Question, ...]:
    """Return the questions about the IDs that ACF2 and Top Secret have besides labels."""
    made = f"made from the machine's name: {zos.short_name('P', machine.name)}"
    acf2 = machine.security_manager == "acf2"
    certificate, ring = (
        ("Suffix of the certificate's record", "Suffix of the key ring's record")
        if acf2
        else ("DIGICERT ID", "KEYRING ID")
    )
    source = "ACF2, record keys" if acf2 else "Top Secret, DIGICERT and KEYRING"
    told = (
        "The record's key is the logon ID, a period and this suffix."
        if acf2
        else "The name by which commands speak of it; upper and lower case differ."
    )
    return tuple(
        Question(
            key,
            label,
            default="",
            default_from=made,
            optional=True,
            help=f"{told} Name the one that is there when it exists already.",
            source=source,
            check=limited.by("record"),
        )
        for key, label in (
            ("personal_certificate.record_id", certificate),
            ("at_tls.ring_record_id", ring),
        )
    )
