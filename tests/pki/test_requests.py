"""Requests made here, taken in from machines, and answers of outside CAs."""

import subprocess
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import ExtendedKeyUsageOID

from pwxwizard import pki
from pwxwizard.errors import RefusedError, UnreadableError
from pwxwizard.pki.certificates import key_usage
from tests.pki.conftest import (
    HOSTS,
    NOW,
    Estate,
    machine_certificate,
    p256,
    root_authority,
    serial,
)

SUBJECT = pki.parse_dn("CN=zos1.example.com,O=Example")
PROFILE = pki.PersonalProfile(SUBJECT, HOSTS, 365)


def _pem(request: x509.CertificateSigningRequest) -> bytes:
    return request.public_bytes(Encoding.PEM)


def test_a_request_is_verified_by_openssl(tmp_path: Path, rsa_key: rsa.RSAPrivateKey) -> None:
    for key in (p256(3), rsa_key):
        asked = pki.request(key, SUBJECT, HOSTS)
        (tmp_path / "csr").write_bytes(_pem(asked))
        ran = subprocess.run(
            ["openssl", "req", "-in", tmp_path / "csr", "-verify", "-noout", "-text"],
            capture_output=True,
            text=True,
            check=False,
        )
        assert "verify OK" in ran.stderr + ran.stdout
        assert "DNS:zos1.example.com, IP Address:10.1.2.3" in ran.stdout


def test_a_request_has_exactly_its_extensions() -> None:
    asked = pki.request(p256(3), SUBJECT, HOSTS)
    assert {one.oid: one.critical for one in asked.extensions} == {
        x509.KeyUsage.oid: True,
        x509.ExtendedKeyUsage.oid: False,
        x509.SubjectAlternativeName.oid: False,
    }
    assert _pem(asked) == _pem(pki.request(p256(3), SUBJECT, HOSTS))
    ca = pki.ca_request(p256(3), SUBJECT, 1)
    assert {one.oid: one.critical for one in ca.extensions} == {
        x509.BasicConstraints.oid: True,
        x509.KeyUsage.oid: True,
    }


def test_an_honest_request_gives_no_finding() -> None:
    assert pki.check_request(pki.request(p256(3), SUBJECT, HOSTS), PROFILE) == ()


def _greedy() -> x509.CertificateSigningRequest:
    return (
        x509.CertificateSigningRequestBuilder()
        .subject_name(pki.parse_dn("CN=Root of all"))
        .add_extension(x509.BasicConstraints(True, None), critical=True)
        .add_extension(key_usage("key_cert_sign"), critical=True)
        .add_extension(x509.ExtendedKeyUsage([ExtendedKeyUsageOID.CODE_SIGNING]), critical=False)
        .add_extension(pki.alternative_names(("evil.example.com",)), critical=False)
        .add_extension(x509.OCSPNoCheck(), critical=False)
        .sign(p256(9), hashes.SHA256())
    )


def test_wishes_are_listed_and_not_granted(estate: Estate) -> None:
    asked = _greedy()
    codes = [finding.code for finding in pki.check_request(asked, PROFILE)]
    assert codes == ["PKI077", "PKI075", "PKI075", "PKI078", "PKI076", "PKI078"]
    leaf = pki.sign_request(
        asked, PROFILE, estate.root.certificate, estate.root.key, serial(9), NOW
    )
    assert leaf.subject == SUBJECT
    assert pki.same_key(leaf.public_key(), p256(9).public_key())
    usual = machine_certificate(estate.root, 9)
    kinds = {one.oid: (one.critical, one.value) for one in leaf.extensions}
    assert kinds == {one.oid: (one.critical, one.value) for one in usual.extensions}


def _forged() -> x509.CertificateSigningRequest:
    octets = pki.request(p256(3), SUBJECT, HOSTS).public_bytes(Encoding.DER)
    return x509.load_der_x509_csr(octets.replace(b"zos1.example.com", b"zos9.example.com"))


def test_a_request_with_a_wrong_signature_is_refused(estate: Estate) -> None:
    forged = _forged()
    codes = {finding.code for finding in pki.check_request(forged, PROFILE)}
    assert "PKI074" in codes
    with pytest.raises(RefusedError, match="does not fit its key"):
        pki.sign_request(forged, PROFILE, estate.root.certificate, estate.root.key, serial(3), NOW)


