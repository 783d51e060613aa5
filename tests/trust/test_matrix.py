"""The matrix from artifacts: a good estate, and the first cause of each way to break it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from pwxwizard.dbmover import PLACEHOLDER
from pwxwizard.project import Connection, Listener
from pwxwizard.trust import (
    Artifacts,
    Kind,
    Prediction,
    as_finding,
    breaks,
    ends,
    matrix,
)
from tests.trust import authority, estate
from tests.trust.estate import MemoryReader, path, pem

ZOS_DBMOVER, POLICY = path("ZOS1", "DBMOVER"), path("ZOS1", "pagent_ttls.conf")
INTSVC_DBMOVER, WIN_DBMOVER = path("INTSVC", "dbmover.cfg"), path("WIN1", "dbmover.cfg")
ZOS, INTSVC, WIN = "INTSVC->ZOS1.SEC", "INTSVC->ZOS1.SEC", "WIN1->INTSVC.INTSEC"
SHADOW = """
TTLSRule FOREIGN
{
  LocalPortRange 6000-6010
  Direction Inbound
  Priority 900
  TTLSGroupActionRef off
}
TTLSGroupAction off
{
  TTLSEnabled Off
}
"""
RSA_ONLY = "V3CipherSuites TLS_RSA_WITH_AES_256_GCM_SHA384\n}"
EC_SUITES = estate.POLICY[estate.POLICY.index("  V3CipherSuites TLS_AES") :]


def leaf(kind: str, side: str = "server") -> bytes:
    made = authority.leaf(kind, "ec", side)
    return pem(made.certificate, *made.chain)


def predicted(files: dict[str, bytes], name: str) -> Prediction:
    cells = matrix(estate.project(), MemoryReader(files), authority.NOW)
    return next(cell.prediction for cell in cells if cell.connection.name == name)


def test_a_finished_estate_works() -> None:
    reader = MemoryReader(estate.files())
    cells = matrix(estate.project(), reader, authority.NOW)

    assert [cell.prediction.verdict for cell in cells] == ["works"] * 3
    assert all(cell.prediction.first_cause is None for cell in cells)
    assert cells[0].prediction.suite == "TLS_AES_256_GCM_SHA384"
    assert cells[0].prediction.protocol == "TLSv1.3"
    assert cells[0].prediction.client_asked
    assert max(reader.looks.values()) == 1


EDITS = [
    # what is broken, file, old text, new text, connection, code, item
    ("NODE removed", INTSVC_DBMOVER, "NODE=(SEC", "/*NODE=(SEC", ZOS, "TRU101", "dbmover/INTSVC"),
    (
        "NODE without token",
        INTSVC_DBMOVER,
        "6001,,,,,ZSSL",
        "6001",
        ZOS,
        "TRU102",
        "dbmover/INTSVC",
    ),
    ("NODE port", INTSVC_DBMOVER, "com,6001", "com,2480", ZOS, "TRU103", "dbmover/INTSVC"),
    (
        "NODE host",
        INTSVC_DBMOVER,
        "zos1.example.com",
        "as400.example.com",
        ZOS,
        "TRU104",
        "dbmover/INTSVC",
    ),
    ("port moved", ZOS_DBMOVER, "6001", "6009", ZOS, "TRU110", "dbmover/ZOS1"),
    ("LISTENER plain", INTSVC_DBMOVER, "6002,,,,,,SSL", "6002", WIN, "TRU111", "dbmover/INTSVC"),
    ("rule for another port", POLICY, "6001", "6009", ZOS, "TRU112", "at-tls/ZOS1"),
    ("rule for another job", POLICY, "PWXLST", "OTHER", ZOS, "TRU112", "at-tls/ZOS1"),
    ("rule outbound", POLICY, "Inbound", "Outbound", ZOS, "TRU112", "at-tls/ZOS1"),
    ("TTLSEnabled off", POLICY, "Enabled On", "Enabled Off", ZOS, "TRU113", "at-tls/ZOS1"),
    (
        "application controlled",
        POLICY,
        "Controlled Off",
        "Controlled On",
        ZOS,
        "TRU114",
        "at-tls/ZOS1",
    ),
    ("key ring action gone", POLICY, "TTLSKeyringParmsRef k", "", ZOS, "TRU115", "at-tls/ZOS1"),
    (
        "z/OS as the client",
        POLICY,
        "HandshakeRole ServerWithClientAuth",
        "HandshakeRole Client",
        ZOS,
        "TRU116",
        "at-tls/ZOS1",
    ),
    (
        "rule shadowed",
        POLICY,
        "TTLSRule PWX",
        SHADOW + "TTLSRule PWX",
        ZOS,
        "TRU117",
        "at-tls/ZOS1",
    ),
    (
        "cipher list of nonsense at the client",
        INTSVC_DBMOVER,
        "SSL_REQ_CLNT",
        "SSL_CIPHER_LIST=ECDHE-RSA-BOGUS\nSSL_REQ_CLNT",
        ZOS,
        "TRU126",
        "dbmover/INTSVC",
    ),
    (
        "cipher list of nonsense at the server",
        INTSVC_DBMOVER,
        "SSL_REQ_CLNT",
        "SSL_CIPHER_LIST=ECDHE-RSA-BOGUS:!aNULL\nSSL_REQ_CLNT",
        WIN,
        "TRU126",
        "dbmover/INTSVC",
    ),
    (
        "old version only",
        POLICY,
        "TLSv1.1 Off\n  TLSv1.2 On\n  TLSv1.3 On",
        "TLSv1.1 On\n  TLSv1.2 Off\n  TLSv1.3 Off",
        ZOS,
        "TRU120",
        "at-tls/ZOS1",
    ),
    (
        "cipher list disjoint",
        INTSVC_DBMOVER,
        "SSL_REQ_CLNT",
        "SSL_CIPHER_LIST=AES128-SHA\nSSL_REQ_CLNT",
        "INTSVC->ZOS1.SEC TLS 1.2",
        "TRU121",
        "dbmover/INTSVC",
    ),
    ("EC key, RSA suites", POLICY, EC_SUITES, RSA_ONLY, ZOS, "TRU122", "at-tls/ZOS1"),
    (
        "no server certificate",
        INTSVC_DBMOVER,
        ",PERSONAL=/ssl/personal.pem",
        "",
        WIN,
        "TRU123",
        "personal-certificate/INTSVC",
    ),
    (
        "no client certificate",
        INTSVC_DBMOVER,
        ",PERSONAL=/ssl/personal.pem",
        "",
        ZOS,
        "TRU136",
        "dbmover/INTSVC",
    ),
    (
        "no CA list named",
        INTSVC_DBMOVER,
        "CALIST=/ssl/ca.pem,",
        "",
        ZOS,
        "TRU130",
        "personal-certificate/INTSVC",
    ),
]


@pytest.mark.parametrize(
    ("file", "old", "new", "name", "code", "item"),
    [edit[1:] for edit in EDITS],
    ids=[edit[0] for edit in EDITS],
)
def test_first_cause_of_a_broken_file(
    file: str, old: str, new: str, name: str, code: str, item: str
) -> None:
    files = estate.files()
    text = files[file].decode()
    assert old in text
    files[file] = text.replace(old, new).encode()
    if name.endswith(" TLS 1.2"):
        files[POLICY] = files[POLICY].replace(b"TLSv1.3 On", b"TLSv1.3 Off")
        name = name.removesuffix(" TLS 1.2")
    prediction = predicted(files, name)
    cause = prediction.first_cause

    assert prediction.verdict == "fails"
    assert cause is not None
    assert (cause.code, cause.item) == (code, item)
    assert as_finding(cause).fix


CERTIFICATES = [
    ("CA missing at the client", "INTSVC", "ca-list", "other", "TRU130", "INTSVC"),
    ("CA missing at the server", "ZOS1", "ca-list", "other", "TRU130", "ZOS1"),
    ("server expired", "ZOS1", "certificate", "expired", "TRU131", "ZOS1"),
    ("client expired", "INTSVC", "certificate", "expired", "TRU131", "INTSVC"),
    ("server not valid yet", "ZOS1", "certificate", "not-yet", "TRU132", "ZOS1"),
    ("server for clients only", "ZOS1", "certificate", "client-only", "TRU134", "ZOS1"),
    ("client for servers only", "INTSVC", "certificate", "server-only", "TRU134", "INTSVC"),
    ("client malformed", "INTSVC", "certificate", "malformed", "TRU125", "INTSVC"),
    ("server malformed", "ZOS1", "certificate", "malformed", "TRU125", "ZOS1"),
    ("client key weak", "INTSVC", "certificate", "weak", "TRU124", "INTSVC"),
    ("intermediate not sent", "ZOS1", "certificate", "missing-intermediate", "TRU130", "INTSVC"),
]


@pytest.mark.parametrize(
    ("machine", "file", "kind", "code", "mended"),
    [row[1:] for row in CERTIFICATES],
    ids=[row[0] for row in CERTIFICATES],
)
def test_first_cause_of_a_bad_certificate(
    machine: str, file: str, kind: str, code: str, mended: str
) -> None:
    files = estate.files()
    bad = pem(authority.root(1).certificate) if kind == "other" else leaf(kind)
    files[path(machine, f"{file}.pem")] = bad
    cause = predicted(files, ZOS).first_cause

    assert cause is not None
    assert (cause.code, cause.item) == (code, f"personal-certificate/{mended}")


def test_a_self_signed_server_is_refused_unless_the_switch_allows_it() -> None:
    files = estate.files()
    files[path("ZOS1", "certificate.pem")] = leaf("self-signed")
    cause = predicted(files, ZOS).first_cause
    assert cause is not None
    assert (cause.code, cause.item) == ("TRU133", "dbmover/INTSVC")

    files[INTSVC_DBMOVER] = files[INTSVC_DBMOVER].replace(b"SELFSIGNED=N", b"SELFSIGNED=Y")
    assert predicted(files, ZOS).verdict == "works"


@pytest.mark.parametrize(
    ("file", "code"),
    [
        (INTSVC_DBMOVER, "TRU201"),
        (POLICY, "TRU202"),
        (path("ZOS1", "certificate.pem"), "TRU203"),
        (path("INTSVC", "certificate.pem"), "TRU203"),
        (path("ZOS1", "ca-list.pem"), "TRU204"),
    ],
)
def test_what_is_missing_is_unknown_and_named(file: str, code: str) -> None:
    files = estate.files()
    del files[file]
    prediction = predicted(files, ZOS)
    gaps = [reason.code for reason in prediction.reasons if reason.kind is Kind.GAP]

    assert code in gaps
    assert prediction.verdict == "unknown"


def test_rubbish_in_place_of_a_certificate_fails_and_is_named() -> None:
    files = estate.files()
    files[path("ZOS1", "certificate.pem")] = b"not a certificate"
    prediction = predicted(files, ZOS)

    assert prediction.verdict == "fails"
    assert prediction.first_cause is not None
    assert prediction.first_cause.code == "TRU125"


def test_authentication_that_is_left_out_is_named() -> None:
    files = estate.files()
    files[INTSVC_DBMOVER] = files[INTSVC_DBMOVER].replace(b"SRVR_CERT=Y", b"SRVR_CERT=N")
    files[POLICY] = files[POLICY].replace(b"ServerWithClientAuth", b"Server")
    prediction = predicted(files, ZOS)

    assert prediction.verdict == "works-without-authentication"
    assert {reason.code for reason in prediction.reasons} >= {"TRU302", "TRU303", "TRU310"}
    assert not prediction.client_asked


def test_a_passphrase_to_be_filled_in_is_remarked_at_both_ends() -> None:
    files = estate.files()
    whole = files[INTSVC_DBMOVER]
    assert "TRU316" not in {one.code for one in predicted(files, INTSVC).reasons}
    assert not predicted(files, INTSVC).to_fill_in
    files[INTSVC_DBMOVER] = whole.replace(b"PASSEP=00", f"PASSEP={PLACEHOLDER}".encode())
    assert files[INTSVC_DBMOVER] != whole
    for name in (INTSVC, WIN):
        prediction = predicted(files, name)
        assert prediction.verdict == "works"
        assert prediction.to_fill_in
        told = [one for one in prediction.reasons if one.code == "TRU316"]
        assert [(one.item, one.kind) for one in told] == [("dbmover/INTSVC", Kind.REMARK)]
        finding = as_finding(told[0])
        assert finding.why
        assert finding.fix
        assert finding.source


def test_the_input_file_is_judged_until_there_is_an_artifact() -> None:
    files = estate.files()
    files["in/dbmover.cfg"] = files.pop(INTSVC_DBMOVER)
    tables = {"machine": {"INTSVC": {"dbmover": {"file": "in/dbmover.cfg"}}}}
    project = replace(estate.project(), tables=tables)
    _, client, findings = ends(project, project.connection[0], MemoryReader(files))

    assert client is not None
    assert client.token == "ZSSL"
    assert "TRU301" in {finding.code for finding in findings}


def test_a_connection_into_nowhere_is_unknown() -> None:
    project = replace(estate.project(), connection=(Connection("INTSVC", "ZOS9.SEC"),))
    (cell,) = matrix(project, MemoryReader(estate.files()), authority.NOW)

    assert cell.prediction.verdict == "unknown"
    assert ends(project, project.connection[0], MemoryReader({}))[0] is None


def test_a_netport_job_without_a_rule_is_remarked() -> None:
    project = estate.project()
    listener = Listener("SEC", 6001, job="PWXLST", netport_jobs=("PWXNET",), user="PWXSTC")
    machine = replace(project.machine["ZOS1"], listener={"SEC": listener})
    project = replace(project, machine={**project.machine, "ZOS1": machine})
    cells = matrix(project, MemoryReader(estate.files()), authority.NOW)

    assert cells[0].prediction.verdict == "works"
    assert "TRU308" in {reason.code for reason in cells[0].prediction.reasons}


def test_all_pairs_are_judged_on_demand() -> None:
    cells = matrix(estate.project(), MemoryReader(estate.files()), authority.NOW, all_pairs=True)

    assert [cell.connection.name for cell in cells] == [
        "INTSVC->ZOS1.SEC",
        "INTSVC->AS400.ASSEC",
        "WIN1->ZOS1.SEC",
        "WIN1->INTSVC.INTSEC",
        "WIN1->AS400.ASSEC",
    ]
    assert [cell.prediction.verdict for cell in cells].count("works") == 3


def test_what_breaks_first_is_found_with_its_date() -> None:
    files = estate.files()
    soon = authority.certificate(
        "soon", authority.key("ec", 1), authority.root(), end=authority.NOW + timedelta(days=9)
    )
    files[path("AS400", "certificate.pem")] = pem(soon)
    found = breaks(estate.project(), MemoryReader(files), authority.NOW)

    assert [one.connection.name for one in found] == [
        "INTSVC->AS400.ASSEC",
        "INTSVC->ZOS1.SEC",
        "WIN1->INTSVC.INTSEC",
    ]
    assert found[0].when == soon.not_valid_after_utc
    assert found[0].reason.code == "TRU131"
    assert found[0].reason.item == "personal-certificate/AS400"
    near = authority.NOW + timedelta(days=8)
    assert breaks(estate.project(), MemoryReader(files), authority.NOW, until=near) == ()


def test_the_matrix_of_another_day_needs_no_reading_again() -> None:
    reader = MemoryReader(estate.files())
    artifacts = Artifacts(estate.project(), reader)
    for days in (0, 50, 101):
        at = authority.NOW + timedelta(days=days)
        cells = matrix(estate.project(), reader, at, artifacts=artifacts)
        assert {cell.prediction.verdict for cell in cells} == {"fails" if days > 100 else "works"}

    assert max(reader.looks.values()) == 1
