"""The conversation line by line does the whole job, and leaves the file that answers leave."""

from pathlib import Path

import pytest

from pwxwizard import store
from pwxwizard.plain import Plain
from pwxwizard.review import Review
from pwxwizard.session import Session
from tests.conftest import OpenSession


class Script:
    """Somebody who says the lines of a script and hears everything.

    A question that shows what holds now is answered by its label, or kept as it is.
    """

    def __init__(self, *lines: str, answers: dict[str, str] | None = None) -> None:
        self._lines = list(lines)
        self._answers = answers
        self.heard: list[str] = []

    def say(self, text: str = "") -> None:
        self.heard.append(text)

    def ask(self, prompt: str) -> str | None:
        self.heard.append(prompt)
        if self._answers is not None and prompt.endswith("]: "):
            return self._answers.get(prompt.rpartition(" [")[0], "")
        return self._lines.pop(0) if self._lines else None

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
