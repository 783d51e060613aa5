"""`demo --finish` does the whole job, and other programs agree with every file it made."""

import re
import subprocess
from pathlib import Path

import pytest

from pwxwizard import attls, dbmover
from tests.cli.conftest import Run

MACHINES = ("ZOS1", "INTSVC", "ETLCLIENT", "WINNAV", "AS400")
DBMOVERS = {
    "ZOS1": "in/zos1/DBMOVER",
    "INTSVC": "in/intsvc/dbmover.cfg",
    "ETLCLIENT": "in/etlclient/dbmover.cfg",
    "WINNAV": "in/winnav/dbmover.cfg",
    "AS400": "in/as400/DBMOVER",
}


def artifacts(project: Path) -> Path:
    return project.parent / "demo.pwx" / "artifacts"


def passphrase(project: Path) -> str:
    return (project.parent / "secrets" / "personal-passphrase").read_text().strip()


def call(*arguments: str | Path) -> str:
    done = subprocess.run(
        [str(argument) for argument in arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize("machine", MACHINES)
def test_openssl_accepts_the_personal_certificate_against_the_ca_list(
    finished: Path, machine: str
) -> None:
    folder = artifacts(finished) / machine
    ca_list, certificate = folder / "ca-list.pem", folder / "certificate.pem"
    for purpose in ("sslserver", "sslclient"):
        said = call(
            "openssl",
            "verify",
            "-x509_strict",
            "-purpose",
            purpose,
            "-CAfile",
            ca_list,
            certificate,
        )
        assert said.strip().endswith(": OK")


@pytest.mark.parametrize("machine", ["ZOS1", "AS400"])
def test_openssl_and_keytool_read_the_pkcs12_files(finished: Path, machine: str) -> None:
    store = artifacts(finished) / machine / "personal.p12"
    password = f"pass:{passphrase(finished)}"
    legacy = ["-legacy"] if b"\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01" in store.read_bytes() else []
    listed = call(
        "openssl", "pkcs12", *legacy, "-in", store, "-passin", password, "-nodes", "-info"
    )
    assert listed.count("BEGIN CERTIFICATE") == 2
    assert listed.count("BEGIN PRIVATE KEY") == 1
    assert f"friendlyName: PWX {machine}" in listed
    keys = call(
        "keytool", "-list", "-keystore", store, "-storetype", "PKCS12", "-storepass",
        passphrase(finished),
    )  # fmt: skip
    assert "PrivateKeyEntry" in keys


@pytest.mark.parametrize("machine", ["INTSVC", "ETLCLIENT", "WINNAV"])
def test_openssl_opens_the_key_of_a_personal_pem_file(finished: Path, machine: str) -> None:
    personal = artifacts(finished) / machine / "personal.pem"
    assert b"BEGIN ENCRYPTED PRIVATE KEY" in personal.read_bytes()
    key = call(
        "openssl", "pkey", "-in", personal, "-passin", f"pass:{passphrase(finished)}", "-pubout"
    )
    certificate = call("openssl", "x509", "-in", personal, "-noout", "-pubkey")
    assert key == certificate


def removed(text: bytes, added: list[bytes]) -> bytes:
    for line in added:
        assert text.count(line) >= 1
        text = text.replace(line, b"", 1)
    return text


@pytest.mark.parametrize("machine", MACHINES)
def test_dbmover_differs_from_what_was_there_by_our_lines_only(
    finished: Path, machine: str
) -> None:
    before = (finished.parent / DBMOVERS[machine]).read_bytes()
    after = (artifacts(finished) / machine / Path(DBMOVERS[machine]).name).read_bytes()
    assert after != before
    assert dbmover.undo(after) == before
    kept = iter(after.splitlines(keepends=True))
    # Every line of the administrators' own is there, whole and in the same order.
    assert all(line in kept for line in before.splitlines(keepends=True)[:-1])


def test_the_policy_differs_from_what_was_there_by_our_lines_only(finished: Path) -> None:
    before = (finished.parent / "in/zos1/pagent_ttls.conf").read_bytes()
    after = (artifacts(finished) / "ZOS1/pagent_ttls.conf").read_bytes()
    assert attls.undo(after) == before
    kept = iter(after.splitlines(keepends=True))
    assert all(line in kept for line in before.splitlines(keepends=True))


def test_every_key_file_is_private_and_encrypted(finished: Path) -> None:
    storage = finished.parent / "demo.pwx"
    keys = [
        *(storage / "private").iterdir(),
        *storage.rglob("personal.pem"),
        *storage.rglob("personal.p12"),
    ]
    assert len(keys) == 6 + 5
    for path in keys:
        assert path.stat().st_mode & 0o777 == 0o600, path
        assert path.suffix == ".p12" or b"ENCRYPTED PRIVATE KEY" in path.read_bytes()
        assert not re.search(rb"BEGIN (RSA |EC )?PRIVATE KEY", path.read_bytes())
    assert (storage / "private").stat().st_mode & 0o777 == 0o700


def test_applying_again_plans_nothing(finished: Path, run: Run) -> None:
    again = run("apply", finished, "--yes", "--json")
    assert again.code == 0, again.err
    assert again.json == {"schema": 1, "apply": "", "written": []}
    assert run("plan", finished).out.splitlines()[-1] == "Nothing is to be written."


def test_every_connection_is_rehearsed_with_success(finished: Path, run: Run) -> None:
    rehearsed = run("rehearse", finished, "--json")
    assert rehearsed.code == 0, rehearsed.out
    assert rehearsed.json["not_written"] == []
    assert rehearsed.json["to_fill_in"] == ["ETLCLIENT", "WINNAV"]
    connections = rehearsed.json["connections"]
    assert len(connections) == 6
    for connection in connections:
        assert connection["outcome"] == "succeeded", connection
        assert connection["server_authenticated"]
        assert connection["client_authenticated"]
        assert connection["steps"][-2].endswith(" checks it and accepts it.")


def test_no_secret_is_in_anything_but_its_own_place(finished: Path, run: Run) -> None:
    folder = finished.parent
    secrets = {path.name: path.read_text().strip() for path in (folder / "secrets").iterdir()}
    allowed = {folder / "demo.pwx/artifacts/INTSVC/dbmover.cfg": "intsvc-encrypted-passphrase"}
    files = [path for path in folder.rglob("*") if path.is_file() and path.parent.name != "secrets"]
    assert len(files) > 40
    for path in files:
        for name, secret in secrets.items():
            if allowed.get(path) != name:
                assert secret.encode() not in path.read_bytes(), path
    for verb in (
        ["status"],
        ["check"],
        ["plan"],
        ["plan", "--json"],
        ["review", "--text"],
        ["rehearse"],
    ):
        said = run(*verb, finished)
        for secret in secrets.values():
            assert secret not in said.out + said.err


def test_the_sample_is_introduced_once_to_who_is_asked_line_by_line(
    run: Run, tmp_path: Path
) -> None:
    first = run("demo", tmp_path / "sample", "--plain")
    assert "nothing is written yet" in first.out
    assert str(tmp_path / "sample") in first.out
    again = run("demo", tmp_path / "sample", "--plain")
    assert "nothing is written yet" not in again.out
