"""`pwxwizard adopt`: every offer with its evidence; in the project only what was accepted."""

import pty
import subprocess
import sys
import tomllib
from os import close, read, write
from pathlib import Path
from typing import Any

import pytest

from pwxwizard import adopting, dbmover, store
from pwxwizard.cli.adopt import command
from pwxwizard.errors import UsageError
from pwxwizard.project import Project
from tests.cli.calling import call
from tests.conftest import OpenSession

ZOS = b"""\
/* member
TCPIP_ACCEPT_NONBLOCK=Y
LISTENER=(node1,TCPIP,2480)
LISTENER=(zossec,TCPIP,6001)
"""
CLIENT = b"""\
LOGPATH=/var/pwx
NODE=(node1,TCPIP,zos1.example.com,2480)
NODE=(zsafe,TCPIP,zos1.example.com,6001,,,,,ZSSL)
SSL=(PASS=Canary7Secret,CALIST=/opt/ssl/ca.pem,PERSONAL=/opt/ssl/me.pem)
SSL_REQ_SRVR_CERT=Y
"""
PLAIN = b"LOGPATH=/var/pwx\nLISTENER=(node1,TCPIP,2480)\nNODE=(z,TCPIP,zos9.example.com,2480)\n"


@pytest.fixture
def estate(tmp_path: Path) -> Path:
    """A folder with a project and the files of a z/OS machine and a client."""
    for name, data in (("zos1", ZOS), ("etl1", CLIENT), ("old1", PLAIN)):
        folder = tmp_path / "in" / name
        folder.mkdir(parents=True)
        (folder / "dbmover.cfg").write_bytes(data)
    store.create(tmp_path / "own.toml", "own")
    return tmp_path


def files(estate: Path, *names: str) -> list[Path]:
    return [estate / "in" / name / "dbmover.cfg" for name in names or ("zos1", "etl1")]


def offers(estate: Path, *names: str) -> dict[str, Any]:
    said = call(command, *files(estate, *names), "--project", estate / "own.toml", "--json")
    assert said.code == 0
    return {offer["name"]: offer for offer in said.json["offers"]}


def tables(estate: Path) -> dict[str, Any]:
    return tomllib.loads((estate / "own.toml").read_text())


def test_nothing_is_written_unless_it_is_accepted(estate: Path) -> None:
    before = (estate / "own.toml").read_bytes()
    said = call(command, *files(estate), "--project", estate / "own.toml")
    assert said.code == 0
    assert "Nothing was entered" in said.out
    assert (estate / "own.toml").read_bytes() == before
    assert sorted(entry.name for entry in estate.iterdir()) == ["in", "own.toml"]
    assert call(command, *files(estate)).code == 0


def test_every_offer_has_a_reason_and_evidence(estate: Path) -> None:
    found = offers(estate)
    assert set(found) == {
        "ZOS1", "ETL1", "ZOS1.node1", "ZOS1.zossec", "ETL1->ZOS1.zossec", "ETL1 tls",
    }  # fmt: skip
    for offer in found.values():
        assert offer["reason"].endswith(".")
        assert offer["evidence"]
        assert not offer["accepted"]
    evidence = found["ETL1->ZOS1.zossec"]["evidence"][0]
    assert evidence == {
        "file": "in/etl1/dbmover.cfg",
        "line": 3,
        "text": "NODE=(zsafe,TCPIP,zos1.example.com,6001,,,,,ZSSL)",
    }
    assert found["ZOS1.zossec"]["open"] == ["its job name on z/OS", "the user ID it runs under"]
    assert found["ETL1"]["open"] == ["its host names"]
    assert "Canary7Secret" not in repr(found)


def test_accepting_all_gives_an_estate_that_is_open_only_where_files_are_silent(
    estate: Path, open_session: OpenSession
) -> None:
    project = estate / "own.toml"
    said = call(command, *files(estate), "--project", project, "--accept", "all")
    assert said.code == 0, said.err
    found = tables(estate)
    assert found["machine"]["ZOS1"]["platform"] == "zos"
    assert found["machine"]["ZOS1"]["hosts"] == ["zos1.example.com"]
    assert found["machine"]["ZOS1"]["dbmover"]["file"] == "in/zos1/dbmover.cfg"
    assert found["machine"]["ZOS1"]["listener"] == {
        "node1": {"port": 2480, "secure": False},
        "zossec": {"port": 6001},
    }
    assert found["machine"]["ETL1"]["dbmover"]["folder"] == "/opt/ssl"
    assert found["machine"]["ETL1"]["tls"] == {"require_server_certificate": True}
    assert found["connection"] == [{"client": "ETL1", "listener": "ZOS1.zossec", "node": "zsafe"}]
    with open_session(project) as session:
        codes = {finding.code for finding in session.survey().findings}
        missing = {f.where.key for f in session.survey().findings if f.code == "ANS002"}
    assert not {code for code in codes if code.startswith("EST")}
    assert missing >= {
        "machine.ZOS1.listener.zossec.job",
        "machine.ZOS1.listener.zossec.user",
        "machine.ETL1.hosts",
    }
    again = call(command, *files(estate), "--project", project, "--accept", "all", "--json")
    assert again.json["offers"] == []
    assert "ETL1->ZOS1.zossec" in again.json["present"]


