"""Saving after one answer (20 ms at 100 machines, 100 ms at 1,000) and applying many files."""

from itertools import count
from pathlib import Path

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

from pwxwizard import store
from pwxwizard.apply import FileWrite, write_all
from pwxwizard.journal import ABSENT
from pwxwizard.project import Edit
from pwxwizard.store import ProjectFile
from tests.apply.harness import NOW


def estate(machines: int) -> bytes:
    """Return a project of many machines, each with a listener, a connection and a record."""
    parts = ['schema = 1\nname = "big"\n']
    parts += [
        f'\n# Machine {n}.\n[machine.M{n}]\nplatform = "zos"\nhosts = ["m{n}.example.com"]\n'
        f'release = "3.1"\n\n[machine.M{n}.listener.SEC]\nport = 6001\njob = "PWXLST"\n'
        f'\n[machine.M{n}.personal_certificate]\nsource = "pkcs12"\n'
        for n in range(machines)
    ]
    parts += [f'\n[[connection]]\nclient = "M{n}"\nlistener = "M0.SEC"\n' for n in range(machines)]
    parts += [
        f'\n[record.file."prod.pwx/artifacts/M{n}/{m}"]\nsha256 = "{n:064}"\nmode = 420\napply = "0001"\n'
        for n in range(machines)
        for m in range(3)
    ]
    return "".join(parts).encode()


@pytest.mark.parametrize("machines", [100, 1000])
def test_save_after_one_answer(tmp_path: Path, benchmark: BenchmarkFixture, machines: int) -> None:
    path = tmp_path / "prod.toml"
    path.write_bytes(estate(machines))
    file = ProjectFile.load(path.read_bytes(), path.name, ())
    numbers = count()

    def answer() -> None:
        file.edit([Edit(("machine", "M7", "release"), f"3.{next(numbers)}")])
        store.save(file, path)

    answer()
    benchmark(answer)
    assert file.project.machine["M7"].release.encode() in path.read_bytes()


@pytest.mark.parametrize("machines", [100, 1000])
def test_read_a_project(benchmark: BenchmarkFixture, machines: int) -> None:
    data = estate(machines)
    project = benchmark(store.read_project, data, "prod.toml", ())
    assert len(project.machine) == machines


def test_apply_500_files(tmp_path: Path, benchmark: BenchmarkFixture) -> None:
    numbers = count()

    def apply() -> None:
        root = tmp_path / str(next(numbers))
        root.mkdir()
        writes = [
            FileWrite(f"prod.pwx/artifacts/M{n % 100}/{n}", b"x" * 2000, 0o644, ABSENT)
            for n in range(500)
        ]
        write_all(writes, root / "prod.pwx", root, label="t", who="me", now=NOW)

    benchmark(apply)
    assert (tmp_path / "0" / "prod.pwx" / "artifacts" / "M99" / "499").exists()
