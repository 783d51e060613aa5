"""Whole estates as files: machines, DBMOVER files, policies, certificates and keys, by a number.

Most parts are sound, each is now and then wrong in its own way, so that an estate has connections
that work, that fail and that nobody can judge. The same number always gives the same shape.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from random import Random

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    PrivateFormat,
    pkcs12,
)

from pwxwizard.attls import SUITES
from pwxwizard.ebcdic import encode_1047
from pwxwizard.pki import PrivateKey
from tests.trust import authority
from tests.trust.estate import pem

PASSPHRASE = "correct horse battery staple"
SOURCE = "PWX_GENERATED"
"""The environment variable that every machine's passphrase comes from."""
SUITE_NAMES = (
    "TLS_AES_256_GCM_SHA384",
    "TLS_AES_128_GCM_SHA256",
    "TLS_CHACHA20_POLY1305_SHA256",
    "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256",
    "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
    "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_RSA_WITH_AES_256_GCM_SHA384",
    "TLS_RSA_WITH_AES_128_CBC_SHA",
    "TLS_RSA_WITH_3DES_EDE_CBC_SHA",
    "TLS_RSA_WITH_RC4_128_SHA",
)
VERSIONS = ("SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3")
CIPHER_LISTS = (
    "HIGH:!aNULL",
    "ECDHE+AESGCM",
    "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384",
    "AES128-SHA:AES256-SHA",
    "DHE-RSA-AES256-GCM-SHA384:AES256-GCM-SHA384",
    "kRSA+AES",
    "DEFAULT:!ECDHE",
    "NONSENSE-SUITE",
)
CA_LISTS: dict[str, tuple[Callable[[], authority.Made], ...]] = {
    "right": (authority.root,),
    "other": (lambda: authority.root(1),),
    "both": (lambda: authority.root(1), authority.root),
    "intermediate": (authority.intermediate,),
    "full": (authority.root, authority.intermediate),
}
TRUTH = ("Y", "Y", "Y", "N", "N", "", "y", "maybe")


@dataclass(frozen=True)
class Estate:
    """A project and its files by path, and the moment to judge it at."""

    project: str
    files: dict[str, bytes]
    at: datetime
    keys: dict[str, str]
    """What is wrong with a machine's private key, by its name: the code of the finding."""


@dataclass(frozen=True)
class _Machine:
    name: str
    platform: str
    port: int
    """0 for a machine that only calls."""
    job: str = ""

    @property
    def is_client(self) -> bool:
        return self.platform in {"linux", "unix", "windows"}

    @property
    def host(self) -> str:
        return f"{self.name.lower()}.example.com"

    @property
    def listener(self) -> str:
        return f"{self.name}SEC"


def generated(number: int) -> Estate:
    """Return an estate; each number is another one."""
    rng = Random(number)  # noqa: S311 - shapes of tests
    machines = _machines(rng)
    calls = _calls(rng, machines)
    files: dict[str, bytes] = {}
    lines = ["schema = 1", 'name = "p"']
    keys: dict[str, str] = {}
    for machine in machines:
        lines += _answers(rng, machine)
        if wrong := _certificates(rng, machine, files):
            keys[machine.name] = wrong
        if wrong == "VER004":
            lines.append('source = "security-manager"')
        called = [(node, other) for client, other, node in calls if client is machine]
        text = _dbmover(rng, machine, called, machines)
        name = "dbmover.cfg" if machine.is_client else "DBMOVER"
        _put(rng, files, lines, machine, "dbmover", "file", name, text)
        if machine.platform == "zos":
            text = "\n".join(_policy(rng, machine)) + "\n"
            _put(rng, files, lines, machine, "at_tls", "policy", "pagent_ttls.conf", text)
    for client, server, node in calls:
        lines += ["[[connection]]", f'client = "{client.name}"']
        lines += [f'listener = "{server.name}.{server.listener}"', f'node = "{node}"']
    days = rng.choices((0, -101, 99, 101, 600), (92, 2, 2, 3, 1))[0]
    at = authority.NOW + days * authority.DAY
    return Estate("\n".join(lines) + "\n", files, at, keys)


