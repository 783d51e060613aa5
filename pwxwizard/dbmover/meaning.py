"""What a DBMOVER file says about listeners, nodes and TLS, without its spelling."""

from dataclasses import dataclass

from pwxwizard.dbmover.catalogue import Catalogue
from pwxwizard.dbmover.settings import PLACEHOLDER
from pwxwizard.dbmover.syntax import DbmoverFile, Item, Statement
from pwxwizard.knowledge import Provenance


@dataclass(frozen=True, slots=True)
class Listener:
    """A LISTENER statement: a port on which this machine accepts connections."""

    name: str
    protocol: str
    port: int
    """0 where the statement names no usable port."""
    secure: bool
    """The statement carries the TLS token; on z/OS it never does, since AT-TLS does the work."""
    token: str
    """The TLS token as written, in upper case; empty if there is none."""
    netport_job: str
    line: int
    statement: Statement


@dataclass(frozen=True, slots=True)
class Node:
    """A NODE statement: a Listener that this machine may call."""

    name: str
    protocol: str
    host: str
    port: int
    """0 where the statement names no usable port."""
    token: str
    """The TLS token as written, in upper case; empty for a plain node."""
    service: str
    line: int
    statement: Statement

    @property
    def secure(self) -> bool:
        """Tell whether the node is called with TLS."""
        return bool(self.token)


@dataclass(frozen=True, slots=True)
class Ssl:
    """The SSL statement that counts; a passphrase is never kept here."""

    personal: str
    ca_list: str
    ca_path: str
    app_id: str
    has_passphrase: bool
    form: str
    """`clear`, `encrypted`, or empty where there is no passphrase."""
    to_fill_in: bool
    """A placeholder stands where the passphrase belongs."""
    line: int
    statement: Statement

    @property
    def passphrase(self) -> str:
        """Return in words how the passphrase is given; empty where there is none."""
        if self.to_fill_in:
            return "still to be filled in by hand"
        return f"{self.form} form" if self.has_passphrase else ""


@dataclass(frozen=True, slots=True)
class Switch:
    """A Y or N setting, as it holds for the file."""

    keyword: str
    value: bool
    is_default: bool
    """The file does not set it, so the catalogue's default holds."""
    line: int
    """0 where the default holds."""
    provenance: Provenance


@dataclass(frozen=True, slots=True)
class Switches:
    """The settings that decide who validates whom."""

    require_client_certificate: Switch
    require_server_certificate: Switch
    allow_self_signed: Switch


@dataclass(frozen=True, slots=True)
class View:
    """The network and TLS side of a DBMOVER file."""

    listeners: tuple[Listener, ...]
    nodes: tuple[Node, ...]
    ssl: Ssl | None
    switches: Switches
    cipher_list: str
    """As written, with colons; empty where the file sets none."""
    context_method: str


def view(file: DbmoverFile, catalogue: Catalogue) -> View:
    """Return what a file says about listeners, nodes and TLS; of several, the last counts."""
    ssl = file.named("SSL")
    return View(
        listeners=tuple(listener(node, catalogue) for node in file.named("LISTENER")),
        nodes=tuple(node(statement, catalogue) for statement in file.named("NODE")),
        ssl=_ssl(ssl[-1]) if ssl else None,
        switches=Switches(
            _switch(file, ("SSL_REQ_CLNT_CERT",), catalogue),
            _switch(file, ("SSL_REQ_SRVR_CERT",), catalogue),
            _switch(file, catalogue.self_signed, catalogue),
        ),
        cipher_list=_value(file, "SSL_CIPHER_LIST"),
        context_method=_value(file, "SSL_CONTEXT_METHOD"),
    )


def parts(statement: Statement, catalogue: Catalogue) -> dict[str, Item]:
    """Return the positions of a statement by the catalogue's names for them, if not empty."""
    rule = catalogue.statements[statement.keyword]
    items = statement.items()
    return {
        part.name: items[part.position - 1]
        for part in rule.parts.values()
        if 0 < part.position <= len(items) and items[part.position - 1].text
    }


def _words(statement: Statement, catalogue: Catalogue) -> dict[str, str]:
    """Return the texts of a statement by the catalogue's names for their positions."""
    texts = statement.texts()
    return {
        part.name: texts[part.position - 1]
        for part in catalogue.statements[statement.keyword].parts.values()
        if 0 < part.position <= len(texts)
    }


def port_number(text: str) -> int:
    """Return a port from its text, or 0 if it is none."""
    number = int(text) if text.isascii() and text.isdigit() and len(text) <= 5 else 0
    return number if number <= 65535 else 0


def listener(statement: Statement, catalogue: Catalogue) -> Listener:
    """Return what a LISTENER statement says."""
    found = _words(statement, catalogue)
    token = found.get("tls", "").upper()
    return Listener(
        name=found.get("node", ""),
        protocol=found.get("protocol", "").upper(),
        port=port_number(found.get("port", "")),
        secure=bool(token),
        token=token,
        netport_job=found.get("netport_job", ""),
        line=statement.line,
        statement=statement,
    )


def node(statement: Statement, catalogue: Catalogue) -> Node:
    """Return what a NODE statement says."""
    found = _words(statement, catalogue)
    return Node(
        name=found.get("node", ""),
        protocol=found.get("protocol", "").upper(),
        host=found.get("host", ""),
        port=port_number(found.get("port", "")),
        token=found.get("tls", "").upper(),
        service=found.get("service", ""),
        line=statement.line,
        statement=statement,
    )


def _ssl(statement: Statement) -> Ssl:
    """Return what an SSL statement says, but for its passphrase."""
    found = {item.key: item.plain for item in statement.items() if item.key}
    form = "encrypted" if found.get("PASSEP") else "clear" if found.get("PASS") else ""
    return Ssl(
        personal=found.get("PERSONAL", ""),
        ca_list=found.get("CALIST", ""),
        ca_path=found.get("CAPATH", ""),
        app_id=found.get("APPID", ""),
        has_passphrase=bool(form),
        form=form,
        to_fill_in=PLACEHOLDER in (found.get("PASSEP"), found.get("PASS")),
        line=statement.line,
        statement=statement,
    )


def _switch(file: DbmoverFile, keywords: tuple[str, ...], catalogue: Catalogue) -> Switch:
    """Return a Y or N setting under any of its spellings; what is neither counts as absent."""
    found = [one for one in file.named(*keywords) if one.value.upper() in ("Y", "N")]
    if found:
        last = found[-1]
        rule = catalogue.statements[last.keyword]
        return Switch(last.keyword, last.value.upper() == "Y", False, last.line, rule.provenance)
    rule = catalogue.statements[keywords[0]]
    return Switch(rule.keyword, rule.default.upper() == "Y", True, 0, rule.provenance)


def _value(file: DbmoverFile, keyword: str) -> str:
    found = file.named(keyword)
    return found[-1].value if found else ""
