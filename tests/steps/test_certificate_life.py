"""The life of certificates: renewal on demand, a change of the CA with an overlap, revocation."""

import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509

from pwxwizard import certificate_life, expiry, pki
from pwxwizard.errors import RefusedError, UsageError
from pwxwizard.examine import State
from tests.steps.conftest import NOW, PASSPHRASE, Estate, Outside, pem

ITEM = "personal-certificate/"
MACHINES = ("HOST", "AS400", "CLIENT")


def leaf(estate: Estate, machine: str) -> x509.Certificate:
    return estate.certificates(f"{machine}/certificate.pem")[0]


def key(estate: Estate, machine: str) -> bytes:
    return estate.path(f"private/{machine}.key.pem").read_bytes()


def openssl_accepts(estate: Estate, machine: str, by: str) -> bool:
    done = subprocess.run(
        ["openssl", "verify", "-x509_strict", "-CAfile",
         str(estate.path(f"artifacts/{by}/ca-list.pem")),
         str(estate.path(f"artifacts/{machine}/certificate.pem"))],
        capture_output=True, check=False,
    )  # fmt: skip
    return done.returncode == 0


def test_a_renewal_on_demand_keeps_the_key_and_touches_one_machine(estate: Estate) -> None:
    estate.apply()
    before, old_key = leaf(estate, "CLIENT"), key(estate, "CLIENT")
    estate.personal("CLIENT", renewal=1)
    assert estate.state(ITEM + "CLIENT") == (State.OUTDATED, ("Renewals changed",))
    written = estate.apply()
    assert {Path(name).parts[1] for name in written if name.startswith("artifacts")} == {"CLIENT"}
    assert key(estate, "CLIENT") == old_key
    assert leaf(estate, "CLIENT").serial_number != before.serial_number
    assert pki.keeps_key(before, leaf(estate, "CLIENT"))
    assert not estate.survey().plan.writes


def test_a_renewal_with_a_new_key_takes_a_consent_and_keeps_a_copy(estate: Estate) -> None:
    estate.apply()
    before, old_key = leaf(estate, "CLIENT"), key(estate, "CLIENT")
    path = "prod.pwx/private/CLIENT.key.pem"
    estate.session.consenting({path})
    assert not estate.survey().plan.writes
    estate.personal("CLIENT", renewal=1)
    assert [c.artifact.path for c in estate.survey().plan.writes if c.replaces_key] == [path]
    estate.apply()
    assert not pki.keeps_key(before, leaf(estate, "CLIENT"))
    kept = [
        p.read_bytes()
        for p in (estate.folder / "prod.pwx").rglob("*CLIENT.key.pem*")
        if p.is_file()
    ]
    assert old_key in kept
    assert not estate.survey().plan.writes
    personal = estate.path("artifacts/CLIENT/personal.pem").read_bytes()
    opened = pki.load_key(personal, PASSPHRASE)
    assert pki.same_key(opened.public_key(), leaf(estate, "CLIENT").public_key())


