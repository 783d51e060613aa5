"""What the certificate steps share: questions about keys and names, and what is on disk."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import lru_cache
from typing import TYPE_CHECKING

from cryptography.hazmat.primitives.serialization import Encoding

from pwxwizard import pki
from pwxwizard.errors import ApplyError
from pwxwizard.finding import Finding, Severity, Where
from pwxwizard.project import Project, fingerprint
from pwxwizard.question import Answer, Option, Question
from pwxwizard.steps.rules import RULES
from pwxwizard.world import Reader, World

if TYPE_CHECKING:
    from cryptography import x509

CA_PURPOSE = "passphrase of the CA key"
CA_PASSPHRASE = "prompt:ca"  # noqa: S105 - where it is fetched from
"""Where the CA key's passphrase comes from unless the project says otherwise."""


PASSPHRASE = "prompt:personal"  # noqa: S105 - where it is fetched from
"""Where the passphrase of a machine's key comes from unless the project says otherwise."""


def machine_passphrase(project: Project, machine: str) -> str:
    """Return where the passphrase of a machine's own key comes from."""
    table = project.table(("machine", machine, "personal_certificate"))
    return str(table.get("passphrase", PASSPHRASE))


def machine_purpose(project: Project, machine: str) -> str:
    """Return what the passphrase of a machine's own key is for, in words."""
    shared = machine_passphrase(project, machine) == PASSPHRASE
    return "passphrase of the machines' keys" if shared else f"passphrase of {machine}'s key"


def ca_passphrase(project: Project) -> str:
    """Return where the passphrase of the project's CA key comes from."""
    return str(project.table(("ca",)).get("passphrase", CA_PASSPHRASE))


KEY_OPTIONS = (
    Option("rsa-2048", "RSA 2048", "Read by every release; the least that is still accepted."),
    Option("rsa-3072", "RSA 3072", "As strong as P-256 and read by every release."),
    Option("rsa-4096", "RSA 4096", "Slower handshakes, no practical gain before 2030."),
    Option("p-256", "ECDSA P-256", "Small and fast; z/OS needs ICSF, and suites for ECDSA."),
    Option("p-384", "ECDSA P-384", "As P-256, where a policy asks for 192-bit strength."),
)
"""The kinds of key that can be made, for every question about one."""


def days_problem(answer: Answer) -> str:
    """Return how to correct a lifetime in days; empty for a good one."""
    if isinstance(answer, int) and 1 <= answer <= pki.CA_DAYS_LIMIT:
        return ""
    return f"A lifetime is 1 to {pki.CA_DAYS_LIMIT} days (20 years)."


def subject_problem(answer: Answer) -> str:
    """Return how to correct a distinguished name; empty for a good one (RFC 4514)."""
    return sentence(pki.check_dn(str(answer)))


def subject_remarks(
    table: Mapping[str, object], questions: Iterable[Question], where: Where
) -> Iterator[Finding]:
    """Yield what speaks against distinguished names without refusing them.

    Args:
        table: the answers, by the last part of the questions' keys.
        questions: those that are asked.
        where: the table's place.
    """
    for question in questions:
        answer = table.get(question.key.rpartition(".")[2])
        if question.check is subject_problem and isinstance(answer, str):
            place = replace(where, key=f"{where.key}.{question.key}")
            yield from remarks(pki.check_dn(answer, where=place))


def sentence(findings: tuple[Finding, ...]) -> str:
    """Return the first error as a sentence with its fix; empty when there is none.

    What only speaks against an answer does not refuse it; it is told as a finding.
    """
    errors = (finding for finding in findings if finding.severity is Severity.ERROR)
    return next((f"{finding.message} {finding.fix}" for finding in errors), "")


