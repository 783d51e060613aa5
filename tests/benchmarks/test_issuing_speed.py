"""How long a CA and one certificate take as whole processes, beside programs people know."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from statistics import median

import pytest
from pytest_benchmark.fixture import BenchmarkFixture

HOST = "host.example.com"
PASSPHRASE = "plum-orbit-candle-93"
ROUNDS = 7

_PROJECT = f"""\
schema = 1
name = "prod"

[ca]
subject = "CN=Estate CA"
key = "p-256"
passphrase = "env:PWX_PASS"

[machine.HOST]
platform = "linux"
hosts = ["{HOST}"]
[machine.HOST.personal_certificate]
key = "p-256"
passphrase = "env:PWX_PASS"
"""

Issue = Callable[[Path], None]


def _call(folder: Path, *arguments: str, **environment: str) -> None:
    done = subprocess.run(
        arguments,
        cwd=folder,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, f"{arguments}: {done.stdout}{done.stderr}"


def _pwxwizard(folder: Path) -> None:
    (folder / "prod.toml").write_text(_PROJECT, encoding="ascii")
    items = ("--item", "ca/CA", "--item", "personal-certificate/HOST")
    own = (sys.executable, "-P", "-m", "pwxwizard", "apply", "prod.toml", "--yes", *items)
    _call(folder, *own, PWX_PASS=PASSPHRASE)
    assert (folder / "prod.pwx/artifacts/HOST/personal.pem").is_file()


def _openssl(folder: Path) -> None:
    (folder / "leaf.ext").write_text(
        f"basicConstraints=critical,CA:FALSE\nsubjectAltName=DNS:{HOST}\n"
        "extendedKeyUsage=serverAuth,clientAuth\n",
        encoding="ascii",
    )
    new = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-passout", "env:PWX_PASS")
    authority = ("-x509", *new, "-keyout", "ca.key", "-out", "ca.pem", "-subj", "/CN=Estate CA")
    request = (*new, "-keyout", "leaf.key", "-out", "leaf.csr", "-subj", f"/CN={HOST}")
    signing = ("-CA", "ca.pem", "-CAkey", "ca.key", "-passin", "env:PWX_PASS", "-in", "leaf.csr")
    _call(folder, "openssl", "req", *authority, PWX_PASS=PASSPHRASE)
    _call(folder, "openssl", "req", *request, PWX_PASS=PASSPHRASE)
    signed = ("-extfile", "leaf.ext", "-out", "leaf.pem", "-days", "365")
    _call(folder, "openssl", "x509", "-req", *signing, *signed, PWX_PASS=PASSPHRASE)
    assert (folder / "leaf.pem").is_file()


def _mkcert(folder: Path) -> None:
    out = ("-cert-file", "leaf.pem", "-key-file", "leaf.key")
    _call(folder, "mkcert", "-ecdsa", *out, HOST, CAROOT=str(folder))
    assert (folder / "leaf.pem").is_file()


def _easy_rsa(folder: Path) -> None:
    program = _found("easy-rsa")
    assert program is not None
    setting = {
        "EASYRSA_BATCH": "1",
        "EASYRSA_ALGO": "ec",
        "EASYRSA_CURVE": "prime256v1",
        "EASYRSA_PKI": str(folder / "pki"),
    }
    _call(folder, program, "init-pki", **setting)
    _call(folder, program, "build-ca", "nopass", EASYRSA_REQ_CN="Estate CA", **setting)
    _call(folder, program, "build-server-full", HOST, "nopass", **setting)
    assert (folder / f"pki/issued/{HOST}.crt").is_file()


@cache
def _names_domains() -> bool:
    """Tell which of the two programs called minica this is; one knows RSA 2048 only."""
    told = subprocess.run(
        ["minica", "-help"], capture_output=True, text=True, timeout=60, check=False
    )
    return "-domains" in told.stdout + told.stderr


def _minica(folder: Path) -> None:
    if _names_domains():
        _call(folder, "minica", "-domains", HOST)
        assert (folder / HOST / "cert.pem").is_file()
    else:
        _call(folder, "minica", HOST)
        assert (folder / f"{HOST}.crt").is_file()


_OTHERS: Mapping[str, Issue] = {
    "openssl": _openssl,
    "mkcert": _mkcert,
    "easy-rsa": _easy_rsa,
    "minica": _minica,
}


def _found(program: str) -> str | None:
    if program != "easy-rsa":
        return shutil.which(program)
    packaged = os.pathsep.join((os.environ.get("PATH", ""), "/usr/share/easy-rsa"))
    return shutil.which("easyrsa", path=packaged)


def _seconds(issue: Issue, folder: Path) -> tuple[float, float]:
    """Return wall time, and processor time, which says more while others work here too."""
    folder.mkdir()
    begin, used = time.perf_counter(), os.times()
    issue(folder)
    now = os.times()
    cpu = now.children_user + now.children_system - used.children_user - used.children_system
    return time.perf_counter() - begin, cpu


def test_a_ca_and_a_certificate_as_whole_processes(
    benchmark: BenchmarkFixture, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Take turns, so that what else the machine does falls on all of them alike."""
    missing = [name for name in _OTHERS if _found(name) is None]
    if "minica" not in missing:
        _names_domains()
    programs = {
        "pwxwizard": _pwxwizard,
        **{name: issue for name, issue in _OTHERS.items() if name not in missing},
    }
    times: dict[str, list[tuple[float, float]]] = {name: [] for name in programs}
    rounds = ROUNDS if benchmark.enabled else 1

    def take_turns() -> None:
        for name, issue in programs.items():
            folder = tmp_path / f"{name}-{len(times[name])}"
            times[name].append(_seconds(issue, folder))

    benchmark.pedantic(take_turns, rounds=rounds, iterations=1)  # type: ignore[no-untyped-call]  # the plug-in leaves it so
    medians = {
        name: (median(wall for wall, _ in found), median(cpu for _, cpu in found))
        for name, found in times.items()
    }
    own_wall, own_cpu = medians["pwxwizard"]
    for name, (wall, cpu) in medians.items():
        benchmark.extra_info[name] = (
            f"{wall:.3f} s wall, {cpu:.3f} s processor; "
            f"pwxwizard takes {own_wall / wall:.1f} and {own_cpu / cpu:.1f} times that"
        )
    for name in missing:
        benchmark.extra_info[name] = "not on this machine"
    if benchmark.enabled:
        with capsys.disabled():
            for name in (*medians, *missing):
                sys.stdout.write(f"\n{name}: {benchmark.extra_info[name]}")
    assert all(len(found) == rounds for found in times.values())
