"""The forms of hand-over: each is read back; those of openssl are read."""

import subprocess
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from pwxwizard import pki
from pwxwizard.errors import RefusedError, UsageError
from pwxwizard.knowledge import Confidence
from pwxwizard.pki.shapes import pkcs12_shape
from tests.pki.conftest import PASSPHRASE, Estate, p256


def _run(*arguments: str, cwd: Path) -> str:
    ran = subprocess.run(arguments, cwd=cwd, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


def test_personal_file_holds_leaf_intermediates_and_key_in_this_order(estate: Estate) -> None:
    chain = [estate.issuing.certificate]
    data = pki.personal_pem(estate.leaf, chain, estate.leaf_key, PASSPHRASE)
    contents = pki.read(data, PASSPHRASE)
    assert [item.label for item in contents.items] == [
        "CERTIFICATE",
        "CERTIFICATE",
        "ENCRYPTED PRIVATE KEY",
    ]
    assert contents.certificates == (estate.leaf, *chain)
    assert not pki.read_back(
        data, certificates=[estate.leaf, *chain], key=estate.leaf_key, passphrase=PASSPHRASE
    )


def test_ca_list_names_each_certificate_once(estate: Estate) -> None:
    root = estate.root.certificate
    data = pki.ca_list_pem([root, estate.issuing.certificate, root])
    assert pki.read(data).certificates == (root, estate.issuing.certificate)


def test_a_key_is_only_written_beside_its_own_certificate(estate: Estate) -> None:
    with pytest.raises(RefusedError, match="does not belong"):
        pki.personal_pem(estate.leaf, (), p256(50), PASSPHRASE)
    with pytest.raises(RefusedError, match="does not belong"):
        pki.pkcs12(estate.leaf, p256(50), (), "zos1", PASSPHRASE)
    with pytest.raises(RefusedError, match="passphrase"):
        pki.pkcs12(estate.leaf, estate.leaf_key, (), "zos1", "")
    with pytest.raises(RefusedError, match="friendly name"):
        pki.pkcs12(estate.leaf, estate.leaf_key, (), "", PASSPHRASE)


def test_pkcs7_holds_certificates_in_either_encoding(estate: Estate) -> None:
    certificates = [estate.root.certificate, estate.issuing.certificate]
    for encoding in ("pem", "der"):
        assert set(pki.read(pki.pkcs7(certificates, encoding)).certificates) == set(certificates)
        with pytest.raises(UsageError):
            pki.pkcs7([], encoding)
    with pytest.raises(UsageError):
        pki.pkcs7(certificates, "ber")


def test_pkcs7_made_by_openssl_is_read(estate: Estate, tmp_path: Path) -> None:
    certificates = (estate.root.certificate, estate.issuing.certificate)
    (tmp_path / "certs.pem").write_bytes(pki.ca_list_pem(certificates))
    for form in ("PEM", "DER"):
        arguments = ["-nocrl", "-certfile", "certs.pem", "-outform", form, "-out", "chain.p7b"]
        _run("openssl", "crl2pkcs7", *arguments, cwd=tmp_path)
        found = pki.read((tmp_path / "chain.p7b").read_bytes()).certificates
        assert set(found) == set(certificates)


def test_pkcs12_forms_use_the_promised_algorithms(estate: Estate) -> None:
    shapes = {
        form: pkcs12_shape(pki.pkcs12(estate.leaf, estate.leaf_key, (), "a", PASSPHRASE, form))
        for form in pki.Pkcs12Form
    }
    modern, legacy = shapes[pki.Pkcs12Form.MODERN], shapes[pki.Pkcs12Form.LEGACY]
    assert modern.encryption == ("1.2.840.113549.1.5.13", "2.16.840.1.101.3.4.1.42")
    assert modern.mac == "2.16.840.1.101.3.4.2.1"
    assert legacy.encryption == ("1.2.840.113549.1.12.1.3",)
    assert legacy.mac == "1.3.14.3.2.26"


def test_the_form_of_a_package_follows_its_target_and_is_explained_by_release() -> None:
    found = {(one.platform, one.release): one for one in pki.pkcs12_forms()}
    assert {release for platform, release in found if platform == "zos"} >= {"2.5", "3.1"}
    assert {release for platform, release in found if platform == "ibmi"} >= {"7.4", "7.5"}
    for (platform, release), one in found.items():
        legacy = platform in {"zos", "ibmi"}
        assert one.form == ("legacy" if legacy else "modern")
        assert (one.provenance.confidence is Confidence.ASSUMED) == legacy
        assert one.reason
        assert one.trial
        assert release in one.by_release
    assert pki.pkcs12_form("zos").form == "legacy"


@pytest.mark.parametrize(
    ("release", "form", "said"),
    [
        ("2.5", "legacy", "does not read the modern form"),
        ("3.1", "modern", "Release 3.1 reads the modern form"),
        ("3.2", "modern", "read from 3.1 on"),
        ("", "legacy", "the release is not answered"),
    ],
)
def test_a_correction_names_the_first_release_that_reads_the_modern_form(
    release: str, form: str, said: str
) -> None:
    tried = {"pkcs12": {"zos": {"modern_from": "3.1", "source": "tried on ZOS1"}}}
    one = pki.pkcs12_form("zos", release, tried)
    assert one.form == form
    assert said in one.by_release
    assert one.provenance.confidence is Confidence.OVERRIDDEN


def test_an_unknown_platform_is_refused() -> None:
    with pytest.raises(UsageError, match="vms"):
        pki.pkcs12_form("vms")


def test_read_back_names_every_difference(estate: Estate) -> None:
    leaf, issuing = estate.leaf, estate.issuing.certificate
    data = pki.personal_pem(leaf, [issuing], estate.leaf_key, PASSPHRASE)

    def messages(**expected: object) -> str:
        certificates = expected.get("certificates", [leaf, issuing])
        key = expected.get("key", estate.leaf_key)
        assert isinstance(certificates, list)
        found = pki.read_back(
            data,
            certificates=certificates,
            key=key,  # type: ignore[arg-type]  # a key or None, from the cases below
            passphrase=str(expected.get("passphrase", PASSPHRASE)),
        )
        return " ".join(finding.message for finding in found)

    assert messages() == ""
    assert "2 certificates instead of 1" in messages(certificates=[leaf])
    assert "another order" in messages(certificates=[issuing, leaf])
    assert "other certificates" in messages(certificates=[issuing, estate.root.certificate])
    assert "another private key" in messages(key=p256(60))
    assert "1 private keys that open instead of 0" in messages(key=None)
    assert "0 private keys that open instead of 1" in messages(passphrase="wrong")
    asked, other = (
        pki.request(estate.leaf_key, leaf.subject, (name,)) for name in ("a.example", "b.example")
    )
    written = asked.public_bytes(Encoding.PEM)
    assert not pki.read_back(written, signed=asked)
    assert "another request" in str(pki.read_back(written, signed=other))
    assert "another request" in str(pki.read_back(written))
