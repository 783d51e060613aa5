"""The hand-over step: packets are planned, made, kept, and follow what they are made from."""

import hashlib
from collections.abc import Mapping
from typing import Any

import pytest

from pwxwizard import handover, pki
from pwxwizard.difference import becomes
from pwxwizard.examine import State
from pwxwizard.handover.judges import JUDGES
from pwxwizard.plan import Pending
from pwxwizard.project import Edit
from pwxwizard.project_tables import unknown_keys
from pwxwizard.proofs import KINDS
from pwxwizard.question import Question
from pwxwizard.session import Proof
from pwxwizard.steps import STEPS, step
from tests.handover.estate import artifacts, whole
from tests.handover.estate import project as canned
from tests.steps.conftest import Estate, Outside

KEY = "handover"
SECURITY = "handover/security/HOST"


def questions(estate: Estate, name: str) -> dict[str, Question]:
    chosen = step(KEY)
    project = estate.session.project
    place = next(one for one in chosen.subjects(project) if one.name == name)
    return {question.key: question for question in chosen.questions(project, place)}


def answer(estate: Estate, name: str, key: str, value: object) -> str:
    chosen = step(KEY)
    place = next(one for one in chosen.subjects(estate.session.project) if one.name == name)
    return estate.session.answer(place, questions(estate, name)[key], value)  # type: ignore[arg-type]


def text(estate: Estate, path: str) -> str:
    return estate.path(path).read_text()


def test_it_stands_before_ping_for_all_roles_and_for_each_server_of_others(estate: Estate) -> None:
    assert [one.key for one in STEPS][-2:] == [KEY, "ping"]
    names = [one.name for one in step(KEY).subjects(estate.session.project)]
    assert names == ["all.roles", "HOST", "AS400"]


def test_one_apply_writes_the_same_packets_as_the_verb_and_then_nothing_more(
    estate: Estate,
) -> None:
    written = {path for path in estate.apply() if path.startswith("handover/")}
    project, reader = estate.session.project, estate.session.world.reader
    wanted = {
        f"handover/{packet.folder}/{name}": content
        for packet in handover.packets(project, reader)
        if packet.machine != "CLIENT"
        for name, content in packet.files.items()
    }
    assert written == {*wanted, f"handover/{handover.OVERVIEW}"}
    assert {path: estate.path(path).read_bytes() for path in wanted} == wanted
    assert estate.state("handover/HOST") == (State.WRITTEN, ())
    assert not estate.survey().plan.writes


def test_a_packet_names_the_files_that_the_same_apply_has_made(estate: Estate) -> None:
    planned = [c for c in estate.survey().plan.changes if c.artifact.item == "handover/HOST"]
    assert planned
    assert all(isinstance(change.artifact.content, Pending) for change in planned)
    assert all(becomes(change.artifact)[0].startswith("(known") for change in planned)
    estate.apply()
    package = estate.path("artifacts/HOST/personal.p12").read_bytes()
    assert hashlib.sha256(package).hexdigest() in text(estate, f"{SECURITY}/README.txt")
    assert "not written yet" not in text(estate, f"{SECURITY}/README.txt")


SHAPES: list[dict[str, Any]] = [
    {"security_manager": manager, "personal_certificate": {"source": source}, "at_tls": ring}
    for manager in ("racf", "acf2", "topsecret")
    for source in ("pkcs12", "request", "security-manager", "existing")
    for ring in ({}, {"existing_ring": True}, {"client_auth_type": "SAFCheck"})
]


