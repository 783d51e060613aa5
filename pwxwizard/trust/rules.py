"""Reasons of a prediction as findings: what breaks a connection, what is missing, what to know."""

from pwxwizard.finding import FindingRule, Severity

_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO
_VENDOR = "PowerExchange Reference Manual 10.5, SSL configuration steps"
_ATTLS = "z/OS Communications Server, AT-TLS policy; AT-TLS return codes"
_NODE = "remembered syntax of the LISTENER and NODE statements"
_TLS = "RFC 8446, RFC 5246"

# causes: the connection fails because of them; in the order in which they take effect
NODE_MISSING = FindingRule(
    "TRU101",
    _E,
    "Client has no NODE statement for the connection",
    "The client does not know where to call.",
    "Write the client's DBMOVER and install it.",
    _NODE,
)
NODE_PLAIN = FindingRule(
    "TRU102",
    _E,
    "NODE statement without the TLS token",
    "The client speaks plain text to a port that expects a handshake.",
    "Add the TLS token to the NODE statement.",
    _NODE,
)
NODE_PORT = FindingRule(
    "TRU103",
    _E,
    "NODE statement calls another port",
    "The client does not reach the listener that is meant.",
    "Give NODE and LISTENER the same port.",
    _NODE,
)
NODE_HOST = FindingRule(
    "TRU104",
    _E,
    "NODE statement calls another machine",
    "The client reaches another machine of the estate.",
    "Put the server's host name into the NODE statement.",
    _NODE,
)
NOT_A_CLIENT = FindingRule(
    "TRU105",
    _E,
    "Platform opens no secure connections",
    "Only Linux, UNIX and Windows machines make outbound secure connections.",
    "Choose a Linux, UNIX or Windows machine as the client.",
    "PowerExchange Reference Manual 10.5, SSL architecture",
)
LISTENER_MISSING = FindingRule(
    "TRU110",
    _E,
    "Server has no LISTENER statement for the port",
    "Nobody accepts on the port.",
    "Write the server's DBMOVER and install it.",
    _NODE,
)
LISTENER_PLAIN = FindingRule(
    "TRU111",
    _E,
    "LISTENER statement without the TLS token",
    "The listener takes the client's handshake for bad data.",
    "Add the TLS token to the LISTENER statement.",
    _NODE,
)
NO_RULE = FindingRule(
    "TRU112",
    _E,
    "No AT-TLS rule catches the port",
    "z/OS accepts the connection in clear text, and the listener gets a handshake as data.",
    "Write the AT-TLS rules and have the policy installed.",
    _ATTLS,
)
RULE_OFF = FindingRule(
    "TRU113",
    _E,
    "AT-TLS rule leaves TLS off",
    "z/OS accepts the connection in clear text, and the listener gets a handshake as data.",
    "Set TTLSEnabled On in the rule's group action, or give our rule a higher priority.",
    _ATTLS,
)
RULE_APPLICATION = FindingRule(
    "TRU114",
    _E,
    "AT-TLS rule leaves TLS to the application",
    "PowerExchange never asks AT-TLS to start, so the connection stays in clear text.",
    "Set ApplicationControlled Off.",
    _ATTLS,
)
RULE_BROKEN = FindingRule(
    "TRU115",
    _E,
    "AT-TLS rule cannot be used",
    "Policy Agent refuses the policy and keeps the one it had, or the handshake fails at once.",
    "Complete the rule's actions.",
    _ATTLS,
)
ROLE_NO_SERVER = FindingRule(
    "TRU116",
    _E,
    "AT-TLS rule lets z/OS act as the client",
    "Both ends wait for the other one to be the server.",
    "Set HandshakeRole to Server or ServerWithClientAuth.",
    _ATTLS,
)
RULE_SHADOWED = FindingRule(
    "TRU117",
    _E,
    "Another AT-TLS rule catches the port first",
    "The rule that was made for the listener is never reached.",
    "Give our rule the higher priority, or narrow the other one.",
    _ATTLS,
)
NO_PROTOCOL = FindingRule(
    "TRU120",
    _E,
    "No protocol version in common",
    "The handshake ends at the first message (AT-TLS return code 412 or 402).",
    "Switch on TLS 1.2 or 1.3 at both ends, each with a suite of its own.",
    _TLS,
)
NO_SUITE = FindingRule(
    "TRU121",
    _E,
    "No cipher suite in common",
    "The handshake ends at the first message (AT-TLS return code 402).",
    "Let both ends offer at least one suite in common.",
    _TLS,
)
KEY_AND_SUITE = FindingRule(
    "TRU122",
    _E,
    "Server key does not fit the suites in common",
    "RSA suites need an RSA key and ECDSA suites an EC key (AT-TLS return code 402 or 434).",
    "Offer suites for the key, or make a certificate with a key for the suites.",
    _TLS,
)
SERVER_NONE = FindingRule(
    "TRU123",
    _E,
    "Server has no certificate",
    "A server without a personal certificate cannot shake hands (AT-TLS return code 7, 407 or 428).",
    "Make the personal certificate and name it in the server's configuration.",
    _TLS,
)
KEY_WEAK = FindingRule(
    "TRU124",
    _E,
    "Key or signature too weak for OpenSSL",
    "OpenSSL refuses keys below 112 bits of strength and SHA-1 signatures by default since 3.2.",
    "Issue the certificate again with RSA 2048 or P-256 and SHA-256.",
    "OpenSSL, SSL_CTX_set_security_level; which release PowerExchange brings is not known",
)
MALFORMED = FindingRule(
    "TRU125",
    _E,
    "Certificate that cannot be read",
    "TLS libraries expect a well-formed certificate even where nobody validates it.",
    "Issue the certificate again.",
    _VENDOR,
)
SUITES_REFUSED = FindingRule(
    "TRU126",
    _E,
    "Cipher list without any suite that OpenSSL knows",
    "OpenSSL refuses the list (no cipher match), and this end cannot start TLS.",
    "Write OpenSSL names into SSL_CIPHER_LIST, or take the statement away.",
    "OpenSSL, SSL_CTX_set_cipher_list",
)
UNTRUSTED = FindingRule(
    "TRU130",
    _E,
    "Issuer is not trusted by the other end",
    "The end that validates refuses the certificate (AT-TLS return code 8 or 435).",
    "Put the issuing CA into the trusted CA certificates of the end that validates.",
    _VENDOR,
)
EXPIRED = FindingRule(
    "TRU131",
    _E,
    "Certificate out of date",
    "The end that validates refuses it (AT-TLS return code 401).",
    "Renew it.",
    _VENDOR,
)
NOT_YET = FindingRule(
    "TRU132",
    _E,
    "Certificate not valid yet",
    "The end that validates refuses it until then (AT-TLS return code 401).",
    "Check the clocks, or wait.",
    _VENDOR,
)
SELF_SIGNED = FindingRule(
    "TRU133",
    _E,
    "Self-signed certificate is not allowed",
    "The end that validates refuses it (AT-TLS return code 417).",
    "Use a certificate of a CA, or allow self-signed certificates at the client.",
    _VENDOR,
)
UNFIT = FindingRule(
    "TRU134",
    _E,
    "Certificate is not for this use",
    "The end that validates refuses it (AT-TLS return code 440).",
    "Issue it for server and client authentication.",
    "RFC 5280, 4.2.1.3 and 4.2.1.12; APAR OA68554",
)
INVALID = FindingRule(
    "TRU135",
    _E,
    "Certificate does not stand up to validation",
    "The end that validates refuses it (AT-TLS return code 8 or 414).",
    "Issue it again; the sentence names the fault.",
    "RFC 5280, 6.1",
)
CLIENT_NONE = FindingRule(
    "TRU136",
    _E,
    "Client has no certificate to send",
    "The server demands one (AT-TLS return code 403; alert 116 or 40).",
    "Name a personal certificate in the client's SSL statement.",
    _VENDOR,
)
NO_USER = FindingRule(
    "TRU137",
    _E,
    "Client certificate belongs to no user ID",
    "SAFCheck refuses a certificate that the security manager maps to nobody.",
    "Map it, such as with RACDCERT MAP or by adding it under the user ID.",
    _ATTLS,
)

