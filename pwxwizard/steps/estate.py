"""The estate: which machines, listeners and connections there are."""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace

from pwxwizard import attls, ibmi, pki
from pwxwizard.finding import Finding, Where
from pwxwizard.plan import Draft
from pwxwizard.project import (
    CLIENT_PLATFORMS,
    PLATFORMS,
    SECURITY_MANAGERS,
    Connection,
    Edit,
    Machine,
    Project,
    dotted,
)
from pwxwizard.question import Answer, Kind, Option, Question
from pwxwizard.steps.base import Addition, Step, Subject
from pwxwizard.steps.certificates import sentence
from pwxwizard.steps.rules import RULES
from pwxwizard.world import World

_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,31}")
_JOB = re.compile(r"[A-Z@#$][A-Z0-9@#$]{0,7}|[A-Z@#$][A-Z0-9@#$]{0,6}\*")

_NAME_HELP = "Start with a letter; up to 32 letters, digits, hyphens and underscores."
_JOB_HELP = "Up to 8 of A-Z, 0-9, @, # and $; a trailing * stands for any rest."


def _hosts(answer: Answer) -> str:
    hosts = answer if isinstance(answer, tuple) else (str(answer),)
    return sentence(pki.check_hosts(hosts))


def _named(answer: Answer) -> str:
    return "" if _NAME.fullmatch(str(answer)) else _NAME_HELP


def _job(answer: Answer) -> str:
    jobs = answer if isinstance(answer, tuple) else (str(answer),)
    return "" if all(_JOB.fullmatch(job) for job in jobs) else _JOB_HELP


