"""The lint: every check has a failing and a passing example here."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import dsa, ec, ed25519, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.hazmat.primitives.serialization import pkcs12 as package
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

from pwxwizard import pki
from pwxwizard.finding import Severity
from pwxwizard.pki import asn1
from pwxwizard.pki.certificates import key_usage
from pwxwizard.pki.checks.catalogue import CertificateSubject, FileSubject
from pwxwizard.pki.linting import CERTIFICATE_CHECKS, FILE_CHECKS
from tests.keys import known_key
from tests.pki.conftest import (
    NOW,
    PASSPHRASE,
    Authority,
    Estate,
    issuing_authority,
    machine_certificate,
    p256,
    root_authority,
    serial,
)
from tests.pki.making import CLIENT, HOST, SERVER, Recipe, names

ROOT = root_authority()
AT = NOW + timedelta(days=1)
GOOD = Recipe()
GOOD_CA = Recipe(ca=True, key=p256(2), subject="CN=PWX Issuing CA,O=Example")
TESTED: set[str] = set()


def rsa_public(bits: int, exponent: int = 65537, *, even: bool = False) -> rsa.RSAPublicKey:
    """Return a public key with a modulus of that size; nobody has its private half."""
    modulus = (1 << bits) - 1
    while modulus % 2 == 0 or any(modulus % prime == 0 for prime in SMALL):
        modulus -= 2
    return rsa.RSAPublicNumbers(exponent, modulus * 3 if even else modulus).public_key()


SMALL = [n for n in range(3, 752) if all(n % d for d in range(2, int(n**0.5) + 1))]


def ext(
    kind: type[x509.ExtensionType], value: x509.ExtensionType | None, critical: bool = False
) -> Recipe:
    """Return the good recipe with one extension replaced or left out."""
    return replace(GOOD, extensions={kind: None if value is None else (value, critical)})


def ca_ext(
    kind: type[x509.ExtensionType], value: x509.ExtensionType | None, critical: bool = False
) -> Recipe:
    """Return the good CA recipe with one extension replaced or left out."""
    return replace(GOOD_CA, extensions={kind: None if value is None else (value, critical)})


def eku(*purposes: x509.ObjectIdentifier) -> x509.ExtendedKeyUsage:
    return x509.ExtendedKeyUsage(purposes)


def unknown(oid: str, value: bytes = b"\5\0") -> x509.UnrecognizedExtension:
    return x509.UnrecognizedExtension(x509.ObjectIdentifier(oid), value)


KEY_ID = x509.SubjectKeyIdentifier(b"x" * 20)
SAN, KU, EKU = x509.SubjectAlternativeName, x509.KeyUsage, x509.ExtendedKeyUsage
BC, SKI, AKI = x509.BasicConstraints, x509.SubjectKeyIdentifier, x509.AuthorityKeyIdentifier
EDWARDS = ed25519.Ed25519PrivateKey.from_private_bytes(b"k" * 32).public_key()
DSA = dsa.generate_private_key(1024).public_key()  # noqa: S505  # weak on purpose
ROOT_AKI = ROOT.certificate.extensions.get_extension_for_class(AKI).value

# code -> a recipe that has exactly this fault (beside those in ALSO)
PERSONAL: dict[str, Recipe] = {
    "PKI200": replace(GOOD, key=rsa_public(1024)),
    "PKI201": replace(GOOD, key=rsa_public(8192)),
    "PKI202": replace(GOOD, key=rsa_public(2048, 17)),
    "PKI203": replace(GOOD, key=rsa_public(2046, even=True)),
    "PKI204": replace(GOOD, key=rsa_public(2560)),
    "PKI205": replace(GOOD, key=ec.derive_private_key(7, ec.SECP256K1())),
    "PKI206": replace(GOOD, key=DSA),
    "PKI207": replace(GOOD, key=EDWARDS),
    "PKI217": replace(GOOD, number=4711),
    "PKI216": replace(GOOD, number=1 << 160),
    "PKI221": replace(GOOD, subject="O=Example"),
    "PKI222": replace(GOOD, subject="CN=other.example.com"),
    "PKI223": ext(SAN, None),
    "PKI224": ext(SAN, names(HOST, "*.example.com")),
    "PKI225": ext(SAN, names(HOST, "https://zos1:6001")),
    "PKI226": ext(SAN, names(HOST, "10.1.2.3")),
    "PKI227": ext(SAN, names(HOST, HOST)),
    "PKI228": replace(GOOD, subject=""),
    "PKI230": replace(
        GOOD,
        issuer_name=x509.Name([x509.NameAttribute(NameOID.ORGANIZATIONAL_UNIT_NAME, "x" * 60)] * 4),
    ),
    "PKI231": replace(GOOD, issuer_name=pki.parse_dn(GOOD.subject)),
    "PKI234": replace(
        GOOD,
        issuer_name=x509.Name(
            [x509.NameAttribute(NameOID.COMMON_NAME, "Ca", x509.name._ASN1Type.BMPString)]
        ),
    ),
    "PKI235": replace(GOOD, subject=r"CN=zos1.example.com,O=Example\ "),
    "PKI240": ext(BC, x509.BasicConstraints(True, None), True),
    "PKI245": ext(KU, None),
    "PKI246": ext(KU, key_usage("digital_signature"), False),
    "PKI249": ext(KU, key_usage("digital_signature", "key_cert_sign"), True),
    "PKI250": ext(KU, key_usage("key_agreement"), True),
    "PKI251": replace(
        GOOD, key=rsa_public(3072), extensions={KU: (key_usage("digital_signature"), True)}
    ),
    "PKI252": ext(KU, key_usage("digital_signature", "key_encipherment"), True),
    "PKI255": ext(EKU, eku(CLIENT)),
    "PKI256": ext(EKU, eku(SERVER)),
    "PKI257": ext(EKU, eku(ExtendedKeyUsageOID.ANY_EXTENDED_KEY_USAGE)),
    "PKI258": ext(EKU, eku(SERVER, CLIENT, ExtendedKeyUsageOID.CODE_SIGNING)),
    "PKI263": ext(AKI, None),
    "PKI264": ext(AKI, x509.AuthorityKeyIdentifier(b"y" * 20, None, None)),
    "PKI265": ext(
        AKI,
        x509.AuthorityKeyIdentifier(
            ROOT_AKI.key_identifier, [x509.DirectoryName(ROOT.certificate.subject)], 7
        ),
    ),
    "PKI266": ext(SKI, x509.SubjectKeyIdentifier.from_public_key(p256(3).public_key()), True),
    "PKI270": replace(GOOD, begin=NOW - timedelta(hours=1), days=0),
    "PKI271": replace(GOOD, begin=NOW + timedelta(days=2)),
    "PKI273": replace(GOOD, days=900),
    "PKI274": replace(GOOD, begin=NOW + timedelta(hours=1), days=3651),
    "PKI275": replace(GOOD, begin=NOW - timedelta(days=9)),
    "PKI276": replace(GOOD, days=20),
    "PKI277": replace(GOOD, days=9000),
    "PKI280": ext(x509.UnrecognizedExtension, unknown("1.2.3.4"), True),
    "PKI281": ext(x509.UnrecognizedExtension, unknown("2.5.29.31")),
    "PKI282": ext(x509.UnrecognizedExtension, unknown("2.16.840.1.113730.1.1", b"\3\2\6\xc0")),
}
CA: dict[str, Recipe] = {
    "PKI220": replace(GOOD_CA, subject=""),
    "PKI241": ca_ext(BC, None),
    "PKI242": ca_ext(BC, x509.BasicConstraints(True, 0), False),
    "PKI243": ca_ext(BC, x509.BasicConstraints(True, None), True),
    "PKI247": ca_ext(KU, key_usage("crl_sign"), True),
    "PKI248": ca_ext(KU, key_usage("key_cert_sign"), True),
    "PKI259": ca_ext(EKU, eku(ExtendedKeyUsageOID.CODE_SIGNING)),
    "PKI262": ca_ext(SKI, None),
    "PKI283": ca_ext(
        x509.NameConstraints, x509.NameConstraints([x509.DNSName("example.com")], None), False
    ),
}
# faults that bring another one with them
ALSO: dict[str, set[str]] = {
    "PKI220": {"PKI221"},
    "PKI228": {"PKI221"},
    "PKI230": {"PKI236"},
    "PKI231": {"PKI236"},
    "PKI234": {"PKI236"},
    "PKI274": {"PKI273"},
    "PKI277": {"PKI273", "PKI274"},
    "PKI223": {"PKI222"},
}


def _codes(subject: x509.Certificate | pki.Contents, role: str, **more: object) -> set[str]:
    issuer = more.get("issuer", ROOT.certificate)
    assert issuer is None or isinstance(issuer, x509.Certificate)
    findings = pki.lint(
        subject,
        role,
        str(more["platform"]) if "platform" in more else None,
        issuer=issuer,
        at=AT,
        hosts=(str(more["host"]),) if "host" in more else (),
    )
    assert all(finding.message and finding.why and finding.fix for finding in findings)
    return {finding.code for finding in findings}


def test_good_certificates_pass_every_check(estate: Estate) -> None:
    assert _codes(GOOD.make(), "personal", host=HOST) == set()
    assert _codes(GOOD_CA.make(), "ca") == set()
    assert _codes(ROOT.certificate, "ca") == set()
    assert _codes(estate.leaf, "personal", issuer=estate.issuing.certificate) == set()


@pytest.mark.parametrize("code", [*PERSONAL, *CA])
def test_each_fault_is_found_by_its_own_check(code: str) -> None:
    recipe, role = (PERSONAL[code], "personal") if code in PERSONAL else (CA[code], "ca")
    assert _codes(recipe.make(), role) == {code} | ALSO.get(code, set())


def _damaged(certificate: x509.Certificate, old: bytes, new: bytes) -> x509.Certificate:
    octets = pki.der(certificate)
    assert octets.count(old) >= 1
    return x509.load_der_x509_certificate(octets.replace(old, new, 1))


def _generalized(certificate: x509.Certificate) -> x509.Certificate:
    """Return the certificate with its end written as GeneralizedTime."""
    tbs, *rest = asn1.first(pki.der(certificate)).children()
    fields = [part.raw for part in tbs.children()]
    begin, end = tbs.children()[4].children()
    late = asn1.encoded(asn1.GENERALIZED_TIME, b"20" + end.content)
    fields[4] = asn1.encoded(asn1.SEQUENCE, begin.raw + late)
    inner = asn1.encoded(asn1.SEQUENCE, b"".join(fields))
    tail = b"".join(part.raw for part in rest)
    return x509.load_der_x509_certificate(asn1.encoded(asn1.SEQUENCE, inner + tail))


def _self_signed() -> x509.Certificate:
    key = p256(91)
    name = pki.parse_dn(GOOD.subject)
    recipe = replace(GOOD, issuer=Authority(ROOT.certificate, key), key=key, issuer_name=name)
    return recipe.make()


def _german() -> x509.Certificate:
    return replace(GOOD, subject=f"CN={HOST},C=DE").make()


def _below_zero() -> x509.Certificate:
    return replace(GOOD_CA, issuer=issuing_authority(ROOT), key=p256(92), subject="CN=Low").make()


def _reversed() -> x509.Certificate:
    octets = pki.der(GOOD.make())
    tbs = asn1.first(octets).children()[0]
    begin, end = tbs.children()[4].children()
    swapped = octets.replace(begin.raw + end.raw, end.raw + begin.raw)
    return x509.load_der_x509_certificate(swapped)


def _negative() -> x509.Certificate:
    octets = pki.der(GOOD.make())
    assert octets.count(b"\x02\x10\x40") == 1
    [one] = pki.read(octets.replace(b"\x02\x10\x40", b"\x02\x10\xc0")).certificates
    return one


def _version_1() -> x509.Certificate:
    """Return the certificate without its version field, which makes it one of version 1."""
    tbs, *rest = asn1.first(pki.der(GOOD.make())).children()
    inner = b"".join(part.raw for part in tbs.children()[1:])
    tail = b"".join(part.raw for part in rest)
    whole = asn1.encoded(asn1.SEQUENCE, asn1.encoded(asn1.SEQUENCE, inner) + tail)
    return x509.load_der_x509_certificate(whole)


SPECIAL: dict[str, tuple[Callable[[], x509.Certificate], str, dict[str, object]]] = {
    "PKI208": (GOOD.make, "personal", {"platform": "zos"}),
    "PKI213": (replace(GOOD, issuer=Authority(ROOT.certificate, p256(90))).make, "personal", {}),
    "PKI215": (_negative, "personal", {"issuer": None}),
    "PKI218": (_version_1, "personal", {"issuer": None}),
    "PKI229": (GOOD.make, "personal", {"host": "zos2.example.com"}),
    "PKI232": (_self_signed, "personal", {"issuer": None}),
    "PKI233": (
        lambda: _damaged(_german(), b"\x13\x02DE", b"\x13\x02D1"),
        "personal",
        {"issuer": None},
    ),
    "PKI236": (GOOD.make, "personal", {"issuer": root_authority("CN=Other", 1).certificate}),
    "PKI244": (_below_zero, "ca", {"issuer": issuing_authority(ROOT).certificate}),
    "PKI272": (_reversed, "personal", {"issuer": None}),
    "PKI278": (lambda: _generalized(GOOD.make()), "personal", {"issuer": None}),
}


@pytest.mark.parametrize("code", SPECIAL)
def test_faults_of_the_surroundings_are_found(code: str) -> None:
    make, role, more = SPECIAL[code]
    codes = _codes(make(), role, **more)
    also = {"PKI272": {"PKI271", "PKI270"}}.get(code, set())
    assert codes == {code} | also


def test_signature_digests_are_judged(rsa_key: rsa.RSAPrivateKey) -> None:
    root = Authority(
        pki.self_signed_ca(rsa_key, pki.CaProfile(pki.parse_dn("CN=R")), serial(1), NOW), rsa_key
    )
    recipe = replace(GOOD, issuer=root)
    above = {"issuer": root.certificate}
    assert _codes(recipe.make(), "personal", **above) == set()
    assert _codes(replace(recipe, pss=True).make(), "personal", **above) == {"PKI212"}
    # SHA-1 and MD5 are named by changing the algorithm's identifier: nobody signs so any more
    sha256, sha1, md5 = (
        bytes.fromhex(f"06092a864886f70d0101{last}") for last in ("0b", "05", "04")
    )
    for identifier, code in ((sha1, "PKI211"), (md5, "PKI210")):
        octets = pki.der(recipe.make()).replace(sha256, identifier)
        old = x509.load_der_x509_certificate(octets)
        assert _codes(old, "personal", issuer=None) == {code}


def _with_key(certificates: list[x509.Certificate], key: int = 3) -> bytes:
    return pki.ca_list_pem(certificates) + pki.key_pem(p256(key), PASSPHRASE)


def _plain_key() -> bytes:
    return p256(3).private_bytes(
        Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )


def _file_cases(estate: Estate) -> dict[str, tuple[bytes, str, str]]:
    root, issuing, leaf = estate.root.certificate, estate.issuing.certificate, estate.leaf
    other = root_authority("CN=Other CA", 60).certificate
    twin = root_authority(number=61).certificate
    key = estate.leaf_key
    return {
        "PKI290": (_with_key([leaf, issuing], 70), "personal", ""),
        "PKI291": (pki.ca_list_pem([leaf, issuing]), "personal", ""),
        "PKI292": (pki.ca_list_pem([leaf, issuing]) + _plain_key(), "personal", ""),
        "PKI293": (_with_key([issuing, leaf]), "personal", ""),
        "PKI294": (pki.ca_list_pem([leaf]) + _with_key([leaf, issuing]), "personal", ""),
        "PKI295": (_with_key([leaf, root]), "personal", ""),
        "PKI296": (_with_key([leaf, issuing, root]), "personal", ""),
        "PKI297": (_with_key([leaf, issuing, machine_certificate(ROOT, 66)]), "personal", ""),
        "PKI298": (pki.ca_list_pem([root, leaf]), "ca", ""),
        "PKI299": (b"nothing", "ca", ""),
        "PKI300": (_with_key([root]), "ca", ""),
        "PKI301": (pki.ca_list_pem([root, twin, other]), "ca", ""),
        "PKI302": (pki.ca_list_pem([issuing, other]), "ca", ""),
        "PKI305": (pki.pkcs12(leaf, key, [issuing, root], "a", PASSPHRASE), "personal", "zos"),
        "PKI306": (_rc2(leaf, key, issuing), "personal", ""),
        "PKI307": (_no_mac(leaf, key, issuing), "personal", ""),
        "PKI308": (_nameless(leaf, key, issuing), "personal", ""),
        "PKI309": (pki.pkcs12(leaf, key, [], "a", PASSPHRASE), "personal", ""),
    }


def _nameless(leaf: x509.Certificate, key: object, above: x509.Certificate) -> bytes:
    builder = serialization.PrivateFormat.PKCS12.encryption_builder()
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    return package.serialize_key_and_certificates(
        None, key, leaf, [above], builder.build(PASSPHRASE.encode())
    )


def _rc2(leaf: x509.Certificate, key: object, above: x509.Certificate) -> bytes:
    """Return a package whose algorithm identifiers say RC2; it opens with no passphrase."""
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    data = pki.pkcs12(leaf, key, [above], "a", PASSPHRASE, "legacy")
    triple_des, rc2 = (bytes.fromhex(f"060a2a864886f70d010c01{last}") for last in ("03", "06"))
    return data.replace(triple_des, rc2, 1)


def _no_mac(leaf: x509.Certificate, key: object, above: x509.Certificate) -> bytes:
    assert isinstance(key, ec.EllipticCurvePrivateKey)
    whole = asn1.first(pki.pkcs12(leaf, key, [above], "a", PASSPHRASE))
    number, content, _mac = whole.children()
    return asn1.encoded(asn1.SEQUENCE, number.raw + content.raw)


FILE_ALSO = {
    "PKI290": set(),
    "PKI295": {"PKI296", "PKI297"},
    "PKI298": {"PKI245"},
    "PKI301": set(),
}


def test_good_files_pass_every_check(estate: Estate) -> None:
    root, issuing, leaf = estate.root.certificate, estate.issuing.certificate, estate.leaf
    personal = pki.read(_with_key([leaf, issuing]), PASSPHRASE)
    assert _codes(personal, "personal", host=HOST, platform="linux") == set()
    legacy = pki.pkcs12(leaf, estate.leaf_key, [issuing, root], "a", PASSPHRASE, "legacy")
    stored = pki.read(legacy, PASSPHRASE)
    assert _codes(stored, "personal", platform="zos") == {"PKI208"}
    assert _codes(pki.read(pki.ca_list_pem([root, issuing])), "ca") == set()


def test_each_fault_of_a_file_is_found_by_its_own_check(estate: Estate) -> None:
    for code, (data, role, platform) in _file_cases(estate).items():
        contents = pki.read(data, PASSPHRASE)
        found = {
            finding.code
            for finding in pki.lint(contents, role, platform or None, at=AT)
            if finding.code >= "PKI290"
        }
        assert found == {code} | {one for one in FILE_ALSO.get(code, set()) if one >= "PKI290"}, (
            code
        )


def test_every_check_has_a_failing_example(estate: Estate) -> None:
    elsewhere = {"PKI210", "PKI211", "PKI212"}
    tried = {*PERSONAL, *CA, *SPECIAL, *elsewhere, *_file_cases(estate)}
    assert {rule.code for rule in pki.LINT_RULES} == tried
    assert len(tried) == 88


def test_every_check_has_a_passing_example(estate: Estate) -> None:
    """Subjects for which each check has to look: of its role, with all that it judges by."""
    key = known_key("rsa-2048")
    leaf = replace(GOOD, key=key).make()
    package = pki.read(
        pki.pkcs12(leaf, known_key("rsa-2048"), [ROOT.certificate], "a", PASSPHRASE, "legacy"),
        PASSPHRASE,
    )
    pem = pki.ca_list_pem([leaf]) + pki.key_pem(key, PASSPHRASE)
    root, issuing = estate.root.certificate, estate.issuing.certificate
    certificates = (
        CertificateSubject(leaf, "personal", "zos", ROOT.certificate, AT, (HOST,)),
        CertificateSubject(GOOD_CA.make(), "ca", "zos", ROOT.certificate, AT),
        CertificateSubject(ROOT.certificate, "ca", "zos", ROOT.certificate, AT),
    )
    files = (
        FileSubject(package, "personal", "zos", AT),
        FileSubject(pki.read(pem, PASSPHRASE), "personal", "linux", AT),
        FileSubject(pki.read(pki.ca_list_pem([root, issuing])), "ca", "linux", AT),
    )
    passed = {
        check.rule.code
        for check in CERTIFICATE_CHECKS
        for one in certificates
        if one.role in check.roles and not list(check.look(one))
    }
    passed |= {
        check.rule.code
        for check in FILE_CHECKS
        for whole in files
        if whole.role in check.roles and not list(check.look(whole))
    }
    assert passed == {rule.code for rule in pki.LINT_RULES}
    assert len(passed) == 88


def test_a_fault_in_a_bundle_names_its_line(estate: Estate) -> None:
    bad = replace(GOOD, number=4711).make()
    data = b"# my certificate\n" + pki.ca_list_pem([bad])
    contents = pki.read(data + pki.key_pem(p256(3), PASSPHRASE), PASSPHRASE)
    findings = pki.lint(contents, "personal", issuer=ROOT.certificate, file="in/zos1.pem")
    [finding] = [one for one in findings if one.code == "PKI217"]
    assert str(finding.where) == "in/zos1.pem:2"
    assert finding.severity is Severity.WARNING


def test_an_unknown_role_is_a_programming_error() -> None:
    with pytest.raises(ValueError, match="neither ca nor personal"):
        pki.lint(ROOT.certificate, "server")
