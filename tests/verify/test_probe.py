"""The probe against real servers on loopback, each situation with its verdict."""

import socket
import ssl
import struct
import threading
from pathlib import Path

import pytest

from pwxwizard.cli import probe as probe_verb
from pwxwizard.errors import UsageError
from pwxwizard.machine import SystemClock, TcpDialer
from pwxwizard.verify import Personal, ProbeReport, Timeouts, accept_warning, announcement, probe
from tests.cli.calling import call
from tests.trust import authority
from tests.verify.servers import (
    ca_file,
    counting,
    listening,
    openssl_server,
    personal_file,
    python_server,
)

SHORT = Timeouts(connect=2, handshake=2, late=0.6)
TLS12, TLS13 = ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3


def personal(kind: str = "good") -> Personal:
    made = authority.leaf(kind, "ec", "client")
    return Personal(made.certificate, made.chain, made.key)


def tried(
    port: int,
    *,
    shown: Personal | None = None,
    name: str | None = "server.example.com",
    timeouts: Timeouts = SHORT,
    host: str = "127.0.0.1",
) -> ProbeReport:
    return probe(
        TcpDialer(),
        host,
        port,
        clock=SystemClock(),
        client_personal=shown,
        cas=(authority.root().certificate,),
        name=name,
        at=authority.NOW,
        timeouts=timeouts,
    )


@pytest.fixture
def good(tmp_path: Path) -> Path:
    return personal_file(authority.leaf("good"), tmp_path, "good")


@pytest.mark.parametrize(("version", "protocol"), [(TLS12, "TLSv1.2"), (TLS13, "TLSv1.3")])
def test_trusted(good: Path, version: ssl.TLSVersion, protocol: str) -> None:
    with listening(python_server(good, version=version)) as port:
        report = tried(port)

    assert (report.verdict, report.protocol, report.connections) == ("trusted", protocol, 1)
    assert report.chain == (authority.leaf("good").certificate,)
    assert report.client_asked is False


def test_trusted_through_an_intermediate_that_is_sent(tmp_path: Path) -> None:
    made = authority.leaf("via-intermediate")
    with listening(python_server(personal_file(made, tmp_path, "chain"))) as port:
        report = tried(port)

    assert report.verdict == "trusted"
    assert len(report.chain) == 2


@pytest.mark.parametrize(
    ("kind", "verdict"),
    [
        ("untrusted", "untrusted"),
        ("self-signed", "untrusted"),
        ("same-name-other-key", "untrusted"),
        ("missing-intermediate", "untrusted"),
        ("client-only", "untrusted"),
        ("expired", "expired"),
        ("not-yet", "expired"),
    ],
)
def test_server_certificates_that_a_client_would_refuse(
    tmp_path: Path, kind: str, verdict: str
) -> None:
    file = personal_file(authority.leaf(kind), tmp_path, kind)
    with listening(python_server(file)) as port:
        report = tried(port, name=None)

    assert report.verdict == verdict
    assert report.reason


def test_wrong_name(good: Path) -> None:
    with listening(python_server(good)) as port:
        assert tried(port, name="other.example.com").verdict == "wrong-name"
        assert tried(port, name=None).verdict == "trusted"


def test_unchecked_without_a_ca(good: Path) -> None:
    with listening(python_server(good)) as port:
        report = probe(TcpDialer(), "127.0.0.1", port, clock=SystemClock(), timeouts=SHORT)

    assert report.verdict == "unchecked"


@pytest.mark.parametrize("version", [TLS12, TLS13])
def test_client_certificate_missing(good: Path, tmp_path: Path, version: ssl.TLSVersion) -> None:
    handler = python_server(good, version=version, client_cas=ca_file(tmp_path))
    with listening(handler) as port:
        report = tried(port)

    assert report.verdict == "client-certificate-missing"
    assert report.client_asked is True
    assert report.late is (version is TLS13)
    assert report.alert in {"certificate_required", "handshake_failure"}
    assert report.alert_from == "server"


@pytest.mark.parametrize("version", [TLS12, TLS13])
@pytest.mark.parametrize("kind", ["untrusted", "self-signed", "server-only"])
def test_client_certificate_refused(
    good: Path, tmp_path: Path, version: ssl.TLSVersion, kind: str
) -> None:
    handler = python_server(good, version=version, client_cas=ca_file(tmp_path))
    with listening(handler) as port:
        report = tried(port, shown=personal(kind))

    assert report.verdict == "client-certificate-refused"
    assert report.client_sent is True
    assert report.late is (version is TLS13)
    assert report.alert


