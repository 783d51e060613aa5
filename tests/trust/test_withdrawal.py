"""Withdrawn certificates in the matrix: accepted all the same, unless the peer looks for them."""

from dataclasses import replace
from typing import Any

import pytest

from pwxwizard import attls
from pwxwizard.trust import Kind, Prediction, luw_client, matrix, predict, zos_server
from pwxwizard.trust.withdrawal import asks_for_lists, withdrawals
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
