"""Ends for tests, good unless something is said to be otherwise."""

from dataclasses import replace
from typing import Any

from pwxwizard.trust import ClientEnd, ServerEnd, luw_client, zos_server
from pwxwizard.trust.suites import defaults, suite_names
from tests.trust import authority

ZOS_SUITES = suite_names(
    (
        "TLS_AES_256_GCM_SHA384",
        "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",
        "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384",
    )
)


def server(kind: str = "good", key_kind: str = "ec", **changes: Any) -> ServerEnd:
    """Return a z/OS listener that requires client certificates."""
    made = authority.leaf(kind, key_kind)
    policy = zos_server("ServerWithClientAuth", "Required")
    assert policy is not None
    end = ServerEnd(
        "ZOS1",
        "SEC",
        "zos",
        "server.example.com",
        6001,
        policy,
        made.certificate,
        made.chain,
        (authority.root().certificate,),
        ("TLSv1.2", "TLSv1.3"),
        ZOS_SUITES,
        "PWX_SEC",
    )
    return replace(end, **changes)


def client(kind: str = "good", key_kind: str = "ec", **changes: Any) -> ClientEnd:
    """Return a Linux client that checks the server; kind `none` has no certificate."""
    made = None if kind == "none" else authority.leaf(kind, key_kind, "client")
    end = ClientEnd(
        "LINUX1",
        "SEC",
        "ZSSL",
        "server.example.com",
        6001,
        luw_client(req_srvr_cert=True, allow_self_signed=False),
        made.certificate if made else None,
        made.chain if made else (),
        (authority.root().certificate,),
        ("TLSv1.2", "TLSv1.3"),
        defaults("linux").suites,
    )
    return replace(end, **changes)
