"""Checks of what the statements of one file say together: ports, nodes, certificates, ciphers."""

import re
from collections.abc import Iterator

from pwxwizard.dbmover import file_rules as rules
from pwxwizard.dbmover.catalogue import LUW, Catalogue, Kind, shortened
from pwxwizard.dbmover.catalogue import nearest as nearest_name
from pwxwizard.dbmover.ciphers import cipher_list
from pwxwizard.dbmover.meaning import Node, View, port_number
from pwxwizard.dbmover.settings import PLACEHOLDER
from pwxwizard.dbmover.syntax import DbmoverFile, Item, Statement
from pwxwizard.finding import Finding, Where

_SUITE_PARTS = re.compile(r"[-+_]")
_WINDOWS_PATH = re.compile(r"[A-Za-z]:[\\/]|\\\\\\")


def check_together(
    parsed: DbmoverFile, seen: View, platform: str, catalogue: Catalogue, file: str
) -> Iterator[Finding]:
    """Yield what is wrong between the statements of a file."""
    intended = _intended(parsed, catalogue)
    yield from _repeated(parsed, platform, catalogue, file)
    yield from _ports(parsed, seen, file)
    yield from _nodes(seen, file)
    if platform == "zos":
        yield from _netport(parsed, seen, intended, file)
        return
    yield from passphrases(parsed, file)
    for statement in parsed.named("SSL"):
        yield from _ssl(statement, platform, catalogue, file)
    yield from _validation(seen, intended, platform, catalogue, file)
    for statement in parsed.named("SSL_CIPHER_LIST"):
        yield from _ciphers(statement, catalogue, file)


def passphrases(parsed: DbmoverFile, file: str) -> Iterator[Finding]:
    """Yield clear passphrases, and those still to be filled in."""
    for statement in parsed.named("SSL"):
        for item in statement.items():
            where = _at(statement, item, file)
            if item.key in ("PASS", "PASSEP") and item.plain == PLACEHOLDER:
                yield rules.PLACEHOLDER.at(where, f"{item.key} is still {PLACEHOLDER}.")
            elif item.key == "PASS" and item.text:
                yield rules.CLEAR_PASSPHRASE.at(where, "The SSL statement has PASS in clear.")


def _intended(parsed: DbmoverFile, catalogue: Catalogue) -> frozenset[str]:
    """Return the statements that are there or were meant, so that one fault is told once."""
    intended = {statement.keyword for statement in parsed.statements}
    intended |= {node.keyword for node in parsed.unreadable if node.open_bracket}
    for keyword in list(intended):
        if keyword not in catalogue.keywords:
            intended.update(catalogue.nearest(keyword))
    return frozenset(intended)


def _repeated(
    parsed: DbmoverFile, platform: str, catalogue: Catalogue, file: str
) -> Iterator[Finding]:
    """Yield statements that may stand once and do so again."""
    first: dict[str, int] = {}
    for statement in parsed.statements:
        rule = catalogue.statements.get(statement.keyword)
        if rule is None or not rule.once or (platform and platform not in rule.platforms):
            continue
        line = first.setdefault(statement.keyword, statement.line)
        if line != statement.line:
            message = f"{statement.keyword} stands in line {line} already."
            yield rules.REPEATED.at(Where(file, statement.line, statement.column), message)


def _ports(parsed: DbmoverFile, seen: View, file: str) -> Iterator[Finding]:
    """Yield ports that two statements of this machine listen on."""
    taken: dict[int, str] = {}
    wanted = [(one.port, f"LISTENER {one.name}", one.line) for one in seen.listeners]
    for statement in parsed.named("SVCNODE"):
        items = statement.items()
        if len(items) > 1:
            name = f"SVCNODE {items[0].plain}"
            wanted.append((port_number(items[1].plain), name, statement.line))
    for port, name, line in wanted:
        if not port:
            continue
        if port in taken:
            message = f"Port {port} of {name} is the port of {taken[port]} already."
            yield rules.PORT_TWICE.at(Where(file, line), message)
        else:
            taken[port] = f"{name} in line {line}"


