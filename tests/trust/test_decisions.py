"""The decision tables, a case a row."""

import pytest

from pwxwizard.trust import (
    NOBODY,
    Presented,
    ServerPolicy,
    Shown,
    listener_server,
    luw_client,
    zos_server,
)

NONE, VALID, UNTRUSTED, EXPIRED, NO_USER, MALFORMED = Presented
OFFERS = (NONE, VALID, UNTRUSTED, EXPIRED, NO_USER, MALFORMED)

ZOS = [
    # role, type, asks, then whether a client gets in that presents each of OFFERS
    ("Server", "PassThru", False, "yyyyyy"),
    ("Server", "Full", False, "yyyyyy"),
    ("Server", "Required", False, "yyyyyy"),
    ("Server", "SAFCheck", False, "yyyyyy"),
    ("ServerWithClientAuth", "PassThru", True, "yyyyyn"),
    ("ServerWithClientAuth", "Full", True, "yynnyn"),
    ("ServerWithClientAuth", "Required", True, "nynnyn"),
    ("ServerWithClientAuth", "SAFCheck", True, "nynnnn"),
    ("ServerWithClientAuth", "", True, "nynnyn"),
]
ROWS = [
    (role, kind, asks, presented, answer == "y")
    for role, kind, asks, answers in ZOS
    for presented, answer in zip(OFFERS, answers, strict=True)
]


@pytest.mark.parametrize(("role", "kind", "asks", "presented", "gets_in"), ROWS)
def test_zos_lets_clients_in_by_role_and_type(
    role: str, kind: str, asks: bool, presented: Presented, gets_in: bool
) -> None:
    policy = zos_server(role, kind)

    assert policy is not None
    assert policy.requests is asks
    assert policy.accepts(presented) is gets_in


@pytest.mark.parametrize(
    ("kind", "requires", "validates", "maps"),
    [
        ("passthru", False, False, False),
        ("FULL", False, True, False),
        ("Required", True, True, False),
        ("SafCheck", True, True, True),
    ],
)
def test_client_auth_type_is_read_in_any_case(
    kind: str, requires: bool, validates: bool, maps: bool
) -> None:
    assert zos_server("serverWITHclientauth", kind) == ServerPolicy(
        True, requires, validates, maps, True
    )


@pytest.mark.parametrize("role", ["Client", "", "Sever"])
def test_only_server_roles_make_a_server(role: str) -> None:
    assert zos_server(role, "Required") is None


@pytest.mark.parametrize(
    ("demands", "presented", "gets_in"),
    [
        (False, NONE, True),
        (False, UNTRUSTED, True),
        (False, MALFORMED, True),
        (True, NONE, False),
        (True, VALID, True),
        (True, UNTRUSTED, False),
        (True, EXPIRED, False),
        (True, NO_USER, True),
        (True, MALFORMED, False),
    ],
)
def test_other_listeners_let_clients_in_by_req_clnt_cert(
    demands: bool, presented: Presented, gets_in: bool
) -> None:
    policy = listener_server(demands)

    assert policy.requests is demands
    assert policy.accepts(presented) is gets_in


def test_a_listener_that_demands_nothing_asks_nobody() -> None:
    assert listener_server(False) == NOBODY


@pytest.mark.parametrize(
    ("checks", "self_signed_allowed", "shown", "goes_on"),
    [
        (checks, allowed, shown, not checks or good or (allowed and shown is Shown.SELF_SIGNED))
        for checks in (False, True)
        for allowed in (False, True)
        for shown, good in [
            (Shown.VALID, True),
            (Shown.UNTRUSTED, False),
            (Shown.EXPIRED, False),
            (Shown.SELF_SIGNED, False),
        ]
    ],
)
def test_clients_go_on_by_req_srvr_cert_and_self_signed(
    checks: bool, self_signed_allowed: bool, shown: Shown, goes_on: bool
) -> None:
    assert luw_client(checks, self_signed_allowed).accepts(shown) is goes_on
