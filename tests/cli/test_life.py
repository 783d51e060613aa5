"""Life after the first apply: history, roll back, trust, PING, and the conversation line by line."""

import shutil
import stat
from pathlib import Path

import pytest

from tests.cli.conftest import Run


@pytest.fixture
def written(finished: Path, tmp_path: Path) -> Path:
    """A copy of the finished sample estate that a test may change."""
    shutil.copytree(finished.parent, tmp_path / "demo", symlinks=True)
    return tmp_path / "demo" / "demo.toml"


def edit(project: Path, old: str, new: str) -> None:
    text = project.read_text()
    assert old in text
    project.write_text(text.replace(old, new, 1))


def test_history_tells_who_wrote_what_when(finished: Path, run: Run) -> None:
    rows = run("history", finished, "--json").json["history"]
    assert [row["kind"] for row in rows] == ["apply", "evidence"]
    assert len(rows[0]["files"]) == 64
    assert rows[0]["who"]
    assert "0001" in run("history", finished).out


def test_roll_back_brings_every_file_back_and_keeps_the_answers(written: Path, run: Run) -> None:
    storage = written.parent / "demo.pwx"
    before = {p: p.read_bytes() for p in (storage / "artifacts").rglob("*") if p.is_file()}
    edit(written, "port = 6004", "port = 6005")
    assert run("apply", written, "--yes").code == 0
    after = {p: p.read_bytes() for p in (storage / "artifacts").rglob("*") if p.is_file()}
    assert after != before
    done = run("rollback", written, "--yes", "--json")
    assert done.code == 0, done.err
    assert {p: p.read_bytes() for p in before} == before
    assert "port = 6005" in written.read_text()
    states = {row["item"]: row["state"] for row in run("status", written, "--json").json["items"]}
    assert states["dbmover/AS400"] == "outdated"
    assert states["at-tls/ZOS1"] == "written"


def test_roll_back_never_takes_a_key_that_was_not_named(written: Path, run: Run) -> None:
    done = run("rollback", written, "--to", "0000", "--yes")
    assert done.code == 4
    assert "--replace-key" in done.err
    assert (written.parent / "demo.pwx/private/ca.key.pem").exists()


def test_a_tampered_journal_is_seen_by_check(written: Path, run: Run) -> None:
    record = min((written.parent / "demo.pwx/journal").iterdir())
    record.write_bytes(record.read_bytes().replace(b"apply", b"Apply", 1))
    done = run("check", written, "--json")
    assert any("journal" in entry["where"]["file"] for entry in done.json["findings"])


def test_trust_names_the_first_cause_and_the_item_that_mends_it(written: Path, run: Run) -> None:
    good = run("trust", written, "--json")
    assert good.code == 0
    assert {row["verdict"] for row in good.json["connections"]} == {"works"}
    edit(written, "port = 6001", "port = 6101")
    bad = run("trust", written, "--json")
    assert bad.code == 1
    verdicts = {row["connection"]: row["verdict"] for row in bad.json["connections"]}
    assert verdicts["INTSVC->ZOS1.zossec"] == "fails"
    assert verdicts["INTSVC->AS400.as400sec"] == "works"
    reasons = next(
        row["reasons"]
        for row in bad.json["connections"]
        if row["connection"] == "INTSVC->ZOS1.zossec"
    )
    assert reasons[0]["item"]


def test_trust_tells_what_breaks_at_a_date(finished: Path, run: Run) -> None:
    later = run("trust", finished, "--at", "2036-01-01", "--json")
    assert later.code == 1
    assert {row["verdict"] for row in later.json["connections"]} == {"fails"}
    assert run("trust", finished, "--at", "tomorrow").code == 2


def stand_in(folder: Path, script: str) -> Path:
    program = folder / "dtlrexe"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    return folder