def _nodes(seen: View, file: str) -> Iterator[Finding]:
    """Yield names of nodes that are taken or reserved."""
    first: dict[str, Node] = {}
    for node in seen.nodes:
        name = node.name.upper()
        if not name:
            continue
        if name == "LOCAL":
            message = "A NODE statement is named local."
            yield rules.RESERVED_NODE.at(Where(file, node.line), message)
        other = first.setdefault(name, node)
        if other is node:
            continue
        if _meaning(other) == _meaning(node):
            message = f"NODE {node.name} says what line {other.line} says."
            yield rules.NODE_REPEATED.at(Where(file, node.line), message)
        else:
            message = f"NODE {node.name} stands in line {other.line}, too, with another target."
            yield rules.NODE_TWICE.at(Where(file, node.line), message)


def _meaning(node: Node) -> tuple[str, int, str]:
    return node.host.lower(), node.port, node.token


def _netport(
    parsed: DbmoverFile, seen: View, intended: frozenset[str], file: str
) -> Iterator[Finding]:
    """Yield z/OS netport ports that a scanner can hang."""
    protected = any(one.value.upper() == "Y" for one in parsed.named("TCPIP_ACCEPT_NONBLOCK"))
    jobs = [listener for listener in seen.listeners if listener.netport_job]
    misspelled = "TCPIP_ACCEPT_NONBLOCK" in intended and not parsed.named("TCPIP_ACCEPT_NONBLOCK")
    if jobs and not protected and not misspelled:
        message = f"Port {jobs[0].port} starts netport job {jobs[0].netport_job}."
        yield rules.ACCEPT_NONBLOCK.at(Where(file, jobs[0].line), message)


def _ssl(statement: Statement, platform: str, catalogue: Catalogue, file: str) -> Iterator[Finding]:
    """Yield what is wrong with the keywords of an SSL statement."""
    if not statement.value.startswith("("):
        return
    parts = catalogue.statements["SSL"].parts
    known = shortened(tuple(parts))
    misspelled: set[str] = set()
    foreign = False
    for item in statement.items():
        where = _at(statement, item, file, key=True)
        part = parts.get(item.key)
        if not item.key and not item.text:
            continue
        if part is None:
            near = nearest_name(item.key, known) if item.key else ()
            misspelled.update(near)
            named = item.key or "A part without a keyword"
            ending = f" Meant: {' or '.join(near)}?" if near else ""
            yield rules.UNKNOWN_KEYWORD.at(where, f"{named} is no keyword of SSL.{ending}")
        elif platform and platform not in part.platforms:
            foreign = True
            message = f"{item.key} is for {', '.join(part.platforms)}."
            yield rules.KEYWORDS_MISPLACED.at(where, message)
        elif part.kind is Kind.PATH and item.text:
            yield from _path(statement, item, platform, file)
    where = Where(file, statement.line, statement.column)
    if _keys(statement) >= {"PASS", "PASSEP"}:
        yield rules.PASSPHRASE_TWICE.at(where, "The SSL statement has PASS and PASSEP.")
    filled = {item.key for item in statement.items() if item.text}
    for part in parts.values():
        needed = part.required and platform in part.platforms and not foreign
        if needed and part.name not in filled | misspelled:
            yield rules.MISSING_PART.at(where, f"The SSL statement lacks {part.name}.")


def _keys(statement: Statement) -> set[str]:
    return {item.key for item in statement.items()}


def _path(statement: Statement, item: Item, platform: str, file: str) -> Iterator[Finding]:
    """Yield what is doubtful about a path."""
    where = _at(statement, item, file)
    path = item.plain
    if platform == "windows" and path.startswith("\\\\") and not path.startswith("\\\\\\"):
        message = f"{item.key} is a network path with two leading backslashes."
        yield rules.NETWORK_PATH.at(where, message)
    elif any(sign in path for sign in ' ,()"'):
        message = f"{item.key} is a path with blanks or other signs: {path}."
        yield rules.DOUBTFUL_PATH.at(where, message)
    elif platform in LUW and not (
        _WINDOWS_PATH.match(path) if platform == "windows" else path.startswith("/")
    ):
        message = f"{item.key} is not a whole path: {path}."
        yield rules.RELATIVE_PATH.at(where, message)


