"""Packets out, listings back in, the estate as a table, and codes explained: from the command line."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def written(finished: Path, tmp_path: Path) -> Path:
    shutil.copytree(finished.parent, tmp_path / "demo", symlinks=True)
    return tmp_path / "demo" / "demo.toml"


def content(folder: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(folder)): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_packets_are_the_same_twice_and_hold_no_secret(
    finished: Path, run: Run, tmp_path: Path
) -> None:
    for name in ("one", "two"):
        done = run("handover", finished, "--out", tmp_path / name)
        assert done.code == 0
        assert (
            "Wanted back is the whole output of RACDCERT LISTRING and RACDCERT LIST, job PWX6LIST: "
            "pwxwizard evidence add personal-certificate/ZOS1"
        ) in done.out
    first = content(tmp_path / "one")
    assert first == content(tmp_path / "two")
    assert {path.split("/")[0] for path in first} == {
        "security", "network", "powerexchange", "ibmi", "ansible",
    }  # fmt: skip
    secrets = [path.read_bytes().strip() for path in (finished.parent / "secrets").iterdir()]
    for data in first.values():
        assert b"PRIVATE KEY" not in data
        assert not any(secret in data for secret in secrets)


def test_one_packet_is_written_as_a_zip(finished: Path, run: Run, tmp_path: Path) -> None:
    options = ("--role", "security", "--machine", "ZOS1", "--zip", "--json")
    done = run("handover", finished, "--out", tmp_path / "zip", *options)
    assert done.code == 0
    assert [Path(path).name for path in done.json["written"]] == ["security-ZOS1.zip"]
    assert run("handover", finished, "--machine", "NOBODY").code == 2


def test_what_comes_back_is_judged_and_kept(written: Path, run: Run, tmp_path: Path) -> None:
    listing = tmp_path / "ping.txt"
    listing.write_text(
        "PWX-00750 DTLREXE Input LOC=zossec, PROG=PING\nPWX-00755 DTLREXE Command OK!\n"
    )
    item = "ping/INTSVC->ZOS1.zossec"
    done = run("evidence", "add", item, listing, "--project", written, "--json")
    assert [one["kind"] for one in done.json["listings"]] == ["ping"]
    kept = run("evidence", "list", "--project", written, "--json").json["evidence"]
    assert (item, "ping", False) in {
        (entry["item"], entry["kind"], entry["outdated"]) for entry in kept
    }
    other = "ping/INTSVC->AS400.as400sec"
    refused = run("evidence", "add", other, listing, "--project", written)
    assert refused.code == 1
    assert f"{other}  ping" not in run("evidence", "list", "--project", written).out
    assert "This is the output for zossec; as400sec is wanted. PING as400sec" in refused.out
    dbmover = written.parent / "demo.pwx" / "artifacts" / "INTSVC" / "dbmover.cfg"
    before = dbmover.read_bytes()
    dbmover.write_bytes(before + b"/* changed */\n")
    told = run("evidence", "list", "--project", written).out
    assert f"{item}  ping: proved, outdated. " in told
    assert f"{item}  rehearsal: succeeded, outdated. " in told
    assert "    demo.pwx/artifacts/INTSVC/dbmover.cfg changed; PING again.\n" in told
    dbmover.write_bytes(before)
    assert run("evidence", "add", "ping/nobody", listing, "--project", written).code == 2
    rubbish = tmp_path / "rubbish.txt"
    rubbish.write_text("nothing known\n")
    assert run("evidence", "add", item, rubbish, "--project", written).code == 1
    # what proves nothing does not take the place of what was proved
    listing.write_text(listing.read_text().replace("zossec", "as400sec"))
    assert run("evidence", "add", item, listing, "--project", written).code == 1
    assert f"{item}  ping: proved. " in run("evidence", "list", "--project", written).out
    gone = run("evidence", "remove", item, "--kind", "ping", "--project", written)
    assert (gone.code, f"{item}  ping: proved. " in gone.out) == (0, True)
    left = run("evidence", "list", "--project", written).out
    assert (f"{item}  ping" in left, f"{item}  rehearsal" in left) == (False, True)
    told = run("history", written, "--json").json["history"]
    assert ("evidence", "1 proof dropped") in [(one["kind"], one["label"]) for one in told]
    assert run("evidence", "remove", item, "--kind", "ping", "--project", written).code == 2


def test_the_estate_goes_out_and_comes_back_as_a_table(
    written: Path, run: Run, tmp_path: Path
) -> None:
    table = tmp_path / "estate.csv"
    table.write_text(run("estate", "export", "--project", written).out)
    fresh = tmp_path / "fresh.toml"
    assert run("new", fresh, "--no-wizard").code == 0
    assert run("estate", "import", table, "--project", fresh).code == 0
    assert run("estate", "export", "--project", fresh).out == table.read_text()
    table.write_text("kind,name\nlistener,nobody\n")
    before = fresh.read_bytes()
    assert run("estate", "import", table, "--project", fresh).code == 1
    assert fresh.read_bytes() == before


def test_a_fleet_goes_from_a_table_to_packets_and_an_inventory(run: Run, tmp_path: Path) -> None:
    """Fifty machines: one table, one answer for all of them, one apply, one hand-over."""
    clients = [f"LNX{number:02}" for number in range(48)]
    answers = "personal_certificate.key,personal_certificate.passphrase,dbmover.folder"
    rows = [
        f"kind,name,platform,hosts,client,listener,port,job,user,{answers}",
        *(
            f"machine,{name},linux,{name.lower()}.example.com,,,,,,p-256,file:secret,/opt/pwx/ssl"
            for name in clients
        ),
    ]
    for server in ("ZOS1", "ZOS2"):
        rows += [
            f"machine,{server},zos,{server.lower()}.example.com,,,,,,p-256,file:secret,",
            f"listener,{server}.sec,,,,,6001,PWXLST,PWXSTC,,,",
        ]
    rows += [f"connection,,,,{name},ZOS{int(name[3:]) % 2 + 1}.sec,,,,,," for name in clients]
    (tmp_path / "fleet.csv").write_text("\n".join(rows) + "\n")
    secret = tmp_path / "secret"
    secret.touch(0o600)
    secret.write_text("canary-fleet-7c1\n")
    project = tmp_path / "fleet.toml"
    assert run("new", project, "--no-wizard").code == 0
    assert run("estate", "import", tmp_path / "fleet.csv", "--project", project).code == 0
    given = (
        "machine.*.personal_certificate.days=400", "ca.key=p-256", "ca.passphrase=file:secret",
    )  # fmt: skip
    assert len(run("set", *given, "--project", project, "--json").json["saved"]) == 52
    assert run("apply", project, "--yes").code == 0
    done = run("handover", project, "--json")
    assert done.code == 0
    assert done.json["missing"] == []
    home = tmp_path / "fleet.pwx" / "handover"
    folders = {path.parent.relative_to(home).as_posix() for path in home.rglob("README.md")}
    assert folders == {
        "ansible",
        *(f"powerexchange/{name}" for name in (*clients, "ZOS1", "ZOS2")),
        *(f"{role}/{server}" for role in ("security", "network") for server in ("ZOS1", "ZOS2")),
    }
    assert not [path for path, data in content(home).items() if b"canary-fleet" in data]
    listed = subprocess.run(
        [Path(sys.executable).with_name("ansible-playbook"), "-i", "inventory.yml", "luw.yml",
         "--list-hosts"],
        cwd=home / "ansible",
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"},
        capture_output=True,
        text=True,
        check=True,
        timeout=120,
    )  # fmt: skip
    assert set(re.findall(r"LNX\d\d", listed.stdout)) == set(clients)


def test_codes_are_explained_and_unknown_ones_said_to_be_unknown(finished: Path, run: Run) -> None:
    done = run("explain", "EZD1287I TTLS Error RC: 435 Initial Handshake", "--json")
    codes = {row["code"]: row for row in done.json["explanations"]}
    assert codes["435"]["known"]
    assert codes["435"]["confidence"] == "documented"
    assert codes["435"]["causes"]
    unknown = run("explain", "PWX-99999 something")
    assert unknown.code == 1
    assert "PWX-99999" in unknown.out
    assert run("explain", "nothing in it").code == 1
    assert run("explain", "RC: 403", "--project", finished).code == 0
