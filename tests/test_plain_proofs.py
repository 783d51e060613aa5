"""Line by line: what would be written, which connections work, and what proves it."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from pwxwizard import difference, trust
from pwxwizard.plain import GivenUpError, Plain, words
from pwxwizard.review import Review
from pwxwizard.secret_sources import SourceSecrets
from pwxwizard.session import Session
from pwxwizard.trust import Prediction
from tests.conftest import OpenSession
from tests.screens.conftest import change
from tests.test_plain import Script, replies

CA, OWN = "correct horse battery staple", "another horse battery staple"
PING = "File with what the PING printed (Enter for none): "


class Passphrases:
    """Somebody who is asked for passphrases; without one left, Ctrl+C is pressed."""

    def __init__(self, *typed: str) -> None:
        self.typed = list(typed)
        self.asked: list[str] = []

    def __call__(self, purpose: str, new: bool) -> str:
        self.asked.append(purpose)
        if not self.typed:
            raise GivenUpError
        return self.typed.pop(0)


@pytest.fixture
def session(sample: Path, open_session: OpenSession) -> Iterator[Session]:
    with open_session(sample) as opened:
        yield opened


def asking(sample: Path, open_session: OpenSession, somebody: Passphrases) -> Session:
    """Open the sample with passphrases of the CA and of WINNAV that are typed."""
    change(sample, "file:secrets/ca-passphrase", "prompt")
    own = '[machine.WINNAV.personal_certificate]\npassphrase = "'
    change(sample, f"{own}file:secrets/personal-passphrase", f"{own}prompt")
    return with_passphrases(open_session(sample), somebody)


def with_passphrases(session: Session, somebody: Passphrases) -> Session:
    secrets = SourceSecrets(session.path.parent, somebody)
    session.world = replace(session.world, secrets=secrets)
    return session


def test_a_passphrase_that_opens_nothing_is_asked_for_again(
    sample: Path, open_session: OpenSession
) -> None:
    somebody = Passphrases(CA, OWN)
    with asking(sample, open_session, somebody) as session:
        session.apply(session.survey().plan)
        change(
            sample,
            'platform = "windows"\nhosts = [',
            'platform = "windows"\nhosts = ["two.example.com", ',
        )
    somebody = Passphrases("the wrong one", OWN, CA)
    with with_passphrases(open_session(sample), somebody) as session:
        talk = Script("w", "write", "w", "write", "q")
        Plain(session, talk).run()
    error = "Error: demo.pwx/private/ca.key.pem: The passphrase does not open the private key."
    assert talk.heard.count(error) == 1
    assert replies(talk, "Nothing was written.") == [error]
    assert "files written; journal entry" in talk.said
    assert somebody.asked.count("passphrase of the CA key") == 2
    assert len(somebody.asked) == 3
    assert "Ctrl+C gives it up." in talk.heard


def test_ctrl_c_at_a_passphrase_gives_up_what_needs_it(
    sample: Path, open_session: OpenSession
) -> None:
    somebody = Passphrases(CA)
    with asking(sample, open_session, somebody) as session:
        talk = Script("w", "write", "h", "w", "write", "q")
        assert Plain(session, talk).run() == 0
        assert talk.heard.count("Nothing was written.") == 2
        # what was typed before it was given up is not used without being asked for
        assert somebody.asked.count("passphrase of the CA key") == 2
        assert not (session.storage / "artifacts").exists()


def test_a_rehearsal_is_given_up_and_asks_again_for_what_opened_nothing(
    sample: Path, open_session: OpenSession
) -> None:
    with asking(sample, open_session, Passphrases(CA, OWN)) as session:
        session.apply(session.survey().plan)
    somebody = Passphrases("the wrong one", OWN)
    with with_passphrases(open_session(sample), somebody) as session:
        talk = Script("r", "r", "q")
        Plain(session, talk).run()
        assert "4 of 6 connections succeeded." in talk.heard
        assert "6 of 6 connections succeeded." in talk.heard
        assert "The passphrase of WINNAV's key may be asked for." in talk.heard
        again = "The passphrase of WINNAV's key is asked for again at the next rehearsal."
        assert talk.heard.count(again) == 1
        assert "WINNAV->ZOS1.zossec: not rehearsed." in talk.heard
        assert "The passphrase does not open the private key." in talk.said
    with with_passphrases(open_session(sample), Passphrases()) as session:
        talk = Script("r", "q")
        Plain(session, talk).run()
        assert "Not rehearsed; nothing is kept." in talk.heard


def test_a_rehearsal_says_why_it_failed_and_what_mends_it(session: Session) -> None:
    talk = Script("r", "q")
    Plain(session, talk).run()
    failed = "ETLCLIENT->INTSVC.intsec: failed, as predicted: ETLCLIENT has no NODE intsec."
    assert replies(talk, failed) == [
        "  To mend in dbmover/ETLCLIENT: Write the client's DBMOVER and install it."
    ]
    untried = replies(talk, "INTSVC->ZOS1.zossec: not rehearsed.", 2)
    assert untried[0].startswith("  warning TRU203, personal-certificate/ZOS1: ")
    assert untried[1] == "INTSVC->AS400.as400sec: not rehearsed."


def test_what_is_the_same_for_several_connections_is_said_once(
    sample: Path, open_session: OpenSession
) -> None:
    with open_session(sample) as session:
        session.apply(session.survey().plan)
    (sample.parent / "secrets/personal-passphrase").write_text("not the right one\n")
    talk = Script("r", "q")
    Plain(open_session(sample), talk).run()
    assert "0 of 6 connections succeeded." in talk.heard
    assert talk.said.count("VER002") == len({"ZOS1", "AS400", "INTSVC"})
    for later in ("ETLCLIENT->ZOS1.zossec", "WINNAV->ZOS1.zossec"):
        said = replies(talk, f"{later}: not rehearsed.", 2)
        assert said[0] == "  The same as for INTSVC->ZOS1.zossec."
        assert not said[1].startswith(" ")


def test_the_trust_matrix_says_what_works_and_what_mends_the_rest(session: Session) -> None:
    session.apply(session.survey(("at-tls/ZOS1",)).plan)
    talk = Script("t", "w", "write", "t", "q")
    Plain(session, talk).run()
    before, _, after = talk.said.partition("files written")
    assert "ETLCLIENT->INTSVC.intsec: fails." in before
    cause = (
        "Cause TRU110, for ETLCLIENT->INTSVC.intsec, WINNAV->INTSVC.intsec: No LISTENER of INTSVC "
        "is on port 6002."
    )
    assert replies(talk, cause) == [
        "  To mend in dbmover/INTSVC: Write the server's DBMOVER and install it."
    ]
    assert "Remark" not in before
    assert "INTSVC->ZOS1.zossec: works; each end proves who it is." in after
    assert (
        "WINNAV->ZOS1.zossec: works, once a passphrase is filled in; each end proves who it is."
        in after
    )
    assert "  To mend in dbmover/WINNAV: Replace it by the encrypted passphrase" in after


def test_before_anything_is_written_the_trust_matrix_has_verdicts_alone(
    sample: Path, session: Session
) -> None:
    talk = Script("t", "q")
    Plain(session, talk).run()
    said = replies(talk, "Nothing is written yet; w writes.", 7)
    assert said[:6] == [f"{one.name}: fails." for one in session.project.connection]
    assert said[6] == ""
    review = Script("t", "q")
    Plain(Review(sample, session.world), review).run()
    assert "Nothing is written yet." in review.heard


@pytest.mark.parametrize(
    ("server", "client", "said"),
    [
        (True, False, "works; only the server proves who it is"),
        (False, True, "works; only the client proves who it is"),
        (False, False, "works; neither end proves who it is"),
    ],
)
def test_a_connection_that_works_partly_says_who_proves_nothing(
    server: bool, client: bool, said: str
) -> None:
    partly = Prediction(trust.PARTLY, (), server_authenticated=server, client_authenticated=client)
    assert words.verdict(partly) == said
    assert words.verdict(Prediction(trust.UNKNOWN, ())) == "is not known yet"


def test_the_preview_is_short_and_shows_the_differences_wished_for(session: Session) -> None:
    number = "Number of a file for its difference, a for all, Enter goes back: "
    talk = Script("p", "23", "0", "2", "", "q")
    Plain(session, talk).run()
    summary = talk.heard.index("63 files to create.")
    files = talk.heard[summary + 1 : summary + 64]
    assert files[0] == "  1. create demo.pwx/private/ca.key.pem"
    assert files[62] == "  63. create demo.pwx/artifacts/AS400/MANIFEST.txt"
    assert "  add LISTENER=(zossec,TCPIP,6001)" in talk.heard
    assert "Not taken: Type a number from 1 to 63, or a." in talk.heard
    assert talk.heard.count(number) == 4
    assert talk.said.count("nown after writing") == 1
    assert "  A self-signed CA certificate." in talk.heard
    everything = Script("p", "a", "", "q")
    Plain(session, everything).run()
    assert "(known after writing)" not in everything.said
    pending = [
        one
        for one in session.survey().plan.writes
        if difference.becomes(one.artifact)[0].startswith("(known")
    ]
    assert everything.said.count("Known after writing; certain now is:") == len(pending)


def test_what_is_to_be_known_is_said_before_the_files_and_not_again_when_they_are_written(
    session: Session,
) -> None:
    talk = Script("p", "", "w", "", "ca/CA", "", "CN=Another CA", ".", "w", "", "w", "", "q")
    Plain(session, talk).run()
    note = "Note: ZOS1, new: LISTENER zossec."
    assert talk.heard.index(note) < talk.heard.index("63 files to create.")
    previewed, _, answered = talk.said.partition("Left; every answer is saved.")
    assert previewed.count(note) == 1
    assert "63 files to create: all of them or none." in previewed
    assert answered.count(note) == 2


def test_a_check_names_item_place_and_remedy_and_ends_with_a_count(session: Session) -> None:
    talk = Script("c", "q")
    Plain(session, talk).run()
    assert (
        "warning DBM028, dbmover/ETLCLIENT: PASSEP is still FILL_IN_BY_HAND. "
        "(demo.pwx/artifacts/ETLCLIENT/dbmover.cfg, line 7) What to do: Replace it by the encrypted "
        "passphrase, on the machine itself." in talk.heard
    )
    waive = replies(talk, "0 errors, 3 warnings, 24 infos.")[0]
    assert "`pwxwizard waive`" in waive


@pytest.mark.parametrize("folder", ["", "elsewhere"])
def test_a_ping_item_shows_its_command_and_keeps_what_that_printed(
    session: Session, folder: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    output = session.path.parent / "in/ping-INTSVC.txt"
    typed = "in/ping-INTSVC.txt"
    if folder:
        (tmp_path / "printed.txt").write_bytes(output.read_bytes())
        monkeypatch.chdir(tmp_path)
        typed = "printed.txt"
    talk = Script(
        *("w", "write", "r", "33", "~nobody/x", "in", typed, "31", typed, ""),
        *("31", typed, "keep", "34", typed, "q"),
    )
    Plain(session, talk).run()
    assert "Run this on ETLCLIENT, Linux:" in talk.heard
    assert "dtlrexe prog=ping loc=zossec" in talk.heard
    assert "Not taken: ~nobody/x: there is no such file." in talk.heard
    assert "Not taken: in: this is a folder." in talk.heard
    assert any(line.startswith("Proved (PWX-00750, PWX-00755): ") for line in talk.heard)
    assert "Kept. PING of ETLCLIENT->ZOS1.zossec, node zossec: proved." in talk.heard
    assert "make sure that this one is from INTSVC." in talk.said
    assert talk.heard.count("It is not kept.") == 1
    assert "Kept. PING of INTSVC->ZOS1.zossec, node zossec: proved." in talk.heard
    assert "It proves nothing, so it is not kept." in talk.heard
    kept = {one.item for one in session.project.record.evidence if one.kind == "ping"}
    assert kept == {"ping/ETLCLIENT->ZOS1.zossec", "ping/INTSVC->ZOS1.zossec"}


def test_a_ping_in_review_is_judged_and_not_kept(sample: Path, session: Session) -> None:
    before = sample.read_bytes()
    talk = Script("33", "in/ping-INTSVC.txt", "q")
    Plain(Review(sample, session.world), talk).run()
    assert "It is proved once it is written, by a rehearsal and a PING." in talk.heard
    assert "Nothing is kept in review." in talk.heard
    assert sample.read_bytes() == before
