"""DBMOVER: secure LISTENER, NODE and SSL statements merged into each machine's own file."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, replace

from pwxwizard import dbmover, layout
from pwxwizard.errors import RefusedError
from pwxwizard.finding import Finding, Severity, Where
from pwxwizard.plan import Artifact, Draft, Form, Pending, SecretNeed
from pwxwizard.project import PLATFORMS, Machine, Project, dotted
from pwxwizard.question import Question
from pwxwizard.steps.base import ANSWER, Step, Subject
from pwxwizard.steps.certificates import machine_passphrase, machine_purpose
from pwxwizard.steps.dbmover_questions import (
    DbmoverAnswers,
    DbmoverTable,
    dbmover_questions,
    encrypted_source,
    folder_of,
)
from pwxwizard.steps.rules import RULES, no_file
from pwxwizard.world import Found, Reader, World

Passphrase = dbmover.EncryptedPassphrase | dbmover.ClearPassphrase | dbmover.PassphraseByHand


class DbmoverStep(Step[DbmoverAnswers]):
    """The DBMOVER file of each machine, with what secure connections need added to it."""

    key = "dbmover"
    title = "DBMOVER"
    needs = ("estate", "personal-certificate")
    answers_type = DbmoverAnswers

    def subjects(self, project: Project) -> tuple[Subject, ...]:
        """Return every machine."""
        return tuple(
            Subject(name, ("machine", name), note=PLATFORMS.get(machine.platform, "?"))
            for name, machine in project.machine.items()
        )

    def questions(self, project: Project, subject: Subject) -> tuple[Question, ...]:
        """Return the questions that matter for the machine's platform and role."""
        machine = project.machine[subject.name]
        return dbmover_questions(project, machine, self.answers(project, subject))

    def validate(self, project: Project, subject: Subject) -> tuple[Finding, ...]:
        """Return what the answers leave open: about authentication, and about the file itself."""
        machine = project.machine[subject.name]
        tls = self.answers(project, subject).tls
        key = f"{dotted(subject.table)}.tls"
        found = list(self._left_open(project, subject))
        if (
            machine.secure_listeners
            and machine.platform != "zos"
            and not tls.require_client_certificate
        ):
            where = Where(item=self.item(subject), key=f"{key}.require_client_certificate")
            message = f"{machine.name} asks no client for a certificate."
            found.append(RULES["TLS001"].at(where, message))
        if project.connections_from(machine.name) and not tls.require_server_certificate:
            where = Where(item=self.item(subject), key=f"{key}.require_server_certificate")
            message = f"{machine.name} checks no server's certificate."
            found.append(RULES["TLS002"].at(where, message))
        place = self.answers(project, subject).dbmover.place
        if place:
            where = Where(item=self.item(subject), key=f"{dotted(subject.table)}.dbmover.place")
            found += [
                replace(finding, where=where)
                for finding in dbmover.check_target(place, machine.platform)
                if finding.severity is not Severity.ERROR
            ]
        return tuple(found)

    def _left_open(self, project: Project, subject: Subject) -> Iterator[Finding]:
        machine = project.machine[subject.name]
        table = self.answers(project, subject).dbmover
        key = f"{dotted(subject.table)}.dbmover"
        if not table.file:
            message = (
                f"{machine.name}: no present DBMOVER was named, so a whole new one is written."
            )
            yield RULES["FIL003"].at(Where(item=self.item(subject), key=f"{key}.file"), message)
        if machine.is_client and not table.folder:
            message = f"{machine.name}: the folder of the PEM files is still the example."
            yield RULES["ANS003"].at(Where(item=self.item(subject), key=f"{key}.folder"), message)

    def inputs(self, project: Project, subject: Subject, reader: Reader) -> Mapping[str, object]:
        """Return answers, listeners, called listeners and the file that is there, by name."""
        machine = project.machine[subject.name]
        answers = self.answers(project, subject)
        found: dict[str, object] = {
            **{f"{ANSWER}{key}": value for key, value in asdict(answers.dbmover).items()},
            **{f"{ANSWER}{key}": value for key, value in asdict(answers.tls).items()},
        }
        found["platform"] = machine.platform
        found["listeners"] = [asdict(listener) for listener in machine.secure_listeners]
        found["connections"] = [asdict(node) for node in _nodes(project, machine)]
        found["catalogue"] = project.catalogue.get("dbmover", {})
        if answers.dbmover.file:
            found[answers.dbmover.file] = _source_digest(
                reader.look(answers.dbmover.file), answers.dbmover
            )
        return found

    def repeats(self, project: Project, subject: Subject) -> tuple[str, ...]:
        """Return the listeners that the machine calls, and their machines: NODE repeats both."""
        called = [one.listener for one in project.connections_from(subject.name)]
        return tuple(dict.fromkeys((*called, *(name.rpartition(".")[0] for name in called))))

    def plan(self, project: Project, subject: Subject, world: World) -> Draft:
        """Plan the file that is there with our statements merged into it."""
        machine = project.machine[subject.name]
        table = self.answers(project, subject).dbmover
        item = self.item(subject)
        where = Where(item=item, key=f"{dotted(subject.table)}.dbmover.file")
        source, problems = _source(table, world.reader, where)
        if problems:
            return Draft(findings=problems)
        catalogue = dbmover.Catalogue.load(project.catalogue.get("dbmover", {}))
        path = layout.dbmover(project, machine)
        need = _secret(project, machine, table)
        stand_in = _passphrase(table, "0") if need else dbmover.PassphraseByHand()
        settings = self._settings(project, subject, stand_in)
        edited = dbmover.secure(source, settings, machine.platform, catalogue)
        findings = tuple(finding.about(file=path, item=item) for finding in edited.findings)
        if any(finding.severity is Severity.ERROR for finding in findings):
            return Draft(findings=findings)
        findings += tuple(
            finding.about(item=item)
            for finding in dbmover.check(edited.data, machine.platform, catalogue, file=path)
        )
        present = world.reader.look(path)
        content: bytes | Pending = edited.data
        if need:
            masked = dbmover.mask(edited.data, catalogue)
            written = project.record.file.get(path)
            untouched = written is not None and written.sha256 == present.digest
            if untouched and self.settled(project, subject, world.reader):
                content, need = present.data, None
            else:
                content = Pending(("Complete but for the passphrase.",), masked)
        holds_secret = isinstance(content, Pending) or _secret(project, machine, table)
        artifact = Artifact(
            path,
            content,
            Form.DBMOVER,
            item,
            "The machine's DBMOVER file with the statements for secure connections.",
            0o600 if holds_secret else 0o644,
            table.place or _INSTALL.get(machine.platform, "the file that PWX_CONFIG names"),
            table.file,
            source or b"",
        )
        news = edited.changes
        if present.state == "file" and path != table.file:
            news = dbmover.secure(present.data, settings, machine.platform, catalogue).changes
        notes = tuple(f"{machine.name}, {text}." for text in _news(news, catalogue))
        passphrase = f"{dotted(subject.table)}.dbmover.passphrase"
        told = tuple(
            finding.about(key=passphrase) if finding.code == "DBM028" else finding
            for finding in dict.fromkeys(findings)
        )
        return Draft((artifact,), (need,) if need else (), told, notes)

    def make(self, project: Project, subject: Subject, world: World) -> Mapping[str, bytes]:
        """Write the passphrase into the SSL statement, fetched where the answers say.

        Raises:
            RefusedError: the passphrase cannot be had, or the statement cannot carry it.
        """
        machine = project.machine[subject.name]
        table = self.answers(project, subject).dbmover
        need = _secret(project, machine, table)
        if need is None:
            return {}
        secret = world.secrets.secret(need.source, need.purpose)
        source, _ = _source(table, world.reader, Where())
        catalogue = dbmover.Catalogue.load(project.catalogue.get("dbmover", {}))
        settings = self._settings(project, subject, _passphrase(table, secret))
        edited = dbmover.secure(source, settings, machine.platform, catalogue)
        # what the preview showed is written or nothing is: never a placeholder in its place
        wrong = next((one for one in edited.findings if one.severity is Severity.ERROR), None)
        if wrong is not None:
            raise RefusedError(
                f"The {need.purpose} cannot be written into DBMOVER of {machine.name}.",
                fix=f"{wrong.why} {wrong.fix}",
                where=layout.dbmover(project, machine),
            )
        return {layout.dbmover(project, machine): edited.data}

    def _settings(
        self, project: Project, subject: Subject, passphrase: Passphrase
    ) -> dbmover.TlsSettings:
        machine = project.machine[subject.name]
        answers = self.answers(project, subject)
        ssl: dbmover.SslSettings | None = None
        if machine.is_client:
            ssl = dbmover.SslSettings(
                personal=_on_machine(machine, answers.dbmover, "personal.pem"),
                ca_list=_on_machine(machine, answers.dbmover, "ca-list.pem"),
                passphrase=passphrase,
            )
        elif machine.platform == "ibmi" and answers.dbmover.app_id:
            ssl = dbmover.SslSettings(app_id=answers.dbmover.app_id)
        calls = bool(project.connections_from(machine.name))
        listens = bool(machine.secure_listeners) and machine.platform != "zos"
        tls = answers.tls
        return dbmover.TlsSettings(
            listeners=tuple(
                dbmover.SecureListener(listener.name, listener.port)
                for listener in machine.secure_listeners
            ),
            nodes=_nodes(project, machine),
            ssl=ssl,
            require_client_certificate=tls.require_client_certificate if listens else None,
            require_server_certificate=tls.require_server_certificate if calls else None,
            allow_self_signed=tls.allow_self_signed if calls else None,
            cipher_list=tls.cipher_list or None,
        )


