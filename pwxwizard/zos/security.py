"""The tasks of a security administrator for one machine, the same for all security managers."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from pwxwizard.knowledge import Confidence
from pwxwizard.zos.commands import PASSPHRASE, Command, Task, Where, catalogue, provenance
from pwxwizard.zos.lines import quoted
from pwxwizard.zos.ring import ClientMapping, RingSetup, Source, TrustedCa

NO_DATE = "YYYY-MM-DD"
"""Stands where an end date belongs that is not known yet."""
NO_USER = "USERID"
"""Stands where a user ID belongs that nobody has said yet."""


class Dialect(Protocol):
    """What differs between the security managers besides the commands of the catalogue."""

    key: str
    """`racf`, `acf2` or `topsecret`."""

    def where(self, text: str) -> Where:
        """Return where a command is entered."""
        ...

    def subject(self, parts: tuple[tuple[str, str], ...]) -> str:
        """Return a subject as the command takes it."""
        ...

    def names(self, hosts: tuple[str, ...]) -> str:
        """Return the ALTNAME operand with a blank in front of it; empty without a name."""
        ...

    def date(self, day: str) -> str:
        """Return a date, written as `2027-12-31`, as the command takes it."""
        ...

    def filter(self, parts: tuple[tuple[str, str], ...]) -> str:
        """Return the filter that a client certificate's subject is mapped by."""
        ...

    def names_of(self, setup: RingSetup) -> Mapping[str, str]:
        """Return the record keys and IDs that this security manager has besides labels."""
        ...


@dataclass(frozen=True, slots=True)
class _Speaker:
    """Fills in the commands of one security manager for one machine."""

    setup: RingSetup
    dialect: Dialect
    tables: Mapping[str, Any]

    def command(self, key: str, /, **values: str) -> Command | None:
        """Return a command with everything filled in; `None` when there is none of that kind."""
        table = self.tables[self.dialect.key]["command"].get(key)
        if table is None:
            return None
        setup = self.setup
        filled = {
            **self.dialect.names_of(setup),
            "user": setup.user or NO_USER,
            "owner": setup.owner or setup.user or NO_USER,
            "ring": setup.ring,
            "label": quoted(setup.label),
            "old_label": quoted(setup.old_label),
            "passphrase": quoted(PASSPHRASE),
            "profile": f"{setup.owner or NO_USER}.{setup.ring.upper()}.LST",
            "ring_resource": setup.ring.upper(),
            "signing_label": quoted(setup.new_signing_label),
            **values,
        }
        text = str(table["text"]).format_map(filled)
        return Command(
            text,
            self.dialect.where(text),
            str(table["about"]),
            str(table.get("expect", "")).format_map(filled),
            str(table.get("undo", "")).format_map(filled),
            provenance(table),
            str(table.get("setting", "")),
            f"{self.dialect.key}.command.{key}",
            may_exist=table.get("may_exist") is True,
            optional=table.get("optional") is True,
        )

    def commands(self, *keys: str, **values: str) -> tuple[Command, ...]:
        """Return those of the commands that this security manager has."""
        found = (self.command(key, **values) for key in keys)
        return tuple(command for command in found if command is not None)

    def data_set(self, kind: str) -> dict[str, str]:
        name = self.setup.data_set(kind)
        return {"dsn": quoted(name), "bare_dsn": name}

    def ca(self, number: int, ca: TrustedCa) -> dict[str, str]:
        names = self.dialect.names_of(self.setup)
        own = ca.label == self.setup.new_signing_label and self.setup.signed_by_machine
        values = {"ca_label": quoted(ca.label), **self.data_set(f"CA{number}")}
        for name in ("ca_key", "ca_id"):
            if name in names:
                signing = names[name.replace("ca_", "signing_")]
                values[name] = signing if own else f"{names[name]}{number}"
        return values

    def birth(self) -> dict[str, str]:
        """Return what making a certificate takes."""
        setup = self.setup
        kind, _, size = setup.key.partition("-")
        table = self.tables[self.dialect.key]["key"]
        return {
            "subject": self.dialect.subject(setup.subject),
            "ca_subject": self.dialect.subject(
                setup.signing_subject or (("CN", setup.new_signing_label),)
            ),
            "names": self.dialect.names(setup.hosts),
            "key": str(table["rsa" if kind == "rsa" else "ec"]).format(size=size),
            "not_after": self.dialect.date(setup.not_after or NO_DATE),
            "ca_not_after": self.dialect.date(setup.ca_not_after or setup.not_after or NO_DATE),
        }


