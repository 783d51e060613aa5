"""The DBMOVER step, the machines' files against each other, and listeners and nodes before and after."""

from dataclasses import replace

import pytest

from pwxwizard import difference, listings
from pwxwizard.dbmover import Catalogue
from pwxwizard.errors import RefusedError
from pwxwizard.estate_findings import estate_findings
from pwxwizard.examine import State
from pwxwizard.finding import Finding, Severity
from pwxwizard.plan import Action, Change
from pwxwizard.question import Question
from pwxwizard.steps import step
from tests.steps.conftest import PASSPHRASE, Estate

HOST = b"/* member\nLISTENER=(node1,TCPIP,2480)\n"
CLIENT = b"LOGPATH=/x\nNODE=(node1,TCPIP,host.example.com,2480)\n"


def questions(estate: Estate, machine: str) -> dict[str, Question]:
    dbmover = step("dbmover")
    place = next(s for s in dbmover.subjects(estate.session.project) if s.name == machine)
    return {question.key: question for question in dbmover.questions(estate.session.project, place)}


def take(estate: Estate, machine: str, data: bytes) -> None:
    name = estate.put(f"{machine}.cfg", data)
    estate.answer("dbmover", machine, **{"dbmover.file": name})


def estate_codes(estate: Estate) -> dict[str, Finding]:
    return {finding.code: finding for finding in estate.survey().estate}


@pytest.mark.parametrize(
    ("machine", "good", "bad"),
    [
        ("HOST", "PWX.RUNLIB(DBMOVER)", "/u/pwx/dbmover"),
        ("AS400", "DATALIB/CFG(DBMOVER)", "DBMOVER"),
        ("CLIENT", "/opt/pwx/dbmover.cfg", "pwx/dbmover.cfg"),
    ],
)
def test_the_place_on_the_machine_has_its_platforms_form(
    estate: Estate, machine: str, good: str, bad: str
) -> None:
    question = questions(estate, machine)["dbmover.place"]
    assert question.problem(bad)
    assert question.problem(good) == question.problem("") == ""
    assert "PWX_CONFIG" in question.help
    if machine == "AS400":
        estate.answer("dbmover", "AS400", **{"dbmover.app_id": "PWX_LISTENER"})
    estate.answer("dbmover", machine, **{"dbmover.place": good})
    changes = estate.survey().plan.changes
    installed = [c.artifact for c in changes if c.artifact.item == f"dbmover/{machine}"]
    assert installed[0].install == good


def test_cipher_suites_of_which_openssl_knows_none_are_refused(estate: Estate) -> None:
    question = questions(estate, "CLIENT")["tls.cipher_list"]
    for good in ("", "HIGH:!aNULL", "ECDHE+AESGCM", "RC4-SHA", "ECDHE-RSA-BOGUS:AES256-SHA256"):
        assert question.problem(good) == "", good
    for bad in ("ECDHE-RSA-BOGUS", "ECDHE+BOGUS", "!aNULL", "TLS_AES_128_GCM_SHA256", "@STRENGTH"):
        assert question.problem(bad).startswith("No suite of this list is known; write "), bad


def test_a_cipher_list_of_nonsense_in_the_present_file_keeps_it_from_being_written(
    estate: Estate,
) -> None:
    take(estate, "CLIENT", CLIENT + b"SSL_CIPHER_LIST=ECDHE-RSA-BOGUS\n")
    assert estate.state("dbmover/CLIENT")[0] is State.OPEN
    assert "DBM047" in estate.codes()
    take(estate, "CLIENT", CLIENT + b"SSL_CIPHER_LIST=ECDHE-RSA-BOGUS:HIGH\n")
    assert estate.state("dbmover/CLIENT")[0] is State.READY
    assert estate.codes("DBM04") == {"DBM048"}


def test_a_plain_port_of_zos_is_told_apart_from_one_that_at_tls_secures(estate: Estate) -> None:
    data = HOST + b"LISTENER=(sec,TCPIP,6001)\nLISTENER=(other,TCPIP,9000,,,,,NETP)\n"

    def told() -> list[str]:
        session = estate.session
        machine = session.project.machine["HOST"]
        known = listings.at_tls(session.project, machine, session.world.reader)
        rows = listings.entries(data, Catalogue.load(), "zos", known)
        compared = listings.compared(data, data, Catalogue.load(), "zos", known)
        values = [row.value for row in rows if row.kind == "listener"]
        assert values == [row.after for row in compared if row.kind == "listener"]
        return values

    unknown = "plain unless an AT-TLS rule covers it"
    assert told() == [
        f"port 2480, {unknown}",
        "port 6001, AT-TLS decides",
        f"port 9000, {unknown}, netport job NETP",
    ]
    foreign = b"""TTLSRule theirs
{
  LocalPortRange 9000
  Jobname NETP
  Direction Inbound
  TTLSGroupActionRef off
}
TTLSGroupAction off
{
  TTLSEnabled Off
}
"""
    name = estate.put("policy.conf", foreign)
    estate.answer("at-tls", "HOST", **{"at_tls.policy": name})
    ruled = [
        "port 2480, plain: no rule covers it",
        "port 6001, AT-TLS decides",
        "port 9000, AT-TLS decides, netport job NETP",
    ]
    assert told() == ruled
    estate.apply("ca/CA", "personal-certificate/HOST", "at-tls/HOST")
    assert estate.path("artifacts/HOST/policy.conf").exists()
    assert told() == ruled