@pytest.mark.parametrize(
    ("script", "code", "verdict", "state"),
    [
        ("echo 'PWX-00755 DTLREXE Command OK!'", 0, "ok", "proved"),
        ("echo 'PWX-00231 signon failed'; exit 8", 1, "failed", "written"),
        ("echo rubbish", 1, "unclear", "written"),
    ],
)
def test_an_item_is_proved_by_ping_and_rehearsal_together(
    written: Path, run: Run, tmp_path: Path, script: str, code: int, verdict: str, state: str
) -> None:
    path = f"{stand_in(tmp_path, script)}:/usr/bin:/bin"
    done = run("ping", written, "--run", "--client", "WINNAV", "--json", PATH=path)
    assert done.code == code, done.err
    assert {row["verdict"] for row in done.json["pings"]} == {verdict}
    items = {row["item"]: row for row in run("status", written, "--json").json["items"]}
    assert items["ping/WINNAV->ZOS1.zossec"]["state"] == state
    assert items["ping/INTSVC->ZOS1.zossec"]["because"] == ["no PING yet (DTLREXE)"]
    failed = verdict == "failed"
    assert items["ping/WINNAV->ZOS1.zossec"]["proof_wrong"] is failed
    said = run("status", written).out
    assert ("  wrong     WINNAV->ZOS1.zossec  (the PING went wrong" in said) is failed
    assert ("Written, but the proof went wrong: ping/WINNAV->ZOS1.zossec" in said) is failed
    monitored = run("status", written, "--format", "nagios")
    assert monitored.code == (2 if failed else 0)
    assert ("ping/WINNAV->ZOS1.zossec: the PING went wrong" in monitored.out) is failed


def test_ping_shows_a_command_or_a_job_and_what_must_fail(written: Path, run: Run) -> None:
    with written.open("a", encoding="utf-8") as file:
        file.write('\n[[connection]]\nclient = "ZOS1"\nlistener = "INTSVC.intsec"\n')
    rows = run("ping", written, "--json").json["pings"]
    command = {row["connection"]: row["command"] for row in rows}
    job = command["ZOS1->INTSVC.intsec"]
    assert command["INTSVC->ZOS1.zossec"] == "dtlrexe prog=ping loc=zossec"
    assert "EXEC PGM=DTLREXE" in job
    assert all(len(line) <= 72 for line in job.splitlines())
    assert all("without its TLS token" in row["negative_control"] for row in rows)
    shown = run("ping", written, "--connection", "ZOS1->INTSVC.intsec").out
    assert "Negative control: " in shown
    for line in job.splitlines():
        assert line.strip() in shown


def test_a_pasted_ping_is_judged(written: Path, run: Run, tmp_path: Path) -> None:
    output = tmp_path / "ping.txt"
    output.write_text(
        "PWX-00750 DTLREXE Input LOC=zossec, PROG=PING\nPWX-00755 DTLREXE Command OK!\n"
    )
    done = run("ping", written, "--connection", "INTSVC->ZOS1.zossec", "--output", output)
    assert done.code == 0, done.out
    assert "Nothing is written" not in done.out
    done = run("ping", written, "--connection", "INTSVC->AS400.as400sec", "--output", output)
    assert done.code == 1
    assert "This is the output for zossec; as400sec is wanted. PING as400sec" in done.out
    assert run("ping", written, "--output", output).code == 2
    assert run("ping", written, "--connection", "A->B.c").code == 2


def test_a_ping_before_anything_is_written_is_proved_with_a_doubt(sample: Path, run: Run) -> None:
    output = sample.parent / "ping.txt"
    output.write_text(
        "PWX-00750 DTLREXE Input LOC=zossec, PROG=PING\nPWX-00755 DTLREXE Command OK!\n"
    )
    done = run("ping", sample, "--connection", "INTSVC->ZOS1.zossec", "--output", output)
    assert done.code == 0, done.out
    assert "Nothing is written for it yet; writing makes this proof outdated." in done.out
