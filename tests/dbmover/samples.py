"""DBMOVER files of the kinds met in the field, and strategies that make more of them."""

from hypothesis import strategies as st

from pwxwizard.dbmover import (
    Catalogue,
    EncryptedPassphrase,
    SecureListener,
    SecureNode,
    SslSettings,
    TlsSettings,
)
from pwxwizard.dbmover.text import Encoding, encode

CATALOGUE = Catalogue.load()

LINUX = b"""/**************************************************/
/* DBMOVER of the integration server
/**************************************************/
LISTENER=(node1,TCPIP,2480,65536,65536,65536,65536)
/* NODE=(old1,TCPIP,old1.example.com,2480)
NODE=(zos1,TCPIP,zos1.example.com,2480)
NODE=(ibmi1,TCPIP,ibmi1.example.com,2480)

APPBUFSIZE=256000
COLON=:
PIPE=|
DECPOINT=.
NEGSIGN=-
DEFAULTCHAR=*
LDAP_BASE=("ou=people, dc=example,dc=com")
CAPI_CONNECTION=(DLLTRACE=abc,
   NAME=CAPXORA,
   /* the source
   TYPE=(ORAD,UID=pwx,EPWD=0123456789ABCDEF,
      ORACLE_SID=prod)
)
CAPT_PATH=/opt/pwx/capture
"""

WINDOWS = (
    b"/* workstation\t */\r\n"
    b"listener = ( node1 , tcpip , 2480 )  \r\n"
    b"node = ( zos1 , tcpip , zos1.example.com , 2480 )\r\n"
    b"ssl = ( pass = Sesame1 , calist = C:\\pwx\\ca.pem , personal = C:\\pwx\\me.pem )\r\n"
    b"SSL_REQ_SRVR_CERT=n\t\r\n"
    b"LOGPATH=\\\\\\server\\share\\logs"
)

ZOS_TEXT = """/* RUNLIB(DBMOVER)
LISTENER=(node1,TCPIP,2480)
LISTENER=(node1,TCPIP,2481,,,,,PWXNETP)
MSGPREFIX=PWX
TCPIP_ACCEPT_NONBLOCK=Y
"""


def member(text: str, *, numbered: bool = True) -> bytes:
    """Return text as 80-byte EBCDIC records."""
    records = "".join(
        f"{line:<72}{number:08d}" if numbered else f"{line:<80}"
        for number, line in zip(range(100, 10**8, 100), text.splitlines(), strict=False)
    )
    return encode(records, Encoding.IBM_1047)


def numbered_lines(text: str, end: str = "\n") -> bytes:
    """Return text as lines with sequence numbers in columns 73 to 80."""
    return "".join(
        f"{line:<72}{number:08d}{end}"
        for number, line in zip(range(100, 10**8, 100), text.splitlines(), strict=False)
    ).encode()


SAMPLES: dict[str, tuple[str, bytes]] = {
    "linux": ("linux", LINUX),
    "linux without a final line end": ("linux", LINUX.rstrip(b"\n")),
    "windows": ("windows", WINDOWS),
    "windows closed by 1A": ("windows", WINDOWS + b"\r\n\x1a"),
    "mixed line ends": ("linux", LINUX.replace(b"\n", b"\r\n", 4)),
    "byte order mark": ("linux", b"\xef\xbb\xbf" + LINUX),
    "latin-1": ("linux", LINUX.replace(b"old1", b"\xe4lt1")),
    "z/OS as text": ("zos", ZOS_TEXT.encode()),
    "z/OS member, numbered": ("zos", member(ZOS_TEXT)),
    "z/OS member, not numbered": ("zos", member(ZOS_TEXT, numbered=False)),
    "z/OS, numbered lines": ("zos", numbered_lines(ZOS_TEXT)),
    "z/OS, EBCDIC lines": ("zos", encode(ZOS_TEXT.replace("\n", "\x85"), Encoding.IBM_1047)),
    "IBM i": ("ibmi", encode(ZOS_TEXT.replace("[", "]"), Encoding.IBM_037)),
    "empty": ("linux", b""),
}

LUW_SETTINGS = TlsSettings(
    listeners=(SecureListener("node1", 13132),),
    nodes=(
        SecureNode("zos1s", "zos1.example.com", 13132, "zos"),
        SecureNode("ibmi1s", "ibmi1.example.com", 13132, "ibmi"),
    ),
    ssl=SslSettings("/opt/pwx/me.pem", "/opt/pwx/ca.pem", EncryptedPassphrase("A1B2C3D4")),
    require_client_certificate=True,
    require_server_certificate=True,
    allow_self_signed=False,
    cipher_list="ECDHE-RSA-AES256-GCM-SHA384:ECDHE-RSA-AES128-GCM-SHA256",
)
ZOS_SETTINGS = TlsSettings(listeners=(SecureListener("node1", 13132),))
IBMI_SETTINGS = TlsSettings(
    listeners=(SecureListener("node1", 13132),),
    ssl=SslSettings(app_id="PWX_LISTENER"),
    require_client_certificate=True,
)


def settings_for(platform: str) -> TlsSettings:
    """Return settings that a platform can have."""
    return {"zos": ZOS_SETTINGS, "ibmi": IBMI_SETTINGS}.get(platform, LUW_SETTINGS)


names = st.from_regex(r"[A-Za-z][A-Za-z0-9]{0,7}", fullmatch=True)
ports = st.integers(1, 65535)
blanks = st.sampled_from(["", " ", "  ", "\t"])
line_ends = st.sampled_from(["\n", "\r\n"])
words = st.text("abcXYZ019._-/\\:|*", min_size=1, max_size=12).filter(
    lambda text: not text.startswith("/*") and " /*" not in text
)
