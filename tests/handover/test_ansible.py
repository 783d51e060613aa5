"""The Ansible hand-over: every playbook passes the syntax check, and the LUW part really runs."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from pwxwizard import dbmover, handover, packing
from tests.handover.estate import artifacts, project, whole

KINDS = {"luw.yml", "windows.yml", "zos.yml"}
PLAYBOOK = Path(sys.executable).with_name("ansible-playbook")

_MODULES = {
    "ibm/ibm_zos_core": (
        "zos_data_set",
        "zos_copy",
        "zos_job_submit",
        "zos_operator",
        "zos_tso_command",
    ),
    "ansible/windows": ("win_file", "win_copy", "win_acl", "win_acl_inheritance"),
}


def laid_out(folder: Path, manager: str = "racf") -> Path:
    """Write packet and artifacts as a project's folder holds them; return the packet's folder."""
    files = artifacts()
    line = "LISTENER=(n1,TCPIP,2480)\n/* é stays */\n"
    statement = f"SSL=(PASSEP={dbmover.PLACEHOLDER},PERSONAL=/opt/pwx/ssl/personal.pem)\n"
    files.files["sample.pwx/artifacts/INTSVC/dbmover.cfg"] = (line + statement).encode()
    files.files["sample.pwx/artifacts/WINNAV/dbmover.cfg"] = line.encode()
    files.files["sample.pwx/artifacts/ZOS1/DBMOVER"] = line.encode()
    files.files["sample.pwx/artifacts/ZOS1/pagent_ttls.conf"] = b"TTLSRule X\n{\n}\n"
    for path, content in files.files.items():
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(content)
    packet = handover.ansible(project({"security_manager": manager}), files)
    assert packet.missing == ()
    home = folder / "sample.pwx" / "handover" / packet.folder
    for path, content in packet.files.items():
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        (home / path).write_bytes(content)
    return home


def collections(folder: Path) -> Path:
    """Lay out collections that hold the modules' names only, which a syntax check wants to find."""
    for name, modules in _MODULES.items():
        home = folder / "ansible_collections" / name / "plugins" / "modules"
        home.mkdir(parents=True)
        for module in modules:
            (home / f"{module}.py").write_text("", encoding="ascii")
    return folder


def run(home: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [str(PLAYBOOK), "-i", "inventory.yml", *arguments],
        cwd=home,
        env={
            "PATH": os.environ["PATH"],
            "HOME": str(home.parent),
            "LC_ALL": "C.UTF-8",
            "ANSIBLE_LOCAL_TEMP": str(home.parent / "local"),
            "ANSIBLE_NOCOLOR": "1",
            **environment,
        },
        text=True,
        capture_output=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize("manager", ["racf", "acf2"])
def test_every_playbook_passes_the_syntax_check(tmp_path: Path, manager: str) -> None:
    home = laid_out(tmp_path, manager)
    path = str(collections(tmp_path / "collections"))
    done = run(home, "--syntax-check", "site.yml", ANSIBLE_COLLECTIONS_PATH=path)
    assert done.returncode == 0, done.stdout + done.stderr
    tasks = home / "check.yml"
    tasks.write_text(
        "- hosts: pwx_zos\n  tasks:\n    - import_tasks: zos/ZOS1/security.yml\n", encoding="ascii"
    )
    done = run(home, "--syntax-check", "check.yml", ANSIBLE_COLLECTIONS_PATH=path)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_luw_part_puts_files_with_their_modes_and_changes_nothing_again(
    tmp_path: Path,
) -> None:
    home = laid_out(tmp_path)
    target = tmp_path / "machine"
    target.mkdir()
    given = {
        "ansible_connection": "local",
        "ansible_python_interpreter": sys.executable,
        "pwx_folder": str(target / "ssl"),
        "pwx_config": str(target / "dbmover.cfg"),
        "pwx_passphrase": "A1B2C3",
    }
    arguments = ("luw.yml", "-e", json.dumps(given))
    first = run(home, *arguments)
    assert first.returncode == 0, first.stdout + first.stderr
    modes = {
        path.name: stat.S_IMODE(path.stat().st_mode)
        for path in (*(target / "ssl").iterdir(), target / "ssl", target / "dbmover.cfg")
    }
    assert modes == {
        "personal.pem": 0o600,
        "ca-list.pem": 0o644,
        "ssl": 0o700,
        "dbmover.cfg": 0o600,
    }
    text = (target / "dbmover.cfg").read_text(encoding="utf-8")
    assert "PASSEP=A1B2C3," in text
    assert "/* é stays */" in text
    assert "A1B2C3" not in first.stdout
    second = run(home, *arguments)
    assert second.returncode == 0, second.stdout + second.stderr
    assert "changed=0" in second.stdout
    (tmp_path / "sample.pwx/artifacts/INTSVC/personal.pem").write_bytes(b"another file")
    third = run(home, *arguments)
    assert third.returncode != 0
    assert "not the file of the plan" in third.stdout


@pytest.mark.parametrize(
    ("platform", "playbook"),
    [("linux", "luw.yml"), ("windows", "windows.yml"), ("zos", "zos.yml")],
)
def test_only_platforms_of_the_estate_have_a_playbook(
    platform: str, playbook: str, tmp_path: Path
) -> None:
    listener = {"sec": {"port": 6001, "job": "PWXLST", "user": "PWXSTC"}}
    machine = {"platform": platform, "hosts": ["one.example.com"], "listener": listener}
    estate = whole({"schema": 1, "name": "one", "machine": {"ONE": machine}}, "one")
    (packet,) = packing.packets(estate, artifacts(), "ansible")
    always = {"inventory.yml", "site.yml", "requirements.yml", "README.md", "SHA256SUMS"}
    assert {name for name in packet.files if "/" not in name} == always | {playbook}
    wanted = {"zos": "ibm.ibm_zos_core", "windows": "ansible.windows"}
    asked = packet.files["requirements.yml"].decode()
    assert [name for name in wanted.values() if name in asked] == [
        name for kind, name in wanted.items() if kind == platform
    ]
    for name, content in packet.files.items():
        assert not [kind for kind in KINDS - {playbook} if kind in content.decode()], name
    for name, content in packet.files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(content)
    paths = str(collections(tmp_path / "collections"))
    checked = run(tmp_path, "site.yml", "--syntax-check", ANSIBLE_COLLECTIONS_PATH=paths)
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_a_playbook_enters_nothing_that_only_somebody_who_has_looked_may_enter() -> None:
    packet = handover.ansible(project(), artifacts())
    plays = packet.files["zos/ZOS1/security.yml"].decode()
    assert "RACDCERT ID(PWXSTC) ADD(" in plays
    assert "NEWLABEL(" not in plays


def test_an_estate_without_such_machines_has_no_packet_for_ansible() -> None:
    estate = whole({"schema": 1, "name": "i", "machine": {"I": {"platform": "ibmi"}}}, "i")
    assert not packing.packets(estate, artifacts(), "ansible")
    assert not packing.packets(estate, artifacts())
