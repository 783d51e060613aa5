"""A sound file gives no finding, each single fault exactly its own, an addition none."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pwxwizard import dbmover
from pwxwizard.dbmover import Catalogue, PassphraseByHand, SslSettings, TlsSettings
from pwxwizard.dbmover.text import Encoding, encode
from tests.dbmover.samples import CATALOGUE, member, numbered_lines

LINUX = """/* integration server
LISTENER=(node1,TCPIP,2480)
LISTENER=(node1,TCPIP,13132,,,,,,SSL)
NODE=(zos1,TCPIP,zos1.example.com,2480)
NODE=(zos1s,TCPIP,zos1.example.com,13132,,,,,ZSSL)
SSL=(PASSEP=A1B2C3,CALIST=/opt/ca.pem,PERSONAL=/opt/me.pem)
SSL_REQ_CLNT_CERT=Y
SSL_REQ_SRVR_CERT=Y
SSL_ALLOW_SELFSIGNED=N
SSL_CIPHER_LIST=ECDHE-RSA-AES256-GCM-SHA384:!RC4
SVCNODE=(svc1,6001)
CMDNODE=(svc1,LISTENER,h.example.com,6001)
LDAP_BASE=("ou=a,dc=b")
"""
WINDOWS = """NODE=(zos1s,TCPIP,zos1.example.com,13132,,,,,ZSSL)
SSL=(PASSEP=A1B2C3,CALIST=C:\\pwx\\ca.pem,PERSONAL=C:\\pwx\\me.pem)
SSL_REQ_SRVR_CERT=Y
"""
ZOS = """/* member
LISTENER=(node1,TCPIP,2480)
LISTENER=(node1,TCPIP,2481,,,,,PWXNETP)
LISTENER=(node1,TCPIP,13132)
NODE=(self,TCPIP,zos1.example.com,2480)
TCPIP_ACCEPT_NONBLOCK=Y
"""
IBMI = """LISTENER=(node1,TCPIP,13132,,,,,,SSL)
SSL=(APPID=PWX_LISTENER)
SSL_REQ_CLNT_CERT=Y
"""
SOUND = {"linux": LINUX, "windows": WINDOWS, "zos": ZOS, "ibmi": IBMI}


def codes(text: str | bytes, platform: str) -> list[str]:
    data = text.encode() if isinstance(text, str) else text
    return [finding.code for finding in dbmover.check(data, platform, CATALOGUE, file="f")]


@pytest.mark.parametrize("platform", SOUND)
def test_sound_file_has_no_finding(platform: str) -> None:
    assert codes(SOUND[platform], platform) == []


REPLACED = [
    ("linux", "/* integration server", "integration server", "DBM001"),
    ("linux", "(svc1,6001)", "(svc1,6001", "DBM002"),
    ("linux", "ZSSL)", "ZSSL) x", "DBM003"),
    ("linux", "SSL_REQ_CLNT_CERT=Y", "SSL_REQ_CLNT_CERT=Y /* yes", "DBM004"),
    ("linux", "integration server", "note */ NODE=(a,TCPIP,h,1)", "DBM005"),
    ("linux", "server\n", "ser\x01ver\n", "DBM006"),
    ("linux", "zos1,TCPIP", "zo\x00s1,TCPIP", "DBM006"),
    ("linux", "SSL_REQ_CLNT_CERT=Y\n", "SSL_REQ_CLNT_CERT=Y\r\n", "DBM009"),
    ("linux", "LDAP_BASE", "MY_OWN_STATEMENT", "DBM010"),
    ("linux", "LISTENER=(node1,TCPIP,2480)", "LISTENR=(node1,TCPIP,2480)", "DBM011"),
    ("linux", "SSL=(PASSEP", "SSLL=(PASSEP", "DBM011"),
    ("linux", "SSL_REQ_SRVR_CERT", "SSL_REQ_SRV_CERT", "DBM011"),
    ("linux", "LDAP_BASE=", "TCPIP_ACCEPT_NONBLOCK=Y\nLDAP_BASE=", "DBM012"),
    ("linux", "SSL_REQ_SRVR_CERT=Y\n", "SSL_REQ_SRVR_CERT=Y\nSSL_REQ_SRVR_CERT=Y\n", "DBM013"),
    ("linux", "(node1,TCPIP,2480)", "(node1,TCPIP)", "DBM014"),
    ("linux", "(zos1,TCPIP,zos1.example.com,2480)", "(zos1,TCPIP,,2480)", "DBM014"),
    ("linux", "PERSONAL=/opt/me.pem", "PERSONAL=", "DBM014"),
    ("linux", "(zos1,TCPIP,zos1.example.com,2480)", "(zos1,TCPIP,h,http)", "DBM015"),
    ("linux", "(node1,TCPIP,2480)", "(node1,TCPIP,66000)", "DBM015"),
    ("linux", "(node1,TCPIP,2480)", "(node1,TCPIP,2480,64k)", "DBM015"),
    ("linux", "(node1,TCPIP,2480)", "(node1,TCPIQ,2480)", "DBM016"),
    ("linux", ",,,,,ZSSL)", ",,,,,SLL)", "DBM016"),
    ("linux", ",,,,,ZSSL)", ",,,,ZSSL)", "DBM017"),
    ("linux", ",,,,,ZSSL)", ",,,,,,ZSSL)", "DBM017"),
    ("linux", ",,,,,,SSL)", ",,,,,SSL)", "DBM017"),
    ("linux", ",,,,,,SSL)", ",,,,,,,SSL)", "DBM017"),
    ("linux", ",,,,,ZSSL)", ",,,,,ZSSL,svc,more)", "DBM018"),
    ("linux", "(zos1,TCPIP", "(averylongnodename,TCPIP", "DBM019"),
    ("linux", "(svc1,6001)", "svc1", "DBM020"),
    ("linux", "(node1,TCPIP,2480)", "(node1,TCPIP,13132)", "DBM021"),
    ("linux", "(svc1,6001)", "(svc1,2480)", "DBM021"),
    ("linux", "(zos1,TCPIP", "(ZOS1S,TCPIP", "DBM022"),
    (
        "linux",
        "LDAP_BASE",
        "NODE=(Zos1,TCPIP,ZOS1.example.com,2480)\nLDAP_BASE",
        "DBM023",
    ),
    (
        "linux",
        "SSL=(PASSEP=A1B2C3,CALIST=/opt/ca.pem,PERSONAL=/opt/me.pem)\n",
        "",
        "DBM024",
    ),
    (
        "windows",
        "SSL=(PASSEP=A1B2C3,CALIST=C:\\pwx\\ca.pem,PERSONAL=C:\\pwx\\me.pem)\n",
        "",
        "DBM025",
    ),
    ("linux", "PASSEP=A1B2C3", "PASSEP=A1B2C3,PASS=", "DBM026"),
    ("linux", "PASSEP=", "PASS=", "DBM027"),
    ("linux", "A1B2C3", dbmover.PLACEHOLDER, "DBM028"),
    ("linux", "CALIST=", "CALST=", "DBM029"),
    ("linux", "PERSONAL=", "PERSONL=", "DBM029"),
    ("linux", "PASSEP=A1B2C3", "PASSEP=A1B2C3,OTHER=1", "DBM029"),
    ("linux", "SSL_REQ_CLNT_CERT=Y", "SSL_REQ_CLNT_CERT=YES", "DBM030"),
    ("linux", "SSL_REQ_SRVR_CERT=Y", "SSL_REQ_SRVR_CERT=1", "DBM030"),
    ("linux", "SSL_REQ_SRVR_CERT=Y", "SSL_REQ_SRVR_CERT=N", "DBM031"),
    ("windows", "SSL_REQ_SRVR_CERT=Y\n", "", "DBM031"),
    ("linux", "SSL_ALLOW_SELFSIGNED=N", "SSL_ALLOW_SELFSIGNED=Y", "DBM032"),
    ("linux", "CALIST=/opt/ca.pem,", "", "DBM033"),
    ("linux", "!RC4", "RC4-SHA", "DBM034"),
    ("linux", "!RC4", "DES-CBC3-SHA", "DBM034"),
    ("linux", ":!RC4", ",!RC4", "DBM035"),
    ("linux", "ECDHE-RSA-AES256-GCM-SHA384:!RC4", "ECDHE-RSA-BOGUS:!RC4", "DBM047"),
    ("linux", "ECDHE-RSA-AES256-GCM-SHA384:!RC4", "TLS_AES_256_GCM_SHA384", "DBM047"),
    ("linux", ":!RC4", ":ECDHE-RSA-BOGUS", "DBM048"),
    ("linux", ":!RC4", ":TLS_AES_256_GCM_SHA384", "DBM048"),
    ("linux", ":!RC4", ":TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", "DBM048"),
    ("linux", ":!RC4", ":ecdhe-rsa-aes128-gcm-sha256", "DBM048"),
    ("windows", "C:\\pwx\\ca.pem", "\\\\server\\share\\ca.pem", "DBM036"),
    ("linux", "/opt/ca.pem", "/opt/my ca.pem", "DBM037"),
    ("linux", "/opt/ca.pem", "ca.pem", "DBM038"),
    ("windows", "C:\\pwx\\ca.pem", "pwx\\ca.pem", "DBM038"),
    ("zos", "(node1,TCPIP,13132)", "(node1,TCPIP,13132,,,,,,SSL)", "DBM039"),
    ("zos", "zos1.example.com,2480)", "zos1.example.com,2480,,,,,SSL)", "DBM040"),
    ("linux", "(zos1,TCPIP", "(local,TCPIP", "DBM041"),
    ("linux", "integration server", "pwxwizard begin added for TLS", "DBM042"),
    ("linux", '("ou=a,dc=b")', '("ou=a,dc=b)', "DBM043"),
    ("linux", "SSL_REQ_CLNT_CERT", "  SSL_REQ_CLNT_CERT", "DBM044"),
    ("zos", "TCPIP_ACCEPT_NONBLOCK=Y\n", "", "DBM045"),
    ("ibmi", "APPID=PWX_LISTENER", "PERSONAL=/me.pem", "DBM046"),
    ("zos", "/* member", f"SSL=(PERSONAL={'x' * 20})", "DBM012"),
    ("zos", "zos1.example.com", f"{'h' * 50}.example.com", "DBM007"),
    ("zos", "member", "m€mber", "DBM008"),
    ("ibmi", "SSL=(", f"/* {'x' * 90}\nSSL=(", "DBM007"),
]


