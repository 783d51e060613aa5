"""Taking in what exists: forms, keys, wrong kinds of file."""

from datetime import timedelta

import pytest
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from pwxwizard import pki
from pwxwizard.errors import UnreadableError
from tests.pki.conftest import HOSTS, NOW, PASSPHRASE, Estate, p256


def _forms(estate: Estate) -> dict[str, tuple[bytes, bytes]]:
    root, issuing = estate.root.certificate, estate.issuing
    key = pki.key_pem(issuing.key, PASSPHRASE)
    return {
        "PEM with key": (pki.ca_list_pem([issuing.certificate, root]) + key, b""),
        "root first": (pki.ca_list_pem([root, issuing.certificate]) + key, b""),
        "DER and key file": (pki.der(issuing.certificate), key),
        "PKCS #12": (
            pki.pkcs12(issuing.certificate, issuing.key, [root], "ca", PASSPHRASE, "legacy"),
            b"",
        ),
    }


def test_a_ca_is_taken_in_from_every_form(estate: Estate) -> None:
    for form, (data, key_data) in _forms(estate).items():
        adopted = pki.adopt(data, "ca", PASSPHRASE, at=NOW, key_data=key_data)
        assert adopted.certificate == estate.issuing.certificate, form
        assert adopted.key is not None, form
        assert pki.same_key(adopted.key.public_key(), estate.issuing.key.public_key()), form
        assert adopted.findings == (), form
        expected = () if key_data else (estate.root.certificate,)
        assert adopted.chain == expected, form


def test_a_certificate_without_key_is_chosen_by_its_role(estate: Estate) -> None:
    chain = [estate.root.certificate, estate.leaf, estate.issuing.certificate]
    data = pki.pkcs7(chain, "der")
    ca = pki.adopt(data, "ca", at=NOW)
    personal = pki.adopt(data, "personal", at=NOW, hosts=HOSTS)
    assert (ca.certificate, ca.key) == (estate.issuing.certificate, None)
    assert personal.certificate == estate.leaf
    assert personal.chain == (estate.issuing.certificate, estate.root.certificate)
    assert personal.findings == ()


def test_what_speaks_against_it_is_said(estate: Estate) -> None:
    leaf = pki.der(estate.leaf)

    def codes(data: bytes, role: str, days: int = 0, key_data: bytes = b"") -> set[str]:
        at = NOW + timedelta(days=days)
        adopted = pki.adopt(data, role, PASSPHRASE, at=at, key_data=key_data, hosts=HOSTS)
        return {finding.code for finding in adopted.findings}

    assert codes(leaf, "personal") == set()
    assert codes(leaf, "personal", 400) == {"PKI270"}
    assert codes(leaf, "personal", -5) == {"PKI271"}
    assert codes(leaf, "personal", 0, pki.key_pem(p256(80), PASSPHRASE)) == {"PKI070"}
    assert "PKI241" in codes(leaf, "ca")


def test_a_wrong_kind_of_file_is_named_but_never_shown(estate: Estate) -> None:
    plain = p256().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    package = pki.pkcs12(estate.leaf, estate.leaf_key, (), "a", PASSPHRASE)
    asked = pki.request(p256(), estate.leaf.subject, HOSTS).public_bytes(Encoding.DER)
    cases = [
        (plain, None, "this holds: private key"),
        (asked, None, "this holds: certificate request"),
        (package, None, "under a passphrase"),
        (package, "not-the-passphrase", "does not open"),
        (pki.der(estate.leaf)[:-9], None, "cut short"),
        (b"", None, "empty"),
    ]
    for data, passphrase, message in cases:
        with pytest.raises(UnreadableError, match=message) as caught:
            pki.load_certificates(data, passphrase, file="in/ca.pem")
        assert str(caught.value).startswith("in/ca.pem: ")
        assert plain.splitlines()[1].decode() not in str(caught.value)
    assert pki.load_certificates(package, PASSPHRASE) == (estate.leaf,)