def tasks(
    setup: RingSetup, dialect: Dialect, overrides: Mapping[str, Any] | None = None
) -> tuple[Task, ...]:
    """Return what to do on a machine, in order, from looking first to proving the result.

    Args:
        setup: the ring as it shall be.
        dialect: the security manager.
        overrides: a project's corrections of the catalogue.
    """
    speaker = _Speaker(setup, dialect, catalogue(overrides))
    return tuple(
        task
        for task in (
            *_begin(speaker),
            *_certificate(speaker),
            *_ring(speaker),
            _access(speaker),
            _mapping(speaker),
            _proof(speaker),
        )
        if task.commands
    )


def _cas(speaker: _Speaker, *keys: str) -> tuple[Command, ...]:
    return tuple(
        command
        for number, ca in enumerate(speaker.setup.cas, 1)
        for command in speaker.commands(*keys, **speaker.ca(number, ca))
    )


def _begin(speaker: _Speaker) -> tuple[Task, ...]:
    if speaker.setup.source is Source.EXISTING:
        look = Task(
            "Look at the ring and the certificate that are there",
            "The ring is adopted as it is; only what is missing is added to it. Send this listing back "
            "before anything else is done.",
            speaker.commands("list-ring", "list"),
            "LOOK",
        )
    else:
        look = Task(
            "Look at the files before anything is added",
            "A file that was transferred in the wrong mode shows here, and so does a certificate that "
            "is known already under another label.",
            _cas(speaker, "check"),
            "LOOK",
        )
    add = Task(
        "Add the CA certificates of the other side",
        "The clients' certificates are validated with them, and they complete the chain that the "
        "listener sends.",
        _cas(speaker, "add-ca"),
        "CA",
    )
    return look, add


def _certificate(speaker: _Speaker) -> tuple[Task, ...]:
    setup = speaker.setup
    if setup.source is Source.PKCS12:
        package = speaker.data_set("P12")
        return (
            Task(
                "Import the certificate with its private key",
                "Enter these commands yourself at TSO READY: a job would keep the passphrase in its "
                "text and in its listing, and ISPF in its list of commands. The passphrase "
                f"reaches you separately; put it in the place of {PASSPHRASE}, an apostrophe in it "
                "doubled.",
                speaker.commands("check-pkcs12", "make-room", "add-pkcs12", **package),
            ),
        )
    if setup.source is Source.REQUEST:
        return (
            Task(
                "Make the key and the certificate request",
                "The private key is made on this machine and never leaves it.",
                (
                    *speaker.commands("generate", **speaker.birth()),
                    *speaker.commands("request", **speaker.data_set("CSR")),
                ),
                "REQ",
                f"Send the data set {setup.data_set('CSR')} as text to the administrator who sent this "
                f"packet, and go on when the signed certificate is in {setup.data_set('CERT')} "
                "(text, RECFM=VB).",
            ),
            Task(
                "Add the signed certificate",
                "It takes the place of the self-signed one, under the same user ID and label.",
                speaker.commands("check", "add-reply", **speaker.data_set("CERT")),
                "RPLY",
            ),
        )
    if setup.source is Source.SECURITY_MANAGER:
        made = () if setup.signing_label else speaker.commands("generate-ca", **speaker.birth())
        return (
            Task(
                "Make and sign the certificate here",
                "Key, certificate and the CA that signs it belong to the security manager.",
                (*made, *speaker.commands("sign", **speaker.birth())),
                "SIGN",
            ),
            Task(
                "Export the CA certificate",
                "Every client has to trust it. Only the certificate leaves the machine, never its key.",
                speaker.commands("export-ca", **speaker.data_set("CAEXP")),
                "EXP",
                f"Send the data set {setup.data_set('CAEXP')} as text to the administrator who sent "
                "this packet. Going on here need not wait for it; the clients cannot connect before "
                "they have it.",
            ),
        )
    return ()