def test_a_weak_key_is_refused(estate: Estate) -> None:
    weak = rsa.generate_private_key(65537, 1024)  # noqa: S505  # weak on purpose
    asked = pki.request(weak, SUBJECT, HOSTS)
    with pytest.raises(RefusedError, match="too weak"):
        pki.sign_request(asked, PROFILE, estate.root.certificate, estate.root.key, serial(3), NOW)


def test_load_request_says_what_it_found(estate: Estate) -> None:
    asked = pki.request(p256(3), SUBJECT, HOSTS)
    assert pki.load_request(b"From: zos\n\n" + _pem(asked)) == asked
    with pytest.raises(UnreadableError, match="this holds: certificate"):
        pki.load_request(pki.der(estate.leaf))
    with pytest.raises(UnreadableError, match="request, certificate request"):
        pki.load_request(_pem(asked) * 2)
    with pytest.raises(UnreadableError, match="END line"):
        pki.load_request(_pem(asked)[:100])


def test_a_request_made_by_openssl_is_signed(estate: Estate, tmp_path: Path) -> None:
    ran = subprocess.run(
        [
            *("openssl", "req", "-new", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256"),
            *("-nodes", "-keyout", tmp_path / "key", "-subj", "/O=Example/CN=zos1.example.com"),
        ],
        capture_output=True,
        check=True,
    )
    asked = pki.load_request(ran.stdout)
    assert pki.check_request(asked, PROFILE) == ()
    leaf = pki.sign_request(
        asked, PROFILE, estate.root.certificate, estate.root.key, serial(3), NOW
    )
    key = pki.load_key((tmp_path / "key").read_bytes())
    assert pki.same_key(key.public_key(), leaf.public_key())


def _answers(estate: Estate) -> dict[str, bytes]:
    leaf, issuing = estate.leaf, estate.issuing.certificate
    root = estate.root.certificate
    return {
        "PEM": pki.ca_list_pem([leaf, issuing, root]),
        "reversed": pki.ca_list_pem([root, issuing, leaf]),
        "in a mail": b"Dear all,\n" + pki.ca_list_pem([issuing, leaf, root]) + b"-- \nCA team",
        "PKCS #7 PEM": pki.pkcs7([root, leaf, issuing], "pem"),
        "PKCS #7 DER": pki.pkcs7([issuing, root, leaf], "der"),
    }


def test_an_answer_is_matched_and_ordered_in_every_form(estate: Estate) -> None:
    sent = pki.request(estate.leaf_key, SUBJECT, HOSTS)
    for form, answer in _answers(estate).items():
        for given in (sent, estate.leaf_key):
            match = pki.match_answer(answer, given)
            assert match.leaf == estate.leaf, form
            assert match.chain == (estate.issuing.certificate,), form
            assert match.root == estate.root.certificate, form
            assert (match.missing, match.findings) == ("", ()), form


def test_a_missing_issuer_is_named_and_found_among_the_known(estate: Estate) -> None:
    answer = pki.der(estate.leaf)
    match = pki.match_answer(answer, estate.leaf_key)
    assert match.missing == "CN=PWX Issuing CA,O=Example"
    assert [finding.code for finding in match.findings] == ["PKI072"]
    known = [estate.root.certificate, estate.issuing.certificate]
    assert pki.match_answer(answer, estate.leaf_key, known=known).root == known[0]


def test_an_answer_for_another_request_is_refused(estate: Estate) -> None:
    match = pki.match_answer(pki.der(estate.leaf), p256(44))
    assert match.leaf is None
    assert [finding.code for finding in match.findings] == ["PKI071"]
    assert "zos1.example.com" in match.findings[0].message
    rubbish = pki.match_answer(b"Sorry, request denied.", p256(44))
    assert [finding.code for finding in rubbish.findings] == ["PKI001"]


def test_what_does_not_belong_to_the_chain_is_left_out(estate: Estate) -> None:
    other = root_authority("CN=Other CA", 45).certificate
    answer = _answers(estate)["PEM"] + pki.ca_list_pem([other])
    match = pki.match_answer(answer, estate.leaf_key)
    assert [finding.code for finding in match.findings] == ["PKI073"]
    assert other not in (*match.chain, match.root)