_MACHINE_NAME = Question(
    "name",
    "Name",
    help="A short name for the machine, used in this project and in the names of its files.",
    check=_named,
)
_PLATFORM = Question(
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
_HOSTS = Question(
    "hosts",
    "Host names and addresses",
    Kind.NAMES,
    help="Every DNS name and address by which clients call the machine. All go into its certificate; "
    "the first one goes into NODE statements.",
    check=_hosts,
)
_LISTENER_NAME = Question(
    "name",
    "Node name",
    help="The name in the LISTENER statement.",
    check=_named,
)
_PORT = Question(
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
    check=lambda answer: ibmi.problem("user", str(answer)) if answer else "",
)


@dataclass(frozen=True, slots=True)
class EstateAnswers:
    """The estate's answers are the project's own typed data."""


class EstateStep(Step[EstateAnswers]):
    """Machines, listeners and connections: what everything else is made for."""

    key = "estate"
    title = "Estate"
    writes = False
    answers_type = EstateAnswers

    def subjects(self, project: Project) -> tuple[Subject, ...]:
        """Return every machine with its listeners, then every connection.

        What is entered twice is told apart by a number, until the error about it is corrected.
        """
        found: list[Subject] = []
        for machine in project.machine.values():
            platform = PLATFORMS.get(machine.platform, machine.platform)
            found.append(Subject(machine.name, ("machine", machine.name), note=platform))
            for listener in machine.listener.values():
                name = f"{machine.name}.{listener.name}"
                table = ("machine", machine.name, "listener", listener.name)
                note = f"{listener.port}, {'secure' if listener.secure else 'plain'}"
                found.append(Subject(name, table, note=note))
        for index, connection in enumerate(project.connection):
            found.append(Subject(connection.name, ("connection", index), note="connection"))
        return tuple(_told_apart(found))

    def title_of(self, subject: Subject) -> str:
        """Return what kind of thing the subject is, with its name and what is known of it."""
        if subject.table[0] == "connection":
            return f"Connection {subject.name}"
        if len(subject.table) == 4:
            return f"Listener {subject.name}, port {subject.note}"
        return f"Machine {subject.name}, {subject.note}"

    def questions(self, project: Project, subject: Subject) -> tuple[Question, ...]:
        """Return the questions of a machine, a listener or a connection."""
        if subject.table[0] == "connection":
            return self._connection_questions(project)
        machine = project.machine.get(str(subject.table[1]), Machine(""))
        if len(subject.table) == 4:
            return _listener_questions(machine)
        return _machine_questions(machine)

    def __init__(self) -> None:
        """Know no project yet."""
        self._asked: tuple[Project | None, tuple[Question, ...]] = None, ()
        self._taken: tuple[Project | None, _Taken] = None, _Taken()

    def _connection_questions(self, project: Project) -> tuple[Question, ...]:
        """Return the questions of any connection; each lists the estate, so they are kept."""
        known, questions = self._asked
        if known is not project:
            questions = self._new_connection_questions(project)
            self._asked = project, questions
        return questions

    def _new_connection_questions(self, project: Project) -> tuple[Question, ...]:
        # What is offered first calls nobody but others.
        calling = sorted(
            (machine for machine in project.machine.values() if machine.is_client),
            key=lambda machine: bool(machine.secure_listeners),
        )
        clients = tuple(Option(machine.name, machine.name) for machine in calling)
        listeners = tuple(
            Option(f"{machine.name}.{listener.name}", f"{machine.name}.{listener.name}")
            for machine in project.machine.values()
            for listener in machine.secure_listeners
        )
        return (
            Question(
                "client",
                "Client machine",
                Kind.CHOICE,
                options=clients,
                help="The machine that opens the connection. Only Linux, UNIX and Windows can.",
                source="PowerExchange Reference Manual 10.5, SSL architecture",
            ),
            Question(
                "listener",
                "Secure listener",
                Kind.CHOICE,
                options=listeners,
                help="The listener that is called, as MACHINE.LISTENER.",
            ),
            Question(
                "node",
                "Name of the NODE statement",
                default="",
                default_from="the listener's name",
                optional=True,
                help="The client calls the listener by this name. It is added beside the nodes that "
                "are there: other files may refer to those.",
                check=lambda answer: _named(answer) if answer else "",
            ),
        )

    def validate(self, project: Project, subject: Subject) -> tuple[Finding, ...]:
        """Return what does not fit together in the estate, told where it is corrected."""
        where = Where(item=self.item(subject), key=dotted(subject.table))
        if subject.table[0] == "connection":
            index = int(subject.table[1])
            taken = self._taken_in(project)
            return tuple(_connection_findings(project, taken, index, where))
        machine = project.machine[str(subject.table[1])]
        if len(subject.table) == 4:
            return tuple(_listener_findings(machine, str(subject.table[3]), where))
        return tuple(_machine_findings(project, self._taken_in(project), machine, where))

    def _taken_in(self, project: Project) -> "_Taken":
        """Return what names of a project are taken, gathered once, because it lists the estate."""
        known, taken = self._taken
        if known is not project:
            taken = _Taken.of(project)
            self._taken = project, taken
        return taken

    def plan(self, project: Project, subject: Subject, world: World) -> Draft:
        """Return nothing: the estate is written in the project file itself."""
        return Draft()

    def additions(self, project: Project) -> tuple[Addition, ...]:
        """Return what may be added: machines, then listeners and connections once they can be."""
        kinds = [
            Addition(
                "machine",
                "Machine",
                "A host that runs PowerExchange: z/OS, Linux, UNIX, Windows or IBM i.",
                (_MACHINE_NAME, _PLATFORM, _HOSTS),
            )
        ]
        machines = tuple(Option(name, name) for name in project.machine)
        if machines:
            of = Question("machine", "On machine", Kind.CHOICE, options=machines)
            kinds.append(
                Addition(
                    "listener",
                    "Listener",
                    "A port of a machine on which its PowerExchange Listener is called.",
                    (of, _LISTENER_NAME, _PORT),
                )
            )
        if any(machine.secure_listeners for machine in project.machine.values()):
            kinds.append(
                Addition(
                    "connection",
                    "Connection",
                    "A machine that calls a secure port of another one.",
                    self._connection_questions(project)[:2],
                )
            )
        return tuple(kinds)

    def add(self, project: Project, key: str, answers: Mapping[str, object]) -> tuple[Edit, ...]:
        """Return the edits that add a machine, a listener or a connection.

        One that is there already is edited at its own place.
        """
        table = dict(answers)
        match key:
            case "machine":
                return (Edit(("machine", str(table.pop("name"))), table),)
            case "listener":
                path = ("machine", str(table.pop("machine")), "listener", str(table.pop("name")))
                return (Edit(path, table),)
            case _:
                new = Connection(str(table["client"]), str(table["listener"]))
                names = [*(one.name for one in project.connection), new.name]
                return (Edit(("connection", names.index(new.name)), table),)

    def remove(self, project: Project, subject: Subject) -> tuple[Edit, ...]:
        """Return the edits that remove a subject and the connections that need it."""
        edits = [Edit(subject.table, None)]
        name = ".".join(map(str, subject.table[1::2]))
        if subject.table[0] == "machine":
            for index in reversed(range(len(project.connection))):
                connection = project.connection[index]
                target = project.listener(connection.listener)
                gone = connection.listener == name or (
                    len(subject.table) == 2
                    and (
                        connection.client == name or (target is not None and target[0].name == name)
                    )
                )
                if gone:
                    edits.append(Edit(("connection", index), None))
        return tuple(edits)


def _told_apart(subjects: Iterable[Subject]) -> Iterator[Subject]:
    """Yield subjects with a number behind a name that one before has already."""
    taken: set[str] = set()
    for subject in subjects:
        name, count = subject.name, 1
        while name in taken:
            count += 1
            name = f"{subject.name} ({count})"
        taken.add(name)
        yield subject if name == subject.name else replace(subject, name=name)


def _machine_questions(machine: Machine) -> tuple[Question, ...]:
    questions = [_PLATFORM, _HOSTS]
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


def _listener_questions(machine: Machine) -> tuple[Question, ...]:
    questions = [
        _PORT,
        Question(
            "secure",
            "Secure connections",
            Kind.YES_NO,
            default=True,
            default_from="a secure port; no marks a plain one, which no rule covers",
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
                check=_job,
            ),
            Question(
                "netport_jobs",
                "Netport job names",
                Kind.NAMES,
                default=(),
                default_from="none",
                optional=True,
                help="Other jobs that accept on this port; each gets its own rule.",
                check=_job,
            ),
            Question(
                "user",
                "User ID of the listener",
                help="The key ring is opened under this user, not under TCP/IP's.",
                source="z/OS Communications Server, AT-TLS return code 202",
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


@dataclass(frozen=True, slots=True)
class _Taken:
    """Names that an estate uses, to find those that are used twice."""

    hosts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """The machines of each host."""
    connections: Mapping[str, int] = field(default_factory=dict)
    """The first connection of each name."""
    nodes: Mapping[tuple[str, str], int] = field(default_factory=dict)
    """The first connection of each client and node, in lower case."""

    @classmethod
    def of(cls, project: Project) -> "_Taken":
        hosts: dict[str, tuple[str, ...]] = {}
        for machine in project.machine.values():
            for host in machine.hosts:
                hosts[host] = (*hosts.get(host, ()), machine.name)
        connections: dict[str, int] = {}
        nodes: dict[tuple[str, str], int] = {}
        for index, connection in enumerate(project.connection):
            connections.setdefault(connection.name, index)
            nodes.setdefault((connection.client, connection.node_name.lower()), index)
        return cls(hosts, connections, nodes)


def _machine_findings(
    project: Project, taken: _Taken, machine: Machine, where: Where
) -> list[Finding]:
    found = []
    if not _NAME.fullmatch(machine.name):
        found.append(RULES["EST005"].at(where, f"The machine is called {machine.name!r}."))
    others = {
        host: name for host in machine.hosts for name in taken.hosts[host] if name != machine.name
    }
    found += [
        RULES["EST008"].at(
            replace(where, key=f"{where.key}.hosts"), f"{host} is also {others[host]}'s."
        )
        for host in machine.hosts
        if host in others
    ]
    known = project.catalogue.get("attls", {}).get("releases", attls.RELEASES)
    if machine.platform == "zos" and machine.release and machine.release not in known:
        message = f"{machine.name} runs z/OS {machine.release}; known are {', '.join(known)}."
        found.append(RULES["EST012"].at(replace(where, key=f"{where.key}.release"), message))
    return found


def _listener_findings(machine: Machine, name: str, where: Where) -> list[Finding]:
    found = []
    listener = machine.listener[name]
    if not _NAME.fullmatch(name):
        found.append(RULES["EST005"].at(where, f"The listener is called {name!r}."))
    same = [other for other in machine.listener.values() if other.port == listener.port]
    if listener.port and same[0].name != name:
        message = (
            f"{machine.name}'s listeners {same[0].name} and {name} both use port {listener.port}."
        )
        found.append(RULES["EST001"].at(replace(where, key=f"{where.key}.port"), message))
    return found


def _connection_findings(
    project: Project, taken: _Taken, index: int, where: Where
) -> list[Finding]:
    found = []
    connection = project.connection[index]
    client = project.machine.get(connection.client)
    at_client = replace(where, key=f"{where.key}.client")
    at_listener = replace(where, key=f"{where.key}.listener")
    if connection.client and client is None:
        found.append(RULES["EST003"].at(at_client, f"There is no machine {connection.client!r}."))
    elif client and client.platform and client.platform not in CLIENT_PLATFORMS:
        platform = PLATFORMS.get(client.platform, client.platform)
        found.append(RULES["EST004"].at(at_client, f"{client.name} is {platform}."))
    target = project.listener(connection.listener)
    if connection.listener and target is None:
        message = f"There is no listener {connection.listener!r}."
        found.append(RULES["EST002"].at(at_listener, message))
    elif target and not target[1].secure:
        found.append(RULES["EST009"].at(at_listener, f"{connection.listener} is a plain listener."))
    if target and target[0].name == connection.client:
        message = f"{connection.client} calls its own listener {target[1].name}."
        found.append(RULES["EST013"].at(at_client, message))
    if taken.connections[connection.name] < index:
        found.append(RULES["EST007"].at(where, f"{connection.name} is there already."))
    else:
        first = taken.nodes[connection.client, connection.node_name.lower()]
        if connection.listener and first < index:
            message = f"{connection.client} has another node {connection.node_name!r}."
            found.append(RULES["EST011"].at(where, message))
    return found
