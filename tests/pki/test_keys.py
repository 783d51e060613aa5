"""Keys: kinds, encrypted PEM, loading from every form, passphrases."""

import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa

from pwxwizard import pki
from pwxwizard.errors import RefusedError, UnreadableError
from tests.pki.conftest import PASSPHRASE, Estate, p256


@pytest.mark.parametrize("kind", ["rsa-2048", "p-256", "p-384"])
def test_make_key_makes_the_kind_it_was_asked_for(kind: str) -> None:
    assert pki.key_kind(pki.make_key(kind)) == kind


def test_make_key_refuses_a_kind_it_does_not_offer() -> None:
    with pytest.raises(ValueError, match="rsa-1024"):
        pki.make_key("rsa-1024")


def test_key_pem_is_encrypted_pkcs8_that_openssl_opens(tmp_path: Path) -> None:
    pem = pki.key_pem(p256(), PASSPHRASE)
    assert pem.startswith(b"-----BEGIN ENCRYPTED PRIVATE KEY-----\n")
    file = tmp_path / "key.pem"
    file.write_bytes(pem)
    ran = subprocess.run(
        ["openssl", "pkey", "-in", file, "-passin", f"pass:{PASSPHRASE}", "-noout", "-check"],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (ran.returncode, ran.stdout.strip()) == (0, "Key is valid")


def test_key_pem_refuses_an_empty_passphrase() -> None:
    with pytest.raises(RefusedError, match="never written without a passphrase"):
        pki.key_pem(p256(), "")


def _forms(key: rsa.RSAPrivateKey) -> dict[str, bytes]:
    encodings = {"pem": serialization.Encoding.PEM, "der": serialization.Encoding.DER}
    layouts = {
        "pkcs8": serialization.PrivateFormat.PKCS8,
        "traditional": serialization.PrivateFormat.TraditionalOpenSSL,
    }
    protections = {
        "plain": serialization.NoEncryption(),
        "encrypted": serialization.BestAvailableEncryption(PASSPHRASE.encode()),
    }
    return {
        f"{encoding} {layout} {protection}": key.private_bytes(
            encodings[encoding], layouts[layout], protections[protection]
        )
        for encoding in encodings
        for layout in layouts
        for protection in protections
        # traditional DER knows no encryption
        if (encoding, layout, protection) != ("der", "traditional", "encrypted")
    }


def test_load_key_reads_every_form_of_a_key(rsa_key: rsa.RSAPrivateKey) -> None:
    for form, data in _forms(rsa_key).items():
        loaded = pki.load_key(data, PASSPHRASE)
        assert pki.same_key(loaded.public_key(), rsa_key.public_key()), form


def test_load_key_finds_the_key_of_a_personal_file(estate: Estate) -> None:
    data = pki.personal_pem(estate.leaf, (), estate.leaf_key, PASSPHRASE)
    loaded = pki.load_key(data, PASSPHRASE)
    assert pki.same_key(loaded.public_key(), estate.leaf.public_key())


def test_load_key_says_what_is_wrong(estate: Estate) -> None:
    encrypted = pki.key_pem(p256(), PASSPHRASE)
    two = pki.key_pem(p256(1), PASSPHRASE) + pki.key_pem(p256(2), PASSPHRASE)
    cases: list[tuple[bytes, str | None, str]] = [
        (encrypted, None, "under a passphrase"),
        (encrypted, "not the passphrase", "does not open"),
        (encrypted[: len(encrypted) // 2], PASSPHRASE, "no END line"),
        (pki.der(estate.leaf), None, "this holds: certificate"),
        (two, PASSPHRASE, "2 private keys"),
        (b"", None, "empty"),
        (b"\0" * 10_000_000, None, "10,000,000 octets"),
    ]
    for data, passphrase, message in cases:
        with pytest.raises(UnreadableError, match=message) as caught:
            pki.load_key(data, passphrase, file="in/key.pem")
        assert caught.value.fix
        assert "not the passphrase" not in str(caught.value)


@pytest.mark.parametrize(
    ("passphrase", "codes"),
    [
        ("plum-orbit-candle-93", set()),
        ("", {"PKI031"}),
        ("k3J.x", {"PKI032"}),
        ("k3J.xq7+Pw", {"PKI033"}),
        ("aaaaaaaaaaaaaaaa", {"PKI034"}),
        ("abcdefghijklmnop", {"PKI034"}),
        ("changeit123456", {"PKI034"}),
        ("schlüssel-mond-tanne", {"PKI035"}),
        (" plum-orbit-candle-93", {"PKI036"}),
        ("plum[orbit]candle93", {"PKI037"}),
        ("plum'orbit&candle93", {"PKI038"}),
    ],
)
def test_strength_names_each_weakness(passphrase: str, codes: set[str]) -> None:
    findings = pki.strength(passphrase)
    assert {finding.code for finding in findings} == codes
    assert not passphrase or all(passphrase not in str(finding) for finding in findings)
