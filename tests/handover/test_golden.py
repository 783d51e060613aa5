"""Every packet of the demo, of three security managers and four sources, line by line.

After an intended change, write the golden files anew and look at the difference:
`PWXWIZARD_GOLDEN=write python -m pytest tests/handover/test_golden.py`
"""

import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pwxwizard import demo, handover
from pwxwizard.session import Session
from tests.conftest import FixedClock
from tests.handover.estate import Files, artifacts, demo_project

GOLDEN = Path(__file__).parent / "golden"
SOURCES: dict[str, dict[str, Any]] = {
    "pkcs12": {"personal_certificate": {"source": "create"}},
    "request": {
        "personal_certificate": {"source": "request"},
        "at_tls": {"client_auth_type": "SAFCheck", "client_users": {"INTSVC": "PWXINT"}},
    },
    "security-manager": {
        "personal_certificate": {"source": "security-manager", "access": "facility"},
    },
    "existing": {
        "personal_certificate": {"source": "existing", "label": "Its own label"},
        "at_tls": {"key_ring": "NETADM/SharedRing"},
    },
}


MACHINES = ("ZOS1", "INTSVC", "ETLCLIENT", "WINNAV", "AS400")
OTHERS = [
    ("network", "ZOS1"),
    *(("powerexchange", machine) for machine in MACHINES[:4]),
    ("ibmi", "AS400"),
]


@pytest.fixture(scope="module")
def reader(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """The demo's artifacts: certificates from fixtures, everything else as the wizard plans it."""
    found = artifacts(MACHINES, "demo")
    with Session.open(demo.lay_out(tmp_path_factory.mktemp("golden") / "demo")) as session:
        session.world = replace(session.world, clock=FixedClock())
        for change in session.survey().plan.changes:
            content = change.artifact.content
            if isinstance(content, bytes) and "/artifacts/" in change.artifact.path:
                found.files[change.artifact.path] = content
    secret = b"SSL=(PASSEP=0123456789ABCDEF,PERSONAL=/opt/pwx/ssl/personal.pem)\n"
    found.files["demo.pwx/artifacts/INTSVC/dbmover.cfg"] = secret
    return found


def same_as(name: str, content: bytes) -> None:
    path = GOLDEN / name
    if os.environ.get("PWXWIZARD_GOLDEN") == "write":
        path.write_bytes(content)
    assert content.decode().splitlines() == path.read_text(encoding="utf-8").splitlines()


def twice(reader: Files, changes: dict[str, Any], role: str, machine: str) -> handover.Packet:
    """Return a packet that has the same bytes when it is made once more, as a zip as well."""
    (first,) = handover.packets(demo_project(changes), reader, role=role, machine=machine)
    (second,) = handover.packets(demo_project(changes), reader, role=role, machine=machine)
    assert first == second
    assert handover.as_zip(first) == handover.as_zip(second)
    assert first.missing == ()
    return first


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("manager", ["racf", "acf2", "topsecret"])
def test_the_security_packet_is_as_it_was_reviewed(
    reader: Files, manager: str, source: str
) -> None:
    changes = {"security_manager": manager, **SOURCES[source]}
    packet = twice(reader, changes, "security", "ZOS1")
    same_as(f"{manager}-{source}.txt", packet.files["README.txt"])
    jobs = [content for path, content in sorted(packet.files.items()) if path.endswith(".jcl")]
    same_as(f"{manager}-{source}.jcl", b"".join(jobs))
    same_as(f"{manager}-{source}.sums", packet.files["SHA256SUMS"])


@pytest.mark.parametrize(("role", "machine"), OTHERS)
def test_the_other_packets_are_as_they_were_reviewed(
    reader: Files, role: str, machine: str
) -> None:
    packet = twice(reader, {}, role, machine)
    same_as(f"{role}-{machine}.md", packet.files["README.md"])
    same_as(f"{role}-{machine}.sums", packet.files["SHA256SUMS"])


def test_no_packet_of_the_demo_is_left_out(reader: Files) -> None:
    found = [(one.role, one.machine) for one in handover.packets(demo_project(), reader)]
    assert found == [("security", "ZOS1"), *OTHERS]
    names = {path.name for path in GOLDEN.iterdir()}
    kinds = {f"{m}-{s}" for m in ("racf", "acf2", "topsecret") for s in SOURCES}
    wanted = {f"{kind}.{end}" for kind in kinds for end in ("txt", "jcl", "sums")}
    assert names == wanted | {f"{r}-{m}.{end}" for r, m in OTHERS for end in ("md", "sums")}
