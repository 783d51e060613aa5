"""A folder that holds exactly one project stands for that project, wherever one is named."""

import shutil
from pathlib import Path

import pytest

from pwxwizard.cli import adopt, check, expire, plan, report, review, status, trust, waivers
from pwxwizard.cli import explain as explain_verb
from pwxwizard.cli import set as set_verb
from tests.cli.calling import call
from tests.cli.conftest import Run


@pytest.mark.parametrize("module", [check, expire, plan, report, status, trust, waivers])
def test_a_verb_takes_the_project_of_a_folder(module: object, sample: Path) -> None:
    command = module.command  # type: ignore[attr-defined]
    named, by_folder = (call(command, path) for path in (sample, f"{sample.parent}/"))
    assert by_folder.code == named.code
    assert by_folder.raw == named.raw
    assert call(command, "--project", sample.parent).raw == named.raw


def test_a_verb_with_other_arguments_takes_the_project_of_a_folder(sample: Path) -> None:
    said = call(set_verb.command, "ca.days=1825", "--project", sample.parent)
    assert said.code == 0, said.err
    assert "days = 1825" in sample.read_text(encoding="utf-8")
    said = call(explain_verb.command, "PWX-00651", "--project", sample.parent)
    assert said.code == 0, said.err
    file = sample.parent / "in/winnav/dbmover.cfg"
    assert call(adopt.command, file, "--project", sample.parent).code == 0


def test_review_of_a_folder_with_one_project_is_of_that_project(sample: Path) -> None:
    named = call(review.command, sample, "--text")
    assert call(review.command, sample.parent, "--text").raw == named.raw
    loose = call(review.command, sample.parent / "in", "--json").json["files"]
    assert {"dbmover", "at-tls"} <= {row["kind"] for row in loose}
    text = "A folder that holds exactly one project is that project"
    assert text in " ".join(call(review.command, "--help").out.split())


def test_a_folder_of_two_projects_or_none_is_none(sample: Path, tmp_path: Path) -> None:
    shutil.copy(sample, sample.with_name("other.toml"))
    for folder in (sample.parent, tmp_path):
        said = call(status.command, folder)
        assert said.code == 3
        assert "This is a folder, not a project file." in said.err
    assert "files" in call(review.command, sample.parent, "--json").json


def test_a_folder_in_place_of_a_verb_opens_its_project(sample: Path, run: Run) -> None:
    done = run(f"{sample.parent}/", "--plain")
    assert "demo" in done.out
    assert "This is a folder" not in done.err


def test_where_none_is_named_the_only_one_below_is_offered(
    sample: Path, run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(sample.parent.parent)
    said = run("review").err
    assert "this folder does not have exactly one (found: none)" in said
    assert f"`pwxwizard review {sample.parent.name}/demo.toml`" in said