@pytest.mark.parametrize("shape", SHAPES)
def test_the_files_of_a_packet_are_known_before_it_is_made(shape: dict[str, Any]) -> None:
    project, reader = canned(shape), artifacts()
    folder = "sample.pwx/artifacts"
    reader.files[f"{folder}/ZOS1/pagent_ttls.conf"] = b"# >>> pwxwizard\n# <<< pwxwizard\n"
    reader.files[f"{folder}/ZOS1/DBMOVER"] = b"LISTENER=(node1,TCPIP,2480)\n"
    reader.files[f"{folder}/ZOS1/reply.pem"] = b"reply"
    reader.files[f"{folder}/AS400/DBMOVER"] = b"SSL=(PASS=canary)\n"
    for name in ("ZOS1", "AS400"):
        machine = project.machine[name]
        bare = handover.MachineView(project, machine, None, ())
        for role in handover.roles(machine):
            (packet,) = handover.packets(project, reader, role=role.value, machine=name)
            assert handover.file_names(role, bare, reader, 1) == tuple(sorted(packet.files))


def test_a_file_that_a_packet_names_outdates_it_and_drift_is_told(estate: Estate) -> None:
    estate.apply()
    before = text(estate, f"{SECURITY}/README.txt")
    estate.personal("HOST", renewal=1)
    estate.apply("personal-certificate/HOST")
    state, because = estate.state("handover/HOST")
    assert state is State.OUTDATED
    assert "prod.pwx/artifacts/HOST/personal.p12 changed" in because
    assert estate.state("handover/AS400")[0] is State.WRITTEN
    estate.apply()
    assert text(estate, f"{SECURITY}/README.txt") != before
    estate.path(f"{SECURITY}/README.txt").write_text("mine\n")
    assert estate.state("handover/HOST")[0] is State.DRIFTED
    assert {path for path in estate.apply() if "handover" in path} == {f"{SECURITY}/README.txt"}


RENEWALS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({}, {}),
    ({}, {"days": 100}),
    ({"issuing": True}, {}),
]


@pytest.mark.parametrize(("ca", "renewal"), RENEWALS)
@pytest.mark.parametrize("new_key", [False, True])
def test_a_renewal_writes_only_what_the_new_certificate_changes(
    estate: Estate, ca: dict[str, Any], renewal: dict[str, Any], new_key: bool
) -> None:
    if ca:
        estate.ca(**ca)
    estate.apply()
    files = {
        path: path.read_bytes() for path in estate.path("handover").rglob("*") if path.is_file()
    }
    both = ("HOST", "AS400")
    for name in both:
        estate.personal(name, renewal=1, **renewal)
        if new_key:
            estate.session.consenting({f"prod.pwx/private/{one}.key.pem" for one in both})
    named = {path for path in estate.apply() if path.startswith("handover/")}
    changed = {
        path.relative_to(estate.path("")).as_posix()
        for path, before in files.items()
        if path.read_bytes() != before
    }
    assert named == changed
    assert named == {
        f"handover/{folder}/{name}"
        for folder in ("security/HOST", "ibmi/AS400")
        for name in ("README.md", "README.txt", handover.SUMS)
    }
    assert not estate.survey().plan.writes


def test_names_and_dates_reach_the_covers_they_are_for(estate: Estate) -> None:
    estate.apply()
    assert answer(estate, "all.roles", "security", "RACF team") == ""
    assert estate.state("handover/HOST") == (State.OUTDATED, ("names and dates changed",))
    assert estate.state("handover/AS400")[0] is State.WRITTEN
    assert answer(estate, "all.roles", "by", "the window of 9 May") == ""
    written = estate.apply()
    assert "RACF team" in text(estate, f"{SECURITY}/README.txt")
    assert "RACF team" not in text(estate, "handover/ibmi/AS400/README.txt")
    assert "the window of 9 May" in text(estate, "handover/ibmi/AS400/README.txt")
    assert f"handover/{handover.OVERVIEW}" in written
    assert "RACF team" in text(estate, f"handover/{handover.OVERVIEW}")
    assert not estate.survey().plan.writes
    assert "one line" in answer(estate, "all.roles", "contact", "two\nlines")


