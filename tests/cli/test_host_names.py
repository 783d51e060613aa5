"""Host names as they are answered: what is refused, what is only remarked, and what is made of them."""

from pathlib import Path

import pytest

from pwxwizard.cli import check as check_verb
from pwxwizard.cli import plan as plan_verb
from pwxwizard.cli import set as set_verb
from pwxwizard.steps.estate_questions import named
from tests.cli.calling import Said, call

KEY = "machine.ETLCLIENT.hosts"


def answer(project: Path, hosts: str, key: str = KEY) -> Said:
    return call(set_verb.command, f"{key}={hosts}", "--project", project)


def remarks(project: Path, key: str = KEY) -> list[tuple[str, str]]:
    found = call(check_verb.command, project, "--json").json["findings"]
    return [(one["code"], one["severity"]) for one in found if one["where"]["key"] == key]


@pytest.mark.parametrize(
    ("hosts", "told"),
    [
        ("münchen.example.de", "Type it as xn--mnchen-3ya.example.de."),
        ("etl.example.de bücher.example", "bücher.example is called by its ASCII form."),
        ("zos1 .corp", '".corp": it begins with a dot.'),
        ("zos1 zos!.corp", '"zos!.corp": "zos!" is not a label of a host name.'),
        ("*.example.de", "Name the machine itself first, for NODE statements."),
        (
            f"{'x' * 64}.example.de",
            f'"{"x" * 64}.example.de": a part of it has more than 63 letters.',
        ),
    ],
)
def test_a_host_name_that_cannot_be_used_is_refused_with_what_to_type(
    sample: Path, hosts: str, told: str
) -> None:
    before = sample.read_bytes()
    said = answer(sample, hosts)
    assert said.code == 2
    assert told in said.err
    assert sample.read_bytes() == before


@pytest.mark.parametrize(
    ("hosts", "found"),
    [
        ("etlclient", [("PKI054", "info")]),
        ("etlclient ETLclient.example.com", []),
        ("etl.example.com etl.example.com", [("PKI055", "warning")]),
        ("etl.example.com *.example.com", [("PKI053", "warning")]),
        ("127.0.0.1", [("PKI057", "warning")]),
        ("etl_client.example.com", [("PKI059", "warning")]),
    ],
)
def test_what_only_speaks_against_a_host_name_is_a_finding_and_no_refusal(
    sample: Path, hosts: str, found: list[tuple[str, str]]
) -> None:
    said = answer(sample, hosts)
    assert said.code == 0, said.err
    assert remarks(sample) == found


def test_an_international_name_is_taken_in_its_ascii_form_and_stands_in_every_file(
    sample: Path,
) -> None:
    key = "machine.ZOS1.hosts"
    assert answer(sample, "xn--mnchen-3ya.example.de", key).code == 0
    assert remarks(sample, key) == []
    planned = call(plan_verb.command, sample).out
    assert "NODE=(zossec,TCPIP,xn--mnchen-3ya.example.de,6001," in planned
    assert "Names: xn--mnchen-3ya.example.de" in planned


def test_an_international_name_that_was_typed_into_the_file_is_an_error(sample: Path) -> None:
    text = sample.read_text(encoding="utf-8")
    sample.write_text(text.replace('"etlclient.example.com"', '"bücher.example"'), encoding="utf-8")
    assert remarks(sample) == [("ANS001", "error")]


def test_a_subject_without_a_common_name_is_a_warning_and_no_refusal(sample: Path) -> None:
    for key in ("ca.subject", "machine.ETLCLIENT.personal_certificate.subject"):
        assert answer(sample, "O=Example", key).code == 0
        assert remarks(sample, key) == [("PKI051", "warning")]
        assert "not TYPE=value" in answer(sample, "Example", key).err


def test_a_name_beyond_ascii_is_told_which_letters_it_may_have() -> None:
    assert named("MÜNCHEN").startswith("Start with a letter A-Z;")
    assert not named("MUENCHEN")
