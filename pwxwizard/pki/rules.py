"""The findings of reading, keys and names, each stated once."""

from pwxwizard.finding import FindingRule, Severity

_E, _W, _I = Severity.ERROR, Severity.WARNING, Severity.INFO
_OPENSSL = "OpenSSL 3 manual, openssl-format-options"
_5280 = "RFC 5280"

NOTHING = FindingRule(
    "PKI001",
    _E,
    "Nothing to read",
    "There is no certificate, request, key or revocation list in it.",
    "Check that it is the right file and that the transfer was complete.",
    "RFC 7468",
)
FOREIGN = FindingRule(
    "PKI002",
    _E,
    "Another kind of file",
    "PowerExchange and the security managers take PEM, DER, PKCS #7 or PKCS #12 only.",
    "Export or convert it to PEM or PKCS #12 with the program that made it.",
    "PowerExchange documentation: certificates follow X.509",
)
TOO_LARGE = FindingRule(
    "PKI003",
    _E,
    "Too large for a certificate file",
    "Certificate files have some kilobytes; reading more would only cost time.",
    "Check that it is the right file.",
    "measured on public certificate collections",
)
CUT = FindingRule(
    "PKI004",
    _E,
    "Cut short or damaged",
    "A part of the object is missing, so that nobody can load it.",
    "Transfer the file again: PEM as text, DER and PKCS #12 as binary.",
    "ITU-T X.690; RFC 7468",
)
BAD_OBJECT = FindingRule(
    "PKI005",
    _E,
    "Object cannot be loaded",
    "Other programs will refuse it too, or read it differently.",
    "Ask whoever made it for a new one.",
    _5280,
)
BAD_FIELD = FindingRule(
    "PKI006",
    _W,
    "Field cannot be read",
    "The rest of the object is shown; programs that need this field will refuse the object.",
    "Ask the issuer for a certificate without the malformed field.",
    _5280,
)
NO_END = FindingRule(
    "PKI007",
    _E,
    "PEM block without its END line",
    "Everything behind the BEGIN line is lost to a reader.",
    "Copy the block again, from the BEGIN line to the END line.",
    "RFC 7468",
)
BAD_BASE64 = FindingRule(
    "PKI008",
    _E,
    "PEM block with characters that are not base64",
    "The block cannot be decoded.",
    "Copy the block again without line numbers, sequence numbers or quotation marks.",
    "RFC 7468",
)
EBCDIC = FindingRule(
    "PKI009",
    _W,
    "Text in EBCDIC",
    "The file came from z/OS or IBM i in binary; Linux, UNIX and Windows cannot read it so.",
    "Transfer PEM as text, so that it is translated.",
    "Broadcom Top Secret documentation, DCDSN",
)
WIDE_TEXT = FindingRule(
    "PKI010",
    _W,
    "Text in UTF-16",
    "OpenSSL and the security managers do not read UTF-16.",
    "Save the file as plain ASCII or UTF-8 without a byte order mark.",
    "RFC 7468",
)
BYTE_ORDER_MARK = FindingRule(
    "PKI011",
    _W,
    "Byte order mark before the text",
    "Some readers miss the first block of the file.",
    "Save the file without a byte order mark.",
    "RFC 7468",
)
TRAILING = FindingRule(
    "PKI012",
    _W,
    "Extra octets behind the object",
    "Strict readers refuse the file.",
    "Transfer the file in binary, or export it again.",
    "ITU-T X.690",
)
LABEL = FindingRule(
    "PKI013",
    _W,
    "PEM label does not fit the content",
    "Programs that go by the label will not find the object.",
    "Write the block again with the right label.",
    "RFC 7468",
)
TRUSTED = FindingRule(
    "PKI014",
    _W,
    "OpenSSL trust certificate",
    "The label TRUSTED CERTIFICATE is OpenSSL's own; other programs do not read it.",
    "Write the plain certificate: `openssl x509 -in FILE -out NEW`.",
    _OPENSSL,
)
PKCS7_EMPTY = FindingRule(
    "PKI015",
    _W,
    "PKCS #7 without certificates",
    "The package is well-formed but has nothing to install.",
    "Ask the sender for the certificate chain, for example as `.p7b`.",
    "RFC 2315; RFC 5652",
)
PKCS7_OTHER = FindingRule(
    "PKI016",
    _E,
    "PKCS #7 of another type",
    "Only the signed-data type carries certificates in the open.",
    "Ask the sender for a certificate package (signed-data).",
    "RFC 2315; RFC 5652",
)
UNENCRYPTED = FindingRule(
    "PKI017",
    _W,
    "Private key without a passphrase",
    "Whoever reads the file has the key.",
    "Encrypt the key with a passphrase.",
    "RFC 5958",
)
NEEDS_PASSPHRASE = FindingRule(
    "PKI018",
    _W,
    "A passphrase is needed",
    "What is under the passphrase is not shown.",
    "Give the passphrase by prompt, environment, file or file descriptor.",
    "RFC 7292; RFC 5958",
)
WRONG_PASSPHRASE = FindingRule(
    "PKI019",
    _E,
    "The passphrase does not open it",
    "The passphrase is wrong, or the file is damaged.",
    "Try again; mind the keyboard layout, capitals and blanks at the end.",
    "RFC 7292; RFC 5958",
)
BER = FindingRule(
    "PKI020",
    _I,
    "BER instead of DER",
    "Some strict readers refuse the indefinite form.",
    "Convert it with `openssl asn1parse` or export it again if a reader complains.",
    "ITU-T X.690",
)
BARE_BASE64 = FindingRule(
    "PKI021",
    _W,
    "Base64 without BEGIN and END lines",
    "OpenSSL does not read it as PEM.",
    "Add the BEGIN and END lines.",
    "RFC 7468",
)
NOT_SHOWN = FindingRule(
    "PKI022",
    _I,
    "Object of another kind",
    "It plays no part in PowerExchange's use of TLS and is only named.",
    "Nothing to do.",
    "RFC 7468",
)
PUBLIC_KEY = FindingRule(
    "PKI023",
    _I,
    "Public key alone",
    "A public key says nothing about whose it is.",
    "Use a certificate or a request.",
    "RFC 5280, 4.1.2.7",
)

