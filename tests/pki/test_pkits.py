"""NIST PKITS: our verdict on every end-entity certificate, with all lists at hand.

The names of the suite's files carry the expected verdict under default settings; tests that are
to be run with several settings are listed with each of them.
"""

import re
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import cryptography_vectors
import pytest
from cryptography import x509

from pwxwizard import pki
from pwxwizard.finding import Severity
from pwxwizard.pki.attempt import Unreadable, attempt

DATA = Path(cryptography_vectors.__file__).parent / "x509" / "PKITS_data"
AT = datetime(2015, 1, 1, tzinfo=UTC)
ANCHOR = "TrustAnchorRootCertificate"

EXCEPTIONS = {
    "ValidDSAParameterInheritanceTest5EE": "the library loads no DSA key without parameters",
    "InvaliddeltaCRLTest4EE": "delta revocation lists are not applied",
    "ValiddeltaCRLTest5EE": "delta revocation lists are not applied",
}

REASONS: list[tuple[str, set[str]]] = [
    ("CASignature|EESignature|DSASignature", {"PKI102"}),
    ("notBefore", {"PKI105"}),
    ("notAfter", {"PKI104"}),
    ("nameConstraints", {"PKI111"}),
    ("NameChaining", {"PKI100"}),
    ("pathLenConstraint", {"PKI107"}),
    ("basicConstraints|cAFalse", {"PKI106"}),
    ("keyCertSignFalse", {"PKI108"}),
    ("UnknownCriticalCertificateExtension", {"PKI109"}),
    ("Policy|Mapping", {"PKI112"}),
    # everything else is about revocation; one of its lists is signed with the wrong key
    ("", {"PKI102", "PKI118", "PKI119"}),
]
"""What a test's name begins with or contains -> the reasons for which we may refuse."""

POLICY_1, POLICY_2, POLICY_3 = (f"2.16.840.1.101.3.2.1.48.{number}" for number in (1, 2, 3))


def _accept(*policies: str) -> pki.PolicyInputs:
    return pki.PolicyInputs(frozenset(policies), require_explicit=True)


_EXPLICIT = pki.PolicyInputs(require_explicit=True)
_DEFAULT = pki.PolicyInputs()

SETTINGS: list[tuple[str, pki.PolicyInputs, bool]] = [
    ("ValidCertificatePathTest1EE", _EXPLICIT, True),
    ("ValidCertificatePathTest1EE", _accept(POLICY_1), True),
    ("ValidCertificatePathTest1EE", _accept(POLICY_2), False),
    ("ValidCertificatePathTest1EE", _accept(POLICY_1, POLICY_2), True),
    ("AllCertificatesNoPoliciesTest2EE", _DEFAULT, True),
    ("AllCertificatesNoPoliciesTest2EE", _EXPLICIT, False),
    ("DifferentPoliciesTest3EE", _DEFAULT, True),
    ("DifferentPoliciesTest3EE", _EXPLICIT, False),
    ("DifferentPoliciesTest3EE", _accept(POLICY_1, POLICY_2), False),
    ("DifferentPoliciesTest4EE", _DEFAULT, False),
    ("DifferentPoliciesTest5EE", _DEFAULT, False),
    ("OverlappingPoliciesTest6EE", _DEFAULT, True),
    ("OverlappingPoliciesTest6EE", _accept(POLICY_1), True),
    ("OverlappingPoliciesTest6EE", _accept(POLICY_2), False),
    ("DifferentPoliciesTest7EE", _DEFAULT, False),
    ("DifferentPoliciesTest8EE", _DEFAULT, False),
    ("DifferentPoliciesTest9EE", _DEFAULT, False),
    ("AllCertificatesSamePoliciesTest10EE", _DEFAULT, True),
    ("AllCertificatesSamePoliciesTest10EE", _accept(POLICY_1), True),
    ("AllCertificatesSamePoliciesTest10EE", _accept(POLICY_2), True),
    ("AllCertificatesanyPolicyTest11EE", _DEFAULT, True),
    ("AllCertificatesanyPolicyTest11EE", _accept(POLICY_1), True),
    ("DifferentPoliciesTest12EE", _DEFAULT, False),
    ("AllCertificatesSamePoliciesTest13EE", _accept(POLICY_1), True),
    ("AllCertificatesSamePoliciesTest13EE", _accept(POLICY_2), True),
    ("AllCertificatesSamePoliciesTest13EE", _accept(POLICY_3), True),
    ("AnyPolicyTest14EE", _accept(POLICY_1), True),
    ("AnyPolicyTest14EE", _accept(POLICY_2), False),
    ("UserNoticeQualifierTest15EE", _DEFAULT, True),
    ("UserNoticeQualifierTest16EE", _DEFAULT, True),
    ("UserNoticeQualifierTest17EE", _DEFAULT, True),
    ("UserNoticeQualifierTest18EE", _accept(POLICY_1), True),
    ("UserNoticeQualifierTest18EE", _accept(POLICY_2), True),
    ("UserNoticeQualifierTest19EE", _DEFAULT, True),
    ("CPSPointerQualifierTest20EE", _DEFAULT, True),
    ("inhibitAnyPolicyTest3EE", _DEFAULT, True),
    ("inhibitAnyPolicyTest3EE", pki.PolicyInputs(inhibit_any=True), False),
    ("ValidPolicyMappingTest1EE", _accept(POLICY_1), True),
    ("ValidPolicyMappingTest1EE", _accept(POLICY_2), False),
    (
        "ValidPolicyMappingTest1EE",
        pki.PolicyInputs(inhibit_mapping=True, require_explicit=True),
        False,
    ),
]


