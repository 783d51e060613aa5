"""Expiry, renewal, and the change of a CA with an overlap."""

from datetime import timedelta

import pytest

from pwxwizard import pki
from pwxwizard.errors import RefusedError
from tests.pki.conftest import HOSTS, NOW, Estate, machine_certificate, p256, root_authority, serial
from tests.pki.making import Recipe


def test_ends_are_listed_earliest_first(estate: Estate) -> None:
    made = pki.crl(estate.root.certificate, estate.root.key, (), 1, NOW, 10)
    found = pki.expiries([estate.root.certificate, estate.leaf, made], NOW)
    assert [(one.days_left, one.due) for one in found] == [
        (10, pki.Due.SOON),
        (365, pki.Due.FINE),
        (3650, pki.Due.FINE),
    ]
    assert found[1].subject == "CN=zos1.example.com,O=Example"


@pytest.mark.parametrize(
    ("days", "due", "left"),
    [
        (-2, pki.Due.NOT_YET, 367),
        (0, pki.Due.FINE, 365),
        (334, pki.Due.FINE, 31),
        (335, pki.Due.SOON, 30),
        (365, pki.Due.SOON, 0),
        (366, pki.Due.EXPIRED, -1),
    ],
)
def test_urgency_follows_the_date(estate: Estate, days: int, due: pki.Due, left: int) -> None:
    [one] = pki.expiries([estate.leaf], NOW + timedelta(days=days))
    assert (one.due, one.days_left) == (due, left)


def test_renewal_keeps_subject_names_and_lifetime(estate: Estate) -> None:
    profile = pki.renewal_profile(estate.leaf)
    assert profile.subject == estate.leaf.subject
    assert profile.hosts == HOSTS
    assert profile.days == 365
    assert pki.renewal_profile(estate.leaf, 90).days == 90
    later = NOW + timedelta(days=300)
    issuing = estate.issuing
    same, other = (
        pki.personal_certificate(
            *(p256(number).public_key(), profile, issuing.certificate, issuing.key),
            serial=serial(number),
            now=later,
        )
        for number in (3, 6)
    )
    assert pki.keeps_key(estate.leaf, same)
    assert not pki.keeps_key(estate.leaf, other)
    with pytest.raises(RefusedError, match="CA certificate"):
        pki.renewal_profile(estate.root.certificate)
    nameless = Recipe(extensions={type(pki.alternative_names(("a.b",))): None}).make()
    with pytest.raises(RefusedError, match="no host name"):
        pki.renewal_profile(nameless)


def test_a_ca_change_goes_through_its_phases() -> None:
    old, new = root_authority(), root_authority("CN=PWX Internal CA 2,O=Example", 50)
    before, after = machine_certificate(old), machine_certificate(new)
    o, n = old.certificate, new.certificate

    def change(trust: dict[str, list[object]], leaves: dict[str, object]) -> pki.CaChange:
        return pki.ca_change(o, n, list(trust.items()), list(leaves.items()))  # type: ignore[arg-type]

    first = change({"A": [o], "B": [o, n]}, {"A": before, "B": before})
    assert (first.phase, first.remaining) == (pki.Phase.ADD, ("A",))
    assert first.trusted == (o, n)
    assert first.safe_until == o.not_valid_after_utc
    second = change({"A": [o, n], "B": [o, n]}, {"A": after, "B": before})
    assert (second.phase, second.remaining) == (pki.Phase.ISSUE, ("B",))
    third = change({"A": [o, n], "B": [n]}, {"A": after, "B": after})
    assert (third.phase, third.remaining, third.trusted) == (pki.Phase.REMOVE, ("A",), (n,))
    last = change({"A": [n], "B": [n]}, {"A": after, "B": after})
    assert (last.phase, last.remaining) == (pki.Phase.DONE, ())


def test_every_phase_of_a_ca_change_keeps_all_connections() -> None:
    old, new = root_authority(), root_authority("CN=PWX Internal CA 2,O=Example", 50)
    leaves = (machine_certificate(old), machine_certificate(new))
    both = [old.certificate, new.certificate]
    for leaf in leaves:
        assert pki.verify(leaf, both, at=NOW).ok
    assert pki.first_end((leaves[0], old.certificate)).ends == leaves[0].not_valid_after_utc
