"""The user's own corrections of the catalogues hold for every project, and are shown where they act."""

from pathlib import Path

import pytest

from pwxwizard import machine, verify
from pwxwizard.errors import UnreadableError
from pwxwizard.plan import Pending
from pwxwizard.review import Review


@pytest.fixture
def catalogue(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "config"))
    folder = tmp_path / "config" / "pwxwizard" / "catalogue"
    folder.mkdir(parents=True)
    return folder


def planned(sample: Path, name: str) -> bytes:
    plan = Review(sample, machine.world(sample.parent)).survey().plan
    content = next(c.artifact.content for c in plan.changes if c.artifact.path.endswith(name))
    return content.preview or b"" if isinstance(content, Pending) else content


def test_an_override_of_the_user_acts_and_is_shown(sample: Path, catalogue: Path) -> None:
    assert b",ZSSL)" in planned(sample, "WINNAV/dbmover.cfg")
    (catalogue / "dbmover.toml").write_text('[choice.zos_node_token]\nvalue = "SSL"\n')
    assert b",ZSSL)" not in planned(sample, "WINNAV/dbmover.cfg")
    review = Review(sample, machine.world(sample.parent))
    assert "DBM083" in {finding.code for finding in review.findings(review.survey())}


def test_the_projects_own_override_comes_first(sample: Path, catalogue: Path) -> None:
    (catalogue / "dbmover.toml").write_text('[choice.zos_node_token]\nvalue = "SSL"\n')
    own = '\n[catalogue.dbmover.choice.zos_node_token]\nvalue = "ZSSL"\n'
    sample.write_text(sample.read_text() + own)
    assert b",ZSSL)" in planned(sample, "WINNAV/dbmover.cfg")


def test_an_unreadable_override_is_named(sample: Path, catalogue: Path) -> None:
    (catalogue / "attls.toml").write_text("not = [toml\n")
    with pytest.raises(UnreadableError, match="override") as caught:
        Review(sample, machine.world(sample.parent))
    assert caught.value.where.endswith("attls.toml")


@pytest.mark.parametrize(
    ("correction", "place", "said"),
    [
        ('[catalogue]\nmessages = "x"', "catalogue.messages", "a table is wanted here, not 'x'"),
        ("[catalogue.messages]\nrc = 5", "catalogue.messages.rc", "a table is wanted here, not 5"),
        ('[catalogue.messages.rc]\n999 = "x"', "catalogue.messages.rc.999", "a table is wanted"),
        (
            '[catalogue.messages.rc.999]\nmeaning = ["x"]',
            "catalogue.messages.rc.999.meaning",
            "text in quotes is wanted here, not a list",
        ),
        (
            "[catalogue.messages.rc.6]\ncauses = [5]",
            "catalogue.messages.rc.6.causes[0]",
            "text in quotes is wanted here, not 5",
        ),
        (
            '[catalogue.messages.rc.6]\ncauses = ["TRU999"]',
            "catalogue.messages.rc.6.causes",
            "'TRU999' is no reason of the trust matrix",
        ),
        (
            '[catalogue.messages.rc.6]\nconfidence = "sure"',
            "catalogue.messages.rc.6.confidence",
            "one of documented, displayed, assumed",
        ),
        ("[catalogue.mesages.rc.6]\nhow = 'x'", "catalogue.mesages", "no such catalogue"),
        ("[catalogue.attls]\nstatement = 4", "catalogue.attls.statement", "a table is wanted"),
        ("[catalogue.dtlrexe]\nmessage = 4", "catalogue.dtlrexe.message", "a table is wanted"),
        ("[catalogue.dbmover]\nchoice = 4", "catalogue.dbmover.choice", "a table is wanted"),
    ],
)
def test_a_correction_of_another_form_is_refused_with_its_line(
    sample: Path, catalogue: Path, correction: str, place: str, said: str
) -> None:
    before = sample.read_text()
    sample.write_text(f"{before}\n{correction}\n")
    with pytest.raises(UnreadableError) as caught:
        Review(sample, machine.world(sample.parent))
    line = before.count("\n") + (3 if "\n" in correction and "mesages" not in place else 2)

    assert caught.value.exit_code == 3
    assert f"{place}: {said}" in caught.value.message
    assert caught.value.message.startswith(f"{sample.name}:{line}: ")

    sample.write_text(before)
    head, _, body = correction.partition("\n")
    name = head.strip("[]").split(".")[1:]
    if name and name[0] in {"messages", "attls", "dtlrexe", "dbmover"}:
        section = f"[{'.'.join(name[1:])}]\n" if name[1:] else ""
        (catalogue / f"{name[0]}.toml").write_text(section + body)
        with pytest.raises(UnreadableError, match="another form") as again:
            Review(sample, machine.world(sample.parent))
        assert f"{place}: {said}" in again.value.message


def test_a_correction_in_the_catalogues_form_is_taken(sample: Path, catalogue: Path) -> None:
    correction = """
[catalogue.messages.pwx.PWX-99999]
meaning = "The nightly job was stopped."
causes = ["TRU101"]
remark = "the catalogue knows no remarks, and this is none of its business"
[catalogue.dtlrexe.arguments]
ping = ["prog=ping", "loc={node}", "{braces}"]
"""
    sample.write_text(sample.read_text() + correction)
    review = Review(sample, machine.world(sample.parent))
    (told,) = review.explain("PWX-99999")

    assert (told.known, told.meaning) == (True, "The nightly job was stopped.")
    assert verify.ping_command(
        "linux", "SEC", overrides=review.project.catalogue["dtlrexe"]
    ).argv == ("dtlrexe", "prog=ping", "loc=SEC", "{braces}")
