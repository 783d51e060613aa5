"""Reports of a project and of bare files: what they say, what they never say, and that no more is written."""

import json
import os
import re
import subprocess
import sys
from base64 import b64encode
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from pwxwizard.cli import check, report, review
from tests.cli.calling import call
from tests.cli.conftest import Run
from tests.cli.test_review import HARMLESS, WRITING, tree

AT = f"{datetime.now(UTC) + timedelta(days=1):%Y-%m-%dT%H:%M}"
"""A moment at which what the finished estate has just made is valid."""
FORMATS = {"html": "html", "md": "markdown", "json": "json"}


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_project_is_reported_and_the_same_date_gives_the_same_bytes(
    finished: Path, tmp_path: Path, suffix: str
) -> None:
    first, second = tmp_path / f"a.{suffix}", tmp_path / "b"
    before = tree(finished.parent)
    said = call(report.command, finished, "--out", first, "--at", AT, "--json")
    assert said.code == 0, said.err
    assert said.json["format"] == FORMATS[suffix]
    again = ("--out", second, "--at", AT, "--format", FORMATS[suffix])
    assert call(report.command, finished, *again).code == 0
    assert first.read_bytes() == second.read_bytes()
    text = first.read_text()
    machines = ("ZOS1", "INTSVC", "ETLCLIENT", "WINNAV", "AS400")
    for word in (*machines, "Example PowerExchange CA", "rehearsal", "0001", "works"):
        assert word in text
    assert tree(finished.parent) == before


def test_the_json_report_says_what_the_project_is_like(finished: Path, tmp_path: Path) -> None:
    out = tmp_path / "a.json"
    call(report.command, finished, "--out", out, "--at", AT)
    said = json.loads(out.read_bytes())
    assert said["schema"] == 1
    assert len(said["connections"]) == 6
    assert {one["verdict"] for one in said["connections"]} == {"works"}
    assert {one["verdict"] for one in said["evidence"]} == {"succeeded"}
    assert all(re.fullmatch("[0-9a-f]{64}", one["sha256"]) for one in said["ends"])
    proofs = {one["name"]: (one["state"], one["proof"]) for one in said["items"]}
    assert proofs["ping/INTSVC->ZOS1.zossec"] == ("written", "to be proved")
    assert proofs["dbmover/INTSVC"] == ("written", "")
    written = [one for one in said["seen"] if one["written"]]
    assert len(written) > 20
    assert all(one["written"] == one["sha256"] for one in written)
    assert said["differences"] == []
    seen = {one["path"] for one in said["seen"]}
    assert "in/zos1/DBMOVER" in seen
    assert not [path for path in seen if path.startswith("secrets/")]
    later = call(report.command, finished, "--out", out, "--at", "2040-01-01")
    assert later.code == 0
    then = json.loads(out.read_bytes())
    assert {one["due"] for one in then["ends"]} == {"expired"}
    expired = {one["where"] for one in then["findings"] if one["code"] == "PKI270"}
    assert "demo.pwx/artifacts/ZOS1/certificate.pem" in expired
    assert "PKI270" not in {one["code"] for one in said["findings"]}
    # what would be written is told for the present
    assert (then["differences"], then["items"]) == (said["differences"], said["items"])
    for verb in (check.command, review.command):
        words = (finished, "--at", "2040-01-01", "--json")
        assert (judged := call(verb, *words)).code == 1
        assert {
            one["where"]["file"] for one in judged.json["findings"] if one["code"] == "PKI270"
        } == expired
        assert call(verb, finished, "--at", AT, "--json").code == 0