def _ring(speaker: _Speaker) -> tuple[Task, ...]:
    setup = speaker.setup
    cas = tuple(
        command
        for number, ca in enumerate(setup.trusted(), 1)
        for command in speaker.commands("connect-ca", **speaker.ca(number, ca))
    )
    if setup.source is Source.EXISTING:
        return (
            Task(
                "Put what is missing on the ring",
                "Leave out the CA certificates that the listing shows on the ring already.",
                (*cas, *speaker.commands("refresh-certificates")),
                "RING",
            ),
            Task(
                "Only if the listing shows it otherwise: make the certificate PERSONAL and DEFAULT",
                "AT-TLS shows the ring's default certificate. Another program that uses this ring "
                "would show it from then on, too: ask its owner first.",
                speaker.commands("connect"),
                optional=True,
            ),
        )
    return (
        Task(
            "Make the key ring and put everything on it",
            "The ring is what the AT-TLS policy names.",
            (
                *speaker.commands("add-ring"),
                *cas,
                *speaker.commands("connect", "refresh-certificates"),
            ),
            "RING",
        ),
    )


def _access(speaker: _Speaker) -> Task:
    setup = speaker.setup
    kind = "facility" if setup.access == "facility" else "rdatalib"
    first = speaker.commands("rdatalib-define") if speaker.dialect.key == "racf" else ()
    if kind == "facility":
        first = ()
    found: list[Command] = []
    key = "rdatalib-permit" if kind == "rdatalib" else "facility-permit"
    if kind == "rdatalib" and speaker.dialect.key != "racf":
        key = "rdatalib-define"
    for reader in setup.readers or (setup.user or NO_USER,):
        own = reader == (setup.user if kind == "rdatalib" else setup.owner)
        found += speaker.commands(
            key,
            reader=reader,
            access="READ" if own else "UPDATE",
            service="READ" if own else "READ,UPDATE",
        )
    alternative = (
        "Where the class RDATALIB is not in use, the FACILITY profile IRR.DIGTCERT.LISTRING does it for "
        "all rings at once; say so, and this packet is made for that instead."
        if kind == "rdatalib"
        else "It holds for every ring; a ring-specific profile (class RDATALIB) is the narrower way."
    )
    shared = (
        " Programs that use the ring already may lose their access by a profile for this one ring: ask "
        "its owner who they are, and permit them in the same step."
        if kind == "rdatalib" and setup.source is Source.EXISTING
        else ""
    )
    return Task(
        "Give the listener's user access to the ring",
        "AT-TLS opens the ring under the user of the listener, not under TCP/IP's. "
        + alternative
        + shared,
        (*first, *found, *speaker.commands(f"{kind}-refresh")),
        "ACC",
    )


def _mapping(speaker: _Speaker) -> Task:
    found: list[Command] = []
    for number, mapping in enumerate(speaker.setup.mappings, 1):
        found += speaker.commands("map", **_mapped(speaker, number, mapping))
    return Task(
        "Tie each client's certificate to a user ID",
        "The policy says ClientAuthType SAFCheck: a client gets in only if its certificate belongs to a "
        f"user ID. {NO_USER} stands where nobody has named one yet.",
        (*found, *(speaker.commands("map-refresh") if found else ())),
        "MAP",
    )


def _mapped(speaker: _Speaker, number: int, mapping: ClientMapping) -> dict[str, str]:
    user = mapping.user or NO_USER
    return {
        "client_user": user,
        "filter": quoted(speaker.dialect.filter(mapping.subject)),
        "map_label": quoted(f"PWX {mapping.client}"[:32]),
        "map_key": f"{user}.PWXMAP{number}",
        "map_id": f"PWXMAP{number}",
    }


def _proof(speaker: _Speaker) -> Task:
    return Task(
        "Show the result, and send the listing back",
        "Return codes do not prove anything; the listing does. It is compared with the plan line by "
        "line.",
        speaker.commands("list-ring", "list", "list-chain"),
        "LIST",
    )


def assumed(found: tuple[Task, ...]) -> tuple[Command, ...]:
    """Return the commands whose form is only remembered, each form once."""
    commands = {
        command.key: command
        for task in found
        for command in task.commands
        if command.provenance.confidence is Confidence.ASSUMED
    }
    return tuple(commands.values())
