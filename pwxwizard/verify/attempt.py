"""One connection to a port: a handshake that accepts whatever is shown, and one late read."""

from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import TYPE_CHECKING

from cryptography import x509
from OpenSSL import SSL

from pwxwizard.errors import UsageError
from pwxwizard.pki.reading import SigningKey
from pwxwizard.trust.suites import suite
from pwxwizard.verify.handshake import alert_of, reason_of

if TYPE_CHECKING:
    from pwxwizard.pki import PrivateKey
    from pwxwizard.world import Clock, Dialer, Socket

_BLOCK = 16384
_MOST_OCTETS = 1 << 20
_AGAIN = 0.2
"""Seconds to wait for the rest of something that has begun to come."""
_ASKED = b"read server certificate request"
"""OpenSSL's name of the state in which a client learns that it is asked for a certificate."""


@dataclass(frozen=True, slots=True)
class Timeouts:
    """How long to wait, in seconds."""

    connect: float = 5.0
    handshake: float = 10.0
    """For the whole handshake."""
    late: float = 2.0
    """For a refusal after the handshake (TLS 1.3)."""


@dataclass(frozen=True, slots=True)
class Personal:
    """What a probe shows when it is asked for a certificate."""

    certificate: x509.Certificate
    chain: tuple[x509.Certificate, ...]
    key: "PrivateKey" = field(repr=False)


@dataclass(slots=True)
class Observed:
    """What one connection showed."""

    done: bool = False
    """The handshake was completed, as far as the client can tell."""
    asked: bool = False
    """The server asked for a client certificate."""
    first: bytes = field(default=b"", repr=False)
    """The first octets that came."""
    received: int = 0
    end: str = ""
    """How the stream ended: `unreachable`, `silent`, `reset`, `closed`; empty while it stood."""
    detail: str = ""
    """The system's words for that end."""
    alert: str = ""
    """The alert the server sent, as RFC 8446 spells it."""
    error: str = ""
    """Why the client's own OpenSSL gave up."""
    late: bool = False
    """The end, alert or error came after the handshake."""
    protocol: str = ""
    suite: str = ""
    chain: tuple[x509.Certificate, ...] = ()
    acceptable: tuple[str, ...] = ()

    @property
    def over(self) -> bool:
        """Tell whether the handshake is through, well or badly."""
        return bool(self.done or self.end or self.alert or self.error)


def context(personal: Personal | None, only: int | None) -> SSL.Context:
    """Return a client that accepts everything a server may show, so that it can be judged after.

    Args:
        personal: what it shows when it is asked.
        only: the one protocol version to offer, by OpenSSL's number; `None` for TLS 1.0 to 1.3.

    Raises:
        UsageError: the key does not belong to the certificate.
    """
    made = SSL.Context(SSL.TLS_CLIENT_METHOD)
    made.set_cipher_list(b"ALL:COMPLEMENTOFALL:!eNULL:!aNULL:@SECLEVEL=0")
    made.set_min_proto_version(only or SSL.TLS1_VERSION)
    if only:
        made.set_max_proto_version(only)
    made.set_options(SSL.OP_LEGACY_SERVER_CONNECT)
    made.set_verify(SSL.VERIFY_NONE)
    if personal is not None:
        if not isinstance(personal.key, SigningKey):
            raise UsageError(
                "OpenSSL cannot use a private key of this kind.",
                fix="Give an RSA or EC key.",
            )
        try:
            made.use_certificate(personal.certificate)
            for certificate in personal.chain:
                made.add_extra_chain_cert(certificate)
            made.use_privatekey(personal.key)
            # a key of another kind than the certificate's is kept beside it, and never used
            made.check_privatekey()
        except SSL.Error as problem:
            raise UsageError(
                "The client's private key does not belong to its certificate.",
                fix="Give the personal file that holds both.",
            ) from problem
    return made