def test_a_job_that_a_later_packet_does_without_is_withdrawn(estate: Estate) -> None:
    estate.apply()
    jobs = sorted(path.name for path in estate.path(f"{SECURITY}/jcl").iterdir())
    assert answer(estate, "HOST", "at_tls.existing_ring", True) == ""
    estate.apply()
    names = text(estate, f"{SECURITY}/SHA256SUMS")
    gone = [name for name in jobs if f"jcl/{name}" not in names]
    assert gone
    for name in gone:
        assert "no longer part" in text(estate, f"{SECURITY}/jcl/{name}")
    assert not estate.survey().plan.writes


def test_a_machine_that_listens_no_more_has_its_packets_withdrawn(estate: Estate) -> None:
    estate.apply()
    estate.answer("estate", "AS400.sec", secure=False)
    assert "AS400" in [one.name for one in step(KEY).subjects(estate.session.project)]
    estate.apply()
    assert "no longer part" in text(estate, "handover/ibmi/AS400/README.txt")
    assert "AS400" not in text(estate, f"handover/{handover.OVERVIEW}")
    assert not estate.survey().plan.writes


def test_issuers_behind_a_passphrase_get_their_files_in_the_same_apply(
    estate: Estate, outside: Outside
) -> None:
    """The plan cannot tell how many CA certificates there will be."""
    key = pki.make_key("p-256")
    leaf = outside.leaf(key.public_key(), "host.example.com", "192.0.2.1")
    package = pki.pkcs12(leaf, key, outside.above, "x", "canary-bKx43-file", pki.Pkcs12Form.MODERN)
    file = estate.put("own.p12", package)
    estate.personal("HOST", source="existing")
    estate.personal("HOST", file=file)
    estate.personal("HOST", file_passphrase="file:file.secret")
    written = estate.apply()
    found = {path for path in written if path.startswith(f"{SECURITY}/files/")}
    assert len(found) == 3
    assert found == {f"{SECURITY}/files/ca-{number}.pem" for number in (1, 2, 3)}
    assert not estate.survey().plan.writes


ASKED: list[tuple[Mapping[str, Any], set[str]]] = [
    ({}, set()),
    ({"personal_certificate": {"source": "request"}}, {"personal_certificate.not_after"}),
    (
        {"personal_certificate": {"source": "security-manager"}},
        {"personal_certificate.not_after", "personal_certificate.ca_label"},
    ),
    (
        {"security_manager": "acf2"},
        {"personal_certificate.record_id", "at_tls.ring_record_id"},
    ),
    (
        {"at_tls": {"client_auth_type": "SAFCheck"}},
        {"at_tls.client_users.INTSVC", "at_tls.client_users.WINNAV"},
    ),
]


@pytest.mark.parametrize(("shape", "more"), ASKED)
def test_only_what_the_commands_depend_on_is_asked(
    shape: Mapping[str, Any], more: set[str]
) -> None:
    chosen, project = step(KEY), canned(shape)
    place = next(one for one in chosen.subjects(project) if one.name == "ZOS1")
    always = {
        "at_tls.existing_ring",
        "personal_certificate.access",
        "personal_certificate.data_set_prefix",
    }
    asked = chosen.questions(project, place)
    assert {question.key for question in asked} == always | more
    assert all(question.default is not None for question in asked)
    assert all(question.help and question.default_from for question in asked)


WRONG: list[tuple[Mapping[str, Any], str, object, str]] = [
    ({}, "personal_certificate.data_set_prefix", "lower.case", "44 characters"),
    ({}, "personal_certificate.data_set_prefix", "A" * 9, "44 characters"),
    ({}, "personal_certificate.access", "both", "rdatalib"),
    (
        {"personal_certificate": {"source": "request"}},
        "personal_certificate.not_after",
        "31.12.2027",
        "YYYY-MM-DD",
    ),
    (
        {"personal_certificate": {"source": "request"}},
        "personal_certificate.not_after",
        "2027-02-30",
        "YYYY-MM-DD",
    ),
    (
        {"personal_certificate": {"source": "security-manager"}},
        "personal_certificate.ca_label",
        "x" * 33,
        "32 characters",
    ),
    ({"security_manager": "acf2"}, "at_tls.ring_record_id", "NINECHARS", "8 letters"),
    ({"security_manager": "topsecret"}, "personal_certificate.record_id", "A.B", "8 letters"),
    (
        {"at_tls": {"client_auth_type": "SAFCheck"}},
        "at_tls.client_users.INTSVC",
        "TOOLONG99",
        "Up to 8",
    ),
]


