"""`__main__.py` of the single file: see that it is whole, unpack it once, run what it holds.

The third line of the file is the SHA-256 of everything after it. It names the folder in the user's cache that was
unpacked from exactly these bytes, so a changed file is never run and never mixed with another.
"""

import sys

if sys.version_info < (3, 11):  # noqa: UP036 - any Python may be asked to run this
    sys.exit("pwxwizard needs Python 3.11 or newer; this is " + sys.version.split()[0] + ".")

import atexit
import hashlib
import os
import shutil
import stat
import tempfile
import zipfile
from pathlib import Path

ENTRY = "pwxwizard/__main__.py"
DAMAGED = "pwxwizard: {} is damaged or was changed. Copy it again and compare it with SHA256SUMS."


def cache() -> Path:
    """Return where this system keeps what programs can make again for this user."""
    if sys.platform == "win32":
        named = os.environ.get("LOCALAPPDATA")
        return Path(named) if named else Path.home() / "AppData" / "Local"
    if sys.platform == "darwin":
        return Path.home() / "Library" / "Caches"
    named = os.environ.get("XDG_CACHE_HOME")
    return Path(named) if named and Path(named).is_absolute() else Path.home() / ".cache"


def ours(folder: Path) -> bool:
    """Tell whether a folder was unpacked to the end and only this user can write in it."""
    try:
        status = folder.lstat()
    except OSError:
        return False
    if not stat.S_ISDIR(status.st_mode) or not (folder / ENTRY).is_file():
        return False
    if not hasattr(os, "getuid"):
        return True
    return status.st_uid == os.getuid() and not status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def unpack(archive: Path, root: Path, name: str) -> Path:
    """Unpack into a folder of `root`; another start that does the same meanwhile does no harm."""
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    made = Path(tempfile.mkdtemp(prefix=name + "-", dir=root))
    try:
        with zipfile.ZipFile(archive) as packed:
            packed.extractall(made)
        made.rename(root / name)
    except OSError:
        if not ours(root / name):
            raise
    finally:
        shutil.rmtree(made, ignore_errors=True)
    return root / name


def unpacked(archive: Path) -> Path:
    """Return the folder of these very bytes, unpacked now or earlier."""
    with archive.open("rb") as file:
        head, _, _ = file.read(1000).partition(b"PK")
        told = head[-65:-1].decode("latin-1")
        root = cache() / "pwxwizard"
        if told.isalnum() and ours(root / told[:32]):
            return root / told[:32]
        file.seek(len(head))
        known = hashlib.sha256(file.read()).hexdigest()
    if known != told:
        sys.exit(DAMAGED.format(archive))
    try:
        return unpack(archive, root, told[:32])
    except OSError:
        # Without a home that can be written to, as some schedulers are: for this run only.
        folder = Path(tempfile.mkdtemp(prefix="pwxwizard-"))
        atexit.register(shutil.rmtree, folder, ignore_errors=True)
        return unpack(archive, folder, "unpacked")


def start() -> None:
    """Run the program from the folder, which stands before what this Python has installed."""
    archive = Path(sys.argv[0])
    try:
        folder = unpacked(archive)
    except (OSError, RuntimeError) as error:
        sys.exit(
            "pwxwizard: {} cannot be unpacked: {}. Make room, or name another folder in TMPDIR.".format(
                archive, getattr(error, "strerror", None) or error
            )
        )
    sys.path[0] = str(folder)
    from pwxwizard.__main__ import main  # noqa: PLC0415 - it is there only now

    main()


start()
