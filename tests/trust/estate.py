"""A whole estate in memory: the artifacts that a finished project has."""

from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from pwxwizard.project import Connection, Listener, Machine, Project
from pwxwizard.world import Found
from tests.trust import authority

POLICY = """\
TTLSRule PWX_SEC
{
  LocalPortRange 6001
  Jobname PWXLST
  Direction Inbound
  Priority 100
  TTLSGroupActionRef g
  TTLSEnvironmentActionRef e
}
TTLSGroupAction g
{
  TTLSEnabled On
}
TTLSEnvironmentAction e
{
  HandshakeRole ServerWithClientAuth
  TTLSKeyringParmsRef k
  TTLSEnvironmentAdvancedParmsRef a
  TTLSCipherParmsRef c
}
TTLSKeyringParms k
{
  Keyring PWXSTC/PWXRING
}
TTLSEnvironmentAdvancedParms a
{
  ClientAuthType Required
  ApplicationControlled Off
  SSLv3 Off
  TLSv1 Off
  TLSv1.1 Off
  TLSv1.2 On
  TLSv1.3 On
}
TTLSCipherParms c
{
  V3CipherSuites TLS_AES_256_GCM_SHA384
  V3CipherSuites TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384
  V3CipherSuites TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384
}
"""
SSL_LINE = "SSL=(PASSEP=00,CALIST=/ssl/ca.pem,PERSONAL=/ssl/personal.pem)\n"
SWITCHES = "SSL_REQ_CLNT_CERT=Y\nSSL_REQ_SRVR_CERT=Y\nSSL_ALLOW_SELFSIGNED=N\n"
INTSVC = (
    "LISTENER=(INTSEC,TCPIP,6002,,,,,,SSL)\n"
    "NODE=(SEC,TCPIP,zos1.example.com,6001,,,,,ZSSL)\n"
    "NODE=(ASSEC,TCPIP,as400.example.com,6004,,,,,SSL)\n" + SSL_LINE + SWITCHES
)
WIN1 = "NODE=(INTSEC,TCPIP,intsvc.example.com,6002,,,,,SSL)\r\n" + SSL_LINE + SWITCHES


class MemoryReader:
    """Files in memory, by path; counts how often each is looked at."""

    def __init__(self, files: dict[str, bytes]) -> None:
        self.files = files
        self.looks: dict[str, int] = {}

    def look(self, path: str) -> Found:
        self.looks[path] = self.looks.get(path, 0) + 1
        data = self.files.get(path)
        return Found("absent") if data is None else Found("file", data, 0o600)

    def names(self, path: str) -> tuple[str, ...]:
        return ()


def pem(*certificates: x509.Certificate) -> bytes:
    return b"".join(one.public_bytes(Encoding.PEM) for one in certificates)


def path(machine: str, name: str) -> str:
    return f"p.pwx/artifacts/{machine}/{name}"


def project() -> Project:
    machines = (
        Machine(
            "ZOS1",
            "zos",
            ("zos1.example.com",),
            "2.5",
            listener={"SEC": Listener("SEC", 6001, job="PWXLST", user="PWXSTC")},
        ),
        Machine(
            "INTSVC",
            "linux",
            ("intsvc.example.com",),
            listener={"INTSEC": Listener("INTSEC", 6002)},
        ),
        Machine("WIN1", "windows", ("win1.example.com",)),
        Machine(
            "AS400",
            "ibmi",
            ("as400.example.com",),
            "7.4",
            listener={"ASSEC": Listener("ASSEC", 6004)},
        ),
    )
    connections = (
        Connection("INTSVC", "ZOS1.SEC"),
        Connection("INTSVC", "AS400.ASSEC"),
        Connection("WIN1", "INTSVC.INTSEC"),
    )
    return Project("p", "p.pwx", {one.name: one for one in machines}, connections)


def files() -> dict[str, bytes]:
    """Return the artifacts of the estate as they are when everything is done."""
    texts = {
        path("ZOS1", "DBMOVER"): "LISTENER=(SEC,TCPIP,6001)\n",
        path("ZOS1", "pagent_ttls.conf"): POLICY,
        path("INTSVC", "dbmover.cfg"): INTSVC,
        path("WIN1", "dbmover.cfg"): WIN1,
        path("AS400", "DBMOVER"): (
            "LISTENER=(ASSEC,TCPIP,6004,,,,,,SSL)\nSSL=(APPID=PWX)\nSSL_REQ_CLNT_CERT=Y\n"
        ),
    }
    found = {name: text.encode() for name, text in texts.items()}
    for machine in ("ZOS1", "INTSVC", "WIN1", "AS400"):
        side = "client" if machine == "WIN1" else "server"
        found[path(machine, "certificate.pem")] = pem(
            authority.leaf("good", "ec", side).certificate
        )
        found[path(machine, "ca-list.pem")] = pem(authority.root().certificate)
    return found
