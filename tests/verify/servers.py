"""Real servers on loopback, good and bad, and a proxy that counts connections."""

import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from pwxwizard import layout
from pwxwizard.machine import TcpDialer
from pwxwizard.session import Session
from pwxwizard.verify import Keys
from pwxwizard.world import Socket
from tests.trust import authority

_NO_CHECK_TIME = ssl.VerifyFlags(0x200000)
"""OpenSSL's X509_V_FLAG_NO_CHECK_TIME, for which Python has no name."""

Handler = Callable[[socket.socket], None]


def personal_file(made: authority.Made, folder: Path, name: str) -> Path:
    """Write certificate, chain and key for a server that reads files."""
    path = folder / f"{name}.pem"
    path.write_bytes(
        b"".join(one.public_bytes(Encoding.PEM) for one in (made.certificate, *made.chain))
        + made.key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    return path


def ca_file(folder: Path) -> Path:
    path = folder / "ca.pem"
    path.write_bytes(authority.root().certificate.public_bytes(Encoding.PEM))
    return path


@contextmanager
def listening(handler: Handler) -> Iterator[int]:
    """Serve each connection with `handler` in a thread, until the test is over."""
    server = socket.create_server(("127.0.0.1", 0))
    server.settimeout(10)
    done = threading.Event()

    def serve() -> None:
        while not done.is_set():
            try:
                connection, _ = server.accept()
            except OSError:
                return
            threading.Thread(target=handle, args=(connection,), daemon=True).start()

    def handle(connection: socket.socket) -> None:
        connection.settimeout(10)
        try:
            handler(connection)
        except OSError:
            pass
        finally:
            connection.close()

    threading.Thread(target=serve, daemon=True).start()
    try:
        yield server.getsockname()[1]
    finally:
        done.set()
        server.close()


def python_server(
    personal: Path,
    *,
    version: ssl.TLSVersion | None = None,
    client_cas: Path | None = None,
    optional: bool = False,
    at_any_time: bool = False,
) -> Handler:
    """Return a handler that speaks TLS with Python's ssl; `at_any_time` minds no client's dates."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(personal)
    if version is not None:
        context.minimum_version = context.maximum_version = version
    if client_cas is not None:
        context.verify_mode = ssl.CERT_OPTIONAL if optional else ssl.CERT_REQUIRED
        context.load_verify_locations(client_cas)
        if at_any_time:
            context.verify_flags |= _NO_CHECK_TIME

    def handle(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as secured:
            secured.recv(1)

    return handle


def machine_server(session: Session, name: str, passphrase: str, folder: Path) -> Handler:
    """Return a handler that is what a machine of a project will be, and demands certificates."""
    project, reader = session.project, session.world.reader
    machine = project.machine[name]
    cas = folder / "machine-cas.pem"
    cas.write_bytes(reader.look(layout.ca_list(project, machine)).data)
    key = Keys(project, reader, lambda _: passphrase).of(name)
    personal = folder / "machine.pem"
    personal.write_bytes(
        reader.look(layout.certificate(project, machine)).data
        + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    return python_server(personal, client_cas=cas, at_any_time=True)


class Loopback:
    """Dials a port of this machine, whatever is asked for, and notes what was."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.asked: list[tuple[str, int]] = []

    def dial(self, host: str, port: int, timeout: float) -> Socket:
        self.asked.append((host, port))
        return TcpDialer().dial("127.0.0.1", self.port, timeout)


@contextmanager
def openssl_server(*arguments: str) -> Iterator[int]:
    """Run `openssl s_server` until the test is over."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = ["openssl", "s_server", "-accept", f"127.0.0.1:{port}", "-quiet", *arguments]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    ) as process:
        try:
            _wait_until_listening(port, process)
            yield port
        finally:
            process.kill()


def _wait_until_listening(port: int, process: "subprocess.Popen[bytes]") -> None:
    """Wait by looking at the kernel's table, so that no connection is used up."""
    wanted = f"0100007F:{port:04X} 00000000:0000 0A"
    for _ in range(500):
        if wanted in Path("/proc/net/tcp").read_text(encoding="ascii"):
            return
        if process.poll() is not None:
            break
        threading.Event().wait(0.01)
    raise AssertionError("openssl s_server did not start")


@contextmanager
def counting(port: int) -> Iterator[tuple[int, list[int]]]:
    """Stand before a port and count the connections that are made to it."""
    connections: list[int] = []

    def forward(incoming: socket.socket) -> None:
        connections.append(1)
        with socket.create_connection(("127.0.0.1", port), timeout=10) as outgoing:
            back = threading.Thread(target=carry, args=(outgoing, incoming), daemon=True)
            back.start()
            carry(incoming, outgoing)
            back.join(10)

    def carry(source: socket.socket, target: socket.socket) -> None:
        try:
            while data := source.recv(65536):
                target.sendall(data)
            target.shutdown(socket.SHUT_WR)
        except OSError:
            return

    with listening(forward) as front:
        yield front, connections
