"""The CA certificate: a self-signed certificate authority for internal use."""

from collections.abc import Mapping
from dataclasses import dataclass

from pwxwizard import layout, pki
from pwxwizard.finding import Finding, Where
from pwxwizard.plan import Artifact, Draft, Form, Pending, SecretNeed
from pwxwizard.project import Project
from pwxwizard.question import Kind, Question
from pwxwizard.steps.base import Step, Subject
from pwxwizard.steps.certificates import (
    CA_PASSPHRASE,
    CA_PURPOSE,
    KEY_OPTIONS,
    Present,
    days_problem,
    subject_problem,
)
from pwxwizard.world import Reader, World

SUBJECT = Subject("CA", ("ca",), "CA certificate")


@dataclass(frozen=True, slots=True)
class CaAnswers:
    """How the CA comes about."""

    subject: str = "CN=PowerExchange Internal CA"
    key: str = "rsa-3072"
    days: int = 3650
    passphrase: str = CA_PASSPHRASE


class CaStep(Step[CaAnswers]):
    """The certificate authority that signs every personal certificate of the project."""

    key = "ca"
    title = "CA certificate"
    needs = ("estate",)
    answers_type = CaAnswers

    def subjects(self, project: Project) -> tuple[Subject, ...]:
        """Return the one CA of the project."""
        return (SUBJECT,)

    def questions(self, project: Project, subject: Subject) -> tuple[Question, ...]:
        """Return the questions about the CA."""
        defaults = CaAnswers()
        return (
            Question(
                "subject",
                "Subject",
                default=defaults.subject,
                default_from="this tool",
                help="The CA's distinguished name, such as CN=PWX Internal CA,O=Example. It stands in "
                "every certificate it signs, and on every machine that trusts it.",
                source="RFC 4514",
                check=subject_problem,
            ),
            Question(
                "key",
                "Key",
                Kind.CHOICE,
                default=defaults.key,
                default_from="strong until 2030 and later, and read by every release",
                options=KEY_OPTIONS,
                help="The CA's key signs for years, so it is stronger than those of the machines.",
                source="NIST SP 800-57",
            ),
            Question(
                "days",
                "Lifetime in days",
                Kind.NUMBER,
                default=defaults.days,
                default_from="ten years, as is usual for an internal CA",
                help="No personal certificate outlives its CA. When the CA ends, every machine needs a "
                "new one at once.",
                source="RFC 5280",
                check=days_problem,
            ),
            Question(
                "passphrase",
                "Passphrase comes from",
                Kind.SECRET_SOURCE,
                default=defaults.passphrase,
                default_from="asked when it is needed",
                help="The CA key is encrypted with it. Only where it comes from is kept in the project: "
                "prompt, prompt:NAME, env:NAME, file:PATH or fd:NUMBER.",
            ),
        )

    def validate(self, project: Project, subject: Subject) -> tuple[Finding, ...]:
        """Return nothing: each answer is checked by its own question."""
        return ()

    def inputs(self, project: Project, subject: Subject, reader: Reader) -> Mapping[str, object]:
        """Return the answers the certificate is made from, each by its name."""
        answers = self.answers(project, subject)
        return {"subject": answers.subject, "key": answers.key, "lifetime": answers.days}

    def plan(self, project: Project, subject: Subject, world: World) -> Draft:
        """Plan the CA key and its certificate; what is there and still fits is kept."""
        answers = self.answers(project, subject)
        item = self.item(subject)
        key_path, certificate_path = layout.ca_key(project), layout.ca_certificate(project)
        present = Present.look(project, key_path, certificate_path, world.reader)
        where = Where(item=item, key="ca.key")
        if mismatch := present.mismatch(answers.key, key_path, where, world):
            return Draft(findings=mismatch)
        new_key = present.wants_new_key(answers.key, key_path, world)
        key: bytes | Pending = present.key
        certificate: bytes | Pending = present.certificate
        needs: tuple[SecretNeed, ...] = ()
        if new_key:
            key = Pending((f"A new {answers.key} key, encrypted with the {CA_PURPOSE}.",))
        if new_key or not present.untouched or not self.settled(project, subject, world.reader):
            needs = (SecretNeed(answers.passphrase, CA_PURPOSE, new_key),)
            certificate = Pending(
                (
                    "A self-signed CA certificate.",
                    f"Subject: {answers.subject}",
                    f"Lifetime: {answers.days} days from the day of applying.",
                    f"Key: {answers.key}, {'new' if new_key else 'the present one'}.",
                )
            )
        return Draft(
            (
                Artifact(
                    key_path, key, Form.PRIVATE_KEY, item, "It signs the certificates.", 0o600
                ),
                Artifact(
                    certificate_path,
                    certificate,
                    Form.CERTIFICATE,
                    item,
                    "Every machine that checks a peer's certificate must trust it.",
                ),
            ),
            needs,
        )

    def make(self, project: Project, subject: Subject, world: World) -> Mapping[str, bytes]:
        """Make the key, unless it is there, and sign the CA certificate with it."""
        answers = self.answers(project, subject)
        key_path, certificate_path = layout.ca_key(project), layout.ca_certificate(project)
        present = Present.look(project, key_path, certificate_path, world.reader)
        made: dict[str, bytes] = {}
        if present.wants_new_key(answers.key, key_path, world):
            passphrase = world.secrets.secret(answers.passphrase, CA_PURPOSE, new=True)
            key = world.keys.key(answers.key)
            made[key_path] = pki.key_pem(key, passphrase)
        else:
            passphrase = world.secrets.secret(answers.passphrase, CA_PURPOSE)
            key = pki.load_key(present.key, passphrase, file=key_path)
        profile = pki.CaProfile(pki.parse_dn(answers.subject), answers.days, path_length=0)
        certificate = pki.self_signed_ca(key, profile, world.keys.serial(), world.clock.now())
        made[certificate_path] = pki.ca_list_pem((certificate,))
        return made
