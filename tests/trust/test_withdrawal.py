"""Withdrawn certificates in the matrix: accepted all the same, unless the peer looks for them."""

from dataclasses import replace
from typing import Any

import pytest

from pwxwizard import attls
from pwxwizard.finding import Severity, Where
from pwxwizard.project import ItemRecord, Project, Record, fingerprint
from pwxwizard.trust import (
    RULES,
    Kind,
    Prediction,
    ServerPolicy,
    as_finding,
    luw_client,
    matrix,
    predict,
    zos_server,
)
from pwxwizard.trust.withdrawal import (
    Authorities,
    Withdrawal,
    asks_for_lists,
    authorities,
    withdrawals,
)
from screens.verdicts import told, verdict
from tests.trust import authority, estate, pairs
from tests.trust.estate import MemoryReader


def withdrawn(side: str, **entry: str) -> dict[str, Any]:
    serial = authority.leaf("good", "ec", side).certificate.serial_number
    return {"ca": {"revoked": {f"{serial:X}": entry}}}


def said(prediction: Prediction) -> list[str]:
    return [one.sentence for one in prediction.reasons if one.code == "TRU317"]


def test_each_connection_that_shows_one_works_and_says_whose_it_is() -> None:
    tables = withdrawn("client", date="2026-11-01", reason="key-compromise")
    project = replace(estate.project(), tables=tables)
    cells = matrix(project, MemoryReader(estate.files()), authority.NOW)
    found = {cell.connection.name: cell.prediction for cell in cells}
    # only WIN1 shows the client's certificate
    (sentence,) = said(found["WIN1->INTSVC.INTSEC"])
    assert sentence.startswith(
        "The certificate of WIN1 was withdrawn on 2026-11-01 (key compromise), and INTSVC accepts it"
    )
    assert {prediction.verdict for prediction in found.values()} == {"works"}
    shown = {name: str(verdict(prediction)) for name, prediction in found.items()}
    assert shown.pop("WIN1->INTSVC.INTSEC") == "! works still"
    assert set(shown.values()) == {"√ works"}
    (reason,) = (one for one in found["WIN1->INTSVC.INTSEC"].reasons if one.code == "TRU317")
    assert (reason.kind, reason.item) == (Kind.REMARK, "personal-certificate/WIN1")
    assert "new key" in reason.rule.fix
    remarks = [one.code for one in found["WIN1->INTSVC.INTSEC"].reasons if one.kind is Kind.REMARK]
    assert remarks[0] == "TRU317"
    assert str(told(reason, project)).startswith("! warning  The certificate of WIN1")


def test_what_nobody_checks_is_not_spoken_of() -> None:
    server, client = pairs.server(withdrawn="on X"), pairs.client(withdrawn="on X")
    assert len(said(predict(server, client, authority.NOW))) == 2
    blind = replace(client, policy=luw_client(req_srvr_cert=False, allow_self_signed=False))
    assert len(said(predict(server, blind, authority.NOW))) == 1
    policy = zos_server("ServerWithClientAuth", "PassThru")
    assert policy is not None
    assert not said(predict(replace(server, policy=policy), blind, authority.NOW))


def test_a_rule_that_looks_for_them_is_named() -> None:
    server = pairs.server(reads_lists="HttpCdpEnable On")
    (sentence,) = said(predict(server, pairs.client(withdrawn="on X"), authority.NOW))
    assert (
        "the rule of ZOS1 has HttpCdpEnable On, so it is refused if the list is found" in sentence
    )