TOO_MANY_ROUNDS = FindingRule(
    "PKI024",
    _E,
    "Too many key derivation rounds",
    "Opening it would take very long; usual files have some thousand rounds.",
    "Export it again with the usual settings, or ask where it comes from.",
    "RFC 8018, 4.2; measured",
)
TOO_MANY_BLOCKS = FindingRule(
    "PKI025",
    _W,
    "Too many PEM blocks",
    "The rest of the file is not read.",
    "Split the file if all of it is needed.",
    "measured on public certificate collections",
)

KEY_EXPECTED = FindingRule(
    "PKI030",
    _E,
    "No private key in it",
    "A private key was asked for.",
    "Give the file that holds the private key (PEM, DER or PKCS #12).",
    "RFC 5958",
)
PASSPHRASE_EMPTY = FindingRule(
    "PKI031",
    _E,
    "Empty passphrase",
    "The key would be readable by anyone who gets the file.",
    "Choose a passphrase of 12 characters or more.",
    "NIST SP 800-63B, 5.1.1",
)
PASSPHRASE_SHORT = FindingRule(
    "PKI032",
    _E,
    "Passphrase too short",
    "It can be found by trying.",
    "Use 8 characters at the very least, 12 or more to be safe.",
    "NIST SP 800-63B, 5.1.1",
)
PASSPHRASE_MODEST = FindingRule(
    "PKI033",
    _W,
    "Passphrase on the short side",
    "A stolen file can be tried offline, as often as the thief likes.",
    "Use 12 characters or more, for example four unrelated words.",
    "NIST SP 800-63B, 5.1.1",
)
PASSPHRASE_SIMPLE = FindingRule(
    "PKI034",
    _W,
    "Passphrase easy to guess",
    "Repeated, running or well-known characters are tried first.",
    "Use unrelated words or a random string.",
    "NIST SP 800-63B, 5.1.1",
)
PASSPHRASE_NOT_ASCII = FindingRule(
    "PKI035",
    _W,
    "Passphrase with characters outside ASCII",
    "Programs encode such characters differently; PKCS #12 is known for it.",
    "Use letters, digits and simple punctuation.",
    "RFC 7292, appendix B.1; OpenSSL manual, passphrase-encoding",
)
PASSPHRASE_BLANKS = FindingRule(
    "PKI036",
    _W,
    "Passphrase begins or ends with a blank",
    "The blank is easily lost when the passphrase is copied.",
    "Choose a passphrase without outer blanks.",
    "common practice",
)
PASSPHRASE_VARIANT = FindingRule(
    "PKI037",
    _I,
    "Passphrase with characters that differ between EBCDIC code pages",
    "If the passphrase is typed on z/OS or IBM i, these characters may arrive as others.",
    "Prefer letters, digits and . , - + / = for a file that goes there.",
    "IBM CDRA, invariant character set 640",
)
PASSPHRASE_QUOTE = FindingRule(
    "PKI038",
    _I,
    "Passphrase with an apostrophe or ampersand",
    "In RACDCERT PASSWORD('...') and in JCL these characters must be doubled.",
    "Avoid them for a file that goes to z/OS.",
    "z/OS TSO/E User's Guide; z/OS JCL Reference",
)

