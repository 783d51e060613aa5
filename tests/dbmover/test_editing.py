"""TLS statements go in once, in the file's own manner, and come out without a trace."""

from dataclasses import replace

import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from pwxwizard import dbmover
from pwxwizard.dbmover import (
    PLACEHOLDER,
    Catalogue,
    ClearPassphrase,
    EncryptedPassphrase,
    PassphraseByHand,
    SecureListener,
    SecureNode,
    SslSettings,
    TlsSettings,
)
from pwxwizard.dbmover.text import Encoding, encode
from tests.dbmover.samples import (
    CATALOGUE,
    LINUX,
    LUW_SETTINGS,
    SAMPLES,
    WINDOWS,
    ZOS_SETTINGS,
    settings_for,
)


def secure(data: bytes | None, wanted: TlsSettings, platform: str = "linux") -> dbmover.Edited:
    return dbmover.secure(data, wanted, platform, CATALOGUE)


def lines_of(data: bytes) -> list[str]:
    return data.decode().splitlines()


@pytest.mark.parametrize("name", SAMPLES)
def test_edit_then_undo_gives_the_original_bytes(name: str) -> None:
    platform, data = SAMPLES[name]
    edited = secure(data, settings_for(platform), platform)
    assert edited.data != data
    assert dbmover.undo(edited.data) == data


@pytest.mark.parametrize("name", SAMPLES)
def test_the_same_settings_again_change_nothing(name: str) -> None:
    platform, data = SAMPLES[name]
    once = secure(data, settings_for(platform), platform)
    again = secure(once.data, settings_for(platform), platform)
    assert again.data == once.data
    assert once.changes
    assert again.changes == ()


@given(st.binary(max_size=300), st.sampled_from(["linux", "zos", "ibmi", "windows"]))
@settings(max_examples=200, deadline=None)
def test_edit_then_undo_gives_any_bytes_back(data: bytes, platform: str) -> None:
    assume(dbmover.undo(data) == data)
    edited = secure(data, settings_for(platform), platform)
    assert dbmover.undo(edited.data) == data
    assert secure(edited.data, settings_for(platform), platform).data == edited.data


statement_lines = st.sampled_from(
    [
        "LISTENER=(node1,TCPIP,2480)",
        "  listener = ( node1 , tcpip , 2481 )  ",
        "NODE=(zos1,TCPIP,zos1.example.com,2480)",
        "SSL=(PASS=secret,CALIST=/old/ca.pem)",
        "Ssl = (PERSONAL=/old/me.pem ,\t",
        "  PASSEP=00FF )",
        "SSL_REQ_CLNT_CERT=N\t",
        "SSL_REQ_SRVR_CERT = n",
        "SSL_CIPHER_LIST=RC4-SHA",
        "ALLOW_SELF_SIGNED=Y",
        "/* note",
        "/*note */",
        "/* pwxwizard was here|",
        "/* pwxwizard begin of something",
        "/* pwxwizard end",
        "",
        "   ",
        "garbage",
        "NODE=(open,TCPIP,",
        "x" * 79,
        "\x1a",
    ]
)
encodings = st.sampled_from(Encoding)


@given(
    st.lists(statement_lines, max_size=12),
    st.sampled_from([("\n", True), ("\n", False), ("\r\n", True), ("\r\n", False)]),
    st.sampled_from(["plain", "numbered", "records", "numbered records"]),
    encodings,
    st.sampled_from(["linux", "zos", "ibmi"]),
)
@example(
    ["Ssl = (PERSONAL=/old/me.pem ,", "/* pwxwizard was here|", "  PASSEP=00FF )"],
    ("\n", True),
    "plain",
    Encoding.IBM_1047,
    "linux",
)
@example(["SSL=(PASS=secret,CALIST=/ca.pem)"], ("\n", True), "records", Encoding.UTF_8, "ibmi")
@settings(max_examples=400, deadline=None)
def test_edit_then_undo_gives_any_file_back(
    texts: list[str], ends: tuple[str, bool], form: str, encoding: Encoding, platform: str
) -> None:
    end, final_end = ends
    if form == "plain":
        text = end.join(texts) + (end if final_end else "")
    else:
        joint = "" if form.endswith("records") else end
        text = "".join(
            f"{one[:72]:<72}{number * 100:08d}{joint}"
            if form.startswith("numbered")
            else f"{one[:80]:<80}{joint}"
            for number, one in enumerate(texts, 1)
        )
    data = encode(text, encoding)
    assume(dbmover.undo(data) == data)
    edited = secure(data, settings_for(platform), platform)
    assert dbmover.undo(edited.data) == data
    assert secure(edited.data, settings_for(platform), platform).data == edited.data