@pytest.mark.parametrize(("platform", "old", "new", "code"), REPLACED)
def test_each_fault_gives_exactly_its_own_finding(
    platform: str, old: str, new: str, code: str
) -> None:
    sound = SOUND[platform]
    assert old in sound
    assert codes(sound.replace(old, new, 1), platform) == [code]


def test_every_finding_of_one_file_is_shown_by_a_fault() -> None:
    shown = {code for *_, code in REPLACED}
    assert shown == {code for code in dbmover.FINDINGS if code < "DBM050"}


@pytest.mark.parametrize(
    "addition",
    [
        "/* another comment\n",
        "/***************/\n",
        "\n",
        "APPBUFSIZE=256000\n",
        "COLON=:\n",
        "NODE=(other,TCPIP,other.example.com,2480)\n",
        "/* NODE=(zos1,TCPIP,elsewhere,1)\n",
        'LDAP_BASE=("ou=b,dc=c")\n',
        "CAPI_CONNECTION=(NAME=a,\n  TYPE=(ORAD,EPWD=00,X=(y,z)))\n",
        "/* pwxwizard begin added for TLS\nLISTENER=(node1,TCPIP,7000)\n/* pwxwizard end\n",
    ],
)
@pytest.mark.parametrize("platform", SOUND)
def test_unrelated_addition_gives_no_finding(platform: str, addition: str) -> None:
    assert codes(SOUND[platform] + addition, platform) == []


