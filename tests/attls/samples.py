"""Policies written for the tests."""

from pwxwizard import attls

GRAMMAR = attls.Grammar.load()

LISTENER = attls.ListenerRule(
    name="PWX_ZOSSEC",
    port=6001,
    jobs=("PWXLST",),
    user="PWXSTC",
    handshake_role="ServerWithClientAuth",
    client_auth_type="Required",
    keyring="PWXSTC/PWXRING",
    protocols=("TLSv1.2", "TLSv1.3"),
    suites=("TLS_AES_256_GCM_SHA384", "TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384"),
)

GOOD = b"""\
# AT-TLS policy of system ZOS1
TTLSRule Listener
{
  LocalAddr 10.1.2.3
  RemoteAddrGroupRef Offices
  LocalPortRange 6001
  Jobname PWXLST
  Userid PWXSTC
  Direction Inbound
  Priority 500
  TTLSGroupActionRef GroupOn
  TTLSEnvironmentActionRef EnvServer
}
TTLSRule Reports
{
  LocalPortGroupRef ReportPorts
  Jobname RPT*
  Direction Inbound
  Priority 400
  IpTimeCondition
  {
    DayOfWeekMask 0111110
    TimeOfDayRange 08:00-18:00
  }
  TTLSGroupActionRef GroupOn
  TTLSEnvironmentActionRef EnvReports
  TTLSConnectionActionRef ConnReports
}
TTLSRule Sender
{
  RemoteAddrRef Partner
  RemotePortRange 21000-21010
  Jobname FTPD1
  Direction Outbound
  Priority 300
  TTLSGroupActionRef GroupOn
  TTLSEnvironmentActionRef EnvClient
}
TTLSRule PlainConsole
{
  LocalPortRange 7001
  Direction Inbound
  Priority 900
  TTLSGroupActionRef GroupOff
}
TTLSGroupAction GroupOn
{
  TTLSEnabled On
  Trace 7
}
TTLSGroupAction GroupOff
{
  TTLSEnabled Off
}
TTLSEnvironmentAction EnvServer
{
  HandshakeRole ServerWithClientAuth
  TTLSKeyringParmsRef RingServer
  TTLSEnvironmentAdvancedParmsRef AdvServer
  TTLSCipherParmsRef Ciphers
}
TTLSEnvironmentAction EnvReports
{
  HandshakeRole Server
  EnvironmentUserInstance 1
  TTLSKeyringParms
  {
    Keyring RPTSTC/RPTRING
  }
  TTLSEnvironmentAdvancedParmsRef AdvPlain
  TTLSCipherParmsRef Ciphers
  TTLSSignatureParms
  {
    SignaturePairs 04010403
  }
}
TTLSEnvironmentAction EnvClient
{
  HandshakeRole Client
  TTLSKeyringParmsRef RingServer
  TTLSEnvironmentAdvancedParmsRef AdvPlain
  TTLSCipherParmsRef Ciphers
}
TTLSConnectionAction ConnReports
{
  Trace 3
  TTLSConnectionAdvancedParms
  {
    HandshakeTimeout 20
  }
}
TTLSKeyringParms RingServer
{
  Keyring PWXSTC/PWXRING
}
TTLSEnvironmentAdvancedParms AdvServer
{
  SSLv2 Off
  SSLv3 Off
  TLSv1 Off
  TLSv1.1 Off
  TLSv1.2 On
  TLSv1.3 On
  ClientAuthType Required
  ApplicationControlled Off
}
TTLSEnvironmentAdvancedParms AdvPlain
{
  SSLv2 Off
  SSLv3 Off
  TLSv1 Off
  TLSv1.1 Off
  TLSv1.2 On
  TLSv1.3 On
  ApplicationControlled Off
}
TTLSCipherParms Ciphers
{
  V3CipherSuites TLS_AES_256_GCM_SHA384
  V3CipherSuites TLS_AES_128_GCM_SHA256
  V3CipherSuites TLS_ECDHE_RSA_WITH_AES_256_GCM_SHA384
  V3CipherSuites TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384
}
IpAddrGroup Offices
{
  IpAddr
  {
    Addr 10.9.0.1
  }
  IpAddrSet
  {
    Prefix 10.8.0.0/16
  }
  IpAddrSetRef Branch
}
IpAddrSet Branch
{
  Range 2001:db8::10-2001:db8::ff
}
IpAddr Partner
{
  Addr 192.0.2.7
}
PortGroup ReportPorts
{
  PortRange
  {
    Port 8100-8110
  }
  PortRangeRef OddPort
}
PortRange OddPort
{
  Port 8200
}
"""


def policies(*texts: bytes) -> attls.PolicySet:
    """Read texts as one policy."""
    files = [attls.parse(text, f"policy{number}") for number, text in enumerate(texts, 1)]
    return attls.resolve(files, GRAMMAR)