@pytest.mark.parametrize(("shape", "key", "value", "said"), WRONG)
def test_what_would_not_be_taken_is_refused_as_it_is_typed(
    shape: Mapping[str, Any], key: str, value: object, said: str
) -> None:
    chosen, project = step(KEY), canned(shape)
    place = next(one for one in chosen.subjects(project) if one.name == "ZOS1")
    question = next(one for one in chosen.questions(project, place) if one.key == key)
    assert said in question.problem(value)  # type: ignore[arg-type]


def test_answers_reach_the_commands(estate: Estate) -> None:
    estate.answer("at-tls", "HOST", **{"at_tls.client_auth_type": "SAFCheck"})
    assert answer(estate, "HOST", "at_tls.client_users.CLIENT", "PWXCLI") == ""
    assert answer(estate, "HOST", "personal_certificate.data_set_prefix", "SECADM.TLS") == ""
    assert answer(estate, "HOST", "personal_certificate.access", "facility") == ""
    assert answer(estate, "AS400", "dbmover.library", "PWXDATA") == ""
    assert "Up to 10" in answer(estate, "AS400", "dbmover.library", "lower")
    estate.apply()
    said = text(estate, f"{SECURITY}/README.txt")
    for part in ("PWXCLI", "SECADM.TLS.MHOST.CA1", "IRR.DIGTCERT.LISTRING"):
        assert part in said
    assert "PWXDATA" in text(estate, "handover/ibmi/AS400/README.txt")


def test_the_listener_s_user_profile_on_ibm_i_gets_its_authorities(estate: Estate) -> None:
    assert "IBM002" in estate.codes()
    estate.answer("estate", "AS400.sec", user="PWXUSER")
    assert "IBM002" not in estate.codes()
    estate.apply()
    assert "USER(PWXUSER)" in text(estate, "handover/ibmi/AS400/README.txt")


def test_its_keys_are_known_where_they_belong_and_nowhere_else() -> None:
    tables = {
        "schema": 1,
        "handover": {"by": "soon", "contact": "me", "acces": "x"},
        "machine": {
            "ZOS1": {
                "platform": "zos",
                "contact": "me",
                "listener": {"sec": {"port": 1}},
                "personal_certificate": {"access": "facility", "acces": "facility"},
                "at_tls": {"client_users": {"ANY": "USER"}, "existing_ring": True},
            }
        },
    }
    found = {".".join(map(str, path)) for path, _ in unknown_keys(whole(tables), STEPS, "f")}
    assert found == {
        "handover.acces",
        "machine.ZOS1.contact",
        "machine.ZOS1.personal_certificate.acces",
    }


def test_what_the_security_manager_would_not_take_is_told_with_its_answer() -> None:
    chosen, project = step(KEY), canned({"at_tls": {"key_ring": "PWXSTC/" + "r" * 238}})
    place = next(one for one in chosen.subjects(project) if one.name == "ZOS1")
    (found,) = chosen.validate(project, place)
    assert (found.code, found.where.key) == ("SEC001", "machine.ZOS1.at_tls.key_ring")
    assert found.where.item == "handover/ZOS1"


def test_a_wrong_answer_of_its_own_is_told_once(estate: Estate) -> None:
    path = estate.folder / "prod.toml"
    estate.session.edit((Edit(("machine", "AS400", "dbmover", "library"), "lower"),))
    assert "lower" in path.read_text()
    about = [one for one in estate.survey().findings if one.where.item == "handover/AS400"]
    assert [one.code for one in about if one.code in {"ANS001", "IBM001"}] == ["ANS001"]
    assert estate.state("handover/AS400")[0] is State.OPEN


