"""What the certificate steps share: questions about keys and names, and what is on disk."""

from dataclasses import dataclass, field

from pwxwizard import pki
from pwxwizard.finding import Finding, Where
from pwxwizard.project import Project
from pwxwizard.question import Answer, Option
from pwxwizard.steps.rules import RULES
from pwxwizard.world import Reader, World

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


def sentence(findings: tuple[Finding, ...]) -> str:
    """Return the first finding as a sentence with its fix; empty when there is none."""
    return f"{findings[0].message} {findings[0].fix}" if findings else ""


@dataclass(frozen=True, slots=True)
class Present:
    """What is on disk of a key and its certificate."""

    key: bytes = field(repr=False)
    """The encrypted key file; empty when it is not there."""
    kind: str
    """Kind of the key, as its certificate tells it; empty when there is no certificate."""
    certificate: bytes
    """The certificate file; empty when it is not there or still to be made."""
    untouched: bool
    """The certificate file is still what was written."""

    @classmethod
    def look(cls, project: Project, key: str, certificate: str, reader: Reader) -> "Present":
        """Look at a key file and a certificate file."""
        key_file, certificate_file = reader.look(key), reader.look(certificate)
        there = certificate_file.state == "file"
        certificates = pki.read(certificate_file.data).certificates if there else ()
        written = project.record.file.get(certificate)
        return cls(
            key_file.data if key_file.state == "file" else b"",
            pki.key_kind(certificates[0].public_key()) if certificates else "",
            certificate_file.data if certificates else b"",
            written is not None and written.sha256 == certificate_file.digest,
        )

    def wants_new_key(self, kind: str, path: str, world: World) -> bool:
        """Tell whether a key has to be made: there is none, or replacing it was agreed to."""
        return not self.key or (path in world.consents and self.kind != kind)

    def mismatch(self, kind: str, path: str, where: Where, world: World) -> tuple[Finding, ...]:
        """Return the finding that the present key is of another kind than was answered."""
        if not self.key or self.kind in {"", kind} or path in world.consents:
            return ()
        message = f"The key {path} is {self.kind}, and {kind} was answered."
        return (RULES["CER001"].at(where, message),)
