"""Every keyword alone is accepted, one letter off refused with a suggestion, by release."""

from collections.abc import Iterator

import pytest

from pwxwizard import attls
from pwxwizard.attls.grammar import at_least, suggestion
from pwxwizard.knowledge import Confidence
from tests.attls.samples import GRAMMAR

SAMPLES = {
    "address": "10.0.0.1",
    "single-address": "10.0.0.1",
    "prefix": "10.0.0.0/8",
    "address-range": "10.0.0.1-10.0.0.9",
    "ports": "6001",
    "job": "PWXLST",
    "user": "PWXSTC",
    "reference": "Name",
    "suites-v2": "1",
    "suites-2": "2F",
    "suites-4": "1301",
    "codes": "0401",
    "times": "08:00-18:00",
    "text": "value",
}
REFUSED = {"ATT005", "ATT006", "ATT007", "ATT008", "ATT024", "ATT025", "ATT026", "ATT033"}


def sample(known: attls.AttributeRule) -> str:
    if known.kind == "keyword":
        return known.values[0]
    if known.kind == "number":
        return str(known.minimum)
    if known.kind == "mask":
        return "1" * known.lengths[0]
    return SAMPLES[known.kind]


def attributes() -> Iterator[tuple[attls.StatementRule, attls.AttributeRule]]:
    for statement in GRAMMAR.statements.values():
        for known in statement.attributes.values():
            yield statement, known


def text_of(statement: str, keyword: str, known: attls.AttributeRule, value: str = "") -> bytes:
    if known.kind == "block":
        return f"{statement} A\n{{\n  {keyword}\n  {{\n  }}\n}}\n".encode()
    return f"{statement} A\n{{\n  {keyword} {value or sample(known)}\n}}\n".encode()


def refusals(data: bytes, release: str = "3.2") -> list[tuple[str, str]]:
    findings = attls.check([attls.parse(data)], GRAMMAR, release=release)
    return [(each.code, each.message) for each in findings if each.code in REFUSED]


PAIRS = [
    pytest.param(statement, known, id=f"{statement.name}.{known.name}")
    for statement, known in attributes()
]


@pytest.mark.parametrize(("statement", "known"), PAIRS)
def test_a_keyword_alone_is_accepted_and_one_letter_off_is_not(
    statement: attls.StatementRule, known: attls.AttributeRule
) -> None:
    assert refusals(text_of(statement.name, known.name, known)) == []
    assert refusals(text_of(statement.name, known.name.upper(), known)) == []
    for wrong in (known.name[:-1], known.name + "x", known.name[0] + "q" + known.name[2:]):
        if wrong.lower() in statement.attributes:
            continue
        ((code, message),) = refusals(text_of(statement.name, wrong, known))
        assert code in {"ATT006", "ATT008"}
        assert "Did you mean" in message or len(known.name) < 5 or code == "ATT008"


@pytest.mark.parametrize(("statement", "known"), PAIRS)
def test_a_release_knows_only_its_keywords(
    statement: attls.StatementRule, known: attls.AttributeRule
) -> None:
    for release in GRAMMAR.releases:
        found = [code for code, _ in refusals(text_of(statement.name, known.name, known), release)]
        expected = at_least(release, known.since) and at_least(release, statement.since)
        assert (found == []) is expected
    for value, since in known.value_since.items():
        for release in GRAMMAR.releases:
            text = text_of(statement.name, known.name, known, value)
            assert (refusals(text, release) == []) is at_least(release, since)


@pytest.mark.parametrize(
    ("statement", "known"),
    [pair for pair in PAIRS if pair.values[1].values],  # type: ignore[union-attr]  # the second value is the attribute
)
def test_each_value_is_accepted_and_one_letter_off_is_not(
    statement: attls.StatementRule, known: attls.AttributeRule
) -> None:
    for value in known.values:
        assert refusals(text_of(statement.name, known.name, known, value.upper())) == []
        found = refusals(text_of(statement.name, known.name, known, value + "x"))
        assert [code for code, _ in found] == ["ATT033"]


@pytest.mark.parametrize("name", [rule.name for rule in GRAMMAR.statements.values()])
def test_a_statement_one_letter_off_is_refused_with_a_suggestion(name: str) -> None:
    if GRAMMAR.statements[name.lower()].level == "line":
        assert refusals(f"{name} value\n".encode()) == []
        text = f"{name}x value\n"
    else:
        text = f"{name}x A\n{{\n}}\n"
    ((code, message),) = refusals(text.encode())
    assert code == "ATT005"
    assert "Did you mean" in message


def test_the_grammar_is_consistent() -> None:
    for statement, known in attributes():
        assert known.kind in {*SAMPLES, "keyword", "number", "mask", "block"}
        assert known.since in GRAMMAR.releases
        assert known.provenance.source
        if known.kind in {"block", "reference"}:
            assert GRAMMAR.statement(known.statement) is not None
        if known.default and known.kind == "keyword":
            assert known.default in known.values
        if known.kind == "number":
            assert known.minimum < known.maximum
        assert statement.level in {"top", "inline", "both", "line"}


def test_what_is_remembered_is_marked() -> None:
    label = GRAMMAR.attribute("TTLSEnvironmentAdvancedParms", "ServerCertificateLabel")
    protocol = GRAMMAR.attribute("TTLSEnvironmentAdvancedParms", "tlsv1.2")
    assert label is not None
    assert protocol is not None
    assert label.provenance.confidence is Confidence.ASSUMED
    assert protocol.provenance.confidence is Confidence.DOCUMENTED


def test_a_correction_acts_and_stays_visible() -> None:
    grammar = attls.Grammar.load(
        {"statement": {"TTLSRule": {"attribute": {"Jobname": {"kind": "text"}}}}}
    )
    job = grammar.attribute("TTLSRule", "jobname")
    assert job is not None
    assert (job.kind, job.provenance.confidence) == ("text", Confidence.OVERRIDDEN)
    assert GRAMMAR.attribute("TTLSRule", "Jobname") != job


def test_suggestions_are_near_or_nothing() -> None:
    assert suggestion("HandShakRole", ["HandshakeRole", "Trace"]) == "HandshakeRole"
    assert suggestion("Banana", ["HandshakeRole", "Trace"]) == ""


def test_suites_are_found_by_constant_and_code() -> None:
    suite = attls.SUITES.find("c030")
    assert suite is not None
    assert suite.name == "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"
    assert suite.openssl == "ECDHE-RSA-AES256-GCM-SHA384"
    assert suite.protocols == ("TLSv1.2",)
    assert suite.certificate_key == "rsa"
    assert attls.SUITES.find("TLS_AES_128_GCM_SHA256") == attls.SUITES.find("1301")
    assert attls.SUITES.find("CCA8") is None
    assert len(list(attls.SUITES)) == 87


@pytest.mark.parametrize(
    ("name", "protocols", "key"),
    [
        ("0035", ("TLSv1", "TLSv1.1", "TLSv1.2"), "rsa"),
        ("0001", ("SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2"), "rsa"),
        ("1301", ("TLSv1.3",), ""),
        ("C02B", ("TLSv1.2",), "ec"),
        ("0032", ("TLSv1", "TLSv1.1", "TLSv1.2"), "dsa"),
    ],
)
def test_a_suite_knows_its_protocols_and_key(
    name: str, protocols: tuple[str, ...], key: str
) -> None:
    suite = attls.SUITES.find(name)
    assert suite is not None
    assert (suite.protocols, suite.certificate_key) == (protocols, key)
