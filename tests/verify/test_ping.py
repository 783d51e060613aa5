"""PING: commands for each platform, and verdicts on what DTLREXE says."""

from pathlib import Path

import pytest

from pwxwizard import resources
from pwxwizard.ebcdic import encode_1047
from pwxwizard.knowledge import Confidence
from pwxwizard.programs import SubprocessRunner
from pwxwizard.verify import judge_ping, output_text, ping_command, ping_sheet, run_ping
from pwxwizard.world import Ran

ECHO = "PWX-00750 DTLREXE Input LOC=zossec, PROG=PING, PARMS=<null>, UID=<>.\n"
SUCCESS = ECHO + "PWX-00755 DTLREXE Command OK!\n"


@pytest.mark.parametrize("platform", ["linux", "unix", "windows"])
def test_clients_get_an_argument_list(platform: str) -> None:
    command = ping_command(platform, "zossec")

    assert command.argv == ("dtlrexe", "prog=ping", "loc=zossec")
    assert command.shell == "dtlrexe prog=ping loc=zossec"
    assert command.jcl == ""
    assert "must fail" in command.negative_control
    assert command.provenance.confidence is Confidence.ASSUMED


def test_odd_node_names_stay_one_argument() -> None:
    assert ping_command("linux", "a;rm -rf b").shell == "dtlrexe prog=ping 'loc=a;rm -rf b'"
    assert ping_command("windows", "a&b").shell == 'dtlrexe prog=ping "loc=a&b"'


def test_no_password_is_ever_in_a_command() -> None:
    for platform in ("linux", "windows", "zos", "ibmi"):
        command = ping_command(platform, "n", user="PWXUSER")
        text = " ".join((*command.argv, command.shell, command.jcl)).lower()
        assert "uid=pwxuser" in text
        assert "pwd" not in text


def test_zos_gets_a_job() -> None:
    command = ping_command("zos", "node1")

    assert command.argv == ()
    assert "EXEC PGM=DTLREXE" in command.jcl
    assert "PARM='prog=ping loc=node1'" in command.jcl
    assert all(len(line) <= 72 for line in command.jcl.splitlines())


def test_ibm_i_gets_a_call() -> None:
    assert ping_command("ibmi", "n").shell == "CALL PGM(DTLLIB/DTLREXE) PARM('prog=ping loc=n')"


def test_the_catalogue_can_be_corrected() -> None:
    overrides = {"arguments": {"ping": ["PROG=PING", "LOC={node}"]}}
    command = ping_command("linux", "n", overrides=overrides)

    assert command.argv == ("dtlrexe", "PROG=PING", "LOC=n")
    assert command.provenance.confidence is Confidence.OVERRIDDEN


def test_the_sheet_says_what_to_run_and_what_counts() -> None:
    sheet = ping_sheet(ping_command("linux", "zossec"), "INTSVC", "Linux", "ZOS1.zossec")

    assert "dtlrexe prog=ping loc=zossec" in sheet
    assert "PWX-00755" in sheet
    assert "(assumed; not confirmed by a manual, compare it with yours)." in sheet


@pytest.mark.parametrize(
    ("output", "exit_code", "verdict"),
    [
        (SUCCESS, 0, "ok"),
        (SUCCESS, None, "ok"),
        (SUCCESS, 8, "unclear"),
        (ECHO, 0, "unclear"),
        (ECHO, 8, "failed"),
        (ECHO + "PWX-00652 TCP/IP SSL error\n", 0, "failed"),
        (SUCCESS + "PWX-00231 Signon failed\n", 0, "failed"),
        (ECHO + "PWX-01234 something\n", 0, "unclear"),
        ("", 0, "unclear"),
        ("", None, "unclear"),
        ("", 127, "failed"),
        ("\x00\xff rubbish", 0, "unclear"),
        ("PWX-00650 Listener accepted\n" + SUCCESS, 0, "ok"),
    ],
)
def test_outputs_are_judged_by_message_numbers(
    output: str, exit_code: int | None, verdict: str
) -> None:
    judged = judge_ping(output, exit_code)

    assert judged.verdict == verdict
    assert judged.meaning


OTHER = SUCCESS.replace("zossec", "as400sec")
DONE = "PWX-00755 DTLREXE Command OK!\n"
REFUSED = "PWX-00652 TCP/IP SSL error\n"
JOB = "//PING EXEC PGM=DTLREXE,REGION=0M,\n// PARM='prog=ping loc={}'\n"