@cache
def _certificates() -> dict[str, x509.Certificate]:
    loaded = {path.stem: _loaded(path) for path in sorted((DATA / "certs").iterdir())}
    return {name: one for name, one in loaded.items() if not isinstance(one, Unreadable)}


def _loaded(path: Path) -> x509.Certificate | Unreadable:
    return attempt(lambda: x509.load_der_x509_certificate(path.read_bytes()))


@cache
def _lists() -> tuple[x509.CertificateRevocationList, ...]:
    return tuple(
        x509.load_der_x509_crl(path.read_bytes()) for path in sorted((DATA / "crls").iterdir())
    )


def _verdict(name: str, policies: pki.PolicyInputs) -> pki.Verdict:
    certificates = _certificates()
    return pki.verify(
        certificates[name],
        [certificates[ANCHOR]],
        [one for other, one in certificates.items() if other != ANCHOR and other[-2:] != "EE"],
        at=AT,
        crls=_lists(),
        require_revocation=True,
        policies=policies,
    )


def _named_verdicts() -> list[str]:
    names = sorted(path.stem for path in (DATA / "certs").iterdir())
    return [
        name
        for name in names
        if name.endswith("EE") and name.startswith(("Valid", "Invalid")) and name not in EXCEPTIONS
    ]


@pytest.mark.parametrize("section", range(8))
def test_verdicts_agree_with_the_suite(section: int) -> None:
    differing = {}
    for name in _named_verdicts()[section::8]:
        verdict = _verdict(name, _DEFAULT)
        if verdict.ok != name.startswith("Valid"):
            differing[name] = [str(reason) for reason in verdict.reasons]
        codes = {one.code for one in verdict.reasons if one.severity is Severity.ERROR}
        expected = next(codes for pattern, codes in REASONS if re.search(pattern, name))
        assert verdict.ok or (codes and codes <= expected), (name, codes)
    assert differing == {}


def test_every_exception_is_one_for_its_reason() -> None:
    unreadable, revoked_later, released_later = EXCEPTIONS
    assert unreadable not in _certificates()
    # the base list knows nothing of the withdrawal, or of its end, that only the delta tells
    assert _verdict(revoked_later, _DEFAULT).ok
    refused = _verdict(released_later, _DEFAULT)
    assert {one.code for one in refused.reasons} == {"PKI118"}
    stated = " ".join(pki.NOT_CLAIMED)
    assert "Delta revocation lists" in stated
    assert "DSA keys that inherit their parameters" in stated


def test_no_certificate_of_the_suite_is_left_out() -> None:
    judged = {*_named_verdicts(), *EXCEPTIONS, *(name for name, _, _ in SETTINGS)}
    assert len(judged) == 223
    assert {path.stem for path in (DATA / "certs").iterdir() if path.stem[-2:] == "EE"} == judged


def test_verdicts_agree_under_every_listed_setting() -> None:
    differing = [
        (name, policies)
        for name, policies, expected in SETTINGS
        if _verdict(name, policies).ok is not expected
    ]
    assert differing == []
