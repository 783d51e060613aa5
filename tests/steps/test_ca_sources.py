"""The CA: made here with or without an issuing CA, imported in any form, or signed by an outside CA."""

import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from pwxwizard import certificate_life, pki
from pwxwizard.errors import RefusedError, UnreadableError
from pwxwizard.examine import State
from tests.steps.conftest import CA_PASSPHRASE, FILE_PASSPHRASE, NOW, Estate, Outside, pem


def openssl(*arguments: str | Path) -> str:
    done = subprocess.run(
        ["openssl", *map(str, arguments)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def names(certificates: object) -> list[str]:
    return [pki.shown(one) for one in certificates]  # type: ignore[attr-defined]


def test_the_first_question_is_the_source_and_the_others_follow_it(estate: Estate) -> None:
    asked = {"create": "days", "import": "file", "external": "answer"}
    for source, key in asked.items():
        estate.ca(source=source)
        item = next(one for one in estate.session.items() if one.name == "ca/CA")
        keys = [
            question.key for question in item.step.questions(estate.session.project, item.subject)
        ]
        assert keys[0] == "source"
        assert key in keys
        assert not (set(asked.values()) - {key}) & set(keys)


def test_an_issuing_ca_signs_below_the_root_with_a_key_of_its_own(estate: Estate) -> None:
    estate.ca(issuing=True, issuing_subject="CN=Estate Issuing CA", issuing_key="p-256")
    estate.apply()
    issuing, root = estate.certificates("ca/ca.pem")
    assert names((issuing, root)) == ["CN=Estate Issuing CA", "CN=Estate CA"]
    assert pki.signed_by(issuing, root)
    for name in ("ca.key.pem", "issuing.key.pem"):
        pki.load_key(estate.path(f"private/{name}").read_bytes(), CA_PASSPHRASE)
    leaf, intermediate = estate.certificates("HOST/certificate.pem")
    assert pki.signed_by(leaf, issuing)
    assert intermediate == issuing
    assert estate.certificates("CLIENT/ca-list.pem") == (issuing, root)
    folder = estate.path("artifacts/HOST")
    (estate.folder / "root.pem").write_bytes(pem(root))
    openssl(
        "verify", "-x509_strict", "-purpose", "sslserver", "-CAfile", estate.folder / "root.pem",
        "-untrusted", folder / "certificate.pem", folder / "certificate.pem",
    )  # fmt: skip
    assert not estate.survey().plan.writes


def test_an_issuing_ca_is_replaced_without_touching_the_root(estate: Estate) -> None:
    estate.ca(issuing=True, issuing_key="p-256")
    estate.apply()
    before = estate.certificates("ca/ca.pem")
    estate.ca(issuing_days=300)
    estate.apply()
    after = estate.certificates("ca/ca.pem")
    assert after[1] == before[1]
    assert after[0] != before[0]
    assert estate.certificates("CLIENT/ca-list.pem") == after


@pytest.mark.parametrize("form", ["pem", "der", "p7", "p12", "apart"])
def test_a_ca_is_imported_in_any_form(estate: Estate, outside: Outside, form: str) -> None:
    key = outside.key
    answers: dict[str, object] = {"source": "import", "file_passphrase": "file:file.secret"}
    if form == "pem":
        data = pem(outside.root, outside.issuing) + pki.key_pem(key, FILE_PASSPHRASE)
    elif form == "p12":
        data = pki.pkcs12(outside.issuing, key, (outside.root,), "ca", FILE_PASSPHRASE)
    elif form == "p7":
        data = pki.pkcs7((outside.root, outside.issuing), "der")
    else:
        data = pki.der(outside.issuing) if form == "der" else pem(outside.issuing)
        answers["chain"] = estate.put("above.pem", pem(outside.root))
    answers["file"] = estate.put("in.ca", data)
    if form in {"der", "p7", "apart"}:
        answers["key_file"] = estate.put("in.key", pki.key_pem(key, FILE_PASSPHRASE))
    estate.ca(**answers)
    estate.apply()
    assert estate.certificates("ca/ca.pem") == outside.above
    kept = estate.path("private/imported-ca.key.pem")
    assert kept.stat().st_mode & 0o777 == 0o600
    assert pki.same_key(
        pki.load_key(kept.read_bytes(), CA_PASSPHRASE).public_key(), key.public_key()
    )
    leaf = estate.certificates("HOST/certificate.pem")[0]
    assert pki.signed_by(leaf, outside.issuing)
    assert not estate.survey().plan.writes


def test_a_ca_without_its_key_is_trusted_but_signs_nothing(
    estate: Estate, outside: Outside
) -> None:
    estate.ca(source="import", file=estate.put("ca.pem", pem(*outside.above)))
    assert "CER007" in estate.codes()
    state, because = estate.state("personal-certificate/HOST")
    assert state is State.OPEN
    assert because == ("The CA was imported without its key.",)
    assert {"artifacts/ca/ca.pem"} <= estate.apply()
    assert not estate.path("private").exists()


def test_an_import_that_lacks_an_issuer_names_it(estate: Estate, outside: Outside) -> None:
    estate.ca(source="import", file=estate.put("ca.pem", pem(outside.issuing)))
    state, because = estate.state("ca/CA")
    assert state is State.OPEN
    assert because == ("The certificate of CN=Outside Root is missing.",)


def test_the_wrong_passphrase_of_an_import_is_a_sentence_and_nothing_is_written(
    estate: Estate, outside: Outside
) -> None:
    data = pki.pkcs12(outside.issuing, outside.key, (outside.root,), "ca", "another one")
    estate.ca(source="import", file=estate.put("ca.p12", data), file_passphrase="file:file.secret")
    plan = estate.survey().plan
    with pytest.raises(RefusedError, match="passphrase does not open") as raised:
        estate.session.apply(plan)
    assert FILE_PASSPHRASE not in str(raised.value)
    assert raised.value.suspect == "passphrase of the imported CA's file"
    assert raised.value.fix == "It came from file:file.secret: correct it there."
    assert not estate.path("artifacts").exists()


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "empty"),
        (b"\0" * 100_000, "nothing but zeros"),
        (b"no certificate at all", "recognised"),
    ],
    ids=["empty", "zeros", "text"],
)
def test_an_import_of_rubbish_is_a_finding(estate: Estate, data: bytes, said: str) -> None:
    estate.ca(source="import", file=estate.put("ca.pem", data))
    assert estate.state("ca/CA")[0] is State.OPEN
    assert said in estate.said()


