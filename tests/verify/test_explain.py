"""Explaining codes, messages and logs."""

import re
from dataclasses import replace

import pytest

from pwxwizard.knowledge import Confidence
from pwxwizard.project import Connection
from pwxwizard.resources import toml
from pwxwizard.trust import RULES, Cell, predict
from pwxwizard.verify import explain
from tests.trust import authority, pairs

MESSAGES = toml("catalogue/messages.toml")
FAMILIES = ("rc", "pwx", "zos", "racf", "alert", "openssl")


NAMED = """
EZD1281I EZD1282I EZD1283 EZD1284I EZD1285I EZD1286 EZD1287I EZD1288I EZZ4248E EZZ4249 EZZ4250I
EZZ8771 EZZ8779I IRRD109I PWX-00231 PWX-00644 PWX-00650 PWX-00651 PWX-00652 PWX-00750 PWX-00755
PWX-32534 PWX-32850 6 7 8 107 109 202 401 402 403 406 407 408 410 411 412 414 415 416 417 420 428
431 432 434 435 437 438 439 440 446 456 466 515 516 517 542 5003 5004 5006
"""
"""The codes that the manuals and reports behind the catalogue name."""


def test_every_code_that_the_sources_name_is_known_and_says_from_where() -> None:
    found = [explain(code)[0] for code in re.findall(r"\S+", NAMED)]

    assert len(found) == 62
    assert [one.code for one in found if not (one.known and one.meaning and one.source)] == []


def codes(text: str) -> list[str]:
    return [one.code for one in explain(text)]


@pytest.mark.parametrize("code", list(MESSAGES["rc"]))
def test_every_return_code_is_found_bare_and_in_a_message(code: str) -> None:
    assert codes(code) == [code]
    assert codes(f"EZD1287I TTLS Error RC:  {code} Initial Handshake") == ["EZD1287I", code]
    assert codes(f"gsk_secure_socket_init failed, GSK_ERR = {code}") == [code]


@pytest.mark.parametrize(
    "code", [*MESSAGES["pwx"], *MESSAGES["zos"], *MESSAGES["racf"]], ids=lambda code: code
)
def test_every_message_is_found_in_a_line(code: str) -> None:
    (found,) = explain(f"2030-01-01 12:00 {code} some text")

    assert found.known
    assert found.meaning


@pytest.mark.parametrize(("name", "entry"), sorted(MESSAGES["alert"].items()))
def test_every_alert_is_found_by_number_and_by_words(name: str, entry: dict[str, int]) -> None:
    assert codes(f"SSL alert number {entry['number']}") == [name]
    assert codes(f"tlsv1 alert {name.replace('_', ' ')}:ssl/record.c:1") == [name]


@pytest.mark.parametrize("phrase", sorted(MESSAGES["openssl"]))
def test_every_openssl_error_is_found(phrase: str) -> None:
    assert codes(f"error:0A0000:SSL routines::{phrase.upper()}") == [phrase]


def test_self_signed_is_found_as_openssl_1_spells_it() -> None:
    assert codes("verify error:num=18:self signed certificate") == ["self-signed certificate"]


@pytest.mark.parametrize(
    "text", ["PWX-99999", "EZD9999I", "IRRD999I", "EZD1287I RC: 4321", "SSL alert number 250"]
)
def test_unknown_numbers_are_said_to_be_unknown(text: str) -> None:
    last = explain(text)[-1]

    assert not last.known
    assert "not known here" in last.meaning
    assert last.how_to_tell


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nothing here",
        "STEP01 COND CODE 0000, return code 8" + " and more job log" * 20,
        "PWX is PowerExchange",
        "EZD1281I TTLS Map RC: 0",
    ],
)
def test_what_is_no_tls_code_is_left_alone(text: str) -> None:
    assert [code for code in codes(text) if code != "EZD1281I"] == []


def test_a_log_gives_each_code_once_in_order_with_line_and_count() -> None:
    log = "\n".join(
        [
            "EZD1281I TTLS Map CONNID: 0000A RULE: PWX_SEC",
            "EZD1287I TTLS Error RC:  402 Initial Handshake",
            "LOCAL: 192.0.2.1..6001",
            "EZD1287I TTLS Error RC:  402 Initial Handshake",
        ]
    )
    found = explain(log)

    assert [(one.code, one.line, one.count) for one in found] == [
        ("EZD1281I", 1, 1),
        ("EZD1287I", 2, 2),
        ("402", 2, 2),
    ]


def test_causes_of_this_project_come_first_with_their_item() -> None:
    server, client = pairs.server(), replace(pairs.client(), trusted=())
    cell = Cell(Connection("LINUX1", "ZOS1.SEC"), predict(server, client, authority.NOW))
    (found,) = explain("SSL alert number 48", [cell])

    assert found.causes[0].present
    assert found.causes[0].item == "personal-certificate/LINUX1"
    assert "LINUX1 refuses" in found.causes[0].sentence
    assert not any(cause.present for cause in explain("SSL alert number 48")[0].causes)


def test_remembered_meanings_are_never_called_documented() -> None:
    for family in FAMILIES:
        for code, entry in MESSAGES[family].items():
            assert entry["source"], (family, code)
            confidence = Confidence(entry["confidence"])
            assert (confidence is Confidence.ASSUMED) == entry["source"].startswith(
                ("remembered", "reports")
            ), (family, code)


def test_causes_name_reasons_that_exist() -> None:
    for family in FAMILIES:
        for entry in MESSAGES[family].values():
            assert set(entry.get("causes", ())) <= set(RULES)


def test_a_project_may_correct_a_meaning() -> None:
    overrides = {"pwx": {"PWX-00231": {"meaning": "Corrected."}}}
    (found,) = explain("PWX-00231", overrides=overrides)

    assert found.meaning == "Corrected."
    assert found.confidence is Confidence.OVERRIDDEN


def test_a_number_that_somebody_added_needs_only_its_meaning() -> None:
    (found,) = explain("PWX-12345", overrides={"pwx": {"PWX-12345": {"meaning": "Added."}}})

    assert (found.known, found.meaning) == (True, "Added.")
    assert found.confidence is Confidence.OVERRIDDEN


def test_a_long_line_without_codes_is_read_quickly() -> None:
    text = ("alert " * 100_000) + re.escape("x" * 100_000)

    assert explain(text) == ()
