"""The AT-TLS step: everything the merge offers is an answer, and every answer reaches the policy."""

import pytest

from pwxwizard import attls
from pwxwizard.examine import State
from pwxwizard.question import Question
from pwxwizard.steps import step
from tests.steps.conftest import Estate

POLICY = "artifacts/HOST/pagent_ttls.conf"
FOREIGN = b"""\
TTLSRule Broad
{
  LocalPortRange 1-65535
  Jobname PWX*
  Direction Inbound
  Priority 700
  TTLSGroupActionRef Shared
  TTLSEnvironmentActionRef Theirs
}
TTLSEnvironmentAction Theirs
{
  HandshakeRole Server
  TTLSKeyringParms
  {
    Keyring THEIRS/RING
  }
}
TTLSGroupAction Shared
{
  TTLSEnabled On
  Trace 7
}
"""


def planned(estate: Estate) -> bytes:
    for change in estate.survey().plan.changes:
        if change.artifact.item == "at-tls/HOST":
            assert isinstance(change.artifact.content, bytes)
            return change.artifact.content
    raise AssertionError(estate.state("at-tls/HOST"))


def questions(estate: Estate) -> dict[str, Question]:
    at_tls = step("at-tls")
    place = at_tls.subjects(estate.session.project)[0]
    asked = at_tls.questions(estate.session.project, place)
    return {question.key.removeprefix("at_tls."): question for question in asked}


def answer(estate: Estate, **answers: object) -> None:
    named = {f"at_tls.{key}": value for key, value in answers.items()}
    estate.answer("at-tls", "HOST", **named)


@pytest.mark.parametrize(
    ("answers", "line"),
    [
        ({"handshake_role": "Server"}, b"HandshakeRole Server\n"),
        ({"client_auth_type": "SAFCheck"}, b"ClientAuthType SAFCheck\n"),
        ({"key_ring": "OTHER/Ring"}, b"Keyring OTHER/Ring\n"),
        ({"certificate_label": "PWX_2026"}, b"CertificateLabel PWX_2026\n"),
        ({"protocols": "TLSv1.3"}, b"TLSv1.2 Off\n"),
        (
            {"suites": ("TLS_AES_128_GCM_SHA256", "C023")},
            b"V3CipherSuites TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256\n",
        ),
        ({"match_user": True}, b"Userid PWXSTC\n"),
        ({"priority": 1234}, b"Priority 1234\n"),
    ],
    ids=lambda value: next(iter(value)) if isinstance(value, dict) else "",
)
def test_an_answer_reaches_the_policy(
    estate: Estate, answers: dict[str, object], line: bytes
) -> None:
    before = planned(estate)
    assert line not in before.replace(b"  ", b"")
    answer(estate, **answers)
    assert line in planned(estate).replace(b"  ", b"")


def test_netport_jobs_get_rules_of_their_own_and_a_wildcard_a_warning(estate: Estate) -> None:
    estate.answer("estate", "HOST.sec", netport_jobs=("PWXNET", "PWXN*"))
    policies = attls.resolve((attls.parse(planned(estate)),), attls.Grammar.load())
    assert {str(rule.job) for rule in policies.rules} == {"PWXLST", "PWXNET", "PWXN*"}
    assert "ATT097" in estate.codes("ATT")


def test_a_priority_that_wins_is_chosen_and_explained(estate: Estate) -> None:
    answer(estate, policy=estate.put("policy.conf", FOREIGN))
    policies = attls.resolve((attls.parse(planned(estate)),), attls.Grammar.load())
    found = attls.match(policies, attls.Query("PWXLST", 6001, user="PWXSTC"), release="3.1")
    assert found.rule == "PWX_sec"
    assert found.hidden == ("Broad",)
    notes = " ".join(note.text for note in estate.survey().plan.notes)
    assert "PWX_sec gets priority 710." in notes
    assert "Broad (700)" in notes
    answer(estate, priority=5)
    assert "ATT093" in estate.codes("ATT")


