"""One call, one connection, in time."""

import socket
import threading
import time
from collections.abc import Iterator

import pytest

from pwxwizard.machine import TcpDialer


@pytest.fixture
def server() -> Iterator[socket.socket]:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        yield listening


def test_bytes_go_both_ways_and_the_end_is_empty(server: socket.socket) -> None:
    dialed = TcpDialer().dial("127.0.0.1", server.getsockname()[1], 5)
    accepted, _ = server.accept()
    with accepted:
        dialed.send(b"hello")
        assert accepted.recv(10) == b"hello"
        accepted.sendall(b"back")
        assert dialed.receive(2, 1) == b"ba"
        assert dialed.receive(10, 1) == b"ck"
        with pytest.raises(TimeoutError):
            dialed.receive(1, 0.05)
    assert dialed.receive(1, 1) == b""
    dialed.close()


def test_exactly_one_connection_is_opened(server: socket.socket) -> None:
    dialed = TcpDialer().dial("localhost", server.getsockname()[1], 5)
    accepted, _ = server.accept()
    accepted.close()
    server.settimeout(0.1)
    with pytest.raises(TimeoutError):
        server.accept()
    dialed.close()


def test_refused_port_and_unknown_name_are_told(server: socket.socket) -> None:
    port = server.getsockname()[1]
    server.close()
    with pytest.raises(ConnectionRefusedError):
        TcpDialer().dial("127.0.0.1", port, 5)
    with pytest.raises(OSError, match=r".+"):
        TcpDialer().dial("host..name", port, 5)
    with pytest.raises(OSError, match=r".+"):
        TcpDialer().dial("no-such-host.invalid", port, 5)


def test_silent_name_server_does_not_hold_us(monkeypatch: pytest.MonkeyPatch) -> None:
    release = threading.Event()

    def silent(*_: object, **__: object) -> list[object]:
        release.wait(5)
        return []

    monkeypatch.setattr(socket, "getaddrinfo", silent)
    began = time.monotonic()
    with pytest.raises(TimeoutError, match="not found within"):
        TcpDialer().dial("slow.example.com", 1, 0.1)
    assert time.monotonic() - began < 2
    release.set()


def test_second_address_is_tried_within_the_same_time(
    server: socket.socket, monkeypatch: pytest.MonkeyPatch
) -> None:
    port = server.getsockname()[1]
    entry = (socket.AF_INET, socket.SOCK_STREAM, 6, "")
    with socket.create_server(("127.0.0.1", 0)) as other:
        dead = other.getsockname()[1]
    monkeypatch.setattr(
        socket,
        "getaddrinfo",
        lambda *_, **__: [(*entry, ("127.0.0.1", dead)), (*entry, ("127.0.0.1", port))],
    )
    TcpDialer().dial("two.example.com", 1, 5).close()
