"""The sample estate: laid out in a folder, ready to be worked on."""

import secrets
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path

from pwxwizard import resources
from pwxwizard.errors import RefusedError

PROJECT = "demo.toml"
_SECRETS = ("ca-passphrase", "personal-passphrase")
_ENCRYPTED = "intsvc-encrypted-passphrase"


def lay_out(folder: Path) -> Path:
    """Write the sample estate into a new or empty folder and return its project file.

    A folder that holds the sample already is left as it is. Passphrases are made at random and kept
    in files that only their owner can read; the encrypted one is a stand-in, since only the
    PowerExchange Navigator can make a real one.

    Raises:
        RefusedError: there is something else in the folder.
    """
    project = folder / PROJECT
    if project.is_file():
        return project
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise RefusedError(
            "There is something else in this place already.",
            fix="Name a folder that is new or empty.",
            where=str(folder),
        )
    folder.mkdir(parents=True, exist_ok=True)
    source = files("assets").joinpath("demo")
    _copy(source.joinpath("in"), folder / "in")
    private = folder / "secrets"
    private.mkdir(mode=0o700)
    for name in _SECRETS:
        _write_private(private / name, secrets.token_urlsafe(18))
    _write_private(private / _ENCRYPTED, secrets.token_hex(16).upper())
    project.write_bytes(source.joinpath(PROJECT).read_bytes())
    return project


def introduction(project: Path) -> str:
    """Return what the sample estate is, for somebody who meets it first."""
    text = resources.text("help/demo.txt").strip()
    return text.format(folder=project.parent.absolute())


def _copy(source: Traversable, target: Path) -> None:
    target.mkdir()
    for entry in source.iterdir():
        if entry.is_dir():
            _copy(entry, target / entry.name)
        else:
            (target / entry.name).write_bytes(entry.read_bytes())


def _write_private(path: Path, text: str) -> None:
    path.touch(mode=0o600)
    path.write_text(text + "\n", encoding="ascii")
