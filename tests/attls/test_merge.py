"""Merging Listener rules: only our statements change, and undo takes exactly them away."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pwxwizard import attls
from pwxwizard.attls.encoding import Encoding, encode
from tests.attls.samples import GOOD, GRAMMAR, LISTENER, policies


def merged(data: bytes | None, *rules: attls.ListenerRule, release: str = "2.5") -> attls.Edited:
    return attls.merge(data, rules, GRAMMAR, release=release)


def test_a_new_policy_protects_the_port() -> None:
    edited = merged(None, LISTENER)
    found = attls.match(policies(edited.data), attls.Query("PWXLST", 6001, user="PWXSTC"))
    assert found.outcome == "tls"
    assert found.effective is not None
    assert found.effective.client_auth_type == "Required"
    assert not edited.findings
    lines = edited.data.decode().splitlines()
    assert max(map(len, lines)) <= 72
    assert all(line.strip() in {"{", "}"} for line in lines if set(line) & set("{}"))
    assert [line.split()[0] for line in lines if "  TLSv" in line or "  SSLv" in line] == [
        "SSLv2",
        "SSLv3",
        "TLSv1",
        "TLSv1.1",
        "TLSv1.2",
        "TLSv1.3",
    ]


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.sampled_from([*GOOD.decode().splitlines(), "# \u00e4", "Foo bar", "\t x"])),
    st.sampled_from(["\n", "\r\n"]),
    st.sampled_from(list(Encoding)),
    st.booleans(),
)
def test_undo_gives_the_bytes_back_and_merging_twice_is_merging_once(
    lines: list[str], end: str, encoding: Encoding, final: bool
) -> None:
    text = [line for line in lines if line.strip() not in {"{", "}"}]
    data = encode(end.join(text) + end * final, encoding)
    once = merged(data, LISTENER)
    assert attls.undo(once.data) == data
    assert once.data.startswith(data)
    twice = merged(once.data, LISTENER)
    assert twice.data == once.data
    assert twice.changes == ()


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=200))
def test_any_bytes_survive_merge_and_undo(data: bytes) -> None:
    edited = merged(data, LISTENER)
    if attls.parse(edited.data).encoding is attls.parse(data).encoding:
        assert attls.undo(edited.data) == data


def test_text_added_behind_our_part_stays() -> None:
    once = merged(GOOD.rstrip(b"\n"), LISTENER).data
    assert attls.undo(once + b"# later\n") == GOOD + b"# later\n"


def test_a_changed_port_and_role_are_rewritten_in_place() -> None:
    once = merged(GOOD, LISTENER).data + b"# behind\n"
    changed = replace(LISTENER, port=6111, handshake_role="Server")
    again = merged(once, changed)
    assert again.data.startswith(GOOD)
    assert again.data.endswith(b"# <<< pwxwizard\n# behind\n")
    assert b"LocalPortRange 6111" in again.data
    assert b"ClientAuthType Required" not in again.data[len(GOOD) :]
    what = " ".join(change.what for change in again.changes)
    assert "LocalPortRange 6001 -> 6111; Priority 510 -> 500." in what
    assert "HandshakeRole ServerWithClientAuth -> Server" in what
    assert attls.undo(again.data) == GOOD + b"# behind\n"


def test_what_stays_of_several_values_is_counted() -> None:
    kept = LISTENER.suites
    once = merged(GOOD, replace(LISTENER, suites=(*kept, "TLS_AES_128_GCM_SHA256"))).data
    told = [change.what for change in merged(once, LISTENER).changes]
    assert told[0].endswith(": V3CipherSuites TLS_AES_128_GCM_SHA256 removed, 2 stay.")
    other = (kept[0], "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256")
    told = [change.what for change in merged(once, replace(LISTENER, suites=other)).changes]
    assert told[0].endswith(" removed, 1 stays.")


def test_without_rules_our_part_goes() -> None:
    edited = merged(merged(GOOD, LISTENER).data)
    assert edited.data == GOOD
    assert all("removed" in change.what for change in edited.changes)
    assert merged(GOOD).changes == ()


def test_a_missing_brace_is_refused_with_its_place() -> None:
    broken = GOOD[: GOOD.rindex(b"}")]
    edited = attls.merge(broken, (LISTENER,), GRAMMAR, release="2.5", file="old.conf")
    assert edited.data == broken
    assert [finding.code for finding in edited.findings] == ["ATT090"]
    assert edited.findings[0].where.file == "old.conf"
    assert edited.findings[0].where.line == GOOD.count(b"\n", 0, GOOD.index(b"PortRange OddP")) + 1


def test_a_priority_is_chosen_that_wins_and_is_explained() -> None:
    rival = GOOD.replace(b"Priority 500", b"Priority 77777").replace(
        b"  RemoteAddrGroupRef Offices\n", b""
    )
    edited = merged(rival, LISTENER)
    found = attls.match(
        policies(edited.data),
        attls.Query("PWXLST", 6001, user="PWXSTC", local_address="10.1.2.3"),
    )
    assert (found.rule, found.hidden) == ("PWX_ZOSSEC", ("Listener",))
    assert any(
        "priority 77780" in change.what and "Listener" in change.why for change in edited.changes
    )


def test_a_given_priority_that_loses_is_told() -> None:
    edited = merged(GOOD, replace(LISTENER, priority=3))
    assert [finding.code for finding in edited.findings] == ["ATT093"]


@pytest.mark.parametrize(
    ("priority", "job", "expected"),
    [(900, "", ["ATT094"]), (10, "PWXLST", ["ATT094"]), (10, "", []), (900, "OTHER", [])],
)
def test_a_plain_text_rule_that_falls_behind_is_named(
    priority: int, job: str, expected: list[str]
) -> None:
    plain = (
        f"TTLSRule Plain\n{{\n  LocalPortRange 6001\n  Jobname {job or '*'}\n  Userid PWXSTC\n"
        f"  Direction Inbound\n  Priority {priority}\n  TTLSGroupActionRef Off\n}}\n"
        "TTLSGroupAction Off\n{\n  TTLSEnabled Off\n}\n"
    )
    edited = merged(plain.encode(), LISTENER)
    assert [finding.code for finding in edited.findings] == expected


def test_no_tls_13_line_for_a_release_that_does_not_know_it() -> None:
    edited = merged(None, LISTENER, release="2.3")
    assert b"TLSv1.3" not in edited.data
    assert b"TLS_AES_256_GCM_SHA384\n" not in edited.data
    assert [finding.code for finding in edited.findings] == ["ATT098"]


def test_what_is_written_from_memory_or_by_a_correction_is_told() -> None:
    dhe = replace(LISTENER, suites=(*LISTENER.suites, "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384"))
    edited = merged(None, dhe)
    assert b"ServerEDHGroupSize 2048" in edited.data
    assert [finding.code for finding in edited.findings] == ["ATT089"]
    older = attls.Grammar.load(
        {
            "statement": {
                "TTLSEnvironmentAdvancedParms": {"attribute": {"TLSv1.3": {"since": "2.3"}}}
            }
        }
    )
    corrected = attls.merge(None, (LISTENER,), older, release="2.3")
    assert b"TLSv1.3 On" in corrected.data
    assert [finding.code for finding in corrected.findings] == ["ATT104"]


def test_each_job_name_gets_its_rule_and_a_wildcard_is_noted() -> None:
    edited = merged(None, replace(LISTENER, jobs=("PWXLST", "PWXN*")))
    assert [finding.code for finding in edited.findings] == ["ATT097"]
    rules = policies(edited.data).rules
    assert {str(rule.job) for rule in rules} == {"PWXLST", "PWXN*"}
    assert len({id(rule.environment and rule.environment.block) for rule in rules}) == 1


@pytest.mark.parametrize(
    "name", ["x" * 80, "a-b.c", "1st", "\u00e4\u00f6", "", "PWX_ZOSSEC" * 4, "a b"]
)
def test_names_are_legal_and_stable(name: str) -> None:
    edited = merged(None, replace(LISTENER, name=name, jobs=("A", "B*")))
    names = [node.name for node in attls.parse(edited.data).nodes if isinstance(node, attls.Block)]
    assert names
    for each in names:
        assert len(each) <= 32
        assert each.isascii()
        assert each[0].isalpha()
        assert each.replace("_", "a").isalnum()
    assert len(set(names)) == len(names)
    assert edited.data == merged(None, replace(LISTENER, name=name, jobs=("A", "B*"))).data


def test_names_that_the_policy_has_already_are_avoided() -> None:
    taken = b"TTLSGroupAction PWX_Group\n{\n  TTLSEnabled Off\n}\n"
    edited = merged(taken, LISTENER)
    assert (
        attls.match(policies(edited.data), attls.Query("PWXLST", 6001, user="PWXSTC")).outcome
        == "tls"
    )
    assert b"TTLSGroupActionRef PWX_Group_2\n" in edited.data


def test_equal_actions_are_reused_when_wished() -> None:
    text = GOOD.replace(b"TLSv1.2 On", b"tlsV1.2   ON")
    plain = merged(text, LISTENER).data
    sharing = attls.merge(text, (LISTENER,), GRAMMAR, release="2.5", reuse_equal_actions=True)
    assert len(sharing.data) < len(plain)
    assert b"TTLSGroupActionRef GroupOn" in sharing.data[len(text) :]
    assert b"TTLSEnvironmentAdvancedParmsRef AdvServer" in sharing.data[len(text) :]
    assert attls.undo(sharing.data) == text
    again = attls.merge(sharing.data, (LISTENER,), GRAMMAR, release="2.5", reuse_equal_actions=True)
    assert again.data == sharing.data


def test_new_statements_look_like_the_old_ones() -> None:
    text = (
        "TTLSGroupAction                   Old\r\n  {\r\n"
        "    TTLSEnabled                   On\r\n    Trace                         7\r\n"
        "    CtraceClearText               Off\r\n  }\r\n"
    ).encode("latin-1")
    lines = merged(text, LISTENER).data.decode().split("\r\n")
    assert "    LocalPortRange                6001" in lines
    assert "  {" in lines
    assert "{" not in lines
    assert not any("\n" in line for line in lines)


def test_an_edit_by_hand_in_our_part_is_noticed_before_it_is_replaced() -> None:
    once = merged(GOOD, LISTENER).data
    touched = once.replace(
        b"  Userid PWXSTC\n  Direction Inbound\n  Priority 510",
        b"  Direction Inbound\n  Priority 510",
    )
    assert touched != once
    assert [finding.code for finding in merged(touched, LISTENER).findings] == ["ATT092"]


def test_damaged_marks_are_refused() -> None:
    once = merged(GOOD, LISTENER).data
    broken = once.replace(b"# <<< pwxwizard\n", b"")
    edited = merged(broken, LISTENER)
    assert edited.data == broken
    assert [finding.code for finding in edited.findings] == ["ATT091"]
    assert attls.undo(broken) == broken


@pytest.mark.parametrize(
    "wish",
    [
        {"port": 0},
        {"port": 70000},
        {"jobs": ("TOOLONGNAME",)},
        {"jobs": ("A*B",)},
        {"user": "1ABC"},
        {"handshake_role": "Client"},
        {"client_auth_type": "Sometimes"},
        {"keyring": "a b"},
        {"keyring": "a#b"},
        {"keyring": ""},
        {"keyring": "\u20ac"},
        {"certificate_label": "a\nb"},
        {"suites": ("TLS_NOTHING",)},
        {"suites": ()},
        {"protocols": ()},
        {"priority": 0},
        {"suites": ("TLS_AES_256_GCM_SHA384",)},
    ],
)
def test_what_cannot_be_written_is_refused_whole(wish: dict[str, object]) -> None:
    rule = replace(LISTENER, **wish)  # type: ignore[arg-type]  # a table of changed fields
    edited = merged(GOOD, rule)
    assert edited.data == GOOD
    assert {finding.code for finding in edited.findings} == {"ATT095"}