@pytest.mark.parametrize("keyword", sorted(CATALOGUE.keywords))
def test_keyword_alone_is_known_and_one_letter_off_is_refused(keyword: str) -> None:
    unknown = {"DBM010", "DBM011"}
    assert not unknown & set(codes(f"{keyword}=1\n", "linux"))
    wrong = f"{keyword[:-1]}{'Q' if keyword[-1] != 'Q' else 'K'}"
    (finding,) = dbmover.check(f"{wrong}=1\n".encode(), "linux", CATALOGUE)
    assert finding.code == "DBM011"
    assert keyword in finding.message


@pytest.mark.parametrize("data", [member(ZOS), numbered_lines(ZOS)])
def test_sequence_numbers_do_not_count_as_columns(data: bytes) -> None:
    assert codes(data, "zos") == []


def test_text_behind_column_72_of_an_unnumbered_member_is_found() -> None:
    line = f"NODE=(n,TCPIP,{'h' * 57},2480)"
    assert len(line) > 72
    assert codes(member(line, numbered=False), "zos") == ["DBM007"]
    assert codes(line, "linux") == []


def test_long_comment_that_fits_a_record_is_no_fault() -> None:
    assert codes(f"/*{'*' * 78}\n", "zos") == []


def test_finding_names_file_line_and_column() -> None:
    (finding,) = dbmover.check(b"\n  NODE=(a,\n    TCPIQ,h,1)\n", "", CATALOGUE, file="x.cfg")[1:]
    assert str(finding.where) == "x.cfg:3:5"