@pytest.mark.parametrize("suffix", FORMATS)
def test_no_report_holds_a_secret(finished: Path, tmp_path: Path, suffix: str) -> None:
    """Passphrases in DBMOVER files, passwords in policies and keys in bundles are planted and kept."""
    key = ec.generate_private_key(ec.SECP256R1())
    pem = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    (tmp_path / "dbmover.cfg").write_text(
        "SSL=(PASS=canary-clear-1,CALIST=/a/ca.pem,PERS=/a/p.pem)\n"
        "SSL=(PASSEP=CANARYENCRYPTED2,CALIST=/a/ca.pem)\n"
        "/* SSL=(PASS=canary-comment-3,CALIST=x)\n"
        "CAPI_CONNECTION=(NAME=A,PWD=canary-word-4)\n"
        "SSL=(PASS=canary-unclosed-5\n"
    )
    (tmp_path / "policy").write_text(
        "TTLSKeyringParms k\n{\n  Keyring a/b\n  KeyringPw canary-policy-6\n}\n"
        "TTLSGskLdapParms l\n{\n  GSK_LDAP_USER_PW canary-ldap-7\n}\n"
        "TTLSRule r\n{\n  KeyringPwx canary-typo-8\n  Canary\n"
    )
    chain = (finished.parent / "demo.pwx/artifacts/INTSVC/personal.pem").read_bytes()
    (tmp_path / "bundle.pem").write_bytes(pem + chain)
    out = tmp_path / f"audit.{suffix}"
    names = [tmp_path / name for name in ("dbmover.cfg", "policy", "bundle.pem")]
    said = call(review.command, *names, "--report", out, "--at", AT, "--platform", "linux")
    text = out.read_text()
    assert "bundle.pem" in text
    inside = re.findall(r"canary-[a-z]+-\d|CANARYENCRYPTED2", text + said.out + said.err)
    assert inside == []
    for data in (pem, chain):
        for line in data.decode().splitlines():
            if len(line) > 40:
                assert line not in text
    number = key.private_numbers().private_value.to_bytes(32, "big")
    assert number.hex() not in text
    assert b64encode(number).decode() not in text
    project = tmp_path / f"project.{suffix}"
    call(report.command, finished, "--out", project, "--at", AT)
    secrets = [path.read_text().strip() for path in (finished.parent / "secrets").iterdir()]
    assert len(secrets) >= 3
    assert not [secret for secret in secrets if secret in project.read_text()]


@pytest.mark.parametrize("bare", [False, True])
def test_review_writes_the_report_and_nothing_else(
    finished: Path, tmp_path: Path, bare: bool
) -> None:
    before = tree(finished.parent)
    home, place = tmp_path / "home", tmp_path / "place"
    home.mkdir(mode=0o500)
    place.mkdir()
    trace, out = tmp_path / "trace", place / "audit.html"
    what = [finished.parent / "in", finished.parent / "demo.pwx/artifacts"] if bare else [finished]
    done = subprocess.run(
        ["strace", "-f", "-e", "trace=file,desc,network", "-o", trace,
         sys.executable, "-P", "-m", "pwxwizard", "review", *what, "--report", out],
        capture_output=True,
        text=True,
        env={**os.environ, "HOME": str(home)},
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    calls = [line for line in trace.read_text(errors="replace").splitlines() if WRITING.match(line)]
    writing = [line for line in calls if not any(name in line for name in HARMLESS)]
    assert 2 <= len(writing) <= 4
    assert all(str(place) in line for line in writing)
    assert [path.name for path in place.iterdir()] == ["audit.html"]
    assert list(home.iterdir()) == []
    assert tree(finished.parent) == before


def test_what_cannot_be_written_is_refused_with_a_sentence(
    run: Run, finished: Path, tmp_path: Path
) -> None:
    mine = tmp_path / "mine.html"
    mine.write_text("mine")
    cases: list[tuple[int, list[str | Path]]] = [
        (4, ["--out", mine]),
        (4, ["--out", finished, "--format", "html", "--overwrite"]),
        (2, ["--out", tmp_path / "report"]),
        (2, ["--out", tmp_path / "no" / "report.html"]),
        (2, []),
    ]
    for code, options in cases:
        said = call(report.command, finished, *options)
        assert (said.code, bool(said.err)) == (code, True)
    assert call(review.command, finished, "--text", "--overwrite").code == 2
    assert run("report", tmp_path / "absent.toml", "--out", tmp_path / "a.html").code == 3
    assert mine.read_text() == "mine"
    assert list(tmp_path.iterdir()) == [mine]
