"""A machine's certificate: made here, asked for, requested by the machine, made there, or adopted."""

import os
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.serialization import Encoding

from pwxwizard import certificate_life, pki
from pwxwizard.errors import ApplyError, RefusedError
from pwxwizard.examine import State
from pwxwizard.plan import Note
from pwxwizard.project import Edit
from tests.steps.conftest import FILE_PASSPHRASE, NOW, PASSPHRASE, Estate, Outside, pem

ITEM = "personal-certificate/"


def openssl(*arguments: str | Path) -> str:
    done = subprocess.run(
        ["openssl", *map(str, arguments)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def own_request(key: pki.PrivateKey, name: str = "CN=MINE", *, ca: bool = False) -> bytes:
    """Return a request as a machine might make it, with wishes of its own."""
    builder = x509.CertificateSigningRequestBuilder().subject_name(pki.parse_dn(name))
    if ca:
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
    names = x509.SubjectAlternativeName([x509.DNSName("other.example.com")])
    return builder.add_extension(names, False).sign(key, hashes.SHA256()).public_bytes(Encoding.PEM)


@pytest.mark.parametrize("machine", ["HOST", "AS400", "CLIENT"])
def test_having_a_certificate_ranks_beside_making_one(estate: Estate, machine: str) -> None:
    item = next(one for one in estate.session.items() if one.name == ITEM + machine)
    first = item.step.questions(estate.session.project, item.subject)[0]
    assert first.key == "personal_certificate.source"
    values = [option.value for option in first.options]
    assert values[:2] == ["create", "existing"]
    assert ("security-manager" in values) is (machine != "CLIENT")
    assert all(option.consequence for option in first.options)


def test_the_form_of_pkcs12_follows_the_target_and_can_be_chosen(estate: Estate) -> None:
    triple_des = b"\x2a\x86\x48\x86\xf7\x0d\x01\x0c\x01\x03"
    estate.apply()
    assert triple_des in estate.path("artifacts/HOST/personal.p12").read_bytes()
    assert "CER010" in estate.codes()
    before = estate.certificates("HOST/certificate.pem")
    estate.personal("HOST", form="modern")
    assert estate.state(ITEM + "HOST") == (State.OUTDATED, ("Form of PKCS #12 changed",))
    estate.apply()
    data = estate.path("artifacts/HOST/personal.p12").read_bytes()
    assert triple_des not in data
    assert estate.certificates("HOST/certificate.pem") == before
    listed = openssl("pkcs12", "-in", estate.path("artifacts/HOST/personal.p12"), "-nodes",
                     "-passin", f"pass:{PASSPHRASE}")  # fmt: skip
    assert listed.count("BEGIN CERTIFICATE") == 2


def test_a_correction_of_the_catalogue_chooses_the_form(estate: Estate) -> None:
    estate.apply()
    estate.session.edit((Edit(("catalogue", "pki", "pkcs12", "zos", "modern_from"), "3.1"),))
    assert estate.state(ITEM + "HOST") == (State.OUTDATED, ("Form of PKCS #12 changed",))
    assert estate.state(ITEM + "AS400")[0] is State.OUTDATED
    estate.apply()
    told = openssl("pkcs12", "-info", "-nokeys", "-passin", f"pass:{PASSPHRASE}", "-in",
                   estate.path("artifacts/HOST/personal.p12"))  # fmt: skip
    assert "AES-256-CBC" in told
    assert "CER010" not in {f.code for f in estate.survey().findings if "HOST" in f.message}


def test_every_name_and_address_of_the_machine_is_in_its_certificate(estate: Estate) -> None:
    estate.apply()
    (leaf,) = estate.certificates("CLIENT/certificate.pem")
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["client.example.com"]
    assert [str(a) for a in names.get_values_for_type(x509.IPAddress)] == ["2001:db8::7"]


def test_a_lifetime_beyond_the_ca_is_cut_and_told(estate: Estate) -> None:
    estate.ca(days=100)
    estate.apply("ca/CA")
    assert "PKI080" in estate.codes()
    estate.apply()
    (leaf,) = estate.certificates("CLIENT/certificate.pem")
    assert leaf.not_valid_after_utc == estate.certificates("ca/ca.pem")[0].not_valid_after_utc


@pytest.mark.parametrize("machine", ["HOST", "CLIENT"])
def test_an_outside_ca_is_asked_waited_for_and_answered(
    estate: Estate, outside: Outside, machine: str
) -> None:
    estate.personal(machine, source="external")
    written = estate.apply()
    assert {f"private/{machine}.key.pem", f"artifacts/{machine}/request.pem"} <= written
    assert f"artifacts/{machine}/certificate.pem" not in written
    state, because = estate.state(ITEM + machine)
    assert state is State.WAITING
    assert because[0].endswith(f"artifacts/{machine}/request.pem")
    openssl("req", "-verify", "-noout", "-in", estate.path(f"artifacts/{machine}/request.pem"))
    hosts = estate.session.project.machine[machine].hosts
    request = estate.request(f"{machine}/request.pem")
    leaf = outside.leaf(request.public_key(), *hosts)
    data = b"thank you\n" + pem(outside.issuing, leaf, outside.root)
    estate.personal(machine, answer=estate.put("answer.txt", data))
    assert estate.state(ITEM + machine)[0] is State.OUTDATED
    written = estate.apply()
    peer = {"HOST": "CLIENT", "CLIENT": "HOST"}[machine]
    assert f"artifacts/{peer}/ca-list.pem" in written
    assert f"artifacts/{peer}/certificate.pem" not in written
    assert estate.certificates(f"{machine}/certificate.pem") == (leaf, outside.issuing)
    trusted = estate.path(f"artifacts/{peer}/ca-list.pem")
    openssl("verify", "-x509_strict", "-CAfile", trusted,
            estate.path(f"artifacts/{machine}/certificate.pem"))  # fmt: skip
    assert outside.root in pki.read(trusted.read_bytes()).certificates
    assert outside.root not in estate.certificates("AS400/ca-list.pem")
    assert not estate.survey().plan.writes


def test_a_later_answer_renews_with_the_same_key(estate: Estate, outside: Outside) -> None:
    estate.personal("HOST", source="external")
    estate.apply()
    hosts = estate.session.project.machine["HOST"].hosts
    public = estate.request("HOST/request.pem").public_key()
    name = estate.put("answer.pem", pem(outside.leaf(public, *hosts), *outside.above))
    estate.personal("HOST", answer=name)
    estate.apply()
    key = estate.path("private/HOST.key.pem").read_bytes()
    package = estate.path("artifacts/HOST/personal.p12").read_bytes()
    later = outside.leaf(public, *hosts, days=800, at=NOW)
    estate.put("answer.pem", pem(later, *outside.above))
    assert estate.state(ITEM + "HOST") == (State.OUTDATED, ("outside CA's answer changed",))
    estate.apply()
    assert estate.certificates("HOST/certificate.pem")[0] == later
    assert estate.path("private/HOST.key.pem").read_bytes() == key
    assert estate.path("artifacts/HOST/personal.p12").read_bytes() != package
    assert not estate.survey().plan.writes


def test_an_answer_for_another_request_is_named(estate: Estate, outside: Outside) -> None:
    estate.personal("HOST", source="external")
    estate.apply()
    foreign = outside.leaf(pki.make_key("p-256").public_key(), "somebody.example.com")
    estate.personal("HOST", answer=estate.put("answer.pem", pem(foreign, *outside.above)))
    assert estate.state(ITEM + "HOST")[0] is State.OPEN
    assert "CN=somebody.example.com" in estate.said()


def test_a_host_name_that_changes_while_waiting_makes_another_request(estate: Estate) -> None:
    estate.personal("HOST", source="external")
    estate.apply()
    estate.answer("estate", "HOST", hosts=("host2.example.com",))
    assert estate.state(ITEM + "HOST")[0] is State.OUTDATED
    estate.apply()
    request = estate.request("HOST/request.pem")
    names = request.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["host2.example.com"]
    assert estate.state(ITEM + "HOST")[0] is State.WAITING


def test_a_request_of_the_machine_is_signed_under_our_policy(estate: Estate) -> None:
    estate.personal("HOST", source="request")
    assert estate.state(ITEM + "HOST") == (State.WAITING, ("the request from HOST",))
    key = pki.make_key("p-256")
    estate.personal("HOST", request=estate.put("host.csr", own_request(key, ca=True)))
    assert {"PKI075", "PKI076", "PKI077"} <= estate.codes("PKI07")
    asked = "HOST asks for: CN=MINE; p-256 key; subjectAltName DNS:other.example.com."
    assert Note(ITEM + "HOST", asked) in estate.survey().plan.notes
    written = estate.apply()
    assert {
        f"artifacts/HOST/{name}" for name in ("reply.pem", "reply.p7b", "ca-list.pem")
    } <= written
    assert not {name for name in written if "HOST.key" in name or "HOST/personal" in name}
    (leaf,) = estate.certificates("HOST/reply.pem")
    assert pki.same_key(leaf.public_key(), key.public_key())
    basic = leaf.extensions.get_extension_for_class(x509.BasicConstraints).value
    assert not basic.ca
    names = leaf.extensions.get_extension_for_class(x509.SubjectAlternativeName).value
    assert names.get_values_for_type(x509.DNSName) == ["host.example.com"]
    listed = openssl("pkcs7", "-inform", "DER", "-print_certs", "-in",
                     estate.path("artifacts/HOST/reply.p7b"))  # fmt: skip
    assert "CN = host.example.com" in listed
    assert "CN = Estate CA" in listed
    openssl("verify", "-x509_strict", "-purpose", "sslserver", "-CAfile",
            estate.path("artifacts/CLIENT/ca-list.pem"),
            estate.path("artifacts/HOST/reply.pem"))  # fmt: skip
    assert "HOST/reply.p7b" not in str(estate.survey().plan.writes)
    assert not estate.survey().plan.writes


def test_a_request_made_by_openssl_is_answered_so_that_keytool_takes_the_reply(
    estate: Estate,
) -> None:
    store = estate.folder / "machine.p12"
    keytool = ["keytool", "-keystore", str(store), "-storepass", "changeme1", "-alias", "pwx"]
    subprocess.run(
        [*keytool, "-genkeypair", "-keyalg", "EC", "-groupname", "secp256r1", "-dname", "CN=x"],
        check=True, capture_output=True,
    )  # fmt: skip
    made = subprocess.run([*keytool, "-certreq"], check=True, capture_output=True)
    estate.personal("AS400", source="request", request=estate.put("as400.csr", made.stdout))
    estate.apply()
    done = subprocess.run(
        [*keytool, "-importcert", "-noprompt", "-file",
         str(estate.path("artifacts/AS400/reply.p7b"))],
        check=False, capture_output=True, text=True,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_a_request_with_a_wrong_signature_is_refused(estate: Estate) -> None:
    request = x509.load_pem_x509_csr(own_request(pki.make_key("p-256")))
    data = bytearray(request.public_bytes(Encoding.DER))
    data[-3] ^= 1
    estate.personal("HOST", source="request", request=estate.put("host.csr", bytes(data)))
    assert "PKI074" in estate.codes()
    assert estate.state(ITEM + "HOST")[0] is State.OPEN


@pytest.mark.parametrize("kind", ["certificate", "key", "zeros", "cut"])
def test_anything_but_a_request_is_a_sentence(estate: Estate, outside: Outside, kind: str) -> None:
    data = {
        "certificate": pem(outside.root),
        "key": pki.key_pem(outside.key, FILE_PASSPHRASE),
        "zeros": b"\0" * 10_000_000,
        "cut": own_request(outside.key)[:200],
    }[kind]
    estate.personal("HOST", source="request", request=estate.put("host.csr", data))
    assert estate.state(ITEM + "HOST")[0] is State.OPEN
    assert "PKI079" in estate.codes()


def test_a_renewed_request_replaces_the_certificate(estate: Estate) -> None:
    name = estate.put("host.csr", own_request(pki.make_key("p-256")))
    estate.personal("HOST", source="request", request=name)
    estate.apply()
    before = estate.certificates("HOST/reply.pem")
    key = pki.make_key("p-256")
    estate.put("host.csr", own_request(key))
    assert estate.state(ITEM + "HOST") == (State.OUTDATED, ("request changed",))
    estate.apply()
    (leaf,) = estate.certificates("HOST/reply.pem")
    assert (leaf,) != before
    assert pki.same_key(leaf.public_key(), key.public_key())


def test_what_the_security_manager_made_is_waited_for_and_trusted(
    estate: Estate, outside: Outside
) -> None:
    estate.personal("HOST", source="security-manager")
    state, because = estate.state(ITEM + "HOST")
    assert state is State.WAITING
    assert "RACF" in because[0]
    key = pki.make_key("p-256").public_key()
    leaf = outside.leaf(key, "host.example.com", "192.0.2.1")
    exported = estate.put("host.cer", pki.der(leaf))
    estate.personal("HOST", file=exported, chain=estate.put("racf-ca.pem", pem(*outside.above)))
    written = estate.apply()
    assert not {name for name in written if "HOST.key" in name or name.endswith(".p12")} - {
        "artifacts/AS400/personal.p12"
    }
    assert estate.certificates("HOST/certificate.pem") == (leaf, outside.issuing)
    assert set(outside.above) <= set(estate.certificates("CLIENT/ca-list.pem"))
    assert set(outside.above) <= set(estate.certificates("HOST/ca-list.pem"))
    assert not estate.survey().plan.writes


@pytest.mark.parametrize("form", ["p12", "pem", "apart", "plain"])
@pytest.mark.parametrize("machine", ["HOST", "CLIENT"])
def test_an_existing_certificate_and_key_are_adopted(
    estate: Estate, outside: Outside, machine: str, form: str
) -> None:
    key = pki.make_key("p-256")
    leaf = outside.leaf(key.public_key(), *estate.session.project.machine[machine].hosts)
    answers: dict[str, object] = {"source": "existing", "file_passphrase": "file:file.secret"}
    if form == "p12":
        data = pki.pkcs12(leaf, key, outside.above, "x", FILE_PASSPHRASE)
    elif form == "pem":
        data = pki.key_pem(key, FILE_PASSPHRASE) + pem(outside.root, leaf, outside.issuing)
    elif form == "plain":
        openssl("ecparam", "-name", "prime256v1", "-genkey", "-noout", "-out",
                estate.folder / "plain.key")  # fmt: skip
        plain = (estate.folder / "plain.key").read_bytes()
        key = pki.load_key(plain)
        leaf = outside.leaf(key.public_key(), *estate.session.project.machine[machine].hosts)
        data = plain + pem(leaf, *outside.above)
    else:
        data = pem(leaf, outside.issuing)
        answers["key_file"] = estate.put("in.key", pki.key_pem(key, FILE_PASSPHRASE))
        answers["chain"] = estate.put("above.pem", pem(outside.root))
    estate.personal(machine, source="existing")
    assert estate.state(ITEM + machine)[0] is State.OPEN
    answers["file"] = estate.put("in.cert", data)
    estate.personal(machine, **answers)
    assert estate.state(ITEM + machine)[0] is State.READY
    estate.apply()
    assert estate.certificates(f"{machine}/certificate.pem") == (leaf, outside.issuing)
    kept = estate.path(f"private/{machine}.key.pem")
    assert kept.stat().st_mode & 0o777 == 0o600
    opened = pki.load_key(kept.read_bytes(), PASSPHRASE)
    assert pki.same_key(opened.public_key(), key.public_key())
    name = "personal.p12" if machine == "HOST" else "personal.pem"
    personal = estate.path(f"artifacts/{machine}/{name}").read_bytes()
    held = pki.read(personal, PASSPHRASE)
    assert held.certificates[0] == leaf
    assert len(held.keys) == 1
    peer = {"HOST": "CLIENT", "CLIENT": "HOST"}[machine]
    assert set(outside.above) <= set(estate.certificates(f"{peer}/ca-list.pem"))
    assert not estate.survey().plan.writes
    assert estate.state(ITEM + peer)[0] is State.WRITTEN
    estate.at(NOW + timedelta(days=401))
    state, because = estate.state(ITEM + machine)
    assert state is State.OPEN
    assert "expired" in because[0]


def test_a_key_that_is_not_the_certificates_is_refused(estate: Estate, outside: Outside) -> None:
    leaf = outside.leaf(pki.make_key("p-256").public_key(), "client.example.com", "2001:db8::7")
    estate.personal("CLIENT", source="existing")
    estate.personal(
        "CLIENT",
        file=estate.put("in.pem", pem(leaf, *outside.above)),
        key_file=estate.put("in.key", pki.key_pem(pki.make_key("p-256"), FILE_PASSPHRASE)),
        file_passphrase="file:file.secret",
    )
    plan = estate.survey().plan
    with pytest.raises(RefusedError, match="does not belong"):
        estate.session.apply(plan)
    assert not estate.path("private").exists()


def test_adopting_over_a_key_that_is_here_takes_a_consent_by_name(
    estate: Estate, outside: Outside
) -> None:
    estate.apply()
    before = estate.path("private/CLIENT.key.pem").read_bytes()
    key = pki.make_key("p-256")
    leaf = outside.leaf(key.public_key(), "client.example.com", "2001:db8::7")
    data = pki.pkcs12(leaf, key, outside.above, "x", FILE_PASSPHRASE)
    estate.personal("CLIENT", source="existing")
    estate.personal("CLIENT", file=estate.put("in.p12", data), file_passphrase="file:file.secret")
    assert "CER006" in estate.codes()
    assert "private/CLIENT.key.pem" not in estate.apply()
    estate.session.consenting({"prod.pwx/private/CLIENT.key.pem"})
    assert "private/CLIENT.key.pem" in estate.apply()
    copies = [
        path for path in (estate.folder / "prod.pwx").rglob("*CLIENT.key.pem*") if path.is_file()
    ]
    assert before in [path.read_bytes() for path in copies]
    assert estate.certificates("CLIENT/certificate.pem")[0] == leaf


def test_an_existing_certificate_with_an_error_is_not_adopted(
    estate: Estate, outside: Outside
) -> None:
    key = pki.make_key("p-256")
    leaf = outside.leaf(key.public_key(), "client.example.com", "2001:db8::7", days=10)
    estate.personal("CLIENT", source="existing")
    data = pem(leaf, *outside.above) + pki.key_pem(key, FILE_PASSPHRASE)
    estate.personal("CLIENT", file=estate.put("in.pem", data), file_passphrase="file:file.secret")
    estate.at(NOW + timedelta(days=11))
    state, because = estate.state(ITEM + "CLIENT")
    assert state is State.OPEN
    assert "expired" in because[0]


def test_a_umask_that_takes_everything_leaves_keys_to_their_owner(estate: Estate) -> None:
    old = os.umask(0o777)
    try:
        estate.apply()
    finally:
        os.umask(old)
    private = estate.path("private")
    assert private.stat().st_mode & 0o777 == 0o700
    assert {path.stat().st_mode & 0o777 for path in private.iterdir()} == {0o600}
    assert estate.path("artifacts/HOST/personal.p12").stat().st_mode & 0o777 == 0o600
    assert estate.path("artifacts/HOST/certificate.pem").stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize(
    "place", ["private", "private/HOST.key.pem", "artifacts/HOST/personal.p12"]
)
def test_a_link_in_the_place_of_a_key_is_refused(
    estate: Estate, tmp_path_factory: pytest.TempPathFactory, place: str
) -> None:
    elsewhere = tmp_path_factory.mktemp("elsewhere")
    link = estate.path(place)
    link.parent.mkdir(parents=True, exist_ok=True)
    link.symlink_to(elsewhere if place == "private" else elsewhere / "stolen")
    with pytest.raises((ApplyError, RefusedError)):
        estate.apply()
    assert list(elsewhere.iterdir()) == []
    assert link.is_symlink()


def test_no_secret_is_in_any_output_and_every_key_file_is_private(
    estate: Estate, outside: Outside, capsys: pytest.CaptureFixture[str]
) -> None:
    estate.ca(source="import", file_passphrase="file:file.secret")
    data = pki.pkcs12(outside.issuing, outside.key, (outside.root,), "ca", FILE_PASSPHRASE)
    estate.ca(file=estate.put("ca.p12", data))
    estate.personal("HOST", source="external")
    old = os.umask(0)
    try:
        estate.apply()
    finally:
        os.umask(old)
    survey = estate.survey()
    shown = repr(survey) + repr(estate.session.project) + (estate.folder / "prod.toml").read_text()
    canaries = ("canary-bKx41", "canary-bKx42", "canary-bKx43")
    assert not [canary for canary in canaries if canary in shown]
    for path in (estate.folder / "prod.pwx").rglob("*"):
        if path.is_dir():
            continue
        content = path.read_bytes()
        assert not [canary for canary in canaries if canary.encode() in content], path
        if b"PRIVATE KEY" in content or path.suffix == ".p12":
            assert path.stat().st_mode & 0o777 == 0o600, path
    assert estate.path("private").stat().st_mode & 0o777 == 0o700
    said = capsys.readouterr()
    assert not [canary for canary in canaries if canary in said.out + said.err]


def test_a_certificate_of_an_outside_ca_is_renewed_with_a_new_key(
    estate: Estate, outside: Outside
) -> None:
    def answer(name: str) -> "x509.Certificate":
        public = estate.request("HOST/request.pem").public_key()
        leaf = outside.leaf(public, *estate.session.project.machine["HOST"].hosts)
        estate.personal("HOST", answer=estate.put(name, pem(leaf, *outside.above)))
        estate.apply()
        return leaf

    estate.personal("HOST", source="external")
    estate.apply()
    first, trusted = answer("one.pem"), estate.certificates("CLIENT/ca-list.pem")
    (found,) = certificate_life.renew(estate.session, ("HOST",), new_key=False)
    assert found.asks.endswith("HOST/request.pem")
    assert found.prove == ("CLIENT->HOST.sec",)
    assert any("personal.p12" in line for line in found.install)
    assert not estate.survey().plan.writes

    certificate_life.renew(estate.session, ("HOST",), new_key=True)
    assert estate.apply() >= {"private/HOST.key.pem", "artifacts/HOST/request.pem"}
    assert estate.state(ITEM + "HOST")[0] is State.WAITING
    # the certificate that is in use stays, and so does whom the others trust
    assert estate.certificates("HOST/certificate.pem")[0] == first
    assert estate.certificates("CLIENT/ca-list.pem") == trusted
    second = answer("two.pem")
    assert estate.certificates("HOST/certificate.pem")[0] == second
    assert not pki.keeps_key(first, second)
    assert set(estate.certificates("CLIENT/ca-list.pem")) == set(trusted)
    assert not estate.survey().plan.writes
