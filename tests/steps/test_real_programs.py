"""Every kind of file that is made, of every kind of key, as openssl and keytool see it."""

import subprocess
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.x509.oid import ExtendedKeyUsageOID

from pwxwizard import pki
from pwxwizard.pki.certificates import key_usage
from pwxwizard.pki.reading import Form
from pwxwizard.pki.shapes import Kind
from tests.keys import KnownKeys, known_key
from tests.steps.conftest import CA_PASSPHRASE, NOW, PASSPHRASE, Estate
from tests.steps.test_personal_sources import own_request

AT = str(int((NOW + timedelta(days=1)).timestamp()))
LATER = ("-attime", AT)

_MORE = """
[machine.VENDOR]
platform = "windows"
hosts = ["vendor.example.com"]
[machine.VENDOR.personal_certificate]
source = "external"
key = "rsa-3072"
passphrase = "file:personal.secret"

[machine.OWN]
platform = "zos"
hosts = ["own.example.com", "192.0.2.9"]
[machine.OWN.personal_certificate]
source = "request"
request = "own.csr"
"""

Extensions = dict[x509.ObjectIdentifier, tuple[bool, x509.ExtensionType]]


def openssl(*arguments: str | Path) -> str:
    return _called("openssl", *map(str, arguments))


def keytool(*arguments: str | Path) -> str:
    # the quick compiler alone halves the time that each start takes
    return _called("keytool", "-J-XX:TieredStopAtLevel=1", *map(str, arguments))


def _called(*command: str) -> str:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, (command, done.stdout + done.stderr)
    return done.stdout + done.stderr


def found(extensions: x509.Extensions) -> Extensions:
    return {one.oid: (one.critical, one.value) for one in extensions}


def expected(*values: tuple[bool, x509.ExtensionType]) -> Extensions:
    return {value.oid: (critical, value) for critical, value in values}


def identifiers(
    one: x509.Certificate, issuer: x509.Certificate
) -> tuple[tuple[bool, x509.ExtensionType], ...]:
    above = x509.SubjectKeyIdentifier.from_public_key(issuer.public_key())
    named = x509.AuthorityKeyIdentifier.from_issuer_subject_key_identifier(above)
    return (False, x509.SubjectKeyIdentifier.from_public_key(one.public_key())), (False, named)


def usage(public_key: object) -> tuple[bool, x509.KeyUsage]:
    more = ("key_encipherment",) if isinstance(public_key, rsa.RSAPublicKey) else ()
    return True, key_usage("digital_signature", *more)


BOTH = (False, x509.ExtendedKeyUsage(
    [ExtendedKeyUsageOID.SERVER_AUTH, ExtendedKeyUsageOID.CLIENT_AUTH]
))  # fmt: skip
SIGNS = (True, key_usage("key_cert_sign", "crl_sign"))


def every_extension_is_right(estate: Estate, machines: Iterable[str]) -> None:
    issuing, root = estate.certificates("ca/ca.pem")
    assert found(root.extensions) == expected(
        (True, x509.BasicConstraints(ca=True, path_length=1)), SIGNS, *identifiers(root, root)
    )
    assert found(issuing.extensions) == expected(
        (True, x509.BasicConstraints(ca=True, path_length=0)), SIGNS, *identifiers(issuing, root)
    )
    for name in machines:
        leaf = estate.certificates(f"{name}/certificate.pem")[0]
        hosts = estate.session.project.machine[name].hosts
        assert found(leaf.extensions) == expected(
            (True, x509.BasicConstraints(ca=False, path_length=None)),
            usage(leaf.public_key()),
            BOTH,
            (False, pki.alternative_names(hosts)),
            *identifiers(leaf, issuing),
        ), name
    (listed,) = pki.read(estate.path("artifacts/ca/ca.crl.pem").read_bytes()).crls
    number = estate.session.project.table(("ca",))["crl_number"]
    assert isinstance(number, int)
    assert found(listed.extensions) == expected(
        (False, x509.CRLNumber(number)), identifiers(issuing, issuing)[1]
    )
    asked = estate.request("VENDOR/request.pem")
    assert found(asked.extensions) == expected(
        usage(asked.public_key()), BOTH, (False, pki.alternative_names(("vendor.example.com",)))
    )


def seen_by_programs(estate: Estate, scratch: Path) -> dict[str, set[str]]:
    """Give every file to its program; return the kinds of key seen by the form of the file."""
    seen: dict[str, set[str]] = {}
    chains = []
    made = (estate.path("artifacts"), estate.path("private"))
    for path in sorted(one for folder in made for one in folder.rglob("*") if one.is_file()):
        ours = path.name.startswith(("ca", "issuing")) and path.parent.name == "private"
        secret = CA_PASSPHRASE if ours else PASSPHRASE
        contents = pki.read(path.read_bytes(), secret)
        if path.suffix not in {".pem", ".p12", ".p7b"}:
            assert not contents.items, path
            continue
        assert all(item.value is not None for item in contents.items), path
        form = _form(contents)
        seen.setdefault(form, set()).add(_key_kind(contents))
        if form.startswith("certificate") and not contents.requests:
            chains.append(path)
        _shown(estate, path, form, contents, secret)
    _verified(estate, chains, scratch)
    return seen


