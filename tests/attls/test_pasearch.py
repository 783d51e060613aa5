"""Listings of pasearch -t read back and compared with the plan."""

from dataclasses import replace

import pytest

from pwxwizard import attls
from tests.attls.samples import GRAMMAR, LISTENER, policies

PLAN = attls.merge(None, (LISTENER,), GRAMMAR, release="3.1").data


def listing(*rules: str) -> str:
    head = "TCP/IP pasearch CS 3.1                    Image Name: TCPIP\n  Date:  01/02/2026\n\n"
    return head + "".join(rules)


def shown(
    name: str = "PWX_ZOSSEC",
    *,
    port: str = "6001",
    job: str = "PWXLST",
    user: str = "PWXSTC",
    priority: int = 500,
    remote: tuple[str, str] = ("All", "All"),
    auth: str = "Required",
    suites: tuple[str, ...] = ("1302  TLS_AES_256_GCM_SHA384", "C030  TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"),
) -> str:  # fmt: skip
    listed = "\n".join(f"      {suite}" for suite in suites)
    return f"""\
policyRule:             {name}
  Rule Type:            TTLS
  Version:              3                 Status:            Active
  Priority:             {priority}               Sequence Actions:  Don't Care
  policyAction:         PWX_Group
   ActionType:          TTLS Group
  Time Periods:
   Fr TimeOfDay:        00:00             To TimeOfDay:      24:00
  TTLS Condition Summary:                 NegativeIndicator: Off
   Local Address:
    FromAddr:           All
    ToAddr:             All
   Remote Address:
    FromAddr:           {remote[0]}
    ToAddr:             {remote[1]}
   LocalPortFrom:       {port}              LocalPortTo:       {port}
   RemotePortFrom:      0                 RemotePortTo:      0
   JobName:             {job:8}              UserId:            {user}
   ServiceDirection:    Inbound

  TTLS Action:                  {name}_Env
    Status:                     Active
    Scope:                      Environment
    HandshakeRole:              ServerWithClientAuth
    SuiteBProfile:              Off
    TTLSKeyringParms:
     Keyring:                   PWXSTC/PWXRING
    TTLSEnvironmentAdvancedParms:
     SSLv2:                     Off
     SSLv3:                     Off
     TLSv1:                     Off
     TLSv1.1:                   Off
     TLSv1.2:                   On
     TLSv1.3:                   On
     ApplicationControlled:     Off
     ClientAuthType:            {auth}
    TTLSCipherParms:
     v3CipherSuites:
{listed}
    EnvironmentUserInstance:    0

  TTLS Action:                  PWX_Group
    Status:                     Active
    Scope:                      Group
    TTLSEnabled:                On
    Trace:                      7

"""


def codes(text: str) -> list[str]:
    report = attls.read_pasearch(text)
    return [each.code for each in attls.compare(report, policies(PLAN), (LISTENER,))]


def test_a_listing_is_read() -> None:
    report = attls.read_pasearch(listing(shown()))
    (rule,) = report.rules
    assert report.release == "3.1"
    assert rule.name == "PWX_ZOSSEC"
    assert rule.first("LocalPortTo") == "6001"
    assert (rule.first("JobName"), rule.first("UserId")) == ("PWXLST", "PWXSTC")
    assert rule.first("To TimeOfDay") == "24:00"
    assert rule.settings["keyring"] == "PWXSTC/PWXRING"
    assert rule.settings["tlsv1.3"] == "On"
    assert rule.suites == LISTENER.suites
    assert rule.actions == {"Environment": "PWX_ZOSSEC_Env", "Group": "PWX_Group"}


def test_what_agrees_gives_no_finding() -> None:
    assert codes(listing(shown())) == []


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("nothing of the kind", ["ATT113"]),
        ("", ["ATT113"]),
        (listing(shown("Other", port="9")), ["ATT110", "ATT114"]),
        (listing(shown(port="6009")), ["ATT111"]),
        (listing(shown(job="PWXL*")), ["ATT111"]),
        (listing(shown(user="")), ["ATT111"]),
        (listing(shown(priority=501)), ["ATT111"]),
        (listing(shown(remote=("10.0.0.0", "10.0.0.255"))), ["ATT111"]),
        (listing(shown(auth="Full")), ["ATT111"]),
        (listing(shown(suites=("1302  TLS_AES_256_GCM_SHA384",))), ["ATT111"]),
        (listing(shown("Rival", job="", user="", priority=900), shown()), ["ATT112", "ATT114"]),
        (listing(shown(), shown("Later", job="", user="", priority=5)), ["ATT114"]),
    ],
)
def test_each_difference_is_told(text: str, expected: list[str]) -> None:
    assert codes(text) == expected


def test_a_difference_names_the_setting_and_the_line() -> None:
    report = attls.read_pasearch(listing(shown(auth="Full")))
    (finding,) = attls.compare(report, policies(PLAN), (LISTENER,))
    assert "ClientAuthType is Full instead of Required" in finding.message
    assert finding.where.line == 4


def test_every_job_name_is_compared() -> None:
    twice = replace(LISTENER, jobs=("PWXLST", "PWXN*"))
    plan = attls.merge(None, (twice,), GRAMMAR, release="3.1").data
    report = attls.read_pasearch(listing(shown()))
    found = [each.code for each in attls.compare(report, policies(plan), (twice,))]
    assert found == ["ATT110", "ATT110", "ATT114"]