def test_a_key_or_a_machine_certificate_is_no_ca(estate: Estate, outside: Outside) -> None:
    key = pki.make_key("p-256")
    name = estate.put("ca.pem", pki.key_pem(key, FILE_PASSPHRASE))
    estate.ca(source="import", file=name)
    assert "CER004" in estate.codes()
    leaf = outside.leaf(key.public_key(), "host.example.com")
    estate.put("ca.pem", pem(leaf, *outside.above) + pki.key_pem(key, FILE_PASSPHRASE))
    estate.ca(file_passphrase="file:file.secret")
    assert estate.state("ca/CA")[0] is State.READY
    estate.put("ca.pem", pem(leaf))
    assert "CER004" in estate.codes()


def test_an_outside_ca_is_asked_waited_for_and_answered(estate: Estate, outside: Outside) -> None:
    estate.ca(source="external")
    assert estate.state("ca/CA")[0] is State.READY
    assert estate.state("personal-certificate/HOST") == (
        State.WAITING,
        ("the CA certificate, which an outside CA has yet to sign",),
    )
    assert estate.apply() >= {"artifacts/ca/request.pem", "private/external-ca.key.pem"}
    state, because = estate.state("ca/CA")
    assert state is State.WAITING
    assert "artifacts/ca/request.pem" in because[0]
    said = openssl("req", "-verify", "-noout", "-text", "-in",
                   estate.path("artifacts/ca/request.pem"))  # fmt: skip
    assert "CA:TRUE" in said
    signed = outside.below(estate.request("ca/request.pem").public_key())
    rubbish = b"Dear customer,\r\nhere it is:\r\n"
    answer = estate.put("answer.txt", rubbish + pem(outside.root, signed) + pem(outside.issuing))
    estate.ca(answer=answer)
    assert estate.state("ca/CA") == (State.OUTDATED, ("outside CA's answer changed",))
    estate.apply()
    assert estate.certificates("ca/ca.pem") == (signed, *outside.above)
    leaf, *shown = estate.certificates("HOST/certificate.pem")
    assert pki.signed_by(leaf, signed)
    assert tuple(shown) == (signed, outside.issuing)
    assert not estate.survey().plan.writes
    openssl(
        "verify", "-x509_strict", "-CAfile", estate.path("artifacts/CLIENT/ca-list.pem"),
        estate.path("artifacts/HOST/certificate.pem"),
    )  # fmt: skip


