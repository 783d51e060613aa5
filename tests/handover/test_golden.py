"""The packets of three security managers and four sources, line by line.

After an intended change, write the golden files anew and look at the difference:
`PWXWIZARD_GOLDEN=write python -m pytest tests/handover/test_golden.py`
"""

import os
from pathlib import Path
from typing import Any

import pytest

from pwxwizard import handover
from tests.handover.estate import artifacts, project

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


def same_as(name: str, content: bytes) -> None:
    path = GOLDEN / name
    if os.environ.get("PWXWIZARD_GOLDEN") == "write":
        path.write_bytes(content)
    assert content.decode().splitlines() == path.read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("source", SOURCES)
@pytest.mark.parametrize("manager", ["racf", "acf2", "topsecret"])
def test_the_security_packet_is_as_it_was_reviewed(manager: str, source: str) -> None:
    changed = project({"security_manager": manager, **SOURCES[source]})
    (packet,) = handover.packets(changed, artifacts(), role="security", machine="ZOS1")
    same_as(f"{manager}-{source}.txt", packet.files["README.txt"])
    jobs = [content for path, content in sorted(packet.files.items()) if path.endswith(".jcl")]
    same_as(f"{manager}-{source}.jcl", b"".join(jobs))


@pytest.mark.parametrize(
    ("role", "machine"),
    [
        ("network", "ZOS1"),
        ("powerexchange", "INTSVC"),
        ("powerexchange", "ZOS1"),
        ("ibmi", "AS400"),
    ],
)
def test_the_other_packets_are_as_they_were_reviewed(role: str, machine: str) -> None:
    (packet,) = handover.packets(project(), artifacts(), role=role, machine=machine)
    same_as(f"{role}-{machine}.md", packet.files["README.md"])