def test_only_marked_lines_are_new_and_no_line_is_moved() -> None:
    edited = secure(LINUX, LUW_SETTINGS).data
    old = lines_of(LINUX)
    kept = [line for line in lines_of(edited) if line in old]
    assert kept == old


def test_secure_listener_stands_right_behind_the_last_listener() -> None:
    data = b"LISTENER=(node1,TCPIP,2480)\nLISTENER=(node1,TCPIP,2481)\nNODE=(a,TCPIP,h,1)\n"
    edited = lines_of(secure(data, TlsSettings(listeners=(SecureListener("node1", 13132),))).data)
    assert edited == [
        "LISTENER=(node1,TCPIP,2480)",
        "LISTENER=(node1,TCPIP,2481)",
        "/* pwxwizard begin added for TLS",
        "LISTENER=(node1,TCPIP,13132,,,,,,SSL)",
        "/* pwxwizard end",
        "NODE=(a,TCPIP,h,1)",
    ]


def test_listener_on_zos_carries_no_token() -> None:
    text = secure(SAMPLES["z/OS as text"][1], ZOS_SETTINGS, "zos").data.decode()
    assert "\nLISTENER=(node1,TCPIP,13132)\n" in text


@pytest.mark.parametrize(
    ("target", "line"),
    [
        ("zos", "NODE=(n1s,TCPIP,host.example.com,13132,,,,,ZSSL)"),
        ("linux", "NODE=(n1s,TCPIP,host.example.com,13132,,,,,SSL)"),
        ("ibmi", "NODE=(n1s,TCPIP,host.example.com,13132,,,,,SSL)"),
    ],
)
def test_token_of_a_node_depends_on_its_target(target: str, line: str) -> None:
    wanted = TlsSettings(nodes=(SecureNode("n1s", "host.example.com", 13132, target),))
    edited = secure(LINUX, wanted)
    assert line in lines_of(edited.data)
    assert any("to check" in one.message.lower() for one in edited.findings)


def test_choice_of_the_catalogue_can_be_corrected() -> None:
    catalogue = Catalogue.load({"choice": {"zos_node_token": {"value": "SSL"}}})
    wanted = TlsSettings(nodes=(SecureNode("n1s", "h", 13132, "zos"),))
    edited = dbmover.secure(LINUX, wanted, "linux", catalogue)
    assert "NODE=(n1s,TCPIP,h,13132,,,,,SSL)" in lines_of(edited.data)


def test_position_of_the_catalogue_can_be_corrected() -> None:
    catalogue = Catalogue.load({"statement": {"LISTENER": {"part": {"tls": {"position": 8}}}}})
    wanted = TlsSettings(listeners=(SecureListener("node1", 13132),))
    edited = dbmover.secure(LINUX, wanted, "linux", catalogue)
    assert "LISTENER=(node1,TCPIP,13132,,,,,SSL)" in lines_of(edited.data)


def test_house_style_is_followed() -> None:
    lines = secure(WINDOWS, LUW_SETTINGS, "windows").data.decode().split("\r\n")
    assert "listener = ( node1 , tcpip , 13132 ,  ,  ,  ,  ,  , ssl )" in lines
    assert "/* pwxwizard begin added for TLS */" in lines
    assert "SSL_REQ_SRVR_CERT=Y" in lines
    assert lines[-1] == "LOGPATH=\\\\\\server\\share\\logs"