# gaps: what must be known before there can be a verdict
NO_DBMOVER = FindingRule(
    "TRU201",
    _W,
    "DBMOVER file is not there",
    "What an end does is read from its DBMOVER file; without it nothing can be said of the connection.",
    "Write the machine's DBMOVER.",
    "this tool",
)
NO_POLICY = FindingRule(
    "TRU202",
    _W,
    "AT-TLS policy is not there",
    "On z/OS the policy decides whether and how a port speaks TLS; without it nothing can be said.",
    "Write the machine's AT-TLS rules.",
    "this tool",
)
NO_CERTIFICATE_FILE = FindingRule(
    "TRU203",
    _W,
    "Personal certificate is not there",
    "Whether the other end accepts it, and until when, cannot be told without it.",
    "Write the machine's personal certificate.",
    "this tool",
)
NO_CA_FILE = FindingRule(
    "TRU204",
    _W,
    "Trusted CA certificates are not there",
    "Whom this end would trust cannot be told without them.",
    "Write the machine's personal certificate.",
    "this tool",
)
NO_END = FindingRule(
    "TRU205",
    _W,
    "End of the connection is not in the project",
    "A connection is judged from both of its ends, and one of them is not described.",
    "Correct the estate.",
    "this tool",
)

# remarks: what a reader should know although the connection works
INPUT_JUDGED = FindingRule(
    "TRU301",
    _I,
    "The input file is judged, because the artifact is not written yet",
    "The verdict is that of today's file.",
    "Write the item.",
    "this tool",
)
SERVER_NOT_CHECKED = FindingRule(
    "TRU302",
    _W,
    "The server is not authenticated",
    "The client would not notice a stranger in place of the server.",
    "Set SSL_REQ_SRVR_CERT=Y at the client.",
    _VENDOR,
)
CLIENT_NOT_CHECKED = FindingRule(
    "TRU303",
    _W,
    "The client is not authenticated",
    "Anybody who reaches the port may open a secure connection.",
    "Let the server demand client certificates.",
    _VENDOR,
)
NAME_DIFFERS = FindingRule(
    "TRU304",
    _I,
    "Certificate does not name the host that is called",
    "PowerExchange is not known to compare names, so it works; other programs would refuse it.",
    "Issue the certificate with the name that clients call.",
    "PowerExchange, TLS how-to article 1157: a host-name check is not mentioned",
)
USER_ASSUMED = FindingRule(
    "TRU305",
    _W,
    "User mapping is taken for granted",
    "SAFCheck needs the client certificate mapped to a user ID, which no file here shows.",
    "Check the mapping, such as with RACDCERT LISTMAP.",
    _ATTLS,
)
SUITES_ASSUMED = FindingRule(
    "TRU306",
    _I,
    "No cipher suites are coded",
    "The list is the library's own, and here remembered, not read in a manual.",
    "Code the suites.",
    "Catalogue of TLS defaults",
)
RULE_HIDDEN = FindingRule(
    "TRU307",
    _W,
    "Another AT-TLS rule catches the port first",
    "The rule that was made for the listener is never reached.",
    "Give our rule the higher priority, or narrow the other one.",
    _ATTLS,
)
JOB_UNCOVERED = FindingRule(
    "TRU308",
    _W,
    "Netport job without an AT-TLS rule",
    "Connections that this job accepts run in clear text.",
    "Add a rule for the job.",
    _ATTLS,
)
TOKEN_DIFFERS = FindingRule(
    "TRU309",
    _I,
    "NODE statement has the other TLS token",
    "SSL and ZSSL are both taken as secure; which of them is for this target is remembered, not read in a manual.",
    "Check in the manual which of them is for this target.",
    _NODE,
)
NEVER_ASKED = FindingRule(
    "TRU310",
    _I,
    "Client certificate is never asked for",
    "The client has one, and the server does not ask.",
    "Nothing is needed.",
    _ATTLS,
)
METHOD_UNKNOWN = FindingRule(
    "TRU311",
    _I,
    "SSL_CONTEXT_METHOD is not taken into account",
    "Its values are not known here; the versions are taken as the library's own.",
    "Check in the manual which versions the value switches on.",
    "remembered name of the statement",
)
SUITES_UNKNOWN = FindingRule(
    "TRU312",
    _W,
    "Cipher list that only older releases of OpenSSL take",
    "Today's OpenSSL has none of its suites, and would not start TLS; the suites that it names are taken "
    "to be there.",
    "Name suites that are in use today.",
    "OpenSSL, cipher list format",
)
HOST_UNKNOWN = FindingRule(
    "TRU313",
    _I,
    "NODE statement calls a host that the estate does not know",
    "It may be another name of the server.",
    "Add the name to the server's host names if it is one of them.",
    "this tool",
)
OPTIONAL = FindingRule(
    "TRU314",
    _I,
    "Client certificate is optional",
    "A client without one gets in as well.",
    "Choose Required when every client has a certificate.",
    _ATTLS,
)
CONDITIONS = FindingRule(
    "TRU315",
    _I,
    "AT-TLS rule depends on more than is known here",
    "Addresses and times decide as well.",
    "Look at the rule's conditions.",
    _ATTLS,
)

