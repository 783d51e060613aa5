"""The CA certificate: the certificate authority that signs for the project, or is trusted by it."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import ClassVar

from pwxwizard import layout, pki
from pwxwizard.finding import Finding, Where, capitalised, counted, has_errors, listed
from pwxwizard.plan import Artifact, Draft, Form, Pending
from pwxwizard.project import Edit, Project
from pwxwizard.question import Answer, Kind, Option, Question
from pwxwizard.steps import authority
from pwxwizard.steps.authority import CaAnswers
from pwxwizard.steps.base import Addition, Step, Subject
from pwxwizard.steps.ca_questions import ca_questions
from pwxwizard.steps.ca_sources import (
    make_asked,
    make_created,
    make_imported,
    plan_asked,
    plan_created,
    plan_imported,
)
from pwxwizard.steps.certificates import (
    certificates_of,
    lint,
    pem,
    subject_remarks,
    unchanged,
    untouched,
)
from pwxwizard.steps.rules import RULES
from pwxwizard.world import Overlay, Reader, World

SUBJECT = Subject("CA", ("ca",), "CA certificate")


class CaStep(Step[CaAnswers]):
    """The certificate authority that signs personal certificates, or is trusted for others."""

    key = "ca"
    title = "CA certificate"
    needs = ("estate",)
    answers_type = CaAnswers
    asked_as: ClassVar[Mapping[str, str]] = {
        "source": "source",
        "subject": "subject",
        "key": "key",
        "lifetime": "days",
        "issuing CA": "issuing",
        "CA generation": "generation",
        "overlap": "overlap",
    }

    def subjects(self, project: Project) -> tuple[Subject, ...]:
        """Return the one CA of the project."""
        return (SUBJECT,)

    def title_of(self, subject: Subject) -> str:
        """Return the CA certificate's own name."""
        return subject.title

    def questions(self, project: Project, subject: Subject) -> tuple[Question, ...]:
        """Return the questions about the CA, by the way in which it comes about."""
        return ca_questions(self.answers(project, subject))

    def validate(self, project: Project, subject: Subject) -> tuple[Finding, ...]:
        """Return what is wrong with withdrawn certificates, and what speaks against the names."""
        place = Where(item=self.item(subject), key="ca")
        asked = self.questions(project, subject)
        found = list(subject_remarks(project.table(("ca",)), asked, place))
        for serial, entry in self.answers(project, subject).revoked.items():
            where = Where(item=self.item(subject), key=f"ca.revoked.{serial}")
            problem = (
                serial_problem(serial) or date_problem(entry.date) or reason_problem(entry.reason)
            )
            if problem:
                message = f"Withdrawn certificate {serial}: {problem}"
                found.append(RULES["ANS001"].at(where, message))
        return tuple(found)

    def inputs(self, project: Project, subject: Subject, reader: Reader) -> Mapping[str, object]:
        """Return the answers and files the certificates are made from, each by its name."""
        return authority.inputs(project, reader)

    def waiting(self, project: Project, subject: Subject, reader: Reader) -> str:
        """Return the outside CA while its answer is not named."""
        return authority.waiting(project, reader)

    def plan(self, project: Project, subject: Subject, world: World) -> Draft:
        """Plan keys, certificates and lists; what is there and still fits is kept."""
        answers = self.answers(project, subject)
        if answers.source == "import":
            draft = plan_imported(project, world)
        elif answers.source == "external":
            draft = plan_asked(project, world)
        else:
            draft = plan_created(project, world)
        if has_errors(draft.findings):
            return draft
        path = layout.ca_certificate(project)
        content = next((a.content for a in draft.artifacts if a.path == path), None)
        findings = draft.findings
        if answers.source == "create" and isinstance(content, bytes):
            certificates = pki.read(content, file=path).certificates
            findings += lint(certificates, "ca", "", world.clock.now(), path, self.item(subject))
        findings += _change(project, world, isinstance(content, Pending))
        findings += _compromised(answers)
        lists = () if content is None else _revocation_list(project, world, content)
        needs = draft.secrets
        if any(isinstance(entry.content, Pending) for entry in lists):
            needs += (authority.need(project),)
        artifacts = (*draft.artifacts, *_former(project, world.reader), *lists)
        return Draft(artifacts, needs, findings)

    def make(self, project: Project, subject: Subject, world: World) -> Mapping[str, bytes]:
        """Make what the plan left pending: keys, requests, certificates, the revocation list."""
        answers = self.answers(project, subject)
        draft = self.plan(project, subject, world)
        if answers.source == "import":
            made = make_imported(project, world, draft)
        elif answers.source == "external":
            made = make_asked(project, world)
        else:
            made = make_created(project, world)
        path = layout.revocation_list(project)
        if any(a.path == path and isinstance(a.content, Pending) for a in draft.artifacts):
            inside = replace(world, reader=Overlay(world.reader, dict(made)))
            made[path] = _made_list(project, inside, answers)
        return made

    def additions(self, project: Project, near: Subject | None = None) -> tuple[Addition, ...]:
        """Offer to withdraw a certificate by its serial number."""
        return (
            Addition(
                "revoked", "Withdraw a certificate", "Nobody is to trust it any more.", _WITHDRAWING
            ),
        )

    def add(self, project: Project, key: str, answers: Mapping[str, object]) -> tuple[Edit, ...]:
        """Return the edits that record a withdrawn certificate and ask for a new list."""
        present = authority.ca_answers(project)
        # Until another CA is written, certificates are those of the one before it.
        generation = present.generation - authority.change_begun(project)
        entry = {
            "date": str(answers["date"]),
            "reason": str(answers.get("reason") or "unspecified"),
            "name": str(answers.get("name") or ""),
            "generation": generation,
        }
        serial = f"{int(str(answers['serial']).replace(':', ''), 16):X}"
        return (
            Edit(("ca", "revoked", serial), entry),
            Edit(("ca", "crl_number"), present.crl_number + 1),
        )


