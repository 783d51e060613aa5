"""The project's certificate authority: how it comes about, what is there of it, and who signs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pwxwizard import layout, pki
from pwxwizard.errors import RefusedError, UnreadableError, suspecting
from pwxwizard.finding import Finding, Where
from pwxwizard.plan import SecretNeed
from pwxwizard.project import Machine, Project, fingerprint
from pwxwizard.steps.certificates import (
    CA_PASSPHRASE,
    CA_PURPOSE,
    certificates_of,
    unchanged,
    untouched,
)
from pwxwizard.steps.rules import RULES
from pwxwizard.structure import structure
from pwxwizard.world import Reader, World

if TYPE_CHECKING:
    from cryptography import x509

ITEM = "ca/CA"
FILE_PURPOSE = "passphrase of the imported CA's file"
FILE_PASSPHRASE = "prompt:imported-ca"  # noqa: S105 - where it is fetched from
SUBJECT = "CN=PowerExchange Internal CA"
ISSUING_SUBJECT = "CN=PowerExchange Issuing CA"


@dataclass(frozen=True, slots=True)
class RevokedTable:
    """One withdrawn certificate; its serial number in hexadecimal is the table's name."""

    date: str = ""
    """When it was withdrawn, as `YYYY-MM-DD`."""
    reason: str = "unspecified"
    name: str = ""
    """Whose certificate it was, for people."""
    generation: int = 1
    """Which CA of the project had signed it."""


@dataclass(frozen=True, slots=True)
class CaAnswers:
    """How the CA comes about."""

    source: str = "create"
    """`create`, `import` or `external`."""
    subject: str = SUBJECT
    key: str = "rsa-3072"
    days: int = 3650
    passphrase: str = CA_PASSPHRASE
    issuing: bool = False
    """A CA below the root signs the personal certificates."""
    issuing_subject: str = ISSUING_SUBJECT
    issuing_key: str = "rsa-3072"
    issuing_days: int = 1825
    file: str = ""
    """Import: the CA's certificate, perhaps with its key and its issuers."""
    key_file: str = ""
    """Import: the CA's key, when it stands in a file of its own."""
    file_passphrase: str = FILE_PASSPHRASE
    answer: str = ""
    """External: what the outside CA sent back."""
    chain: str = ""
    """Import and external: certificates of the issuers above."""
    generation: int = 1
    """Counts the CAs of the project; raising it puts a new one in the place of the present one."""
    overlap: bool = True
    """The former CA stays trusted, and certificates it signed stay in use until they are renewed."""
    crl_number: int = 0
    """Number of the revocation list; 0 means that there is none."""
    crl_days: int = 30
    revoked: Mapping[str, RevokedTable] = field(default_factory=dict)


def ca_answers(project: Project) -> CaAnswers:
    """Return the answers about the CA, with defaults for those not given."""
    structured = structure(project.table(("ca",)), CaAnswers)
    return structured.value if structured.value is not None else CaAnswers()


def inputs(project: Project, reader: Reader) -> Mapping[str, object]:
    """Return everything the CA's files depend on, by the name a person would use."""
    answers = ca_answers(project)
    found: dict[str, object] = {"source": answers.source}
    if answers.source == "import":
        found |= _digests({"CA file": answers.file, "CA key file": answers.key_file}, reader)
    else:
        found |= {"subject": answers.subject, "key": answers.key}
    if answers.source == "create":
        found["lifetime"] = answers.days
        if answers.issuing:
            found["issuing CA"] = True
            found["issuing CA's answers"] = [
                answers.issuing_subject,
                answers.issuing_key,
                answers.issuing_days,
            ]
    else:
        found |= _digests({"issuers' file": answers.chain}, reader)
    if answers.source == "external":
        found |= _digests({"outside CA's answer": answers.answer}, reader)
    if answers.generation > 1:
        found["CA generation"] = answers.generation
        found["overlap"] = answers.overlap
    if answers.crl_number:
        found["revocation list"] = [answers.crl_number, answers.crl_days]
        found["withdrawn certificates"] = sorted(answers.revoked)
    return found


def _digests(files: Mapping[str, str], reader: Reader) -> dict[str, object]:
    return {name: reader.look(path).digest for name, path in files.items() if path}


def certificate_input(name: str) -> bool:
    """Tell whether an input of the CA shapes its certificates, not only lists made with them."""
    return name not in {"overlap", "revocation list", "withdrawn certificates"}


def request_input(name: str) -> bool:
    """Tell whether an input of the CA shapes the request for an outside CA."""
    return name in {"source", "subject", "key", "CA generation"}


