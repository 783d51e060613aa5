"""The user's own corrections of the catalogues hold for every project, and are shown where they act."""

from pathlib import Path

import pytest

from pwxwizard import machine
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
