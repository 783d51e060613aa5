"""Reading anything: forms, text around PEM, damage; never an exception, never a key's content."""

import base64
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from cryptography.hazmat.primitives import serialization
from hypothesis import given, settings
from hypothesis import strategies as st

from pwxwizard import pki
from pwxwizard.pki import asn1
from pwxwizard.pki.reading import ROUNDS_LIMIT
from tests.pki.conftest import PASSPHRASE, Estate, p256, root_authority

ROOT = root_authority().certificate
PEM = pki.ca_list_pem([ROOT])
DER = pki.der(ROOT)


def _plain_key() -> bytes:
    return p256().private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )


def _relabelled(label: bytes) -> bytes:
    return PEM.replace(b"CERTIFICATE", label)


def _codes(data: bytes, passphrase: str | None = None) -> list[str]:
    return [finding.code for finding in pki.read(data, passphrase).findings]


READABLE: dict[str, tuple[bytes, list[str]]] = {
    "plain PEM": (PEM, []),
    "DER": (DER, []),
    "CRLF": (PEM.replace(b"\n", b"\r\n"), []),
    "CR": (PEM.replace(b"\n", b"\r"), []),
    "no final newline": (PEM.rstrip(), []),
    "text before and after": (b"Certificate:\n  Data: 30 82\n" + PEM + b"\nRegards\n", []),
    "quoted in a mail": (b"\n".join(b"> " + line for line in PEM.splitlines()), []),
    "indented": (b"\n".join(b"   " + line for line in PEM.splitlines()), []),
    "trailing blanks": (PEM.replace(b"\n", b"  \n"), []),
    "one long line": (
        b"-----BEGIN CERTIFICATE-----\n" + base64.b64encode(DER) + b"\n-----END CERTIFICATE-----",
        [],
    ),
    "byte order mark": (b"\xef\xbb\xbf" + PEM, ["PKI011"]),
    "UTF-16": (PEM.decode().encode("utf-16"), ["PKI010"]),
    "EBCDIC": (PEM.decode().encode("cp037"), ["PKI009"]),
    "X509 label": (_relabelled(b"X509 CERTIFICATE"), []),
    "trust label": (_relabelled(b"TRUSTED CERTIFICATE"), ["PKI014"]),
    "wrong label": (_relabelled(b"CERTIFICATE REQUEST"), ["PKI013"]),
    "bare base64": (base64.encodebytes(DER), ["PKI021"]),
    "extra octets": (DER + b"\n", ["PKI012"]),
}


@pytest.mark.parametrize("form", READABLE)
def test_a_certificate_is_found_however_it_is_wrapped(form: str) -> None:
    data, codes = READABLE[form]
    contents = pki.read(data)
    assert contents.certificates == (ROOT,)
    assert [finding.code for finding in contents.findings] == codes


UNREADABLE: dict[str, tuple[bytes, list[str]]] = {
    "empty": (b"", ["PKI001"]),
    "blank": (b" \n\n", ["PKI001"]),
    "zeros": (b"\0" * 1000, ["PKI001"]),
    "10 MB of zeros": (b"\0" * 10_000_000, ["PKI003"]),
    "prose": (b"Dear colleague, please find attached nothing at all.", ["PKI001"]),
    "Java keystore": (b"\xfe\xed\xfe\xed\0\0\0\2", ["PKI002"]),
    "ZIP": (b"PK\x03\x04" + b"\0" * 50, ["PKI002"]),
    "OpenSSH key": (
        b"-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----\n",
        ["PKI002"],
    ),
    "cut DER": (DER[:-7], ["PKI004"]),
    "cut PEM": (PEM[:200], ["PKI007"]),
    "cut base64": (PEM.replace(b"-----END", b"-----END").replace(PEM[100:180], b""), ["PKI004"]),
    "numbers in base64": (PEM.replace(b"\n", b"*\n", 3), ["PKI008"]),
    "damaged version": (
        DER.replace(b"\xa0\x03\x02\x01\x02", b"\xa0\x03\x02\x01\x07", 1),
        ["PKI005"],
    ),
}


@pytest.mark.parametrize("form", UNREADABLE)
def test_what_cannot_be_read_is_a_finding(form: str) -> None:
    data, codes = UNREADABLE[form]
    contents = pki.read(data, file="in/ca.pem")
    assert contents.certificates == ()
    assert [finding.code for finding in contents.findings] == codes
    assert all(finding.where.file == "in/ca.pem" and finding.fix for finding in contents.findings)


def test_a_damaged_block_does_not_hide_its_neighbours() -> None:
    data = PEM + PEM[:300] + b"\n" + PEM
    contents = pki.read(data)
    assert contents.certificates == (ROOT, ROOT)
    [finding] = contents.findings
    assert (finding.code, finding.where.line) == ("PKI007", PEM.count(b"\n") + 1)


def test_lines_are_counted_from_one() -> None:
    contents = pki.read(b"first\nsecond\n" + PEM + b"between\n" + PEM)
    assert [item.line for item in contents.items] == [3, 3 + PEM.count(b"\n") + 1]


