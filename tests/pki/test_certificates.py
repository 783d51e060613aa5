"""Issuing: every extension with its critical flag, dates, refusals, repeatability, openssl."""

import subprocess
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, ExtensionOID

from pwxwizard import pki
from pwxwizard.errors import RefusedError, UsageError
from tests.keys import known_key
from tests.pki.conftest import (
    HOSTS,
    NOW,
    Authority,
    Estate,
    issuing_authority,
    machine_certificate,
    p256,
    root_authority,
    serial,
)

CA_NAME = pki.parse_dn("CN=PWX Internal CA,O=Example")


def _critical(certificate: x509.Certificate) -> dict[x509.ObjectIdentifier, bool]:
    return {extension.oid: extension.critical for extension in certificate.extensions}


def _usages(certificate: x509.Certificate) -> set[str]:
    usage = certificate.extensions.get_extension_for_class(x509.KeyUsage).value
    names = (
        *("digital_signature", "content_commitment", "key_encipherment", "data_encipherment"),
        *("key_agreement", "key_cert_sign", "crl_sign"),
    )
    return {name for name in names if getattr(usage, name)}


def test_root_has_exactly_the_extensions_of_a_ca(estate: Estate) -> None:
    root = estate.root.certificate
    assert _critical(root) == {
        ExtensionOID.BASIC_CONSTRAINTS: True,
        ExtensionOID.KEY_USAGE: True,
        ExtensionOID.SUBJECT_KEY_IDENTIFIER: False,
        ExtensionOID.AUTHORITY_KEY_IDENTIFIER: False,
    }
    basic = root.extensions.get_extension_for_class(x509.BasicConstraints).value
    assert (basic.ca, basic.path_length) == (True, None)
    assert _usages(root) == {"key_cert_sign", "crl_sign"}
    assert root.subject == root.issuer == CA_NAME
    assert root.version is x509.Version.v3


def test_issuing_ca_is_limited_by_its_path_length(estate: Estate) -> None:
    issuing = estate.issuing.certificate
    basic = issuing.extensions.get_extension_for_class(x509.BasicConstraints).value
    assert (basic.ca, basic.path_length) == (True, 0)
    assert _critical(issuing)[ExtensionOID.BASIC_CONSTRAINTS]
    authority = issuing.extensions.get_extension_for_class(x509.AuthorityKeyIdentifier).value
    subject = estate.root.certificate.extensions.get_extension_for_class(x509.SubjectKeyIdentifier)
    assert authority.key_identifier == subject.value.digest


def test_personal_certificate_has_exactly_the_extensions_of_a_machine(estate: Estate) -> None:
    leaf = estate.leaf
    assert _critical(leaf) == {
        ExtensionOID.BASIC_CONSTRAINTS: True,
        ExtensionOID.KEY_USAGE: True,
        ExtensionOID.EXTENDED_KEY_USAGE: False,
        ExtensionOID.SUBJECT_ALTERNATIVE_NAME: False,
        ExtensionOID.SUBJECT_KEY_IDENTIFIER: False,
        ExtensionOID.AUTHORITY_KEY_IDENTIFIER: False,
    }
    assert not leaf.extensions.get_extension_for_class(x509.BasicConstraints).value.ca
    assert _usages(leaf) == {"digital_signature"}
    assert list(leaf.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value) == [
        ExtendedKeyUsageOID.SERVER_AUTH,
        ExtendedKeyUsageOID.CLIENT_AUTH,
    ]
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert [str(name.value) for name in names] == list(HOSTS)


def test_an_rsa_key_may_also_encipher_keys(estate: Estate, rsa_key: rsa.RSAPrivateKey) -> None:
    profile = pki.PersonalProfile(CA_NAME, HOSTS)
    leaf = pki.personal_certificate(
        rsa_key.public_key(), profile, estate.root.certificate, estate.root.key, serial(9), NOW
    )
    assert _usages(leaf) == {"digital_signature", "key_encipherment"}


def test_alternative_names_are_critical_when_there_is_no_subject(estate: Estate) -> None:
    profile = pki.PersonalProfile(x509.Name([]), HOSTS)
    leaf = pki.personal_certificate(
        p256(4).public_key(), profile, estate.root.certificate, estate.root.key, serial(4), NOW
    )
    assert _critical(leaf)[ExtensionOID.SUBJECT_ALTERNATIVE_NAME]


def test_revocation_list_addresses_are_written(estate: Estate) -> None:
    url = "http://pki.example.com/ca.crl"
    profile = pki.PersonalProfile(CA_NAME, HOSTS, crl_urls=(url,))
    leaf = pki.personal_certificate(
        p256(4).public_key(), profile, estate.root.certificate, estate.root.key, serial(4), NOW
    )
    extension = leaf.extensions.get_extension_for_class(x509.CRLDistributionPoints)
    assert not extension.critical
    [point] = extension.value
    assert point.full_name == [x509.UniformResourceIdentifier(url)]


def test_dates_begin_an_hour_before_now_and_end_after_the_days(estate: Estate) -> None:
    root = estate.root.certificate
    assert root.not_valid_before_utc == NOW - pki.BACKDATE
    assert root.not_valid_after_utc == NOW + timedelta(days=3650)