NAME_SYNTAX = FindingRule(
    "PKI050",
    _E,
    "Distinguished name cannot be read",
    "The certificate's subject cannot be written.",
    "Write it like CN=PWX Internal CA,O=Example,C=DE.",
    "RFC 4514",
)
NAME_NO_COMMON_NAME = FindingRule(
    "PKI051",
    _W,
    "Distinguished name without CN",
    "Most programs show certificates by their common name.",
    "Add CN=... to the name.",
    "RFC 5280, 4.1.2.6; common practice",
)
HOST_SYNTAX = FindingRule(
    "PKI052",
    _E,
    "Not a host name or address",
    "It cannot stand in a certificate, and no client would match it.",
    "Write a DNS name such as zos1.example.com, or an IPv4 or IPv6 address.",
    "RFC 1123; RFC 5890; RFC 5280, 4.2.1.6",
)
HOST_WILDCARD = FindingRule(
    "PKI053",
    _W,
    "Wildcard name",
    "One stolen key then speaks for every machine of the domain.",
    "List the machines' names one by one.",
    "RFC 6125, 7.2",
)
HOST_SHORT = FindingRule(
    "PKI054",
    _I,
    "Host name without a domain",
    "It matches only clients that use exactly this short name.",
    "Add the full name beside it.",
    "RFC 6125",
)
HOST_TWICE = FindingRule(
    "PKI055",
    _W,
    "The same name twice",
    "Nothing is gained, and comparisons become confusing.",
    "Remove one of them.",
    "RFC 5280, 4.2.1.6",
)
HOST_IDNA = FindingRule(
    "PKI056",
    _I,
    "International name written in its ASCII form",
    "Certificates hold the A-label (xn--...).",
    "Nothing to do.",
    "RFC 5890; RFC 5280, 7.2",
)
HOST_SPECIAL = FindingRule(
    "PKI057",
    _W,
    "Address that no client calls",
    "Unspecified, loopback and multicast addresses do not name a machine of the estate.",
    "Use the address that clients call.",
    "RFC 6890",
)
NO_HOSTS = FindingRule(
    "PKI058",
    _E,
    "No name or address",
    "Clients that check names accept only subject alternative names.",
    "Give at least one host name or address.",
    "RFC 6125, 6.4; RFC 9525",
)
HOST_UNDERSCORE = FindingRule(
    "PKI059",
    _W,
    "Underscore in a host name",
    "Names of hosts are made of letters, digits and hyphens; some programs refuse others.",
    "Correct it; keep it only if the machine is really called so.",
    "RFC 952; RFC 1123, 2.1",
)
