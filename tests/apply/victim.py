"""Processes to be killed: each line `VERB FOLDER EFFECT SECONDS TRACED` on standard input forks one.

It applies, rolls back, saves, or takes up what another one left. It kills itself with SIGKILL right
before the effect of that number, or is killed after that many seconds, whichever is not negative. If
it is to be traced, it stops itself first and its number is printed. How it ended is printed.
"""

import ctypes
import os
import signal
import sys
import time
from dataclasses import replace
from pathlib import Path

from pwxwizard.apply import recover
from pwxwizard.project import Edit
from pwxwizard.project_file import ProjectFile
from pwxwizard.rollback import roll_back
from pwxwizard.session import Session
from pwxwizard.store import save
from tests.apply.harness import KEYS, NOW, Estate, Faulty
from tests.conftest import FixedClock

ALLOW_TRACER, ANY = 0x59616D61, -1
"""PR_SET_PTRACER and PR_SET_PTRACER_ANY of prctl(2), for systems where only ancestors may trace."""


ITEM = "handover/AS400"
"""What the session of a victim writes: it takes no secret and no chance."""


def run(verb: str, folder: Path, at: int) -> None:
    """Do one verb on an estate that was laid out before."""

    def fault(number: int, name: str) -> None:
        if number == at:
            os.kill(os.getpid(), signal.SIGKILL)

    effects = Faulty(fault)
    estate = Estate(folder, lay_out=False)
    match verb:
        case "apply":
            estate.apply(effects)
        case "rollback":
            roll_back(
                estate.storage,
                estate.root,
                "0000",
                who="me",
                now=NOW,
                consents=KEYS,
                effects=effects,
            )
        case "recover":
            recover(estate.storage, estate.root, effects)
        case "save":
            saving(estate, effects, 10_000)
        case "session":
            with Session.open(folder / "demo.toml") as session:
                session.world = replace(session.world, clock=FixedClock())
                session.skip("ping/WINNAV->ZOS1.zossec", "later")
                session.apply(session.survey((ITEM,)).plan)
        case "save once":
            saving(estate, effects, 1)


def saving(estate: Estate, effects: Faulty, times: int) -> None:
    """Save one answer after the other."""
    file = ProjectFile.load(estate.project.read_bytes(), estate.project.name, ())
    for number in range(times):
        file.edit([Edit(("name",), f"{number:05d}" * 2000)])
        save(file, estate.project, effects=effects)


def serve() -> None:
    """Fork a victim for each line and report on it."""
    library = ctypes.CDLL(None)
    for line in sys.stdin:
        verb, folder, at, seconds, traced = line.rstrip("\n").split("\t")
        pid = os.fork()
        if pid == 0:
            if traced == "1":
                library.prctl(ALLOW_TRACER, ctypes.c_ulong(ANY), 0, 0, 0)
                os.kill(os.getpid(), signal.SIGSTOP)
            run(verb, Path(folder), int(at))
            os._exit(0)
        if traced == "1":
            os.waitpid(pid, os.WUNTRACED)
            tell(pid)
        if float(seconds) >= 0:
            time.sleep(float(seconds))
            # Not waited for yet, so the number still is the victim's even if it has ended.
            os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
        tell(os.waitstatus_to_exitcode(status))


def tell(number: int) -> None:
    """Print a number for the test that asked."""
    sys.stdout.write(f"{number}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    serve()