def _shown(estate: Estate, path: Path, form: str, contents: pki.Contents, secret: str) -> None:
    opened = ("-in", path, "-passin", f"pass:{secret}")
    match form:
        case "certificate":
            pass
        case "certificate + private key" | "private key":
            assert "is valid" in openssl("pkey", *opened, "-noout", "-check")
        case "certificate request":
            assert "verify OK" in openssl("req", "-verify", "-noout", "-in", path)
        case "revocation list":
            both = ("-CAfile", estate.path("artifacts/ca/ca.pem"))
            assert "verify OK" in openssl("crl", "-noout", "-in", path, *both)
            openssl("verify", "-crl_check", "-CRLfile", path, *LATER, "-partial_chain", *both,
                    estate.path("artifacts/HOST/certificate.pem"))  # fmt: skip
        case "PKCS #7":
            shown = openssl("pkcs7", "-inform", "DER", "-print_certs", "-in", path)
            assert shown.count("BEGIN CERTIFICATE") == len(contents.certificates) == 3
        case "PKCS #12 modern" | "PKCS #12 legacy":
            told = openssl("pkcs12", "-info", "-nodes", *opened)
            assert told.count("BEGIN CERTIFICATE") == len(contents.certificates) == 3
            strong = "PBES2, PBKDF2, AES-256-CBC" in told and "MAC: sha256" in told
            weak = "pbeWithSHA1And3-KeyTripleDES-CBC" in told and "MAC: sha1" in told
            assert (strong, weak) == (form.endswith("modern"), form.endswith("legacy"))
        case _:
            raise AssertionError((path, form))


def _verified(estate: Estate, chains: list[Path], scratch: Path) -> None:
    lists = [path for path in chains if path.name in {"ca-list.pem", "ca.pem", "former.pem"}]
    leaves = [path for path in chains if path not in lists]
    known = [one for path in lists for one in pki.read(path.read_bytes()).certificates]
    (scratch / "roots").write_bytes(pki.ca_list_pem([one for one in known if pki.self_signed(one)]))
    strict = ("verify", "-x509_strict", *LATER, "-CAfile", scratch / "roots")
    above = ("-untrusted", estate.path("artifacts/ca/ca.pem"))
    for purpose in ("sslserver", "sslclient"):
        said = openssl(*strict, "-purpose", purpose, *above, *leaves)
        assert said.count(": OK") == len(leaves) >= 6
    assert openssl(*strict, *lists).count(": OK") == len(lists) >= 5
    for path in lists:
        packed = scratch / "list.p7b"
        openssl("crl2pkcs7", "-nocrl", "-certfile", path, "-outform", "DER", "-out", packed)
        held = pki.read(packed.read_bytes()).certificates
        assert held == pki.read(path.read_bytes()).certificates


def _form(contents: pki.Contents) -> str:
    first = contents.items[0]
    if first.form is Form.PKCS12:
        old = b"\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01\x03" in contents.store
        return f"PKCS #12 {'legacy' if old else 'modern'}"
    if first.form is Form.PKCS7:
        return str(first.form)
    kinds = (Kind.KEY if one.kind is Kind.ENCRYPTED_KEY else one.kind for one in contents.items)
    return " + ".join(dict.fromkeys(map(str, kinds)))


def _key_kind(contents: pki.Contents) -> str:
    public = [one.public_key() for one in (*contents.keys, *contents.certificates)]
    public += [one.public_key() for one in contents.requests]
    return pki.key_kind(public[0]) if public else ""


def test_openssl_and_keytool_agree_with_every_kind_of_file(estate: Estate, tmp_path: Path) -> None:
    estate.session.close()
    project = estate.folder / "prod.toml"
    project.write_text(project.read_text() + _MORE)
    estate.put("own.csr", own_request(known_key("rsa-2048"), ca=True))
    estate = Estate(type(estate.session).open(project), estate.folder)
    estate.at(NOW)
    estate.session.world = replace(estate.session.world, keys=KnownKeys())
    estate.ca(key="rsa-4096", issuing=True, issuing_key="rsa-3072", crl_number=1)
    estate.personal("HOST", key="rsa-2048")
    estate.personal("AS400", key="p-384", form="modern")
    estate.apply()
    signed = ("HOST", "AS400", "CLIENT", "OWN")
    every_extension_is_right(estate, signed)
    assert seen_by_programs(estate, tmp_path) == {
        "private key": {"rsa-4096", "rsa-3072", "rsa-2048", "p-384", "p-256"},
        "certificate": {"rsa-3072", "rsa-2048", "p-384", "p-256"},
        "certificate + private key": {"p-256"},
        "certificate request": {"rsa-3072"},
        "revocation list": {""},
        "PKCS #7": {"rsa-2048"},
        "PKCS #12 legacy": {"rsa-2048"},
        "PKCS #12 modern": {"p-384"},
    }
    # the legacy form is shown to keytool with the sample estate
    told = keytool("-list", "-v", "-storetype", "PKCS12", "-storepass", PASSPHRASE,
                   "-keystore", estate.path("artifacts/AS400/personal.p12"))  # fmt: skip
    assert "Alias name: pwx as400" in told
    assert "Entry type: PrivateKeyEntry" in told
    assert "Certificate chain length: 3" in told
    for command, name, said in (
        ("-printcert", "OWN/reply.p7b", "Owner: CN=own.example.com"),
        ("-printcertreq", "VENDOR/request.pem", "Subject: CN=vendor.example.com"),
        ("-printcrl", "ca/ca.crl.pem", "Issuer: CN=PowerExchange Issuing CA"),
    ):
        assert said in keytool(command, "-file", estate.path(f"artifacts/{name}")), name

    # the next CA signs with elliptic curves, and both are trusted for a while
    estate.ca(generation=2)
    estate.ca(key="p-384", issuing_key="p-256", crl_number=2)
    estate.apply()
    for name in signed:
        estate.personal(name, renewal=1)
    estate.apply()
    every_extension_is_right(estate, signed)
    seen = seen_by_programs(estate, tmp_path)
    assert seen["certificate"] == {"p-256", "rsa-2048", "p-384", "rsa-3072"}
    estate.session.close()