def _machines(rng: Random) -> list[_Machine]:
    servers = rng.choices(("zos", "linux", "windows", "unix", "ibmi"), (10, 3, 1, 1, 3), k=2)
    clients = rng.choices(("linux", "unix", "windows"), k=rng.randint(1, 2))
    found = [
        _Machine(f"S{n}", platform, 6000 + n, f"PWXLST{n}") for n, platform in enumerate(servers)
    ]
    return found + [_Machine(f"C{n}", platform, 0) for n, platform in enumerate(clients)]


def _calls(rng: Random, machines: list[_Machine]) -> list[tuple[_Machine, _Machine, str]]:
    servers = [one for one in machines if one.port]
    callers = [one for one in machines if one.is_client]
    if rng.random() < 0.02:
        callers.append(servers[0])
    pairs = [(one, other) for one in callers for other in servers if one is not other]
    chosen = rng.sample(pairs, min(len(pairs), rng.randint(2, 4)))
    return [
        (client, server, rng.choice((server.listener, server.listener, f"N{server.name}")))
        for client, server in chosen
    ]


def _answers(rng: Random, machine: _Machine) -> Iterator[str]:
    releases = {"zos": ("2.4", "2.5", "3.1", ""), "ibmi": ("7.3", "7.4", "7.5")}
    yield f"[machine.{machine.name}]"
    yield f'platform = "{machine.platform}"'
    yield f'hosts = ["{machine.host}"]'
    if release := rng.choice(releases.get(machine.platform, ("",))):
        yield f'release = "{release}"'
    if machine.port:
        yield f"[machine.{machine.name}.listener.{machine.listener}]"
        yield f"port = {machine.port}"
        if machine.platform == "zos":
            yield f'job = "{machine.job}"'
            yield 'user = "PWXSTC"'
            if rng.random() < 0.1:
                yield 'netport_jobs = ["PWXNET"]'
    yield f"[machine.{machine.name}.personal_certificate]"
    yield f'passphrase = "env:{SOURCE}"'


def _put(
    rng: Random,
    files: dict[str, bytes],
    lines: list[str],
    machine: _Machine,
    table: str,
    key: str,
    name: str,
    text: str,
) -> None:
    """Put a configuration file where the project has it: artifact, input, target, or nowhere."""
    artifact, given = f"p.pwx/artifacts/{machine.name}/{name}", f"in/{machine.name}/{name}"
    where = rng.choices(("artifact", "input", "target", "absent"), (88, 5, 5, 2))[0]
    ebcdic = machine.platform == "zos" and rng.random() < 0.1
    data = encode_1047(text, unix_line_ends=True) if ebcdic else text.encode()
    if where in {"input", "target"}:
        lines += [f"[machine.{machine.name}.{table}]", f'{key} = "{given}"']
    if where == "target":
        lines.append(f'target = "out/{machine.name}-{name}"')
        files[f"out/{machine.name}-{name}"] = data
    elif where != "absent":
        files[given if where == "input" else artifact] = data


def _certificates(rng: Random, machine: _Machine, files: dict[str, bytes]) -> str:
    """Put a machine's certificate, key and CA list; returns what is wrong with the key."""
    folder = f"p.pwx/artifacts/{machine.name}"
    sound = rng.random() < 0.75
    kind = rng.choice(authority.SANE if sound else authority.KINDS)
    own = authority.leaf(kind, rng.choice(("ec", "ec", "rsa")), rng.choice(("server", "client")))
    chain = own.chain
    if kind == "missing-intermediate" and rng.random() < 0.3:
        chain = (authority.intermediate().certificate, authority.root().certificate)
    state = rng.choices(("there", "absent", "rubbish"), (96, 3, 1))[0]
    if state == "there":
        files[f"{folder}/certificate.pem"] = pem(own.certificate, *chain)
    elif state == "rubbish":
        files[f"{folder}/certificate.pem"] = b"-----BEGIN CERTIFICATE-----\nAAAA\n"
    choice = rng.choices((*CA_LISTS, "absent", "rubbish"), (70, 5, 10, 3, 8, 3, 1))[0]
    if choice in CA_LISTS:
        listed = [make().certificate for make in CA_LISTS[choice]]
        files[f"{folder}/ca-list.pem"] = pem(*listed)
    elif choice == "rubbish":
        files[f"{folder}/ca-list.pem"] = b"nothing to trust"
    fate = rng.choices(("fits", "absent", "elsewhere", "other", "rubbish"), (93, 2, 2, 2, 1))[0]
    name = "personal.pem" if machine.is_client else "personal.p12"
    if fate in {"fits", "other"}:
        made = own if fate == "fits" else authority.root(3)
        files[f"{folder}/{name}"] = _packed(name, made.certificate, made.key)
    elif fate == "rubbish":
        files[f"{folder}/{name}"] = b"no key"
    wrong = {"absent": "VER005", "elsewhere": "VER004", "other": "VER006", "rubbish": "VER002"}
    return wrong.get(fate, "")