@pytest.mark.parametrize(
    ("block", "wanted"),
    [
        ("", ""),
        ("TTLSGskHttpCdpParms\n{\nHttpCdpEnable On\n}", "HttpCdpEnable On"),
        ("TTLSGskHttpCdpParms\n{\nHttpCdpEnable Off\n}", ""),
        ("TTLSGskOcspParms\n{\nOcspAiaEnable On\n}", "OcspAiaEnable On"),
        ("TTLSGskOcspParms\n{\nOcspUrl http://ocsp.example.com\n}", "OcspUrl http://ocsp.example.com"),
        ("TTLSGskLdapParms\n{\nGSK_LDAP_SERVER ldap.example.com\n}", "GSK_LDAP_SERVER ldap.example.com"),
    ],
)  # fmt: skip
def test_a_rule_asks_for_them_by_any_of_three_statements(block: str, wanted: str) -> None:
    text = estate.POLICY.replace(
        "  TTLSCipherParmsRef c\n", "  TTLSCipherParmsRef c\n  TTLSGskAdvancedParmsRef x\n"
    )
    text += f"TTLSGskAdvancedParms x\n{{\n{block}\n}}\n"
    policies = attls.resolve([attls.parse(text.encode(), "p")], attls.Grammar.load())
    assert asks_for_lists(attls.effective(policies, "PWX_SEC", release="3.1")) == wanted


def test_an_entry_that_cannot_be_read_counts_for_nothing() -> None:
    revoked = {"5a:0F": {"date": "2026-11-01"}, "nobody": {}, "7": "text"}
    project = replace(estate.project(), tables={"ca": {"revoked": revoked}})
    assert withdrawals(project) == {0x5A0F: "on 2026-11-01", 7: "on an unknown day"}


FORMER = (Withdrawal(0x4F, "on 2026-11-30 (key compromise)", "LINUX1", compromised=True),)
REST = ("TRU318", "TRU319")


def formers(prediction: Prediction) -> list[str]:
    return [one.sentence for one in prediction.reasons if one.code in REST]


def test_a_former_certificate_is_told_of_at_both_ends_and_changes_no_verdict() -> None:
    server, client = pairs.server(), pairs.client(former=FORMER)
    before = predict(server, pairs.client(), authority.NOW)
    after = predict(server, client, authority.NOW)
    (sentence,) = formers(after)
    assert sentence == (
        "A former certificate of LINUX1, withdrawn on 2026-11-30 (key compromise), would still be "
        "accepted by ZOS1, which reads no revocation list: whoever has its key can connect with it "
        "until it ends, or until ZOS1 looks for revocation lists or no longer trusts the CA that "
        "signed it."
    )
    assert (after.verdict, after.withdrawn, after.proviso) == ("works", False, "")
    assert replace(after, reasons=()) == replace(before, reasons=())
    (sentence,) = formers(predict(replace(server, former=FORMER), pairs.client(), authority.NOW))
    assert sentence.startswith("A former certificate of ZOS1, withdrawn on 2026-11-30")
    assert sentence.endswith(
        "accepted by LINUX1, which reads no revocation list: whoever has its key can pose as ZOS1 "
        "until it ends, or until LINUX1 no longer trusts the CA that signed it."
    )


@pytest.mark.parametrize(
    ("compromised", "code", "severity", "item"),
    [(True, "TRU318", Severity.WARNING, "ca/CA"), (False, "TRU319", Severity.INFO, "")],
)
def test_a_former_certificate_is_a_warning_where_others_may_have_its_key(
    compromised: bool, code: str, severity: Severity, item: str
) -> None:
    former = (replace(FORMER[0], compromised=compromised),)
    client = pairs.client(former=former, host="other.example.com")
    reasons = predict(pairs.server(), client, authority.NOW).reasons
    (reason,) = (one for one in reasons if one.code in REST)
    assert (reason.code, reason.kind, reason.item) == (code, Kind.REMARK, item)
    finding = as_finding(reason)
    assert (finding.severity, finding.source) == (severity, RULES[code].source)
    remarks = [one.code for one in reasons if one.kind is Kind.REMARK]
    assert (remarks[0] == code) is compromised
    shown = str(told(reason, estate.project()))
    assert shown.startswith("! warning" if compromised else "i remark")
    assert ("To mend in CA certificate" in shown) is compromised


def _server(client_auth: str) -> ServerPolicy:
    policy = zos_server("ServerWithClientAuth", client_auth)
    assert policy is not None
    return policy


