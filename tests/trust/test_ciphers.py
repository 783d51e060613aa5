"""What the catalogue says of cipher lists is what OpenSSL does with them."""

from dataclasses import replace

import pytest

from pwxwizard.dbmover import Catalogue, cipher_list
from pwxwizard.trust import predict
from pwxwizard.trust.openssl import available, expanded
from pwxwizard.verify import agrees, rehearse
from tests.trust import authority, pairs

CATALOGUE = Catalogue.load()


def test_every_suite_of_this_openssl_is_in_the_catalogue() -> None:
    names = {name for name in available() if not name.startswith("TLS_")}
    assert names
    assert names <= CATALOGUE.cipher_suites


@pytest.mark.parametrize(
    "text",
    [
        "ECDHE-RSA-BOGUS",
        "ECDHE-RSA-BOGUS:!aNULL",
        "ECDHE+BOGUS",
        "!aNULL",
        "+AES128-SHA",
        "@SECLEVEL=1",
        "TLS_AES_256_GCM_SHA384",
        "BOGUS,OTHER;THIRD FOURTH",
    ],
)
def test_a_list_of_which_nothing_is_known_is_refused_by_openssl_too(text: str) -> None:
    assert cipher_list(text, CATALOGUE).empty
    assert expanded(text) is None


@pytest.mark.parametrize(
    ("text", "unknown", "newer"),
    [
        ("HIGH:!aNULL", (), ()),
        ("DEFAULT:@SECLEVEL=2", (), ()),
        ("ECDHE+AESGCM:kRSA+AES:-SHA1", (), ()),
        ("AES128-SHA@SECLEVEL=0", (), ()),
        ("ECDHE-RSA-BOGUS:AES128-SHA", ("ECDHE-RSA-BOGUS",), ()),
        ("HIGH:!BOGUS", ("!BOGUS",), ()),
        ("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384", (), ("TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",)),
        ("high", (), ("high",)),
    ],
)
def test_a_list_of_which_something_is_known_is_taken_by_openssl_too(
    text: str, unknown: tuple[str, ...], newer: tuple[str, ...]
) -> None:
    found = cipher_list(text, CATALOGUE)
    assert not found.empty
    assert (found.unknown, found.newer) == (unknown, newer)
    assert expanded(text)


@pytest.mark.parametrize("text", ["RC4-SHA", "RC4-SHA:DES-CBC3-SHA:!MD5"])
def test_suites_of_former_releases_are_known(text: str) -> None:
    found = cipher_list(text, CATALOGUE)
    assert not found.empty
    assert found.suites == tuple(word for word in found.words if word[0] != "!")


@pytest.mark.parametrize("at", ["server", "client"])
def test_an_end_whose_list_is_refused_fails_and_openssl_itself_says_so(at: str) -> None:
    server, client = pairs.server(platform="linux"), pairs.client()
    if at == "server":
        server = replace(server, suites=(), refused_list="ECDHE-RSA-BOGUS")
    else:
        client = replace(client, suites=(), refused_list="ECDHE-RSA-BOGUS")
    prediction = predict(server, client, authority.NOW)
    assert [(one.code, one.refuser) for one in prediction.reasons][:1] == [("TRU126", at)]
    assert "TRU120" not in {one.code for one in prediction.reasons}
    keys = (authority.leaf("good", "ec").key, authority.leaf("good", "ec", "client").key)
    rehearsal = rehearse(server, client, *keys, authority.NOW)
    assert (rehearsal.outcome, rehearsal.who_refused) == ("failed", at)
    assert "no cipher match" in rehearsal.reason
    assert agrees(prediction, rehearsal) == ()