def waiting(project: Project, reader: Reader) -> str:
    """Return whom the CA waits for; empty when nobody outside has to act."""
    answers = ca_answers(project)
    if answers.source != "external" or answers.answer:
        return ""
    request = layout.ca_request(project)
    current = (
        unchanged(project, ITEM, inputs(project, reader), request_input)
        and untouched(project, request, reader)
        and reader.look(layout.ca_key(project)).state == "file"
    )
    return f"the outside CA's answer to {layout.inside(project, request)}" if current else ""


def signs_later(project: Project) -> bool:
    """Tell whether the CA's certificate has yet to come from an outside CA."""
    answers = ca_answers(project)
    return answers.source == "external" and not answers.answer


def chain(project: Project, reader: Reader) -> "tuple[x509.Certificate, ...]":
    """Return the CA that signs and its issuers; nothing while they are not there."""
    return certificates_of(layout.ca_certificate(project), reader)


def overlaps(project: Project) -> bool:
    """Tell whether a former CA is to stay trusted."""
    answers = ca_answers(project)
    return answers.generation > 1 and answers.overlap


def change_begun(project: Project) -> bool:
    """Tell whether another CA is asked for that is not written yet."""
    generation, written = ca_answers(project).generation, project.record.item.get(ITEM)
    made = written.inputs.get("CA generation") if written else None
    return generation > 1 and written is not None and made != fingerprint(generation)


def former(project: Project, reader: Reader) -> "tuple[x509.Certificate, ...]":
    """Return the CA before the present one with its issuers, while both are trusted."""
    return certificates_of(layout.former_ca(project), reader) if overlaps(project) else ()


def has_key(project: Project, reader: Reader) -> bool:
    """Tell whether the signing key is here, as far as that can be told without a passphrase."""
    answers = ca_answers(project)
    if answers.source != "import" or answers.key_file or not answers.file:
        return True
    contents = pki.read(reader.look(answers.file).data, file=answers.file)
    keys = any(item.kind in {pki.Kind.KEY, pki.Kind.ENCRYPTED_KEY} for item in contents.items)
    return keys or bool(contents.store)


def cannot_sign(
    project: Project, reader: Reader, where: Where, world: World
) -> tuple[Finding, ...]:
    """Return why no certificate can be signed now; nothing when one can."""
    rule = RULES["CER002"]
    paths = (layout.ca_certificate(project), layout.ca_key(project))
    states = [reader.look(path).state for path in paths]
    if not has_key(project, reader):
        return (rule.at(where, "The CA was imported without its key."),)
    for path, state in zip(paths, states, strict=True):
        if state not in {"file", "pending"}:
            return (rule.at(where, f"{path} is not there, and is not written with this plan."),)
    certificates = chain(project, reader)
    if states[0] == "file" and not certificates:
        return (rule.at(where, f"There is no certificate that can be read in {paths[0]}."),)
    if not certificates:
        return ()
    try:
        pki.validity(1, world.clock.now(), certificates[0])
    except RefusedError as error:
        return (RULES["CER003"].at(where, error.message),)
    return ()


def signs_for(project: Project, machine: Machine) -> bool:
    """Tell whether a machine's certificate is signed by the project's own CA."""
    table = project.table(("machine", machine.name, "personal_certificate"))
    return table.get("source", "create") in {"create", "request"}


def need(project: Project) -> SecretNeed:
    """Return the secret that signing takes."""
    return SecretNeed(ca_answers(project).passphrase, CA_PURPOSE, new=False)


@dataclass(frozen=True, slots=True)
class Signer:
    """The CA as it signs."""

    certificate: "x509.Certificate"
    key: pki.PrivateKey = field(repr=False)


def signer(project: Project, world: World) -> Signer:
    """Return the CA's certificate and its opened key.

    Raises:
        UnreadableError: a file is not there, or the passphrase does not open the key.
        RefusedError: there is no passphrase to be had.
    """
    certificates, path = chain(project, world.reader), layout.ca_key(project)
    if not certificates:
        raise UnreadableError(
            "The CA certificate is not there.",
            fix="Make it first.",
            where=layout.ca_certificate(project),
        )
    secret = need(project)
    passphrase = world.secrets.secret(secret.source, secret.purpose)
    data = world.reader.look(path).data
    with suspecting(secret.purpose), pki.opening(secret.source):
        key = world.opened.get((passphrase, data)) or pki.load_key(data, passphrase, file=path)
    world.opened[passphrase, data] = key
    return Signer(certificates[0], key)
