"""The rules that keep the tree readable and the engine free of any screen."""

import importlib
import json
import pkgutil
import subprocess
import sys
from pathlib import Path

import pytest

import pwxwizard
import screens
from pwxwizard import cli, resources, steps
from pwxwizard.finding import FindingRule
from pwxwizard.steps import STEPS
from pwxwizard.steps.base import Step

PACKAGES = (pwxwizard, screens)
LIMIT = 500


def modules(package: object) -> list[str]:
    path, name = package.__path__, package.__name__  # type: ignore[attr-defined]
    return [entry.name for entry in pkgutil.walk_packages(path, f"{name}.")]


def source(name: str) -> Path:
    spec = importlib.util.find_spec(name)
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin)


@pytest.mark.parametrize("package", PACKAGES)
def test_no_module_is_longer_than_a_person_can_hold(package: object) -> None:
    lengths = {
        name: len(source(name).read_text(encoding="utf-8").splitlines())
        for name in modules(package)
    }
    assert lengths
    assert {name: length for name, length in lengths.items() if length > LIMIT} == {}


def test_every_step_is_in_the_list() -> None:
    found = {
        value
        for name in modules(steps)
        for value in vars(importlib.import_module(name)).values()
        if isinstance(value, type) and issubclass(value, Step) and value is not Step
    }
    assert found == {type(step) for step in STEPS}


def test_a_step_needs_only_steps_before_it() -> None:
    seen: set[str] = set()
    for step in STEPS:
        assert set(step.needs) <= seen, step.key
        seen.add(step.key)


def test_every_verb_has_its_module_and_an_example() -> None:
    for verb in cli.VERBS:
        command = importlib.import_module(f"pwxwizard.cli.{verb}").command
        assert "Example" in command.help, verb
        assert f"pwxwizard {verb}" in command.help or verb == "open", verb
        for name, part in getattr(command, "commands", {}).items():
            assert f"Example:\n  pwxwizard {verb} {name} " in part.help, name


def loaded_by(code: str) -> set[str]:
    program = f"import sys\n{code}\nimport json; print(json.dumps(sorted(sys.modules)))"
    done = subprocess.run(
        [sys.executable, "-P", "-c", program], capture_output=True, text=True, check=True
    )
    return set(json.loads(done.stdout.splitlines()[-1]))


def test_the_engine_loads_without_the_terminal_library() -> None:
    names = " ".join(name for name in modules(pwxwizard) if name != "pwxwizard.__main__")
    code = f"import importlib\nfor name in {names.split()!r}: importlib.import_module(name)"
    assert not {"textual", "rich", "screens"} & loaded_by(code)


def called_with(*arguments: str) -> str:
    return (
        f"sys.argv = ['pwxwizard', *{arguments!r}]\n"
        "from pwxwizard.__main__ import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print()"
    )


@pytest.mark.parametrize("argument", ["--version", "--help"])
def test_version_and_help_load_neither_screens_nor_cryptography(argument: str) -> None:
    loaded = loaded_by(called_with(argument))
    assert not {"textual", "rich", "cryptography", "OpenSSL", "tomlkit"} & loaded


def test_a_check_loads_nothing_that_proves_judges_or_writes() -> None:
    project = Path(resources.__file__).parents[1] / "assets" / "demo" / "demo.toml"
    loaded = loaded_by(called_with("check", str(project)))
    assert "pwxwizard.review" in loaded
    assert not loaded & {
        "OpenSSL",
        "concurrent.futures",
        "filelock",
        "jinja2",
        "pwxwizard.attls.pasearch",
        "pwxwizard.handover.judges",
        "pwxwizard.handover.playbooks",
        "pwxwizard.trust",
        "textual",
        "tomlkit",
    }


def test_no_two_findings_share_a_code() -> None:
    tables: dict[str, set[str]] = {}
    for name in modules(pwxwizard):
        for value in vars(importlib.import_module(name)).values():
            if isinstance(value, FindingRule):
                tables.setdefault(value.code, set()).add(value.title)
            elif isinstance(value, dict):
                for rule in value.values():
                    if isinstance(rule, FindingRule):
                        tables.setdefault(rule.code, set()).add(rule.title)
    assert len(tables) > 100
    assert {code: titles for code, titles in tables.items() if len(titles) > 1} == {}


def test_the_data_files_ship_with_the_packages() -> None:
    assert "schema = 1" in resources.text("demo/demo.toml")
    assert resources.toml("catalogue/dbmover.toml")
