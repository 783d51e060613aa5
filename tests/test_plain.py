"""The conversation line by line does the whole job, and leaves the file that answers leave."""

from pathlib import Path

import pytest

from pwxwizard import store
from pwxwizard.plain import Plain
from pwxwizard.plain.questions import understood
from pwxwizard.question import Kind, Option, Question
from pwxwizard.review import Review
from pwxwizard.session import Session
from tests.conftest import OpenSession

STOP = "Ctrl+C"


class Script:
    """Somebody who says the lines of a script and hears everything.

    A question that shows what holds now is answered by its label, or kept as it is. Instead of a
    line it can be `STOP`: then Ctrl+C is pressed.
    """

    def __init__(self, *lines: str, answers: dict[str, str] | None = None) -> None:
        self._lines = list(lines)
        self._answers = answers
        self.heard: list[str] = []

    def say(self, text: str = "") -> None:
        self.heard.append(text)

    def show(self, text: str) -> None:
        self.heard.append(text)

    def ask(self, prompt: str) -> str | None:
        self.heard.append(prompt)
        if self._answers is not None and prompt.endswith("]: "):
            return self._answers.get(prompt.rpartition(" [")[0], "")
        line = self._lines.pop(0) if self._lines else None
        if line == STOP:
            raise KeyboardInterrupt
        return line

    @property
    def said(self) -> str:
        return "\n".join(self.heard)


ANSWERS = {
    "Job name": "PWXLST",
    "User ID of the listener": "PWXSTC",
    "Passphrase comes from": "file:pass",
}
ESTATE = (
    "a", "1", "ZOS1", "1", "zos1.example.com",
    "a", "2", "1", "zossec", "6001", "estate/ZOS1.zossec",
    "a", "1", "LNX1", "2", "lnx1.example.com",
    "a", "3", "1", "1",
)  # fmt: skip


def secret_file(folder: Path) -> None:
    path = folder / "pass"
    path.touch(mode=0o600)
    path.write_text("correct horse battery staple\n")


@pytest.fixture
def session(tmp_path: Path, open_session: OpenSession) -> Session:
    path = tmp_path / "own.toml"
    store.create(path, "own")
    secret_file(tmp_path)
    return open_session(path)


def test_the_whole_job_is_done_line_by_line(session: Session) -> None:
    certificates = ("ca/CA", "personal-certificate/ZOS1", "personal-certificate/LNX1")
    talk = Script(*ESTATE, *certificates, "w", "write", "r", "q", answers=ANSWERS)
    assert Plain(session, talk).run() == 0
    assert "LNX1->ZOS1.zossec: succeeded" in talk.said, talk.said
    assert (session.storage / "artifacts/ZOS1/personal.p12").exists()
    assert not session.survey().plan.writes


def test_a_bad_answer_is_refused_with_how_to_correct_it(session: Session) -> None:
    talk = Script("a", "1", "9 lives", "NINE", "1", "no host!", "nine.example.com", "q")
    Plain(session, talk).run()
    assert "Not taken: Start with a letter" in talk.said
    assert talk.said.count("Not taken") == 2
    assert "NINE" in session.project.machine


def test_writing_needs_the_typed_word(session: Session) -> None:
    talk = Script(*ESTATE, "w", "w", "q", answers=ANSWERS)
    Plain(session, talk).run()
    assert "Nothing was written." in talk.said
    assert not (session.storage / "artifacts").exists()


def test_help_back_and_taking_back_are_there_at_every_question(session: Session) -> None:
    talk = Script("ca/CA", "", "?", "CN=Own CA", "<", "-", ".", "q")
    Plain(session, talk).run()
    assert "distinguished name" in talk.said
    assert "subject" not in session.project.table(("ca",))


def test_the_end_of_the_input_ends_the_conversation(session: Session) -> None:
    assert Plain(session, Script("ca/CA")).run() == 0


