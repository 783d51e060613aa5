"""`pwxwizard attls`: findings, effective settings, the winning rule, the bytes."""

from pathlib import Path

import pytest

from pwxwizard import attls
from pwxwizard.cli import attls as verbs
from pwxwizard.cli import inputs
from tests.attls.samples import GOOD, GRAMMAR, LISTENER
from tests.attls.test_pasearch import listing, shown
from tests.cli.calling import call
from tests.cli.conftest import Run

OURS = attls.merge(None, (LISTENER,), GRAMMAR, release="3.1").data
RULE = b"TTLSRule %s\n{\n  LocalPortRange %s\n  Direction Inbound\n  Priority %d\n  TTLSGroupActionRef Off\n}\n"
OFF = b"TTLSGroupAction Off\n{\n  TTLSEnabled Off\n}\n"


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    path = tmp_path / "pagent_ttls.conf"
    path.write_bytes(OURS)
    return path


def test_a_sound_policy_is_counted_by_statement(policy: Path) -> None:
    said = call(verbs.command, "check", policy, "--release", "3.1", "--json")
    assert said.code == 0
    assert said.json["statements"]["TTLSRule"] == 1
    assert said.json["statements"]["TTLSGroupAction"] == 1
    assert {entry["severity"] for entry in said.json["findings"]} <= {"warning", "info"}


@pytest.mark.parametrize(
    ("old", "new"),
    [(b"TTLSEnabled", b"TTLSEnabld"), (b"Direction", b"Directon"), (b"PWX_Group\n", b"PWX_Grop\n")],
)
def test_an_error_has_its_line_and_decides_the_exit_code(
    policy: Path, old: bytes, new: bytes
) -> None:
    data = OURS.replace(old, new, 1)
    assert data != OURS
    policy.write_bytes(data)
    said = call(verbs.command, "check", policy, "--release", "3.1", "--json")
    errors = [entry for entry in said.json["findings"] if entry["severity"] == "error"]
    assert said.code == 1
    assert all(entry["where"]["line"] > 0 for entry in errors)
    told = call(verbs.command, "check", policy, "--release", "3.1")
    assert "installs nothing" in told.out


def test_several_files_are_one_policy(tmp_path: Path) -> None:
    main, actions = tmp_path / "main.conf", tmp_path / "actions.conf"
    main.write_bytes(RULE % (b"Plain", b"2480", 5))
    actions.write_bytes(OFF)
    assert call(verbs.command, "check", main).code == 1
    both = call(verbs.command, "check", main, actions, "--json")
    assert both.code == 0
    assert both.json["statements"] == {"TTLSGroupAction": 1, "TTLSRule": 1}


def test_effective_settings_say_where_they_are_from(policy: Path) -> None:
    said = call(verbs.command, "effective", policy, "--release", "3.1", "--json")
    rule = said.json["rules"][0]
    assert rule["rule"] == "PWX_ZOSSEC"
    assert rule["protocols"] == ["TLSv1.2", "TLSv1.3"]
    kinds = {entry["origin"]["kind"] for entry in rule["settings"]}
    assert {"coded", "inherited", "default", "unset"} & kinds >= {"coded", "default"}
    role = next(entry for entry in rule["settings"] if entry["attribute"] == "HandshakeRole")
    assert role["origin"]["file"] == str(policy)
    assert OURS.splitlines()[role["origin"]["line"] - 1].strip().startswith(b"HandshakeRole")
    fewer = call(verbs.command, "effective", policy, "--only-differences", "--json")
    left = {entry["origin"]["kind"] for entry in fewer.json["rules"][0]["settings"]}
    assert left <= {"coded", "inherited"}
    assert call(verbs.command, "effective", policy, "--rule", "nobody").code == 2
    for release in ("1.13", "9.9", "banana"):
        said = call(verbs.command, "effective", policy, "--release", release)
        assert said.code == 2
        assert "2.1, 2.2" in said.err
    assert "ClientAuthType" in call(verbs.command, "effective", policy).out


QUESTION = ("--job", "PWXLST", "--local-port", "6001", "--user", "PWXSTC")


def test_match_names_the_winner_the_hidden_and_the_outcome(tmp_path: Path, policy: Path) -> None:
    said = call(verbs.command, "match", policy, *QUESTION, "--json")
    assert (said.json["rule"], said.json["hidden"], said.json["outcome"]) == (
        "PWX_ZOSSEC",
        [],
        "tls",
    )
    broad = tmp_path / "broad.conf"
    broad.write_bytes(RULE % (b"Everything", b"1-65535", 9000) + OFF)
    hidden = call(verbs.command, "match", policy, broad, *QUESTION, "--json")
    assert hidden.json["rule"] == "Everything"
    assert hidden.json["hidden"] == ["PWX_ZOSSEC"]
    assert hidden.json["outcome"] == "clear"
    elsewhere = call(verbs.command, "match", policy, "--job", "X", "--local-port", "7", "--json")
    assert (elsewhere.json["rule"], elsewhere.json["outcome"]) == (None, "clear")
    told = call(verbs.command, "match", policy, broad, *QUESTION)
    assert "Hidden behind it: PWX_ZOSSEC." in told.out