def serial_problem(answer: Answer) -> str:
    """Return how to correct a serial number; empty for a good one."""
    try:
        number = int(str(answer).replace(":", ""), 16)
    except ValueError:
        number = 0
    return "" if 0 < number < 1 << 160 else "Write the serial number in hexadecimal."


def date_problem(answer: Answer) -> str:
    """Return how to correct a date; empty for a good one."""
    try:
        datetime.strptime(str(answer), "%Y-%m-%d").replace(tzinfo=UTC)
    except ValueError:
        return "Write the date as YYYY-MM-DD."
    return ""


def reason_problem(answer: Answer) -> str:
    """Return how to correct a reason; empty for a good one."""
    return "" if answer in pki.REASONS else f"Choose one of: {', '.join(pki.REASONS)}."


_WITHDRAWING = (
    Question(
        "serial",
        "Serial number",
        help="In hexadecimal, as the certificate's details show it; colons may be left out.",
        check=serial_problem,
    ),
    Question("date", "Date", help="Since when it is not to be trusted.", check=date_problem),
    Question(
        "reason",
        "Reason",
        Kind.CHOICE,
        default="unspecified",
        default_from="nothing is told",
        options=tuple(
            Option(reason, capitalised(pki.reason_words(reason)), pki.MEANINGS[reason])
            for reason in pki.REASONS
        ),
        help="The revocation list tells it to everybody.",
        source="RFC 5280, 5.3.1",
    ),
    Question(
        "name",
        "Whose it was",
        default="",
        default_from="nothing is noted",
        optional=True,
        help="For people; it is not in the revocation list.",
    ),
)


def _former(project: Project, reader: Reader) -> tuple[Artifact, ...]:
    """Return the file that keeps the CA before the present one while both are trusted."""
    if not authority.overlaps(project):
        return ()
    path = layout.former_ca(project)
    kept = unchanged(
        project, authority.ITEM, authority.inputs(project, reader), "CA generation".__eq__
    )
    source = path if kept else layout.ca_certificate(project)
    found = reader.look(source)
    if found.state != "file":
        return ()
    why = "The CA before the present one, trusted until its last certificate is replaced."
    return (Artifact(path, found.data, Form.CERTIFICATE, authority.ITEM, why),)


