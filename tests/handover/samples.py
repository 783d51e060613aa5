"""Listings of our own making: one that is right for each kind, and changes that make it wrong."""

LIST = """\
 RACDCERT ID(PWXSTC) LIST(LABEL('PWX ZOS1'))
Digital certificate information for user PWXSTC:

  Label: PWX ZOS1
  Certificate ID: 2QbX5uLj4tfm50Dp1uLx
  Status: TRUST
  Start Date: 2029/12/31 23:00:00
  End Date:   2032/04/05 00:00:00
  Serial Number:
       >005A00000000000000001A2B3C4D5E6F<
  Issuer's Name:
       >CN=Example PowerExchange CA.O=Example.C=US<
  Subject's Name:
       >CN=zos1.example.com.O=Example.C=US<
  Signing Algorithm: sha256ECDSA
  Key Type: NIST ECC
  Key Size: 256
  Private Key: YES
  Ring Associations:
    Ring Owner: PWXSTC
    Ring:
       >PWXRING<

READY
"""

CHAIN = """\
 RACDCERT ID(PWXSTC) LISTCHAIN(LABEL('PWX ZOS1'))
Certificate 1:

  Digital certificate information for user PWXSTC:

    Label: PWX ZOS1
    Status: TRUST
    Start Date: 2029/12/31 23:00:00
    End Date:   2032/04/05 00:00:00
    Serial Number:
         >005A00000000000000001A2B3C4D5E6F<
    Private Key: YES

Certificate 2:

  Digital certificate information for CERTAUTH:

    Label: Example PowerExchange CA
    Status: TRUST
    Start Date: 2029/12/31 23:00:00
    End Date:   2039/12/30 00:00:00
    Serial Number:
         >005A0000000000000123456789ABCDEF<
    Private Key: NO

Chain information:
  Chain contains 2 certificate(s), chain is complete
  Chain contains ring in common: PWXSTC/PWXRING
"""

CHECK = """\
 RACDCERT CHECKCERT('PWXSTC.PWX.MZOS1.CA1')
Certificate 1:

  Start Date: 2029/12/31 23:00:00
  End Date:   2039/12/30 00:00:00
  Serial Number:
       >005A0000000000000123456789ABCDEF<
  Issuer's Name:
       >CN=Example PowerExchange CA.O=Example.C=US<
  Subject's Name:
       >CN=Example PowerExchange CA.O=Example.C=US<

Chain information:
  Chain contains 1 certificate(s), chain is complete
"""

ACF2_RING = """\
 ACF
 SET PROFILE(USER) DIVISION(KEYRING)
 LIST PWXSTC.PZOS1
 KEYRING / PWXSTC.PZOS1 LAST CHANGED BY SECADM ON 06/01/30-10:11
       DEFAULT(PWXSTC.PZOS1) RINGNAME(PWXRING)
 The certificates of this key ring:
   PWXSTC.PZOS1       PWX ZOS1                   PERSONAL
   CERTAUTH.PWXCA1    Example PowerExchange CA   CERTAUTH

 END
"""

ACF2_CERTIFICATE = """\
 CHKCERT PWXSTC.PZOS1
 CERTDATA / PWXSTC.PZOS1
   LABEL(PWX ZOS1) TRUST
   ACTIVE(12/31/2029) EXPIRE(04/05/2032)
   SERIAL#(005A00000000000000001A2B3C4D5E6F)
   PRIVATE KEY: YES
"""

TSS_RING = """\
 TSS LIST(PWXSTC) KEYRING(PZOS1) LABLRING(PWXRING)
 ACCESSORID = PWXSTC      NAME = POWEREXCHANGE
 KEYRING    = PZOS1       KEYRING LABEL = PWXRING
   ACID = PWXSTC    DIGICERT = PZOS1    DEFAULT = YES  USAGE = PERSONAL
      LABLCERT = PWX ZOS1
   ACID = CERTAUTH  DIGICERT = PWXCA1   DEFAULT = NO   USAGE = CERTAUTH
      LABLCERT = Example PowerExchange CA
 TSS0300I  LIST     FUNCTION SUCCESSFUL
"""

TSS_CERTIFICATE = """\
 TSS LIST(PWXSTC) DIGICERT(PZOS1)
 ACCESSORID = PWXSTC      NAME = POWEREXCHANGE
 DIGICERT   = PZOS1       LABLCERT = PWX ZOS1
   NBDATE = 12/31/29  NADATE = 04/05/32  TRUST
   SERIAL NUMBER = 005A00000000000000001A2B3C4D5E6F
   PRIVATE KEY = YES
 TSS0300I  LIST     FUNCTION SUCCESSFUL
"""

NETSTAT = """\
EZZ2350I MVS TCP/IP NETSTAT CS V2R5       TCPIP Name: TCPIP           16:42:20
EZZ2591I ConnID: 0000006B
EZZ2592I   JobName:      PWXLST
EZZ2592I   LocalSocket:  192.0.2.10..6001
EZZ2592I   RemoteSocket: 192.0.2.20..51844
EZZ2592I   SecLevel:     TLS Version 1.2
EZZ2592I   Cipher:       C02C TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384
EZZ2592I   CertUserID:   N/A
EZZ2592I TTLSRule: PWX_zossec
"""

LOG = """\
Jun  1 10:00:01 ZOS1 TTLS[67]: 10:00:01 TCPIP EZD1281I TTLS Map CONNID: 0000006B LOCAL:
 192.0.2.10..6001 REMOTE: 192.0.2.20..51844 JOBNAME: PWXLST USERID: PWXSTC TYPE: InBound
 STATUS: Enabled RULE: PWX_zossec ACTIONS: PWX_Group PWX_zossec_env
"""

LOG_ERROR = """\
BPXF024I EZD1287I TTLS Error RC: 202 Environment Init
  LOCAL: 192.0.2.10..6001
  REMOTE: 192.0.2.20..51844
  JOBNAME: PWXLST RULE: PWX_zossec
  USERID: PWXSTC GRPID: 00000003 ENVID: 00000000 CONNID: 0000006B
"""

STORE = """\
$ dcmview --dcm-store=system
Label: PWX AS400
  Has private key: Yes
  Trusted: Yes
  Valid until: 2032-04-05
Label: Example PowerExchange CA
  Has private key: No
  Trusted: Yes
  Valid until: 2039-12-30
"""

PING = """\
$ dtlrexe prog=ping loc=zossec
PWX-00750 DTLREXE Input LOC=zossec, PROG=PING, PARMS=<null>, UID=<>.
PWX-00755 DTLREXE Command OK!
"""
