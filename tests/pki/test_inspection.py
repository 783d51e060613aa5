"""Inspecting: packages of public collections, single fields, and nothing secret."""

import json
from pathlib import Path

import cryptography_vectors
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.serialization import Encoding

from pwxwizard import pki
from tests.pki.conftest import HOSTS, NOW, PASSPHRASE, Estate, p256

VECTORS = Path(cryptography_vectors.__file__).parent


def test_packages_of_a_public_collection_open_with_their_passphrase() -> None:
    folder = VECTORS / "x509" / "PKITS_data" / "pkcs12"
    for path in sorted(folder.iterdir())[::15]:
        contents = pki.read(path.read_bytes(), "password")
        assert contents.certificates or contents.findings, path.name
        inspection = pki.inspect_contents(contents, file=path.name)
        assert inspection.objects[0].kind == "PKCS #12 package"
    rc2 = (VECTORS / "pkcs12" / "cert-rc2-key-3des.p12").read_bytes()
    assert pki.inspect(rc2).objects[0].field("encryption") == ["PBE-SHA1-RC2-40", "PBE-SHA1-3DES"]


def test_a_certificate_shows_every_field(estate: Estate) -> None:
    [report] = pki.inspect(pki.der(estate.leaf), file="leaf.der").objects
    values = {field.name: field.value for field in report.fields}
    assert report.kind == "certificate"
    assert report.uses == ("TLS server", "TLS client")
    assert report.title == "certificate CN=zos1.example.com,O=Example"
    assert values["version"] == 3
    assert values["issuer"] == "CN=PWX Issuing CA,O=Example"
    assert values["notBefore"] == "2026-05-01T11:00:00Z"
    assert values["notAfter"] == "2027-05-01T12:00:00Z"
    assert values["key"] == "p-256"
    assert values["signatureAlgorithm"] == "ecdsa-with-SHA256"
    assert values["extensions.basicConstraints"] == {"ca": False, "pathLength": None}
    assert values["extensions.keyUsage"] == ["digitalSignature"]
    assert values["extensions.extendedKeyUsage"] == ["serverAuth", "clientAuth"]
    assert values["extensions.subjectAltName"] == [
        f"DNS:{HOSTS[0]}",
        f"IP:{HOSTS[1]}",
        f"IP:{HOSTS[2]}",
    ]
    critical = {field.name for field in report.fields if field.critical}
    assert critical == {"extensions.basicConstraints", "extensions.keyUsage"}
    assert str(values["fingerprintSha256"]).count(":") == 31
    assert report.findings == ()


def test_uses_follow_the_extensions(estate: Estate) -> None:
    assert pki.certificate_uses(estate.root.certificate) == (
        "issue certificates",
        "sign revocation lists",
    )


def test_requests_lists_and_keys_are_shown(estate: Estate) -> None:
    asked = pki.request(p256(3), estate.leaf.subject, HOSTS)
    record = pki.revoke((), estate.leaf, estate.issuing.certificate, NOW, "superseded")
    listed = pki.crl(estate.issuing.certificate, estate.issuing.key, record, 3, NOW)
    data = asked.public_bytes(Encoding.PEM) + listed.public_bytes(Encoding.PEM)
    data += pki.key_pem(p256(3), PASSPHRASE)
    request, crl, key = pki.inspect(data, PASSPHRASE).objects
    assert request.field("signatureRight") is True
    assert crl.field("entries") == 1
    assert crl.field("extensions.cRLNumber") == 3
    assert crl.field("revoked") == [
        {
            "serialNumber": f"{estate.leaf.serial_number:X}",
            "date": "2026-05-01T12:00:00Z",
            "reason": "superseded",
        }
    ]
    assert key.field("key") == "p-256"
    assert key.field("encrypted") is True
    assert key.field("publicKeySha256") == request.field("publicKeySha256")


@pytest.mark.parametrize(
    ("file", "field", "readable"),
    [
        ("malformed-san.pem", "extensions.subjectAltName", "notAfter"),
        ("invalid_utf8_common_name.pem", "subject", "extensions.keyUsage"),
        ("wosign-bc-invalid.pem", "extensions.basicConstraints", "extensions.keyUsage"),
        ("unsupported_subject_public_key_info.pem", "key", "subject"),
        ("nc_invalid_ip_netmask.pem", "extensions.nameConstraints", "subject"),
    ],
)
def test_an_unreadable_field_does_not_hide_the_others(file: str, field: str, readable: str) -> None:
    path = next(VECTORS.glob(f"x509/**/{file}"))
    [report] = pki.inspect(path.read_bytes(), file=file).objects
    finding = report.findings[0]
    assert finding.code == "PKI006"
    assert f"The field {field} cannot be read" in finding.message
    assert "ParseError" not in finding.message
    names = {one.name for one in report.fields}
    assert field in names
    if readable in names:
        assert report.field(readable) is not None


def test_a_certificate_that_cannot_be_loaded_still_shows_its_outside() -> None:
    path = VECTORS / "x509" / "custom" / "invalid_version.pem"
    inspection = pki.inspect(path.read_bytes())
    [report] = inspection.objects
    assert [finding.code for finding in inspection.all_findings] == ["PKI005"]
    assert report.field("fingerprintSha256")
    assert report.field("serialNumber")


def test_an_inspection_never_shows_a_key_or_a_passphrase(estate: Estate) -> None:
    key = estate.leaf_key
    octets = key.private_bytes(
        Encoding.DER, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    plain = key.private_bytes(
        Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    number = str(p256(3).private_numbers().private_value)
    inputs = [
        plain,
        octets,
        plain[:-40],
        plain.replace(b"M", b"N", 1),
        pki.personal_pem(estate.leaf, (), key, PASSPHRASE),
        pki.pkcs12(estate.leaf, key, (), "a", PASSPHRASE),
    ]
    secrets = (PASSPHRASE, number, octets.hex(), plain.splitlines()[1].decode())
    for data in inputs:
        for passphrase in (None, PASSPHRASE, "wrong-passphrase-7"):
            inspection = pki.inspect(data, passphrase)
            shown = json.dumps(inspection.as_json()) + repr(inspection)
            assert not any(secret in shown for secret in (*secrets, "wrong-passphrase-7"))


def test_json_is_versioned_plain_data(estate: Estate) -> None:
    data = pki.inspect(pki.ca_list_pem([estate.root.certificate]), file="ca.pem").as_json()
    again = json.loads(json.dumps(data))
    assert (again["schema"], again["file"]) == (1, "ca.pem")
    [report] = again["objects"]
    assert report["kind"] == "certificate"
    assert {
        "name": "extensions.keyUsage",
        "value": ["keyCertSign", "cRLSign"],
        "critical": True,
    } in (report["fields"])