@pytest.mark.parametrize(("flag", "late"), [("-tls1_2", False), ("-tls1_3", True)])
def test_openssl_server_that_demands_a_certificate(
    good: Path, tmp_path: Path, flag: str, late: bool
) -> None:
    demand = ("-cert", str(good), "-key", str(good), "-CAfile", str(ca_file(tmp_path)))
    clock = ("-attime", str(int(authority.NOW.timestamp())))
    with openssl_server(*demand, "-Verify", "3", "-verify_return_error", flag, *clock) as port:
        missing = tried(port)
        refused = tried(port, shown=personal("untrusted"))
        accepted = tried(port, shown=personal())

    assert (missing.verdict, missing.late) == ("client-certificate-missing", late)
    assert missing.acceptable_cas == ("CN=Test CA 0",)
    assert missing.protocol == {"-tls1_2": "TLSv1.2", "-tls1_3": "TLSv1.3"}[flag]
    assert missing.findings == ()
    assert (refused.verdict, refused.late) == ("client-certificate-refused", late)
    assert accepted.verdict == "trusted"


def test_optional_client_certificate_is_remarked(good: Path, tmp_path: Path) -> None:
    handler = python_server(good, client_cas=ca_file(tmp_path), optional=True)
    with listening(handler) as port:
        report = tried(port)

    assert report.verdict == "trusted"
    assert [finding.code for finding in report.findings] == ["VER022"]


def test_an_end_without_an_alert_is_not_told_as_a_refusal(good: Path, tmp_path: Path) -> None:
    """The server asks for a certificate, takes what comes, and goes away without a word."""
    secure = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    secure.minimum_version = secure.maximum_version = TLS13
    secure.load_cert_chain(good)
    secure.load_verify_locations(ca_file(tmp_path))
    secure.verify_mode = ssl.CERT_OPTIONAL

    def leave(connection: socket.socket) -> None:
        with secure.wrap_socket(connection, server_side=True) as secured:
            secured.shutdown(socket.SHUT_WR)

    with listening(leave) as port:
        report = tried(port)

    assert (report.verdict, report.alert, report.late) == ("client-certificate-missing", "", True)
    assert "demands" not in report.reason
    assert "likely, and not said" in report.reason
    assert [finding.code for finding in report.findings] == ["VER024"]


def test_no_suite_in_common_is_no_agreement(good: Path) -> None:
    ec_key_with_rsa_suites = ("-tls1_2", "-cipher", "ECDHE-RSA-AES256-GCM-SHA384")
    with openssl_server("-cert", str(good), "-key", str(good), *ec_key_with_rsa_suites) as port:
        report = tried(port)

    assert report.verdict == "no-agreement"
    assert report.alert == "handshake_failure"


def test_plain_text_echo() -> None:
    def echo(connection: socket.socket) -> None:
        while data := connection.recv(4096):
            connection.sendall(b"echo: " + data)

    with listening(echo) as port:
        assert tried(port).verdict == "plain-text"


def test_pure_echo_of_the_client_hello_is_no_success() -> None:
    def echo(connection: socket.socket) -> None:
        while data := connection.recv(4096):
            connection.sendall(data)

    with listening(echo) as port:
        assert tried(port).verdict in {"no-agreement", "plain-text"}


def test_silent_port() -> None:
    release = threading.Event()

    def wait(_: socket.socket) -> None:
        release.wait(5)

    with listening(wait) as port:
        report = tried(port, timeouts=Timeouts(handshake=0.3))
        release.set()

    assert report.verdict == "silent"
    assert "did not answer" in report.reason


def test_port_that_stops_midway() -> None:
    release = threading.Event()

    def begin(connection: socket.socket) -> None:
        connection.recv(4096)
        connection.sendall(b"\x16\x03\x03\x00\x7a\x02")
        release.wait(5)

    with listening(begin) as port:
        report = tried(port, timeouts=Timeouts(handshake=0.3))
        release.set()

    assert report.verdict == "silent"
    assert "stopped answering" in report.reason


def test_server_that_drips_is_given_up_in_time() -> None:
    release = threading.Event()

    def drip(connection: socket.socket) -> None:
        connection.recv(4096)
        connection.sendall(b"\x16\x03\x03\x3f\x00")
        while not release.wait(0.1):
            connection.sendall(b"\x02")

    with listening(drip) as port:
        report = tried(port, timeouts=Timeouts(handshake=0.5))
        release.set()

    assert report.verdict == "silent"


