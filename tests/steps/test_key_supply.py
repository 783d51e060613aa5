"""Keys while applying: each is told, and stopping between two of them leaves nothing behind."""

import threading
from pathlib import Path

import pytest

from pwxwizard.errors import RefusedError
from pwxwizard.key_supply import KeySupply
from pwxwizard.machine import RealKeys
from pwxwizard.pki import key_kind
from tests.steps.conftest import Estate


def _state(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_every_key_is_told_and_stopping_between_two_writes_nothing(estate: Estate) -> None:
    plan = estate.session.survey().plan
    before, told = _state(estate.folder), []

    def note(done: int, total: int, what: str) -> None:
        told.append((done, total, what))

    with pytest.raises(RefusedError, match="nothing was written"):
        estate.session.apply(plan, progress=note, cancelled=lambda: len(told) >= 2)
    assert told == [(0, 4, "making key 1 of 4 (p-256)"), (1, 4, "making key 2 of 4 (p-256)")]
    assert _state(estate.folder) == before
    estate.session.apply(plan, progress=note)
    assert [row for row in told[2:] if "making key" in row[2]][-1][:2] == (3, 4)
    assert estate.path("artifacts/HOST/certificate.pem").is_file()


def test_a_passphrase_that_cannot_be_had_is_told_before_any_key_is_made(estate: Estate) -> None:
    (estate.folder / "personal.secret").unlink()
    plan = estate.session.survey().plan
    before, told = _state(estate.folder), []
    with pytest.raises(RefusedError, match=r"personal\.secret"):
        estate.session.apply(plan, progress=lambda *row: told.append(row))
    assert told == []
    assert _state(estate.folder) == before


def test_prompts_without_a_name_are_told_apart_by_what_they_are_for(estate: Estate) -> None:
    estate.ca(passphrase="prompt")
    for machine in ("HOST", "CLIENT"):
        estate.personal(machine, passphrase="prompt")
    needs = [need for need in estate.session.survey().plan.secrets if need.source == "prompt"]
    assert len({need.purpose for need in needs}) == len(needs) == 3
    assert all(need.new for need in needs)


def test_keys_made_ahead_are_handed_out_once_and_then_made_on_demand() -> None:
    supply = KeySupply(RealKeys(), ("p-256", "p-384"), lambda *_: None, lambda: False)
    made = [supply.key("p-256"), supply.key("p-256"), *supply.several(["p-384"])]
    assert [key_kind(key) for key in made] == ["p-256", "p-256", "p-384"]
    assert made[0].public_key() != made[1].public_key()
    assert list(RealKeys().several(())) == []


def test_stopping_begins_no_further_key() -> None:
    begun = []

    class Counting(RealKeys):
        def key(self, kind: str):  # type: ignore[no-untyped-def]
            begun.append(threading.get_ident())
            return super().key(kind)

    asked = iter([False, True])
    with pytest.raises(RefusedError):
        KeySupply(Counting(), ("rsa-2048",) * 40, lambda *_: None, lambda: next(asked))
    assert len(begun) < 40