@cache
def _packed(name: str, certificate: x509.Certificate, key: PrivateKey) -> bytes:
    """Return a personal file, its passphrase stretched as little as can be."""
    assert isinstance(key, ec.EllipticCurvePrivateKey | rsa.RSAPrivateKey)
    secret = PASSPHRASE.encode()
    if name.endswith(".pem"):
        form = PrivateFormat.PKCS8
        return pem(certificate) + key.private_bytes(
            Encoding.PEM, form, BestAvailableEncryption(secret)
        )
    weak = PrivateFormat.PKCS12.encryption_builder().kdf_rounds(1).build(secret)
    return pkcs12.serialize_key_and_certificates(b"pwx", key, certificate, None, weak)


def _dbmover(
    rng: Random,
    machine: _Machine,
    called: list[tuple[str, _Machine]],
    machines: list[_Machine],
) -> str:
    """Return a DBMOVER file: its statements in any order, among some that are not about TLS."""
    lines = ["/* kept by hand", "LISTENER=(PLAIN,TCPIP,2480)", "APPBUFSIZE=256000", ""]
    if machine.port and rng.random() > 0.02:
        port = machine.port if rng.random() > 0.02 else machine.port + 500
        token = "" if machine.platform == "zos" or rng.random() < 0.02 else ",,,,,,SSL"
        lines.append(f"LISTENER=({machine.listener},TCPIP,{port}{token})")
    for node, server in called:
        if rng.random() > 0.02:
            lines.append(_node(rng, node, server, machines))
    if machine.platform != "zos" and rng.random() > 0.02:
        lines.append(f"SSL=({','.join(_ssl(rng, machine))})")
    lines += [
        f"{keyword}={answer}"
        for keyword in ("SSL_REQ_CLNT_CERT", "SSL_REQ_SRVR_CERT", "SSL_ALLOW_SELFSIGNED")
        if (answer := rng.choice(TRUTH))
    ]
    if rng.random() < 0.2:
        lines.append(f"SSL_CIPHER_LIST={rng.choice(CIPHER_LISTS)}")
    if rng.random() < 0.02:
        lines.append("SSL_CONTEXT_METHOD=TLSv1_2_method")
    rng.shuffle(lines)
    end = "\r\n" if machine.platform == "windows" else "\n"
    return "".join(line + end for line in lines)


def _node(rng: Random, node: str, server: _Machine, machines: list[_Machine]) -> str:
    host, port = server.host, server.port
    if rng.random() < 0.03:
        host = rng.choice((rng.choice(machines).host, "elsewhere.example.com", "10.9.8.7"))
    if rng.random() < 0.02:
        port += 1
    usual = "ZSSL" if server.platform == "zos" else "SSL"
    token = rng.choices((usual, "SSL", "ZSSL", ""), (92, 3, 3, 2))[0]
    tail = f",,,,,{token}" if token else ""
    return f"NODE=({node},TCPIP,{host},{port}{tail})"


def _ssl(rng: Random, machine: _Machine) -> list[str]:
    if machine.platform == "ibmi":
        return ["APPID=PWX"]
    parts = ["PASSEP=00"]
    if rng.random() > 0.04:
        parts.append(rng.choice(("CALIST=/ssl/ca.pem", "CALIST=/ssl/ca.pem", "CAPATH=/ssl/ca")))
    if rng.random() > 0.08:
        parts.append("PERSONAL=/ssl/personal.pem")
    rng.shuffle(parts)
    return parts