def test_findings_are_in_the_order_of_the_lines() -> None:
    text = LINUX.replace("SSL_REQ_SRVR_CERT=Y", "SSL_REQ_SRVR_CERT=N").replace(
        "node1,TCPIP,2480", "node1,TCPIP,x"
    )
    found = dbmover.check(text.encode(), "linux", CATALOGUE)
    assert [one.where.line for one in found] == sorted(one.where.line for one in found)
    assert len(found) == 2


def test_correction_of_the_catalogue_changes_what_is_found() -> None:
    text = "LISTENER=(node1,TCPIP,13132,,,,,SSL)\nSSL=(APPID=a)\n"
    assert codes(text, "ibmi") == ["DBM017"]
    parts = {"tls": {"position": 8}, "netport_job": {"position": 9}}
    catalogue = Catalogue.load({"statement": {"LISTENER": {"part": parts}}})
    assert dbmover.check(text.encode(), "ibmi", catalogue) == ()


def test_name_that_the_catalogue_was_taught_is_no_longer_unknown() -> None:
    catalogue = Catalogue.load({"names": {"own": {"keywords": ["MY_OWN_STATEMENT"]}}})
    assert dbmover.check(b"MY_OWN_STATEMENT=1\n", "linux", catalogue) == ()


@given(st.binary(max_size=300), st.sampled_from(["", "linux", "windows", "zos", "ibmi"]))
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_checked_without_a_trace(data: bytes, platform: str) -> None:
    dbmover.check(data, platform, CATALOGUE)


@given(
    st.lists(
        st.sampled_from(["NODE", "LISTENER", "SSL", "=", "(", ")", ",", '"', "PASS", "1", "\n"]),
        max_size=40,
    ),
    st.sampled_from(["", "linux", "windows", "zos", "ibmi"]),
)
@settings(max_examples=300, deadline=None)
def test_any_statements_are_checked_without_a_trace(words: list[str], platform: str) -> None:
    data = "".join(words).encode()
    dbmover.check(data, platform, CATALOGUE)
    dbmover.mask(data)


@pytest.mark.parametrize(
    "text",
    [
        "SSL=(PASS=CANARY)",
        "SSL=(PASS=CANARY,CALIST",
        "SSL=(PASS=a,CANARY)",
        "SSL=(PASSEP=\nCANARY",
        "SSL=(PASSEP=AB\nCANARY\n",
        "PWD CANARY PASS=CANARY",
        "SSL=(PASS=a)CANARY)",
    ],
)
def test_no_finding_shows_a_passphrase(text: str) -> None:
    assert "CANARY" not in repr(dbmover.check(text.encode(), "linux", CATALOGUE))


