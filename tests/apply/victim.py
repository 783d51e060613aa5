"""Processes to be killed: each line `VERB FOLDER EFFECT SECONDS` on standard input forks one.

It applies, rolls back, saves, or takes up what another one left. It kills itself with SIGKILL right
before the effect of that number, or is killed after that many seconds, whichever is not negative. How
it ended is printed.
"""

import os
import signal
import sys
import time
from pathlib import Path

from pwxwizard.apply import recover
from pwxwizard.project import Edit
from pwxwizard.project_file import ProjectFile
from pwxwizard.rollback import roll_back
from pwxwizard.store import save
from tests.apply.harness import KEYS, NOW, Estate, Faulty


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
            file = ProjectFile.load(estate.project.read_bytes(), estate.project.name, ())
            for number in range(10_000):
                file.edit([Edit(("name",), f"{number:05d}" * 2000)])
                save(file, estate.project, effects=effects)


def serve() -> None:
    """Fork a victim for each line and report on it."""
    for line in sys.stdin:
        verb, folder, at, seconds = line.rstrip("\n").split("\t")
        pid = os.fork()
        if pid == 0:
            run(verb, Path(folder), int(at))
            os._exit(0)
        if float(seconds) >= 0:
            time.sleep(float(seconds))
            # Not waited for yet, so the number still is the victim's even if it has ended.
            os.kill(pid, signal.SIGKILL)
        _, status = os.waitpid(pid, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


if __name__ == "__main__":
    serve()