def test_equal_actions_are_used_only_when_somebody_agreed(estate: Estate) -> None:
    assert "reuse_equal_actions" not in questions(estate)
    answer(estate, policy=estate.put("policy.conf", FOREIGN))
    assert questions(estate)["reuse_equal_actions"].default is False
    assert b"TTLSGroupAction PWX_Group" in planned(estate)
    answer(estate, reuse_equal_actions=True)
    assert b"TTLSGroupAction PWX_Group" not in planned(estate)
    assert planned(estate).count(b"TTLSGroupActionRef Shared") == 2
    assert attls.undo(planned(estate)) == FOREIGN


@pytest.mark.parametrize(
    ("key", "protocols", "first"),
    [
        ("p-256", "TLSv1.2", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"),
        ("rsa-2048", "TLSv1.2", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"),
        ("rsa-2048", "TLSv1.3", "TLS_AES_256_GCM_SHA384"),
    ],
)
def test_default_suites_fit_the_key_and_the_protocols(
    estate: Estate, key: str, protocols: str, first: str
) -> None:
    estate.personal("HOST", key=key)
    answer(estate, protocols=protocols)
    default = questions(estate)["suites"].default
    assert isinstance(default, tuple)
    assert default[0] == first
    assert not {"ATT065", "ATT066", "ATT071"} & estate.codes("ATT")


@pytest.mark.parametrize(
    ("suites", "code"),
    [
        (("TLS_RSA_WITH_RC4_128_SHA", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"), "ATT068"),
        (("TLS_RSA_WITH_NULL_SHA", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384"), "ATT067"),
        (("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",), "ATT071"),
    ],
)
def test_a_weak_or_unfitting_suite_is_a_finding(
    estate: Estate, suites: tuple[str, ...], code: str
) -> None:
    answer(estate, protocols="TLSv1.2")
    assert code not in estate.codes("ATT")
    answer(estate, suites=suites)
    assert code in estate.codes("ATT")


def test_an_unknown_suite_or_priority_is_refused_where_it_is_typed(estate: Estate) -> None:
    asked = questions(estate)
    assert "TLS_FOO" in asked["suites"].problem(("TLS_FOO",))
    assert asked["suites"].problem(("TLS_AES_128_GCM_SHA256",)) == ""
    assert asked["priority"].problem(2_000_000_001)
    assert asked["priority"].problem(-1)


def test_each_choice_says_what_every_client_meets(estate: Estate) -> None:
    options = {option.value: option for option in questions(estate)["client_auth_type"].options}
    assert "CLIENT: accepted: the certificate is valid." in options["Required"].consequence
    assert "A client without a certificate: refused" in options["Required"].consequence
    assert "CLIENT: accepted once mapped to a user ID" in options["SAFCheck"].consequence
    assert "neither required nor checked" in options["PassThru"].consequence
    estate.session.skip("personal-certificate/CLIENT", "has none")
    options = {option.value: option for option in questions(estate)["client_auth_type"].options}
    assert "CLIENT: refused: Required wants" in options["Required"].consequence
    assert "CLIENT: accepted: with Full" in options["Full"].consequence
    roles = {option.value: option for option in questions(estate)["handshake_role"].options}
    assert "CLIENT: accepted: no certificate is asked for" in roles["Server"].consequence


def test_rules_go_when_no_listener_is_secure_any_more(estate: Estate) -> None:
    answer(estate, policy=estate.put("policy.conf", FOREIGN))
    estate.apply()
    assert estate.path("artifacts/HOST/policy.conf").read_bytes() != FOREIGN
    estate.answer("estate", "HOST.sec", secure=False)
    assert estate.state("at-tls/HOST")[0] is State.OUTDATED
    assert set(questions(estate)) == {"policy", "target"}
    estate.apply("at-tls/HOST")
    assert estate.path("artifacts/HOST/policy.conf").read_bytes() == FOREIGN
    assert estate.state("at-tls/HOST")[0] is State.WRITTEN


def test_a_policy_extended_in_place_stays_written_and_is_undone_exactly(estate: Estate) -> None:
    name = estate.put("policy.conf", FOREIGN)
    answer(estate, policy=name, target=name)
    estate.apply()
    assert estate.state("at-tls/HOST")[0] is State.WRITTEN
    assert attls.undo((estate.folder / name).read_bytes()) == FOREIGN
    estate.answer("estate", "HOST.sec", secure=False)
    estate.apply("at-tls/HOST")
    assert (estate.folder / name).read_bytes() == FOREIGN
