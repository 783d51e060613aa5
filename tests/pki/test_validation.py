"""Path validation: each claimed rule fails by itself, with a sentence that names the reason."""

import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.x509.oid import ExtendedKeyUsageOID

from pwxwizard import pki
from pwxwizard.finding import has_errors
from tests.pki.conftest import (
    NOW,
    Authority,
    Estate,
    issuing_authority,
    machine_certificate,
    p256,
    root_authority,
    serial,
)
from tests.pki.making import HOST, Recipe, names

LATER = NOW + timedelta(days=1)
ROOT = root_authority()
CODE_SIGNING = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING])


def _codes(verdict: pki.Verdict) -> set[str]:
    return {reason.code for reason in verdict.reasons}


def test_a_good_chain_is_trusted_whatever_the_order(estate: Estate) -> None:
    root, issuing = estate.root.certificate, estate.issuing.certificate
    stranger = root_authority("CN=Other CA", 40).certificate
    verdicts = [
        pki.verify(estate.leaf, [stranger, root], extra, at=LATER, purpose="server")
        for extra in ([issuing], [stranger, issuing, root], [root, issuing, stranger])
    ]
    for verdict in verdicts:
        assert verdict.ok
        assert verdict.reasons == ()
        assert verdict.path == (estate.leaf, issuing, root)
    verdict = verdicts[0]
    assert "was issued by CN=PWX Issuing CA" in verdict.explanation[0]
    assert len(verdict.explanation) == 3