TO_FILL_IN = FindingRule(
    "TRU316",
    _W,
    "Passphrase still to be filled in",
    "PowerExchange cannot open the key of this end until the placeholder is replaced; the verdict is "
    "that of the time after.",
    "Replace it by the encrypted passphrase, on the machine itself.",
    "this tool",
)
WITHDRAWN = FindingRule(
    "TRU317",
    _W,
    "Withdrawn certificate is still accepted",
    "An end that reads no revocation list takes it until the day it ends, from whoever has its key.",
    "Renew it with a new key, put the new one in its place and take the old one away; publish the list "
    "where it is read.",
    "RFC 5280, 5; AT-TLS looks for withdrawn certificates only where a rule asks for it",
)
FORMER_COMPROMISED = FindingRule(
    "TRU318",
    _W,
    "Former certificate is still accepted, and others may have its key",
    "It was withdrawn because its key may be known to others; an end that reads no revocation list takes "
    "it until the day it ends, although its machine has another one by now.",
    "Change the CA, and stop trusting the former one once every certificate is renewed; or, on z/OS, "
    "publish the list and have the AT-TLS rule look for it.",
    "RFC 5280, 5; AT-TLS looks for withdrawn certificates only where a rule asks for it",
)
FORMER_WITHDRAWN = FindingRule(
    "TRU319",
    _I,
    "Former certificate is still accepted",
    "It was withdrawn, and an end that reads no revocation list takes it until the day it ends.",
    "Nothing is needed while nobody else has its key; destroy every copy of that key.",
    "RFC 5280, 5; AT-TLS looks for withdrawn certificates only where a rule asks for it",
)
RULES = {rule.code: rule for rule in vars().copy().values() if isinstance(rule, FindingRule)}
"""Every reason, by code; 1xx are causes, 2xx gaps, 3xx remarks."""

CAUSES = frozenset(code for code in RULES if code.startswith("TRU1"))
"""The codes of the causes."""
