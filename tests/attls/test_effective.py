"""The effective policy: values, inheritance, defaults, and where each comes from."""

import pytest

from pwxwizard import attls
from pwxwizard.attls import OriginKind
from pwxwizard.errors import UsageError
from tests.attls.samples import GOOD, policies


def listener(text: bytes = GOOD, release: str = "2.5") -> attls.EffectivePolicy:
    return attls.effective(policies(text), "Listener", release=release)


def test_the_shortcuts_say_what_a_connection_gets() -> None:
    policy = listener()
    assert policy.tls_enabled
    assert policy.handshake_role == "ServerWithClientAuth"
    assert policy.client_auth_type == "Required"
    assert policy.protocols == ("TLSv1.2", "TLSv1.3")
    assert policy.suites[0] == "TLS_AES_256_GCM_SHA384"
    assert len(policy.suites) == 4
    assert policy.keyring == "PWXSTC/PWXRING"
    assert policy.certificate_label == ""
    assert not policy.application_controlled


def test_a_connection_action_overrides_and_the_group_is_inherited() -> None:
    reports = attls.effective(policies(GOOD), "Reports", release="2.5")
    trace, timeout = reports.setting("Trace"), reports.setting("HandshakeTimeout")
    assert trace is not None
    assert timeout is not None
    assert (trace.value, trace.statement) == ("3", "TTLSConnectionAction")
    assert (timeout.value, timeout.origin.kind) == ("20", OriginKind.CODED)
    inherited = listener().setting("Trace")
    assert inherited is not None
    assert (inherited.value, inherited.origin.kind) == ("7", OriginKind.INHERITED)
    assert "TTLSGroupAction GroupOn" in str(inherited.origin)
    line = GOOD.decode().splitlines()[inherited.origin.line - 1]
    assert line.strip() == "Trace 7"


def test_what_is_not_written_is_the_default_of_the_release() -> None:
    text = GOOD
    for line in (b"TLSv1 Off", b"TLSv1.1 Off", b"TLSv1.2 On", b"TLSv1.3 On"):
        text = text.replace(b"  " + line + b"\n", b"")
    policy = listener(text, "3.1")
    assert policy.protocols == ("TLSv1", "TLSv1.1")
    setting = policy.setting("TLSv1")
    assert setting is not None
    assert str(setting.origin) == "default of z/OS 3.1"
    assert listener(text, "2.2").setting("TLSv1.3") is not None
    assert listener(text, "2.2").value("TLSv1.3") == ""


def test_defaults_grow_while_tls_13_is_on() -> None:
    assert listener().value("SignaturePairs").endswith("0202080608050804")
    without = listener(GOOD.replace(b"TLSv1.3 On", b"TLSv1.3 Off"))
    assert without.value("SignaturePairs").endswith("0202")
    assert without.value("ClientECurves") == "00210023002400250019"


def test_differences_leave_the_defaults_out() -> None:
    policy = listener()
    kinds = {setting.origin.kind for setting in policy.differences()}
    assert kinds == {OriginKind.CODED, OriginKind.INHERITED}
    assert len(policy.differences()) < len(policy.settings) / 3
    left = {setting.attribute for setting in policy.differences()}
    assert {"TLSv1.1", "TLSv1.2"} <= left, "both are written against the default"
    assert policy.value("SSLv3") == "Off"
    assert "SSLv3" not in left, "written as it would be anyway"


@pytest.mark.parametrize(
    ("lines", "on"),
    [
        ("TTLSEnvironmentAdvancedParmsRef AdvServer\n{inline}", False),
        ("{inline}  TTLSEnvironmentAdvancedParmsRef AdvServer\n", True),
    ],
)
def test_of_reference_and_inline_the_later_counts_as_a_whole(lines: str, on: bool) -> None:
    inline = "  TTLSEnvironmentAdvancedParms\n  {\n    SSLv3 On\n  }\n"
    text = GOOD.decode().replace(
        "  TTLSEnvironmentAdvancedParmsRef AdvServer\n", lines.replace("{inline}", inline), 1
    )
    policy = listener(text.encode())
    assert ("TLSv1.2" in policy.protocols) is on
    assert ("SSLv3" in policy.protocols) is not on


@pytest.mark.parametrize(
    ("lines", "codes"),
    [
        ("V3CipherSuites 352F", ["0035", "002F"]),
        ("V3CipherSuites4Char 1301C02F", ["1301", "C02F"]),
        ("V3CipherSuites 2F35\n  V3CipherSuites TLS_RSA_WITH_AES_128_CBC_SHA", ["002F", "0035"]),
        ("V3CipherSuites tls_aes_128_gcm_sha256", ["1301"]),
    ],
)
def test_cipher_lines_add_up_in_order(lines: str, codes: list[str]) -> None:
    start = GOOD.index(b"  V3Cipher")
    stop = GOOD.index(b"}", start)
    text = GOOD[:start] + f"  {lines}\n".encode() + GOOD[stop:]
    assert [attls.SUITES.by_name[name].hex for name in listener(text).suites] == codes


def test_an_unknown_rule_is_refused() -> None:
    with pytest.raises(UsageError, match="no rule"):
        attls.effective(policies(GOOD), "Nobody", release="2.5")
