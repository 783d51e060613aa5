"""Revocation lists: content, refusals, and what openssl makes of them."""

import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.serialization import Encoding

from pwxwizard import pki
from pwxwizard.errors import RefusedError, UsageError
from tests.pki.conftest import NOW, Estate, machine_certificate, p256, root_authority


def test_a_list_has_its_entries_number_and_dates(estate: Estate) -> None:
    issuing = estate.issuing
    other = machine_certificate(issuing, 12)
    record = pki.revoke((), estate.leaf, issuing.certificate, NOW, "superseded")
    record = pki.revoke(record, other, issuing.certificate, NOW + timedelta(hours=1))
    made = pki.crl(issuing.certificate, issuing.key, record, 7, NOW + timedelta(hours=2), 10)
    assert {one.oid: one.critical for one in made.extensions} == {
        x509.AuthorityKeyIdentifier.oid: False,
        x509.CRLNumber.oid: False,
    }
    assert made.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number == 7
    assert made.last_update_utc == NOW + timedelta(hours=1)
    assert made.next_update_utc == NOW + timedelta(days=10, hours=2)
    first, second = made
    assert first.serial_number == estate.leaf.serial_number
    reason = first.extensions.get_extension_for_class(x509.CRLReason).value.reason
    assert reason is x509.ReasonFlags.superseded
    assert len(second.extensions) == 0
    again = pki.crl(issuing.certificate, issuing.key, record[::-1], 7, NOW + timedelta(hours=2), 10)
    assert made.public_bytes(Encoding.DER) == again.public_bytes(Encoding.DER)


def test_a_certificate_is_revoked_once(estate: Estate) -> None:
    issuing = estate.issuing.certificate
    record = pki.revoke((), estate.leaf, issuing, NOW)
    assert pki.revoke(record, estate.leaf, issuing, NOW + timedelta(days=1)) == record
    with pytest.raises(RefusedError, match="not issued by this CA"):
        pki.revoke((), estate.leaf, estate.root.certificate, NOW)
    with pytest.raises(UsageError, match="not a reason"):
        pki.revoke((), estate.leaf, issuing, NOW, "bored")


def test_only_a_ca_with_its_key_publishes_a_list(estate: Estate) -> None:
    root = estate.root
    with pytest.raises(RefusedError, match="may not sign"):
        pki.crl(estate.leaf, estate.leaf_key, (), 1, NOW)
    with pytest.raises(RefusedError, match="do not belong together"):
        pki.crl(root.certificate, p256(70), (), 1, NOW)
    with pytest.raises(RefusedError, match="expired"):
        pki.crl(root.certificate, root.key, (), 1, NOW + timedelta(days=9000))
    for number, days in ((0, 1), (1, 0)):
        with pytest.raises(UsageError):
            pki.crl(root.certificate, root.key, (), number, NOW, days)


def test_openssl_reads_the_list_and_finds_the_revoked_one(tmp_path: Path) -> None:
    root = root_authority()
    good, bad = machine_certificate(root, 3), machine_certificate(root, 4)
    record = pki.revoke((), bad, root.certificate, NOW, "key-compromise")
    made = pki.crl(root.certificate, root.key, record, 1, NOW)
    for name, data in (
        ("root", pki.ca_list_pem([root.certificate])),
        ("crl", made.public_bytes(Encoding.PEM)),
        ("good", pki.ca_list_pem([good])),
        ("bad", pki.ca_list_pem([bad])),
    ):
        (tmp_path / name).write_bytes(data)

    def run(*arguments: str) -> str:
        ran = subprocess.run(
            ["openssl", *arguments], cwd=tmp_path, capture_output=True, text=True, check=False
        )
        return ran.stdout + ran.stderr

    assert "verify OK" in run("crl", "-in", "crl", "-CAfile", "root", "-noout")
    checked = ("verify", "-crl_check", "-attime", str(int(NOW.timestamp())))
    files = ("-CAfile", "root", "-CRLfile", "crl")
    assert "good: OK" in run(*checked, *files, "good")
    assert "certificate revoked" in run(*checked, *files, "bad")
