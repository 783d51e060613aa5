"""The personal certificate of each machine, in the form its platform reads."""

from collections.abc import Mapping
from typing import ClassVar

from pwxwizard import handover
from pwxwizard.finding import Finding, Where
from pwxwizard.plan import Draft
from pwxwizard.project import PLATFORMS, Project, dotted
from pwxwizard.question import Question
from pwxwizard.steps import personal_plan
from pwxwizard.steps.base import Step, Subject
from pwxwizard.steps.certificates import subject_remarks
from pwxwizard.steps.personal_case import asked_and_unanswered, certificate_inputs, look
from pwxwizard.steps.personal_making import Making
from pwxwizard.steps.personal_questions import CertificateAnswers, certificate_questions
from pwxwizard.world import Reader, World


class PersonalCertificateStep(Step[CertificateAnswers]):
    """One certificate for each machine that listens or calls, and whom the machine trusts."""

    key = "personal-certificate"
    title = "Personal certificates"
    needs = ("estate", "ca")
    answers_type = CertificateAnswers
    asked_as: ClassVar[Mapping[str, str]] = {
        "source": "source",
        "subject": "subject",
        "key": "key",
        "lifetime": "days",
        "renewals": "renewal",
        "label": "label",
        "form of PKCS #12": "form",
    }

    def subjects(self, project: Project) -> tuple[Subject, ...]:
        """Return every machine."""
        return tuple(
            Subject(name, ("machine", name), note=PLATFORMS.get(machine.platform, "?"))
            for name, machine in project.machine.items()
        )

    def title_of(self, subject: Subject) -> str:
        """Return whose certificate it is."""
        return f"Personal certificate of {subject.name}"

    def questions(self, project: Project, subject: Subject) -> tuple[Question, ...]:
        """Return the questions about a machine's certificate, the first being its source."""
        table = self.answers(project, subject).personal_certificate
        return certificate_questions(project, project.machine[subject.name], table)

    def validate(self, project: Project, subject: Subject) -> tuple[Finding, ...]:
        """Return what speaks against the certificate's name; its question refuses what cannot be."""
        where = Where(item=self.item(subject), key=dotted(subject.table))
        table = project.table((*subject.table, "personal_certificate"))
        return tuple(subject_remarks(table, self.questions(project, subject), where))

    def inputs(self, project: Project, subject: Subject, reader: Reader) -> Mapping[str, object]:
        """Return names, answers, files from elsewhere and the CA certificate, each by its name."""
        return certificate_inputs(project, project.machine[subject.name], reader)

    def waiting(self, project: Project, subject: Subject, reader: Reader) -> str:
        """Return the outside CA, the machine or its security manager while it has to act."""
        machine = project.machine[subject.name]
        return asked_and_unanswered(project, machine, reader, self.item(subject))

    def proofs_of(self, project: Project, subject: Subject) -> tuple[str, ...]:
        """Return the listings that show the certificate on z/OS or IBM i; nothing elsewhere."""
        return handover.certificate_proofs(project.machine[subject.name])

    def plan(self, project: Project, subject: Subject, world: World) -> Draft:
        """Plan key, certificate and the files for the platform; what still fits is kept."""
        machine = project.machine[subject.name]
        return personal_plan.plan(project, machine, self.item(subject), world)

    def make(self, project: Project, subject: Subject, world: World) -> Mapping[str, bytes]:
        """Make the key, unless it is there, sign its certificate and pack both for the platform."""
        machine = project.machine[subject.name]
        draft = self.plan(project, subject, world)
        case = look(project, machine, self.item(subject), world)
        return Making(case, draft, world).run()