def test_an_end_date_is_missed_only_where_no_ca_tells_one(estate: Estate) -> None:
    estate.personal("HOST", source="security-manager")
    assert "SEC006" not in estate.codes()
    estate.session.skip("ca/CA", "another tool makes it")
    assert "SEC006" in estate.codes()
    assert answer(estate, "HOST", "personal_certificate.not_after", "2030-01-31") == ""
    assert "SEC006" not in estate.codes()


PROOFS = [
    ("personal-certificate/HOST", ("listring", "list")),
    ("personal-certificate/AS400", ("dcm",)),
    ("personal-certificate/CLIENT", ()),
    ("at-tls/HOST", ("pasearch",)),
]


WORDS = {
    "listring": "key ring listing yet (RACDCERT LISTRING)",
    "list": "certificate listing yet (RACDCERT LIST)",
    "dcm": "certificate store listing yet (DCM or dcmview)",
    "pasearch": "policy listing yet (pasearch -t)",
}


@pytest.mark.parametrize(("item", "kinds"), PROOFS)
def test_an_item_is_proved_by_the_listings_of_its_platform(
    estate: Estate, item: str, kinds: tuple[str, ...]
) -> None:
    estate.apply()
    for done, kind in enumerate(kinds):
        missing = tuple(f"no {WORDS[one]}" for one in kinds[done:])
        assert estate.state(item) == (State.WRITTEN, missing)
        estate.session.keep_proofs([Proof(item, kind, "proved", "as planned")])
    assert estate.state(item) == (State.PROVED if kinds else State.WRITTEN, ())
    if kinds:
        estate.session.keep_proofs([Proof(item, kinds[0], "wrong", "Another one.")])
        wrong = f"the {WORDS[kinds[0]].partition(' yet')[0]} went wrong: Another one"
        assert estate.state(item) == (State.WRITTEN, (wrong,))


def test_a_rehearsal_of_other_files_is_told_as_outdated_with_what_changed(estate: Estate) -> None:
    item = "ping/CLIENT->HOST.sec"
    estate.apply()
    assert estate.state(item)[1] == ("no rehearsal yet", "no PING yet (DTLREXE)")
    assert all(outcome.succeeded for outcome in estate.session.rehearse_and_record())
    assert estate.state(item)[1] == ("no PING yet (DTLREXE)",)
    estate.answer("dbmover", "CLIENT", **{"tls.cipher_list": "ECDHE-RSA-AES256-GCM-SHA384"})
    estate.apply()
    estate.apply()
    told = "rehearsal outdated: dbmover.cfg changed; rehearse again"
    assert estate.state(item) == (State.WRITTEN, (told, "no PING yet (DTLREXE)"))
    found = next(one for one in estate.session.items() if one.name == item)
    assert [one.kind for one in found.unproved] == ["rehearsal", "ping"]


@pytest.mark.parametrize("manager", ["racf", "acf2", "topsecret"])
def test_every_kind_that_is_wanted_can_be_judged(manager: str) -> None:
    machine = canned({"security_manager": manager}).machine["ZOS1"]
    kinds = handover.certificate_proofs(machine)
    assert len(kinds) == 2
    assert set(kinds) <= set(JUDGES)
    assert set(step("ping").proofs) - {"rehearsal"} <= set(JUDGES)
    assert set(step("at-tls").proofs) <= set(JUDGES)
    assert set(KINDS) == {*JUDGES, "rehearsal", "probe"}


def test_settled_packets_are_not_made_again(
    estate: Estate, monkeypatch: pytest.MonkeyPatch
) -> None:
    estate.apply()

    def made(*_: object, **__: object) -> None:
        pytest.fail("a packet was made again")

    monkeypatch.setattr(handover, "packets", made)
    assert not estate.survey().plan.writes
