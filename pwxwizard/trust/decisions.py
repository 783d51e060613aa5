"""The decision tables: who asks for a certificate, who must have one, who looks at it."""

from dataclasses import dataclass
from enum import StrEnum


class Presented(StrEnum):
    """What a client sends when it is asked for its certificate."""

    NONE = "none"
    VALID = "valid"
    UNTRUSTED = "untrusted"
    EXPIRED = "expired"
    NO_USER = "no user"
    """Valid, but mapped to no user ID of the security manager."""
    MALFORMED = "malformed"
    """So badly made that it cannot be read."""


class Shown(StrEnum):
    """What a server shows as its certificate."""

    VALID = "valid"
    UNTRUSTED = "untrusted"
    EXPIRED = "expired"
    SELF_SIGNED = "self-signed"


@dataclass(frozen=True, slots=True)
class ServerPolicy:
    """What a listening end does about client certificates."""

    requests: bool
    """It asks the client for a certificate."""
    requires: bool
    """It refuses a client that sends none."""
    validates: bool
    """It checks dates, issuer and use of what it gets."""
    maps_user: bool
    """The certificate must belong to a user ID (`SAFCheck`)."""
    must_parse: bool
    """What it gets must be well formed, even where nobody validates it (System SSL)."""

    def accepts(self, presented: Presented) -> bool:
        """Tell whether a client gets in; sources: AT-TLS handshake roles, SSL configuration steps."""
        if not self.requests:
            return True
        match presented:
            case Presented.NONE:
                return not self.requires
            case Presented.VALID:
                return True
            case Presented.NO_USER:
                return not self.maps_user
            case Presented.MALFORMED:
                return not (self.must_parse or self.validates)
            case _:
                return not self.validates


@dataclass(frozen=True, slots=True)
class ClientPolicy:
    """What a calling end does about the server's certificate."""

    validates: bool
    allows_self_signed: bool

    def accepts(self, shown: Shown) -> bool:
        """Tell whether the client goes on with a server."""
        if not self.validates or shown is Shown.VALID:
            return True
        return shown is Shown.SELF_SIGNED and self.allows_self_signed


NOBODY = ServerPolicy(False, False, False, False, False)
"""A server that asks nobody for a certificate."""

_CLIENT_AUTH = {
    "passthru": ServerPolicy(True, False, False, False, True),
    "full": ServerPolicy(True, False, True, False, True),
    "required": ServerPolicy(True, True, True, False, True),
    "safcheck": ServerPolicy(True, True, True, True, True),
}


def zos_server(handshake_role: str, client_auth_type: str) -> ServerPolicy | None:
    """Return what AT-TLS does for a rule; `None` for a role that is no server.

    Without a `ClientAuthType`, or with one that is not known, `Required` holds: it is the default
    of z/OS Communications Server.
    """
    match handshake_role.lower():
        case "server":
            return NOBODY
        case "serverwithclientauth":
            return _CLIENT_AUTH.get(client_auth_type.lower(), _CLIENT_AUTH["required"])
        case _:
            return None


def listener_server(req_clnt_cert: bool) -> ServerPolicy:
    """Return what a Listener on Linux, UNIX, Windows or IBM i does by `SSL_REQ_CLNT_CERT`."""
    return ServerPolicy(True, True, True, False, True) if req_clnt_cert else NOBODY


def luw_client(req_srvr_cert: bool, allow_self_signed: bool) -> ClientPolicy:
    """Return what a client does by `SSL_REQ_SRVR_CERT` and the self-signed switch."""
    return ClientPolicy(req_srvr_cert, allow_self_signed)
