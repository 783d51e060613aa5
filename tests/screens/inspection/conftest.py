"""The sample estate with every step done, made once a run and copied for each test."""

from dataclasses import replace
from pathlib import Path
from shutil import copytree

import pytest

from pwxwizard import demo
from pwxwizard.session import Session
from tests.conftest import FastKeys, FixedClock


@pytest.fixture(scope="session")
def done_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of the finished estate; nobody changes it."""
    path = demo.lay_out(tmp_path_factory.mktemp("finished") / "demo")
    with Session.open(path) as session:
        session.world = replace(session.world, clock=FixedClock(), keys=FastKeys())
        session.apply(session.survey().plan)
        list(session.rehearse_and_record())
    return path


@pytest.fixture
def finished(done_once: Path, tmp_path: Path) -> Path:
    """The project file of a finished estate of its own."""
    copytree(done_once.parent, tmp_path / "demo")
    return tmp_path / "demo" / done_once.name
