"""IBM i: instructions in order, authorities for every listener user, limits told."""

import re

import pytest

from pwxwizard.ibmi import NOTED, StoreSetup, catalogue, check_store, read_store, tasks

SETUP = StoreSetup("AS400", "as400.example.com", "PWX AS400", ("My CA",), ("PWXUSER",), "PWX_APP")


def texts(setup: StoreSetup) -> list[str]:
    return [one.text for task in tasks(setup) for one in task.instructions]


def test_the_ca_comes_before_the_certificate_and_both_before_the_assignment() -> None:
    found = texts(SETUP)
    places = [
        next(i for i, text in enumerate(found) if text.startswith(start))
        for start in (
            "Import > Certificate Auth",
            "Import > Server",
            "Manage Applications > PWX_APP > A",
        )
    ]
    assert places == sorted(places)


def test_the_listener_s_user_may_read_the_store_and_pass_every_folder() -> None:
    found = [text for text in texts(SETUP) if text.startswith("CHGAUT")]
    assert "CHGAUT OBJ('/QIBM/UserData/ICSS') USER(PWXUSER) DTAAUT(*X)" in found
    assert (
        "CHGAUT OBJ('/QIBM/UserData/ICSS/Cert/Server/DEFAULT.KDB') USER(PWXUSER) DTAAUT(*R)"
        in found
    )
    assert not [text for text in found if "*RW" in text or "*ALL" in text]


def test_an_authority_is_noted_before_it_is_changed_and_given_back_by_the_undo() -> None:
    given = [one for task in tasks(SETUP) for one in task.instructions]
    changes = [one for one in given if one.text.startswith("CHGAUT")]
    assert len(changes) == 6
    for one in changes:
        path = one.text.split("'")[1]
        noted = next(other for other in given if other.text == f"DSPAUT OBJ('{path}')")
        assert given.index(noted) < given.index(one)
        assert one.undo == re.sub(r"DTAAUT\(\*\w+\)", f"DTAAUT({NOTED})", one.text)


def test_no_instruction_holds_a_password() -> None:
    assert not [text for text in texts(SETUP) if "password=" in text.lower()]


@pytest.mark.parametrize(
    ("setup", "codes"),
    [
        (SETUP, {"IBM003"}),
        (StoreSetup("A", "h", "l", (), ()), {"IBM002", "IBM003"}),
        (StoreSetup("A", "h", "l", (), ("lower",)), {"IBM001", "IBM003"}),
        (StoreSetup("A", "h", "l", (), ("USER",), "bad id"), {"IBM001", "IBM003"}),
    ],
)
def test_what_ibm_i_does_not_take_is_told(setup: StoreSetup, codes: set[str]) -> None:
    assert {one.code for one in check_store(setup, "machine.A")} == codes


def test_every_instruction_says_where_it_is_carried_out_and_how_it_is_known() -> None:
    tables = catalogue()
    for key, table in tables["instruction"].items():
        assert table["place"] in tables["place"], key
        assert table["confidence"] in {"documented", "assumed"}, key
        assert table["expect"], key


def test_rows_of_a_table_are_read_where_there_are_no_headings() -> None:
    text = "*SYSTEM\nPWX AS400   Server   private key: yes\nmy ca   CA   Enabled"
    found = read_store(text, ("PWX AS400", "My CA"))
    assert [(one.label, one.private_key) for one in found] == [("PWX AS400", True), ("my ca", None)]
