"""A small estate with canned artifacts, so that packets have the same bytes on every run."""

import tomllib
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pwxwizard import resources
from pwxwizard.project import Project
from pwxwizard.project_tables import understand
from pwxwizard.world import Found

NOW = datetime(2030, 6, 1, 12, tzinfo=UTC)
"""The day of every judgement."""
FIXTURES = Path(__file__).parent / "fixtures"

ESTATE: dict[str, Any] = {
    "schema": 1,
    "name": "sample",
    "ca": {"subject": "CN=Example PowerExchange CA,O=Example,C=US"},
    "machine": {
        "ZOS1": {
            "platform": "zos",
            "hosts": ["zos1.example.com", "192.0.2.10"],
            "release": "2.5",
            "listener": {
                "node1": {"port": 2480, "secure": False, "job": "PWXLST", "user": "PWXSTC"},
                "zossec": {"port": 6001, "job": "PWXLST", "user": "PWXSTC"},
            },
            "personal_certificate": {
                "key": "p-256",
                "subject": "CN=zos1.example.com,O=Example,C=US",
            },
            "at_tls": {"client_auth_type": "Required"},
        },
        "INTSVC": {
            "platform": "linux",
            "hosts": ["intsvc.example.com", "192.0.2.20"],
            "listener": {"intsec": {"port": 6002}},
            "dbmover": {"folder": "/opt/pwx/ssl"},
        },
        "WINNAV": {
            "platform": "windows",
            "hosts": ["winnav.example.com"],
            "dbmover": {"folder": "C:\\Informatica\\PowerExchange\\ssl"},
        },
        "AS400": {
            "platform": "ibmi",
            "hosts": ["as400.example.com"],
            "release": "7.4",
            "listener": {"as400sec": {"port": 6004, "user": "PWXUSER"}},
            "dbmover": {"app_id": "PWX_LISTENER"},
        },
    },
    "connection": [
        {"client": "INTSVC", "listener": "ZOS1.zossec"},
        {"client": "INTSVC", "listener": "AS400.as400sec"},
        {"client": "WINNAV", "listener": "ZOS1.zossec"},
    ],
}


class Files:
    """A reader of files that exist only here."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self.files = dict(files)

    def look(self, path: str) -> Found:
        return Found("file", self.files[path], 0o600) if path in self.files else Found("absent")

    def names(self, path: str) -> tuple[str, ...]:
        prefix = path.rstrip("/") + "/"
        return tuple(
            sorted({p[len(prefix) :].split("/")[0] for p in self.files if p.startswith(prefix)})
        )


def project(changes: Mapping[str, Any] | None = None) -> Project:
    """Return the estate, with some of ZOS1's tables laid over it."""
    return whole(laid_over(ESTATE, changes))


def demo_project(changes: Mapping[str, Any] | None = None) -> Project:
    """Return the demo estate, with some of ZOS1's tables laid over it."""
    return whole(laid_over(tomllib.loads(resources.text("demo/demo.toml")), changes), "demo")


def laid_over(estate: Mapping[str, Any], changes: Mapping[str, Any] | None) -> dict[str, Any]:
    """Return an estate with some of ZOS1's tables laid over it."""
    tables = {**estate, "machine": {**estate["machine"]}}
    zos = dict(tables["machine"]["ZOS1"])
    for key, value in (changes or {}).items():
        zos[key] = {**zos[key], **value} if isinstance(zos.get(key), dict) else value
    tables["machine"]["ZOS1"] = zos
    return tables


def whole(tables: Mapping[str, Any], name: str = "sample") -> Project:
    """Return a project of plain tables."""
    understood = understand(tables, name, f"{name}.pwx")
    assert understood.project is not None, understood.errors
    return understood.project


def artifacts(
    machines: tuple[str, ...] = ("ZOS1", "INTSVC", "WINNAV", "AS400"), name: str = "sample"
) -> Files:
    """Return the artifacts as they stand after everything has been written."""
    ca = (FIXTURES / "ca.pem").read_bytes()
    files = {f"{name}.pwx/artifacts/ca/ca.pem": ca}
    for machine in machines:
        folder = f"{name}.pwx/artifacts/{machine}"
        files[f"{folder}/ca-list.pem"] = ca
        source = FIXTURES / f"{machine}.pem"
        leaf = source if source.exists() else FIXTURES / "INTSVC.pem"
        files[f"{folder}/certificate.pem"] = leaf.read_bytes()
        package = "personal.p12" if machine in {"ZOS1", "AS400"} else "personal.pem"
        files[f"{folder}/{package}"] = f"the key of {machine} would be here".encode()
    return Files(files)
