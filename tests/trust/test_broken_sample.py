"""The finished sample estate, its files broken in one way each: the matrix names the first cause."""

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import partial
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
from cryptography import x509

from pwxwizard import demo, pki
from pwxwizard.cli.rehearse import command as rehearse
from pwxwizard.cli.trust import command
from pwxwizard.session import Session
from pwxwizard.trust import Prediction, prediction
from tests.cli.calling import call
from tests.conftest import NOW, FastKeys, FixedClock
from tests.trust import authority
from tests.trust.estate import pem

Break = Callable[[Path], None]
"""Breaks an estate, given the folder of its project file."""

TO_ZOS, TO_LINUX, TO_IBMI = "INTSVC->ZOS1.zossec", "WINNAV->INTSVC.intsec", "INTSVC->AS400.as400sec"
DAY_AFTER = f"{NOW + timedelta(days=1):%Y-%m-%d}"
POLICY, ZOS = "ZOS1/pagent_ttls.conf", "ZOS1/DBMOVER"
LINUX, WINDOWS, IBMI = "INTSVC/dbmover.cfg", "WINNAV/dbmover.cfg", "AS400/DBMOVER"
FOREIGN = """
TTLSRule FOREIGN
{
  LocalPortRange 6000-6010
  Direction Inbound
  Priority 900
  TTLSGroupActionRef FOREIGN_OFF
}
TTLSGroupAction FOREIGN_OFF
{
  TTLSEnabled Off
}
"""


@pytest.fixture(scope="module")
def finished_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = demo.lay_out(tmp_path_factory.mktemp("finished") / "demo")
    with Session.open(path) as session:
        session.world = replace(session.world, clock=FixedClock(), keys=FastKeys())
        session.apply(session.survey().plan)
    return path.parent


@pytest.fixture
def folder(finished_once: Path, tmp_path: Path) -> Path:
    return copytree(finished_once, tmp_path / "demo")


def artifact(folder: Path, name: str) -> Path:
    return folder / "demo.pwx" / "artifacts" / name


def text(name: str, *changes: str) -> Break:
    """Replace old texts of an artifact by new ones, given in turn."""

    def apply(folder: Path) -> None:
        path = artifact(folder, name)
        said = path.read_bytes().decode()
        for old, new in zip(changes[::2], changes[1::2], strict=True):
            assert old in said, old
            said = said.replace(old, new)
        path.write_bytes(said.encode())

    return apply


def line(name: str, start: str, new: str = "") -> Break:
    """Replace the lines of an artifact that start so."""

    def apply(folder: Path) -> None:
        path = artifact(folder, name)
        lines = path.read_bytes().decode().splitlines(keepends=True)
        assert any(one.startswith(start) for one in lines)
        path.write_bytes("".join(new if one.startswith(start) else one for one in lines).encode())

    return apply


def other_ca(machine: str, folder: Path) -> None:
    """Let a machine trust another CA only."""
    artifact(folder, f"{machine}/ca-list.pem").write_bytes(pem(authority.root(1).certificate))


def own_ca(folder: Path) -> authority.Made:
    """Return the estate's own CA with its key."""
    storage = folder / "demo.pwx"
    passphrase = (folder / "secrets" / "ca-passphrase").read_text(encoding="utf-8").strip()
    certificate = x509.load_pem_x509_certificate((storage / "artifacts/ca/ca.pem").read_bytes())
    key = pki.load_key((storage / "private/ca.key.pem").read_bytes(), passphrase)
    return authority.Made(certificate, (), key)


def leaf(machine: str, folder: Path, **particular: object) -> None:
    """Give a machine another certificate of the estate's own CA."""
    key = authority.key(str(particular.pop("key", "rsa")), 1)
    dates = {"begin": NOW - timedelta(days=9), "end": NOW + timedelta(days=90)}
    made = authority.certificate(machine, key, own_ca(folder), **{**dates, **particular})  # type: ignore[arg-type]
    artifact(folder, f"{machine}/certificate.pem").write_bytes(pem(made))