def _policy(rng: Random, machine: _Machine) -> Iterator[str]:
    """Yield a policy: our rule with its actions, inline or by reference, and rules of others."""
    port = machine.port if rng.random() > 0.03 else machine.port + 500
    job = machine.job if rng.random() > 0.03 else "OTHER"
    rule = f"PWX_{machine.listener}"
    if rng.random() < 0.5:
        low = 6000 if rng.random() < 0.1 else 7000
        yield from _foreign(rng, low)
    yield from (f"TTLSRule {rule}", "{", f"  LocalPortRange {port}", f"  Jobname {job}")
    yield f"  Direction {rng.choices(('Inbound', 'Both', 'Outbound'), (90, 8, 2))[0]}"
    yield f"  Priority {rng.choice((1, 100, 255))}"
    yield from ("  TTLSGroupActionRef g", "  TTLSEnvironmentActionRef e")
    overridden = rng.random() < 0.2
    if overridden:
        yield "  TTLSConnectionActionRef o"
    yield "}"
    enabled = rng.choices(("On", "on", "Off"), (90, 8, 2))[0]
    yield from ("TTLSGroupAction g", "{", f"  TTLSEnabled {enabled}", "}")
    yield from _environment(rng)
    if overridden:
        yield from ("TTLSConnectionAction o", "{")
        if rng.random() < 0.5:
            yield f"  HandshakeRole {_role(rng)}"
        yield from _inside("TTLSConnectionAdvancedParms", _switches(rng))
        if rng.random() < 0.5:
            yield from _inside("TTLSCipherParms", _suites(rng))
        yield "}"


def _foreign(rng: Random, low: int) -> Iterator[str]:
    """Yield a rule of somebody else, which from port 6000 on may stand before ours."""
    yield from ("TTLSRule FOREIGN", "{", f"  LocalPortRange {low}-{low + 10}")
    yield from ("  Direction Inbound", f"  Priority {rng.choice((50, 254))}")
    yield from ("  TTLSGroupActionRef off", "}")
    yield from ("TTLSGroupAction off", "{", f"  TTLSEnabled {rng.choice(('Off', 'On'))}", "}")


def _environment(rng: Random) -> Iterator[str]:
    parts = {
        "TTLSKeyringParms": ["Keyring PWXSTC/PWXRING"],
        "TTLSCipherParms": list(_suites(rng)),
        "TTLSEnvironmentAdvancedParms": [*_kind(rng), *_switches(rng)],
    }
    if rng.random() < 0.02:
        del parts["TTLSKeyringParms"]
    if rng.random() < 0.05:
        del parts["TTLSCipherParms"]
    inline = {name for name in parts if rng.random() < 0.4}
    yield from ("TTLSEnvironmentAction e", "{", f"  HandshakeRole {_role(rng)}")
    for name, inner in parts.items():
        if name in inline:
            yield from _inside(name, inner)
        else:
            yield f"  {name}Ref x{name}"
    yield "}"
    for name, inner in parts.items():
        if name not in inline:
            yield from (f"{name} x{name}", "{", *(f"  {line}" for line in inner), "}")


def _inside(name: str, lines: Iterable[str]) -> Iterator[str]:
    yield from (f"  {name}", "  {", *(f"    {line}" for line in lines), "  }")


def _role(rng: Random) -> str:
    roles = ("ServerWithClientAuth", "serverwithclientauth", "Server", "Client")
    return rng.choices(roles, (70, 5, 22, 3))[0]


def _kind(rng: Random) -> Iterator[str]:
    if kind := rng.choice(("PassThru", "Full", "Required", "Required", "SAFCheck", "")):
        yield f"ClientAuthType {kind}"
    if rng.random() < 0.3:
        yield f"ApplicationControlled {rng.choices(('Off', 'On'), (9, 1))[0]}"


def _switches(rng: Random) -> Iterator[str]:
    """Yield protocol switches: usually the two that are right, now and then any."""
    if rng.random() < 0.2:
        for version in VERSIONS:
            if answer := rng.choice(("On", "Off", "")):
                yield f"{version} {answer}"
        return
    on = rng.choice((("TLSv1.2", "TLSv1.3"), ("TLSv1.2", "TLSv1.3"), ("TLSv1.2",), ("TLSv1.3",)))
    yield from (f"{version} {'On' if version in on else 'Off'}" for version in VERSIONS)


def _suites(rng: Random) -> Iterator[str]:
    """Yield a list of suites: by constant, or by code, which may stand several on a line."""
    names = rng.sample(SUITE_NAMES, rng.randint(1, len(SUITE_NAMES)))
    if rng.random() < 0.7:
        names = [*dict.fromkeys([*SUITE_NAMES[:5], *names])]
    codes = [SUITES.by_name[name].hex for name in names]
    if rng.random() < 0.2:
        yield f"V3CipherSuites4Char {''.join(codes)}"
        return
    yield from (f"V3CipherSuites {name}" for name in names)
