"""Two OpenSSL ends in memory: set up as artifacts say, brought together, each one watched."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from importlib.resources import as_file, files
from typing import TYPE_CHECKING

from cryptography import x509
from OpenSSL import SSL, crypto

from pwxwizard.pki.chains import self_signed
from pwxwizard.pki.reading import SigningKey
from pwxwizard.trust import ClientEnd, ServerEnd
from pwxwizard.trust.judging import malformed
from pwxwizard.trust.openssl import available
from pwxwizard.trust.prediction import unreadable_own
from pwxwizard.trust.suites import PROTOCOLS, suite, usable_protocols

if TYPE_CHECKING:
    from pwxwizard.pki import PrivateKey

_SWITCHES = {
    "TLSv1": (SSL.TLS1_VERSION, SSL.OP_NO_TLSv1),
    "TLSv1.1": (SSL.TLS1_1_VERSION, SSL.OP_NO_TLSv1_1),
    "TLSv1.2": (SSL.TLS1_2_VERSION, SSL.OP_NO_TLSv1_2),
    "TLSv1.3": (SSL.TLS1_3_VERSION, SSL.OP_NO_TLSv1_3),
}
_NO_SESSIONS = 0
_SELF_SIGNED = 18
_REFUSALS = {
    2: "the issuer's certificate is missing",
    7: "the signature is wrong",
    9: "the certificate is not valid yet",
    10: "the certificate has expired",
    18: "the certificate is self-signed",
    19: "the chain ends in a root that is not trusted",
    20: "the issuer is not trusted",
    21: "the issuer is not trusted",
    24: "an issuer is not a CA",
    25: "the chain is too long",
    26: "the certificate is not for this use",
    32: "an issuer may not sign certificates",
    34: "a critical extension is not understood",
    47: "a name is not permitted",
    48: "a name is excluded",
    66: "the key is too weak",
    67: "a CA key is too weak",
    68: "a signature is too weak",
}
"""OpenSSL's verification errors (x509_vfy.h) in words."""


class SetUpError(Exception):
    """The library refused an end's own certificate, key or list of suites; says why, in words."""

    def __init__(self, message: str, *, limit: bool = False) -> None:
        """Keep why, and whether it is only a limit of the OpenSSL that rehearses."""
        super().__init__(message)
        self.limit = limit


@dataclass(slots=True)
class Watch:
    """What an end saw of the other end's certificate."""

    seen: bool = False
    refused: str = ""
    """Why it was refused, in words; empty while it was not."""


@dataclass(slots=True)
class Side:
    """One end of a handshake under way."""

    name: str
    """`server` or `client`."""
    connection: SSL.Connection
    watch: Watch = field(default_factory=Watch)
    done: bool = False
    error: str = ""
    """Why this end gave up by itself."""
    alert: str = ""
    """The alert that it got."""

    @property
    def over(self) -> bool:
        """Tell whether this end is through with the handshake, well or badly."""
        return self.done or bool(self.error) or bool(self.alert)

    def act(self, action: Callable[[], object]) -> None:
        """Let the end go on, and keep what stops it."""
        try:
            action()
        except SSL.WantReadError:
            return
        except SSL.ZeroReturnError:
            return
        except SSL.Error as problem:
            reason = reason_of(problem)
            if " alert " in f" {reason} ":
                self.alert = self.alert or alert_of(reason)
            elif not self.error:
                self.error = self.watch.refused or reason
            return
        self.done = True


def reason_of(problem: SSL.Error) -> str:
    """Return OpenSSL's own words for an error, without its numbers."""
    queue = problem.args[0] if problem.args else ()
    reasons = [str(entry[-1]) for entry in queue if isinstance(entry, tuple) and entry]
    return reasons[-1] if reasons else "the connection ended"


def alert_of(reason: str) -> str:
    """Return the name of the alert in an error's words, as RFC 8446 spells it."""
    return reason.rpartition("alert ")[2].replace(" ", "_")


def server_context(end: ServerEnd, key: "PrivateKey | None", at: datetime) -> SSL.Context:
    """Return OpenSSL set up as the server's artifacts say.

    Raises:
        SetUpError: it cannot be set up so.
    """
    if broken := unreadable_own(end):
        raise SetUpError(f"{broken} of its own certificate cannot be read (simulated)")
    context = _context(end, SSL.TLS_SERVER_METHOD, key, at)
    context.set_session_cache_mode(_NO_SESSIONS)
    options = SSL.OP_NO_TICKET
    if end.defaults.server_order:
        options |= SSL.OP_CIPHER_SERVER_PREFERENCE
    context.set_options(options)
    if any("DHE" in name.split("_") for name in end.suites):
        with as_file(files("assets").joinpath("catalogue", "ffdhe2048.pem")) as group:
            context.load_tmp_dh(str(group))
    policy = end.policy
    if not policy.requests:
        return context

    def judge(
        connection: SSL.Connection, shown: crypto.X509, error: int, depth: int, ok: int
    ) -> bool:
        watch = connection.get_app_data()
        assert isinstance(watch, Watch)
        watch.seen = True
        if depth == 0 and policy.must_parse and malformed(shown.to_cryptography()):
            watch.refused = "the certificate is malformed"
            return False
        if policy.validates and not ok:
            watch.refused = _refusal(error)
            return False
        return True

    mode = SSL.VERIFY_PEER
    if policy.requires:
        mode |= SSL.VERIFY_FAIL_IF_NO_PEER_CERT
    context.set_verify(mode, judge)
    return context


