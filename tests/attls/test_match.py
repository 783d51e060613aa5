"""The simulator: which rule a connection gets and what that means."""

import pytest

from pwxwizard import attls
from pwxwizard.attls import Query
from tests.attls.samples import GOOD, policies


def office(**changes: object) -> Query:
    facts: dict[str, object] = {
        "job": "PWXLST",
        "local_port": 6001,
        "user": "PWXSTC",
        "local_address": "10.1.2.3",
        "remote_address": "10.8.7.7",
    }
    return Query(**{**facts, **changes})  # type: ignore[arg-type]  # a table of changed facts


@pytest.mark.parametrize(
    ("query", "rule", "outcome"),
    [
        (office(), "Listener", "tls"),
        (office(remote_address="10.9.0.1"), "Listener", "tls"),
        (office(remote_address="10.9.0.2"), None, "clear"),
        (office(remote_address="2001:db8::42"), "Listener", "tls"),
        (office(remote_address="2001:db8::100"), None, "clear"),
        (office(job="PWXLST2"), None, "clear"),
        (office(job="pwxlst"), "Listener", "tls"),
        (office(user="OTHER"), None, "clear"),
        (office(local_port=6002), None, "clear"),
        (office(direction="outbound"), None, "clear"),
        (office(local_address="10.1.2.4"), None, "clear"),
        (Query("RPTSRV1", 8105), "Reports", "tls"),
        (Query("RPTSRV1", 8200), "Reports", "tls"),
        (Query("RPTSRV1", 8199), None, "clear"),
        (Query("PRTSRV1", 8105), None, "clear"),
        (
            Query("FTPD1", 40000, "outbound", remote_address="192.0.2.7", remote_port=21005),
            "Sender",
            "tls",
        ),
        (
            Query("FTPD1", 40000, "outbound", remote_address="192.0.2.7", remote_port=21011),
            None,
            "clear",
        ),
        (Query("ANY", 7001), "PlainConsole", "clear"),
    ],
)
def test_the_first_matching_rule_decides(query: Query, rule: str | None, outcome: str) -> None:
    found = attls.match(policies(GOOD), query)
    assert (found.rule, found.outcome) == (rule, outcome)
    assert found.sentence.endswith(".")


def test_no_match_says_that_it_is_silent_clear_text() -> None:
    assert "clear text" in attls.match(policies(GOOD), Query("NOBODY", 1)).sentence


def test_an_unknown_fact_is_noted_not_assumed() -> None:
    found = attls.match(policies(GOOD), office(user="", remote_address=""))
    assert found.rule is None
    assert "user ID and remote address" in found.notes[0]


def test_rules_behind_the_winner_are_listed_in_order() -> None:
    extra = (
        b"TTLSRule %s\n{\n  LocalPortRange 6000 6010\n  Direction Both\n"
        b"  Priority %d\n  TTLSGroupActionRef GroupOff\n}\n"
    )
    text = GOOD + extra % (b"Zed", 700) + extra % (b"Alpha", 700) + extra % (b"Low", 10)
    found = attls.match(policies(text), office())
    assert (found.rule, found.hidden) == ("Alpha", ("Zed", "Listener", "Low"))
    assert found.outcome == "clear"


def test_of_two_definitions_the_last_counts() -> None:
    again = b"TTLSGroupAction GroupOn\n{\n  TTLSEnabled Off\n}\n"
    assert attls.match(policies(GOOD, again), office()).outcome == "clear"


def test_a_bare_number_is_the_address_that_policy_agent_makes_of_it() -> None:
    text = b"TTLSRule A\n{\n RemoteAddr 6793\n Direction Inbound\n}\n"
    found = attls.match(policies(text), Query("J", 1, remote_address="0.0.26.137"))
    assert found.rule == "A"


@pytest.mark.parametrize(
    ("change", "outcome"),
    [
        ((b"ApplicationControlled Off", b"ApplicationControlled On"), "application"),
        ((b"TTLSEnabled On", b"TTLSEnabled Off"), "clear"),
        ((b"TTLSKeyringParmsRef RingServer", b"TTLSKeyringParmsRef Nothing"), "fails"),
        ((b"TTLSGroupActionRef GroupOn", b"TTLSGroupActionRef Nothing"), "fails"),
    ],
)
def test_what_the_actions_say_becomes_the_outcome(
    change: tuple[bytes, bytes], outcome: str
) -> None:
    assert attls.match(policies(GOOD.replace(*change)), office()).outcome == outcome