@pytest.mark.parametrize("platform", ["linux", "windows", "zos", "ibmi"])
def test_what_secure_writes_has_no_error(platform: str) -> None:
    ssl = {
        "zos": None,
        "ibmi": SslSettings(app_id="PWX"),
        "windows": SslSettings("C:\\me.pem", "C:\\ca.pem", PassphraseByHand()),
    }.get(platform, SslSettings("/me.pem", "/ca.pem", PassphraseByHand()))
    wanted = TlsSettings(
        listeners=(dbmover.SecureListener("node1", 13132),),
        nodes=(dbmover.SecureNode("zos1s", "zos1.example.com", 13132, "zos"),)
        if platform in ("linux", "windows")
        else (),
        ssl=ssl,
        require_server_certificate=True if platform in ("linux", "windows") else None,
    )
    edited = dbmover.secure(None, wanted, platform, CATALOGUE)
    found = dbmover.check(edited.data, platform, CATALOGUE)
    assert {one.code for one in found} <= {"DBM028"}
    assert set(found) <= set(edited.findings)


@pytest.mark.parametrize(
    ("platform", "path", "expected"),
    [
        ("zos", "PWX.V105.RUNLIB(DBMOVER)", []),
        ("zos", "'pwx.runlib(dbmover)'", []),
        ("zos", "PWX.RUNLIB(DBMOVERXX)", ["DBM061"]),
        ("zos", "PWX.TOOLONGQUAL.RUNLIB(DBMOVER)", ["DBM061"]),
        ("zos", f"{'.'.join(['ABCDEFGH'] * 6)}(DBMOVER)", ["DBM061"]),
        ("zos", "/u/pwx/dbmover.cfg", ["DBM061"]),
        ("ibmi", "DATALIB/CFG(DBMOVER)", []),
        ("ibmi", "/QSYS.LIB/DATALIB.LIB/CFG.FILE/DBMOVER.MBR", []),
        ("ibmi", "/IASP1/QSYS.LIB/DATALIB.LIB/CFG.FILE/DBMOVER.MBR", []),
        ("ibmi", "DATALIBRARYX/CFG(DBMOVER)", ["DBM061"]),
        ("ibmi", "/home/pwx/dbmover.cfg", ["DBM061"]),
        ("windows", "C:\\pwx\\dbmover.cfg", ["DBM062"]),
        ("windows", "\\\\server\\pwx\\dbmover.cfg", ["DBM062"]),
        ("windows", "dbmover.cfg", ["DBM061", "DBM062"]),
        ("linux", "/opt/pwx/dbmover.cfg", []),
        ("linux", "dbmover.cfg", ["DBM061"]),
    ],
)
def test_place_of_the_file_is_of_the_platform_s_form(
    platform: str, path: str, expected: list[str]
) -> None:
    assert [one.code for one in dbmover.check_target(path, platform)] == expected


def test_every_finding_says_why_and_what_to_do() -> None:
    assert len(dbmover.FINDINGS) >= 35
    for code, rule in dbmover.FINDINGS.items():
        assert rule.code == code
        assert all((rule.title, rule.why, rule.fix, rule.source)), code
    assert len({rule.title for rule in dbmover.FINDINGS.values()}) == len(dbmover.FINDINGS)


def test_character_that_ebcdic_lacks_is_found_in_the_edited_file() -> None:
    data = encode("LISTENER=(node1,TCPIP,2480)\x85", Encoding.IBM_1047)
    wanted = TlsSettings(listeners=(dbmover.SecureListener("nodé€", 13132),))
    edited = dbmover.secure(data, wanted, "zos", CATALOGUE)
    assert edited.data == data
    assert [one.code for one in edited.findings] == ["DBM055"]
