"""Both ends of a connection as the artifacts configure them, whatever the answers say."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pwxwizard.finding import Finding
from pwxwizard.trust.decisions import ClientPolicy, ServerPolicy
from pwxwizard.trust.suites import Defaults, defaults
from pwxwizard.trust.withdrawal import Authorities, Withdrawal

if TYPE_CHECKING:
    from cryptography import x509


@dataclass(frozen=True, slots=True, eq=False)
class ServerEnd:
    """A listener as clients meet it."""

    machine: str
    listener: str
    platform: str
    host: str
    port: int
    policy: ServerPolicy
    certificate: "x509.Certificate | None" = None
    chain: "tuple[x509.Certificate, ...]" = ()
    """What it sends after its certificate, nearest issuer first."""
    trusted: "tuple[x509.Certificate, ...]" = ()
    """CA certificates on its key ring, in its store or in its CA list."""
    protocols: tuple[str, ...] = ()
    """Protocol versions that are switched on, oldest first."""
    suites: tuple[str, ...] = ()
    """In order of preference, by AT-TLS constant where there is one."""
    rule: str | None = None
    """z/OS: the AT-TLS rule that catches the port."""
    users: "tuple[x509.Certificate, ...] | None" = None
    """Client certificates that map to a user ID, for SAFCheck; `None` when that is not known."""
    release: str = ""
    findings: tuple[Finding, ...] = field(default=(), repr=False)
    refused_list: str = ""
    """The cipher list that OpenSSL refuses as a whole; empty where there is none such."""
    withdrawn: str = ""
    """Since when and why its certificate is withdrawn, as a phrase; empty when it is not."""
    reads_lists: str = ""
    """z/OS: what in the rule has withdrawn certificates looked for; empty where nothing does."""
    former: tuple[Withdrawal, ...] = ()
    """Certificates that it had, and that are withdrawn."""
    authorities: Authorities = Authorities({})  # noqa: RUF009 - it is frozen
    """The project's CAs, to tell which of them it trusts."""

    @property
    def defaults(self) -> Defaults:
        """Return what the platform does where nothing is configured."""
        return defaults(self.platform, self.release)


@dataclass(frozen=True, slots=True, eq=False)
class ClientEnd:
    """A client machine with the NODE statement it uses."""

    machine: str
    node: str
    token: str
    """The TLS token of the NODE statement; empty for a plain one."""
    host: str
    port: int
    policy: ClientPolicy
    certificate: "x509.Certificate | None" = None
    chain: "tuple[x509.Certificate, ...]" = ()
    trusted: "tuple[x509.Certificate, ...]" = ()
    protocols: tuple[str, ...] = ()
    suites: tuple[str, ...] = ()
    platform: str = "linux"
    findings: tuple[Finding, ...] = field(default=(), repr=False)
    refused_list: str = ""
    """The cipher list that OpenSSL refuses as a whole; empty where there is none such."""
    withdrawn: str = ""
    """Since when and why its certificate is withdrawn, as a phrase; empty when it is not."""
    former: tuple[Withdrawal, ...] = ()
    """Certificates that it had, and that are withdrawn."""
    authorities: Authorities = Authorities({})  # noqa: RUF009 - it is frozen
    """The project's CAs, to tell which of them it trusts."""

    @property
    def defaults(self) -> Defaults:
        """Return what the platform does where nothing is configured."""
        return defaults(self.platform)
