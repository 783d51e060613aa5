"""Comparing by meaning."""

from dataclasses import replace
from datetime import timedelta

from cryptography import x509

from pwxwizard import pki
from tests.pki.conftest import NOW, PASSPHRASE, Estate, p256, root_authority, serial
from tests.pki.making import Recipe, names


def _inspected(*certificates: x509.Certificate) -> pki.Inspection:
    return pki.inspect(pki.ca_list_pem(certificates))


def _texts(one: x509.Certificate, other: x509.Certificate) -> list[str]:
    return [change.text for change in pki.diff(_inspected(one), _inspected(other))]


def test_wrapping_and_order_are_no_difference(estate: Estate) -> None:
    root, issuing = estate.root.certificate, estate.issuing.certificate
    before = _inspected(root, issuing)
    assert pki.diff(before, _inspected(issuing, root)) == ()
    assert pki.diff(before, pki.inspect(pki.pkcs7([issuing, root], "der"))) == ()
    package = pki.pkcs12(estate.leaf, estate.leaf_key, [issuing], "a", PASSPHRASE)
    personal = pki.personal_pem(estate.leaf, [issuing], estate.leaf_key, PASSPHRASE)
    assert pki.diff(pki.inspect(package, PASSPHRASE), pki.inspect(personal, PASSPHRASE)) == ()


def test_names_lifetime_and_key_are_told_in_words() -> None:
    recipe = Recipe()
    wider = replace(
        recipe,
        days=665,
        number=serial(8),
        extensions={
            x509.SubjectAlternativeName: (names("zos1.example.com", "zos2.example.com"), False)
        },
    )
    assert _texts(recipe.make(), wider.make()) == [
        "serialNumber " + _serials(3, 8),
        "notAfter 2027-02-25T12:00:00Z -> 2028-02-25T12:00:00Z (365 days later)",
        "subjectAltName: + DNS:zos2.example.com",
        "lifetime 300 -> 665 days",
        "public key unchanged",
    ]


def _serials(before: int, after: int) -> str:
    one, other = (serial(n).to_bytes(16, "big").hex(":").upper() for n in (before, after))
    return f"{one} -> {other}"


def test_a_new_key_is_a_change() -> None:
    recipe = Recipe()
    texts = _texts(recipe.make(), replace(recipe, key=p256(9)).make())
    assert texts[-1] == "another public key"


def test_a_critical_flag_is_a_change() -> None:
    recipe = Recipe()
    usage = recipe.make().extensions.get_extension_for_class(x509.KeyUsage).value
    loose = replace(recipe, extensions={x509.KeyUsage: (usage, False)})
    assert "extensions.keyUsage is no longer critical" in _texts(recipe.make(), loose.make())


def test_extensions_come_and_go() -> None:
    recipe = Recipe()
    bare = replace(recipe, extensions={x509.ExtendedKeyUsage: None})
    assert _texts(recipe.make(), bare.make())[0] == (
        "extendedKeyUsage removed (was serverAuth, clientAuth)"
    )
    assert _texts(bare.make(), recipe.make())[0] == "extendedKeyUsage added: serverAuth, clientAuth"


def test_whole_objects_come_and_go() -> None:
    old, new = root_authority().certificate, root_authority("CN=CA 2", 9).certificate
    leaf = Recipe(begin=NOW + timedelta(days=1)).make()
    changes = pki.diff(_inspected(old), _inspected(old, new, leaf))
    assert [(change.title, change.text) for change in changes] == [
        ("certificate CN=CA 2", "added"),
        ("certificate CN=zos1.example.com,O=Example", "added"),
    ]
    assert [c.text for c in pki.diff(_inspected(old, leaf), _inspected(old))] == ["removed"]