def test_review_line_by_line_has_no_command_that_writes(session: Session, sample: Path) -> None:
    before = sample.read_bytes()
    talk = Script("h", "a", "w", "x", "dbmover/ZOS1", "c", "q")
    Plain(Review(sample, session.world), talk).run()
    assert "add a machine" not in talk.said
    assert talk.said.count("There is no command") == 3
    assert "Existing DBMOVER file: in/zos1/DBMOVER" in talk.said
    assert sample.read_bytes() == before


def replies(talk: Script, after: str, count: int = 1) -> list[str]:
    """Return what is said after a line that is heard."""
    at = talk.heard.index(after) + 1
    return talk.heard[at : at + count]


def test_each_item_is_named_with_its_kind_and_how_far_it_is(
    sample: Path, open_session: OpenSession
) -> None:
    talk = Script("w", "write", "l", "q")
    Plain(open_session(sample), talk).run()
    before, _, after = talk.said.partition("63 files written")
    assert "  1. Machine ZOS1, z/OS: done." in before
    assert "  3. Listener ZOS1.zossec, port 6001, secure: done." in before
    assert "  10. Connection INTSVC->ZOS1.zossec: done." in before
    assert "  16. CA certificate: ready." in before
    assert "  28. Hand-over for all roles: ready." in before
    assert ": written" not in before
    assert "Step Personal certificates: 5 of 5 done." in after
    assert "  18. Personal certificate of INTSVC: written." in after
    assert (
        "  31. PING of INTSVC->ZOS1.zossec, node zossec: written, to be proved: no rehearsal yet; "
        "no PING yet (DTLREXE)." in after
    )


def test_an_open_item_says_why_with_one_full_stop(session: Session) -> None:
    talk = Script(*ESTATE[:10], "l", "q")
    Plain(session, talk).run()
    line = next(line for line in reversed(talk.heard) if ". Listener ZOS1.zossec" in line)
    assert line.endswith(
        ": open, because Job name: no answer yet; User ID of the listener: no answer yet."
    )


def test_a_choice_is_shown_by_its_label_and_taken_by_number_label_or_value(
    session: Session,
) -> None:
    source = "Where it comes from"
    talk = Script("ca/CA", "create me", "SIGNED BY AN OUTSIDE CA", "<", "create", ".", "q")
    Plain(session, talk).run()
    assert f"{source} [1. Made here, by default]: " in talk.heard
    assert f"{source} [3. Signed by an outside CA]: " in talk.heard
    assert "Not taken: Type a number from 1 to 3, or the words behind it." in talk.heard
    assert session.project.table(("ca",))["source"] == "create"
    assert not any("external" in line for line in talk.heard)


def test_a_choice_of_nothing_says_so() -> None:
    assert "nothing to choose" in understood(Question("a", "A", Kind.CHOICE), "1").problem
    numbers = Question("a", "A", Kind.CHOICE, options=(Option("9", "Nine"), Option("1", "One")))
    assert [understood(numbers, word).answer for word in ("1", "9", "one", "3" * 5000)] == [
        "9",
        "9",
        "1",
        None,
    ]


def test_several_are_taken_by_their_numbers_in_order_or_as_they_are_typed(session: Session) -> None:
    talk = Script(*ESTATE[:10], "at-tls/ZOS1", *[""] * 20, "q")
    Plain(session, talk).run()
    assert "  1. TLS_AES_256_GCM_SHA384: TLS 1.3, with any key." in talk.heard
    listed = "Type numbers with blanks between them, the preferred first, or names."
    assert talk.heard.count(listed) == 1
    options = (Option("A", "A"), Option("B", "B"), Option("C", "C"))
    suites = Question("a", "A", Kind.NAMES, options=options, separator=",")
    classes = Question("a", "A", options=options, separator=":")
    assert understood(suites, "3 1").answer == ("C", "A")
    assert understood(suites, "3, X").answer == ("3", "X")
    assert understood(classes, "2 3").answer == "B:C"
    assert understood(classes, "HIGH:!A").answer == "HIGH:!A"


def test_warnings_are_told_before_anything_is_written(
    sample: Path, open_session: OpenSession
) -> None:
    talk = Script("p", "q")
    Plain(open_session(sample), talk).run()
    assert "3 warnings stand; c shows them." in talk.heard