def test_a_key_is_found_but_never_shown() -> None:
    plain = _plain_key()
    contents = pki.read(plain)
    assert len(contents.keys) == 1
    assert _codes(plain) == ["PKI017"]
    body = plain.splitlines()[1].decode()
    octets = serialization.load_pem_private_key(plain, None).private_bytes(
        serialization.Encoding.DER,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    shown = repr(contents)
    assert body not in shown
    assert octets.hex() not in shown
    assert str(p256().private_numbers().private_value) not in shown


@pytest.mark.parametrize(
    ("make", "codes"),
    [
        (lambda e: pki.key_pem(e.leaf_key, PASSPHRASE), ("PKI018", "PKI019")),
        (
            lambda e: pki.pkcs12(e.leaf, e.leaf_key, (), "a", PASSPHRASE),
            ("PKI018", "PKI019"),
        ),
    ],
)
def test_passphrases_are_asked_for_and_checked(
    estate: Estate, make: Callable[[Estate], bytes], codes: tuple[str, str]
) -> None:
    data = make(estate)
    assert _codes(data) == [codes[0]]
    assert _codes(data, "not-this-one") == [codes[1]]
    assert _codes(data, PASSPHRASE) == []
    assert len(pki.read(data, PASSPHRASE).keys) == 1


def test_a_traditional_encrypted_key_is_opened(tmp_path: Path) -> None:
    plain = tmp_path / "plain.pem"
    plain.write_bytes(_plain_key())
    ran = subprocess.run(
        ["openssl", "ec", "-in", plain, "-aes128", "-passout", f"pass:{PASSPHRASE}"],
        capture_output=True,
        check=True,
    )
    assert b"Proc-Type: 4,ENCRYPTED" in ran.stdout
    assert _codes(ran.stdout) == ["PKI018"]
    [key] = pki.read(ran.stdout, PASSPHRASE).keys
    assert pki.same_key(key.public_key(), p256().public_key())


def test_a_trusted_certificate_made_by_openssl_is_read(tmp_path: Path) -> None:
    (tmp_path / "ca.pem").write_bytes(PEM)
    ran = subprocess.run(
        ["openssl", "x509", "-in", tmp_path / "ca.pem", "-trustout", "-addtrust", "serverAuth"],
        capture_output=True,
        check=True,
    )
    assert ran.stdout.startswith(b"-----BEGIN TRUSTED CERTIFICATE-----")
    assert pki.read(ran.stdout).certificates == (ROOT,)


def test_pkcs7_without_certificates_is_named() -> None:
    """Some portals send signed-data with neither content nor certificates."""
    empty = "302306092a864886f70d010702a01630140201013100300b06092a864886f70d0107013100"
    assert _codes(bytes.fromhex(empty)) == ["PKI015"]


@settings(max_examples=150, deadline=None)
@given(st.data())
def test_any_single_damage_gives_findings_or_objects_but_no_exception(data: st.DataObject) -> None:
    source = data.draw(st.sampled_from([PEM, DER, pki.pkcs7([ROOT], "der"), _plain_key()]))
    position = data.draw(st.integers(0, len(source) - 1))
    octet = data.draw(st.binary(max_size=3))
    contents = pki.read(source[:position] + octet + source[position + 1 :])
    assert contents.items or contents.findings


@settings(max_examples=150, deadline=None)
@given(st.binary(max_size=300))
def test_any_octets_give_findings_or_objects(data: bytes) -> None:
    for given_octets in (data, b"\x30" + data, b"-----BEGIN CERTIFICATE-----\n" + data):
        contents = pki.read(given_octets)
        assert contents.items or contents.findings


@pytest.mark.parametrize(
    "data",
    [
        b"-----BEGIN CERTIFICATE-----\n" * 280_000,
        b"-----BEGIN CERTIFICATE-----\nAA==\n-----END CERTIFICATE-----\n" * 120_000,
        asn1.encoded(asn1.SEQUENCE, b"\5\0" * 3_000_000),
        b"\x30\x80" * 3_000_000,
        b"0" * 7_999_999,
        b"\n" * 7_999_999 + b"x",
    ],
    ids=["begins", "blocks", "nulls", "nested", "zeros", "newlines"],
)
def test_large_rubbish_is_answered_with_few_findings(data: bytes) -> None:
    contents = pki.read(data)
    assert contents.findings
    assert len(contents.findings) <= 10_001


def _heavy_key(rounds: int) -> bytes:
    """Return an encrypted key (PBE with SHA-1 and triple DES) that asks for so many rounds."""
    number = asn1.encoded(asn1.INTEGER, rounds.to_bytes(4, "big"))
    salt = asn1.encoded(asn1.OCTET_STRING, b"saltsalt")
    scheme = bytes.fromhex("060a2a864886f70d010c0103")
    algorithm = asn1.encoded(asn1.SEQUENCE, scheme + asn1.encoded(asn1.SEQUENCE, salt + number))
    return asn1.encoded(asn1.SEQUENCE, algorithm + asn1.encoded(asn1.OCTET_STRING, b"x" * 64))


def test_absurd_key_derivation_is_not_attempted(estate: Estate) -> None:
    assert _codes(_heavy_key(ROUNDS_LIMIT + 1), PASSPHRASE) == ["PKI024"]
    assert _codes(_heavy_key(1000), PASSPHRASE) == ["PKI019"]
    pem = base64.encodebytes(_heavy_key(ROUNDS_LIMIT + 1)).decode()
    marked = f"-----BEGIN ENCRYPTED PRIVATE KEY-----\n{pem}-----END ENCRYPTED PRIVATE KEY-----\n"
    assert _codes(marked.encode(), PASSPHRASE) == ["PKI024"]
    stored = pki.pkcs12(estate.leaf, estate.leaf_key, (), "a", PASSPHRASE)
    usual = asn1.encoded(asn1.INTEGER, (100_000).to_bytes(3, "big"))
    assert usual in stored
    heavy = stored.replace(usual, asn1.encoded(asn1.INTEGER, b"\x7f" * 3))
    assert _codes(heavy, PASSPHRASE) == ["PKI024"]
