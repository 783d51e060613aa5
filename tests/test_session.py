"""Working on a project: states follow the answers and the files, and nothing is lost."""

from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from pwxwizard import difference
from pwxwizard.answering import read_answers
from pwxwizard.errors import RefusedError, UnreadableError
from pwxwizard.examine import State
from pwxwizard.plan import Action, Form
from pwxwizard.project import Edit
from pwxwizard.removal import goes_too, told
from pwxwizard.session import Proof, Session
from pwxwizard.steps import step
from pwxwizard.steps.base import Addition
from tests.conftest import OpenSession

if TYPE_CHECKING:
    from pwxwizard.question import Answer


_LISTING = "demo.pwx/artifacts/INTSVC/MANIFEST.txt"
"""It belongs to the machine, not to one of the connections whose pages it names."""


def states(session: Session) -> dict[str, State]:
    return {item.name: item.state for item in session.items()}


def because(session: Session, name: str) -> tuple[str, ...]:
    return next(item.because for item in session.items() if item.name == name)


def answer(session: Session, step_key: str, subject_name: str, key: str, value: object) -> str:
    chosen = step(step_key)
    subject = next(s for s in chosen.subjects(session.project) if s.name == subject_name)
    question = next(q for q in chosen.questions(session.project, subject) if q.key == key)
    return session.answer(subject, question, value)  # type: ignore[arg-type]


@pytest.fixture
def session(sample: Path, open_session: OpenSession) -> Session:
    return open_session(sample)


@pytest.fixture
def applied(session: Session) -> Session:
    session.apply(session.survey().plan)
    return session


def test_a_complete_project_is_ready_and_then_written(session: Session) -> None:
    before = states(session)
    assert before["ca/CA"] is State.READY
    assert before["estate/ZOS1"] is State.WRITTEN
    done = session.apply(session.survey().plan)
    assert done.id
    assert set(states(session).values()) == {State.WRITTEN}
    assert not session.survey().plan.writes


def test_an_item_is_outdated_because_of_what_it_depends_on(applied: Session) -> None:
    answer(applied, "estate", "INTSVC", "hosts", ("intsvc2.example.com",))
    assert states(applied)["personal-certificate/INTSVC"] is State.OUTDATED
    assert because(applied, "personal-certificate/INTSVC") == (
        "host names changed",
        "Subject changed",
    )
    assert states(applied)["dbmover/ETLCLIENT"] is State.OUTDATED
    assert states(applied)["personal-certificate/ZOS1"] is State.WRITTEN


def test_an_answer_that_changed_is_told_by_the_label_of_its_question(applied: Session) -> None:
    answer(applied, "at-tls", "ZOS1", "at_tls.protocols", "TLSv1.2")
    assert because(applied, "at-tls/ZOS1") == ("Protocol versions changed",)
    answer(applied, "dbmover", "ETLCLIENT", "tls.cipher_list", "HIGH:!aNULL")
    assert because(applied, "dbmover/ETLCLIENT") == ("Cipher suites changed",)
    # the record keeps the names under which it was written
    assert "answer cipher_list" in applied.project.record.item["dbmover/ETLCLIENT"].inputs
    # also where the answer is not asked for any more
    table = ("machine", "ETLCLIENT", "dbmover")
    applied.edit((Edit((*table, "encrypted_passphrase"), "prompt:x"),))
    assert "encrypted passphrase changed" in because(applied, "dbmover/ETLCLIENT")


def test_outdated_evidence_names_the_answer_by_its_label(applied: Session) -> None:
    applied.keep_proofs([Proof("at-tls/ZOS1", "pasearch", "proved", "as planned")])
    answer(applied, "at-tls", "ZOS1", "at_tls.protocols", "TLSv1.2")
    (kept,) = next(item.evidence for item in applied.items() if item.name == "at-tls/ZOS1")
    assert kept.changed == ("Protocol versions",)


def test_a_changed_file_is_drift_and_is_named(applied: Session, sample: Path) -> None:
    path = "demo.pwx/artifacts/ZOS1/pagent_ttls.conf"
    (sample.parent / path).write_text("# gone\n")
    assert states(applied)["at-tls/ZOS1"] is State.DRIFTED
    assert because(applied, "at-tls/ZOS1") == ("pagent_ttls.conf was changed",)
    assert "DRI001" in {finding.code for finding in applied.survey().findings}


def test_a_changed_input_outdates_what_was_made_from_it(applied: Session, sample: Path) -> None:
    source = sample.parent / "in/etlclient/dbmover.cfg"
    source.write_bytes(source.read_bytes() + b"\n/* more")
    assert because(applied, "dbmover/ETLCLIENT") == ("in/etlclient/dbmover.cfg changed",)


