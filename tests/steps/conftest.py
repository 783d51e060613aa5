"""A small estate whose certificates come from wherever a test wants, with keys that are made fast."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from pwxwizard import pki
from pwxwizard.examine import State, Survey
from pwxwizard.finding import BRIEF
from pwxwizard.session import Session
from pwxwizard.steps import step
from tests.conftest import FixedClock, OpenSession
from tests.keys import KnownKeys

if TYPE_CHECKING:
    from cryptography import x509

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
PASSPHRASE = "canary-bKx41-personal"
CA_PASSPHRASE = "canary-bKx42-authority"
FILE_PASSPHRASE = "canary-bKx43-file"

_PROJECT = """\
schema = 1
name = "prod"

[ca]
subject = "CN=Estate CA"
key = "p-256"
passphrase = "file:ca.secret"

[machine.HOST]
platform = "zos"
hosts = ["host.example.com", "192.0.2.1"]
release = "3.1"
[machine.HOST.listener.sec]
port = 6001
job = "PWXLST"
user = "PWXSTC"
[machine.HOST.personal_certificate]
key = "p-256"
passphrase = "file:personal.secret"

[machine.AS400]
platform = "ibmi"
hosts = ["as400.example.com"]
release = "7.4"
[machine.AS400.listener.sec]
port = 6002
[machine.AS400.personal_certificate]
key = "p-256"
passphrase = "file:personal.secret"

[machine.CLIENT]
platform = "linux"
hosts = ["client.example.com", "2001:db8::7"]
[machine.CLIENT.personal_certificate]
key = "p-256"
passphrase = "file:personal.secret"

[[connection]]
client = "CLIENT"
listener = "HOST.sec"
"""


class Estate:
    """A project in a folder, worked on through one session."""

    def __init__(self, session: Session, folder: Path) -> None:
        self.session = session
        self.folder = folder

    def answer(self, step_key: str, name: str, /, **answers: object) -> None:
        """Answer questions; each must be asked, and its answer be good."""
        prefix = "personal_certificate." if step_key == "personal-certificate" else ""
        for key, value in answers.items():
            chosen = step(step_key)
            place = next(s for s in chosen.subjects(self.session.project) if s.name == name)
            asked = {q.key: q for q in chosen.questions(self.session.project, place)}
            assert self.session.answer(place, asked[prefix + key], value) == ""  # type: ignore[arg-type]

    def ca(self, **answers: object) -> None:
        self.answer("ca", "CA", **answers)

    def personal(self, machine: str, /, **answers: object) -> None:
        self.answer("personal-certificate", machine, **answers)

    def state(self, item: str) -> tuple[State, tuple[str, ...]]:
        """Return an item's state once everything is looked at, with the reasons."""
        found = next(one for one in self.survey().items if one.name == item)
        assert all(len(reason) <= BRIEF for reason in found.because), found.because
        return found.state, found.because

    def survey(self) -> Survey:
        return self.session.survey()

    def said(self) -> str:
        """Return what all findings say, a line each."""
        return "\n".join(finding.message for finding in self.survey().findings)

    def codes(self, prefix: str = "") -> set[str]:
        return {f.code for f in self.survey().findings if f.code.startswith(prefix)}

    def apply(self, *only: str) -> set[str]:
        """Apply what is planned; returns the names of the written files below the folder."""
        plan = self.session.survey(only or None).plan
        written = set(self.session.apply(plan).written)
        return {path.removeprefix("prod.pwx/") for path in written}

    def path(self, name: str) -> Path:
        return self.folder / "prod.pwx" / name

    def certificates(self, name: str) -> "tuple[x509.Certificate, ...]":
        return pki.read(self.path(f"artifacts/{name}").read_bytes()).certificates

    def request(self, name: str) -> "x509.CertificateSigningRequest":
        return pki.load_request(self.path(f"artifacts/{name}").read_bytes())

    def put(self, name: str, data: bytes) -> str:
        (self.folder / name).write_bytes(data)
        return name

    def at(self, when: datetime) -> None:
        """Move the clock."""
        self.session.world = replace(self.session.world, clock=FixedClock(when))


@pytest.fixture
def estate(tmp_path: Path, open_session: OpenSession) -> Estate:
    """Three machines, one connection, all certificates made here with P-256 keys."""
    return Estate(open_session(lay_out(tmp_path)), tmp_path)


def lay_out(folder: Path) -> Path:
    """Write that estate's project file and its passphrases."""
    secrets = {"ca": CA_PASSPHRASE, "personal": PASSPHRASE, "file": FILE_PASSPHRASE}
    for name, secret in secrets.items():
        path = folder / f"{name}.secret"
        path.touch(0o600)
        path.write_text(secret + "\n")
    project = folder / "prod.toml"
    project.write_text(_PROJECT)
    return project


def written(folder: Path) -> Path:
    """Lay that estate out and write every file; keys cost nothing, dates are today's."""
    path = lay_out(folder)
    with Session.open(path) as session:
        session.world = replace(session.world, keys=KnownKeys())
        session.apply(session.survey().plan)
    return path


@dataclass(frozen=True)
class Outside:
    """A CA that is not ours: a root and an issuing CA below it."""

    root: "x509.Certificate"
    issuing: "x509.Certificate"
    key: pki.PrivateKey
    """The issuing CA's."""

    def leaf(
        self, public_key: object, *hosts: str, days: int = 400, at: datetime = NOW
    ) -> "x509.Certificate":
        profile = pki.PersonalProfile(pki.parse_dn(f"CN={hosts[0]}"), hosts, days)
        return pki.personal_certificate(
            public_key,  # type: ignore[arg-type]
            profile,
            self.issuing,
            self.key,
            pki.random_serial(),
            at,
        )

    def below(self, public_key: object, name: str = "CN=Signed Estate CA") -> "x509.Certificate":
        """Return a certificate for a CA below the root, signed by the issuing CA."""
        profile = pki.CaProfile(pki.parse_dn(name), 900, 0)
        return pki.issuing_ca(
            public_key,  # type: ignore[arg-type]
            profile,
            self.issuing,
            self.key,
            pki.random_serial(),
            NOW,
        )

    @property
    def above(self) -> "tuple[x509.Certificate, ...]":
        return (self.issuing, self.root)


@pytest.fixture(scope="session")
def outside() -> Outside:
    """An outside CA of two stages; its issuing CA may have one CA below it."""
    root_key, key = pki.make_key("p-256"), pki.make_key("p-256")
    root = pki.self_signed_ca(
        root_key, pki.CaProfile(pki.parse_dn("CN=Outside Root"), 3000, 2), pki.random_serial(), NOW
    )
    profile = pki.CaProfile(pki.parse_dn("CN=Outside Issuing CA"), 2000, 1)
    issuing = pki.issuing_ca(key.public_key(), profile, root, root_key, pki.random_serial(), NOW)
    return Outside(root, issuing, key)


def pem(*objects: "x509.Certificate | x509.CertificateSigningRequest") -> bytes:
    return b"".join(one.public_bytes(Encoding.PEM) for one in objects)


Making = Callable[..., bytes]
