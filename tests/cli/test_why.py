"""`plan --why`: where each line of a planned file comes from."""

from pathlib import Path

from tests.cli.conftest import Run


def test_a_line_is_traced_to_answers_defaults_and_catalogue(run: Run, sample: Path) -> None:
    done = run("plan", sample, "--why", "WINNAV/dbmover.cfg", "--json")
    lines = {line["text"]: line["origins"] for line in done.json["lines"]}
    node = lines["NODE=(zossec,TCPIP,zos1.example.com,6001,,,,,ZSSL)"]
    assert ("answer", "Port", "6001", "ZOS1.zossec in step Estate") in {
        (one["kind"], one["what"], one["value"], one["place"]) for one in node
    }
    assert ("catalogue", "assumed") in {(one["kind"], one["confidence"]) for one in node}
    switch = lines["SSL_REQ_SRVR_CERT=Y"]
    assert ("default", "both ends are authenticated") in {
        (one["kind"], one["source"]) for one in switch
    }
    assert not any("Port" in one["what"] for one in switch)


def test_a_position_is_told_of_only_where_the_line_has_it(run: Run, sample: Path) -> None:
    zos = run("plan", str(sample), "--why", "ZOS1/DBMOVER").out
    assert "DBMOVER statement LISTENER: a port" in zos
    assert "remembered, not confirmed by a manual: the order of the positions" in zos
    assert "LISTENER, position" not in zos
    assert "its place less certain" not in zos
    linux = run("plan", str(sample), "--why", "artifacts/INTSVC/dbmover.cfg").out
    assert "DBMOVER statement LISTENER, position 9 (tls)" in linux
    assert "its place less certain than the others" in linux
    assert "Reason: a secure port; answer no for a plain one, which no rule covers." in linux


def test_a_name_that_fits_no_file_is_refused(run: Run, sample: Path) -> None:
    done = run("plan", sample, "--why", "dbmover.cfg")
    assert done.code == 2
    assert "3 files of the plan end in dbmover.cfg" in done.err


def test_files_that_stay_as_they_are_are_shown_and_traced_too(run: Run, finished: Path) -> None:
    every = run("plan", finished, "--all").out
    assert "keep demo.pwx/artifacts/WINNAV/dbmover.cfg" in every
    assert "NODE=(zossec,TCPIP,zos1.example.com,6001,,,,,ZSSL)" in every
    told = run("plan", finished, "--why", "artifacts/WINNAV/dbmover.cfg").out
    assert "      Your answer: Port = 6001, for ZOS1.zossec in step Estate." in told
    assert "      File: it stands already in in/winnav/dbmover.cfg, line 4." in told
