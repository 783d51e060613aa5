"""The real machine behind the ports, and what importing it does not cost."""

import os
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from pwxwizard import locations, machine
from pwxwizard.recent import Recent, forget, recent, remember


def test_clock_keys_and_serials(tmp_path: Path) -> None:
    world = machine.world(tmp_path)
    now = world.clock.now()
    assert now.utcoffset() == timedelta(0)
    key = world.keys.key("p-256")
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    serials = {world.keys.serial() for _ in range(100)}
    assert len(serials) == 100
    # RFC 5280, 4.1.2.2: positive, and at most 20 octets in DER.
    assert all(serial.bit_length() == 127 for serial in serials)


def test_reader_and_secrets_start_at_the_project_folder(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"s\n")
    (tmp_path / "a").chmod(0o600)
    world = machine.world(tmp_path, lambda purpose, new: f"{purpose}{new}")
    assert world.reader.look("a").data == b"s\n"
    assert world.secrets.secret("file:a", "x") == "s"
    assert world.secrets.secret("prompt", "x", new=True) == "xTrue"


def test_who_has_user_and_host(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOGNAME", "someone")
    assert machine.who().startswith("someone@")


def test_engine_shell_loads_neither_cryptography_nor_tomlkit_nor_textual() -> None:
    code = (
        "import sys; from pwxwizard import machine, store, apply, rollback, recent, locations\n"
        "print(sorted({'cryptography', 'tomlkit', 'textual', 'filelock'} & set(sys.modules)))"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout == "[]\n"


def test_asking_for_a_place_creates_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME", "XDG_CACHE_HOME", "XDG_DATA_HOME"):
        monkeypatch.setenv(name, str(tmp_path / name))
    places = (locations.catalogue_folder(), locations.recent_file(), locations.log_folder())
    assert all(place.is_relative_to(tmp_path) for place in places)
    assert recent() == ()
    assert list(tmp_path.iterdir()) == []


def test_recent_projects_newest_first_and_tolerant(tmp_path: Path) -> None:
    file = tmp_path / "state" / "recent.toml"
    projects = [tmp_path / f"{number}.toml" for number in range(12)]
    projects[11].write_bytes(b"")
    for project in projects:
        remember(project, file)
    remember(projects[5], file)
    listed = recent(file)
    assert [entry.path for entry in listed[:3]] == [projects[5], projects[11], projects[10]]
    assert (len(listed), listed[0].there, listed[1].there) == (10, False, True)
    forget(projects[5], file)
    assert recent(file)[0] == Recent(projects[11], there=True)
    for rubbish in (b"", b"\xff", b"projects = 5", b'projects = [1, "a\\u0000", "/b"]', b"["):
        file.write_bytes(rubbish)
        assert [entry.path for entry in recent(file)] in ([], [Path("/b")])


def test_recent_projects_that_cannot_be_kept_are_no_error(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    remember(tmp_path / "a.toml", tmp_path / "file" / "recent.toml")
    assert not os.path.lexists(tmp_path / "file" / "recent.toml")