@pytest.mark.parametrize(
    "changes",
    [
        {"policy": _server("PassThru")},
        {"policy": zos_server("Server", "Required")},
        {"reads_lists": "HttpCdpEnable On"},
        {"trusted": ()},
        {"trusted": (authority.root(1).certificate,)},
        {"policy": _server("SAFCheck"), "users": ()},
        {"findings": (RULES["TRU110"].at(Where(), "No LISTENER."),)},
    ],
)
def test_a_server_that_would_not_accept_a_former_certificate_is_not_named(
    changes: dict[str, Any],
) -> None:
    known = Authorities({1: (authority.root().certificate,)})
    server = pairs.server(authorities=known)
    client = pairs.client(former=FORMER)
    assert formers(predict(server, client, authority.NOW))
    assert not formers(predict(replace(server, **changes), client, authority.NOW))


def test_a_client_that_checks_no_server_is_not_named() -> None:
    blind = pairs.client(policy=luw_client(req_srvr_cert=False, allow_self_signed=False))
    assert not formers(predict(pairs.server(former=FORMER), blind, authority.NOW))


def test_a_user_id_is_one_more_thing_that_lets_a_former_certificate_in() -> None:
    server = pairs.server(policy=_server("SAFCheck"))
    (sentence,) = formers(predict(server, pairs.client(former=FORMER), authority.NOW))
    assert sentence.endswith(
        "until ZOS1 looks for revocation lists, maps it to no user ID or no longer trusts the CA "
        "that signed it."
    )


def test_a_client_without_a_certificate_may_have_had_one() -> None:
    client = pairs.client("none", former=FORMER)
    prediction = predict(pairs.server(), client, authority.NOW)
    assert prediction.verdict == "fails"
    assert formers(prediction)


@pytest.mark.parametrize(
    ("known", "generation", "trusted"),
    [
        ({1: 0, 2: 1}, 1, True),
        ({1: 0, 2: 1}, 2, False),
        ({2: 1}, 1, True),
        ({2: 0}, 1, False),
        ({}, 1, True),
    ],
)
def test_a_ca_that_is_not_known_may_be_any_that_is_trusted(
    known: dict[int, int], generation: int, trusted: bool
) -> None:
    """The end trusts the CA with the number 0."""
    chains = {key: (authority.root(number).certificate,) for key, number in known.items()}
    by = (authority.root(0).certificate,)
    assert Authorities(chains).trusted(generation, by) is trusted


def test_the_file_of_the_ca_holds_the_one_before_it_until_the_new_one_is_written() -> None:
    old, new = (authority.root(number).certificate for number in (0, 1))
    project = replace(estate.project(), tables={"ca": {"generation": 2}})
    files = {estate.path("ca", "ca.pem"): estate.pem(old)}
    assert authorities(project, MemoryReader(files)).known == {1: (old,), 2: (old,)}
    made = ItemRecord("1", "2026-11-30", {"CA generation": fingerprint(2)}, ())
    written = replace(project, record=Record(item={"ca/CA": made}))
    files = {
        estate.path("ca", "ca.pem"): estate.pem(new),
        estate.path("ca", "former.pem"): estate.pem(old),
    }
    assert authorities(written, MemoryReader(files)).known == {1: (old,), 2: (new,)}
    assert authorities(estate.project(), MemoryReader({})).known == {}


def predicted(project: Project) -> dict[str, list[str]]:
    cells = matrix(project, MemoryReader(estate.files()), authority.NOW)
    return {cell.connection.name: formers(cell.prediction) for cell in cells}


def test_the_matrix_tells_of_each_machine_by_the_name_noted() -> None:
    shown = authority.leaf("good", "ec", "client").certificate.serial_number
    revoked = {
        "4F": {"date": "2026-11-01", "reason": "superseded", "name": "win1"},
        "50": {"date": "2026-11-02", "reason": "superseded", "name": ""},
        "51": {"date": "2026-11-02", "name": "GONE"},
        f"{shown:X}": {"date": "2026-11-03", "name": "WIN1"},
    }
    found = predicted(replace(estate.project(), tables={"ca": {"revoked": revoked}}))
    (sentence,) = found.pop("WIN1->INTSVC.INTSEC")
    assert "of WIN1, withdrawn on 2026-11-01 (superseded), would" in sentence
    assert set(map(tuple, found.values())) == {()}
