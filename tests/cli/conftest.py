"""Running the command line as a process, as people and scripts do."""

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest


@dataclass(frozen=True)
class Ran:
    """How a run of the command line ended."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Ran]


@pytest.fixture(scope="session")
def run() -> Run:
    """Run `pwxwizard` with arguments; its output must never hold a trace."""

    def ran(*arguments: str | Path, cwd: Path | None = None, **environment: str) -> Ran:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "pwxwizard", *map(str, arguments)],
            capture_output=True,
            text=True,
            cwd=cwd,
            stdin=subprocess.DEVNULL,
            env={**os.environ, "PYTHONUTF8": "1", **environment},
            timeout=120,
            check=False,
        )
        assert "Traceback" not in done.stdout + done.stderr, done.stderr
        assert "fault of the program" not in done.stderr, done.stderr
        return Ran(done.returncode, done.stdout, done.stderr)

    return ran


@pytest.fixture(scope="session")
def finished(run: Run, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The project file of the sample estate after `demo --finish`; tests must not change it."""
    folder = tmp_path_factory.mktemp("finished") / "demo"
    done = run("demo", "--finish", folder)
    assert done.code == 0, done.out + done.err
    return folder / "demo.toml"
