"""Renewing, withdrawing, changing the CA and looking ahead, from the command line."""

import json
import re
from datetime import timedelta
from pathlib import Path
from shutil import copytree

import jsonschema
import pytest
from click.testing import CliRunner

from pwxwizard import pki
from pwxwizard.cli import main
from pwxwizard.machine import SystemClock
from pwxwizard.session import Session
from tests.cli.conftest import Ran, Run
from tests.cli.prepared import schema
from tests.keys import known_key
from tests.steps.conftest import Outside, outside, pem, written

__all__ = ["outside"]


@pytest.fixture(scope="session")
def run() -> Run:
    """Run a verb in this process, which is fast; an exception that escapes fails the test."""

    def ran(*arguments: str | Path) -> Ran:
        done = CliRunner().invoke(main, [str(argument) for argument in arguments])
        assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
        return Ran(done.exit_code, done.stdout, done.stderr)

    return ran


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Three machines with every file written, which a test may change."""
    return written(tmp_path)


def leaf(project: Path, machine: str) -> "pki.Contents":
    path = project.parent / "prod.pwx/artifacts" / machine / "certificate.pem"
    return pki.read(path.read_bytes())


def test_renew_lists_who_has_something_to_do_and_apply_does_it(project: Path, run: Run) -> None:
    before = leaf(project, "HOST").certificates[0]
    done = run("cert", "renew", project, "--machine", "HOST", "--json")
    assert done.code == 0, done.err
    (row,) = done.json["machines"]
    assert row["machine"] == "HOST"
    assert any("personal.p12 -> the listener's key ring" in line for line in row["install"])
    assert set(row["prove"]) >= {"CLIENT->HOST.sec"}
    assert run("apply", project, "--yes").code == 0
    after = leaf(project, "HOST").certificates[0]
    assert after.serial_number != before.serial_number
    assert pki.keeps_key(before, after)


def test_renew_with_a_new_key_names_the_consent(project: Path, run: Run) -> None:
    before = leaf(project, "CLIENT").certificates[0]
    done = run("cert", "renew", project, "--machine", "CLIENT", "--new-key", "--json")
    consent = "prod.pwx/private/CLIENT.key.pem"
    assert f"--replace-key {consent}" in done.json["next"]
    assert run("apply", project, "--yes", "--replace-key", consent).code == 0
    assert not pki.keeps_key(before, leaf(project, "CLIENT").certificates[0])


def test_renew_needs_a_machine_of_the_project(project: Path, run: Run) -> None:
    assert run("cert", "renew", project).code == 2
    assert run("cert", "renew", project, "--machine", "NOBODY").code == 2


def test_revoke_makes_a_list_and_asks_for_a_renewal(project: Path, run: Run) -> None:
    serial = leaf(project, "CLIENT").certificates[0].serial_number
    done = run("cert", "revoke", project, "--machine", "CLIENT", "--reason", "superseded", "--json")
    assert done.code == 0, done.err
    assert int(done.json["serial"], 16) == serial
    assert run("cert", "revoke", project, "--machine", "CLIENT").code == 4
    checked = run("check", project, "--json")
    assert checked.code == 1
    assert "CER011" in {finding["code"] for finding in checked.json["findings"]}
    trusted = run("trust", project, "--json")
    assert trusted.code == 0
    assert {one["verdict"] for one in trusted.json["connections"]} == {"works"}
    assert "TRU317" in {
        reason["code"] for one in trusted.json["connections"] for reason in one["reasons"]
    }
    said = run("trust", project).out
    assert ", with a withdrawn certificate  TLS" in said
    assert "(superseded), and HOST accepts it until" in said
    out = project.with_name("report.json")
    assert run("report", project, "--out", out).code == 0
    report = json.loads(out.read_bytes())
    (entry,) = report["withdrawn"]
    due = {one["subject"]: one["due"] for one in report["ends"]}
    assert list(due.values()).count("withdrawn") == 1
    assert (entry["name"], int(entry["serial"], 16), entry["reason"]) == (
        "CLIENT",
        serial,
        "superseded",
    )
    out.unlink()
    assert (
        run("apply", project, "--yes").code == 1
    )  # the revoked certificate is an error until it is renewed
    crl = project.parent / "prod.pwx/artifacts/ca/ca.crl.pem"
    (listed,) = pki.read(crl.read_bytes()).crls
    assert [entry.serial_number for entry in listed] == [serial]
    assert run("cert", "renew", project, "--machine", "CLIENT").code == 0
    assert run("apply", project, "--yes").code == 0
    assert run("cert", "crl", project).code == 0
    assert run("apply", project, "--yes").code == 0
    assert pki.read(crl.read_bytes()).crls[0] != listed
    assert run("check", project).code == 0


def test_after_a_renewal_trust_and_report_tell_of_the_former_key(project: Path, run: Run) -> None:
    for machine in ("CLIENT", "HOST"):
        asked = ("cert", "revoke", project, "--machine", machine, "--reason", "key-compromise")
        assert run(*asked).code == 0
        assert run("cert", "renew", project, "--machine", machine, "--new-key").code == 0
    keys = [f"--replace-key=prod.pwx/private/{name}.key.pem" for name in ("CLIENT", "HOST")]
    assert run("apply", project, "--yes", *keys).code == 0
    trusted = run("trust", project, "--json")
    assert trusted.code == 0
    jsonschema.validate(trusted.json, schema(("trust",)))
    (connection,) = trusted.json["connections"]
    assert connection["verdict"] == "works"
    codes = [reason["code"] for reason in connection["reasons"]]
    assert (codes.count("TRU317"), codes.count("TRU318")) == (0, 2)
    said = run("trust", project).out
    assert ", with a withdrawn certificate" not in said
    assert "A former certificate of CLIENT, withdrawn on " in said
    assert "whoever has its key can pose as HOST until it ends" in said
    out = project.with_name("report.md")
    assert run("report", project, "--out", out).code == 0
    assert "A former certificate of CLIENT, withdrawn on " in out.read_text()
    # once the former CA is trusted no longer, nobody lets the old key in
    assert run("cert", "change-ca", project).code == 0
    assert run("apply", project, "--yes").code == 0
    assert "TRU318" in run("trust", project, "--json").out
    assert run("cert", "renew", project, "--all").code == 0
    assert run("apply", project, "--yes").code == 0
    assert run("cert", "change-ca", project, "--finish").code == 0
    assert run("apply", project, "--yes").code == 0
    assert "TRU318" not in run("trust", project, "--json").out


def test_the_certificate_of_a_removed_machine_is_revoked_by_its_name(
    project: Path, run: Run
) -> None:
    serial = leaf(project, "CLIENT").certificates[0].serial_number
    with Session.open(project) as session:
        session.remove(next(one for one in session.items() if one.name == "estate/CLIENT"))
    done = run("cert", "revoke", project, "--machine", "CLIENT", "--json")
    assert done.code == 0, done.err
    assert int(done.json["serial"], 16) == serial
    unknown = run("cert", "revoke", project, "--machine", "NOBODY")
    assert unknown.code == 2
    assert "There is no machine NOBODY." in unknown.err


def test_the_ca_changes_in_steps_and_not_before_its_time(project: Path, run: Run) -> None:
    assert run("cert", "change-ca", project, "--finish").code == 4
    begun = run("cert", "change-ca", project, "--json")
    assert begun.code == 0, begun.err
    jsonschema.validate(begun.json, schema(("cert", "change-ca")))
    assert len(begun.json["next"]) == 4
    # neither the end nor another change can be asked for before the new CA is there
    assert run("cert", "change-ca", project).code == 4
    assert run("cert", "change-ca", project, "--finish").code == 4
    assert run("apply", project, "--yes").code == 0
    early = run("cert", "change-ca", project, "--finish")
    assert early.code == 4
    assert "HOST" in early.err
    rehearsed = run("rehearse", project)
    assert rehearsed.code == 0, rehearsed.out
    assert run("cert", "renew", project, "--all").code == 0
    assert run("apply", project, "--yes").code == 0
    assert run("cert", "change-ca", project, "--finish").code == 0
    assert run("apply", project, "--yes").code == 0
    listed = (project.parent / "prod.pwx/artifacts/HOST/ca-list.pem").read_bytes()
    assert len(pki.read(listed).certificates) == 1
    assert run("rehearse", project).code == 0
    assert run("plan", project).out.splitlines()[-1] == "Nothing is to be written."


def test_a_wrong_clock_an_expired_ca_and_a_foreign_answer_are_told(
    project: Path, run: Run, monkeypatch: pytest.MonkeyPatch, outside: Outside
) -> None:
    before = leaf(project, "HOST").certificates[0]

    def applied() -> str:
        done = run("apply", project, "--yes")
        assert done.code == 1, done.out
        assert "PRIVATE" not in done.out + done.err
        return " ".join((done.out + done.err).split())

    assert run("cert", "renew", project, "--machine", "HOST").code == 0
    with monkeypatch.context() as patch:
        made = before.not_valid_before_utc
        for days, said in ((-2, "this machine's clock says"), (9000, "The CA certificate expired")):
            at = made + timedelta(days=days)
            patch.setattr(SystemClock, "now", lambda _, at=at: at)
            assert said in applied()
            assert leaf(project, "HOST").certificates[0] == before

    own = "machine.CLIENT.personal_certificate"
    assert run("set", "--project", project, f"{own}.source=external").code == 0
    assert run("apply", project, "--yes").code == 0
    key = known_key("p-256", 99)
    foreign = outside.leaf(key.public_key(), "somebody.example.com")
    files = {
        "foreign.pem": (pem(foreign), "holds our key; it holds: CN=somebody"),
        "key.pem": (pki.key_pem(key, "canary-bKx44"), "encrypted private key"),
        "zeros.pem": (b"\0" * 10_000_000, "10,000,000 octets"),
        "cut.pem": (pem(foreign)[:300], "END line"),
    }
    for name, (data, said) in files.items():
        (project.parent / name).write_bytes(data)
        assert run("set", "--project", project, f"{own}.answer={name}").code == 0
        assert said in applied(), name


def parsed(calendar: bytes) -> list[dict[str, str]]:
    """Return the events of a calendar read strictly by RFC 5545, each a property once."""
    assert calendar.endswith(b"\r\n")
    physical = calendar[:-2].split(b"\r\n")
    assert all(len(line) <= 75 and b"\r" not in line and b"\n" not in line for line in physical)
    for part in physical:
        part.decode("utf-8")  # a fold never parts a character
    lines = calendar[:-2].replace(b"\r\n ", b"").decode("utf-8").split("\r\n")
    assert lines[0] == "BEGIN:VCALENDAR"
    assert "VERSION:2.0" in lines[:3]
    assert any(line.startswith("PRODID:") for line in lines[:3])
    events: list[dict[str, str]] = []
    opened: list[str] = []
    for line in lines:
        match = re.fullmatch(r"([A-Z-]+)((?:;[A-Z-]+=[A-Za-z0-9-]+)*):(.*)", line)
        assert match is not None, line
        name, value = match[1], match[3]
        if name == "BEGIN":
            opened.append(value)
            if value == "VEVENT":
                events.append({})
        elif name == "END":
            assert opened.pop() == value
        elif opened[-1] == "VEVENT":
            assert name not in events[-1]
            events[-1][name] = value
    assert opened == []
    return events


def test_the_calendar_of_ends_is_strictly_one_and_stays_the_same(
    finished: Path, run: Run, tmp_path: Path
) -> None:
    copytree(finished.parent, tmp_path / "renamed")
    finished = tmp_path / "renamed" / finished.name
    text = finished.read_text(encoding="utf-8")
    name = "Größte, längste; Umgebung\\\\ für die Überprüfung sämtlicher Zertifikate der Anlage"
    finished.write_text(text.replace('name = "demo"', f'name = "{name}"', 1), encoding="utf-8")
    assert run("expire", finished, "--ics", tmp_path / "one.ics").code == 0
    assert run("expire", finished, "--within", "900d", "--ics", tmp_path / "two.ics").code == 1
    one, two = (parsed((tmp_path / f"{name}.ics").read_bytes()) for name in ("one", "two"))
    assert len(one) == 6
    assert len({event["UID"] for event in one}) == 6
    assert [event["UID"] for event in one] == [event["UID"] for event in two]
    rows = run("expire", finished, "--json").json["ends"]
    for event, row in zip(one, rows, strict=True):
        assert re.fullmatch(r"\d{8}T\d{6}Z", event["DTSTAMP"])
        assert event["DTSTART"] == row["ends"][:10].replace("-", "")
        assert event["SUMMARY"].startswith(r"Größte\, längste\; Umgebung\\ für")


def test_expire_looks_ahead(finished: Path, run: Run, tmp_path: Path) -> None:
    today = run("expire", finished, "--json")
    assert today.code == 0
    rows = today.json["ends"]
    assert today.json["schema"] == 1
    assert [row["ends"] for row in rows] == sorted(row["ends"] for row in rows)
    assert len(rows) == 6
    (ca,) = [row for row in rows if "CA" in row["subject"]]
    assert len(ca["machines"]) == 5
    soon = run("expire", finished, "--within", "900d")
    assert soon.code == 1
    assert "soon" in soon.out
    late = run("expire", finished, "--at", "2090-01-01", "--ics", tmp_path / "ends.ics")
    assert late.code == 1
    assert late.out.count("expired") == 6
    assert run("expire", finished, "--within", "soon").code == 2
    assert run("expire", finished, "--ics", tmp_path / "no" / "where.ics").code == 2
