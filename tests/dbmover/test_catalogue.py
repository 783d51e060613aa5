"""The catalogue is data that can be corrected, and tells a typo from a foreign statement."""

import pytest

from pwxwizard.dbmover import Catalogue
from pwxwizard.errors import UsageError
from pwxwizard.knowledge import Confidence
from tests.dbmover.samples import CATALOGUE


def test_every_entry_names_its_source_and_confidence() -> None:
    for rule in CATALOGUE.statements.values():
        assert rule.provenance.source, rule.keyword
        for part in rule.parts.values():
            assert part.provenance.source, (rule.keyword, part.name)
    assert all(choice.provenance.source for choice in CATALOGUE.choices.values())
    assert all(known.source for known in CATALOGUE.names.values())


def test_positions_of_a_statement_follow_each_other() -> None:
    for rule in CATALOGUE.statements.values():
        positions = sorted(part.position for part in rule.parts.values() if part.position)
        assert positions == list(range(1, len(positions) + 1)), rule.keyword


@pytest.mark.parametrize("keyword", sorted(CATALOGUE.keywords))
def test_one_letter_off_leads_back_to_the_statement(keyword: str) -> None:
    for wrong in (f"{keyword[:-1]}#", f"{keyword}Q", keyword[1:], f"Q{keyword[1:]}"):
        if wrong not in CATALOGUE.keywords:
            assert keyword in CATALOGUE.nearest(wrong)


def test_distant_name_leads_nowhere() -> None:
    assert CATALOGUE.nearest("SOMETHING_ELSE") == ()


def test_override_is_marked_as_such() -> None:
    catalogue = Catalogue.load({"statement": {"SSL_REQ_CLNT_CERT": {"default": "N"}}})
    rule = catalogue.statements["SSL_REQ_CLNT_CERT"]
    assert rule.default == "N"
    assert rule.provenance.confidence is Confidence.OVERRIDDEN
    untouched = catalogue.statements["SSL_REQ_SRVR_CERT"].provenance.confidence
    assert untouched is Confidence.ASSUMED


def test_statement_can_be_added() -> None:
    catalogue = Catalogue.load(
        {"names": {"own": {"keywords": ["mine"], "confidence": "displayed"}}}
    )
    assert catalogue.names["MINE"].confidence is Confidence.DISPLAYED


def test_release_has_its_own_entries_and_the_user_the_last_word() -> None:
    older = {"statement": {"NODE": {"part": {"tls": {"position": 8}}}}}
    overrides = {"release": {"9.1.0": older}}
    assert Catalogue.load(overrides).statements["NODE"].parts["tls"].position == 9
    assert Catalogue.load(overrides, "9.1.0").statements["NODE"].parts["tls"].position == 8
    own = {**overrides, "statement": {"NODE": {"part": {"tls": {"position": 7}}}}}
    assert Catalogue.load(own, "9.1.0").statements["NODE"].parts["tls"].position == 7


@pytest.mark.parametrize(
    "overrides",
    [
        {"statement": {"NODE": {"shape": "round"}}},
        {"statement": {"NEW": {"about": "no shape"}}},
        {"statement": {"NODE": {"part": {"tls": {"position": "ninth"}}}}},
        {"choice": 1},
        {"secret": {"keywords": 5}},
    ],
)
def test_override_of_another_form_is_refused_with_a_remedy(overrides: dict[str, object]) -> None:
    with pytest.raises(UsageError, match="catalogue"):
        Catalogue.load(overrides)


@pytest.mark.parametrize("keyword", ["pass", "PASSEP", "Epwd", "LDAP_BIND_PWD", "MY_PASSWORD"])
def test_secret_keywords_are_known_in_any_case(keyword: str) -> None:
    assert CATALOGUE.is_secret(keyword)


@pytest.mark.parametrize("keyword", ["NODE", "CALIST", "PASSTHRU", "PERSONAL"])
def test_other_keywords_are_no_secrets(keyword: str) -> None:
    assert not CATALOGUE.is_secret(keyword)