def test_a_change_of_the_ca_works_at_every_step(estate: Estate) -> None:
    estate.apply()
    (old,) = estate.certificates("ca/ca.pem")
    leaves = {name: leaf(estate, name) for name in MACHINES}
    old_key = estate.path("private/ca.key.pem").read_bytes()

    estate.ca(generation=2)
    assert "CER008" in estate.codes()
    written = estate.apply()
    (new,) = estate.certificates("ca/ca.pem")
    assert new.serial_number != old.serial_number
    assert not pki.same_key(new.public_key(), old.public_key())
    assert estate.path("private/ca.key.pem").read_bytes() == old_key
    assert not {name for name in written if name.endswith(("certificate.pem", "personal.p12"))}
    for name in MACHINES:
        assert estate.certificates(f"{name}/ca-list.pem") == (new, old)
        assert leaf(estate, name) == leaves[name]
    assert openssl_accepts(estate, "HOST", "CLIENT")
    assert not estate.survey().plan.writes

    told = [f.message for f in estate.survey().findings if f.code == "CER008"]
    assert "HOST, AS400, CLIENT" in told[0]
    estate.personal("HOST", renewal=1)
    estate.apply()
    assert pki.signed_by(leaf(estate, "HOST"), new)
    assert leaf(estate, "CLIENT") == leaves["CLIENT"]
    for machine, by in (("HOST", "CLIENT"), ("CLIENT", "HOST")):
        assert openssl_accepts(estate, machine, by)
    assert "(AS400, CLIENT)" in next(
        f.message for f in estate.survey().findings if f.code == "CER008"
    )

    estate.personal("AS400", renewal=1)
    estate.personal("CLIENT", renewal=1)
    estate.apply()
    assert "stop trusting" in next(
        f.message for f in estate.survey().findings if f.code == "CER008"
    )
    estate.ca(overlap=False)
    estate.apply()
    assert not estate.codes("CER00")
    for name in MACHINES:
        assert estate.certificates(f"{name}/ca-list.pem") == (new,)
        assert pki.signed_by(leaf(estate, name), new)
    assert openssl_accepts(estate, "HOST", "CLIENT")
    assert not estate.survey().plan.writes


def test_an_overlap_that_ends_early_renews_what_is_left_and_warns(estate: Estate) -> None:
    estate.apply()
    estate.ca(generation=2)
    estate.apply()
    (new, _) = estate.certificates("HOST/ca-list.pem")
    estate.ca(overlap=False)
    assert "CER009" in estate.codes()
    estate.apply()
    assert all(pki.signed_by(leaf(estate, name), new) for name in MACHINES)


def test_a_created_ca_gives_way_to_an_imported_one(estate: Estate, outside: Outside) -> None:
    estate.apply()
    (old,) = estate.certificates("ca/ca.pem")
    data = pem(*outside.above) + pki.key_pem(outside.key, "canary-bKx43-file")
    estate.ca(generation=2)
    estate.ca(source="import")
    estate.ca(file=estate.put("new.pem", data), file_passphrase="file:file.secret")
    estate.apply()
    assert estate.certificates("CLIENT/ca-list.pem") == (*outside.above, old)
    assert pki.signed_by(leaf(estate, "HOST"), old)
    estate.personal("HOST", renewal=1)
    estate.apply()
    assert pki.signed_by(leaf(estate, "HOST"), outside.issuing)
    assert not estate.survey().plan.writes


