"""One writer at a time, known by name, and gone with its process."""

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pwxwizard import lock
from pwxwizard.apply import recover
from pwxwizard.errors import RefusedError
from tests.apply.harness import NOW, Estate, leftovers

HOLDER = """
import subprocess, sys, time
from datetime import UTC, datetime
from pathlib import Path
from pwxwizard import lock
held = lock.hold(Path(sys.argv[1]), who="other@there", now=datetime(2026, 3, 1, tzinfo=UTC))
if len(sys.argv) > 2:
    subprocess.Popen(["sleep", "30"], stdout=subprocess.DEVNULL)
print("held", flush=True)
time.sleep(60)
"""

RACER = """
import sys
from pathlib import Path
from pwxwizard import lock
from pwxwizard.apply import recover
from pwxwizard.effects import REAL
from pwxwizard.errors import RefusedError
from tests.apply.harness import NOW, Estate
for line in sys.stdin:
    estate = Estate(Path(line.rstrip("\\n")), lay_out=False)
    try:
        with lock.hold(estate.storage, who="racer", now=NOW):
            recover(estate.storage, estate.root)
            estate.apply(REAL)
        print("applied", flush=True)
    except RefusedError as error:
        print(error.message.splitlines()[0], flush=True)
"""
ROOT = Path(__file__).parents[2]


def _holder(storage: Path, *more: str) -> "subprocess.Popen[str]":
    process = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(storage), *more],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def _end(process: "subprocess.Popen[str]") -> None:
    process.kill()
    process.wait()
    assert process.stdout is not None
    process.stdout.close()


def test_second_process_is_refused_by_name_and_let_in_after_a_kill(tmp_path: Path) -> None:
    storage = tmp_path / "prod.pwx"
    process = _holder(storage)
    with pytest.raises(RefusedError) as refused:
        lock.hold(storage, who="me", now=NOW)
    said = str(refused.value)
    for part in (
        "other@there",
        f"process {process.pid}",
        f" on {socket.gethostname()}, since 2026-03-01 00:00 UTC",
        "review",
    ):
        assert part in said
    assert refused.value.exit_code == 4
    _end(process)
    with lock.hold(storage, who="me", now=NOW):
        found = lock.holder(storage)
        assert found is not None
        assert found.pid == os.getpid()
    assert lock.holder(storage) is None


@pytest.mark.parametrize(
    ("who", "since", "said"),
    [
        ("root@vm", "2026-11-30T08:45:16+00:00", "root@vm, process 7, since 2026-11-30 08:45 UTC"),
        ("me", "2026-11-30T08:45:16+00:00", "me, process 7 on vm, since 2026-11-30 08:45 UTC"),
        ("root@vm", "long ago", "root@vm, process 7, since long ago"),
    ],
)
def test_a_holder_is_said_shortly_with_its_host_once(who: str, since: str, said: str) -> None:
    assert str(lock.Holder(7, "vm", since, who)) == said


def test_child_of_a_killed_holder_does_not_keep_the_lock(tmp_path: Path) -> None:
    process = _holder(tmp_path / "prod.pwx", "child")
    _end(process)
    lock.hold(tmp_path / "prod.pwx", who="me", now=NOW).release()


def test_note_of_a_dead_process_is_not_believed(tmp_path: Path) -> None:
    process = _holder(tmp_path)
    _end(process)
    note = (tmp_path / "lock.json").read_bytes()
    with lock.hold(tmp_path, who="me", now=NOW):
        (tmp_path / "lock.json").write_bytes(note)
        with pytest.raises(RefusedError, match="left no name"):
            lock.hold(tmp_path, who="me", now=NOW)


def test_same_process_cannot_hold_it_twice_and_may_release_twice(tmp_path: Path) -> None:
    held = lock.hold(tmp_path, who="me", now=NOW)
    with pytest.raises(RefusedError, match=str(os.getpid())):
        lock.hold(tmp_path, who="me", now=NOW)
    held.release()
    held.release()
    lock.hold(tmp_path, who="me", now=NOW).release()


def test_folder_that_cannot_be_made_is_a_refusal(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(RefusedError, match="cannot be locked"):
        lock.hold(tmp_path / "file" / "prod.pwx", who="me", now=NOW)


def test_link_in_the_place_of_the_folder_is_a_refusal(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "prod.pwx").symlink_to(tmp_path / "real")
    with pytest.raises(RefusedError, match="A link or a file"):
        lock.hold(tmp_path / "prod.pwx", who="me", now=NOW)
    assert list((tmp_path / "real").iterdir()) == []


@pytest.mark.parametrize("note", [b"", b"{", b"[]", b'{"pid": "x"}', b"\xff", b"null"])
def test_rubbish_in_the_note_is_nobody(tmp_path: Path, note: bytes) -> None:
    (tmp_path / "lock.json").write_bytes(note)
    assert lock.holder(tmp_path) is None


@pytest.fixture
def racers() -> Iterator[list["subprocess.Popen[str]"]]:
    made = [
        subprocess.Popen(
            [sys.executable, "-c", RACER],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(2)
    ]
    yield made
    for process in made:
        process.send_signal(signal.SIGTERM)
        process.communicate()


def test_two_processes_racing_apply_exactly_once(
    tmp_path: Path, racers: list["subprocess.Popen[str]"]
) -> None:
    answers = set()
    model = Estate(tmp_path / "model")
    model.apply_now()
    for number in range(200):
        estate = Estate(tmp_path / str(number))
        for process in racers:
            assert process.stdin is not None
            process.stdin.write(f"{tmp_path / str(number)}\n")
            process.stdin.flush()
        said = [process.stdout.readline().strip() for process in racers if process.stdout]
        assert said.count("applied") == 1
        answers |= set(said)
        assert recover(estate.storage, estate.root) is None
        assert estate.tree() == model.tree()
        assert leftovers(estate.root) == []
    assert all(
        answer == "applied" or answer.startswith(("The project is open", "Nothing was written"))
        for answer in answers
    )


def test_network_storage_is_noticed(tmp_path: Path) -> None:
    mounts = tmp_path / "mounts"
    place = tmp_path / "a b" / "prod.pwx"
    escaped = str(tmp_path / "a b").replace(" ", "\\040")
    for kind, noticed in [("nfs4", True), ("fuse.sshfs", True), ("ext4", False), ("tmpfs", False)]:
        mounts.write_text(f"root / ext4 rw 0 0\nserver:/x {escaped} {kind} rw 0 0\nbroken\n")
        found = lock.storage_findings(place, mounts)
        assert [finding.code for finding in found] == (["LCK001"] if noticed else [])
    assert lock.storage_findings(place, tmp_path / "none") == ()
