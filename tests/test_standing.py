"""Before anything is written: notes on this plan alone, errors that stand, and what they hold back."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from pwxwizard import difference
from pwxwizard.cli import main
from pwxwizard.examine import State
from pwxwizard.finding import BRIEF
from pwxwizard.plain import Plain
from pwxwizard.project import Edit
from pwxwizard.session import Session
from tests.conftest import OpenSession
from tests.screens.conftest import change
from tests.test_plain import Script

CLASH = "ZOS1's listeners node1 and zossec both use port 2480."


def notes(session: Session) -> tuple[str, ...]:
    plan = session.survey().plan
    return plan.notes_on(plan.writes)


def meaning(session: Session, path: str) -> list[str]:
    changes = session.survey().plan.writes
    change = next(one for one in changes if one.artifact.path.endswith(f"artifacts/{path}"))
    catalogues = session.project.catalogue
    return [f"{line.kind} {line.text}" for line in difference.meaning(change, catalogues)]


def test_notes_are_those_of_what_this_plan_changes_each_once(
    sample: Path, open_session: OpenSession
) -> None:
    session = open_session(sample)
    first = notes(session)
    assert len(first) == len(set(first))
    new = next(note for note in first if note.startswith("INTSVC, new: "))
    assert new.startswith("INTSVC, new: LISTENER intsec, NODE zossec, NODE as400sec, SSL, ")
    assert "SSL_REQ_CLNT_CERT = Y" in new
    session.apply(session.survey().plan)
    session.apply(session.survey().plan)
    session.edit((Edit(("machine", "WINNAV", "personal_certificate", "days"), 200),))
    assert len(session.survey().plan.writes) == 3
    assert notes(session) == ("WINNAV, certificate: lifetime 825 -> 200 days.",)
    assert meaning(session, "WINNAV/certificate.pem") == [
        "~ Lifetime: 825 -> 200 days",
        "= Subject: CN=winnav.example.com",
        "= Names: winnav.example.com",
        "= Key: rsa-2048",
        "= Issuer: CN=Example PowerExchange CA,O=Example,C=US",
        "  For server and client authentication.",
    ]
    shown = CliRunner().invoke(main, ["plan", str(sample), "--meaning"]).output.splitlines()
    assert shown.count("    ~ Lifetime: 825 -> 200 days") == 2
    assert not any(line.startswith("    - ") for line in shown)
    talk = Script("p", "a", "", "q")
    Plain(session, talk).run()
    assert talk.said.count("  change Lifetime: 825 -> 200 days") == 2
    assert meaning(session, "WINNAV/personal.pem")[0] == "~ Lifetime: 825 -> 200 days"
    session.edit((Edit(("machine", "WINNAV", "dbmover", "passphrase"), "clear"),))
    assert notes(session)[1] == "WINNAV, SSL: PASS ******** (new), PASSEP FILL_IN_BY_HAND (gone)."
    session.edit((Edit(("machine", "ZOS1", "listener", "zossec", "port"), 6011),))
    told = notes(session)
    assert "ETLCLIENT, NODE zossec: port 6001 -> 6011." in told
    assert meaning(session, "ETLCLIENT/dbmover.cfg") == ["~ node zossec: port 6001 -> 6011"]
    assert meaning(session, "ZOS1/DBMOVER") == ["~ listener zossec: port 6001 -> 6011"]
    assert meaning(session, "ZOS1/pagent_ttls.conf") == ["~ rule PWX_zossec: port 6001 -> 6011"]
    assert not any("intsec" in note or "no longer" in note for note in told)
    session.edit((Edit(("machine", "INTSVC", "personal_certificate", "key"), "rsa-3072"),))
    survey = session.survey()
    assert all(len(reason) <= BRIEF for item in survey.items for reason in item.because)
    item = next(one for one in survey.items if one.name == "personal-certificate/INTSVC")
    assert item.because == ("The present key is of another kind",)
    wrong = next(one for one in survey.findings if one.code == "CER001")
    assert "is rsa-2048, not rsa-3072: Esc, then k, agrees to a new one" in wrong.message
    assert "k on the item in the wizard" in wrong.fix
    rules = [note for note in told if note.startswith("ZOS1, TTLS")]
    assert rules == ["ZOS1, TTLSRule PWX_zossec: LocalPortRange 6001 -> 6011."]


def test_files_that_would_repeat_what_is_wrong_or_missing_are_held_back(
    sample: Path, open_session: OpenSession
) -> None:
    session = open_session(sample)
    listener = ("machine", "ZOS1", "listener", "zossec", "port")
    session.edit((Edit(listener, 2480),))
    survey = session.survey()
    items = {item.name: item for item in survey.items}
    assert items["dbmover/WINNAV"].state is State.OPEN
    assert items["dbmover/WINNAV"].because == ("estate/ZOS1.zossec has an error",)
    assert items["dbmover/WINNAV"].held_up
    assert items["dbmover/AS400"].state is State.READY
    assert items["personal-certificate/WINNAV"].state is State.READY
    paths = {written.artifact.path for written in survey.plan.writes}
    assert not {path for path in paths if "ZOS1/" in path or path.endswith("dbmover.cfg")}
    session.edit((Edit(listener, None),))
    survey = session.survey()
    items = {item.name: item for item in survey.items}
    assert items["dbmover/WINNAV"].because == ("estate/ZOS1.zossec is not complete",)
    stands = session.standing(survey)
    assert stands.errors == ()
    assert stands.sentences[0].startswith("Held back until answers are complete, 10 items: ")


@pytest.mark.parametrize("how", ["plan", "apply", "plain"])
def test_who_writes_while_an_error_stands_is_told_of_it_first(
    sample: Path, how: str, open_session: OpenSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    change(sample, "port = 6001", "port = 2480")
    held = "Held back until that is mended, 10 items: personal-certificate/ZOS1, dbmover/ZOS1, "
    if how == "plain":
        talk = Script("p", "", "w", "", "q")
        Plain(open_session(sample), talk).run()
        preview, _, writing = talk.said.partition("Enter goes back: ")
        for said in (preview, writing.partition("Type write")[0]):
            assert f"1 error stands: {CLASH}" in said
            assert held in said
        note = "AS400, new: LISTENER as400sec"
        assert note in preview
        assert note not in writing
        return
    monkeypatch.chdir(sample.parent)
    words = ["plan", sample.name] if how == "plan" else ["apply", sample.name, "--item", "ca/CA"]
    done = CliRunner().invoke(main, [*words, *(["--yes"] if how == "apply" else [])])
    said = done.output
    assert done.exit_code == 1, said
    assert f"1 error stands: {CLASH}" in said
    assert held in said
    assert ("note: AS400, new: LISTENER as400sec" in said) == (how == "plan")
    assert said.index("error stands") < said.index("written" if how == "plan" else "Wrote")


def test_a_clear_passphrase_is_warned_of_as_soon_as_it_is_chosen_line_by_line(
    sample: Path, open_session: OpenSession
) -> None:
    talk = Script("dbmover/WINNAV", "q", answers={"Passphrase in the SSL statement": "3"})
    Plain(open_session(sample), talk).run()
    assert "warning DBM027, dbmover/WINNAV: The SSL statement has PASS in clear." in talk.said
    assert "DBMOVER of WINNAV: ready." in talk.said


def test_what_is_made_from_files_that_are_written_anew_is_outdated_by_then(
    sample: Path, open_session: OpenSession
) -> None:
    session = open_session(sample)
    session.apply(session.survey().plan)
    session.edit((Edit(("machine", "ZOS1", "personal_certificate", "days"), 200),))
    survey = session.survey()
    packet = next(item for item in survey.items if item.name == "handover/ZOS1")
    assert packet.state is State.OUTDATED
    assert any("personal.p12 changed" in because for because in packet.because)
    assert {item.state for item in survey.items if item.name == "handover/AS400"} == {State.WRITTEN}
    session.apply(survey.plan)
    assert all(item.state is not State.OUTDATED for item in session.survey().items)
