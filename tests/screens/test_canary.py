"""No secret leaves its place: not on a screen, in a file, in a log, or in the list of processes."""

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from textual.pilot import Pilot

from pwxwizard import locations
from screens.asking import AskPassphrases
from screens.writing import Writing
from tests.cli import conftest as command_line
from tests.cli.conftest import Run
from tests.screens.conftest import press, settled, shows, text_of, wizard, write

run = command_line.run

AUTHORITY, PERSONAL = "canary-aT7-authority-9", "canary-pQ4-personal-3"


def secrets_of(folder: Path, passphrase: str) -> set[bytes]:
    """Return what no file and no screen may hold: passphrases, and private keys in the clear."""
    found = {path.read_bytes().strip() for path in (folder / "secrets").iterdir()}
    personal = (folder / "demo.pwx/artifacts/INTSVC/personal.pem").read_bytes()
    key = load_pem_private_key(personal, passphrase.encode())
    clear = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).splitlines()
    return found | {passphrase.encode(), clear[3], clear[-3]}


def spilt(folder: Path, secrets: set[bytes]) -> list[str]:
    """Return every file that holds a secret and is not its own place.

    The encrypted passphrase belongs into one DBMOVER file, and into that one's private backups.
    """
    own = {folder / "demo.pwx/artifacts/INTSVC/dbmover.cfg"}
    backups = (folder / "demo.pwx/backups").glob("*/*-dbmover.cfg")
    own |= {path for path in backups if path.stat().st_mode & 0o077 == 0}
    found = []
    for path in folder.rglob("*"):
        if path.is_file() and path.parent.name != "secrets":
            data = path.read_bytes()
            held = [secret for secret in secrets if secret in data]
            encrypted = (folder / "secrets/intsvc-encrypted-passphrase").read_bytes().strip()
            if held and not (path in own and held == [encrypted]):
                found.append(str(path))
    return found


@contextmanager
def processes() -> Iterator[set[bytes]]:
    """Collect the arguments and the environment of every process, as often as it can be done."""
    seen: set[bytes] = set()
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.02):
            # A process may be gone before it is looked at.
            for process in Path("/proc").iterdir():
                for name in ("cmdline", "environ") if process.name.isdecimal() else ():
                    with suppress(OSError):
                        seen.add((process / name).read_bytes())

    thread = threading.Thread(target=watch)
    thread.start()
    try:
        yield seen
    finally:
        over.set()
        thread.join()


def test_no_secret_leaves_its_place_on_the_command_line(run: Run, tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    project, said = folder / "demo.toml", []
    with processes() as seen:
        said.append(run("demo", "--finish", folder))
        passphrase = (folder / "secrets/personal-passphrase").read_text().strip()
        secrets = secrets_of(folder, passphrase)
        text = project.read_text("utf-8")
        project.write_text(text.replace("port = 6001", "port = 6101"), "utf-8")
        said.append(run("plan", project, "--out", folder / "a.plan"))
        said.append(run("drift", project))
        said.append(run("apply", project, "--plan", folder / "a.plan"))
        assert spilt(folder, secrets) == []
        said.append(run("rollback", project, "--yes"))
        said.append(run("history", project, "--json"))
    assert [ran.code for ran in said] == [0] * 6, said
    assert spilt(folder, secrets) == []
    assert any(b"demo.toml" in process for process in seen)
    shown = "".join(ran.out + ran.err for ran in said).encode() + b"".join(seen)
    assert not [secret for secret in secrets if secret in shown]


def fault(secret: str) -> BaseException:
    """Return a fault whose message and variables hold a secret."""
    try:
        raise ValueError(secret)  # noqa: TRY301 - it has to have a trace
    except ValueError as error:
        return error


def prompting(project: Path) -> None:
    """Let every passphrase be typed, except the encrypted one."""
    text = project.read_text("utf-8")
    text = re.sub(r'"file:secrets/(ca|personal)-passphrase"', '"prompt"', text)
    project.write_text(text, "utf-8")


async def test_no_secret_leaves_its_place_in_the_wizard(sample: Path) -> None:
    prompting(sample)
    app = wizard(sample)
    screens: dict[str, set[str]] = {}

    async def go(pilot: Pilot[Any], *keys: str) -> None:
        for key in keys:
            await press(pilot, key)
            screens.setdefault(type(app.screen).__name__, set()).add(text_of(app))

    async with app.run_test(size=(100, 40)) as pilot:
        await settled(pilot)
        await go(pilot, "f2", *["down"] * 9, "m", *["up"] * 9, "ctrl+a", "enter")
        assert shows(app, AskPassphrases)
        while shows(app, AskPassphrases):
            line = app.focused
            purpose = getattr(line, "purpose", "")
            if purpose:
                await write(pilot, AUTHORITY if "CA key" in purpose else PERSONAL)
            await go(pilot, "enter")
        assert shows(app, Writing)
        assert "files written" in text_of(app), text_of(app)
        await go(pilot, "enter", "f6", "enter", "escape", "escape", "f5", "down", "escape")
        await go(pilot, "f8", "enter", "escape", "f2", "d", "escape", "escape", "f1", "escape")
        for name in ("ca/CA", "personal-certificate/INTSVC", "dbmover/INTSVC", "at-tls/ZOS1"):
            await app.screen.go_to(name)  # type: ignore[attr-defined]  # the main screen
            await go(pilot, "f9", "down", "enter", "escape", "escape", "enter", "tab", "escape")
        told = app.opening.report(fault(AUTHORITY))
        await go(pilot, "ctrl+q")
    logs = list(locations.log_folder().glob("fault-*.txt"))
    assert len(logs) == 1
    secrets = {*secrets_of(sample.parent, PERSONAL), AUTHORITY.encode()}
    assert spilt(sample.parent, secrets) == []
    assert {"ApplyScreen", "AskPassphrases", "Writing", "RehearsalScreen"} <= screens.keys()
    assert len(screens) > 9, screens.keys()
    shown = "".join(text for texts in screens.values() for text in texts).encode()
    shown += told.encode() + logs[0].read_bytes()
    assert not [secret for secret in secrets if secret in shown]
