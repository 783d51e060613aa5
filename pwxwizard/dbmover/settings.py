"""What a DBMOVER file is to say about TLS when it is done."""

from dataclasses import dataclass, field

PLACEHOLDER = "FILL_IN_BY_HAND"
"""Stands where a passphrase belongs until somebody replaces it on the machine itself."""


@dataclass(frozen=True, slots=True)
class EncryptedPassphrase:
    """A passphrase in PowerExchange's encrypted form, made elsewhere and pasted in."""

    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class ClearPassphrase:
    """A passphrase in clear, written with the user's consent."""

    value: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class PassphraseByHand:
    """The passphrase is filled in on the machine; one that is there already stays."""


Passphrase = EncryptedPassphrase | ClearPassphrase | PassphraseByHand


@dataclass(frozen=True, slots=True)
class SecureListener:
    """A port on which this machine is to accept secure connections."""

    name: str
    port: int


@dataclass(frozen=True, slots=True)
class SecureNode:
    """A secure Listener that this machine is to call."""

    name: str
    host: str
    port: int
    target_platform: str
    """Platform of the machine that is called; it decides on the TLS token."""


@dataclass(frozen=True, slots=True)
class SslSettings:
    """The SSL statement: files on Linux, UNIX and Windows, an application ID on IBM i."""

    personal: str = ""
    """Path, on the machine, of the PEM file with certificate, chain and private key."""
    ca_list: str | None = None
    """Path, on the machine, of the PEM file with the trusted CA certificates."""
    passphrase: Passphrase | None = None
    app_id: str = ""
    """IBM i: application ID of the Digital Certificate Manager."""


@dataclass(frozen=True, slots=True)
class TlsSettings:
    """All that is to be set; `None` leaves alone what a file says."""

    listeners: tuple[SecureListener, ...] = ()
    nodes: tuple[SecureNode, ...] = ()
    ssl: SslSettings | None = None
    require_client_certificate: bool | None = None
    require_server_certificate: bool | None = None
    allow_self_signed: bool | None = None
    cipher_list: str | None = None
    """OpenSSL names with colons between them."""