def test_clients_that_nobody_authenticates_are_told_how_on_each_platform(estate: Estate) -> None:
    estate.answer("at-tls", "HOST", **{"at_tls.handshake_role": "Server"})
    fixes = {one.fix for one in estate.survey().findings if one.code == "TLS001"}
    assert fixes == {
        "On z/OS choose ServerWithClientAuth with Required; elsewhere demand client certificates."
    }


def test_without_a_file_it_is_said_that_a_new_one_is_started(estate: Estate) -> None:
    assert questions(estate, "HOST")["dbmover.file"].default_from.endswith("a new one is started")


def test_a_windows_machine_is_told_of_its_two_files(estate: Estate) -> None:
    estate.answer("estate", "CLIENT", platform="windows")
    estate.answer("dbmover", "CLIENT", **{"dbmover.place": r"C:\pwx\dbmover.cfg"})
    assert "DBM062" in estate.codes("DBM")
    assert "bin32" in questions(estate, "CLIENT")["dbmover.file"].help


def test_the_encrypted_passphrase_comes_first(estate: Estate) -> None:
    options = questions(estate, "CLIENT")["dbmover.passphrase"].options
    assert [option.value for option in options] == ["encrypted", "by-hand", "clear"]


@pytest.mark.parametrize(
    ("data", "machine", "code"),
    [
        (b"LISTENER=(other,TCPIP,6002)\n", "AS400", "DBM051"),
        (b"NODE=(sec,TCPIP,elsewhere.example.com,1)\n", "CLIENT", "DBM052"),
    ],
)
def test_a_port_or_name_that_the_file_has_already_stops_the_item(
    estate: Estate, data: bytes, machine: str, code: str
) -> None:
    estate.answer("dbmover", "AS400", **{"dbmover.app_id": "PWX_LISTENER"})
    take(estate, machine, data)
    assert code in estate.codes("DBM")
    assert estate.state(f"dbmover/{machine}")[0] is State.OPEN


def test_a_sound_estate_has_no_contradiction(estate: Estate) -> None:
    estate.answer("dbmover", "AS400", **{"dbmover.app_id": "PWX_LISTENER"})
    take(estate, "HOST", HOST)
    take(estate, "CLIENT", CLIENT)
    assert set(estate_codes(estate)) == {"DBM082"}
    estate.apply()
    assert set(estate_codes(estate)) == {"DBM082"}


def test_a_plain_node_to_a_port_that_at_tls_secures_is_an_error_with_its_place(
    estate: Estate,
) -> None:
    take(estate, "CLIENT", CLIENT + b"NODE=(old,TCPIP,host.example.com,6001)\n")
    finding = estate_codes(estate)["DBM070"]
    assert finding.where.item == "dbmover/CLIENT"
    assert finding.where.line == 3
    assert finding in estate.survey().findings


def test_whether_a_zos_port_is_secure_is_told_by_the_whole_policy(estate: Estate) -> None:
    take(estate, "HOST", HOST)
    take(estate, "CLIENT", CLIENT.replace(b"2480)", b"2480,,,,,ZSSL)"))
    assert "DBM071" in estate_codes(estate)
    foreign = (
        b"TTLSRule Theirs\n{\n  LocalPortRange 2480\n  Direction Inbound\n  Priority 9\n"
        b"  TTLSGroupActionRef On\n  TTLSEnvironmentActionRef Env\n}\n"
        b"TTLSGroupAction On\n{\n  TTLSEnabled On\n}\n"
        b"TTLSEnvironmentAction Env\n{\n  HandshakeRole Server\n"
        b"  TTLSKeyringParms\n  {\n    Keyring A/B\n  }\n}\n"
    )
    estate.answer("at-tls", "HOST", **{"at_tls.policy": estate.put("policy.conf", foreign)})
    assert "DBM071" not in estate_codes(estate)


def test_a_machine_whose_file_is_not_known_yet_raises_no_alarm(estate: Estate) -> None:
    take(estate, "CLIENT", CLIENT)
    assert "DBM072" in estate_codes(estate)
    estate.session.skip("dbmover/HOST", "not ours")
    assert not {"DBM072", "DBM073"} & set(estate_codes(estate))