FAULTS: dict[str, tuple[Recipe, dict[str, str], set[str]]] = {
    "good": (Recipe(), {"purpose": "server", "name": HOST}, set()),
    "good client": (Recipe(), {"purpose": "client"}, set()),
    "wrong name": (Recipe(), {"name": "zos2.example.com"}, {"PKI117"}),
    "address not there": (Recipe(), {"name": "10.1.2.3"}, {"PKI117"}),
    "expired": (Recipe(begin=NOW - timedelta(days=400)), {}, {"PKI104"}),
    "not yet": (Recipe(begin=NOW + timedelta(days=9)), {}, {"PKI105"}),
    "no server use": (
        Recipe(extensions={x509.ExtendedKeyUsage: (CODE_SIGNING, False)}),
        {"purpose": "server"},
        {"PKI113"},
    ),
    "no client use": (
        Recipe(extensions={x509.ExtendedKeyUsage: (CODE_SIGNING, False)}),
        {"purpose": "client"},
        {"PKI114"},
    ),
    "no extended key usage": (
        Recipe(extensions={x509.ExtendedKeyUsage: None}),
        {"purpose": "client"},
        set(),
    ),
    "key usage for nothing": (
        Recipe(extensions={x509.KeyUsage: (x509.KeyUsage(*[False] * 9), True)}),
        {"purpose": "server"},
        {"PKI116"},
    ),
    "unknown critical": (
        Recipe(
            extensions={
                x509.UnrecognizedExtension: (
                    x509.UnrecognizedExtension(x509.ObjectIdentifier("1.2.3.4"), b"\5\0"),
                    True,
                )
            }
        ),
        {},
        {"PKI109"},
    ),
    "another key of the CA": (
        Recipe(issuer=Authority(ROOT.certificate, p256(99))),
        {},
        {"PKI102"},
    ),
    "CA as leaf": (Recipe(ca=True), {"purpose": "server"}, {"PKI116", "PKI122"}),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_each_fault_has_its_own_reason(fault: str) -> None:
    recipe, asked, codes = FAULTS[fault]
    verdict = pki.verify(
        recipe.make(),
        [ROOT.certificate],
        at=LATER,
        purpose=asked.get("purpose"),
        name=asked.get("name"),
    )
    assert _codes(verdict) == codes
    assert verdict.ok is not has_errors(verdict.reasons)


def test_a_missing_issuer_is_named(estate: Estate) -> None:
    verdict = pki.verify(estate.leaf, [estate.root.certificate], at=LATER)
    assert not verdict.ok
    assert _codes(verdict) == {"PKI100"}
    assert "CN=PWX Issuing CA,O=Example" in verdict.reasons[0].message
    other = root_authority("CN=Other CA", 41).certificate
    chain = [estate.issuing.certificate, estate.root.certificate]
    assert _codes(pki.verify(estate.leaf, [other], chain, at=LATER)) == {"PKI101"}
    assert _codes(pki.verify(estate.leaf, [], chain, at=LATER)) == {"PKI124"}
    loose = pki.verify(estate.leaf, [estate.issuing.certificate], at=LATER)
    assert _codes(loose) == {"PKI124", "PKI125"}


def test_issuers_must_be_cas(estate: Estate) -> None:
    plain = machine_certificate(ROOT, 20)
    below = Recipe(issuer=Authority(plain, p256(20)), key=p256(21)).make()
    verdict = pki.verify(below, [ROOT.certificate], [plain], at=LATER)
    assert _codes(verdict) == {"PKI106", "PKI108"}


def test_path_lengths_are_counted() -> None:
    issuing = issuing_authority(ROOT)
    second = Recipe(issuer=issuing, ca=True, key=p256(22), subject="CN=Second").make()
    leaf = Recipe(issuer=Authority(second, p256(22)), key=p256(23)).make()
    verdict = pki.verify(leaf, [ROOT.certificate], [issuing.certificate, second], at=LATER)
    assert _codes(verdict) == {"PKI107"}


def test_a_ca_for_other_purposes_spoils_the_path() -> None:
    limited = Recipe(
        ca=True,
        key=p256(24),
        subject="CN=Code CA",
        extensions={x509.ExtendedKeyUsage: (CODE_SIGNING, False)},
    ).make()
    leaf = Recipe(issuer=Authority(limited, p256(24)), key=p256(25)).make()
    verdict = pki.verify(leaf, [ROOT.certificate], [limited], at=LATER, purpose="server")
    assert _codes(verdict) == {"PKI115"}


@pytest.mark.parametrize(
    ("constraints", "ok"),
    [
        (x509.NameConstraints([x509.DNSName("example.com")], None), True),
        (x509.NameConstraints([x509.DNSName("example.org")], None), False),
        (x509.NameConstraints(None, [x509.DNSName("zos1.example.com")]), False),
        (x509.NameConstraints(None, [x509.DNSName("zos2.example.com")]), True),
    ],
)
def test_name_constraints_bind(constraints: x509.NameConstraints, ok: bool) -> None:
    limited = Recipe(
        ca=True,
        key=p256(26),
        subject="CN=Limited CA",
        extensions={x509.NameConstraints: (constraints, True)},
    ).make()
    leaf = Recipe(issuer=Authority(limited, p256(26)), key=p256(27)).make()
    verdict = pki.verify(leaf, [ROOT.certificate], [limited], at=LATER)
    assert verdict.ok is ok
    assert _codes(verdict) == (set() if ok else {"PKI111"})


def test_a_self_signed_leaf_is_trusted_only_from_the_list() -> None:
    key = p256(30)
    own = Recipe(
        issuer=Authority(ROOT.certificate, key),
        key=key,
        issuer_name=pki.parse_dn(f"CN={HOST},O=Example"),
        extensions={x509.AuthorityKeyIdentifier: None},
    ).make()
    trusted = pki.verify(own, [own], at=LATER, purpose="server")
    assert (trusted.ok, _codes(trusted)) == (True, {"PKI121"})
    assert _codes(pki.verify(own, [ROOT.certificate], at=LATER)) == {"PKI101"}


def test_a_ca_renewed_under_its_name_is_told_apart() -> None:
    renewed = root_authority(number=31)
    leaf = machine_certificate(ROOT)
    both = [renewed.certificate, ROOT.certificate]
    assert pki.verify(leaf, both, at=LATER).path == (leaf, ROOT.certificate)
    assert _codes(pki.verify(leaf, [renewed.certificate], at=LATER)) == {"PKI102"}


def test_revocation_is_found_and_its_absence_remarked(estate: Estate) -> None:
    root, issuing = estate.root, estate.issuing
    trusted, chain = [root.certificate], [issuing.certificate]
    record = pki.revoke((), estate.leaf, issuing.certificate, NOW, "key-compromise")
    empty = pki.crl(issuing.certificate, issuing.key, (), 1, NOW)
    full = pki.crl(issuing.certificate, issuing.key, record, 2, NOW)
    above = pki.crl(root.certificate, root.key, (), 1, NOW)

    def codes(*lists: x509.CertificateRevocationList, required: bool = False) -> set[str]:
        return _codes(
            pki.verify(
                *(estate.leaf, trusted, chain),
                at=LATER,
                crls=lists,
                require_revocation=required,
            )
        )

    assert codes(empty, above) == set()
    assert codes(full, above) == {"PKI118"}
    assert codes(empty) == {"PKI120"}
    assert codes(empty, required=True) == {"PKI119"}
    forged = pki.crl(Authority(replace_key(issuing), p256(32)).certificate, p256(32), (), 3, NOW)
    assert codes(forged, above) == {"PKI119"}
    old = pki.verify(
        *(estate.leaf, trusted, chain), at=NOW + timedelta(days=60), crls=(empty, above)
    )
    assert _codes(old) == {"PKI119"}


def replace_key(authority: Authority) -> x509.Certificate:
    """Return a root of the same name with another key."""
    profile = pki.CaProfile(authority.certificate.subject)
    return pki.self_signed_ca(p256(32), profile, serial(32), NOW)


@pytest.mark.parametrize(
    ("pattern", "host", "matches"),
    [
        ("zos1.example.com", "ZOS1.example.com", True),
        ("zos1.example.com", "zos1.example.com.", True),
        ("*.example.com", "zos1.example.com", True),
        ("*.example.com", "a.zos1.example.com", False),
        ("*.example.com", "example.com", False),
        ("zos1.example.com", "zos2.example.com", False),
    ],
)
def test_names_are_matched_by_the_rules_of_tls(pattern: str, host: str, matches: bool) -> None:
    leaf = Recipe(extensions={x509.SubjectAlternativeName: (names(pattern), False)}).make()
    assert pki.speaks_for(leaf, host) is matches


def test_addresses_match_in_any_spelling(estate: Estate) -> None:
    assert pki.speaks_for(estate.leaf, "2001:0db8:0::7")
    assert pki.speaks_for(estate.leaf, "[2001:db8::7]")
    assert not pki.speaks_for(estate.leaf, "10.1.2.4")
    nameless = Recipe(extensions={x509.SubjectAlternativeName: None}).make()
    assert not pki.speaks_for(nameless, HOST)


def test_openssl_agrees_on_good_and_bad(tmp_path: Path) -> None:
    (tmp_path / "root").write_bytes(pki.ca_list_pem([ROOT.certificate]))
    at = str(int(LATER.timestamp()))
    for fault in ("good", "expired", "not yet", "no server use", "unknown critical"):
        recipe, _, _ = FAULTS[fault]
        leaf = recipe.make()
        (tmp_path / "leaf").write_bytes(pki.ca_list_pem([leaf]))
        ran = subprocess.run(
            [
                "openssl",
                "verify",
                "-purpose",
                "sslserver",
                "-attime",
                at,
                "-CAfile",
                "root",
                "leaf",
            ],
            cwd=tmp_path,
            capture_output=True,
            check=False,
        )
        ours = pki.verify(leaf, [ROOT.certificate], at=LATER, purpose="server")
        assert (ran.returncode == 0) is ours.ok, fault


def test_an_unreadable_extension_is_a_reason_not_an_exception() -> None:
    broken = x509.UnrecognizedExtension(x509.BasicConstraints.oid, b"\x04\x00")
    recipe = Recipe(extensions={x509.BasicConstraints: None})
    recipe.extensions[x509.UnrecognizedExtension] = (broken, True)
    assert _codes(pki.verify(recipe.make(), [ROOT.certificate], at=LATER)) == {"PKI110"}
