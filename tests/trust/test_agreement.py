"""Prediction and rehearsal must agree: two programs, one by rules and one by OpenSSL.

`PWX_ESTATES=2000` in the environment sets how many generated pairs of ends are tried.
"""

import os
from collections import Counter
from collections.abc import Callable
from itertools import product
from typing import TYPE_CHECKING

import pytest
from cryptography import x509
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pwxwizard.trust import ClientEnd, ServerEnd, listener_server, luw_client, predict, zos_server
from pwxwizard.trust.suites import defaults, suite_names
from pwxwizard.verify import Rehearsal, agrees, rehearse
from tests.trust import authority, pairs

if TYPE_CHECKING:
    from pwxwizard.finding import Finding

ESTATES = int(os.environ.get("PWX_ESTATES", "150"))

ZOS_LIST = suite_names(
    (
        "TLS_AES_256_GCM_SHA384",
        "TLS_AES_128_GCM_SHA256",
        "TLS_CHACHA20_POLY1305_SHA256",
        "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256",
        "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256",
        "TLS_DHE_RSA_WITH_AES_256_GCM_SHA384",
        "TLS_RSA_WITH_AES_256_GCM_SHA384",
        "TLS_RSA_WITH_AES_128_CBC_SHA",
        "TLS_RSA_WITH_RC4_128_SHA",
    )
)
CAS: dict[str, tuple[Callable[[], authority.Made], ...]] = {
    "right": (authority.root,),
    "other": (lambda: authority.root(1),),
    "both": (lambda: authority.root(1), authority.root),
    "intermediate": (authority.intermediate,),
    "full": (authority.root, authority.intermediate),
    "none": (),
}


def trusted(choice: str) -> tuple[x509.Certificate, ...]:
    return tuple(make().certificate for make in CAS[choice])


@st.composite
def server_ends(draw: st.DrawFn) -> tuple[ServerEnd, authority.Made]:
    kind = draw(st.sampled_from((*authority.SANE, *authority.KINDS)))
    made = authority.leaf(kind, draw(st.sampled_from(("ec", "ec", "rsa"))))
    platform = draw(st.sampled_from(("zos", "zos", "linux", "ibmi")))
    base = defaults(platform)
    policy = listener_server(draw(st.booleans()))
    protocols, suites = base.protocols, base.suites
    if platform == "zos":
        role = draw(st.sampled_from(("Server", "ServerWithClientAuth", "ServerWithClientAuth")))
        kind = draw(st.sampled_from(("PassThru", "Full", "Required", "SAFCheck")))
        found = zos_server(role, kind)
        assert found is not None
        policy = found
        versions = ("TLSv1", "TLSv1.1", "TLSv1.2", "TLSv1.3")
        switched = draw(st.sets(st.sampled_from(versions)) | st.just({"TLSv1.2", "TLSv1.3"}))
        protocols = tuple(version for version in versions if version in switched)
        suites = tuple(draw(st.permutations(ZOS_LIST)))[: draw(st.integers(1, len(ZOS_LIST)))]
    users = draw(st.sampled_from(("unknown", "mapped", "nobody")))
    client = authority.leaf("good", "ec", "client").certificate
    end = pairs.server(
        certificate=made.certificate,
        chain=made.chain,
        platform=platform,
        policy=policy,
        protocols=protocols,
        suites=suites,
        trusted=trusted(draw(st.sampled_from(("right", "right", *CAS)))),
        users=None if users == "unknown" else (client,) if users == "mapped" else (),
    )
    return end, made


@st.composite
def client_ends(draw: st.DrawFn) -> tuple[ClientEnd, authority.Made | None]:
    kind = draw(st.sampled_from(("none", *authority.SANE, *authority.SANE, *authority.KINDS)))
    made = (
        None
        if kind == "none"
        else authority.leaf(kind, draw(st.sampled_from(("ec", "rsa"))), "client")
    )
    usual = defaults("linux").suites
    chosen = tuple(draw(st.permutations(usual)))[: draw(st.integers(1, len(usual)))]
    end = pairs.client(
        policy=luw_client(draw(st.booleans()), draw(st.booleans())),
        certificate=made.certificate if made else None,
        chain=made.chain if made else (),
        trusted=trusted(draw(st.sampled_from(("right", "right", *CAS)))),
        protocols=draw(
            st.sampled_from(
                (("TLSv1.2", "TLSv1.3"), ("TLSv1.2", "TLSv1.3"), ("TLSv1.2",), ("TLSv1.3",))
            )
        ),
        suites=draw(st.sampled_from((usual, chosen))),
    )
    return end, made


def tried(
    server: tuple[ServerEnd, authority.Made], client: tuple[ClientEnd, authority.Made | None]
) -> Rehearsal:
    key = client[1].key if client[1] else None
    return rehearse(server[0], client[0], server[1].key, key, authority.NOW)


@settings(
    max_examples=ESTATES, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)
@given(server=server_ends(), client=client_ends())
def test_prediction_equals_rehearsal(
    server: tuple[ServerEnd, authority.Made], client: tuple[ClientEnd, authority.Made | None]
) -> None:
    prediction = predict(server[0], client[0], authority.NOW)
    rehearsal = tried(server, client)

    assert agrees(prediction, rehearsal) == (), (prediction, rehearsal)


def test_every_certificate_at_both_ends_goes_as_predicted() -> None:
    """Each kind of server certificate with each kind of client certificate, all validated."""
    differences: list[Finding] = []
    outcomes: Counter[str] = Counter()
    for server_kind, client_kind in product(authority.KINDS, ("none", *authority.KINDS)):
        made = authority.leaf(server_kind)
        own = None if client_kind == "none" else authority.leaf(client_kind, "ec", "client")
        server, client = pairs.server(server_kind), pairs.client(client_kind)
        prediction = predict(server, client, authority.NOW)
        rehearsal = rehearse(server, client, made.key, own.key if own else None, authority.NOW)
        outcomes[rehearsal.outcome] += 1
        differences += agrees(prediction, rehearsal)

    assert differences == []
    assert outcomes["succeeded"] >= 9
    assert outcomes["failed"] >= 100


@pytest.mark.parametrize("days", [-101, -99, 0, 99, 101])
def test_dates_are_judged_at_the_moment_that_is_asked_about(days: int) -> None:
    at = authority.NOW + days * authority.DAY
    server, client = pairs.server(), pairs.client()
    rehearsal = rehearse(
        server, client, authority.leaf("good").key, authority.leaf("good", "ec", "client").key, at
    )
    prediction = predict(server, client, at)

    assert rehearsal.outcome == ("succeeded" if abs(days) < 100 else "failed")
    assert agrees(prediction, rehearsal) == ()


def test_ephemeral_diffie_hellman_is_rehearsed_with_the_group_of_rfc_7919() -> None:
    suites = ("TLS_DHE_RSA_WITH_AES_256_GCM_SHA384",)
    server = pairs.server("good", "rsa", suites=suites)
    client = pairs.client()
    keys = authority.leaf("good", "rsa").key, authority.leaf("good", "ec", "client").key
    rehearsal = rehearse(server, client, *keys, authority.NOW)

    assert (rehearsal.outcome, rehearsal.suite) == ("succeeded", suites[0])
    assert agrees(predict(server, client, authority.NOW), rehearsal) == ()