def test_renewing_a_certificate_keeps_its_key(applied: Session, sample: Path) -> None:
    key = sample.parent / "demo.pwx/private/INTSVC.key.pem"
    before = key.read_bytes()
    answer(applied, "personal-certificate", "INTSVC", "personal_certificate.days", 90)
    plan = applied.survey().plan
    changed = {c.artifact.path.rpartition("/")[2] for c in plan.writes}
    assert "INTSVC.key.pem" not in changed
    assert {"certificate.pem", "personal.pem"} <= changed
    applied.apply(plan)
    assert key.read_bytes() == before


def test_another_kind_of_key_is_refused_without_a_consent_that_names_it(applied: Session) -> None:
    answer(applied, "personal-certificate", "INTSVC", "personal_certificate.key", "p-256")
    survey = applied.survey()
    assert "CER001" in {finding.code for finding in survey.findings}
    assert "personal-certificate/INTSVC" not in survey.plan.items
    applied.consenting({"demo.pwx/private/INTSVC.key.pem"})
    plan = applied.survey().plan
    assert [c.artifact.path for c in plan.changes if c.replaces_key] == [
        "demo.pwx/private/INTSVC.key.pem"
    ]
    applied.apply(plan)
    assert states(applied)["personal-certificate/INTSVC"] is State.WRITTEN


def test_a_renewed_ca_outdates_every_certificate_it_signed(applied: Session) -> None:
    answer(applied, "ca", "CA", "days", 1000)
    plan = applied.survey().plan
    assert {change.artifact.item for change in plan.writes} >= {
        "ca/CA",
        "personal-certificate/ZOS1",
        "personal-certificate/INTSVC",
    }
    applied.apply(plan)
    assert not applied.survey().plan.writes


def test_a_plan_is_refused_once_something_moved(session: Session, sample: Path) -> None:
    plan = session.survey().plan
    source = sample.parent / "in/zos1/DBMOVER"
    source.write_bytes(source.read_bytes() + b"/* more\n")
    with pytest.raises(RefusedError, match="in/zos1/DBMOVER"):
        session.apply(plan)


def test_a_file_left_out_is_not_written_and_its_item_stays_ready(
    session: Session, sample: Path
) -> None:
    path = "demo.pwx/artifacts/ZOS1/pagent_ttls.conf"
    session.apply(session.survey().plan, leave_out={path})
    assert not (sample.parent / path).exists()
    assert states(session)["at-tls/ZOS1"] is State.READY
    assert [change.artifact.path for change in session.survey().plan.writes] >= [path]


def test_a_manifest_names_every_file_that_was_written_also_after_a_part_was_applied(
    session: Session, sample: Path
) -> None:
    listing = sample.parent / _LISTING
    session.apply(session.survey().plan)
    before = listing.read_text()
    owners = [name for name, one in session.project.record.item.items() if _LISTING in one.files]
    assert owners == ["dbmover/INTSVC"]
    assert all(name in before for name in ("ca-list.pem", "dbmover.cfg", "personal.pem"))
    answer(session, "personal-certificate", "INTSVC", "personal_certificate.days", 365)
    session.apply(session.survey({"personal-certificate/INTSVC"}).plan)
    after = listing.read_text()
    assert [line[64:] for line in after.splitlines()] == [line[64:] for line in before.splitlines()]
    written = listing.with_name("personal.pem").read_bytes()
    assert f"{sha256(written).hexdigest()}  personal.pem" in after
    assert after != before
    assert not session.survey().plan.writes


def test_a_bad_answer_is_not_saved(session: Session, sample: Path) -> None:
    before = sample.read_bytes()
    assert "65535" in answer(session, "estate", "ZOS1.zossec", "port", 70000)
    assert sample.read_bytes() == before


def test_an_answer_is_on_the_disk_at_once_and_comments_stay(session: Session, sample: Path) -> None:
    assert answer(session, "estate", "ZOS1.zossec", "port", 6101) == ""
    text = sample.read_text()
    assert "port = 6101" in text
    assert "# plain clients stay on this port" in text