def _validation(
    seen: View,
    intended: frozenset[str],
    platform: str,
    catalogue: Catalogue,
    file: str,
) -> Iterator[Finding]:
    """Yield what the secure listeners and nodes of a file still need."""
    listeners = [one for one in seen.listeners if one.secure]
    nodes = [one for one in seen.nodes if one.secure]
    switches = seen.switches
    if "SSL" not in intended and listeners:
        message = f"LISTENER {listeners[0].name} on port {listeners[0].port} is secure."
        yield rules.NO_SSL.at(Where(file, listeners[0].line), message)
    elif "SSL" not in intended and nodes:
        message = f"NODE {nodes[0].name} is secure, and the file has no SSL statement."
        yield rules.NO_SSL_CLIENT.at(Where(file, nodes[0].line), message)
    server = switches.require_server_certificate
    meant = server.keyword in intended and server.is_default
    if nodes and not server.value and not meant:
        how = "by default" if server.is_default else "as set"
        message = f"{server.keyword} is N {how}, and NODE {nodes[0].name} is secure."
        yield rules.SERVER_NOT_VALIDATED.at(Where(file, server.line or nodes[0].line), message)
    own = switches.allow_self_signed
    if nodes and own.value and not own.is_default:
        message = f"{own.keyword} is Y."
        yield rules.SELF_SIGNED_ALLOWED.at(Where(file, own.line), message)
    ssl = seen.ssl
    if ssl is None or ssl.app_id or not ssl.statement.value.startswith("("):
        return
    near = shortened(tuple(catalogue.statements["SSL"].parts))
    spelled = {name for key in _keys(ssl.statement) for name in nearest_name(key, near)}
    validates = (listeners and switches.require_client_certificate.value) or (
        nodes and server.value
    )
    if platform != "ibmi" and validates and not {"CALIST", "CAPATH", "APPID"} & spelled:
        message = "A certificate is to be validated, and the SSL statement has no CALIST or CAPATH."
        yield rules.NO_TRUSTED_CA.at(Where(file, ssl.line), message)


def _ciphers(statement: Statement, catalogue: Catalogue, file: str) -> Iterator[Finding]:
    """Yield what is wrong with a list of cipher suites."""
    where = Where(file, statement.line, statement.column)
    found = cipher_list(statement.value, catalogue)
    weak = [word for word in found.words if _is_weak(word, catalogue)]
    if weak:
        yield rules.WEAK_CIPHER.at(where, f"Weak: {', '.join(weak)}.")
    if found.empty:
        message = f"No suite of the list is known: {statement.value}."
        yield rules.NO_CIPHER.at(where, message)
    elif found.unknown:
        message = f"OpenSSL does not know {', '.join(found.unknown)}, and leaves it out."
        yield rules.CIPHER_UNKNOWN.at(where, message)
    if found.newer:
        message = f"Only newer releases of OpenSSL know {', '.join(found.newer)}."
        yield rules.CIPHER_UNKNOWN.at(where, message)
    if any(sign in statement.value for sign in ", ;"):
        message = "SSL_CIPHER_LIST has other separators than colons."
        yield rules.CIPHER_SEPARATOR.at(where, message)


def _is_weak(suite: str, catalogue: Catalogue) -> bool:
    """Tell whether a suite of a cipher list is weak; one that the list takes away is not."""
    name = suite.upper()
    if name[0] in "!-":
        return False
    parts = _SUITE_PARTS.split(name.lstrip("+"))
    return name in catalogue.weak_names or not catalogue.weak_parts.isdisjoint(parts)


def _at(statement: Statement, item: Item, file: str, *, key: bool = False) -> Where:
    line, column = statement.place(item.key_start if key else item.start)
    return Where(file, line, column)
