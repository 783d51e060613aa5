"""Files of an estate are compared: who calls whom, with what, and who trusts whom."""

from dataclasses import replace

import pytest

from pwxwizard.dbmover import CertificateFacts, EstateFile, check_estate
from tests.dbmover.samples import CATALOGUE

CLIENT = EstateFile(
    "INTSVC",
    "linux",
    ("intsvc.example.com",),
    "intsvc.cfg",
    b"""NODE=(zos1,TCPIP,zos1.example.com,2480)
NODE=(zos1s,TCPIP,zos1.example.com,13132,,,,,ZSSL)
NODE=(unix1s,TCPIP,unix1.example.com,13132,,,,,SSL)
SSL=(PASSEP=00,CALIST=/ca.pem,PERSONAL=/me.pem)
SSL_REQ_SRVR_CERT=Y
""",
    CertificateFacts(True, True, True, "CA", ("CA",)),
)
ZOS = EstateFile(
    "ZOS1",
    "zos",
    ("zos1.example.com", "10.0.0.1"),
    "zos1.txt",
    b"LISTENER=(node1,TCPIP,2480)\nLISTENER=(node1,TCPIP,13132)\n",
    CertificateFacts(issuer="CA", trusted=("CA",)),
    secure_ports=(13132,),
    asks_client=True,
)
UNIX = EstateFile(
    "UNIX1",
    "unix",
    ("unix1.example.com",),
    "unix1.cfg",
    b"""LISTENER=(node1,TCPIP,13132,,,,,,SSL)
SSL=(PASSEP=00,CALIST=/ca.pem,PERSONAL=/me.pem)
SSL_REQ_CLNT_CERT=Y
""",
    CertificateFacts(True, True, True, "CA", ("CA",)),
)
ESTATE = {one.machine: one for one in (CLIENT, ZOS, UNIX)}


def codes(*files: EstateFile) -> list[str]:
    return [finding.code for finding in check_estate(files, CATALOGUE)]


def test_sound_estate_has_no_finding() -> None:
    assert codes(*ESTATE.values()) == []


@pytest.mark.parametrize(
    ("machine", "old", "new", "expected"),
    [
        ("INTSVC", b"13132,,,,,ZSSL", b"13132", ["DBM070"]),
        ("INTSVC", b"com,2480)", b"com,2480,,,,,ZSSL)", ["DBM071"]),
        ("INTSVC", b"com,2480)", b"com,2479)", ["DBM072"]),
        ("INTSVC", b"zos1.example.com,2480", b"elsewhere.example.com,2480", ["DBM073"]),
        ("INTSVC", b",PERSONAL=/me.pem", b"", ["DBM077"]),
        ("INTSVC", b"ZSSL", b"SSL", ["DBM079"]),
        ("INTSVC", b",,SSL)", b",,ZSSL)", ["DBM079"]),
        ("UNIX1", b",,,,,,SSL", b"", ["DBM071"]),
        (
            "UNIX1",
            b"LISTENER=",
            b"NODE=(zos1,TCPIP,zos1.example.com,13132,,,,,ZSSL)\nLISTENER=",
            ["DBM078"],
        ),
        ("UNIX1", b"LISTENER=", b"LISTENER=(n,TCPIP,7000,,,,,,SSL)\nLISTENER=", ["DBM082"]),
        ("UNIX1", b"LISTENER=", b"LISTENER=(n,TCPIP,7000)\nLISTENER=", []),
        ("UNIX1", b"LISTENER=", b"NODE=(me,TCPIP,localhost,13132,,,,,SSL)\nLISTENER=", []),
        ("INTSVC", b"NODE=(zos1,", b"NODE=(zos1b,TCPIP,10.0.0.1,2480)\nNODE=(zos1,", []),
    ],
)
def test_single_change_of_a_file_gives_exactly_its_own_finding(
    machine: str, old: bytes, new: bytes, expected: list[str]
) -> None:
    changed = ESTATE[machine]
    assert old in changed.data
    changed = replace(changed, data=changed.data.replace(old, new, 1))
    found = codes(*{**ESTATE, machine: changed}.values())
    assert list(dict.fromkeys(found)) == expected


@pytest.mark.parametrize(
    ("machine", "facts", "expected"),
    [
        ("INTSVC", {"personal_exists": False}, ["DBM074"]),
        ("INTSVC", {"ca_list_exists": False}, ["DBM074"]),
        ("UNIX1", {"key_matches": False}, ["DBM075"]),
        ("INTSVC", {"trusted": ()}, ["DBM076", "DBM076"]),
        ("UNIX1", {"trusted": ("other CA",)}, ["DBM076"]),
        ("UNIX1", {"issuer": "other CA"}, ["DBM076"]),
        ("ZOS1", {"trusted": ()}, ["DBM076"]),
        ("INTSVC", {"issuer": None}, []),
        ("INTSVC", {"trusted": None, "personal_exists": None}, []),
    ],
)
def test_certificate_fact_that_does_not_fit_is_found(
    machine: str, facts: dict[str, object], expected: list[str]
) -> None:
    changed = ESTATE[machine]
    fields = {
        name: getattr(changed.certificates, name) for name in CertificateFacts.__dataclass_fields__
    }
    certificates = CertificateFacts(**{**fields, **facts})
    changed = replace(changed, certificates=certificates)
    assert codes(*{**ESTATE, machine: changed}.values()) == expected


def test_client_without_ssl_statement_is_told_of_every_server_that_demands_one() -> None:
    bare = replace(CLIENT, data=CLIENT.data.replace(b"SSL=(", b"/* SSL=("))
    found = check_estate((bare, ZOS, UNIX), CATALOGUE)
    assert [one.code for one in found] == ["DBM077", "DBM077"]
    assert {"ZOS1", "UNIX1"} == {one.message.split()[0] for one in found}


def test_ports_of_zos_are_not_judged_while_the_policy_is_not_known() -> None:
    unknown = replace(ZOS, secure_ports=None)
    plain = replace(CLIENT, data=CLIENT.data.replace(b",,,,,ZSSL", b""))
    assert codes(plain, unknown, UNIX) == []


def test_host_name_of_two_machines_is_found() -> None:
    assert "DBM081" in codes(CLIENT, ZOS, replace(UNIX, hosts=("ZOS1.example.com",)))


def test_two_files_of_one_machine_are_told_of_and_compared() -> None:
    other = replace(CLIENT, file="bin32/dbmover.cfg")
    assert codes(CLIENT, other, ZOS, UNIX) == ["DBM062"]
    other = replace(other, data=other.data.replace(b"SRVR_CERT=Y", b"SRVR_CERT=N"))
    assert codes(CLIENT, other, ZOS, UNIX) == ["DBM062", "DBM080"]


def test_bytes_of_a_file_do_not_show_in_its_record() -> None:
    assert "PASSEP" not in repr(CLIENT)