def test_ssl_statement_is_changed_where_it_differs_only() -> None:
    data = b"SSL=(PASSEP=AA, CALIST=/old/ca.pem, PERSONAL=/opt/pwx/me.pem, EXTRA=1)\n"
    lines = lines_of(secure(data, TlsSettings(ssl=LUW_SETTINGS.ssl)).data)
    assert (
        "SSL=(PASSEP=A1B2C3D4, CALIST=/opt/pwx/ca.pem, PERSONAL=/opt/pwx/me.pem, EXTRA=1)" in lines
    )


def test_ssl_statement_over_several_lines_keeps_its_lines() -> None:
    data = b"SSL=(PASS=open,\n   /* trusted\n   CALIST=/old/ca.pem)\n"
    edited = secure(data, TlsSettings(ssl=LUW_SETTINGS.ssl))
    assert lines_of(edited.data)[-4:-1] == [
        "SSL=(PASSEP=A1B2C3D4,",
        "   /* trusted",
        "   CALIST=/opt/pwx/ca.pem,PERSONAL=/opt/pwx/me.pem)",
    ]
    assert dbmover.undo(edited.data) == data


def test_statement_that_says_it_already_is_left_alone() -> None:
    data = (
        b"listener = (NODE1,tcpip,13132,65536,,,,,ssl)\n"
        b"NODE=(ZOS1S,TCPIP,ZOS1.example.com,13132,,,,,zssl)\n"
        b"ssl_req_srvr_cert=y\n"
    )
    wanted = TlsSettings(
        listeners=LUW_SETTINGS.listeners,
        nodes=LUW_SETTINGS.nodes[:1],
        require_server_certificate=True,
    )
    edited = secure(data, wanted)
    assert edited.data == data
    assert edited.changes == ()
    assert edited.findings == ()


def test_earlier_settings_are_replaced_not_added_to() -> None:
    first = secure(LINUX, LUW_SETTINGS).data
    moved = replace(LUW_SETTINGS, listeners=(SecureListener("node1", 14000),))
    second = secure(first, moved)
    assert b"13132,,,,,,SSL" not in second.data
    assert dbmover.undo(second.data) == LINUX
    (moving,) = second.changes
    assert (moving.line > 0, moving.what) == (True, "LISTENER node1")
    assert moving.turns(dbmover.Catalogue.load()) == "port 13132 -> 14000"


@pytest.mark.parametrize(
    ("data", "wanted", "code"),
    [
        (b"LISTENER=(node1,TCPIP,13132)\n", LUW_SETTINGS.listeners, "DBM051"),
        (b"LISTENER=(other,TCPIP,13132,,,,,,SSL)\n", LUW_SETTINGS.listeners, "DBM060"),
        (b"NODE=(zos1s,TCPIP,h,1)\n", LUW_SETTINGS.nodes[:1], "DBM052"),
        (
            b"NODE=(zos1s,TCPIP,zos1.example.com,13132,,,,,SSL)\n",
            LUW_SETTINGS.nodes[:1],
            "DBM058",
        ),
    ],
)
def test_what_is_taken_is_not_touched(
    data: bytes, wanted: tuple[SecureListener, ...] | tuple[SecureNode, ...], code: str
) -> None:
    edited = secure(
        data,
        TlsSettings(
            listeners=tuple(one for one in wanted if isinstance(one, SecureListener)),
            nodes=tuple(one for one in wanted if isinstance(one, SecureNode)),
        ),
    )
    assert edited.data == data
    assert [finding.code for finding in edited.findings] == [code]


def test_new_file_is_made_of_marked_lines_only() -> None:
    edited = secure(None, LUW_SETTINGS, "windows")
    assert b"\r\n" in edited.data
    assert dbmover.undo(edited.data) == b""
    assert [change.line for change in edited.changes] == [2, 3, 4, 5, 6, 7, 8, 9]


