"""Every fault gives exactly its own finding, and what is right gives none."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest

from pwxwizard import attls
from pwxwizard.finding import Severity
from tests.attls.samples import GOOD, GRAMMAR, LISTENER

Change = Callable[[str], str]


def sub(old: str, new: str) -> Change:
    """Replace the first occurrence."""

    def change(text: str) -> str:
        assert old in text
        return text.replace(old, new, 1)

    return change


def drop(line: str) -> Change:
    """Remove the first line with that text."""
    return sub(f"  {line}\n", "")


def add(text: str) -> Change:
    return lambda policy: policy + text


def block(first: str, *lines: str) -> str:
    return "\n".join([first, "{", *(f"  {line}" for line in lines), "}", ""])


def rule(name: str, *lines: str, direction: str = "Inbound") -> str:
    """Write a rule with the actions of the plain console."""
    return block(
        f"TTLSRule {name}", *lines, f"Direction {direction}", "TTLSGroupActionRef GroupOff"
    )


OURS = "LocalPortRange 6001\n  Jobname PWXLST\n  Userid PWXSTC\n  LocalAddr 10.1.2.3"
WIDE = "  RemoteAddrGroupRef Offices\n"

MUTATIONS: list[tuple[str, Change, str]] = [
    # braces and text
    ("no closing brace", sub("  TTLSEnvironmentActionRef EnvServer\n}\n", "  TTLSEnvironmentActionRef EnvServer\n"), "ATT001"),
    ("no last brace", lambda text: text[: text.rindex("}")], "ATT001"),
    ("inner brace missing", sub("    SignaturePairs 04010403\n  }\n", "    SignaturePairs 04010403\n"), "ATT001"),
    ("brace too many", add("}\n"), "ATT002"),
    ("brace without statement", sub("TTLSGroupAction GroupOff\n", ""), "ATT003"),
    ("brace on keyword line", sub("TTLSRule Listener\n{", "TTLSRule Listener {"), "ATT004"),
    ("brace behind value", sub("  TTLSEnabled Off\n}", "  TTLSEnabled Off }"), "ATT004"),
    ("misspelt statement", sub("TTLSKeyringParms RingServer", "TTLSKeyringParm RingServer"), "ATT005"),
    ("params for parms", sub("TTLSCipherParms Ciphers\n{", "TTLSCipherParams Ciphers\n{"), "ATT005"),
    ("misspelt rule", sub("TTLSRule Sender", "TLSRule Sender"), "ATT005"),
    ("misspelt attribute", sub("Jobname PWXLST", "Jobnam PWXLST"), "ATT006"),
    ("misspelt reference", sub("TTLSCipherParmsRef Ciphers", "TTLSCipherParamsRef Ciphers"), "ATT006"),
    ("misspelt inline block", sub("  IpAddrSet\n", "  IpAdrSet\n"), "ATT006"),
    ("statement without body", sub("  TTLSKeyringParmsRef RingServer", "  TTLSKeyringParms RingServer"), "ATT007"),
    ("top statement without body", add("TTLSGroupAction GroupIdle\n"), "ATT007"),
    ("attribute in the wrong statement", sub("  HandshakeRole Server\n", "  HandshakeRole Server\n  ClientAuthType Full\n"), "ATT008"),
    ("client authentication in a connection", sub("    HandshakeTimeout 20", "    ClientAuthType Full"), "ATT008"),
    ("block in the wrong statement", sub("  TTLSEnabled Off\n", "  TTLSEnabled Off\n  TTLSKeyringParms\n  {\n    Keyring A/B\n  }\n"), "ATT008"),
    ("second value", sub("Direction Inbound", "Direction Inbound Outbound"), "ATT009"),
    ("unmarked comment", sub("TTLSEnabled Off", "TTLSEnabled Off  no TLS here"), "ATT009"),
    ("second name", sub("TTLSGroupAction GroupOff", "TTLSGroupAction GroupOff again"), "ATT009"),
    ("no value", sub("Trace 7", "Trace"), "ATT010"),
    ("prose", add("these rules were written by the network team\n"), "ATT011"),
    ("comment behind value", sub("Trace 7", "Trace 7   # errors"), "ATT012"),
    ("number sign in a ring", sub("PWXSTC/PWXRING", "PWXSTC/RING#1"), "ATT013"),
    ("long line", sub("Keyring PWXSTC/PWXRING", "Keyring PWXSTC/" + "R" * 60), "ATT014"),
    ("tab", sub("  Trace 7", "\tTrace 7"), "ATT015"),
    ("carriage returns", lambda text: text.replace("\n", "\r\n"), "ATT016"),
    ("euro sign", sub("# AT-TLS policy", "# AT-TLS \u20ac policy"), "ATT017"),
    ("umlaut in a ring", sub("PWXSTC/PWXRING", "PWXSTC/R\u00fcNG"), "ATT018"),
    ("exclamation mark", sub("PWXSTC/PWXRING", "PWXSTC/RING!"), "ATT019"),
    ("control character", sub("# AT-TLS", "# AT\x1a-TLS"), "ATT020"),
    ("byte order mark", lambda text: "\ufeff" + text, "ATT021"),
    ("sequence numbers", lambda text: "".join(f"{line:<72}{number:08}\n" for number, line in enumerate(text.splitlines(), 1)), "ATT022"),
    ("placeholder", sub("PWXSTC/PWXRING", "<owner>/<ring>"), "ATT023"),
    ("placeholder in brackets", sub("Jobname PWXLST", "Jobname [job]"), "ATT023"),
    ("dots", add("...\n"), "ATT023"),
    ("value of a later release", sub("  TTLSEnabled Off", "  TTLSEnabled Off\n  FIPS140 Level1"), "ATT025"),
    ("no last line end", lambda text: text.rstrip("\n"), "ATT027"),
    # names and values
    ("no name", sub("TTLSKeyringParms RingServer", "TTLSKeyringParms"), "ATT030"),
    ("long name", lambda text: text.replace("Ciphers\n", "C" * 33 + "\n").replace("Ref " + "C" * 33, "Ref Ciphers") + block("TTLSCipherParms Ciphers", "V3CipherSuites 1302C030"[:14] + " TLS_AES_256_GCM_SHA384", "V3CipherSuites TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"), "ATT031"),
    ("bad direction", sub("Direction Outbound", "Direction Outbund"), "ATT033"),
    ("bad switch", sub("TLSv1.1 Off", "TLSv1.1 No"), "ATT033"),
    ("bad role", sub("HandshakeRole Client", "HandshakeRole Clients"), "ATT033"),
    ("priority zero", sub("Priority 500", "Priority 0"), "ATT034"),
    ("priority too high", sub("Priority 500", "Priority 2000000001"), "ATT034"),
    ("trace too high", sub("Trace 7", "Trace 256"), "ATT034"),
    ("word for a number", sub("Trace 7", "Trace all"), "ATT034"),
    ("no direction", sub("  Direction Outbound\n", ""), "ATT035"),
    ("no group action", sub("  TTLSGroupActionRef GroupOff\n", "") , "ATT035"),
    ("no role", sub("  HandshakeRole Client\n", ""), "ATT035"),
    ("no key ring", sub("HandshakeRole Client\n  TTLSKeyringParmsRef RingServer\n", "HandshakeRole Client\n"), "ATT035"),
    ("no ring name", sub("    Keyring RPTSTC/RPTRING\n", ""), "ATT035"),
    ("attribute twice", sub("Trace 7", "Trace 7\n  Trace 3"), "ATT036"),
    ("port too high", sub("LocalPortRange 6001", "LocalPortRange 66001"), "ATT037"),
    ("port of letters", sub("Port 8200", "Port telnet"), "ATT037"),
    ("port range backwards", sub("Port 8100-8110", "Port 8110-8100"), "ATT038"),
    ("all ports", sub("RemotePortRange 21000-21010", "RemotePortRange All"), "ATT039"),
    ("no address", sub("Addr 192.0.2.7", "Addr 192.0.2.777"), "ATT040"),
    ("prefix in an address", sub("Addr 192.0.2.7", "Addr 192.0.2.7/32"), "ATT040"),
    ("host name", sub("LocalAddr 10.1.2.3", "LocalAddr zos1.example.com"), "ATT040"),
    ("number as address", sub("LocalAddr 10.1.2.3", "LocalAddr 6001"), "ATT041"),
    ("mapped address", sub("Addr 192.0.2.7", "Addr ::ffff:192.0.2.7"), "ATT042"),
    ("address range backwards", sub("2001:db8::10-2001:db8::ff", "2001:db8::ff-2001:db8::10"), "ATT043"),
    ("prefix too long", sub("Prefix 10.8.0.0/16", "Prefix 10.8.0.0/33"), "ATT043"),
    ("job name too long", sub("Jobname PWXLST", "Jobname PWXLISTEN"), "ATT044"),
    ("asterisk inside", sub("Jobname RPT*", "Jobname R*T"), "ATT044"),
    ("job in lower case", sub("Jobname PWXLST", "Jobname pwxlst"), "ATT045"),
    ("two ports in a range", sub("Port 8200", "Port 8200\n  Port 8300"), "ATT046"),
    ("password", sub("Keyring RPTSTC/RPTRING", "Keyring /etc/k.kdb\n    KeyringPw clear"), "ATT047"),
    ("unknown suite", sub("V3CipherSuites TLS_AES_128_GCM_SHA256", "V3CipherSuites TLS_AES_128_GCM_SHA25"), "ATT048"),
    ("unknown code", sub("V3CipherSuites TLS_AES_128_GCM_SHA256", "V3CipherSuites4Char 13FF"), "ATT048"),
    ("four digits in the two-digit form", sub("V3CipherSuites TLS_AES_128_GCM_SHA256", "V3CipherSuites 1301C02F"), "ATT049"),
    ("odd number of digits", sub("V3CipherSuites TLS_AES_128_GCM_SHA256", "V3CipherSuites4Char 130"), "ATT049"),
    ("suite twice", sub("V3CipherSuites TLS_AES_128_GCM_SHA256", "V3CipherSuites TLS_AES_256_GCM_SHA384"), "ATT050"),
    ("short mask", sub("DayOfWeekMask 0111110", "DayOfWeekMask 011111"), "ATT051"),
    ("bad time", sub("08:00-18:00", "8-18"), "ATT051"),
    ("user ID too long", sub("Userid PWXSTC", "Userid PWXSTARTED"), "ATT052"),
    ("reference and inline", sub("  HandshakeRole Server\n", "  TTLSKeyringParmsRef RingServer\n  HandshakeRole Server\n"), "ATT053"),
    ("address and group", sub("  RemoteAddrGroupRef Offices\n", "  RemoteAddr All\n  RemoteAddrGroupRef Offices\n"), "ATT053"),
    ("virtual ring", sub("Keyring RPTSTC/RPTRING", "Keyring *AUTH*/*"), "ATT054"),
    ("odd signature code", sub("SignaturePairs 04010403", "SignaturePairs 040104"), "ATT055"),
    # what actions mean
    ("pass through", sub("ClientAuthType Required", "ClientAuthType PassThru"), "ATT056"),
    ("client authentication without effect", sub("HandshakeRole ServerWithClientAuth", "HandshakeRole Server"), "ATT057"),
    ("client authentication not written", drop("ClientAuthType Required"), "ATT058"),
    ("no rules", lambda text: block("TTLSGroupAction G", "TTLSEnabled Off") , "ATT059+ATT103"),
    ("application controlled", sub("ApplicationControlled Off", "ApplicationControlled On"), "ATT060"),
    ("TLS 1.0 not written", drop("TLSv1 Off"), "ATT061"),
    ("TLS 1.1 not written", drop("TLSv1.1 Off"), "ATT061"),
    ("TLS 1.2 not written", drop("TLSv1.2 On"), "ATT062"),
    ("all protocols off", lambda text: text.replace("TLSv1.2 On\n  TLSv1.3 On\n  C", "TLSv1.2 Off\n  TLSv1.3 Off\n  C"), "ATT063"),
    ("TLS 1.0 on", sub("TLSv1 Off", "TLSv1 On"), "ATT064"),
    ("SSL 3 on", sub("SSLv3 Off", "SSLv3 On"), "ATT064"),
    ("no suite for TLS 1.3", lambda text: re.sub(r"  V3CipherSuites TLS_AES.*\n", "", text), "ATT065"),
    ("no suite for TLS 1.2", lambda text: re.sub(r"  V3CipherSuites TLS_ECDHE.*\n", "", text), "ATT065"),
    ("TLS 1.3 off", sub("TLSv1.3 On", "TLSv1.3 Off"), "ATT066"),
    ("TLS 1.3 not written", drop("TLSv1.3 On"), "ATT066"),
    ("null suite", sub("V3CipherSuites TLS_AES_128_GCM_SHA256", "V3CipherSuites TLS_RSA_WITH_NULL_SHA"), "ATT067"),
    ("rc4 suite", sub("V3CipherSuites TLS_AES_128_GCM_SHA256", "V3CipherSuites TLS_RSA_WITH_RC4_128_SHA"), "ATT068"),
    ("3des suite", sub("V3CipherSuites TLS_AES_128_GCM_SHA256", "V3CipherSuites TLS_RSA_WITH_3DES_EDE_CBC_SHA"), "ATT068"),
    ("static rsa suite", sub("V3CipherSuites TLS_AES_128_GCM_SHA256", "V3CipherSuites 9D"), "ATT069"),
    ("no cipher list", sub("AdvServer\n  TTLSCipherParmsRef Ciphers\n", "AdvServer\n"), "ATT070"),
    ("small group", sub("V3CipherSuites TLS_AES_128_GCM_SHA256", "V3CipherSuites TLS_DHE_RSA_WITH_AES_256_GCM_SHA384"), "ATT073"),
    ("client role inbound", sub("HandshakeRole ServerWithClientAuth", "HandshakeRole Client"), "ATT074"),
    ("server role outbound", sub("HandshakeRole Client", "HandshakeRole Server"), "ATT074"),
    ("clear text in traces", sub("  TTLSEnabled On", "  TTLSEnabled On\n  CtraceClearText On"), "ATT076"),
    ("full trace", sub("Trace 7", "Trace 255"), "ATT077"),
    ("no errors in the trace", sub("Trace 7", "Trace 4"), "ATT078"),
    ("suite b", sub("HandshakeRole Client", "HandshakeRole Client\n  SuiteBProfile 128"), "ATT079"),
    ("fips", sub("  TTLSEnabled Off", "  TTLSEnabled Off\n  FIPS140 On"), "ATT080"),
    # rules
    ("direction only", sub("  LocalPortRange 7001\n", ""), "ATT082"),
    ("no environment action", drop("TTLSEnvironmentActionRef EnvServer"), "ATT083"),
    ("same conditions above", add(rule("Rival", OURS, "Priority 600")), "ATT084"),
    ("broader range above", add(rule("Rival", "LocalPortRange 6000 6010", "Jobname PWXLST", "Priority 600")), "ATT084"),
    ("wildcard job above", add(rule("Rival", "LocalPortRange 6001", "Jobname PWX*", "Priority 600")), "ATT084"),
    ("any job above", add(rule("Rival", "LocalPortRange 6001", "Priority 501")), "ATT084"),
    ("both directions above", add(rule("Rival", "Jobname PWXLST", "Priority 600", direction="Both")), "ATT084"),
    ("alphabetical tie", add(rule("Alpha", OURS, "Priority 500")), "ATT085"),
    ("alphabetical tie, partly", add(rule("Alpha", "RemoteAddr 10.9.0.1", "Jobname PWXLST", "Priority 500")), "ATT085"),
    ("raised priority hides", lambda text: sub("Priority 900", "Priority 900\n  Userid X*")(text) + rule("Zed", "LocalPortRange 7001", "Userid XY", "Priority 5"), "ATT084"),
    ("partial competition", add(rule("Rival", "RemoteAddr 10.9.0.1", "Jobname PWX*", "Priority 600")), "ATT086"),
    # references
    ("missing reference", sub("TTLSCipherParmsRef Ciphers", "TTLSCipherParmsRef Cipher"), "ATT100"),
    ("tilde more", sub("TTLSGroupActionRef GroupOff", "TTLSGroupActionRef GroupOff~1"), "ATT019+ATT100"),
    ("reference in another case", sub("TTLSKeyringParmsRef RingServer", "TTLSKeyringParmsRef RINGSERVER"), "ATT100"),
    ("reference of another type", sub("TTLSCipherParmsRef Ciphers", "TTLSCipherParmsRef RingServer"), "ATT101"),
    ("defined twice", add(block("TTLSGroupAction GroupOff", "TTLSEnabled Off")), "ATT102"),
    ("rule twice", add(rule("PlainConsole", "LocalPortRange 7001", "Priority 900")), "ATT102"),
    ("never used", add(block("TTLSKeyringParms Spare", "Keyring A/B")), "ATT103"),
    ("empty group", add(block("PortGroup Nothing")), "ATT105"),
    ("empty set", sub("    Prefix 10.8.0.0/16\n", ""), "ATT105"),
]  # fmt: skip


def codes(text: str, **options: object) -> list[str]:
    findings = attls.check([attls.parse(text.encode(), "p")], GRAMMAR, **options)  # type: ignore[arg-type]  # a table of options
    return sorted({finding.code for finding in findings} - {"ATT072"})


def test_the_good_policy_needs_icsf_and_nothing_else() -> None:
    assert codes(GOOD.decode()) == []
    (finding,) = attls.check([attls.parse(GOOD)], GRAMMAR)
    assert finding.code == "ATT072"


@pytest.mark.parametrize(
    ("change", "expected"),
    [pytest.param(change, expected, id=name) for name, change, expected in MUTATIONS],
)
def test_a_single_fault_gives_its_own_finding(change: Change, expected: str) -> None:
    mutant = change(GOOD.decode())
    assert mutant != GOOD.decode()
    assert codes(mutant) == expected.split("+")


def test_there_are_enough_faults_and_findings() -> None:
    single = [expected for _, _, expected in MUTATIONS if "+" not in expected]
    assert len(single) >= 80
    assert len(set(single)) >= 60
    assert len(attls.FINDINGS) >= 80


def test_every_finding_is_complete_and_keyed_by_its_code() -> None:
    for code, known in attls.FINDINGS.items():
        assert re.fullmatch(r"ATT\d{3}", code)
        assert known.code == code
        assert known.title
        assert not known.title.endswith(".")
        assert known.why.endswith(".")
        assert known.fix.endswith(".")
        assert known.source


@pytest.mark.parametrize(
    "addition",
    [
        "# a comment\n\n",
        rule("Extra", "LocalPortRange 9000", "Jobname OTHER", "Priority 50"),
        rule("Exception", OURS, "RemoteAddr 10.9.0.1", "Priority 50").replace(
            "Priority 50", "Priority 950"
        ),
        rule("General", "LocalPortRange 6001", "Priority 10"),
        block("ttlsgroupaction Small", "ttlsenabled OFF")
        + block(
            "TTLSRULE Mixed", "LocalPortRange 9100", "DIRECTION inbound", "TTLSGroupActionRef Small"
        ),
        "TTLSGroupAction a.b-c_d\n{"
        + " " * 60
        + "\n  TTLSEnabled Off\n}   \n"
        + rule("Dotted", "LocalPortRange 9200").replace("GroupOff", "a.b-c_d"),
        "TTLSConfig /etc/pagent/ttls.conf FLUSH PURGE\nLogLevel 127\n",
    ],
)
def test_what_is_unrelated_gives_no_finding(addition: str) -> None:
    assert codes(GOOD.decode() + addition) == []


def test_a_finding_has_file_line_and_fix() -> None:
    text = GOOD.decode().replace("Jobname PWXLST", "Jobnam PWXLST")
    (finding,) = [
        each
        for each in attls.check([attls.parse(text.encode(), "tls.conf")], GRAMMAR)
        if each.severity is Severity.ERROR
    ]
    line = text.splitlines().index("  Jobnam PWXLST") + 1
    assert str(finding).startswith(f"tls.conf:{line}:3: error ATT006:")
    assert "Did you mean Jobname?" in finding.message
    assert finding.fix


@pytest.mark.parametrize("release", GRAMMAR.releases)
@pytest.mark.parametrize("role", ["Server", "ServerWithClientAuth"])
def test_what_we_generate_has_no_fault_on_any_release(release: str, role: str) -> None:
    wish = replace(
        LISTENER,
        handshake_role=role,
        suites=(
            *LISTENER.suites,
            "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384",
        ),
        certificate_label="PWX2027",
    )
    data = attls.merge(None, (wish,), GRAMMAR, release=release).data
    assert codes(data.decode(), release=release, certificate_key="rsa-3072") == []


@pytest.mark.parametrize(
    ("line", "release", "expected"),
    [
        ("TLSv1.3 On", "2.3", "ATT024"),
        ("TLSv1.3 On", "2.4", None),
        ("ServerEDHGroupSize 2048", "2.2", "ATT024"),
    ],
)
def test_a_keyword_of_a_later_release_is_refused(
    line: str, release: str, expected: str | None
) -> None:
    text = block("TTLSEnvironmentAdvancedParms A", line)
    assert (expected in codes(text, release=release)) is (expected is not None)


def test_two_files_are_one_policy() -> None:
    cut = GOOD.index(b"TTLSGroupAction GroupOn")
    files = [attls.parse(GOOD[:cut], "rules"), attls.parse(GOOD[cut:], "actions")]
    assert {finding.code for finding in attls.check(files, GRAMMAR)} == {"ATT072"}
    alone = {finding.code for finding in attls.check(files[:1], GRAMMAR)}
    assert "ATT100" in alone
    assert attls.counts(files)["TTLSRule"] == 4


def test_plain_ports_must_stay_plain() -> None:
    wide = GOOD.decode().replace("LocalPortRange 6001", "LocalPortRange 6000-7010")
    assert codes(wide, plain_ports=[6002]) == ["ATT075", "ATT086"]
    assert codes(wide, plain_ports=[7001]) == ["ATT086"]
    assert codes(GOOD.decode(), plain_ports=[6000, 6002]) == []


@pytest.mark.parametrize(
    ("key", "suite", "expected"),
    [
        ("rsa-3072", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", ["ATT071"]),
        ("ec-p256", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", ["ATT071"]),
        ("rsa-3072", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", []),
        ("ec-p256", "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", []),
    ],
)
def test_suites_must_fit_the_certificate(key: str, suite: str, expected: list[str]) -> None:
    text = re.sub(r"  V3CipherSuites TLS_ECDHE.*\n", "", GOOD.decode())
    text = text.replace(
        "TTLSCipherParms Ciphers\n{\n", f"TTLSCipherParms Ciphers\n{{\n  V3CipherSuites {suite}\n"
    )
    assert codes(text, certificate_key=key) == expected
