"""The documents: every command and every piece of code in them is run, and every verb is told of."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from pwxwizard import demo, examine, machine, resources, verify
from pwxwizard.cli import VERBS, main
from pwxwizard.finding import FindingRule
from pwxwizard.review import Review
from pwxwizard.steps import STEPS
from pwxwizard.steps.base import Step
from tests.cli.prepared import prepare, run_line
from tests.conftest import FastKeys

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
HELP = Path(resources.__file__).parents[1] / "assets" / "help"
GATE = {
    "python3 -m venv .venv",
    ".venv/bin/pip install -q .",
    ".venv/bin/pip install -q -e '.[test]'",
    ".venv/bin/python -P -m pytest -n auto -q",
    ".venv/bin/ruff format .",
    ".venv/bin/ruff check .",
    ".venv/bin/mypy",
    ".venv/bin/lint-imports",
}
"""What `.ci/run` does, because it takes a network and an environment of its own."""
BY_ITSELF = {
    ".venv/bin/python -P -m pytest -n auto -q tests/dbmover tests/pki",
    ".venv/bin/pip install -q build",
    ".venv/bin/python .ci/offline.py dist/offline",
}
"""What the gate does in a larger run, and what builds the folder for hosts without a network, which
fetches every wheel anew."""


def blocks(text: str) -> Iterator[tuple[str, str]]:
    """Yield language and content of every fenced block."""
    for found in re.finditer(r"^```(\w*)\n(.*?)^```$", text, re.MULTILINE | re.DOTALL):
        yield found[1], found[2]


DOCUMENTS = {
    path.name: path.read_text(encoding="utf-8") for path in (README, *sorted(HELP.glob("*.md")))
}


def test_every_command_of_the_documents_is_run_here_or_by_the_gate(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pwxwizard.pki.keys.make_key", FastKeys().key)
    prepare(tmp_path / "work")
    monkeypatch.chdir(tmp_path / "work")
    seen: set[str] = set()
    for name, text in DOCUMENTS.items():
        for language, block in blocks(text):
            if language not in {"", "sh"} or block.startswith("artifacts/"):
                continue
            for part in (one.strip() for line in block.splitlines() for one in line.split("&&")):
                command = part.removeprefix(".venv/bin/")
                if command.startswith("pwxwizard "):
                    plain = ["--plain"] if command == "pwxwizard demo" else []
                    done = run_line(command, *plain)
                    assert done.code == 0, (name, part, done.err)
                else:
                    assert part in GATE | BY_ITSELF, (name, part)
                seen.add(part)
    assert seen >= GATE | BY_ITSELF
    named = 0
    for line in re.findall(r"`(pwxwizard [^`]+)`", README.read_text(encoding="utf-8")):
        opens = re.fullmatch(r"pwxwizard (new|review|\S+\.toml)( \S+)?", line)
        more = ["--help"] if opens and ".toml" not in line.split()[1] else []
        more = ["--plain"] if opens and not more else more
        done = run_line(line, *more)
        assert done.code == 0, (line, done.out, done.err)
        named += 1
    assert named > 15


def test_the_help_fits_a_screen_of_80_columns() -> None:
    text = CliRunner().invoke(main, ["--help"]).output
    assert "Exit codes:" in text
    assert max(map(len, text.splitlines())) <= 80


def test_the_readme_tells_of_every_verb() -> None:
    text = README.read_text(encoding="utf-8")
    told = set(re.findall(r"(?:`(?:pwxwizard )?|bin/pwxwizard )([a-z]+)", text))
    assert set(VERBS) - told == set()


def test_the_links_of_the_readme_lead_somewhere() -> None:
    links = re.findall(r"\]\(([^)#]+)\)", README.read_text(encoding="utf-8"))
    own = [link for link in links if "://" not in link]
    assert {"assets/help/architecture.md", "assets/help/contributing.md"} <= set(own)
    for link in own:
        below = link.removeprefix("assets/help/")
        assert (HELP / below).exists() if below != link else link.startswith("assets/")


@pytest.fixture
def shown() -> dict[str, Any]:
    """What the Python of the page for contributors defines."""
    names: dict[str, Any] = {"__name__": "shown"}
    for language, block in blocks(DOCUMENTS["contributing.md"]):
        if language == "python":
            exec(compile(block, "contributing.md", "exec"), names)  # noqa: S102 - our own page
    return names


def test_the_step_that_is_shown_is_a_step(shown: dict[str, Any], tmp_path: Path) -> None:
    step = shown["ContactStep"]()
    assert isinstance(step, Step)
    path = demo.lay_out(tmp_path / "demo")
    path.write_text(
        path.read_text().replace("[machine.ZOS1]\n", '[machine.ZOS1]\ncontact = "Desk"\n')
    )
    review = Review(path, machine.world(path.parent))
    survey = examine.survey(review.project, review.world, steps=(*STEPS, step))
    planned = {change.artifact.item: change.artifact.content for change in survey.plan.writes}
    assert planned["contact/ZOS1"] == b"Desk\n"
    assert "contact/WINNAV" not in planned


def test_the_finding_and_the_catalogue_entry_that_are_shown_work(shown: dict[str, Any]) -> None:
    assert isinstance(shown["NO_CONTACT"], FindingRule)
    assert str(shown["found"]).startswith("machine.ZOS1.contact: info EST900")
    (entry,) = (
        block for language, block in blocks(DOCUMENTS["contributing.md"]) if language == "toml"
    )
    overrides = tomllib.loads(entry)["catalogue"]["messages"]
    told = verify.explain("EZD1287I TTLS Error RC: 999", (), overrides)
    assert [one.meaning for one in told if one.code == "999"] == ["An example."]