def test_dates_never_leave_the_issuers() -> None:
    root = root_authority()
    later = NOW + timedelta(days=3649, hours=20)
    profile = pki.PersonalProfile(CA_NAME, HOSTS, 825)
    leaf = pki.personal_certificate(
        p256(5).public_key(), profile, root.certificate, root.key, serial(5), later
    )
    assert leaf.not_valid_after_utc == root.certificate.not_valid_after_utc
    at_once = machine_certificate(root)
    assert at_once.not_valid_before_utc == root.certificate.not_valid_before_utc
    *_, findings = pki.validity(825, later, root.certificate)
    assert [finding.code for finding in findings] == ["PKI080"]


def _issue(issuer: Authority, **changes: object) -> x509.Certificate:
    values: dict[str, object] = {"serial": serial(6), "now": NOW, "days": 100, "hosts": HOSTS}
    values |= changes
    days, hosts, number, now = (values[key] for key in ("days", "hosts", "serial", "now"))
    assert isinstance(days, int)
    assert isinstance(hosts, tuple)
    assert isinstance(number, int)
    assert isinstance(now, type(NOW))
    profile = pki.PersonalProfile(CA_NAME, hosts, days)
    return pki.personal_certificate(
        p256(6).public_key(), profile, issuer.certificate, issuer.key, number, now
    )


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"serial": 0}, "0 bits"),
        ({"serial": -(1 << 100)}, "and a sign"),
        ({"serial": 4711}, "13 bits"),
        ({"serial": 1 << 160}, "161 bits"),
        ({"days": 0}, "0 days"),
        ({"days": 10**9}, "days"),
        ({"now": NOW + timedelta(days=9000)}, "expired on"),
        ({"now": NOW - timedelta(days=2)}, "this machine's clock"),
    ],
)
def test_what_is_out_of_policy_is_refused(changes: dict[str, object], message: str) -> None:
    with pytest.raises(RefusedError, match=message):
        _issue(root_authority(), **changes)


def test_only_a_ca_with_its_own_key_may_issue(estate: Estate) -> None:
    with pytest.raises(RefusedError, match="not a CA certificate"):
        _issue(Authority(estate.leaf, estate.leaf_key))
    with pytest.raises(RefusedError, match="do not belong together"):
        _issue(Authority(estate.root.certificate, p256(77)))
    with pytest.raises(UsageError, match="no host"):
        _issue(estate.root, hosts=())


def test_a_path_length_of_zero_allows_no_further_ca(estate: Estate) -> None:
    with pytest.raises(RefusedError, match="path length of 0"):
        issuing_authority(estate.issuing, 8)
    limited = pki.CaProfile(CA_NAME, path_length=3)
    root = Authority(pki.self_signed_ca(p256(1), limited, serial(1), NOW), p256(1))
    below = pki.issuing_ca(
        p256(8).public_key(), replace(limited, path_length=None), *_pair(root), serial(8), NOW
    )
    basic = below.extensions.get_extension_for_class(x509.BasicConstraints).value
    assert basic.path_length == 2
    with pytest.raises(UsageError, match="0 or more"):
        pki.self_signed_ca(p256(1), replace(limited, path_length=-1), serial(1), NOW)
    with pytest.raises(UsageError, match="needs a name"):
        pki.self_signed_ca(p256(1), pki.CaProfile(x509.Name([])), serial(1), NOW)


def _pair(authority: Authority) -> tuple[x509.Certificate, pki.PrivateKey]:
    return authority.certificate, authority.key


def test_the_same_inputs_give_the_same_bytes(rsa_key: rsa.RSAPrivateKey) -> None:
    for key in (rsa_key, p256(1)):
        profile = pki.CaProfile(CA_NAME)
        once = pki.self_signed_ca(key, profile, serial(1), NOW)
        again = pki.self_signed_ca(key, profile, serial(1), NOW.replace(microsecond=5))
        assert pki.der(once) == pki.der(again)


def test_random_serials_are_within_the_policy() -> None:
    numbers = {pki.random_serial() for _ in range(50)}
    assert len(numbers) == 50
    assert {number.bit_length() for number in numbers} == {127}
    assert not any(pki.check_serial(number) for number in numbers)


@pytest.mark.parametrize(
    ("days", "ca", "codes"),
    [
        (3650, True, []),
        (825, False, []),
        (0, True, ["PKI081"]),
        (10**8, True, ["PKI081"]),
        (9000, True, ["PKI082"]),
        (826, False, ["PKI082"]),
    ],
)
def test_lifetimes_are_judged(days: int, ca: bool, codes: list[str]) -> None:
    assert [finding.code for finding in pki.check_days(days, NOW, ca=ca)] == codes


@pytest.mark.parametrize("kind", ["rsa-2048", "rsa-3072", "rsa-4096", "p-256", "p-384"])
def test_openssl_accepts_every_kind_of_ca_key(kind: str, tmp_path: Path) -> None:
    key = known_key(kind)
    root = pki.self_signed_ca(key, pki.CaProfile(CA_NAME), serial(1), NOW)
    profile = pki.PersonalProfile(pki.parse_dn("CN=leaf"), HOSTS)
    leaf = pki.personal_certificate(p256(3).public_key(), profile, root, key, serial(3), NOW)
    (tmp_path / "root").write_bytes(pki.ca_list_pem([root]))
    (tmp_path / "leaf").write_bytes(pki.ca_list_pem([leaf]))
    at = str(int(NOW.timestamp()))
    ran = subprocess.run(
        ["openssl", "verify", "-x509_strict", "-attime", at, "-CAfile", "root", "leaf"],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ran.stdout.strip() == "leaf: OK", ran.stderr
