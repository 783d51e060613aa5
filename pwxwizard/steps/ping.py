"""PING: the command that proves each connection, and a rehearsal of its handshake before that."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar

from pwxwizard import layout, verify
from pwxwizard.finding import Finding
from pwxwizard.plan import Artifact, Draft, Form
from pwxwizard.project import PLATFORMS, Project
from pwxwizard.question import Question
from pwxwizard.steps.base import Step, Subject
from pwxwizard.world import Reader, World


@dataclass(frozen=True, slots=True)
class PingAnswers:
    """Nothing is asked: the connection says it all."""


class PingStep(Step[PingAnswers]):
    """Each connection: how to PING it, and what proves that it is secure."""

    key = "ping"
    title = "PING"
    proofs = ("rehearsal", "ping")
    stands_for: ClassVar[Mapping[str, str]] = {"probe": "rehearsal"}
    needs = ("estate", "personal-certificate", "dbmover", "at-tls")
    answers_type = PingAnswers

    def subjects(self, project: Project) -> tuple[Subject, ...]:
        """Return every connection between a machine and a listener that are there, each once."""
        first: dict[str, Subject] = {}
        for index, connection in enumerate(project.connection):
            if connection.client in project.machine and project.listener(connection.listener):
                note = f"node {connection.node_name}"
                subject = Subject(connection.name, ("connection", index), note=note)
                first.setdefault(connection.name, subject)
        return tuple(first.values())

    def title_of(self, subject: Subject) -> str:
        """Return which connection is tried."""
        return f"{self.title} of {subject.name}, {subject.note}"

    def questions(self, project: Project, subject: Subject) -> tuple[Question, ...]:
        """Return nothing: the estate's connection says it all."""
        return ()

    def validate(self, project: Project, subject: Subject) -> tuple[Finding, ...]:
        """Return nothing: the estate's step has checked the connection."""
        return ()

    def inputs(self, project: Project, subject: Subject, reader: Reader) -> Mapping[str, object]:
        """Return the files at both ends that decide how the handshake goes."""
        connection = project.connection[int(subject.table[1])]
        client = project.machine[connection.client]
        target = project.listener(connection.listener)
        found: dict[str, object] = {"node": connection.node_name, "platform": client.platform}
        machines = (client, target[0]) if target else (client,)
        for machine in machines:
            paths = [
                layout.certificate(project, machine),
                layout.ca_list(project, machine),
                layout.dbmover(project, machine),
            ]
            if machine.platform == "zos":
                paths.append(layout.policy(project, machine))
            found |= {path: reader.look(path).digest for path in paths}
        return found

    def plan(self, project: Project, subject: Subject, world: World) -> Draft:
        """Plan the sheet with the commands to run on the client."""
        connection = project.connection[int(subject.table[1])]
        client = project.machine[connection.client]
        command = verify.ping_command(client.platform, connection.node_name)
        platform = PLATFORMS.get(client.platform, client.platform)
        artifact = Artifact(
            layout.artifact(project, client, f"ping-{connection.listener}.txt"),
            verify.ping_sheet(command, client.name, platform, connection.listener).encode(),
            Form.TEXT,
            self.item(subject),
            f"How to PING {connection.listener} from {client.name}, and what the answer means.",
            install="read it on the client machine; nothing is installed",
        )
        return Draft((artifact,))