def _change(project: Project, world: World, pending: bool) -> tuple[Finding, ...]:
    """Return where a change of the CA stands."""
    answers, reader = authority.ca_answers(project), world.reader
    if answers.generation < 2:
        return ()
    where = Where(item=authority.ITEM, key="ca.generation")
    if pending:
        message = "A new CA is made with this plan."
        if answers.overlap:
            message += " Both are trusted; certificates stay as they are until they are renewed."
        return (RULES["CER008"].at(where, message),)
    old, new = certificates_of(layout.former_ca(project), reader), authority.chain(project, reader)
    if not old or not new:
        return ()
    machines = [
        machine
        for machine in project.machine.values()
        if authority.signs_for(project, machine)
        and reader.look(layout.certificate(project, machine)).state == "file"
    ]
    trusting = [(m.name, certificates_of(layout.ca_list(project, m), reader)) for m in machines]
    leaves = [
        (m.name, certificates[0])
        for m in machines
        if (certificates := certificates_of(layout.certificate(project, m), reader))
    ]
    if not answers.overlap:
        aged = [name for name, leaf in leaves if pki.signed_by(leaf, old[0])]
        message = f"Certificates of the former CA are made anew for {', '.join(aged)}."
        return (RULES["CER009"].at(where, message),) if aged else ()
    stand = pki.ca_change(old[0], new[0], trusting, leaves)
    if stand.phase is pki.Phase.DONE:
        return ()
    message = (
        f"Next: {stand.phase.value} ({', '.join(stand.remaining)}). {stand.reason} "
        f"This may last until {stand.safe_until:%Y-%m-%d}."
    )
    return (RULES["CER008"].at(where, message),)


def _compromised(answers: CaAnswers) -> tuple[Finding, ...]:
    """Return whose withdrawn keys others may have, as long as the CA that signed for them is trusted."""
    trusted = {answers.generation, answers.generation - answers.overlap}
    names = [
        entry.name or serial
        for serial, entry in answers.revoked.items()
        if entry.reason in pki.COMPROMISES and entry.generation in trusted
    ]
    if not names:
        return ()
    message = f"Others may have the keys of withdrawn certificates: {listed(names)}."
    return (RULES["CER013"].at(Where(item=authority.ITEM), message),)


def _revocation_list(
    project: Project, world: World, certificate: bytes | Pending
) -> tuple[Artifact, ...]:
    """Return the revocation list; it is made anew when the CA, the list or its number changed."""
    answers = authority.ca_answers(project)
    if not answers.crl_number or not authority.has_key(project, world.reader):
        return ()
    path, now = layout.revocation_list(project), authority.inputs(project, world.reader)
    kept = (
        isinstance(certificate, bytes)
        and untouched(project, path, world.reader)
        and unchanged(project, authority.ITEM, now, lambda name: name != "overlap")
    )
    content: bytes | Pending = world.reader.look(path).data
    if not kept:
        withdrawn = counted(len(_withdrawn(answers)), "certificate")
        content = Pending(
            (
                f"Revocation list number {answers.crl_number} with {withdrawn}.",
                f"The next one is due {answers.crl_days} days after the day of writing.",
            )
        )
    why = (
        "Tells which certificates are withdrawn, to whoever asks for it, such as a rule of AT-TLS."
    )
    return (Artifact(path, content, Form.CERTIFICATE, authority.ITEM, why),)


def _withdrawn(answers: CaAnswers) -> tuple[pki.Revoked, ...]:
    return tuple(
        pki.Revoked(
            int(serial.replace(":", ""), 16),
            datetime.strptime(entry.date, "%Y-%m-%d").replace(tzinfo=UTC),
            entry.reason,
        )
        for serial, entry in answers.revoked.items()
        if entry.generation == answers.generation
    )


def _made_list(project: Project, world: World, answers: CaAnswers) -> bytes:
    signer = authority.signer(project, world)
    made = pki.crl(
        signer.certificate,
        signer.key,
        _withdrawn(answers),
        answers.crl_number,
        world.clock.now(),
        answers.crl_days,
    )
    return pem(layout.revocation_list(project), made)