def test_machines_listeners_and_connections_are_added_and_removed(session: Session) -> None:
    estate = step("estate")
    kinds = {addition.key: addition for addition in estate.additions(session.project)}
    machine: dict[str, Answer] = {
        "name": "NEW1",
        "platform": "linux",
        "hosts": ("new1.example.com",),
    }
    assert session.add(estate, kinds["machine"], machine) == ""
    assert "one like this" in session.add(estate, kinds["machine"], machine)
    kinds = {addition.key: addition for addition in estate.additions(session.project)}
    listener: dict[str, Answer] = {"machine": "NEW1", "name": "new1sec", "port": 6010}
    assert session.add(estate, kinds["listener"], listener) == ""
    kinds = {addition.key: addition for addition in estate.additions(session.project)}
    connection: dict[str, Answer] = {"client": "INTSVC", "listener": "NEW1.new1sec"}
    assert session.add(estate, kinds["connection"], connection) == ""
    assert "ping/INTSVC->NEW1.new1sec" in states(session)
    assert "one like this" in session.add(estate, kinds["connection"], connection)
    item = next(item for item in session.items() if item.name == "estate/NEW1")
    edits = item.step.remove(session.project, item.subject)
    assert goes_too(session.project, edits) == ("NEW1.new1sec", "INTSVC->NEW1.new1sec")
    session.remove(item)
    assert not [name for name in states(session) if "NEW1" in name]
    assert session.project.connection[0].client == "INTSVC"


@pytest.mark.parametrize(
    ("name", "needing"),
    [
        ("ETLCLIENT", ("ETLCLIENT->ZOS1.zossec", "ETLCLIENT->INTSVC.intsec")),
        ("INTSVC.intsec", ("ETLCLIENT->INTSVC.intsec", "WINNAV->INTSVC.intsec")),
        ("ZOS1.node1", ()),
        ("WINNAV->ZOS1.zossec", ()),
    ],
)
def test_what_goes_with_a_removal_is_told(
    session: Session, name: str, needing: tuple[str, ...]
) -> None:
    item = next(item for item in session.items() if item.name == f"estate/{name}")
    gone = goes_too(session.project, item.step.remove(session.project, item.subject))
    assert gone == needing
    assert told(gone) == (f"What needs it goes, too: {', '.join(needing)}." if needing else "")


def test_what_can_be_but_one_is_chosen_beforehand(session: Session) -> None:
    estate = step("estate")

    def proposed() -> tuple[object, ...]:
        kinds = {addition.key: addition for addition in estate.additions(session.project)}
        return tuple(question.default for question in kinds["connection"].questions)

    assert proposed() == (None, None)
    for name in ("ZOS1.node1", "AS400", "WINNAV", "ETLCLIENT"):
        session.remove(next(item for item in session.items() if item.name == f"estate/{name}"))
    assert proposed() == ("INTSVC", None)
    intsec = next(item for item in session.items() if item.name == "estate/INTSVC.intsec")
    session.remove(intsec)
    assert proposed() == ("INTSVC", "ZOS1.zossec")


def test_nothing_is_offered_to_call_itself(session: Session) -> None:
    """A client that has a secure listener too calls those of other machines."""
    estate = step("estate")

    def added() -> tuple[Addition, dict[str, tuple[str, ...]]]:
        kinds = {addition.key: addition for addition in estate.additions(session.project)}
        asked = kinds["connection"].questions
        return kinds["connection"], {
            one.key: tuple(option.value for option in one.options) for one in asked
        }

    kind, offered = added()
    # z/OS and IBM i never call: their listeners come first, whichever client is chosen
    assert offered["listener"][:2] == ("ZOS1.zossec", "AS400.as400sec")
    own = {"client": "INTSVC", "listener": "INTSVC.intsec"}
    assert session.add(estate, kind, own) == (
        "INTSVC would call its own listener; choose one of another machine."
    )
    subjects = {one.name: one for one in estate.subjects(session.project)}

    def listeners(name: str) -> tuple[str, ...]:
        questions = estate.questions(session.project, subjects[name])
        asked = {question.key: question for question in questions}
        return tuple(option.value for option in asked["listener"].options)

    assert "INTSVC.intsec" not in listeners("INTSVC->ZOS1.zossec")
    assert "INTSVC.intsec" in listeners("WINNAV->ZOS1.zossec")
    # one that stands in the project file is an answer all the same
    index = next(i for i, one in enumerate(session.project.connection) if one.client == "INTSVC")
    session.edit((Edit(("connection", index, "listener"), "INTSVC.intsec"),))
    subjects = {one.name: one for one in estate.subjects(session.project)}
    assert "INTSVC.intsec" in listeners("INTSVC->INTSVC.intsec")
    findings = {f.code for f in session.survey().findings if f.where.item.startswith("estate/")}
    assert "EST013" in findings
    assert not {"ANS001", "ANS002"} & findings


