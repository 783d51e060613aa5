"""Bad input gets a sentence that tells what, where and what to do; never a trace."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from pwxwizard import pki
from tests.cli.conftest import Run


def edit(project: Path, old: str, new: str) -> None:
    text = project.read_text()
    assert old in text
    project.write_text(text.replace(old, new, 1))


@pytest.mark.parametrize("verb", ["status", "check", "plan", "rehearse", "apply"])
@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('name = "demo"', "name = demo", "demo.toml:4:8"),
        ("port = 6001", 'port = "6001"', "demo.toml:23: machine.ZOS1.listener.zossec.port"),
        ("schema = 1", "schema = 99", "demo.toml:3"),
    ],
)
def test_an_unreadable_project_exits_with_3(
    sample: Path, run: Run, verb: str, old: str, new: str, said: str
) -> None:
    edit(sample, old, new)
    done = run(verb, sample)
    assert done.code == 3
    assert said in done.err


def test_all_structural_errors_are_named_at_once(sample: Path, run: Run) -> None:
    edit(sample, "port = 6001", 'port = "6001"')
    edit(sample, "days = 3650", 'days = "ten years"')
    done = run("check", sample)
    assert done.code == 3
    assert "machine.ZOS1.listener.zossec.port" in done.err
    assert "ca.days" in done.err


@pytest.mark.parametrize(
    ("old", "new", "code", "place"),
    [
        ('platform = "linux"', 'platform = "vms"', "ANS001", "demo.toml:"),
        ("port = 6001", "port = 2480", "EST001", "demo.toml:23"),
        ('listener = "ZOS1.zossec"', 'listener = "ZOS1.nowhere"', "EST002", "demo.toml:"),
        ('client = "INTSVC"', 'client = "AS400"', "EST004", "demo.toml:"),
        ('client = "INTSVC"', 'client = "NOBODY"', "EST003", "demo.toml:"),
        ("in/zos1/DBMOVER", "in/zos1/NOTHING", "FIL001", "demo.toml:"),
        ('hosts = ["zos1.example.com", "192.0.2.10"]', 'hosts = ["zos1 example"]', "ANS001", ""),
    ],
)
def test_a_mistake_in_the_answers_is_a_finding_with_its_line(
    sample: Path, run: Run, old: str, new: str, code: str, place: str
) -> None:
    edit(sample, old, new)
    done = run("check", sample, "--json")
    assert done.code == 1
    found = [entry for entry in done.json["findings"] if entry["code"] == code]
    assert found
    assert found[0]["severity"] == "error"
    assert found[0]["fix"]
    assert place in f"{found[0]['where']['file']}:{found[0]['where']['line']}"
    assert found[0]["where"]["line"] > 0


def test_a_release_that_is_not_known_is_a_warning_until_the_catalogue_names_it(
    sample: Path, run: Run
) -> None:
    edit(sample, 'release = "2.5"', 'release = "9.9"')
    (told,) = (
        one for one in run("check", sample, "--json").json["findings"] if one["code"] == "EST012"
    )
    assert told["severity"] == "warning"
    assert told["where"]["key"] == "machine.ZOS1.release"
    sample.write_text(sample.read_text() + '\n[catalogue.attls]\nreleases = ["9.9"]\n')
    codes = {one["code"] for one in run("check", sample, "--json").json["findings"]}
    assert "EST012" not in codes


def test_a_policy_without_its_closing_brace_is_a_finding_and_nothing_is_planned_for_it(
    sample: Path, run: Run
) -> None:
    policy = sample.parent / "in/zos1/pagent_ttls.conf"
    policy.write_text(policy.read_text().rstrip().removesuffix("}"))
    done = run("check", sample, "--json")
    assert done.code == 1
    errors = [entry for entry in done.json["findings"] if entry["severity"] == "error"]
    assert any(
        entry["where"]["file"] == "in/zos1/pagent_ttls.conf" and entry["where"]["line"] > 0
        for entry in errors
    )
    assert "pagent_ttls.conf" not in " ".join(
        change["path"] for change in run("plan", sample, "--json").json["changes"]
    )


@pytest.mark.parametrize("arguments", [[], ["open"], ["demo"], ["review"]])
def test_without_a_terminal_the_headless_verbs_are_named(
    sample: Path, run: Run, arguments: list[str], tmp_path: Path
) -> None:
    done = run(*arguments, cwd=sample.parent if arguments == ["review"] else tmp_path)
    assert done.code == 2
    assert "status, check, plan, apply" in done.err


def test_a_missing_project_is_told(run: Run, tmp_path: Path) -> None:
    done = run("check", tmp_path / "none.toml", "--json")
    assert done.code == 3
    assert done.json["error"]["fix"]
    assert run("status", cwd=tmp_path).code == 2


def test_an_existing_project_is_not_begun_again(run: Run, sample: Path) -> None:
    before = sample.read_bytes()
    assert run("new", sample, "--no-wizard").code == 4
    assert sample.read_bytes() == before


def test_a_passphrase_that_nobody_can_give_is_refused_and_nothing_is_written(
    run: Run, tmp_path: Path
) -> None:
    path = tmp_path / "own.toml"
    assert run("new", path, "--no-wizard").code == 0
    done = run("apply", path, "--yes")
    assert done.code == 4
    assert "passphrase of the CA key" in done.err
    assert not list((tmp_path / "own.pwx").rglob("*.pem"))


def test_nobody_is_asked_without_a_terminal(run: Run, sample: Path) -> None:
    done = run("apply", sample)
    assert done.code == 4
    assert "--yes" in done.err


def test_a_saved_plan_is_refused_once_an_input_moved(run: Run, sample: Path) -> None:
    plan = sample.parent / "change.plan"
    assert run("plan", sample, "--out", plan).code == 0
    dbmover = sample.parent / "in/zos1/DBMOVER"
    dbmover.write_bytes(dbmover.read_bytes() + b"/* more\n")
    done = run("apply", sample, "--plan", plan)
    assert done.code == 4
    assert "in/zos1/DBMOVER" in done.err
    assert not (sample.parent / "demo.pwx" / "private").exists()


def test_a_saved_plan_is_applied_as_it_was(run: Run, sample: Path) -> None:
    plan = sample.parent / "change.plan"
    assert run("plan", sample, "--out", plan).code == 0
    done = run("apply", sample, "--plan", plan, "--json")
    assert done.code == 0, done.err
    assert len(done.json["written"]) == 63


def test_rubbish_is_no_saved_plan(run: Run, sample: Path) -> None:
    for text in ("", "{}", '{"schema": 1}', "[1]", '{"schema": 1, "changes": [3]}'):
        plan = sample.parent / "change.plan"
        plan.write_text(text)
        assert run("apply", sample, "--plan", plan).code == 2


def test_a_new_project_needs_its_file_only_where_no_wizard_can_ask(run: Run) -> None:
    for option in ("--json", "--no-wizard"):
        done = run("new", option)
        assert done.code == 2
        assert "Which file" in done.err
    assert "needs a terminal" in run("new").err


def test_apply_tells_by_its_exit_code_that_an_item_had_an_error(sample: Path, run: Run) -> None:
    policy = sample.parent / "in/zos1/pagent_ttls.conf"
    policy.write_bytes(policy.read_bytes() + b"TTLSRule X\n{\n")
    done = run("apply", sample, "--yes", "--item", "ca/CA", "--item", "at-tls/ZOS1")
    assert done.code == 1
    assert "ATT090" in done.out
    assert "journal entry 0001" in done.out


def test_wrong_certificates_in_the_answers_are_sentences_and_no_key_is_shown(
    tmp_path: Path, run: Run
) -> None:
    key, then = pki.make_key("p-256"), datetime(2015, 1, 1, tzinfo=UTC)
    profile = pki.CaProfile(pki.parse_dn("CN=Old CA"), 365)
    expired = pki.ca_list_pem([pki.self_signed_ca(key, profile, pki.random_serial(), then)])
    secret = "plum-orbit-candle-93"
    private = pki.key_pem(key, secret)
    (tmp_path / "expired.pem").write_bytes(expired)
    (tmp_path / "key.pem").write_bytes(private)
    (tmp_path / "cut.pem").write_bytes(expired[:300])
    (tmp_path / "zeros").write_bytes(bytes(5_000_000))
    project = tmp_path / "prod.toml"
    machines = {
        "ASKS": 'source = "external"',
        "KEY": 'source = "existing"\nfile = "key.pem"',
        "CUT": 'source = "existing"\nfile = "cut.pem"',
        "ZEROS": 'source = "existing"\nfile = "zeros"',
        "WISH": 'source = "request"\nrequest = "key.pem"',
    }
    project.write_text(
        'schema = 1\nname = "prod"\n[ca]\nsource = "import"\nfile = "expired.pem"\n'
        'key_file = "key.pem"\nfile_passphrase = "env:PWX_PASS"\npassphrase = "env:PWX_PASS"\n'
        + "".join(
            f'[machine.{name}]\nplatform = "linux"\nhosts = ["{name.lower()}.example.com"]\n'
            f'[machine.{name}.personal_certificate]\nkey = "p-256"\npassphrase = "env:PWX_PASS"\n'
            f"{answers}\n"
            for name, answers in machines.items()
        )
    )
    asked = ("apply", project, "--item", "personal-certificate/ASKS", "--yes")
    assert run(*asked, PWX_PASS=secret).code == 0
    project.write_text(
        project.read_text().replace('"external"', '"external"\nanswer = "expired.pem"')
    )
    done = run("plan", project, PWX_PASS=secret)
    assert done.code == 1
    assert private.decode().splitlines()[1] not in done.out + done.err
    for said in (
        "PKI270  expired.pem: It expired on 2016-01-01.",
        "PKI071  expired.pem: No certificate of the answer holds our key; it holds: CN=Old CA.",
        (
            "CER004  key.pem: A personal certificate is expected in key.pem, "
            "which holds: encrypted private key."
        ),
        "PKI007  cut.pem:1: The block CERTIFICATE has no END line.",
        "PKI001  zeros: It holds nothing but zeros or blanks.",
    ):
        assert said in done.out
    expired_ca = 'key_file = "key.pem"\n'
    project.write_text(project.read_text().replace("expired.pem", "zeros").replace(expired_ca, ""))
    before = sorted(path.name for path in tmp_path.rglob("*"))
    refused = run("apply", project, "--item", "ca/CA", "--yes", PWX_PASS="wrong-orbit-93-plum")
    assert "PKI001" in refused.out
    assert sorted(path.name for path in tmp_path.rglob("*")) == before
