"""The estate: which machines, listeners and connections there are."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from pwxwizard import attls, pki
from pwxwizard.finding import Finding, Where
from pwxwizard.plan import Draft
from pwxwizard.project import (
    CLIENT_PLATFORMS,
    PLATFORMS,
    Connection,
    Edit,
    Machine,
    Project,
    dotted,
)
from pwxwizard.question import Kind, Option, Question
from pwxwizard.steps.base import Addition, Step, Subject
from pwxwizard.steps.certificates import remarks
from pwxwizard.steps.estate_questions import (
    HOSTS,
    LISTENER_NAME,
    MACHINE_NAME,
    NAME,
    PLATFORM,
    PORT,
    listener_questions,
    machine_questions,
    named,
)
from pwxwizard.steps.rules import RULES
from pwxwizard.world import World


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
            connection = project.connection[int(subject.table[1])]
            return self._asked_of(project, connection)
        machine = project.machine.get(str(subject.table[1]), Machine(""))
        if len(subject.table) == 4:
            return listener_questions(machine)
        return machine_questions(machine)

    def __init__(self) -> None:
        """Know no project yet."""
        self._asked: tuple[Project | None, tuple[Question, ...]] = None, ()
        self._asked_client: dict[tuple[str, str], tuple[Question, ...]] = {}
        self._taken: tuple[Project | None, _Taken] = None, _Taken()

    def _asked_of(self, project: Project, connection: Connection) -> tuple[Question, ...]:
        """Return the questions of one connection: its client is offered the listeners of others."""
        questions = self._connection_questions(project)
        client = project.machine.get(connection.client)
        if client is None or not client.secure_listeners:
            return questions
        own = {f"{client.name}.{listener.name}" for listener in client.secure_listeners}
        # what was answered stays an answer; a finding tells of it
        kept = connection.listener if connection.listener in own else ""
        key = client.name, kept
        if key not in self._asked_client:
            who, target, node = questions
            others = (one for one in target.options if one.value == kept or one.value not in own)
            self._asked_client[key] = who, replace(target, options=tuple(others)), node
        return self._asked_client[key]

    def _connection_questions(self, project: Project) -> tuple[Question, ...]:
        """Return the questions of any connection; each lists the estate, so they are kept."""
        known, questions = self._asked
        if known is not project:
            questions = self._new_connection_questions(project)
            self._asked = project, questions
            self._asked_client = {}
        return questions

    def _new_connection_questions(self, project: Project) -> tuple[Question, ...]:
        # What is offered first calls nobody but others.
        calling = sorted(
            (machine for machine in project.machine.values() if machine.is_client),
            key=lambda machine: bool(machine.secure_listeners),
        )
        clients = tuple(Option(machine.name, machine.name) for machine in calling)
        first = calling[0].name if calling else ""
        called = sorted(
            project.machine.values(),
            key=lambda machine: (machine.is_client, machine.name == first),
        )
        listeners = tuple(
            Option(f"{machine.name}.{listener.name}", f"{machine.name}.{listener.name}")
            for machine in called
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
                check=lambda answer: named(answer) if answer else "",
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

    def additions(self, project: Project, near: Subject | None = None) -> tuple[Addition, ...]:
        """Return what may be added: machines, then listeners and connections once they can be."""
        kinds = [
            Addition(
                "machine",
                "Machine",
                "A host that runs PowerExchange: IBM i, z/OS, Linux, UNIX or Windows.",
                (MACHINE_NAME, PLATFORM, HOSTS),
            )
        ]
        machines = tuple(Option(name, name) for name in project.machine)
        if machines:
            of = Question("machine", "On machine", Kind.CHOICE, options=machines)
            if near is not None and near.table[0] == "machine":
                of = replace(of, default=str(near.table[1]), default_from="where you stand")
            else:
                of = _if_only(of, machines)
            kinds.append(
                Addition(
                    "listener",
                    "Listener",
                    "A port of a machine on which its PowerExchange Listener is called.",
                    (of, LISTENER_NAME, PORT),
                )
            )
        if any(machine.secure_listeners for machine in project.machine.values()):
            kinds.append(
                Addition(
                    "connection",
                    "Connection",
                    "A machine that calls a secure port of another one.",
                    self._new_connection(project),
                )
            )
        return tuple(kinds)

    def _new_connection(self, project: Project) -> tuple[Question, ...]:
        """Return who calls whom, answered where there is but one who can."""
        client, listener, _ = self._connection_questions(project)
        called = {one.value.rpartition(".")[0] for one in listener.options}
        others = tuple(one for one in client.options if called != {one.value})
        return _if_only(client, others), _if_only(listener, listener.options)

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

    def refused(self, project: Project, key: str, answers: Mapping[str, object]) -> str:
        """Return that a connection calls its own machine, which hardly anybody means."""
        if key != "connection":
            return ""
        target = project.listener(str(answers["listener"]))
        if target is None or target[0].name != answers["client"]:
            return ""
        return f"{target[0].name} would call its own listener; choose one of another machine."

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


def _if_only(question: Question, options: Sequence[Option]) -> Question:
    """Return a question with its only answer as the default, if there is but one."""
    if len(options) != 1:
        return question
    return replace(question, default=options[0].value, default_from="the only one")


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
    if not NAME.fullmatch(machine.name):
        found.append(RULES["EST005"].at(where, f"The machine is called {machine.name!r}."))
    at_hosts = replace(where, key=f"{where.key}.hosts")
    # The question refuses the other ones.
    ascii_hosts = tuple(host for host in machine.hosts if host.isascii())
    found += remarks(pki.check_hosts(ascii_hosts, where=at_hosts))
    others = {
        host: name for host in machine.hosts for name in taken.hosts[host] if name != machine.name
    }
    found += [
        RULES["EST008"].at(at_hosts, f"{host} is also {others[host]}'s.")
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
    if not NAME.fullmatch(name):
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
