"""What becomes of a secret is told who is asked for it; what opened nothing is asked for again."""

from pathlib import Path

import pytest

from pwxwizard.plain import Plain
from pwxwizard.plan import SecretNeed, doubted, each_once
from screens.asking import AskPassphrases
from tests.conftest import OpenSession
from tests.screens.conftest import change, press, text_of, wizard
from tests.test_plain import Script

ENCRYPTED = 'encrypted_passphrase = "file:secrets/intsvc-encrypted-passphrase"\n'
OWN = '[machine.WINNAV.personal_certificate]\npassphrase = "'


@pytest.fixture
def asking(sample: Path) -> Path:
    """The sample estate, in which two passphrases are typed, and both reach a DBMOVER file."""
    change(sample, ENCRYPTED, "")
    change(sample, f"{OWN}file:secrets/personal-passphrase", f"{OWN}prompt")
    change(sample, "[machine.WINNAV.dbmover]\n", '[machine.WINNAV.dbmover]\npassphrase = "clear"\n')
    return sample


def test_a_secret_of_several_uses_tells_each_file_that_it_is_written_into() -> None:
    key = SecretNeed("prompt", "passphrase of A's key", new=True)
    file = SecretNeed("prompt", "passphrase of A's key", new=False, written="DBMOVER of A")
    for needs in ((key, file), (file, key), (file, key, file)):
        assert each_once(needs) == (
            SecretNeed("prompt", "passphrase of A's key", new=True, written="DBMOVER of A"),
        )
    shared = (
        SecretNeed("prompt:all", "one", new=False, written="DBMOVER of A"),
        SecretNeed("prompt:all", "two", new=False, written="DBMOVER of B"),
    )
    assert [need.fate for need in each_once(shared)] == [
        "It is written into DBMOVER of A and DBMOVER of B."
    ]


def test_the_secret_that_opened_nothing_is_doubted_or_all_that_open_something() -> None:
    ca = SecretNeed("prompt", "passphrase of the CA key", new=False)
    own = SecretNeed("prompt", "passphrase of A's key", new=False)
    chosen = SecretNeed("prompt", "passphrase of B's key", new=True)
    needs = (ca, own, chosen)
    assert doubted(needs, ca.purpose) == (ca,)
    assert doubted(needs, "") == (ca, own)
    assert doubted(needs, "one that shares its source with another") == needs


async def test_the_dialog_promises_of_each_passphrase_what_is_true(asking: Path) -> None:
    app = wizard(asking)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f2", "ctrl+a", "enter")
        assert isinstance(app.screen, AskPassphrases)
        text = text_of(app)
        assert "goes into a file" not in text
        assert "It is written into DBMOVER of WINNAV, readable." in text
        assert "It is written into DBMOVER of INTSVC." in text


async def test_a_passphrase_that_only_opens_a_key_is_written_nowhere(sample: Path) -> None:
    change(sample, f"{OWN}file:secrets/personal-passphrase", f"{OWN}prompt")
    app = wizard(sample)
    async with app.run_test(size=(80, 24)) as pilot:
        await press(pilot, "f6")
        assert isinstance(app.screen, AskPassphrases)
        assert "Kept in memory until the wizard ends; none goes into a file." in text_of(app)


def test_line_by_line_it_is_told_before_it_is_asked_for(
    asking: Path, open_session: OpenSession
) -> None:
    session = open_session(asking)
    talk = Script("w", "write", "q")
    Plain(session, talk).run()
    assert (
        "The encrypted passphrase of INTSVC's key will be asked for. It is written into DBMOVER of "
        "INTSVC." in talk.said
    )
    assert "Error: " in talk.said