@pytest.mark.parametrize(
    ("output", "verdict", "said"),
    [
        (SUCCESS, "unclear", "This is the output for zossec; as400sec is wanted."),
        (f"$ dtlrexe prog=ping loc=zossec\n{DONE}", "unclear", "for zossec; as400sec"),
        (JOB.format("ZOSSEC") + DONE, "unclear", "for ZOSSEC; as400sec"),
        (f"CALL PGM(DTLLIB/DTLREXE) PARM('prog=ping loc=zossec')\n{DONE}", "unclear", "zossec"),
        (SUCCESS.replace("zossec", "as400sec2"), "unclear", "for as400sec2;"),
        (SUCCESS + REFUSED, "unclear", "for zossec;"),
        (OTHER, "ok", "a Listener answered."),
        (JOB.format("AS400SEC") + DONE, "ok", "a Listener answered."),
        (OTHER.replace("LOC=as400sec", "LOC=<AS400SEC>"), "ok", "a Listener answered."),
        (DONE, "ok", "answered. The output names no node."),
        (f"dtlrexe prog=ping loc=$n\n{DONE}", "ok", "The output names no node."),
        (REFUSED, "failed", "The output names no node."),
        (SUCCESS + OTHER, "ok", "Only the part about as400sec counts."),
        (ECHO + REFUSED + OTHER, "ok", "Only the part about as400sec counts."),
        (OTHER + ECHO + REFUSED, "ok", "Only the part about as400sec counts."),
        (SUCCESS + OTHER.replace(DONE, REFUSED), "failed", "Only the part about as400sec"),
        (SUCCESS + "dtlrexe prog=ping loc=as400sec\n", "unclear", "Only the part about as400sec"),
        (f"dtlrexe loc=zossec; dtlrexe loc=as400sec\n{DONE}{REFUSED}", "unclear", "Only the"),
        (f"{DONE}dtlrexe prog=ping loc=as400sec\n", "unclear", "Neither success nor failure"),
        (REFUSED + OTHER, "failed", "handshake failed"),
    ],
)
def test_only_what_is_about_the_node_counts(output: str, verdict: str, said: str) -> None:
    """Commands, jobs and messages name the node that was called, in any case."""
    judged = judge_ping(output, None, node="as400sec")

    assert judged.verdict == verdict
    assert said in judged.meaning
    assert bool(judged.fix) is judged.meaning.startswith("This is the output for")


@pytest.mark.parametrize("node", ["", "as400sec"])
@pytest.mark.parametrize("text", ['[record]\nnode = "fb15402f03bc2aa4"\n', "loc=1", "Some letter."])
def test_a_text_from_elsewhere_is_no_output(text: str, node: str) -> None:
    """A wrong file, such as the project's own, is not taken for the output about some node."""
    judged = judge_ping(text, None, node=node)

    assert judged.verdict == "unclear"
    assert judged.meaning == "This is not output of DTLREXE: it has no PWX message."
    assert judged.fix


def test_numbers_are_kept_in_order_each_once() -> None:
    assert judge_ping(SUCCESS + SUCCESS, 0).numbers == ("PWX-00750", "PWX-00755")


def test_an_exit_code_of_zero_alone_proves_nothing() -> None:
    assert judge_ping("all fine", 0).verdict != "ok"


SCRIPTS = {
    "success": ("printf 'PWX-00750 DTLREXE Input\\nPWX-00755 DTLREXE Command OK!\\n'", "ok"),
    "failure": ("echo PWX-00652 TCP/IP SSL error; exit 12", "failed"),
    "hang": ("sleep 60 & sleep 60", "failed"),
    "rubbish": ("head -c 3000 /dev/urandom", "unclear"),
    "exit": ("exit 3", "failed"),
}


@pytest.mark.parametrize("name", sorted(SCRIPTS))
def test_a_stand_in_program_goes_through_every_state(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body, verdict = SCRIPTS[name]
    program = tmp_path / "dtlrexe"
    program.write_text(f"#!/bin/sh\necho $$ > {tmp_path}/pid\n{body}\n", encoding="ascii")
    program.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")

    ran = run_ping(ping_command("linux", "zossec"), SubprocessRunner(), timeout=1)

    assert ran is not None
    assert ran[0].verdict == verdict
    if name == "hang":
        assert "stopped after 1 seconds" in ran[0].meaning
        assert not _alive((tmp_path / "pid").read_text(encoding="ascii").strip())


def _alive(group: str) -> bool:
    """Tell whether a process of a group runs; one that only waits to be reaped does not."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            state, _, owner = stat.read_text(encoding="utf-8").rpartition(")")[2].split()[:3]
        except OSError:
            continue
        if owner == group and state != "Z":
            return True
    return False


def test_without_the_program_nothing_is_run() -> None:
    class Nowhere:
        def find(self, program: str) -> str | None:
            return None

        def run(self, arguments: object, timeout: float) -> Ran:
            raise AssertionError(arguments)

    assert run_ping(ping_command("linux", "n"), Nowhere()) is None
    assert run_ping(ping_command("zos", "n"), Nowhere()) is None


@pytest.mark.parametrize(
    "data",
    [
        "PWX-00755 Geprüft\n".encode(),
        "PWX-00755 Geprüft\r\n".encode("utf-8-sig"),
        "PWX-00755 Geprüft\r\n".encode("utf-16"),
        "PWX-00755 Geprüft\n".encode("latin-1"),
        encode_1047("PWX-00755 Geprüft\n"),
    ],
    ids=["UTF-8", "with a mark", "PowerShell", "Latin-1", "EBCDIC"],
)
def test_an_output_is_read_whatever_wrote_it(data: bytes) -> None:
    text = output_text(data)

    assert text.strip() == "PWX-00755 Geprüft"
    assert judge_ping(text, 0).verdict == "ok"


def test_the_sample_estate_has_an_output_that_proves_a_node() -> None:
    text = resources.text("demo/in/ping-INTSVC.txt")
    assert judge_ping(text, None, node="zossec").verdict == "ok"
    assert judge_ping(text, None, node="as400sec").verdict == "unclear"
