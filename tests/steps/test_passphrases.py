"""Keys whose passphrases have one source have one passphrase, whenever they were made."""

from dataclasses import replace
from pathlib import Path

import pytest

from pwxwizard import pki
from pwxwizard.errors import RefusedError, UnreadableError
from pwxwizard.plan import SecretNeed
from pwxwizard.project import Edit
from pwxwizard.secret_sources import SourceSecrets
from tests.steps.conftest import Estate

FIRST, OTHER = "canary-pTq71-first", "canary-pTq72-other"
PURPOSE = "passphrase of the machines' keys"


class Typed:
    """Somebody who types one passphrase whenever asked."""

    def __init__(self, estate: Estate, passphrase: str) -> None:
        self.passphrase = passphrase
        self.asked: list[tuple[str, bool]] = []
        secrets = SourceSecrets(estate.folder, self._type)
        estate.session.world = replace(estate.session.world, secrets=secrets)

    def _type(self, purpose: str, new: bool) -> str:
        self.asked.append((purpose, new))
        return self.passphrase


@pytest.fixture
def prompted(estate: Estate) -> Estate:
    """The estate whose machines' keys have been made under one typed passphrase."""
    for name in estate.session.project.machine:
        estate.session.edit((Edit(("machine", name, "personal_certificate", "passphrase"), None),))
    assert _need(estate) == SecretNeed("prompt:personal", PURPOSE, new=True)
    Typed(estate, FIRST)
    estate.apply()
    return estate


def _need(estate: Estate) -> SecretNeed:
    (need,) = (one for one in estate.survey().plan.secrets if one.source == "prompt:personal")
    return need


def _add(estate: Estate, name: str = "LATER") -> str:
    table = {
        "platform": "windows",
        "hosts": [f"{name.lower()}.example.com"],
        "personal_certificate": {"key": "p-256"},
    }
    estate.session.edit((Edit(("machine", name), table),))
    return f"private/{name}.key.pem"


def _opens(estate: Estate, name: str, passphrase: str) -> bool:
    data = estate.path(name).read_bytes()
    return len(pki.read(data, passphrase).keys) == 1


def test_a_key_that_comes_later_has_the_passphrase_of_those_that_are_there(
    prompted: Estate,
) -> None:
    key = _add(prompted)
    assert _need(prompted) == SecretNeed("prompt:personal", PURPOSE, new=False)
    # also where other keys are opened for it in the same plan
    prompted.personal("CLIENT", days=90)
    assert not _need(prompted).new
    typed = Typed(prompted, FIRST)
    prompted.apply()
    assert (PURPOSE, False) in typed.asked
    assert (PURPOSE, True) not in typed.asked
    assert _opens(prompted, key, FIRST)


def test_another_passphrase_is_refused_and_nothing_is_written(prompted: Estate) -> None:
    key = _add(prompted)
    Typed(prompted, OTHER)
    with pytest.raises(RefusedError, match="not the passphrase of the key of HOST") as caught:
        prompted.apply()
    assert caught.value.suspect == PURPOSE
    assert "name another source" in caught.value.fix
    assert not prompted.path(key).exists()
    prompted.session.world = replace(prompted.session.world, opened={})
    prompted.personal("LATER", passphrase="prompt:later")
    typed = Typed(prompted, OTHER)
    prompted.apply("personal-certificate/LATER")
    assert ("passphrase of LATER's key", True) in typed.asked
    assert _opens(prompted, key, OTHER)


def test_all_keys_together_may_get_a_new_passphrase_and_one_alone_may_not(
    prompted: Estate,
) -> None:
    names = ("HOST", "AS400", "CLIENT")
    for name in names:
        prompted.personal(name, renewal=1)
    prompted.session.consenting({"prod.pwx/private/HOST.key.pem"})
    assert not _need(prompted).new
    prompted.session.consenting({f"prod.pwx/private/{name}.key.pem" for name in names})
    assert _need(prompted).new
    Typed(prompted, OTHER)
    prompted.apply()
    assert all(_opens(prompted, f"private/{name}.key.pem", OTHER) for name in names)


def test_nameless_prompts_are_passphrases_of_their_own(prompted: Estate) -> None:
    _add(prompted)
    prompted.personal("CLIENT", passphrase="prompt")
    prompted.personal("LATER", passphrase="prompt")
    needs = {need.purpose: need.new for need in prompted.survey().plan.secrets}
    assert needs["passphrase of LATER's key"]


def test_what_a_file_holds_must_be_the_passphrase_of_the_keys_that_are_there(
    estate: Estate, tmp_path: Path
) -> None:
    estate.apply()
    _add(estate)
    estate.personal("LATER", passphrase="file:personal.secret")
    (tmp_path / "personal.secret").write_text(OTHER)
    estate.session.world = replace(estate.session.world, secrets=SourceSecrets(tmp_path))
    with pytest.raises(RefusedError, match="not the passphrase of the key of HOST"):
        estate.apply()


def test_an_issuing_ca_below_a_root_that_is_there_has_its_passphrase(estate: Estate) -> None:
    estate.session.edit((Edit(("ca", "passphrase"), None),))
    Typed(estate, FIRST)
    (need,) = (n for n in estate.survey().plan.secrets if n.source == "prompt:ca")
    assert need.new
    estate.apply()
    estate.ca(issuing=True)
    needs = [n for n in estate.survey().plan.secrets if n.source == "prompt:ca"]
    assert [one.new for one in needs] == [False]
    Typed(estate, OTHER)
    with pytest.raises(UnreadableError, match=r"does not open .* mind the keyboard layout"):
        estate.apply()
    Typed(estate, FIRST)
    estate.apply()
    assert _opens(estate, "private/issuing.key.pem", FIRST)


def test_a_source_that_the_ca_and_machines_share_has_one_passphrase(estate: Estate) -> None:
    for name in ("HOST", "AS400", "CLIENT"):
        estate.personal(name, passphrase="prompt:all")
    Typed(estate, FIRST)
    estate.apply("personal-certificate/HOST", "ca/CA")
    _add(estate)
    estate.personal("LATER", passphrase="prompt:all")
    estate.ca(passphrase="prompt:all", generation=2)
    needs = [n.new for n in estate.survey().plan.secrets if n.source == "prompt:all"]
    assert needs == [False]
    Typed(estate, OTHER)
    with pytest.raises(RefusedError, match="the key of HOST"):
        estate.apply()
