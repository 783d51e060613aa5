"""Killed right before any system call that opens, writes or moves: all of the old or all of the new.

The ordinary run takes some of the calls; with `PWX_CALLS=1` in the environment it takes every one.
"""

import os
import re
import shutil
import signal
import tomllib
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from pwxwizard import demo, journal
from pwxwizard.session import Session
from tests.apply.conftest import Victims, assert_one_of
from tests.apply.harness import Estate, counting
from tests.apply.victim import ITEM
from tests.conftest import FixedClock

EVERY = int(os.environ.get("PWX_CALLS", "7"))
"""Of how many calls one is killed at."""
CALLS = (
    "openat,write,pwrite64,fsync,fdatasync,rename,renameat,renameat2,link,linkat,unlink,unlinkat,"
    "mkdir,mkdirat,rmdir,chmod,fchmod,fchmodat,chown,fchown,fchownat,ftruncate"
)

pytestmark = pytest.mark.skipif(not Path("/proc/self").exists(), reason="strace is for Linux")


def laid_out(folder: Path, verb: str, victims: Victims) -> Estate:
    """Return an estate in the state in which a verb begins."""
    estate = Estate(folder)
    estate.project.write_text("schema = 1\n", encoding="utf-8")
    if verb == "rollback":
        estate.apply_now()
    elif verb.startswith("recover"):
        effects = counting()
        Estate(folder / "counted").apply(effects)
        shutil.rmtree(folder / "counted")
        renames = [number for number, name in enumerate(effects.names) if name == "rename"]
        # The first puts the intent in its place, the second commits; from the third on, targets change.
        victims.run("apply", folder, renames[3] if verb == "recover by completing" else renames[1])
    return estate


def points(log: Path, *, effects_only: bool = False) -> list[tuple[str, int]]:
    """Return the calls of a trace, each by its name and its number among those of that name."""
    seen: Counter[str] = Counter()
    found = []
    for line in log.read_text(errors="replace").splitlines():
        call = re.match(r"(\w+)\(", line)
        if call:
            seen[call[1]] += 1
            if not effects_only or call[1] != "openat" or "O_CREAT" in line:
                found.append((call[1], seen[call[1]]))
    return found


@pytest.mark.parametrize(
    "verb", ["apply", "rollback", "recover by undoing", "recover by completing", "save once"]
)
def test_a_kill_at_a_system_call_leaves_old_or_new(
    tmp_path: Path, victims: Victims, verb: str
) -> None:
    model = laid_out(tmp_path / "model", verb, victims)
    name = "recover" if verb.startswith("recover") else verb
    log = tmp_path / "trace"
    assert victims.trace(name, tmp_path / "model", log, "-e", f"trace={CALLS}") == 0
    calls = points(log)
    assert {call for call, _ in calls} > {"openat", "fsync"}, calls
    seen: Counter[str] = Counter()
    for call, number in calls[len(verb) % EVERY :: EVERY]:
        folder = tmp_path / f"{call}-{number}"
        estate = laid_out(folder, verb, victims)
        allowed = [model.tree()] if name == "recover" else [estate.tree(), model.tree()]
        inject = f"inject={call}:signal=KILL:when={number}"
        code = victims.trace(name, folder, log, "-e", f"trace={call}", "-e", inject)
        assert code == -signal.SIGKILL, (call, number)
        tree = assert_one_of(estate, *allowed)
        tomllib.loads(estate.project.read_text(encoding="utf-8"))
        seen["new" if tree == model.tree() else "old"] += 1
        shutil.rmtree(folder)
    assert seen.total() == len(range(len(verb) % EVERY, len(calls), EVERY)) > 0
    print(f"{verb}: {len(calls)} calls, killed at {seen.total()}: {dict(seen)}")  # noqa: T201


def test_a_kill_in_a_session_leaves_the_same_plan_or_an_empty_one(
    tmp_path: Path, victims: Victims
) -> None:
    model = demo.lay_out(tmp_path / "model" / "demo")
    log = tmp_path / "trace"
    before = plan_of(model)
    assert victims.trace("session", model.parent, log, "-e", f"trace={CALLS}") == 0
    assert plan_of(model) == ""
    calls = points(log, effects_only=True)
    assert len(calls) > 40, calls
    seen: Counter[str] = Counter()
    for call, number in calls[EVERY // 2 :: EVERY if EVERY == 1 else EVERY * 3]:
        folder = tmp_path / f"{call}-{number}"
        project = demo.lay_out(folder)
        inject = f"inject={call}:signal=KILL:when={number}"
        code = victims.trace("session", folder, log, "-e", f"trace={call}", "-e", inject)
        assert code == -signal.SIGKILL, (call, number)
        plan = plan_of(project)
        assert plan in {before, ""}
        assert journal.check(folder / "demo.pwx") == ()
        assert not [path for path in folder.rglob(".*") if path.suffix in {".new", ".old"}]
        seen["old" if plan else "new"] += 1
        shutil.rmtree(folder)
    assert seen.total() > 0
    print(f"session: {len(calls)} calls, killed at {seen.total()}: {dict(seen)}")  # noqa: T201


def plan_of(project: Path) -> str:
    """Take a project up again and return the plan's identity, empty when nothing is to be written."""
    with Session.open(project) as session:
        session.world = replace(session.world, clock=FixedClock())
        plan = session.survey((ITEM,)).plan
    written = {change.artifact.path for change in plan.changes} & session.project.record.file.keys()
    assert len(written) in {0, len(plan.changes)}
    assert bool(written) is not bool(plan.writes)
    return plan.id if plan.writes else ""