def test_changes_name_the_lines_they_stand_on() -> None:
    edited = secure(LINUX, LUW_SETTINGS)
    lines = lines_of(edited.data)
    for change in edited.changes:
        if "*" not in change.after:
            assert lines[change.line - 1] == change.after


def test_sequence_numbers_of_new_lines_lie_between_their_neighbours() -> None:
    data = secure(SAMPLES["z/OS, numbered lines"][1], ZOS_SETTINGS, "zos").data
    numbers = [line[72:] for line in lines_of(data)]
    assert numbers == sorted(set(numbers))
    assert all(len(line) == 80 for line in lines_of(data))


CANARY = "xXcAnArYxX"


@pytest.mark.parametrize("form", [EncryptedPassphrase, ClearPassphrase])
def test_passphrase_never_shows(form: type[EncryptedPassphrase | ClearPassphrase]) -> None:
    wanted = TlsSettings(ssl=SslSettings("/me.pem", "/ca.pem", form(CANARY)))
    old = f"SSL=(PASS={CANARY},PERSONAL=/old.pem)\n".encode()
    for data in (None, LINUX, old):
        edited = secure(data, wanted)
        assert CANARY.encode() in edited.data
        assert CANARY not in repr((edited.changes, edited.findings, wanted))
        assert CANARY.encode() not in dbmover.mask(edited.data)


def test_clear_passphrase_is_written_with_a_warning() -> None:
    edited = secure(None, TlsSettings(ssl=SslSettings("/me.pem", None, ClearPassphrase("abc"))))
    assert b"PASS=abc" in edited.data
    assert "DBM027" in {finding.code for finding in edited.findings}


def test_replaced_clear_passphrase_is_told_of() -> None:
    edited = secure(b"SSL=(PASS=abc)\n", LUW_SETTINGS)
    assert "DBM056" in {finding.code for finding in edited.findings}


def test_passphrase_by_hand_is_a_placeholder_that_survives_being_filled_in() -> None:
    wanted = TlsSettings(ssl=SslSettings("/me.pem", "/ca.pem", PassphraseByHand()))
    edited = secure(LINUX, wanted)
    assert f"PASSEP={PLACEHOLDER}".encode() in dbmover.mask(edited.data)
    assert "DBM028" in {finding.code for finding in edited.findings}
    filled = edited.data.replace(PLACEHOLDER.encode(), b"00112233")
    again = secure(filled, wanted)
    assert again.data == filled
    assert "DBM028" not in {finding.code for finding in again.findings}
    assert dbmover.undo(filled) == LINUX


@pytest.mark.parametrize("value", ["a,b", "a)b", 'a"b', "a=b", "a b", " ab", "", "a\nb"])
def test_passphrase_that_the_statement_cannot_carry_is_refused(value: str) -> None:
    wanted = TlsSettings(ssl=SslSettings("/me.pem", None, ClearPassphrase(value)))
    edited = secure(LINUX, wanted)
    assert "DBM053" in {finding.code for finding in edited.findings}
    assert f"PASSEP={PLACEHOLDER}".encode() in edited.data


@pytest.mark.parametrize(
    ("platform", "wanted"),
    [
        ("zos", TlsSettings(ssl=SslSettings("/me.pem"))),
        ("zos", TlsSettings(nodes=(SecureNode("a", "h", 1, "zos"),))),
        ("zos", TlsSettings(require_client_certificate=True)),
        ("ibmi", TlsSettings(require_server_certificate=True)),
        ("ibmi", TlsSettings(allow_self_signed=True)),
    ],
)
def test_setting_that_a_platform_lacks_is_not_written(platform: str, wanted: TlsSettings) -> None:
    edited = secure(b"LISTENER=(node1,TCPIP,2480)\n", wanted, platform)
    assert edited.data == b"LISTENER=(node1,TCPIP,2480)\n"
    assert "DBM054" in {finding.code for finding in edited.findings}


def test_spelling_of_the_self_signed_switch_in_the_file_is_kept() -> None:
    edited = secure(b"ALLOW_SELF_SIGNED=Y\n", TlsSettings(allow_self_signed=False))
    assert "ALLOW_SELF_SIGNED=N" in lines_of(edited.data)
    assert b"SSL_ALLOW_SELFSIGNED" not in edited.data