def client_context(end: ClientEnd, key: "PrivateKey | None", at: datetime) -> SSL.Context:
    """Return OpenSSL set up as the client's artifacts say.

    Raises:
        SetUpError: it cannot be set up so.
    """
    context = _context(end, SSL.TLS_CLIENT_METHOD, key, at)
    policy = end.policy
    if not policy.validates:
        return context

    def judge(
        connection: SSL.Connection, shown: crypto.X509, error: int, depth: int, ok: int
    ) -> bool:
        watch = connection.get_app_data()
        assert isinstance(watch, Watch)
        watch.seen = True
        if depth == 0 and (ok or error == _SELF_SIGNED):
            own = self_signed(shown.to_cryptography())
            if own and policy.allows_self_signed:
                return True
            if own:
                watch.refused = "the certificate is self-signed"
                return False
        if not ok:
            watch.refused = _refusal(error)
        return bool(ok)

    context.set_verify(SSL.VERIFY_PEER, judge)
    return context


def _refusal(error: int) -> str:
    return _REFUSALS.get(error, f"OpenSSL's verification error {error}")


def _context(
    end: ServerEnd | ClientEnd, method: int, key: "PrivateKey | None", at: datetime
) -> SSL.Context:
    context = SSL.Context(method)
    if end.refused_list:
        _refused(context, end.refused_list)
    if not usable_protocols(end.protocols, end.suites):
        raise SetUpError("no protocol version that has a suite is switched on")
    suites = tuple(name for name in end.suites if suite(name).openssl in available())
    known = [one for one in usable_protocols(end.protocols, suites) if one in _SWITCHES]
    if not known:
        raise SetUpError("this OpenSSL has none of the suites or versions", limit=True)
    context.set_min_proto_version(_SWITCHES[known[0]][0])
    context.set_max_proto_version(_SWITCHES[known[-1]][0])
    for version in PROTOCOLS:
        if version in _SWITCHES and version not in known:
            context.set_options(_SWITCHES[version][1])
    _offer(context, suites, end.defaults.level, known)
    _own(context, end, key)
    store = context.get_cert_store()
    assert store is not None
    for certificate in dict.fromkeys(end.trusted):
        store.add_cert(crypto.X509.from_cryptography(certificate))
    store.set_time(at)
    return context


def _refused(context: SSL.Context, suites: str) -> None:
    """Let OpenSSL say itself what it has against a cipher list."""
    try:
        context.set_cipher_list(suites.encode())
    except SSL.Error as problem:
        words = reason_of(problem)
        raise SetUpError(f"OpenSSL refuses the cipher list {suites}: {words}") from problem


def _offer(
    context: SSL.Context, suites: Iterable[str], level: int, versions: Iterable[str]
) -> None:
    """Set the suites, in the order in which they are configured."""
    found = [suite(name) for name in suites]
    newest = [one.openssl for one in found if "TLSv1.3" in one.protocols]
    older = [one.openssl for one in found if "TLSv1.3" not in one.protocols]
    # OpenSSL wants a list for TLS 1.2 and below even where TLS 1.3 alone is switched on
    names = older if set(versions) - {"TLSv1.3"} else ["DEFAULT"]
    context.set_cipher_list(f"{':'.join(names)}:@SECLEVEL={level}".encode())
    if newest:
        context.set_tls13_ciphersuites(":".join(newest).encode())


def _own(context: SSL.Context, end: ServerEnd | ClientEnd, key: "PrivateKey | None") -> None:
    """Give an end its certificate, chain and key."""
    if end.certificate is None:
        return
    if not isinstance(key, SigningKey):
        raise SetUpError("the private key is not at hand")
    try:
        context.use_certificate(end.certificate)
        for certificate in end.chain:
            context.add_extra_chain_cert(certificate)
        context.use_privatekey(key)
        # a key of another kind than the certificate's is kept beside it, and missed only later
        context.check_privatekey()
    except (SSL.Error, crypto.Error, ValueError, TypeError) as problem:
        words = reason_of(problem) if isinstance(problem, SSL.Error) else str(problem)
        raise SetUpError(f"OpenSSL refuses the end's own certificate or key: {words}") from problem


def shake_hands(server: SSL.Context, client: SSL.Context) -> tuple[Side, Side]:
    """Bring two ends together until neither has more to say; returns server and client.

    After the handshake each end reads once: under TLS 1.3 the client believes that it is through
    before the server has looked at its certificate, and a refusal comes late.
    """
    sides = (
        Side("client", SSL.Connection(client, None)),
        Side("server", SSL.Connection(server, None)),
    )
    calling, listening = sides
    calling.connection.set_connect_state()
    listening.connection.set_accept_state()
    for side in sides:
        side.connection.set_app_data(side.watch)
    moved = True
    while moved:
        moved = False
        for side, other in ((calling, listening), (listening, calling)):
            if not side.over:
                side.act(side.connection.do_handshake)
                moved = moved or side.over
            moved = _carry(side, other) or moved
    for side in sides:
        if side.done:
            side.act(partial(side.connection.recv, 1))
    return listening, calling


def _carry(side: Side, other: Side) -> bool:
    """Carry what an end has written over to the other one; tells whether there was anything."""
    try:
        data = side.connection.bio_read(65536)
    except SSL.WantReadError:
        return False
    if not other.error:
        other.connection.bio_write(data)
    return True


def peer_certificate(side: Side) -> x509.Certificate | None:
    """Return the certificate that an end got from the other one."""
    found = side.connection.get_peer_certificate(as_cryptography=True)
    return found if isinstance(found, x509.Certificate) else None