@pytest.mark.parametrize("encoding", ["pem", "der"])
def test_an_answer_comes_as_pkcs7_too(estate: Estate, outside: Outside, encoding: str) -> None:
    estate.ca(source="external")
    estate.apply()
    signed = outside.below(estate.request("ca/request.pem").public_key())
    data = pki.pkcs7((outside.root, signed, outside.issuing), encoding)
    estate.ca(answer=estate.put("answer.p7b", data))
    estate.apply()
    assert estate.certificates("ca/ca.pem") == (signed, *outside.above)


def test_an_answer_for_another_request_is_refused_and_named(
    estate: Estate, outside: Outside
) -> None:
    estate.ca(source="external")
    estate.apply()
    other = outside.below(pki.make_key("p-256").public_key(), "CN=Somebody Else")
    estate.ca(answer=estate.put("answer.pem", pem(other, *outside.above)))
    assert estate.state("ca/CA")[0] is State.OPEN
    assert "CN=Somebody Else" in estate.said()


def test_an_answer_without_an_issuer_names_it_and_a_chain_file_helps(
    estate: Estate, outside: Outside
) -> None:
    estate.ca(source="external")
    estate.apply()
    signed = outside.below(estate.request("ca/request.pem").public_key())
    estate.ca(answer=estate.put("answer.pem", pem(signed)))
    assert estate.state("ca/CA")[1] == ("The certificate of CN=Outside Issuing CA is missing.",)
    estate.ca(chain=estate.put("above.p7b", pki.pkcs7(outside.above, "pem")))
    estate.apply()
    assert estate.certificates("ca/ca.pem") == (signed, *outside.above)


def test_an_answer_that_is_no_ca_certificate_is_refused(estate: Estate, outside: Outside) -> None:
    estate.ca(source="external")
    estate.apply()
    leaf = outside.leaf(estate.request("ca/request.pem").public_key(), "ca.example.com")
    estate.ca(answer=estate.put("answer.pem", pem(leaf, *outside.above)))
    assert "CER005" in estate.codes()
    assert estate.state("ca/CA")[0] is State.OPEN


def test_another_subject_makes_another_request_with_the_same_key(
    estate: Estate, outside: Outside
) -> None:
    estate.ca(source="external")
    estate.apply()
    before = estate.request("ca/request.pem")
    key = estate.path("private/external-ca.key.pem").read_bytes()
    estate.ca(subject="CN=Another Estate CA")
    assert estate.state("ca/CA") == (State.OUTDATED, ("Subject changed",))
    estate.apply()
    after = estate.request("ca/request.pem")
    assert after.subject != before.subject
    assert estate.path("private/external-ca.key.pem").read_bytes() == key
    assert estate.state("ca/CA")[0] is State.WAITING


def test_an_expired_ca_and_a_clock_set_back_sign_nothing(estate: Estate) -> None:
    estate.ca(days=30)
    estate.apply("ca/CA")
    for when, said in ((NOW + timedelta(days=31), "expired"), (NOW - timedelta(days=1), "clock")):
        estate.at(when)
        assert estate.state("personal-certificate/HOST")[0] is State.OPEN
        assert said in estate.said()
    assert "CER003" in estate.codes()


def test_a_ca_file_that_somebody_destroyed_is_made_anew_from_the_same_key(estate: Estate) -> None:
    estate.apply()
    key = estate.path("private/ca.key.pem").read_bytes()
    estate.path("artifacts/ca/ca.pem").write_text("gone")
    assert estate.state("ca/CA")[0] is State.DRIFTED
    estate.apply()
    assert estate.path("private/ca.key.pem").read_bytes() == key
    assert names(estate.certificates("ca/ca.pem")) == ["CN=Estate CA"]


def test_a_missing_ca_is_told_when_only_a_machine_is_planned(estate: Estate) -> None:
    survey = estate.session.survey({"personal-certificate/HOST"})
    assert "CER002" in {finding.code for finding in survey.findings}
    assert not survey.plan.writes