def test_h_is_help_in_a_question_unless_it_is_an_answer(session: Session) -> None:
    talk = Script("ca/CA", "h", ".", "a", "h", "1", "h", "h", "?", ".", "q")
    Plain(session, talk).run()
    prompt = "Where it comes from [1. Made here, by default]: "
    assert replies(talk, prompt)[0].startswith("The CA signs the machines' certificates.")
    add = "Add which (? explains, Enter goes back): "
    assert replies(talk, add)[0].startswith("Machine: A host that runs PowerExchange")
    assert replies(talk, "Name: ")[0].startswith("  1. z/OS")
    assert "Nothing was added." in talk.heard


def test_adding_and_removing_name_the_way_out(session: Session) -> None:
    talk = Script("a", "", "a", "7", ".", "a", "machine", ".", "x", "", "x", "9", "q")
    Plain(session, talk).run()
    assert talk.heard.count("Nothing was added.") == 3
    assert "Machine: ? explains a question, . stops, and nothing is added then." in talk.heard
    remove = "Remove which item (number or name, Enter goes back): "
    assert replies(talk, remove) == ["Nothing was removed."]
    unknown = replies(talk, "There is no such item; l lists them all.")
    assert unknown == ["Nothing was removed."]


def test_what_goes_with_a_machine_is_said_before_its_name_is_typed(session: Session) -> None:
    talk = Script(*ESTATE, "x", "estate/ZOS1", "", "q", answers=ANSWERS)
    Plain(session, talk).run()
    said = "What needs it goes, too: ZOS1.zossec, LNX1->ZOS1.zossec."
    assert talk.heard[talk.heard.index(said) + 1].startswith("Type ZOS1 to remove it")
    assert "ZOS1" in session.project.machine


def test_the_choices_are_not_said_again_after_help(session: Session) -> None:
    talk = Script("ca/CA", "?", "x", "", ".", "q")
    Plain(session, talk).run()
    assert talk.said.count("1. Made here:") == 1


def test_the_next_item_is_the_one_that_somebody_else_has_to_act_for(session: Session) -> None:
    given = {**ANSWERS, "Where it comes from": "Signed by an outside CA"}
    certificates = ("ca/CA", "personal-certificate/ZOS1", "personal-certificate/LNX1")
    talk = Script(*ESTATE, *certificates, "w", "write", "n", "w", "q", answers=given)
    Plain(session, talk).run()
    after = talk.heard[next(at for at, line in enumerate(talk.heard) if "files written" in line) :]
    said = [line for line in after if "CA certificate: waiting for the outside CA's" in line]
    assert len(said) == 2
    assert said[0].lstrip().startswith("5. ")
    assert after.count("Somebody else has to act now:") == 2
    assert "Nothing is to be written." in after


def test_a_new_project_says_what_to_begin_with(session: Session) -> None:
    talk = Script("n", "q")
    Plain(session, talk).run()
    assert replies(talk, "There is no machine yet.") == ["Next: a adds the first machine."]


def test_leaving_says_which_command_goes_on(session: Session) -> None:
    command = f"pwxwizard {session.path} --plain"
    talk = Script("q")
    assert Plain(session, talk).run() == 0
    assert talk.heard[-2:] == ["Every answer is saved. Go on with:", command]
    talk = Script("ca/CA", STOP)
    with pytest.raises(KeyboardInterrupt):
        Plain(session, talk).run()
    assert talk.heard[-2:] == ["Every answer is saved. Go on with:", command]
    talk = Script("q")
    Plain(Review(session.path, session.world), talk).run()
    assert talk.heard[-2:] == ["Go on with:", f"pwxwizard review {session.path} --plain"]


def test_coming_back_says_which_number_goes_on(sample: Path, open_session: OpenSession) -> None:
    with open_session(sample) as session:
        Plain(session, Script("dbmover/ETLCLIENT", ".", "q")).run()
    talk = Script("q")
    Plain(open_session(sample), talk).run()
    assert "Work stopped at DBMOVER of ETLCLIENT; type 24 to go on there." in talk.heard