_INSTALL = {
    "zos": "member DBMOVER of hlq.RUNLIB; transfer as text",
    "ibmi": "member DBMOVER of file CFG in the data library; transfer as text",
}


def _news(changes: Sequence[dbmover.Change], catalogue: dbmover.Catalogue) -> Iterator[str]:
    """Yield what changes in each statement, then those that come and those that go."""
    for change in changes:
        if change.before and change.after:
            yield f"{change.what}: {change.turns(catalogue) or change.why.rstrip('.')}"
    for word, some in (
        ("new", [change for change in changes if not change.before]),
        ("gone", [change for change in changes if not change.after]),
    ):
        if some:
            yield f"{word}: {', '.join(change.short for change in some)}"


def _passphrase(table: DbmoverTable, value: str) -> Passphrase:
    """Return a passphrase in the form in which the SSL statement is to have it."""
    clear = table.passphrase == "clear"  # noqa: S105 - how it is written
    return dbmover.ClearPassphrase(value) if clear else dbmover.EncryptedPassphrase(value)


def _secret(project: Project, machine: Machine, table: DbmoverTable) -> SecretNeed | None:
    """Return the secret that writing the SSL statement takes, if it takes one."""
    if not machine.is_client or table.passphrase not in {"encrypted", "clear"}:
        return None
    if table.passphrase == "encrypted":  # noqa: S105 - how it is written
        source = encrypted_source(machine, table.encrypted_passphrase)
        purpose = f"encrypted passphrase of {machine.name}'s key"
        return SecretNeed(source, purpose, new=False, written=f"DBMOVER of {machine.name}")
    source = machine_passphrase(project, machine.name)
    written = f"DBMOVER of {machine.name}, readable"
    return SecretNeed(source, machine_purpose(project, machine.name), new=False, written=written)


def _nodes(project: Project, machine: Machine) -> tuple[dbmover.SecureNode, ...]:
    found = []
    for connection in project.connections_from(machine.name):
        target = project.listener(connection.listener)
        if target and target[0].hosts:
            server, listener = target
            found.append(
                dbmover.SecureNode(
                    connection.node_name, server.hosts[0], listener.port, server.platform
                )
            )
    return tuple(found)


def _on_machine(machine: Machine, table: DbmoverTable, name: str) -> str:
    folder = folder_of(machine, table)
    separator = "\\" if machine.platform == "windows" else "/"
    return f"{folder.rstrip(separator)}{separator}{name}"


def _source(
    table: DbmoverTable, reader: Reader, where: Where
) -> tuple[bytes | None, tuple[Finding, ...]]:
    """Return the file that is there, or `None` for a new one, or why it cannot be read."""
    if not table.file:
        return None, ()
    found = reader.look(table.file)
    if found.state != "file":
        return None, (no_file(where, table.file, found),)
    return found.data, ()


def _source_digest(found: Found, table: DbmoverTable) -> str:
    """Return the digest of the file as it was without our statements, where they are in it."""
    if found.state == "file" and table.target == table.file:
        return Found("file", dbmover.undo(found.data)).digest
    return found.digest