def test_a_key_that_its_passphrase_does_not_open_is_told(estate: Estate) -> None:
    estate.apply("ca/CA")
    secret = estate.folder / "ca.secret"
    secret.write_text("quite another one\n")
    session = estate.session
    plan = session.survey().plan
    session.world.secrets.forget("file:ca.secret", "")  # type: ignore[attr-defined]
    with pytest.raises(UnreadableError, match="does not open") as raised:
        session.apply(plan)
    assert raised.value.suspect == "passphrase of the CA key"


def test_another_imported_ca_takes_a_consent_or_a_new_generation(
    estate: Estate, outside: Outside
) -> None:
    def package() -> bytes:
        key = pki.make_key("p-256")
        profile = pki.CaProfile(pki.parse_dn("CN=Imported"), 900, 0)
        root = pki.self_signed_ca(key, profile, pki.random_serial(), NOW)
        return pki.pkcs12(root, key, (), "ca", FILE_PASSPHRASE)

    estate.ca(source="import")
    estate.ca(file=estate.put("ca.p12", package()), file_passphrase="file:file.secret")
    estate.apply()
    key = estate.path("private/imported-ca.key.pem").read_bytes()
    first = estate.certificates("ca/ca.pem")
    estate.put("ca.p12", package())
    assert "CER006" in estate.codes()
    assert "artifacts/ca/ca.pem" not in estate.apply()
    estate.ca(generation=2)
    estate.apply()
    assert estate.path("private/imported-ca.key.pem").read_bytes() == key
    second = estate.certificates("ca/ca.pem")
    assert second != first
    assert estate.certificates("CLIENT/ca-list.pem") == (*second, *first)


def test_a_new_kind_of_ca_key_takes_a_consent_by_name(estate: Estate) -> None:
    estate.apply("ca/CA")
    before = estate.path("private/ca.key.pem").read_bytes()
    estate.ca(key="p-384")
    assert "CER001" in estate.codes()
    estate.session.consenting({"prod.pwx/private/ca.key.pem"})
    estate.apply("ca/CA")
    after = estate.path("private/ca.key.pem").read_bytes()
    assert pki.key_kind(pki.load_key(after, CA_PASSPHRASE)) == "p-384"
    copies = [path for path in estate.path("").rglob("*ca.key.pem*") if path.is_file()]
    assert before in [path.read_bytes() for path in copies]
    assert not estate.session.survey({"ca/CA"}).plan.writes


def test_an_outside_ca_gives_way_to_another_with_both_trusted_meanwhile(
    estate: Estate, outside: Outside
) -> None:
    def answer(name: str) -> None:
        request = estate.request("ca/request.pem")
        below = outside.below(request.public_key(), f"CN={name}")
        estate.ca(answer=estate.put(f"{name}.pem", pem(below, *outside.above)))
        estate.apply()

    estate.ca(source="external", key="p-256")
    estate.apply("ca/CA")
    answer("First")
    estate.apply()
    before = estate.certificates("HOST/ca-list.pem")
    certificate_life.begin_ca_change(estate.session)
    assert {"private/external-ca-2.key.pem", "artifacts/ca/request.pem"} <= estate.apply()
    assert certificate_life.ca_change(estate.session).stage is certificate_life.Stage.BEGUN
    for refused in (certificate_life.begin_ca_change, certificate_life.finish_ca_change):
        with pytest.raises(RefusedError, match="not there yet"):
            refused(estate.session)
    assert estate.certificates("HOST/ca-list.pem") == before
    answer("Second")
    stand = certificate_life.ca_change(estate.session)
    assert stand.holders == ("HOST", "AS400", "CLIENT")
    assert set(names(estate.certificates("HOST/ca-list.pem"))) >= {"CN=First", "CN=Second"}
    certificate_life.renew(estate.session, stand.holders, new_key=False)
    estate.apply()
    certificate_life.finish_ca_change(estate.session)
    estate.apply()
    assert "CN=First" not in names(estate.certificates("HOST/ca-list.pem"))
    assert pki.signed_by(estate.certificates("HOST/certificate.pem")[0],
                         estate.certificates("ca/ca.pem")[0])  # fmt: skip
    assert not estate.survey().plan.writes
