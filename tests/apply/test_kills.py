"""A real process, killed with SIGKILL, leaves all of the old or all of the new.

The ordinary run kills at every effect of an apply and at 60 random moments. With `PWX_KILLS=1000` in
the environment that many random kills are spread over apply, roll back, recovery and save.
"""

import os
import random
import shutil
import signal
import time
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from pwxwizard.apply import recover
from pwxwizard.effects import REAL
from tests.apply.conftest import Victims, assert_one_of
from tests.apply.harness import Estate, counting, leftovers

KILLS = int(os.environ.get("PWX_KILLS", "60"))

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="SIGKILL is POSIX")


def test_process_killed_at_each_effect_leaves_old_or_new(tmp_path: Path, victims: Victims) -> None:
    effects = counting()
    model = Estate(tmp_path / "model")
    model.apply(effects)
    new = model.tree()
    for at in range(effects.count):
        folder = tmp_path / str(at)
        estate = Estate(folder)
        old = estate.tree()
        assert victims.run("apply", folder, at) == -signal.SIGKILL
        if at % 2:
            victims.run("recover", folder, at % 7)
        assert_one_of(estate, old, new)


def test_process_killed_at_random_moments_leaves_old_or_new(
    tmp_path: Path, victims: Victims
) -> None:
    chance = random.Random(20260301)  # noqa: S311 - moments, not keys
    model = Estate(tmp_path / "model")
    began = time.perf_counter()
    model.apply(REAL)
    span = time.perf_counter() - began
    copies = {name: part for name, part in model.tree().items() if ".pem.2026" in name}
    assert len(copies) == 1
    seen: Counter[str] = Counter()
    for number in range(KILLS):
        folder = tmp_path / f"kill-{number}"
        estate = Estate(folder)
        old = estate.tree()
        verb = ("apply", "apply", "rollback", "recover")[number % 4]
        if verb == "rollback":
            estate.apply(REAL)
        elif verb == "recover":
            victims.run("apply", folder, chance.randrange(70))
        code = victims.run(verb, folder, seconds=chance.uniform(0, 1.5 * span))
        seen["killed" if code == -signal.SIGKILL else "complete"] += 1
        # Rolled back, dated copies of replaced keys stay: the first apply's, and the roll back's own.
        recover(estate.storage, estate.root)
        kept = {name: part for name, part in estate.tree().items() if ".pem.2026" in name}
        new = {**model.tree(), **kept} if kept else model.tree()
        tree = assert_one_of(estate, {**old, **kept}, new)
        assert set(copies) <= set(kept) or tree == old
        seen["old" if tree == {**old, **kept} else "new"] += 1
        shutil.rmtree(folder)
    assert seen["killed"] > KILLS // 10
    assert seen["old"] > 0
    assert seen["new"] > 0


def test_process_killed_while_saving_leaves_a_whole_project_file(
    tmp_path: Path, victims: Victims
) -> None:
    estate = Estate(tmp_path)
    estate.project.write_text('schema = 1\nname = "first"\n', encoding="utf-8")
    names = []
    # From before the first save to well after it, however slow the machine is.
    for seconds in (*(0.05 * part / KILLS for part in range(KILLS // 3)), 0.2, 1.0, 3.0):
        code = victims.run("save", tmp_path, seconds=seconds)
        assert code == -signal.SIGKILL
        recover(estate.storage, estate.root)
        name = tomllib.loads(estate.project.read_text(encoding="utf-8"))["name"]
        assert name == "first" or name == name[:5] * 2000
        assert leftovers(estate.root) == []
        names.append(name)
    assert len(set(names)) > 1
