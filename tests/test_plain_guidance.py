"""Line by line: what is next, which item is meant, and what can be looked up."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from pwxwizard import glossary, store
from pwxwizard.answering import read_answers
from pwxwizard.plain import Plain
from pwxwizard.plain.choosing import chosen
from pwxwizard.review import Review
from pwxwizard.session import Session
from tests.conftest import NOW, FixedClock, OpenSession
from tests.test_plain import ANSWERS, ESTATE, Script, replies, secret_file

WRITE = "Next: p shows what would be written, w writes it."


@pytest.fixture
def session(sample: Path, open_session: OpenSession) -> Session:
    return open_session(sample)


def heard(workspace: Review, *lines: str) -> Script:
    """Return what was heard by somebody who says some lines and leaves."""
    talk = Script(*lines, "q")
    assert Plain(workspace, talk).run() == 0
    return talk


def following(talk: Script) -> list[str]:
    """Return what was said to be next, each time."""
    return [line for line in talk.heard if line.startswith("Next: ")]


def test_a_new_project_is_led_from_its_first_machine_to_the_rehearsal(
    tmp_path: Path, open_session: OpenSession
) -> None:
    path = tmp_path / "own.toml"
    store.create(path, "own")
    secret_file(tmp_path)
    certificates = ("ca/CA", "personal-certificate/ZOS1", "personal-certificate/LNX1")
    talk = Script(*ESTATE, *certificates, "w", "write", "r", "q", answers=ANSWERS)
    Plain(open_session(path), talk).run()
    said = list(dict.fromkeys(following(talk)))
    assert said == [
        "Next: a adds the first machine.",
        "Next: a adds a listener, the port for secure connections.",
        "Next: n answers what is open.",
        "Next: a adds the clients, which are machines, too.",
        "Next: a adds a connection: which machine calls which listener.",
        WRITE,
        "Next: r rehearses every handshake.",
        "Next: 13 tells how to PING, and takes what that printed.",
    ]


def test_what_is_next_stands_behind_the_list_and_whatever_changes_something(
    session: Session,
) -> None:
    talk = heard(
        session, "l", "c", "p", "", "t", "h", "e", "ca/CA", ".", "w", "", "w", "write", "n"
    )
    ping = replies(talk, "Next: r rehearses every handshake.", 2)
    assert ping == ["", "Command or item (h for help): "]
    assert following(talk) == [WRITE] * 2 + ["Next: r rehearses every handshake."] * 2
    assert talk.heard[talk.heard.index(WRITE) - 1].startswith("  36. ")


def test_what_is_next_names_the_first_ping_that_is_missing(session: Session) -> None:
    talk = heard(session, "w", "write", "r", "31", "in/ping-INTSVC.txt", "n")
    number = "Next: {} tells how to PING, and takes what that printed."
    assert following(talk)[2:] == [number.format(31), number.format(32), number.format(32)]


def test_review_is_told_no_next_step(sample: Path, session: Session) -> None:
    assert following(heard(Review(sample, session.world), "l", "r", "dbmover/ZOS1")) == []


def test_leaving_the_questions_of_an_item_is_said(session: Session) -> None:
    talk = heard(session, "dbmover/ZOS1", ".", "ca/CA", "", "CN=Another CA", ".")
    assert talk.heard.count("Left; every answer is saved.") == 2
    assert replies(talk, "Left; every answer is saved.") == [""]
    at = talk.heard.index("CA certificate: ready.")
    assert WRITE in talk.heard[at:]


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("16", ["ca/CA"]),
        ("dbmover/ZOS1", ["dbmover/ZOS1"]),
        ("DBMOVER/zos1", ["dbmover/ZOS1"]),
        ("machine/ZOS1", ["estate/ZOS1"]),
        ("listener/ZOS1.node1", ["estate/ZOS1.node1"]),
        ("zos1.node1", ["estate/ZOS1.node1"]),
        ("ca", ["ca/CA"]),
        ("ping etl intsvc", ["ping/ETLCLIENT->INTSVC.intsec"]),
        ("ping/INTSVC", ["ping/INTSVC->ZOS1.zossec", "ping/INTSVC->AS400.as400sec"]),
        (
            "etlclient",
            ["estate/ETLCLIENT", "personal-certificate/ETLCLIENT", "dbmover/ETLCLIENT"],
        ),
        ("pagent", []),
        ("99", []),
        ("s", []),
        ("//", []),
    ],
)
def test_an_item_is_found_by_number_name_or_words(
    session: Session, typed: str, names: list[str]
) -> None:
    found = chosen(session.items(), typed)
    assert [item.name for _, item in found] == names
    assert all(session.items()[at - 1].name == item.name for at, item in found)


def test_several_items_are_listed_with_their_numbers(session: Session) -> None:
    talk = heard(session, "ping/INTSVC", "16", ".", "ping", "nothing of it")
    assert replies(talk, "2 items fit:", 3) == [
        "  31. PING of INTSVC->ZOS1.zossec, node zossec: ready.",
        "  32. PING of INTSVC->AS400.as400sec, node as400sec: ready.",
        "Type its number.",
    ]
    assert "CA certificate: ready." in talk.heard
    assert "6 items fit:" in talk.heard
    assert "There is no command and no item 'nothing of it'. Type h for help." in talk.heard


def test_only_some_of_many_items_are_listed(session: Session) -> None:
    talk = heard(session, "in")
    at = talk.heard.index("22 items fit:")
    assert talk.heard[at + 21 : at + 23] == ["  2 more are not listed.", "Type its number."]


def test_what_is_removed_is_meant_among_what_can_be(session: Session) -> None:
    talk = heard(
        session,
        "x",
        "winnav",
        "no",
        "x",
        "INTSVC zossec",
        "no",
        "x",
        "INTSVC->",
        "10",
        "",
        "x",
        "ca/CA",
    )
    assert "Type WINNAV to remove it from the project: " in talk.heard
    assert "Type INTSVC->ZOS1.zossec to remove it from the project: " in talk.heard
    assert "2 items fit:" in talk.heard
    assert "WINNAV" in session.project.machine


def test_what_ends_when_is_said_with_whom_it_hits(session: Session) -> None:
    talk = heard(session, "e", "w", "write", "e")
    assert "No certificate is written yet." in talk.heard
    said = talk.heard[talk.heard.index("6 ends, 0 past or within 90 days.") + 1 :]
    assert said[0].startswith("  ")
    assert ", in " in said[0]
    assert " Hits " in said[0]
    later = NOW + timedelta(days=20_000)
    session.world = replace(session.world, clock=FixedClock(later))
    over = heard(session, "e")
    assert over.said.count(": expired, ended ") == 6
    assert over.said.count(" days ago. Hits ") == 6


def test_a_word_is_explained_and_the_words_are_listed(session: Session) -> None:
    talk = heard(session, "g", "", "g", "at-tls", "g", "certificate", "g", "xyz", "g", ".", "h")
    listed = next(
        line for line in talk.heard if line.startswith("Apply, Artifact, Assumed, AT-TLS, ")
    )
    assert all(entry.word in listed for entry in glossary.entries())
    assert any(line.startswith("AT-TLS: Application Transparent TLS:") for line in talk.heard)
    assert any(line.startswith("CA certificate: ") for line in talk.heard)
    assert "The glossary does not have it." in talk.heard
    assert {"e: what ends when.", "g: glossary: what a word means."} <= set(talk.heard)


def test_what_was_removed_comes_back_and_what_keys_send_is_not_printed(session: Session) -> None:
    before = session.path.read_bytes()
    talk = Script("u", "x", "WINNAV", "WINNAV", "\x1b[A", "u", "u", "q")
    Plain(session, talk).run()
    assert "Removed; u brings it back." in talk.said
    assert "There is no command and no item '?[A'. Type h for help." in talk.said
    assert "Taken back: the removal of WINNAV. Every answer is there again." in talk.said
    assert (
        talk.said.count(
            "Nothing was answered or removed since this start that could be taken back."
        )
        == 2
    )
    assert session.path.read_bytes() == before


def test_enter_takes_what_is_proposed_for_what_is_added(
    tmp_path: Path, open_session: OpenSession
) -> None:
    path = tmp_path / "own.toml"
    store.create(path, "own")
    session = open_session(path)
    heard(session, *ESTATE[:5], "a", "2", "", "zossec", "6001", *ESTATE[11:16], "a", "3", "", "")
    assert [one.name for one in session.project.connection] == ["LNX1->ZOS1.zossec"]


def test_answers_are_taken_back_one_by_one_and_told(session: Session) -> None:
    before = session.project
    talk = heard(
        session,
        *("estate/WINNAV", "2", "-", "other.example.com"),
        *("x", "ETLCLIENT->INTSVC.intsec", "ETLCLIENT->INTSVC.intsec"),
        *["u"] * 5,
    )
    assert "- brings the default back" in talk.said
    assert [line for line in talk.heard if line.startswith("Taken back: ")] == [
        "Taken back: the removal of ETLCLIENT->INTSVC.intsec. Every answer is there again.",
        "Taken back: Host names and addresses (WINNAV); now nothing.",
        "Taken back: Host names and addresses (WINNAV); now winnav.example.com.",
        "Taken back: Platform (WINNAV); now Windows.",
    ]
    assert (
        talk.heard.count(
            "Nothing was answered or removed since this start that could be taken back."
        )
        == 1
    )
    assert session.project == before


def test_a_file_that_is_not_there_is_told_as_it_is_named_and_one_to_be_written_is_not(
    session: Session,
) -> None:
    talk = heard(session, "dbmover/INTSVC", "in/nothing.cfg", "", "in/new.cfg", *[""] * 20)
    (said,) = replies(talk, "Existing DBMOVER file [in/intsvc/dbmover.cfg]: ")
    assert said.startswith("error FIL001, dbmover/INTSVC: in/nothing.cfg: there is no such file.")
    assert replies(talk, said, 2) == [
        "Enter keeps it all the same.",
        "Existing DBMOVER file [in/nothing.cfg]: ",
    ]
    assert replies(talk, "Existing DBMOVER file [in/nothing.cfg]: ")[0].startswith(
        "Path on the machine"
    )
    assert "in/new.cfg: there is" not in talk.said
    because = "DBMOVER of INTSVC: open, because in/nothing.cfg: there is no such file."
    assert because in talk.heard


def test_a_folder_is_told_from_a_file_and_another_name_is_taken_at_once(session: Session) -> None:
    again = "in/intsvc/dbmover.cfg"
    talk = heard(session, "dbmover/INTSVC", "in", again, ".", "ping/INTSVC zossec", "in", "no", "")
    (said,) = replies(talk, f"Existing DBMOVER file [{again}]: ")
    assert said.startswith("error FIL001, dbmover/INTSVC: in: this is a folder.")
    assert said.endswith("What to do: Name a file in it.")
    assert replies(talk, "Existing DBMOVER file [in]: ")[0].startswith("Path on the machine")
    assert "Not taken: in: this is a folder." in talk.heard
    assert "Not taken: no: there is no such file." in talk.heard


def test_help_is_asked_for_by_its_name_and_numbers_that_nothing_has_are_told(
    session: Session,
) -> None:
    talk = heard(session, "help", "at-tls/ZOS1", "help", *[""] * 6, "9 1", "9", *[""] * 20)
    assert talk.heard.count("q: leave; Ctrl+C does so from anywhere.") == 1
    assert "There is no command" not in talk.said
    refused = [line for line in talk.heard if line.startswith("Not taken: ")]
    assert refused == ["Not taken: Type numbers from 1 to 7, or names."] * 2


def test_names_of_zos_are_kept_in_upper_case_and_labels_as_they_are(
    session: Session,
) -> None:
    talk = heard(session, "estate/ZOS1.zossec", "", "", "pwxnew", "", "pwxusr", "at-tls/ZOS1", "?")
    assert "Not taken" not in talk.said
    listener = session.project.machine["ZOS1"].listener["zossec"]
    assert (listener.job, listener.user) == ("PWXNEW", "PWXUSR")
    (given,) = read_answers(session.project, ("machine.*.listener.zossec.job=pwxlst",))
    assert given[2] == "PWXLST"
    (given,) = read_answers(session.project, ("machine.ZOS1.at_tls.certificate_label=Pwx",))
    assert given[2] == "Pwx"
