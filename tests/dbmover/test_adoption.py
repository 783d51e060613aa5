"""An estate is proposed from its files: each thing by itself, with reason and evidence."""

import pytest

from pwxwizard.dbmover import AdoptFile, Proposal, adopt
from tests.dbmover.samples import CATALOGUE, member

CLIENT = AdoptFile(
    "in/intsvc/dbmover.cfg",
    b"""NODE=(zos1,TCPIP,zos1.example.com,2480)
NODE=(zos1s,TCPIP,zos1.example.com,13132,,,,,ZSSL)
NODE=(far,TCPIP,far.example.com,2480)
SSL=(PASS=Sesame1,CALIST=/opt/ca.pem,PERSONAL=/opt/me.pem)
SSL_REQ_SRVR_CERT=Y
""",
)
ZOS = AdoptFile(
    "in/zos1/dbmover.txt",
    member("LISTENER=(node1,TCPIP,2480)\nLISTENER=(node1,TCPIP,13132)\n"),
)


def proposal(*files: AdoptFile) -> Proposal:
    return adopt(files, CATALOGUE)


def test_machines_are_named_after_their_files_and_hosts_after_their_callers() -> None:
    found = proposal(CLIENT, ZOS).machines
    assert [(one.name, one.platform, one.hosts) for one in found] == [
        ("INTSVC", "linux", ()),
        ("ZOS1", "zos", ("zos1.example.com",)),
        ("FAR", "", ("far.example.com",)),
    ]


def test_listener_that_a_secure_node_calls_counts_as_secure() -> None:
    found = proposal(CLIENT, ZOS).listeners
    assert [(one.machine, one.name, one.port, one.secure) for one in found] == [
        ("ZOS1", "node1", 2480, False),
        ("ZOS1", "node1", 13132, True),
        ("FAR", "", 2480, False),
    ]
    assert [str(one) for one in found[1].evidence] == [
        "in/zos1/dbmover.txt:2: LISTENER=(node1,TCPIP,13132)",
        "in/intsvc/dbmover.cfg:2: NODE=(zos1s,TCPIP,zos1.example.com,13132,,,,,ZSSL)",
    ]


def test_connections_name_client_target_and_node() -> None:
    found = proposal(CLIENT, ZOS).connections
    assert [(one.client, one.machine, one.port, one.node, one.secure) for one in found] == [
        ("INTSVC", "ZOS1", 2480, "zos1", False),
        ("INTSVC", "ZOS1", 13132, "zos1s", True),
        ("INTSVC", "FAR", 2480, "far", False),
    ]


def test_tls_that_is_there_is_proposed_without_its_passphrase() -> None:
    (found,) = proposal(CLIENT, ZOS).tls
    assert (found.machine, found.personal, found.ca_list, found.form) == (
        "INTSVC",
        "/opt/me.pem",
        "/opt/ca.pem",
        "clear",
    )
    assert found.require_server_certificate is True
    assert found.require_client_certificate is None
    assert "Sesame1" not in repr(proposal(CLIENT, ZOS))


def test_everything_proposed_has_a_reason_and_evidence() -> None:
    found = proposal(CLIENT, ZOS)
    for one in (*found.machines, *found.listeners, *found.connections, *found.tls):
        assert one.reason
        assert one.evidence


@pytest.mark.parametrize(
    ("data", "platform"),
    [
        (b"TCPIP_ACCEPT_NONBLOCK=Y\n", "zos"),
        (b"LISTENER=(node1,TCPIP,2481,,,,,PWXNETP)\n", "zos"),
        (b"SSL=(APPID=PWX)\n", "ibmi"),
        (b"LOGPATH=C:\\pwx\n", "windows"),
        (b"CAPT_PATH=/opt/pwx\n", "linux"),
        (b"NODE=(a,TCPIP,h,1)\r\n", "windows"),
        (b"NODE=(a,TCPIP,h,1)\n", ""),
    ],
)
def test_platform_is_told_from_the_file_or_left_open(data: bytes, platform: str) -> None:
    machine = proposal(AdoptFile("m.cfg", data)).machines[0]
    assert machine.platform == platform
    assert machine.platform_reason


def test_platform_that_was_given_stands() -> None:
    machine = proposal(AdoptFile("m.cfg", b"LOGPATH=C:\\pwx\n", "linux")).machines[0]
    assert machine.platform == "linux"


@pytest.mark.parametrize(
    ("file", "name"),
    [
        ("in/zos1/dbmover.cfg", "ZOS1"),
        ("zos1.cfg", "ZOS1"),
        ("dbmover.cfg", "MACHINE"),
        ("C:\\files\\win 1\\dbmover.cfg", "WIN_1"),
        ("/srv/db-2/DBMOVER", "DB-2"),
    ],
)
def test_machine_is_named_after_file_or_folder(file: str, name: str) -> None:
    assert proposal(AdoptFile(file, b"")).machines[0].name == name


def test_two_files_of_one_name_are_two_machines() -> None:
    found = proposal(AdoptFile("a/dbmover.cfg", b""), AdoptFile("b/a.cfg", b"")).machines
    assert [one.name for one in found] == ["A", "A_2"]


def test_a_node_to_the_machine_itself_calls_itself() -> None:
    data = b"LISTENER=(n,TCPIP,2480)\nNODE=(me,TCPIP,localhost,2480)\n"
    (found,) = proposal(AdoptFile("m.cfg", data)).connections
    assert (found.client, found.machine) == ("M", "M")