def test_what_is_entered_twice_is_told_apart_until_one_goes(session: Session) -> None:
    first = session.project.connection[0]
    twin = {"client": first.client, "listener": first.listener}
    for index in (len(session.project.connection), len(session.project.connection) + 1):
        session.edit((Edit(("connection", index), dict(twin)),))
    found = states(session)
    assert [name for name in found if name.startswith(f"estate/{first.name}")] == [
        f"estate/{first.name}",
        f"estate/{first.name} (2)",
        f"estate/{first.name} (3)",
    ]
    assert found[f"estate/{first.name}"] is State.WRITTEN
    assert found[f"estate/{first.name} (2)"] is State.OPEN
    assert found[f"ping/{first.name}"] is State.OPEN
    for name in (f"estate/{first.name} (3)", f"estate/{first.name} (2)"):
        session.remove(next(item for item in session.items() if item.name == name))
    assert states(session)[f"ping/{first.name}"] is State.READY


def test_a_skipped_item_is_not_planned_and_keeps_its_reason(session: Session) -> None:
    session.skip("at-tls/ZOS1", "the network team does it")
    assert because(session, "at-tls/ZOS1") == ("the network team does it",)
    assert "at-tls/ZOS1" not in session.survey().plan.items
    session.skip("at-tls/ZOS1", "")
    assert states(session)["at-tls/ZOS1"] is State.READY


def test_work_goes_on_where_it_stopped(
    session: Session, sample: Path, open_session: OpenSession
) -> None:
    session.stand_at("dbmover/INTSVC", "dbmover.folder")
    session.close()
    again = open_session(sample)
    assert again.position().item == "dbmover/INTSVC"
    assert again.position().key == "dbmover.folder"


def test_a_second_session_is_refused_and_told_who_works(session: Session, sample: Path) -> None:
    with pytest.raises(RefusedError, match="process"):
        Session.open(sample)
    session.close()
    Session.open(sample).close()


@pytest.mark.parametrize("data", [b"\xff\xfe\x00", b"a = [", b"a = 1\n", b""])
def test_opening_what_is_no_project_leaves_nothing_beside_it(data: bytes, tmp_path: Path) -> None:
    file = tmp_path / "prod.toml"
    file.write_bytes(data)
    with pytest.raises(UnreadableError):
        Session.open(file)
    assert list(tmp_path.iterdir()) == [file]


def test_secrets_are_masked_and_pending_files_described(session: Session) -> None:
    plan = session.survey().plan
    by_name = {change.artifact.path: change for change in plan.changes}
    shown = difference.lines(by_name["demo.pwx/artifacts/INTSVC/dbmover.cfg"])
    assert any("PASSEP=" in line.text and "****" in line.text for line in shown)
    certificate = by_name["demo.pwx/artifacts/INTSVC/certificate.pem"]
    assert all(
        line.text.startswith("(known after writing)") for line in difference.lines(certificate)
    )
    session.apply(plan)
    for change in session.survey().plan.changes:
        assert change.action is Action.KEEP
        if change.artifact.form.private:
            assert "not shown" in difference.becomes(change.artifact)[0]
        if change.artifact.form is Form.CERTIFICATE:
            assert difference.becomes(change.artifact)


def test_the_same_project_and_keys_plan_the_same_bytes(applied: Session, sample: Path) -> None:
    first = applied.survey().plan
    again = applied.survey().plan
    assert first.id == again.id
    assert [c.artifact.content for c in first.changes] == [
        c.artifact.content for c in again.changes
    ]


@pytest.mark.parametrize(
    "name", ["estate/ZOS1", "estate/ZOS1.zossec", "estate/INTSVC->AS400.as400sec"]
)
def test_a_removal_is_brought_back_even_when_more_has_changed(
    sample: Path, open_session: OpenSession, name: str
) -> None:
    session = open_session(sample)
    before = session.project
    removal = session.remove(next(item for item in session.items() if item.name == name))
    assert session.project != before
    session.edit((Edit(("ca", "days"), 400),))
    session.bring_back(removal)
    assert session.project.machine == before.machine
    assert sorted(one.name for one in session.project.connection) == sorted(
        one.name for one in before.connection
    )
    assert {one.name: one.node for one in session.project.connection} == {
        one.name: one.node for one in before.connection
    }
    assert session.project.table(("ca",))["days"] == 400


def test_an_answer_that_says_what_held_by_default_outdates_nothing(
    sample: Path, open_session: OpenSession
) -> None:
    session = open_session(sample)
    session.apply(session.survey().plan)
    session.give(read_answers(session.project, ("machine.ZOS1.at_tls.protocols=TLSv1.2 TLSv1.3",)))
    survey = session.survey()
    assert survey.plan.writes == ()
    (item,) = (one for one in survey.items if one.name == "at-tls/ZOS1")
    assert (item.state, bool(item.unproved)) == (State.WRITTEN, True)
    session.give(read_answers(session.project, ("machine.ZOS1.at_tls.protocols=TLSv1.2",)))
    (item,) = (one for one in session.survey().items if one.name == "at-tls/ZOS1")
    assert item.state is State.OUTDATED