def test_match_on_a_policy_that_is_refused_says_so(policy: Path) -> None:
    policy.write_bytes(OURS + b"TTLSRule Broken\n{\n  Directon Inbound\n}\n")
    said = call(verbs.command, "match", policy, *QUESTION, "--json")
    assert "Policy Agent refuses this policy" in said.json["warning"]


@pytest.mark.parametrize(
    "bad",
    [
        ("--local-port", "0"),
        ("--local-port", "70000"),
        ("--direction", "sideways"),
        ("--local-address", "10.1.2"),
        ("--remote-address", "host.example.com"),
        ("--remote-port", "-1"),
        ("--release", "new"),
        ("--release", "2.5.1"),
    ],
)
def test_a_question_that_makes_no_sense_is_usage(policy: Path, bad: tuple[str, str]) -> None:
    done = call(verbs.command, "match", policy, *QUESTION, *bad)
    assert done.code == 2
    assert bad[0] in done.err


def test_shadows_lists_the_rules_that_compete(tmp_path: Path, policy: Path) -> None:
    broad = tmp_path / "broad.conf"
    broad.write_bytes(RULE % (b"Everything", b"1-65535", 500) + OFF)
    said = call(verbs.command, "shadows", policy, broad, "--json")
    assert said.json["shadows"] == [
        {"winner": "Everything", "loser": "PWX_ZOSSEC", "total": True, "tie": True, "inside": False}
    ]
    assert "by the alphabet only" in call(verbs.command, "shadows", policy, broad).out
    assert "No two rules compete." in call(verbs.command, "shadows", policy).out


def test_pasearch_compares_what_is_installed_with_the_policy(tmp_path: Path, policy: Path) -> None:
    there = tmp_path / "listing.txt"
    there.write_text(listing(shown()))
    said = call(verbs.command, "pasearch", there, "--policy", policy, "--json")
    assert said.json["installed"] == said.json["planned"] == ["PWX_ZOSSEC"]
    assert said.code == 0
    assert said.json["findings"] == []
    there.write_text(listing(shown(port="6002")))
    differs = call(verbs.command, "pasearch", there, "--policy", policy, "--json")
    assert [entry["code"] for entry in differs.json["findings"]] == ["ATT111"]
    there.write_text(listing(shown("Other", priority=900), shown()))
    beaten = call(verbs.command, "pasearch", "-", "--policy", policy, "--json",
                  typed=there.read_bytes())  # fmt: skip
    assert {entry["code"] for entry in beaten.json["findings"]} == {"ATT112", "ATT114"}
    assert beaten.code == 1
    there.write_text(listing(shown("Other", port="7")))
    missing = call(verbs.command, "pasearch", there, "--policy", policy)
    assert "ATT110" in missing.out
    assert call(verbs.command, "pasearch", policy, "--policy", policy).code == 2
    there.write_text("nothing of the kind\n")
    assert call(verbs.command, "pasearch", there, "--policy", policy).code == 1


@pytest.mark.parametrize(
    "data", [OURS, GOOD, b"", b"}{\x00\xff", GOOD.replace(b"\n", b"\r\n")],
    ids=["ours", "foreign", "empty", "rubbish", "crlf"],
)  # fmt: skip
def test_render_gives_the_same_bytes(policy: Path, data: bytes) -> None:
    policy.write_bytes(data)
    assert call(verbs.command, "render", policy).raw == data
    assert call(verbs.command, "render", "-", typed=data).raw == data


def test_undo_takes_away_what_was_merged(policy: Path) -> None:
    policy.write_bytes(attls.merge(GOOD, (LISTENER,), GRAMMAR, release="3.1").data)
    assert call(verbs.command, "undo", policy).raw == GOOD


def test_format_keeps_the_meaning(policy: Path) -> None:
    policy.write_bytes(GOOD.replace(b"  LocalPortRange", b"\tlocalportRANGE"))
    laid_out = call(verbs.command, "format", policy)
    assert b"\n  LocalPortRange 6001\n" in laid_out.raw
    again = call(verbs.command, "format", "-", typed=laid_out.raw)
    assert again.raw == laid_out.raw


@pytest.mark.parametrize(
    "arguments",
    [
        ("check",), ("render",), ("format",), ("undo",), ("effective",), ("shadows",),
        ("match", *QUESTION), ("pasearch", "--policy", "-"),
    ],
    ids=lambda arguments: str(arguments[0]),
)  # fmt: skip
def test_what_cannot_be_read_gets_a_sentence(
    tmp_path: Path, arguments: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    verb, *rest = arguments
    for name, code in ((tmp_path / "none", 2), (tmp_path, 2), ("/dev/null", 2)):
        done = call(verbs.command, verb, name, *rest)
        assert done.code == code
        assert str(name) in done.err
    monkeypatch.setattr(inputs, "LARGEST", 10)
    large = tmp_path / "large"
    large.write_bytes(b"#" * 11)
    assert call(verbs.command, verb, large, *rest).code == 3


def test_the_group_shows_an_example_of_each_verb(run: Run) -> None:
    done = run("attls", "--help")
    assert done.code == 0
    for verb in verbs.command.commands:
        assert f"pwxwizard attls {verb}" in done.out
