"""A project that is only read is shown as it is now, while somebody else works on it."""

from pathlib import Path

import pytest

from pwxwizard import machine
from pwxwizard.plain import Plain
from pwxwizard.review import CHANGED, Review
from tests.conftest import OpenSession
from tests.test_plain import Script, replies


@pytest.fixture
def review(sample: Path) -> Review:
    return Review(sample, machine.world(sample.parent))


class Meanwhile(Script):
    """Somebody who changes the project file at a word, and goes on."""

    def __init__(self, path: Path, changes: dict[str, str], *lines: str) -> None:
        super().__init__(*lines)
        self._path, self._changes = path, changes

    def ask(self, prompt: str) -> str | None:
        line = super().ask(prompt)
        if line in self._changes:
            self._path.write_text(self._changes[line])
            return "l"
        return line


def test_another_text_is_read_again_and_the_same_is_not(sample: Path, review: Review) -> None:
    text = sample.read_text()
    assert review.again() == (review, "")
    sample.write_text(text.replace('"zos1.example.com"', '"zos9.example.com"'))
    line = review.line_of("machine.ZOS1.hosts")
    assert review.renew() == CHANGED
    assert review.project.machine["ZOS1"].hosts[0] == "zos9.example.com"
    assert review.line_of("machine.ZOS1.hosts") == line
    sample.write_text(f"# by hand\n{sample.read_text()}")
    assert review.renew() == CHANGED
    assert review.line_of("machine.ZOS1.hosts") == line + 1
    sample.write_text(sample.read_text())
    assert review.renew() == ""
    assert not review.stale


def test_what_cannot_be_read_just_now_leaves_what_is_shown(sample: Path, review: Review) -> None:
    text = sample.read_text()
    before = review.project
    for spoilt in ("name = ", "schema = 99\n"):
        sample.write_text(spoilt)
        said = review.renew()
        assert said.startswith(
            "The project was changed and cannot be read just now; shown as it was."
        )
        assert review.project == before
        assert review.renew() == ""
    sample.unlink()
    assert review.renew().endswith(" There is no such file.")
    sample.write_text(text)
    assert review.renew() == CHANGED
    assert review.project == before


def test_a_session_reads_nothing_again(sample: Path, open_session: OpenSession) -> None:
    session = open_session(sample)
    sample.write_text(f"# by hand\n{sample.read_text()}")
    assert not session.stale
    assert session.again() == (session, "")


def test_line_by_line_the_project_is_shown_as_it_is(sample: Path, review: Review) -> None:
    text = sample.read_text()
    changes = {"another": text.replace("[machine.WINNAV", "[machine.WINTWO"), "spoilt": "name ="}
    talk = Meanwhile(sample, changes, "another", "spoilt", "l", "q")
    Plain(review, talk).run()
    assert talk.heard.count(CHANGED) == 1
    after = talk.heard[talk.heard.index(CHANGED) :]
    assert replies(talk, CHANGED)[0].startswith("Step Estate: ")
    assert not [line for line in after if "Machine WINNAV" in line]
    assert sum("Machine WINTWO" in line for line in after) == 3
    assert sum("cannot be read just now" in line for line in after) == 1