def test_a_plain_call_gets_a_secure_listener_beside_it_only_if_wanted(estate: Path) -> None:
    found = offers(estate, "old1")
    assert found["ZOS9"]["open"] == ["its platform"]
    assert found["ZOS9.zos9sec"]["open"] == ["its port"]
    assert "OLD1->ZOS9.zos9sec" in found
    listed = ("ZOS9", "OLD1", "ZOS9.node1" if "ZOS9.node1" in found else "OLD1.node1")
    arguments = [part for name in listed for part in ("--accept", name)]
    done = call(command, *files(estate, "old1"), "--project", estate / "own.toml", *arguments)
    assert done.code == 0, done.err
    assert "connection" not in tables(estate)


def test_accepting_is_by_name_or_pattern_and_needs_are_told(estate: Path) -> None:
    project = estate / "own.toml"
    before = project.read_bytes()
    for accepted in ("ETL1->ZOS1.zossec", "NOBODY", "zos1*"):
        done = call(command, *files(estate), "--project", project, "--accept", accepted)
        assert done.code == 2
        assert project.read_bytes() == before
    assert "needs ETL1 and ZOS1 and ZOS1.zossec" in call(
        command, *files(estate), "--project", project, "--accept", "ETL1->ZOS1.zossec"
    ).err  # fmt: skip
    done = call(command, *files(estate), "--project", project, "--accept", "ZOS1*", "--json")
    assert done.json["accepted"] == ["ZOS1", "ZOS1.node1", "ZOS1.zossec"]
    assert set(tables(estate)["machine"]) == {"ZOS1"}


def test_a_machine_of_the_project_is_recognised_by_its_host(estate: Path) -> None:
    project = estate / "own.toml"
    with project.open("a") as file:
        file.write('[machine.MAIN]\nplatform = "zos"\nhosts = ["zos1.example.com"]\n')
    found = offers(estate)
    assert "ZOS1" not in found
    assert found["MAIN"]["title"] == "Machine MAIN: its DBMOVER file is in/zos1/dbmover.cfg."
    assert "MAIN.zossec" in found


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("notes.txt", b"Dear colleagues\n", "has no statement of a DBMOVER file"),
        (
            "zos.cfg",
            b"TCPIP_ACCEPT_NONBLOCK=Y\nNODE=(a,TCPIP,h.example.com,1,,,,,ZSSL)\n",
            "opens no",
        ),
    ],
)
def test_what_cannot_be_offered_is_said(tmp_path: Path, name: str, data: bytes, said: str) -> None:
    path = tmp_path / name
    path.write_bytes(data)
    assert said in call(command, path).out


def test_bad_input_is_a_sentence(estate: Path, tmp_path: Path) -> None:
    path = files(estate)[0]
    assert call(command, path, "--accept", "all").code == 2
    assert call(command, "-").code == 2
    assert call(command, tmp_path / "none").code == 2
    assert call(command, path, "--project", tmp_path / "none.toml", "--accept", "all").code == 3
    assert call(command, path, "--project", tmp_path / "none.toml").code == 3


def test_screens_get_the_same_offers_without_the_command_line() -> None:
    given = (dbmover.AdoptFile("in/etl1/dbmover.cfg", CLIENT),)
    found = adopting.adoption(Project("p"), given, dbmover.Catalogue.load())
    assert adopting.edits(Project("p"), found, ()) == ()
    with pytest.raises(UsageError, match="not offered"):
        adopting.edits(Project("p"), found, ("nothing",))
    names = tuple(offer.name for offer in found.offers)
    numbers = [e.path[1] for e in adopting.edits(Project("p"), found, names)
               if e.path[0] == "connection"]  # fmt: skip
    assert numbers == list(range(len(numbers)))
    assert len(numbers) == 1


def test_on_a_terminal_each_offer_is_asked_for(estate: Path) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-P", "-m", "pwxwizard", "adopt", "in/zos1/dbmover.cfg",
         "--project", "own.toml"],
        stdin=theirs, stdout=theirs, stderr=theirs, cwd=estate,
    )  # fmt: skip
    close(theirs)
    write(ours, b"y\nn\ny\n")
    said = b""
    while chunk := _more(ours):
        said += chunk
    close(ours)
    assert process.wait(timeout=60) == 0, said
    assert said.count(b"Enter it into the project?") == 3
    assert tables(estate)["machine"]["ZOS1"]["listener"] == {
        "zossec": {"port": 6001, "secure": False}
    }


def _more(terminal: int) -> bytes:
    try:
        return read(terminal, 4096)
    except OSError:
        return b""