class Attempt:
    """One connection under way."""

    def __init__(
        self, dialer: "Dialer", clock: "Clock", timeouts: Timeouts, client: SSL.Context
    ) -> None:
        """Prepare a connection that `client` will shake hands on."""
        self._dialer = dialer
        self._clock = clock
        self._timeouts = timeouts
        self._context = client
        self.observed = Observed()

    def run(self, host: str, port: int, name: str | None) -> Observed:
        """Open the connection, shake hands, read once more, close; returns what was seen."""
        try:
            socket = self._dialer.dial(host, port, self._timeouts.connect)
        except OSError as problem:
            self._ends("unreachable", problem)
            return self.observed
        try:
            self._talk(socket, name or host)
        finally:
            socket.close()
        return self.observed

    def _ends(self, how: str, problem: OSError | None = None) -> None:
        self.observed.end = how
        self.observed.detail = _system(problem) if problem else ""

    def _talk(self, socket: "Socket", name: str) -> None:
        seen = self.observed

        def watch(connection: SSL.Connection, _where: int, _value: int) -> None:
            seen.asked = seen.asked or _ASKED in connection.get_state_string()

        self._context.set_info_callback(watch)
        connection = SSL.Connection(self._context, None)
        connection.set_connect_state()
        if not _is_address(name):
            connection.set_tlsext_host_name(name.encode("ascii", "replace"))
        start = self._clock.now()
        while True:
            self._step(connection)
            self._flush(connection, socket)
            if seen.over:
                break
            spent = (self._clock.now() - start).total_seconds()
            self._take(connection, socket, self._timeouts.handshake - spent)
        self._remember(connection)
        if seen.done and not seen.end:
            self._listen(connection, socket)

    def _step(self, connection: SSL.Connection) -> None:
        try:
            connection.do_handshake()
        except SSL.WantReadError:
            return
        except SSL.Error as problem:
            self._judge(problem)
            return
        self.observed.done = True

    def _judge(self, problem: SSL.Error) -> None:
        reason = reason_of(problem)
        if " alert " in f" {reason} ":
            self.observed.alert = alert_of(reason)
        else:
            self.observed.error = reason

    def _flush(self, connection: SSL.Connection, socket: "Socket") -> None:
        """Send what is to be sent; if the peer is gone, look for the alert that it left behind."""
        while True:
            try:
                data = connection.bio_read(_BLOCK)
            except SSL.WantReadError:
                return
            try:
                socket.send(data)
            except OSError as problem:
                if not self.observed.over:
                    self._take(connection, socket, _AGAIN)
                    self._step(connection)
                if not self.observed.alert:
                    self._ends("reset", problem)
                return

    def _take(self, connection: SSL.Connection, socket: "Socket", wait: float) -> None:
        seen = self.observed
        if wait <= 0 or seen.received > _MOST_OCTETS:
            self._ends("silent")
            return
        try:
            data = socket.receive(_BLOCK, wait)
        except TimeoutError:
            self._ends("silent")
        except OSError as problem:
            self._ends("reset", problem)
        else:
            if not data:
                self._ends("closed")
                return
            seen.first = (seen.first + data)[:5]
            seen.received += len(data)
            connection.bio_write(data)

    def _listen(self, connection: SSL.Connection, socket: "Socket") -> None:
        """Read once after the handshake: under TLS 1.3 a refused client hears of it only then.

        What comes may be session tickets, which say that the server is content, or the first part
        of an alert; so a second and third read follow at once, if anything has come at all.
        """
        for wait in (self._timeouts.late, _AGAIN, _AGAIN):
            if self._refusal(connection):
                return
            try:
                data = socket.receive(_BLOCK, wait)
            except TimeoutError:
                return
            except OSError as problem:
                self.observed.late = True
                self._ends("reset", problem)
                return
            if not data:
                self.observed.late = True
                self._ends("closed")
                return
            connection.bio_write(data)
        self._refusal(connection)

    def _refusal(self, connection: SSL.Connection) -> bool:
        """Tell whether what has come ends the connection."""
        try:
            connection.recv(_BLOCK)
        except SSL.WantReadError:
            return False
        except SSL.ZeroReturnError:
            self._ends("closed")
        except SSL.Error as problem:
            self._judge(problem)
        else:
            return False
        self.observed.late = True
        return True

    def _remember(self, connection: SSL.Connection) -> None:
        seen = self.observed
        cipher = connection.get_cipher_name()
        seen.chain = tuple(connection.get_peer_cert_chain(as_cryptography=True) or ())
        if cipher and seen.done:
            seen.suite = suite(cipher).name
        if seen.done or seen.chain:
            # a server that has sent its certificate has chosen a version, whatever came of it
            seen.protocol = connection.get_protocol_version_name()
        seen.acceptable = tuple(
            ",".join(f"{key.decode()}={value.decode('utf-8', 'replace')}" for key, value in parts)
            for parts in (one.get_components() for one in connection.get_client_ca_list())
        )


def _is_address(name: str) -> bool:
    try:
        ip_address(name.strip("[]"))
    except ValueError:
        return False
    return True


def _system(problem: OSError) -> str:
    """Return the system's words for an error, without its number."""
    return (problem.strerror or str(problem) or type(problem).__name__).rstrip(".").lower()
