"""What a file says about listeners, nodes and TLS is read from positions and keywords."""

import pytest

from pwxwizard.dbmover import View, parse, view
from pwxwizard.knowledge import Confidence
from tests.dbmover.samples import CATALOGUE, SAMPLES, WINDOWS


def seen(text: str) -> View:
    return view(parse(text.encode()), CATALOGUE)


def test_listener_is_read_by_position() -> None:
    first, second = seen(
        "LISTENER=(node1,TCPIP,2481,,,,,PWXNETP)\nlistener=( n2 , tcpip , 13132,,,,,, ssl )\n"
    ).listeners
    assert (first.name, first.port, first.secure, first.netport_job) == (
        "node1",
        2481,
        False,
        "PWXNETP",
    )
    assert (second.name, second.protocol, second.port, second.token, second.line) == (
        "n2",
        "TCPIP",
        13132,
        "SSL",
        2,
    )


def test_node_is_read_by_position() -> None:
    node, plain = seen(
        "NODE=(zos1s,TCPIP,zos1.example.com,13132,,,,,ZSSL,svc)\nNODE=(a,TCPIP,h,1)"
    ).nodes
    assert (node.name, node.host, node.port, node.token, node.secure, node.service) == (
        "zos1s",
        "zos1.example.com",
        13132,
        "ZSSL",
        True,
        "svc",
    )
    assert not plain.secure


@pytest.mark.parametrize("port", ["0", "65536", "http", "", "-1", "٣"])
def test_port_that_is_none_is_zero(port: str) -> None:
    (node,) = seen(f"NODE=(a,TCPIP,h,{port})").nodes
    assert node.port == 0


def test_ssl_statement_tells_the_form_of_the_passphrase_but_not_the_passphrase() -> None:
    ssl = view(parse(WINDOWS), CATALOGUE).ssl
    assert ssl
    assert (ssl.personal, ssl.ca_list, ssl.form) == ("C:\\pwx\\me.pem", "C:\\pwx\\ca.pem", "clear")
    assert "Sesame1" not in repr((ssl.personal, ssl.ca_list, ssl.ca_path, ssl.form))


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("PASSEP=FILL_IN_BY_HAND", "still to be filled in by hand"),
        ("PASSEP=00", "encrypted form"),
        ("PASS=x", "clear form"),
        ("PERSONAL=a", ""),
    ],
)
def test_how_a_passphrase_is_given_in_words(part: str, words: str) -> None:
    ssl = seen(f"SSL=({part})").ssl
    assert ssl
    assert ssl.passphrase == words


def test_last_ssl_statement_counts() -> None:
    ssl = seen("SSL=(PERSONAL=a)\nSSL=(PASSEP=00,PERSONAL=b)").ssl
    assert ssl
    assert (ssl.personal, ssl.form, ssl.line) == ("b", "encrypted", 2)


def test_switch_that_is_absent_has_the_catalogue_s_default() -> None:
    switches = seen("SSL_REQ_SRVR_CERT=Y\nALLOW_SELF_SIGNED=y").switches
    client, server, own = (
        switches.require_client_certificate,
        switches.require_server_certificate,
        switches.allow_self_signed,
    )
    assert (client.value, client.is_default, client.line) == (True, True, 0)
    assert client.provenance.confidence is Confidence.ASSUMED
    assert (server.value, server.is_default, server.line) == (True, False, 1)
    assert (own.value, own.keyword) == (True, "ALLOW_SELF_SIGNED")


def test_cipher_list_and_context_method_are_read() -> None:
    found = seen("SSL_CIPHER_LIST=A:B\nSSL_CONTEXT_METHOD=TLS")
    assert (found.cipher_list, found.context_method) == ("A:B", "TLS")


def test_commented_out_statements_do_not_count() -> None:
    found = seen("/* LISTENER=(a,TCPIP,1)\n/* SSL=(PERSONAL=x)")
    assert not found.listeners
    assert found.ssl is None


def test_members_of_any_form_say_the_same() -> None:
    names = [name for name in SAMPLES if name.startswith("z/OS")]
    ports = {
        tuple(one.port for one in view(parse(SAMPLES[name][1]), CATALOGUE).listeners)
        for name in names
    }
    assert ports == {(2480, 2481)}