def test_host_name_that_would_break_the_statement_is_refused() -> None:
    wanted = TlsSettings(nodes=(SecureNode("a", "h)\nSSL=(x", 1, "linux"),))
    edited = secure(LINUX, wanted)
    assert edited.data == LINUX
    assert [finding.code for finding in edited.findings] == ["DBM055"]


def test_network_path_on_windows_gets_its_third_backslash() -> None:
    wanted = TlsSettings(ssl=SslSettings("\\\\server\\pwx\\me.pem", "C:\\ca.pem"))
    edited = secure(None, wanted, "windows")
    assert b"PERSONAL=\\\\\\server\\pwx\\me.pem" in edited.data
    assert secure(edited.data, wanted, "windows").data == edited.data


def test_ssl_statement_of_another_form_is_not_touched() -> None:
    edited = secure(b"SSL=on\n", TlsSettings(ssl=LUW_SETTINGS.ssl))
    assert edited.data == b"SSL=on\n"
    assert "DBM059" in {finding.code for finding in edited.findings}


def test_new_lines_repeat_a_sequence_number_where_there_is_no_room() -> None:
    data = b"".join(
        f"{text:<72}{number:08d}\n".encode()
        for text, number in (("LISTENER=(node1,TCPIP,2480)", 1), ("NODE=(a,TCPIP,h,1)", 2))
    )
    edited = secure(data, ZOS_SETTINGS, "zos")
    assert "DBM057" in {finding.code for finding in edited.findings}
    assert [line[72:] for line in lines_of(edited.data)] == ["00000001"] * 4 + ["00000002"]
    assert dbmover.undo(edited.data) == data


def test_statement_too_long_for_its_records_is_not_written() -> None:
    wanted = TlsSettings(cipher_list=":".join(["ECDHE-RSA-AES256-GCM-SHA384"] * 4))
    data = SAMPLES["z/OS, numbered lines"][1]
    edited = secure(data, wanted)
    assert edited.data == data
    assert [finding.code for finding in edited.findings] == ["DBM007"]


def test_long_statement_in_records_is_broken_after_commas() -> None:
    wanted = TlsSettings(
        ssl=SslSettings(
            f"/opt/{'p' * 40}/me.pem",
            f"/opt/{'c' * 40}/ca.pem",
            LUW_SETTINGS.ssl.passphrase if LUW_SETTINGS.ssl else None,
        )
    )
    data = SAMPLES["z/OS, numbered lines"][1]
    edited = secure(data, wanted)
    ssl = dbmover.view(dbmover.parse(edited.data), CATALOGUE).ssl
    assert ssl
    assert ssl.personal == f"/opt/{'p' * 40}/me.pem"
    assert all(len(line) == 80 for line in lines_of(edited.data))


@pytest.mark.parametrize("shift", range(0, 60, 3))
def test_replaced_passphrase_is_masked_in_the_comment_that_keeps_it(shift: int) -> None:
    texts = [f"SSL=(CAPATH=/{'x' * shift},", f"  PASS={CANARY})", "LISTENER=(node1,TCPIP,2480)"]
    single = f"SSL=(CAPATH=/{'x' * (shift % 40)},PASS={CANARY})"
    for lines in (texts, [single, texts[2]]):
        data = "".join(f"{line:<72}{number:08d}\n" for number, line in enumerate(lines, 1))
        edited = secure(data.encode(), TlsSettings(ssl=LUW_SETTINGS.ssl))
        assert CANARY[:5].encode() not in dbmover.mask(edited.data)
        assert CANARY[-5:].encode() not in dbmover.mask(edited.data)
        assert dbmover.undo(edited.data) == data.encode()


def test_listener_asked_for_twice_is_written_once() -> None:
    wanted = TlsSettings(listeners=(SecureListener("node1", 13132),) * 2)
    assert secure(LINUX, wanted).data.count(b",13132,") == 1