def remarks(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Return what speaks against an answer without refusing it; the rest is its question's."""
    return tuple(finding for finding in findings if finding.severity is not Severity.ERROR)


def count_problem(answer: Answer) -> str:
    """Return how to correct a number that only ever counts up from nothing."""
    return "" if isinstance(answer, int) and answer >= 0 else "Count from 0 upwards."


def generation_problem(answer: Answer) -> str:
    """Return how to correct the generation of a CA."""
    return "" if isinstance(answer, int) and 1 <= answer <= 99 else "Count from 1 upwards."


def unchanged(
    project: Project,
    item: str,
    inputs: Mapping[str, object],
    counts: Callable[[str], bool] = lambda _: True,
) -> bool:
    """Tell whether an item was written and the inputs that count are still the same.

    Args:
        project: the project with its record.
        item: the item's name.
        inputs: what it depends on now, by name.
        counts: tells by an input's name whether it counts.
    """
    written = project.record.item.get(item)
    if written is None:
        return False
    before = {name: value for name, value in written.inputs.items() if counts(name)}
    return before == {name: fingerprint(value) for name, value in inputs.items() if counts(name)}


def untouched(project: Project, path: str, reader: Reader) -> bool:
    """Tell whether a file is there and still what was written to it."""
    written = project.record.file.get(path)
    return written is not None and written.sha256 == reader.look(path).digest


def certificates_of(path: str, reader: Reader) -> "tuple[x509.Certificate, ...]":
    """Return the certificates of a PEM file of this project; none while it is not there."""
    found = reader.look(path)
    return _parsed(found.data) if found.state == "file" else ()


@lru_cache(maxsize=4096)
def _parsed(data: bytes) -> "tuple[x509.Certificate, ...]":
    return pki.read(data).certificates


def lint(
    certificates: "Sequence[x509.Certificate]",
    role: str,
    platform: str,
    at: datetime,
    file: str,
    item: str,
    hosts: Sequence[str] = (),
) -> tuple[Finding, ...]:
    """Return what is odd about certificates that are written: the first in its role, the rest as CAs.

    Args:
        certificates: leaf or signing CA first, then its issuers.
        role: `ca` or `personal`, of the first one.
        platform: where they will be used; empty for everywhere.
        at: the moment to judge dates for.
        file: the file they are in.
        item: the item whose form corrects it.
        hosts: names and addresses of the machine.
    """
    found: list[Finding] = []
    for number, certificate in enumerate(certificates):
        issuer = certificates[number + 1] if number + 1 < len(certificates) else None
        found += pki.lint(
            certificate,
            "ca" if number else role,
            platform or None,
            issuer=issuer,
            at=at,
            hosts=() if number else hosts,
            file=file,
        )
    return tuple(dict.fromkeys(finding.about(item=item) for finding in found))


def agreed(path: str, problems: Sequence[Finding]) -> None:
    """Accept a file that was read back after making it.

    Raises:
        ApplyError: it does not hold what it was to hold.
    """
    wrong = [finding for finding in problems if finding.severity is Severity.ERROR]
    if wrong:
        raise ApplyError(
            f"What was made for {path} does not read back as it should: {wrong[0].message}",
            fix="Nothing was written; report this with the version of the program.",
        )


def pem(
    path: str, signed: "x509.CertificateSigningRequest | x509.CertificateRevocationList"
) -> bytes:
    """Return a request or a revocation list as PEM, read back and compared; raises as `agreed`."""
    data = signed.public_bytes(Encoding.PEM)
    agreed(path, pki.read_back(data, signed=signed))
    return data


@dataclass(frozen=True, slots=True)
class Present:
    """What is on disk of a key and its certificate."""

    key: bytes = field(repr=False)
    """The encrypted key file; empty when it is not there."""
    kind: str
    """Kind of the key, as its certificate tells it; empty when no certificate tells."""

    @classmethod
    def look(cls, key: str, reader: Reader, certificate: "x509.Certificate | None") -> "Present":
        """Look at a key file; its certificate tells the key's kind without a passphrase."""
        key_file = reader.look(key)
        kind = pki.key_kind(certificate.public_key()) if certificate is not None else ""
        return cls(key_file.data if key_file.state == "file" else b"", kind)

    def wants_new_key(self, kind: str, path: str, world: World, *, due: bool) -> bool:
        """Tell whether a key has to be made: there is none, or replacing it was agreed to.

        Args:
            kind: the kind that was answered.
            path: the key's path, by which somebody agrees.
            world: ports, with what was agreed to.
            due: the certificate is to be made anew anyway.
        """
        other = self.kind not in {"", kind}
        return not self.key or (path in world.consents and (other or due))

    def mismatch(self, kind: str, path: str, where: Where, world: World) -> tuple[Finding, ...]:
        """Return the finding that the present key is of another kind than was answered."""
        if not self.key or self.kind in {"", kind} or path in world.consents:
            return ()
        message = f"The present key is {self.kind}, not {kind}: Esc, then k, agrees to a new one ({path})."
        return (RULES["CER001"].at(where, message),)
