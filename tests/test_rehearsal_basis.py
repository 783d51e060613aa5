"""A rehearsal says which files it looked at, what they do not hold yet, and how many it could try."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from pwxwizard import dbmover
from pwxwizard.cli import main
from pwxwizard.plain import Plain
from pwxwizard.project import Edit
from screens.rehearsal import RehearsalScreen
from tests.conftest import OpenSession
from tests.screens.conftest import change, press, text_of, wizard
from tests.test_plain import Script

WINNAV = "demo.pwx/artifacts/WINNAV/dbmover.cfg"
CHANGED = "Changed since, and not in it: dbmover/WINNAV."


async def test_what_was_not_tried_does_not_count_as_tried(sample: Path) -> None:
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f6")
        screen = app.screen
        assert isinstance(screen, RehearsalScreen)
        text = " ".join(text_of(app).split())
        assert "2 of 6 tried, 0 succeeded" in text
        assert text.count("not tried") == 4
        assert "Never written: ca/CA, personal-certificate/ZOS1" in text
        assert "Write the items that are named." in text


def test_a_rehearsal_tells_what_is_not_in_the_written_files(
    sample: Path, open_session: OpenSession, monkeypatch: pytest.MonkeyPatch
) -> None:
    session = open_session(sample)
    fresh = session.rehearsal_basis()
    assert fresh.changed == fresh.to_fill_in == ()
    assert {"ca/CA", "dbmover/WINNAV", "at-tls/ZOS1"} <= set(fresh.never_written)
    assert not any(name.startswith(("handover/", "ping/")) for name in fresh.never_written)
    session.apply(session.survey().plan)
    first, second = session.rehearsal_basis().sentences
    assert first == "Rehearsed are the written files."
    assert second.startswith(
        f"{dbmover.PLACEHOLDER} in DBMOVER of ETLCLIENT, WINNAV: until it is replaced"
    )
    assert "PowerExchange cannot open the key there" in second
    change(sample.parent / WINNAV, dbmover.PLACEHOLDER, "0011223344")
    assert session.rehearsal_basis().to_fill_in == ("ETLCLIENT",)
    change(sample.parent / WINNAV, "0011223344", dbmover.PLACEHOLDER)
    session.edit((Edit(("machine", "WINNAV", "dbmover", "passphrase"), "clear"),))

    talk = Script("r", "q")
    Plain(session, talk).run()
    assert talk.said.count(": succeeded, ") == 6
    assert talk.said.index("succeeded") < talk.said.index(CHANGED)
    session.close()
    monkeypatch.chdir(sample.parent)
    assert CHANGED in CliRunner().invoke(main, ["rehearse", sample.name]).stdout


def test_what_waits_for_somebody_else_is_not_told_as_changed(
    sample: Path, open_session: OpenSession
) -> None:
    session = open_session(sample)
    session.apply(session.survey().plan)
    key = ("machine", "WINNAV", "personal_certificate", "source")
    session.edit((Edit(key, "external"),))
    assert session.rehearsal_basis().changed == ("personal-certificate/WINNAV",)
    session.apply(session.survey().plan)
    basis = session.rehearsal_basis()
    assert basis.changed == basis.never_written == ()
    assert basis.waiting == basis.not_written == ("personal-certificate/WINNAV",)
    assert (
        "Waits for somebody else: personal-certificate/WINNAV; the files from before are judged."
        in basis.sentences
    )
    assert basis.judged.endswith("not written: personal-certificate/WINNAV.")
