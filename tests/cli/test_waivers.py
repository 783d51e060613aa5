from datetime import date
from pathlib import Path

import pytest

from pwxwizard import waivers
from pwxwizard.errors import UsageError
from pwxwizard.finding import Finding, Severity, Where
from pwxwizard.project import Project, Waiver
from tests.cli.conftest import Run
from tests.conftest import OpenSession

TODAY = date(2026, 11, 2)
FILE = Finding("DBM028", Severity.WARNING, "m", Where("a/dbmover.cfg", 7, 13, "dbmover/A"))
OTHER = Finding("DBM028", Severity.ERROR, "m", Where("b/dbmover.cfg", 9, 13, "dbmover/B"))
JOURNAL = Finding("JRN001", Severity.ERROR, "m", Where("journal/0001.json"))


@pytest.mark.parametrize(
    ("code", "until", "where", "waived", "said"),
    [
        ("DBM028", "2026-11-02", "", (FILE, OTHER), ()),
        ("DBM028", "2026-11-02", "a/dbmover.cfg", (FILE,), ()),
        ("DBM028", "2026-11-02", "dbmover/B", (OTHER,), ()),
        ("DBM028", "2026-11-02", "a/dbmover.cfg:7:13", (FILE,), ()),
        ("DBM028", "2026-11-01", "", (), ("WAV001",)),
        ("DBM028", "next year", "", (), ("WAV003",)),
        ("DBM028", "2026-11-02", "c/dbmover.cfg", (), ("WAV002",)),
        ("JRN001", "2026-11-02", "", (), ("WAV002",)),
    ],
)
def test_waiver_covers_its_findings_until_its_last_day(
    code: str, until: str, where: str, waived: tuple[Finding, ...], said: tuple[str, ...]
) -> None:
    project = Project("p", waiver=(Waiver(code, "o", "r", until, where),))
    seen = (FILE, OTHER, JOURNAL)
    judged = waivers.judge(seen, project, TODAY)
    assert tuple(one.finding for one in judged.waived) == waived
    counts = [finding for finding in seen if finding not in waived]
    assert list(judged.findings[: len(counts)]) == counts
    assert tuple(finding.code for finding in judged.findings[len(counts) :]) == said


@pytest.mark.parametrize(
    ("waiver", "words"),
    [
        (Waiver("DBM028", " ", "r", "2026-12-01"), "who answers"),
        (Waiver("DBM028", "o", "", "2026-12-01"), "reason"),
        (Waiver("DBM028", "o", "r", "soon"), "as a date"),
        (Waiver("DBM028", "o", "r", "2026-11-01"), "passed already"),
        (Waiver("JRN001", "o", "r", "2026-12-01"), "cannot be waived"),
        (Waiver("", "o", "r", "2026-12-01"), "code"),
    ],
)
def test_waiver_without_owner_reason_or_end_is_refused(waiver: Waiver, words: str) -> None:
    with pytest.raises(UsageError, match=words):
        waivers.given(Project("p"), waiver, TODAY)


def test_waiver_is_kept_in_the_project_and_moves_no_plan(
    sample: Path, open_session: OpenSession
) -> None:
    with open_session(sample) as session:
        plan = session.survey().plan.id
        before = session.judged(session.survey())
        code = before.findings[0].code
        for reason in ("first", "second"):
            waiver = Waiver(code, "J. Doe", reason, "2026-11-30")
            session.edit(waivers.given(session.project, waiver, TODAY))
        assert [one.reason for one in session.project.waiver] == ["second"]
        after = session.judged(session.survey())
        assert {one.finding.code for one in after.waived} == {code}
        assert len(after.findings) + len(after.waived) == len(before.findings)
        assert session.survey().plan.id == plan
        session.edit(waivers.taken_back(session.project, code, ""))
        assert session.judged(session.survey()) == before
        with pytest.raises(UsageError, match="no waiver"):
            waivers.taken_back(session.project, code, "")


def test_waivers_are_entered_listed_and_end_on_the_command_line(sample: Path, run: Run) -> None:
    code = run("check", sample, "--json").json["findings"][0]["code"]
    given = ("--owner", "J. Doe", "--reason", "moves in May", "--until", "9999-12-31")
    assert run("waive", code, "--project", sample, *given).code == 0
    checked = run("check", sample, "--json").json
    assert code not in {finding["code"] for finding in checked["findings"]}
    assert {entry["waiver"]["owner"] for entry in checked["waived"]} == {"J. Doe"}
    assert "J. Doe, until 9999-12-31: moves in May" in run("review", sample, "--text").out
    assert "Waived findings: " in run("status", sample).out
    sample.write_text(sample.read_text("utf-8").replace("9999-12-31", "2026-01-31"), "utf-8")
    ended = run("check", sample, "--json").json
    assert {"WAV001", code} <= {finding["code"] for finding in ended["findings"]}
    assert "ended 2026-01-31  J. Doe: moves in May" in run("waivers", sample).out
    assert run("waive", code, "--project", sample, "--remove").code == 0
    assert "Nothing is waived." in run("waivers", sample).out
