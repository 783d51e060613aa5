"""pasearch compared with the planned policy."""

import pytest

from pwxwizard import attls, handover
from tests.handover.estate import NOW, Files, artifacts, project

RULE = attls.ListenerRule(
    "PWX_zossec",
    6001,
    ("PWXLST",),
    "ServerWithClientAuth",
    "Required",
    "PWXSTC/PWXRING",
    ("TLSv1.2",),
    ("TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384",),
)
SHOWN = """\
TCP/IP pasearch CS V2R5                  Image Name: TCPIP
  Date:                 06/01/2030       Time:  10:11:12
  TTLS Instance Id:     1906541231

policyRule:             PWX_zossec
  Rule Type:            TTLS
  Version:              3                Status:            Active
  Priority:             {priority}
  LocalPortFrom:        6001             LocalPortTo:       6001
  RemotePortFrom:       0                RemotePortTo:      0
  JobName:              PWXLST           UserId:
  ServiceDirection:     Inbound
  TTLS Action:          PWX_Group
    Scope:              Group
    TTLSEnabled:        On
    Trace:              7
  TTLS Action:          PWX_zossec
    Scope:              Environment
    HandshakeRole:      ServerWithClientAuth
    TTLSKeyringParms:
      Keyring:          PWXSTC/PWXRING
    TTLSEnvironmentAdvancedParms:
      SSLv2:            Off
      SSLv3:            Off
      TLSv1:            Off
      TLSv1.1:          Off
      TLSv1.2:          On
      TLSv1.3:          Off
      ApplicationControlled: Off
      ClientAuthType:   Required
    TTLSCipherParms:
      v3CipherSuites:
        C02C  TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384
"""


def with_policy() -> tuple[Files, str]:
    edited = attls.merge(None, (RULE,), attls.Grammar.load(), release="2.5")
    files = artifacts()
    files.files["sample.pwx/artifacts/ZOS1/pagent_ttls.conf"] = edited.data
    rule = attls.resolve((attls.parse(edited.data),), attls.Grammar.load()).rule("PWX_zossec")
    assert rule is not None
    return files, SHOWN.format(priority=rule.priority)


def judged(old: str = "", new: str = "", end: int | None = None) -> handover.Judgement:
    files, text = with_policy()
    assert old in text
    return handover.judge(project(), files, "at-tls/ZOS1", text.replace(old, new)[:end], NOW)


def test_the_planned_rule_is_proved() -> None:
    found = judged()
    assert (found.kind, found.verdict) == ("pasearch", "proved"), found.lines


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ("PWXSTC/PWXRING", "PWXSTC/pwxring", "Keyring"),
        ("TLSv1.2:          On", "TLSv1.2:          Off", "TLSv1.2"),
        ("ClientAuthType:   Required", "ClientAuthType:   PassThru", "ClientAuthType"),
        ("PWXLST", "PWXLSN", "job"),
        ("6001", "6002", "port"),
    ],
)
def test_a_rule_that_differs_is_wrong(old: str, new: str, word: str) -> None:
    found = judged(old, new)
    assert found.verdict == "wrong"
    assert any(word in line.remark for line in found.lines), found.lines


@pytest.mark.parametrize("end", [60, 200, 700])
def test_a_cut_off_display_is_not_enough(end: int) -> None:
    assert judged(end=end).verdict == "not enough"


def test_without_a_planned_policy_nothing_can_be_proved() -> None:
    found = handover.judge(project(), artifacts(), "at-tls/ZOS1", with_policy()[1], NOW)
    assert found.verdict == "not enough"