def test_a_ca_list_that_lacks_the_issuer_is_found_from_the_planned_files(estate: Estate) -> None:
    take(estate, "CLIENT", CLIENT)
    estate.apply()
    plan = estate.survey().plan
    project = estate.session.project
    foreign = (estate.path("artifacts/AS400/certificate.pem")).read_bytes()
    lists = {c.artifact.path: c.artifact for c in plan.changes}
    path = "prod.pwx/artifacts/CLIENT/ca-list.pem"
    leaf = foreign[: foreign.index(b"-----END CERTIFICATE-----")] + b"-----END CERTIFICATE-----\n"
    lists[path] = replace(lists[path], content=leaf)
    found = estate_findings(project, lists.values())
    missing = [finding for finding in found if finding.code == "DBM076"]
    assert missing
    assert "CLIENT does not trust" in missing[0].message


def test_only_some_items_are_not_held_against_the_rest(estate: Estate) -> None:
    assert estate.session.survey(("dbmover/CLIENT",)).estate == ()


def change_of(estate: Estate, machine: str) -> Change:
    changes = estate.survey().plan.changes
    return next(c for c in changes if c.artifact.item == f"dbmover/{machine}")


def test_listeners_and_nodes_before_and_after(estate: Estate) -> None:
    take(estate, "CLIENT", CLIENT)
    rows = difference.network(change_of(estate, "CLIENT"), {}, "linux")
    told = {(row.kind, row.name): row for row in rows}
    assert told["node", "node1"].change == "same"
    new = told["node", "sec"]
    assert (new.change, new.before, new.after) == ("new", "", "host.example.com port 6001, TLS")
    assert told["ssl", "CA list"].change == "new"
    assert told["switch", "SSL_REQ_SRVR_CERT"].change == "changed"
    assert [row.kind for row in rows] == sorted(
        (row.kind for row in rows), key=["listener", "node", "ssl", "switch"].index
    )
    policy = next(c for c in estate.survey().plan.changes if c.artifact.item == "at-tls/HOST")
    assert difference.network(policy, {}) == ()


def test_two_nodes_of_one_name_are_told_apart_and_what_is_gone_is_named() -> None:
    catalogue = Catalogue.load()
    before = b"NODE=(a,TCPIP,h,1)\nNODE=(a,TCPIP,h,2)\nLISTENER=(l,TCPIP,5)\n"
    rows = listings.compared(before, b"NODE=(a,TCPIP,h,1)\n", catalogue)
    assert [(row.kind, row.name, row.change) for row in rows if row.kind != "switch"] == [
        ("listener", "l", "gone"),
        ("node", "a", "same"),
        ("node", "a", "gone"),
    ]


@pytest.mark.parametrize(
    ("form", "keyword", "code"), [("clear", "PASS", "DBM027"), ("encrypted", "PASSEP", "")]
)
def test_the_preview_shows_the_passphrase_keyword_that_is_written(
    estate: Estate, form: str, keyword: str, code: str
) -> None:
    take(estate, "CLIENT", CLIENT)
    estate.answer("dbmover", "CLIENT", **{"dbmover.passphrase": form})
    if form == "encrypted":
        source = "file:personal.secret"
        estate.answer("dbmover", "CLIENT", **{"dbmover.encrypted_passphrase": source})
    shown = difference.becomes(change_of(estate, "CLIENT").artifact)
    told = [finding for finding in estate.survey().findings if finding.code == "DBM027"]
    assert [(one.where.item, one.severity) for one in told] == (
        [("dbmover/CLIENT", Severity.WARNING)] if code else []
    )
    estate.apply()
    change = change_of(estate, "CLIENT")
    assert change.action is Action.KEEP
    assert isinstance(change.artifact.content, bytes)
    assert f"SSL=({keyword}={PASSPHRASE},".encode() in change.artifact.content
    assert difference.becomes(change.artifact) == shown
    assert f"SSL=({keyword}=********," in "\n".join(shown)
    assert estate.codes("DBM027") == ({code} if code else set())


def test_a_passphrase_that_the_statement_cannot_carry_is_refused_not_replaced_by_a_placeholder(
    estate: Estate,
) -> None:
    take(estate, "CLIENT", CLIENT)
    estate.answer("dbmover", "CLIENT", **{"dbmover.passphrase": "clear"})
    (estate.folder / "personal.secret").write_text("with,comma=and more\n")
    with pytest.raises(RefusedError, match="CLIENT") as refused:
        estate.apply()
    assert "letters and digits" in refused.value.fix
    assert "comma=" not in str(refused.value)
    assert not estate.path("artifacts").exists()