def self_signed(machine: str, folder: Path) -> None:
    key = authority.key("rsa", 1)
    made = authority.certificate(machine, key, begin=NOW, end=NOW + timedelta(days=90))
    artifact(folder, f"{machine}/certificate.pem").write_bytes(pem(made))


def ec_key_with_rsa_suites(folder: Path) -> None:
    leaf("ZOS1", folder, key="ec")
    text(POLICY, "TLSv1.3                     On", "TLSv1.3 Off")(folder)


def expired(machine: str) -> Break:
    return partial(leaf, machine, end=NOW - timedelta(days=1))


CASES: dict[str, tuple[Break, str, str, str]] = {
    # what is broken: how, which connection fails, its first cause, the item that mends it
    "CA missing at the client": (
        partial(other_ca, "INTSVC"), TO_ZOS, "TRU130", "personal-certificate/INTSVC"),
    "CA missing at the z/OS server": (
        partial(other_ca, "ZOS1"), TO_ZOS, "TRU130", "personal-certificate/ZOS1"),
    "CA missing at the IBM i server": (
        partial(other_ca, "AS400"), TO_IBMI, "TRU130", "personal-certificate/AS400"),
    "CA list not named": (
        text(WINDOWS, "CALIST=", "CALISTE="), TO_LINUX, "TRU130", "personal-certificate/WINNAV"),
    "role changed to client": (
        text(POLICY, "HandshakeRole               ServerWithClientAuth", "HandshakeRole Client"),
        TO_ZOS, "TRU116", "at-tls/ZOS1"),
    "LISTENER port moved": (text(ZOS, "TCPIP,6001", "TCPIP,6009"), TO_ZOS, "TRU110", "dbmover/ZOS1"),
    "IBM i LISTENER port moved": (text(IBMI, "6004", "6014"), TO_IBMI, "TRU110", "dbmover/AS400"),
    "NODE port moved": (text(LINUX, "com,6001", "com,6009"), TO_ZOS, "TRU103", "dbmover/INTSVC"),
    "NODE on the plain port": (
        text(LINUX, "com,6001", "com,2480"), TO_ZOS, "TRU103", "dbmover/INTSVC"),
    "NODE removed": (line(LINUX, "NODE = (zossec"), TO_ZOS, "TRU101", "dbmover/INTSVC"),
    "NODE without token": (text(LINUX, ",,,,,ZSSL", ""), TO_ZOS, "TRU102", "dbmover/INTSVC"),
    "NODE calls another machine": (
        text(LINUX, "zossec,TCPIP,zos1.", "zossec,TCPIP,winnav."), TO_ZOS, "TRU104", "dbmover/INTSVC"),
    "LISTENER without token": (
        text(LINUX, "6002,,,,,,SSL", "6002"), TO_LINUX, "TRU111", "dbmover/INTSVC"),
    "rule shadowed": (
        text(POLICY, "TTLSRule PWX_zossec", FOREIGN + "TTLSRule PWX_zossec"),
        TO_ZOS, "TRU117", "at-tls/ZOS1"),
    "rule for another port": (
        text(POLICY, "LocalPortRange              6001", "LocalPortRange 6009"),
        TO_ZOS, "TRU112", "at-tls/ZOS1"),
    "rule for another job": (text(POLICY, "PWXLST", "OTHER"), TO_ZOS, "TRU112", "at-tls/ZOS1"),
    "rule leaves TLS off": (
        text(POLICY, "TTLSEnabled                 On", "TTLSEnabled Off"),
        TO_ZOS, "TRU113", "at-tls/ZOS1"),
    "rule leaves TLS to the application": (
        text(POLICY, "ApplicationControlled       Off", "ApplicationControlled On"),
        TO_ZOS, "TRU114", "at-tls/ZOS1"),
    "rule without a key ring": (
        text(POLICY, "TTLSKeyringParmsRef         PWX_zossec_Ring", ""),
        TO_ZOS, "TRU115", "at-tls/ZOS1"),
    "only TLS 1.1 on z/OS": (
        text(POLICY, "TLSv1.1                     Off", "TLSv1.1 On",
             "TLSv1.2                     On\n  TLSv1.3                     On",
             "TLSv1.2 Off\n  TLSv1.3 Off",
             "V3CipherSuites              TLS_AES_256_GCM_SHA384",
             "V3CipherSuites TLS_RSA_WITH_AES_128_CBC_SHA"),
        TO_ZOS, "TRU120", "at-tls/ZOS1"),
    "no suite in common": (
        lambda folder: (
            text(POLICY, "TLSv1.3                     On", "TLSv1.3 Off")(folder),
            line(LINUX, "SSL_REQ_CLNT_CERT", "SSL_CIPHER_LIST=AES128-SHA\n")(folder),
        )[0], TO_ZOS, "TRU121", "dbmover/INTSVC"),
    "EC key with RSA-only suites": (ec_key_with_rsa_suites, TO_ZOS, "TRU122", "at-tls/ZOS1"),
    "expired server certificate": (expired("ZOS1"), TO_ZOS, "TRU131", "personal-certificate/ZOS1"),
    "expired client certificate": (
        expired("INTSVC"), TO_ZOS, "TRU131", "personal-certificate/INTSVC"),
    "server certificate not valid yet": (
        partial(leaf, "AS400", begin=NOW + timedelta(days=9)),
        TO_IBMI, "TRU132", "personal-certificate/AS400"),
    "self-signed server certificate": (
        partial(self_signed, "ZOS1"), TO_ZOS, "TRU133", "dbmover/INTSVC"),
    "client certificate for servers only": (
        partial(leaf, "INTSVC", extended=(x509.oid.ExtendedKeyUsageOID.SERVER_AUTH,)),
        TO_ZOS, "TRU134", "personal-certificate/INTSVC"),
    "client without a certificate": (
        text(LINUX, ",PERSONAL=/opt/pwx/ssl/personal.pem", ""), TO_ZOS, "TRU136", "dbmover/INTSVC"),
    "client on a platform that opens no secure connections": (
        lambda folder: _project(folder, 'platform = "windows"', 'platform = "ibmi"'),
        TO_LINUX, "TRU105", "dbmover/WINNAV"),
}  # fmt: skip