def test_a_withdrawn_certificate_is_listed_and_must_be_renewed(estate: Estate) -> None:
    estate.apply()
    serial = leaf(estate, "CLIENT").serial_number
    step = next(one for one in estate.session.items() if one.name == "ca/CA").step
    (addition,) = step.additions(estate.session.project)
    entry = {
        "serial": f"{serial:x}",
        "date": "2026-11-01",
        "reason": "key-compromise",
        "name": "CLIENT",
    }
    assert estate.session.add(step, addition, entry) == ""
    assert "one like this" in estate.session.add(step, addition, entry)
    assert {"CER011", "CER013"} <= estate.codes()
    assert estate.state(ITEM + "CLIENT") == (State.OPEN, ("withdrawn: it has to be renewed",))
    assert estate.apply() >= {"artifacts/ca/ca.crl.pem"}
    (listed,) = pki.read(estate.path("artifacts/ca/ca.crl.pem").read_bytes()).crls
    assert [one.serial_number for one in listed] == [serial]
    done = subprocess.run(
        ["openssl", "verify", "-crl_check", "-CAfile",
         str(estate.path("artifacts/HOST/ca-list.pem")),
         "-CRLfile", str(estate.path("artifacts/ca/ca.crl.pem")),
         str(estate.path("artifacts/CLIENT/certificate.pem"))],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "certificate revoked" in done.stdout + done.stderr
    estate.personal("CLIENT", renewal=1)
    estate.apply()
    assert "CER011" not in estate.codes()
    assert "CER013" in estate.codes()
    assert not estate.survey().plan.writes
    certificate_life.begin_ca_change(estate.session)
    estate.apply()
    assert "CER013" in estate.codes()
    certificate_life.renew(
        estate.session, certificate_life.ca_change(estate.session).holders, new_key=False
    )
    estate.apply()
    certificate_life.finish_ca_change(estate.session)
    assert "CER013" not in estate.codes()


def test_what_is_withdrawn_before_another_ca_is_written_is_of_the_present_one(
    estate: Estate,
) -> None:
    estate.apply()
    serial = certificate_life.serial_of(estate.session, "CLIENT")
    certificate_life.begin_ca_change(estate.session)
    certificate_life.withdraw(estate.session, serial, "superseded", "CLIENT")
    entry = estate.session.project.table(("ca", "revoked", serial))
    assert entry["generation"] == 1
    assert "CER013" not in estate.codes()


def removed(estate: Estate, machine: str) -> None:
    items = {one.name: one for one in estate.session.items()}
    estate.session.remove(items[f"estate/{machine}"])


def test_the_certificate_of_a_removed_machine_can_be_withdrawn(estate: Estate) -> None:
    estate.apply()
    serial = f"{leaf(estate, 'CLIENT').serial_number:X}"
    removed(estate, "CLIENT")
    *others, last = certificate_life.issued(estate.session)
    assert [(one.machine, one.removed) for one in others] == [("HOST", False), ("AS400", False)]
    assert (last.machine, last.serial, last.removed) == ("CLIENT", serial, True)
    assert certificate_life.serial_of(estate.session, "CLIENT") == serial
    certificate_life.withdraw(estate.session, serial, "cessation-of-operation", "CLIENT")
    assert "CLIENT" not in [one.machine for one in certificate_life.issued(estate.session)]
    assert certificate_life.withdrawn_so_far(estate.session.project) == (
        f"CLIENT on {NOW:%Y-%m-%d}",
    )
    estate.apply()
    (listed,) = pki.read(estate.path("artifacts/ca/ca.crl.pem").read_bytes()).crls
    assert [f"{one.serial_number:X}" for one in listed] == [serial]


def test_a_removed_machine_without_its_file_is_offered_no_more(estate: Estate) -> None:
    estate.apply()
    removed(estate, "CLIENT")
    estate.path("artifacts/CLIENT/certificate.pem").unlink()
    assert "CLIENT" not in [one.machine for one in certificate_life.issued(estate.session)]
    with pytest.raises(RefusedError, match="CLIENT was removed, and its certificate"):
        certificate_life.serial_of(estate.session, "CLIENT")
    with pytest.raises(UsageError, match="There is no machine NOBODY"):
        certificate_life.serial_of(estate.session, "NOBODY")


def test_what_is_withdrawn_is_told_the_latest_first(estate: Estate) -> None:
    for serial, date, name in (("4F", "2026-11-01", "HOST"), ("50", "2026-11-02", "")):
        step = next(one for one in estate.session.items() if one.name == "ca/CA").step
        (addition,) = step.additions(estate.session.project)
        entry = {"serial": serial, "date": date, "reason": "unspecified", "name": name}
        assert estate.session.add(step, addition, entry) == ""
    told = certificate_life.withdrawn_so_far(estate.session.project)
    assert told == ("50 on 2026-11-02", "HOST on 2026-11-01")


def test_each_reason_is_explained_where_it_is_asked(estate: Estate) -> None:
    assert list(pki.MEANINGS) == list(pki.REASONS)
    step = next(one for one in estate.session.items() if one.name == "ca/CA").step
    (addition,) = step.additions(estate.session.project)
    reason = next(one for one in addition.questions if one.key == "reason")
    told = {option.value: option.consequence for option in reason.options}
    assert told == pki.MEANINGS


def test_each_revocation_list_has_its_number_and_is_made_on_demand(estate: Estate) -> None:
    estate.ca(crl_number=4)
    estate.ca(crl_days=10)
    estate.apply()
    path = estate.path("artifacts/ca/ca.crl.pem")
    (first,) = pki.read(path.read_bytes()).crls
    assert not estate.survey().plan.writes
    estate.at(NOW + timedelta(days=9))
    estate.ca(crl_number=5)
    assert estate.apply() == {"artifacts/ca/ca.crl.pem"}
    (second,) = pki.read(path.read_bytes()).crls
    numbers = [
        one.extensions.get_extension_for_class(x509.CRLNumber).value.crl_number
        for one in (first, second)
    ]
    assert numbers == [4, 5]
    assert second.last_update_utc > first.last_update_utc
    assert second.next_update_utc == NOW + timedelta(days=19)


@pytest.mark.parametrize(
    ("serial", "date", "reason"),
    [
        ("xyz", "2026-11-01", "unspecified"),
        ("4F", "yesterday", "unspecified"),
        ("4F", "2026-11-01", "bored"),
    ],
)
def test_a_bad_record_of_a_withdrawal_is_a_finding(
    estate: Estate, serial: str, date: str, reason: str
) -> None:
    path = estate.folder / "prod.toml"
    estate.session.close()
    text = path.read_text() + f'\n[ca.revoked.{serial}]\ndate = "{date}"\nreason = "{reason}"\n'
    path.write_text(text)
    again = Estate(type(estate.session).open(path), estate.folder)
    assert "ANS001" in again.codes()
    assert again.state("ca/CA")[0] is State.OPEN


def test_everything_that_ends_is_listed_with_whom_it_hits(estate: Estate, outside: Outside) -> None:
    estate.ca(crl_number=1)
    estate.personal("HOST", source="security-manager")
    made = outside.leaf(pki.make_key("p-256").public_key(), "host.example.com", "192.0.2.1")
    estate.personal("HOST", file=estate.put("host.pem", pem(made, *outside.above)))
    estate.apply()
    session = estate.session
    ends = expiry.ends(session.project, session.world.reader, NOW, timedelta(days=30))
    by_name = {end.subject: end for end in ends}
    assert [end.ends for end in ends] == sorted(end.ends for end in ends)
    assert ends[0].subject == "revocation list of CN=Estate CA"
    assert by_name["CN=host.example.com"].machines == ("HOST",)
    assert set(by_name["CN=Outside Root"].machines) == {"HOST", "CLIENT"}
    assert set(by_name["CN=Estate CA"].machines) == set(MACHINES)
    assert by_name["CN=client.example.com"].due == "fine"
    later = expiry.ends(
        session.project, session.world.reader, NOW + timedelta(days=390), timedelta(days=30)
    )
    assert {end.subject: end.due for end in later}["CN=host.example.com"] == "soon"


@pytest.mark.parametrize(
    ("text", "days"), [("90d", 90), ("12w", 84), ("7", 7), ("", None), ("3m", None), ("-1d", None)]
)
def test_a_length_of_time_is_days_or_weeks(text: str, days: int | None) -> None:
    span = expiry.span(text)
    assert (span.days if span else None) == days


def test_the_calendar_is_folded_and_escaped(estate: Estate) -> None:
    estate.ca(
        subject="CN=An authority with everything in its name\\, even commas,O=Example of Examples"
    )
    estate.apply()
    session = estate.session
    ends = expiry.ends(session.project, session.world.reader, NOW, timedelta(days=30))
    text = expiry.calendar("prod; one", ends, NOW)
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    assert "\n" not in text.replace("\r\n", "")
    assert text.count("BEGIN:VEVENT") == len(ends) == 4
    assert "prod\\; one" in text
    assert len({line for line in text.split("\r\n") if line.startswith("UID:")}) == 4