def test_slow_server_is_waited_for(good: Path) -> None:
    secured = python_server(good)

    def slow(connection: socket.socket) -> None:
        threading.Event().wait(0.4)
        secured(connection)

    with listening(slow) as port:
        assert tried(port).verdict == "trusted"


def test_reset() -> None:
    def reset(connection: socket.socket) -> None:
        connection.recv(4096)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    with listening(reset) as port:
        assert tried(port).verdict == "reset"


def test_closed_without_an_answer() -> None:
    def close(connection: socket.socket) -> None:
        connection.recv(4096)

    with listening(close) as port:
        report = tried(port)

    assert report.verdict == "reset"
    assert "closed" in report.reason


def test_port_that_nobody_listens_on() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    report = tried(port)

    assert report.verdict == "unreachable"
    assert not report.opened
    assert "refused" in report.reason
    said = call(probe_verb.command, f"127.0.0.1:{port}")
    assert said.code == 1
    assert "    tried: 1 connection\n" in said.out
    assert "opened" not in said.out


def test_ipv6(good: Path) -> None:
    """Where a machine has no IPv6, its address is told to be unreachable."""
    try:
        server = socket.create_server(("::1", 0), family=socket.AF_INET6)
    except OSError:
        report = tried(6001, host="::1")
        assert (report.verdict, report.connections) == ("unreachable", 1)
        assert report.reason.startswith("No connection was made")
        return
    handler = python_server(good)
    threading.Thread(target=lambda: handler(server.accept()[0]), daemon=True).start()
    with server:
        assert tried(server.getsockname()[1], host="::1").verdict == "trusted"


def test_exactly_the_announced_connection_is_opened(good: Path, tmp_path: Path) -> None:
    handler = python_server(good, client_cas=ca_file(tmp_path))
    with listening(handler) as behind, counting(behind) as (port, connections):
        report = tried(port)
        assert (report.connections, len(connections)) == (1, 1)
    assert announcement("h", 6001) == (
        "This opens 1 connection to h, port 6001, and sends no PowerExchange data."
    )


def test_a_larger_budget_tries_versions_and_is_kept(good: Path) -> None:
    handler = python_server(good, version=TLS12)
    with listening(handler) as behind, counting(behind) as (port, connections):
        report = probe(
            TcpDialer(), "127.0.0.1", port, clock=SystemClock(), timeouts=SHORT, max_connections=3
        )
        assert (report.connections, len(connections)) == (3, 3)

    assert report.versions == ("TLSv1.2",)


def test_a_version_counts_although_the_client_is_refused_under_it(
    good: Path, tmp_path: Path
) -> None:
    handler = python_server(good, version=TLS12, client_cas=ca_file(tmp_path))
    with listening(handler) as port:
        report = probe(
            TcpDialer(), "127.0.0.1", port, clock=SystemClock(), timeouts=SHORT, max_connections=3
        )

    assert (report.verdict, report.protocol) == ("client-certificate-missing", "TLSv1.2")
    assert report.versions == ("TLSv1.2",)


@pytest.mark.parametrize(("port", "budget"), [(1, 0), (1, -1), (1, 6), (0, 1), (65536, 1)])
def test_budget_and_port_have_limits_that_stop_the_announcement(port: int, budget: int) -> None:
    with pytest.raises(UsageError):
        probe(TcpDialer(), "127.0.0.1", port, clock=SystemClock(), max_connections=budget)
    with pytest.raises(UsageError):
        announcement("127.0.0.1", port, budget)


@pytest.mark.parametrize("kind", ["ec", "rsa"])
def test_a_key_that_does_not_belong_is_refused_before_anything_is_opened(kind: str) -> None:
    made = authority.leaf("good", "ec", "client")
    stranger = Personal(made.certificate, (), authority.key(kind, 77))

    with pytest.raises(UsageError, match="does not belong"):
        probe(TcpDialer(), "127.0.0.1", 1, clock=SystemClock(), client_personal=stranger)


@pytest.mark.parametrize(
    ("text", "warned"),
    [
        ("TCPIP_ACCEPT_NONBLOCK=Y\n", False),
        ("TCPIP_ACCEPT_NONBLOCK=N\n", True),
        ("/* TCPIP_ACCEPT_NONBLOCK=Y\n", True),
        ("LISTENER=(node1,TCPIP,2480)\n", True),
    ],
)
def test_zos_listeners_that_may_hang_are_warned_about(text: str, warned: bool) -> None:
    assert (accept_warning(text.encode(), "ZOS1") is not None) is warned