def _project(folder: Path, old: str, new: str) -> None:
    path = folder / "demo.toml"
    said = path.read_text(encoding="utf-8")
    assert old in said
    path.write_text(said.replace(old, new), encoding="utf-8")


@pytest.mark.parametrize(("damage", "name", "code", "item"), CASES.values(), ids=CASES)
def test_first_cause_and_the_item_that_mends_it(
    folder: Path, damage: Break, name: str, code: str, item: str
) -> None:
    damage(folder)
    said = call(command, folder / "demo.toml", "--json", "--at", DAY_AFTER)
    cell = next(one for one in said.json["connections"] if one["connection"] == name)

    assert said.code == 1
    assert cell["verdict"] == "fails"
    first = cell["reasons"][0]
    assert (first["code"], first["item"], first["kind"]) == (code, item, "cause")
    assert first["fix"]


def test_without_damage_everything_works(folder: Path) -> None:
    said = call(command, folder / "demo.toml", "--json", "--at", DAY_AFTER)

    assert said.code == 0
    assert {one["verdict"] for one in said.json["connections"]} == {"works"}


def test_a_difference_fails_the_rehearsal_and_is_called_our_defect(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One prediction is turned round; nothing else is touched."""

    def turned(*ends: Any) -> Prediction:
        made = prediction.predict(*ends)
        return replace(made, verdict=prediction.FAILS) if ends[0].machine == "AS400" else made

    good = call(rehearse, folder / "demo.toml", "--json")
    assert (good.code, good.json["succeeded"]) == (0, True)

    monkeypatch.setattr(sys.modules["pwxwizard.trust.matrix"], "predict", turned)
    bad = call(rehearse, folder / "demo.toml", "--json")
    rows = {one["connection"]: one for one in bad.json["connections"]}

    assert (bad.code, bad.json["succeeded"]) == (1, False)
    assert [found["code"] for found in rows[TO_IBMI]["findings"]] == ["VER001"]
    assert "defect of this tool" in str(rows[TO_IBMI]["findings"])
    assert [one for one in rows if not rows[one]["succeeded"]] == [TO_IBMI]
