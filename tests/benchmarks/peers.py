"""Other programs at the same work, side by side where they are installed."""

import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.benchmarks.measuring import Figure, program

MACHINES = 100
TRIED = {"rsa-2048": 25, "p-256": 100, "easy-rsa": 10}
"""How many machines the peers make certificates for, by kind of key, and the slowest one of any
kind; their time is multiplied to that of 100, because each certificate is a run of its own."""
TEXTUAL = """
from textual.app import App
from textual.widgets import Input, Static
class Small(App):
    def compose(self):
        yield Static("minimal screen")
        yield Input()
        yield Input()
Small().run()
"""

EASYRSA = Path("/usr/share/easy-rsa/easyrsa")
OWN = Path(sys.prefix) / "peers" / "bin"
"""Where `.ci/peers` puts what is written in Python, in an environment of its own."""


def found(name: str) -> str | None:
    """Return where a peer is, or nothing; easy-rsa is kept off PATH by its packages."""
    if (OWN / name).exists():
        return str(OWN / name)
    if name == "easy-rsa":
        return str(EASYRSA) if EASYRSA.exists() else None
    if name == "testssl.sh":
        return shutil.which("testssl.sh") or shutil.which("testssl")
    return shutil.which(name)


def estate_by(peer: str, kind: str, folder: Path) -> Figure:
    """Return the seconds that a peer takes, or would, for a CA and 100 machines' certificates.

    Keys are encrypted where the peer can do that in the same run: by openssl.
    """
    folder.mkdir()
    place = found(peer)
    if place is None:
        raise FileNotFoundError(peer)
    machines = min(TRIED[kind], TRIED.get(peer, MACHINES))
    script = folder / "estate.sh"
    numbers = " ".join(map(str, range(1, machines + 1)))
    head = f"set -eu\ncd {folder}\nmachines='{numbers}'\n"
    script.write_text(head + _SCRIPTS[peer](place, kind))
    taken, busy = program(1, "sh", script)
    assert busy is not None
    return Figure(taken * MACHINES / machines, busy * MACHINES / machines)


def _openssl(place: str, kind: str) -> str:
    key = "ec -pkeyopt ec_paramgen_curve:P-256" if kind == "p-256" else "rsa:2048"
    return f"""
{place} req -x509 -newkey {key} -nodes -keyout ca.key -out ca.pem -subj /CN=CA -days 3650
for n in $machines; do
  {place} req -x509 -newkey {key} -passout pass:plum-orbit-candle-93 -keyout $n.key -out $n.pem \\
    -CA ca.pem -CAkey ca.key -subj /CN=m$n.example.com -days 365 \\
    -addext subjectAltName=DNS:m$n.example.com
done
"""


def _minica(place: str, kind: str) -> str:
    if kind != "rsa-2048":
        raise RuntimeError("it makes RSA keys only")
    return f"for n in $machines; do {place} m$n.example.com; done\n"


def _mkcert(place: str, kind: str) -> str:
    flag = "-ecdsa" if kind == "p-256" else ""
    return (
        "export CAROOT=$PWD TRUST_STORES=none\n"
        f"for n in $machines; do {place} {flag} m$n.example.com; done\n"
    )


def _easyrsa(place: str, kind: str) -> str:
    algorithm = "ec EASYRSA_CURVE=prime256v1" if kind == "p-256" else "rsa"
    return f"""
export EASYRSA_BATCH=1 EASYRSA_ALGO={algorithm}
{place} init-pki; {place} build-ca nopass
for n in $machines; do {place} build-client-full m$n nopass; done
"""


_SCRIPTS = {"openssl": _openssl, "minica": _minica, "mkcert": _mkcert, "easy-rsa": _easyrsa}


def edited_by(peer: str, folder: Path, lines: int) -> Figure:
    """Return the seconds that a peer takes to read a file of that many lines and write it anew."""
    folder.mkdir()
    place = found(peer)
    if place is None:
        raise FileNotFoundError(peer)
    file = folder / "large.ini"
    file.write_text("[main]\n" + "".join(f"key{n}=value{n}\n" for n in range(lines - 1)))
    if peer == "crudini":
        return program(3, place, "--set", file, "main", "key7", "changed")
    script = folder / "edit.aug"
    script.write_text(f"set /files{file}/main/key7 changed\nsave\n")
    transform = f"Puppet.lns incl {file}"
    return program(3, place, "--noautoload", "--transform", transform, "-A", "-f", script)


def minimal_screen() -> tuple[str, str, str]:
    """Return the command of the smallest application on the same toolkit."""
    return sys.executable, "-c", TEXTUAL


@contextmanager
def server(folder: Path) -> Iterator[tuple[int, Path]]:
    """Run an openssl server; yield its port and its certificate."""
    folder.mkdir()
    certificate = folder / "server.pem"
    program(
        1, "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
        "-nodes", "-keyout", folder / "server.key", "-out", certificate, "-days", "30",
        "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
    )  # fmt: skip
    with socket.create_server(("127.0.0.1", 0)) as free:
        port: int = free.getsockname()[1]
    running = subprocess.Popen(
        ["openssl", "s_server", "-accept", f"127.0.0.1:{port}", "-key", folder / "server.key",
         "-cert", certificate, "-www", "-quiet"],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    try:
        for _ in range(100):
            try:
                socket.create_connection(("127.0.0.1", port), 1).close()
                break
            except OSError:
                time.sleep(0.05)
        yield port, certificate
    finally:
        running.terminate()
        running.wait()


def probed_by(peer: str, port: int) -> Figure:
    """Return the seconds that a peer takes to tell what a server on this machine is like."""
    place = found(peer)
    if place is None:
        raise FileNotFoundError(peer)
    where = f"127.0.0.1:{port}"
    commands = {
        "openssl": ("s_client", "-connect", where),
        "sslscan": ("--no-colour", where),
        "sslyze": (where,),
        "testssl.sh": ("--protocols", "--quiet", "--color", "0", where),
    }
    return program(1 if peer == "testssl.sh" else 3, place, *commands[peer], codes=(0, 1))
